"""The neighbourhood's own part: from counts to what may be said of it."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import special

from analyses.kern import buurtdeel, ontwerp
from analyses.kern.analyse import run
from analyses.kern.leesbuurt import WEINIG, own_part_finding
from analyses.kern.meerniveau import fit_areas
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.patronen import count_patterns
from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    Buurtdeelspecificatie,
    Gebiedskeuze,
)
from analyses.kern.uitkomst import GeenResultaat
from privacy.kern.beschermen import Verschildeel, protect_difference, protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.certificaat import Keuzesoort
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register, Soort, condition
from privacy.kern.veilig import VeiligeTabel, VeiligResultaat

CODES = tuple(f"BU9999{nummer:04d}" for nummer in range(1, 13))
KEUZE = Gebiedskeuze(CODES[:2], CODES[2:3])
FACTOREN = ("geslacht", "gezinsgrootte", "bijstand")


def analyse(koppeling: Any, onderzoek: Onderzoekgegevens, bewoners: pl.DataFrame, **velden: Any):
    return run(
        Buurtdeelspecificatie(**({"gebieden": KEUZE} | velden)),
        bewoners=bewoners.select,
        verslag=koppeling.verslag,
        drempels=Drempelset(),
        onderzoek=onderzoek,
        voortgang=lambda percent, stap: None,  # nobody watches
        register=Register(""),
        keuze=Keuzesoort.meer_weglaten,
    )


@pytest.fixture(scope="module")
def kandidaat(koppeling: Any, onderzoek: Onderzoekgegevens) -> Any:
    return analyse(koppeling, onderzoek, koppeling.bewoners)


@pytest.fixture(scope="module")
def resultaat(kandidaat: Any) -> VeiligResultaat:
    return kandidaat.resultaat


@pytest.fixture(scope="module")
def gelijk(koppeling: Any) -> pl.DataFrame:
    """The same residents, but who is a suspect depends on the kenmerken alone."""
    toeval = np.random.default_rng(11)
    bewoners = koppeling.bewoners
    getal = {naam: bewoners[naam].to_numpy().astype(float) for naam in (*FACTOREN, "jaren")}
    eta = -2.2 + 0.9 * (getal["geslacht"] == 0) - 0.25 * getal["gezinsgrootte"]
    eta += 0.5 * getal["bijstand"] - 30 * (getal["jaren"] < 12)
    ja = toeval.random(bewoners.height) < special.expit(eta)
    return bewoners.with_columns(verdachte=pl.Series(ja.astype(np.uint8)))


def figures(tabel: VeiligeTabel) -> dict[str, tuple[Any, ...]]:
    return {str(rij.waarden[0]): rij.waarden[1:] for rij in tabel.rijen}


def test_a_planted_difference_between_equal_residents_is_found(resultaat: VeiligResultaat) -> None:
    variatie = resultaat.tabellen[2]
    assert variatie.rijen[1].waarden[-1] == "< .001"
    verhouding = {naam: cijfers[2] for naam, cijfers in figures(resultaat.tabellen[1]).items()}
    assert min(verhouding[f"Buurt {k}"] for k in (1, 2, 3)) > 1.2
    assert max(verhouding[f"Buurt {k}"] for k in range(4, 13)) < 0.9


def test_buurten_that_differ_in_residents_alone_have_no_part_of_their_own(
    koppeling: Any, onderzoek: Onderzoekgegevens, gelijk: pl.DataFrame
) -> None:
    uit = analyse(koppeling, onderzoek, gelijk, factoren=FACTOREN).resultaat
    assert uit.tabellen[2].rijen[1].waarden[-1] == "≥ .05"
    assert "verschillen de buurten niet meer dan bij toeval" in uit.zin


def test_nothing_is_sharper_than_the_count_behind_it(resultaat: VeiligResultaat) -> None:
    geteld = {str(r.waarden[0]): r.waarden[2] for r in resultaat.tabellen[3].rijen}
    for naam, cijfers in figures(resultaat.tabellen[1]).items():
        assert cijfers[0] == geteld[naam]
        assert cijfers[1] % 5 == 0
        assert cijfers[2] == round(cijfers[0] / cijfers[1], 2)


def test_every_level_is_told_to_the_ledger(kandidaat: Any) -> None:
    verteld = [u for u in kandidaat.bijdrage.uitspraken if u.soort is Soort.regressie]
    kenmerken = {v.kenmerk for u in verteld for v in u.groep} - {"buurt", "jaren"}
    assert kenmerken == set(BREDE_FACTOREN) - {"leeftijd"}  # that one is told in years
    assert all(u.grootte and u.aantal for u in verteld)


def test_parts_add_up_to_the_whole(resultaat: VeiligResultaat) -> None:
    punten = {naam: cijfers[0] for naam, cijfers in figures(resultaat.tabellen[0]).items()}
    delen = punten["Persoon"] + punten["Huishouden"] + punten["Financiële positie"]
    assert delen == pytest.approx(punten["Wie er woont, samen"], abs=0.16)
    heel = punten["Wie er woont, samen"] + punten["Niet verklaard"]
    assert heel == pytest.approx(punten["Verschil"], abs=0.11)


def test_a_hidden_buurt_has_no_figure_anywhere(
    koppeling: Any, onderzoek: Onderzoekgegevens
) -> None:
    laatste = pl.int_range(pl.len()) >= koppeling.bewoners.height - 100
    zonder = koppeling.bewoners.filter((pl.col("buurt") != 11) | laatste)
    uit = analyse(koppeling, onderzoek, zonder, factoren=FACTOREN).resultaat
    assert figures(uit.tabellen[1])["Buurt 12"] == (None,) * 8
    assert figures(uit.tabellen[3])["Buurt 12"] == (None,) * 5
    assert "niet getoond" in json.dumps(uit.figuren[1])


def test_of_few_buurten_the_reader_is_warned(
    koppeling: Any, onderzoek: Onderzoekgegevens, resultaat: VeiligResultaat
) -> None:
    """Seven of them are shown, against twelve."""
    weinig = koppeling.bewoners.filter(pl.col("buurt") < 7)
    uit = analyse(koppeling, onderzoek, weinig, factoren=FACTOREN).resultaat
    assert WEINIG in uit.leeswijzer
    assert WEINIG not in resultaat.leeswijzer


def test_a_difference_that_may_be_chance_is_not_taken_apart_in_words(
    resultaat: VeiligResultaat,
) -> None:
    assert resultaat.bevinding.startswith("Geen duidelijk verschil")
    assert "Dat kan toeval zijn." in resultaat.zin
    assert "niet verklaard" not in resultaat.zin


@pytest.mark.parametrize(
    ("buurten", "keuze", "melding"),
    [
        (range(1), Gebiedskeuze(CODES[:1]), "te weinig buurten"),
        (range(4), Gebiedskeuze(CODES[:1], CODES[1:2]), "te weinig buurten"),
    ],
)
def test_too_few_buurten_end_in_a_sentence(
    koppeling: Any, onderzoek: Onderzoekgegevens, buurten: range, keuze: Gebiedskeuze, melding: str
) -> None:
    codes = [CODES[k] for k in buurten]
    hier = replace(koppeling, verslag=replace(koppeling.verslag, buurtcodes=tuple(codes)))
    bewoners = koppeling.bewoners.filter(pl.col("buurt").is_in(list(buurten)))
    with pytest.raises(GeenResultaat, match=melding):
        analyse(hier, onderzoek, bewoners, gebieden=keuze)


def test_without_a_reference_all_other_buurten_are_it(
    koppeling: Any, onderzoek: Onderzoekgegevens
) -> None:
    uit = analyse(koppeling, onderzoek, koppeling.bewoners, gebieden=Gebiedskeuze(CODES[:3]))
    assert [rij.waarden[0] for rij in uit.resultaat.tabellen[0].rijen[:2]] == [
        "Buurten in beeld", "Andere buurten",
    ]  # fmt: skip
    assert uit.resultaat.bevinding.endswith("hangt niet samen met wie er woont")


def design(bewoners: pl.DataFrame) -> tuple[ontwerp.Ontwerp, buurtdeel.Gebiedsrijen]:
    rijen = buurtdeel.by_area(count_patterns(bewoners, (*FACTOREN, "buurt")))
    return ontwerp.build(rijen.patronen, FACTOREN, lambda n, y: True), rijen


def test_expected_counts_are_those_of_a_loop_over_residents(bewoners: pl.DataFrame) -> None:
    gebouwd, rijen = design(bewoners)
    coef = np.linspace(-2, 1, gebouwd.parameters)
    kans = dict(
        zip(map(tuple, rijen.patronen.codes), special.expit(gebouwd.matrix @ coef), strict=True)
    )
    langzaam = np.zeros(12)
    for *codes, buurt in bewoners.select(*FACTOREN, "buurt").iter_rows():
        langzaam[buurt] += kans[tuple(codes)]
    snel = buurtdeel.expected_by_area(gebouwd, rijen.patronen, rijen.buurt, coef)
    assert snel == pytest.approx(langzaam)


def test_no_variation_gives_no_effects(gelijk: pl.DataFrame) -> None:
    gebouwd, rijen = design(gelijk.with_columns(buurt=pl.Series(np.arange(gelijk.height) % 12)))
    n, y = rijen.patronen.n.astype(float), rijen.patronen.y.astype(float)
    begin = np.zeros(gebouwd.parameters)
    uit = fit_areas(np.ascontiguousarray(gebouwd.matrix), n, y, rijen.buurt, begin)
    assert not uit.varieert
    assert (uit.icc, uit.p_gebied) == (pytest.approx(0, abs=1e-4), 1.0)


def test_composition_explains_a_difference_that_is_composition(gelijk: pl.DataFrame) -> None:
    """More men and more benefit in the first half: the difference is theirs alone."""
    extra = gelijk.filter((pl.col("geslacht") == 0) & (pl.col("jaren") >= 12))
    samen = pl.concat([gelijk.with_columns(buurt=0), extra.with_columns(buurt=0),
                       gelijk.with_columns(buurt=1)])  # fmt: skip
    gebouwd, rijen = design(samen.filter(pl.col("jaren") >= 12))
    n, y = rijen.patronen.n.astype(float), rijen.patronen.y.astype(float)
    model = fit_areas(np.ascontiguousarray(gebouwd.matrix), n, y, rijen.buurt,
                      np.zeros(gebouwd.parameters))  # fmt: skip
    een, twee = rijen.buurt == 0, rijen.buurt == 1
    uit = buurtdeel.explain(gebouwd, rijen.patronen, een, twee, model)
    verschil = y[een].sum() / n[een].sum() - y[twee].sum() / n[twee].sum()
    assert uit.samen.waarde == pytest.approx(verschil, rel=0.1)
    assert uit.delen["persoon"].waarde == pytest.approx(verschil, rel=0.15)


CELLEN = Celtabel(
    "verdachten", "Verdachten per buurt",
    (Dimensie("gebied", "Buurt", ("A", "B"),
              betekenis=(condition("buurt", CODES[:1]), condition("buurt", CODES[1:2]))),),
    np.array([1000, 1000]), np.array([200, 100]), groep=(),
)  # fmt: skip


@pytest.mark.parametrize(
    ("samen", "zin"),
    [
        (6.0, "Ongeveer 6 van de 10 procentpunten verschil hangen samen met wie er woont"),
        (1.0, "Ongeveer 1 van de 10 procentpunten verschil hangt samen met wie er woont"),
        (10.4, "Het hele verschil tussen de buurten hangt samen met wie er woont"),
        (0.2, "Het verschil tussen de buurten hangt niet samen met wie er woont"),
        (-3.0, "Het verschil tussen de buurten hangt niet samen met wie er woont"),
    ],
)
def test_the_finding_says_how_much_is_who_lives_there(samen: float, zin: str) -> None:
    drempels = Drempelset()
    tabel = protect_difference(
        protect_shares(CELLEN, drempels), {"A": 1000, "B": 1000}, ("Buurten in beeld", ["A"]),
        ("Referentie", ["B"]), [Verschildeel("Wie er woont, samen", samen, samen - 1, samen + 1)],
        drempels, naam="buurtdeel", titel="Verschil",
    )  # fmt: skip
    assert own_part_finding(tabel) == zin
    assert len(zin.split()) <= 15
