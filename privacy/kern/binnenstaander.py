"""Who is counted himself and lays several results side by side: whether that proves a breach.

A secret sum is looked at in the table of its own kenmerken alone, with all that statements say of
those. Every municipality that agrees with everything shown has such a table, so that a sum which is
too narrow here is too narrow. What is wide here may still be narrow: this proves breaches only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from privacy.kern.atomen import Bevolking, Codes, Tellingen
from privacy.kern.audit import extremes
from privacy.kern.auditlezing import Feit, Kennis, Vraag
from privacy.kern.uitspraken import Groep

GROOTST = 1500  # cells of the table of one secret
MEESTE_PERSONEN = 12  # kinds of residents that are asked for one secret

# A group, and the fewest and most residents that a reader knows it to hold.
Bekend = tuple[Groep, int, int]


@dataclass(frozen=True)
class Som:
    """Residents of `groep` with `uitkomst`, without those of `zonder`, to stay `vereist` wide."""

    groep: Groep
    uitkomst: Groep
    zonder: Groep | None
    vereist: int

    @property
    def kenmerken(self) -> list[str]:
        alle = (*self.groep, *self.uitkomst, *(self.zonder or ()))
        return sorted({v.kenmerk for v in alle})


def betrayed(
    bevolking: Bevolking, bekend: Sequence[Bekend], sommen: Sequence[Som], openbaar: Sequence[str]
) -> list[bool]:
    """Of each sum whether one resident of the group knows it too well by his own record;
    `openbaar`: the kenmerken that everybody knows of everybody."""
    vragen = [_questions(bevolking, bekend, som, openbaar) for som in sommen]
    antwoorden = iter(extremes([kennis for deel, _ in vragen for kennis in deel]))
    uit = []
    for deel, nodig in vragen:
        gevonden = [spanne for _ in deel for spanne in next(antwoorden)[0]]
        uit.append(any(s.precies and s.tot - s.van < nodig for s in gevonden))
    return uit


def _questions(
    bevolking: Bevolking, bekend: Sequence[Bekend], som: Som, openbaar: Sequence[str]
) -> tuple[list[Kennis], int]:
    """The sum as asked by residents of each kind in the group, and how wide it must be for them."""
    codes, n = _table(bevolking, som.kenmerken)
    if not n.size:
        return [], 0
    groep = bevolking.members(som.groep, codes)
    if som.zonder is not None:
        groep &= ~bevolking.members(som.zonder, codes)
    bladen = tuple(np.flatnonzero(groep & bevolking.members(som.uitkomst, codes)).tolist())
    wie = np.flatnonzero(groep & (n > 0))
    wie = wie[np.argsort(n[wie], kind="stable")][:MEESTE_PERSONEN]
    getoond = _facts(bevolking, bekend, som.kenmerken, codes)
    feiten = (*getoond, *_sizes(bevolking, openbaar, codes, n))
    vraag = Vraag(bladen, som.vereist, frozenset())
    nodig = min(som.vereist, int(n[groep].sum()) - 1)
    return [_as_one(n, feiten, vraag, blad) for blad in wie.tolist() if bladen], nodig


def _table(bevolking: Bevolking, kenmerken: Sequence[str]) -> tuple[Codes, Tellingen]:
    """Every combination of codes with its residents; none where there are too many."""
    kolommen = bevolking.columns(kenmerken)
    breed = [int(bevolking.codes[:, k].max(initial=0)) + 1 for k in kolommen]
    if prod(breed) > GROOTST or len(kolommen) < len(kenmerken):
        return np.zeros((0, 0), dtype=np.int32), np.zeros(0, dtype=np.int64)
    codes = np.zeros((prod(breed), len(bevolking.kenmerken)), dtype=np.int32)
    codes[:, kolommen] = list(product(*(range(b) for b in breed)))
    plek = np.ravel_multi_index(tuple(bevolking.codes[:, k] for k in kolommen), breed)
    n = np.bincount(plek, weights=bevolking.n, minlength=prod(breed))
    return codes, np.rint(n).astype(np.int64)


def _facts(
    bevolking: Bevolking, bekend: Sequence[Bekend], kenmerken: Sequence[str], codes: Codes
) -> list[Feit]:
    return [
        Feit(tuple(np.flatnonzero(bevolking.members(groep, codes)).tolist()), van, tot)
        for groep, van, tot in bekend
        if {v.kenmerk for v in groep} <= set(kenmerken)
    ]


def _sizes(bevolking: Bevolking, openbaar: Sequence[str], codes: Codes, n: Tellingen) -> list[Feit]:
    """The exact number of residents of each combination of what everybody knows."""
    kolommen = bevolking.columns(openbaar)
    sleutel = np.unique(codes[:, kolommen], axis=0, return_inverse=True)[1].ravel()
    nummers: NDArray[np.int64] = sleutel if kolommen else np.zeros(n.size, dtype=np.int64)
    delen = (np.flatnonzero(nummers == nummer) for nummer in range(int(nummers.max()) + 1))
    return [Feit(tuple(d.tolist()), int(n[d].sum()), int(n[d].sum())) for d in delen]


def _as_one(n: Tellingen, feiten: tuple[Feit, ...], vraag: Vraag, blad: int) -> Kennis:
    """What a resident in this cell knows: it holds one person at least."""
    bodem = np.zeros(n.size, dtype=np.int64)
    bodem[blad] = 1
    dak = (int(n.sum()),) * n.size
    return Kennis(tuple(n.tolist()), tuple(bodem.tolist()), dak, feiten, (vraag,))
