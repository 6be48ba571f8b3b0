"""Levels under the thresholds are merged before fitting, and it is said."""

import numpy as np
import pytest

from analyses.kern import ontwerp
from analyses.kern.bescherming import demand_model, enough
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import kenmerk
from privacy.kern.drempels import Drempelset

RUIM = (200, 40)


def one(code: str, niveaus: list[tuple[int, int]]) -> Patronen:
    """Patterns of a single kenmerk with these (persons, suspects) per class."""
    codes = np.arange(len(niveaus), dtype=np.uint8)[:, None]
    n, y = (np.array([paar[plek] for paar in niveaus], dtype=np.int64) for plek in (0, 1))
    return Patronen((code,), codes, n, y)


def build(code: str, niveaus: list[tuple[int, int]]) -> Ontwerp:
    return ontwerp.build(one(code, niveaus), (code,), enough(Drempelset()))


def labels(gebouwd: Ontwerp) -> list[str]:
    return [niveau.label for niveau in gebouwd.factoren[0].niveaus]


@pytest.mark.parametrize(
    ("n", "y", "blijft"),
    [
        (200, 9, False),
        (200, 10, True),
        (200, 11, True),
        (60, 51, False),
        (60, 50, True),
        (49, 20, False),
        (50, 20, True),
    ],
)
def test_a_level_needs_ten_with_ten_without_and_fifty(n: int, y: int, blijft: bool) -> None:
    gebouwd = build("bijstand", [RUIM, RUIM, RUIM, RUIM, RUIM, (n, y)])
    assert ("langer dan 60 maanden" in labels(gebouwd)) is blijft


def test_an_ordered_kenmerk_merges_with_its_neighbour_and_says_so() -> None:
    gebouwd = build("bijstand", [RUIM, RUIM, RUIM, RUIM, RUIM, (20, 3)])
    assert labels(gebouwd)[-1] == "25 tot en met 60 maanden of langer dan 60 maanden"
    assert gebouwd.opmerkingen == (
        "Bijstandsuitkering: de klassen ‘25 tot en met 60 maanden’ en ‘langer dan 60 maanden’ "
        "zijn samengevoegd.",
    )


def test_the_class_next_to_the_reference_merges_away_from_it() -> None:
    gebouwd = build("bijstand", [RUIM, (20, 3), RUIM, RUIM, RUIM, RUIM])
    assert labels(gebouwd)[:2] == ["geen", "3 maanden of korter of 4 tot en met 12 maanden"]


def test_not_applicable_is_never_merged_with_arrears() -> None:
    klein = (12, 2)
    gebouwd = build("huurachterstand", [RUIM, klein, RUIM, RUIM, RUIM, RUIM])
    assert labels(gebouwd)[0] == "niet van toepassing"
    assert labels(gebouwd)[1] == "geen of minder dan 1 maand"


def test_the_merged_reference_stays_the_reference() -> None:
    factor = build("huurachterstand", [RUIM, (12, 2), RUIM, RUIM, RUIM, RUIM]).factoren[0]
    assert factor.niveaus[factor.referentie].codes == (1, 2)


def test_an_unordered_kenmerk_merges_with_its_smallest_fellow() -> None:
    gebouwd = build(
        "huishoudtype", [(5, 1), (900, 90), (300, 30), (400, 40), (200, 20), RUIM, RUIM]
    )
    assert "onbekend of eenouder" in labels(gebouwd)


def test_an_empty_class_is_merged_and_not_dropped() -> None:
    gebouwd = build("bijstand", [RUIM, RUIM, RUIM, RUIM, RUIM, (0, 0)])
    assert sum(len(niveau.codes) for niveau in gebouwd.factoren[0].niveaus) == 6


def test_a_kenmerk_of_one_large_class_is_left_out_and_it_is_said() -> None:
    gebouwd = build("schuldhulp", [RUIM, (20, 3)])
    assert gebouwd.factoren == ()
    assert gebouwd.opmerkingen == (
        "Schuldhulp is weggelaten: te weinig personen in een van de klassen.",
    )


def test_every_person_is_in_one_level() -> None:
    niveaus = [(30, 3), (40, 4), RUIM, (12, 1), RUIM, (8, 8)]
    factor = build("bijstand", niveaus).factoren[0]
    assert sum(niveau.n for niveau in factor.niveaus) == sum(n for n, _ in niveaus)
    assert sorted(c for niveau in factor.niveaus for c in niveau.codes) == list(range(6))


def test_the_reference_class_has_no_column() -> None:
    gebouwd = build("leeftijd", [(0, 0), RUIM, RUIM, RUIM, RUIM, RUIM, RUIM])
    factor = gebouwd.factoren[0]
    assert factor.niveaus[factor.referentie].label == kenmerk("leeftijd").klassen[4]
    assert gebouwd.parameters == 6
    assert len(factor.niveaus) == 6


def test_a_saturated_model_is_refused() -> None:
    patronen = one("geslacht", [RUIM, RUIM])
    gebouwd = ontwerp.build(patronen, ("geslacht",), enough(Drempelset()))
    with pytest.raises(GeenResultaat, match="zegt te veel over kleine groepen"):
        demand_model(gebouwd, patronen, Drempelset())


@pytest.mark.parametrize(("over", "mag"), [(9, False), (10, True), (11, True)])
def test_ten_residual_degrees_of_freedom_are_needed(over: int, mag: bool) -> None:
    patronen = one("geslacht", [RUIM, RUIM])
    gebouwd = ontwerp.build(patronen, ("geslacht",), enough(Drempelset()))
    rijen = gebouwd.parameters + over
    ruimer = Patronen(
        ("geslacht",), np.zeros((rijen, 1), np.uint8), np.full(rijen, 20), np.full(rijen, 4)
    )
    if mag:
        demand_model(gebouwd, ruimer, Drempelset())
    else:
        with pytest.raises(GeenResultaat):
            demand_model(gebouwd, ruimer, Drempelset())
