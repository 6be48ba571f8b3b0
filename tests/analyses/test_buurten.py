"""The page of a buurt shows figures of released results, and no other."""

from __future__ import annotations

import re
from typing import Any

import pytest

from analyses.buurtprofiel import (
    BREED,
    GEMEENTE,
    HOOG,
    RAND,
    Vrijgegeven,
    Waarde,
    _apart,
    _heights,
    _line,
    _over_years,
    _pixels,
    _scale,
    _share,
    comparable,
    compare,
    profile,
    studied,
)
from analyses.kern import kleuren
from analyses.kern.leefklimaat import THEMAS
from analyses.kern.specificatie import Gebiedskeuze, Leefklimaatspecificatie
from analyses.models import Resultaat
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Logregel
from tests.gemeente import (
    BUURTEN,
    ONDER_DRUK,
    REFERENTIE,
    ask,
    drafted,
    question,
    questions,
    real_result,
    released,
    supply,
)
from tests.materiaal import Huis, work

VRAGEN = ("geslacht", "leeftijd", "huurachterstand", "bijstand")


@pytest.fixture(scope="module")
def resultaten() -> list[Vrijgegeven]:
    """Real results, as viewers get them."""
    vragen = [*map(question, VRAGEN), *questions().values()][:7]
    inhouden = [real_result(vraag).voor_kijkers() for vraag in vragen]
    return [Vrijgegeven(str(plek), inhoud.soort, inhoud) for plek, inhoud in enumerate(inhouden)]


def first(resultaten: list[Vrijgegeven]) -> str:
    return studied(resultaten[0].inhoud)[0]


def texts(inhoud: VeiligResultaat, label: str) -> set[tuple[Any, ...]]:
    """The figures of one gebied, as they stand in the result."""
    return {
        rij.waarden[-5:]
        for tabel in inhoud.tabellen
        for rij in tabel.rijen
        if rij.getoond and label in rij.waarden
    }


def test_every_figure_of_the_page_stands_in_a_result(resultaten: list[Vrijgegeven]):
    profiel = profile(first(resultaten), "", resultaten)
    gezien = 0
    for deel in profiel.delen:
        for groep in deel.groepen:
            for regel in groep.regels:
                for gebied, waarde in zip(groep.koppen, regel.waarden, strict=True):
                    bekend = texts(groep.bron.inhoud, gebied)
                    if waarde.aandeel is not None:
                        drie = (waarde.aandeel, waarde.van, waarde.tot)
                        assert drie in {rij[-3:] for rij in bekend}
                    elif waarde.tekst:
                        assert int(waarde.tekst.replace(".", "")) in {rij[0] for rij in bekend}
                    gezien += 1
    assert gezien > 50


def test_what_a_result_hides_is_hidden_on_the_page_and_counted(resultaten: list[Vrijgegeven]):
    profiel = profile(first(resultaten), "", resultaten)
    waarden = [
        waarde
        for deel in profiel.delen
        for groep in deel.groepen
        for regel in groep.regels
        for waarde in regel.waarden
    ]
    verborgen = [waarde for waarde in waarden if waarde.verborgen]
    assert verborgen
    assert profiel.verborgen == len(verborgen)
    assert all(not waarde.tekst and waarde.aandeel is None for waarde in verborgen)


def test_the_buurt_itself_comes_first_and_the_municipality_last(resultaten: list[Vrijgegeven]):
    for code in studied(resultaten[0].inhoud):
        profiel = profile(code, "", resultaten)
        koppen = {groep.koppen for deel in profiel.delen for groep in deel.groepen}
        assert {kop[0] for kop in koppen} == {profiel.naam}
        assert {kop[-1] for kop in koppen} == {GEMEENTE}


def test_a_buurt_that_was_not_studied_has_no_figures(resultaten: list[Vrijgegeven]):
    profiel = profile("BU00000000", "Elders", resultaten)
    assert profiel.leeg
    assert profiel.naam == "Elders"


