"""The linked file at rest: one row a resident, codes only, in an encrypted container.

Columns are the codes of `KENMERKEN` (uint8, the position in `klassen`), and besides `jaren` (age),
`buurt` (uint16, position in `Koppelverslag.buurtcodes`), `straat` (uint32 from 1; 0 is no street),
`huishouden` (uint32, a meaningless number for clustered standard errors), `misdrijfgroepen` (uint8,
bit i for the i-th of MISDRIJFGROEPEN) and `pleegbuurten` (list of uint16, positions in
`Koppelverslag.pleegbuurten`). A kenmerk that could not be derived is not there.

It is an Arrow file in blocks of rows, of which any block and any column can be read by itself: a
table of two kenmerken reads a tenth, and workers on several machines can share the counting.
Rows are in the order of households, so that such a part holds nearly all of its households whole.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa

from privacy.kern.versleuteling import Bladeraar, Schrijver

SOORT = b"koppelbestand"
VERSIE = b"2"
RIJEN_PER_BLOK = 65_536
HUISHOUDEN = "huishouden"


def write_linked(
    tabel: pl.DataFrame, doel: BinaryIO, sleutel: bytes, sleutel_id: bytes, peildatum: date
) -> None:
    """Only a writer that reaches its end leaves a container that can be read."""
    volgorde = HUISHOUDEN in tabel.columns and tabel[HUISHOUDEN].is_sorted()
    arrow = tabel.to_arrow(compat_level=pl.CompatLevel.oldest()).replace_schema_metadata(
        {
            b"soort": SOORT,
            b"versie": VERSIE,
            b"peildatum": peildatum.isoformat().encode(),
            b"volgorde": HUISHOUDEN.encode() if volgorde else b"",
        }
    )
    opties = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        Schrijver(doel, sleutel, sleutel_id) as container,
        pa.ipc.new_file(container, arrow.schema, options=opties) as schrijver,
    ):
        schrijver.write_table(arrow, max_chunksize=RIJEN_PER_BLOK)


def read_linked(
    bron: BinaryIO, sleutel: bytes, columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """The linked file, or some columns of it.

    Raises `privacy.kern.versleuteling.Onleesbaar` for another key or a file that was changed or
    cut off, KeyError for a column that is not there, ValueError for another kind of file.
    """
    with _open(bron, sleutel, columns) as lezer:
        return _frame(lezer.read_all(), columns)


def read_blocks(
    pad: Path, sleutel: bytes, columns: Sequence[str], blokken: range
) -> Iterator[pl.DataFrame]:
    """Some columns of some blocks of a stored linked file, block by block."""
    with pad.open("rb") as bron, _open(bron, sleutel, columns) as lezer:
        for blok in blokken:
            yield _frame(pa.Table.from_batches([lezer.get_batch(blok)]), columns)


def by_household(pad: Path, sleutel: bytes) -> bool:
    """Whether members of a household stand together in a stored linked file."""
    with pad.open("rb") as bron, _open(bron, sleutel, []) as lezer:
        return (lezer.schema.metadata or {}).get(b"volgorde") == HUISHOUDEN.encode()


def count_blocks(pad: Path, sleutel: bytes) -> int:
    """In how many blocks a stored linked file was written; 0 without residents."""
    with pad.open("rb") as bron, _open(bron, sleutel, []) as lezer:
        return int(lezer.num_record_batches)


def residents_of(pad: Path, sleutel: bytes) -> Callable[[Sequence[str] | None], pl.DataFrame]:
    """A reader of some columns of a stored linked file; decrypts anew at each call."""

    def read(columns: Sequence[str] | None = None) -> pl.DataFrame:
        with pad.open("rb") as bron:
            return read_linked(bron, sleutel, columns)

    return read


def linked_columns(bron: BinaryIO, sleutel: bytes) -> tuple[str, ...]:
    with _open(bron, sleutel, None) as lezer:
        return tuple(lezer.schema.names)


@contextmanager
def _open(
    bron: BinaryIO, sleutel: bytes, columns: Sequence[str] | None
) -> Iterator[pa.ipc.RecordBatchFileReader]:
    """The reader of these columns, in the order of the file."""
    inhoud = Bladeraar(bron, sleutel)
    try:
        schema = pa.ipc.open_file(inhoud).schema
    except pa.ArrowInvalid:
        raise ValueError("not a linked file") from None
    if (schema.metadata or {}).get(b"soort") != SOORT:
        raise ValueError("not a linked file")
    opties = pa.ipc.IpcReadOptions(included_fields=_places(schema, columns))
    with pa.ipc.open_file(inhoud, options=opties) as lezer:
        yield lezer


def _places(schema: pa.Schema, columns: Sequence[str] | None) -> list[int]:
    namen = schema.names if columns is None else list(columns)
    if onbekend := set(namen) - set(schema.names):
        raise KeyError(*sorted(onbekend))
    return [schema.get_field_index(naam) for naam in namen]


def _frame(tabel: pa.Table, columns: Sequence[str] | None) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(tabel))
    return frame if columns is None else frame.select(columns)
