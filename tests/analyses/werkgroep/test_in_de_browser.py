"""A meeting as its people hold it: two browsers, a wall, a keyboard, a connection that drops."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from playwright.sync_api import Page, sync_playwright

from analyses import actions as analyse_actions
from analyses.models import Resultaat
from tests.analyses.werkgroep.materiaal import focus, item, meeting, project, said, shown, to
from tests.e2e.conftest import CHROMIUM
from tests.e2e.toegankelijk import scrolls_sideways, violations

if TYPE_CHECKING:
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from tests.materiaal import Huis

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
SCHERMEN = Path(__file__).resolve().parents[3] / "docs" / "schermen"
Open = Callable[..., Page]


@dataclass(frozen=True)
class Bezig:
    """Addresses of a meeting and its items, and who is logged in.

    While the browser runs its loop is in this thread: no row is read or written then.
    """

    plek: str
    punten: list[str]
    koeken: dict[str, str]


@pytest.fixture
def bezig(gemeente: Huis, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Bezig:
    """A meeting that goes on, of two charts and a subject; everybody has logged in.

    No cookie for https alone is given to a browser from outside, so here they are plain ones.
    """
    # A server thread that kept its connection would keep the database from being removed.
    monkeypatch.setitem(connections.settings["default"], "CONN_MAX_AGE", 0)
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "sessie", "csrf"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
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
        {wie: gemeente.bij(wie).cookies["sessie"].value for wie in ("werkgroep", "lid")},
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
def openen(bezig: Bezig, live_server: LiveServer) -> Iterator[Open]:
    """`openen("lid", "/pad/")`: a page in a browser of one's own; complaints fail the test."""
    klachten = list[str]()
    pad = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=pad, args=CHROMIUM)

        def open_page(wie: str, adres: str, breed: int = 1280, hoog: int = 900) -> Page:
            context = chromium.new_context(
                base_url=live_server.url, viewport={"width": breed, "height": hoog}
            )
            koek = bezig.koeken[wie]
            context.add_cookies([{"name": "sessie", "value": koek, "url": live_server.url}])
            page = context.new_page()
            page.on("pageerror", lambda fout: klachten.append(str(fout)))
            page.on("console", lambda r: klachten.append(r.text) if "Policy" in r.text else None)
            page.goto(adres)
            return page

        yield open_page
        chromium.close()
    assert klachten == []


def keep(page: Page, naam: str) -> None:
    """Into the folder of pictures when SCHERMEN=1."""
    if os.environ.get("SCHERMEN") == "1":
        page.screenshot(path=SCHERMEN / f"{naam}.png", full_page=True)


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


def test_the_pages_are_accessible_and_fit_a_phone(bezig: Bezig, openen: Open):
    plek, punt = bezig.plek, bezig.punten[0]
    paden = {
        "lijst": "/bijeenkomsten/", "nieuw": "/bijeenkomsten/nieuw/", "bijeenkomst": plek,
        "punt": punt, "verslag": f"{plek}verslag/", "muur": f"{plek}scherm/",
        "speerpunten": "/speerpunten/", "speerpunt-nieuw": "/speerpunten/nieuw/",
        "projecten": "/projecten/", "plannen": "/plannen/", "verhaal": "/verhaal/",
    }  # fmt: skip
    page, fouten = openen("werkgroep", "/"), list[Any]()
    for naam, pad in paden.items():
        page.goto(pad)
        fouten += [(naam, fout) for fout in violations(page)]
        if naam in ("bijeenkomst", "verslag"):
            keep(page, f"werkgroep-{naam}")
        page.set_viewport_size({"width": 320, "height": 800})
        page.wait_for_timeout(200)
        fouten += [(naam, "sideways")] if scrolls_sideways(page) else []
        page.set_viewport_size({"width": 1280, "height": 900})
    assert fouten == []
