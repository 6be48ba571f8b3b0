"""An effect for each buurt beside the kenmerken, by maximum likelihood with an arrow-head solve.

Of the information [[A, Bᵀ], [B, D]] the part D of the buurten is a diagonal, so that Newton's step
needs no more than A − BᵀD⁻¹B (Schur's complement, k × k): it costs as much as a model without
buurten, and 110 buurten are no 110 columns. A buurt with suspects alone, or none, has no finite
effect; it tells nothing of the kenmerken and is left out.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special

from analyses.kern.newton import RONDEN, STAP, UITERSTE, Scheiding

Vector = NDArray[np.float64]
Nummers = NDArray[np.intp]


@dataclass(frozen=True)
class Buurteffecten:
    """`coef` [k] with covariance [k × k]; `effect` [G] the log-odds of each area for who has 0
    everywhere, and its error; NaN for an area with events alone, or none."""

    coef: Vector
    covariantie: Vector
    effect: Vector
    fout: Vector
    loglik: float

    @property
    def gescheiden(self) -> NDArray[np.bool_]:
        """Areas of which no effect can be estimated [G]."""
        return np.isnan(self.effect)


def fit_effects(matrix: Vector, n: Vector, y: Vector, gebied: Nummers) -> Buurteffecten:
    """`matrix` [R × k] without an intercept, a row for each pattern in each area; `gebied` [R] from
    0 to G−1. Scheiding when coefficients run away, or no area has both."""
    aantal = int(gebied.max(initial=-1)) + 1
    events, samen = (np.bincount(gebied, weights=w, minlength=aantal) for w in (y, n))
    mag = (events > 0) & (events < samen)
    if not mag.any():
        raise Scheiding
    rijen = mag[gebied]
    model = _Pijl(matrix[rijen], n[rijen], y[rijen], (np.cumsum(mag) - 1)[gebied[rijen]])
    coef, effect = model.climb(np.log(events[mag] / (samen - events)[mag]))
    covariantie, fout = model.errors(coef, effect)
    heel = np.full((2, aantal), np.nan)
    heel[:, mag] = effect, fout
    return Buurteffecten(coef, covariantie, heel[0], heel[1], model.loglik(coef, effect))


class _Pijl:
    def __init__(self, matrix: Vector, n: Vector, y: Vector, gebied: Nummers) -> None:
        volgorde = np.argsort(gebied, kind="stable")
        self.matrix, self.n, self.y = matrix[volgorde], n[volgorde], y[volgorde]
        self.gebied = gebied[volgorde]
        self.begin = np.searchsorted(self.gebied, np.arange(int(gebied.max()) + 1))

    def per_area(self, waarden: Vector) -> Vector:
        som: Vector = np.add.reduceat(waarden, self.begin, axis=0)
        return som

    def eta(self, coef: Vector, effect: Vector) -> Vector:
        uit: Vector = self.matrix @ coef + effect[self.gebied]
        return uit

    def loglik(self, coef: Vector, effect: Vector) -> float:
        eta = self.eta(coef, effect)
        return float(self.y @ eta - self.n @ np.logaddexp(0.0, eta))

    def blocks(self, coef: Vector, effect: Vector) -> tuple[Vector, Vector, Vector, Vector]:
        """Schur's complement, B [G × k], the diagonal D [G], and what is left of the events [R]."""
        kans = special.expit(self.eta(coef, effect))
        gewicht = self.n * kans * (1 - kans)
        gewogen = self.matrix * gewicht[:, None]
        b, d = self.per_area(gewogen), self.per_area(gewicht)
        return self.matrix.T @ gewogen - b.T @ (b / d[:, None]), b, d, self.y - self.n * kans

    def climb(self, effect: Vector) -> tuple[Vector, Vector]:
        coef = np.zeros(self.matrix.shape[1])
        hoogte = self.loglik(coef, effect)
        for _ in range(RONDEN):
            stap_coef, stap_effect = self._step(coef, effect)
            deel = 1.0
            while (nu := self.loglik(coef + deel * stap_coef, effect + deel * stap_effect)) < (
                hoogte - 1e-9 * abs(hoogte)
            ) and deel > 1e-6:
                deel /= 2
            coef, effect = coef + deel * stap_coef, effect + deel * stap_effect
            hoogte = nu
            if max(np.abs(coef).max(initial=0.0), np.abs(effect).max()) > UITERSTE:
                raise Scheiding
            if max(np.abs(stap_coef).max(initial=0.0), np.abs(stap_effect).max()) < STAP:
                return coef, effect
        raise Scheiding

    def _step(self, coef: Vector, effect: Vector) -> tuple[Vector, Vector]:
        schur, b, d, rest = self.blocks(coef, effect)
        eigen = self.per_area(rest)
        try:
            stap = linalg.solve(schur, self.matrix.T @ rest - b.T @ (eigen / d), assume_a="pos")
        except linalg.LinAlgError:
            raise Scheiding from None
        return stap, (eigen - b @ stap) / d

    def errors(self, coef: Vector, effect: Vector) -> tuple[Vector, Vector]:
        """The covariance of `coef`, and the error of each effect."""
        schur, b, d, _ = self.blocks(coef, effect)
        covariantie = np.asarray(linalg.inv(schur), dtype=np.float64)
        helling = b / d[:, None]
        eigen = 1 / d + ((helling @ covariantie) * helling).sum(axis=1)
        return covariantie, np.sqrt(eigen)
