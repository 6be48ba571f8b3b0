"""The first view of a page in Chromium, on a cold cache: time and weight."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.last.gebruikers import Paden

GRAFIEKEN = "plotly-basic"  # the chart library does not count in the goal
METEN = """() => {
  const pagina = performance.getEntriesByType("navigation")[0];
  const rest = performance.getEntriesByType("resource");
  return {
    ms: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
    delen: [pagina, ...rest].map((deel) => [deel.name, deel.transferSize]),
  };
}"""


@dataclass(frozen=True)
class Eerstezicht:
    """`grafieken_kb`: the chart library, apart from the rest."""

    soort: str
    ms: float
    kb: float
    grafieken_kb: float


def first_views(adres: str, koek: Mapping[str, str], paden: Paden) -> list[Eerstezicht]:
    bezoeken = {
        "start": "/",
        "results": "/resultaten/",
        "result": f"/resultaten/{paden['resultaten'][0]}/",
        "story": "/verhaal/",
        "meeting item": f"/agendapunten/{paden['punten'][0]}/",
    }
    pad = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
    with sync_playwright() as playwright:
        argumenten = ["--headless", "--no-sandbox", "--disable-gpu"]
        chromium = playwright.chromium.launch(executable_path=pad, args=argumenten)
        try:
            _view(chromium, adres, koek, "start", "/")  # the browser itself warm, its cache not
            return [_view(chromium, adres, koek, *bezoek) for bezoek in bezoeken.items()]
        finally:
            chromium.close()


def _view(
    chromium: Browser, adres: str, koek: Mapping[str, str], soort: str, pad: str
) -> Eerstezicht:
    """In a context of its own: nothing is cached."""
    koeken: list[Any] = [
        {
            "name": naam, "value": waarde, "domain": "localhost", "path": "/", "expires": -1,
            "httpOnly": True, "secure": True, "sameSite": "Lax",
        }
        for naam, waarde in koek.items()
    ]  # fmt: skip
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900}, locale="nl-NL",
        storage_state={"cookies": koeken, "origins": []},
    )  # fmt: skip
    pagina = context.new_page()
    pagina.goto(f"{adres}{pad}", wait_until="networkidle")
    gemeten = pagina.evaluate(METEN)
    context.close()
    delen = {naam: maat / 1000 for naam, maat in gemeten["delen"]}
    grafieken = sum(kb for naam, kb in delen.items() if GRAFIEKEN in naam)
    return Eerstezicht(soort, gemeten["ms"], sum(delen.values()) - grafieken, grafieken)
