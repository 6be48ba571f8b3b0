"""Tables that no solver audits are read again; each fault that a maker could make is found."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.kern import koppelcijfers, regressie, straten
from privacy.kern.beschermen import Koppelcijfer, NietTeBeschermen, Straatspreiding, protect_match
from privacy.kern.drempels import Drempelset
from privacy.kern.nalezing import Achter, read_match, read_streets, read_terms
from privacy.kern.straten import MIN_STRATEN, STRAATGRENZEN, protect_spread
from privacy.kern.veilig import VeiligeRij
from tests.privacy.kern.test_regressie_bescherming import JONG, MAN, MODEL

DREMPELS = Drempelset()
GOED = ("Geslacht", "man", "vrouw", 7, 5, 10, 2.46, 2.23, 3.0, "< .001", 4000, 605)
WIE = Achter(4002, 603, 0.08)


def faults(*waarden: object, wie: Achter = WIE, rest: tuple[int, int] = (900, 90)) -> int:
    rij = VeiligeRij(waarden)  # type: ignore[arg-type]
    return len(read_terms([rij], [wie], [rest], DREMPELS).fouten)


def changed(plek: int, waarde: object) -> tuple[object, ...]:
    return (*GOED[:plek], waarde, *GOED[plek + 1 :])


def test_a_row_as_it_should_be_has_no_fault() -> None:
    assert faults(*GOED) == 0


@pytest.mark.parametrize(
    ("plek", "waarde"),
    [(3, 7.4), (6, 2.54), (7, -1.0), (9, ".0004"), (10, 4002), (11, 603), (11, None)],
)
def test_a_figure_that_is_not_rounded_is_a_fault(plek: int, waarde: object) -> None:
    assert faults(*changed(plek, waarde)) == 1


@pytest.mark.parametrize(("n", "y", "fouten"), [(60, 10, 0), (60, 9, 1), (60, 51, 1), (49, 20, 1)])
def test_a_level_or_reference_that_is_too_small_is_a_fault(n: int, y: int, fouten: int) -> None:
    assert faults(*GOED, wie=Achter(n, y, 0.08)) == fouten
    assert faults(*GOED, rest=(n, y)) == fouten


def test_a_maker_that_shows_a_small_level_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regressie, "_is_shown", lambda *_: True)
    klein = replace(JONG, n=60, gebeurtenissen=4)
    with pytest.raises(NietTeBeschermen, match="more than they may"):
        regressie.protect_regression(replace(MODEL, termen=(MAN, klein)), DREMPELS)


def test_a_maker_that_does_not_round_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regressie, "_odds", lambda _: (2.54, 2.17, 2.98))
    with pytest.raises(NietTeBeschermen, match="more than they may"):
        regressie.protect_regression(MODEL, DREMPELS)


# --- streets
def street_rows(*paren: tuple[str, int]) -> list[VeiligeRij]:
    return [VeiligeRij(("Buurt 1", klasse, straten, 1, 0, 3)) for klasse, straten in paren]


@pytest.mark.parametrize(
    ("rijen", "fouten"),
    [
        ([("0 tot 10%", 4), ("10% of meer", 3)], 0),
        ([("0 tot 10%", 4), ("10% of meer", 2)], 1),  # two streets can be pointed out
        ([("0 tot 5%", 0), ("5 tot 10%", 7), ("10% of meer", 0)], 1),  # five counts of 100 persons
        ([("0 tot 5%", 4), ("10% of meer", 3)], 2),  # and a street in none of them
    ],
)
def test_streets_in_few_or_narrow_classes_are_a_fault(
    rijen: list[tuple[str, int]], fouten: int
) -> None:
    gelezen = read_streets(street_rows(*rijen), [Achter(100, 7)] * 7, MIN_STRATEN, DREMPELS)
    assert len(gelezen.fouten) == fouten


def test_a_maker_that_pins_a_street_down_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(straten, "_merge", list)
    monkeypatch.setattr(straten, "_hides_each_street", lambda *_: True)
    with pytest.raises(NietTeBeschermen, match="street"):
        spread([100] * 9, [6] * 9)


def spread(basis: list[int], aantal: list[int]) -> None:
    verwacht = (1.0,) * (len(STRAATGRENZEN) - 1)
    straat = Straatspreiding("Buurt 1", np.array(basis), np.array(aantal), verwacht, 12.3, 9, 0.2)
    protect_spread([straat], DREMPELS, naam="spreiding", titel="Spreiding")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(50, 400), st.floats(0, 1)), min_size=1, max_size=12))
def test_what_the_maker_of_streets_makes_is_never_at_fault(
    straten_: list[tuple[int, float]],
) -> None:
    spread([n for n, _ in straten_], [int(n * deel) for n, deel in straten_])


# --- match rates
@pytest.mark.parametrize(
    ("rij", "wie", "fouten"),
    [
        ((100, 90, "90% of meer"), Achter(100, 97), 0),
        ((100, 97, "97%"), Achter(100, 97), 2),
        ((100, 60, "60%"), Achter(100, 60), 0),
        ((102, 60, "60%"), Achter(102, 60), 1),
        ((45, 60, "60%"), Achter(45, 27), 1),
    ],
)
def test_a_rate_that_tells_of_few_is_a_fault(
    rij: tuple[int, int, str], wie: Achter, fouten: int
) -> None:
    gelezen = read_match([VeiligeRij(("politie", "Buurt 1", *rij))], [wie], None, DREMPELS)
    assert len(gelezen.fouten) == fouten


def test_a_maker_that_leaves_the_total_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(koppelcijfers, "_hide_total", lambda *_: None)
    with pytest.raises(NietTeBeschermen, match="match rate"):
        rates([(400, 300), (8, 8), (408, 308)])


def rates(paren: list[tuple[int, int]]) -> None:
    namen = [*(f"Buurt {nummer}" for nummer in range(len(paren) - 1)), "Alle"]
    cijfers = [
        Koppelcijfer("politie", naam, *paar) for naam, paar in zip(namen, paren, strict=True)
    ]
    protect_match(cijfers, DREMPELS, naam="koppeling", titel="Koppeling", totaal="Alle")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 300), st.floats(0, 1)), min_size=1, max_size=6))
def test_what_the_maker_of_rates_makes_is_never_at_fault(delen: list[tuple[int, float]]) -> None:
    paren = [(n, int(n * deel)) for n, deel in delen]
    rates([*paren, (sum(n for n, _ in paren), sum(y for _, y in paren))])
