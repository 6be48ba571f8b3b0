"""A difference planted in any estimate of any kind of analysis, and nothing comes out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest

from analyses.kern import belang, buurtdeel, model, narekening, newton, ontwerp, regels
from analyses.kern.analyse import run
from analyses.kern.firth import fit_firth
from analyses.kern.meerniveau import fit_areas
from analyses.kern.model import FIRTH, SCHEIDING
from analyses.kern.specificatie import (
    Buurtdeelspecificatie,
    Gebiedskeuze,
    Kenmerkspecificatie,
    Misdrijfspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Specificatie,
)
from analyses.kern.uitkomst import Afwijking, GeenResultaat
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))
SCHEEF = Regressiespecificatie(KEUZE, factoren=("geslacht", "leeftijd", "bijstand"))
GROOT = 3e-6


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(vraag: Specificatie, frame: pl.DataFrame) -> Any:
        return run(
            vraag,
            bewoners=frame.select,
            verslag=koppeling.verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=Register(""),
        ).resultaat

    return run_it


@pytest.fixture(scope="module")
def scheef(bewoners: pl.DataFrame) -> pl.DataFrame:
    """Old women never, young men always: maximum likelihood runs away."""
    oud, man = pl.col("leeftijd") == 6, pl.col("geslacht") == 0
    kans = pl.Series(np.random.default_rng(9).random(bewoners.height))
    p = pl.when(oud & ~man).then(0.0).when(~oud & man).then(1.0).otherwise(0.3)
    return bewoners.with_columns(
        pl.when(oud).then(6).otherwise(4).cast(pl.UInt8).alias("leeftijd"),
        (pl.lit(kans) < p).cast(pl.UInt8).alias("verdachte"),
        (pl.col("jaren") % 6).cast(pl.UInt8).alias("bijstand"),
    )


def moved(schatting: newton.Schatting, verschil: float) -> newton.Schatting:
    coef = schatting.coef.copy()
    coef[1] += verschil
    return replace(schatting, coef=coef)


def coefficient(even: pytest.MonkeyPatch, verschil: float) -> None:
    echt = newton.fit
    even.setattr(newton, "fit", lambda *a: moved(echt(*a), verschil))


def without_interaction(even: pytest.MonkeyPatch, verschil: float) -> None:
    """In the model that an interaction is tested against alone."""
    echt = ontwerp.without_interaction

    def build(*a: Any) -> Any:
        even.setattr(newton, "fit", lambda *b: moved(fit(*b), verschil))
        return echt(*a)

    fit = newton.fit
    even.setattr(ontwerp, "without_interaction", build)


def standard_error(even: pytest.MonkeyPatch, verschil: float) -> None:
    echt = newton.fit

    def fit(*a: Any) -> newton.Schatting:
        uit = echt(*a)
        keer = 1 + verschil / float(uit.se.max())
        return replace(uit, covariantie=uit.covariantie * keer**2)

    even.setattr(newton, "fit", fit)


def firth(even: pytest.MonkeyPatch, verschil: float) -> None:
    even.setattr(model, "fit_firth", lambda *a: moved(fit_firth(*a), verschil))


def firths_error(even: pytest.MonkeyPatch, verschil: float) -> None:
    def fit(*a: Any) -> newton.Schatting:
        uit = fit_firth(*a)
        keer = 1 + verschil / float(uit.se.max())
        return replace(uit, covariantie=uit.covariantie * keer**2)

    even.setattr(model, "fit_firth", fit)


def ranking(even: pytest.MonkeyPatch, verschil: float) -> None:
    echt = belang.auc
    even.setattr(belang, "auc", lambda *a: echt(*a) + verschil)


def random_intercept(even: pytest.MonkeyPatch, verschil: float) -> None:
    def fit(*a: Any) -> Any:
        uit = fit_areas(*a)
        return replace(uit, coef=uit.coef + verschil)

    even.setattr(buurtdeel, "fit_areas", fit)


def spread_of_areas(even: pytest.MonkeyPatch, verschil: float) -> None:
    def fit(*a: Any) -> Any:
        uit = fit_areas(*a)
        return replace(uit, sigma=uit.sigma * np.exp(verschil))

    even.setattr(buurtdeel, "fit_areas", fit)


Plant = Callable[[pytest.MonkeyPatch, float], None]
REGRESSIE, MISDRIJF = Regressiespecificatie(KEUZE), Misdrijfspecificatie(KEUZE)
BUURTDEEL = Buurtdeelspecificatie(KEUZE, factoren=("geslacht", "gezinsgrootte", "bijstand"))
WISSELWERKING = Regressiespecificatie(KEUZE, wisselwerking=("geslacht", "bijstand"))
HERKOMST = Kenmerkspecificatie("herkomst", KEUZE)
GEVALLEN: list[tuple[Specificatie, Plant, str]] = [
    (REGRESSIE, coefficient, "statsmodels"),
    (REGRESSIE, standard_error, "statsmodels"),
    (REGRESSIE, ranking, "scikit-learn"),
    (WISSELWERKING, coefficient, "statsmodels"),
    (WISSELWERKING, standard_error, "statsmodels"),
    (WISSELWERKING, without_interaction, "statsmodels"),
    (WISSELWERKING, ranking, "scikit-learn"),
    (HERKOMST, coefficient, "statsmodels"),
    (HERKOMST, ranking, "scikit-learn"),
    (MISDRIJF, coefficient, "statsmodels"),
    (MISDRIJF, standard_error, "statsmodels"),
    (MISDRIJF, ranking, "scikit-learn"),
    (BUURTDEEL, coefficient, "statsmodels"),
    (BUURTDEEL, standard_error, "statsmodels"),
    (BUURTDEEL, ranking, "scikit-learn"),
    (BUURTDEEL, random_intercept, "tweede rekenwijze"),
    (BUURTDEEL, spread_of_areas, "tweede rekenwijze"),
    (SCHEEF, firth, "statsmodels"),
    (SCHEEF, firths_error, "statsmodels"),
    (SCHEEF, ranking, "scikit-learn"),
]


@pytest.mark.parametrize(
    ("vraag", "plant", "pakket"),
    GEVALLEN,
    ids=[f"{nummer}-{v.soort}-{p.__name__}" for nummer, (v, p, _) in enumerate(GEVALLEN)],
)
def test_a_planted_difference_blocks_the_result(
    doe: Any, bewoners: pl.DataFrame, scheef: pl.DataFrame, monkeypatch: pytest.MonkeyPatch,
    vraag: Specificatie, plant: Plant, pakket: str,
) -> None:  # fmt: skip
    plant(monkeypatch, GROOT)
    with pytest.raises(Afwijking, match=pakket):
        doe(vraag, scheef if vraag is SCHEEF else bewoners)


@pytest.mark.parametrize("maat", narekening.MATEN)
def test_a_wrong_measure_of_a_rule_blocks_the_result(
    doe: Any, bewoners: pl.DataFrame, monkeypatch: pytest.MonkeyPatch, maat: str
) -> None:
    echt = getattr(regels.Regel, maat).fget
    monkeypatch.setattr(regels.Regel, maat, property(lambda regel: echt(regel) + GROOT))
    with pytest.raises(Afwijking, match="mlxtend"):
        doe(Regelspecificatie(KEUZE), bewoners)


@pytest.mark.parametrize(("verschil", "mag"), [(0.9e-6, True), (1.1e-6, False)])
def test_the_difference_that_blocks_is_a_millionth(
    doe: Any, bewoners: pl.DataFrame, monkeypatch: pytest.MonkeyPatch, verschil: float, mag: bool
) -> None:
    ranking(monkeypatch, verschil)
    if mag:
        assert doe(REGRESSIE, bewoners).tabellen
    else:
        with pytest.raises(Afwijking):
            doe(REGRESSIE, bewoners)


def test_firths_method_is_what_the_planted_separation_leads_to(
    doe: Any, scheef: pl.DataFrame
) -> None:
    assert FIRTH in doe(SCHEEF, scheef).leeswijzer


def test_a_random_intercept_is_not_estimated_beside_separation(
    doe: Any, scheef: pl.DataFrame
) -> None:
    with pytest.raises(GeenResultaat) as fout:
        doe(Buurtdeelspecificatie(KEUZE, factoren=SCHEEF.factoren), scheef)
    assert fout.value.melding == SCHEIDING
