"""The officer's morning by keyboard; a convenant that ends; leave that names persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.e2e.conftest import NIEUW_WACHTWOORD
from tests.e2e.test_bewijs import decide_by_keyboard, offered, open_analyses, tab_to
from tests.e2e.toegankelijk import pictures

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
EINDE = (
    "UPDATE privacy_document SET geldig_van = current_date - 400, geldig_tot = current_date + %s"
)
HEEFT_FOCUS = "(link) => link === document.activeElement"
TERUG, WIE = "UPDATE", "WHERE id = %s"


@contextmanager
def changed(demo: Any, heen: str, waarde: Any) -> Iterator[None]:
    """Rows of documents as they would be at another moment; as they were afterwards."""
    was = _rows(demo, "SELECT geldig_van, geldig_tot, id FROM privacy_document")
    genoemd = _rows(demo, "SELECT account_id, id FROM privacy_document_personen")
    _rows(demo, heen, [waarde])
    try:
        yield
    finally:
        for rij in was:
            _rows(demo, f"{TERUG} privacy_document SET geldig_van=%s, geldig_tot=%s {WIE}", rij)
        for rij in genoemd:
            _rows(demo, f"{TERUG} privacy_document_personen SET account_id=%s {WIE}", rij)


def _rows(demo: Any, vraag: str, waarden: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Of the running database, as the application may."""
    adres = Path(demo.omgeving["DATABASE_URL_FILE"]).read_text(encoding="utf-8").strip()
    with closing(psycopg2.connect(adres)) as database, database, database.cursor() as cursor:
        cursor.execute(vraag, waarden)
        return list(cursor.fetchall()) if cursor.description else []


def to_dossier(bezoeker: Any) -> str:
    bezoeker.goto("/onderzoeken/")
    bezoeker.page.click("main >> text=Financiële positie en verdachten")
    bezoeker.page.click("main >> text=Dossier")
    return str(bezoeker.page.inner_text("main"))


# --- the morning ----------------------------------------------------------------------------------
def to_line(page: Any, titel: str) -> None:
    """From the first line of the desk down to this one, with j alone."""
    tab_to(page, "[data-bureau] li > a")
    for _ in range(60):
        if titel in page.evaluate("() => document.activeElement.textContent"):
            return
        page.keyboard.press("j")
    raise AssertionError(f"j does not reach {titel}")


def test_an_officer_decides_from_the_desk_by_keyboard(als: Als) -> None:
    adres = offered(als("analist"), "geslacht")
    officer = als("privacy-officer-1")
    page = officer.page
    officer.goto("/bureau/")
    pictures(officer, "bureau")
    to_line(page, "Beoordelen: Geslacht en verdachten")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-klaar=ja]")
    assert "Niemand kan" in page.inner_text("main")
    decide_by_keyboard(page, "akkoord", "Het bewijs is nagekeken.")
    assert "Dit resultaat is vrijgegeven" in page.inner_text("main")
    tab_to(page, ".bm-verder a")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:has-text('Bureau')")
    assert "Beoordelen: Geslacht en verdachten" not in page.inner_text("main")
    withdraw(officer, adres)


def withdraw(officer: Any, adres: str) -> None:
    """What was released twice goes again; the page says first what that brings about."""
    page = officer.page
    officer.goto(adres)
    page.click("main >> text=Dit resultaat intrekken")
    assert "Lezers zien dit resultaat niet meer" in page.inner_text("main")
    page.fill("[name=reden]", "Hetzelfde resultaat stond er al.")
    if page.locator("[name=bevestiging]").count():
        page.fill("[name=bevestiging]", NIEUW_WACHTWOORD)
    page.click("main button:has-text('Intrekken')")
    page.wait_for_selector("text=Het is ingetrokken")


def test_j_and_k_go_through_the_desk_and_can_be_turned_off(als: Als, demo: Any) -> None:
    page = als("privacy-officer-1").page
    with changed(demo, EINDE, 5):
        page.goto("/bureau/")
    regels = page.locator("[data-bureau] li > a:first-child")
    regels.nth(0).focus()
    page.keyboard.press("j")
    assert regels.nth(1).evaluate(HEEFT_FOCUS)
    page.keyboard.press("k")
    assert regels.nth(0).evaluate(HEEFT_FOCUS)
    page.click("[data-toetsen]")
    regels.nth(0).focus()
    page.keyboard.press("j")
    assert regels.nth(0).evaluate(HEEFT_FOCUS)
    page.click("[data-toetsen]")
    assert page.inner_text("[data-toetsen]") == "Zet j en k uit"


def test_the_menu_of_an_officer_fits_on_one_line(als: Als) -> None:
    page = als("privacy-officer-1").page
    page.goto("/bureau/")
    hoogten = page.evaluate(
        "() => new Set([...document.querySelectorAll('.bm-menu > li')]"
        ".map((li) => Math.round(li.getBoundingClientRect().top))).size"
    )
    assert hoogten == 1
    page.focus(".bm-menu__meer summary")
    page.keyboard.press("Enter")
    assert page.is_visible(".bm-menu__onder >> text=Werkplekken")
    page.keyboard.press("Escape")
    assert not page.is_visible(".bm-menu__onder >> text=Werkplekken")


# --- what ends ------------------------------------------------------------------------------------
def test_a_convenant_that_ends_warns_and_then_closes_by_itself(als: Als, demo: Any) -> None:
    officer, corporatie = als("privacy-officer-1"), als("corporatie")
    convenant = EINDE + " WHERE soort = 'convenant'"
    with changed(demo, convenant, 5):
        officer.goto("/bureau/")
        assert re.search(r"convenant\s+verloopt deze week", officer.page.inner_text("main"))
        assert "Convenant" in to_dossier(officer)
        corporatie.goto("/leveringen/nieuw/")
        assert "Huurachterstanden" in corporatie.page.inner_text("main")
    with changed(demo, convenant, -1):
        assert "Verlopen, en daarom dicht: convenant" in to_dossier(officer)
        corporatie.goto("/leveringen/nieuw/")
        tekst = corporatie.page.inner_text("main")
        assert "Huurachterstanden is nu dicht" in tekst
        assert "gold tot en met" in tekst
        assert not corporatie.page.locator("[name=keuze]").count()


def test_an_analist_whom_the_leave_does_not_name_is_refused(als: Als, demo: Any) -> None:
    analist = als("analist")
    ander = (
        "UPDATE privacy_document_personen SET account_id ="
        " (SELECT id FROM privacy_account WHERE gebruikersnaam = %s)"
    )
    with changed(demo, ander, "beleidsmedewerker"):
        open_analyses(analist)
        page = analist.page
        page.click("text=Nieuwe analyse")
        page.select_option("[name=soort]", "kenmerk")
        page.select_option("[name=kenmerk]", "geslacht")
        page.click("main button[type=submit]")
        page.wait_for_selector("text=noemt wie ermee mag werken")
        assert "U staat daar niet bij" in page.inner_text("main")
