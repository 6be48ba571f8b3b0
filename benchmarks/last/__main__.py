"""Seconds of the pages under fifty people, of each page alone, and of a first view in a browser.

    python -m benchmarks.last [--seconden 60] [--verslag FILE]

Starts an installation of its own as `make demo` does, with the demonstration in it, and ends it.
`--omgeving FILE` takes one that runs already: its environment as JSON, as the supervisor prints it.
Ends with 1 when something failed; the goal of the p95 is told, not enforced.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.last.alleen import pages_alone
from benchmarks.last.gebruikers import at_once, everybody
from benchmarks.last.scherm import first_views
from benchmarks.last.verslag import Uitkomst, failures, write
from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.schrijven import (
    STANDAARD_INWONERS,
    STANDAARD_PEILDATUM,
    write_deliveries,
)
from buurtmonitor.ingebouwd import Ingebouwd, toestand

WORTEL = Path(__file__).resolve().parents[2]
HAAST_SECONDEN = 10.0
ONZE = ("BUURTMONITOR_", "DATABASE_", "REDIS_")


def main() -> int:
    keuze = _arguments()
    with _installation(keuze.omgeving) as omgeving:
        uitkomst = measure(omgeving, keuze.seconden)
    tekst = write(uitkomst)
    print(tekst)
    if keuze.verslag:
        keuze.verslag.write_text(tekst, encoding="utf-8")
    return 1 if failures(uitkomst) else 0


def measure(omgeving: dict[str, str], seconden: float) -> Uitkomst:
    wie = json.loads(_inside(omgeving, "-m", "benchmarks.last.aanmelding"))
    adres, web = omgeving["BUURTMONITOR_ADRES"], _web(Path(omgeving["BUURTMONITOR_MAP"]))
    drukte = {"before": os.getloadavg()[0]}
    alleen = asyncio.run(pages_alone(adres, wie["koeken"], wie["paden"], web))
    drukte["after each page alone"] = os.getloadavg()[0]
    schermen = first_views(adres, wie["koeken"]["werkgroeplid"][0], wie["paden"])
    drukte["before the people"] = os.getloadavg()[0]
    antwoorden = asyncio.run(everybody(adres, wie["koeken"], wie["paden"], seconden))
    drukte["after them"] = os.getloadavg()[0]
    haast = asyncio.run(at_once(adres, wie["koeken"], wie["paden"], HAAST_SECONDEN))
    mensen = sum(map(len, wie["koeken"].values()))
    return Uitkomst(
        mensen, seconden, antwoorden, alleen, schermen, len(haast) / HAAST_SECONDEN, drukte
    )


def _web(map_: Path) -> int:
    return next(proces.pid for proces in toestand.read(map_) if proces.naam == "web")


@contextmanager
def _installation(bestand: Path | None) -> Iterator[dict[str, str]]:
    if bestand:
        yield json.loads(bestand.read_text(encoding="utf-8"))
        return
    with ExitStack() as stack:
        leveringen, tijdelijk = (
            stack.enter_context(tempfile.TemporaryDirectory(prefix=f"{naam}-"))
            for naam in ("leveringen", "tijdelijk")
        )
        write_deliveries(Path(leveringen))
        # A temporary folder of its own: the demonstration looks for the canary in all of it.
        ingebouwd = Ingebouwd(los=True, omgeving={"TMPDIR": tijdelijk})
        omgeving = stack.enter_context(ingebouwd)
        _fill(omgeving, leveringen)
        yield omgeving


def _fill(omgeving: dict[str, str], leveringen: str) -> None:
    """What `make demo` does after the start; stops when it did not come to the end."""
    buurten = [buurt.code for buurt in plan_gemeente(STANDAARD_INWONERS).buurten[:3]]
    uitkomst = json.loads(
        _inside(
            omgeving, "manage.py", "demo_binnen", "--leveringen", leveringen,
            "--peildatum", STANDAARD_PEILDATUM.isoformat(), "--buurten", ",".join(buurten[:2]),
            "--referentie", buurten[2], "--adres", omgeving["BUURTMONITOR_ADRES"],
        )
    )  # fmt: skip
    print(f"demonstration: {uitkomst['seconden']}", file=sys.stderr)


def _inside(omgeving: dict[str, str], *argv: str) -> str:
    """In a process of the installation; what it prints."""
    schoon = {naam: w for naam, w in os.environ.items() if not naam.startswith(ONZE)}
    klaar = subprocess.run(
        [sys.executable, *argv], env=schoon | omgeving, cwd=WORTEL, stdout=subprocess.PIPE,
        text=True, check=True,
    )  # fmt: skip
    return klaar.stdout


def _arguments() -> Any:
    lezer = argparse.ArgumentParser(prog="python -m benchmarks.last", description=__doc__)
    lezer.add_argument("--seconden", type=float, default=60.0)
    lezer.add_argument("--verslag", type=Path)
    lezer.add_argument("--omgeving", type=Path)
    return lezer.parse_args()


if __name__ == "__main__":
    sys.exit(main())
