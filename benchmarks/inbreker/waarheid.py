"""The residents themselves: what was to be protected, and whether the intruder is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.inbreker.kennis import OPENBAAR, Drempels, Groep, Kaart, inside
from benchmarks.inbreker.lezen import Bewering, Rij

Masker = NDArray[np.bool_]


@dataclass(frozen=True)
class Bevolking:
    """One position a resident in every column; `pleeg`: where the incidents were, −1 elsewhere."""

    kolommen: Mapping[str, NDArray[np.int64]]
    pleeg: Sequence[frozenset[int]]

    def mask(self, groep: Groep) -> Masker:
        uit = np.ones(len(self.pleeg), dtype=np.bool_)
        for d, waarden in groep:
            uit &= self._meets(d, waarden)
        return uit

    def _meets(self, d: str, waarden: frozenset[int]) -> Masker:
        return np.isin(self.place(d), list(waarden))

    def place(self, d: str) -> NDArray[np.int64]:
        """Everybody's position on a dimension."""
        if not d.startswith("pleeg:"):
            return self.kolommen[d]
        naam = d.removeprefix("pleeg:")
        waar = {int(deel) for deel in naam.rstrip("+").split(",") if deel}
        waar |= {-1} if naam.endswith("+") else set()
        return np.array([bool(plekken & waar) for plekken in self.pleeg], dtype=np.int64)

    def count(self, groep: Groep) -> int:
        return int(self.mask(groep).sum())


@dataclass(frozen=True)
class Doel:
    """A sum that must stay open over at least `vereist`: the residents of `groep`, less those of
    `zonder`.

    `soort`: `cel`, `grootte` and `verschil` break a rule; `bijcel` and `bijgrootte` were hidden
    beside them.
    """

    soort: str
    groep: Groep
    zonder: Groep | None
    waarde: int
    vereist: int
    bron: str
    onder_wie: tuple[Groep, Groep | None] | None = None  # of whom (without whom) it counts a part

    def among(self, bevolking: Bevolking) -> Masker:
        """Of whom the sum counts a part; those it counts, for the size of a group."""
        groep, zonder = self.onder_wie or (self.groep, self.zonder)
        uit = bevolking.mask(groep)
        return uit if zonder is None else uit & ~bevolking.mask(zonder)


def public_sizes(bevolking: Bevolking, kaart: Kaart) -> list[Bewering]:
    """How many residents there are by buurt, sex and age: Statistics Netherlands tells it."""
    uit = []
    for buurt in range(len(kaart.namen)):
        for geslacht in range(2):
            for leeftijd in range(7):
                waarden = zip(OPENBAAR, (buurt, geslacht, leeftijd), strict=True)
                groep = frozenset((d, frozenset({w})) for d, w in waarden)
                n = float(bevolking.count(groep))
                uit.append(Bewering(groep, n, n))
    return uit


def must_stay_open(n: int, y: int, gewoon: bool, drempels: Drempels) -> bool:
    """Whether `y` of a group of `n` is a figure about too few."""
    if n == 0:
        return False
    weinig = y < drempels.aantal and not (y == 0 and gewoon)
    bijna_allen = n - y < drempels.complement or (y > drempels.aandeel * n and not gewoon)
    return n < drempels.basis or weinig or bijna_allen


def protected_cells(rijen: Sequence[Rij], bevolking: Bevolking, drempels: Drempels) -> list[Doel]:
    """Every cell of every table that the rules don't let through, and every other that is hidden.

    Of a group of fewer than ten persons that is not public the size is one as well. What is hidden
    beside them (`bijcel`, and `bijgrootte` for a group of which no row shows the size) meets every
    rule itself: the intruder may not know it better than if it had been shown, rounded.
    """
    uit: dict[tuple[bool, Groep], Doel] = {}
    getoond = {(rij.basis, rij.uitkomst) for rij in rijen if rij.getoond}
    groottes = {rij.basis for rij in rijen if rij.groep is not None}
    minst, beter = drempels.aantal, drempels.stap - 1
    for rij in rijen:
        n, y = bevolking.count(rij.basis), bevolking.count(rij.doel)
        dicht = n > 0 and (rij.basis, rij.uitkomst) not in getoond
        soort, vereist = "bijcel", min(beter, n)
        if must_stay_open(n, y, rij.gewoon, drempels):
            soort, vereist = "cel", min(minst, n)
        if soort == "cel" or dicht:
            doel = Doel(soort, rij.doel, None, y, vereist, rij.bron, (rij.basis, None))
            uit.setdefault((True, rij.doel), doel)
        klein = 0 < n < minst
        if not _is_public(rij.basis) and (klein or (dicht and rij.basis not in groottes)):
            soort, vereist = ("grootte", minst) if klein else ("bijgrootte", beter)
            uit.setdefault((False, rij.basis), Doel(soort, rij.basis, None, n, vereist, rij.bron))
    return list(uit.values())


