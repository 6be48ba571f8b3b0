"""Which processes belong to an installation: one supervisor at a time, and it inherits orphans.

A process is known by its number together with the moment it started, for numbers are used again.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

GEDULD = 5.0


class Bezet(Exception):
    """One Dutch sentence: another supervisor holds this folder."""


@dataclass(frozen=True)
class Bekend:
    naam: str
    pid: int
    gestart: int


class Slot:
    """Held until the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / "slot").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise Bezet(f"Er draait al een Buurtmonitor op de map {folder}.") from None

    def release(self) -> None:
        self._file.close()


def started(pid: int) -> int | None:
    """The kernel's start time of a live process; None when it is gone or a zombie."""
    try:
        content = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name stands between brackets and may hold anything, so read behind the last one.
    fields = content.rpartition(")")[2].split()
    return None if fields[0] in {"Z", "X"} else int(fields[19])


def write(folder: Path, processes: Iterable[tuple[str, int]]) -> None:
    rows = [
        {"naam": naam, "pid": pid, "gestart": start}
        for naam, pid in processes
        if (start := started(pid)) is not None
    ]
    new = folder / ".toestand.nieuw"
    new.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    new.replace(folder / "toestand.json")


def read(folder: Path) -> list[Bekend]:
    try:
        rows = json.loads((folder / "toestand.json").read_text(encoding="utf-8"))
        return [Bekend(row["naam"], row["pid"], row["gestart"]) for row in rows]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def take_over_orphans(folder: Path, pgdata: Path) -> None:
    """End what a killed supervisor left running on this folder, so that it can start afresh."""
    orphans = [known for known in read(folder) if started(known.pid) == known.gestart]
    for orphan in orphans:
        _signal(orphan.pid, signal.SIGINT if orphan.naam == "postgres" else signal.SIGTERM)
    _wait_gone(orphans)
    for orphan in orphans:
        _kill_group(orphan)
    remove_stale_postmaster(pgdata)


def _wait_gone(orphans: list[Bekend]) -> None:
    deadline = time.monotonic() + GEDULD
    while time.monotonic() < deadline:
        if not any(started(orphan.pid) == orphan.gestart for orphan in orphans):
            return
        time.sleep(0.05)


def _kill_group(orphan: Bekend) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(orphan.pid, signal.SIGKILL)


def remove_stale_postmaster(pgdata: Path) -> None:
    """The number in the file may by now be anyone's: only a process in this folder counts."""
    file = pgdata / "postmaster.pid"
    try:
        pid = int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        file.unlink(missing_ok=True)
        return
    if _works_in(pid, pgdata):
        _signal(pid, signal.SIGKILL)
    deadline = time.monotonic() + GEDULD
    while _works_in(pid, pgdata) and time.monotonic() < deadline:
        time.sleep(0.05)
    file.unlink(missing_ok=True)


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, number)
