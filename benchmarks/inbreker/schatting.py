"""What a regression tells beside its counts: the score equations, Σ n·p(b) = Σ y in every level.

The intruder is given more than anybody has: how many residents have each pattern of the kenmerken.
He knows every coefficient within the rounding of its odds ratio and bounds, every effect within
its whole percentage point, the log-likelihood within its rounding, and the counts beside them.
Within all that he looks for the fewest and the most persons with the outcome in each level, the
references too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

from benchmarks.inbreker.kennis import KLASSEN, Drempels, meet
from benchmarks.inbreker.lezen import Bewering, Gelezen, Niveau, Regressie, told
from benchmarks.inbreker.waarheid import Bevolking

VERDACHT = frozenset({("verdachte", frozenset({1}))})
Getallen = NDArray[np.float64]
Z = 1.959963984540054
HALF_PUNT = 0.5
KLEINST = 1e-3  # how far a sum may be from a bound that it should keep
STRAF = 1e3  # for a person outside the bounds, against one won
RONDEN = 80

Som = Callable[[Getallen], tuple[float, Getallen]]


@dataclass(frozen=True)
class Term:
    """A row of the table of terms: bounds of its count, and its figures as printed."""

    kenmerk: str
    odds: tuple[float, float, float]
    punten: float | None
    onder: float
    boven: float


@dataclass(frozen=True)
class Model:
    """`niveau` (P × F): the level of every pattern on every factor, 0 for the reference;
    `n` (P) its residents; `termen`: per factor the terms of levels 1, 2, …"""

    niveau: NDArray[np.int64]
    n: Getallen
    termen: Sequence[Sequence[Term]]
    totaal: tuple[float, float]
    loglik: tuple[float, float] | None = None


def coefficient(odds: tuple[float, float, float]) -> tuple[float, float]:
    """The range of a log-odds: from the odds ratio, and from the middle of its bounds."""
    midden, van, tot = (math.log(max(w, 0.005)) for w in odds)
    stap = 0.01 if (tot - van) / (2 * Z) < 0.05 else 0.1
    roosters = [_grid(w, stap) for w in odds]
    if any(rooster is None for rooster in roosters):
        return midden - stap, midden + stap
    een, laag, hoog = (rooster for rooster in roosters if rooster is not None)
    eigen = een[0] - stap / 2, een[1] + stap / 2
    uit_grenzen = (laag[0] + hoog[0]) / 2 - stap / 2, (laag[1] + hoog[1]) / 2 + stap / 2
    samen = max(eigen[0], uit_grenzen[0]), min(eigen[1], uit_grenzen[1])
    return samen if samen[0] < samen[1] else eigen  # bounds that do not lie evenly around it


def _grid(odds: float, stap: float) -> tuple[float, float] | None:
    """The rounded log-odds that are printed as this odds ratio: the least and the most."""
    laag = math.log(max(odds - 0.0050001, 1e-4))
    hoog = math.log(odds + 0.0050001)
    mogelijk = range(math.ceil(laag / stap - 1e-9), math.floor(hoog / stap + 1e-9) + 1)
    return (mogelijk[0] * stap, mogelijk[-1] * stap) if mogelijk else None


def level_counts(model: Model) -> list[list[tuple[float, float]]]:
    """Per factor and level (the reference first) the fewest and the most events."""
    rekenaar = _Rekenaar(model)
    return [
        [rekenaar.extremes(model.niveau[:, f] == plek) for plek in range(len(termen) + 1)]
        for f, termen in enumerate(model.termen)
    ]


@dataclass(frozen=True)
class Eis:
    """A sum of the coefficients with its slope, and what it is known to lie between."""

    som: Som
    onder: float
    boven: float


class _Rekenaar:
    """Sums of expected events as functions of the coefficients, with their slopes."""

    def __init__(self, model: Model) -> None:
        self.model = model
        kolommen = [
            model.niveau[:, f] == plek
            for f, termen in enumerate(model.termen)
            for plek in range(1, len(termen) + 1)
        ]
        self.x = np.column_stack([np.ones(len(model.n)), *kolommen]).astype(np.float64)
        termen = [term for rij in model.termen for term in rij]
        self.grenzen = [(-20.0, 20.0), *(coefficient(term.odds) for term in termen)]
        self.eisen = self._demands(termen)
        self.begin = self._start()

    def sums(self, b: Getallen, leden: Getallen) -> tuple[float, Getallen]:
        p = special.expit(self.x @ b)
        gewicht = self.model.n * leden
        return float(gewicht @ p), (gewicht * p * (1 - p)) @ self.x

    def _effect(self, b: Getallen, kolom: int, basis: Sequence[int]) -> tuple[float, Getallen]:
        """The average difference in percentage points of one level with its reference."""
        uit, helling = 0.0, np.zeros(self.x.shape[1])
        gewicht = 100 * self.model.n / self.model.n.sum()
        for aan, teken in ((True, 1.0), (False, -1.0)):
            x = self.x.copy()
            x[:, list(basis)] = 0.0
            x[:, kolom] = float(aan)
            p = special.expit(x @ b)
            uit += teken * float(gewicht @ p)
            helling += teken * ((gewicht * p * (1 - p)) @ x)
        return uit, helling

    def _likelihood(self, b: Getallen) -> tuple[float, Getallen]:
        """At its maximum Σ y·η = Σ n·p·η."""
        eta = self.x @ b
        p = special.expit(eta)
        waarde = self.model.n @ (p * eta - np.logaddexp(0, eta))
        return float(waarde), (self.model.n * p * (1 - p) * eta) @ self.x

    def _demands(self, termen: Sequence[Term]) -> list[Eis]:
        """Everything printed, as sums with two bounds."""
        alles = np.ones(len(self.model.n))
        eisen = [Eis(partial(self.sums, leden=alles), *self.model.totaal)]
        for kolom, term in enumerate(termen, start=1):
            som = partial(self.sums, leden=self.x[:, kolom])
            eisen.append(Eis(som, term.onder, term.boven))
        kolom = 1
        for rij in self.model.termen:
            basis = range(kolom, kolom + len(rij))
            for eigen, term in zip(basis, rij, strict=True):
                if term.punten is not None:
                    som = partial(self._effect, kolom=eigen, basis=basis)
                    eisen.append(Eis(som, term.punten - HALF_PUNT, term.punten + HALF_PUNT))
            kolom += len(rij)
        if self.model.loglik is not None:
            eisen.append(Eis(self._likelihood, *self.model.loglik))
        return eisen

    def _start(self) -> Getallen:
        """The middle of every range; the intercept at which the total is right."""
        b = np.array([(laag + hoog) / 2 for laag, hoog in self.grenzen])
        doel, alles = sum(self.model.totaal) / 2, np.ones(len(self.model.n))
        laag, hoog = -20.0, 20.0
        for _ in range(60):
            b[0] = (laag + hoog) / 2
            laag, hoog = (b[0], hoog) if self.sums(b, alles)[0] < doel else (laag, b[0])
        return b

    def extremes(self, leden: NDArray[np.bool_]) -> tuple[float, float]:
        """The fewest and the most that the search reaches; everything where it finds no way in."""
        doel = partial(self.sums, leden=leden.astype(np.float64))
        laag, hoog = self._search(doel, 1.0), self._search(doel, -1.0)
        alles = float(self.model.n[leden].sum())
        return (0.0 if laag is None else laag), (alles if hoog is None else hoog)

    def _search(self, doel: Som, teken: float) -> float | None:
        """Linear programmes around where it stands, in smaller steps where they do not help."""
        b, stap, beste = self.begin.copy(), 1.0, None
        waarde, mist = doel(b)[0], self._miss(b)
        for _ in range(RONDEN):
            verder = self._step(doel, teken, b, stap)
            if verder is None:
                return beste
            nieuw, tekort = doel(verder)[0], self._miss(verder)
            winst = teken * (waarde - nieuw) + STRAF * (mist - tekort)
            if winst <= KLEINST / 10:
                stap /= 3
                if stap < KLEINST / 10:
                    break
                continue
            b, waarde, mist = verder, nieuw, tekort
            if mist <= KLEINST:
                beste = waarde
        return beste

    def _miss(self, b: Getallen) -> float:
        """How far the furthest sum is outside its bounds."""
        waarden = [(eis.som(b)[0], eis) for eis in self.eisen]
        return max(max(eis.onder - w, w - eis.boven, 0.0) for w, eis in waarden)

    def _step(self, doel: Som, teken: float, b: Getallen, stap: float) -> Getallen | None:
        """The best place within a step, all sums taken straight; the last variable is what they
        miss."""
        rijen, rechts = [], []
        for eis in self.eisen:
            waarde, helling = eis.som(b)
            rijen += [np.append(helling, -1.0), np.append(-helling, -1.0)]
            rechts += [eis.boven - waarde, waarde - eis.onder]
        grenzen = [
            (max(laag - w, -stap), min(hoog - w, stap))
            for w, (laag, hoog) in zip(b.tolist(), self.grenzen, strict=True)
        ]
        kosten = np.append(teken * doel(b)[1], STRAF)
        uit = optimize.linprog(
            kosten, np.array(rijen), np.array(rechts), bounds=[*grenzen, (0, None)]
        )
        return b + uit.x[:-1] if uit.success else None


def significant(waarde: float, cijfers: int) -> tuple[float, float]:
    """What is printed as `waarde` in so many significant digits."""
    if not waarde:
        return 0.0, 0.0
    half = 0.5 * 10.0 ** (math.floor(math.log10(abs(waarde))) - cijfers + 1)
    return waarde - half, waarde + half


def all_implied(
    gelezen: Iterable[Gelezen], bevolking: Bevolking, drempels: Drempels
) -> list[Bewering]:
    """Of every regression that was read, once, however often it was read."""
    modellen = (m for deel in gelezen for m in deel.modellen if m.fit and m.niveaus)
    gezien = {(m.wie, *map(_printed, m.niveaus)): m for m in modellen}
    return [b for m in gezien.values() for b in implied(m, bevolking, drempels)]


def _printed(niveau: Niveau) -> tuple[object, ...]:
    return niveau.code, niveau.klassen, niveau.odds, niveau.punten, niveau.rij.aantal


def implied(regressie: Regressie, bevolking: Bevolking, drempels: Drempels) -> list[Bewering]:
    """What the score equations tell of every level, with all patterns of the kenmerken given.

    Where the search stopped short of the truth the range is widened to it: he can't know less.
    """
    codes = list(dict.fromkeys(niveau.code for niveau in regressie.niveaus))
    per_code = [[v for v in regressie.niveaus if v.code == code] for code in codes]
    leden = bevolking.mask(regressie.wie)
    plaats = np.column_stack([_levels(bevolking, rij)[leden] for rij in per_code])
    niveau, n = np.unique(plaats, axis=0, return_counts=True)
    spannen = level_counts(_model(regressie, per_code, niveau, n.astype(np.float64), drempels))
    uit = []
    for code, rij, eigen in zip(codes, per_code, spannen, strict=True):
        rest = frozenset(range(len(KLASSEN[code]))) - frozenset().union(*(v.klassen for v in rij))
        for klassen, (laag, hoog) in zip([rest, *(v.klassen for v in rij)], eigen, strict=True):
            groep = meet(meet(regressie.wie, frozenset({(code, klassen)})), VERDACHT)
            y = bevolking.count(groep)
            onder, boven = math.ceil(laag - KLEINST), math.floor(hoog + KLEINST)
            uit.append(Bewering(groep, float(min(onder, y)), float(max(boven, y))))
    return uit


def _levels(bevolking: Bevolking, niveaus: Sequence[Niveau]) -> NDArray[np.int64]:
    """Everybody's level on one factor; 0 for the reference."""
    uit = np.zeros(len(bevolking.pleeg), dtype=np.int64)
    for plek, niveau in enumerate(niveaus, start=1):
        uit[np.isin(bevolking.place(niveau.code), list(niveau.klassen))] = plek
    return uit


def _model(
    regressie: Regressie,
    per_code: Sequence[Sequence[Niveau]],
    niveau: NDArray[np.int64],
    n: Getallen,
    drempels: Drempels,
) -> Model:
    fit = regressie.fit
    loglik = fit.get("Log-likelihood")
    return Model(
        niveau,
        n,
        [[_term(v, drempels) for v in rij] for rij in per_code],
        drempels.spread(int(fit["Personen met de uitkomst"])),
        None if loglik is None else significant(loglik, 3),
    )


def _term(niveau: Niveau, drempels: Drempels) -> Term:
    _, telling = told(niveau.rij, drempels)
    return Term(niveau.code, niveau.odds, niveau.punten, telling.onder, telling.boven)
