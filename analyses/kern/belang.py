"""How much each factor matters: tests of whole factors, their parts of R², and discrimination."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.firth import ratio_test
from analyses.kern.gewicht import Gewicht, dominance, mcfadden
from analyses.kern.newton import Dicht, Schatting, blocks, fit
from analyses.kern.ontwerp import KRUIS, Factor, Ontwerp, parts_of
from analyses.kern.patronen import Patronen
from analyses.kern.regressie import Term
from bronnen.kern.kenmerken import kenmerk

WISSELWERKING = "wisselwerking"
GEMENGD = "gemengd"  # of more than one group of kenmerken
Gedaan = Callable[[float], None]  # hears which share is done; what it raises stops the work


def nobody(deel: float) -> None:
    """Nobody wants to hear how far it is."""


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
    """2(ℓ[with] − ℓ[without]) per factor of the design, the largest first."""
    toetsen: list[Factortoets] = []
    alle = set(range(len(ontwerp.factoren)))
    for positie, factor in enumerate(ontwerp.factoren):
        zonder = fit(ontwerp.system(alle - {positie}), patronen)
        chi2 = max(0.0, 2 * (schatting.loglik - zonder.loglik))
        df = len(ontwerp.kolommen[positie])
        toetsen.append(Factortoets(factor.code, factor.naam, chi2, df, _upper(chi2, df)))
    return tuple(sorted(toetsen, key=lambda toets: (-toets.chi2, toets.factor)))


def interaction_tests(
    ontwerp: Ontwerp, los: Ontwerp, patronen: Patronen, schatting: Schatting, apart: Schatting
) -> tuple[Factortoets, ...]:
    """Type II where two kenmerken interact: of each of the two in `los`, the same levels without
    their interaction (with it neither can be left out); of both with their interaction and of the
    other factors in the whole model; and of the interaction, the one against the other."""
    samen = next(factor for factor in ontwerp.factoren if factor.assen)
    assen = {deel.code for deel in samen.assen}
    chi2 = max(0.0, 2 * (schatting.loglik - apart.loglik))
    df = ontwerp.parameters - los.parameters
    naam = f"{samen.naam}: {WISSELWERKING}"
    toetsen = [
        *(toets for toets in type_two(los, patronen, apart) if toets.factor in assen),
        *type_two(ontwerp, patronen, schatting),
        Factortoets(f"{samen.code}{KRUIS}", naam, chi2, df, _upper(chi2, df)),
    ]
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


def factor_weights(
    ontwerp: Ontwerp, patronen: Patronen, gedaan: Gedaan = nobody
) -> tuple[Gewicht, ...]:
    """Of McFadden's R² the part of each factor, in the order of the design."""
    eenheden = {factor.code: (plek,) for plek, factor in enumerate(ontwerp.factoren)}
    return _weights(ontwerp, patronen, eenheden, gedaan)


def group_weights(ontwerp: Ontwerp, patronen: Patronen) -> tuple[Gewicht, ...]:
    """The same for the person, the household and the financial position, each as one unit."""
    eenheden: dict[str, tuple[int, ...]] = {}
    for plek, factor in enumerate(ontwerp.factoren):
        groep = _group_of(factor)
        eenheden[groep] = (*eenheden.get(groep, ()), plek)
    return _weights(ontwerp, patronen, eenheden, nobody)


def _group_of(factor: Factor) -> str:
    """Of two kenmerken of different groups it is none of them."""
    groepen = {kenmerk(deel).groep.value for deel in parts_of(factor.code)}
    return groepen.pop() if len(groepen) == 1 else GEMENGD


def _weights(
    ontwerp: Ontwerp,
    patronen: Patronen,
    eenheden: Mapping[str, tuple[int, ...]],
    gedaan: Gedaan,
) -> tuple[Gewicht, ...]:
    tellingen = _Tellingen(ontwerp, patronen, tuple(eenheden.values()))
    teller = count(1)

    def loglik(gekozen: frozenset[int]) -> float:
        gedaan(next(teller) / 2 ** len(eenheden))
        return _loglik(ontwerp, tellingen.of(gekozen))

    return dominance(tuple(eenheden), mcfadden(loglik))


