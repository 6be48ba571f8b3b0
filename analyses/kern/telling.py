"""Counting that several workers share: what to count, one part of it, and all parts together.

The parts are blocks of the linked file. A count goes from worker to worker as Arrow in an encrypted
container: it is as exact as the linked file itself.

Robust errors need the households. The linked file is in the order of households, so that a part
knows all of them whole but its first and its last; members of those go along one by one, and are
put together when all parts are there. Of a file in another order every household goes along so.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Self

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from analyses.kern.patronen import Patronen, count_stream, keys_of, merge
from analyses.kern.trossen import Soort, Trossen, gathered, joined
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import VERDACHTE

HUISHOUDEN = "huishouden"


@dataclass(frozen=True)
class Telvraag:
    """`kenmerken`: or buurt and misdrijfgroepen; `buurten`: positions in the buurtcodes of the link
    report, None for all; `uitkomst`: empty for none; `vanaf`: age; `huishoudens`: whether it is
    asked who live together."""

    kenmerken: tuple[str, ...]
    buurten: tuple[int, ...] | None = None
    uitkomst: str = VERDACHTE.code
    vanaf: int = 0
    huishoudens: bool = False

    @property
    def kolommen(self) -> tuple[str, ...]:
        extra = {
            self.uitkomst: bool(self.uitkomst),
            "buurt": self.buurten is not None,
            "jaren": self.vanaf > 0,
            HUISHOUDEN: self.huishoudens,
        }
        return tuple(dict.fromkeys((*self.kenmerken, *(k for k, ja in extra.items() if ja))))

    def als_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def uit_dict(cls, gegevens: dict[str, Any]) -> Self:
        buurten = gegevens["buurten"]
        return cls(
            tuple(gegevens["kenmerken"]),
            None if buurten is None else tuple(buurten),
            gegevens["uitkomst"],
            gegevens["vanaf"],
            gegevens["huishoudens"],
        )


@dataclass(frozen=True)
class Geteld:
    """`trossen`: who live together, where that was asked."""

    patronen: Patronen
    trossen: Trossen | None = None


@dataclass(frozen=True)
class Deel:
    """What a part counted: households that are whole, and of the others the number [M] and the key
    [M] of each member."""

    geteld: Geteld
    tros: NDArray[np.int64]
    lid: NDArray[np.uint64]


Gedaan = Callable[[float], None]  # hears which share is done; raises to stop
Tel = Callable[[Telvraag, Gedaan], Geteld]
GEEN_TROS, GEEN_LID = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)


def count_blocks_of(blokken: Iterable[pl.DataFrame], vraag: Telvraag) -> Patronen:
    """A stream: memory grows with the patterns."""
    gekozen = (_chosen(blok, vraag) for blok in blokken)
    return count_stream(gekozen, vraag.kenmerken, vraag.uitkomst)


def count_part(
    blokken: Iterable[pl.DataFrame], vraag: Telvraag, *, op_volgorde: bool = True
) -> Deel:
    """`op_volgorde`: members of a household stand together in the linked file."""
    leden: list[tuple[NDArray[np.int64], NDArray[np.uint64]]] = []

    def chosen() -> Iterator[pl.DataFrame]:
        for blok in blokken:
            demand_filled(blok)
            gekozen = _chosen(blok, vraag)
            if vraag.huishoudens:
                sleutels = keys_of(gekozen, vraag.kenmerken, vraag.uitkomst)
                leden.append((gekozen[HUISHOUDEN].to_numpy().astype(np.int64), sleutels))
            yield gekozen

    patronen = count_stream(chosen(), vraag.kenmerken, vraag.uitkomst)
    if not vraag.huishoudens:
        return Deel(Geteld(patronen), GEEN_TROS, GEEN_LID)
    tros = np.concatenate([GEEN_TROS, *(tros for tros, _ in leden)])
    lid = np.concatenate([GEEN_LID, *(lid for _, lid in leden)])
    open_ = np.ones(len(tros), dtype=np.bool_)
    if op_volgorde and len(tros):
        open_ = (tros == tros.min()) | (tros == tros.max())
    return Deel(Geteld(patronen, gathered(tros[~open_], lid[~open_])), tros[open_], lid[open_])


def counted(bewoners: pl.DataFrame, vraag: Telvraag) -> Geteld:
    """All at once."""
    return together([count_part([bewoners], vraag)])


def together(delen: Sequence[Deel]) -> Geteld:
    """One or more, of the same question."""
    patronen = merge([deel.geteld.patronen for deel in delen])
    heel = [deel.geteld.trossen for deel in delen if deel.geteld.trossen is not None]
    if not heel:
        return Geteld(patronen)
    tros, lid = (np.concatenate([getattr(deel, w) for deel in delen]) for w in ("tros", "lid"))
    return Geteld(patronen, joined([*heel, gathered(tros, lid)]))


def demand_filled(bewoners: pl.DataFrame) -> None:
    """GeenResultaat for a code that is not there: nobody may silently not count."""
    if any(kolom.null_count() for kolom in bewoners.get_columns()):
        raise GeenResultaat("De koppeling heeft lege codes. Koppel de leveringen opnieuw.")


def _chosen(blok: pl.DataFrame, vraag: Telvraag) -> pl.DataFrame:
    if vraag.buurten is not None:
        blok = blok.filter(pl.col("buurt").is_in(list(vraag.buurten)))
    return blok.filter(pl.col("jaren") >= vraag.vanaf) if vraag.vanaf else blok


def as_bytes(deel: Deel) -> bytes:
    """Three streams after each other: patterns, households that are whole, and the others."""
    patronen, trossen = deel.geteld.patronen, deel.geteld.trossen
    kolommen = dict(zip(patronen.kenmerken, patronen.codes.T, strict=True))
    uit = io.BytesIO()
    _write(uit, pa.table({**kolommen, "_n": patronen.n, "_y": patronen.y}))
    if trossen is not None:
        grens = np.cumsum([0, *(s.leden.shape[1] for s in trossen.soorten for _ in s.keer)])
        leden = np.concatenate([GEEN_LID, *(s.leden.ravel() for s in trossen.soorten)])
        keer = np.concatenate([GEEN_TROS, *(s.keer for s in trossen.soorten)])
        _write(uit, pa.table({"keer": keer, "leden": pa.LargeListArray.from_arrays(grens, leden)}))
        _write(uit, pa.table({"tros": deel.tros, "lid": deel.lid}))
    return uit.getvalue()


def from_bytes(inhoud: bytes) -> Deel:
    bron = io.BytesIO(inhoud)
    patronen = _patterns(_read(bron))
    if bron.tell() == len(inhoud):
        return Deel(Geteld(patronen), GEEN_TROS, GEEN_LID)
    heel, rest = _read(bron), _read(bron)
    tros, lid = (rest.column(naam).to_numpy() for naam in ("tros", "lid"))
    return Deel(Geteld(patronen, _households(heel)), tros, lid)


def _write(uit: io.BytesIO, tabel: pa.Table) -> None:
    with pa.ipc.new_stream(uit, tabel.schema) as schrijver:
        schrijver.write_table(tabel)


def _read(bron: io.BytesIO) -> pa.Table:
    with pa.ipc.open_stream(bron) as lezer:
        return lezer.read_all()


def _patterns(tabel: pa.Table) -> Patronen:
    kenmerken = tuple(tabel.schema.names[:-2])
    kolommen = [tabel.column(naam).to_numpy() for naam in kenmerken]
    codes = np.stack(kolommen, axis=1) if kolommen else np.zeros((tabel.num_rows, 0), np.uint8)
    n, y = (tabel.column(naam).to_numpy() for naam in ("_n", "_y"))
    return Patronen(kenmerken, np.ascontiguousarray(codes), n, y)


def _households(tabel: pa.Table) -> Trossen:
    """Those of one size stand together."""
    keer, lijst = tabel.column("keer").to_numpy(), tabel.column("leden").combine_chunks()
    if not len(keer):
        return Trossen(())
    grens, leden = lijst.offsets.to_numpy(), lijst.values.to_numpy()
    grootte = np.diff(grens)
    soorten = []
    for maat in np.unique(grootte).tolist():
        hier = np.flatnonzero(grootte == maat)
        blok = leden[grens[hier[0]] : grens[hier[-1] + 1]].reshape(len(hier), maat)
        soorten.append(Soort(blok, keer[hier]))
    return Trossen(tuple(soorten))


def parts(blokken: int, per_deel: int) -> tuple[range, ...]:
    """The blocks in parts of nearly the same size."""
    aantal = max(-(-blokken // per_deel), 1)
    grenzen = [blokken * deel // aantal for deel in range(aantal + 1)]
    return tuple(range(van, tot) for van, tot in pairwise(grenzen))
