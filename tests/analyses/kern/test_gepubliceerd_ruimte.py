"""Published cases of space and of testing many things: the digits that their sources print."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import sparse

from analyses.kern.krimp import empirical_bayes, funnel, overdispersion
from analyses.kern.ruimte import (
    Cluster,
    local_moran,
    moran,
    permutation_p,
    row_standardised,
    scan,
)
from analyses.kern.spreiding import dean, equal_rate
from analyses.kern.veeltoetsen import false_discovery, fisher_two_sided


def lattice(zijde: int) -> sparse.csr_array:
    """Rook neighbours on a square."""
    lijn = sparse.diags_array([np.ones(zijde - 1)] * 2, offsets=[-1, 1])
    een = sparse.eye_array(zijde)
    return sparse.csr_array(sparse.kron(een, lijn) + sparse.kron(lijn, een))


NEGEN = np.arange(1.0, 10.0)


def test_morans_moments_on_a_lattice_of_nine():
    uit = moran(NEGEN, lattice(3))
    assert (uit.i, uit.verwacht) == pytest.approx((0.5, -0.125))
    assert (uit.var_normaal, uit.var_permutatie) == pytest.approx((0.053125, 0.0596875))


def test_morans_moments_with_rows_that_add_up_to_one():
    uit = moran(NEGEN, row_standardised(lattice(3)))
    cijfers = (uit.i, uit.var_normaal, uit.var_permutatie)
    assert cijfers == pytest.approx((0.5555556, 0.0572145, 0.0646566), abs=5e-8)


# PySAL's desmith: ten areas, with z and the neighbours of its gal file; local I as esda scales it.
DESMITH = (
    (2.24, (1, 3)), (3.10, (0, 4)), (4.55, (3, 6)), (-5.15, (0, 2, 4, 7)), (-4.39, (1, 3, 5, 8)),
    (0.46, (4, 9)), (5.54, (2, 7)), (9.02, (3, 6, 8)), (-2.09, (4, 7, 9)), (-3.06, (5, 8)),
)  # fmt: skip


def neighbours(van: Sequence[Sequence[int]]) -> sparse.csr_array:
    rij = np.repeat(np.arange(len(van)), [len(deel) for deel in van])
    kolom = np.array([buur for deel in van for buur in deel])
    return sparse.csr_array((np.ones(len(rij)), (rij, kolom)), shape=(len(van), len(van)))


def test_local_moran_of_desmith():
    w = row_standardised(neighbours([buren for _, buren in DESMITH]))
    assert local_moran(np.array([z for z, _ in DESMITH]), w) == pytest.approx(
        [-0.11409277, -0.19940543, -0.13351408, -0.51770383, 0.48095009, 0.12208113, 1.19148298,
         -0.58144305, 0.07101383, 0.34314301], abs=5e-9,
    )  # fmt: skip


# Sudden infant deaths in the 100 counties of North Carolina, 1974-1978 (Cressie 1993); PySAL's
# sids2.dbf and sids2.gal, numbered from 0. Digits: tests of esda, and statsmodels for Dean.
@pytest.fixture(scope="module")
def sids() -> pl.DataFrame:
    return pl.read_csv(Path(__file__).with_name("sids.csv"))


def test_sudden_infant_deaths_differ_between_counties(sids: pl.DataFrame):
    geboorten, gevallen = (sids[naam].to_numpy() for naam in ("geboorten", "gevallen"))
    assert (gevallen.sum(), geboorten.sum()) == (667, 329_962)
    chi2, df = equal_rate(gevallen, geboorten)
    assert (round(chi2, 4), df) == (225.5723, 99)
    assert dean(gevallen, geboorten) == pytest.approx((7.227531, 7.335848), abs=5e-7)


def test_sudden_infant_deaths_shrunk(sids: pl.DataFrame):
    geboorten, gevallen = (
        sids[naam].to_numpy().astype(float) for naam in ("geboorten", "gevallen")
    )
    assert empirical_bayes(gevallen, geboorten)[:5] == pytest.approx(
        [0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349], abs=5e-8
    )


def test_sudden_infant_deaths_lie_together(sids: pl.DataFrame):
    cijfer = np.round(1000 * sids["gevallen"].to_numpy() / sids["geboorten"].to_numpy(), 6)
    buren = [[int(buur) for buur in tekst.split()] for tekst in sids["buren"]]
    uit = moran(cijfer, row_standardised(neighbours(buren)))
    assert uit.i == pytest.approx(0.24772519, abs=5e-8)
    assert uit.verwacht == pytest.approx(-0.01010101, abs=5e-9)
    assert uit.p_normaal == pytest.approx(5.79165e-5, rel=5e-5)
    assert (uit.i - uit.verwacht) / np.sqrt(uit.var_permutatie) == pytest.approx(3.942847, abs=5e-6)


def test_local_parts_add_up_to_the_global_one():
    w = row_standardised(lattice(5))
    waarden = np.random.default_rng(1).normal(size=25)
    assert local_moran(waarden, w).sum() == pytest.approx(24 * moran(waarden, w).i)


def test_values_in_rows_are_alike_and_values_dealt_out_are_not():
    rij = np.repeat(np.arange(10.0), 10)
    assert permutation_p(rij, lattice(10)) == 1 / 1000
    geschud = np.random.default_rng(5).permutation(rij)
    assert permutation_p(geschud, lattice(10)) > 0.05


def test_areas_that_are_all_the_same_have_no_moran():
    with pytest.raises(ValueError, match="same value"):
        moran(np.ones(9), lattice(3))


# SaTScan 9.6 on Waller & Gotway's leukaemia data; circles of at most 10 % of the population.
LEUKEMIE = {
    0: (49, 26, 85, 49.71, 1.84, 11.577255, 0.001),
    1: (89, 8, 38, 17.79, 2.22, 9.019716, 0.013),
}


@pytest.fixture(scope="module")
def clusters(gedeelde_data: Path) -> tuple[Cluster, ...]:
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "ny_leukemia.csv")
    plaats = tabel.select("lat", "lon").to_numpy()
    bevolking, gevallen = (tabel[naam].to_numpy().astype(float) for naam in ("pop", "cases"))
    return scan(plaats, bevolking, gevallen, 0.1)


@pytest.mark.gedeelde_data
@pytest.mark.parametrize("nummer", LEUKEMIE)
def test_clusters_of_leukaemia(clusters: tuple[Cluster, ...], nummer: int):
    midden, gebieden, gezien, verwacht, rr, llr, p = LEUKEMIE[nummer]
    gevonden = clusters[nummer]
    assert (gevonden.midden + 1, len(gevonden.gebieden), gevonden.gezien) == (
        midden, gebieden, gezien,
    )  # fmt: skip
    assert gevonden.verwacht == pytest.approx(verwacht, abs=5e-3)
    buiten = (552 - gevonden.gezien) / (552 - gevonden.verwacht)
    assert round(gevonden.gezien / gevonden.verwacht / buiten, 2) == rr
    assert gevonden.llr == pytest.approx(llr, abs=5e-7)
    assert gevonden.p == pytest.approx(p, abs=0.01)


@pytest.mark.gedeelde_data
def test_the_seventh_cluster_of_leukaemia_is_chance(clusters: tuple[Cluster, ...]):
    zevende = clusters[6]
    assert {plek + 1 for plek in zevende.gebieden} == {166, 159, 167}
    assert (zevende.gezien, zevende.llr) == pytest.approx((11, 3.209485), abs=5e-7)
    assert zevende.verwacht == pytest.approx(4.61, abs=5e-3)
    assert zevende.p == pytest.approx(0.976, abs=0.02)  # 999 simulations of its own


def test_no_cluster_is_found_where_chance_deals_out_the_cases():
    toeval = np.random.default_rng(11)
    bevolking = np.full(40, 500.0)
    plaats = toeval.random((40, 2))
    sterkste = [
        scan(plaats, bevolking, toeval.multinomial(300, bevolking / bevolking.sum()) * 1.0,
             simulaties=99, meeste=1)[0].p
        for _ in range(20)
    ]  # fmt: skip
    assert sum(p < 0.05 for p in sterkste) <= 3


def test_a_planted_cluster_is_found():
    toeval = np.random.default_rng(12)
    plaats = toeval.random((40, 2))
    dichtbij = np.argsort(((plaats - plaats[0]) ** 2).sum(axis=1))[:5]
    bevolking = np.full(40, 500.0)
    kans = np.full(40, 0.01)
    kans[dichtbij] = 0.05
    [cluster] = scan(plaats, bevolking, toeval.binomial(500, kans) * 1.0, simulaties=99, meeste=1)
    assert cluster.p == 0.01
    assert set(dichtbij.tolist()) == set(cluster.gebieden)


# Benjamini & Hochberg (1995), thrombolysis in heart attacks.
P1995 = np.array([
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
    0.6528, 0.7590, 1.0,
])  # fmt: skip


def test_false_discovery_in_the_paper_of_1995():
    bijgesteld = false_discovery(P1995)
    assert bijgesteld[:10] == pytest.approx(
        [0.0015, 0.0030, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765, 0.486],
        abs=5e-7,
    )
    assert (bijgesteld < 0.05).sum() == 4
    assert (15 * P1995 < 0.05).sum() == 3


def test_false_discovery_follows_the_order_given_and_counts_what_is_not_shown():
    toeval = np.random.default_rng(2).permutation(15)
    assert false_discovery(P1995[toeval]) == pytest.approx(false_discovery(P1995)[toeval])
    assert false_discovery(P1995[:4], 15) == pytest.approx(false_discovery(P1995)[:4])
    with pytest.raises(ValueError, match="more p-values"):
        false_discovery(P1995, 3)


def test_fisher_on_the_lady_tasting_tea():
    [p] = fisher_two_sided(np.array([3]), np.array([4]), 4, 8)
    assert p == pytest.approx(2 * 17 / 70)
    assert round(p / 2, 4) == 0.2429  # one-sided, as Fisher (1935): both tails are as heavy


def test_shrinking_leaves_large_areas_and_pulls_small_ones_in():
    events, personen = np.array([2.0, 400.0, 100.0]), np.array([10.0, 2000.0, 1000.0])
    geheel = events.sum() / personen.sum()
    krimp = (empirical_bayes(events, personen) - geheel) / (events / personen - geheel)
    assert krimp[0] < krimp[2] < krimp[1] <= 1


def test_areas_that_differ_less_than_chance_shrink_to_the_whole():
    assert empirical_bayes(np.full(4, 20.0), np.full(4, 100.0)) == pytest.approx([0.2] * 4)


def test_an_area_without_persons_has_no_share():
    with pytest.raises(ValueError, match="no persons"):
        empirical_bayes(np.zeros(2), np.array([0.0, 1.0]))


def test_a_funnel_holds_most_areas_that_differ_by_chance():
    toeval = np.random.default_rng(8)
    personen = toeval.integers(50, 2000, 4000) * 1.0
    events = toeval.binomial(personen.astype(int), 0.1) * 1.0
    trechter = funnel(events, personen, personen)
    binnen = (events / personen >= trechter.laag95) & (events / personen <= trechter.hoog95)
    assert trechter.phi < 1
    assert 0.93 < binnen.mean() < 0.97


def test_a_funnel_widens_when_areas_differ_more_than_chance():
    toeval = np.random.default_rng(8)
    personen = np.full(400, 1000.0)
    events = toeval.binomial(1000, toeval.beta(20, 180, 400)) * 1.0
    assert overdispersion(events, personen) > 2
    trechter = funnel(events, personen, np.array([1000.0]))
    assert (trechter.hoog95 - trechter.laag95)[0] > 2 * 1.96 * np.sqrt(0.1 * 0.9 / 1000) * 1.4