@dataclass(frozen=True)
class _Telling:
    """Persons and suspects for each combination of levels of some factors that occurs."""

    plekken: tuple[int, ...]
    niveaus: tuple[NDArray[np.intp], ...]
    n: NDArray[np.int64]
    y: NDArray[np.int64]


class _Tellingen:
    """Counts over sets of units, each added up from the smallest that has one unit more."""

    def __init__(
        self, ontwerp: Ontwerp, patronen: Patronen, leden: Sequence[tuple[int, ...]]
    ) -> None:
        self._leden = leden
        self._vorm = [len(factor.niveaus) for factor in ontwerp.factoren]
        plekken = tuple(range(len(self._vorm)))
        niveaus = tuple(plaats.astype(np.intp) for plaats in ontwerp.plaatsen)
        alles = _Telling(plekken, niveaus, patronen.n, patronen.y)
        self._alles = self._margin(alles, plekken)
        self._hoger: dict[frozenset[int], _Telling] = {}
        self._laag: dict[frozenset[int], _Telling] = {}

    def of(self, gekozen: frozenset[int]) -> _Telling:
        if self._laag and len(next(iter(self._laag))) != len(gekozen):
            self._hoger, self._laag = self._laag, {}
        rest = (gekozen | {een} for een in range(len(self._leden)) if een not in gekozen)
        wijder = [self._hoger[groter] for groter in rest if groter in self._hoger]
        uit = min(wijder, key=lambda telling: len(telling.n), default=self._alles)
        plekken = tuple(sorted(plek for een in gekozen for plek in self._leden[een]))
        self._laag[gekozen] = self._margin(uit, plekken)
        return self._laag[gekozen]

    def _margin(self, uit: _Telling, plekken: tuple[int, ...]) -> _Telling:
        if not plekken:
            een = np.zeros(1, dtype=np.int64)
            return _Telling((), (), een + uit.n.sum(), een + uit.y.sum())
        vorm = [self._vorm[plek] for plek in plekken]
        niveaus = [uit.niveaus[uit.plekken.index(plek)] for plek in plekken]
        gevuld, waar = _distinct(np.ravel_multi_index(niveaus, vorm), int(np.prod(vorm)))
        n, y = (np.bincount(waar, weights=kolom).astype(np.int64) for kolom in (uit.n, uit.y))
        return _Telling(plekken, np.unravel_index(gevuld, vorm), n, y)


def _distinct(nummers: NDArray[np.intp], mogelijk: int) -> tuple[NDArray[np.intp], Any]:
    """Distinct numbers in order, and which of them each is; without sorting where few can be."""
    if mogelijk > 4 * len(nummers):
        return np.unique(nummers, return_inverse=True)
    er = np.zeros(mogelijk, dtype=np.bool_)
    er[nummers] = True
    return np.flatnonzero(er), (np.cumsum(er) - 1)[nummers]


def _loglik(ontwerp: Ontwerp, telling: _Telling) -> float:
    """Of the model with these factors, on the patterns that they tell apart."""
    leeg = np.zeros((len(telling.n), 0), dtype=np.uint8)
    patronen = Patronen((), leeg, telling.n, telling.y)
    delen = [
        (niveau.astype(np.uint8), ontwerp.factoren[plek].columns())
        for plek, niveau in zip(telling.plekken, telling.niveaus, strict=True)
    ]
    stelsel = blocks(delen) if delen else Dicht(np.ones((1, 1)))
    return fit(stelsel, patronen).loglik


def auc(score: NDArray[np.float64], n: NDArray[np.int64], y: NDArray[np.int64]) -> float:
    """Area under the ROC curve from grouped counts; ties count half."""
    _, plek = np.unique(score, return_inverse=True)
    ja = np.bincount(plek, weights=y)
    nee = np.bincount(plek, weights=n - y)
    lager = np.cumsum(nee) - nee
    return float(ja @ (lager + nee / 2) / (ja.sum() * nee.sum()))
