"""Residents counted once: how many share each pattern of codes, and how many of those are suspects.

Regression and rules need no persons, only these counts: the same maximum likelihood estimate,
standard errors and supports, to the last digits. A pattern gets one number by mixed radix
(code₁ + r₁·(code₂ + r₂·(…))), and numbers are counted by `bincount` where they are few, else by
polars' group_by.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bronnen.kern.kenmerken import MISDRIJFGROEPEN, VERDACHTE, kenmerk

# Columns beside the kenmerken that can be part of a pattern, and how many codes they can have.
BUURT, MISDRIJF = "buurt", "misdrijfgroepen"
ERNAAST = {BUURT: 1 << 16, MISDRIJF: 1 << len(MISDRIJFGROEPEN)}
KEER = "keer"  # the column that says for how many residents a row stands
DICHT = 1 << 20  # so many possible patterns are counted in one array (16 MB)
DEEL = 500_000  # residents counted at a time: their keys stay in the processor's cache


@dataclass(frozen=True)
class Patronen:
    """`codes` [P × K] in ascending order of key, uint8, or uint16 where buurten are among them; `n`
    persons and `y` suspects, int64 [P]."""

    kenmerken: tuple[str, ...]
    codes: NDArray[Any]
    n: NDArray[np.int64]
    y: NDArray[np.int64]

    @property
    def personen(self) -> int:
        return int(self.n.sum())

    @property
    def gebeurtenissen(self) -> int:
        return int(self.y.sum())

    def kolom(self, code: str) -> NDArray[Any]:
        return self.codes[:, self.kenmerken.index(code)]


def radices(kenmerken: Sequence[str]) -> tuple[int, ...]:
    return tuple(ERNAAST.get(code) or len(kenmerk(code).klassen) for code in kenmerken)


def count_patterns(
    bewoners: pl.DataFrame, kenmerken: Sequence[str], uitkomst: str = VERDACHTE.code
) -> Patronen:
    """Count the residents; `uitkomst` is a 0/1 column, or empty where none is asked."""
    return count_stream([bewoners], kenmerken, uitkomst)


def count_stream(
    delen: Iterable[pl.DataFrame], kenmerken: Sequence[str], uitkomst: str = VERDACHTE.code
) -> Patronen:
    """The same over parts, so that memory grows with the patterns and not with the persons."""
    radix = radices(kenmerken)
    stukken = (stuk for deel in delen for stuk in deel.iter_slices(DEEL))
    sleutels = (_keys(stuk, kenmerken, radix, uitkomst) for stuk in stukken)
    nummers, aantallen = _count(sleutels, 2 * math.prod(radix))
    return _patterns(tuple(kenmerken), radix, nummers, aantallen)


def spread_out(patronen: Patronen, uitkomst: str) -> pl.DataFrame:
    """A row for each pattern with and without the outcome, and in `keer` for how many it stands."""
    kolommen = {code: np.tile(patronen.kolom(code), 2) for code in patronen.kenmerken}
    keer = np.concatenate([patronen.y, patronen.n - patronen.y])
    ja = np.repeat(np.array([1, 0], dtype=np.uint8), len(patronen.n))
    frame = pl.DataFrame(kolommen | {uitkomst or "_": ja, KEER: keer})
    return frame.filter(pl.col(KEER) > 0)


def people(bewoners: pl.DataFrame) -> int:
    """For how many residents these rows stand."""
    return int(bewoners[KEER].sum()) if KEER in bewoners.columns else bewoners.height


def merge(geteld: Sequence[Patronen]) -> Patronen:
    """Counts of parts of the residents as those of all; one or more, over the same kenmerken."""
    kenmerken = geteld[0].kenmerken
    if any(deel.kenmerken != kenmerken for deel in geteld):
        raise ValueError("counts over other kenmerken")
    codes = np.concatenate([deel.codes for deel in geteld])
    n, y = (np.concatenate([getattr(deel, w) for deel in geteld]) for w in ("n", "y"))
    return collapse(Patronen(kenmerken, codes, n, y), kenmerken)


def keys_of(
    bewoners: pl.DataFrame, kenmerken: Sequence[str], uitkomst: str = VERDACHTE.code
) -> NDArray[np.uint64]:
    """Of every resident the number of his pattern × 2 + the outcome [N]."""
    sleutels: NDArray[np.uint64] = _keys(bewoners, kenmerken, radices(kenmerken), uitkomst)
    return sleutels.astype(np.uint64)


def numbers_of(bewoners: pl.DataFrame, patronen: Patronen) -> NDArray[np.int32]:
    """Of every resident the place of his pattern [N]; they must be those that were counted."""
    alle, radix = numbered(patronen), radices(patronen.kenmerken)
    uit = np.empty(bewoners.height, dtype=np.int32)
    for begin in range(0, bewoners.height, DEEL):
        stuk = bewoners.slice(begin, DEEL)
        eigen = _pattern_keys(stuk, patronen.kenmerken, radix, np.uint64)
        uit[begin : begin + DEEL] = np.searchsorted(alle, eigen)
    return uit


def numbered(patronen: Patronen, kenmerken: Sequence[str] | None = None) -> NDArray[np.uint64]:
    """The number of each pattern [P], or of what it is over fewer kenmerken."""
    gekozen = patronen.kenmerken if kenmerken is None else kenmerken
    radix = radices(gekozen)
    _demand_key_fits(radix)
    nummers = np.zeros(len(patronen.n), dtype=np.uint64)
    for code, r in zip(reversed(gekozen), reversed(radix), strict=True):
        nummers = nummers * np.uint64(r) + patronen.kolom(code)
    return nummers


def places_in(breed: Patronen, smal: Patronen) -> NDArray[np.int64]:
    """Of each pattern of `breed` the place of what it is over the kenmerken of `smal`."""
    return np.searchsorted(numbered(smal), numbered(breed, smal.kenmerken)).astype(np.int64)


def collapse(patronen: Patronen, kenmerken: Sequence[str]) -> Patronen:
    """The same persons over fewer kenmerken."""
    uniek, plek = np.unique(numbered(patronen, kenmerken), return_inverse=True)
    n = np.bincount(plek, weights=patronen.n, minlength=len(uniek)).astype(np.int64)
    y = np.bincount(plek, weights=patronen.y, minlength=len(uniek)).astype(np.int64)
    return Patronen(tuple(kenmerken), _codes(uniek, radices(kenmerken)), n, y)


def _keys(
    deel: pl.DataFrame, kenmerken: Sequence[str], radix: Sequence[int], uitkomst: str
) -> NDArray[Any]:
    """Pattern number × 2 + outcome for every resident."""
    soort: Any = np.uint32 if 2 * math.prod(radix) < 2**32 else np.uint64
    _demand_key_fits(radix)
    sleutel = _pattern_keys(deel, kenmerken, radix, soort)
    sleutel *= soort(2)
    if uitkomst:
        sleutel += _column(deel, uitkomst, 2)
    return sleutel


def _pattern_keys(
    deel: pl.DataFrame, kenmerken: Sequence[str], radix: Sequence[int], soort: Any
) -> NDArray[Any]:
    sleutel: NDArray[Any] = np.zeros(deel.height, dtype=soort)
    for code, r in zip(reversed(kenmerken), reversed(radix), strict=True):
        sleutel *= soort(r)
        sleutel += _column(deel, code, r)
    return sleutel


def _demand_key_fits(radix: Sequence[int]) -> None:
    if 2 * math.prod(radix) >= 2**63:
        raise ValueError("too many kenmerken for one pattern number")


def _column(deel: pl.DataFrame, code: str, r: int) -> NDArray[Any]:
    kolom = deel.get_column(code)
    waarden = np.zeros(0) if kolom.null_count() else kolom.to_numpy()
    if len(waarden) != deel.height or (
        len(waarden) and not 0 <= waarden.min() <= waarden.max() < r
    ):
        raise ValueError("a code lies outside the classes of its kenmerk")
    return waarden.astype(_narrow(r), copy=False)


def _narrow(r: int) -> Any:
    return np.uint8 if r <= 256 else np.uint16


def _count(
    delen: Iterable[NDArray[Any]], mogelijk: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    if mogelijk <= DICHT:
        telling = np.zeros(mogelijk, dtype=np.int64)
        for sleutels in delen:
            telling += np.bincount(sleutels, minlength=mogelijk)
        gevuld = np.flatnonzero(telling)
        return gevuld.astype(np.uint64), telling[gevuld]
    geteld = [pl.Series("s", sleutels).value_counts(name="n") for sleutels in delen]
    if not geteld:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    samen = pl.concat(geteld).group_by("s").agg(pl.col("n").sum()).sort("s")
    return samen["s"].to_numpy().astype(np.uint64), samen["n"].to_numpy().astype(np.int64)


def _patterns(
    kenmerken: tuple[str, ...],
    radix: tuple[int, ...],
    nummers: NDArray[np.uint64],
    aantallen: NDArray[np.int64],
) -> Patronen:
    """From sorted numbers with the outcome as last bit to patterns with n and y."""
    patroon = nummers >> np.uint64(1)
    begin = np.flatnonzero(np.diff(patroon, prepend=patroon[:1] + np.uint64(1)) != 0)
    if len(begin) == 0:
        leeg = np.zeros(0, dtype=np.int64)
        geen = np.zeros((0, len(radix)), dtype=_narrow(max(radix, default=0)))
        return Patronen(kenmerken, geen, leeg, leeg)
    n = np.add.reduceat(aantallen, begin)
    y = np.add.reduceat(aantallen * (nummers & np.uint64(1)).astype(np.int64), begin)
    return Patronen(kenmerken, _codes(patroon[begin], radix), n, y)


def _codes(nummers: NDArray[np.uint64], radix: Sequence[int]) -> NDArray[Any]:
    codes = np.empty((len(nummers), len(radix)), dtype=_narrow(max(radix, default=0)))
    rest = nummers
    for kolom, r in enumerate(radix):
        rest, codes[:, kolom] = np.divmod(rest, np.uint64(r))
    return codes
