"""The officer's evidence page in a real browser: read, return, release, and closed to others."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.toegankelijk import SMAL, STANDEN, check

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
WACHTWOORD = "een-lang-wachtwoord-voor-de-proef"
KOP = "Een buitenstaander weet"
OPMERKING = "Leg in de zin uit wat een huishouden is."


def open_analyses(bezoeker: Any) -> None:
    bezoeker.goto("/onderzoeken/")
    bezoeker.page.click("main >> text=Financiële positie en verdachten")
    bezoeker.page.click("main >> text=Analyses")


def offered(analist: Any, kenmerk: str) -> str:
    """Address of a new draft that was offered."""
    open_analyses(analist)
    page = analist.page
    page.click("text=Nieuwe analyse")
    page.select_option("[name=soort]", "kenmerk")
    page.select_option("[name=kenmerk]", kenmerk)
    page.click("main button[type=submit]")
    page.wait_for_url("**/concepten/**", timeout=120_000)
    offer(page)
    return str(page.url)


def offer(page: Any) -> None:
    page.click("text=Aanbieden aan de privacy-officer")
    page.wait_for_selector("text=wacht op de privacy-officer")


def tab_to(page: Any, keuze: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("(keuze) => document.activeElement.matches(keuze)", keuze):
            return
    raise AssertionError(f"the keyboard does not reach {keuze}")


def decide_by_keyboard(page: Any, uitkomst: str, reden: str) -> None:
    """From the link on top to the button, without a mouse."""
    tab_to(page, "a[href='#besluit']")
    page.keyboard.press("Enter")
    tab_to(page, "[name=uitkomst]")
    page.keyboard.press("Space")
    for _ in range(["akkoord", "teruggestuurd", "geweigerd"].index(uitkomst)):
        page.keyboard.press("ArrowDown")
    tab_to(page, "[name=reden]")
    page.keyboard.type(reden)
    if page.locator("[name=bevestiging]").count():
        tab_to(page, "[name=bevestiging]")
        page.keyboard.type(WACHTWOORD)
    tab_to(page, "form[action$='/besluit/'] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Uw besluit is bewaard")


def test_an_officer_reads_the_evidence_returns_and_releases(als: Als) -> None:
    analist = als("analist")
    adres = offered(analist, "schuldhulp")
    officer = als("privacy-officer-1")
    officer.goto("/")
    officer.page.click("main >> text=Beoordelen: Schuldhulp en verdachten")
    officer.page.wait_for_selector("[data-klaar=ja]")
    tekst = officer.page.inner_text("main")
    for deel in ("Kan worden vrijgegeven", "Niemand kan", "Dit is niet meegerekend", "geslaagd"):
        assert deel in tekst
    officer.screenshot("bewijs-oordeel", ".bm-oordeel")
    officer.screenshot("bewijs-weggelaten", "section:has(#weggelaten)")
    officer.decide_too_late()
    assert check(officer, "bewijs dat intussen veranderde", (SMAL,)) == []
    officer.goto(adres)
    decide_by_keyboard(officer.page, "teruggestuurd", OPMERKING)
    assert "teruggestuurd" in officer.page.inner_text("main")
    analist.goto(adres)
    assert OPMERKING in analist.page.inner_text("main")
    offer(analist.page)
    officer.goto(adres)
    decide_by_keyboard(officer.page, "akkoord", "De uitleg is nu duidelijk.")
    assert "Dit resultaat is vrijgegeven" in officer.page.inner_text("main")


def evidence_pages(officer: Any) -> list[str]:
    """Addresses that lead to the evidence of some analyses: with hidden cells, and a model."""
    open_analyses(officer)
    namen = re.compile("^(Schuldhulp|Betaalgedrag|Logistische regressie$)")
    links = officer.page.locator("main tbody th a", has_text=namen).all()
    return [str(link.get_attribute("href")) for link in links]


def test_the_evidence_is_accessible_with_everything_unfolded(als: Als) -> None:
    officer = als("privacy-officer-2")
    for adres in evidence_pages(officer):
        officer.goto(adres)
        assert check(officer, "bewijs", STANDEN[-2:]) == []


def secrets_of(officer: Any) -> dict[str, list[str]]:
    """For some results: what stands in the columns of intervals."""
    gevonden = {}
    for adres in evidence_pages(officer):
        officer.goto(adres)
        nummer = re.findall(r"/concepten/([0-9a-f-]{36})/bewijs/", officer.page.url)[0]
        cellen = officer.page.locator("[data-interval]").all_text_contents()
        gevonden[nummer] = [
            c.strip() for c in cellen if c.strip().startswith(("tussen", "precies"))
        ]
    return gevonden


@pytest.mark.parametrize("wie", ["analist", "beleidsmedewerker"])
def test_nobody_else_finds_an_interval(als: Als, wie: str) -> None:
    geheim = secrets_of(als("privacy-officer-2"))
    assert sum(map(len, geheim.values())) > 0
    lezer = als(wie)
    for nummer, intervallen in geheim.items():
        assert lezer.goto(f"/concepten/{nummer}/bewijs/").status == 403
        for pad in (
            f"/concepten/{nummer}/", f"/concepten/{nummer}/figuur/", f"/resultaten/{nummer}/",
            f"/resultaten/{nummer}/figuur/", f"/resultaten/{nummer}/tabel.csv",
            f"/api/v1/resultaten/{nummer}/",
        ):  # fmt: skip
            tekst = lezer.page.request.get(pad).text()
            assert KOP not in tekst
            assert not [i for i in intervallen if i in tekst], pad
