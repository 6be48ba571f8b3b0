"""Standardised figures: what an area's figure would be with the residents of a standard.

Direct: the area's own rates on the standard's residents, with the gamma interval of Fay & Feuer
(1997, Statistics in Medicine 16:791–801). Indirect: events against those expected at the standard's
rates (SMR), with the exact Poisson interval or the lognormal one.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Vector = NDArray[np.float64]
Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Standaardcijfer:
    """A figure with its 95 % interval."""

    waarde: float
    van: float
    tot: float


def direct_rate(events: Vector, persons: Vector, standaard: Vector) -> Standaardcijfer:
    """Events per person, by class [K], on the standard's residents by class [K].

    ValueError for a class of the standard without persons of the area: its rate is not known.
    """
    if (persons <= 0).any():
        raise ValueError("a class has no persons, so its rate is not known")
    gewicht = standaard / standaard.sum() / persons
    cijfer, variantie = float(gewicht @ events), float(gewicht**2 @ events)
    zwaarste = float(gewicht.max())
    ruimer, ver = variantie + zwaarste**2, cijfer + zwaarste
    van = stats.gamma.ppf(0.025, cijfer**2 / variantie, scale=variantie / cijfer) if cijfer else 0.0
    tot = stats.gamma.ppf(0.975, ver**2 / ruimer, scale=ruimer / ver)
    return Standaardcijfer(cijfer, float(van), float(tot))


def expected_events(persons: Vector, standaard_events: Vector, standaard: Vector) -> float:
    """Events if every class [K] had the standard's rate."""
    return float(persons @ (standaard_events / standaard))


def exact_ratio(events: int, verwacht: float) -> Standaardcijfer:
    """Observed over expected (SMR) with the exact Poisson interval."""
    if verwacht <= 0:
        raise ValueError("nothing is expected, so there is no ratio")
    van = stats.chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    tot = stats.chi2.ppf(0.975, 2 * events + 2) / 2
    return Standaardcijfer(events / verwacht, float(van / verwacht), float(tot / verwacht))


def lognormal_ratio(events: int, verwacht: float) -> Standaardcijfer:
    """The same with the lognormal interval, for many events."""
    if verwacht <= 0 or events <= 0:
        raise ValueError("a lognormal interval needs events, and some expected")
    ratio, marge = events / verwacht, np.exp(Z95 / np.sqrt(events))
    return Standaardcijfer(ratio, float(ratio / marge), float(ratio * marge))


def byar_limits(events: int) -> tuple[float, float]:
    """Byar's approximation of the exact Poisson limits (Breslow & Day 1987, p. 69)."""
    onder = events * (1 - 1 / (9 * events) - Z95 / (3 * np.sqrt(events))) ** 3 if events else 0.0
    meer = events + 1
    boven = meer * (1 - 1 / (9 * meer) + Z95 / (3 * np.sqrt(meer))) ** 3
    return float(onder), float(boven)
