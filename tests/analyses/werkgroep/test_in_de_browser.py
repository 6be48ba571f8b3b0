"""A meeting as its people hold it, a house where nothing is yet, and a failure: in a browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from django.db import connections
from playwright.sync_api import Page, sync_playwright

from analyses import actions as analyse_actions
from analyses.models import Resultaat
from tests.analyses.werkgroep.materiaal import focus, item, meeting, project, said, shown, to
from tests.e2e.conftest import CHROMIUM, save_picture
from tests.e2e.toegankelijk import layout, scrolls_sideways, violations

if TYPE_CHECKING:
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from tests.materiaal import Huis

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]
Vensters = Callable[..., Page]


@dataclass(frozen=True)
class Bezig:
    """Addresses of a meeting and its items, and who is logged in.

    While the browser runs its loop is in this thread: no row is read or written then.
    """

    plek: str
    punten: list[str]
    koeken: dict[str, str]


@pytest.fixture
def koekjes(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """No cookie for https alone is given to a browser from outside, so here they are plain ones."""
    # A server thread that kept its connection would keep the database from being removed.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "sessie", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False


def sessions(huis: Huis, *wie: str) -> dict[str, str]:
    return {naam: huis.bij(naam).cookies["sessie"].value for naam in wie}


@pytest.fixture
def leeg(koekjes: None, huis: Huis) -> dict[str, str]:
    """Sessions in a house with people, and nothing else."""
    return sessions(huis, "lid", "officer", "analist", "leverancier")


@pytest.fixture
def bezig(koekjes: None, gemeente: Huis) -> Bezig:
    """A meeting that goes on, of two charts and a subject; everybody has logged in."""
    bijeenkomst = meeting(gemeente)
    for resultaat in (shown(gemeente), shown(gemeente, "leeftijd"), None):
        punt = item(gemeente, bijeenkomst, resultaat)
    said(gemeente, punt, "lid")
    focus(gemeente, punt)
    project(gemeente)
    to(gemeente, bijeenkomst, "open")
    return Bezig(
        f"/bijeenkomsten/{bijeenkomst.pk}/",
        [f"/agendapunten/{punt.pk}/" for punt in bijeenkomst.punten.all()],
        sessions(gemeente, "werkgroep", "lid"),
    )


@pytest.fixture
def ingetrokken(bezig: Bezig, gemeente: Huis) -> tuple[str, str]:
    """The item whose chart was withdrawn while the meeting goes on, and the number of the chart."""
    resultaat = Resultaat.objects.get(agendapunten__pk=bezig.punten[1].split("/")[2])
    analyse_actions.withdraw_release(
        resultaat=resultaat, reden="De levering klopte niet.", by=gemeente["officer"]
    )
    return bezig.punten[1], str(resultaat.pk)


@pytest.fixture
def vensters(live_server: LiveServer) -> Iterator[Vensters]:
    """`vensters(session, "/pad/")`: a page in a browser of one's own; complaints fail the test."""
    klachten = list[str]()
    pad = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=pad, args=CHROMIUM)

        def open_page(koek: str, adres: str, breed: int = 1280, hoog: int = 900) -> Page:
            context = chromium.new_context(
                base_url=live_server.url, viewport={"width": breed, "height": hoog}
            )
            context.add_cookies([{"name": "sessie", "value": koek, "url": live_server.url}])
            page = context.new_page()
            page.on("pageerror", lambda fout: klachten.append(str(fout)))
            page.on("console", lambda r: klachten.append(r.text) if "Policy" in r.text else None)
            page.goto(adres)
            return page

        yield open_page
        chromium.close()
    assert klachten == []


@pytest.fixture
def openen(bezig: Bezig, vensters: Vensters) -> Open:
    """`openen("lid", "/pad/")` for somebody at the meeting."""

    def open_page(wie: str, adres: str, breed: int = 1280, hoog: int = 900) -> Page:
        return vensters(bezig.koeken[wie], adres, breed, hoog)

    return open_page


def keep(page: Page, naam: str) -> None:
    """Into the folder of pictures when SCHERMEN=1."""
    if os.environ.get("SCHERMEN") == "1":
        save_picture(page.screenshot(full_page=True), naam)


