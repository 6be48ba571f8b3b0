"""Public figures: over the years, and which buurten are alike. No persons."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from analyses.kern import openbaaranalyse as o
from analyses.kern import trendfiguren
from analyses.kern.leefklimaat import THEMAS
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.specificatie import (
    Gebiedskeuze,
    Gelijkenisspecificatie,
    Leefklimaatspecificatie,
    Openbarespecificatie,
    Trendspecificatie,
)
from analyses.kern.trend import Jaarcijfer, year_trends
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.lezen_geojson import Buurtvlak
from privacy.kern.drempels import Drempelset
from privacy.kern.selectie import read_selection, select
from privacy.kern.uitspraken import Register
from privacy.kern.veilig import VeiligResultaat

CODES = tuple(f"BU9999{nummer:04d}" for nummer in range(1, 13))
KEUZE = Gebiedskeuze(CODES[:2], CODES[2:3])
GEBIEDEN = (*CODES, "GM9999")
JAREN = range(2012, 2017)


def context(**anders: Any) -> pl.DataFrame:
    """A figure that rises two points a year in the first buurt and stays in the others."""
    rijen = [
        {
            "gebied": gebied, "jaar": jaar, "indicator": "overlast",
            "waarde": 20.0 + (2.0 * (jaar - 2012) if plek == 0 else 0.1 * plek),
            "ondergrens": 18.0 + (2.0 * (jaar - 2012) if plek == 0 else 0.1 * plek),
            "bovengrens": 22.0 + (2.0 * (jaar - 2012) if plek == 0 else 0.1 * plek), "n": 200,
        }
        for plek, gebied in enumerate(GEBIEDEN)
        for jaar in JAREN
    ]  # fmt: skip
    return pl.DataFrame(rijen).with_columns(**anders)


def run(
    vraag: Openbarespecificatie,
    cijfers: pl.DataFrame,
    onderzoek: Onderzoekgegevens,
    vlakken: tuple[Buurtvlak, ...] = (),
) -> VeiligResultaat:
    kandidaat = o.run_public(
        vraag, context=cijfers, drempels=Drempelset(), onderzoek=onderzoek, register=Register(""),
        vlakken=vlakken,
    )  # fmt: skip
    assert kandidaat.bijdrage.uitspraken == ()
    return kandidaat.resultaat


def test_a_rise_in_one_buurt_is_the_finding(onderzoek: Onderzoekgegevens) -> None:
    uit = run(Trendspecificatie("overlast", KEUZE), context(), onderzoek)
    assert uit.bevinding == "Sinds 2012 stijgt overlast in Buurt 1"
    assert "Buurt 2, 2012 tot en met 2016: 0,00 per jaar, geen duidelijke verandering." in uit.zin


def test_a_new_definition_cuts_the_line_and_is_marked(onderzoek: Onderzoekgegevens) -> None:
    uit = run(Trendspecificatie("overlast", KEUZE, (2014,)), context(), onderzoek)
    [figuur] = uit.figuren
    assert [vorm["line"]["dash"] for vorm in figuur["layout"]["shapes"]] == ["dash"]
    lijnen = [spoor["x"] for spoor in figuur["data"] if spoor.get("mode") == "lines+markers"]
    assert lijnen[:2] == [[2012, 2013], [2014, 2015, 2016]]
    assert any("nieuwe definitie" in zin for zin in uit.leeswijzer)


def test_the_wijk_of_a_buurt_stands_beside_it_where_it_was_delivered(
    onderzoek: Onderzoekgegevens,
) -> None:
    wijk = context().filter(pl.col("gebied") == CODES[3]).with_columns(gebied=pl.lit("WK999900"))
    uit = run(Trendspecificatie("overlast", KEUZE), pl.concat([context(), wijk]), onderzoek)
    assert [tuple(dict.fromkeys(spoor["labels"]["gebied"] for spoor in figuur["keuze"]["sporen"]))
            for figuur in uit.figuren] == [
        (buurt, "Wijk 00", "Hele gemeente") for buurt in ("Buurt 1", "Buurt 2", "Buurt 3")
    ]  # fmt: skip
    assert set(uit.tabellen[0].kolom("gebied")) >= {"Wijk 00", "Hele gemeente"}


def test_a_missing_year_stays_a_gap(onderzoek: Onderzoekgegevens) -> None:
    gat = context().filter((pl.col("gebied") != CODES[0]) | (pl.col("jaar") != 2014))
    [figuur] = run(Trendspecificatie("overlast", KEUZE), gat, onderzoek).figuren
    lijn = next(spoor for spoor in figuur["data"] if spoor.get("mode") == "lines+markers")
    assert lijn["y"][2] is None
    assert lijn["connectgaps"] is False
    assert "NaN" not in json.dumps(figuur)


def test_more_than_four_lines_become_panels_with_equal_axes(onderzoek: Onderzoekgegevens) -> None:
    keuze = Gebiedskeuze(CODES[:3], CODES[3:5])
    figuren = run(Trendspecificatie("overlast", keuze), context(), onderzoek).figuren
    assert len(figuren) == 5
    assert len({json.dumps(figuur["layout"]["yaxis"]["range"]) for figuur in figuren}) == 1


@pytest.mark.parametrize(
    ("cijfers", "melding"),
    [
        (context().filter(pl.col("jaar") == 2014), o.EEN_JAAR),
        (context(indicator=pl.lit("iets anders")), o.GEEN_CIJFER),
        (context().filter(~pl.col("gebied").is_in(KEUZE.onderzocht)), o.GEEN_CIJFER),
        (context(waarde=pl.lit(None, dtype=pl.Float64)), o.GEEN_CIJFER),
        (pl.concat([context(), context()]), o.DUBBEL),
    ],
)
def test_what_cannot_be_a_trend_ends_in_a_sentence(
    onderzoek: Onderzoekgegevens, cijfers: pl.DataFrame, melding: str
) -> None:
    with pytest.raises(GeenResultaat) as fout:
        run(Trendspecificatie("overlast", KEUZE), cijfers, onderzoek)
    assert fout.value.melding == melding


@pytest.mark.parametrize("jaren", [2, 3])
def test_a_direction_needs_three_years_with_bounds(
    onderzoek: Onderzoekgegevens, jaren: int
) -> None:
    uit = run(
        Trendspecificatie("overlast", KEUZE),
        context().filter(pl.col("jaar") < 2012 + jaren), onderzoek,
    )  # fmt: skip
    assert ("niet getoetst" in uit.tabellen[1].kolom("p")) is (jaren == 2)
    zonder = context(ondergrens=pl.lit(None, dtype=pl.Float64))
    uit = run(Trendspecificatie("overlast", KEUZE), zonder, onderzoek)
    assert set(uit.tabellen[1].kolom("p")) == {"niet getoetst"}


def test_the_weighted_line_is_that_of_statsmodels() -> None:
    toeval = np.random.default_rng(4)
    waarde, half = toeval.normal(20, 2, 6), toeval.uniform(1, 3, 6)
    [reeks] = year_trends(
        [Jaarcijfer(2010 + k, waarde[k], waarde[k] - half[k], waarde[k] + half[k])
         for k in range(6)]
    )  # fmt: skip
    x = sm.add_constant(np.arange(6.0))
    model = sm.WLS(waarde, x, weights=(1.959963984540054 / half) ** 2).fit(cov_type="fixed scale")
    assert reeks.per_jaar == pytest.approx(model.params[1])
    assert reeks.p == pytest.approx(model.pvalues[1], rel=1e-6)


def likeness_context() -> pl.DataFrame:
    """Buurt 3 lies nearest to Buurt 1, Buurt 12 to Buurt 2; one indicator is known of few."""
    waarden = {code: (float(k), float(-k)) for k, code in enumerate(CODES)}
    waarden[CODES[2]], waarden[CODES[11]] = (0.1, 0.0), (1.1, -1.0)
    rijen = [
        {"gebied": code, "jaar": 2016, "indicator": naam, "waarde": waarde}
        for code, paar in waarden.items()
        for naam, waarde in zip(("corporatiewoningen", "dichtheid"), paar, strict=True)
    ]
    rijen.append({"gebied": CODES[0], "jaar": 2016, "indicator": "zelden", "waarde": 3.0})
    return pl.DataFrame(rijen)


def test_the_nearest_buurten_are_proposed_with_why(onderzoek: Onderzoekgegevens) -> None:
    uit = run(Gelijkenisspecificatie(KEUZE, 2016, 2), likeness_context(), onderzoek)
    [tabel] = uit.tabellen
    eerste = {}
    for rij in tabel.rijen:
        eerste.setdefault(rij.waarden[0], rij.waarden[1])
    assert eerste == {"Buurt 1": "Buurt 3", "Buurt 2": "Buurt 12"}
    assert "zelden" not in uit.als_json()
    assert "Buurt 3 lijkt het meest op Buurt 1" in uit.zin
    assert any("U kiest zelf" in zin for zin in uit.leeswijzer)


def test_a_chosen_reference_stands_beside_the_proposals(onderzoek: Onderzoekgegevens) -> None:
    uit = run(Gelijkenisspecificatie(KEUZE, 2016, 1), likeness_context(), onderzoek)
    voor_twee = [rij.waarden for rij in uit.tabellen[0].rijen if rij.waarden[0] == "Buurt 2"]
    assert [(rij[1], rij[-1]) for rij in voor_twee] == [("Buurt 12", "nee"), ("Buurt 3", "ja")]


@pytest.mark.parametrize(
    "cijfers",
    [
        likeness_context().filter(pl.col("gebied") == CODES[0]),
        likeness_context().filter(pl.col("gebied") != CODES[1]),
        likeness_context().filter(pl.col("jaar") == 1999),
        likeness_context().with_columns(waarde=pl.lit(1.0)),
    ],
)
def test_without_figures_to_compare_there_is_no_proposal(
    onderzoek: Onderzoekgegevens, cijfers: pl.DataFrame
) -> None:
    with pytest.raises(GeenResultaat, match="geen openbare cijfers waarmee"):
        run(Gelijkenisspecificatie(KEUZE, 2016), cijfers, onderzoek)


def survey(**anders: Any) -> pl.DataFrame:
    """All seven themes for twelve buurten, two wijken and the municipality; Buurt 1 stands out."""
    gebieden = (*CODES, "WK999900", "WK999901", "GM9999")
    rijen = [
        {
            "gebied": gebied, "jaar": jaar, "indicator": thema,
            "waarde": midden, "ondergrens": midden - 1.6, "bovengrens": midden + 1.6, "n": 300,
        }
        for gebied in gebieden
        for thema in THEMAS
        for jaar in JAREN
        for midden in [30.5 - (jaar - 2012) * 2 if gebied == CODES[0] else 15.2]
    ]  # fmt: skip
    return pl.DataFrame(rijen).with_columns(**anders)


def test_the_survey_shows_every_area_and_theme_with_its_years(
    onderzoek: Onderzoekgegevens,
) -> None:
    (tabel,) = run(Leefklimaatspecificatie(KEUZE), survey(), onderzoek).tabellen
    assert len(tabel.rijen) == 15 * len(THEMAS)
    assert tabel.rijen[0].waarden == (
        "Buurt 1", "Samenstelling van de bevolking", 23, 20, 25, 31, 29, 27, 25, "daalt", CODES[0],
    )  # fmt: skip
    assert {rij.waarden[-2] for rij in tabel.rijen[7:]} == {"geen duidelijke verandering"}


def test_the_survey_says_in_how_many_themes_a_buurt_lies_above_the_municipality(
    onderzoek: Onderzoekgegevens,
) -> None:
    uit = run(Leefklimaatspecificatie(KEUZE), survey(), onderzoek)
    assert uit.bevinding == (
        "Bewoners van Buurt 1 noemen zeven van de zeven thema’s vaker dan in de gemeente"
    )
    assert "23% (20 tot 25%), in de hele gemeente 15% (13 tot 17%)" in uit.zin
    assert [len(figuur["keuze"]["stroken"]) for figuur in uit.figuren] == [7, 7, 7]


HOEK = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, 0.0))


def test_each_theme_has_a_map_with_the_figures_of_the_table(onderzoek: Onderzoekgegevens) -> None:
    vlakken = tuple(Buurtvlak(code, code, 2016, ((HOEK,),)) for code in CODES[:3])
    uit = run(Leefklimaatspecificatie(KEUZE), survey(), onderzoek, vlakken)
    kaarten = uit.figuren[3:]
    assert [k["keuze"]["labels"]["thema"] for k in kaarten] == list(THEMAS.values())
    assert {kaart["data"][0]["text"] for kaart in kaarten} == {"Buurt 1: 23% (20 tot 25%)"}
    titels = [kaart["layout"]["annotations"][-1]["text"] for kaart in kaarten]
    assert max(len(regel) for titel in titels for regel in titel[3:-4].split("<br>")) <= 28
    assert "kaarten" in uit.alt


def test_a_chosen_theme_leaves_its_own_map(onderzoek: Onderzoekgegevens) -> None:
    vlakken = (Buurtvlak(CODES[0], "Buurt 1", 2016, ((HOEK,),)),)
    uit = run(Leefklimaatspecificatie(KEUZE), survey(), onderzoek, vlakken)
    over = select(uit, read_selection(uit, {"kies": ["thema.4"]}))
    labels = [figuur["keuze"].get("labels", {}) for figuur in over.figuren]
    assert [label["thema"] for label in labels if "thema" in label] == ["Intimidatie"]


def test_definitions_say_what_a_figure_is_and_not_only_its_name(
    onderzoek: Onderzoekgegevens,
) -> None:
    for vraag, cijfers in (
        (Leefklimaatspecificatie(KEUZE), survey()),
        (Gelijkenisspecificatie(KEUZE, 2016), survey()),
        (Trendspecificatie("overlast", KEUZE), context()),
    ):
        assert all(": " in tekst for tekst in run(vraag, cijfers, onderzoek).definities)


def test_years_before_a_new_definition_are_left_out(onderzoek: Onderzoekgegevens) -> None:
    (tabel,) = run(Leefklimaatspecificatie(KEUZE, (2015,)), survey(), onderzoek).tabellen
    assert [kop.code for kop in tabel.koppen if kop.code.startswith("jaar_")] == ["jaar_2015"]
    assert {rij.waarden[-2] for rij in tabel.rijen} == {"niet getoetst"}


@pytest.mark.parametrize(
    ("cijfers", "melding"),
    [
        (survey(indicator=pl.lit("parkeren")), "staan niet bij deze buurten"),
        (survey(gebied=pl.lit("BU12340000")), "staan niet bij deze buurten"),
        (survey(jaar=pl.lit(2016)), "twee cijfers"),
    ],
)
def test_a_survey_that_cannot_be_shown_says_why(
    onderzoek: Onderzoekgegevens, cijfers: pl.DataFrame, melding: str
) -> None:
    with pytest.raises(GeenResultaat, match=melding):
        run(Leefklimaatspecificatie(KEUZE), cijfers, onderzoek)


def test_figures_without_bounds_are_shown_without_them(onderzoek: Onderzoekgegevens) -> None:
    leeg = survey(ondergrens=pl.lit(None, pl.Float64), bovengrens=pl.lit(None, pl.Float64))
    uit = run(Leefklimaatspecificatie(KEUZE), leeg, onderzoek)
    assert uit.bevinding == "Bewoners van Buurt 1 noemen geen thema duidelijk vaker"
    assert "23%, in de hele gemeente 15%." in uit.zin


def test_a_name_at_the_end_of_a_line_has_room_of_its_own(onderzoek: Onderzoekgegevens) -> None:
    figuur = run(Trendspecificatie("overlast", KEUZE), context(), onderzoek).figuren[0]
    regels = [r for a in figuur["layout"]["annotations"] for r in a["text"].split("<br>")]
    rechts = figuur["layout"]["margin"]["r"]
    assert "gemeente" in regels
    assert all(len(regel) * 7 + 10 <= rechts for regel in regels)


@pytest.mark.parametrize("midden", [[290.0, 295.0, 296.0], [10.0, 10.0, 11.0], [300.0, 5.0, 301.0]])
def test_names_that_would_touch_are_pushed_apart_and_stay_in_the_plane(midden: list[float]) -> None:
    plaats = trendfiguren.pushed_apart(midden, [34.0, 17.0, 17.0], 300.0)
    volgorde = sorted(range(3), key=lambda k: midden[k])
    hoog = [34.0, 17.0, 17.0]
    for een, ander in pairwise(volgorde):
        assert plaats[ander] - plaats[een] >= (hoog[een] + hoog[ander]) / 2 - 1e-9
    assert plaats[volgorde[-1]] + hoog[volgorde[-1]] / 2 <= 300.0 + trendfiguren.REGEL / 2
