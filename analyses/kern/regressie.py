"""Logistic regression on pattern counts: the maximum likelihood estimate of the persons themselves.

The log-likelihood is the kernel Σ[y·η − n·log(1 + e^η)], without the binomial coefficients, so
that it does not depend on how rows are grouped. Intervals and p-values of levels are Wald's;
`belang` tests whole factors.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special, stats

from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.uitkomst import GeenResultaat

RONDEN = 40
STAP = 1e-11  # Newton converges quadratically: the error left is far under 1e-8
UITERSTE = 15.0  # a log-odds beyond this (3 in 10 million) is separation, not an estimate
RANG = 1e-9
Z95 = float(stats.norm.ppf(0.975))


class Scheiding(Exception):
    """Some combination of kenmerken has only suspects or none: coefficients run away."""


@dataclass(frozen=True)
class Schatting:
    """`coef` [k], `covariantie` [k × k], kernel log-likelihood, fitted shares [P] (never shown)."""

    coef: NDArray[np.float64]
    covariantie: NDArray[np.float64]
    loglik: float
    kans: NDArray[np.float64]

    @property
    def se(self) -> NDArray[np.float64]:
        fouten: NDArray[np.float64] = np.sqrt(np.diag(self.covariantie))
        return fouten


@dataclass(frozen=True)
class Term:
    """One level against the reference of its factor; `ame` is a difference between shares."""

    factor: str
    niveau: str
    referentie: str
    n: int
    y: int
    coef: float
    se: float
    p: float
    ame: float
    ame_se: float

    @property
    def interval(self) -> tuple[float, float]:
        """95 % Wald interval of the coefficient (log odds)."""
        return self.coef - Z95 * self.se, self.coef + Z95 * self.se


def fit(matrix: NDArray[np.float64], patronen: Patronen) -> Schatting:
    """Newton with step halving; `Scheiding` when the estimate runs away."""
    n, y = patronen.n.astype(np.float64), patronen.y.astype(np.float64)
    coef = np.zeros(matrix.shape[1])
    coef[0] = special.logit(y.sum() / n.sum())
    loglik = _loglik(matrix @ coef, n, y)
    for _ in range(RONDEN):
        stap = _newton_step(matrix, n, y, coef)
        coef, loglik = _halved(matrix, n, y, coef, loglik, stap)
        if np.abs(stap).max() < STAP:
            break
    else:
        raise Scheiding
    return _estimate(matrix, n, coef, loglik)


def terms(ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting) -> tuple[Term, ...]:
    """Every level with a parameter, in the order of the kenmerken."""
    effecten = marginal_effects(ontwerp, patronen, schatting)
    rijen: list[Term] = []
    for factor, kolommen in zip(ontwerp.factoren, ontwerp.kolommen, strict=True):
        for plek, kolom in zip(factor.andere, kolommen, strict=True):
            niveau, (ame, ame_se) = factor.niveaus[plek], effecten[kolom]
            coef, se = float(schatting.coef[kolom]), float(schatting.se[kolom])
            p = float(2 * stats.norm.sf(abs(coef / se)))
            referentie = factor.niveaus[factor.referentie].label
            rijen.append(
                Term(
                    factor.code,
                    niveau.label,
                    referentie,
                    niveau.n,
                    niveau.y,
                    coef,
                    se,
                    p,
                    ame,
                    ame_se,
                )
            )
    return tuple(rijen)


def marginal_effects(
    ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting
) -> dict[int, tuple[float, float]]:
    """Average marginal effect and standard error per column of the matrix.

    Σn[p(level) − p(reference)]/Σn with everyone put in the level; SE² = J·V·Jᵀ (delta method,
    covariates fixed).
    """
    effecten: dict[int, tuple[float, float]] = {}
    gewicht = patronen.n / patronen.n.sum()
    for kolommen in ontwerp.kolommen:
        kaal = ontwerp.matrix.copy()
        kaal[:, list(kolommen)] = 0.0
        grond = _mean_share(kaal, gewicht, schatting)
        for kolom in kolommen:
            kaal[:, kolom] = 1.0
            kans, afgeleide = _mean_share(kaal, gewicht, schatting)
            kaal[:, kolom] = 0.0
            helling = afgeleide - grond[1]
            fout = float(np.sqrt(helling @ schatting.covariantie @ helling))
            effecten[kolom] = (kans - grond[0], fout)
    return effecten


def demand_rank(ontwerp: Ontwerp, patronen: Patronen) -> None:
    """GeenResultaat that names the kenmerken that say the same."""
    gewogen = ontwerp.matrix * np.sqrt(patronen.n)[:, None]
    gewogen /= np.maximum(np.linalg.norm(gewogen, axis=0), 1e-300)
    _, driehoek, volgorde = linalg.qr(gewogen, mode="economic", pivoting=True)
    los = np.abs(np.diag(driehoek)) < RANG * max(abs(driehoek[0, 0]), 1e-300)
    if len(np.diag(driehoek)) == ontwerp.parameters and not los.any():
        return
    dubbel = {int(kolom) for kolom in volgorde[len(np.diag(driehoek)) :]}
    dubbel |= {int(kolom) for kolom in volgorde[: len(los)][los]}
    namen = [
        factor.naam
        for factor, kolommen in zip(ontwerp.factoren, ontwerp.kolommen, strict=True)
        if dubbel & set(kolommen)
    ]
    raise GeenResultaat(
        f"{' en '.join(namen)} is al bekend uit de andere kenmerken. Laat een kenmerk weg."
    )


def collinear(ontwerp: Ontwerp, schatting: Schatting, grens: float = 10.0) -> tuple[str, ...]:
    """Factors whose generalised variance inflation (Fox & Monette 1992) is above `grens`."""
    v = schatting.covariantie[1:, 1:]
    schaal = np.sqrt(np.diag(v))
    correlaties = v / np.outer(schaal, schaal)
    alles = np.linalg.slogdet(correlaties)[1]
    namen: list[str] = []
    for factor, kolommen in zip(ontwerp.factoren, ontwerp.kolommen, strict=True):
        hier = [kolom - 1 for kolom in kolommen]
        daar = [kolom for kolom in range(len(correlaties)) if kolom not in hier]
        deel = np.linalg.slogdet(correlaties[np.ix_(hier, hier)])[1]
        rest = np.linalg.slogdet(correlaties[np.ix_(daar, daar)])[1] if daar else 0.0
        if np.exp((deel + rest - alles) / len(hier)) > grens:
            namen.append(factor.naam)
    return tuple(namen)


def _newton_step(
    matrix: NDArray[np.float64],
    n: NDArray[np.float64],
    y: NDArray[np.float64],
    coef: NDArray[np.float64],
) -> NDArray[np.float64]:
    kans = special.expit(matrix @ coef)
    helling = matrix.T @ (y - n * kans)
    try:
        stap: NDArray[np.float64] = linalg.solve(
            _information(matrix, n, kans), helling, assume_a="pos", check_finite=False
        )
    except (linalg.LinAlgError, linalg.LinAlgWarning):
        raise Scheiding from None
    if np.abs(coef + stap).max() > UITERSTE:
        raise Scheiding
    return stap


def _halved(
    matrix: NDArray[np.float64],
    n: NDArray[np.float64],
    y: NDArray[np.float64],
    coef: NDArray[np.float64],
    loglik: float,
    stap: NDArray[np.float64],
) -> tuple[NDArray[np.float64], float]:
    """The step, halved until the log-likelihood does not fall (beyond rounding)."""
    speling = 1e-12 * abs(loglik)
    for macht in range(30):
        nieuw = coef + stap / 2**macht
        hoogte = _loglik(matrix @ nieuw, n, y)
        if hoogte >= loglik - speling:
            return nieuw, hoogte
    return coef, loglik


def _information(
    matrix: NDArray[np.float64], n: NDArray[np.float64], kans: NDArray[np.float64]
) -> NDArray[np.float64]:
    wortel = np.sqrt(n * kans * (1 - kans))
    gewogen = matrix * wortel[:, None]
    informatie: NDArray[np.float64] = gewogen.T @ gewogen
    return informatie


def _estimate(
    matrix: NDArray[np.float64], n: NDArray[np.float64], coef: NDArray[np.float64], loglik: float
) -> Schatting:
    kans = special.expit(matrix @ coef)
    covariantie = linalg.inv(_information(matrix, n, kans), check_finite=False)
    return Schatting(coef, covariantie, loglik, kans)


def _loglik(eta: NDArray[np.float64], n: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    return float(y @ eta - n @ np.logaddexp(0.0, eta))


def _mean_share(
    matrix: NDArray[np.float64], gewicht: NDArray[np.float64], schatting: Schatting
) -> tuple[float, NDArray[np.float64]]:
    """Mean predicted share and its derivative to the coefficients."""
    kans = special.expit(matrix @ schatting.coef)
    return float(gewicht @ kans), (gewicht * kans * (1 - kans)) @ matrix
