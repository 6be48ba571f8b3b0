"""From specification to safe result, and the sentence when it cannot be."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from analyses.kern import narekening
from analyses.kern.analyse import run
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.openbaaranalyse import run_public
from analyses.kern.specificatie import (
    BREDE_FACTOREN,
    Bereik,
    Betaalgedragspecificatie,
    Gebiedskeuze,
    Huurachterstandspecificatie,
    Kenmerkspecificatie,
    Overlapspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Samenhangspecificatie,
    Specificatie,
    Spreidingspecificatie,
    Verdachtenspecificatie,
    from_dict,
    standaardset,
)
from analyses.kern.uitkomst import Afwijking, GeenResultaat
from bronnen.kern.koppelverslag import Brontelling
from privacy.kern.drempels import Drempelset
from privacy.kern.uitspraken import Register
from privacy.kern.veilig import VeiligResultaat

CODES = ("BU99990001", "BU99990002"), ("BU99990003",)
KEUZE = Gebiedskeuze(*CODES)
LEEG = Register("")
STANDAARD = standaardset(*CODES, herkomst=True)


def stil(percent: float, stap: str) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def doe(koppeling: Any, onderzoek: Onderzoekgegevens) -> Any:
    def run_it(specificatie: Specificatie, bewoners: Any = None, **anders: Any) -> VeiligResultaat:
        frame = koppeling.bewoners if bewoners is None else bewoners
        delen = {
            "verslag": koppeling.verslag,
            "drempels": Drempelset(),
            "onderzoek": onderzoek,
            "voortgang": stil,
            "register": LEEG,
        } | anders
        return run(specificatie, bewoners=frame.select, **delen).resultaat

    return run_it


@pytest.fixture(scope="module")
def resultaten(doe: Any) -> list[VeiligResultaat]:
    return [doe(specificatie) for specificatie in STANDAARD]


def test_every_analysis_of_the_project_gives_a_result(resultaten: list[VeiligResultaat]) -> None:
    assert [r.soort for r in resultaten] == [s.soort for s in STANDAARD]
    assert all(r.figuren and r.tabellen for r in resultaten)


def test_findings_are_short_and_alt_texts_fit(resultaten: list[VeiligResultaat]) -> None:
    assert max(len(r.bevinding.split()) for r in resultaten) <= 15
    assert max(len(r.alt) for r in resultaten) <= 250
    assert all(r.alt.endswith("Tabel hieronder.") for r in resultaten)


def test_what_is_never_said(resultaten: list[VeiligResultaat]) -> None:
    tekst = " ".join(r.als_json().lower() for r in resultaten)
    for woord in ("slechte buurt", "crimineel", "dader", "onderdrukt"):
        assert woord not in tekst


def test_every_result_on_suspects_says_what_a_suspect_is(resultaten: list[VeiligResultaat]) -> None:
    zonder = {"betaalgedrag", "huurachterstand"}
    zin = "Verdachte betekent: geregistreerd door de politie. Niet: schuldig."
    assert all((zin in r.leeswijzer) is (r.soort not in zonder) for r in resultaten)


def test_every_result_says_it_is_about_areas(resultaten: list[VeiligResultaat]) -> None:
    assert all(any("niet over een persoon" in zin for zin in r.leeswijzer) for r in resultaten)


def test_a_second_run_gives_the_same_bytes(doe: Any, resultaten: list[VeiligResultaat]) -> None:
    for plek in (0, 3, 9, len(STANDAARD) - 3, len(STANDAARD) - 1):
        assert doe(STANDAARD[plek]).sha256 == resultaten[plek].sha256


def test_a_result_can_be_made_again_from_what_is_stored(
    doe: Any, resultaten: list[VeiligResultaat]
) -> None:
    assert doe(from_dict(resultaten[4].specificatie)).sha256 == resultaten[4].sha256


def test_stored_results_are_read_back(resultaten: list[VeiligResultaat]) -> None:
    for resultaat in resultaten:
        terug = VeiligResultaat.uit_json(resultaat.als_json(), resultaat.sha256)
        assert terug.als_json() == resultaat.als_json()


def test_counts_are_rounded(resultaten: list[VeiligResultaat]) -> None:
    for resultaat in resultaten:
        assert resultaat.n % 5 == 0
        for tabel in resultaat.tabellen:
            for kop in tabel.koppen:
                if kop.maat.value == "aantal":
                    assert all(w is None or w % 5 == 0 for w in tabel.kolom(kop.code))


def test_the_five_factors_of_the_project_are_found(resultaten: list[VeiligResultaat]) -> None:
    [regressie] = [
        r for s, r in zip(STANDAARD, resultaten, strict=True) if s == Regressiespecificatie(KEUZE)
    ]
    toetsen = regressie.tabellen[1]
    assert set(toetsen.kolom("kenmerk")) == {
        "Geslacht", "Leeftijd", "Gezinsgrootte", "Huurachterstand", "Bijstandsuitkering",
    }  # fmt: skip
    assert all(p != "≥ .05" for p in toetsen.kolom("p"))


def test_the_headline_rules_come_first(resultaten: list[VeiligResultaat]) -> None:
    regels = resultaten[-1].tabellen[0].kolom("regel")
    assert regels[0] == "mannen van 18 tot 50 jaar die alleen wonen"
    assert regels[1] == "inwoners van 18 tot 50 jaar met meer dan 2 maanden betalingsachterstand"


def test_herkomst_shows_the_adjusted_figure_beside_the_raw(
    resultaten: list[VeiligResultaat],
) -> None:
    plek = STANDAARD.index(Kenmerkspecificatie("herkomst", KEUZE))
    ruw, bijgesteld = resultaten[plek].tabellen
    assert "aandeel" in [kop.code for kop in ruw.koppen]
    assert set(bijgesteld.kolom("kenmerk")) == {"Migratieachtergrond"}
    assert len(resultaten[plek].figuren) == 5


def test_only_the_needed_columns_are_read(koppeling: Any, onderzoek: Onderzoekgegevens) -> None:
    gelezen: list[str] = []

    def lees(kolommen: list[str]) -> pl.DataFrame:
        gelezen.extend(kolommen)
        return koppeling.bewoners.select(kolommen)

    run(
        Kenmerkspecificatie("schuldhulp", KEUZE),
        bewoners=lees,
        verslag=koppeling.verslag,
        drempels=Drempelset(),
        onderzoek=onderzoek,
        voortgang=stil,
        register=LEEG,
    )
    assert set(gelezen) == {"buurt", "jaren", "schuldhulp", "verdachte"}


def test_progress_goes_up_and_ends_at_a_hundred(doe: Any) -> None:
    stappen: list[float] = []
    doe(STANDAARD[0], voortgang=lambda percent, stap: stappen.append(percent))
    assert stappen == sorted(stappen)
    assert stappen[-1] == 100


def test_a_job_that_is_cancelled_stops(doe: Any) -> None:
    def stop(percent: float, stap: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        doe(STANDAARD[0], voortgang=stop)


MODELLEN = [
    Regressiespecificatie(KEUZE),
    Regelspecificatie(KEUZE),
    Spreidingspecificatie(KEUZE),
]
ALLES = [
    *MODELLEN,
    Kenmerkspecificatie("geslacht", KEUZE),
    Betaalgedragspecificatie(KEUZE),
    Huurachterstandspecificatie(KEUZE),
    Verdachtenspecificatie(KEUZE),
    Overlapspecificatie(KEUZE),
]


def ended(doe: Any, specificatie: Specificatie, bewoners: pl.DataFrame, **anders: Any) -> str:
    with pytest.raises(GeenResultaat) as fout:
        doe(specificatie, bewoners, **anders)
    melding = fout.value.melding
    assert melding.endswith(".")
    assert not any(teken.isdigit() for teken in melding)
    return melding


@pytest.mark.parametrize("specificatie", ALLES, ids=lambda s: s.soort)
def test_nobody_linked_is_one_dutch_sentence(
    doe: Any, specificatie: Specificatie, bewoners: pl.DataFrame
) -> None:
    assert ended(doe, specificatie, bewoners.head(0)) == "Er zijn geen inwoners gekoppeld."


@pytest.mark.parametrize("specificatie", MODELLEN, ids=lambda s: s.soort)
def test_no_suspects_is_one_dutch_sentence(
    doe: Any, specificatie: Specificatie, bewoners: pl.DataFrame
) -> None:
    leeg = pl.lit([], dtype=pl.List(pl.UInt16))
    zonder = bewoners.with_columns(verdachte=pl.lit(0, dtype=pl.UInt8), pleegbuurten=leeg)
    assert "geen verdachten" in ended(doe, specificatie, zonder)


@pytest.mark.parametrize("specificatie", MODELLEN[:2], ids=lambda s: s.soort)
def test_only_suspects_is_one_dutch_sentence(
    doe: Any, specificatie: Specificatie, bewoners: pl.DataFrame
) -> None:
    allen = bewoners.with_columns(verdachte=pl.lit(1, dtype=pl.UInt8))
    assert "Alle inwoners" in ended(doe, specificatie, allen)


@pytest.mark.parametrize("specificatie", ALLES, ids=lambda s: s.soort)
def test_a_handful_of_residents_gives_no_result(
    doe: Any, specificatie: Specificatie, bewoners: pl.DataFrame
) -> None:
    """At the thresholds and under it: a sentence, never a number that means nothing."""
    with pytest.raises(GeenResultaat):
        doe(specificatie, bewoners.filter(pl.col("buurt") < 3).head(40))


def test_constant_kenmerken_are_left_out_and_a_model_needs_one(
    doe: Any, bewoners: pl.DataFrame
) -> None:
    zelfde = bewoners.with_columns(geslacht=pl.lit(0, dtype=pl.UInt8))
    vraag = Regressiespecificatie(KEUZE, factoren=("geslacht",))
    assert ended(doe, vraag, zelfde) == "Geen enkel kenmerk heeft genoeg personen in zijn klassen."


def test_a_saturated_model_is_refused_with_what_to_do(doe: Any, bewoners: pl.DataFrame) -> None:
    vraag = Regressiespecificatie(KEUZE, factoren=("geslacht",))
    assert "Kies minder kenmerken of meer buurten." in ended(doe, vraag, bewoners)


def test_the_same_kenmerk_twice_under_two_names_is_said(doe: Any, bewoners: pl.DataFrame) -> None:
    dubbel = bewoners.with_columns(kwijtschelding=pl.col("schuldhulp"))
    vraag = Regressiespecificatie(KEUZE, factoren=BREDE_FACTOREN)
    assert "is al bekend uit de andere kenmerken" in ended(doe, vraag, dubbel)


def test_empty_codes_are_refused(doe: Any, bewoners: pl.DataFrame) -> None:
    gat = bewoners.with_columns(
        geslacht=pl.when(pl.int_range(pl.len()) > 5).then(pl.col("geslacht"))
    )
    assert "lege codes" in ended(doe, Kenmerkspecificatie("geslacht", KEUZE), gat)


def test_a_source_that_was_not_delivered_is_said(
    doe: Any, koppeling: Any, bewoners: pl.DataFrame
) -> None:
    zonder = replace(
        koppeling.verslag,
        kolommen=tuple(k for k in koppeling.verslag.kolommen if k != "huurachterstand"),
    )
    kort = bewoners.drop("huurachterstand")
    vraag = Kenmerkspecificatie("huurachterstand", KEUZE)
    assert ended(doe, vraag, kort, verslag=zonder) == "Huurachterstand zit niet in de koppeling."
    model = doe(Regressiespecificatie(KEUZE), kort, verslag=zonder)
    zin = "Huurachterstand zit niet in de koppeling en telt niet mee."
    assert zin in model.leeswijzer


def without(koppeling: Any, *kolommen: str) -> dict[str, Any]:
    over = [kolom for kolom in koppeling.verslag.kolommen if kolom not in kolommen]
    verslag = replace(koppeling.verslag, kolommen=tuple(over))
    return {"bewoners": koppeling.bewoners.select(over), "verslag": verslag}


@pytest.mark.parametrize("specificatie", ALLES, ids=lambda s: s.soort)
def test_without_the_police_only_payments_and_arrears_can_be_asked(
    doe: Any, koppeling: Any, specificatie: Specificatie
) -> None:
    anders = without(koppeling, "verdachte", "pleegbuurten", "misdrijfgroepen")
    if specificatie.soort in ("betaalgedrag", "huurachterstand"):
        assert doe(specificatie, **anders).tabellen
    else:
        assert "zit niet in de koppeling." in ended(doe, specificatie, **anders)


def test_without_streets_there_is_no_spread(doe: Any, koppeling: Any) -> None:
    anders = without(koppeling, "straat")
    melding = ended(doe, Spreidingspecificatie(KEUZE), **anders)
    assert melding == "De kolom straat zit niet in de koppeling."


@pytest.mark.parametrize("specificatie", MODELLEN[:2], ids=lambda s: s.soort)
def test_a_recheck_that_differs_blocks_the_result(
    doe: Any, specificatie: Specificatie, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narekening, "TOEGESTAAN", -1.0)
    with pytest.raises(Afwijking):
        doe(specificatie)


def test_the_whole_municipality_can_be_asked(doe: Any) -> None:
    resultaat = doe(Regressiespecificatie(KEUZE, bereik=Bereik.gemeente))
    assert "hele gemeente" in resultaat.basis


def test_one_buurt_alone_can_be_asked(doe: Any) -> None:
    resultaat = doe(Verdachtenspecificatie(Gebiedskeuze(CODES[0][:1])))
    assert "Buurt 1" in resultaat.tabellen[0].kolom("gebied")


def test_public_figures_go_another_way(doe: Any) -> None:
    with pytest.raises(GeenResultaat, match="openbare cijfers"):
        doe(Samenhangspecificatie("a", "b", 2016))


def test_public_figures_of_twelve_buurten_give_a_result(onderzoek: Onderzoekgegevens) -> None:
    rijen = [
        (f"BU9999{nummer:04d}", 2016, indicator, float(nummer % 5 + nummer * keer))
        for indicator, keer in (("sociale cohesie", 1), ("bedreiging", 2))
        for nummer in range(1, 13)
    ]
    context = pl.DataFrame(rijen, schema=["gebied", "jaar", "indicator", "waarde"], orient="row")
    vraag = Samenhangspecificatie("sociale cohesie", "bedreiging", 2016)
    resultaat = run_public(
        vraag, context=context, drempels=Drempelset(), onderzoek=onderzoek, register=LEEG
    ).resultaat
    assert resultaat.n == 12
    assert resultaat.bevinding == "Sterke samenhang tussen sociale cohesie en bedreiging"
    assert any("niets over personen" in zin for zin in resultaat.leeswijzer)
    assert resultaat.tabellen[0].kolom("buurt")[0] == "Buurt 1"


@pytest.fixture(scope="module")
def regressie(resultaten: list[VeiligResultaat]) -> VeiligResultaat:
    return resultaten[STANDAARD.index(Regressiespecificatie(KEUZE))]


def test_a_regression_weighs_its_factors_and_their_groups(regressie: VeiligResultaat) -> None:
    namen = [tabel.naam for tabel in regressie.tabellen]
    assert namen == [
        "regressie", "regressie_factoren", "regressie_groepen", "regressie_ijking",
        "regressie_model",
    ]  # fmt: skip
    for tabel in regressie.tabellen[1:3]:
        assert abs(sum(int(w or 0) for w in tabel.kolom("gewicht")) - 100) <= 3
    assert set(regressie.tabellen[2].kolom("groep_kenmerken")) == {
        "de persoon", "het huishouden", "de financiële positie",
    }  # fmt: skip
    assert "Van wat deze kenmerken samen verklaren, hoort" in regressie.zin


def test_a_regression_says_whether_it_is_calibrated_and_how_it_took_households(
    regressie: VeiligResultaat,
) -> None:
    assert set(regressie.tabellen[3].kolom("oordeel")) <= {
        "klopt", "meer dan verwacht", "minder dan verwacht",
    }  # fmt: skip
    assert any(zin.startswith("Wat het model verwacht") for zin in regressie.leeswijzer)
    assert any("één huishouden op elkaar lijken" in zin for zin in regressie.leeswijzer)


def test_a_regression_with_herkomst_shows_the_raw_difference_beside(doe: Any) -> None:
    factoren = ("geslacht", "leeftijd", "herkomst", "bijstand")
    resultaat = doe(Regressiespecificatie(KEUZE, factoren=factoren))
    termen = resultaat.tabellen[0]
    ruw = dict(zip(termen.kolom("kenmerk"), termen.kolom("ruw"), strict=True))
    assert ruw["Geslacht"] is None
    assert isinstance(ruw["Migratieachtergrond"], int)
    assert any("zonder rekening met andere kenmerken" in zin for zin in resultaat.leeswijzer)


def test_what_could_not_be_linked_is_said_in_whole_percents(doe: Any, koppeling: Any) -> None:
    telling = Brontelling("verdachten", "BU99990001", 1003, persoon=950, niet_gekoppeld=53)
    verslag = replace(koppeling.verslag, tellingen=(telling,))
    resultaat = doe(Kenmerkspecificatie("geslacht", KEUZE), verslag=verslag)
    zin = (
        "Gekoppeld aan een inwoner is 95% van verdachten. Wat niet kon worden gekoppeld, telt niet "
    )
    assert f"{zin}mee." in resultaat.leeswijzer


def test_registration_is_not_behaviour(resultaten: list[VeiligResultaat]) -> None:
    for resultaat in resultaten:
        over = any("niet over gedrag" in zin for zin in resultaat.leeswijzer)
        assert over is (resultaat.soort not in {"betaalgedrag", "huurachterstand"})
