"""The findings of the project, from the demonstration's own residents by the product's analyses."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from analyses.kern.analyse import run
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    KERNGROEPEN,
    VIJF_FACTOREN,
    Bereik,
    Gebiedskeuze,
    Kenmerkspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Specificatie,
    Spreidingspecificatie,
    Verdachtenspecificatie,
)
from analyses.kern.woorden import rule_words
from bronnen.demodata.kern.bevolking import generate_buurt
from bronnen.demodata.kern.gebieden import write_areas
from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.kern.kenmerken import kenmerk
from bronnen.kern.koppelverslag import Koppelspecificatie, Koppelverslag
from bronnen.kern.lezen_geojson import read_gebieden
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register
from privacy.kern.veilig import VeiligResultaat

ZADEN = (2016, 1, 2)
PEILDATUM = date(2016, 12, 31)


def places(seed: int, map_: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Metres east and north of the streets, numbered as in `residents`: from the map of the
    demonstration."""
    gemeente, tijdvak = plan_gemeente(18_000), Tijdvak.year_before(PEILDATUM)
    write_areas(map_, gemeente, seed, PEILDATUM.year)
    with (map_ / "gebieden.geojson").open("rb") as bestand:
        punten = {(s.buurtcode, s.straat): s.punt for s in read_gebieden(bestand).straten}
    oost, noord = [-1] * 3000, [-1] * 3000
    for nummer, buurt in enumerate(gemeente.onderzocht):
        namen = generate_buurt(gemeente, buurt, seed, tijdvak).straten.namen
        for straat, naam in enumerate(namen):
            lengte, breedte = punten[buurt.code, naam]
            oost[1000 * nummer + straat] = round((lengte - 3) * 66_000)
            noord[1000 * nummer + straat] = round((breedte - 53) * 111_200)
    return tuple(oost), tuple(noord)


def residents(seed: int) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The three studied buurten as the linked file has them."""
    gemeente, tijdvak = plan_gemeente(18_000), Tijdvak.year_before(PEILDATUM)
    delen = [generate_buurt(gemeente, buurt, seed, tijdvak) for buurt in gemeente.onderzocht]
    frames = []
    for nummer, deel in enumerate(delen):
        kolommen = {code: codes.astype(np.uint8) for code, codes in deel.kenmerken.items()}
        kolommen["verdachte"] = deel.verdachte.astype(np.uint8)
        straat = deel.adressen.straat[deel.adres_van_persoon]
        frames.append(
            pl.DataFrame(kolommen).with_columns(
                jaren=pl.when(pl.col("leeftijd") > 0).then(40).otherwise(5).cast(pl.UInt8),
                buurt=pl.lit(nummer, dtype=pl.UInt16),
                straat=pl.Series(1000 * nummer + straat + 1).cast(pl.UInt32),
            )
        )
    return pl.concat(frames), tuple(buurt.code for buurt in gemeente.onderzocht)


@pytest.fixture(scope="module", params=ZADEN)
def analyseer(
    request: pytest.FixtureRequest,
    onderzoek: Onderzoekgegevens,
    tmp_path_factory: pytest.TempPathFactory,
):
    bewoners, codes = residents(request.param)
    oost, noord = places(request.param, tmp_path_factory.mktemp("kaart"))
    keuze = Gebiedskeuze(codes[:2], codes[2:], samen=(Bereik.onderzocht,))
    verslag = Koppelverslag(
        specificatie=Koppelspecificatie(PEILDATUM, date(2016, 1, 1), PEILDATUM, codes),
        brp_rijen=0,
        bewoners=bewoners.height,
        buurtcodes=codes,
        bewoners_per_buurt=(),
        zonder_woning=(),
        wijken=(),
        pleegbuurten=(),
        straten=0,
        huishoudens=0,
        kolommen=tuple(bewoners.columns),
        uitval=(),
        tellingen=(),
        terzijde=(),
        ontbrekende_kenmerken=(),
        straat_oost=oost,
        straat_noord=noord,
    )

    def doe(soort: type[Specificatie], **velden: object) -> VeiligResultaat:
        return run(
            soort(gebieden=keuze, **velden),
            bewoners=bewoners.select,
            verslag=verslag,
            drempels=Drempelset(),
            onderzoek=onderzoek,
            voortgang=lambda percent, stap: None,
            register=Register(""),
        ).resultaat

    return doe


def test_ten_percent_of_all_residents_are_suspects(analyseer) -> None:
    tabel = analyseer(Verdachtenspecificatie).tabellen[0]
    plek = tabel.kolom("gebied").index("De drie buurten samen")
    assert tabel.kolom("van")[plek] <= 10 <= tabel.kolom("tot")[plek]


@pytest.mark.parametrize(
    ("groep", "aandeel"), [("man_alleen_18_50", 30), ("achterstand_18_50", 34)]
)
def test_the_two_headline_groups_are_within_their_intervals(analyseer, groep, aandeel) -> None:
    tabel = analyseer(Regelspecificatie).tabellen[0]
    plek = tabel.kolom("regel").index(rule_words(KERNGROEPEN[groep]))
    assert tabel.kolom("van")[plek] <= aandeel <= tabel.kolom("tot")[plek]


@pytest.mark.parametrize("factoren", [VIJF_FACTOREN, BREDE_FACTOREN])
def test_the_five_factors_are_found(analyseer, factoren) -> None:
    toetsen = analyseer(Regressiespecificatie, factoren=factoren).tabellen[1]
    p = dict(zip(toetsen.kolom("kenmerk"), toetsen.kolom("p"), strict=True))
    assert all(p[kenmerk(code).naam] != "≥ .05" for code in VIJF_FACTOREN)


def test_sex_and_age_are_among_the_first_three(analyseer) -> None:
    toetsen = analyseer(Regressiespecificatie).tabellen[1]
    assert {"Geslacht", "Leeftijd"} <= set(toetsen.kolom("kenmerk")[:3])


def test_the_sentence_of_the_regression_is_that_of_the_slides(analyseer) -> None:
    zin = analyseer(Regressiespecificatie).zin
    for deel in (
        "geslacht (man)",
        "leeftijd (hoe jonger)",
        "gezinsgrootte (hoe kleiner)",
        "huurachterstand (hoe langer)",
        "bijstandsuitkering (hoe langer)",
    ):
        assert deel in zin


def test_men_are_suspects_more_often(analyseer) -> None:
    resultaat = analyseer(Kenmerkspecificatie, kenmerk="geslacht")
    assert resultaat.bevinding.startswith("Mannen staan")


def test_suspects_live_spread_over_the_streets(analyseer) -> None:
    resultaat = analyseer(Spreidingspecificatie)
    assert resultaat.tabellen[1].kolom("boven_toeval") == ("geen",)
    assert resultaat.zin.endswith("er zijn geen clusters gevonden.")
