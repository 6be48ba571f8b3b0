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
NEWTON = 40
HALVEREN = tuple(0.5**keer for keer in range(12))
SCHERP = 5  # nodes from which posterior means are sharp enough to be the slopes
KLEINSTE = np.log(1e-4)  # of log σ: less than this is no variation at all
GROOTSTE = np.log(20.0)
SPREIDINGEN = 20  # values of σ that margins of effects are taken over
SMALSTE, BREEDSTE = 0.005, 2.0  # the least and most of those
HALVERINGEN = 50
GEEN_VARIATIE = 0.01  # a σ below this is what the search finds where areas do not differ


@dataclass(frozen=True)
class Meerniveau:
    """`coef` and `se` [k]; `sigma` of the areas, `effect` [G] their shrunken log-odds.

    `loglik` is the marginal kernel log-likelihood, `loglik_zonder` that without area differences;
    `p_gebied` tests σ = 0, which lies on the edge: half of χ² with one degree of freedom.
    """

    coef: Vector
    se: Vector
    sigma: float
    effect: Vector
    loglik: float
    loglik_zonder: float
    spits: Vector  # [G] the error of each effect when the coefficients and σ are known
    covariantie: Vector  # of `coef` [k × k]
    volledig: Vector  # of `coef` and log σ [k + 1 × k + 1]; without σ on the edge

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

    `begin` [k]: the coefficients without areas, to start from. Each area has a row. GeenVerschil
    when nothing is found.
    """
    if gebied.max(initial=0) < 1:
        raise GeenVerschil
    model = _Model(matrix, n, y, gebied, knopen)
    zonder = model.fixed(begin)
    par, doel = _search(model, np.append(begin, np.log(0.5)))
    if not np.isfinite(doel):
        raise GeenVerschil
    coef, sigma = par[:-1], float(np.exp(par[-1]))
    top, scherpte = model.modes(coef, sigma)
    volledig = _covariance(model.information(par), sigma)
    k = len(coef)
    covariantie = np.ascontiguousarray(volledig[:k, :k])
    se = np.sqrt(np.diag(covariantie))
    spits: Vector = 1 / np.sqrt(scherpte)
    return Meerniveau(coef, se, sigma, top, -doel, zonder, spits, covariantie, volledig)


def _search(model: "_Model", start: Vector) -> tuple[Vector, float]:
    """The parameters (coefficients, then log σ) where the objective is lowest, and that value.

    Newton's steps where the objective is round; near σ = 0 it is flat, and a search within bounds
    takes over. With few nodes the slopes are no exact gradient: then without them.
    """
    scherp = len(model.punten) >= SCHERP
    if scherp and (gevonden := _newton(model, start)) is not None:
        return gevonden

    grenzen = [(None, None)] * (len(start) - 1) + [(KLEINSTE, GROOTSTE)]
    if scherp:
        uit = optimize.minimize(
            model.slopes,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=grenzen,
            options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-7},
        )
    else:
        uit = optimize.minimize(
            model.objective,
            start,
            method="L-BFGS-B",
            bounds=grenzen,
            options={"maxiter": 500, "ftol": 1e-14, "gtol": 1e-7},
        )
    return _polished(model, uit.x) if scherp else (uit.x, float(uit.fun))


def _polished(model: "_Model", par: Vector) -> tuple[Vector, float]:
    """The coefficients to their last digits, with σ as it was found on the edge."""
    hoogte, helling, knopen = model.both(par)
    for _ in range(3):
        try:
            stap = np.linalg.solve(model.louis(par, knopen)[:-1, :-1], helling[:-1])
        except np.linalg.LinAlgError:
            break
        anders = par - np.append(stap, 0.0)
        nu = model.both(anders)
        if not nu[0] <= hoogte + 1e-9 * abs(hoogte):
            break
        par, (hoogte, helling, knopen) = anders, nu
    return par, hoogte


def _newton(model: "_Model", par: Vector) -> tuple[Vector, float] | None:
    """None when it does not come to rest within the bounds."""
    hoogte, helling, knopen = model.both(par)
    for _ in range(NEWTON):
        try:
            stap = np.linalg.solve(model.louis(par, knopen), helling)
        except np.linalg.LinAlgError:
            return None
        if helling @ stap < 0 or not np.isfinite(stap).all():
            return None
        stap = stap / max(1.0, float(np.abs(stap).max()))
        for deel in HALVEREN:
            anders = model.both(par - deel * stap)
            if anders[0] <= hoogte + 1e-9 * abs(hoogte):
                break
        else:
            return None
        par, (hoogte, helling, knopen) = par - deel * stap, anders
        if not np.log(GEEN_VARIATIE) < par[-1] < GROOTSTE:
            return None
        if np.abs(stap).max() < 1e-9:
            return par, hoogte
    return None


def _covariance(informatie: Vector, sigma: float) -> Vector:
    """Of the coefficients and log σ; on the edge σ is no parameter."""
    if sigma < GEEN_VARIATIE:
        informatie = informatie[:-1, :-1]
    try:
        return np.asarray(np.linalg.inv(informatie), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise GeenVerschil from None


def effects_from(
    gevonden: Meerniveau, matrix: Vector, n: Vector, gebied: Nummers, gebeurtenissen: Vector
) -> tuple[Vector, Vector]:
    """Shrunken log-odds [G], and how far their 95 % margins go to either side [G], from these
    events of each area [G], rounded ones for instance: of the events an area's effect depends on
    their sum alone.

    Of a few areas σ is hardly known, and margins that take one σ for true are too narrow. So they
    are those over all σ, each as likely as these events make it, with every σ alike beforehand
    (Gelman 2006, Bayesian Analysis 1:515–534) and Laplace's approximation to the level of all areas
    and to each of them.
    """
    y = np.zeros(len(n))
    eerste = np.unique(gebied, return_index=True)
    y[eerste[1]] = gebeurtenissen[eerste[0]]
    model = _Model(matrix, n, y, gebied, 1)
    top = max(BREEDSTE, 4 * gevonden.sigma)
    sigmas = np.geomspace(SMALSTE, top, SPREIDINGEN)
    zeker = model.level(gevonden.coef, gevonden.sigma)[1]
    delen = [model.given(gevonden, zeker, float(sigma)) for sigma in sigmas]
    hoogte = np.array([deel.hoogte for deel in delen]) + np.log(sigmas)
    kans = special.softmax(hoogte)
    van, tot = (_quantile(kant, kans, delen) for kant in (0.025, 0.975))
    return (van + tot) / 2, (tot - van) / 2


def _quantile(kant: float, kans: Vector, delen: "list[_Gegeven]") -> Vector:
    """Of the mixture of normal distributions of each area [G], halved until it is found."""
    midden, fout = (np.array([getattr(d, naam) for d in delen]) for naam in ("midden", "fout"))
    laag, hoog = (midden - 8 * fout).min(axis=0), (midden + 8 * fout).max(axis=0)
    for _ in range(HALVERINGEN):
        half = (laag + hoog) / 2
        eronder = kans @ special.ndtr((half - midden) / fout) < kant
        laag, hoog = np.where(eronder, half, laag), np.where(eronder, hoog, half)
    return np.asarray((laag + hoog) / 2, dtype=np.float64)


@dataclass(frozen=True)
class _Gegeven:
    """For one σ: its log-likelihood, and each area's middle and error [G]."""

    hoogte: float
    midden: Vector
    fout: Vector


