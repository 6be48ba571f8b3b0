"""Where encrypted files lie; names are random ids, never what a supplier called them."""

import os
from pathlib import Path
from uuid import UUID

from django.conf import settings


def landing_path(landing_id: UUID) -> Path:
    return _folder("landing") / f"{landing_id}.landing"


def delivery_path(levering_id: UUID) -> Path:
    return _folder("leveringen") / f"{levering_id}.levering"


def linked_path(koppelbestand_id: UUID) -> Path:
    return _folder("koppelbestanden") / f"{koppelbestand_id}.bewoners"


def report_path(koppelbestand_id: UUID) -> Path:
    """The Koppelverslag: exact counts, so encrypted like the linked file itself."""
    return _folder("koppelbestanden") / f"{koppelbestand_id}.verslag"


def remove(path: Path) -> None:
    """Unlink and make that durable; a file that is gone already is fine."""
    path.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _folder(name: str) -> Path:
    folder = Path(settings.DATA) / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
