"""What was measured, as Markdown."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.last.alleen import Bladzijde
from benchmarks.last.gebruikers import DENKTIJD, HAASTIG, IEDERE
from benchmarks.last.klant import Antwoord
from benchmarks.last.scherm import Eerstezicht

DOEL_MS = 100


@dataclass(frozen=True)
class Uitkomst:
    """`hoogstens`: answers a second when nobody reads; `drukte`: load of the machine, by moment."""

    mensen: int
    seconden: float
    antwoorden: Sequence[Antwoord]
    alleen: Sequence[Bladzijde]
    schermen: Sequence[Eerstezicht]
    hoogstens: float
    drukte: Mapping[str, float]


def percentile(waarden: Sequence[float], deel: float) -> float:
    """The smallest value that is not below `deel` of all."""
    op_rij = sorted(waarden)
    return op_rij[min(len(op_rij) - 1, int(deel * len(op_rij)))]


def failures(uitkomst: Uitkomst) -> list[Antwoord]:
    return [antwoord for antwoord in uitkomst.antwoorden if not antwoord.goed]


def write(uitkomst: Uitkomst) -> str:
    return "\n".join([*_head(uitkomst), *_load(uitkomst), *_alone(uitkomst), *_views(uitkomst), ""])


def _head(uitkomst: Uitkomst) -> list[str]:
    tijden = [antwoord.seconden * 1000 for antwoord in uitkomst.antwoorden]
    fout = failures(uitkomst)
    soorten = dict(Counter((f.soort, f.status) for f in fout))
    return [
        f"# Pages under load, {datetime.now(UTC).date().isoformat()}",
        "",
        f"{uitkomst.mensen} people for {uitkomst.seconden:.0f} seconds on {os.cpu_count()} cores, "
        "on which the web server (gunicorn, 2 processes of 8 threads), PostgreSQL, Valkey, the "
        "workers and this measurement itself ran. "
        f"They read: {DENKTIJD[0]:.0f} to {DENKTIJD[1]:.0f} seconds on a page; who sits in the "
        f"meeting has its page look every {IEDERE:.0f} seconds, as it does in a browser.",
        "",
        "Load of the machine (average of a minute) "
        + ", ".join(f"{moment}: {druk:.1f}" for moment, druk in uitkomst.drukte.items())
        + ".",
        "",
        f"**p95 {percentile(tijden, 0.95):.0f} ms** (goal {DOEL_MS}), median "
        f"{percentile(tijden, 0.5):.0f} ms, {len(tijden)} requests "
        f"({len(tijden) / uitkomst.seconden:.1f} a second), **{len(fout)} errors**"
        + (f": {soorten}." if fout else "."),
        "",
        f"Without reading, {HAASTIG} at once and each at the next page as soon as it has one: "
        f"**{uitkomst.hoogstens:.0f} answers a second**.",
        "",
    ]


def _load(uitkomst: Uitkomst) -> list[str]:
    per: dict[str, list[Antwoord]] = defaultdict(list)
    for antwoord in uitkomst.antwoorden:
        per[antwoord.soort].append(antwoord)
    regels = ["| page under load | requests | median ms | p95 ms | max ms | answers |"]
    regels.append("| --- | --- | --- | --- | --- | --- |")
    for soort, lijst in sorted(per.items()):
        tijden = [antwoord.seconden * 1000 for antwoord in lijst]
        standen = ", ".join(
            f"{s}: {n}" for s, n in sorted(Counter(a.status for a in lijst).items())
        )
        regels.append(
            f"| {soort} | {len(lijst)} | {percentile(tijden, 0.5):.0f} "
            f"| {percentile(tijden, 0.95):.0f} | {max(tijden):.0f} | {standen} |"
        )
    return [*regels, ""]


def _alone(uitkomst: Uitkomst) -> list[str]:
    regels = ["| page alone | median ms | processor ms | KB |", "| --- | --- | --- | --- |"]
    for blad in uitkomst.alleen:
        regels.append(
            f"| {blad.soort} | {blad.ms:.0f} | {blad.processor_ms:.0f} "
            f"| {blad.octetten / 1000:.0f} |"
        )
    return [*regels, ""]


def _views(uitkomst: Uitkomst) -> list[str]:
    regels = [
        "First view in Chromium on a cold cache (goal 1 s and 600 KB but for the chart library):",
        "",
        "| page | first paint ms | KB | chart library KB |",
        "| --- | --- | --- | --- |",
    ]
    for zicht in uitkomst.schermen:
        regels.append(
            f"| {zicht.soort} | {zicht.ms:.0f} | {zicht.kb:.0f} | {zicht.grafieken_kb:.0f} |"
        )
    return regels
