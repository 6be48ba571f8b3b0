"""One, two and four workers that share a database, a queue and a store, and nothing else.

Each worker is a process of its own, in a network namespace of its own where that is allowed: it
has no network at all, only the sockets of PostgreSQL and Valkey and the folder of the store.
Seconds are the database's: from the first job that began to the last that ended.

    python -m benchmarks.werkers --inwoners 155000 --tellen 18000000 --werkers 1,2,4 --json F
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import meten

WORTEL = Path(__file__).resolve().parents[1]
DAG = date(2016, 12, 31)
KLAAR = ("klaar", "mislukt", "geannuleerd")
WACHT = 420  # seconds for a stage


def main() -> None:
    from buurtmonitor.ingebouwd import Ingebouwd

    keuze = _arguments()
    with Ingebouwd(processen=(), proef=True) as omgeving:
        os.environ |= omgeving | {"BUURTMONITOR_DATABASEROL": "eigenaar"}
        _prepare()
        rijen = list(_measure(keuze))
    if keuze.json:
        keuze.json.write_text(json.dumps(rijen, indent=1))


def _arguments() -> argparse.Namespace:
    lezer = argparse.ArgumentParser(prog="python -m benchmarks.werkers", description=__doc__)
    lezer.add_argument("--inwoners", type=int, default=155_000)
    lezer.add_argument("--tellen", type=int, default=18_000_000)
    lezer.add_argument(
        "--werkers", type=lambda t: [int(n) for n in t.split(",")], default=[1, 2, 4]
    )
    lezer.add_argument("--json", type=Path)
    return lezer.parse_args()


def _prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.PASSWORD_HASHERS = ["tests.privacy.hasher.Goedkoop"]
    call_command("migrate", verbosity=0)
    call_command("rechten_database", verbosity=0)
    from privacy import kluis

    kluis.furnish()


def _measure(keuze: argparse.Namespace) -> Iterator[dict[str, Any]]:
    from tests.gemeente import municipal_house

    huis = municipal_house()
    with tempfile.TemporaryDirectory() as map_:
        _write_files(Path(map_), keuze.inwoners)
        for aantal in keuze.werkers:
            bestand = yield from _deliver_and_link(huis, Path(map_), keuze.inwoners, aantal)
        _swell(bestand, keuze.tellen)
        for aantal in keuze.werkers:
            yield _count(bestand, keuze.tellen, aantal)


def _write_files(map_: Path, inwoners: int) -> None:
    from bronnen.demodata.kern.schrijven import write_deliveries

    write_deliveries(map_, inwoners=inwoners)


def _deliver_and_link(
    huis: Any, map_: Path, inwoners: int, aantal: int
) -> Iterator[dict[str, Any]]:
    """Eight deliveries through the door, then their linking, by so many workers."""
    from bronnen.actions import koppeling
    from buurtmonitor.taken.models import Taak
    from tests.materiaal import approve_delivery

    _new_study(huis, inwoners, aantal)
    leveringen = [_receive(huis, map_, bron) for bron in _sources()]
    with _workers(aantal):
        nummers = [str(levering.pk) for levering in leveringen]
        yield _row("eight deliveries", inwoners, aantal, _finished(Taak, "deur", nummers))
        for levering in leveringen:
            levering.refresh_from_db()
            approve_delivery(huis, levering)
        bestand = koppeling.start_linking(
            onderzoek=huis.onderzoek, leveringen=leveringen, by=huis["analist"]
        )
        yield _row("linking", inwoners, aantal, _finished(Taak, "koppelen", [str(bestand.pk)]))
    bestand.refresh_from_db()
    return bestand


def _new_study(huis: Any, inwoners: int, aantal: int) -> None:
    from bronnen.demodata.kern.gemeente import plan_gemeente
    from tests.materiaal import approve_source
    from tests.privacy.mensen import make_study, open_gate

    buurten = {b.code: b.naam for b in plan_gemeente(inwoners).buurten}
    huis.onderzoek = open_gate(
        make_study(
            huis["analist"], naam=f"Meting met {aantal} werkers", buurten=list(buurten)[:2],
            referentiebuurten=list(buurten)[2:3], buurtnamen=buurten, peildatum=DAG,
            periode_begin=date(2016, 1, 1), periode_einde=DAG,
        )
    )  # fmt: skip
    for bron in _sources():
        approve_source(huis, bron)


def _sources() -> list[str]:
    from bronnen import leverschemas

    return [code for code, schema in leverschemas.all_schemas().items() if schema.personen]


def _receive(huis: Any, map_: Path, bron: str) -> Any:
    """As it lies when the supplier is done: encrypted, waiting for the door."""
    from bronnen.actions import levering as acties
    from tests.gemeente import _offer
    from tests.materiaal import fill

    aanbieding = _offer(json.loads((map_ / f"{bron}.aanbieding.json").read_text()))
    pad = next(p for p in map_.glob(f"{bron}.*") if not p.name.endswith("aanbieding.json"))
    landing = acties.announce(
        onderzoek=huis.onderzoek, aanbieding=aanbieding, bestandsnaam=pad.name,
        by=huis["leverancier"],
    )  # fmt: skip
    return fill(landing, pad.read_bytes())


@contextmanager
def _workers(aantal: int) -> Iterator[None]:
    from buurtmonitor import processen

    apart = ["unshare", "--net"] if _may_unshare() else []
    nodig = {"BUURTMONITOR_WERKERS": "1", "BUURTMONITOR_DATABASEROL": "app"}
    with ExitStack() as stapel:
        for nummer in range(aantal):
            naam = ["--hostname", f"werker{nummer}@proef"]
            opdracht = [*apart, sys.executable, *processen.WORKER.opdracht[1:], *naam]
            omgeving = os.environ | processen.WORKER.omgeving | nodig
            proces = subprocess.Popen(opdracht, cwd=WORTEL, env=omgeving)
            stapel.callback(_end, proces)
        yield


def _may_unshare() -> bool:
    return subprocess.run(["unshare", "--net", "true"], check=False).returncode == 0


def _end(proces: "subprocess.Popen[bytes]") -> None:
    proces.terminate()
    proces.wait(60)


def _finished(taak: Any, soort: str, nummers: Sequence[str]) -> float:
    """Seconds from the first that began to the last that ended; all must have gone well."""
    einde = time.monotonic() + WACHT
    while time.monotonic() < einde:
        rijen = list(taak.objects.filter(soort=soort, onderwerp_id__in=nummers))
        if len(rijen) == len(nummers) and all(rij.status in KLAAR for rij in rijen):
            break
        time.sleep(0.1)
    if slecht := [(rij.status, rij.fout) for rij in rijen if rij.status != "klaar"]:
        raise SystemExit(f"{soort}: {slecht}")
    eerste, laatste = min(r.gestart_op for r in rijen), max(r.klaar_op for r in rijen)
    return float((laatste - eerste).total_seconds())


def _swell(bestand: Any, inwoners: int) -> None:
    """Put as many residents in the linked file as are to be counted."""
    from bronnen import opslag
    from bronnen.inhoud import key_of
    from bronnen.kern.koppelbestand import write_linked

    with opslag.linked_path(bestand.pk).open("wb") as doel:
        write_linked(
            meten.residents(inwoners), doel, key_of(bestand.sleutel), bestand.sleutel.pk.bytes, DAG
        )


def _count(bestand: Any, inwoners: int, aantal: int) -> dict[str, Any]:
    """All twelve kenmerken, by this process and the workers beside it."""
    from django.db.models.functions import Now

    from analyses.deeltelling import counter
    from analyses.kern.telling import Telvraag
    from buurtmonitor.taken.models import Taak
    from buurtmonitor.taken.werk import Werk

    taak = Taak.objects.create(
        soort="analyse", onderwerp_id=f"meting-{aantal}", status="bezig", lease_tot=Now(),
        fence=aantal, aangevraagd_door_id=str(bestand.gekoppeld_door_id),
    )  # fmt: skip
    tel = counter(bestand, inwoners, Werk(taak))
    if tel is None:
        raise SystemExit("too few residents to share")
    with _workers(aantal - 1):
        time.sleep(10 if aantal > 1 else 0)  # until they listen
        tel(Telvraag(meten.KENMERKEN), lambda deel: None)  # and have their libraries
        begin = time.perf_counter()
        patronen = tel(Telvraag(meten.KENMERKEN), lambda deel: None).patronen
        seconden = time.perf_counter() - begin
    if patronen.personen != inwoners:
        raise SystemExit("not everybody was counted once")
    return _row("counting", inwoners, aantal, seconden)


def _row(werk: str, inwoners: int, aantal: int, seconden: float) -> dict[str, Any]:
    rij = {"work": werk, "size": inwoners, "workers": aantal, "seconds": round(seconden, 2)}
    print(json.dumps(rij), flush=True)
    return rij


if __name__ == "__main__":
    main()