@dataclass(frozen=True)
class _Knopen:
    """At each node: its value, the log of weight × integrand there up to what is constant [Q × G],
    and the events expected in each row, Q times [R]."""

    u: Vector
    logs: Vector
    verwacht: tuple[Vector, ...]

    @property
    def kans(self) -> Vector:
        """The weight of each node for its area [Q × G]; a column adds up to 1."""
        uit: Vector = np.exp(self.logs - special.logsumexp(self.logs, axis=0))
        return uit


class _Model:
    """Rows are put in the order of their area, so that sums over areas are sums of slices."""

    def __init__(self, matrix: Vector, n: Vector, y: Vector, gebied: Nummers, knopen: int) -> None:
        volgorde = np.argsort(gebied, kind="stable")
        self.matrix, self.n, self.y = matrix[volgorde], n[volgorde], y[volgorde]
        self.gebied = gebied[volgorde]
        self.aantal = int(gebied.max()) + 1
        self.begin = np.searchsorted(self.gebied, np.arange(self.aantal))
        self.punten, self.gewichten = np.polynomial.hermite.hermgauss(knopen)
        self.vorige = np.zeros(self.aantal)  # the last modes: the next ones are near

    def per_area(self, waarden: Vector) -> Vector:
        """[R] or [R × k] as [G] or [G × k]; every area has a row."""
        som: Vector = np.add.reduceat(waarden, self.begin, axis=0)
        return som

    def fixed(self, coef: Vector) -> float:
        eta = self.matrix @ coef
        return float(self.y @ eta - self.n @ np.logaddexp(0.0, eta))

    def modes(self, coef: Vector, sigma: float) -> tuple[Vector, Vector]:
        """Where each area's integrand is highest [G], and how sharp that top is (−ℓ'')."""
        eta = self.matrix @ coef
        u, per_y = self.vorige, self.per_area(self.y)
        for _ in range(RONDEN):
            kans = special.expit(eta + u[self.gebied])
            verwacht = self.n * kans
            helling = per_y - self.per_area(verwacht) - u / sigma**2
            spits = self.per_area(verwacht * (1 - kans)) + 1 / sigma**2
            stap = np.clip(helling / spits, -2.0, 2.0)
            u = u + stap
            if np.abs(stap).max() < 1e-11:
                break
        self.vorige = u
        return u, spits

    def given(self, gevonden: Meerniveau, zeker: float, sigma: float) -> _Gegeven:
        """With this σ and the level of all areas that belongs to it; the other coefficients stay.
        What is less or better known of that level than `zeker` comes into the errors."""
        coef, scherpte = self.level(gevonden.coef, sigma)
        covariantie = gevonden.covariantie.copy()
        covariantie[0, 0] += 1 / scherpte - 1 / zeker
        hoogte = -self.objective(np.append(coef, np.log(sigma))) - 0.5 * float(np.log(scherpte))
        return _Gegeven(hoogte, self.vorige, self.errors(coef, sigma, covariantie))

    def level(self, coef: Vector, sigma: float) -> tuple[Vector, float]:
        """The intercept that is highest together with the modes, and how sharp it is."""
        coef = coef.copy()
        for _ in range(RONDEN):
            u, spits = self.modes(coef, sigma)
            kans = special.expit(self.matrix @ coef + u[self.gebied])
            eigen = spits - 1 / sigma**2
            scherpte = float((eigen / (1 + sigma**2 * eigen)).sum())
            stap = float((self.y - self.n * kans).sum()) / scherpte
            coef[0] += stap
            if abs(stap) < 1e-9:
                break
        return coef, scherpte

    def errors(self, coef: Vector, sigma: float, covariantie: Vector) -> Vector:
        """Of the modes [G]: their own (−1/ℓ''), and what they move along with the coefficients."""
        u, spits = self.modes(coef, sigma)
        kans = special.expit(self.matrix @ coef + u[self.gebied])
        mee = -self.per_area(self.matrix * (self.n * kans * (1 - kans))[:, None])
        helling = mee / spits[:, None]
        mee_bewogen = ((helling @ covariantie) * helling).sum(axis=1)
        uit: Vector = np.sqrt(1 / spits + mee_bewogen)
        return uit

    def nodes(self, par: Vector) -> _Knopen:
        coef, sigma = par[:-1], float(np.exp(par[-1]))
        eta = self.matrix @ coef
        top, spits = self.modes(coef, sigma)
        breed = np.sqrt(2 / spits)
        u = top + breed * self.punten[:, None]
        log_w = np.log(self.gewichten)[:, None] + self.punten[:, None] ** 2 + np.log(breed)
        delen = [self._joint(eta, deel) for deel in u]
        dichtheid = -0.5 * (u / sigma) ** 2 - np.log(sigma * np.sqrt(2 * np.pi))
        hoogte = np.array([deel[0] for deel in delen])
        return _Knopen(u, log_w + hoogte + dichtheid, tuple(deel[1] for deel in delen))

    def _joint(self, eta: Vector, u: Vector) -> tuple[Vector, Vector]:
        """Log-likelihood of each area [G], and the events expected in each row [R]; one
        exponential serves both."""
        samen = eta + u[self.gebied]
        klein = np.exp(-np.abs(samen))
        loglik = self.y * samen - self.n * (np.log1p(klein) + np.maximum(samen, 0.0))
        kans = np.where(samen >= 0, 1.0, klein) / (1 + klein)
        return self.per_area(loglik), self.n * kans

    def objective(self, par: Vector) -> float:
        return -float(special.logsumexp(self.nodes(par).logs, axis=0).sum())

    def both(self, par: Vector) -> tuple[float, Vector, _Knopen]:
        """The objective and its gradient: posterior means of the slopes (Fisher's identity)."""
        knopen, sigma = self.nodes(par), float(np.exp(par[-1]))
        kans, rest = knopen.kans, self.y.copy()
        for deel, verwacht in zip(kans, knopen.verwacht, strict=True):
            rest -= deel[self.gebied] * verwacht
        spreiding = (kans * (knopen.u**2 / sigma**2 - 1)).sum()
        hoogte = -float(special.logsumexp(knopen.logs, axis=0).sum())
        return hoogte, -np.append(self.matrix.T @ rest, spreiding), knopen

    def slopes(self, par: Vector) -> tuple[float, Vector]:
        hoogte, helling, _ = self.both(par)
        return hoogte, helling

    def information(self, par: Vector) -> Vector:
        """Hessian of the objective: Louis' identity (1982, JRSS B 44:226–233), or numerically with
        few nodes, where posterior means are not exact."""
        if len(self.punten) < SCHERP:
            return self._numeric(par)
        return self.louis(par, self.nodes(par))

    def louis(self, par: Vector, knopen: _Knopen) -> Vector:
        """Σ over areas of the mean information, less the covariance of the slopes, over u."""
        sigma = float(np.exp(par[-1]))
        k, kans = len(par) - 1, knopen.kans
        midden, kwadraat = np.zeros((self.aantal, k + 1)), np.zeros((k + 1, k + 1))
        gewicht = np.zeros(len(self.n))
        for u, deel, verwacht in zip(knopen.u, kans, knopen.verwacht, strict=True):
            helling = np.column_stack([
                self.per_area(self.matrix * (self.y - verwacht)[:, None]), u**2 / sigma**2 - 1,
            ])  # fmt: skip
            midden += deel[:, None] * helling
            kwadraat += (helling * deel[:, None]).T @ helling
            gewicht += deel[self.gebied] * verwacht * (1 - verwacht / self.n)
        uit = midden.T @ midden - kwadraat
        uit[:k, :k] += (self.matrix * gewicht[:, None]).T @ self.matrix
        uit[k, k] += 2 * (kans * knopen.u**2).sum() / sigma**2
        return uit

    def _numeric(self, par: Vector) -> Vector:
        stappen = 1e-5 * np.maximum(1.0, np.abs(par))

        def slope(waar: Vector) -> Vector:
            uit: Vector = optimize.approx_fprime(waar, self.objective, 1e-6)
            return uit

        rijen = [
            (slope(par + stap * eenheid) - slope(par - stap * eenheid)) / (2 * stap)
            for stap, eenheid in zip(stappen, np.eye(len(par)), strict=True)
        ]
        hessiaan = np.array(rijen)
        uit: Vector = (hessiaan + hessiaan.T) / 2
        return uit
