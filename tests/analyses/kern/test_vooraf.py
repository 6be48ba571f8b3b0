"""Before and over time: the smallest difference to be found, buurten that are alike, trends."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.proportion import power_proportions_2indep

from analyses.kern.gelijkenis import propose
from analyses.kern.trend import Meting, trend
from analyses.kern.vermogen import power, smallest_difference


@pytest.mark.parametrize(
    ("aandeel", "grond", "groep", "andere"),
    [(0.15, 0.10, 400, 400), (0.34, 0.10, 60, 5000), (0.05, 0.10, 300, 900)],
)
def test_power_is_that_of_statsmodels(aandeel: float, grond: float, groep: int, andere: int):
    peer = power_proportions_2indep(aandeel - grond, grond, groep, ratio=andere / groep)
    assert power(aandeel, grond, groep, andere) == pytest.approx(peer.power, abs=1e-6)


def test_the_smallest_difference_has_a_power_of_eighty_percent():
    vindbaar = smallest_difference(0.10, 200, 3000)
    assert vindbaar.vanaf is not None
    assert power(vindbaar.vanaf, 0.10, 200, 3000) == pytest.approx(0.80, abs=1e-9)
    assert vindbaar.punten == pytest.approx(100 * (vindbaar.vanaf - 0.10))


def test_it_is_found_as_often_in_draws():
    vindbaar = smallest_difference(0.2, 300, 300)
    assert vindbaar.vanaf is not None
    toeval = np.random.default_rng(1)
    a, b = (toeval.binomial(300, p, 4000) / 300 for p in (vindbaar.vanaf, 0.2))
    samen = (a + b) / 2
    z = (a - b) / np.sqrt(samen * (1 - samen) * 2 / 300)
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.80, abs=0.03)


def test_a_handful_of_persons_finds_nothing():
    assert smallest_difference(0.5, 2, 2).vanaf is None
    assert smallest_difference(0.5, 2, 2).odds_ratio is None


@pytest.mark.parametrize(
    ("grond", "groep", "andere"), [(0, 9, 9), (1, 9, 9), (0.1, 0, 9), (0.1, 9, 0)]
)
def test_power_without_groups_or_share_is_refused(grond: float, groep: int, andere: int):
    with pytest.raises(ValueError, match="two groups"):
        smallest_difference(grond, groep, andere)


CIJFERS = {
    "BU1": {"inkomen": 20.0, "huur": 80.0, "jong": 30.0},
    "BU2": {"inkomen": 21.0, "huur": 79.0, "jong": 31.0},
    "BU3": {"inkomen": 22.0, "huur": 70.0, "jong": 20.0},
    "BU4": {"inkomen": 45.0, "huur": 10.0, "jong": 12.0},
    "BU5": {"inkomen": 20.5, "huur": 80.0},
}
ALLE = ("inkomen", "huur", "jong")


def test_the_buurt_that_is_most_alike_comes_first():
    voorstellen = propose(CIJFERS, "BU1", ALLE, aantal=2)
    assert [voorstel.buurt for voorstel in voorstellen] == ["BU2", "BU3"]
    assert voorstellen[0].anders == ()
    assert voorstellen[1].anders == ("jong",)


def test_a_buurt_without_all_figures_or_under_pressure_is_not_proposed():
    voorstellen = propose(CIJFERS, "BU1", ALLE, niet=["BU2"])
    assert [voorstel.buurt for voorstel in voorstellen] == ["BU3", "BU4"]


def test_the_unit_of_a_figure_does_not_matter():
    centen = {b: per | {"inkomen": per["inkomen"] * 1e5} for b, per in CIJFERS.items()}
    assert propose(centen, "BU1", ALLE)[0].afstand == pytest.approx(
        propose(CIJFERS, "BU1", ALLE)[0].afstand
    )


@pytest.mark.parametrize(
    ("buurt", "niet"), [("BU5", []), ("BU9", []), ("BU1", ["BU2", "BU3", "BU4"])]
)
def test_what_cannot_be_compared_is_refused(buurt: str, niet: list[str]):
    with pytest.raises(ValueError, match="nothing to compare"):
        propose(CIJFERS, buurt, ALLE, niet=niet)


JAREN = [Meting(2020, 500, 60), Meting(2022, 520, 50), Meting(2021, 510, 55), Meting(2023, 480, 30)]


def test_the_trend_is_that_of_statsmodels():
    [reeks] = trend(JAREN)
    tabel = np.array([[m.y, m.n - m.y] for m in reeks.metingen])
    peer = Table(tabel, shift_zeros=False).test_ordinal_association(
        row_scores=np.arange(4), col_scores=np.array([1, 0])
    )
    correctie = np.sqrt(2010 / 2009)  # statsmodels divides by n − 1
    assert reeks.p == pytest.approx(2 * stats.norm.sf(abs(peer.zscore) * correctie), rel=1e-6)
    assert reeks.punten is not None
    assert reeks.punten < 0


def test_figures_on_both_sides_of_a_break_are_not_compared():
    reeksen = trend(JAREN, breuken=[2022])
    assert [[m.jaar for m in reeks.metingen] for reeks in reeksen] == [[2020, 2021], [2022, 2023]]
    assert [reeks.p for reeks in reeksen] == [None, None]


def test_a_break_before_the_first_year_breaks_nothing():
    assert len(trend(JAREN, breuken=[2020, 2019])) == 1


def test_nobody_with_the_outcome_has_no_p():
    [reeks] = trend([Meting(2020 + i, 100, 0) for i in range(4)])
    assert (reeks.punten, reeks.p) == (0.0, None)


@pytest.mark.parametrize("metingen", [[JAREN[0], JAREN[0]], [Meting(2020, 0, 0)]])
def test_a_year_twice_or_without_persons_is_refused(metingen: list[Meting]):
    with pytest.raises(ValueError, match=r"twice|no persons"):
        trend(metingen)
