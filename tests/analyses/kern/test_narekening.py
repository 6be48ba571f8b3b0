"""The re-check blocks: a difference above 1e-6 and nothing may be stored."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from analyses.kern import belang, narekening, newton, ontwerp
from analyses.kern.meerniveau import fit_areas
from analyses.kern.narekening import recheck_areas
from analyses.kern.newton import Schatting
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen, count_patterns
from analyses.kern.specificatie import VIJF_FACTOREN
from analyses.kern.uitkomst import Afwijking

Model = tuple[Ontwerp, Patronen, Schatting]
Vector = NDArray[np.float64]


@pytest.fixture(scope="module")
def model(bewoners: pl.DataFrame) -> Model:
    patronen = count_patterns(bewoners.filter(pl.col("jaren") >= 12), VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, lambda n, y: n > 0)
    return gebouwd, patronen, newton.fit(gebouwd.system(), patronen)


def test_statsmodels_agrees(model: Model) -> None:
    gebouwd, patronen, schatting = model
    assert narekening.recheck_statsmodels(gebouwd.matrix, patronen, schatting) < 1e-9


@pytest.mark.parametrize("verschil", [2e-6, -2e-6, 1.0, float("nan")])
def test_a_wrong_coefficient_is_blocked(model: Model, verschil: float) -> None:
    gebouwd, patronen, schatting = model
    coef = schatting.coef.copy()
    coef[3] += verschil
    with pytest.raises(Afwijking, match="statsmodels"):
        narekening.recheck_statsmodels(gebouwd.matrix, patronen, replace(schatting, coef=coef))


def test_a_wrong_standard_error_is_blocked(model: Model) -> None:
    gebouwd, patronen, schatting = model
    fout = replace(schatting, covariantie=schatting.covariantie * 1.001)
    with pytest.raises(Afwijking):
        narekening.recheck_statsmodels(gebouwd.matrix, patronen, fout)


def test_a_wrong_log_likelihood_is_blocked(model: Model) -> None:
    gebouwd, patronen, schatting = model
    fout = replace(schatting, loglik=schatting.loglik - 0.1)
    with pytest.raises(Afwijking):
        narekening.recheck_statsmodels(gebouwd.matrix, patronen, fout)


def test_scikit_learn_agrees_and_blocks(model: Model) -> None:
    gebouwd, patronen, schatting = model
    score = gebouwd.matrix @ schatting.coef
    auc = belang.auc(score, patronen.n, patronen.y)
    assert narekening.recheck_sklearn(score, patronen, auc) < 1e-12
    with pytest.raises(Afwijking, match="scikit-learn"):
        narekening.recheck_sklearn(score, patronen, auc + 1e-5)


# Areas of a few hundred residents, with a planted difference.
@pytest.fixture(scope="module")
def gebieden() -> tuple[Vector, Vector, Vector, NDArray[np.intp]]:
    toeval = np.random.default_rng(8)
    gebied = np.repeat(np.arange(12), 4)
    matrix = np.tile(np.array([[1.0, a, b] for a in (0, 1) for b in (0, 1)]), (12, 1))
    n = toeval.integers(100, 400, 48)
    eta = matrix @ np.array([-2.5, 0.8, 0.4]) + toeval.normal(0, 0.3, 12)[gebied]
    y = toeval.binomial(n, 1 / (1 + np.exp(-eta)))
    return matrix, n.astype(float), y.astype(float), gebied


def test_another_integral_agrees_with_the_areas(gebieden: Any) -> None:
    uit = fit_areas(*gebieden, np.array([-2.5, 0.8, 0.4]))
    assert recheck_areas(*gebieden, uit) < 1e-7


@pytest.mark.parametrize("kolom", [0, 1, 2])
def test_a_wrong_coefficient_of_the_areas_is_blocked(gebieden: Any, kolom: int) -> None:
    uit = fit_areas(*gebieden, np.array([-2.5, 0.8, 0.4]))
    coef = uit.coef.copy()
    coef[kolom] += 1e-5
    with pytest.raises(Afwijking):
        recheck_areas(*gebieden, replace(uit, coef=coef))


def test_a_wrong_spread_of_the_areas_is_blocked(gebieden: Any) -> None:
    uit = fit_areas(*gebieden, np.array([-2.5, 0.8, 0.4]))
    with pytest.raises(Afwijking):
        recheck_areas(*gebieden, replace(uit, sigma=uit.sigma * 1.0001))


def test_too_few_nodes_for_small_areas_are_blocked() -> None:
    n, y = np.full(15, 9.0), np.arange(15) % 5 + 0.0
    een, gebied = np.ones((15, 1)), np.arange(15)
    with pytest.raises(Afwijking):
        recheck_areas(een, n, y, gebied, fit_areas(een, n, y, gebied, np.array([-1.2]), 5))
    assert (
        recheck_areas(een, n, y, gebied, fit_areas(een, n, y, gebied, np.array([-1.2]), 41)) < 1e-9
    )


def test_the_message_holds_no_figure() -> None:
    assert not any(teken.isdigit() for teken in Afwijking("statsmodels").melding)
