"""Reference buurten: which buurten are most like this one in public figures, and in what.

Figures are standardised (mean 0, standard deviation 1) so that none counts more for its unit; the
distance is the root mean square of the differences. A proposal: a person chooses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

VERSTE_PUNTEN = 3  # figures named as most alike, and as most different


@dataclass(frozen=True)
class Voorstel:
    """A buurt like the one asked for, with the figures most (`gelijk`) and least alike."""

    buurt: str
    afstand: float  # in standard deviations
    gelijk: tuple[str, ...]
    anders: tuple[str, ...]


def propose(
    cijfers: Mapping[str, Mapping[str, float]],
    buurt: str,
    indicatoren: Sequence[str],
    niet: Sequence[str] = (),
    aantal: int = 5,
) -> tuple[Voorstel, ...]:
    """`cijfers`: of each buurt the value of each indicator; without one of them it does not count.

    `niet`: buurten that may not be proposed (those under pressure). ValueError when the buurt
    itself lacks a figure, or nothing can be compared.
    """
    heel = [b for b, per in cijfers.items() if all(naam in per for naam in indicatoren)]
    kandidaten = [b for b in heel if b != buurt and b not in niet]
    if buurt not in heel or not kandidaten or not indicatoren:
        raise ValueError("there is nothing to compare this buurt with")
    ruw = np.array([[cijfers[b][naam] for naam in indicatoren] for b in heel], dtype=float)
    z = dict(zip(heel, StandardScaler().fit_transform(ruw), strict=True))
    zoeker = NearestNeighbors(n_neighbors=min(aantal, len(kandidaten)))
    zoeker.fit(np.array([z[b] for b in kandidaten]))
    afstanden, plekken = zoeker.kneighbors(z[buurt][None, :])
    schaal = np.sqrt(len(indicatoren))
    return tuple(
        _proposal(
            kandidaten[plek], float(afstand / schaal), z[kandidaten[plek]] - z[buurt], indicatoren
        )
        for afstand, plek in zip(afstanden[0], plekken[0], strict=True)
    )


def _proposal(
    buurt: str, afstand: float, verschil: NDArray[np.float64], indicatoren: Sequence[str]
) -> Voorstel:
    volgorde = np.argsort(np.abs(verschil), kind="stable")
    gelijk = tuple(indicatoren[plek] for plek in volgorde[:VERSTE_PUNTEN])
    anders = tuple(
        indicatoren[plek] for plek in volgorde[::-1][:VERSTE_PUNTEN] if abs(verschil[plek]) > 0.5
    )
    return Voorstel(buurt, afstand, gelijk, anders)
