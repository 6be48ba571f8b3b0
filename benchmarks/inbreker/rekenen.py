"""The attack itself: the narrowest interval of every protected sum, by all means together."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, sparse

from benchmarks.inbreker.kennis import Drempels, Kaart
from benchmarks.inbreker.lezen import Bewering, Rij, told
from benchmarks.inbreker.model import Model, Rekenaar, Tegenspraak, Vorm, build
from benchmarks.inbreker.waarheid import (
    Bevolking,
    Doel,
    protected_cells,
    public_sizes,
    small_differences,
)

SPELING = 1e-4
GEHEEL_SECONDEN = 2.0  # for one sum in whole persons
RUIM = 6  # who knows himself does not bring a sum nearer that is so much wider than it must be
BIJNA = 4  # sums at most so much wider than they must be are computed in whole persons


@dataclass(frozen=True)
class Betrokkene:
    """What the best placed resident gets, who knows his own record; one person fewer is unknown to
    him in his own group."""

    onder: int
    boven: int
    vereist: int

    @property
    def te_nauw(self) -> bool:
        return self.boven - self.onder < self.vereist


@dataclass(frozen=True)
class Vondst:
    """What the intruder gets of one protected sum."""

    doel: Doel
    onder: int
    boven: int
    betrokkene: Betrokkene | None = None

    @property
    def te_nauw(self) -> bool:
        """For who is not in the file himself."""
        return self.boven - self.onder < self.doel.vereist

    @property
    def versmald(self) -> bool:
        return self.te_nauw or (self.betrokkene is not None and self.betrokkene.te_nauw)

    @property
    def exact(self) -> bool:
        return self.onder == self.boven


@dataclass(frozen=True)
class Uitslag:
    """One scheme of protection under attack."""

    naam: str
    vondsten: tuple[Vondst, ...]
    getoond: int
    cellen: int
    seconden: float

    @property
    def beschermd(self) -> int:
        return len(self.vondsten)

    @property
    def versmald(self) -> int:
        return sum(vondst.versmald for vondst in self.vondsten)

    @property
    def exact(self) -> int:
        return sum(vondst.exact and vondst.versmald for vondst in self.vondsten)

    @property
    def regel(self) -> str:
        return f"attack: {self.beschermd} protected cells, {self.versmald} narrowed"


def attack(
    naam: str,
    rijen: Sequence[Rij],
    totalen: Iterable[Bewering],
    bevolking: Bevolking,
    kaart: Kaart,
    drempels: Drempels,
    regels: Drempels | None = None,
) -> Uitslag:
    """`drempels`: by which the figures were made; `regels`: which cells must stay open."""
    begin = time.monotonic()
    regels = regels or drempels
    doelen = protected_cells(rijen, bevolking, regels)
    doelen += small_differences(rijen, bevolking, regels, doelen)
    feiten = [*totalen, *(b for rij in rijen for b in told(rij, drempels))]
    feiten += public_sizes(bevolking, kaart)
    vondsten = _find(doelen, feiten, kaart, bevolking)
    for vondst in vondsten:
        if not vondst.onder <= vondst.doel.waarde <= vondst.boven:
            raise Tegenspraak
    getoond = sum(rij.getoond for rij in rijen)
    return Uitslag(naam, tuple(vondsten), getoond, len(rijen), time.monotonic() - begin)


def _find(
    doelen: Sequence[Doel],
    feiten: Sequence[Bewering],
    kaart: Kaart,
    bevolking: Bevolking | None = None,
) -> list[Vondst]:
    """`bevolking`: whose residents know themselves; without it only who is not in the file."""
    if not doelen:
        return []
    groepen = [groep for d in doelen for groep in (d.groep, d.zonder) if groep is not None]
    model = build(feiten, groepen, kaart)
    rekenaar = Rekenaar(model)
    kring = None if bevolking is None else Kring(rekenaar, bevolking)
    uit = []
    for doel in doelen:
        vorm = model.form(doel.groep, doel.zonder)
        if not rekenaar.dak[list(vorm)].any():
            continue  # the documentation alone says that nobody is in it
        laag, hoog = rekenaar.bounds(vorm)
        onder, boven = math.ceil(laag - SPELING), math.floor(min(hoog, 1e9) + SPELING)
        if doel.vereist <= boven - onder <= doel.vereist + BIJNA:
            onder, boven = whole(rekenaar, model, vorm, onder, boven)
        eigen = None if kring is None else kring.best(doel, vorm, onder, boven)
        uit.append(Vondst(doel, onder, boven, eigen))
    return uit


class Kring:
    """Every resident, as a reader who knows his own record: the cells that he is in."""

    def __init__(self, rekenaar: Rekenaar, bevolking: Bevolking) -> None:
        self.rekenaar, self.bevolking = rekenaar, bevolking
        dims = dict.fromkeys(d for tafel in rekenaar.model.tafels for d in tafel.delen)
        plekken = {d: bevolking.place(d) for d in dims}
        kolommen = [tafel.cell_of(plekken) for tafel in rekenaar.model.tafels]
        alle = np.column_stack(kolommen)
        self.cellen, eerste = np.unique(alle, axis=0, return_index=True)
        self.wie = eerste

    def best(self, doel: Doel, vorm: dict[int, float], onder: int, boven: int) -> Betrokkene | None:
        """The one to whom most is told, of those whose cells move the ends of the range."""
        if not doel.vereist <= boven - onder <= doel.vereist + RUIM:
            return None
        self.rekenaar.bounds(vorm)
        prijs = self.rekenaar.prijs[:, self.cellen].sum(axis=2)
        groep = doel.among(self.bevolking)[self.wie]
        kandidaten = dict.fromkeys(
            int(np.argmax(np.where(masker, som, -1.0)))
            for som in (prijs[0], prijs[1], prijs.sum(axis=0))
            for masker in (np.ones_like(groep), groep, ~groep)
            if masker.any()
        )
        gevonden = [self._range(doel, vorm, plek, bool(groep[plek])) for plek in kandidaten]
        return min(gevonden, key=lambda b: b.boven - b.onder - b.vereist, default=None)

    def _range(self, doel: Doel, vorm: dict[int, float], plek: int, lid: bool) -> Betrokkene:
        laag, hoog = self.rekenaar.as_insider(self.cellen[plek], vorm)
        onder, boven = math.ceil(laag - SPELING), math.floor(min(hoog, 1e9) + SPELING)
        vereist = doel.vereist
        if lid and doel.onder_wie is not None:
            vereist = min(vereist, int(doel.among(self.bevolking).sum()) - 1)
        return Betrokkene(onder, boven, vereist)


def whole(
    rekenaar: Rekenaar, model: Model, vorm: dict[int, float], onder: int, boven: int
) -> tuple[int, int]:
    """The same in whole persons, over the tables that the sum lies in and the hub."""
    tafels = [
        t
        for t in model.tafels
        if t is model.tafels[0] or any(t.eerste <= n < t.eerste + t.omvang for n in vorm)
    ]
    eigen = np.concatenate([np.arange(t.eerste, t.eerste + t.omvang) for t in tafels])
    mee = np.zeros(model.aantal, dtype=np.bool_)
    mee[eigen] = True
    binnen = np.flatnonzero(abs(rekenaar.matrix) @ ~mee == 0)
    matrix = rekenaar.matrix[binnen][:, eigen]
    gewicht = np.zeros(model.aantal)
    gewicht[list(vorm)] = list(vorm.values())
    zoek = _searcher(matrix, rekenaar.onder[binnen], rekenaar.boven[binnen], rekenaar.dak[eigen])
    laag, hoog = zoek(gewicht[eigen]), zoek(-gewicht[eigen])
    onder = onder if laag is None else max(onder, math.ceil(laag - SPELING))
    boven = boven if hoog is None else min(boven, math.floor(-hoog + SPELING))
    return onder, boven


def _searcher(
    matrix: sparse.csr_array, onder: Vorm, boven: Vorm, dak: Vorm
) -> Callable[[Vorm], float | None]:
    grenzen = optimize.Bounds(0, dak)
    rijen = optimize.LinearConstraint(matrix, onder, boven)

    def search(gewicht: Vorm) -> float | None:
        """A bound that holds, found within the time, or None."""
        uit = optimize.milp(
            gewicht,
            constraints=rijen,
            bounds=grenzen,
            integrality=np.ones(len(gewicht)),
            options={"time_limit": GEHEEL_SECONDEN},
        )
        if uit.status == 2:
            raise Tegenspraak
        bound = getattr(uit, "mip_dual_bound", None)
        return None if bound is None or not math.isfinite(bound) else float(bound)

    return search
