"""Groups in plain words, read back as conditions: "mannen van 18 tot 50 jaar die alleen wonen"."""

from __future__ import annotations

from functools import cache

from analyses.kern.woorden import said
from benchmarks.inbreker.kennis import KLASSEN

WIE = {"mannen": 0, "vrouwen": 1}
SAMEN = {("leeftijd", "18 tot en met 49"): (2, 3, 4)}


@cache
def phrases() -> dict[str, tuple[str, tuple[int, ...]]]:
    zinnen = {
        said(code, klasse): (code, (plek,))
        for code, klassen in KLASSEN.items()
        for plek, klasse in enumerate(klassen)
        if code != "geslacht"
    }
    return zinnen | {said(code, naam): (code, leden) for (code, naam), leden in SAMEN.items()}


def rule_group(tekst: str) -> dict[str, tuple[int, ...]]:
    """ValueError for words that nobody knows."""
    wie, _, rest = tekst.partition(" ")
    groep: dict[str, tuple[int, ...]] = {"geslacht": (WIE[wie],)} if wie in WIE else {}
    while rest:
        passend = [zin for zin in phrases() if rest == zin or rest.startswith(f"{zin} ")]
        if not passend:
            raise ValueError(f"words that nobody knows: {rest}")
        langste = max(passend, key=len)
        code, leden = phrases()[langste]
        groep[code] = leden
        rest = rest[len(langste) :].strip().removeprefix("en ")
    return groep
