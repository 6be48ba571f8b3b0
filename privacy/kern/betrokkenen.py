"""Readers who are in the table themselves: what they know besides what is shown, and whether the
tables that they can think possible lie far enough apart.

A reader here is one to `Kennis.kring` persons in one leaf who know their own records and each
other's: a single contributor, or a household that compares notes.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from privacy.kern.auditlezing import Kennis, Vraag

Tabellen = NDArray[np.int64]
Masker = NDArray[np.bool_]


@dataclass(frozen=True)
class Betrokkenen:
    """Reader r is `aantal[r]` persons, who know that leaf `blad[r]` counts from `onder[r]` to
    `boven[r]`."""

    blad: Tabellen
    onder: Tabellen
    boven: Tabellen
    aantal: Tabellen

    def rows(self) -> list[list[int]]:
        kolommen = np.column_stack([self.blad, self.onder, self.boven, self.aantal])
        rijen: list[list[int]] = kolommen.tolist()
        return rijen

    def possible(self, tabellen: Tabellen) -> Masker:
        """Which tables (K × N) each reader can think possible (R × K)."""
        telling = tabellen[:, self.blad].T
        past = (telling >= self.onder[:, None]) & (telling <= self.boven[:, None])
        return np.asarray(past, dtype=np.bool_)

    def select(self, masker: Masker) -> "Betrokkenen":
        return Betrokkenen(*(v[masker] for v in (self.blad, self.onder, self.boven, self.aantal)))


def contributors(kennis: Kennis) -> Betrokkenen:
    """Every group of one to `kring` persons of one leaf, by how many of them the leaf counts."""
    waarheid, bodem, dak = (
        np.array(v, dtype=np.int64) for v in (kennis.waarheid, kennis.bodem, kennis.dak)
    )
    ruimte = dak - waarheid if kennis.dak_is_groep else np.zeros_like(waarheid)
    delen = []
    for aantal in range(1, kennis.kring + 1):
        for met in range(aantal + 1):
            blad = np.flatnonzero((waarheid >= met) & (ruimte >= aantal - met))
            onder, boven = np.maximum(bodem[blad], met), dak[blad] - (aantal - met)
            delen.append(np.column_stack([blad, onder, boven, np.full(blad.size, aantal)]))
    alle = np.concatenate([np.zeros((0, 4), dtype=np.int64), *delen])
    return Betrokkenen(*alle.T)


def too_narrow(kennis: Kennis, tabellen: Tabellen) -> int:
    """For how many questions some reader, or the outsider, lacks two tables far enough apart."""
    return wide_for_all(kennis, tabellen).count(False)


def wide_for_all(kennis: Kennis, tabellen: Tabellen) -> list[bool]:
    """For each question whether every reader has two tables that lie far enough apart."""
    lezers = contributors(kennis)
    mogelijk = lezers.possible(tabellen)
    # Who can think all of them possible is as far as the outsider.
    anders = np.logical_not(mogelijk.all(axis=1))
    lezers, mogelijk = lezers.select(anders), mogelijk[anders]
    return [not _is_narrow(vraag, lezers, mogelijk, tabellen) for vraag in kennis.vragen]


def _is_narrow(vraag: Vraag, lezers: Betrokkenen, mogelijk: Masker, tabellen: Tabellen) -> bool:
    som = tabellen[:, list(vraag.bladen)].sum(axis=1)
    voor_allen = som[mogelijk.all(axis=0)]
    if voor_allen.size and np.ptp(voor_allen) >= vraag.vereist:
        return False
    if np.ptp(som) < vraag.vereist:
        return True
    hoog = np.where(mogelijk, som, som.min()).max(axis=1, initial=som.min())
    laag = np.where(mogelijk, som, som.max()).min(axis=1, initial=som.max())
    return bool((hoog - laag < _required(vraag, lezers)).any())


def _required(vraag: Vraag, lezers: Betrokkenen) -> Tabellen:
    """In a group smaller than the threshold fewer persons are unknown to who is in it."""
    nodig = np.full(lezers.blad.size, vraag.vereist, dtype=np.int64)
    if vraag.grootte is None:
        return nodig
    anderen = np.minimum(nodig, vraag.grootte - lezers.aantal)
    return np.where(np.isin(lezers.blad, list(vraag.groep)), anderen, nodig)
