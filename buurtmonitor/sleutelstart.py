"""Starts a process with a master key that somebody types in, or hands over by a file descriptor.

    python -m buurtmonitor.sleutelstart -- COMMAND ...          asks for the key
    python -m buurtmonitor.sleutelstart --fd 3 -- COMMAND ...   reads it from descriptor 3

The key lies in memory alone: not on a disk, in no argument, and in no environment variable. Every
start asks again, so a process that fell over waits for the person who holds the key.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import sys
from argparse import ArgumentParser

from buurtmonitor.omgeving import OnjuisteOmgeving, secret_key

NAAM = "BUURTMONITOR_HOOFDSLEUTEL"
EX_CONFIG = 78


def main(argv: list[str]) -> None:
    parser = ArgumentParser(prog="buurtmonitor.sleutelstart")
    parser.add_argument("--fd", type=int, help="lees de sleutel van deze file descriptor")
    parser.add_argument("opdracht", nargs="+")
    gegeven = parser.parse_args(argv)
    beschrijver = keep_in_memory(_read(gegeven.fd))
    os.environ.pop(NAAM, None)
    os.environ[f"{NAAM}_FILE"] = f"/proc/self/fd/{beschrijver}"
    try:
        secret_key(NAAM)
    except OnjuisteOmgeving:
        sys.stderr.write("Dit is geen hoofdsleutel: verwacht worden 32 bytes in base64.\n")
        sys.exit(EX_CONFIG)
    os.execvp(gegeven.opdracht[0], gegeven.opdracht)  # noqa: S606


def _read(fd: int | None) -> bytes:
    if fd is None:
        return _ask()
    with os.fdopen(fd, "rb") as bron:
        return bron.read(1024)


def _ask() -> bytes:
    """Where there is no terminal nothing could hide what is typed, so nothing is asked."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
        return getpass.getpass("Hoofdsleutel: ").encode()
    except (OSError, EOFError):
        sys.stderr.write("Er is geen terminal om de hoofdsleutel te vragen. Geef die, of --fd.\n")
    except KeyboardInterrupt:
        sys.stderr.write("Gestopt: er is geen hoofdsleutel gegeven.\n")
    sys.exit(EX_CONFIG)


def keep_in_memory(inhoud: bytes) -> int:
    """A file without a name that the processes to come inherit; nobody can change it."""
    beschrijver = os.memfd_create("hoofdsleutel", os.MFD_ALLOW_SEALING)
    os.write(beschrijver, inhoud)
    zegels = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
    fcntl.fcntl(beschrijver, fcntl.F_ADD_SEALS, zegels)
    os.set_inheritable(beschrijver, True)
    return beschrijver


if __name__ == "__main__":
    main(sys.argv[1:])
