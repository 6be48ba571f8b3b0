"""Every number on a page and in a figure, as a statement: it must be that of a row that is shown.

A finding, a sentence, a text read aloud and a label in a figure hold numbers too. Each is looked up
where it should come from; one that comes from nowhere is unread, and the attack stops there: either
the reader must learn it, or something was given away.

Left out, with the reason: words without a number ("vaker", "geen straat springt eruit"), which are
made of safe tables alone; how many of the delivered rows were linked, which is about files and is
protected by itself; funnels, whose lines are limits of chance; places on the sheet (y) of rows,
colours and sizes of marks, which follow from the order of rows; the axis, one of a few set by
policy, or of a plane the least and the most of its points.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.inbreker.bladzijde import Bladzijde, number
from benchmarks.inbreker.zinnen import phrases
from bronnen.kern.kenmerken import KENMERKEN
from privacy.woordenlijst import WOORDEN

G = r"[+−-]?\d+(?:\.\d{3})*(?:,\d+)?"
SPAN = re.compile(rf"(?P<a>{G})%? \((?P<b>{G})%? tot (?P<c>{G})%?\)")
STRATEN = re.compile(rf"(?P<a>{G}) \(toeval: (?P<b>{G}) tot (?P<c>{G})\)")
GETAL = re.compile(rf"(?<![\w,.]){G}")
# What the house writes itself, whatever the figures are.
VAST = (
    "1 betekent: geen verschil. 1,8 is niet hetzelfde als 1,8 keer zo vaak.",
    "Kleiner dan .05: minder dan", "in hoogstens 5% van de gevallen",
    "0 procentpunten betekent",
    "0 betekent: geen samenhang. 1 betekent: dezelfde volgorde. −1 betekent:",
    "100 vakjes, geen 100 personen.",
    "Samen is het 100%", "Elke balk is 100%", "Balken van 100%",
    "0 tot 20%", "0 tot 40%", "0 tot 60%", "0 tot 100%",
    "Samen kunnen de aandelen meer dan 100% zijn",
    "van 12 jaar en ouder", "vanaf 12 jaar", "van 18 jaar en ouder",
    "width=device-width, initial-scale=1",
    '"historyCacheSize":0',
    "ten minste 10 personen", "ten minste 50",
    "een kleine groep meer dan 2 maanden",
)  # fmt: skip
TELT = re.compile(
    r"(?P<weg>\d+) cijfers? (?:is|zijn) niet getoond|(?P<deel>\d+) van de (?P<heel>\d+) rijen"
    r"|(?P<groepen>\d+) groepen|(?P<verborgen>\d+) niet getoond|(?P<anders>\d+) anders dan"
    r"|^Tabel (?P<plek>\d+):"
)
TIEN = re.compile(r"(?:Minder dan|Ongeveer|minder dan|ongeveer) (?P<a>\d+) van de 10\b")
HONDERD = re.compile(r"(?P<a>\d+) van de 100\b|(?P<b>\d+) op de 100\b")
STRAAT = re.compile(r"(?P<a>\d+) (?:kleine )?straten")
# About files, and about combinations of classes: no residents.
ANDERS = re.compile(
    r"Gekoppeld aan een inwoner is .*?telt niet mee\.|[Oo]ngeveer [\d.]+ combinaties"
    r"|[Vv]an de (?:ongeveer )?[\d.]+ combinaties"
)
DATUM = re.compile(r"\b\d{1,2} [a-z]+ \d{4}\b|\b(?:19|20)\d\d(?:-\d\d-\d\d)?\b|\b\d\d:\d\d\b")
# Rows, sums and bounds of the columns of tables that stand side by side in a sentence.
DRIETALLEN = (
    ("aandeel", "van", "tot"), ("punten", "punten_van", "punten_tot"),
    ("odds_ratio", "van", "tot"), ("straten", "toeval_van", "toeval_tot"),
    ("lift", "lift_van", "lift_tot"),
)  # fmt: skip


class Onbekend(ValueError):
    """A number that is nowhere in the tables that are shown."""


@dataclass
class Bekend:
    """What the tables of one result hold: triples, single figures by column, words, and counts."""

    drietallen: set[tuple[float, ...]] = field(default_factory=set)
    los: dict[str, set[float]] = field(default_factory=dict)
    woorden: list[str] = field(default_factory=list)
    elders: list[str] = field(
        default_factory=list
    )  # sentences that are read on a page of their own
    rijen: int = 0
    verborgen: int = 0
    n: float = 0.0
    cellen: bool = False  # counts may stand by themselves: a page that takes rows of several tables


def known_of(inhoud: Mapping[str, Any]) -> Bekend:
    uit = Bekend(n=float(inhoud["n"]))
    uit.woorden += [*inhoud["definities"], *inhoud["bronnen"], *VAST, *phrases()]
    for k in KENMERKEN:
        uit.woorden += [k.naam, k.omschrijving, *k.klassen]
    for tabel in inhoud["tabellen"]:
        codes = [kop["code"] for kop in tabel["koppen"]]
        uit.woorden += [tabel["titel"], *(kop["label"] for kop in tabel["koppen"])]
        for rij in tabel["rijen"]:
            uit.rijen += 1
            uit.verborgen += not rij["getoond"]
            _add_row(uit, dict(zip(codes, rij["waarden"], strict=True)))
    return uit


def together(delen: Iterable[Bekend]) -> Bekend:
    """What several results hold, for a page that takes figures from all of them."""
    uit = Bekend(cellen=True)
    for deel in delen:
        uit.drietallen |= deel.drietallen
        for code, waarden in deel.los.items():
            uit.los.setdefault(code, set()).update(waarden)
        uit.woorden += deel.woorden
        uit.rijen += deel.rijen
        uit.verborgen += deel.verborgen
    uit.woorden = list(dict.fromkeys(uit.woorden))
    return uit


def _add_row(uit: Bekend, rij: Mapping[str, Any]) -> None:
    for code, waarde in rij.items():
        if isinstance(waarde, str):
            uit.woorden.append(waarde)
        elif waarde is not None:
            uit.los.setdefault(code, set()).add(float(waarde))
    for codes in DRIETALLEN:
        if all(isinstance(rij.get(code), int | float) for code in codes):
            uit.drietallen.add(tuple(_shown(rij[code]) for code in codes))


def _shown(waarde: float) -> float:
    """As sentences and figures write it: in one decimal at most, half up."""
    return math.floor(10 * waarde + 0.5 + 1e-9) / 10


def read_texts(teksten: Iterable[str], bekend: Bekend) -> int:
    """How many numbers were read; `Onbekend` for one that is nowhere."""
    return sum(_read(tekst, bekend) for tekst in teksten)


def _read(tekst: str, bekend: Bekend) -> int:
    rest, aantal = ANDERS.sub(" ", _plain(tekst)), 0
    for zin in bekend.elders:
        rest = rest.replace(zin, " ")
    for patroon, klopt in _READERS:
        for treffer in list(patroon.finditer(rest)):
            if not klopt(treffer, bekend):
                raise Onbekend(f"a number that no table shows: {treffer[0]}")
            aantal += 1
        rest = patroon.sub(" ", rest)
    for woord in _longest_first(bekend.woorden) if GETAL.search(rest) else ():
        for eerste in (woord[:1].lower(), woord[:1].upper()):
            rest = rest.replace(eerste + woord[1:], " ")
    rest = DATUM.sub(" ", rest)
    for treffer in GETAL.finditer(rest):
        if not _alone(treffer[0], bekend):
            raise Onbekend(f"a number that no table shows: {treffer[0]} in: {tekst}")
        aantal += 1
    return aantal


def _plain(tekst: str) -> str:
    """Without the tags that a figure is written with."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", tekst)).split())


