"""What may stand once in a file, however many rows it has."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bronnen.kern.cellen import Cellen
from bronnen.kern.leverschema import Kolom, Soort
from bronnen.kern.teksten import Masker

STAMMEN = 10**8  # numbers of eight digits
_BITS = np.left_shift(1, np.arange(8)).astype(np.uint8)


class Bitmap:
    """Which BSNs were seen, by their first eight digits: the elfproef leaves one ninth, or none.

    12.5 MB for all there can be, taken from the machine as it fills.
    """

    def __init__(self) -> None:
        self._bits: NDArray[np.uint8] | None = None

    def add(self, bsns: NDArray[np.int64]) -> Masker:
        """Marks all BSNs, which passed the elfproef; says which were there already, the second in
        this batch included."""
        if self._bits is None:
            self._bits = np.zeros(STAMMEN // 8, dtype=np.uint8)
        nummers = (bsns // 10).astype(np.int32)
        gesorteerd = np.sort(nummers)
        plaats, bit = gesorteerd >> 3, _BITS[gesorteerd & 7]
        gezien = (self._bits[plaats] & bit) != 0
        self._set(plaats, bit)
        vaker = gezien.copy()
        vaker[1:] |= gesorteerd[1:] == gesorteerd[:-1]
        uit = np.zeros(len(nummers), dtype=np.bool_)
        rijen = _rows_of(nummers, gesorteerd[vaker])
        uit[rijen] = np.isin(nummers[rijen], gesorteerd[gezien]) | _later_ones(nummers[rijen])
        return uit

    def _set(self, plaats: NDArray[np.int32], bit: NDArray[np.uint8]) -> None:
        """Sorted by place; bits of one byte are joined first (`ufunc.at` is far slower)."""
        if self._bits is not None and len(plaats):
            begin = np.flatnonzero(np.diff(plaats, prepend=-1))
            self._bits[plaats[begin]] |= np.bitwise_or.reduceat(bit, begin)


def _rows_of(nummers: NDArray[np.int32], gezocht: NDArray[np.int32]) -> NDArray[np.intp]:
    """The rows with a number that is looked for; those are few, and sorted."""
    if not len(gezocht):
        return np.zeros(0, dtype=np.intp)
    plek = np.searchsorted(gezocht, nummers)
    return np.flatnonzero(gezocht[np.minimum(plek, len(gezocht) - 1)] == nummers)


def _later_ones(nummers: NDArray[np.int32]) -> Masker:
    later = np.ones(len(nummers), dtype=np.bool_)
    later[np.unique(nummers, return_index=True)[1]] = False
    return later


class Eenmalig:
    """One column of a file in which every value may stand once."""

    def __init__(self, kolom: Kolom) -> None:
        self._nummers = Bitmap() if kolom.soort is Soort.bsn else None
        self._afdrukken: set[bytes] = set()

    def add(self, cellen: Cellen, masker: Masker) -> Masker:
        """For each row of the mask: did its value stand before? Marks them all."""
        if self._nummers is not None:
            nummers = cellen.per_rij(np.asarray(cellen.waarde, dtype=np.int64))
            return self._nummers.add(nummers[masker])
        afdrukken = _fingerprints(cellen)
        rijen = np.flatnonzero(masker) if cellen.plaats is None else cellen.plaats[masker]
        return np.array([self._seen(afdrukken[rij]) for rij in rijen], dtype=np.bool_)

    def _seen(self, afdruk: bytes) -> bool:
        gezien = afdruk in self._afdrukken
        self._afdrukken.add(afdruk)
        return gezien


def _fingerprints(cellen: Cellen) -> list[bytes]:
    """Sixteen bytes a text, so that long texts cost no more than short ones."""
    return [
        blake2b(tekst.encode(), digest_size=16).digest() for tekst in cellen.teksten.to_pylist()
    ]
