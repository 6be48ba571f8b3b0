"""Is a page accessible: axe without violations, and no sideways scroll at 320 px."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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
