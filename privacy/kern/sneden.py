"""Benders cuts: units of which at least one must be hidden, and the least costly way to meet them.

First with units hidden in part, which is a linear programme and finds most cuts (with whole units
alone the search does not end), then with whole units.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import highspy
import numpy as np
from scipy import sparse

from privacy.kern.indringer import Indringer
from privacy.kern.stelsel import (
    Getallen,
    Masker,
    NietTeBeschermen,
    OplosserGestopt,
    check,
    lp_model,
    run_to_optimum,
    silent_highs,
)

__all__ = [
    "Meester",
    "NietTeBeschermen",
    "Snede",
    "cover",
    "partial_cuts",
    "whole_cuts",
]

Snede = frozenset[int]  # units of which at least one must be hidden

SNEDEN_PER_DOEL = 2
KNOPEN = 300


class Meester:
    """The least loss at which all cuts so far are met, with units hidden in part."""

    def __init__(self, vast: Masker, kosten: Getallen) -> None:
        self.sneden: dict[Snede, None] = {}
        self.deel: Getallen = vast.astype(np.float64)
        self.verlies = 0.0
        self._prijs = np.where(vast, 0.0, kosten)
        self._highs = silent_highs()
        leeg = sparse.csr_array((0, vast.size), dtype=np.float64)
        kolommen = (self.deel, np.ones(vast.size))
        rijen = (np.zeros(0), np.zeros(0))
        check(self._highs.passModel(lp_model(leeg, rijen, kolommen, self._prijs)))

    def add(self, sneden: Iterable[Snede]) -> int:
        """Solve again with these cuts; how many of them are new."""
        nieuw = [snede for snede in dict.fromkeys(sneden) if snede not in self.sneden]
        self.sneden |= dict.fromkeys(nieuw)
        if nieuw:
            self._add_rows(nieuw)
            self.deel = run_to_optimum(self._highs)
            self.verlies = float(self._prijs @ self.deel)
        return len(nieuw)

    def _add_rows(self, sneden: list[Snede]) -> None:
        lijsten = [sorted(snede) for snede in sneden]
        maten = [len(lijst) for lijst in lijsten]
        kolommen = np.array(list(chain.from_iterable(lijsten)), dtype=np.int32)
        van = np.concatenate([[0], np.cumsum(maten)[:-1]]).astype(np.int32)
        een, oneindig = np.ones(len(maten)), np.full(len(maten), highspy.kHighsInf)
        waarden = np.ones(kolommen.size)
        check(self._highs.addRows(len(maten), een, oneindig, kolommen.size, van, kolommen, waarden))


Plek = tuple[int, int]  # a system, and a sum of it


def partial_cuts(
    indringers: Sequence[Indringer], deel: Getallen, welke: Sequence[Plek]
) -> dict[Plek, Snede]:
    """For each of these sums the cut that units hidden in part do not meet, if there is one."""
    sneden: dict[Plek, Snede] = {}
    for stelsel, indringer in enumerate(indringers):
        doelen = [doel for nummer, doel in welke if nummer == stelsel]
        if doelen:
            indringer.show_partly(deel)
        for doel in doelen:
            eenheden = indringer.partial_reasons(doel)
            if eenheden:
                sneden[stelsel, doel] = frozenset(eenheden)
    return sneden


def whole_cuts(indringers: Sequence[Indringer], patroon: Masker) -> Iterator[Snede]:
    """Cuts that this pattern does not meet, in fixed order."""
    for indringer in indringers:
        indringer.show(patroon)
        for doel in indringer.narrow():
            yield from _cuts_of(indringer, doel, patroon)


def _cuts_of(indringer: Indringer, doel: int, patroon: Masker) -> Iterator[Snede]:
    """Cuts of one sum that share no unit: each is met in turn, until the sum is wide."""
    patroon = patroon.copy()
    for _ in range(SNEDEN_PER_DOEL):
        indringer.show(patroon)
        oorzaak = indringer.reasons(doel)
        if oorzaak is None:
            return
        snede = _smallest(indringer, doel, patroon, oorzaak)
        if not snede:
            raise NietTeBeschermen("a protected sum stays too narrow whatever is hidden")
        yield frozenset(snede)
        patroon[snede] = True


def _smallest(indringer: Indringer, doel: int, patroon: Masker, oorzaak: list[int]) -> list[int]:
    """Leave units out that are not needed: the sum is as narrow without them."""
    snede = list(oorzaak)
    alleen = np.ones_like(patroon)
    alleen[snede] = False
    for nummer in oorzaak:
        alleen[nummer] = True
        indringer.show(alleen)
        if indringer.is_wide(doel):
            alleen[nummer] = False
        else:
            snede.remove(nummer)
    return snede


def cover(sneden: Sequence[Snede], vast: Masker, kosten: Getallen) -> tuple[Masker, float, int]:
    """The least costly whole units that meet all cuts, a lower bound of that loss, and the work:
    rows and columns times iterations."""
    eenheden = sorted(set().union(*sneden))
    kolom = {eenheid: plek for plek, eenheid in enumerate(eenheden)}
    rijen = [rij for rij, snede in enumerate(sneden) for _ in snede]
    kolommen = [kolom[eenheid] for snede in sneden for eenheid in sorted(snede)]
    vorm = (len(sneden), len(eenheden))
    matrix = sparse.csr_array((np.ones(len(rijen)), (rijen, kolommen)), shape=vorm)
    een = np.ones(len(sneden))
    lp = lp_model(
        matrix,
        (een, een * highspy.kHighsInf),
        (np.zeros(len(eenheden)), np.ones(len(eenheden))),
        kosten[eenheden],
    )
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(eenheden)
    waarden, grens, stappen = _solve_whole(lp)
    patroon = vast.copy()
    patroon[np.array(eenheden)[waarden > 0.5]] = True
    return patroon, grens, stappen * sum(vorm)


def _solve_whole(lp: highspy.HighsLp) -> tuple[Getallen, float, int]:
    highs = silent_highs((("mip_rel_gap", 0.0), ("mip_max_nodes", KNOPEN)))
    check(highs.passModel(lp))
    if highs.run() == highspy.HighsStatus.kError:
        raise OplosserGestopt("solver reports an error")
    waarden = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    if waarden.size != lp.num_col_:
        raise OplosserGestopt("solver found no pattern")
    info = highs.getInfo()
    return waarden, float(info.mip_dual_bound), int(info.simplex_iteration_count)
