"""Maximum likelihood of a logistic regression on counts, by Newton with step halving.

The log-likelihood is the kernel Σ[y·η − n·log(1 + e^η)], without the binomial coefficients, so
that it does not depend on how rows are grouped. What Newton needs of the design (Xβ, Xᵀr, XᵀWX)
comes from a `Stelsel`: `Dicht` holds any matrix; `Blokken` holds levels alone, never makes the
matrix, and costs about a column's work for each pattern instead of a matrix row squared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse, special

from analyses.kern.patronen import Patronen

RONDEN = 40
STAP = 1e-6  # Newton is quadratic: after a step this small the error left is about its square
UITERSTE = 15.0  # a log-odds beyond this (3 in 10 million) is separation, not an estimate

Vector = NDArray[np.float64]


class Scheiding(Exception):
    """Some combination of kenmerken has only suspects or none: coefficients run away."""


@dataclass(frozen=True)
class Schatting:
    """`coef` [k], `covariantie` [k × k] and the kernel log-likelihood."""

    coef: Vector
    covariantie: Vector
    loglik: float

    @property
    def se(self) -> Vector:
        fouten: Vector = np.sqrt(np.diag(self.covariantie))
        return fouten


@dataclass(frozen=True)
class Dicht:
    """Any design matrix [P × k], intercept first."""

    matrix: Vector

    @property
    def parameters(self) -> int:
        return int(self.matrix.shape[1])

    def eta(self, coef: Vector) -> Vector:
        uit: Vector = self.matrix @ coef
        return uit

    def score(self, rest: Vector) -> Vector:
        uit: Vector = self.matrix.T @ rest
        return uit

    def information(self, gewicht: Vector) -> Vector:
        gewogen = self.matrix * np.sqrt(gewicht)[:, None]
        uit: Vector = gewogen.T @ gewogen
        return uit


@dataclass(frozen=True)
class Blokken:
    """The factors in two halves; a pattern is a pair of a combination of each half.

    `links` [L × k₁] and `rechts` [R × k₂] are the designs of the combinations; `l` and `r` say
    which a pattern has; `volgorde` and `begin` lay the patterns out by row of the L × R table T of
    weights. The cross block of XᵀWX is linksᵀ·(T·rechts), the others need T's margins alone.
    """

    links: Vector
    rechts: Vector
    l: NDArray[np.intp]  # noqa: E741
    r: NDArray[np.intp]
    volgorde: NDArray[np.intp]
    begin: NDArray[np.intp]

    @property
    def parameters(self) -> int:
        return int(self.links.shape[1] + self.rechts.shape[1])

    def eta(self, coef: Vector) -> Vector:
        knip = self.links.shape[1]
        uit: Vector = (self.links @ coef[:knip])[self.l] + (self.rechts @ coef[knip:])[self.r]
        return uit

    def score(self, rest: Vector) -> Vector:
        boven = np.bincount(self.l, weights=rest, minlength=len(self.links)) @ self.links
        onder = np.bincount(self.r, weights=rest, minlength=len(self.rechts)) @ self.rechts
        return np.concatenate([boven, onder])

    def information(self, gewicht: Vector) -> Vector:
        vorm = (len(self.links), len(self.rechts))
        delen = (gewicht[self.volgorde], self.r[self.volgorde], self.begin)
        tabel = sparse.csr_array(delen, shape=vorm)
        kruis = self.links.T @ (tabel @ self.rechts)
        som_l = np.bincount(self.l, weights=gewicht, minlength=vorm[0])
        som_r = np.bincount(self.r, weights=gewicht, minlength=vorm[1])
        boven = self.links.T @ (self.links * som_l[:, None])
        onder = self.rechts.T @ (self.rechts * som_r[:, None])
        return np.block([[boven, kruis], [kruis.T, onder]])


Stelsel = Dicht | Blokken


def fit(stelsel: Stelsel, patronen: Patronen) -> Schatting:
    """`Scheiding` when the estimate runs away."""
    n, y = patronen.n.astype(np.float64), patronen.y.astype(np.float64)
    coef = np.zeros(stelsel.parameters)
    coef[0] = special.logit(y.sum() / n.sum())
    loglik = _loglik(stelsel.eta(coef), n, y)
    for _ in range(RONDEN):
        stap = _newton_step(stelsel, n, y, coef)
        coef, loglik = _halved(stelsel, n, y, coef, loglik, stap)
        if np.abs(stap).max() < STAP:
            kans = special.expit(stelsel.eta(coef))
            informatie = stelsel.information(n * kans * (1 - kans))
            return Schatting(coef, linalg.inv(informatie, check_finite=False), loglik)
    raise Scheiding


def blocks(delen: Sequence[tuple[NDArray[np.uint8], Vector]]) -> Blokken:
    """Of every factor the level of each pattern [P], and the columns of its levels [levels × k]."""
    omvang = np.array([len(kolommen) for _, kolommen in delen], dtype=np.float64)
    knip = min(range(len(delen) + 1), key=lambda k: omvang[:k].prod() + omvang[k:].prod())
    l, links = _half(delen[:knip])  # noqa: E741
    r, rechts = _half(delen[knip:])
    breed = len(l) if knip else len(r)
    links = np.column_stack([np.ones(len(links)), links])
    l = l if knip else np.zeros(breed, dtype=np.intp)  # noqa: E741
    r = r if knip < len(delen) else np.zeros(breed, dtype=np.intp)
    begin = np.concatenate([[0], np.cumsum(np.bincount(l, minlength=len(links)))])
    return Blokken(links, rechts, l, r, np.argsort(l, kind="stable"), begin)


def _half(
    delen: Sequence[tuple[NDArray[np.uint8], Vector]],
) -> tuple[NDArray[np.intp], Vector]:
    """Which combination a pattern has, and the columns of every combination that occurs."""
    if not delen:
        return np.zeros(0, dtype=np.intp), np.zeros((1, 0))
    vorm = [len(kolommen) for _, kolommen in delen]
    nummer = np.ravel_multi_index([plaats for plaats, _ in delen], vorm)
    gevuld = np.flatnonzero(np.bincount(nummer, minlength=int(np.prod(vorm))))
    naar = np.zeros(int(np.prod(vorm)), dtype=np.intp)
    naar[gevuld] = np.arange(len(gevuld))
    niveaus = np.unravel_index(gevuld, vorm)
    rijen = [kolommen[niveau] for (_, kolommen), niveau in zip(delen, niveaus, strict=True)]
    return naar[nummer], np.hstack(rijen)


def _newton_step(stelsel: Stelsel, n: Vector, y: Vector, coef: Vector) -> Vector:
    kans = special.expit(stelsel.eta(coef))
    helling = stelsel.score(y - n * kans)
    try:
        informatie = stelsel.information(n * kans * (1 - kans))
        factor = linalg.cho_factor(informatie, check_finite=False)
        stap: Vector = linalg.cho_solve(factor, helling, check_finite=False)
    except linalg.LinAlgError:
        raise Scheiding from None
    if np.abs(coef + stap).max() > UITERSTE:
        raise Scheiding
    return stap


def _halved(
    stelsel: Stelsel, n: Vector, y: Vector, coef: Vector, loglik: float, stap: Vector
) -> tuple[Vector, float]:
    """The step, halved until the log-likelihood does not fall (beyond rounding)."""
    speling = 1e-12 * abs(loglik)
    for macht in range(30):
        nieuw = coef + stap / 2**macht
        hoogte = _loglik(stelsel.eta(nieuw), n, y)
        if hoogte >= loglik - speling:
            return nieuw, hoogte
    return coef, loglik


def _loglik(eta: Vector, n: Vector, y: Vector) -> float:
    """log(1 + e^η) = max(η, 0) + log1p(e^−|η|), twice as fast as logaddexp."""
    return float(y @ eta - n @ (np.maximum(eta, 0.0) + np.log1p(np.exp(-np.abs(eta)))))
