"""Is a page fit for use: axe, keyboard, every width and way of showing it, nothing cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HIER = Path(__file__).parent
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    uitslag = page.evaluate(
        "() => axe.run(document, {runOnly: ['wcag2a','wcag2aa','wcag21aa','wcag22aa']})"
    )
    return [f"{regel['id']}: {regel['nodes'][0]['html'][:120]}" for regel in uitslag["violations"]]


def scrolls_sideways(page: Any) -> bool:
    return page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")


def check(bezoeker: Any, naam: str) -> list[str]:
    """What is wrong with the page, wide and narrow."""
    page = bezoeker.page
    fouten = [f"{naam}: {fout}" for fout in violations(page)]
    page.set_viewport_size({"width": 320, "height": 800})
    page.wait_for_timeout(300)
    if scrolls_sideways(page):
        fouten.append(f"{naam}: scrolls sideways at 320 px")
    bezoeker.screenshot(f"smal-{naam}")
    page.set_viewport_size({"width": 1280, "height": 900})
    return fouten


@dataclass(frozen=True)
class Stand:
    """A way to look at a page. `media` as `emulate_media` takes it."""

    naam: str
    breedte: int
    media: tuple[tuple[str, str], ...] = ()


A4 = 718  # pixels between the margins of a page of paper
STANDEN = (
    Stand("1280 px", 1280),
    Stand("200 % zoom", 640),
    Stand("320 px", 320),
    Stand("forced colours", 1280, (("forced_colors", "active"),)),
    Stand("print", A4, (("media", "print"),)),
)
GEWOON: dict[str, Any] = {"forced_colors": "none", "media": "screen"}


@cache
def _script(naam: str) -> str:
    return (HIER / naam).read_text(encoding="utf-8")


def layout(page: Any) -> list[str]:
    """Text that is cut, overlaps or falls outside the page as it stands."""
    return page.evaluate(_script("bladspiegel.js"))


def keyboard(page: Any) -> list[str]:
    page.keyboard.press("Tab")
    return page.evaluate(_script("toetsenbord.js"))


def check_everywhere(bezoeker: Any, naam: str) -> list[str]:
    """What is wrong with the page by axe, by keyboard, and in every way of looking at it."""
    page = bezoeker.page
    fouten = [*violations(page), *keyboard(page)]
    for stand in STANDEN:
        page.set_viewport_size({"width": stand.breedte, "height": 900})
        page.emulate_media(**GEWOON | dict(stand.media))
        fouten += [f"{stand.naam}: {fout}" for fout in layout(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(**GEWOON)
    return [f"{naam}: {fout}" for fout in fouten]
