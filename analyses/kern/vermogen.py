"""Before an analysis: the smallest difference it could find with these numbers.

For two shares, two-sided at 5 % with a power of 80 %: Fleiss, Levin & Paik (2003), Statistical
Methods for Rates and Proportions, formula 4.14 without continuity correction, solved for the other
share.
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

ALFA, VERMOGEN = 0.05, 0.80
Z_ALFA = float(stats.norm.ppf(1 - ALFA / 2))


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

    def lack(aandeel: float) -> float:
        return power(aandeel, grond, groep, andere) - VERMOGEN

    return Vindbaar(grond, float(optimize.brentq(lack, grond, 1.0, xtol=1e-12)))


def power(aandeel: float, grond: float, groep: int, andere: int) -> float:
    """Chance to find that shares `aandeel` and `grond` differ."""
    samen = (aandeel * groep + grond * andere) / (groep + andere)
    onder_nul = np.sqrt(samen * (1 - samen) * (1 / groep + 1 / andere))
    echt = np.sqrt(aandeel * (1 - aandeel) / groep + grond * (1 - grond) / andere)
    verschil = abs(aandeel - grond)
    goed, verkeerd = (Z_ALFA * onder_nul - verschil) / echt, (-Z_ALFA * onder_nul - verschil) / echt
    return float(stats.norm.sf(goed) + stats.norm.cdf(verkeerd))
