"""Each role at its own screen, in a real browser on a real installation."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.toegankelijk import SMAL, check

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
# A picture of each kind of chart.
GETOOND = (
    "Betaalgedrag", "Maximale huurachterstand", "Verdachten van", "Waar verdachten",
    "Huurachterstand", "Spreiding", "Logistische regressie met", "Regels", "Alle buurten",
    "Leefklimaat", "onveiligheidsgevoelens", "overlast jongeren", "Welke buurten",
)  # fmt: skip
REDEN = re.compile(r"Minder dan 10 personen|Weggelaten, anders|kleiner dan 50")


def upload(bezoeker: Any, bron: str, bestand: Path) -> None:
    page = bezoeker.page
    bezoeker.goto("/leveringen/nieuw/")
    keuze = page.locator("[name=keuze] option", has_text=bron).first.get_attribute("value")
    page.select_option("[name=keuze]", keuze)
    page.set_input_files("#id_bestand", bestand)
    page.fill("[name=contact]", "afdeling gegevens")
    page.click("[data-verstuur]")


def test_a_supplier_delivers_a_good_file_and_follows_it(als: Als, tmp_path: Path) -> None:
    bestand = tmp_path / "schuldhulp.csv"
    bestand.write_text(
        "bsn;datum_aanmelding;datum_einde;fase;resultaat\n"
        "999993653;01-02-2016;;stabilisatie;\n999991723;03-04-2016;;schuldregeling;\n"
    )
    leverancier = als("sociale-zaken")
    upload(leverancier, "Schuldhulpverlening", bestand)
    leverancier.page.wait_for_url(re.compile(r"/leveringen/[0-9a-f-]{36}/"))
    leverancier.page.wait_for_selector("text=wacht op de privacy-officer", timeout=30_000)
    assert "Rijen aanvaard" in leverancier.page.inner_text("main")
    leverancier.screenshot("levering-aanvaard")


def test_a_supplier_reads_why_a_bad_file_is_refused(als: Als, tmp_path: Path) -> None:
    bestand = tmp_path / "schuldhulp.csv"
    bestand.write_text("bsn;datum_einde;fase;resultaat\n999993653;;stabilisatie;\n")
    leverancier = als("sociale-zaken")
    upload(leverancier, "Schuldhulpverlening", bestand)
    leverancier.page.wait_for_selector("text=afgekeurd bij de controle", timeout=30_000)
    tekst = leverancier.page.inner_text("main")
    assert "datum_aanmelding" in tekst
    assert "999993653" not in leverancier.page.content()
    leverancier.screenshot("levering-afgekeurd")


def test_the_same_file_twice_is_one_delivery(als: Als, demo: Any) -> None:
    leverancier = als("politie")
    upload(leverancier, "Verdachten", demo.leveringen / "verdachten.csv")
    leverancier.page.wait_for_url("**eerder=1")
    assert "al geleverd op" in leverancier.page.inner_text("main")


def test_a_supplier_withdraws_before_linking(als: Als, tmp_path: Path) -> None:
    bestand = tmp_path / "bijzondere_bijstand.csv"
    bestand.write_text(
        "bsn;datum_besluit;besluit;kostensoort;bedragklasse\n"
        "999993653;01-02-2016;toegekend;woninginrichting;\n"
    )
    leverancier = als("sociale-zaken")
    upload(leverancier, "Bijzondere bijstand", bestand)
    leverancier.page.wait_for_url(re.compile(r"/leveringen/[0-9a-f-]{36}/"))
    leverancier.page.wait_for_selector("text=Intrekken", timeout=30_000)
    leverancier.page.click("text=Deze levering intrekken")
    leverancier.page.wait_for_selector("text=ingetrokken")
    assert "vernietigd" in leverancier.page.inner_text("main")


def test_an_officer_approves_a_delivery_and_a_second_one_is_needed(
    als: Als, demo: Any, tmp_path: Path
) -> None:
    bestand = tmp_path / "schuldhulp.csv"
    bestand.write_text(
        "bsn;datum_aanmelding;datum_einde;fase;resultaat\n999993653;05-06-2016;;intake;\n"
    )
    leverancier = als("sociale-zaken")
    upload(leverancier, "Schuldhulpverlening", bestand)
    leverancier.page.wait_for_selector("text=wacht op de privacy-officer", timeout=30_000)
    adres = leverancier.page.url
    for naam, stand in (
        ("privacy-officer-1", "wacht op een tweede privacy-officer"),
        ("privacy-officer-2", "goedgekeurd"),
    ):
        officer = als(naam)
        officer.goto(adres)
        officer.screenshot("levering-beoordelen")
        if naam.endswith("1"):
            officer.decide_too_late()
            assert check(officer, "levering die intussen veranderde", (SMAL,)) == []
            officer.goto(adres)
        officer.page.check("[name=uitkomst][value=akkoord]")
        officer.page.fill("[name=reden]", "Het verslag klopt met de aanbieding.")
        officer.page.click("text=Besluit bewaren")
        officer.page.wait_for_selector(f"text={stand}")


def test_an_officer_refuses_a_delivery_with_a_reason(als: Als, tmp_path: Path) -> None:
    bestand = tmp_path / "bijzondere_bijstand.csv"
    bestand.write_text(
        "bsn;datum_besluit;besluit;kostensoort;bedragklasse\n"
        "999991723;11-02-2016;toegekend;woninginrichting;\n"
    )
    leverancier = als("sociale-zaken")
    upload(leverancier, "Bijzondere bijstand", bestand)
    leverancier.page.wait_for_selector("text=wacht op de privacy-officer", timeout=30_000)
    officer = als("privacy-officer-1")
    officer.goto(leverancier.page.url)
    officer.page.check("[name=uitkomst][value=geweigerd]")
    officer.page.click("text=Besluit bewaren")
    assert officer.page.locator("h2", has_text="Besluiten").count() == 0  # a reason is required
    officer.page.fill("[name=reden]", "Deze periode hoort niet bij het onderzoek.")
    officer.page.click("text=Besluit bewaren")
    officer.page.wait_for_selector("text=geweigerd door de privacy-officer")
    assert "hoort niet bij het onderzoek" in officer.page.inner_text("main")


def open_study(bezoeker: Any, deel: str) -> None:
    bezoeker.goto("/onderzoeken/")
    bezoeker.page.click("main >> text=Financiële positie en verdachten")
    bezoeker.page.click(f"main >> text={deel}")


def test_an_analist_runs_an_analysis_and_an_officer_releases_it(als: Als) -> None:
    analist = als("analist")
    open_study(analist, "Analyses")
    analist.screenshot("analyses")
    analist.page.click("text=Nieuwe analyse")
    analist.screenshot("analyse-nieuw")
    analist.page.select_option("[name=soort]", "kenmerk")
    analist.page.select_option("[name=kenmerk]", "geslacht")
    analist.page.click("main button[type=submit]")
    analist.page.wait_for_url("**/concepten/**", timeout=60_000)
    analist.page.wait_for_selector("[data-klaar=ja]")
    analist.page.click("text=Aanbieden aan de privacy-officer")
    analist.page.wait_for_selector("text=wacht op de privacy-officer")
    lezer = als("beleidsmedewerker")
    eerder = released(lezer)
    officer = als("privacy-officer-1")
    officer.goto(analist.page.url)
    officer.page.wait_for_selector("[data-klaar=ja]")
    officer.screenshot("vrijgave-beoordelen")
    officer.decide("akkoord", "De groepen zijn groot genoeg.")
    officer.page.wait_for_selector("text=vrijgegeven")
    assert len(released(lezer)) == len(eerder) + 1


def released(lezer: Any) -> list[tuple[str, str]]:
    """Name and address of each result that a reader finds."""
    lezer.goto("/resultaten/")
    return lezer.page.eval_on_selector_all(
        "main ol > li",
        "alle => alle.map((li) => [li.querySelector('p').innerText.trim(),"
        " li.querySelector('a').getAttribute('href')])",
    )


def picture(naam: str) -> str:
    """`resultaat-geslacht` of "Geslacht en verdachten"."""
    return "resultaat-" + "-".join(re.findall(r"\w+", naam.lower().split(" en verdachten")[0])[:3])


def test_a_reader_sees_chart_and_table_and_nothing_under_the_thresholds(als: Als) -> None:
    """And each fits a phone, without a word that is cut, in the chart either."""
    lezer = als("beleidsmedewerker")
    resultaten, fouten = released(lezer), []
    lezer.screenshot("resultaten")
    assert len(resultaten) >= 18
    for naam, adres in resultaten:
        lezer.goto(adres)
        lezer.page.wait_for_selector("[data-klaar=ja]")
        if naam.startswith(GETOOND):
            lezer.screenshot(picture(naam))
        assert lezer.page.locator("table").count() >= 1
        assert not REDEN.search(lezer.page.content())
        assert all(aantal >= 10 for aantal in shown_counts(lezer.page))
        fouten += check(lezer, naam, (SMAL,))
    assert not fouten, "\n".join(fouten)


def shown_counts(page: Any) -> list[int]:
    """The numbers in columns of persons ("Aantal", "Groep") of every table on the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main table")].flatMap((tabel) => {
            const koppen = [...tabel.querySelectorAll("thead th")].map((kop) => kop.textContent);
            return [...tabel.querySelectorAll("tbody tr")].flatMap((rij) =>
                [...rij.children]
                    .filter((_, plek) => ["Aantal", "Groep"].includes(koppen[plek]))
                    .map((cel) => cel.textContent.replaceAll(".", ""))
                    .filter((tekst) => /^\\d+$/.test(tekst))
                    .map(Number));
        })"""
    )


def test_the_werkgroep_sees_the_same_results(als: Als) -> None:
    lid = als("werkgroeplid")
    [(_, adres), *_] = released(lid)
    lid.goto(adres)
    lid.page.wait_for_selector("[data-klaar=ja]")
    assert lid.page.locator("table").count() >= 1


def test_the_beheerder_manages_accounts_and_sees_no_data(als: Als) -> None:
    beheerder = als("beheerder")
    beheerder.goto("/accounts/")
    beheerder.screenshot("accounts")
    for pad in ("/resultaten/", "/leveringen/", "/onderzoeken/", "/logboek/"):
        assert beheerder.goto(pad).status == 403


def test_a_supplier_sees_nothing_of_another_supplier(als: Als, demo: Any) -> None:
    politie = als("politie")
    politie.goto("/leveringen/")
    assert "Basisregistratie" not in politie.page.inner_text("main")
    assert politie.goto("/resultaten/").status == 403


def test_the_logbook_shows_the_officer_who_did_what(als: Als) -> None:
    officer = als("privacy-officer-2")
    officer.goto("/logboek/")
    officer.screenshot("logboek")
    assert officer.page.locator("table tbody tr").count() > 10
