"""Logistic regression with Firth's penalty, for levels where maximum likelihood runs away.

The penalised log-likelihood is ℓ + ½ log|XᵀWX| (Firth 1993, Biometrika 80:27–38; Heinze & Schemper
2002, Statistics in Medicine 21:2409–2419). On counts W = nπ(1−π), and the leverage h of a pattern
is that of all its persons together. Intervals and p-values are those of the penalised profile,
which fixes a coefficient and keeps the whole design in the penalty; Wald's are not to be trusted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special, stats

from analyses.kern.newton import Schatting, Scheiding

Vector = NDArray[np.float64]
RONDEN = 200
STAP = 1e-10
LANGSTE = 2.0  # log-odds in one step
NORM = float(stats.chi2.ppf(0.95, 1))
VERSTE = 30.0  # log-odds beyond which no limit is looked for


@dataclass(frozen=True)
class Firthterm:
    """95 % penalised profile limits (None where there is none), and the p of the ratio test."""

    van: float | None
    tot: float | None
    p: float


def fit_firth(matrix: Vector, n: Vector, y: Vector) -> Schatting:
    """`matrix` [P × k], intercept first. `loglik` is the penalised one; `Scheiding` never comes of
    separation, only of a design without full rank."""
    vrij = np.ones(matrix.shape[1], dtype=np.bool_)
    coef = _maximise(matrix, n, y, np.zeros(matrix.shape[1]), vrij)
    hoogte, informatie = _penalised(matrix, n, y, coef)
    return Schatting(coef, linalg.inv(informatie), hoogte)


def firth_term(matrix: Vector, n: Vector, y: Vector, schatting: Schatting, kolom: int) -> Firthterm:
    """Limits and p-value of one coefficient, from the penalised profile."""

    def loss(waarde: float) -> float:
        return 2 * (schatting.loglik - _profile(matrix, n, y, schatting.coef, kolom, waarde))

    midden, fout = float(schatting.coef[kolom]), float(schatting.se[kolom])
    return Firthterm(
        _limit(loss, midden, -fout), _limit(loss, midden, fout),
        float(stats.chi2.sf(max(0.0, loss(0.0)), 1)),
    )  # fmt: skip


def ratio_test(
    matrix: Vector, n: Vector, y: Vector, schatting: Schatting, kolommen: Sequence[int]
) -> float:
    """Penalised likelihood ratio χ² of these coefficients together; the penalty keeps the whole
    design."""
    vrij = np.ones(len(schatting.coef), dtype=np.bool_)
    vrij[list(kolommen)] = False
    begin = np.where(vrij, schatting.coef, 0.0)
    zonder = _penalised(matrix, n, y, _maximise(matrix, n, y, begin, vrij))[0]
    return max(0.0, 2 * (schatting.loglik - zonder))


def leverages(matrix: Vector, n: Vector, schatting: Schatting) -> Vector:
    """h of every pattern: of all its persons together."""
    kans = special.expit(matrix @ schatting.coef)
    hefboom: Vector = (
        n * kans * (1 - kans) * np.einsum("ij,ij->i", matrix @ schatting.covariantie, matrix)
    )
    return hefboom


def _limit(loss: Callable[[float], float], midden: float, stap: float) -> float | None:
    """The root of the profile at this side, bracketed by doubling the distance."""
    ver = midden + stap
    while loss(ver) < NORM:
        stap *= 2
        ver = midden + stap
        if abs(ver) > VERSTE:
            return None
    return float(optimize.brentq(lambda waarde: loss(waarde) - NORM, midden, ver, xtol=1e-9))


def _profile(
    matrix: Vector, n: Vector, y: Vector, coef: Vector, kolom: int, waarde: float
) -> float:
    """The highest penalised log-likelihood with one coefficient fixed."""
    vrij = np.ones(len(coef), dtype=np.bool_)
    vrij[kolom] = False
    begin = coef.copy()
    begin[kolom] = waarde
    return _penalised(matrix, n, y, _maximise(matrix, n, y, begin, vrij))[0]


def _maximise(
    matrix: Vector, n: Vector, y: Vector, coef: Vector, vrij: NDArray[np.bool_]
) -> Vector:
    """Newton on the modified score, halved until the penalised log-likelihood does not fall."""
    hoogte = _penalised(matrix, n, y, coef)[0]
    for _ in range(RONDEN):
        helling, informatie = _modified_score(matrix, n, y, coef)
        stap = np.zeros(len(coef))
        stap[vrij] = linalg.solve(informatie[np.ix_(vrij, vrij)], helling[vrij], assume_a="pos")
        stap *= min(1.0, LANGSTE / max(float(np.abs(stap).max()), 1e-300))
        coef, nieuw = _halved(matrix, n, y, coef, stap, hoogte)
        if np.abs(stap).max() < STAP:
            return coef
        hoogte = nieuw
    raise Scheiding


def _halved(
    matrix: Vector, n: Vector, y: Vector, coef: Vector, stap: Vector, hoogte: float
) -> tuple[Vector, float]:
    for macht in range(30):
        ander = coef + stap / 2**macht
        hoger = _penalised(matrix, n, y, ander)[0]
        if hoger >= hoogte - 1e-12 * abs(hoogte):
            return ander, hoger
    return coef, hoogte


def _modified_score(matrix: Vector, n: Vector, y: Vector, coef: Vector) -> tuple[Vector, Vector]:
    """Xᵀ[y − nπ + h(½ − π)] and XᵀWX."""
    kans = special.expit(matrix @ coef)
    gewicht = n * kans * (1 - kans)
    informatie = (matrix * gewicht[:, None]).T @ matrix
    hefboom = gewicht * np.einsum("ij,ij->i", matrix @ _inverse(informatie), matrix)
    return matrix.T @ (y - n * kans + hefboom * (0.5 - kans)), informatie


def _penalised(matrix: Vector, n: Vector, y: Vector, coef: Vector) -> tuple[float, Vector]:
    eta = matrix @ coef
    kans = special.expit(eta)
    informatie = (matrix * (n * kans * (1 - kans))[:, None]).T @ matrix
    teken, log_det = np.linalg.slogdet(informatie)
    if teken <= 0:
        return -np.inf, informatie
    return float(y @ eta - n @ np.logaddexp(0.0, eta) + 0.5 * log_det), informatie


def _inverse(informatie: Vector) -> Vector:
    try:
        omgekeerd: Vector = linalg.inv(informatie)
    except linalg.LinAlgError:
        raise Scheiding from None
    return omgekeerd
