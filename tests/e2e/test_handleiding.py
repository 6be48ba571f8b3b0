"""The first time of a new colleague, and the pages that docs/handleiding shows."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django_otp.oath import TOTP

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
WACHTWOORD = "vier-woorden-zonder-samenhang"
STUDIE = "main >> text=Financiële"
# Picture, whose page, where it begins, and what to click from there.
PAGINAS = [
    ("start", "sociale-zaken", "/", []),
    ("leveren", "sociale-zaken", "/leveringen/nieuw/", []),
    ("mijn-account", "sociale-zaken", "/account/", []),
    ("token-nieuw", "sociale-zaken", "/account/tokens/nieuw/", []),
    ("drempels", "privacy-officer-1", "/drempels/", []),
    ("bronakkoord", "privacy-officer-1", "/onderzoeken/",
     [STUDIE, "main >> text=Bronnen", "main tbody a >> nth=0"]),
    ("onderzoek-nieuw", "analist", "/onderzoeken/nieuw/", []),
    ("onderzoek", "analist", "/onderzoeken/", [STUDIE]),
    ("bronnen", "analist", "/onderzoeken/", [STUDIE, "main >> text=Bronnen"]),
    ("koppelen", "analist", "/onderzoeken/", [STUDIE, "main >> text=Koppelen"]),
    ("account-nieuw", "beheerder", "/accounts/nieuw/", []),
    ("organisatie", "beheerder", "/organisaties/", ["main tbody a >> nth=0"]),
]  # fmt: skip


def submit(page: Any) -> None:
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def make_colleague(beheerder: Any) -> str:
    """The one-time password, as the beheerder sees it once."""
    page = beheerder.page
    beheerder.goto("/accounts/nieuw/")
    page.fill("[name=gebruikersnaam]", "collega")
    page.fill("[name=naam]", "Nieuwe collega")
    page.select_option("[name=rol]", "beleidsmedewerker")
    submit(page)
    beheerder.screenshot("eenmalig-wachtwoord")
    return page.inner_text("#wachtwoord")


def test_a_new_colleague_chooses_a_password_and_links_an_app(als: Als) -> None:
    bezoeker = als("beheerder")
    page, eenmalig = bezoeker.page, make_colleague(bezoeker)
    page.click("text=Afmelden")
    page.wait_for_url("**/aanmelden/")
    bezoeker.screenshot("aanmelden")
    page.fill("[name=username]", "collega")
    page.fill("[name=password]", eenmalig)
    submit(page)
    bezoeker.screenshot("eigen-wachtwoord")
    for veld in page.locator("main input[type=password]").all():
        veld.fill(WACHTWOORD)
    submit(page)
    bezoeker.screenshot("app-koppelen")
    geheim = base64.b32decode(page.inner_text("#geheim").replace(" ", ""))
    page.fill("[name=code]", f"{TOTP(geheim).token():06d}")
    submit(page)
    bezoeker.screenshot("herstelcodes")
    assert page.locator("#codes li").count() == 10
    page.click("text=Ik heb ze bewaard")
    page.wait_for_selector("text=Welkom, Nieuwe collega")


def test_a_recovery_code_opens_the_account_once(als: Als, demo: Any) -> None:
    """Through ‘Mijn account’, where new codes are made."""
    bezoeker = als("werkgroeplid")
    page = bezoeker.page
    bezoeker.goto("/account/")
    page.click("text=Nieuwe herstelcodes maken")
    page.wait_for_load_state()
    if page.locator("[name=bevestiging]").count():
        page.fill("[name=bevestiging]", demo.code("werkgroeplid"))
        submit(page)
        page.click("text=Nieuwe herstelcodes maken")
    code = page.inner_text("#codes li >> nth=0")
    page.click("text=Afmelden")
    for poging, komt_binnen in ((1, True), (2, False)):
        page.fill("[name=username]", "werkgroeplid")
        page.fill("[name=password]", "een-lang-wachtwoord-voor-de-proef")
        submit(page)
        bezoeker.screenshot("code")
        page.click("text=Telefoon kwijt?")
        page.fill("[name=code]", code)
        submit(page)
        assert (page.locator("text=Welkom").count() == 1) is komt_binnen, poging
        if komt_binnen:
            page.click("text=Afmelden")


@pytest.mark.parametrize("wie", sorted({wie for _, wie, _, _ in PAGINAS}))
def test_the_pages_of_the_manual_open_for_their_role(als: Als, wie: str) -> None:
    bezoeker = als(wie)
    for naam, rol, begin, stappen in PAGINAS:
        if rol == wie:
            assert bezoeker.goto(begin).status == 200
            for stap in stappen:
                bezoeker.page.click(stap)
                bezoeker.page.wait_for_load_state()
            bezoeker.screenshot(naam)
