"""The auditor's solver as a process of its own: apart from what it audits, and one for as long as a
piece of work lasts, for starting it takes longer than most of what it is asked.

Counts go through pipes only; the process gets no environment, so no secrets either.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from threading import Timer
from typing import IO, Any, cast

REKENAAR = Path(__file__).with_name("auditrekenaar.py")
GEDULD = 300.0  # seconds


class AuditGestopt(RuntimeError):
    """The auditor's solver ended without an answer: no certificate."""


class Auditor:
    """The process, started when something is asked; after a failure a new one is."""

    def __init__(self) -> None:
        self._kind: subprocess.Popen[bytes] | None = None
        self._te_lang = False

    def ask(self, vraag: list[dict[str, Any]]) -> list[Any]:
        """Systems out, an answer to each back; AuditGestopt when none comes."""
        kind = self._kind = self._kind or _start()
        wekker = Timer(GEDULD, self._give_up, [kind])
        wekker.start()
        try:
            regel = _exchange(kind, json.dumps(vraag).encode())
        finally:
            wekker.cancel()
            wekker.join()
        if not regel.endswith(b"\n"):
            self.close()
            waarom = "took too long" if self._te_lang else "stopped"
            raise AuditGestopt(f"the auditor's solver {waarom}")
        return cast(list[Any], json.loads(regel))

    def _give_up(self, kind: subprocess.Popen[bytes]) -> None:
        self._te_lang = True
        kind.kill()

    def close(self) -> None:
        """It keeps nothing, so it need not be asked to stop."""
        if self._kind is None:
            return
        self._kind.kill()
        self._kind.wait()
        for pijp in (self._kind.stdin, self._kind.stdout):
            with suppress(OSError):  # what was not read any more
                _given(pijp).close()
        self._kind = None


_nu: ContextVar[Auditor | None] = ContextVar("auditor", default=None)


@contextmanager
def one_auditor() -> Iterator[Auditor]:
    """All that is asked within goes to the same process, which ends with it."""
    lopend = _nu.get()
    if lopend is not None:
        yield lopend
        return
    auditor = Auditor()
    merk = _nu.set(auditor)
    try:
        yield auditor
    finally:
        _nu.reset(merk)
        auditor.close()


def ask(vraag: list[dict[str, Any]]) -> list[Any]:
    with one_auditor() as auditor:
        return auditor.ask(vraag)


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(REKENAAR)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OPENBLAS_NUM_THREADS": "1"},
    )


def _exchange(kind: subprocess.Popen[bytes], vraag: bytes) -> bytes:
    """A line; less than that when the process ended."""
    with suppress(BrokenPipeError):
        _given(kind.stdin).write(vraag + b"\n")
        _given(kind.stdin).flush()
    return _given(kind.stdout).readline()


def _given(pijp: IO[bytes] | None) -> IO[bytes]:
    assert pijp is not None  # noqa: S101
    return pijp
