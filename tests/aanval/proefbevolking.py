"""Three small buurten, and the tables of them that a release could hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.inbreker.kennis import KLASSEN, Drempels, Groep, Kaart, group
from benchmarks.inbreker.lezen import Rij
from benchmarks.inbreker.waarheid import Bevolking

KAART = Kaart(("Buurt 1", "Buurt 2", "Buurt 3"))
EXACT = Drempels(stap=1, complementregel=False)
JA = group({"verdachte": {1}}, KAART)
SCHULD = group({"schuldhulp": {1}}, KAART)


def population(zaad: int = 1, personen: int = 3000) -> Bevolking:
    """Adults; few have debt counselling, in Buurt 1 too few to be shown."""
    toeval = np.random.default_rng(zaad)
    kolommen = {code: np.zeros(personen, dtype=np.int64) for code in KLASSEN}
    kolommen["buurt"] = np.sort(toeval.integers(0, 3, personen))
    kolommen["geslacht"] = toeval.integers(0, 2, personen)
    kolommen["leeftijd"] = toeval.integers(2, 7, personen)
    kolommen["schuldhulp"] = (
        toeval.random(personen) < np.array([0.03, 0.15, 0.15])[kolommen["buurt"]]
    ).astype(np.int64)
    kans = 0.15 + 0.10 * kolommen["schuldhulp"]
    kolommen["verdachte"] = (toeval.random(personen) < kans).astype(np.int64)
    return Bevolking(kolommen, [frozenset()] * personen)


def row(
    bevolking: Bevolking,
    voorwaarden: Mapping[str, Sequence[int] | set[int]],
    *,
    getoond: bool = True,
    stap: int = 1,
) -> Rij:
    """A row as printed, rounded to `stap`."""
    basis: Groep = group(voorwaarden, KAART)
    rij = Rij(basis, JA, None, None, "proef")
    if not getoond:
        return rij
    tellingen = (bevolking.count(rij.basis), bevolking.count(rij.doel))
    groep, aantal = ((x + stap // 2) // stap * stap for x in tellingen)
    return Rij(basis, JA, groep, aantal, "proef")
