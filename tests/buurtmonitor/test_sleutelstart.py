"""A master key that is handed over reaches the process, and stands nowhere else."""

from __future__ import annotations

import base64
import contextlib
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
SLEUTEL = base64.b64encode(bytes(range(32)))
# Two processes deep, as a server and its children.
LEZEN = (
    "import os, subprocess, sys; from buurtmonitor.omgeving import secret_key; "
    "assert secret_key('BUURTMONITOR_HOOFDSLEUTEL') == bytes(range(32)); "
    "pid = os.fork(); "
    "gelijk = secret_key('BUURTMONITOR_HOOFDSLEUTEL') == bytes(range(32)); "
    "pid or os._exit(0 if gelijk else 1); "
    "assert os.waitpid(pid, 0)[1] == 0; "
    "omgeving = open('/proc/self/environ', 'rb').read(); "
    "print('gelezen', os.environ['BUURTMONITOR_HOOFDSLEUTEL_FILE'] in omgeving.decode(), "
    f"{SLEUTEL!r} in omgeving)"
)


def start(sleutel: bytes, *opdracht: str) -> subprocess.CompletedProcess[str]:
    lezen, schrijven = os.pipe()
    os.write(schrijven, sleutel)
    os.close(schrijven)
    argv = [sys.executable, "-m", "buurtmonitor.sleutelstart", "--fd", str(lezen), "--", *opdracht]
    try:
        return subprocess.run(
            argv, pass_fds=[lezen], cwd=WORTEL, capture_output=True, text=True, timeout=60
        )
    finally:
        os.close(lezen)


@pytest.mark.parametrize("einde", [b"", b"\n"])
def test_the_key_reaches_the_process_and_its_children(einde: bytes) -> None:
    klaar = start(SLEUTEL + einde, sys.executable, "-c", LEZEN)
    assert klaar.stdout == "gelezen True False\n", klaar.stderr


def test_what_is_no_key_starts_nothing() -> None:
    klaar = start(b"te kort", sys.executable, "-c", "print('gestart')")
    assert (klaar.returncode, klaar.stdout) == (78, "")
    assert "te kort" not in klaar.stderr


def test_a_person_is_asked_and_what_is_typed_is_not_shown() -> None:
    """At a terminal, as `docker attach` or a console gives."""
    argv = [sys.executable, "-m", "buurtmonitor.sleutelstart", "--", sys.executable, "-c", LEZEN]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(WORTEL)
        os.execv(sys.executable, argv)
    gezien = read_until(terminal, b"Hoofdsleutel: ")
    os.write(terminal, SLEUTEL + b"\n")
    gezien += read_until(terminal, b"gelezen True False")
    assert os.waitpid(pid, 0)[1] == 0
    assert SLEUTEL not in gezien


def test_without_a_terminal_nothing_is_asked_and_nothing_starts() -> None:
    """As a container without `tty: true`."""
    argv = [sys.executable, "-m", "buurtmonitor.sleutelstart", "--", "echo", "gestart"]
    klaar = subprocess.run(
        argv, cwd=WORTEL, input=SLEUTEL, capture_output=True, start_new_session=True, timeout=60
    )
    assert (klaar.returncode, klaar.stdout) == (78, b"")
    assert klaar.stderr.startswith(b"Er is geen terminal")


def read_until(terminal: int, einde: bytes) -> bytes:
    """What the terminal shows, until it shows this or closes."""
    gezien = b""
    with contextlib.suppress(OSError):
        while einde not in gezien and (deel := os.read(terminal, 1024)):
            gezien += deel
    assert einde in gezien
    return gezien
