"""Regression with standard errors: from residents to coefficients, beside three peers."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import polars as pl
import statsmodels.api as sm
from glum import GeneralizedLinearRegressor
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from analyses.kern import newton, ontwerp
from analyses.kern.patronen import count_patterns
from benchmarks import meten


def ours(bewoners: pl.DataFrame) -> NDArray[np.float64]:
    patronen = count_patterns(bewoners, meten.KENMERKEN)
    gebouwd = ontwerp.build(patronen, meten.KENMERKEN, lambda n, y: n > 0)
    return newton.fit(gebouwd.system(), patronen).se


def design(bewoners: pl.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    delen = [np.ones((bewoners.height, 1))]
    for code in meten.KENMERKEN:
        kolom = bewoners[code].to_numpy()
        klassen = np.unique(kolom)[1:]
        delen.append((kolom[:, None] == klassen).astype(float))
    return np.hstack(delen), bewoners["verdachte"].to_numpy().astype(float)


def statsmodels(bewoners: pl.DataFrame) -> NDArray[np.float64]:
    x, y = design(bewoners)
    return np.asarray(sm.Logit(y, x).fit(disp=0, method="newton", warn_convergence=False).bse)


def scikit_learn(bewoners: pl.DataFrame) -> NDArray[np.float64]:
    """No standard errors, so less work than ours."""
    x, y = design(bewoners)
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", fit_intercept=False, tol=1e-8)
    return np.asarray(model.fit(x, y).coef_)


def glum(bewoners: pl.DataFrame) -> NDArray[np.float64]:
    """In its best mode: categories that are never made into columns of zeros and ones."""
    codes = {code: pd.Categorical(bewoners[code].to_numpy()) for code in meten.KENMERKEN}
    y = bewoners["verdachte"].to_numpy().astype(float)
    model = GeneralizedLinearRegressor(
        family="binomial", alpha=0, gradient_tol=1e-8, drop_first=True
    )
    model.fit(pd.DataFrame(codes), y, store_covariance_matrix=True)
    return np.asarray(model.std_errors())


def rows(sizes: Sequence[str]) -> Iterator[meten.Regel]:
    peers = {
        "statsmodels Logit": (statsmodels, 1_000_000),
        "scikit-learn (no errors)": (scikit_learn, 18_000_000),
        "glum": (glum, 18_000_000),
    }
    return meten.compare("regression", ours, peers, sizes)
