"""Which errors and limits a coefficient gets: robust ones, and the profile where Wald is doubtful.

People of one household are alike, so that errors come from `trossen` where households are known.
Wald's limits are symmetric, which few events do not make true: of a level with fewer than a hundred
persons with or without the outcome the profile is looked at too, and where it goes further by more
than what is shown, its limit is taken. Of Firth's estimate all limits and p are of the profile.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.firth import firth_term
from analyses.kern.newton import Schatting
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen
from analyses.kern.profiel import profile_limits

Vector = NDArray[np.float64]
Grens = tuple[float | None, float | None]

TWIJFEL = 100  # persons with, or without, the outcome
VERSCHIL = 0.05  # log-odds: half of the last decimal that is shown
Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Marges:
    """`covariantie` [k × k] of what is shown; `grenzen` and `p` of the columns that are not Wald's.

    None is a limit that is not there: the likelihood flattens out.
    """

    covariantie: Vector
    grenzen: Mapping[int, Grens] = field(default_factory=dict)
    p: Mapping[int, float] = field(default_factory=dict)


def wald(schatting: Schatting) -> Marges:
    return Marges(schatting.covariantie)


def margins(
    ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting, covariantie: Vector
) -> Marges:
    """Of a maximum likelihood estimate, with the covariance that is shown."""
    n, y = patronen.n.astype(np.float64), patronen.y.astype(np.float64)
    fout = np.sqrt(np.diag(covariantie))
    grenzen: dict[int, Grens] = {}
    for kolom in _doubtful(ontwerp):
        profiel = profile_limits(ontwerp.matrix, n, y, schatting, kolom)
        midden = float(schatting.coef[kolom])
        straal = Z95 * float(fout[kolom])
        grens = _wider(profiel.van, midden - straal, -1), _wider(profiel.tot, midden + straal, 1)
        if grens != (midden - straal, midden + straal):
            grenzen[kolom] = grens
    return Marges(covariantie, grenzen)


def firth_margins(ontwerp: Ontwerp, patronen: Patronen, schatting: Schatting) -> Marges:
    n, y = patronen.n.astype(np.float64), patronen.y.astype(np.float64)
    termen = {
        kolom: firth_term(ontwerp.matrix, n, y, schatting, kolom)
        for kolommen in ontwerp.kolommen
        for kolom in kolommen
    }
    grenzen = {kolom: (term.van, term.tot) for kolom, term in termen.items()}
    return Marges(schatting.covariantie, grenzen, {k: term.p for k, term in termen.items()})


def _doubtful(ontwerp: Ontwerp) -> list[int]:
    """Columns of the levels that hold few persons with, or without, the outcome."""
    return [
        kolom
        for factor, kolommen in zip(ontwerp.factoren, ontwerp.kolommen, strict=True)
        for plek, kolom in zip(factor.andere, kolommen, strict=True)
        for niveau in [factor.niveaus[plek]]
        if min(niveau.y, niveau.n - niveau.y) < TWIJFEL
    ]


def _wider(profiel: float | None, wald_: float, kant: int) -> float | None:
    """The profile's limit where it lies clearly further out."""
    if profiel is None:
        return None
    return profiel if kant * (profiel - wald_) > VERSCHIL else wald_