def test_one_posts_and_the_other_sees_it_while_typing(bezig: Bezig, openen: Open):
    adres = bezig.punten[0]
    een, ander = openen("werkgroep", adres), openen("lid", adres)
    ander.fill("#duidingtekst", "Ik ben nog aan het typen")
    een.check("#soort_twijfel")
    een.fill("#duidingtekst", "Komt dit door de leeftijd?")
    een.click("text=Plaatsen")
    een.wait_for_selector("[data-deel=duiding] >> text=Komt dit door de leeftijd?", timeout=8_000)
    ander.wait_for_selector("[data-deel=duiding] >> text=Komt dit door de leeftijd?", timeout=8_000)
    assert ander.input_value("#duidingtekst") == "Ik ben nog aan het typen"
    assert een.input_value("#duidingtekst") == ""
    keep(een, "werkgroep-duiding")
    ander.reload()
    assert ander.input_value("#duidingtekst") == "Ik ben nog aan het typen"  # kept as a draft


def test_a_lost_connection_loses_nothing(bezig: Bezig, openen: Open):
    page = openen("lid", bezig.punten[0])
    page.context.set_offline(True)
    page.check("#soort_eens")
    page.fill("#duidingtekst", "Dit zien wij ook.")
    page.click("text=Plaatsen")
    page.wait_for_selector("[data-verbinding]:not([hidden])")
    assert page.input_value("#duidingtekst") == "Dit zien wij ook."
    page.context.set_offline(False)
    page.wait_for_selector("[data-deel=duiding] >> text=Dit zien wij ook.", timeout=15_000)
    page.wait_for_selector("[data-verbinding]", state="hidden")
    assert page.locator("[data-deel=duiding] .bm-draad").count() == 1


def test_what_cannot_be_sent_stays_where_it_was_typed(bezig: Bezig, openen: Open):
    page = openen("lid", bezig.punten[0])
    page.click("text=De conclusie schrijven")
    page.context.set_offline(True)
    page.fill("#conclusietekst", "Dit is onze conclusie.")
    page.click("text=Conclusie bewaren")
    page.wait_for_selector("[data-verbinding] >> text=Nog niet verstuurd")
    assert page.input_value("#conclusietekst") == "Dit is onze conclusie."
    assert violations(page) == []
    page.context.set_offline(False)
    page.click("text=Conclusie bewaren")
    page.wait_for_selector("[data-deel=conclusie] >> text=Dit is onze conclusie.")


def test_two_who_write_one_conclusion_see_both_texts(bezig: Bezig, openen: Open):
    een, ander = openen("werkgroep", bezig.punten[0]), openen("lid", bezig.punten[0])
    for page, tekst in ((een, "Mannen vaker."), (ander, "Jongeren vaker.")):
        page.click("text=De conclusie schrijven")
        page.fill("#conclusietekst", tekst)
    een.click("text=Conclusie bewaren")
    een.wait_for_selector("[data-deel=conclusie] >> text=Mannen vaker.")
    ander.click("text=Conclusie bewaren")
    ander.wait_for_selector("text=Twee mensen schreven deze conclusie")
    assert ander.input_value("#eigentekst") == "Jongeren vaker."
    assert ander.input_value("#andertekst") == "Mannen vaker."
    assert violations(ander) == []
    keep(ander, "werkgroep-twee-teksten")
    ander.set_viewport_size({"width": 320, "height": 800})
    assert not scrolls_sideways(ander)
    ander.fill("#samentekst", "Jonge mannen vaker.")
    ander.click("text=Deze tekst bewaren")
    een.wait_for_selector("[data-deel=conclusie] >> text=Jonge mannen vaker.", timeout=8_000)


def test_a_withdrawn_chart_is_a_stub_on_agenda_item_and_wall(
    ingetrokken: tuple[str, str], bezig: Bezig, openen: Open
):
    punt, resultaat = ingetrokken
    page = openen("lid", bezig.plek)
    assert "Deze grafiek is ingetrokken" in page.inner_text("main")
    for adres in (punt, f"{bezig.plek}scherm/"):
        page.goto(adres)
        tekst = page.locator("main").text_content() or ""
        assert "De levering klopte niet." in tekst
        assert page.locator(f"[data-bron*='{resultaat}']").count() == 0
        assert violations(page) == []


