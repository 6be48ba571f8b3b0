"""Moran's I beside a second implementation: loops over pairs, and every order there is."""

from itertools import combinations, permutations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from analyses.kern.ruimte import (
    local_moran,
    local_moran_p,
    moran,
    permutation_p,
    row_standardised,
)
from tests.analyses.kern.test_gepubliceerd_ruimte import neighbours

Vector = NDArray[np.float64]


def slow_moran(waarden: Vector, w: Vector) -> float:
    z = [waarde - sum(waarden) / len(waarden) for waarde in waarden]
    boven = sum(w[i, j] * z[i] * z[j] for i in range(len(z)) for j in range(len(z)))
    return len(z) / w.sum() * boven / sum(een**2 for een in z)


def random_areas(zaad: int, gebieden: int) -> tuple[Vector, sparse.csr_array]:
    """Values, and neighbours that need not go both ways; of one area none at all."""
    toeval = np.random.default_rng(zaad)
    w = (toeval.random((gebieden, gebieden)) < 0.4).astype(float)
    np.fill_diagonal(w, 0.0)
    w[-1] = 0.0
    return toeval.normal(size=gebieden), sparse.csr_array(w)


@pytest.mark.parametrize("zaad", range(3))
@pytest.mark.parametrize("gelijk", [False, True])
def test_moran_and_its_moments_are_those_of_every_order(zaad: int, gelijk: bool) -> None:
    """720 orders of six values: their mean and variance are the expectation and its variance."""
    waarden, w = random_areas(zaad, 6)
    w = row_standardised(w) if gelijk else w
    vol = w.toarray()
    uit = moran(waarden, w)
    alle = [moran(waarden[list(orde)], w).i for orde in permutations(range(6))]
    assert uit.i == pytest.approx(slow_moran(waarden, vol), abs=1e-12)
    assert uit.verwacht == pytest.approx(np.mean(alle), abs=1e-12)
    assert uit.var_permutatie == pytest.approx(np.var(alle), abs=1e-12)


def test_the_p_of_shuffles_is_the_share_of_every_order() -> None:
    waarden, w = random_areas(5, 6)
    gezien = moran(waarden, w).i
    orden = [moran(waarden[list(orde)], w).i for orde in permutations(range(6))]
    aandeel = np.mean([i >= gezien - 1e-12 for i in orden])
    assert permutation_p(waarden, w, 4_999) == pytest.approx(aandeel, abs=0.02)


def test_local_moran_is_that_of_loops() -> None:
    waarden, w = random_areas(7, 9)
    z, vol = waarden - waarden.mean(), w.toarray()
    schaal = (z @ z) / (len(z) - 1)
    langzaam = [z[i] * sum(vol[i, j] * z[j] for j in range(9)) / schaal for i in range(9)]
    assert local_moran(waarden, w) == pytest.approx(langzaam, abs=1e-12)


def test_local_p_is_the_share_of_every_draw_of_neighbours() -> None:
    waarden, w = random_areas(11, 8)
    z, gekregen = waarden - waarden.mean(), local_moran_p(waarden, w, 4_999)
    for plek in range(7):
        buren = w.indices[w.indptr[plek] : w.indptr[plek + 1]]
        andere = np.delete(z, plek)
        sommen = np.array([sum(deel) for deel in combinations(andere, len(buren))])
        gezien = z[buren].sum()
        kant = min(np.mean(sommen >= gezien - 1e-12), np.mean(sommen <= gezien + 1e-12))
        assert gekregen[plek] == pytest.approx(min(1.0, 2 * kant), abs=0.05)
    assert gekregen[7] == 1.0  # without neighbours


# PySAL's esda 2.9.0, run on these twelve values with row-standardised weights.
ESDA = (
    (0.35, (5, 8, 10)), (0.82, (2, 3)), (0.33, (3, 1, 7, 0)), (-1.3, (2, 1, 7)),
    (0.91, (7, 9, 1, 6)), (0.45, (11, 10, 0)), (-0.54, (10, 11, 4)), (0.58, (9, 4)),
    (0.36, (0, 5, 11)), (0.29, (7, 4, 3)), (0.03, (11, 5, 0, 6)), (0.55, (10, 5, 0, 6)),
)  # fmt: skip


def test_esda_gives_the_same_global_and_local_figures() -> None:
    waarden = np.array([waarde for waarde, _ in ESDA])
    w = row_standardised(neighbours([buren for _, buren in ESDA]))
    uit = moran(waarden, w)
    cijfers = (uit.i, uit.verwacht, uit.var_normaal, uit.var_permutatie, uit.z_permutatie)
    assert cijfers == pytest.approx(
        (-0.2449089319608628, -0.09090909090909091, 0.033588360292905746, 0.025148024220618223,
         -0.9711098017024372), abs=1e-12,
    )  # fmt: skip
    assert local_moran(waarden, w) == pytest.approx(
        [0.01352138780148068, -1.1291690282667448, -0.031143325931960193, -1.403697334625357,
         0.09340390708534194, 0.04259395443923254, -0.5426488045055605, 0.3360905649082818,
         0.07130897990388371, -0.025055815021198524, 0.018398472865807616, -0.13760121022269803],
        abs=1e-12,
    )  # fmt: skip
