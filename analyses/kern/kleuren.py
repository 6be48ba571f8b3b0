"""Colours and shapes of charts, in one place: every mark is at least 3:1 on white, text 4.5:1.

A buurt keeps its slot in every chart. Colour never stands alone: shape and label go with it.
Standard library only.
"""

from dataclasses import dataclass

TEKST = "#0B0C0C"
STIL = "#595959"  # secondary text, borders
RASTER = "#E5E5E5"
WIT = "#FFFFFF"
ARCERING = "#767676"
REEKS = ("#C0E7FF", "#77CBE5", "#3D95D4", "#2256A0", "#143564")
OP_REEKS = (TEKST, TEKST, TEKST, WIT, WIT)  # text on each of REEKS, 4.5:1
BAND = REEKS[0]


@dataclass(frozen=True)
class Slot:
    kleur: str
    vorm: str  # Plotly marker symbol
    lijn: str  # Plotly dash


BUURTEN = (
    Slot("#12436D", "circle", "solid"),
    Slot("#1D7F76", "square", "dash"),
    Slot("#F46A25", "diamond", "dot"),
)
OVERIG = Slot(STIL, "circle-open", "solid")
SAMEN = Slot("#000000", "circle", "solid")
GEMEENTE = Slot("#000000", "line-ns-open", "solid")
WIJK = Slot(STIL, "line-ns", "solid")  # a shorter line than the municipality's
ACCENT = BUURTEN[0]


def slot(plek: int | None) -> Slot:
    """Of the n-th studied buurt; None for a buurt that is not studied."""
    if plek is None:
        return OVERIG
    return BUURTEN[plek] if plek < len(BUURTEN) else OVERIG


def tint(kleur: str, deel: float = 0.3) -> str:
    """The colour on white paper, as light as this part of it."""
    delen = (int(kleur[plek : plek + 2], 16) for plek in (1, 3, 5))
    return "#" + "".join(f"{round(255 - deel * (255 - d)):02X}" for d in delen)
