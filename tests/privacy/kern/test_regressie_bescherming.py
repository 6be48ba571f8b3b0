"""Regression: levels and models that may be fitted, and rounded coefficients."""

import math
from dataclasses import replace

import pytest

from privacy.kern.beschermen import (
    Modelfactor,
    Modelterm,
    Modeluitkomst,
    NietTeBeschermen,
    check_levels,
    check_model,
    protect_regression,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Reden

DREMPELS = Drempelset()
MAN = Modelterm("Geslacht", "man", "vrouw", 0.934, 0.08, 0.0004, 4002, 603, 7.4, 0.9)
JONG = Modelterm("Leeftijd", "jong", "oud", -0.4512, 0.04, 0.2, 1000, 90)
MODEL = Modeluitkomst(
    "regressie",
    "Regressie",
    (MAN, JONG),
    (Modelfactor("Leeftijd", 43.21, 1, 0.03), Modelfactor("Geslacht", 225.57, 1, 1e-9, 0.614)),
    n=9003,
    gebeurtenissen=902,
    parameters=3,
    patronen=400,
    log_likelihood=-2456.78,
)


@pytest.mark.parametrize(
    ("events", "non_events", "klein"),
    [
        (9, 100, True),
        (10, 100, False),
        (11, 100, False),
        (100, 9, True),
        (100, 10, False),
        (20, 29, True),
        (20, 30, False),
        (0, 0, True),
    ],
)
def test_a_level_needs_persons_with_and_without_the_outcome(
    events: int, non_events: int, klein: bool
) -> None:
    assert check_levels([events], [non_events], DREMPELS).te_klein == ((0,) if klein else ())


def test_a_small_level_merges_with_its_smaller_neighbour() -> None:
    oordeel = check_levels([200, 4, 30, 100], [900, 40, 100, 300], DREMPELS)
    assert oordeel.samenvoegen == ((0,), (1, 2), (3,))


def test_merging_goes_on_until_every_level_is_large_enough() -> None:
    oordeel = check_levels([4, 4, 4, 100], [40, 40, 40, 300], DREMPELS)
    assert oordeel.samenvoegen == ((0, 1, 2), (3,))


def test_a_kenmerk_with_one_level_left_is_left_out() -> None:
    assert check_levels([4, 3], [400, 300], DREMPELS).samenvoegen is None


@pytest.mark.parametrize(("patronen", "mag"), [(39, False), (40, True), (41, True)])
def test_a_model_needs_residual_degrees_of_freedom(patronen: int, mag: bool) -> None:
    assert accepts(personen=9000, patronen=patronen, parameters=30) == mag


@pytest.mark.parametrize(("personen", "mag"), [(90, False), (91, True), (92, True)])
def test_a_model_may_have_a_third_of_the_persons_in_parameters(personen: int, mag: bool) -> None:
    assert accepts(personen=personen, patronen=80, parameters=30) == mag


def accepts(*, personen: int, patronen: int, parameters: int) -> bool:
    try:
        check_model(personen=personen, patronen=patronen, parameters=parameters, drempels=DREMPELS)
    except NietTeBeschermen:
        return False
    return True


def test_log_odds_are_rounded_before_they_become_odds_ratios() -> None:
    """.934 becomes .9, and its bounds .777 and 1.091 become .8 and 1.1."""
    tabel = protect_regression(MODEL, DREMPELS)[0]
    odds = [tabel.kolom(code)[0] for code in ("odds_ratio", "van", "tot")]
    assert odds == [round(math.exp(waarde), 2) for waarde in (0.9, 0.8, 1.1)]


def test_a_small_standard_error_gives_two_decimals() -> None:
    tabel = protect_regression(MODEL, DREMPELS)[0]
    assert tabel.kolom("odds_ratio")[1] == round(math.exp(-0.45), 2)


def test_points_are_whole_and_their_interval_is_widened() -> None:
    tabel = protect_regression(MODEL, DREMPELS)[0]
    assert [tabel.kolom(code)[0] for code in ("punten", "punten_van", "punten_tot")] == [7, 5, 10]


def test_counts_of_a_term_are_rounded() -> None:
    tabel = protect_regression(MODEL, DREMPELS)[0]
    assert (tabel.kolom("groep")[0], tabel.kolom("aantal")[0]) == (4000, 605)


def test_factors_are_ordered_by_their_rounded_test() -> None:
    tabel = protect_regression(MODEL, DREMPELS)[1]
    assert [rij.waarden for rij in tabel.rijen] == [
        ("Geslacht", 230.0, 1, "< .001", 61),
        ("Leeftijd", 43.0, 1, "< .05", None),
    ]


def test_the_fit_is_rounded() -> None:
    tabel = protect_regression(MODEL, DREMPELS)[2]
    assert [rij.waarden[1] for rij in tabel.rijen] == [9005, 900, 3, -2460.0]


@pytest.mark.parametrize(
    "term",
    [
        replace(MAN, gebeurtenissen=9),
        replace(MAN, n=49, gebeurtenissen=20),
        replace(MAN, log_odds=math.inf),
        replace(MAN, standaardfout=math.nan),
    ],
)
def test_a_term_that_says_too_much_is_hidden(term: Modelterm) -> None:
    rij = protect_regression(replace(MODEL, termen=(term, JONG)), DREMPELS)[0].rijen[0]
    assert (rij.getoond, rij.reden) == (False, Reden.gebeurtenissen)


def test_a_reference_class_with_too_few_is_refused() -> None:
    bijna_allen = replace(MAN, n=8990, gebeurtenissen=895)
    with pytest.raises(NietTeBeschermen):
        protect_regression(replace(MODEL, termen=(bijna_allen, JONG)), DREMPELS)


def test_a_saturated_model_is_refused() -> None:
    with pytest.raises(NietTeBeschermen):
        protect_regression(replace(MODEL, patronen=3), DREMPELS)
