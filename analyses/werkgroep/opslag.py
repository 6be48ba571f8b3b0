"""Where the documents of meetings lie: protected figures and what colleagues wrote."""

from pathlib import Path
from uuid import UUID

from bronnen import opslag


def document_path(verslag_id: UUID | str) -> Path:
    folder = opslag.data_folder() / "verslagen"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{verslag_id}.verslag"


def store(verslag_id: UUID | str, inhoud: bytes) -> None:
    with opslag.new_file(document_path(verslag_id)) as bestand:
        bestand.write(inhoud)


def remove(verslag_id: UUID | str) -> None:
    opslag.remove(document_path(verslag_id))
