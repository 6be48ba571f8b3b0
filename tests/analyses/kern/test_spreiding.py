from itertools import pairwise, product
from math import comb, prod

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import special, stats
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


def seen(n: NDArray[np.int64], y: NDArray[np.int64]) -> spreiding.Spreiding:
    return spreiding.spread(n, y, STRAATGRENZEN, KLEINSTE, MINSTE, trekkingen=499)


@pytest.mark.parametrize(("straten", "kleinste", "aandeel"), [(60, 60, 0.1), (6, 50, 0.06)])
def test_streets_are_said_to_differ_by_chance_in_at_most_5_of_100(
    straten: int, kleinste: int, aandeel: float
) -> None:
    """Also of few small streets with few suspects, where χ² is no good measure of itself."""
    kans = np.random.default_rng([straten, 1])
    vals = 0
    for _ in range(400):
        n = kans.integers(kleinste, 220, straten)
        vals += not seen(n, kans.binomial(n, aandeel)).verspreid
    assert stats.binomtest(vals, 400, 0.05, alternative="greater").pvalue > 0.01


def test_planted_clusters_are_found() -> None:
    for seed in range(20):
        uitkomst = seen(*simulated(seed, factor=4.0))
        assert uitkomst.uitschieters > 0
        assert not uitkomst.verspreid


def test_streets_that_all_differ_a_little_are_found() -> None:
    """No street stands out, all together do."""
    gevonden = 0
    for seed in range(20):
        kans = np.random.default_rng([seed, 2])
        n = kans.integers(60, 220, 200)
        p = special.expit(np.log(0.1 / 0.9) + kans.normal(0, 0.5, 200))
        gevonden += not seen(n, kans.binomial(n, p)).verspreid
    assert gevonden >= 19


def test_the_chance_of_equal_shares_is_that_of_all_ways_to_place_the_suspects() -> None:
    """A slow second way: every division of ten suspects over three streets, and both looks."""
    n, y = np.array([20, 30, 25]), np.array([6, 1, 3])
    p = 10 / 75
    gevallen = [g for g in product(range(11), repeat=3) if sum(g) == 10]
    kansen = np.array([prod(map(comb, n.tolist(), g)) / comb(75, 10) for g in gevallen])
    chi2 = np.array([((np.array(g) - n * p) ** 2 / (n * p * (1 - p))).sum() for g in gevallen])
    staart = np.array([stats.binom.sf(np.array(g) - 1, n, p).min() for g in gevallen])
    samen = [kansen[chi2 >= c - 1e-9].sum() for c in chi2]
    apart = [kansen[staart <= s + 1e-12].sum() for s in staart]
    kleinste = np.minimum(samen, apart)
    hier = gevallen.index(tuple(y.tolist()))
    p_gelijk, per_straat = spreiding.adjusted(y, n, trekkingen=20_000)
    assert p_gelijk == pytest.approx(kansen[kleinste <= samen[hier] + 1e-12].sum(), abs=0.012)
    assert per_straat[0] == pytest.approx(kansen[kleinste <= apart[hier] + 1e-12].sum(), abs=0.012)
    assert per_straat[1] == pytest.approx(1.0)


def test_comparing_streets_can_be_stopped() -> None:
    n, y = simulated(3)

    def stop(deel: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        spreiding.spread(n, y, STRAATGRENZEN, KLEINSTE, MINSTE, stop)


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
