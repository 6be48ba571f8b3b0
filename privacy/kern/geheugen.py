"""Possible tables that a reader met, remembered so that most sums need no programme of their own.

Laid out so that hiding or showing one unit costs little: for each table is counted how many of the
statements that are known now it does not agree with.
"""

import numpy as np

from privacy.kern.stelsel import SPELING, Getallen, Masker, Stelsel

__all__ = ["Geheugen"]

MEESTE = 3000  # tables; the oldest goes first
MINSTE = 600
GETALLEN = 8_000_000  # that are kept at most, in larger systems


class Geheugen:
    """Of up to K tables: what the M statements and the P sums to protect are in them."""

    def __init__(self, stelsel: Stelsel) -> None:
        self._stelsel = stelsel
        m, p = stelsel.sommen.shape[0], stelsel.vereist.size
        self._plaatsen = int(np.clip(GETALLEN // max(1, m), MINSTE, MEESTE))
        self._sommen: Getallen = np.zeros((self._plaatsen, m))
        self._buiten: Masker = np.zeros((m, self._plaatsen), dtype=np.bool_)
        self._bereikt: Getallen = np.zeros((p, self._plaatsen))
        self._fout = np.zeros(self._plaatsen, dtype=np.int64)  # known statements not agreed with
        self._bekend: Masker = np.zeros(m, dtype=np.bool_)
        self._geteld = 0
        self._uitersten: tuple[Getallen, Getallen] | None = None

    def add(self, punt: Getallen) -> None:
        """A table that agrees with all that is known now."""
        stelsel, plek = self._stelsel, self._geteld % self._plaatsen
        som, bereikt = stelsel.sommen @ punt, stelsel.doelen @ punt
        self._sommen[plek], self._bereikt[:, plek] = som, bereikt
        buiten = (som < stelsel.onder - SPELING) | (som > stelsel.boven + SPELING)
        self._buiten[:, plek] = buiten
        self._fout[plek] = np.count_nonzero(buiten & self._bekend)
        self._geteld += 1
        if self._uitersten is not None:
            laag, hoog = self._uitersten
            self._uitersten = np.minimum(laag, bereikt), np.maximum(hoog, bereikt)

    def know(self, bekend: Masker) -> None:
        """From here on these statements are known as they are shown, and no others."""
        erbij = self._buiten[bekend & ~self._bekend].sum(axis=0)
        eraf = self._buiten[self._bekend & ~bekend].sum(axis=0)
        self._fout += erbij - eraf
        self._bekend, self._uitersten = bekend, None

    def know_within(self, onder: Getallen, boven: Getallen) -> None:
        """From here on every statement is known within this range."""
        sommen = self._sommen[: self._used()]
        buiten = ((sommen < onder - SPELING) | (sommen > boven + SPELING)).any(axis=1)
        self._fout[: buiten.size] = buiten
        self._bekend, self._uitersten = np.zeros_like(self._bekend), None

    def forget_ranges(self) -> None:
        """After `know_within`, before `know`: count again from nothing known."""
        self._fout[:] = 0

    def _used(self) -> int:
        return min(self._geteld, self._plaatsen)

    def reach(self, doel: int) -> tuple[float, float]:
        """The least and the most of one sum; more than that least when there is no table."""
        past = self._fout[: self._used()] == 0
        bereikt = self._bereikt[doel, : past.size][past]
        return float(bereikt.min(initial=np.inf)), float(bereikt.max(initial=-np.inf))

    def widths(self) -> Getallen:
        """How far apart the tables lie on each sum; less than nothing when there is none."""
        if self._uitersten is None:
            past = np.flatnonzero(self._fout[: self._used()] == 0)
            bereikt = self._bereikt[:, past]
            laag, hoog = bereikt.min(axis=1, initial=np.inf), bereikt.max(axis=1, initial=-np.inf)
            self._uitersten = laag, hoog
        return self._uitersten[1] - self._uitersten[0]
