"""How much each factor matters: likelihood-ratio tests of whole factors, and discrimination."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.newton import Schatting, fit
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen


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
    for positie, factor in enumerate(ontwerp.factoren):
        zonder = fit(ontwerp.system(zonder=positie), patronen)
        chi2 = max(0.0, 2 * (schatting.loglik - zonder.loglik))
        df = len(ontwerp.kolommen[positie])
        p = float(stats.chi2.sf(chi2, df))
        toetsen.append(Factortoets(factor.code, factor.naam, chi2, df, p))
    return tuple(sorted(toetsen, key=lambda toets: (-toets.chi2, toets.factor)))


def auc(score: NDArray[np.float64], n: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """Area under the ROC curve from grouped counts; ties count half."""
    _, plek = np.unique(score, return_inverse=True)
    ja = np.bincount(plek, weights=y)
    nee = np.bincount(plek, weights=n - y)
    lager = np.cumsum(nee) - nee
    return float(ja @ (lager + nee / 2) / (ja.sum() * nee.sum()))
