"""Effects of buurten by an arrow-head solve: those of statsmodels with a column for each."""

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from analyses.kern import buurtdeel, ontwerp
from analyses.kern.buurteffect import fit_effects
from analyses.kern.newton import Scheiding
from analyses.kern.patronen import count_patterns

CODES = ("geslacht", "leeftijd", "bijstand")


@pytest.fixture(scope="module")
def geteld(bewoners: pl.DataFrame) -> tuple[np.ndarray, ...]:
    volwassen = bewoners.filter(pl.col("jaren") >= 12)
    rijen = buurtdeel.by_area(count_patterns(volwassen, (*CODES, "buurt")))
    gebouwd = ontwerp.build(rijen.patronen, CODES, lambda n, y: n > 0)
    n, y = rijen.patronen.n.astype(float), rijen.patronen.y.astype(float)
    return np.ascontiguousarray(gebouwd.matrix[:, 1:]), n, y, rijen.buurt


def test_effects_are_those_of_statsmodels(geteld: tuple[np.ndarray, ...]) -> None:
    matrix, n, y, gebied = geteld
    uit = fit_effects(matrix, n, y, gebied)
    kolommen = np.column_stack([matrix, np.eye(12)[gebied]])
    anders = sm.GLM(np.column_stack([y, n - y]), kolommen, family=sm.families.Binomial())
    fit = anders.fit(tol=1e-13)
    assert np.append(uit.coef, uit.effect) == pytest.approx(fit.params, abs=1e-8)
    fouten = np.append(np.sqrt(np.diag(uit.covariantie)), uit.fout)
    assert fouten == pytest.approx(fit.bse, abs=1e-8)
    eta = kolommen @ fit.params
    assert uit.loglik == pytest.approx(float(y @ eta - n @ np.logaddexp(0, eta)), abs=1e-8)


def test_rows_may_come_in_any_order(geteld: tuple[np.ndarray, ...]) -> None:
    door = np.random.default_rng(2).permutation(len(geteld[1]))
    een, ander = (fit_effects(*(d[w] for d in geteld)) for w in (slice(None), door))
    assert een.effect == pytest.approx(ander.effect, abs=1e-9)


@pytest.mark.parametrize("alles", [False, True])
def test_a_buurt_with_none_or_suspects_alone_has_no_effect_and_changes_nothing(
    geteld: tuple[np.ndarray, ...], alles: bool
) -> None:
    matrix, n, y, gebied = geteld
    y = np.where(gebied == 4, n * alles, y)
    uit = fit_effects(matrix, n, y, gebied)
    assert uit.gescheiden.tolist() == [nummer == 4 for nummer in range(12)]
    rest = gebied != 4
    zonder = fit_effects(matrix[rest], n[rest], y[rest], np.unique(gebied[rest],
                         return_inverse=True)[1])  # fmt: skip
    assert uit.coef == pytest.approx(zonder.coef, abs=1e-10)
    assert uit.effect[~uit.gescheiden] == pytest.approx(zonder.effect, abs=1e-10)


def test_what_runs_away_is_no_number(geteld: tuple[np.ndarray, ...]) -> None:
    matrix, n, y, gebied = geteld
    with pytest.raises(Scheiding):
        fit_effects(matrix, n, np.where(matrix[:, 0] == 1, n, y), gebied)
    with pytest.raises(Scheiding):
        fit_effects(matrix, n, np.zeros(len(n)), gebied)
