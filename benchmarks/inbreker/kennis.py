"""What anybody knows: the kenmerken with their classes, the buurten, and what cannot be.

A group of residents is a set of conditions: for each dimension (a kenmerk, `buurt`, or `pleeg:…`
for places of incidents) the positions that it allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bronnen.kern.kenmerken import KENMERKEN

KLASSEN: Mapping[str, tuple[str, ...]] = {k.code: k.klassen for k in KENMERKEN}
NAMEN: Mapping[str, str] = {k.naam: k.code for k in KENMERKEN}
GEWOON = {"betaalgedrag": ("betaald",), "huurachterstand": ("geen",)}
OPENBAAR = ("buurt", "geslacht", "leeftijd")
# Classes that a table takes together under a name of their own, as its documentation says.
SAMENGENOMEN: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("betaalgedrag", "dwangbevel, beslag of oninbaar"): (4, 5),
}
TELWOORDEN = ("", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht")

# No resident meets all conditions of a line: the documentation of the kenmerken says so.
ONMOGELIJK: tuple[Mapping[str, frozenset[int]], ...] = (
    {"verdachte": frozenset({1}), "leeftijd": frozenset({0})},
    {"huurachterstand": frozenset(range(1, 6)), "leeftijd": frozenset({0, 1})},
    {"huurachterstand": frozenset(range(1, 6)), "eigendom": frozenset({1, 3})},
    {"achterstand_2m": frozenset({0}), "huurachterstand": frozenset({4, 5})},
    {"achterstand_2m": frozenset({0}), "belastingachterstand": frozenset({2, 3, 4})},
    {
        "achterstand_2m": frozenset({1}),
        "huurachterstand": frozenset(range(4)),
        "belastingachterstand": frozenset({0, 1}),
    },
)

Groep = frozenset[tuple[str, frozenset[int]]]


@dataclass(frozen=True)
class Drempels:
    """The published rules; figures are rounded to `stap`, which is 1 where they are exact."""

    aantal: int = 10
    basis: int = 50
    complement: int = 10
    verschil: int = 10
    aandeel: float = 0.90
    stap: int = 5
    complementregel: bool = True  # complement and share hide a cell too

    def spread(self, waarde: int) -> tuple[float, float]:
        """Every count that is shown as `waarde`."""
        onder = waarde - self.stap // 2
        return float(max(onder, 0)), float(onder + self.stap - 1)


@dataclass(frozen=True)
class Kaart:
    """Names of the buurten in order of their number."""

    namen: tuple[str, ...]

    def area(self, label: str, eerdere: Iterable[str]) -> frozenset[int]:
        """The buurten of a label; `eerdere`: the labels above it in the table."""
        if label in self.namen:
            return frozenset({self.namen.index(label)})
        if label == "Hele gemeente":
            return frozenset(range(len(self.namen)))
        genoemd = [self.namen.index(naam) for naam in eerdere if naam in self.namen]
        if label == "Overige buurten":
            return frozenset(range(len(self.namen))) - frozenset(genoemd)
        if (samen := re.fullmatch(r"[Dd]e (\S+) buurten samen", label)) is None:
            raise ValueError(f"an area that nobody knows: {label}")
        woord = samen[1]
        aantal = TELWOORDEN.index(woord) if woord in TELWOORDEN else int(woord)
        return frozenset(genoemd[:aantal])

    @property
    def alle(self) -> frozenset[int]:
        return frozenset(range(len(self.namen)))


def members(code: str, klasse: str) -> frozenset[int]:
    """The positions of a class as a table names it; "a of b" is two."""
    samen = SAMENGENOMEN.get((code, klasse))
    if samen is not None:
        return frozenset(samen)
    rest, gevonden = klasse, set()
    for naam in sorted(KLASSEN[code], key=len, reverse=True):
        if re.search(rf"(^| of ){re.escape(naam)}($| of )", rest):
            gevonden.add(KLASSEN[code].index(naam))
            rest = re.sub(rf"(^| of ){re.escape(naam)}(?=$| of )", "", rest, count=1)
    if rest.strip():
        raise ValueError(f"a class that nobody knows: {klasse}")
    return frozenset(gevonden)


def width(dimensie: str, kaart: Kaart) -> int:
    if dimensie == "buurt":
        return len(kaart.namen)
    return 2 if dimensie.startswith("pleeg:") else len(KLASSEN[dimensie])


def group(voorwaarden: Mapping[str, Iterable[int]], kaart: Kaart) -> Groep:
    """Conditions that say nothing are left out."""
    paren = {(d, frozenset(w)) for d, w in voorwaarden.items()}
    return frozenset((d, w) for d, w in paren if len(w) < width(d, kaart))


def meet(een: Groep, ander: Groep) -> Groep:
    """Residents of both groups."""
    samen = dict(een)
    for dimensie, waarden in ander:
        samen[dimensie] = samen.get(dimensie, waarden) & waarden
    return frozenset(samen.items())


def inside(deel: Groep, geheel: Groep) -> bool:
    """Whether it is plain that everybody of `deel` is in `geheel`."""
    eigen = dict(deel)
    return all(d in eigen and eigen[d] <= waarden for d, waarden in geheel)
