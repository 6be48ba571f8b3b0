"""The limited child: `python -m bronnen.kern.deurkind` takes one job on its input and ends.

It says how far it is and what it found as JSON lines. An error leaves it as a kind and a place in
the code: a message or traceback could hold a value.
"""

import ctypes
import io
import json
import os
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from bronnen import leverschemas
from bronnen.kern.deur import process
from bronnen.kern.deurproces import Deuropdracht, Kindgrenzen, refused_report
from bronnen.kern.herkenning import EERSTE_BYTES, BestandGeweigerd, Bestandssoort, recognise
from bronnen.kern.leverschema import Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from privacy.kern.versleuteling import BLOK, Lezer, Onleesbaar

# Exit codes; the parent goes by the `fout` in the last line.
GOED, LANDING, SCHIJF, GEHEUGEN, INTERN = 0, 3, 4, 5, 6
_CODES = {"landing": LANDING, "schijf": SCHIJF, "geheugen": GEHEUGEN, "intern": INTERN}
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_HERHAAL = 0.2  # seconds between two lines of progress


class _WithoutPandas(MetaPathFinder):
    """pyarrow looks for pandas when it makes its first array; we use it for nothing here, and
    loading it takes longer than reading a small delivery."""

    def find_spec(self, naam: str, pad: Any, doel: Any = None) -> None:
        if naam == "pandas":
            raise ModuleNotFoundError(naam)


def leave_out_pandas() -> None:
    sys.meta_path.insert(0, _WithoutPandas())


def main() -> int:
    ouder = os.getppid()
    leave_out_pandas()
    uitvoer = _take_output()
    opdracht = Deuropdracht.uit_json(sys.stdin.buffer.readline())
    _limit(opdracht.grenzen, ouder)
    try:
        verslag = _run(opdracht, _Meter(opdracht, uitvoer))
    except BaseException as fout:
        soort = _kind_of(fout)
        _say(uitvoer, {"fout": soort, "plaats": _place_of(fout)})
        return _CODES[soort]
    _say(uitvoer, {"verslag": verslag.als_dict()})
    return GOED


@dataclass
class _Meter:
    """Tells now and then how far the reading is."""

    opdracht: Deuropdracht
    uitvoer: TextIO
    landing: BinaryIO | None = None
    gezegd: float = 0

    def tell(self, rijen: int) -> None:
        nu = time.monotonic()
        if self.landing is None or nu - self.gezegd < _HERHAAL:
            return
        self.gezegd = nu
        omvang = os.fstat(self.landing.fileno()).st_size
        deel = self.landing.tell() / omvang
        if self.opdracht.aanbieding.aantal_rijen:
            deel = min(deel, rijen / self.opdracht.aanbieding.aantal_rijen)
        _say(self.uitvoer, {"percent": round(99 * deel, 1)})


def _run(opdracht: Deuropdracht, meter: _Meter) -> Leververslag:
    with opdracht.landing.open("rb") as landing, _create(opdracht) as doel:
        meter.landing = landing
        bron = io.BufferedReader(Lezer(landing, opdracht.landing_sleutel), BLOK)
        try:
            soort = recognise(bron.peek(EERSTE_BYTES)[:EERSTE_BYTES], opdracht.achtervoegsel)
        except BestandGeweigerd as weigering:
            return refused_report(opdracht, weigering.melding)
        verslag = _process(opdracht, bron, soort, doel, meter)
        doel.flush()
        os.fsync(doel.fileno())
    return verslag


def _process(
    opdracht: Deuropdracht, bron: BinaryIO, soort: Bestandssoort, doel: BinaryIO, meter: _Meter
) -> Leververslag:
    return process(
        bron=bron,
        soort=soort,
        schema=leverschemas.schema(opdracht.bron),
        goedgekeurd=opdracht.goedgekeurd,
        aanbieding=opdracht.aanbieding,
        sleutels=Koppelsleutels.of_project(opdracht.projectsleutel),
        doel=doel,
        datasleutel=opdracht.datasleutel,
        datasleutel_id=opdracht.datasleutel_id,
        voortgang=meter.tell,
    )


def _create(opdracht: Deuropdracht) -> BinaryIO:
    vlaggen = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    return os.fdopen(os.open(opdracht.voorlopig, vlaggen, 0o600), "wb")


def _take_output() -> TextIO:
    """Our own way out; whatever a library prints goes nowhere."""
    uitvoer = os.fdopen(os.dup(1), "w")
    nergens = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nergens, 1)
    os.dup2(nergens, 2)
    return uitvoer


def _limit(grenzen: Kindgrenzen, ouder: int) -> None:
    """No more than this, no core dump, no new rights, and no life after the parent's."""
    for soort, grens in (
        (resource.RLIMIT_AS, grenzen.adresruimte),
        (resource.RLIMIT_CPU, grenzen.cpu),
        (resource.RLIMIT_FSIZE, grenzen.bestandsomvang),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(soort, (grens, grens))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != ouder:  # it died before we asked to be told
        raise SystemExit(INTERN)
    os.nice(5)


def _kind_of(fout: BaseException) -> str:
    if isinstance(fout, MemoryError):
        return "geheugen"
    if isinstance(fout, Onleesbaar):
        return "landing"
    return "schijf" if isinstance(fout, OSError) else "intern"


def _place_of(fout: BaseException) -> str:
    """Where it went wrong: type, file and line, nothing of the message."""
    laatste = traceback.extract_tb(fout.__traceback__)[-1]
    return f"{type(fout).__name__} {Path(laatste.filename).name}:{laatste.lineno}"


def _say(uitvoer: TextIO, bericht: dict[str, Any]) -> None:
    uitvoer.write(json.dumps(bericht) + "\n")
    uitvoer.flush()


if __name__ == "__main__":
    raise SystemExit(main())