@pytest.mark.parametrize(
    ("eigen", "gemeente", "verschil"),
    [((11, 13), (8, 10), 1), ((10, 13), (8, 10), 0), ((5, 7), (8, 10), -1), ((5, 8), (8, 10), 0)],
)
def test_only_intervals_that_do_not_touch_differ(
    eigen: tuple[float, float], gemeente: tuple[float, float], verschil: int
):
    een, ander = (Waarde("", 9, van, tot) for van, tot in (eigen, gemeente))
    assert _apart(een, ander) == verschil


def test_a_row_of_many_has_its_mark_beside_rows_of_few():
    slots = [kleuren.slot(0), kleuren.GEMEENTE]
    waarden = [(Waarde("", deel, deel - 1, deel + 1), Waarde("", deel, deel, deel))
               for deel in (93.0, 4.0)]  # fmt: skip
    regels = [_line("", rij, slots, _scale(waarden[1])) for rij in waarden]
    assert [regel.schaal for regel in regels] == [100, 20]
    assert [len(regel.punten) for regel in regels] == [2, 2]
    assert all(RAND <= punt.tot <= BREED - RAND for regel in regels for punt in regel.punten)


@pytest.mark.parametrize("buurten", [1, 2, 3, 5])
def test_marks_of_buurten_stand_below_each_other_within_the_strip(buurten: int):
    hoogten = _heights([*(kleuren.slot(p) for p in range(buurten)), kleuren.GEMEENTE])
    assert sorted(set(hoogten[:-1])) == hoogten[:-1]
    assert all(4 <= hoogte <= HOOG - 4 for hoogte in hoogten)


@pytest.mark.parametrize(("waarde", "schaal", "x"), [(0, 20, RAND), (20, 20, BREED - RAND)])
def test_a_strip_runs_from_0_to_its_scale(waarde: float, schaal: int, x: float):
    assert _pixels(waarde, schaal) == x


@pytest.fixture
def vrij(gemeente: Huis) -> tuple[Huis, Resultaat]:
    return gemeente, released(gemeente, drafted(gemeente))


def read(huis: Huis, buurt: str, wie: str = "beleid") -> Any:
    return huis.bij(wie).get(f"/buurten/{huis.onderzoek.pk}/{buurt}/")


