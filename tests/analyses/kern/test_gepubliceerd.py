"""Published cases: the same digits as their books, packages and papers print."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import special, stats

from analyses.kern import trossen
from analyses.kern.firth import firth_term, fit_firth, ratio_test
from analyses.kern.gewicht import dominance, mcfadden
from analyses.kern.meerniveau import GeenVerschil, fit_areas
from analyses.kern.newton import Dicht, Schatting, fit
from analyses.kern.ontleding import Groep, fairlie, oaxaca
from analyses.kern.patronen import Patronen
from analyses.kern.profiel import profile_limits
from analyses.kern.standaardisatie import (
    Standaardcijfer,
    byar_limits,
    direct_rate,
    exact_ratio,
    expected_events,
    lognormal_ratio,
)
from analyses.kern.trossen import robust_covariance

Vector = NDArray[np.float64]


def patterns(n: Vector, y: Vector) -> Patronen:
    leeg = np.zeros((len(n), 0), dtype=np.uint8)
    return Patronen((), leeg, n.astype(np.int64), y.astype(np.int64))


def fitted(matrix: Vector, n: Vector, y: Vector) -> Schatting:
    return fit(Dicht(matrix), patterns(n, y))


def dummies(kolom: Sequence[object]) -> Vector:
    """All levels but the first in order."""
    waarden = np.asarray(kolom)
    return np.column_stack([waarden == niveau for niveau in np.unique(waarden)[1:]]).astype(float)


# Venables & Ripley, Modern Applied Statistics with S (2002), p. 190.
@pytest.fixture
def budworm(gedeelde_data: Path) -> tuple[Vector, Vector, Vector]:
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "budworm.csv")
    man = (tabel["sex"] == "M").to_numpy().astype(float)
    matrix = np.column_stack([np.ones(len(tabel)), man, tabel["ldose"].to_numpy()])
    return matrix, tabel["n"].to_numpy().astype(float), tabel["dead"].to_numpy().astype(float)


@pytest.mark.gedeelde_data
def test_profile_limits_of_the_budworms(budworm: tuple[Vector, Vector, Vector]):
    schatting = fitted(*budworm)
    assert schatting.coef == pytest.approx([-3.4732, 1.1007, 1.0642], abs=5e-5)
    assert schatting.se == pytest.approx([0.4685, 0.3558, 0.1311], abs=5e-5)
    dosis = profile_limits(*budworm, schatting, 2)
    assert (dosis.van, dosis.tot) == pytest.approx((0.8228545, 1.3390388), abs=1e-6)
    man = profile_limits(*budworm, schatting, 1)
    assert (man.van, man.tot) == pytest.approx((0.4192124, 1.8204446), abs=1e-6)
    van_r = (0.8228708, 1.3390581)  # R's confint interpolates its profile
    assert (dosis.van, dosis.tot) == pytest.approx(van_r, abs=1e-4)


def test_a_profile_without_an_end_has_no_limit():
    matrix = np.array([[1.0, 0.0], [1.0, 1.0]])
    n, y = np.array([40.0, 40.0]), np.array([1.0, 39.999])  # a hair from separation, no persons
    schatting = fit(Dicht(matrix), Patronen((), np.zeros((2, 0), np.uint8), n, y))  # type: ignore[arg-type]
    grens = profile_limits(matrix, n, y, schatting, 1)
    assert grens.tot is None
    assert grens.van is not None


# Heinze & Schemper (2002), data sex2; R's logistf.
FIRTH = {
    "const": (0.120254, 0.485542, -0.818559, 1.073151, 0.802027),
    "age": (-1.105981, 0.423660, -1.973788, -0.307425, 0.006143),
    "oc": (-0.068817, 0.443793, -0.941436, 0.789202, 0.875191),
    "vic": (2.268875, 0.548416, 1.273022, 3.435433, 1.679e-6),
    "vicl": (-2.111408, 0.543082, -3.260861, -1.117735, 1.238e-5),
    "vis": (-0.788317, 0.417368, -1.608088, 0.015185, 0.054497),
    "dia": (3.096012, 1.675008, 0.774568, 8.030294, 0.004952),
}


@pytest.mark.gedeelde_data
def test_firth_on_the_urinary_tract_infections(gedeelde_data: Path):
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "sex2_grouped.csv")
    matrix = np.column_stack([np.ones(len(tabel)), *(tabel[naam] for naam in list(FIRTH)[1:])])
    n, y = tabel["n"].to_numpy().astype(float), tabel["cases"].to_numpy().astype(float)
    schatting = fit_firth(matrix, n, y)
    assert schatting.loglik == pytest.approx(-132.5394, abs=5e-5)
    assert ratio_test(matrix, n, y, schatting, range(1, 7)) == pytest.approx(49.09064, abs=5e-6)
    for kolom, (coef, se, van, tot, p) in enumerate(FIRTH.values()):
        term = firth_term(matrix, n, y, schatting, kolom)
        assert (schatting.coef[kolom], schatting.se[kolom]) == pytest.approx((coef, se), abs=2e-6)
        assert (term.van, term.tot) == pytest.approx((van, tot), abs=2e-6)
        assert term.p == pytest.approx(p, rel=1e-3, abs=1e-6)


def test_firth_of_a_saturated_model_adds_half_to_each_cell():
    matrix = np.array([[1.0, 0.0], [1.0, 1.0]])
    schatting = fit_firth(matrix, np.array([363.0, 22.0]), np.array([7.0, 0.0]))
    assert schatting.coef[1] == pytest.approx(0.0547687, abs=5e-8)


# R's domir: mtcars mpg ~ am + vs + cyl.
AM = (
    1,
    1,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    1,
    1,
    0,
    0,
    0,
    0,
    0,
    1,
    1,
    1,
    1,
    1,
    1,
    1,
)
VS = (
    0,
    0,
    1,
    1,
    0,
    1,
    0,
    1,
    1,
    1,
    1,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
    1,
    1,
    1,
    0,
    0,
    0,
    0,
    1,
    0,
    1,
    0,
    0,
    0,
    1,
)
CYL = (
    6,
    6,
    4,
    6,
    8,
    6,
    8,
    4,
    4,
    6,
    6,
    8,
    8,
    8,
    8,
    8,
    8,
    4,
    4,
    4,
    4,
    8,
    8,
    8,
    8,
    4,
    4,
    4,
    8,
    6,
    8,
    4,
)
MPG = (
    21, 21, 22.8, 21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4,
    14.7, 32.4, 30.4, 33.9, 21.5, 15.5, 15.2, 13.3, 19.2, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
)  # fmt: skip


def test_dominance_in_a_linear_model_of_cars():
    kolommen = np.column_stack([AM, VS, CYL]).astype(float)

    def r2(eenheden: frozenset[int]) -> float:
        matrix = np.column_stack([np.ones(32), kolommen[:, sorted(eenheden)]])
        return float(sm.OLS(np.array(MPG, dtype=float), matrix).fit().rsquared) if eenheden else 0.0

    gewichten = dominance(("am", "vs", "cyl"), r2)
    assert [g.algemeen for g in gewichten] == pytest.approx([0.1774892, 0.2027032, 0.3817849])
    assert sum(g.algemeen for g in gewichten) == pytest.approx(0.7619773)


def test_dominance_of_mcfadden_in_the_economics_course():
    data = sm.datasets.spector.load_pandas()
    kolommen, y = data.exog.to_numpy(), data.endog.to_numpy()

    def loglik(eenheden: frozenset[int]) -> float:
        matrix = np.column_stack([np.ones(len(y)), kolommen[:, sorted(eenheden)]])
        return fitted(matrix, np.ones(len(y)), y).loglik

    gpa, tuce, psi = dominance(tuple(data.exog.columns), mcfadden(loglik))
    assert [g.algemeen for g in (gpa, tuce, psi)] == pytest.approx(
        [0.186881, 0.042821, 0.144336], abs=1e-6
    )
    assert sum(g.algemeen for g in (gpa, tuce, psi)) == pytest.approx(0.374038, abs=5e-7)
    assert gpa.voorwaardelijk == pytest.approx((0.212844, 0.183069, 0.164732), abs=1e-6)
    assert tuce.voorwaardelijk == pytest.approx((0.077948, 0.039008, 0.011507), abs=1e-6)
    assert psi.voorwaardelijk == pytest.approx((0.141849, 0.140523, 0.150636), abs=1e-6)


@pytest.mark.gedeelde_data
def test_mcfadden_does_not_depend_on_how_persons_are_grouped(gedeelde_data: Path):
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "esoph.csv")
    y = tabel["ncases"].to_numpy().astype(float)
    n = y + tabel["ncontrols"].to_numpy()
    delen = [dummies(tabel[naam].to_list()) for naam in ("agegp", "alcgp", "tobgp")]

    def loglik(eenheden: frozenset[int]) -> float:
        mee = [delen[plek] for plek in sorted(eenheden)]
        return fitted(np.column_stack([np.ones(len(n)), *mee]), n, y).loglik

    gewichten = dominance(("leeftijd", "alcohol", "tabak"), mcfadden(loglik))
    assert sum(g.algemeen for g in gewichten) == pytest.approx(0.288651, abs=5e-7)


def test_dominance_refuses_more_models_than_it_can_fit():
    with pytest.raises(ValueError, match="at most 12"):
        dominance([str(i) for i in range(13)], lambda _: 0.0)


# R's HSAUR and geepack, independence working correlation; G/(G−1) is Stata's factor.
RESPIRATORY = {
    "const": (-0.90017133, 0.337653, 0.46032700),
    "centre2": (0.67160098, 0.239567, 0.35681913),
    "treatment": (1.29921589, 0.236841, 0.35077797),
    "male": (0.11924365, 0.294671, 0.44320235),
    "baseline": (1.88202860, 0.241290, 0.35005152),
    "age": (-0.01816588, 0.008864, 0.01300426),
}


@pytest.mark.gedeelde_data
def test_robust_standard_errors_of_the_respiratory_trial(gedeelde_data: Path):
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "respiratory.csv")
    begin = tabel.filter(pl.col("month") == 0).select("subject", baseline=pl.col("status"))
    maanden = tabel.filter(pl.col("month") > 0).join(begin, on="subject", maintain_order="left")
    kolommen = maanden.select(
        centre=pl.col("centre") == 2, treatment=pl.col("treatment") != "placebo",
        male=pl.col("sex") == "male", baseline=pl.col("baseline") == "good", age=pl.col("age"),
    )  # fmt: skip
    matrix = np.column_stack([np.ones(444), kolommen.cast(pl.Float64).to_numpy()])
    y = (maanden["status"] == "good").to_numpy().astype(np.int64)
    schatting = fitted(matrix, np.ones(444), y.astype(float))
    tros = maanden["subject"].to_numpy().astype(np.int64)
    covariantie = robust_covariance(matrix, schatting, np.arange(444), y, tros)
    gee = np.sqrt(np.diag(covariantie) * 110 / 111)
    verwacht = np.array(list(RESPIRATORY.values()))
    assert schatting.coef == pytest.approx(verwacht[:, 0], abs=1e-7)
    assert schatting.se == pytest.approx(verwacht[:, 1], abs=1e-6)
    assert gee == pytest.approx(verwacht[:, 2], abs=1e-7)
    assert np.sqrt(covariantie[0, 0]) == pytest.approx(0.462415, abs=5e-7)  # as Stata
    van_statsmodels = np.sqrt(covariantie[0, 0] * 443 / 438)  # (N−1)/(N−K) more
    assert van_statsmodels == pytest.approx(0.465047, abs=5e-7)


def test_persons_in_one_pattern_give_the_same_robust_errors_as_rows_of_their_own():
    toeval = np.random.default_rng(3)
    patroon = toeval.integers(0, 4, 600)
    matrix = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
    y = (toeval.random(600) < np.array([0.2, 0.4, 0.5, 0.7])[patroon]).astype(np.int64)
    n = np.bincount(patroon, minlength=4).astype(float)
    schatting = fitted(matrix, n, np.bincount(patroon, weights=y, minlength=4))
    tros = np.arange(600) // 3
    kort = robust_covariance(matrix, schatting, patroon, y, tros)
    lang = sm.GLM(y, matrix[patroon], family=sm.families.Binomial()).fit(
        cov_type="cluster",
        cov_kwds={"groups": tros, "use_correction": False},
    )
    assert kort * 199 / 200 == pytest.approx(lang.cov_params(), rel=1e-6)


@pytest.mark.parametrize("deel", [1, 7, 199, 200])
def test_households_added_up_in_parts_give_the_same_robust_errors(
    deel: int, monkeypatch: pytest.MonkeyPatch
):
    toeval = np.random.default_rng(5)
    patroon, y = toeval.integers(0, 4, 600), toeval.integers(0, 2, 600)
    matrix = np.array([[1.0, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1]])
    n = np.bincount(patroon, minlength=4).astype(float)
    schatting = fitted(matrix, n, np.bincount(patroon, weights=y, minlength=4))
    tros = toeval.permutation(np.arange(600) // 3) * 5  # in any order, with gaps
    rest = y - special.expit(matrix @ schatting.coef)[patroon]
    scores = np.array([(rest[:, None] * matrix[patroon])[tros == t].sum(axis=0) for t in set(tros)])
    brood = schatting.covariantie
    monkeypatch.setattr(trossen, "DEEL", deel)
    assert robust_covariance(matrix, schatting, patroon, y, tros) == pytest.approx(
        200 / 199 * brood @ scores.T @ scores @ brood, rel=1e-10
    )


def test_one_cluster_gives_no_robust_errors():
    matrix = np.ones((1, 1))
    schatting = fitted(matrix, np.array([10.0]), np.array([4.0]))
    nul = np.zeros(10, dtype=np.int64)
    with pytest.raises(ValueError, match="two clusters"):
        robust_covariance(matrix, schatting, nul, nul, nul)


# R's lme4: contagious bovine pleuropneumonia.
@pytest.fixture
def cbpp(gedeelde_data: Path) -> tuple[Vector, Vector, Vector, NDArray[np.intp]]:
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "cbpp.csv")
    matrix = np.column_stack([np.ones(len(tabel)), dummies(tabel["period"].to_list())])
    kudde = tabel["herd"].to_numpy().astype(np.intp) - 1
    n, y = (tabel[naam].to_numpy().astype(float) for naam in ("size", "incidence"))
    return matrix, n, y, kudde


def constants(n: Vector, y: Vector) -> float:
    """Log of the binomial coefficients, which the kernel leaves out."""
    return float(
        (special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1)).sum()
    )


@pytest.mark.gedeelde_data
def test_laplace_on_the_herds(cbpp: tuple[Vector, Vector, Vector, NDArray[np.intp]]):
    matrix, n, y, _ = cbpp
    model = fit_areas(*cbpp, fitted(matrix, n, y).coef, knopen=1)
    # What lme4's tests print to the fifth digit is where its own search stopped.
    assert model.coef == pytest.approx([-1.398535, -0.992335, -1.128675, -1.58037], abs=7e-5)
    assert model.sigma == pytest.approx(0.6423, abs=5e-5)
    assert -2 * (model.loglik + constants(n, y)) == pytest.approx(184.0526, abs=5e-5)
    assert model.effect[0] == pytest.approx(0.590020, abs=1e-6)
    hulp = [-1.3983, -0.9919, -1.1282, -1.5797, 0.6421]  # lme4's help page, a looser search
    assert [*model.coef, model.sigma] == pytest.approx(hulp, abs=1e-3)


@pytest.mark.gedeelde_data
def test_quadrature_on_the_herds(cbpp: tuple[Vector, Vector, Vector, NDArray[np.intp]]):
    matrix, n, y, _ = cbpp
    model = fit_areas(*cbpp, fitted(matrix, n, y).coef)
    assert model.coef == pytest.approx([-1.3992, -0.9914, -1.1278, -1.5795], abs=5e-5)
    assert model.sigma == pytest.approx(0.6475, abs=5e-5)
    assert -2 * (model.loglik + constants(n, y)) == pytest.approx(183.9667, abs=5e-5)
    assert (model.mor, model.icc) == pytest.approx((1.854564, 0.113039), abs=5e-6)
    assert model.p_gebied == pytest.approx(
        0.5 * stats.chi2.sf(2 * (model.loglik - model.loglik_zonder), 1)
    )


def test_areas_that_do_not_differ_have_no_part_of_their_own():
    n, y = np.full(8, 1000.0), np.full(8, 100.0)
    model = fit_areas(np.ones((8, 1)), n, y, np.arange(8), np.array([special.logit(0.1)]))
    assert model.sigma < 0.01
    assert model.p_gebied > 0.4


def test_one_area_cannot_differ():
    with pytest.raises(GeenVerschil):
        fit_areas(
            np.ones((2, 1)), np.full(2, 9.0), np.full(2, 3.0), np.zeros(2, np.intp), np.zeros(1)
        )


# PySAL's esda, tests of its smoothers.
EVENTS = np.array([[30, 25, 25, 15], [33, 21, 30, 20]], dtype=float)
POPULATION = np.array([[1000, 1000, 1100, 900], [1000, 900, 1100, 900]], dtype=float)
S_EVENTS = np.array([[100, 45, 120, 100], [50, 30, 200, 80]], dtype=float)
S_POPULATION = np.array([[1000, 900, 1000, 900], [1000, 900, 1000, 900]], dtype=float)
DIRECT = [(0.02374402, 0.01920491, 0.02904848), (0.02665072, 0.02177143, 0.03230508)]
INDIRECT = [(0.02372382, 0.01940230, 0.02900789), (0.02610803, 0.02154304, 0.03164035)]


@pytest.mark.parametrize("gebied", [0, 1])
def test_direct_rates_of_two_areas(gebied: int):
    cijfer = direct_rate(EVENTS[gebied], POPULATION[gebied], S_POPULATION[gebied])
    assert (cijfer.waarde, cijfer.van, cijfer.tot) == pytest.approx(DIRECT[gebied], abs=5e-9)


@pytest.mark.parametrize("gebied", [0, 1])
def test_indirect_rates_of_two_areas(gebied: int):
    verwacht = expected_events(POPULATION[gebied], S_EVENTS[gebied], S_POPULATION[gebied])
    ratio = lognormal_ratio(int(EVENTS[gebied].sum()), verwacht)
    geheel = S_EVENTS.sum() / S_POPULATION.sum()
    cijfers = (ratio.waarde * geheel, ratio.van * geheel, ratio.tot * geheel)
    assert cijfers == pytest.approx(INDIRECT[gebied], abs=5e-9)


# Selvin, Statistical Analysis of Epidemiologic Data; R's epitools.
@pytest.mark.gedeelde_data
def test_cancer_deaths_of_1940_at_the_ages_and_rates_of_1960(gedeelde_data: Path):
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "selvin.csv")
    doden40, pop40, doden60, pop60 = (
        tabel[naam].to_numpy().astype(float)
        for naam in ("deaths1940", "pop1940", "deaths1960", "pop1960")
    )
    cijfer = direct_rate(doden40, pop40, pop60)
    assert round(1e5 * doden40.sum() / pop40.sum(), 2) == 119.53
    per_ton = [round(1e5 * deel, 2) for deel in (cijfer.waarde, cijfer.van, cijfer.tot)]
    assert per_ton == [139.25, 138.21, 140.29]
    verwacht = expected_events(pop40, doden60, pop60)
    assert (doden40.sum(), verwacht) == pytest.approx((71_058, 85_556.89), abs=5e-3)
    assert _three(lognormal_ratio(71_058, verwacht)) == pytest.approx(
        (0.830535, 0.824451, 0.836664), abs=1e-6
    )
    assert _three(exact_ratio(71_058, verwacht)) == pytest.approx(
        (0.830535, 0.824440, 0.836665), abs=1e-6
    )


def _three(cijfer: Standaardcijfer) -> tuple[float, float, float]:
    return cijfer.waarde, cijfer.van, cijfer.tot


@pytest.mark.parametrize(
    ("events", "van", "tot"), [(1, 0.025318, 5.571643), (10, 4.795389, 18.390356)]
)
def test_exact_poisson_limits(events: int, van: float, tot: float):
    assert _three(exact_ratio(events, 1.0))[1:] == pytest.approx((van, tot), abs=1e-6)


def test_byars_limits():
    assert byar_limits(10) == pytest.approx((4.787450, 18.391459), abs=1e-6)


def test_a_class_without_persons_has_no_rate():
    with pytest.raises(ValueError, match="no persons"):
        direct_rate(np.zeros(2), np.array([0.0, 5.0]), np.ones(2))


def test_no_events_give_a_rate_of_nothing_with_an_upper_limit():
    cijfer = direct_rate(np.zeros(2), np.full(2, 100.0), np.ones(2))
    assert (cijfer.waarde, cijfer.van) == (0.0, 0.0)
    assert cijfer.tot == pytest.approx(stats.gamma.ppf(0.975, 1, scale=0.005))


@pytest.mark.gedeelde_data
def test_wages_in_chicago_by_oaxaca_and_blinder(gedeelde_data: Path):
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "chicago_long.csv").drop_nulls()
    opleiding = dummies(tabel["education"].to_list())
    matrix = np.column_stack([np.ones(len(tabel)), tabel["age"].to_numpy(), opleiding])
    loon, vrouw = tabel["ln_real_wage"].to_numpy(), tabel["female"].to_numpy() == 1
    coef = [np.linalg.lstsq(matrix[wie], loon[wie], rcond=None)[0] for wie in (~vrouw, vrouw)]
    uit = oaxaca(matrix[~vrouw].mean(0), coef[0], matrix[vrouw].mean(0), coef[1])
    delen = (uit.verschil, uit.samenstelling, uit.coefficienten, uit.wisselwerking)
    assert delen == pytest.approx((0.205935, -0.021599, 0.240428, -0.012895), abs=1e-6)
    for met_groep, verklaard in ((True, -0.028940), (False, -0.025772)):
        samen = np.column_stack([matrix, vrouw]) if met_groep else matrix
        pooled = np.linalg.lstsq(samen, loon, rcond=None)[0][: matrix.shape[1]]
        uit = oaxaca(matrix[~vrouw].mean(0), pooled, matrix[vrouw].mean(0), pooled)
        assert uit.samenstelling == pytest.approx(verklaard, abs=1e-6)


# Fairlie (2005); Stata's fairlie, first example: who owns a computer.
@pytest.mark.gedeelde_data
def test_home_computers_by_fairlie(gedeelde_data: Path):
    tabel = pl.read_csv(gedeelde_data / "statistiek" / "homecomp_grouped.csv")
    kolommen = tabel.select(
        pl.lit(1.0).alias("const"), "female", "age",
        *((pl.col("educ") == niveau).alias(niveau) for niveau in ("hsgrad", "somecol", "college")),
        *((pl.col("marstat") == niveau).alias(niveau) for niveau in ("married", "prevmar")),
    ).cast(pl.Float64).to_numpy()  # fmt: skip
    groepen = {}
    for ras in ("white", "black"):
        wie = (tabel["race"] == ras).to_numpy()
        n, y = (tabel[naam].to_numpy()[wie] for naam in ("n", "cases"))
        groepen[ras] = Groep(kolommen[wie], n.astype(np.intp), y.astype(float))
    wit, zwart = groepen["white"], groepen["black"]
    coef = fitted(wit.matrix, wit.n.astype(float), wit.y).coef
    blokken = {"female": [1], "age": [2], "educ": [3, 4, 5], "marstat": [6, 7]}
    assert (wit.aandeel, zwart.aandeel) == pytest.approx((0.7322971, 0.4310345), abs=5e-8)
    assert coef == pytest.approx(
        [-0.124552, 0.202020, 0.006036, -0.493737, 0.247398, 0.800506, 1.079730, 0.208834], abs=1e-6
    )
    vast = fairlie(wit, zwart, coef, blokken, 2_000, volgorde_loten=False)
    assert (vast.verschil, vast.verklaard) == pytest.approx((0.3012626, 0.0804740), abs=5e-8)
    assert sum(vast.delen.values()) == pytest.approx(vast.verklaard, abs=5e-4)
    verwacht = {"female": -0.00157, "age": 0.00200, "educ": 0.0237, "marstat": 0.0563}
    assert vast.delen == pytest.approx(verwacht, abs=5e-4)
    geloot = fairlie(wit, zwart, coef, blokken, 2_000)
    verwacht = {"female": -0.0027, "age": 0.0019, "educ": 0.0182, "marstat": 0.0630}
    assert geloot.delen == pytest.approx(verwacht, abs=5e-4)
