"""Where a name fits beside a dot: over no other name and no dot, on a narrow and a wide screen.

Plain text positions out, as Plotly names them. Standard library only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BREEDTEN = (210.0, 900.0)  # pixels of a plane on a screen of 320, and on a wide one
LETTER = (7.5, 17.0)  # of a name
STIP = 7.0  # half a dot with its border
BOVENUIT = 6.0  # pixels that a name may stand out above the plane
EINDE = "end above"  # above a line, ending at this point; no position of Plotly
NAAST = (
    "middle right", "middle left", "top center", "bottom center", "top left", "bottom left",
    "top right", "bottom right",
)  # fmt: skip
Doos = tuple[float, float, float, float]  # left, under, right, above
Punt = tuple[float, float]


@dataclass(frozen=True)
class Naamvlak:
    """A plane from 0: where its axes end, and its height in pixels."""

    breed: float
    hoog: float
    pixels: float

    def place(self, punt: Punt, breedte: float) -> Punt:
        return punt[0] / self.breed * breedte, punt[1] / self.hoog * self.pixels


@dataclass(frozen=True)
class Wens:
    """A text and the points beside which, or at which, it may stand; the first that fits."""

    tekst: str
    punten: tuple[Punt, ...]
    kanten: tuple[str, ...] = NAAST


@dataclass(frozen=True)
class Plek:
    punt: Punt
    kant: str


def place_names(
    punten: Sequence[Punt], namen: Sequence[str], later: Sequence[bool], vlak: Naamvlak
) -> list[str]:
    """Plotly's place of each name; empty for one without room (it is read in the table). Those
    that are not `later` go first."""
    volgorde = sorted(range(len(namen)), key=lambda k: (later[k], -punten[k][1], k))
    wensen = [Wens(namen[k], (punten[k],)) for k in volgorde]
    kanten = [""] * len(namen)
    for k, plek in zip(volgorde, place_texts(wensen, punten, vlak), strict=True):
        kanten[k] = plek.kant if plek else ""
    return kanten


def place_texts(
    wensen: Sequence[Wens], stippen: Sequence[Punt], vlak: Naamvlak
) -> list[Plek | None]:
    """A place for each, in the order given; None for what is empty or has no room."""
    vol = {breedte: [_dot(vlak.place(s, breedte)) for s in stippen] for breedte in BREEDTEN}
    plekken: list[Plek | None] = []
    for wens in wensen:
        plek = next((p for p in _choices(wens) if _fits(wens.tekst, p, vol, vlak)), None)
        plekken.append(plek)
        if plek:
            for breedte in BREEDTEN:
                vol[breedte].append(_box(wens.tekst, plek, breedte, vlak))
    return plekken


def _choices(wens: Wens) -> list[Plek]:
    if not wens.tekst:
        return []
    return [Plek(punt, kant) for punt in wens.punten for kant in wens.kanten]


def _fits(tekst: str, plek: Plek, vol: dict[float, list[Doos]], vlak: Naamvlak) -> bool:
    for breedte in BREEDTEN:
        doos = _box(tekst, plek, breedte, vlak)
        if doos[0] < 0 or doos[2] > breedte or doos[1] < 0 or doos[3] > vlak.pixels + BOVENUIT:
            return False
        if any(overlap(doos, ander) for ander in vol[breedte]):
            return False
    return True


def _dot(plek: Punt) -> Doos:
    x, y = plek
    return x - STIP, y - STIP, x + STIP, y + STIP


def _box(tekst: str, plek: Plek, breedte: float, vlak: Naamvlak) -> Doos:
    x, y = vlak.place(plek.punt, breedte)
    lang, hoog, weg = LETTER[0] * len(tekst), LETTER[1], STIP + 1
    links, onder = {
        "middle right": (x + weg, y - hoog / 2),
        "middle left": (x - weg - lang, y - hoog / 2),
        "top center": (x - lang / 2, y + weg),
        "bottom center": (x - lang / 2, y - weg - hoog),
        "top left": (x - lang, y + weg),
        "bottom left": (x - lang, y - weg - hoog),
        "top right": (x, y + weg),
        "bottom right": (x, y - weg - hoog),
        EINDE: (x - lang, y),
    }[plek.kant]
    return links, onder, links + lang, onder + hoog


def overlap(een: Doos, ander: Doos) -> bool:
    naast = een[2] <= ander[0] or ander[2] <= een[0]
    return not (naast or een[3] <= ander[1] or ander[3] <= een[1])
