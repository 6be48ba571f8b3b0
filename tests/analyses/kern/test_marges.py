"""Which interval a level gets: robust, the profile where Wald is doubtful, or Firth's."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy import special

from analyses.kern import belang, narekening, newton, ontwerp
from analyses.kern.firth import fit_firth, leverages, ratio_test
from analyses.kern.marges import firth_margins, margins, wald
from analyses.kern.model import FIRTH, SCHEIDING, TROSSEN, Model, fit_model
from analyses.kern.patronen import Patronen, count_patterns, numbers_of
from analyses.kern.profiel import profile_limits
from analyses.kern.regressie import terms
from analyses.kern.specificatie import VIJF_FACTOREN
from analyses.kern.telling import Telvraag, counted
from analyses.kern.trossen import robust_covariance
from analyses.kern.uitkomst import Afwijking, GeenResultaat
from analyses.kern.vraag import Vraag
from privacy.kern.drempels import Drempelset


def grouped(tellingen: list[tuple[int, int, int]], code: str = "geslacht") -> Patronen:
    codes = np.array([[c] for c, _, _ in tellingen], dtype=np.uint8)
    n, y = (np.array([rij[plek] for rij in tellingen], dtype=np.int64) for plek in (1, 2))
    return Patronen((code,), codes, n, y)


def any_level(n: int, y: int) -> bool:
    return n > 0


@pytest.mark.parametrize(("y", "profiel"), [(8, True), (99, False), (100, False), (400, False)])
def test_few_events_get_the_limit_of_the_profile(y: int, profiel: bool) -> None:
    """Under a hundred the profile is looked at; it is taken where it goes clearly further."""
    patronen = grouped([(0, 1000, y), (1, 1000, 300)])
    gebouwd = ontwerp.build(patronen, ("geslacht",), any_level)
    schatting = newton.fit(gebouwd.system(), patronen)
    marges = margins(gebouwd, patronen, schatting, schatting.covariantie)
    assert (1 in marges.grenzen) is profiel


def test_the_limit_taken_is_the_wider_of_the_two_at_each_side() -> None:
    patronen = grouped([(0, 1000, 6), (1, 1000, 300)])
    gebouwd = ontwerp.build(patronen, ("geslacht",), any_level)
    schatting = newton.fit(gebouwd.system(), patronen)
    n, y = patronen.n.astype(float), patronen.y.astype(float)
    profiel = profile_limits(gebouwd.matrix, n, y, schatting, 1)
    van, tot = margins(gebouwd, patronen, schatting, schatting.covariantie).grenzen[1]
    midden, fout = schatting.coef[1], schatting.se[1]
    assert van == profiel.van
    assert tot == pytest.approx(midden + 1.959963984540054 * fout)


def test_robust_errors_of_pairs_that_are_alike_are_wider(bewoners: pl.DataFrame) -> None:
    """Everybody twice in one household: as if there were half as many."""
    een = bewoners.filter(pl.col("buurt") < 3).with_row_index("huis")
    dubbel = pl.concat([een, een]).with_columns(huishouden=pl.col("huis"))
    apart = pl.concat([een, een]).drop("huishouden")
    vraag = question(dubbel)
    samen, los = (fit(f, VIJF_FACTOREN, vraag) for f in (dubbel, apart))
    keer = np.sqrt(np.diag(samen.marges.covariantie) / np.diag(los.marges.covariantie))
    assert keer == pytest.approx(np.sqrt(2), rel=0.08)
    assert TROSSEN in samen.opmerkingen
    assert TROSSEN not in los.opmerkingen


def test_errors_by_kinds_of_households_are_those_person_by_person(bewoners: pl.DataFrame) -> None:
    patronen = count_patterns(bewoners, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, lambda n, y: y >= 10)
    schatting = newton.fit(gebouwd.system(), patronen)
    uitkomst, tros = (bewoners[k].to_numpy().astype(int) for k in ("verdachte", "huishouden"))
    traag = robust_covariance(
        gebouwd.matrix, schatting, numbers_of(bewoners, patronen), uitkomst, tros
    )
    snel = fit(bewoners, VIJF_FACTOREN, question(bewoners)).marges.covariantie
    assert bewoners["huishouden"].n_unique() < bewoners.height
    np.testing.assert_allclose(snel, traag, rtol=1e-10, atol=1e-14)


def test_every_resident_finds_his_pattern(bewoners: pl.DataFrame) -> None:
    patronen = count_patterns(bewoners, VIJF_FACTOREN)
    waar = numbers_of(bewoners, patronen)
    for code in VIJF_FACTOREN:
        assert (patronen.kolom(code)[waar] == bewoners[code].to_numpy()).all()
    assert (np.bincount(waar) == patronen.n).all()


def fit(frame: pl.DataFrame, codes: tuple[str, ...], vraag: Vraag) -> Model:
    telvraag = Telvraag(codes, huishoudens="huishouden" in frame.columns)
    return fit_model(counted(frame, telvraag), codes, vraag)


def question(frame: pl.DataFrame) -> Vraag:
    niets: Any = None
    return Vraag(frame.select, niets, Drempelset(), niets, lambda percent, stap: None)


def separated(volwassen: pl.DataFrame) -> pl.DataFrame:
    """Of the classes 'more than 6 months' all, and of the others some, are suspects."""
    kans = np.random.default_rng(4).random(volwassen.height) < 0.2
    ja = pl.Series(kans) | (volwassen["huurachterstand"] == 5)
    return volwassen.with_columns(verdachte=ja.cast(pl.UInt8))


@pytest.fixture(scope="module")
def volwassen(bewoners: pl.DataFrame) -> pl.DataFrame:
    return bewoners.filter((pl.col("buurt") < 3) & (pl.col("jaren") >= 18))


def test_firth_takes_over_where_maximum_likelihood_runs_away(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(separated(volwassen), ("huurachterstand", "geslacht"))
    gebouwd = ontwerp.build(patronen, patronen.kenmerken, any_level)
    with pytest.raises(newton.Scheiding):
        newton.fit(gebouwd.system(), patronen)
    n, y = patronen.n.astype(float), patronen.y.astype(float)
    schatting = fit_firth(gebouwd.matrix, n, y)
    marges = firth_margins(gebouwd, patronen, schatting)
    termen = {t.niveau: t for t in terms(gebouwd, patronen, schatting, marges)}
    lang = termen["meer dan 6 maanden"]
    assert 4 < lang.coef < 12
    assert lang.grens is not None
    assert lang.p < 0.001
    assert lang.interval[1] is None or lang.interval[1] > lang.coef + 2


def test_penalised_tests_of_factors_agree_with_those_of_their_only_level(
    volwassen: pl.DataFrame,
) -> None:
    patronen = count_patterns(separated(volwassen), ("huurachterstand", "geslacht"))
    gebouwd = ontwerp.build(patronen, patronen.kenmerken, any_level)
    n, y = patronen.n.astype(float), patronen.y.astype(float)
    schatting = fit_firth(gebouwd.matrix, n, y)
    toetsen = {t.factor: t for t in belang.penalised_tests(gebouwd, patronen, schatting)}
    marges = firth_margins(gebouwd, patronen, schatting)
    assert toetsen["geslacht"].p == pytest.approx(marges.p[gebouwd.kolommen[1][0]], abs=1e-9)
    assert ratio_test(gebouwd.matrix, n, y, schatting, ()) == pytest.approx(0, abs=1e-8)


def test_statsmodels_finds_firths_estimate_again_and_blocks_another(
    volwassen: pl.DataFrame,
) -> None:
    patronen = count_patterns(separated(volwassen), ("huurachterstand", "geslacht"))
    gebouwd = ontwerp.build(patronen, patronen.kenmerken, any_level)
    n, y = patronen.n.astype(float), patronen.y.astype(float)
    schatting = fit_firth(gebouwd.matrix, n, y)
    hefboom = leverages(gebouwd.matrix, n, schatting)
    assert hefboom.sum() == pytest.approx(gebouwd.parameters)
    assert narekening.recheck_firth(gebouwd.matrix, patronen, schatting, hefboom) < 1e-7
    fout = replace(schatting, coef=schatting.coef + 1e-5)
    with pytest.raises(Afwijking, match="statsmodels"):
        narekening.recheck_firth(gebouwd.matrix, patronen, fout, hefboom)


def test_a_model_that_knows_everyone_is_no_result(volwassen: pl.DataFrame) -> None:
    """Suspects are those with two of three kenmerken: a sum of coefficients tells of everyone."""
    twee = volwassen.with_columns(
        kwijtschelding=(pl.col("jaren") % 2).cast(pl.UInt8),
        schuldhulp=(pl.col("jaren") // 2 % 2).cast(pl.UInt8),
        bijstand=(pl.col("jaren") // 4 % 3).cast(pl.UInt8),
    )
    som = pl.col("geslacht") + pl.col("kwijtschelding") + pl.col("schuldhulp")
    zeker = twee.with_columns(verdachte=(som >= 2).cast(pl.UInt8))
    with pytest.raises(GeenResultaat) as fout:
        fit(zeker, ("geslacht", "kwijtschelding", "schuldhulp", "bijstand"), question(zeker))
    assert fout.value.melding == SCHEIDING


def test_separation_by_two_kenmerken_together_is_said(volwassen: pl.DataFrame) -> None:
    """Every level has enough of both, and yet a combination has only suspects."""
    kans = np.random.default_rng(9).random(volwassen.height)
    oud, man = volwassen["leeftijd"] == 6, volwassen["geslacht"] == 0
    # old women never, young men always: one sum of two coefficients parts them
    p = np.where(oud & ~man, 0.0, np.where(~oud & man, 1.0, 0.3))
    scheef = volwassen.with_columns(
        verdachte=pl.Series(kans < p).cast(pl.UInt8),
        bijstand=(pl.col("jaren") % 6).cast(pl.UInt8),
    )
    scheef = scheef.with_columns(
        leeftijd=pl.when(pl.col("leeftijd") == 6).then(6).otherwise(4).cast(pl.UInt8)
    )
    model = fit(scheef, ("geslacht", "leeftijd", "bijstand"), question(scheef))
    assert model.firth
    assert FIRTH in model.opmerkingen
    assert np.isfinite(model.schatting.coef).all()
    assert abs(_score(model)).max() > 0.1  # the likelihood itself still climbs


def test_wald_margins_are_those_of_the_estimate() -> None:
    schatting = newton.Schatting(np.zeros(2), np.eye(2), -1.0)
    assert wald(schatting).covariantie is schatting.covariantie
    assert wald(schatting).grenzen == {}


def _score(model: Model) -> NDArray[np.float64]:
    """Of the likelihood without a penalty, at the estimate [k]."""
    matrix, patronen = model.ontwerp.matrix, model.patronen
    rest = patronen.y - patronen.n * special.expit(matrix @ model.schatting.coef)
    return np.asarray(matrix.T @ rest)
