"""Profile-likelihood intervals of a logistic regression on counts.

A limit is where twice the loss in log-likelihood, with all other coefficients at their best, is the
95 % point of χ² with one degree of freedom. Found by Venzon & Moolgavkar (1988, Applied Statistics
37:87–94): one Newton search over all coefficients at once for each limit.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special, stats

from analyses.kern.newton import UITERSTE, Schatting

Vector = NDArray[np.float64]
RONDEN = 60
NAUWKEURIG = 1e-10  # of a limit, in log-odds
NORM = float(stats.chi2.ppf(0.95, 1)) / 2


@dataclass(frozen=True)
class Profielgrens:
    """95 % limits of a coefficient (log-odds); None where the likelihood flattens out."""

    van: float | None
    tot: float | None


def profile_limits(
    matrix: Vector, n: Vector, y: Vector, schatting: Schatting, kolom: int
) -> Profielgrens:
    """`matrix` [P × k], `n` and `y` [P] as the model was fitted on; `kolom` is the coefficient."""
    return Profielgrens(
        _limit(matrix, n, y, schatting, kolom, -1.0), _limit(matrix, n, y, schatting, kolom, 1.0)
    )


def _limit(
    matrix: Vector, n: Vector, y: Vector, schatting: Schatting, kolom: int, kant: float
) -> float | None:
    doel = schatting.loglik - NORM
    coef = _first_guess(schatting, kolom, kant)
    for _ in range(RONDEN):
        stap = _step(matrix, n, y, coef, kolom, doel)
        if stap is None or abs(coef[kolom]) > 2 * UITERSTE:
            return None
        coef = coef + _shortened(stap)
        if np.abs(stap).max() < NAUWKEURIG:
            return float(coef[kolom])
    return None


def _first_guess(schatting: Schatting, kolom: int, kant: float) -> Vector:
    """Where the limit would be if the log-likelihood were a parabola, or on the way there."""
    v = schatting.covariantie
    afstand = kant * np.sqrt(2 * NORM / v[kolom, kolom])
    guess: Vector = schatting.coef + _shortened(afstand * v[:, kolom])
    return guess


def _step(
    matrix: Vector, n: Vector, y: Vector, coef: Vector, kolom: int, doel: float
) -> Vector | None:
    """To where the parabola here has the wanted height, and the other slopes are 0."""
    eta = matrix @ coef
    kans = special.expit(eta)
    hoogte = float(y @ eta - n @ np.logaddexp(0.0, eta))
    helling = matrix.T @ (y - n * kans)
    bocht = -(matrix * (n * kans * (1 - kans))[:, None]).T @ matrix
    andere = np.delete(np.arange(len(coef)), kolom)
    mee, vooraf = np.zeros(len(coef)), np.zeros(len(coef))
    mee[kolom] = 1.0
    try:
        oplossing = linalg.solve(
            -bocht[np.ix_(andere, andere)],
            np.column_stack([bocht[andere, kolom], helling[andere]]),
            assume_a="pos",
        )
    except linalg.LinAlgError:
        return None
    mee[andere], vooraf[andere] = oplossing.T
    a = float(0.5 * mee @ bocht @ mee)
    b = float(helling @ mee + mee @ bocht @ vooraf)
    c = hoogte - doel + float(helling @ vooraf + 0.5 * vooraf @ bocht @ vooraf)
    if abs(a) < 1e-300:
        return None
    stap: Vector = _nearest_root(a, b, c) * mee + vooraf
    return stap


def _nearest_root(a: float, b: float, c: float) -> float:
    """Of a parabola; its top where it does not come so low."""
    discriminant = b * b - 4 * a * c
    if discriminant <= 0:
        return -b / (2 * a)
    q = -0.5 * (b + math.copysign(math.sqrt(discriminant), b))
    wortels = [q / a, *([c / q] if q else [])]
    return min(wortels, key=abs)


def _shortened(stap: Vector) -> Vector:
    """At most one log-odds at a time: a long step leaves the parabola behind."""
    langste = np.abs(stap).max()
    return stap if langste <= 1 else stap / langste
