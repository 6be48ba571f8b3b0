"""Why two groups differ: the part due to who lives there, and the rest.

The explained part of a difference in shares is what remains when the second group keeps its own
residents and gets the first group's coefficients: mean F(X₀b) − mean F(X₁b) (Fairlie 2005, Journal
of Economic and Social Measurement 30:305–316). By group of factors it is found by pairing residents
of both groups by rank of F(Xb) and swapping one factor after the other; the order matters, so it is
drawn anew each time. For linear outcomes: Oaxaca (1973) and Blinder (1973).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Vector = NDArray[np.float64]
Nummers = NDArray[np.intp]
TREKKINGEN = 200
ZAAD = 20160101


@dataclass(frozen=True)
class Ontleding:
    """`verschil` between the shares of both groups, the `verklaard` part of it, and `delen`: how
    much of that is due to each group of factors (they add up to it, within the draws' error)."""

    verschil: float
    verklaard: float
    delen: Mapping[str, float]

    @property
    def rest(self) -> float:
        return self.verschil - self.verklaard


@dataclass(frozen=True)
class Groep:
    """Counted residents: design [P × k], persons and persons with the outcome [P]."""

    matrix: Vector
    n: Nummers
    y: Vector

    @property
    def aandeel(self) -> float:
        return float(self.y.sum() / self.n.sum())

    def predicted(self, coef: Vector) -> float:
        """Mean share that the coefficients give these residents."""
        return float(self.n @ special.expit(self.matrix @ coef) / self.n.sum())


def fairlie(
    eerste: Groep,
    tweede: Groep,
    coef: Vector,
    blokken: Mapping[str, Sequence[int]],
    trekkingen: int = TREKKINGEN,
    *,
    volgorde_loten: bool = True,
    meeste: int | None = None,
) -> Ontleding:
    """`coef` [k]: of the first group, or pooled; `blokken`: columns of each group of factors.

    Without `volgorde_loten` the factors are swapped in the order given. `meeste`: residents of
    each group that are paired in one draw, so that large groups cost no more.
    """
    verschil = eerste.aandeel - tweede.aandeel
    verklaard = eerste.predicted(coef) - tweede.predicted(coef)
    toeval = np.random.default_rng(ZAAD)
    som = dict.fromkeys(blokken, 0.0)
    aantal = int(min(eerste.n.sum(), tweede.n.sum(), meeste or np.inf))
    paar = _Deel.of(eerste, coef, blokken), _Deel.of(tweede, coef, blokken)
    for _ in range(trekkingen):
        namen = list(toeval.permutation(list(blokken))) if volgorde_loten else list(blokken)
        for naam, deel in _one_draw(paar, namen, toeval, aantal).items():
            som[naam] += deel / trekkingen
    return Ontleding(verschil, verklaard, som)


@dataclass(frozen=True)
class _Deel:
    """Log-odds of each pattern of a group, whole and by block."""

    n: Nummers
    eta: Vector
    blok: Mapping[str, Vector]

    @classmethod
    def of(cls, groep: Groep, coef: Vector, blokken: Mapping[str, Sequence[int]]) -> "_Deel":
        per_blok = {
            naam: groep.matrix[:, list(kolommen)] @ coef[list(kolommen)]
            for naam, kolommen in blokken.items()
        }
        return cls(groep.n, groep.matrix @ coef, per_blok)


def _one_draw(
    paar: tuple[_Deel, _Deel], namen: Sequence[str], toeval: np.random.Generator, aantal: int
) -> dict[str, float]:
    """Pair by rank, swap block after block, and see what each swap does to the mean share."""
    eerste, tweede = paar
    a, b = _ranked(eerste, aantal, toeval), _ranked(tweede, aantal, toeval)
    gezet = eerste.eta[a]
    vorige = float(special.expit(gezet).mean())
    delen = {}
    for naam in namen:
        gezet = gezet - eerste.blok[naam][a] + tweede.blok[naam][b]
        nu = float(special.expit(gezet).mean())
        delen[naam], vorige = vorige - nu, nu
    return delen


def _ranked(groep: _Deel, aantal: int, toeval: np.random.Generator) -> Nummers:
    """Pattern of each drawn person, in order of the prediction; ties in random order."""
    getrokken = groep.n
    if groep.n.sum() > aantal:
        getrokken = toeval.multivariate_hypergeometric(groep.n, aantal, method="marginals")
    volgorde = np.lexsort((toeval.random(len(groep.n)), groep.eta))
    return np.repeat(volgorde, getrokken[volgorde])


@dataclass(frozen=True)
class Lineair:
    """A linear difference in three: endowments, coefficients, and both at once."""

    verschil: float
    samenstelling: float
    coefficienten: float
    wisselwerking: float


def oaxaca(gemiddeld_a: Vector, coef_a: Vector, gemiddeld_b: Vector, coef_b: Vector) -> Lineair:
    """Threefold, from the viewpoint of b: means [k] with the intercept's 1, coefficients [k]."""
    anders, steiler = gemiddeld_a - gemiddeld_b, coef_a - coef_b
    return Lineair(
        float(gemiddeld_a @ coef_a - gemiddeld_b @ coef_b),
        float(anders @ coef_b),
        float(gemiddeld_b @ steiler),
        float(anders @ steiler),
    )
