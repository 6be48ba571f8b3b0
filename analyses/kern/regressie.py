"""What a fitted logistic regression says of each level: odds, points, and where it cannot speak.

Intervals and p-values of levels come from `marges`; `belang` tests whole factors.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, special, stats

from analyses.kern.marges import Marges
from analyses.kern.newton import Schatting
from analyses.kern.ontwerp import Factor, Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.uitkomst import GeenResultaat

RANG = 1e-9
Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Term:
    """One level against the reference of its factor; `ame` is a difference between shares.

    `grens`: 95 % limits of `coef` (log odds) that are not Wald's; None for a limit that is not
    there.
    """

    factor: str
    naam: str
    niveau: str
    referentie: str
    n: int
    y: int
    coef: float
    se: float
    p: float
    ame: float
    ame_se: float
    grens: tuple[float | None, float | None] | None = None

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """95 % interval of the coefficient (log odds)."""
        return self.grens or (self.coef - Z95 * self.se, self.coef + Z95 * self.se)


def terms(
    ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting, marges: Marges
) -> tuple[Term, ...]:
    """Every level with a parameter, in the order of the kenmerken."""
    ruim = replace(schatting, covariantie=marges.covariantie)
    effecten = marginal_effects(ontwerp, patronen, ruim)
    return tuple(
        _term(factor, plek, ruim, kolom, effecten[kolom], marges)
        for factor, kolommen in zip(ontwerp.factoren, ontwerp.kolommen, strict=True)
        for plek, kolom in zip(factor.andere, kolommen, strict=True)
    )


def _term(
    factor: Factor,
    plek: int,
    schatting: Schatting,
    kolom: int,
    effect: tuple[float, float],
    marges: Marges,
) -> Term:
    niveau, referentie = factor.niveaus[plek], factor.niveaus[factor.referentie]
    coef, se = float(schatting.coef[kolom]), float(schatting.se[kolom])
    p = marges.p[kolom] if kolom in marges.p else float(2 * stats.norm.sf(abs(coef / se)))
    wie = (factor.code, factor.naam, niveau.label, referentie.label, niveau.n, niveau.y)
    return Term(*wie, coef, se, p, *effect, marges.grenzen.get(kolom))


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


def _mean_share(
    matrix: NDArray[np.float64], gewicht: NDArray[np.float64], schatting: Schatting
) -> tuple[float, NDArray[np.float64]]:
    """Mean predicted share and its derivative to the coefficients."""
    kans = special.expit(matrix @ schatting.coef)
    return float(gewicht @ kans), (gewicht * kans * (1 - kans)) @ matrix
