"""A page as a reader gets it: every text, every table, every attribute, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

BINNEN_DE_ZIN = {"a", "abbr", "b", "em", "span", "strong", "time"}
ZONDER_EINDE = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
GEZEGD = {"alt", "aria-label", "aria-description", "content", "placeholder", "title"}
LEIDT = {"action", "data-bron", "href", "src"}
NIET_GETOOND = "niet getoond"


class Onleesbaar(ValueError):
    """A page that is not made as the reader thinks."""


@dataclass
class Paginatabel:
    """A table as it stands there; every row has a text for each heading."""

    titel: str = ""
    koppen: list[str] = field(default_factory=list)
    rijen: list[list[str]] = field(default_factory=list)


@dataclass
class Bladzijde:
    """`teksten`: what is written or spoken outside tables; `adressen`: where it leads; `merken`:
    every other attribute."""

    teksten: list[str] = field(default_factory=list)
    tabellen: list[Paginatabel] = field(default_factory=list)
    adressen: list[str] = field(default_factory=list)
    merken: list[tuple[str, str]] = field(default_factory=list)


class _Lezer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.uit = Bladzijde()
        self.zin = ""
        self.tabel: Paginatabel | None = None
        self.kop = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._goes_on(tag):
            self._end()
        for naam, waarde in attrs:
            self._attribute(naam, waarde or "")
        if tag == "table":
            self.tabel = Paginatabel()
        elif tag == "thead":
            self.kop = True
        elif tag == "tr" and self.tabel is not None and not self.kop:
            self.tabel.rijen.append([])

    def handle_endtag(self, tag: str) -> None:
        if self.tabel is not None and tag in ("th", "td", "caption"):
            self._cell(tag)
        elif not self._goes_on(tag):
            self._end()
        if tag == "thead":
            self.kop = False
        elif tag == "table" and self.tabel is not None:
            self.uit.tabellen.append(self.tabel)
            self.tabel = None

    def _goes_on(self, tag: str) -> bool:
        """A word of a heading may be a button, which explains it."""
        return tag in BINNEN_DE_ZIN or (tag == "button" and self.kop)

    def handle_data(self, data: str) -> None:
        self.zin += data

    def handle_comment(self, data: str) -> None:
        self.uit.teksten.append(data)

    def _attribute(self, naam: str, waarde: str) -> None:
        if naam in GEZEGD:
            self.uit.teksten.append(waarde)
        elif naam in LEIDT:
            self.uit.adressen.append(waarde)
        else:
            self.uit.merken.append((naam, waarde))

    def _cell(self, tag: str) -> None:
        tekst, self.zin = " ".join(self.zin.split()), ""
        if self.tabel is None:
            raise Onleesbaar("a cell outside a table")
        if tag == "caption":
            self.tabel.titel = tekst
        elif self.kop:
            self.tabel.koppen.append(tekst)
        else:
            self.tabel.rijen[-1].append(tekst)

    def _end(self) -> None:
        tekst, self.zin = " ".join(self.zin.split()), ""
        if tekst:
            self.uit.teksten.append(tekst)


def read_page(tekst: str) -> Bladzijde:
    lezer = _Lezer()
    lezer.feed(tekst)
    lezer.close()
    lezer._end()
    for tabel in lezer.uit.tabellen:
        if any(len(rij) != len(tabel.koppen) for rij in tabel.rijen):
            raise Onleesbaar("a row and its headings differ in length")
    return lezer.uit


def as_content(inhoud: Mapping[str, Any], tabellen: Sequence[Paginatabel]) -> dict[str, Any]:
    """The tables of a page, or of a file, in the shape of the API, with the values that stand
    there; `inhoud` says what the columns hold."""
    tabellen = _joined(inhoud, tabellen)
    if len(tabellen) != len(inhoud["tabellen"]):
        raise Onleesbaar("other tables than the API names")
    paren = zip(inhoud["tabellen"], tabellen, strict=True)
    return {**inhoud, "tabellen": [_typed(zoals, tabel) for zoals, tabel in paren]}


def _joined(inhoud: Mapping[str, Any], tabellen: Sequence[Paginatabel]) -> list[Paginatabel]:
    """A long table may stand there in parts, each headed by the class of its first column."""
    los, uit = list(tabellen), []
    for zoals in inhoud["tabellen"]:
        begin, geheel = f"{zoals['titel']}: ", Paginatabel(zoals["titel"])
        eerste = zoals["koppen"][0]["label"]
        namen = {str(rij["waarden"][0]) for rij in zoals["rijen"]}
        while los and los[0].titel.startswith(begin) and los[0].titel[len(begin) :] in namen:
            deel = los.pop(0)
            geheel.koppen = [eerste, *deel.koppen]
            geheel.rijen += [[deel.titel[len(begin) :], *rij] for rij in deel.rijen]
        uit += [geheel] if geheel.rijen else los[:1]
        los = los if geheel.rijen else los[1:]
    return [*uit, *los]


def _typed(zoals: Mapping[str, Any], tabel: Paginatabel) -> dict[str, Any]:
    if [kop["label"] for kop in zoals["koppen"]] != tabel.koppen or zoals["titel"] != tabel.titel:
        raise Onleesbaar("other headings than the API names")
    maten = [kop["maat"] for kop in zoals["koppen"]]
    rijen = []
    for rij in tabel.rijen:
        waarden = [_value(maat, tekst) for maat, tekst in zip(maten, rij, strict=True)]
        rijen.append({"waarden": waarden, "getoond": NIET_GETOOND not in rij})
    return {**zoals, "rijen": rijen}


def _value(maat: str, tekst: str) -> str | float | None:
    """A figure as it was before it was written."""
    if maat in ("label", "tekst"):
        return None if tekst in ("", NIET_GETOOND) and maat == "tekst" else tekst
    if tekst in ("", NIET_GETOOND):
        return None
    waarde = number(tekst)
    return int(waarde) if waarde == int(waarde) else waarde


def number(tekst: str) -> float:
    """1.235 and −1,8% as a number; ValueError for anything else."""
    kaal = tekst.strip().removesuffix("%").replace("−", "-").removeprefix("+")
    if not re.fullmatch(r"-?\d+(\.\d{3})*(,\d+)?", kaal):
        raise ValueError(f"no number as we write them: {tekst}")
    return float(kaal.replace(".", "").replace(",", "."))


def addresses(bladzijde: Bladzijde) -> Iterator[str]:
    """Pages of our own that it leads to, each once."""
    gezien = dict.fromkeys(adres.partition("#")[0] for adres in bladzijde.adressen)
    return (adres for adres in gezien if adres.startswith("/") and not adres.startswith("//"))
