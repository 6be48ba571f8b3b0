"""Everything that a beleidsmedewerker can get, by every way there is: API, pages, files, figures.

Each way is read by itself, so that what one of them tells more is a statement too; and a number
that belongs to no row that is shown stops the attack (`getallen.Onbekend`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.inbreker.bladzijde import addresses, as_content, read_page
from benchmarks.inbreker.getallen import (
    Bekend,
    known_of,
    read_attributes,
    read_figure,
    read_texts,
    together,
)
from benchmarks.inbreker.kanalen import filters, only_less, read_file, same_rows
from benchmarks.inbreker.kennis import Drempels, Kaart
from benchmarks.inbreker.lezen import Gelezen, read_release

FILTERSTAP = 3  # every third filter is asked
MEESTE_BLADZIJDEN = 60  # beside those of results
LIJST = "/resultaten/"
# assets; read already; his own; words of the house, the same whatever the figures are
ELDERS = (
    "/static/",
    LIJST,
    "/account/",
    "/afmelden/",
    "/uitleg/",
    "/toegankelijkheid/",
    "/verantwoording/",
)


@dataclass
class Toegang:
    """How he asks: `haal` gives (status, kind of content, text) of an address, `vraag` what the API
    answers."""

    haal: Callable[[str], tuple[int, str, str]]
    vraag: Callable[[str], Any]


@dataclass
class Oogst:
    """What was read in `verzoeken` requests; `getallen`: numbers outside tables, all looked up."""

    gelezen: list[Gelezen] = field(default_factory=list)
    verzoeken: int = 0
    bladzijden: int = 0
    figuren: int = 0
    getallen: int = 0


def harvest(
    toegang: Toegang,
    gebied_van: Callable[[str], frozenset[int]],
    kaart: Kaart,
    drempels: Drempels,
) -> Oogst:
    """`gebied_van`: the buurten of a result that names no areas, as a colleague tells."""
    oogst = Oogst()
    lezer = _Lezer(toegang, oogst)
    lijst = sorted(lezer.everything("/api/v1/resultaten/"), key=lambda r: str(r["vrijgegeven_op"]))
    bevindingen = {regel["id"]: str(regel["bevinding"]) for regel in lijst}
    for nummer, regel in enumerate(lijst, start=1):
        pk = regel["id"]
        elders = [zin for ander, zin in bevindingen.items() if ander != pk]
        for inhoud in lezer.release(pk, elders):
            bron = f"{nummer} {regel['naam']}"
            oogst.gelezen.append(read_release(inhoud, gebied_van(pk), kaart, drempels, bron))
    namen = [str(regel["naam"]) for regel in lijst]
    lezer.wander([*bevindingen.values(), *namen], kaart.namen)
    return oogst


class _Lezer:
    def __init__(self, toegang: Toegang, oogst: Oogst) -> None:
        self.toegang, self.oogst = toegang, oogst
        self.bekend: list[Bekend] = []

    def ask(self, pad: str) -> Any:
        self.oogst.verzoeken += 1
        return self.toegang.vraag(pad)

    def everything(self, pad: str) -> Iterator[Any]:
        """The rows of every page of a list."""
        nummer, verder = 1, True
        while verder:
            bladzijde = self.ask(f"{pad}?page={nummer}")
            yield from bladzijde["results"]
            nummer, verder = nummer + 1, bladzijde["next"]

    def get(self, pad: str) -> str:
        self.oogst.verzoeken += 1
        status, _, tekst = self.toegang.haal(pad)
        if status != 200:
            raise ValueError(f"{pad} answers {status}")
        return tekst

    def release(self, pk: str, elders: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """The same release by API, page and file; its figures; and what filters leave of it."""
        antwoord = self.ask(f"/api/v1/resultaten/{pk}/")
        heel = antwoord["inhoud"]
        bekend = known_of(heel)
        self.bekend.append(bekend)
        bekend.elders += [f"{kant}: {zin}" for zin in elders for kant in ("Vorige", "Volgende")]
        yield heel
        yield from self.view(pk, "", heel, bekend)
        for keuze in list(filters(antwoord))[::FILTERSTAP]:
            zoek = "?" + "&".join(f"{naam}={waarde}" for naam, waarde in keuze.items())
            deel = self.ask(f"/api/v1/resultaten/{pk}/{zoek}")["inhoud"]
            only_less(heel, deel)
            for ander in self.view(pk, zoek, deel, bekend):
                only_less(heel, ander)

    def view(
        self, pk: str, zoek: str, inhoud: Mapping[str, Any], bekend: Bekend
    ) -> Iterator[Mapping[str, Any]]:
        """Page and file in the shape of the API; figures and sentences are looked up in it."""
        bladzijde = read_page(self.get(f"/resultaten/{pk}/{zoek}"))
        self.oogst.bladzijden += 1
        self.oogst.getallen += read_texts(bladzijde.teksten, bekend) + read_attributes(bladzijde)
        tabellen = read_file(self.get(f"/resultaten/{pk}/tabel.csv{zoek}"), inhoud, bekend)
        for figuur in self.ask(f"/resultaten/{pk}/figuur/{zoek}"):
            self.oogst.figuren += 1
            self.oogst.getallen += read_figure(figuur, bekend)
        for ander in (as_content(inhoud, bladzijde.tabellen), as_content(inhoud, tabellen)):
            same_rows(inhoud, ander)
            yield ander

    def wander(self, bekende_zinnen: Sequence[str], buurten: Sequence[str]) -> None:
        """Every other page that a link leads to: none may hold a number of its own, that does not
        stand in a table of some result."""
        leeg = {"n": 0, "definities": [], "bronnen": [], "tabellen": []}
        bekend = together([known_of(leeg), *self.bekend])
        bekend.elders += bekende_zinnen
        bekend.woorden += buurten
        wacht, gezien = deque(["/"]), {"/"}
        while wacht and len(gezien) <= MEESTE_BLADZIJDEN:
            status, soort, tekst = self.toegang.haal(wacht.popleft())
            self.oogst.verzoeken += 1
            if status != 200 or not soort.startswith("text/html"):
                continue
            bladzijde = read_page(tekst)
            self.oogst.bladzijden += 1
            teksten = [
                *bladzijde.teksten,
                *(c for t in bladzijde.tabellen for r in (t.koppen, *t.rijen) for c in r),
                *(t.titel for t in bladzijde.tabellen),
            ]
            self.oogst.getallen += read_texts(teksten, bekend)
            self.oogst.getallen += read_attributes(bladzijde, bekend)
            for adres in addresses(bladzijde):
                if adres not in gezien and (adres == LIJST or not adres.startswith(ELDERS)):
                    gezien.add(adres)
                    wacht.append(adres)
