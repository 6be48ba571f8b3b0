"""The door in a limited child: starts it, watches it, and takes what it made or nothing.

A file that takes the child down (a bomb, a crash in a parser) is refused; the worker lives on.
Keys go over a pipe, never on a command line or in the environment. Standard library only.
"""

import base64
import json
import os
import secrets
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any, Self, cast

from bronnen import leverschemas
from bronnen.kern.leverschema import Aanbieding, Leververslag

MB = 1 << 20
STAP = "bestand controleren"
ONLEESBAAR = (
    "Het bestand is onleesbaar: het openen lukte niet. Sla het opnieuw op als CSV en lever opnieuw."
)
TE_GROOT = (
    "Het bestand is onleesbaar: het openen vraagt te veel geheugen. "
    "Sla het op als CSV en lever opnieuw."
)
TE_LANG = (
    "Het bestand is onleesbaar: het openen duurt te lang. Sla het op als CSV en lever opnieuw."
)
_POLS = 0.1  # seconds between two looks at the child
_UITLOOP = 10.0  # seconds between the last word and the end
_MODULE = "bronnen.kern.deurkind"
_WORTEL = Path(__file__).resolve().parents[2]
_DOORGEVEN = (leverschemas.MAPPEN_VARIABELE, "LD_LIBRARY_PATH", "PATH")
_OMGEVING = {
    "LANG": "C.UTF-8",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve address space in gigabytes
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": str(32 * MB),  # a block's memory is used again, not given back
    "MALLOC_TRIM_THRESHOLD_": str(256 * MB),
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "POLARS_MAX_THREADS": "2",
}

Voortgang = Callable[[float, str], None]


class DeurMislukt(Exception):
    """The door itself failed: a damaged landing, a full disk, a mistake of ours. Without values."""

    def __init__(self, code: str, plaats: str = "") -> None:
        super().__init__(f"{code} {plaats}".strip())
        self.code = code


@dataclass(frozen=True)
class Kindgrenzen:
    """What the child may take: bytes and seconds."""

    adresruimte: int = 4096 * MB
    cpu: int = 1800
    bestandsomvang: int = 8192 * MB


@dataclass(frozen=True)
class Deuropdracht:
    """One delivery for the door."""

    landing: Path
    landing_sleutel: bytes = field(repr=False)
    doel: Path
    datasleutel: bytes = field(repr=False)
    datasleutel_id: bytes
    projectsleutel: bytes = field(repr=False)
    bron: str
    goedgekeurd: frozenset[str]
    aanbieding: Aanbieding
    achtervoegsel: str = ""
    grenzen: Kindgrenzen = Kindgrenzen()
    merk: str = field(default_factory=lambda: secrets.token_hex(8))  # of this attempt

    @property
    def voorlopig(self) -> Path:
        """Where the child writes; it becomes `doel` when all went well."""
        return self.doel.with_name(f"{self.doel.name}.{self.merk}.deel")

    def remove_attempts(self) -> None:
        """What this attempt left, or one that died or is overtaken: that one cannot publish."""
        for rest in self.doel.parent.glob(f"{self.doel.name}.*.deel"):
            rest.unlink(missing_ok=True)

    def als_json(self) -> bytes:
        """One line; dates as ISO text, bytes as base64."""
        return json.dumps(_plain(self)).encode() + b"\n"

    @classmethod
    def uit_json(cls, regel: bytes) -> Self:
        velden = json.loads(regel)
        for naam in ("landing", "doel"):
            velden[naam] = Path(velden[naam])
        for naam in ("landing_sleutel", "datasleutel", "datasleutel_id", "projectsleutel"):
            velden[naam] = base64.b64decode(velden[naam], validate=True)
        velden["goedgekeurd"] = frozenset(velden["goedgekeurd"])
        velden["aanbieding"] = _offer(velden["aanbieding"])
        velden["grenzen"] = Kindgrenzen(**velden["grenzen"])
        return cls(**velden)


def run_child(
    opdracht: Deuropdracht,
    *,
    voortgang: Voortgang,
    rss_grens: int = 1536 * MB,
    wandklok: float = 3600,
) -> Leververslag:
    """Runs the door; `doel` exists afterwards only if the report accepts the delivery.

    `voortgang` gets a percentage and a step, also when nothing moved; what it raises kills the
    child and goes on up. Raises DeurMislukt where the file is not to blame.
    """
    opdracht.remove_attempts()
    try:
        with _Kind(opdracht, rss_grens, wandklok) as kind:
            verslag = _outcome(opdracht, kind, voortgang)
        if verslag.aanvaard:
            voortgang(100, STAP)  # who was overtaken meanwhile, hears it here
            _publish(opdracht)
        return verslag
    finally:
        opdracht.voorlopig.unlink(missing_ok=True)


