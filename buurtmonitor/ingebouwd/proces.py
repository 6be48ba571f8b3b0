"""One supervised process: start, notice that it ended, start again with back-off, stop."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from buurtmonitor.ingebouwd.gebruiker import Motorgebruiker

EERSTE_WACHT = 0.5
LANGSTE_WACHT = 30.0
# After so many seconds alive, earlier crashes are forgotten.
STABIEL = 10.0
EX_CONFIG = 78
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Proces:
    """Runs in a process group of its own, so that it can be stopped with all its children."""

    naam: str
    argv: tuple[str, ...]
    omgeving: Mapping[str, str]
    map: Path
    log: Path
    gebruiker: Motorgebruiker | None = None
    stopsignaal: signal.Signals = signal.SIGTERM
    stoptijd: float = 10
    voor_start: Callable[[], None] = lambda: None
    popen: subprocess.Popen[bytes] | None = None
    gestart: float = 0
    storingen: int = 0
    volgende: float = 0

    def start(self) -> None:
        self.voor_start()
        user = self.gebruiker.popen_arguments() if self.gebruiker else {}
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(  # type: ignore[call-overload]  # noqa: S603
                self.argv,
                env=dict(self.omgeving),
                cwd=self.map,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # Safe: the supervisor has one thread.
                preexec_fn=self._die_with_parent,
                **user,
            )
        self.gestart = time.monotonic()

    def _die_with_parent(self) -> None:
        """The kernel asks the process to stop when the supervisor is killed."""
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(self.stopsignaal))

    @property
    def pid(self) -> int | None:
        return self.popen.pid if self.popen else None

    def exit_code(self) -> int | None:
        """None while it runs. Reaps: a zombie postmaster would block the next start."""
        return self.popen.poll() if self.popen else None

    @property
    def runs(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def note_crash(self) -> None:
        """Plan the next start: half a second later, then ever more."""
        self.signal_group(signal.SIGKILL)
        self.storingen = 0 if time.monotonic() - self.gestart > STABIEL else self.storingen
        wait = min(LANGSTE_WACHT, EERSTE_WACHT * 2**self.storingen)
        self.storingen += 1
        self.volgende = time.monotonic() + wait
        self.popen = None

    def ask_to_stop(self) -> None:
        if self.popen is not None and self.runs:
            self.popen.send_signal(self.stopsignaal)

    def wait_or_kill(self) -> None:
        if self.popen is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.popen.wait(timeout=self.stoptijd)
        self.signal_group(signal.SIGKILL)
        self.popen.wait()

    def signal_group(self, number: signal.Signals) -> None:
        if self.popen is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.popen.pid, number)
