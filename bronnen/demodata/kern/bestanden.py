"""Writing a delivery row by row: CSV in any size, XLSX as long as it is small; counted and hashed.

The same rows give the same bytes, also in XLSX, where openpyxl writes the time of the day.
"""

import csv
import hashlib
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl
from openpyxl import Workbook

from bronnen.demodata.kern.leveringsvorm import Vorm

BLAD = "Huurachterstanden"
VAST_TIJDSTIP = (1980, 1, 1, 0, 0, 0)
BLOK = 1024 * 1024


@dataclass(frozen=True)
class Geschreven:
    bron: str
    bestand: str
    rijen: int
    sha256: str
    blad: str | None = None


class Uitvoer(Protocol):
    """What both kinds of file do. `append` returns the row numbers (the header is row 1)."""

    def append(self, frame: pl.DataFrame) -> range: ...

    def close(self) -> Geschreven: ...


class CsvUitvoer:
    def __init__(self, map_: Path, vorm: Vorm, kolommen: tuple[str, ...]) -> None:
        self._vorm = vorm
        self._pad = map_ / f"{vorm.bron}.csv"
        self._bestand = self._pad.open("wb")
        self._hash = hashlib.sha256()
        self._rijen = 0
        kop = io.StringIO(newline="")
        csv.writer(kop, delimiter=vorm.scheiding, lineterminator="\n").writerow(kolommen)
        self._write(kop.getvalue().encode(vorm.codering))

    def append(self, frame: pl.DataFrame) -> range:
        buffer = io.BytesIO()
        frame.write_csv(
            buffer,
            include_header=False,
            separator=self._vorm.scheiding,
            quote_style="always" if self._vorm.altijd_aanhalen else "necessary",
        )
        inhoud = buffer.getvalue()
        if not self._vorm.codering.startswith("utf-8"):
            inhoud = inhoud.decode().encode(self._vorm.codering)
        self._write(inhoud)
        self._rijen += len(frame)
        return range(self._rijen - len(frame) + 2, self._rijen + 2)

    def _write(self, inhoud: bytes) -> None:
        self._hash.update(inhoud)
        self._bestand.write(inhoud)

    def close(self) -> Geschreven:
        self._bestand.close()
        return Geschreven(self._vorm.bron, self._pad.name, self._rijen, self._hash.hexdigest())


class XlsxUitvoer:
    """Numbers and dates as typed cells; what can't be read as such stays text."""

    def __init__(self, map_: Path, vorm: Vorm, kolommen: tuple[str, ...]) -> None:
        self._vorm = vorm
        self._pad = map_ / f"{vorm.bron}.xlsx"
        self._boek = Workbook(write_only=True)
        self._blad = self._boek.create_sheet(BLAD)
        self._blad.append(list(kolommen))
        self._rijen = 0

    def append(self, frame: pl.DataFrame) -> range:
        soorten = [self._kind(naam) for naam in frame.columns]
        for rij in frame.iter_rows():
            self._blad.append([soort(cel) for soort, cel in zip(soorten, rij, strict=True)])
        self._rijen += len(frame)
        return range(self._rijen - len(frame) + 2, self._rijen + 2)

    def _kind(self, naam: str) -> "Cellezer":
        if naam in self._vorm.getallen:
            return _as_number
        return _as_date if naam in self._vorm.datums else _as_text

    def close(self) -> Geschreven:
        tijdelijk = self._pad.with_suffix(".tijdelijk")
        self._boek.save(tijdelijk)
        _without_clock(tijdelijk, self._pad)
        tijdelijk.unlink()
        with self._pad.open("rb") as bestand:
            som = hashlib.file_digest(bestand, "sha256").hexdigest()
        return Geschreven(self._vorm.bron, self._pad.name, self._rijen, som, BLAD)


Cel = str | float | int | date | None


class Cellezer(Protocol):
    def __call__(self, tekst: str | None, /) -> Cel: ...


def _as_text(tekst: str | None) -> Cel:
    return tekst


def _as_number(tekst: str | None) -> Cel:
    try:
        getal = float((tekst or "").replace(".", "").replace(",", "."))
    except ValueError:
        return tekst
    return int(getal) if getal.is_integer() else getal


def _as_date(tekst: str | None) -> Cel:
    try:
        dag, maand, jaar = (int(deel) for deel in (tekst or "").split("-"))
        return date(jaar, maand, dag)
    except ValueError:
        return tekst


def _without_clock(bron: Path, doel: Path) -> None:
    """The same workbook with a fixed time in the archive and in its properties."""
    with zipfile.ZipFile(bron) as oud, zipfile.ZipFile(doel, "w", zipfile.ZIP_DEFLATED) as nieuw:
        for deel in oud.infolist():
            kop = zipfile.ZipInfo(deel.filename, VAST_TIJDSTIP)
            kop.compress_type = zipfile.ZIP_DEFLATED
            with oud.open(deel) as lezer, nieuw.open(kop, "w") as schrijver:
                if deel.filename == "docProps/core.xml":
                    schrijver.write(
                        re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"1980-01-01T00:00:00Z", lezer.read())
                    )
                    continue
                while blok := lezer.read(BLOK):
                    schrijver.write(blok)
