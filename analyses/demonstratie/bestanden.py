"""The delivery files of the demonstration, and the aanbiedingsgegevens that go with them."""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from bronnen import leverschemas

ACHTERVOEGSELS = (".csv", ".xlsx", ".geojson")


@dataclass(frozen=True)
class Bestand:
    bron: str
    pad: Path
    aanbieding: dict[str, Any]  # as the API takes it, but for onderzoek and bestandsnaam


def find_deliveries(folder: Path, peildatum: date) -> list[Bestand]:
    """One file a source, named after it, in the order of the sources."""
    return [
        Bestand(bron, pad, _offer(pad, bron, peildatum))
        for bron in leverschemas.all_schemas()
        for pad in _files_of(folder, bron)
    ]


def _files_of(folder: Path, bron: str) -> Iterator[Path]:
    gevonden = [folder / f"{bron}{einde}" for einde in ACHTERVOEGSELS]
    yield from [pad for pad in gevonden if pad.is_file()][:1]


def _offer(pad: Path, bron: str, peildatum: date) -> dict[str, Any]:
    """The gegevens that lie beside the file; else computed from it."""
    begin, einde = period(peildatum)
    gegevens: dict[str, Any] = {
        "bron": bron,
        "peildatum": peildatum.isoformat(),
        "periode_begin": begin.isoformat(),
        "periode_einde": einde.isoformat(),
        "contact": "demonstratie",
    }
    ernaast = pad.with_name(f"{bron}.aanbieding.json")
    if ernaast.is_file():
        geleverd = json.loads(ernaast.read_text(encoding="utf-8"))
        return gegevens | {naam: waarde for naam, waarde in geleverd.items() if waarde is not None}
    with pad.open("rb") as bestand:
        gegevens["sha256"] = hashlib.file_digest(bestand, "sha256").hexdigest()
    if (rijen := _count_rows(pad)) is not None:
        gegevens["aantal_rijen"] = rijen
    return gegevens


def period(peildatum: date) -> tuple[date, date]:
    """The twelve months that end on the peildatum."""
    dag = 28 if (peildatum.month, peildatum.day) == (2, 29) else peildatum.day
    return peildatum.replace(year=peildatum.year - 1, day=dag) + timedelta(days=1), peildatum


def _count_rows(pad: Path) -> int | None:
    """Rows below the header; quoted line breaks do not count. None where rows mean nothing."""
    if pad.suffix == ".geojson":
        return None
    if pad.suffix == ".xlsx":
        blad = CalamineWorkbook.from_path(pad).get_sheet_by_index(0)
        return len(blad.to_python(skip_empty_area=True)) - 1
    # Latin-1 keeps every byte; separators and quotes are the same in all encodings but UTF-16.
    codering = "utf-16" if pad.open("rb").read(2) in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    with pad.open(encoding=codering, newline="") as tekst:
        kop = tekst.readline()
        scheiding = max(";,\t", key=kop.count)
        return sum(1 for rij in csv.reader(tekst, delimiter=scheiding) if rij)
