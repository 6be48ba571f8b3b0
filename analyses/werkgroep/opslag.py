"""Where the documents of meetings lie, encrypted: protected figures and what colleagues wrote."""

import time
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from analyses.werkgroep.models import Verslag
from bronnen import opslag
from bronnen.inhoud import key_of
from privacy.kern.versleuteling import Lezer, Schrijver
from privacy.models import Sleutel


def document_path(bijeenkomst_id: UUID | str, verslag_id: UUID | str) -> Path:
    return _folder() / f"{bijeenkomst_id}.{verslag_id}.verslag"


def documents_of(bijeenkomst_id: UUID | str) -> list[Path]:
    """Also what an attempt left, and what came back after its rows went."""
    return list(_folder().glob(f"{bijeenkomst_id}.*.verslag"))


def store(pad: Path, inhoud: bytes, sleutel: Sleutel) -> None:
    with (
        opslag.new_file(pad) as bestand,
        Schrijver(bestand, key_of(sleutel), sleutel.pk.bytes) as schrijver,
    ):
        schrijver.write(inhoud)


def read(verslag: Verslag) -> bytes:
    """The document; FileNotFoundError, SleutelVernietigd or Onleesbaar when it does not open."""
    pad = document_path(verslag.bijeenkomst_id, verslag.pk)
    with pad.open("rb") as bestand:
        return Lezer(bestand, key_of(verslag.sleutel)).read()


def remove(pad: Path) -> None:
    opslag.remove(pad)


def leftovers(bekend: Collection[Path], ouder_dan: timedelta) -> list[Path]:
    """Files that are none of these and were not written to for so long."""
    grens = time.time() - ouder_dan.total_seconds()
    anders = (pad for pad in _folder().iterdir() if pad not in bekend)
    return [pad for pad in anders if pad.stat().st_mtime < grens]


def _folder() -> Path:
    folder = opslag.data_folder() / "verslagen"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
