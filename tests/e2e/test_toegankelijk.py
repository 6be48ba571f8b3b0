"""Every page: axe without violations, no sideways scroll at 320 px, all reached by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.toegankelijk import check

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
PAGINAS = {
    "sociale-zaken": ["/", "/leveringen/", "/leveringen/nieuw/", "/account/"],
    "privacy-officer-1": [
        "/",
        "/onderzoeken/",
        "/logboek/",
        "/drempels/",
        "/leveringen/",
        "/bewaren/",
        "/bewaren/opschorten/",
        "/vernietigingslijsten/",
        "/verklaringen/",
    ],
    "analist": ["/", "/onderzoeken/", "/onderzoeken/nieuw/", "/resultaten/"],
    "beleidsmedewerker": ["/", "/resultaten/", "/aanvragen/", "/bestaat-niet/"],
    "beheerder": ["/", "/accounts/", "/accounts/nieuw/", "/organisaties/"],
}
# Pages that hang under a page above: (role, start, links to follow).
DIEPER = {
    "levering": ("sociale-zaken", "/leveringen/", ["main tbody a >> nth=0"]),
    "bronnen": ("privacy-officer-1", "/onderzoeken/", ["main >> text=Financiële", "text=Bronnen"]),
    "bronakkoord": (
        "privacy-officer-1",
        "/onderzoeken/",
        ["main >> text=Financiële", "main >> text=Bronnen", "main tbody a >> nth=0"],
    ),
    "koppelen": ("analist", "/onderzoeken/", ["main >> text=Financiële", "main >> text=Koppelen"]),
    "koppelbestand": (
        "analist",
        "/onderzoeken/",
        ["main >> text=Financiële", "main >> text=Koppelen", "main >> text=Gekoppeld op"],
    ),
    "analyses": ("analist", "/onderzoeken/", ["main >> text=Financiële", "main >> text=Analyses"]),
    "concept": (
        "privacy-officer-1",
        "/onderzoeken/",
        ["main >> text=Financiële", "main >> text=Analyses", "main tbody a >> nth=4"],
    ),
    "resultaat": ("beleidsmedewerker", "/resultaten/", ["main ol a >> nth=4"]),
    "regressie": ("beleidsmedewerker", "/resultaten/", ["main ol a >> nth=15"]),
}


@pytest.mark.parametrize("rol", PAGINAS)
def test_pages_are_accessible(als: Als, rol: str) -> None:
    bezoeker = als(rol)
    fouten = []
    for pad in PAGINAS[rol]:
        bezoeker.goto(pad)
        fouten += check(bezoeker, "-".join([rol, *pad.strip("/").split("/")]).rstrip("-"))
    assert fouten == []


@pytest.mark.parametrize(
    "rol", ["analist", "privacy-officer-1", "beleidsmedewerker", "sociale-zaken"]
)
def test_deeper_pages_are_accessible(als: Als, rol: str) -> None:
    bezoeker = als(rol)
    fouten = []
    for naam, (wie, begin, stappen) in DIEPER.items():
        if wie != rol:
            continue
        bezoeker.goto(begin)
        for stap in stappen:
            bezoeker.page.click(stap)
            bezoeker.page.wait_for_load_state()
        if naam in ("concept", "resultaat", "regressie"):
            bezoeker.page.wait_for_selector("[data-klaar=ja]")
        fouten += check(bezoeker, naam)
    assert fouten == []


def test_a_result_can_be_reached_and_read_by_keyboard_alone(als: Als) -> None:
    lezer = als("beleidsmedewerker")
    lezer.goto("/resultaten/")
    lezer.page.keyboard.press("Tab")
    assert lezer.page.evaluate("() => document.activeElement.getAttribute('href')") == "#inhoud"
    for _ in range(30):
        lezer.page.keyboard.press("Tab")
        adres = lezer.page.evaluate("() => document.activeElement.getAttribute('href') || ''")
        if adres.startswith("/resultaten/") and len(adres) > 20:
            break
    lezer.page.keyboard.press("Enter")
    lezer.page.wait_for_selector("#bevinding")
    assert lezer.page.locator("[tabindex='0'][role=region]").count() >= 1
