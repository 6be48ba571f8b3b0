"""Equal to statsmodels on the persons; published cases of logistic regression to their digits."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats

from analyses.kern import belang, newton, ontwerp, regressie
from analyses.kern.marges import wald
from analyses.kern.newton import Dicht
from analyses.kern.ontwerp import Factor, Niveau, Ontwerp
from analyses.kern.patronen import Patronen, count_patterns
from analyses.kern.specificatie import BREDE_FACTOREN, VIJF_FACTOREN
from analyses.kern.uitkomst import GeenResultaat


def any_level(n: int, y: int) -> bool:
    return n > 0


def persons_matrix(bewoners: pl.DataFrame, gebouwd: Ontwerp) -> NDArray[np.float64]:
    """The same columns with one row a resident, made the slow way."""
    kolommen = [np.ones(bewoners.height)]
    for factor in gebouwd.factoren:
        codes = bewoners[factor.code].to_numpy()
        kolommen += [np.isin(codes, factor.niveaus[plek].codes) * 1.0 for plek in factor.andere]
    return np.column_stack(kolommen)


@pytest.fixture(scope="module")
def volwassen(bewoners: pl.DataFrame) -> pl.DataFrame:
    return bewoners.filter((pl.col("buurt") < 3) & (pl.col("jaren") >= 12))


@pytest.mark.parametrize("factoren", [VIJF_FACTOREN, BREDE_FACTOREN, ("geslacht", "leeftijd")])
def test_patterns_give_what_statsmodels_gives_on_persons(
    volwassen: pl.DataFrame, factoren: Sequence[str]
) -> None:
    patronen = count_patterns(volwassen, factoren)
    gebouwd = ontwerp.build(patronen, factoren, any_level)
    eigen = newton.fit(gebouwd.system(), patronen)
    x, y = persons_matrix(volwassen, gebouwd), volwassen["verdachte"].to_numpy().astype(float)
    peer = sm.Logit(y, x).fit(disp=0, method="newton", tol=1e-12)
    np.testing.assert_allclose(eigen.coef, peer.params, rtol=0, atol=1e-8)
    np.testing.assert_allclose(eigen.se, peer.bse, rtol=0, atol=1e-8)
    assert eigen.loglik == pytest.approx(peer.llf, abs=1e-8)


def test_type_two_tests_equal_dropping_a_factor_from_statsmodels(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, any_level)
    x, y = persons_matrix(volwassen, gebouwd), volwassen["verdachte"].to_numpy().astype(float)
    vol = sm.Logit(y, x).fit(disp=0, tol=1e-12).llf
    toetsen = {
        t.factor: t for t in belang.type_two(gebouwd, patronen, newton.fit(Dicht(x), _each(y)))
    }
    for factor, kolommen in zip(gebouwd.factoren, gebouwd.kolommen, strict=True):
        zonder = sm.Logit(y, np.delete(x, kolommen, axis=1)).fit(disp=0, tol=1e-12)
        assert toetsen[factor.code].chi2 == pytest.approx(2 * (vol - zonder.llf), abs=1e-7)
        p = stats.chi2.sf(2 * (vol - zonder.llf), len(kolommen))
        assert toetsen[factor.code].p == pytest.approx(p, rel=1e-6)


def test_the_strongest_factor_comes_first(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, any_level)
    toetsen = belang.type_two(gebouwd, patronen, newton.fit(gebouwd.system(), patronen))
    assert [t.chi2 for t in toetsen] == sorted((t.chi2 for t in toetsen), reverse=True)
    assert all(t.p < 0.05 for t in toetsen)


def test_the_parts_of_all_factors_are_the_r2_of_the_model(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, any_level)
    vol = newton.fit(gebouwd.system(), patronen).loglik
    leeg = newton.fit(gebouwd.system(()), patronen).loglik
    for gewichten in (
        belang.factor_weights(gebouwd, patronen), belang.group_weights(gebouwd, patronen),
    ):  # fmt: skip
        assert sum(g.algemeen for g in gewichten) == pytest.approx(1 - vol / leeg, abs=1e-9)


def test_the_part_of_a_factor_is_that_of_statsmodels_models(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, ("geslacht", "leeftijd"))
    gebouwd = ontwerp.build(patronen, ("geslacht", "leeftijd"), any_level)
    x, y = persons_matrix(volwassen, gebouwd), volwassen["verdachte"].to_numpy().astype(float)
    r2 = {
        plek: sm.Logit(y, x[:, [0, *gebouwd.kolommen[plek]]]).fit(disp=0, tol=1e-12).prsquared
        for plek in (0, 1)
    }
    beide = sm.Logit(y, x).fit(disp=0, tol=1e-12).prsquared
    geslacht, _ = belang.factor_weights(gebouwd, patronen)
    assert geslacht.algemeen == pytest.approx((r2[0] + beide - r2[1]) / 2, abs=1e-9)


def test_factors_are_grouped_as_person_household_and_financial_position(
    volwassen: pl.DataFrame,
) -> None:
    patronen = count_patterns(volwassen, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, any_level)
    eenheden = [gewicht.eenheid for gewicht in belang.group_weights(gebouwd, patronen)]
    assert eenheden == ["persoon", "huishouden", "financieel"]


def test_the_signs_of_the_demonstration_are_found(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, any_level)
    schatting = newton.fit(gebouwd.system(), patronen)
    termen = regressie.terms(gebouwd, patronen, schatting, wald(schatting))
    coef = {(t.factor, t.niveau): t.coef for t in termen}
    assert coef["geslacht", "man"] > 0
    assert coef["leeftijd", "65 en ouder"] < 0
    assert coef["gezinsgrootte", "5 of meer personen"] < 0
    assert coef["huurachterstand", "meer dan 6 maanden"] > 0
    assert coef["bijstand", "langer dan 60 maanden"] > 0


def test_not_applicable_is_a_class_of_rent_arrears(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, VIJF_FACTOREN)
    gebouwd = ontwerp.build(patronen, VIJF_FACTOREN, any_level)
    huur = next(f for f in gebouwd.factoren if f.code == "huurachterstand")
    assert huur.niveaus[0].label == "niet van toepassing"
    assert huur.niveaus[huur.referentie].label == "geen"
    assert sum(niveau.n for niveau in huur.niveaus) == patronen.personen


def test_wald_interval_and_p() -> None:
    term = regressie.Term(
        "geslacht", "Geslacht", "man", "vrouw", 100, 20, 1.0, 0.5, 0.0455, 0.1, 0.05
    )
    assert term.interval == pytest.approx((1 - 1.959964 * 0.5, 1 + 1.959964 * 0.5), abs=1e-6)


@pytest.mark.gedeelde_data
def test_low_birth_weight_of_hosmer_and_lemeshow(gedeelde_data: Path) -> None:
    """STATISTIEK case 1 (Stata [R] logistic): odds ratios, log-likelihood, AUC."""
    patronen, gebouwd = low_birth_weight(gedeelde_data)
    fit = newton.fit(gebouwd.system(), patronen)
    verwacht = [1.586014, 0.9732636, 0.9849634, 3.534767, 2.368079, 2.517698, 1.719161]
    np.testing.assert_allclose(np.exp(fit.coef), [*verwacht, 6.249602, 2.1351], rtol=5e-7)
    assert round(fit.loglik, 3) == -100.724
    score = gebouwd.matrix @ fit.coef
    assert round(belang.auc(score, patronen.n, patronen.y), 4) == 0.7462


@pytest.mark.gedeelde_data
def test_low_birth_weight_type_two(gedeelde_data: Path) -> None:
    patronen, gebouwd = low_birth_weight(gedeelde_data)
    toetsen = belang.type_two(gebouwd, patronen, newton.fit(gebouwd.system(), patronen))
    gevonden = {t.factor: (round(t.chi2, 6), t.df, round(t.p, 6)) for t in toetsen}
    assert gevonden == {
        "age": (0.559976, 1, 0.454270),
        "lwt": (5.359683, 1, 0.020608),
        "race": (7.343828, 2, 0.025428),
        "smoke": (5.489426, 1, 0.019132),
        "ptl": (2.522131, 1, 0.112259),
        "ht": (7.377072, 1, 0.006606),
        "ui": (2.679082, 1, 0.101674),
    }


@pytest.mark.gedeelde_data
def test_low_birth_weight_full_against_a_smaller_model(gedeelde_data: Path) -> None:
    patronen, gebouwd = low_birth_weight(gedeelde_data)
    vol = newton.fit(gebouwd.system(), patronen).loglik
    klein = newton.fit(Dicht(gebouwd.matrix[:, [0, 3, 4, 5, 8]]), patronen).loglik
    assert round(2 * (vol - klein), 2) == 14.42
    assert round(stats.chi2.sf(2 * (vol - klein), 4), 4) == 0.0061


def low_birth_weight(gedeelde_data: Path) -> tuple[Patronen, Ontwerp]:
    """age, lwt, race (reference 1), smoke, ptl, ht, ui; one pattern a person."""
    lbw = pl.read_csv(gedeelde_data / "statistiek" / "lbw.csv")
    namen = {"age": [1], "lwt": [2], "race": [3, 4], "smoke": [5], "ptl": [6], "ht": [7], "ui": [8]}
    los = {naam: lbw[naam].to_numpy().astype(float) for naam in namen}
    matrix = np.column_stack(
        [np.ones(lbw.height), los["age"], los["lwt"], los["race"] == 2, los["race"] == 3]
        + [los[naam] for naam in ("smoke", "ptl", "ht", "ui")]
    )
    return _each(lbw["low"].to_numpy()), _design(matrix, namen)


def test_average_marginal_effects_of_spector() -> None:
    """STATISTIEK case 3 (Greene): PSI as a discrete change .357515 (.142003)."""
    spector = sm.datasets.spector.load_pandas()
    matrix = np.column_stack([np.ones(32), spector.exog.to_numpy()])
    patronen = _each(spector.endog.to_numpy())
    gebouwd = _design(matrix, {"GPA": [1], "TUCE": [2], "PSI": [3]})
    fit = newton.fit(Dicht(matrix), patronen)
    np.testing.assert_allclose(fit.coef, [-13.02135, 2.826113, 0.0951577, 2.378688], rtol=5e-7)
    assert round(fit.loglik, 5) == -12.88963
    ame, fout = regressie.marginal_effects(gebouwd, patronen, fit)[3]
    assert (round(ame, 6), round(fout, 6)) == (0.357515, 0.142003)


def test_marginal_effects_put_everyone_in_the_level(volwassen: pl.DataFrame) -> None:
    """All dummies of the factor are set together, against a second implementation."""
    patronen = count_patterns(volwassen, ("leeftijd", "geslacht"))
    gebouwd = ontwerp.build(patronen, ("leeftijd", "geslacht"), any_level)
    fit = newton.fit(gebouwd.system(), patronen)
    x = persons_matrix(volwassen, gebouwd)
    effecten = regressie.marginal_effects(gebouwd, patronen, fit)
    for kolom in gebouwd.kolommen[0]:
        als = x.copy()
        als[:, gebouwd.kolommen[0]] = 0.0
        grond = 1 / (1 + np.exp(-als @ fit.coef))
        als[:, kolom] = 1.0
        verschil = (1 / (1 + np.exp(-als @ fit.coef)) - grond).mean()
        assert effecten[kolom][0] == pytest.approx(verschil, abs=1e-12)


def grouped(tellingen: Sequence[tuple[int, int, int]]) -> Patronen:
    """(geslacht, n, y) rows."""
    codes = np.array([[c] for c, _, _ in tellingen], dtype=np.uint8)
    n, y = (np.array([rij[plek] for rij in tellingen], dtype=np.int64) for plek in (1, 2))
    return Patronen(("geslacht",), codes, n, y)


def test_separation_is_said_and_gives_no_number() -> None:
    patronen = grouped([(0, 50, 0), (1, 50, 20)])
    gebouwd = ontwerp.build(patronen, ("geslacht",), any_level)
    with pytest.raises(newton.Scheiding):
        newton.fit(gebouwd.system(), patronen)


def test_perfect_separation_by_two_kenmerken_is_found(volwassen: pl.DataFrame) -> None:
    scheef = volwassen.with_columns(
        verdachte=((pl.col("geslacht") == 0) & (pl.col("bijstand") == 0)).cast(pl.UInt8)
    )
    patronen = count_patterns(scheef, ("geslacht", "bijstand"))
    gebouwd = ontwerp.build(patronen, ("geslacht", "bijstand"), any_level)
    with pytest.raises(newton.Scheiding):
        newton.fit(gebouwd.system(), patronen)


def test_a_kenmerk_that_is_known_from_another_is_named(volwassen: pl.DataFrame) -> None:
    dubbel = volwassen.with_columns(kwijtschelding=pl.col("schuldhulp"))
    patronen = count_patterns(dubbel, ("geslacht", "schuldhulp", "kwijtschelding"))
    gebouwd = ontwerp.build(patronen, patronen.kenmerken, any_level)
    with pytest.raises(GeenResultaat, match=r"(Schuldhulp|Kwijtschelding).* is al bekend"):
        regressie.demand_rank(gebouwd, patronen)


def test_independent_kenmerken_have_full_rank(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, BREDE_FACTOREN)
    regressie.demand_rank(ontwerp.build(patronen, BREDE_FACTOREN, any_level), patronen)


def test_kenmerken_that_almost_say_the_same_are_named(volwassen: pl.DataFrame) -> None:
    bijna = volwassen.with_columns(
        kwijtschelding=pl.when(pl.int_range(pl.len()) % 40 == 0)
        .then(1 - pl.col("geslacht"))
        .otherwise(pl.col("geslacht"))
        .cast(pl.UInt8)
    )
    patronen = count_patterns(bijna, ("geslacht", "kwijtschelding", "leeftijd"))
    gebouwd = ontwerp.build(patronen, patronen.kenmerken, any_level)
    fit = newton.fit(gebouwd.system(), patronen)
    assert regressie.collinear(gebouwd, fit) == (
        "Geslacht",
        "Kwijtschelding gemeentelijke belastingen",
    )


def _each(y: NDArray[np.float64]) -> Patronen:
    """One pattern a person."""
    een = np.ones(len(y), dtype=np.int64)
    return Patronen((), np.zeros((len(y), 0), dtype=np.uint8), een, y.astype(np.int64))


def _design(matrix: NDArray[np.float64], namen: dict[str, list[int]]) -> Ontwerp:
    niveau = Niveau("", (0,), 1, 1)
    factoren = tuple(Factor(naam, naam, (niveau,) * 2, 0) for naam in namen)
    return Ontwerp(factoren, matrix, tuple(tuple(k) for k in namen.values()), (), ())