def test_the_wall_goes_by_keyboard_and_laptops_follow(bezig: Bezig, openen: Open):
    muur = openen("werkgroep", f"{bezig.plek}scherm/", 1920, 1080)
    laptop = openen("lid", bezig.punten[0])
    muur.wait_for_selector("[data-klaar=ja]")
    letter = muur.evaluate(
        "() => parseFloat(getComputedStyle(document.querySelector('h2')).fontSize)"
    )
    assert letter >= 40
    assert _axis_text(muur) >= 24
    vraag = muur.locator("[data-dia]:visible .bm-dia__vraag").bounding_box()
    assert vraag
    assert vraag["y"] + vraag["height"] < 1000  # beside the chart, not below the fold
    keep(muur, "werkgroep-scherm")
    assert violations(muur) == []
    assert muur.locator("text=/Collega (werkgroep|lid|derde)/").count() == 0
    muur.keyboard.press("b")
    assert muur.is_visible("[data-zwart]")
    muur.keyboard.press(".")
    muur.keyboard.press("o")
    assert muur.is_visible("[data-overzicht]")
    assert violations(muur) == []
    muur.keyboard.press("Escape")
    muur.keyboard.press("?")
    assert muur.is_visible("[data-hulp]")
    muur.keyboard.press("Escape")
    tweede = bezig.punten[1]
    eerste = muur.inner_text("[data-plek]")
    muur.keyboard.press("PageDown")
    assert muur.inner_text("[data-plek]") != eerste
    for _ in range(20):
        if str(muur.locator("[data-dia]:visible").get_attribute("data-punt")) in tweede:
            break
        muur.keyboard.press("ArrowRight")
    laptop.wait_for_url(f"**{tweede}", timeout=10_000)
    muur.keyboard.press("PageUp")
    laptop.wait_for_url(f"**{bezig.punten[0]}", timeout=10_000)


def _axis_text(muur: Page) -> float:
    """Height of the letters of the axis as they are on the screen."""
    return muur.evaluate(
        """() => { const t = document.querySelector('[data-dia]:not([hidden]) .xtick text');
        const vak = t.closest('[data-figuur]');
        const schaal = vak.getBoundingClientRect().width / vak.offsetWidth;
        return schaal * parseFloat(getComputedStyle(t).fontSize); }"""
    )


def test_who_wanders_goes_back_by_a_button(bezig: Bezig, openen: Open):
    derde = bezig.punten[2]
    page = openen("lid", derde)
    page.wait_for_timeout(4_000)
    assert derde in page.url
    page.click("text=Terug naar de vergadering")
    page.wait_for_url(f"**{bezig.punten[0]}")


# What each role finds in a house where nothing was delivered, released or said yet.
LEEG = {
    "lid": (
        "/", "/resultaten/", "/buurten/", "/buurten/vergelijken/", "/verhaal/", "/aanvragen/",
        "/bijeenkomsten/", "/speerpunten/", "/projecten/", "/plannen/",
    ),
    "officer": (
        "/", "/bureau/", "/leveringen/", "/bewaren/", "/vernietigingslijsten/", "/verklaringen/",
        "/werkplekken/",
    ),
    "analist": ("/", "/onderzoeken/", "/resultaten/"),
    "leverancier": ("/", "/leveringen/", "/leveringen/nieuw/"),
}  # fmt: skip


def test_pages_without_anything_on_them_say_so(leeg: dict[str, str], vensters: Vensters):
    fouten = list[str]()
    for wie, paden in LEEG.items():
        page = vensters(leeg[wie], "/", 320, 800)
        for pad in paden:
            page.goto(pad)
            fouten += [f"{wie} {pad}: {fout}" for fout in [*violations(page), *layout(page)]]
            assert page.locator("h1").count() == 1
    assert not fouten, "\n".join(fouten)
    assert "Er zijn nog geen resultaten." in vensters(leeg["lid"], "/buurten/").inner_text("main")


def test_a_failure_of_ours_is_said_in_words_and_shows_nothing_of_it(
    leeg: dict[str, str], vensters: Vensters, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("Vaartkade")

    monkeypatch.setattr("analyses.queries.released_for", fail)
    page = vensters(leeg["lid"], "/")
    antwoord = page.goto("/resultaten/")
    assert antwoord
    assert antwoord.status == 500
    assert page.inner_text("h1") == "Er ging iets mis"
    assert "Vaartkade" not in page.content()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert layout(page) == []
