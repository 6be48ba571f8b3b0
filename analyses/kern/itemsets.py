"""All frequent itemsets from pattern counts, one table of counts per set of kenmerken.

An item is a group of classes of one kenmerk, so items of one kenmerk never meet in an itemset and
one weighted bincount over the patterns gives the counts of every itemset over those kenmerken at
once. A set of kenmerken is extended only while it holds a frequent itemset (Apriori's pruning, on
kenmerken). Persons and suspects are counted in one pass: both fit in the 53 bits of a float, and a
table that was counted holds them as whole numbers, of which the bits are taken apart.
"""

import math
from bisect import insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLEN = 0.2  # cells of a table for each pattern: adding up a cell costs less than counting one
BITS = 27  # of persons; suspects stand in the 26 bits above them
BREEDTE = 1 << BITS


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
    telling = _Telling(codes, (y * float(BREEDTE) + n).astype(np.float64), items)
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
        self.begin: list[tuple[int, NDArray[np.intp]]] = []
        self.smalste = sorted(self.kolommen, key=lambda k: (self.breed[k], k))
        self.ruim: list[tuple[int, tuple[int, ...], NDArray[np.int64]]] = []
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
        raak = (tabel & (BREEDTE - 1)) >= min_n
        if min_y:
            raak &= tabel >= min_y << BITS
        waar = raak.nonzero()
        samen = tabel[waar]
        rijen = np.empty((len(samen), len(kolommen)), dtype=np.int16)
        for as_, (k, plek) in enumerate(zip(kolommen, waar, strict=True)):
            rijen[:, as_] = self.nummers[k][plek]
        return rijen, samen & (BREEDTE - 1), samen >> BITS

    def _table(self, kolommen: tuple[int, ...]) -> NDArray[np.int64]:
        """Packed counts, one axis per kenmerk, over items."""
        tabel = self._classes(kolommen)
        for as_, k in enumerate(kolommen):
            tabel = self.vouw[k].apply(tabel, as_)
        return tabel

    def _classes(self, kolommen: tuple[int, ...]) -> NDArray[np.int64]:
        """The same over classes: the margin of a wider table, counted when there is none yet."""
        gevraagd = _bits(kolommen)
        for leden, assen, tabel in self.ruim:
            if leden & gevraagd == gevraagd:
                return _margin(tabel, assen, kolommen)
        breder = self._widened(kolommen)
        nieuw = (_bits(breder), breder, self._counted(breder))
        insort(self.ruim, nieuw, key=lambda ruim: ruim[2].size)  # small ones are added up soonest
        return _margin(nieuw[2], breder, kolommen)

    def _widened(self, kolommen: tuple[int, ...]) -> tuple[int, ...]:
        """With more columns, narrow ones first, while a table costs less than counting again.

        Narrow ones come first in the table too: many tables then begin alike, and so do their keys.
        """
        cellen = math.prod([self.breed[k] for k in kolommen])
        samen = set(kolommen)
        for k in self.smalste:
            if cellen * self.breed[k] <= self.meeste and k not in samen:
                samen.add(k)
                cellen *= self.breed[k]
        return tuple(k for k in self.smalste if k in samen)

    def _counted(self, kolommen: tuple[int, ...]) -> NDArray[np.int64]:
        vorm = [self.breed[k] for k in kolommen]
        sleutel = self._key(kolommen)
        telling = np.bincount(sleutel, weights=self.gewicht, minlength=math.prod(vorm))
        return telling.astype(np.int64).reshape(vorm)

    def _key(self, kolommen: tuple[int, ...]) -> NDArray[np.intp]:
        """Of every pattern the cell in the table of these columns; its beginnings are kept until
        a table begins otherwise."""
        zelfde = [k == eigen for (k, _), eigen in zip(self.begin, kolommen, strict=False)]
        del self.begin[(*zelfde, False).index(False) :]
        for k in kolommen[len(self.begin) :]:
            eerder = self.begin[-1][1] * self.breed[k] if self.begin else 0
            self.begin.append((k, eerder + self.codes[k]))
        return self.begin[-1][1]


def _margin(
    tabel: NDArray[np.int64], assen: tuple[int, ...], kolommen: tuple[int, ...]
) -> NDArray[np.int64]:
    weg = tuple(as_ for as_, k in enumerate(assen) if k not in kolommen)
    over = [k for k in assen if k in kolommen]
    marge = np.add.reduce(tabel, axis=weg) if weg else tabel
    return marge.transpose([over.index(k) for k in kolommen])


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

    def apply(self, tabel: NDArray[np.int64], as_: int) -> NDArray[np.int64]:
        if self.matrix is not None:  # by the fast product of floats, exact below 2^53
            samen = np.tensordot(self.matrix, tabel.astype(np.float64), axes=(1, as_))
            return np.moveaxis(samen.astype(np.int64), 0, as_)
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
