"""Reading a kept delivery: an Arrow stream, opened anew for every group of columns.

Keys of 16 bytes are taken as `Int128`: the same bytes, compared and joined as one number, so that
two keys are equal only if all 128 bits are. Opening again instead of keeping all columns is what
bounds the memory: a reading decrypts everything and decompresses only the columns asked for.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import BinaryIO

import polars as pl
import pyarrow as pa

from bronnen.kern.arrowstroom import open_arrow, open_whole_arrow
from bronnen.kern.koppelverslag import Koppelfout

type_sleutel = pa.binary(16)
Opener = Callable[[], BinaryIO]


class Levering:
    """One kept delivery. Reading it to the end proves that the container is whole."""

    def __init__(self, bron: str, opener: Opener) -> None:
        self.bron = bron
        self._opener = opener
        with open_arrow(opener()) as lezer:
            self._schema: pa.Schema = lezer.schema

    @property
    def kolommen(self) -> frozenset[str]:
        return frozenset(self._schema.names)

    @property
    def versie(self) -> str:
        return self._metadata().get(b"versie", b"").decode()

    @property
    def peildatum(self) -> date | None:
        tekst = self._metadata().get(b"peildatum", b"").decode()
        return date.fromisoformat(tekst) if tekst else None

    def read(self, *kolommen: str) -> pl.DataFrame:
        """The asked columns, in that order; raises `Koppelfout` for a column that is not kept."""
        if not self.kolommen.issuperset(kolommen):
            raise Koppelfout(f"In de levering {self.bron} ontbreekt een gegeven dat nodig is.")
        tabel = self._read_table([self._schema.get_field_index(naam) for naam in kolommen])
        return pl.DataFrame({naam: _series(tabel.column(naam)) for naam in kolommen})

    def read_or_empty(self, *kolommen: str) -> pl.DataFrame:
        """The same, with nulls for key columns that are not kept."""
        er = [naam for naam in kolommen if naam in self.kolommen]
        tabel = self.read(*er) if er else pl.DataFrame(height=self.count_rows())
        return tabel.with_columns(
            pl.lit(None, dtype=pl.Int128).alias(naam) for naam in kolommen if naam not in er
        ).select(kolommen)

    def count_rows(self) -> int:
        """Reads it once more."""
        return int(self._read_table([0]).num_rows)

    def _read_table(self, posities: list[int]) -> pa.Table:
        opties = pa.ipc.IpcReadOptions(included_fields=posities)
        with open_whole_arrow(self._opener(), opties) as lezer:
            return lezer.read_all()

    def _metadata(self) -> Mapping[bytes, bytes]:
        return self._schema.metadata or {}


def _series(kolom: pa.ChunkedArray) -> pl.Series:
    """In one piece: taking rows of hundreds of batches is several times slower."""
    if kolom.type != type_sleutel:
        return pl.Series(pl.from_arrow(kolom)).rechunk()
    delen = pa.chunked_array([_as_decimal(deel) for deel in kolom.chunks], pa.decimal128(38))
    return pl.Series(pl.from_arrow(delen)).to_physical().rechunk()


def as_numbers(sleutels: pa.FixedSizeBinaryArray) -> pl.Series:
    """Keys that were just made, as those of a delivery are read."""
    return _series(pa.chunked_array([sleutels]))


def _as_decimal(deel: pa.FixedSizeBinaryArray) -> pa.Decimal128Array:
    """The same buffers under a type of 16 bytes that polars takes over without copying."""
    return pa.Array.from_buffers(pa.decimal128(38), len(deel), deel.buffers(), offset=deel.offset)
