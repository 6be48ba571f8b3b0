"""The whole way after the door: encrypted deliveries -> linked -> counted -> protected charts.

Every stage is a process of its own; its peak of memory is that of the whole process.

    python -m benchmarks.heel --sizes 155k,1M,18M --json F
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import koppeling, meten

BUURTEN = tuple(f"BU{99_990_000 + nummer:08d}" for nummer in range(110))
DAG = date(2016, 12, 31)


def link(map_: Path) -> str:
    from bronnen.kern.arrowstroom import open_container
    from bronnen.kern.koppeling import link as koppel
    from bronnen.kern.koppelverslag import Koppelspecificatie
    from privacy.kern.versleuteling import GEEN_SLEUTEL_ID

    gevraagd = Koppelspecificatie(
        DAG, date(2016, 1, 1), DAG, BUURTEN[:2], BUURTEN[2:4], hele_gemeente=True
    )
    with (map_ / "bewoners").open("wb") as doel:
        verslag = koppel(
            leveringen={
                pad.name: lambda pad=pad: open_container(pad.open("rb"), koppeling.SLEUTEL)  # type: ignore[misc]
                for pad in (map_ / "leveringen").iterdir()
            },
            specificatie=gevraagd,
            doel=doel,
            sleutel=koppeling.SLEUTEL,
            sleutel_id=GEEN_SLEUTEL_ID,
            voortgang=lambda procent, stap: None,
        )
    (map_ / "verslag.json").write_text(json.dumps(verslag.als_dict()))
    return f"{verslag.bewoners} residents"


def count(map_: Path) -> str:
    """As a stream, block by block, from the encrypted file."""
    from analyses.kern.telling import Telvraag, count_blocks_of
    from bronnen.kern.koppelbestand import count_blocks, read_blocks

    pad, vraag = map_ / "bewoners", Telvraag(meten.KENMERKEN)
    blokken = range(count_blocks(pad, koppeling.SLEUTEL))
    stroom = read_blocks(pad, koppeling.SLEUTEL, vraag.kolommen, blokken)
    return f"{len(count_blocks_of(stroom, vraag).n)} patterns"


def analysis(soort: str) -> Callable[[Path], str]:
    return lambda map_: _analyse(soort, map_)


def _analyse(soort: str, map_: Path) -> str:
    """As a job does it, with an empty ledger; the database is not there."""
    from analyses.kern import analyse
    from analyses.kern.onderzoek import Onderzoekgegevens
    from analyses.kern.uitkomst import GeenResultaat
    from bronnen.kern.koppelbestand import residents_of
    from bronnen.kern.koppelverslag import Koppelverslag
    from privacy.kern.drempels import Drempelset
    from privacy.kern.registerketen import BEGIN
    from privacy.kern.uitspraken import Register

    namen = {code: code for code in BUURTEN}
    bronnen = {pad.name: pad.name for pad in (map_ / "leveringen").iterdir()}
    try:
        kandidaat = analyse.run(
            _question(soort),
            bewoners=residents_of(map_ / "bewoners", koppeling.SLEUTEL),
            verslag=Koppelverslag.uit_dict(json.loads((map_ / "verslag.json").read_text())),
            drempels=Drempelset(),
            onderzoek=Onderzoekgegevens(
                "Meting", str(DAG), "2016-01-01", str(DAG), namen, bronnen, ()
            ),
            voortgang=lambda procent, stap: None,
            register=Register(BEGIN),
        )
    except GeenResultaat as geen:
        return geen.melding
    return f"{len(kandidaat.resultaat.tabellen)} protected tables"


def _question(soort: str) -> Any:
    from analyses.kern import specificatie as s

    keuze = s.Gebiedskeuze(BUURTEN[:2], BUURTEN[2:4])
    if soort == "regression":
        return s.Regressiespecificatie(keuze, s.BREDE_FACTOREN, bereik=s.Bereik.gemeente)
    if soort == "rules":
        return s.Regelspecificatie(keuze, bereik=s.Bereik.gemeente)
    return s.Kenmerkspecificatie("leeftijd", keuze)


STAPPEN: dict[str, Callable[[Path], str]] = {
    "link": link,
    "count": count,
    **{soort: analysis(soort) for soort in ("table", "regression", "rules")},
}


def main() -> None:
    lezer = argparse.ArgumentParser(prog="python -m benchmarks.heel", description=__doc__)
    lezer.add_argument("--sizes", type=lambda t: t.split(","), default=["155k"])
    lezer.add_argument("--json", type=Path)
    keuze = lezer.parse_args()
    rijen = [rij for size in keuze.sizes for rij in _stages(size)]
    if keuze.json:
        keuze.json.write_text(json.dumps(rijen, indent=1))


def _stages(size: str) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as naam:
        _child("make", naam, size)
        for stap in STAPPEN:
            rij = {"work": stap, "size": size, **json.loads(_child(stap, naam, size))}
            print(json.dumps(rij), flush=True)
            yield rij


def _child(stap: str, map_: str, size: str) -> str:
    opdracht = [sys.executable, "-m", "benchmarks.heel", "--stap", stap, map_, size]
    omgeving = os.environ | {"OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "2"}
    return subprocess.run(
        opdracht, check=True, stdout=subprocess.PIPE, text=True, env=omgeving
    ).stdout


def _stage(stap: str, map_: Path, size: str) -> None:
    if stap == "make":
        (map_ / "leveringen").mkdir()
        koppeling.make_deliveries(map_ / "leveringen", meten.MATEN[size])
        return
    begin, cpu = time.perf_counter(), time.process_time()
    uitkomst = STAPPEN[stap](map_)
    klok, cpu = time.perf_counter() - begin, time.process_time() - cpu
    rij = {"seconds": round(klok, 2), "cpu": round(cpu, 2), "mb": round(koppeling.peak_mb())}
    print(json.dumps(rij | {"outcome": uitkomst}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stap"]:
        _stage(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        main()
