"""Where encrypted files lie; names are random ids, never what a supplier called them."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings


def landing_path(landing_id: UUID) -> Path:
    return _folder("landing") / f"{landing_id}.landing"


def upload_path(landing_id: UUID) -> Path:
    """Where one upload is written while it comes; two uploads never share a file."""
    return landing_path(landing_id).with_suffix(f".{secrets.token_hex(8)}.deel")


def uploads(landing_id: UUID) -> list[Path]:
    """What uploads to this landing left, also those whose process died."""
    return list(_folder("landing").glob(f"{landing_id}.*.deel"))


def delivery_path(levering_id: UUID) -> Path:
    return _folder("leveringen") / f"{levering_id}.levering"


def delivery_files(levering_id: UUID) -> list[Path]:
    """The delivery, and what attempts at the door left beside it."""
    return list(_folder("leveringen").glob(f"{levering_id}.*"))


def linked_path(koppelbestand_id: UUID) -> Path:
    return _folder("koppelbestanden") / f"{koppelbestand_id}.bewoners"


def report_path(koppelbestand_id: UUID) -> Path:
    """The Koppelverslag: exact counts, so encrypted like the linked file itself."""
    return _folder("koppelbestanden") / f"{koppelbestand_id}.verslag"


def linked_files(koppelbestand_id: UUID) -> list[Path]:
    """Linked file and report, and what attempts left beside them."""
    return list(_folder("koppelbestanden").glob(f"{koppelbestand_id}.*"))


def count_path(koppelbestand_id: UUID, opdracht: str, deel: int) -> Path:
    """Counts of a part of a linked file, for the job that asked; they go when that job ends."""
    return _folder("koppelbestanden") / f"{koppelbestand_id}.{opdracht}.{deel}.telling"


def count_files(koppelbestand_id: UUID, opdracht: str) -> list[Path]:
    """What one job had counted, its question, and what attempts left beside them."""
    return list(_folder("koppelbestanden").glob(f"{koppelbestand_id}.{opdracht}.*"))


def question_path(koppelbestand_id: UUID, opdracht: str) -> Path:
    """What the parts have to count."""
    return _folder("koppelbestanden") / f"{koppelbestand_id}.{opdracht}.telvraag"


def attempt_path(path: Path, fence: int) -> Path:
    """Where one attempt writes what will become `path`: an overtaken one spoils nothing."""
    return path.with_name(f"{path.name}.{fence}.deel")


def move(van: Path, naar: Path) -> None:
    """Into place in one step, durably."""
    van.replace(naar)
    _sync(naar.parent)


def remove(path: Path) -> None:
    """Unlink and make that durable; a file that is gone already is fine."""
    path.unlink(missing_ok=True)
    _sync(path.parent)


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file of our own alone, on disk at the end; gone again when writing it fails."""
    beschrijver = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(beschrijver, "wb") as bestand:
            yield bestand
            bestand.flush()
            os.fsync(bestand.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def data_folder() -> Path:
    return Path(settings.DATA)


def _sync(folder: Path) -> None:
    beschrijver = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(beschrijver)
    finally:
        os.close(beschrijver)


def _folder(name: str) -> Path:
    folder = data_folder() / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
