"""Which buurten touch, and where their middle lies, from the polygons of a map."""

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bronnen.kern.lezen_geojson import Buurtvlak, Punt, Ring

GEDEELD = 2  # corners that two areas share when they have a border and not just a corner in common
CIJFERS = 6  # decimals of a degree: about 10 cm
GRAAD_KM = 111.2


def touching(vlakken: Sequence[Buurtvlak]) -> sparse.csr_array:
    """Neighbours [G × G] of ones: areas that share a border."""
    van_punt: dict[Punt, set[int]] = defaultdict(set)
    for nummer, vlak in enumerate(vlakken):
        for punt in _corners(vlak):
            van_punt[punt].add(nummer)
    samen: dict[tuple[int, int], int] = defaultdict(int)
    for leden in van_punt.values():
        for paar in combinations(sorted(leden), 2):
            samen[paar] += 1
    buren = [paar for paar, aantal in samen.items() if aantal >= GEDEELD]
    rij, kolom = (np.array([paar[k] for paar in buren], dtype=np.intp) for k in (0, 1))
    een = np.ones(len(buren))
    half = sparse.csr_array((een, (rij, kolom)), shape=(len(vlakken), len(vlakken)))
    return sparse.csr_array(half + half.T)


def middles(vlakken: Sequence[Buurtvlak]) -> NDArray[np.float64]:
    """The centre of gravity of each area [G × 2], in kilometres on a plane: small areas only."""
    midden = np.array([_middle(vlak) for vlak in vlakken])
    krimp = math.cos(math.radians(float(midden[:, 1].mean())))
    return np.asarray(midden * np.array([krimp, 1.0]) * GRAAD_KM, dtype=np.float64)


def _corners(vlak: Buurtvlak) -> set[Punt]:
    return {
        (round(x, CIJFERS), round(y, CIJFERS))
        for deel in vlak.vlakken
        for ring in deel
        for x, y in ring
    }


def _middle(vlak: Buurtvlak) -> Punt:
    """Of the outer rings, weighed by their area; holes count the other way."""
    delen = [
        (kant * abs(opp), x, y)
        for deel in vlak.vlakken
        for plek, ring in enumerate(deel)
        for kant in [1 if plek == 0 else -1]
        for opp, x, y in [_gravity(ring)]
    ]
    totaal = sum(opp for opp, _, _ in delen)
    if totaal <= 0:
        punten = [punt for deel in vlak.vlakken for ring in deel for punt in ring]
        return float(np.mean([x for x, _ in punten])), float(np.mean([y for _, y in punten]))
    return (
        sum(opp * x for opp, x, _ in delen) / totaal,
        sum(opp * y for opp, _, y in delen) / totaal,
    )


def _gravity(ring: Ring) -> tuple[float, float, float]:
    """Signed area and centre of a closed ring (shoelace), reckoned from its first corner."""
    x0, y0 = ring[0]
    opp = cx = cy = 0.0
    for (ax, ay), (bx, by) in pairwise([(x - x0, y - y0) for x, y in ring]):
        kruis = ax * by - bx * ay
        opp += kruis / 2
        cx += (ax + bx) * kruis
        cy += (ay + by) * kruis
    if opp == 0:
        return 0.0, x0, y0
    return opp, x0 + cx / (6 * opp), y0 + cy / (6 * opp)
