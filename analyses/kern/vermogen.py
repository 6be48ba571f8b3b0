"""Before an analysis: the smallest difference it could find with these numbers.

For two shares, two-sided at 5 % with a power of 80 %: Fleiss, Levin & Paik (2003), Statistical
Methods for Rates and Proportions, formula 4.14 without continuity correction, solved for the other
share. Standard library only: the page on which an analysis is asked shows it.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

ALFA, VERMOGEN = 0.05, 0.80
NORMAAL = NormalDist()
Z_ALFA = NORMAAL.inv_cdf(1 - ALFA / 2)
HALVERINGEN = 60


@dataclass(frozen=True)
class Vindbaar:
    """The nearest share above `grond` that would be found, None when none would."""

    grond: float
    vanaf: float | None

    @property
    def punten(self) -> float | None:
        """In percentage points."""
        return None if self.vanaf is None else 100 * (self.vanaf - self.grond)

    @property
    def odds_ratio(self) -> float | None:
        if self.vanaf is None or self.vanaf >= 1:
            return None
        return self.vanaf / (1 - self.vanaf) * (1 - self.grond) / self.grond


def smallest_difference(grond: float, groep: int, andere: int) -> Vindbaar:
    """For a group of `groep` persons beside `andere` of whom a share `grond` has the outcome.

    ValueError for a share of 0 or 1 and for empty groups.
    """
    if not 0 < grond < 1 or groep < 1 or andere < 1:
        raise ValueError("power needs two groups and a share between 0 and 1")
    if power(1.0, grond, groep, andere) < VERMOGEN:
        return Vindbaar(grond, None)

    laag, hoog = grond, 1.0
    for _ in range(HALVERINGEN):
        midden = (laag + hoog) / 2
        genoeg = power(midden, grond, groep, andere) >= VERMOGEN
        laag, hoog = (laag, midden) if genoeg else (midden, hoog)
    return Vindbaar(grond, hoog)


def power(aandeel: float, grond: float, groep: int, andere: int) -> float:
    """Chance to find that shares `aandeel` and `grond` differ."""
    samen = (aandeel * groep + grond * andere) / (groep + andere)
    onder_nul = sqrt(samen * (1 - samen) * (1 / groep + 1 / andere))
    echt = sqrt(aandeel * (1 - aandeel) / groep + grond * (1 - grond) / andere)
    verschil = abs(aandeel - grond)
    goed, verkeerd = (Z_ALFA * onder_nul - verschil) / echt, (-Z_ALFA * onder_nul - verschil) / echt
    return NORMAAL.cdf(-goed) + NORMAAL.cdf(verkeerd)
