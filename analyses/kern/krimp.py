"""Shares of small areas: shrunk towards the whole, and beside the limits of chance.

Shrinking is Marshall's (1991, Applied Statistics 40:283–294) empirical Bayes estimate. The funnel
plot and its overdispersion are Spiegelhalter's (2005, Statistics in Medicine 24:1185–1202): limits
are widened by √φ only when φ > 1, with φ the mean of z² winsorised at 10 %.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Getallen = NDArray[np.float64]
WINSOR = 0.1


def empirical_bayes(events: Getallen, personen: Getallen) -> Getallen:
    """Shrunken rate of each area [G]; ValueError without persons."""
    if (personen <= 0).any():
        raise ValueError("an area has no persons")
    cijfer = events / personen
    midden = events.sum() / personen.sum()
    spreiding = personen @ (cijfer - midden) ** 2 / personen.sum() - midden / personen.mean()
    spreiding = max(0.0, float(spreiding))
    if spreiding == 0.0:
        return np.full(len(events), midden)
    uit: Getallen = midden + spreiding / (spreiding + midden / personen) * (cijfer - midden)
    return uit


@dataclass(frozen=True)
class Trechter:
    """Limits of a share for areas of each size [K], at 95 % and 99.8 %; `phi` widened them."""

    personen: Getallen
    laag95: Getallen
    hoog95: Getallen
    laag998: Getallen
    hoog998: Getallen
    phi: float


def overdispersion(events: Getallen, personen: Getallen) -> float:
    """φ: how much more shares differ than chance gives; outliers do not count in full."""
    p = events.sum() / personen.sum()
    z = (events / personen - p) / np.sqrt(p * (1 - p) / personen)
    onder, boven = np.quantile(z, [WINSOR, 1 - WINSOR])
    return float(np.mean(np.clip(z, onder, boven) ** 2))


def funnel(events: Getallen, personen: Getallen, groottes: Getallen) -> Trechter:
    """Around the share of all areas together; `groottes` [K]: numbers of persons to draw it at."""
    p = events.sum() / personen.sum()
    phi = overdispersion(events, personen)
    fout = np.sqrt(p * (1 - p) / groottes * max(1.0, phi))
    z95, z998 = float(stats.norm.ppf(0.975)), float(stats.norm.ppf(0.999))
    randen = [np.clip(p + kant * fout, 0, 1) for kant in (-z95, z95, -z998, z998)]
    return Trechter(groottes, randen[0], randen[1], randen[2], randen[3], phi)
