"""Dominance analysis: how much of what a model explains is due to each factor.

Measure: McFadden's R² = 1 − ℓ/ℓ₀ on the kernel log-likelihood, so that it does not depend on how
persons are grouped. A factor's general dominance is the mean, over the sizes of the sets of other
factors, of the mean rise in R² when it joins (Azen & Traxel 2009, Journal of Educational and
Behavioral Statistics 34:319–347). The parts add up to the R² of the whole model. A factor with all
its levels is one unit, and so is a group of factors ("financial position").
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

MEESTE = 12  # units: 4,096 models

Verklaard = Callable[[frozenset[int]], float]


@dataclass(frozen=True)
class Gewicht:
    """`algemeen`: the part of R² due to this unit; `voorwaardelijk`: its mean rise beside 0, 1, …
    other units."""

    eenheid: str
    algemeen: float
    voorwaardelijk: tuple[float, ...]


def dominance(eenheden: Sequence[str], verklaard: Verklaard) -> tuple[Gewicht, ...]:
    """In the order given; `verklaard` gives the R² of a model with these units (positions)."""
    if len(eenheden) > MEESTE:
        raise ValueError(f"dominance analysis takes at most {MEESTE} units")
    r2 = _all_subsets(len(eenheden), verklaard)
    return tuple(_weight(naam, plek, len(eenheden), r2) for plek, naam in enumerate(eenheden))


def mcfadden(loglik: Callable[[frozenset[int]], float]) -> Verklaard:
    """R² from the kernel log-likelihood of a set of units; that of no unit is the yardstick."""
    leeg = loglik(frozenset())

    def verklaard(eenheden: frozenset[int]) -> float:
        return 1 - loglik(eenheden) / leeg if eenheden else 0.0

    return verklaard


def _all_subsets(aantal: int, verklaard: Verklaard) -> Mapping[frozenset[int], float]:
    """The largest first, so that `verklaard` can count a set from one with a unit more."""
    return {
        frozenset(deel): verklaard(frozenset(deel))
        for grootte in range(aantal, -1, -1)
        for deel in combinations(range(aantal), grootte)
    }


def _weight(naam: str, plek: int, aantal: int, r2: Mapping[frozenset[int], float]) -> Gewicht:
    stijging: list[list[float]] = [[] for _ in range(aantal)]
    for deel, waarde in r2.items():
        if plek not in deel:
            stijging[len(deel)].append(r2[deel | {plek}] - waarde)
    per_grootte = tuple(float(np.mean(waarden)) for waarden in stijging)
    return Gewicht(naam, float(np.mean(per_grootte)), per_grootte)