class _Kind:
    """The child with its job on its input: watched, and never left running."""

    def __init__(self, opdracht: Deuropdracht, rss_grens: int, wandklok: float) -> None:
        self._proces = _spawn()
        self._uitvoer = cast(IO[bytes], self._proces.stdout)
        self._rss_grens, self._einde = rss_grens, time.monotonic() + wandklok
        self.gestopt: str | None = None  # why we killed it
        _send(cast(IO[bytes], self._proces.stdin), opdracht.als_json())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._proces.kill()
        self._proces.wait()
        self._uitvoer.close()

    def messages(self) -> Iterator[Mapping[str, Any]]:
        """What the child says; an empty message at every look at which it said nothing."""
        rest = b""
        with selectors.DefaultSelector() as kiezer:
            kiezer.register(self._uitvoer, selectors.EVENT_READ)
            while True:
                stuk = os.read(self._uitvoer.fileno(), 1 << 16) if kiezer.select(_POLS) else None
                if stuk == b"":
                    return
                *regels, rest = (rest + (stuk or b"")).split(b"\n")
                yield from map(json.loads, regels)
                yield {}
                self._look()

    def end(self) -> int:
        """Its exit code; minus the signal that killed it."""
        try:
            return self._proces.wait(_UITLOOP)
        except subprocess.TimeoutExpired:
            self._stop(TE_LANG)
            return self._proces.wait()

    def _look(self) -> None:
        if _resident(self._proces.pid) > self._rss_grens:
            self._stop(TE_GROOT)
        elif time.monotonic() > self._einde:
            self._stop(TE_LANG)

    def _stop(self, reden: str) -> None:
        self.gestopt = self.gestopt or reden
        self._proces.kill()


def _spawn() -> "subprocess.Popen[bytes]":
    omgeving = {naam: os.environ[naam] for naam in _DOORGEVEN if naam in os.environ}
    return subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-B", "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={**omgeving, **_OMGEVING, "PYTHONPATH": str(_WORTEL)},
        start_new_session=True,
    )


def _send(invoer: IO[bytes], regel: bytes) -> None:
    try:
        with invoer:
            invoer.write(regel)
    except BrokenPipeError:
        """It died before it listened; how, is seen when it is waited for."""


def _outcome(opdracht: Deuropdracht, kind: _Kind, voortgang: Voortgang) -> Leververslag:
    laatste: Mapping[str, Any] = {}
    percent = 0.0
    for bericht in kind.messages():
        percent = bericht.get("percent", percent)
        laatste = bericht if bericht and "percent" not in bericht else laatste
        voortgang(percent, STAP)
    code = kind.end()
    if kind.gestopt is not None:
        return refused_report(opdracht, kind.gestopt)
    if code < 0 or laatste.get("fout") == "geheugen":
        return refused_report(opdracht, ONLEESBAAR)
    if code or "verslag" not in laatste:
        raise DeurMislukt(laatste.get("fout", "kind"), laatste.get("plaats", ""))
    return Leververslag.uit_dict(laatste["verslag"])


def refused_report(opdracht: Deuropdracht, weigering: str) -> Leververslag:
    """The report of a file that could not be read at all."""
    return Leververslag(
        bron=opdracht.bron,
        schema_versie=leverschemas.schema(opdracht.bron).versie,
        aanvaard=False,
        weigering=weigering,
        bestandssoort="onbekend",
        codering=None,
        scheidingsteken=None,
        sha256=opdracht.aanbieding.sha256 or "",
        rijen_gelezen=0,
        rijen_aanvaard=0,
        rijen_geweigerd=0,
    )


def _publish(opdracht: Deuropdracht) -> None:
    """From here on the delivery is there, also after a power cut."""
    opdracht.voorlopig.replace(opdracht.doel)
    map_ = os.open(opdracht.doel.parent, os.O_RDONLY)
    try:
        os.fsync(map_)
    finally:
        os.close(map_)


def _resident(pid: int) -> int:
    """Bytes of memory in use; 0 when the child is gone."""
    try:
        velden = Path(f"/proc/{pid}/statm").read_text().split()
    except OSError:
        return 0
    return int(velden[1]) * os.sysconf("SC_PAGE_SIZE")


def _plain(waarde: Any) -> Any:
    if hasattr(waarde, "__dataclass_fields__"):
        return {naam: _plain(getattr(waarde, naam)) for naam in waarde.__dataclass_fields__}
    if isinstance(waarde, bytes):
        return base64.b64encode(waarde).decode()
    if isinstance(waarde, frozenset):
        return sorted(waarde)
    return str(waarde) if isinstance(waarde, Path | date) else waarde


def _offer(velden: dict[str, Any]) -> Aanbieding:
    for naam in ("peildatum", "periode_begin", "periode_einde"):
        velden[naam] = date.fromisoformat(velden[naam])
    return Aanbieding(**velden)
