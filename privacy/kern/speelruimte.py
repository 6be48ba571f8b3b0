"""The intervals that a reader of one table is left with, cell by cell: evidence for the officer.

The audit stops as soon as a secret is wide enough. Here both ends of every hidden cell are looked
for, as an outsider who knows the size of every group, and as the one person in the table to whom
most is told. Within an amount of work: what is left out has its proof of the audit only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from privacy.kern.audit import Tabellen, Uitersten, extremes
from privacy.kern.auditlezing import Kennis, Lezing, Vraag
from privacy.kern.betrokkenen import Betrokkenen, contributors
from privacy.kern.certificaat import Marge
from privacy.kern.drempels import Drempelset
from privacy.kern.tabeluitspraken import Herkomst

MEESTE_CELLEN = 150  # hidden cells of one table
MEESTE_BLADEN = 900  # leaves of a table: larger ones take minutes
WERK = 60_000  # leaves of all programmes for single persons together


@dataclass(frozen=True)
class Ruim:
    """Of one hidden cell; `betrokkene` is None where no single person knows more."""

    buitenstaander: Marge
    betrokkene: Marge | None


def margins(herkomst: Herkomst, drempels: Drempelset) -> Mapping[int, Ruim]:
    """By the number of the cell; nothing for a table that is too large."""
    lezing = Lezing(herkomst.tabel, herkomst.rijen, drempels, herkomst.verdeling, herkomst.gewoon)
    cellen = _asked(lezing)
    kennis = lezing.outcomes()
    if not cellen or len(kennis.waarheid) > MEESTE_BLADEN:
        return {}
    vragen = tuple(Vraag(lezing.cellen[cel].bladen, 0, frozenset()) for cel in cellen)
    kennis = replace(kennis, vragen=vragen, kring=1)
    ((buiten, tabellen),) = extremes([kennis])
    binnen = _insiders(kennis, buiten, tabellen)
    return {
        cel: Ruim(_margin(spanne), eigen)
        for cel, spanne, eigen in zip(cellen, buiten, binnen, strict=True)
    }


def _asked(lezing: Lezing) -> list[int]:
    """Hidden cells that say something of persons: those that break a rule first."""
    weg = [
        (not geheim, cel)
        for cel, (c, geheim) in enumerate(zip(lezing.cellen, lezing.geheim, strict=True))
        if not c.rij.getoond and not c.geheel
    ]
    return [cel for _, cel in sorted(weg)[:MEESTE_CELLEN]]


def _margin(spanne: Uitersten) -> Marge:
    return Marge(spanne.van, spanne.tot, spanne.precies)


def _insiders(
    kennis: Kennis, buiten: Sequence[Uitersten], tabellen: Tabellen
) -> list[Marge | None]:
    """For each question the least that a single person is left with.

    Who can think the tables with both ends possible is left with as much as an outsider. The others
    are asked apart, those to whom most may be told first, as far as the work goes; of the rest
    stands what is proved already.
    """
    lezers = contributors(kennis)
    kandidaten = _who_know_more(kennis, lezers, tabellen)
    per_lezer: dict[int, list[int]] = {}
    marges: list[list[Marge]] = [[] for _ in buiten]
    for vraag, lezer, marge in sorted(kandidaten, key=lambda k: k[2].tot - k[2].van):
        if lezer in per_lezer or len(per_lezer) < WERK // len(kennis.waarheid):
            per_lezer.setdefault(lezer, []).append(vraag)
        else:
            marges[vraag].append(marge)
    for vragen, spannen in _asked_apart(kennis, lezers, per_lezer):
        for vraag, spanne in zip(vragen, spannen, strict=True):
            marges[vraag].append(_margin(spanne))
    return [_least(eigen, b) for eigen, b in zip(marges, buiten, strict=True)]


def _who_know_more(
    kennis: Kennis, lezers: Betrokkenen, tabellen: Tabellen
) -> list[tuple[int, int, Marge]]:
    """Question, reader, and what he can think possible of the tables that were found."""
    mogelijk = lezers.possible(tabellen)
    uit = []
    for nummer, vraag in enumerate(kennis.vragen):
        som = tabellen[:, list(vraag.bladen)].sum(axis=1)
        hoog = np.where(mogelijk, som, som.min()).max(axis=1, initial=som.min())
        laag = np.where(mogelijk, som, som.max()).min(axis=1, initial=som.max())
        minder = np.flatnonzero(hoog - laag < np.ptp(som)).tolist()
        uit += [(nummer, r, Marge(int(laag[r]), int(hoog[r]), False)) for r in minder]
    return uit


def _asked_apart(
    kennis: Kennis, lezers: Betrokkenen, per_lezer: Mapping[int, Sequence[int]]
) -> Iterator[tuple[Sequence[int], list[Uitersten]]]:
    stelsels = [
        replace(_as_insider(kennis, lezers, lezer), vragen=tuple(kennis.vragen[v] for v in vragen))
        for lezer, vragen in per_lezer.items()
    ]
    if stelsels:
        for vragen, (spannen, _) in zip(per_lezer.values(), extremes(stelsels), strict=True):
            yield vragen, spannen


def _as_insider(kennis: Kennis, lezers: Betrokkenen, lezer: int) -> Kennis:
    blad = int(lezers.blad[lezer])
    bodem, dak = list(kennis.bodem), list(kennis.dak)
    bodem[blad], dak[blad] = int(lezers.onder[lezer]), int(lezers.boven[lezer])
    return replace(kennis, bodem=tuple(bodem), dak=tuple(dak))


def _least(marges: Sequence[Marge], buiten: Uitersten) -> Marge | None:
    smalst = min(marges, key=lambda m: m.tot - m.van, default=None)
    if smalst is None or smalst.tot - smalst.van >= buiten.tot - buiten.van:
        return None
    return smalst
