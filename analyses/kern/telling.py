"""Counting that several workers share: what to count, one part of it, and all parts together.

The parts are blocks of the linked file. A count goes from worker to worker as Arrow in an encrypted
container: it is as exact as the linked file itself.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
import polars as pl
import pyarrow as pa

from analyses.kern.patronen import Patronen, count_stream
from bronnen.kern.kenmerken import VERDACHTE


@dataclass(frozen=True)
class Telvraag:
    """`buurten`: positions in the buurtcodes of the link report; None for all."""

    kenmerken: tuple[str, ...]
    buurten: tuple[int, ...] | None = None
    uitkomst: str = VERDACHTE.code

    @property
    def kolommen(self) -> tuple[str, ...]:
        extra = () if self.buurten is None else ("buurt",)
        return tuple(dict.fromkeys((*self.kenmerken, self.uitkomst, *extra)))

    def als_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def uit_dict(cls, gegevens: dict[str, Any]) -> Self:
        buurten = gegevens["buurten"]
        return cls(
            tuple(gegevens["kenmerken"]),
            None if buurten is None else tuple(buurten),
            gegevens["uitkomst"],
        )


Gedaan = Callable[[float], None]  # hears which share is done; raises to stop
Tel = Callable[[Telvraag, Gedaan], Patronen]


def count_blocks_of(blokken: Iterable[pl.DataFrame], vraag: Telvraag) -> Patronen:
    """A stream: memory grows with the patterns."""
    gekozen = (_chosen(blok, vraag) for blok in blokken)
    return count_stream(gekozen, vraag.kenmerken, vraag.uitkomst)


def _chosen(blok: pl.DataFrame, vraag: Telvraag) -> pl.DataFrame:
    if vraag.buurten is None:
        return blok
    return blok.filter(pl.col("buurt").is_in(list(vraag.buurten)))


def as_bytes(patronen: Patronen) -> bytes:
    kolommen = dict(zip(patronen.kenmerken, patronen.codes.T, strict=True))
    tabel = pa.table({**kolommen, "_n": patronen.n, "_y": patronen.y})
    uit = io.BytesIO()
    with pa.ipc.new_stream(uit, tabel.schema) as schrijver:
        schrijver.write_table(tabel)
    return uit.getvalue()


def from_bytes(inhoud: bytes) -> Patronen:
    with pa.ipc.open_stream(inhoud) as lezer:
        tabel = lezer.read_all()
    kenmerken = tuple(tabel.schema.names[:-2])
    kolommen = [tabel.column(naam).to_numpy() for naam in kenmerken]
    codes = np.stack(kolommen, axis=1) if kolommen else np.zeros((tabel.num_rows, 0), np.uint8)
    n, y = (tabel.column(naam).to_numpy() for naam in ("_n", "_y"))
    return Patronen(kenmerken, np.ascontiguousarray(codes), n, y)


def parts(blokken: int, per_deel: int) -> tuple[range, ...]:
    """The blocks in parts of nearly the same size."""
    aantal = max(-(-blokken // per_deel), 1)
    grenzen = [blokken * deel // aantal for deel in range(aantal + 1)]
    return tuple(range(van, tot) for van, tot in pairwise(grenzen))
