"""How much each factor matters: tests of whole factors, their parts of R², and discrimination."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.firth import ratio_test
from analyses.kern.gewicht import Gewicht, dominance, mcfadden
from analyses.kern.newton import Schatting, blocks, fit
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.regressie import Term
from bronnen.kern.kenmerken import kenmerk


@dataclass(frozen=True)
class Factortoets:
    """Type II: the model without the factor against the model with it."""

    factor: str
    naam: str
    chi2: float
    df: int
    p: float


@dataclass(frozen=True)
class Getoetst:
    """A fitted model with its tests, as it is to be shown under a name."""

    naam: str
    ontwerp: Ontwerp
    patronen: Patronen
    schatting: Schatting
    termen: tuple[Term, ...]
    toetsen: tuple[Factortoets, ...]
    auc: float


def type_two(ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting) -> tuple[Factortoets, ...]:
    """2(ℓ[with] − ℓ[without]) per factor, the largest first; there are no interactions."""
    toetsen: list[Factortoets] = []
    alle = set(range(len(ontwerp.factoren)))
    for positie, factor in enumerate(ontwerp.factoren):
        zonder = fit(ontwerp.system(alle - {positie}), patronen)
        chi2 = max(0.0, 2 * (schatting.loglik - zonder.loglik))
        df = len(ontwerp.kolommen[positie])
        toetsen.append(Factortoets(factor.code, factor.naam, chi2, df, _upper(chi2, df)))
    return tuple(sorted(toetsen, key=lambda toets: (-toets.chi2, toets.factor)))


def penalised_tests(
    ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting
) -> tuple[Factortoets, ...]:
    """The same for Firth's estimate: the penalised ratio with a factor's coefficients at 0."""
    n, y = patronen.n.astype(np.float64), patronen.y.astype(np.float64)
    toetsen = [
        Factortoets(factor.code, factor.naam, chi2, len(kolommen), _upper(chi2, len(kolommen)))
        for factor, kolommen in zip(ontwerp.factoren, ontwerp.kolommen, strict=True)
        for chi2 in [ratio_test(ontwerp.matrix, n, y, schatting, kolommen)]
    ]
    return tuple(sorted(toetsen, key=lambda toets: (-toets.chi2, toets.factor)))


def _upper(chi2: float, df: int) -> float:
    return float(stats.chi2.sf(chi2, df))


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
        return _loglik(ontwerp, patronen, sorted(p for e in gekozen for p in leden[e]))

    return dominance(tuple(eenheden), mcfadden(loglik))


def _loglik(ontwerp: Ontwerp, patronen: Patronen, plekken: Sequence[int]) -> float:
    """Of the model with these factors, on the patterns that they tell apart."""
    if not plekken:
        return fit(ontwerp.system(()), patronen).loglik
    vorm = [len(ontwerp.factoren[plek].niveaus) for plek in plekken]
    nummer = np.ravel_multi_index([ontwerp.plaatsen[plek] for plek in plekken], vorm)
    gevuld, waar = np.unique(nummer, return_inverse=True)
    n, y = (np.bincount(waar, weights=kolom).astype(np.int64) for kolom in (patronen.n, patronen.y))
    niveaus = np.unravel_index(gevuld, vorm)
    delen = [
        (niveau.astype(np.uint8), ontwerp.factoren[plek].columns())
        for plek, niveau in zip(plekken, niveaus, strict=True)
    ]
    leeg = np.zeros((len(n), 0), dtype=np.uint8)
    return fit(blocks(delen), Patronen((), leeg, n, y)).loglik


def auc(score: NDArray[np.float64], n: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """Area under the ROC curve from grouped counts; ties count half."""
    _, plek = np.unique(score, return_inverse=True)
    ja = np.bincount(plek, weights=y)
    nee = np.bincount(plek, weights=n - y)
    lager = np.cumsum(nee) - nee
    return float(ja @ (lager + nee / 2) / (ja.sum() * nee.sum()))
