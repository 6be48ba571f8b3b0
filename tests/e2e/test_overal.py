"""Refused forms and the tour: by axe, by keyboard, and in every way of looking at a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.toegankelijk import check_everywhere, layout

Als = Callable[..., Any]
pytestmark = pytest.mark.e2e
# Where an empty form is sent, and who sends it.
FORMULIEREN = {
    "analist": ["/onderzoeken/nieuw/"],
    "beheerder": ["/accounts/nieuw/", "/organisaties/nieuw/"],
    "privacy-officer-1": ["/bewaren/opschorten/"],
}


@pytest.mark.parametrize("wie", FORMULIEREN)
def test_a_refused_form_says_what_is_wrong_to_everybody(als: Als, wie: str) -> None:
    bezoeker = als(wie)
    page, fouten = bezoeker.page, []
    for pad in FORMULIEREN[wie]:
        bezoeker.goto(pad)
        page.evaluate("document.querySelector('main form[method=post]').noValidate = true")
        page.click("main form[method=post] button[type=submit]")
        page.wait_for_selector("[data-foutoverzicht]")
        assert page.title().startswith("Fout:")
        fouten += check_everywhere(bezoeker, pad)
    assert not fouten, "\n".join(fouten)


def test_the_tour_is_taken_by_keyboard_and_not_offered_again(als: Als) -> None:
    nieuw = als("secretaris")
    page = nieuw.page
    page.get_by_role("link", name="Rondleiding beginnen").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open]")
    gelezen = []
    while page.get_by_role("button", name="Volgende").is_visible():
        gelezen.append(page.evaluate("() => document.activeElement.textContent"))
        assert layout(page) == []
        page.get_by_role("button", name="Volgende").press("Enter")
    assert gelezen[0] == "Wat wacht op u"
    assert len(set(gelezen)) == len(gelezen) > 3
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog[open]", state="detached")
    assert page.get_by_role("link", name="Rondleiding beginnen").count() == 0
