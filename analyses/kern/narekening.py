"""Other packages compute the shown figures again, in every run; `Afwijking` blocks the result."""

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from analyses.kern.patronen import Patronen
from analyses.kern.regressie import Schatting
from analyses.kern.uitkomst import Afwijking

TOEGESTAAN = 1e-6


def recheck_statsmodels(X: NDArray[np.float64], patronen: Patronen, schatting: Schatting) -> float:
    """GLM Binomial on the patterns: coefficients and standard errors; the largest difference."""
    tellingen = np.column_stack([patronen.y, patronen.n - patronen.y])
    model = sm.GLM(tellingen, X, family=sm.families.Binomial())
    anders = model.fit(tol=1e-13, maxiter=100)
    verschil = max(
        float(np.abs(anders.params - schatting.coef).max()),
        float(np.abs(anders.bse - schatting.se).max()),
    )
    return _demand(verschil, "statsmodels")


def recheck_sklearn(score: NDArray[np.float64], patronen: Patronen, auc: float) -> float:
    """AUC from every pattern twice, weighted by its suspects and its others."""
    uitkomst = np.repeat([1, 0], len(score))
    gewicht = np.concatenate([patronen.y, patronen.n - patronen.y])
    anders = roc_auc_score(uitkomst, np.concatenate([score, score]), sample_weight=gewicht)
    return _demand(abs(float(anders) - auc), "scikit-learn")


def _demand(verschil: float, pakket: str) -> float:
    if not verschil <= TOEGESTAAN:
        raise Afwijking(pakket)
    return verschil