def test_the_page_links_to_the_results_its_figures_come_from(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    bladzijde = read(huis, huis.onderzoek.buurten[0]).content.decode()
    assert f"/resultaten/{resultaat.pk}/" in bladzijde
    assert len(re.findall("<h1", bladzijde)) == 1


def test_a_draft_is_on_no_page(gemeente: Huis):
    drafted(gemeente)
    assert read(gemeente, gemeente.onderzoek.buurten[0]).status_code == 404


def test_a_buurt_that_is_not_of_the_onderzoek_does_not_exist(vrij: tuple[Huis, Resultaat]):
    assert read(vrij[0], "BU00000000").status_code == 404


def test_looking_is_in_the_logbook(vrij: tuple[Huis, Resultaat]):
    huis, _ = vrij
    buurt = huis.onderzoek.buurten[0]
    read(huis, buurt)
    assert Logregel.objects.filter(
        actie="buurtprofiel_bekeken", bijzonderheden={"buurt": buurt}
    ).exists()


def test_the_start_page_tells_what_is_new(vrij: tuple[Huis, Resultaat]):
    huis, resultaat = vrij
    bladzijde = huis.bij("werkgroep").get("/").content.decode()
    assert f"/resultaten/{resultaat.pk}/" in bladzijde
    assert "/resultaten/" not in huis.bij("leverancier").get("/").content.decode()


@pytest.fixture
def klimaat(gemeente: Huis) -> Huis:
    """All buurten of the municipality in one released result of public figures."""
    vraag = Leefklimaatspecificatie(Gebiedskeuze(tuple(ONDER_DRUK), tuple(REFERENTIE)))
    analyse = ask(gemeente, None, vraag, supply(gemeente, "context"))
    assert work(analyse).status == "klaar"
    released(gemeente, analyse.resultaat)
    return gemeente


def test_every_buurt_of_the_municipality_has_a_page(klimaat: Huis):
    lijst = klimaat.bij("beleid").get("/buurten/").content.decode()
    assert len(BUURTEN) > len(klimaat.onderzoek.buurten) + len(klimaat.onderzoek.referentiebuurten)
    for code, naam in BUURTEN.items():
        assert f"/buurten/{klimaat.onderzoek.pk}/{code}/" in lijst
        bladzijde = read(klimaat, code)
        assert (bladzijde.status_code, naam in bladzijde.content.decode()) == (200, True)


def test_a_buurt_that_was_not_studied_stands_beside_wijk_and_municipality(klimaat: Huis):
    code = list(BUURTEN)[-1]
    bladzijde = read(klimaat, code)
    (groep,) = (g for deel in bladzijde.context["profiel"].delen for g in deel.groepen)
    wijk = f"Wijk {code[6:8]}"
    assert groep.koppen == (BUURTEN[code], BUURTEN[REFERENTIE[0]], wijk, GEMEENTE)
    assert [regel.label for regel in groep.regels] == list(THEMAS.values())
    assert "Deze buurt is niet apart onderzocht." in bladzijde.content.decode()


def test_each_theme_goes_over_the_years(klimaat: Huis):
    bladzijde = read(klimaat, ONDER_DRUK[0])
    (groep,) = (g for deel in bladzijde.context["profiel"].delen for g in deel.groepen)
    assert re.fullmatch(r"20\d\d–20\d\d", groep.jaren)
    for regel in groep.regels:
        assert regel.verloop
        assert len(regel.verloop.lijn.split()) == 5


def test_a_theme_without_margins_is_compared_with_nothing():
    assert _share({"aandeel": 12, "van": None, "tot": None, "getoond": True}).tekst == "12%"
    assert _over_years({"jaar_2015": None, "aandeel": 12}, ["2015"], "2016", 20) is None


def test_chosen_buurten_stand_side_by_side_and_the_address_holds_the_choice(klimaat: Huis):
    een, ander = ONDER_DRUK[0], list(BUURTEN)[-1]
    bladzijde = klimaat.bij("beleid").get(f"/buurten/vergelijken/?buurt={een}&buurt={ander}")
    (groep,) = bladzijde.context["groepen"]
    assert groep.koppen == (BUURTEN[een], BUURTEN[ander], GEMEENTE)
    assert [b.code for b, aan in bladzijde.context["buurten"] if aan] == [een, ander]
    assert {regel.verschil for regel in groep.regels} == {0}


def test_a_comparison_shows_what_the_results_show(resultaten: list[Vrijgegeven]):
    codes = dict.fromkeys(studied(resultaten[0].inhoud), "")
    groepen = compare(codes, comparable(resultaten))
    assert len(groepen) >= len(VRAGEN)
    for groep in groepen:
        for regel in groep.regels:
            for gebied, waarde in zip(groep.koppen, regel.waarden, strict=True):
                if waarde.aandeel is not None:
                    drie = (waarde.aandeel, waarde.van, waarde.tot)
                    assert drie in {rij[-3:] for rij in texts(groep.bron.inhoud, gebied)}


@pytest.mark.parametrize("zoek", ["buurt=BU00000000", "wat=zomaar", "onderzoek=niets"])
def test_a_comparison_of_what_is_not_there_is_refused_in_words(klimaat: Huis, zoek: str):
    bladzijde = klimaat.bij("beleid").get(f"/buurten/vergelijken/?{zoek}")
    assert bladzijde.status_code == 400
    assert "Deze keuze hoort niet bij dit resultaat" in bladzijde.content.decode()


def test_without_results_there_is_nothing_to_compare(gemeente: Huis):
    assert (
        "nog geen resultaten"
        in gemeente.bij("beleid").get("/buurten/vergelijken/").content.decode()
    )
