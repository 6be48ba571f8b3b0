"""The monitor repeats: shares over peildata, with intervals, and where a definition changed.

A trend is tested within stretches without a break (Cochran 1954; Armitage 1955, Biometrics
11:375–386). Where a definition changed, figures before and after are not compared.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import stats

Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Meting:
    """One peildatum (a year): persons, and those with the outcome."""

    jaar: int
    n: int
    y: int

    @property
    def aandeel(self) -> float:
        return self.y / self.n


@dataclass(frozen=True)
class Reeks:
    """Measurements that may be compared; `punten`: change a year in percentage points, `p` of the
    trend (both None for fewer than three measurements)."""

    metingen: tuple[Meting, ...]
    punten: float | None
    p: float | None


def trend(metingen: Sequence[Meting], breuken: Collection[int] = ()) -> tuple[Reeks, ...]:
    """`breuken`: years from which a new definition holds. ValueError for a year twice or empty."""
    op_volgorde = sorted(metingen, key=lambda meting: meting.jaar)
    if any(eerst.jaar == later.jaar for eerst, later in pairwise(op_volgorde)):
        raise ValueError("a year is measured twice")
    if any(meting.n < 1 for meting in op_volgorde):
        raise ValueError("a measurement has no persons")
    stukken: list[list[Meting]] = [[]]
    for meting in op_volgorde:
        if stukken[-1] and any(stukken[-1][-1].jaar < jaar <= meting.jaar for jaar in breuken):
            stukken.append([])
        stukken[-1].append(meting)
    return tuple(_stretch(stuk) for stuk in stukken if stuk)


def _stretch(metingen: Sequence[Meting]) -> Reeks:
    if len(metingen) < 3:
        return Reeks(tuple(metingen), None, None)
    jaar, n, y = (
        np.array([getattr(meting, naam) for meting in metingen], dtype=float)
        for naam in ("jaar", "n", "y")
    )
    p = y.sum() / n.sum()
    midden = n @ jaar / n.sum()
    ruimte = n @ (jaar - midden) ** 2
    samen = (jaar - midden) @ y
    helling = float(samen / ruimte)
    if p in (0, 1):
        return Reeks(tuple(metingen), 100 * helling, None)
    z = samen / np.sqrt(p * (1 - p) * ruimte)
    return Reeks(tuple(metingen), 100 * helling, float(2 * stats.norm.sf(abs(z))))


@dataclass(frozen=True)
class Jaarcijfer:
    """A published figure of one year in its own unit, with its bounds if they were published."""

    jaar: int
    waarde: float
    van: float | None = None
    tot: float | None = None

    @property
    def fout(self) -> float | None:
        """Standard error, from bounds of 95 %."""
        if self.van is None or self.tot is None or self.tot <= self.van:
            return None
        return (self.tot - self.van) / (2 * Z95)


@dataclass(frozen=True)
class Jaarreeks:
    """Figures of one area that may be compared; `per_jaar`: change a year, `p` of the trend (None
    for fewer than three figures, or where one has no bounds)."""

    cijfers: tuple[Jaarcijfer, ...]
    per_jaar: float | None
    p: float | None

    @property
    def periode(self) -> tuple[int, int]:
        return self.cijfers[0].jaar, self.cijfers[-1].jaar


def year_trends(
    cijfers: Sequence[Jaarcijfer], breuken: Collection[int] = ()
) -> tuple[Jaarreeks, ...]:
    """Stretches without a break, each with its weighted line (weights 1/error²; the errors are
    taken as known, as in a meta-regression). ValueError for a year twice."""
    op_volgorde = sorted(cijfers, key=lambda cijfer: cijfer.jaar)
    if any(eerst.jaar == later.jaar for eerst, later in pairwise(op_volgorde)):
        raise ValueError("a year is measured twice")
    stukken: list[list[Jaarcijfer]] = [[]]
    for cijfer in op_volgorde:
        if stukken[-1] and any(stukken[-1][-1].jaar < jaar <= cijfer.jaar for jaar in breuken):
            stukken.append([])
        stukken[-1].append(cijfer)
    return tuple(_weighted(stuk) for stuk in stukken if stuk)


def _weighted(cijfers: Sequence[Jaarcijfer]) -> Jaarreeks:
    fouten = [cijfer.fout for cijfer in cijfers]
    if len(cijfers) < 3 or any(fout is None for fout in fouten):
        return Jaarreeks(tuple(cijfers), None, None)
    gewicht = np.array([fout or 1.0 for fout in fouten]) ** -2.0
    jaar = np.array([float(cijfer.jaar) for cijfer in cijfers])
    waarde = np.array([cijfer.waarde for cijfer in cijfers])
    af = jaar - gewicht @ jaar / gewicht.sum()
    ruimte = float(gewicht @ af**2)
    helling = float((gewicht * af) @ waarde) / ruimte
    return Jaarreeks(tuple(cijfers), helling, float(2 * stats.norm.sf(abs(helling) * ruimte**0.5)))
