"""The random secrets of an embedded installation: files of mode 0600 in a folder of mode 0700."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

NAMEN = (
    "databasebeheerder",
    "database_eigenaar",
    "database_app",
    "database_zegelaar",
    "redis",
    "BUURTMONITOR_GEHEIM",
    "BUURTMONITOR_HOOFDSLEUTEL",
    "BUURTMONITOR_LOGBOEKSLEUTEL",
)
SLEUTELS = ("BUURTMONITOR_HOOFDSLEUTEL", "BUURTMONITOR_LOGBOEKSLEUTEL")
# What a process gets only when it is named there (`Processoort.geheimen`).
AFGESCHERMD = (*SLEUTELS, "DATABASE_SEAL_URL")
# Passwords of roles that are set again at every start: one that is new is no loss.
VERVANGBAAR = frozenset({"database_zegelaar"})


class GeheimWeg(Exception):
    """One Dutch sentence: a secret of an installation that already holds data is missing."""


class Geheimen:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, *, in_use: bool) -> None:
        """Make what is missing, but never for an installation that already holds data: with a
        new master key everything stored would be unreadable, and nobody would be told."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        for name in NAMEN:
            if self.file(name).exists():
                continue
            if in_use and name not in VERVANGBAAR:
                raise GeheimWeg(
                    f"Het geheim {name} ontbreekt in {self.folder}, terwijl er al gegevens zijn;"
                    " zet het terug uit de reservekopie."
                )
            self.write(name, _random(name))

    def file(self, name: str) -> Path:
        return self.folder / name

    def read(self, name: str) -> str:
        return self.file(name).read_text(encoding="utf-8").strip()

    def write(self, name: str, value: str) -> Path:
        """Whole or not at all, and readable by nobody else at any moment."""
        new = self.folder / f".{name}.nieuw"
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{value}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.file(name))
        return self.file(name)


def _random(name: str) -> str:
    if name in SLEUTELS:
        return base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(48)
