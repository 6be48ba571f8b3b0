"""The neighbourhood's own part: a logistic regression with a random intercept for each area.

Areas differ by u ~ N(0, σ²) on the log-odds, beside what their residents explain. The integral over
u is taken by adaptive Gauss–Hermite quadrature around its mode (Pinheiro & Bates 1995; one node is
Laplace's approximation). Counts by pattern and area suffice. The median odds ratio says how much
two areas differ for the same resident (Larsen & Merlo 2005, Am J Epidemiol 161:81–88):
exp(√(2σ²)·Φ⁻¹(¾)); the intraclass correlation is σ²/(σ² + π²/3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

Vector = NDArray[np.float64]
Nummers = NDArray[np.intp]
KNOPEN = 9
RONDEN = 50
KLEINSTE = np.log(1e-4)  # of log σ: less than this is no variation at all
GROOTSTE = np.log(20.0)
GEEN_VARIATIE = 0.01  # a σ below this is what the search finds where areas do not differ


@dataclass(frozen=True)
class Meerniveau:
    """`coef` and `se` [k]; `sigma` of the areas, `effect` [G] their shrunken log-odds with `fout`.

    `loglik` is the marginal kernel log-likelihood, `loglik_zonder` that without area differences;
    `p_gebied` tests σ = 0, which lies on the edge: half of χ² with one degree of freedom.
    """

    coef: Vector
    se: Vector
    sigma: float
    effect: Vector
    fout: Vector
    loglik: float
    loglik_zonder: float
    covariantie: Vector  # of `coef` [k × k]

    @property
    def varieert(self) -> bool:
        """Whether areas differ at all, beside what their residents explain."""
        return self.sigma >= GEEN_VARIATIE

    @property
    def mor(self) -> float:
        return float(np.exp(np.sqrt(2) * self.sigma * stats.norm.ppf(0.75)))

    @property
    def icc(self) -> float:
        return float(self.sigma**2 / (self.sigma**2 + np.pi**2 / 3))

    @property
    def p_gebied(self) -> float:
        ratio = max(0.0, 2 * (self.loglik - self.loglik_zonder)) if self.varieert else 0.0
        return float(0.5 * stats.chi2.sf(ratio, 1)) if ratio else 1.0


class GeenVerschil(Exception):
    """The search found no optimum: too few areas, or areas that cannot be told apart."""


def fit_areas(
    matrix: Vector, n: Vector, y: Vector, gebied: Nummers, begin: Vector, knopen: int = KNOPEN
) -> Meerniveau:
    """`matrix` [R × k] with a row for each pattern in each area, `gebied` [R] from 0 to G−1.

    `begin` [k]: the coefficients without areas, to start from. GeenVerschil when nothing is found.
    """
    if gebied.max(initial=0) < 1:
        raise GeenVerschil
    model = _Model(matrix, n, y, gebied, knopen)
    zonder = model.fixed(begin)
    start = np.append(begin, np.log(0.5))
    grenzen = [(None, None)] * len(begin) + [(KLEINSTE, GROOTSTE)]
    if knopen >= 5:
        gevonden = optimize.minimize(
            model.both,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=grenzen,
            options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-7},
        )
    else:  # with few nodes the slopes are no exact gradient of the objective
        gevonden = optimize.minimize(
            model.objective,
            start,
            method="L-BFGS-B",
            bounds=grenzen,
            options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-7},
        )
    if not np.isfinite(gevonden.fun):
        raise GeenVerschil
    coef, sigma = gevonden.x[:-1], float(np.exp(gevonden.x[-1]))
    top, _ = model.modes(coef, sigma)
    covariantie = _covariance(model.information(gevonden.x), sigma)
    se = np.sqrt(np.diag(covariantie))
    fout = model.errors(coef, sigma, covariantie)
    return Meerniveau(coef, se, sigma, top, fout, -float(gevonden.fun), zonder, covariantie)


def _covariance(informatie: Vector, sigma: float) -> Vector:
    """Of the coefficients; on the edge σ is no parameter."""
    if sigma < GEEN_VARIATIE:
        informatie = informatie[:-1, :-1]
    try:
        binnen = np.linalg.inv(informatie)
    except np.linalg.LinAlgError:
        raise GeenVerschil from None
    k = len(informatie) - (sigma >= GEEN_VARIATIE)
    return np.asarray(binnen[:k, :k], dtype=np.float64)


def effects_from(
    gevonden: Meerniveau, matrix: Vector, n: Vector, gebied: Nummers, gebeurtenissen: Vector
) -> tuple[Vector, Vector]:
    """Shrunken log-odds [G] and their errors from these events of each area [G], rounded ones for
    instance: of the events an area's effect depends on their sum alone."""
    y = np.zeros(len(n))
    eerste = np.unique(gebied, return_index=True)
    y[eerste[1]] = gebeurtenissen[eerste[0]]
    model = _Model(matrix, n, y, gebied, 1)
    top, _ = model.modes(gevonden.coef, gevonden.sigma)
    return top, model.errors(gevonden.coef, gevonden.sigma, gevonden.covariantie)


