"""All frequent itemsets from pattern counts, one table of counts per set of kenmerken.

An item is a group of classes of one kenmerk, so items of one kenmerk never meet in an itemset and
one weighted bincount over the patterns gives the counts of every itemset over those kenmerken at
once. A set of kenmerken is extended only while it holds a frequent itemset (Apriori's pruning, on
kenmerken). Persons and suspects are counted in one pass: both fit in the 53 bits of a float.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLEN = 0.1  # cells of a table for each pattern: adding up a cell costs less than counting one
BREEDTE = 2.0**27  # persons in the low 27 bits, suspects in the 26 above them


@dataclass(frozen=True)
class Item:
    """Classes of one kenmerk; `kolom` is its place among the kenmerken that are mined."""

    kolom: int
    codes: tuple[int, ...]
    label: str


@dataclass(frozen=True)
class Itemsets:
    """`leden` int16 [m × longest], item numbers ascending, −1 where shorter; counts int64 [m]."""

    leden: NDArray[np.int16]
    n: NDArray[np.int64]
    y: NDArray[np.int64]

    def sets(self) -> Iterator[tuple[int, ...]]:
        for rij in self.leden.tolist():
            yield tuple(lid for lid in rij if lid >= 0)


def frequent_itemsets(
    codes: NDArray[np.uint8],
    n: NDArray[np.int64],
    y: NDArray[np.int64],
    items: Sequence[Item],
    *,
    min_n: int = 1,
    min_y: int = 0,
    max_lengte: int = 3,
) -> Itemsets:
    """Itemsets of at most `max_lengte` items with `min_n` persons and `min_y` suspects."""
    if n.sum() >= BREEDTE:
        raise ValueError("more persons than one pass can count")
    telling = _Telling(codes, (y * BREEDTE + n).astype(np.float64), items)
    gevonden: list[tuple[NDArray[np.int16], NDArray[np.int64], NDArray[np.int64]]] = []
    rand: list[tuple[int, ...]] = [()]
    for lengte in range(1, max_lengte + 1):
        vorige = set(rand)
        rand = []
        for kolommen in telling.extensions(vorige, lengte):
            raak = telling.frequent(kolommen, min_n, min_y)
            if len(raak[1]):
                rand.append(kolommen)
                gevonden.append(raak)
    return _gathered(gevonden, max_lengte)


class _Telling:
    """Keys per column, and for every column the matrix that adds classes up to items."""

    def __init__(
        self, codes: NDArray[np.uint8], gewicht: NDArray[np.float64], items: Sequence[Item]
    ) -> None:
        self.gewicht = gewicht
        self.kolommen = sorted({item.kolom for item in items})
        self.nummers = {k: _numbers(items, k) for k in self.kolommen}
        self.codes = {k: codes[:, k].astype(np.intp) for k in self.kolommen}
        self.breed = {k: int(codes[:, k].max(initial=0)) + 1 for k in self.kolommen}
        self.vouw = {
            k: _fold([items[p] for p in self.nummers[k]], self.breed[k]) for k in self.kolommen
        }
        self.sleutels: dict[tuple[int, ...], NDArray[np.intp]] = {}
        self.ruim: list[tuple[int, tuple[int, ...], NDArray[np.float64]]] = []
        self.meeste = max(int(len(gewicht) * CELLEN), 1)

    def extensions(self, vorige: set[tuple[int, ...]], lengte: int) -> list[tuple[int, ...]]:
        """Sets of columns of this length of which every part had a frequent itemset."""
        nieuw = [(*s, k) for s in sorted(vorige) for k in self.kolommen if not s or k > s[-1]]
        if lengte < 3:
            return nieuw
        return [s for s in nieuw if all(s[:p] + s[p + 1 :] in vorige for p in range(lengte))]

    def frequent(
        self, kolommen: tuple[int, ...], min_n: int, min_y: int
    ) -> tuple[NDArray[np.int16], NDArray[np.int64], NDArray[np.int64]]:
        tabel = self._table(kolommen)
        y = np.floor_divide(tabel, BREEDTE)
        n = tabel - y * BREEDTE
        waar = np.nonzero((n >= min_n) & (y >= min_y))
        leden = [self.nummers[k][plek] for k, plek in zip(kolommen, waar, strict=True)]
        rijen = np.stack(leden, axis=1).astype(np.int16)
        return rijen, n[waar].astype(np.int64), y[waar].astype(np.int64)

    def _table(self, kolommen: tuple[int, ...]) -> NDArray[np.float64]:
        """Packed counts, one axis per kenmerk, over items."""
        tabel = self._classes(kolommen)
        for as_, k in enumerate(kolommen):
            tabel = self.vouw[k].apply(tabel, as_)
        return tabel

    def _classes(self, kolommen: tuple[int, ...]) -> NDArray[np.float64]:
        """The same over classes: the margin of a wider table, counted when there is none yet."""
        gevraagd = _bits(kolommen)
        for leden, assen, tabel in self.ruim:
            if leden & gevraagd == gevraagd:
                weg = tuple(as_ for as_, k in enumerate(assen) if k not in kolommen)
                return np.add.reduce(tabel, axis=weg) if weg else tabel
        breder = self._widened(kolommen)
        self.ruim.append((_bits(breder), breder, self._counted(breder)))
        self.ruim.sort(key=lambda ruim: ruim[2].size)  # the smallest is added up soonest
        return self._classes(kolommen)

    def _widened(self, kolommen: tuple[int, ...]) -> tuple[int, ...]:
        """With more columns, narrow ones first, while a table costs less than counting again."""
        cellen = int(np.prod([self.breed[k] for k in kolommen]))
        erbij: list[int] = []
        for k in sorted(set(self.kolommen) - set(kolommen), key=lambda k: (self.breed[k], k)):
            if cellen * self.breed[k] <= self.meeste:
                erbij.append(k)
                cellen *= self.breed[k]
        return tuple(sorted((*kolommen, *erbij)))

    def _counted(self, kolommen: tuple[int, ...]) -> NDArray[np.float64]:
        vorm = [self.breed[k] for k in kolommen]
        sleutel = self._key(kolommen)
        telling = np.bincount(sleutel, weights=self.gewicht, minlength=int(np.prod(vorm)))
        return telling.astype(np.float64, copy=False).reshape(vorm)

    def _key(self, kolommen: tuple[int, ...]) -> NDArray[np.intp]:
        """Keys of pairs are kept, since every longer set starts with one."""
        if len(kolommen) == 1:
            return self.codes[kolommen[0]]
        begin, laatste = kolommen[:-1], kolommen[-1]
        if kolommen in self.sleutels:
            return self.sleutels[kolommen]
        sleutel = self._key(begin) * self.breed[laatste] + self.codes[laatste]
        if len(kolommen) == 2:
            self.sleutels[kolommen] = sleutel
        return sleutel


def _bits(kolommen: Sequence[int]) -> int:
    return sum(1 << k for k in kolommen)


def _numbers(items: Sequence[Item], kolom: int) -> NDArray[np.int16]:
    return np.array([p for p, item in enumerate(items) if item.kolom == kolom], dtype=np.int16)


@dataclass(frozen=True)
class Vouw:
    """From the classes of a kenmerk to its items, along one axis of a table of counts.

    `klassen`: the class of each item that is one class; `matrix` (items × classes) when some item
    is a group of classes; both None when the items are the classes themselves.
    """

    klassen: NDArray[np.intp] | None
    matrix: NDArray[np.float64] | None

    def apply(self, tabel: NDArray[np.float64], as_: int) -> NDArray[np.float64]:
        if self.matrix is not None:
            return np.moveaxis(np.tensordot(self.matrix, tabel, axes=(1, as_)), 0, as_)
        return tabel if self.klassen is None else np.take(tabel, self.klassen, axis=as_)


def _fold(items: Sequence[Item], breed: int) -> Vouw:
    """Classes that nobody has lie beyond `breed` and count nobody."""
    matrix = np.zeros((len(items), breed))
    for rij, item in enumerate(items):
        matrix[rij, [code for code in item.codes if code < breed]] = 1.0
    if np.array_equal(matrix, np.eye(breed)):
        return Vouw(None, None)
    if (matrix.sum(axis=1) == 1).all():
        return Vouw(matrix.argmax(axis=1), None)
    return Vouw(None, matrix)


def _gathered(
    gevonden: Sequence[tuple[NDArray[np.int16], NDArray[np.int64], NDArray[np.int64]]], breed: int
) -> Itemsets:
    if not gevonden:
        leeg = np.zeros(0, dtype=np.int64)
        return Itemsets(np.zeros((0, breed), dtype=np.int16), leeg, leeg)
    leden = np.full((sum(len(n) for _, n, _ in gevonden), breed), -1, dtype=np.int16)
    begin = 0
    for rijen, n, _ in gevonden:
        leden[begin : begin + len(n), : rijen.shape[1]] = rijen
        begin += len(n)
    n = np.concatenate([n for _, n, _ in gevonden])
    return Itemsets(leden, n, np.concatenate([y for _, _, y in gevonden]))
