"""A reader chooses rows of a result, asks for a table, and an author chooses a way out."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.toegankelijk import check, violations

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e


def open_result(lezer: Any, naam: str) -> None:
    lezer.goto("/resultaten/")
    kaart = lezer.page.locator("main ol > li", has_text=re.compile(rf"^\s*{naam}"))
    kaart.first.locator("a").click()
    lezer.page.wait_for_selector("[data-klaar=ja]")


def rows(page: Any) -> list[str]:
    return page.locator("main table tbody tr").all_inner_texts()


def drawn(page: Any) -> list[str]:
    """What is written in the charts."""
    return page.locator("[data-figuur] svg text").all_text_contents()


def test_a_reader_chooses_by_keyboard_and_everything_follows(als: Als) -> None:
    lezer = als("beleidsmedewerker")
    page = lezer.page
    open_result(lezer, "Leeftijd")
    alles, begin = rows(page), page.url
    page.locator("summary", has_text="Kies wat u wilt zien").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    lezer.screenshot("kiezen")
    page.get_by_role("checkbox", name="25 tot en met 34").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**kies=leeftijd.*")
    page.wait_for_selector("[data-klaar=ja]")
    gekozen = rows(page)
    assert gekozen == [rij for rij in alles if rij.startswith("25 tot en met 34")]
    assert "25 tot en met 34" in " ".join(drawn(page))
    assert "65 en ouder" not in " ".join(drawn(page))
    lezer.screenshot("gekozen")
    gedeeld = page.url
    with page.expect_download() as wacht:
        page.click("text=Tabel downloaden")
    inhoud = wacht.value.path().read_text("utf-8-sig").splitlines()
    regels = [r for r in csv.reader(inhoud, delimiter=";") if r and r[-1] in ("ja", "nee")]
    assert len(regels) == len(gekozen)
    assert check(lezer, "gekozen") == []
    page.go_back()
    page.wait_for_url(begin)
    assert rows(page) == alles
    collega = als("werkgroeplid")
    collega.goto(gedeeld)
    assert rows(collega.page) == gekozen


def test_one_panel_can_be_opened_and_left_again(als: Als) -> None:
    lezer = als("beleidsmedewerker")
    open_result(lezer, "Geslacht")
    aantal = lezer.page.locator("[data-figuur]").count()
    lezer.page.locator(".bm-delen a").first.click()
    lezer.page.wait_for_selector("[data-klaar=ja]")
    assert (lezer.page.locator("[data-figuur]").count(), aantal > 1) == (1, True)
    lezer.page.click("text=Toon alles")
    lezer.page.wait_for_selector("[data-klaar=ja]")
    assert lezer.page.locator("[data-figuur]").count() == aantal


def test_every_kind_of_chart_can_be_cut(als: Als) -> None:
    """The first class of each result alone; every sixth is drawn too, or says in words why not."""
    lezer = als("beleidsmedewerker")
    lezer.goto("/resultaten/")
    adressen = [a.get_attribute("href") for a in lezer.page.locator("main ol a").all()]
    gesneden = [snede for snede in (first_cut(lezer.page, adres) for adres in adressen) if snede]
    assert len(gesneden) >= 15
    for snede in gesneden[::6]:
        assert lezer.goto(snede).status == 200
        if lezer.page.locator("[data-figuur]").count():
            lezer.page.wait_for_selector("[data-klaar=ja]")


def first_cut(page: Any, adres: str) -> str:
    """The address of a result with its first class alone; empty where nothing can be chosen."""
    keuze = re.search(r'name="kies" value="([^"]+)"', page.request.get(adres).text())
    if keuze is None:
        return ""
    snede = f"{adres}?kies={keuze[1]}"
    antwoord = page.request.get(snede)
    assert antwoord.status == 200
    assert re.search(r"<tbody[^>]*>\s*<tr", antwoord.text())
    return snede


def test_a_forged_address_is_refused_in_words(als: Als) -> None:
    lezer = als("beleidsmedewerker")
    open_result(lezer, "Leeftijd")
    assert lezer.goto(f"{lezer.page.url}?kies=gebied.999").status == 400
    assert "Deze keuze hoort niet bij dit resultaat" in lezer.page.inner_text("main")
    assert violations(lezer.page) == []


def test_a_request_goes_from_dashboard_to_release_and_answer(als: Als) -> None:
    lezer = als("beleidsmedewerker")
    lezer.goto("/resultaten/")
    lezer.page.click("text=Vraag hem aan")
    lezer.page.fill("[name=vraag]", "Wat is het verschil tussen mannen en vrouwen?")
    lezer.page.select_option("[name=kenmerk]", "geslacht")
    assert check(lezer, "aanvraag-nieuw") == []
    lezer.screenshot("aanvraag-nieuw")
    lezer.page.click("main button[type=submit]")
    lezer.page.wait_for_selector("text=wacht op de analist")
    aanvraag = lezer.page.url
    analist = als("analist")
    analist.goto("/")
    analist.page.click("text=Aanvraag van")
    assert check(analist, "aanvraag") == []
    analist.screenshot("aanvraag")
    analist.page.click("text=Deze analyse starten")
    analist.page.wait_for_url("**/concepten/**", timeout=90_000)
    concept = analist.page.url
    analist.page.click("text=Aanbieden aan de privacy-officer")
    analist.page.wait_for_selector("text=wacht op de privacy-officer")
    release(als("privacy-officer-1"), concept)
    analist.goto(aanvraag)
    analist.page.fill("[name=antwoord]", "Het staat nu bij de resultaten.")
    analist.page.click("text=Antwoord bewaren")
    analist.page.wait_for_selector("text=beantwoord")
    lezer.goto(aanvraag)
    lezer.screenshot("aanvraag-beantwoord")
    assert "Het staat nu bij de resultaten." in lezer.page.inner_text("main")
    lezer.page.locator("dd a").click()
    lezer.page.wait_for_selector("[data-klaar=ja]")


def release(officer: Any, concept: str) -> None:
    officer.goto(concept)
    officer.decide("akkoord", "De groepen zijn groot genoeg.")
    officer.page.wait_for_selector("text=vrijgegeven")


BOTSING = """
from analyses.models import Analyse, Resultaat
eerder = Resultaat.objects.filter(analyse__naam__startswith="Leeftijd").first()
bron = Analyse.objects.filter(naam__startswith="Geslacht").first()
keuzes = [{"soort": "meer_weglaten", "cellen": 12}, {"soort": "grover", "cellen": None},
          {"soort": "eerder_patroon", "cellen": 1}, {"soort": "wachten", "cellen": None}]
