"""The re-check blocks: a difference above 1e-6 and nothing may be stored."""

from dataclasses import replace

import polars as pl
import pytest

from analyses.kern import belang, narekening, newton, ontwerp
from analyses.kern.newton import Schatting
from analyses.kern.ontwerp import Ontwerp
from analyses.kern.patronen import Patronen, count_patterns
from analyses.kern.specificatie import VIJF_FACTOREN
from analyses.kern.uitkomst import Afwijking

Model = tuple[Ontwerp, Patronen, Schatting]


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


def test_the_message_holds_no_figure() -> None:
    assert not any(teken.isdigit() for teken in Afwijking("statsmodels").melding)