def _longest_first(woorden: Sequence[str]) -> list[str]:
    eigen = {woord for woord in woorden if any(teken.isdigit() for teken in woord)}
    return sorted(eigen, key=lambda woord: (-len(woord), woord))


def _is_triple(treffer: re.Match[str], bekend: Bekend) -> bool:
    return tuple(number(treffer[naam]) for naam in "abc") in bekend.drietallen


def _counts_rows(treffer: re.Match[str], bekend: Bekend) -> bool:
    getallen = {naam: int(waarde) for naam, waarde in treffer.groupdict().items() if waarde}
    hoogste = {"weg": bekend.verborgen, "verborgen": bekend.verborgen}
    return all(aantal <= hoogste.get(naam, bekend.rijen) for naam, aantal in getallen.items())


def _is_of_ten(treffer: re.Match[str], bekend: Bekend) -> bool:
    mogelijk = {max(1, int(w + 5) // 10) for w in bekend.los.get("aandeel", ())}
    return int(treffer["a"]) in mogelijk


def _is_share(treffer: re.Match[str], bekend: Bekend) -> bool:
    shares = bekend.los.get("aandeel", set()) | bekend.los.get("basis", set())
    return float(treffer["a"] or treffer["b"]) in shares


def _is_streets(treffer: re.Match[str], bekend: Bekend) -> bool:
    straten = bekend.los.get("straten", set()) | bekend.los.get("te_klein", set())
    return float(treffer["a"]) in straten


def _alone(tekst: str, bekend: Bekend) -> bool:
    """A figure by itself: the number of residents, or a share."""
    waarde = number(tekst)
    shares = bekend.los.get("aandeel", set()) | bekend.los.get("basis", set())
    maten = {
        w for code in ("waarde", "gewicht", "lift", "x", "y") for w in bekend.los.get(code, ())
    }
    codes = ("groep", "aantal") if bekend.cellen else ()
    tellingen = {w for code in codes for w in bekend.los.get(code, ())}
    return waarde in {bekend.n} | shares | maten | tellingen


_READERS = (
    (STRATEN, _is_triple),
    (SPAN, _is_triple),
    (TELT, _counts_rows),
    (TIEN, _is_of_ten),
    (HONDERD, _is_share),
    (STRAAT, _is_streets),
)

# --- figures --------------------------------------------------------------------------------------
ASSEN = (
    {0, 5, 10, 15, 20}, {0, 10, 20, 30, 40}, {0, 20, 40, 60}, {0, 25, 50, 75, 100},
    *({-b, -b / 2, 0, b / 2, b} for b in (20, 40, 80)),
    {0.25, 0.5, 1, 2, 4}, {0.125, 0.25, 0.5, 1, 2, 4, 8}, {0.0625, 0.25, 1, 4, 16},
    *({tot * deel / 4 for deel in range(5)} for tot in (20, 40, 100, 400, 2000, 20000)),
)  # fmt: skip
TEGEL, WIT = 0.07, "#FFFFFF"
SPOOR = {
    "cliponaxis", "constraintext", "hoverinfo", "hovertemplate", "hovertext", "insidetextanchor",
    "line", "marker", "mode", "orientation", "text", "textangle", "textfont", "textposition",
    "type", "width", "x", "xaxis", "y",
}  # fmt: skip
STIP = {0.75, 1, 9, 10, 13}
OPMAAK = {0, 0.4, 1, 1.5, 2, 3, 6, 12, 13, 14, 16, 17}
BLAD = {
    "annotations", "autosize", "barmode", "dragmode", "font", "height", "hovermode", "margin",
    "paper_bgcolor", "plot_bgcolor", "separators", "shapes", "showlegend", "xaxis", "xaxis2",
    "yaxis",
}  # fmt: skip


def read_figure(figuur: Mapping[str, Any], bekend: Bekend) -> int:
    """How many numbers a figure holds that stand in the tables; `Onbekend` for any other."""
    if all(spoor.get("mode") == "markers+text" for spoor in figuur["data"]):
        return sum(_read_points(spoor, bekend) for spoor in figuur["data"])
    if any(spoor.get("mode") == "markers+text" for spoor in figuur["data"]):
        return 0  # a funnel
    blad = figuur["layout"]
    if set(figuur) - {"data", "layout", "keuze"} or set(blad) - BLAD:
        raise Onbekend("a part of a figure that nobody read")
    kolommen = "kolommen" in figuur.get("keuze", {})
    aantal = sum(_read_trace(spoor, bekend, kolommen) for spoor in figuur["data"])
    stippen = list(blad["xaxis"].get("tickvals", ()))
    if stippen and set(stippen) not in ASSEN and stippen != list(range(len(stippen))):
        raise Onbekend("an axis that is not one of those set by policy")
    lijnen = {vorm["x0"] for vorm in blad.get("shapes", ())} - {*stippen, 0, 1}
    lijnen |= {tekst["x"] for tekst in blad["annotations"] if tekst.get("xref") == "x"}
    if lijnen - _figures(bekend):
        raise Onbekend("a line where no table has a figure")
    teksten = [str(tekst["text"]) for tekst in blad["annotations"]]
    teksten += [*map(str, blad["xaxis"].get("ticktext", ()))] if set(stippen) not in ASSEN else []
    return aantal + read_texts([*teksten, *_strings(figuur.get("keuze", {}))], bekend)


def _figures(bekend: Bekend) -> set[float]:
    """As a mark may stand: the figure, or as it is written."""
    waarden = {waarde for lijst in bekend.los.values() for waarde in lijst}
    return waarden | {_shown(waarde) for waarde in waarden}


def _read_trace(spoor: Mapping[str, Any], bekend: Bekend, kolommen: bool = False) -> int:
    """`kolommen`: what stands upright, so that the places on the other axis count columns."""
    if set(spoor) - SPOOR:
        raise Onbekend(f"a part of a trace that nobody read: {sorted(set(spoor) - SPOOR)}")
    for naam in ("marker", "line", "textfont"):
        if set(_numbers(spoor.get(naam))) - OPMAAK:
            raise Onbekend(f"a {naam} that is drawn by a number")
    teksten = [*_strings(spoor.get("text")), *_strings(spoor.get("hovertext"))]
    if _is_array(spoor):
        return _read_array(spoor, bekend)
    staand = kolommen or (spoor["type"] == "bar" and spoor.get("orientation") != "h")
    waarden = [float(w) for w in spoor["y" if staand else "x"] if w is not None]
    tegel = {round(100 * TEGEL, 6)} if staand else {0.0, TEGEL}
    if {round(w, 6) for w in waarden} - _figures(bekend) - tegel:
        raise Onbekend("a mark where no table has a figure")
    return len(waarden) + read_texts(teksten, bekend)


def _read_points(spoor: Mapping[str, Any], bekend: Bekend) -> int:
    """A plane: both places of a dot are figures of the table, and so are those in its words."""
    if set(spoor) - SPOOR - {"customdata"}:
        raise Onbekend("a part of a plane that nobody read")
    if set(_numbers([spoor.get(naam) for naam in ("marker", "textfont")])) - STIP:
        raise Onbekend("a dot that is drawn by a number")
    plekken = [float(w) for as_ in ("x", "y") for w in spoor[as_] if w is not None]
    if set(plekken) - _figures(bekend):
        raise Onbekend("a dot where no table has a figure")
    teksten = [*_strings(spoor.get("text")), *_strings(spoor.get("customdata"))]
    return len(plekken) + read_texts(teksten, bekend)


def _is_array(spoor: Mapping[str, Any]) -> bool:
    """A hundred squares in rows of ten."""
    return len(spoor.get("x", ())) == 100 and set(spoor["x"]) <= set(range(10))


def _read_array(spoor: Mapping[str, Any], bekend: Bekend) -> int:
    """As many squares filled as the share of a row."""
    vol = sum(kleur != WIT for kleur in spoor["marker"]["color"])
    if vol not in bekend.los.get("aandeel", set()) | bekend.los.get("basis", set()):
        raise Onbekend("squares for a share that no table shows")
    return 1


def _strings(deel: Any) -> Iterator[str]:
    if isinstance(deel, str):
        yield deel
    elif isinstance(deel, Mapping):
        yield from (tekst for waarde in deel.values() for tekst in _strings(waarde))
    elif isinstance(deel, Sequence):
        yield from (tekst for waarde in deel for tekst in _strings(waarde))


def _numbers(deel: Any) -> Iterator[float]:
    if isinstance(deel, bool) or deel is None or isinstance(deel, str):
        return
    if isinstance(deel, int | float):
        yield deel
    elif isinstance(deel, Mapping):
        yield from (getal for waarde in deel.values() for getal in _numbers(waarde))
    else:
        yield from (getal for waarde in deel for getal in _numbers(waarde))


# --- attributes -----------------------------------------------------------------------------------
# A counter, or the key of a row; never a figure.
PLEK = r"[A-Za-z_-]+\d{0,2}(_\d{1,2})*|[a-z_-]*[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
PLAATSEN = {
    "data-van": r"\d{1,2}",  # of how many charts it is one
    "id": PLEK, "for": PLEK, "aria-labelledby": PLEK, "aria-describedby": PLEK,
    "value": rf"{PLEK}|[a-z_][a-z_0-9]*(\.\d+)?|\d|BU\d{{8}}",
    "cols": "40", "rows": "4", "maxlength": r"\d+0",
    "data-figuur": r"\d+", "class": r"utrecht-heading-\d( .*)?", "tabindex": r"-1|0",
    "charset": r"utf-8", "fill": r"#[0-9A-F]{6}", "stroke": r"#[0-9A-F]{6}",
    "viewbox": "0 0 160 24|0 0 12 12", "width": "160|8|12", "height": "24|8|12",
    "stroke-width": "2|3", "r": "4|5",
    "d": "M-5 0L0-5 5 0 0 5Z|M-3-3h6v6h-6Z|M-4 0L0-4 4 0 0 4Z|M0-6V6|M0-4V4"
    "|M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z",
}  # fmt: skip
STREEPJES = {"2", "6", "12", "18", "22"}  # of wijk and municipality, and the axis
# Marks of so many buurten below each other, whatever their figures are.
HOOGTEN = {
    f"{round(12 + (plek - (aantal - 1) / 2) * min(7, 16 / max(1, aantal - 1)), 1)}"
    for aantal in range(1, 100)
    for plek in range(aantal)
}
OPZIJ_Y = {"y", "y1", "y2", "cy"}
GEHEIM = {"hx-headers"}  # a token of the session
OPZIJ = {"x", "x1", "x2", "cx", "transform"}
SCHALEN, BREED, RAND = (20, 40, 60, 100), 160, 6  # of a strip: where it ends, and in pixels


def read_attributes(bladzijde: Bladzijde, bekend: Bekend | None = None) -> int:
    """Attributes name places of the page, and those of marks for figures that are shown; `Onbekend`
    for any other number in one."""
    aantal, plekken = 0, _marks(bekend) if bekend else set()
    for naam, waarde in bladzijde.merken:
        if naam in GEHEIM or not any(teken.isdigit() for teken in waarde):
            continue
        goed = re.fullmatch(PLAATSEN.get(naam, r"(?!)"), waarde) or _is_token(naam, waarde)
        if naam == "data-uitleg":
            goed = waarde in WOORDEN.values()
        if naam in OPZIJ_Y:
            goed = waarde in STREEPJES | HOOGTEN
        if naam in OPZIJ:
            goed = {float(w) for w in re.findall(r"-?[\d.]+", waarde)[:1]} <= plekken
        if not goed:
            raise Onbekend(f"an attribute with a number that nobody read: {naam}")
        aantal += 1
    return aantal


def _marks(bekend: Bekend) -> set[float]:
    """Where a mark of a strip may stand: at its ends, and at every share and bound shown."""
    waarden = {w for code in ("aandeel", "van", "tot") for w in bekend.los.get(code, ())}
    schaal = ((min(w, s) / s, s) for w in waarden for s in SCHALEN)
    plekken = {round(RAND + deel * (BREED - 2 * RAND), 1) for deel, _ in schaal}
    return plekken | {0.0, float(BREED), -4.0, 6.0}


def _is_token(naam: str, waarde: str) -> bool:
    return naam == "value" and re.fullmatch(r"[A-Za-z0-9]{64}", waarde) is not None
