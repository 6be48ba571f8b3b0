"""The supervisor: starts engines and processes, starts again what crashed, stops all in order."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from buurtmonitor import processen
from buurtmonitor.ingebouwd import geheimen as geheim
from buurtmonitor.ingebouwd import plaats as plaatsen
from buurtmonitor.ingebouwd import postgres, toestand, valkey
from buurtmonitor.ingebouwd.gebruiker import engine_user
from buurtmonitor.ingebouwd.proces import EX_CONFIG, Proces

BASIS = Path(__file__).resolve().parent.parent.parent
TIK = 0.2
WACHT_OP_WEB = 60.0
KORT_LEVEN = 10.0


class Mislukt(Exception):
    """One Dutch sentence: what does not start, and where to look."""


class Gestopt(BaseException):
    """A signal asked to stop; raised wherever the supervisor happens to be."""


@dataclass(frozen=True)
class Opties:
    """`processen`: which of `processen.PROCESSEN` run; `proef`: engines for tests, fast and
    forgetful; `wegwerp`: everything is removed at the end; `tot_eof`: stop when stdin closes."""

    map: Path
    poort: int = 8000
    processen: tuple[str, ...] = tuple(soort.naam for soort in processen.PROCESSEN)
    proef: bool = False
    wegwerp: bool = False
    tot_eof: bool = False


class Toezicht:
    def __init__(self, opties: Opties) -> None:
        self.opties = opties
        self.map = opties.map
        self.gebruiker = engine_user()
        self.geheimen = geheim.Geheimen(self.map / "geheimen")
        self.omgeving: dict[str, str] = {}
        self.lopend: list[Proces] = []

    def run(self, ready: Callable[[dict[str, str]], None]) -> None:
        """Returns when asked to stop; raises a Dutch sentence when it can't start."""
        self.map.mkdir(mode=0o700, parents=True, exist_ok=True)
        slot = toestand.Slot(self.map)
        try:
            with _signals_raise():
                self._start(ready)
        except Gestopt:
            pass
        finally:
            self._stop()
            if self.opties.wegwerp and hasattr(self, "plaats"):
                plaatsen.remove(self.plaats)
            slot.release()

    # --- start -----------------------------------------------------------------------------------

    def _start(self, ready: Callable[[dict[str, str]], None]) -> None:
        self._refuse_taken_port()
        self._prepare()
        self._start_engines()
        self._write_environment()
        if self.opties.processen:
            self._migrate()
            for naam in self.opties.processen:
                self._launch(self._app_process(processen.find(naam)))
            self._wait_for_web()
        ready(self.omgeving)
        self._watch()

    def _refuse_taken_port(self) -> None:
        """Else another program would answer in the place of our web process."""
        if "web" not in self.opties.processen:
            return
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", self.opties.poort))
            except OSError:
                poort = self.opties.poort
                raise Mislukt(f"Poort {poort} is bezet; kies een andere met --poort.") from None

    def _prepare(self) -> None:
        plaatsen.remove_abandoned()
        self.plaats = plaatsen.prepare(self.map, self.gebruiker, wegwerp=self.opties.wegwerp)
        toestand.take_over_orphans(self.map, self.plaats.pgdata)
        self.geheimen.prepare(in_use=self.plaats.pgdata.exists() or self._vault_in_use())
        for name in ("data", "kluis", "logboeken"):
            (self.map / name).mkdir(mode=0o700, exist_ok=True)

    def _vault_in_use(self) -> bool:
        vault = self.map / "kluis"
        return vault.is_dir() and any(vault.iterdir())

    def _start_engines(self) -> None:
        """None for an engine whose address was given."""
        if not _given("DATABASE_URL"):
            self._start_postgres()
        if not _given("REDIS_URL"):
            self._start_valkey()

    def _start_postgres(self) -> None:
        postgres.initialise(self.plaats, self.gebruiker, self.geheimen)
        server = postgres.process(
            self.plaats, self.gebruiker, self._log("postgres"), snel=self.opties.proef
        )
        self._launch(server)
        postgres.wait_until_ready(self.plaats, self.geheimen, lambda: server.runs)
        postgres.make_roles(self.plaats, self.geheimen, proef=self.opties.proef)
        for name, role in (
            ("DATABASE_URL", postgres.APP),
            ("DATABASE_OWNER_URL", postgres.EIGENAAR),
            ("DATABASE_SEAL_URL", postgres.ZEGELAAR),
        ):
            password = self.geheimen.read(postgres.ROLLEN[role])
            self.geheimen.write(name, postgres.url(self.plaats, role, password))
            self._point_to(name)

    def _start_valkey(self) -> None:
        config = valkey.configure(self.plaats, self.gebruiker, self.geheimen)
        server = valkey.process(self.plaats, self.gebruiker, config, self._log("valkey"))
        self._launch(server)
        valkey.wait_until_ready(self.plaats, self.geheimen, lambda: server.runs)
        self.geheimen.write("REDIS_URL", valkey.url(self.plaats, self.geheimen))
        self._point_to("REDIS_URL")

    def _point_to(self, name: str) -> None:
        """The environment names the file: a list of processes shows no secret."""
        self.omgeving[f"{name}_FILE"] = str(self.geheimen.file(name))

    def _write_environment(self) -> None:
        address = f"http://localhost:{self.opties.poort}"
        for name in ("BUURTMONITOR_GEHEIM", *geheim.SLEUTELS):
            if not _given(name):
                self._point_to(name)
        self.omgeving |= {
            "BUURTMONITOR_MAP": str(self.map),
            "BUURTMONITOR_DATA": str(self.map / "data"),
            "BUURTMONITOR_KLUIS": str(self.map / "kluis"),
            "BUURTMONITOR_ADRES": address,
            "BUURTMONITOR_BIND": f"127.0.0.1:{self.opties.poort}",
            "DJANGO_SETTINGS_MODULE": os.environ.get(
                "DJANGO_SETTINGS_MODULE", "buurtmonitor.settings"
            ),
        }

    def _migrate(self) -> None:
        self._run_command("migreer", processen.MIGREER, "De tabellen konden niet worden bijgewerkt")
        self._run_command("kluis", processen.KLUIS, "De kluis past niet of is er niet")

    def _run_command(self, naam: str, opdracht: tuple[str, ...], fout: str) -> None:
        with self._log(naam).open("ab") as log:
            environment = os.environ | self.omgeving
            done = subprocess.run(  # noqa: S603
                _argv(opdracht), cwd=BASIS, env=environment, stdout=log, stderr=log
            )
        if done.returncode:
            raise Mislukt(f"{fout}; zie {self._log(naam)}.")

    def _app_process(self, soort: processen.Processoort) -> Proces:
        hidden = {f"{name}{end}" for name in geheim.AFGESCHERMD for end in ("", "_FILE")}
        hidden -= {f"{name}{end}" for name in soort.geheimen for end in ("", "_FILE")}
        everything = os.environ | self.omgeving | soort.omgeving
        return Proces(
            naam=soort.naam,
            argv=_argv(soort.opdracht),
            omgeving={name: value for name, value in everything.items() if name not in hidden},
            map=BASIS,
            log=self._log(soort.naam),
            stoptijd=soort.stoptijd,
        )

    def _launch(self, proces: Proces) -> None:
        proces.start()
        self.lopend.append(proces)
        self._note()

    def _note(self) -> None:
        known = [(p.naam, p.pid) for p in self.lopend if p.pid is not None]
        toestand.write(self.map, [("toezicht", os.getpid()), *known])

    def _log(self, naam: str) -> Path:
        return self.map / "logboeken" / f"{naam}.log"

    def _wait_for_web(self) -> None:
        if "web" not in self.opties.processen:
            return
        deadline = time.monotonic() + WACHT_OP_WEB
        while not _answers(f"{self.omgeving['BUURTMONITOR_ADRES']}/gezondheid"):
            self._tend()
            if time.monotonic() > deadline:
                raise Mislukt(f"De webserver antwoordt niet; zie {self._log('web')}.")
            time.sleep(0.05)

    # --- run -------------------------------------------------------------------------------------

    def _watch(self) -> None:
        while True:
            self._tend()
            if self._stdin_closed():
                return

    def _tend(self) -> None:
        for proces in self.lopend:
            if proces.popen is None and time.monotonic() >= proces.volgende:
                proces.start()
                self._note()
            elif (code := proces.exit_code()) is not None:
                self._refuse_if_misconfigured(proces, code)
                proces.note_crash()

    def _refuse_if_misconfigured(self, proces: Proces, code: int) -> None:
        """Starting again does not mend a wrong configuration."""
        if code == EX_CONFIG:
            reason = _last_line(proces.log)
            raise Mislukt(f"‘{proces.naam}’ weigert te starten: {reason}")

    def _stdin_closed(self) -> bool:
        if not self.opties.tot_eof:
            time.sleep(TIK)
            return False
        readable, _, _ = select.select([sys.stdin], [], [], TIK)
        return bool(readable) and not os.read(sys.stdin.fileno(), 1024)

    # --- stop ------------------------------------------------------------------------------------

    def _stop(self) -> None:
        """Web, worker and beat together, then the engines that they use, last started first."""
        engines = [p for p in self.lopend if p.gebruiker is not None]
        apps = [p for p in self.lopend if p.gebruiker is None]
        for proces in apps:
            proces.ask_to_stop()
        for proces in apps:
            proces.wait_or_kill()
        for proces in reversed(engines):
            proces.ask_to_stop()
            proces.wait_or_kill()
        self.lopend = []


def _given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _argv(opdracht: tuple[str, ...]) -> tuple[str, ...]:
    """The same Python as the supervisor's own."""
    return (sys.executable, *opdracht[1:])


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else f"zie {log}"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def _signals_raise() -> Iterator[None]:
    """The first signal stops; those that follow while stopping are ignored."""

    def stop(number: int, _: object) -> None:
        for again in numbers:
            signal.signal(again, signal.SIG_IGN)
        raise Gestopt

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in numbers:
        signal.signal(number, stop)
    yield
