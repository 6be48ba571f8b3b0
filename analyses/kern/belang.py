"""How much each factor matters: tests of whole factors, their parts of R², and discrimination."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.gewicht import Gewicht, dominance, mcfadden
from analyses.kern.newton import Schatting, fit
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen
from bronnen.kern.kenmerken import kenmerk


@dataclass(frozen=True)
class Factortoets:
    """Type II: the model without the factor against the model with it."""

    factor: str
    naam: str
    chi2: float
    df: int
    p: float


def type_two(ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting) -> tuple[Factortoets, ...]:
    """2(ℓ[with] − ℓ[without]) per factor, the largest first; there are no interactions."""
    toetsen: list[Factortoets] = []
    alle = set(range(len(ontwerp.factoren)))
    for positie, factor in enumerate(ontwerp.factoren):
        zonder = fit(ontwerp.system(alle - {positie}), patronen)
        chi2 = max(0.0, 2 * (schatting.loglik - zonder.loglik))
        df = len(ontwerp.kolommen[positie])
        p = float(stats.chi2.sf(chi2, df))
        toetsen.append(Factortoets(factor.code, factor.naam, chi2, df, p))
    return tuple(sorted(toetsen, key=lambda toets: (-toets.chi2, toets.factor)))


def factor_weights(ontwerp: Ontwerp, patronen: Patronen) -> tuple[Gewicht, ...]:
    """Of McFadden's R² the part of each factor, in the order of the design."""
    eenheden = {factor.code: (plek,) for plek, factor in enumerate(ontwerp.factoren)}
    return _weights(ontwerp, patronen, eenheden)


def group_weights(ontwerp: Ontwerp, patronen: Patronen) -> tuple[Gewicht, ...]:
    """The same for the person, the household and the financial position, each as one unit."""
    eenheden: dict[str, tuple[int, ...]] = {}
    for plek, factor in enumerate(ontwerp.factoren):
        groep = kenmerk(factor.code).groep.value
        eenheden[groep] = (*eenheden.get(groep, ()), plek)
    return _weights(ontwerp, patronen, eenheden)


def _weights(
    ontwerp: Ontwerp, patronen: Patronen, eenheden: Mapping[str, tuple[int, ...]]
) -> tuple[Gewicht, ...]:
    leden = list(eenheden.values())

    def loglik(gekozen: frozenset[int]) -> float:
        return fit(ontwerp.system({p for e in gekozen for p in leden[e]}), patronen).loglik

    return dominance(tuple(eenheden), mcfadden(loglik))


def auc(score: NDArray[np.float64], n: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """Area under the ROC curve from grouped counts; ties count half."""
    _, plek = np.unique(score, return_inverse=True)
    ja = np.bincount(plek, weights=y)
    nee = np.bincount(plek, weights=n - y)
    lager = np.cumsum(nee) - nee
    return float(ja @ (lager + nee / 2) / (ja.sum() * nee.sum()))
