"""Each kind of page asked by one person, one after the other: what it costs the web processes."""

from __future__ import annotations

import os
import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.last.gebruikers import Bezoek, Paden, pages
from benchmarks.last.klant import Klant

KEREN = 15
TIK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Bladzijde:
    """Median milliseconds until the last byte; those of the processor in the web processes."""

    soort: str
    ms: float
    processor_ms: float
    octetten: int


async def pages_alone(
    adres: str, koeken: Mapping[str, Sequence[dict[str, str]]], paden: Paden, web: int
) -> list[Bladzijde]:
    uit: dict[str, Bladzijde] = {}
    for rol, eigen in koeken.items():
        klant = Klant(adres, eigen[0])
        for soort, pad in _visits(rol, paden):
            if soort not in uit:
                uit[soort] = await _measured(klant, soort, pad, web)
        await klant.close()
    return list(uit.values())


def _visits(rol: str, paden: Paden) -> list[Bezoek]:
    vergadering = f"/bijeenkomsten/{paden['meeting']}/"
    live = f"{vergadering}live/?punt={paden['punten'][0]}&versie="
    erbij = [
        ("meeting", vergadering),
        ("meeting item", f"/agendapunten/{paden['punten'][0]}/"),
        ("meeting look, news", f"{live}0"),
        ("meeting wall", f"{vergadering}scherm/"),
        ("minutes", f"{vergadering}verslag/"),
    ]
    return pages(rol, paden, random.Random(rol)) + (erbij if rol == "werkgroeplid" else [])


async def _measured(klant: Klant, soort: str, pad: str, web: int) -> Bladzijde:
    await klant.get(soort, pad)  # warm
    voor, antwoorden = _processor(web), []
    for _ in range(KEREN):
        klant.etags.clear()
        antwoorden.append(await klant.get(soort, pad))
    ms = statistics.median(antwoord.seconden for antwoord in antwoorden) * 1000
    octetten = max(antwoord.octetten for antwoord in antwoorden)
    return Bladzijde(soort, ms, (_processor(web) - voor) * 1000 / KEREN, octetten)


def _processor(web: int) -> float:
    """Seconds of the processor of the web server and its children up to now."""
    kinderen = Path(f"/proc/{web}/task/{web}/children").read_text(encoding="utf-8").split()
    return sum(_seconds(pid) for pid in [str(web), *kinderen])


def _seconds(pid: str) -> float:
    velden = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(velden[11]) + int(velden[12])) / TIK