class _Model:
    def __init__(self, matrix: Vector, n: Vector, y: Vector, gebied: Nummers, knopen: int) -> None:
        self.matrix, self.n, self.y, self.gebied = matrix, n, y, gebied
        self.aantal = int(gebied.max()) + 1
        self.punten, self.gewichten = np.polynomial.hermite.hermgauss(knopen)
        self.vorige = np.zeros(self.aantal)  # the last modes: the next ones are near

    def per_area(self, waarden: Vector) -> Vector:
        som = np.bincount(self.gebied, weights=waarden, minlength=self.aantal)
        return som.astype(np.float64)

    def fixed(self, coef: Vector) -> float:
        eta = self.matrix @ coef
        return float(self.y @ eta - self.n @ np.logaddexp(0.0, eta))

    def modes(self, coef: Vector, sigma: float) -> tuple[Vector, Vector]:
        """Where each area's integrand is highest [G], and how sharp that top is (−ℓ'')."""
        eta = self.matrix @ coef
        u = self.vorige
        for _ in range(RONDEN):
            kans = special.expit(eta + u[self.gebied])
            helling = self.per_area(self.y - self.n * kans) - u / sigma**2
            spits = self.per_area(self.n * kans * (1 - kans)) + 1 / sigma**2
            stap = np.clip(helling / spits, -2.0, 2.0)
            u = u + stap
            if np.abs(stap).max() < 1e-11:
                break
        self.vorige = u
        return u, spits

    def errors(self, coef: Vector, sigma: float, covariantie: Vector) -> Vector:
        """Of the modes [G]: their own (−1/ℓ''), and what they move along with the coefficients."""
        u, spits = self.modes(coef, sigma)
        kans = special.expit(self.matrix @ coef + u[self.gebied])
        gewicht = self.n * kans * (1 - kans)
        mee = np.column_stack([self.per_area(gewicht * kolom) for kolom in self.matrix.T])
        helling = mee / spits[:, None]
        mee_bewogen = ((helling @ covariantie) * helling).sum(axis=1)
        uit: Vector = np.sqrt(1 / spits + mee_bewogen)
        return uit

    def nodes(self, par: Vector) -> tuple[Vector, Vector]:
        """Values of u [Q × G] and the log of weight × integrand there, up to what is constant."""
        coef, sigma = par[:-1], float(np.exp(par[-1]))
        eta = self.matrix @ coef
        top, spits = self.modes(coef, sigma)
        breed = np.sqrt(2 / spits)
        u = top + breed * self.punten[:, None]
        log_w = np.log(self.gewichten)[:, None] + self.punten[:, None] ** 2 + np.log(breed)
        hoogte = np.array([self._joint(eta, deel) for deel in u])
        dichtheid = -0.5 * (u / sigma) ** 2 - np.log(sigma * np.sqrt(2 * np.pi))
        return u, log_w + hoogte + dichtheid

    def _joint(self, eta: Vector, u: Vector) -> Vector:
        samen = eta + u[self.gebied]
        return self.per_area(self.y * samen - self.n * np.logaddexp(0.0, samen))

    def objective(self, par: Vector) -> float:
        return -float(special.logsumexp(self.nodes(par)[1], axis=0).sum())

    def both(self, par: Vector) -> tuple[float, Vector]:
        u, logs = self.nodes(par)
        return -float(special.logsumexp(logs, axis=0).sum()), self._slopes(par, u, logs)

    def gradient(self, par: Vector) -> Vector:
        return self._slopes(par, *self.nodes(par))

    def _slopes(self, par: Vector, u: Vector, logs: Vector) -> Vector:
        """Gradient of the objective: posterior means of the slopes (Fisher's identity)."""
        kans_op_u = np.exp(logs - special.logsumexp(logs, axis=0))
        eta, sigma = self.matrix @ par[:-1], float(np.exp(par[-1]))
        rest = np.zeros(len(self.n))
        for deel, gewicht in zip(u, kans_op_u, strict=True):
            verwacht = special.expit(eta + deel[self.gebied])
            rest += gewicht[self.gebied] * (self.y - self.n * verwacht)
        spreiding = (kans_op_u * (u**2 / sigma**2 - 1)).sum()
        return -np.append(self.matrix.T @ rest, spreiding)

    def information(self, par: Vector) -> Vector:
        """Numerical Hessian of the objective, from its gradient or, with few nodes, its value."""
        helling = self.gradient if len(self.punten) >= 5 else self._numeric
        stappen = 1e-5 * np.maximum(1.0, np.abs(par))
        rijen = [
            (helling(par + stap * eenheid) - helling(par - stap * eenheid)) / (2 * stap)
            for stap, eenheid in zip(stappen, np.eye(len(par)), strict=True)
        ]
        hessiaan = np.array(rijen)
        uit: Vector = (hessiaan + hessiaan.T) / 2
        return uit

    def _numeric(self, par: Vector) -> Vector:
        return optimize.approx_fprime(par, self.objective, 1e-6)
