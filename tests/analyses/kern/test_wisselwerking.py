"""Interactions asked for by name: the same model as with all products, tested and said."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from scipy import special, stats

from analyses.kern import belang, newton, ontwerp
from analyses.kern.analyse import run
from analyses.kern.modelanalyse import GEEN_WISSELWERKING
from analyses.kern.patronen import Patronen, count_patterns
from analyses.kern.specificatie import (
    Gebiedskeuze,
    OnjuisteSpecificatie,
    Regressiespecificatie,
    from_dict,
    to_dict,
)
from bronnen.kern.kenmerken import kenmerk
from privacy.kern.certificaat import Kandidaat
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register

KEUZE = Gebiedskeuze(("BU99990001", "BU99990002"), ("BU99990003",))
CODES = ("geslacht", "leeftijd", "bijstand")
PAAR = ("geslacht", "leeftijd")


@pytest.fixture(scope="module")
def volwassen(bewoners: pl.DataFrame) -> pl.DataFrame:
    return bewoners.filter(pl.col("jaren") >= 12)


@pytest.fixture(scope="module")
def geplant(bewoners: pl.DataFrame) -> pl.DataFrame:
    """Of men the youngest, of women the oldest are suspects most often."""
    man, klasse = bewoners["geslacht"].to_numpy() == 0, bewoners["leeftijd"].to_numpy()
    kans = special.expit(-2.0 + np.where(man, -0.4, 0.4) * (klasse - 3.5))
    ja = np.random.default_rng(6).random(bewoners.height) < np.where(klasse > 0, kans, 0.0)
    return bewoners.with_columns(verdachte=pl.Series(ja).cast(pl.UInt8))


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Any) -> Any:
    def run_it(frame: pl.DataFrame, paar: tuple[str, ...] = PAAR, **velden: Any) -> Kandidaat:
        return run(
            Regressiespecificatie(KEUZE, wisselwerking=paar, **velden),
            bewoners=frame.select, verslag=koppeling.verslag, drempels=Drempelset(),
            onderzoek=onderzoek, voortgang=lambda percent, stap: None, register=Register(""),
        )  # fmt: skip

    return run_it


def anything(n: int, y: int) -> bool:
    return n > 0


def built(patronen: Patronen) -> tuple[ontwerp.Ontwerp, ontwerp.Ontwerp]:
    samen = ontwerp.build(patronen, CODES, anything, paar=PAAR)
    return samen, ontwerp.without_interaction(samen, patronen)


def products(patronen: Patronen, *, samen: bool, zonder: str = "") -> np.ndarray:
    """A second way: dummies of every class, and of every product of the two."""
    dummies = {
        code: [patronen.kolom(code) == k for k in np.unique(patronen.kolom(code))[1:]]
        for code in CODES if code != zonder
    }  # fmt: skip
    kolommen = [np.ones(len(patronen.n)), *(d for rij in dummies.values() for d in rij)]
    if samen:
        kolommen += [a & b for a in dummies["geslacht"] for b in dummies["leeftijd"]]
    return np.column_stack(kolommen).astype(float)


def loglik(patronen: Patronen, matrix: np.ndarray) -> float:
    tellingen = np.column_stack([patronen.y, patronen.n - patronen.y])
    fit = sm.GLM(tellingen, matrix, family=sm.families.Binomial()).fit(tol=1e-13)
    eta = matrix @ fit.params
    return float(patronen.y @ eta - patronen.n @ np.logaddexp(0, eta))


def test_pairs_of_levels_are_the_model_with_all_products(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, CODES)
    samen, los = built(patronen)
    breed = products(patronen, samen=True)
    assert samen.parameters == breed.shape[1]
    assert newton.fit(samen.system(), patronen).loglik == pytest.approx(
        loglik(patronen, breed), abs=1e-8
    )
    assert newton.fit(los.system(), patronen).loglik == pytest.approx(
        loglik(patronen, products(patronen, samen=False)), abs=1e-8
    )


def test_tests_are_type_two_with_and_without_the_interaction(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, CODES)
    samen, los = built(patronen)
    schatting, apart = (newton.fit(o.system(), patronen) for o in (samen, los))
    toetsen = {t.naam: t for t in belang.interaction_tests(samen, los, patronen, schatting, apart)}
    vol, kaal = (loglik(patronen, products(patronen, samen=ja)) for ja in (True, False))
    zonder = {
        code: loglik(patronen, products(patronen, samen=code == "bijstand", zonder=code))
        for code in CODES
    }
    verwacht = {
        "Geslacht": 2 * (kaal - zonder["geslacht"]),
        "Leeftijd": 2 * (kaal - zonder["leeftijd"]),
        kenmerk("bijstand").naam: 2 * (vol - zonder["bijstand"]),
        "Geslacht en leeftijd: wisselwerking": 2 * (vol - kaal),
    }
    for naam, chi2 in verwacht.items():
        assert toetsen[naam].chi2 == pytest.approx(chi2, abs=1e-7)
        assert toetsen[naam].p == pytest.approx(stats.chi2.sf(chi2, toetsen[naam].df))
    assert toetsen["Geslacht en leeftijd: wisselwerking"].df == 5
    assert toetsen["Geslacht en leeftijd"].df == 11


def test_a_planted_interaction_is_said(doe: Any, geplant: pl.DataFrame) -> None:
    resultaat = doe(geplant, factoren=CODES).resultaat
    assert "Het verschil naar geslacht is niet overal gelijk" in resultaat.zin
    termen = resultaat.tabellen[0]
    assert "man, 12 tot en met 17" in termen.kolom("klasse")
    assert any("Wisselwerking" in zin for zin in resultaat.leeswijzer)


def test_no_interaction_is_said_where_none_is(doe: Any, bewoners: pl.DataFrame) -> None:
    man, klasse = bewoners["geslacht"].to_numpy() == 0, bewoners["leeftijd"].to_numpy()
    kans = special.expit(-2.5 + 0.9 * man - 0.2 * klasse)
    ja = np.random.default_rng(7).random(bewoners.height) < np.where(klasse > 0, kans, 0.0)
    frame = bewoners.with_columns(verdachte=pl.Series(ja).cast(pl.UInt8))
    resultaat = doe(frame, factoren=CODES).resultaat
    assert "Het verschil naar geslacht hangt niet duidelijk af van leeftijd." in resultaat.zin


def test_an_interaction_is_found_by_chance_in_5_of_100(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, CODES)
    samen, los = built(patronen)
    kans = special.expit(los.matrix @ newton.fit(los.system(), patronen).coef)
    toeval, vals = np.random.default_rng(3), 0
    for _ in range(200):
        geloot = replace(patronen, y=toeval.binomial(patronen.n, kans))
        schatting, apart = (newton.fit(o.system(), geloot) for o in (samen, los))
        chi2 = 2 * (schatting.loglik - apart.loglik)
        vals += stats.chi2.sf(chi2, samen.parameters - los.parameters) < 0.05
    assert stats.binomtest(vals, 200, 0.05).pvalue > 0.01


def test_every_pair_of_levels_holds_enough_or_levels_are_merged(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen.head(2500), CODES)
    drempel = Drempelset()

    def enough(n: int, y: int) -> bool:
        return min(y, n - y) >= drempel.min_gebeurtenissen

    gebouwd = ontwerp.build(patronen, CODES, enough, paar=PAAR)
    [samen] = [factor for factor in gebouwd.factoren if factor.assen]
    assert all(enough(niveau.n, niveau.y) for niveau in samen.niveaus)
    assert any("samengevoegd" in zin for zin in gebouwd.opmerkingen)
    assert sum(niveau.n for niveau in samen.niveaus) == patronen.personen
    for plek, niveau in enumerate(samen.niveaus):
        deel = dict(ontwerp.classes_of(samen.code, niveau.codes))
        hier = volwassen.head(2500).filter(
            pl.col("geslacht").is_in(deel["geslacht"]) & pl.col("leeftijd").is_in(deel["leeftijd"])
        )
        assert (niveau.n, niveau.y) == (hier.height, hier["verdachte"].sum())
        assert int(patronen.n[gebouwd.plaatsen[0] == plek].sum()) == niveau.n


def test_too_few_for_pairs_leaves_both_by_themselves_and_says_so(volwassen: pl.DataFrame) -> None:
    patronen = count_patterns(volwassen, CODES)
    gebouwd = ontwerp.build(patronen, CODES, lambda n, y: n > 4000, paar=("leeftijd", "bijstand"))
    assert not any(factor.assen for factor in gebouwd.factoren)
    zin = "Te weinig personen om leeftijd en bijstandsuitkering samen te nemen."
    assert zin in gebouwd.opmerkingen


def test_the_ledger_holds_every_pair_of_levels(
    doe: Any, geplant: pl.DataFrame, koppeling: Any
) -> None:
    """With the exact count of suspects, for the estimate gives it back."""
    bijdrage = doe(geplant, factoren=CODES).bijdrage
    gevonden = 0
    for uitspraak in bijdrage.uitspraken:
        som = pl.repeat(True, geplant.height, eager=True)
        for voorwaarde in (*uitspraak.groep, *uitspraak.uitkomst):
            waarden = list(voorwaarde.waarden)
            if voorwaarde.kenmerk == "buurt":
                waarden = [koppeling.verslag.buurtcodes.index(code) for code in waarden]
            som &= geplant[voorwaarde.kenmerk].is_in(waarden)
        namen = {voorwaarde.kenmerk for voorwaarde in uitspraak.groep}
        gevonden += {"geslacht", "jaren"} <= namen
        if uitspraak.uitkomst and uitspraak.aantal:
            assert uitspraak.aantal.van <= som.sum() <= uitspraak.aantal.tot
    assert gevonden == 12


def test_too_few_in_a_pair_is_said_in_the_result(doe: Any, bewoners: pl.DataFrame) -> None:
    """Of women over 24 nobody is a suspect, and of men nobody under it."""
    vrouw, oud = bewoners["geslacht"] == 1, bewoners["leeftijd"] > 2
    kans = pl.Series(np.random.default_rng(5).random(bewoners.height) < 0.3)
    ja = (vrouw ^ oud) & kans & (bewoners["jaren"] >= 12)
    resultaat = doe(bewoners.with_columns(verdachte=ja.cast(pl.UInt8)), factoren=CODES).resultaat
    assert GEEN_WISSELWERKING in resultaat.leeswijzer
    assert "Te weinig personen om geslacht en leeftijd samen te nemen." in resultaat.leeswijzer


@pytest.mark.parametrize(
    ("paar", "melding"),
    [
        (("geslacht",), "twee verschillende"),
        (("geslacht", "geslacht"), "twee verschillende"),
        (("geslacht", "schuldhulp"), "in het model"),
        (("geslacht", "herkomst"), "Migratieachtergrond"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(paar: tuple[str, ...], melding: str) -> None:
    factoren = ("geslacht", "leeftijd", "herkomst")
    with pytest.raises(OnjuisteSpecificatie, match=melding):
        Regressiespecificatie(KEUZE, factoren=factoren, wisselwerking=paar)


def test_the_question_survives_storage() -> None:
    vraag = Regressiespecificatie(KEUZE, wisselwerking=PAAR)
    assert from_dict(to_dict(vraag)) == vraag
