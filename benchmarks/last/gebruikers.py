"""What fifty people do: read, follow a meeting, prepare, judge; each at a pace of a person."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from benchmarks.last.klant import Antwoord, Klant

Paden = Mapping[str, Any]
Zeg = Callable[[Antwoord], None]  # keeps an answer
Bezoek = tuple[str, str]  # kind of page, address
IEDERE = 3.0  # seconds between two looks at a meeting, as the page does
GEZEGD = "Dit herkennen wij ook."
DENKTIJD = (2.0, 6.0)  # seconds on a page
HAASTIG = 8  # readers at once when nobody reads: more only wait longer


def pages(rol: str, paden: Paden, toeval: random.Random) -> list[Bezoek]:
    """One round of the pages of a role; a chart is asked with the page it stands on."""
    resultaat, buurt = toeval.choice(paden["resultaten"]), toeval.choice(paden["buurten"])
    onderzoek = f"/onderzoeken/{paden['onderzoek']}/"
    lezen = [
        ("start", "/"),
        ("results", "/resultaten/"),
        ("result", f"/resultaten/{resultaat}/"),
        ("figure", f"/resultaten/{resultaat}/figuur/"),
        ("buurt", f"/buurten/{paden['onderzoek']}/{buurt}/"),
        ("story", "/verhaal/"),
        ("speerpunten", "/speerpunten/"),
    ]
    return {
        "beleidsmedewerker": lezen,
        "werkgroeplid": lezen,
        "analist": [
            ("start", "/"),
            ("onderzoek", onderzoek),
            ("analyses", f"{onderzoek}analyses/"),
            ("deliveries", "/leveringen/"),
            ("result", f"/resultaten/{resultaat}/"),
            ("figure", f"/resultaten/{resultaat}/figuur/"),
        ],
        "privacy_officer": [
            ("start", "/"),
            ("desk", "/bureau/"),
            ("delivery", f"/leveringen/{toeval.choice(paden['leveringen'])}/"),
            ("evidence", f"/concepten/{resultaat}/bewijs/"),
            ("logbook", "/logboek/"),
        ],
    }[rol]


async def browse(klant: Klant, rol: str, paden: Paden, einde: float, zeg: Zeg,
                 toeval: random.Random) -> None:  # fmt: skip
    """Reads page after page until `einde` (of time.monotonic)."""
    await asyncio.sleep(toeval.uniform(0, DENKTIJD[1]))
    while True:
        for soort, pad in pages(rol, paden, toeval):
            if time.monotonic() > einde:
                return
            zeg(await klant.get(soort, pad))
            if soort != "result":  # its figure is asked at once
                await asyncio.sleep(toeval.uniform(*DENKTIJD))


async def attend(klant: Klant, nummer: int, paden: Paden, einde: float,
                 zeg: Zeg, toeval: random.Random) -> None:  # fmt: skip
    """In the meeting: the item and its chart, then a look every three seconds; the first two talk.

    Every tenth look goes to the next item, as when the chair goes on.
    """
    await asyncio.sleep(toeval.uniform(0, IEDERE))
    live, beurt = f"/bijeenkomsten/{paden['meeting']}/live/", 0
    while time.monotonic() < einde:
        punt = paden["punten"][beurt // 10 % len(paden["punten"])]
        if beurt % 10 == 0:
            zeg(await klant.get("meeting item", f"/agendapunten/{punt}/"))
        versie = str(klant.etags.get("versie", "0"))
        gezien = await klant.get(
            "meeting look", f"{live}?versie={versie}&punt={punt}", {"X-Achtergrond": "1"}
        )
        zeg(gezien)
        if gezien.status == 200:
            klant.etags["versie"] = _version(gezien)
        if nummer < 2 and beurt % 4 == 3:
            tekst = {"nummer": str(uuid4()), "op": "", "soort": "eens", "tekst": GEZEGD}
            zeg(await klant.post("meeting post", f"/agendapunten/{punt}/duiding/", tekst))
        beurt += 1
        await asyncio.sleep(IEDERE)


async def at_once(
    adres: str, koeken: Mapping[str, Sequence[dict[str, str]]], paden: Paden, seconden: float
) -> list[Antwoord]:
    """Readers who do not read: each asks the next page as soon as it has one. No load that people
    make, but it tells how much the server can answer."""
    einde = time.monotonic() + seconden

    async def hurry(koek: dict[str, str], nummer: int) -> list[Antwoord]:
        klant, toeval, uit = Klant(adres, koek), random.Random(nummer), list[Antwoord]()
        while time.monotonic() < einde:
            soort, pad = toeval.choice(pages("beleidsmedewerker", paden, toeval))
            uit.append(await klant.get(soort, pad))
        await klant.close()
        return uit

    haast = enumerate(koeken["beleidsmedewerker"][:HAASTIG])
    delen = await asyncio.gather(*(hurry(koek, nummer) for nummer, koek in haast))
    return [antwoord for deel in delen for antwoord in deel]


def _version(antwoord: Antwoord) -> str:
    return str(json.loads(antwoord.tekst)["versie"])


async def everybody(
    adres: str, koeken: Mapping[str, Sequence[dict[str, str]]], paden: Paden, seconden: float
) -> list[Antwoord]:
    """Half of the werkgroep sits in the meeting; all others read. Ends by itself."""
    antwoorden: list[Antwoord] = []
    einde, werk = time.monotonic() + seconden, list[Awaitable[None]]()
    klanten: list[Klant] = []
    for rol, eigen in koeken.items():
        for nummer, koek in enumerate(eigen):
            klant, toeval = Klant(adres, koek), random.Random(f"{rol}{nummer}")
            klanten.append(klant)
            vergadert = rol == "werkgroeplid" and nummer < 15
            werk.append(
                attend(klant, nummer, paden, einde, antwoorden.append, toeval)
                if vergadert
                else browse(klant, rol, paden, einde, antwoorden.append, toeval)
            )
    await asyncio.gather(*werk)
    for klant in klanten:
        await klant.close()
    return antwoorden