def small_differences(
    rijen: Iterable[Rij], bevolking: Bevolking, drempels: Drempels, cellen: Iterable[Doel]
) -> list[Doel]:
    """Shown groups of which one plainly holds the other: what is between them is a cell as well."""
    getoond = list({(r.basis, r.uitkomst): r for r in rijen if r.getoond}.values())
    maskers = np.array([bevolking.mask(r.basis) for r in getoond])
    ja = np.array([bevolking.mask(r.doel) for r in getoond])
    gezien = {bevolking.mask(doel.groep).tobytes() for doel in cellen}
    uit: list[Doel] = []
    for deel, geheel in _nested(getoond, maskers):
        a, b = getoond[deel], getoond[geheel]
        wie, wat = maskers[geheel] & ~maskers[deel], ja[geheel] & ~ja[deel]
        n, y = int(wie.sum()), int(wat.sum())
        tussen = f"{b.bron} − {a.bron}"
        gewoon = a.gewoon and b.gewoon
        if wat.tobytes() not in gezien and must_stay_open(n, y, gewoon, drempels):
            gezien.add(wat.tobytes())
            vereist = min(drempels.aantal, n)
            uit.append(Doel("verschil", b.doel, a.doel, y, vereist, tussen, (b.basis, a.basis)))
        bekend = _is_public(a.basis) and _is_public(b.basis)
        if n < drempels.verschil and not bekend and wie.tobytes() not in gezien:
            gezien.add(wie.tobytes())
            uit.append(Doel("verschil", b.basis, a.basis, n, drempels.verschil, tussen))
    return uit


def _nested(rijen: Sequence[Rij], maskers: Masker) -> Iterable[tuple[int, int]]:
    """(part, whole) with the same outcome, closest first."""
    if not rijen:
        return
    los = maskers.astype(np.float32)
    samen, grootte = los @ los.T, los.sum(axis=1)
    deel, geheel = np.nonzero((samen == grootte[:, None]) & (grootte[None, :] > grootte[:, None]))
    for plek in np.argsort(grootte[geheel] - grootte[deel], kind="stable"):
        i, j = int(deel[plek]), int(geheel[plek])
        if rijen[i].uitkomst == rijen[j].uitkomst and inside(rijen[i].basis, rijen[j].basis):
            yield i, j


def _is_public(groep: Groep) -> bool:
    return all(d in OPENBAAR for d, _ in groep)


def as_baseline(rijen: Iterable[Rij], bevolking: Bevolking, drempels: Drempels) -> list[Rij]:
    """The same tables with the thresholds alone: counts from 10 in groups from 50."""
    uit = []
    for rij in rijen:
        n, y = bevolking.count(rij.basis), bevolking.count(rij.doel)
        groep, aantal = ((x + drempels.stap // 2) // drempels.stap * drempels.stap for x in (n, y))
        open_ = n >= drempels.basis and y >= drempels.aantal
        uit.append(replace(rij, groep=groep if open_ else None, aantal=aantal if open_ else None))
    return uit


def true_totals(
    totalen: Iterable[Bewering], bevolking: Bevolking, drempels: Drempels
) -> list[Bewering]:
    """The totals of a baseline."""
    uit = []
    for totaal in totalen:
        n = bevolking.count(totaal.groep)
        afgerond = (n + drempels.stap // 2) // drempels.stap * drempels.stap
        uit.append(Bewering(totaal.groep, *drempels.spread(afgerond)))
    return uit
