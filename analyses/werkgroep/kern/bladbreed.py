"""A sheet of rows at the width of paper: its labels on fewer lines, what is below them moved up.

A figure is stored as it fits a screen of 320 pixels; `tekenblad.js` does the same for a page. Plain
figures in and out. Standard library only.
"""

import copy
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

KANT = 18  # margin of a sheet, in pixels
TUSSEN = 16  # between a label and the figure at the end of its line
LETTER = 0.56  # width of a character, as part of its height
HOOGTEN = {16: 21, 13: 17}  # of a line, by the size of its letters
HOOGTE = 18
Figuur = Mapping[str, Any]


def fitted(figuur: Figuur, breed: int) -> Figuur:
    """The figure itself where it is no sheet of rows."""
    bereik = figuur["layout"].get("yaxis", {}).get("range") or [0, 1]
    if bereik[1] != 0 or bereik[0] <= 0 or figuur["layout"]["yaxis"].get("visible") is not False:
        return figuur
    nieuw: dict[str, Any] = copy.deepcopy(dict(figuur))
    teksten = [
        a for a in nieuw["layout"]["annotations"] if a["yref"] == "y" and a["xref"] == "paper"
    ]
    lang = [a for a in teksten if a["x"] == 0 and "<br>" in a["text"]]
    weg = [stuk for tekst in lang for stuk in _shorter(tekst, _room(tekst, teksten, breed))]
    _move_up(nieuw, weg)
    return nieuw


def _room(tekst: Figuur, teksten: Sequence[Figuur], breed: int) -> float:
    """Pixels that the figure at the end of the line leaves."""
    naast = [a["text"] for a in teksten if a["x"] == 1 and a["y"] == tekst["y"]]
    rechts = max((_width(woord, HOOGTE - 4) + TUSSEN for woord in naast), default=0.0)
    return breed - 2 * KANT - rechts


def _width(tekst: str, grootte: float) -> float:
    return LETTER * grootte * len(html.unescape(re.sub(r"<[^>]*>", "", tekst)))


def _shorter(tekst: dict[str, Any], ruim: float) -> list[tuple[float, float]]:
    """Writes the text on as few lines as it needs; what height it no longer takes."""
    grootte = tekst.get("font", {}).get("size", HOOGTE - 4)
    vet = re.fullmatch(r"<b>(.*)</b>", tekst["text"], re.DOTALL)
    oud = (vet[1] if vet else tekst["text"]).split("<br>")
    nieuw = [""]
    for woord in " ".join(oud).split(" "):
        langer = f"{nieuw[-1]} {woord}".strip()
        if nieuw[-1] and _width(langer, grootte) > ruim:
            nieuw.append(woord)
        else:
            nieuw[-1] = langer
    if len(nieuw) >= len(oud):
        return []
    regels, hoog = "<br>".join(nieuw), HOOGTEN.get(grootte, HOOGTE)
    tekst["text"] = f"<b>{regels}</b>" if vet else regels
    return [(tekst["y"] + len(nieuw) * hoog, tekst["y"] + len(oud) * hoog)]


def _move_up(figuur: dict[str, Any], weg: Sequence[tuple[float, float]]) -> None:
    def moved(y: float | None) -> float | None:
        return y if y is None else y - sum(max(0, min(y, tot) - van) for van, tot in weg)

    layout = figuur["layout"]
    for tekst in layout["annotations"]:
        if tekst["yref"] == "y":
            tekst["y"] = moved(tekst["y"])
    for vorm in layout.get("shapes", ()):
        vorm["y0"], vorm["y1"] = moved(vorm["y0"]), moved(vorm["y1"])
    for spoor in figuur["data"]:
        spoor["y"] = [moved(y) for y in spoor["y"]]
    oud = layout["yaxis"]["range"][0]
    layout["yaxis"]["range"] = [moved(oud), 0]
    layout["height"] = round(layout["height"] - oud + (moved(oud) or 0))
