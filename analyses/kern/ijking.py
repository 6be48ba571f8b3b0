"""Calibration: whether shares that the model expects are those that are there, in bands.

Bands are set by policy. Residents fall in a band by what the model expects of their pattern.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analyses.kern.patronen import Patronen

BANDEN = (0.0, 0.05, 0.10, 0.20, 0.40, 1.0)


@dataclass(frozen=True)
class Ijkband:
    """`verwacht`: persons with the outcome that the model expects; `n` and `y` are counted."""

    van: float
    tot: float
    n: int
    y: int
    verwacht: float


def calibrate(kans: NDArray[np.float64], patronen: Patronen) -> tuple[Ijkband, ...]:
    """`kans` [P]: expected share of every pattern. Bands without anybody are left out."""
    plek = np.searchsorted(BANDEN[1:-1], kans, side="right")
    return tuple(
        Ijkband(
            BANDEN[band],
            BANDEN[band + 1],
            int(patronen.n[hier].sum()),
            int(patronen.y[hier].sum()),
            float(patronen.n[hier] @ kans[hier]),
        )
        for band in range(len(BANDEN) - 1)
        for hier in [plek == band]
        if hier.any()
    )
