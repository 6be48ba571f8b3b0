"""The linked file at rest: one row a resident, codes only, in an encrypted container.

Columns are the codes of `KENMERKEN` (uint8, the position in `klassen`), and besides `jaren` (age),
`buurt` (uint16, position in `Koppelverslag.buurtcodes`), `straat` (uint32 from 1; 0 is no street),
`huishouden` (uint32, a meaningless number for clustered standard errors), `misdrijfgroepen` (uint8,
bit i for the i-th of MISDRIJFGROEPEN) and `pleegbuurten` (list of uint16, positions in
`Koppelverslag.pleegbuurten`). A kenmerk that could not be derived is not there.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa

from bronnen.kern.arrowstroom import open_arrow, open_container, open_whole_arrow
from privacy.kern.versleuteling import Schrijver

SOORT = b"koppelbestand"
VERSIE = b"1"
_RIJEN_PER_BLOK = 65_536


def write_linked(
    tabel: pl.DataFrame, doel: BinaryIO, sleutel: bytes, sleutel_id: bytes, peildatum: date
) -> None:
    """Only a writer that reaches its end leaves a container that can be read."""
    arrow = tabel.to_arrow(compat_level=pl.CompatLevel.oldest()).replace_schema_metadata(
        {b"soort": SOORT, b"versie": VERSIE, b"peildatum": peildatum.isoformat().encode()}
    )
    opties = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        Schrijver(doel, sleutel, sleutel_id) as container,
        pa.ipc.new_stream(container, arrow.schema, options=opties) as schrijver,
    ):
        schrijver.write_table(arrow, max_chunksize=_RIJEN_PER_BLOK)


def read_linked(
    bron: BinaryIO, sleutel: bytes, columns: Sequence[str] | None = None
) -> pl.DataFrame:
    """The linked file, or some columns of it.

    Raises `privacy.kern.versleuteling.Onleesbaar` for another key or a file that was changed or
    cut off, KeyError for a column that is not there, ValueError for another kind of file.
    """
    return pl.DataFrame(pl.from_arrow(_read_columns(open_container(bron, sleutel), columns)))


def residents_of(pad: Path, sleutel: bytes) -> Callable[[Sequence[str] | None], pl.DataFrame]:
    """A reader of some columns of a stored linked file; decrypts anew at each call."""

    def read(columns: Sequence[str] | None = None) -> pl.DataFrame:
        with pad.open("rb") as bron:
            return read_linked(bron, sleutel, columns)

    return read


def linked_columns(bron: BinaryIO, sleutel: bytes) -> tuple[str, ...]:
    with open_arrow(open_container(bron, sleutel)) as lezer:
        return tuple(lezer.schema.names)


def _read_columns(container: BinaryIO, columns: Sequence[str] | None) -> pa.Table:
    """All in one go: a stream cannot be read twice, so columns are chosen block by block."""
    with open_whole_arrow(container) as lezer:
        if (lezer.schema.metadata or {}).get(b"soort") != SOORT:
            raise ValueError("not a linked file")
        namen = lezer.schema.names if columns is None else list(columns)
        schema = pa.schema([lezer.schema.field(naam) for naam in namen])
        return pa.Table.from_batches([blok.select(namen) for blok in lezer], schema)
