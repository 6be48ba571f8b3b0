"""Match rates: whole percents, and no count of few that were not found."""

import pytest

from privacy.kern.beschermen import Koppelcijfer, protect_match
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeRij, VeiligeTabel


def match(*cijfers: tuple[str, int, int], totaal: str | None = None) -> VeiligeTabel:
    return protect_match(
        [Koppelcijfer("politie", *cijfer) for cijfer in cijfers],
        Drempelset(),
        naam="koppeling",
        titel="Koppeling",
        totaal=totaal,
    )


def only(rijen: int, gekoppeld: int) -> VeiligeRij:
    return match(("Buurt 1", rijen, gekoppeld)).rijen[0]


@pytest.mark.parametrize(
    ("rijen", "gekoppeld", "tekst"),
    [
        (49, 30, None),
        (50, 30, "60%"),
        (51, 30, "60%"),
        (100, 9, None),
        (100, 10, "10%"),
        (1000, 1000, "99% of meer"),
        (1000, 991, "99% of meer"),
        (1000, 990, "99%"),
        (1000, 850, "85%"),
        (100, 92, "90% of meer"),
    ],
)
def test_a_rate_is_whole_and_topped(rijen: int, gekoppeld: int, tekst: str | None) -> None:
    assert only(rijen, gekoppeld).waarden[4] == tekst


def test_nothing_tells_a_full_match_from_nine_missing() -> None:
    assert only(1000, 1000) == only(1000, 991)


def test_the_total_of_a_source_does_not_give_a_hidden_area_away() -> None:
    tabel = match(("Buurt 1", 400, 300), ("Buurt 2", 8, 8), ("Alle", 408, 308), totaal="Alle")
    assert [rij.getoond for rij in tabel.rijen] == [True, False, False]


def test_rounding_of_many_areas_hides_one() -> None:
    cijfers = [(f"Buurt {i}", 400, 300) for i in range(4)]
    tabel = match(*cijfers, ("Buurt 9", 8, 8), ("Alle", 1608, 1208), totaal="Alle")
    assert tabel.rijen[-1].getoond
