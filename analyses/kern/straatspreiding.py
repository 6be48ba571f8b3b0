"""Do streets with more suspects lie together? Moran's I, global and local, and a scan.

Neighbours of a street are the four nearest. A street is compared with the share of its own buurt:
buurten that differ are no cluster of streets, and have an analysis of their own. No street is named
and no place is told: what leaves here is whether clusters were found. Two tests look for them,
Moran's I and the scan; Holm's correction keeps the chance of finding one where none is under 5 %.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyses.kern.buurtspreiding import ALFA, holm
from analyses.kern.ruimte import (
    local_moran_p,
    moran,
    nearest,
    permutation_p,
    row_standardised,
    scan,
)
from analyses.kern.veeltoetsen import false_discovery
from bronnen.kern.koppelverslag import Koppelverslag
from privacy.kern.beschermen import Straattoets

Getallen = NDArray[np.float64]
BUREN = 4
MINSTE = 20  # streets on the map
MEESTE = 20_000
GROOTSTE = 0.5  # of all expected suspects in one circle of the scan
PER_CIRKEL = 50  # streets in one circle
GEEN_KAART = (
    "Er was geen kaart met straten toen de bronnen werden gekoppeld. Of straten bij elkaar liggen, "
    "is niet getoetst."
)
TE_WEINIG = (
    "Er staan te weinig straten met genoeg inwoners op de kaart om te toetsen of ze bij elkaar "
    "liggen."
)
TE_VEEL = "Er zijn te veel straten om te toetsen of ze bij elkaar liggen."
NIET_ALLES = "Een deel van de straten staat niet op de kaart. Die tellen niet mee in die toets."
MORAN = "Straten lijken op hun buren (Moran)"
LOKAAL = "Straten die met hun buren opvallen (lokaal)"
SCAN = "Groep straten met meer verdachten (scan)"
GEEN = "geen"


@dataclass(frozen=True)
class Straatplaatsing:
    """`samen`: global Moran's I and its p; `p_lokaal` the smallest of the local ones, corrected
    for all streets; `p_scan` of the strongest circle; `clusters` how many are no chance."""

    samen: float
    p_moran: float
    p_lokaal: float
    p_scan: float
    clusters: int


def tests(
    nummers: NDArray[np.int64],
    buurt: NDArray[np.intp],
    n: NDArray[np.int64],
    y: NDArray[np.int64],
    verslag: Koppelverslag,
    kleinste: int,
) -> tuple[tuple[Straattoets, ...], tuple[str, ...]]:
    """The tests, or none, and the sentences about them. `nummers` and `buurt` [S] of the streets
    with persons `n` and suspects `y`; streets of fewer than `kleinste` residents do not count."""
    if not verslag.straat_oost:
        return (), (GEEN_KAART,)
    plaats = np.array([verslag.straat_oost, verslag.straat_noord], dtype=np.float64).T
    groot = n >= kleinste
    eigen = plaats[nummers[groot] - 1]
    bekend = eigen[:, 0] >= 0
    if not MINSTE <= bekend.sum() <= MEESTE:
        return (), (TE_WEINIG if bekend.sum() < MINSTE else TE_VEEL,)
    uit = located(n[groot][bekend], y[groot][bekend], buurt[groot][bekend], eigen[bekend])
    return _rows(uit), () if bekend.all() else (NIET_ALLES,)


def located(
    n: NDArray[np.int64], y: NDArray[np.int64], buurt: NDArray[np.intp], plaats: Getallen
) -> Straatplaatsing:
    """Persons, suspects and buurt [S] of streets at `plaats` [S × 2]. Of a buurt in which nobody
    or everybody is a suspect no street stands out."""
    p = np.bincount(buurt, weights=y)[buurt] / np.bincount(buurt, weights=n)[buurt]
    spreiding = np.sqrt(p * (1 - p) / n)
    afwijking = np.divide(y / n - p, spreiding, out=np.zeros(len(n)), where=spreiding > 0)
    mee = p > 0
    clusters = scan(
        plaats[mee], (n * p)[mee], y[mee].astype(np.float64), GROOTSTE, per_cirkel=PER_CIRKEL
    )
    p_scan = clusters[0].p if clusters else 1.0
    if np.ptp(afwijking) == 0:
        return Straatplaatsing(0.0, 1.0, 1.0, p_scan, 0)
    w = row_standardised(nearest(plaats, BUREN))
    p_moran = permutation_p(afwijking, w)
    lokaal = float(min(false_discovery(local_moran_p(afwijking, w))))
    gevonden = holm(p_moran, p_scan)[1]
    aantal = sum(cluster.p <= ALFA for cluster in clusters) if gevonden else 0
    return Straatplaatsing(moran(afwijking, w).i, p_moran, lokaal, p_scan, aantal)


def _rows(uit: Straatplaatsing) -> tuple[Straattoets, ...]:
    lijken, groepen = holm(uit.p_moran, uit.p_scan)
    opvallend = lijken and uit.p_lokaal <= ALFA
    return (
        Straattoets(MORAN, uit.samen, uit.p_moran, "ja" if lijken else "nee"),
        Straattoets(LOKAAL, None, uit.p_lokaal, "een of meer" if opvallend else GEEN),
        Straattoets(SCAN, None, uit.p_scan, "een of meer" if groepen and uit.clusters else GEEN),
    )
