"""An embedded installation for as long as a `with` block lasts: for the demo and for tests."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

from buurtmonitor import processen
from buurtmonitor.ingebouwd import toestand

ALLES = tuple(soort.naam for soort in processen.PROCESSEN)
STOPTIJD = 60.0


class NietGestart(Exception):
    """The supervisor's own Dutch sentence."""


class Ingebouwd:
    """`with Ingebouwd(folder) as omgeving:` gives the environment of the processes.

    The supervisor is a process of its own; it stops everything when this one ends, however.
    `poort=0` picks a free one. `proef`: fast engines whose owner role may make test databases.
    `wegwerp`: the folder is removed at the end (the default without a folder).
    `los`: engines and keys of its own, also when this process has an installation in its
    environment; without it, an engine whose address is given is not started.
    """

    def __init__(
        self,
        map: Path | None = None,
        *,
        processen: tuple[str, ...] = ALLES,
        poort: int = 0,
        proef: bool = False,
        wegwerp: bool | None = None,
        los: bool = False,
        omgeving: dict[str, str] | None = None,
    ) -> None:
        self.map = map or Path(tempfile.mkdtemp(prefix="buurtmonitor-"))
        self.wegwerp = map is None if wegwerp is None else wegwerp
        self.processen = processen
        self.poort = poort or free_port()
        self.proef = proef
        self.extra = omgeving or {}
        self._environment = _unrelated(os.environ) if los else dict(os.environ)
        self._popen: subprocess.Popen[str] | None = None

    def __enter__(self) -> dict[str, str]:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> dict[str, str]:
        self._popen = subprocess.Popen(  # noqa: S603
            self._argv(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._environment | self.extra,
            cwd=Path(processen.__file__).parent.parent,
            # Ctrl-C in the terminal is for the process that started us; it then stops us.
            start_new_session=True,
        )
        line = _pipe(self._popen.stdout).readline()
        if not line:
            _, errors = self._popen.communicate()
            if self.wegwerp:
                shutil.rmtree(self.map, ignore_errors=True)
            raise NietGestart(errors.strip() or "De processen konden niet worden gestart.")
        environment: dict[str, str] = json.loads(line)
        return environment | self.extra

    def _argv(self) -> list[str]:
        argv = [sys.executable, "-m", "buurtmonitor.ingebouwd", "--json", "--tot-eof"]
        argv += ["--map", str(self.map), "--poort", str(self.poort)]
        argv += ["--processen", ",".join(self.processen)]
        argv += ["--proef"] if self.proef else []
        argv += ["--wegwerp"] if self.wegwerp else []
        return argv

    def stop(self) -> None:
        if self._popen is None:
            return
        _pipe(self._popen.stdin).close()
        try:
            self._popen.wait(timeout=STOPTIJD)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        for stream in (self._popen.stdout, self._popen.stderr):
            _pipe(stream).close()
        self._popen = None

    @property
    def draait(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    @property
    def toezichthouder(self) -> int:
        """The process number of the supervisor."""
        if self._popen is None:
            raise NietGestart("Er draait niets.")
        return self._popen.pid

    def pid(self, naam: str) -> int:
        """The current process number of `web`, `worker`, `beat`, `postgres` or `valkey`."""
        return next(known.pid for known in toestand.read(self.map) if known.naam == naam)

    def kill(self, naam: str) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid(naam), signal.SIGKILL)

    def wait_for_new(self, naam: str, old: int, timeout: float = 30) -> int:
        """The number of the process that the supervisor started in the place of `old`."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            if (new := self.pid(naam)) != old:
                return new
            time.sleep(0.05)
        raise NietGestart(f"‘{naam}’ kwam niet terug.")


def _unrelated(environment: Mapping[str, str]) -> dict[str, str]:
    ours = ("BUURTMONITOR_", "DATABASE_", "REDIS_", "DJANGO_", "OIDC_")
    return {name: value for name, value in environment.items() if not name.startswith(ours)}


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None  # noqa: S101
    return stream
