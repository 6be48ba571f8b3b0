"""Rules that one amount must pass by itself, and how far away a reader must be kept.

Hundepool et al., Statistical Disclosure Control (2012), chapter 4 (also the Handbook on SDC,
tables 4.2 and 4.6). With contributions x1 ≥ x2 ≥ … to a total X an amount is secret

- when x1 > k X for (1, k), x1 + x2 > k X for (2, k), X - x1 - x2 < p x1 for p %;
- when fewer than the threshold contribute, or the group is too small.

A reader's upper bound of X must lie above X by x1 / k - X, (x1 + x2) / k - X or
p x1 - (X - x1 - x2). The handbook asks nothing of cells under the threshold; here their total may
not be known to within p % either, nor a total of nothing to within the step of rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.bedragtabel import Bedragtabel, Tellingen
from privacy.kern.celtabel import Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Reden

Getallen = NDArray[np.float64]
Masker = NDArray[np.bool_]
Matrix = sparse.csr_array


@dataclass(frozen=True)
class Bijdragen:
    """Of R sums of leaves: total, contributors, persons in the group, the two largest amounts."""

    totaal: Tellingen
    aantal: Tellingen
    groep: Tellingen
    eerste: Tellingen
    tweede: Tellingen


def cell_sums(tabel: Bedragtabel) -> Matrix:
    return sums_of(tabel.dimensies)


def sums_of(dimensies: Sequence[Dimensie]) -> Matrix:
    """(R × N) every combination of shown classes; the first dimension changes slowest."""
    een = sparse.csr_array(np.ones((1, 1), dtype=np.int64))
    delen = [sparse.csr_array(d.optelling()) for d in dimensies]
    return sparse.csr_array(reduce(lambda a, b: sparse.kron(a, b, format="csr"), delen, een))


def contributions(tabel: Bedragtabel, sommen: Matrix) -> Bijdragen:
    """What R sums of leaves hold; a household in several leaves of a sum contributes once."""
    per_houder = sparse.csr_array(sommen @ _incidence(tabel, tabel.bedrag))
    wie = sparse.csr_array(sommen @ _incidence(tabel, np.ones_like(tabel.bedrag)))
    per_houder.eliminate_zeros()
    rij = np.repeat(np.arange(sommen.shape[0]), np.diff(per_houder.indptr))
    volgorde = np.lexsort((-per_houder.data, rij))
    gesorteerd = per_houder.data[volgorde]
    return Bijdragen(
        totaal=np.asarray(sommen @ tabel.totaal, dtype=np.int64),
        aantal=np.diff(per_houder.indptr).astype(np.int64),
        groep=np.diff(wie.indptr).astype(np.int64),
        eerste=_nth(gesorteerd, per_houder.indptr, 0),
        tweede=_nth(gesorteerd, per_houder.indptr, 1),
    )


def _incidence(tabel: Bedragtabel, waarden: Tellingen) -> Matrix:
    vorm = (tabel.bladen, int(tabel.houder.max()) + 1)
    return sparse.csr_array((waarden, (tabel.blad, tabel.houder)), shape=vorm)


def _nth(gesorteerd: Tellingen, begin: NDArray[np.integer], n: int) -> Tellingen:
    """The n-th value of each row, 0 where a row is shorter."""
    plek = begin[:-1] + n
    heeft = plek < begin[1:]
    uit = np.zeros(plek.size, dtype=np.int64)
    uit[heeft] = gesorteerd[plek[heeft]]
    return uit


def primary_amounts(
    cellen: Bijdragen, nul_gevoelig: bool, drempels: Drempelset
) -> list[Reden | None]:
    """For each cell the first rule that it breaks, in fixed order."""
    redenen: list[Reden | None] = [None] * cellen.totaal.size
    for reden, gebroken in reversed(broken_amount_rules(cellen, nul_gevoelig, drempels)):
        for plek in np.flatnonzero(gebroken):
            redenen[plek] = reden
    return redenen


def broken_amount_rules(
    cellen: Bijdragen, nul_gevoelig: bool, drempels: Drempelset
) -> list[tuple[Reden, Masker]]:
    """A zero has no reason of its own, for that would tell it."""
    gewone_nul = (cellen.aantal == 0) & (not (nul_gevoelig and drempels.nul_gevoelig))
    return [
        (Reden.basis, cellen.groep < drempels.min_basis),
        (Reden.aantal, (cellen.aantal < drempels.min_aantal) & ~gewone_nul),
        (Reden.dominantie, concentration_levels(cellen, drempels) > 0),
    ]


def concentration_levels(cellen: Bijdragen, drempels: Drempelset) -> Getallen:
    """(R) the largest upper protection level of the three rules; above 0 where one is broken."""
    delen = cellen.totaal, cellen.eerste, cellen.tweede
    x, een, twee = (deel.astype(np.float64) for deel in delen)
    niveaus = (
        een / drempels.dominantie_een - x,
        (een + twee) / drempels.dominantie_twee - x,
        drempels.p_procent * een - (x - een - twee),
    )
    hoogste = np.maximum.reduce(niveaus)
    # a contribution exactly at its limit passes, whatever the last bit of the division says
    return np.where(hoogste > 1e-9 * np.maximum(x, 1.0), hoogste, 0.0)


def protection_levels(cellen: Bijdragen, drempels: Drempelset, stap: int) -> Getallen:
    """(R) cents that a reader's bounds of a secret total must lie away from it: above it, and below
    it as far as nothing."""
    klein = np.maximum(drempels.p_procent * cellen.totaal, float(stap))
    te_weinig = (cellen.aantal < drempels.min_aantal) | (cellen.groep < drempels.min_basis)
    return np.maximum(concentration_levels(cellen, drempels), np.where(te_weinig, klein, 0.0))
