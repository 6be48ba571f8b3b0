"""A stored sheet at the width of its box, as the page draws it: the same words on fewer lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from analyses.kern.tekenblad import As, Blad, Rij, draw
from tests.e2e.conftest import CHROMIUM

pytestmark = pytest.mark.e2e
SCRIPT = Path(__file__).parents[2] / "analyses" / "static" / "analyses" / "tekenblad.js"
LANG = "Mannen van 18 tot 50 jaar met meer dan 2 maanden betalingsachterstand & kwijtschelding"
RIJEN = (
    Rij(LANG, "43% (35 tot 50%)", 43, 35, 50),
    Rij("Kort", "10% (8 tot 12%)", 10, 8, 12, streep=9),
    Rij("Weg", "niet getoond"),
)
FIGUUR = draw(Blad("Titel", As(0, 60, (0, 20, 40, 60), "%", nullijn=0), RIJEN, "Onder de titel"))


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    pad = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=pad, args=CHROMIUM)
        blad = chromium.new_page()
        blad.add_script_tag(path=SCRIPT)
        yield blad
        chromium.close()


def fitted(page: Page, breed: int) -> dict[str, Any]:
    uit: dict[str, Any] = page.evaluate("([f, b]) => Tekenblad.passend(f, b)", [FIGUUR, breed])
    return uit


def test_a_narrow_box_shows_the_sheet_as_it_was_stored(page: Page) -> None:
    assert fitted(page, 300) == FIGUUR


def test_a_wide_box_shows_the_same_words_on_fewer_lines_and_loses_no_mark(page: Page) -> None:
    ruim = fitted(page, 900)
    teksten = [[a["text"] for a in f["layout"]["annotations"]] for f in (FIGUUR, ruim)]
    assert [t.replace("<br>", " ") for t in teksten[0]] == teksten[1]
    assert ruim["layout"]["height"] < FIGUUR["layout"]["height"]
    assert [s["x"] for s in ruim["data"]] == [s["x"] for s in FIGUUR["data"]]


@pytest.mark.parametrize("breed", [400, 560, 900])
def test_marks_stay_below_their_own_words_at_every_width(page: Page, breed: int) -> None:
    layout, *_ = (figuur := fitted(page, breed))["layout"], None
    labels = [a for a in layout["annotations"] if a["x"] == 0 and a["yref"] == "y"][-3:]
    onder = [a["y"] + 18 * (a["text"].count("<br>") + 1) for a in labels]
    stippen = next(s for s in figuur["data"] if s.get("marker", {}).get("size") == 12)
    tegel = next(s for s in figuur["data"] if "pattern" in s.get("marker", {}))
    assert [*stippen["y"], *tegel["y"]] == [y + 10 for y in onder]
    assert layout["yaxis"]["range"][0] <= layout["height"]