nieuw = Analyse.objects.create(
    onderzoek=bron.onderzoek, koppelbestand=bron.koppelbestand, soort=bron.soort, naam="Botsing",
    specificatie=bron.specificatie, volgorde=999, status="botst", gemaakt_door=bron.gemaakt_door,
    botsing={"keuzes": keuzes, "met": [eerder.sha256]})
print(nieuw.pk)
"""


def stored_conflict(demo: Any) -> str:
    """Address of an analysis that waits for its author's choice."""
    argv = [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", BOTSING]
    eigen = ("DATABASE_", "REDIS_", "BUURTMONITOR_DATABASEROL")
    schoon = {naam: w for naam, w in os.environ.items() if not naam.startswith(eigen)}
    klaar = subprocess.run(
        argv, env=schoon | demo.omgeving, capture_output=True, text=True, timeout=60
    )
    assert klaar.returncode == 0, klaar.stderr[-2000:]
    return f"/analyses/{klaar.stdout.strip().splitlines()[-1]}/"


def test_the_author_of_a_conflict_reads_why_and_chooses(als: Als, demo: Any) -> None:
    analist = als("analist")
    page, adres = analist.page, stored_conflict(demo)
    analist.goto("/")
    page.click("text=Kies hoe het verdergaat: Botsing")
    page.wait_for_url(f"**{adres}")
    tekst = page.inner_text(".bm-botsing")
    assert "samen met ‘Leeftijd en verdachten’, te veel over een kleine groep" in tekst
    assert "12 cijfers vallen extra weg." in tekst
    assert "1 cijfer valt extra weg." in tekst
    assert page.locator("[name=keuze]:disabled").get_attribute("value") == "grover"
    assert page.locator("[name=keuze]:checked").count() == 0
    assert check(analist, "botsing") == []
    analist.screenshot("botsing")
    page.check("[name=keuze][value=wachten]")
    page.click("text=Zo verdergaan")
    page.wait_for_selector("text=U koos om te wachten")
    page.check("[name=keuze][value=meer_weglaten]")
    page.click("text=Zo verdergaan")
    page.wait_for_selector(".bm-botsing", state="detached")
