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
BIJNA = 4  # sums at most so much wider than they must be are computed in whole persons


@dataclass(frozen=True)
class Vondst:
    """What the intruder gets of one protected sum."""

    doel: Doel
    onder: int
    boven: int

    @property
    def versmald(self) -> bool:
        return self.boven - self.onder < self.doel.vereist

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
    vondsten = _find(doelen, feiten, kaart)
    for vondst in vondsten:
        if not vondst.onder <= vondst.doel.waarde <= vondst.boven:
            raise Tegenspraak
    getoond = sum(rij.getoond for rij in rijen)
    return Uitslag(naam, tuple(vondsten), getoond, len(rijen), time.monotonic() - begin)


def _find(doelen: Sequence[Doel], feiten: Sequence[Bewering], kaart: Kaart) -> list[Vondst]:
    if not doelen:
        return []
    groepen = [groep for d in doelen for groep in (d.groep, d.zonder) if groep is not None]
    model = build(feiten, groepen, kaart)
    rekenaar = Rekenaar(model)
    uit = []
    for doel in doelen:
        vorm = model.form(doel.groep, doel.zonder)
        if not rekenaar.dak[list(vorm)].any():
            continue  # the documentation alone says that nobody is in it
        laag, hoog = rekenaar.bounds(vorm)
        onder, boven = math.ceil(laag - SPELING), math.floor(min(hoog, 1e9) + SPELING)
        if doel.vereist <= boven - onder <= doel.vereist + BIJNA:
            onder, boven = whole(rekenaar, model, vorm, onder, boven)
        uit.append(Vondst(doel, onder, boven))
    return uit


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
