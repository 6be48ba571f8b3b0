from itertools import pairwise

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats
from statsmodels.discrete.discrete_model import Poisson

from analyses.kern import spreiding
from analyses.kern.uitkomst import GeenResultaat
from privacy.kern.beschermen import STRAATGRENZEN

KLEINSTE, MINSTE = 50, 10


def simulated(
    seed: int, straten: int = 60, factor: float = 1.0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Streets with an equal share of 10 %; in three of them `factor` times as much."""
    kans = np.random.default_rng(seed)
    n = kans.integers(60, 220, straten)
    p = np.full(straten, 0.1)
    p[:3] *= factor
    return n, kans.binomial(n, p)


def test_streets_count_persons_and_suspects(bewoners: pl.DataFrame) -> None:
    n, y = spreiding.streets(bewoners)
    traag = bewoners.group_by("straat").agg(pl.len(), pl.col("verdachte").sum()).sort("straat")
    assert n.tolist() == traag["len"].to_list()
    assert y.tolist() == traag["verdachte"].to_list()


def test_residents_without_a_street_are_left_out(bewoners: pl.DataFrame) -> None:
    zonder = bewoners.with_columns(
        straat=pl.when(pl.int_range(pl.len()) < 100).then(0).otherwise(pl.col("straat"))
    )
    assert spreiding.streets(zonder)[0].sum() == bewoners.height - 100


def test_equal_share_equals_the_contingency_table_of_scipy() -> None:
    n, y = simulated(1)
    chi2, df = spreiding.equal_share(y, n)
    peer = stats.chi2_contingency(np.stack([y, n - y]), correction=False)
    assert (chi2, df) == (pytest.approx(peer.statistic), peer.dof)


def test_dean_equals_statsmodels() -> None:
    """Dean's P_B and P_B' of STATISTIEK case 14, here on simulated rates."""
    kans = np.random.default_rng(5)
    bloot = kans.integers(200, 20_000, 100)
    y = kans.poisson(0.002 * bloot * kans.gamma(4, 1 / 4, 100))
    fit = Poisson(y, np.ones(100), exposure=bloot).fit(disp=0, tol=1e-12)
    peer = fit.get_diagnostic().test_dispersion().statistic
    mu = bloot * y.sum() / bloot.sum()
    gekregen = spreiding.dean(y, bloot)
    assert gekregen[0] == pytest.approx(peer[0], abs=1e-8)
    hefboom = sm.GLM(y, np.ones(100), family=sm.families.Poisson(), offset=np.log(bloot)).fit()
    h = hefboom.get_influence().hat_matrix_diag
    verwacht = (((y - mu) ** 2 - y) + h * mu).sum() / np.sqrt(2 * (mu**2).sum())
    assert gekregen[1] == pytest.approx(verwacht, abs=1e-8)


def test_equal_rate_is_pearsons_chi_squared() -> None:
    y, bloot = np.array([3, 8, 1]), np.array([1000, 1500, 700])
    mu = bloot * 12 / 3200
    assert spreiding.equal_rate(y, bloot) == (pytest.approx(((y - mu) ** 2 / mu).sum()), 2)


def test_tarone_is_standard_normal_under_chance() -> None:
    waarden = [spreiding.tarone(y, n) for n, y in map(simulated, range(400))]
    assert abs(np.mean(waarden)) < 0.2
    assert 0.85 < np.std(waarden) < 1.15


def test_expected_streets_equal_the_mean_of_simulations() -> None:
    n, _ = simulated(2)
    kans = np.random.default_rng(8)
    trekking = 100 * kans.binomial(n, 0.1, size=(20_000, len(n))) / n
    gezien = [
        ((trekking >= van) & (trekking < (101 if tot == 100 else tot))).sum(axis=1).mean()
        for van, tot in pairwise(STRAATGRENZEN)
    ]
    verwacht = spreiding.expected_streets(n, 0.1, STRAATGRENZEN)
    np.testing.assert_allclose(verwacht, gezien, atol=0.1)
    assert sum(verwacht) == pytest.approx(len(n))


def test_an_even_spread_is_found_even_in_95_of_100() -> None:
    uitkomsten = [
        spreiding.spread(n, y, STRAATGRENZEN, KLEINSTE, MINSTE)
        for n, y in map(simulated, range(200))
    ]
    gelijk = sum(u.p_gelijk >= 0.05 for u in uitkomsten)
    zonder = sum(u.uitschieters == 0 for u in uitkomsten)
    assert stats.binomtest(gelijk, 200, 0.95).pvalue > 0.001
    assert zonder >= 190


def test_planted_clusters_are_found() -> None:
    for seed in range(20):
        uitkomst = spreiding.spread(*simulated(seed, factor=4.0), STRAATGRENZEN, KLEINSTE, MINSTE)
        assert uitkomst.uitschieters > 0
        assert not uitkomst.verspreid


def test_holm_finds_as_many_as_statsmodels() -> None:
    n, y = simulated(4, factor=3.0)
    p = stats.binom.sf(y - 1, n, y.sum() / n.sum())
    verworpen = sm.stats.multipletests(p, alpha=0.05, method="holm")[0]
    assert spreiding.outliers(y, n) == verworpen.sum()


def test_small_streets_are_left_out_and_counted() -> None:
    n, y = np.array([49, 50, 120, 200]), np.array([5, 5, 12, 20])
    uitkomst = spreiding.spread(n, y, STRAATGRENZEN, KLEINSTE, MINSTE)
    assert (uitkomst.straten, uitkomst.te_klein, uitkomst.n) == (3, 1, 370)


@pytest.mark.parametrize(
    ("n", "y", "melding"),
    [
        ([10, 20], [1, 2], "te weinig straten"),
        ([], [], "te weinig straten"),
        ([60, 60], [0, 0], "geen verdachten"),
        ([60, 60], [60, 60], "alleen verdachten"),
        ([60, 60], [4, 5], "te weinig verdachten"),
    ],
)
def test_what_cannot_be_tested_is_said(n: list[int], y: list[int], melding: str) -> None:
    with pytest.raises(GeenResultaat, match=melding):
        spreiding.spread(np.array(n, int), np.array(y, int), STRAATGRENZEN, KLEINSTE, MINSTE)
