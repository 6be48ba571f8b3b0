"""Protective rounding: what is shown, and what a reader still knows about the count behind it."""

import math

import numpy as np
from numpy.typing import NDArray

Tellingen = NDArray[np.int64]

Z_95 = 1.959963984540054


def round_counts(tellingen: Tellingen, stap: int) -> Tellingen:
    """Nearest multiple of `stap`; with an even step the half goes up."""
    return (tellingen + stap // 2) // stap * stap


def round_count(telling: int, stap: int) -> int:
    return (telling + stap // 2) // stap * stap


def known_range(afgerond: Tellingen, stap: int) -> tuple[Tellingen, Tellingen]:
    """The smallest and largest count that is shown as `afgerond`."""
    omlaag = stap // 2
    return np.maximum(afgerond - omlaag, 0), afgerond + stap - 1 - omlaag


def percent(deel: int, geheel: int) -> int | None:
    """Whole percents, half up; None without a whole. Give it rounded counts only."""
    if geheel <= 0:
        return None
    return (200 * deel + geheel) // (2 * geheel)


def wilson(deel: float, geheel: float, z: float = Z_95) -> tuple[float, float]:
    """Score interval of a share (Wilson 1927; Newcombe 1998, method 3), fractions 0–1."""
    if geheel <= 0:
        return 0.0, 1.0
    aandeel, kwadraat = deel / geheel, z * z
    midden = (aandeel + kwadraat / (2 * geheel)) / (1 + kwadraat / geheel)
    spreiding = aandeel * (1 - aandeel) / geheel + kwadraat / (4 * geheel * geheel)
    straal = z / (1 + kwadraat / geheel) * math.sqrt(spreiding)
    return max(0.0, midden - straal), min(1.0, midden + straal)


def wilson_percent(deel: int, geheel: int) -> tuple[int, int]:
    """Wilson from rounded counts, widened to whole percents: an exact one gives the count back."""
    van, tot = wilson(min(deel, geheel), geheel)
    return math.floor(100 * van + 1e-9), math.ceil(100 * tot - 1e-9)


def round_significant(waarde: float, cijfers: int = 2) -> float:
    if waarde == 0 or not math.isfinite(waarde):
        return waarde
    return round(waarde, cijfers - 1 - math.floor(math.log10(abs(waarde))))


def p_text(p: float) -> str:
    """The four classes in which a p-value is shown."""
    if not 0 <= p <= 1:
        raise ValueError("a p-value lies between 0 and 1")
    for grens, tekst in ((0.001, "< .001"), (0.01, "< .01"), (0.05, "< .05")):
        if p < grens:
            return tekst
    return "≥ .05"
