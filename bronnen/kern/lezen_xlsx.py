"""XLSX, first or named sheet, as the same batches of text that CSV gives.

The caller runs this in a child with limits; `xlsx_veilig` looks at the bytes first.
"""

import io
import math
from collections.abc import Generator, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bronnen.kern.codering import read_up_to
from bronnen.kern.gelezen import BEGIN, Batch, Gelezen, Telling
from bronnen.kern.herkenning import BestandGeweigerd, refused_ole
from bronnen.kern.kop import Kop, read_header
from bronnen.kern.leverschema import Leverschema, Soort
from bronnen.kern.xlsx_onderdelen import unreadable
from bronnen.kern.xlsx_veilig import MAX_BYTES, check_workbook, too_large

_RIJEN = 16_384  # rows of one batch
_OLE = b"\xd0\xcf\x11\xe0"

Row = list[Any]


def read_xlsx(
    bron: BinaryIO, *, schema: Leverschema, toegestaan: frozenset[str], blad: str | None
) -> Gelezen:
    sheet = _open_sheet(_contents(bron), blad)
    rows = _numbered(sheet)
    header = next((row for _, row in rows if not _is_empty(row)), None)
    if header is None:
        raise BestandGeweigerd("Het blad is leeg. Kies het goede bestand of blad.", "leeg")
    kop = read_header([_text(cell) for cell in header], schema, toegestaan)
    return Gelezen(
        kop=kop,
        telling=Telling(),
        scheidingsteken=None,
        uniek=schema.uniek,
        _codering=lambda: None,
        _raw=_read_rows(rows, kop, schema),
    )


def _contents(bron: BinaryIO) -> bytes:
    contents = read_up_to(bron, MAX_BYTES + 1)
    if not contents:
        raise BestandGeweigerd("Het bestand is leeg. Kies het goede bestand.", "leeg")
    if len(contents) > MAX_BYTES:
        raise too_large()
    if contents.startswith(_OLE):
        raise refused_ole(contents)
    return contents


def _open_sheet(contents: bytes, blad: str | None) -> CalamineSheet:
    sheet = check_workbook(contents, blad)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(contents)) as workbook:
            return workbook.get_sheet_by_name(sheet.naam)
    except CalamineError:
        raise unreadable() from None


def _numbered(sheet: CalamineSheet) -> Iterator[tuple[int, Row]]:
    return enumerate(sheet.iter_rows(), start=1)


def _is_empty(row: Row) -> bool:
    return row.count("") == len(row)


def _read_rows(rows: Iterator[tuple[int, Row]], kop: Kop, schema: Leverschema) -> Generator[Batch]:
    filled = ((number, row) for number, row in rows if not _is_empty(row))
    some = False
    while part := list(islice(filled, _RIJEN)):
        some = True
        yield _batch(part, kop, schema)
    if not some:
        raise BestandGeweigerd(
            "Het blad heeft kolomnamen, maar geen rijen. Kies het goede bestand of blad.",
            "geen_rijen",
        )


def _batch(part: list[tuple[int, Row]], kop: Kop, schema: Leverschema) -> Batch:
    columns = {
        naam: pa.array(_column(part, place, schema.kolom(naam).soort), type=pa.string())
        for naam, place in kop.plaatsen
    }
    if kop.persoonsbegin is not None:
        begin = kop.persoonsbegin
        columns[BEGIN] = pa.array([_text(row[begin]) for _, row in part], type=pa.string())
    numbers = np.fromiter((number for number, _ in part), dtype=np.int64, count=len(part))
    return numbers, pa.RecordBatch.from_pydict(columns)


def _column(part: list[tuple[int, Row]], place: int, soort: Soort) -> list[str]:
    as_text = _month if soort is Soort.maand else _text
    return [cell if type(cell := row[place]) is str else as_text(cell) for _, row in part]


def _text(cell: object) -> str:
    """A cell as a supplier would have typed it: ISO dates, decimal comma, no `.0`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "WAAR" if cell else "ONWAAR"
    if isinstance(cell, int | float):
        return _number(cell)
    if isinstance(cell, datetime) and (cell.hour, cell.minute, cell.second) == (0, 0, 0):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _number(cell: float) -> str:
    """Fifteen digits, as Excel shows; 12345678.0 is a BSN that lost its zero and stays so."""
    if not math.isfinite(cell):
        return "?"
    if cell == int(cell) and abs(cell) < 1e15:
        return str(int(cell))
    return format(Decimal(format(cell, ".15g")), "f").replace(".", ",")


def _month(cell: object) -> str:
    """Excel turns 2016-03 into the first day of the month; any other day stays a date."""
    text = _text(cell)
    return text[:7] if isinstance(cell, date) and text.endswith("-01") else text
