"""Standard errors that hold when people of one household are alike (cluster-robust).

The sandwich A⁻¹·(Σ uᵍuᵍᵀ)·A⁻¹ with uᵍ the sum of the scores of a household (Liang & Zeger 1986,
Biometrika 73:13–22), times G/(G−1) as Stata's maximum likelihood does. The clusters are needed, not
the patterns alone: of each person three numbers are held.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analyses.kern.newton import Schatting

Vector = NDArray[np.float64]
Nummers = NDArray[np.integer]

DEEL = 65_536  # clusters whose scores are added up at a time, so that no more of them are kept


def robust_covariance(
    matrix: Vector, schatting: Schatting, patroon: Nummers, uitkomst: Nummers, tros: Nummers
) -> Vector:
    """Covariance [k × k] of the coefficients.

    `matrix` [P × k] holds a row for each pattern; `patroon`, `uitkomst` (0 or 1) and `tros` [N] say
    of each person the pattern, the outcome and the number of the household (0 and up).
    """
    rest = uitkomst - special.expit(matrix @ schatting.coef)[patroon]
    nummer = _renumbered(tros)
    groepen = int(nummer.max(initial=-1)) + 1
    if groepen < 2:
        raise ValueError("robust standard errors need at least two clusters")
    per_tros = sparse.csr_array((rest, (nummer, patroon)), shape=(groepen, len(matrix)))
    vlees = np.zeros((matrix.shape[1], matrix.shape[1]))
    for begin in range(0, groepen, DEEL):
        scores = np.asarray(per_tros[begin : begin + DEEL] @ matrix)
        vlees += scores.T @ scores
    brood = schatting.covariantie
    uit: Vector = groepen / (groepen - 1) * brood @ vlees @ brood
    return uit


def _renumbered(tros: Nummers) -> NDArray[np.int32]:
    """The same clusters without gaps: of a few buurten, the households of one municipality."""
    if not len(tros):
        return np.zeros(0, dtype=np.int32)
    gebruikt = np.zeros(int(tros.max()) + 1, dtype=np.bool_)
    gebruikt[tros] = True
    return np.asarray((np.cumsum(gebruikt, dtype=np.int32) - 1)[tros], dtype=np.int32)
