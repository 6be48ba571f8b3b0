"""Is a page fit for use: axe, keyboard, every width and way of showing it, nothing cut."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HIER = Path(__file__).parent
AXE = HIER.parents[1] / "node_modules" / "axe-core" / "axe.min.js"
REGELS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# Rows of a table are alike, and what stands in a drawing is no part of what is read.
AXE_DOEN = (
    "(regels) => axe.run({exclude: ['main tbody tr:nth-child(n+13)', '.svg-container']},"
    " {runOnly: regels, resultTypes: ['violations'], elementRef: false, ancestry: false})"
)
BREED, HOOG = 1280, 900
A4 = 718  # pixels between the margins of a page of paper
TEKENWACHT = 150  # milliseconds in which charts draw themselves again


@dataclass(frozen=True)
class Stand:
    """A way to look at a page. `media` as `emulate_media` takes it."""

    naam: str
    breedte: int
    media: tuple[tuple[str, str], ...] = ()


SMAL = Stand("320 px", 320)
STANDEN = (  # those of one width after one another: a chart is drawn again when it changes
    Stand("1280 px", BREED),
    Stand("forced colours", BREED, (("forced_colors", "active"),)),
    Stand("projector", 1920),
    Stand("print", A4, (("media", "print"),)),
    Stand("200 % zoom", BREED // 2),
    SMAL,
)
GEWOON: dict[str, Any] = {"forced_colors": "none", "media": "screen"}


@cache
def _script(pad: Path) -> str:
    return pad.read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script(AXE))
    uitslag = page.evaluate(AXE_DOEN, REGELS)
    return [f"{regel['id']}: {regel['nodes'][0]['html'][:120]}" for regel in uitslag["violations"]]


def scrolls_sideways(page: Any) -> bool:
    return page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")


def layout(page: Any) -> list[str]:
    """Text that is cut, overlaps or falls outside the page as it stands."""
    return page.evaluate(_script(HIER / "bladspiegel.js"))


def keyboard(page: Any) -> list[str]:
    page.keyboard.press("Tab")
    return page.evaluate(_script(HIER / "toetsenbord.js"))


def look(page: Any, stand: Stand) -> list[str]:
    """What is wrong with the page, looked at in this way; it stays so."""
    show(page, stand)
    fouten = layout(page)
    if "forced_colors" in dict(stand.media):  # without shadows: the outline alone shows the focus
        fouten += keyboard(page)
    return [f"{stand.naam}: {fout}" for fout in fouten]


def check(bezoeker: Any, naam: str, standen: tuple[Stand, ...] = STANDEN) -> list[str]:
    """What is wrong with the page with everything unfolded, by axe and in each way of looking."""
    page = bezoeker.page
    drawn(page)
    pictures(bezoeker, naam)
    page.evaluate("() => document.querySelectorAll('main details').forEach((d) => (d.open = true))")
    fouten = violations(page)
    for stand in standen:
        fouten += look(page, stand)
    show(page, STANDEN[0])
    return [f"{naam}: {fout}" for fout in fouten]


def show(page: Any, stand: Stand) -> None:
    """In this way of looking; charts are drawn again for another width."""
    page.emulate_media(**GEWOON | dict(stand.media))
    if page.viewport_size["width"] != stand.breedte:
        page.set_viewport_size({"width": stand.breedte, "height": HOOG})
        if page.locator("[data-figuur]").count():
            page.wait_for_timeout(TEKENWACHT)


def pictures(bezoeker: Any, naam: str) -> None:
    """For docs/schermen, in the ways of looking that are wanted of this page."""
    gewenst = BEELDEN.get(naam, {}) if os.environ.get("SCHERMEN") == "1" else {}
    for stand in STANDEN:
        if stand.naam in gewenst and stand.naam == "print":
            bezoeker.page.emulate_media(**GEWOON | dict(stand.media))
            bezoeker.paper(gewenst[stand.naam])
        elif stand.naam in gewenst:
            show(bezoeker.page, stand)
            bezoeker.page.wait_for_timeout(TEKENWACHT)
            bezoeker.screenshot(gewenst[stand.naam])
    show(bezoeker.page, STANDEN[0])


def drawn(page: Any) -> None:
    """Wait for the charts of a result; on a page with several, each comes when it is near."""
    if page.locator("[data-figuur][data-van]").count():
        page.wait_for_selector("[data-klaar=ja]")


# Pictures for docs/schermen: of which page, and by how it is looked at the name of the picture.
BEELDEN: dict[str, dict[str, str]] = {
    "W": {"320 px": "smal-start"},
    "W-agendapunten-een": {"320 px": "smal-agendapunt"},
    "W-bijeenkomsten-een": {"1280 px": "werkgroep-bijeenkomst"},
    "W-bijeenkomsten-een-verslag": {"1280 px": "werkgroep-verslag"},
    "W-buurten": {"1280 px": "buurten"},
    "W-buurten-een-een": {
        "1280 px": "buurtprofiel", "320 px": "smal-buurtprofiel",
        "projector": "projector-buurtprofiel", "print": "papier-buurtprofiel",
    },
    "W-buurten-vergelijken": {"1280 px": "vergelijken", "320 px": "smal-vergelijken"},
    "bureau": {"1280 px": "bureau", "320 px": "smal-bureau"},
    "L-leveringen-nieuw": {"320 px": "smal-leveren"},
    "Geslacht en verdachten": {
        "1280 px": "resultaat-geslacht", "320 px": "smal-resultaat",
        "forced colours": "contrast-resultaat", "print": "papier-resultaat",
    },
}  # fmt: skip
