"""Standard errors that hold when people of one household are alike (cluster-robust).

The sandwich A⁻¹·(Σ uᵍuᵍᵀ)·A⁻¹ with uᵍ the sum of the scores of a household (Liang & Zeger 1986,
Biometrika 73:13–22), times G/(G−1) as Stata's maximum likelihood does. The clusters are needed, not
the patterns alone: memory grows with the households.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analyses.kern.newton import Schatting

Vector = NDArray[np.float64]
Nummers = NDArray[np.int64]


def robust_covariance(
    matrix: Vector, schatting: Schatting, patroon: Nummers, uitkomst: Nummers, tros: Nummers
) -> Vector:
    """Covariance [k × k] of the coefficients.

    `matrix` [P × k] holds a row for each pattern; `patroon`, `uitkomst` (0 or 1) and `tros` [N] say
    of each person the pattern, the outcome and the number of the household.
    """
    rest = uitkomst - special.expit(matrix @ schatting.coef)[patroon]
    _, nummer = np.unique(tros, return_inverse=True)
    groepen = int(nummer.max(initial=-1)) + 1
    if groepen < 2:
        raise ValueError("robust standard errors need at least two clusters")
    per_tros = sparse.csr_array((rest, (nummer, patroon)), shape=(groepen, len(matrix)))
    scores = np.asarray(per_tros @ matrix)
    brood = schatting.covariantie
    uit: Vector = groepen / (groepen - 1) * brood @ (scores.T @ scores) @ brood
    return uit
