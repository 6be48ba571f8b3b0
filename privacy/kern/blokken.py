"""A large table in blocks: leaves that only the largest sums tie to others.

Buurten are tied to their wijk by most sums and to other wijken only by those of the whole gemeente,
which nobody wants to hide. So the table of a wijk can be protected by itself, twice over: for a
reader who knows nothing outside it, which bounds the loss of the whole table from below, and for
one who knows everything outside it, whose pattern holds in the whole table too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from privacy.kern.stelsel import ALTIJD, SPELING, Getallen, Matrix, Plekken, Stelsel

__all__ = ["Blok", "blocks"]

GROOT = 1000  # leaves: a smaller system is solved whole
DEEL = 0.25  # of all leaves: a larger block gains nothing
VAST = 0.25  # of all leaves, when what is outside is known: then blocks protect nothing
GEEN = -1  # the block of what lies in several


@dataclass(frozen=True)
class Blok:
    """`eenheden`: the units of this block, in the order in which its systems number them; `los`:
    its systems for who knows nothing outside it, `streng`: for who knows everything there."""

    eenheden: Plekken
    los: tuple[Stelsel, ...]
    streng: tuple[Stelsel, ...]


def blocks(stelsels: Sequence[Stelsel]) -> list[Blok]:
    """None at all when the systems are small, don't fall apart or don't tell the true table."""
    bladen = [stelsel.sommen.shape[1] for stelsel in stelsels]
    if max(bladen, default=0) < GROOT or any(stelsel.waarheid is None for stelsel in stelsels):
        return []
    samenhang = _coherence(stelsels)
    blok = _components(samenhang)
    if blok is None:
        return []
    van = np.cumsum([0, *bladen])
    bladblok = [blok[begin:eind] for begin, eind in pairwise(van.tolist())]
    eenheid = _within(samenhang, blok)
    alle = (_block(nummer, stelsels, bladblok, eenheid) for nummer in range(blok.max() + 1))
    return [deel for deel in alle if deel.eenheden.size]


def _coherence(stelsels: Sequence[Stelsel]) -> Matrix:
    """Which leaves of all systems a unit is about (units and then statements without one × leaves,
    one system after the other)."""
    alle = sparse.csr_array(sparse.block_diag([stelsel.sommen for stelsel in stelsels]))
    eenheid = np.concatenate([stelsel.eenheid for stelsel in stelsels])
    los = np.flatnonzero(eenheid == ALTIJD)
    rij = eenheid.copy()
    rij[los] = np.arange(los.size) + eenheid.max(initial=ALTIJD) + 1
    vorm = (int(rij.max(initial=0)) + 1, rij.size)
    naar_rij = sparse.csr_array((np.ones(rij.size), (rij, np.arange(rij.size))), shape=vorm)
    return sparse.csr_array(naar_rij @ abs(alle))


def _components(samenhang: Matrix) -> Plekken | None:
    """The block of each leaf, when units up to some size tie leaves together."""
    maat, n = np.diff(samenhang.indptr), samenhang.shape[1]
    gevonden: Plekken | None = None
    for grens in np.unique(maat[maat > 1]):
        deel = samenhang[np.flatnonzero((maat > 0) & (maat <= grens))]
        blok = _tied(sparse.csr_array(deel))
        if np.bincount(blok).max() > DEEL * n:
            break
        gevonden = blok
    if gevonden is None or _share_pinned(samenhang, gevonden) > VAST:
        return None
    return gevonden


def _tied(deel: Matrix) -> Plekken:
    rij, blad = sparse.coo_array(deel).coords
    plekken, samen = (rij, blad + deel.shape[0]), sum(deel.shape)
    bond = sparse.csr_array((np.ones(rij.size), plekken), shape=(samen, samen))
    nummers = connected_components(bond, directed=False)[1][deel.shape[0] :]
    return np.asarray(np.unique(nummers, return_inverse=True)[1], dtype=np.int64)


def _share_pinned(samenhang: Matrix, blok: Plekken) -> float:
    """How many leaves are the only one of their block in a sum over several blocks."""
    over = sparse.coo_array(samenhang[_within(samenhang, blok) == GEEN])
    paar = over.coords[0] * (int(blok.max()) + 1) + blok[over.coords[1]]
    _, welk, aantal = np.unique(paar, return_inverse=True, return_counts=True)
    return float(np.unique(over.coords[1][aantal[welk] == 1]).size / blok.size)


def _within(matrix: Matrix, blok: Plekken) -> Plekken:
    """The block of all leaves of each row, or GEEN; a row without leaves has none."""
    binnen = np.full(matrix.shape[0], GEEN)
    vol = np.flatnonzero(np.diff(matrix.indptr))
    van = matrix.indptr[vol]
    if vol.size:
        laag, hoog = (kant.reduceat(blok[matrix.indices], van) for kant in (np.minimum, np.maximum))
        binnen[vol] = np.where(laag == hoog, laag, GEEN)
    return binnen


def _block(
    nummer: int, stelsels: Sequence[Stelsel], bladblok: Sequence[Plekken], eenheid: Plekken
) -> Blok:
    delen = []
    for stelsel, blok in zip(stelsels, bladblok, strict=True):
        delen.append(_Deel(stelsel, np.flatnonzero(blok == nummer), eenheid == nummer))
    alle = [stelsel.eenheid for stelsel in stelsels]
    hoogste = max((int(deel.max(initial=ALTIJD)) for deel in alle), default=ALTIJD)
    eenheden = np.flatnonzero(eenheid[: hoogste + 1] == nummer)
    plek = np.full(hoogste + 2, ALTIJD)
    plek[eenheden] = np.arange(eenheden.size)
    return Blok(
        eenheden,
        tuple(deel.loose(plek) for deel in delen),
        tuple(deel.strict(plek) for deel in delen),
    )


class _Deel:
    """What one system says of the leaves of a block."""

    def __init__(self, stelsel: Stelsel, bladen: Plekken, eigen: np.ndarray) -> None:
        self.stelsel, self.bladen = stelsel, bladen
        self.sommen: Matrix = sparse.csr_array(stelsel.sommen[:, bladen])
        self.sommen.sort_indices()
        maat = np.diff(self.sommen.indptr)
        heel = (maat > 0) & (maat == np.diff(stelsel.sommen.indptr))
        binnen = heel & ((stelsel.eenheid == ALTIJD) | eigen[stelsel.eenheid])
        self.eigen, self.over = np.flatnonzero(binnen), np.flatnonzero((maat > 0) & ~binnen)
        doelen = sparse.csr_array(stelsel.doelen[:, bladen])
        maat = np.diff(doelen.indptr)
        doel = np.flatnonzero((maat > 0) & (maat == np.diff(stelsel.doelen.indptr)))
        self.doelen, self.vereist = sparse.csr_array(doelen[doel]), stelsel.vereist[doel]

    def loose(self, plek: Plekken) -> Stelsel:
        niets = np.zeros(0, dtype=np.int64)
        return self._system(plek, self.eigen, niets, (np.zeros(0), np.zeros(0)))

    def strict(self, plek: Plekken) -> Stelsel:
        """The sums over several blocks say of this one what is left when the others are known."""
        rijen, onder, boven = self._leftovers()
        strenger = {self._key(rij): plaats for plaats, rij in enumerate(rijen.tolist())}
        eigen = [
            rij
            for rij in self.eigen.tolist()
            if (plaats := strenger.get(self._key(rij))) is None
            or self.stelsel.onder[rij] > onder[plaats] + SPELING
            or self.stelsel.boven[rij] < boven[plaats] - SPELING
        ]
        return self._system(plek, np.array(eigen, dtype=np.int64), rijen, (onder, boven))

    def _leftovers(self) -> tuple[Plekken, Getallen, Getallen]:
        """One statement for each list of leaves, the strictest: an example of it, and its range."""
        per_lijst: dict[bytes, tuple[int, float, float]] = {}
        for rij, onder, boven in self._remainders():
            sleutel = self._key(rij)
            eerste, laag, hoog = per_lijst.get(sleutel, (rij, -np.inf, np.inf))
            per_lijst[sleutel] = eerste, max(laag, onder), min(hoog, boven)
        rijen = np.array([rij for rij, _, _ in per_lijst.values()], dtype=np.int64)
        grenzen = np.array([grens for _, *grens in per_lijst.values()], dtype=np.float64)
        grenzen = grenzen.reshape(-1, 2)
        return rijen, grenzen[:, 0], grenzen[:, 1]

    def _remainders(self) -> Iterator[tuple[int, float, float]]:
        stelsel, waarheid = self.stelsel, self._truth()
        rest = stelsel.sommen[self.over] @ waarheid - self.sommen[self.over] @ waarheid[self.bladen]
        onder, boven = stelsel.onder[self.over] - rest, stelsel.boven[self.over] - rest
        yield from zip(self.over.tolist(), onder.tolist(), boven.tolist(), strict=True)

    def _truth(self) -> Getallen:
        if self.stelsel.waarheid is None:
            raise ValueError("a system in blocks tells the true table")
        return self.stelsel.waarheid

    def _key(self, rij: int) -> bytes:
        deel = slice(self.sommen.indptr[rij], self.sommen.indptr[rij + 1])
        return self.sommen.indices[deel].tobytes() + b"|" + self.sommen.data[deel].tobytes()

    def _system(
        self, plek: Plekken, eigen: Plekken, over: Plekken, grenzen: tuple[Getallen, Getallen]
    ) -> Stelsel:
        stelsel, rijen = self.stelsel, np.concatenate([eigen, over])
        altijd = np.full(over.size, ALTIJD)
        return Stelsel(
            sommen=sparse.csr_array(self.sommen[rijen]),
            onder=np.concatenate([stelsel.onder[eigen], grenzen[0]]),
            boven=np.concatenate([stelsel.boven[eigen], grenzen[1]]),
            eenheid=np.concatenate([plek[stelsel.eenheid[eigen]], altijd]),
            dak=stelsel.dak[self.bladen],
            doelen=self.doelen,
            vereist=self.vereist,
            waarheid=self._truth()[self.bladen],
        )
