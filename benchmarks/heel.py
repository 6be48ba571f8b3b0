"""The whole way: delivered files -> door -> linked -> counted -> protected charts.

The eight deliveries about persons of a fictitious municipality, as suppliers bring them, with rows
that are wrong. Every stage is a process of its own; its peak of memory is that of the whole
process, at the door of the largest child. `--bestanden`: files that `manage.py demodata` wrote.

    python -m benchmarks.heel --sizes 155k,1M --json F
    python -m benchmarks.heel --sizes 18M --bestanden MAP --json F
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from benchmarks import koppeling, meten

DAG = date(2016, 12, 31)
TEGELIJK = 2  # deliveries at the door at once, as two workers would
MATEN = meten.MATEN | {"5M": 5_000_000}


def sources() -> list[str]:
    """The largest first: nobody waits for it at the end."""
    from bronnen import leverschemas

    personen = [code for code, schema in leverschemas.all_schemas().items() if schema.personen]
    return sorted(personen, key=lambda code: code != "brp")


def receive(map_: Path) -> str:
    """As the upload does: encrypted as it comes."""
    from privacy.kern.versleuteling import BLOK, Schrijver

    (map_ / "landing").mkdir()
    for pad in map(partial(_file, map_), sources()):
        with (
            pad.open("rb") as bron,
            (map_ / "landing" / pad.stem).open("wb") as doel,
            Schrijver(doel, koppeling.SLEUTEL) as landing,
        ):
            while stuk := bron.read(BLOK):
                landing.write(stuk)
    return f"{_megabytes(map_ / 'landing')} MB on disk"


def door(map_: Path) -> str:
    """Each delivery in a limited child, two at a time."""
    (map_ / "leveringen").mkdir()
    with ThreadPoolExecutor(TEGELIJK) as werkers:
        rijen = sum(werkers.map(partial(_through_the_door, map_), sources()))
    return f"{rijen} rows, {_megabytes(map_ / 'leveringen')} MB on disk"


def _through_the_door(map_: Path, bron: str) -> int:
    from bronnen import leverschemas
    from bronnen.kern.deurproces import Deuropdracht, run_child
    from bronnen.kern.leverschema import Aanbieding

    gegevens = json.loads((map_ / "bestanden" / f"{bron}.aanbieding.json").read_text())
    dagen = (date.fromisoformat(gegevens[n]) for n in ("peildatum", "periode_begin"))
    opdracht = Deuropdracht(
        landing=map_ / "landing" / bron,
        landing_sleutel=koppeling.SLEUTEL,
        doel=map_ / "leveringen" / bron,
        datasleutel=koppeling.SLEUTEL,
        datasleutel_id=bytes(16),
        projectsleutel=koppeling.SLEUTEL,
        bron=bron,
        goedgekeurd=frozenset(leverschemas.schema(bron).elementen),
        aanbieding=Aanbieding(
            bron, *dagen, DAG, gegevens["aantal_rijen"], gegevens["sha256"], blad=gegevens["blad"]
        ),
        achtervoegsel=_file(map_, bron).suffix,
    )
    begin = time.perf_counter()
    verslag = run_child(opdracht, voortgang=lambda percent, stap: None)
    if not verslag.aanvaard:
        raise SystemExit(f"{bron}: {verslag.weigering}")
    print(f"{bron} {time.perf_counter() - begin:.1f} s", file=sys.stderr, flush=True)
    return verslag.rijen_gelezen


def _file(map_: Path, bron: str) -> Path:
    paden = (map_ / "bestanden").glob(f"{bron}.*")
    return next(pad for pad in paden if not pad.name.endswith("aanbieding.json"))


def _megabytes(map_: Path) -> int:
    return sum(pad.stat().st_size for pad in map_.iterdir()) >> 20


def _open(pad: Path) -> Callable[[], BinaryIO]:
    from bronnen.kern.arrowstroom import open_container

    return lambda: open_container(pad.open("rb"), koppeling.SLEUTEL)


def link(map_: Path) -> str:
    from bronnen.kern.koppeling import link as koppel
    from bronnen.kern.koppelverslag import Koppelspecificatie
    from privacy.kern.versleuteling import GEEN_SLEUTEL_ID

    gevraagd = Koppelspecificatie(DAG, date(2016, 1, 1), DAG, *_chosen(map_), hele_gemeente=True)
    with (map_ / "bewoners").open("wb") as doel:
        verslag = koppel(
            leveringen={pad.name: _open(pad) for pad in (map_ / "leveringen").iterdir()},
            specificatie=gevraagd,
            doel=doel,
            sleutel=koppeling.SLEUTEL,
            sleutel_id=GEEN_SLEUTEL_ID,
            voortgang=lambda procent, stap: None,
        )
    (map_ / "verslag.json").write_text(json.dumps(verslag.als_dict()))
    omvang = (map_ / "bewoners").stat().st_size >> 20
    return f"{verslag.bewoners} residents, {omvang} MB on disk"


def _chosen(map_: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two buurten under pressure, and two to compare them with."""
    codes = tuple(json.loads((map_ / "buurten.json").read_text()))
    return codes[:2], codes[2:4]


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

    namen = {code: code for code in json.loads((map_ / "buurten.json").read_text())}
    bronnen = {pad.name: pad.name for pad in (map_ / "leveringen").iterdir()}
    try:
        kandidaat = analyse.run(
            _question(soort, map_),
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


def _question(soort: str, map_: Path) -> Any:
    from analyses.kern import specificatie as s

    keuze = s.Gebiedskeuze(*_chosen(map_))
    if soort == "regression":
        return s.Regressiespecificatie(keuze, s.BREDE_FACTOREN, bereik=s.Bereik.gemeente)
    if soort == "rules":
        return s.Regelspecificatie(keuze, bereik=s.Bereik.gemeente)
    return s.Kenmerkspecificatie("leeftijd", keuze)


STAPPEN: dict[str, Callable[[Path], str]] = {
    "receive": receive,
    "door": door,
    "link": link,
    "count": count,
    **{soort: analysis(soort) for soort in ("table", "regression", "rules")},
}


def main() -> None:
    lezer = argparse.ArgumentParser(prog="python -m benchmarks.heel", description=__doc__)
    lezer.add_argument("--sizes", type=lambda t: t.split(","), default=["155k"])
    lezer.add_argument("--json", type=Path)
    lezer.add_argument("--bestanden", type=Path)
    keuze = lezer.parse_args()
    rijen = [rij for size in keuze.sizes for rij in _stages(size, keuze.bestanden)]
    if keuze.json:
        keuze.json.write_text(json.dumps(rijen, indent=1))


def _stages(size: str, bestanden: Path | None) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as naam:
        if bestanden:
            (Path(naam) / "bestanden").symlink_to(bestanden.resolve())
        for stap in ("make", *STAPPEN):
            rij = {"work": stap, "size": size, **json.loads(_child(stap, naam, size))}
            rij["load"] = round(os.getloadavg()[0], 1)
            print(json.dumps(rij), flush=True)
            yield rij


def _child(stap: str, map_: str, size: str) -> str:
    opdracht = [sys.executable, "-m", "benchmarks.heel", "--stap", stap, map_, size]
    omgeving = os.environ | {"OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "2"}
    return subprocess.run(
        opdracht, check=True, stdout=subprocess.PIPE, text=True, env=omgeving
    ).stdout


def make(map_: Path, inwoners: int) -> str:
    from bronnen.demodata.kern.gemeente import plan_gemeente
    from bronnen.demodata.kern.schrijven import write_deliveries

    codes = [buurt.code for buurt in plan_gemeente(inwoners).buurten]
    (map_ / "buurten.json").write_text(json.dumps(codes))
    if not (map_ / "bestanden").exists():
        write_deliveries(map_ / "bestanden", inwoners=inwoners)
    return f"{_megabytes(map_ / 'bestanden')} MB on disk"


def _stage(stap: str, map_: Path, size: str) -> None:
    begin, cpu = time.perf_counter(), _processor()
    uitkomst = make(map_, MATEN[size]) if stap == "make" else STAPPEN[stap](map_)
    klok, cpu = time.perf_counter() - begin, _processor() - cpu
    kinderen = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    mb = round(max(koppeling.peak_mb(), kinderen))
    rij = {"seconds": round(klok, 2), "cpu": round(cpu, 2), "mb": mb}
    print(json.dumps(rij | {"outcome": uitkomst}))


def _processor() -> float:
    """Seconds of the processor so far, children that ended included."""
    return sum(os.times()[:4])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stap"]:
        _stage(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    else:
        main()
