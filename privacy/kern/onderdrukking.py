"""Secondary suppression: hide what costs least until no protected sum is too narrow.

First a heuristic (see `zoeker`), then the exact way as far as the work allows: a protected sum that
is too narrow gives, through the dual prices of the reader's programme, a few shown units of which
at least one must be hidden (a Benders cut). The least costly set that meets all cuts is a 0-1
programme; its answer is tried, and gives new cuts or is the optimum. Order, seed and thread are
fixed, and limits count work, not seconds: the same table gives the same pattern on any machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.stelsel import (
    Indringer,
    Masker,
    OplosserGestopt,
    Stelsel,
    check,
    lp_model,
    silent_highs,
)
from privacy.kern.zoeker import Zoeker

Getallen = NDArray[np.float64]
Snede = frozenset[int]  # units of which at least one must be hidden

SNEDEN_PER_DOEL = 2
# Rows and columns times programmes solved in the exact phase: some seconds on one core.
WERK = 300_000
KNOPEN = 300


class NietTeBeschermen(ValueError):
    """No pattern of hidden cells was found that passes. Nothing may be shown."""


@dataclass(frozen=True)
class Patroon:
    """Units to hide, their loss beside those hidden from the start, and the least loss possible."""

    verborgen: Masker
    verlies: float
    ondergrens: float

    @property
    def kloof(self) -> float:
        """How much of the loss may not have been needed, as a share of it."""
        if self.verlies <= 0:
            return 0.0
        return max(0.0, (self.verlies - self.ondergrens) / self.verlies)


def suppress(
    stelsels: Sequence[Stelsel], verborgen: Masker, kosten: Getallen, werk: int = WERK
) -> Patroon:
    """Hide units, beside those in `verborgen`, until all systems hold; `kosten` (U): loss of each.

    The least loss, or the best found within `werk` with a bound on the least.
    """
    zoektocht = _Zoektocht(stelsels, verborgen, kosten)
    beste = zoektocht.heuristic(verborgen)
    if zoektocht.loss(beste) == 0:
        return Patroon(beste, 0.0, 0.0)
    exact, ondergrens = zoektocht.exact(zoektocht.loss(beste), werk)
    if exact is not None and zoektocht.loss(exact) < zoektocht.loss(beste):
        beste = exact
    verlies = zoektocht.loss(beste)
    return Patroon(beste, verlies, min(ondergrens, verlies))


class _Zoektocht:
    """The search for one pattern over several systems with the same units."""

    def __init__(self, stelsels: Sequence[Stelsel], vast: Masker, kosten: Getallen) -> None:
        self.indringers = [Indringer(stelsel) for stelsel in stelsels if stelsel.vereist.size]
        self.vast, self.kosten = vast, kosten

    def loss(self, patroon: Masker) -> float:
        return float(self.kosten[patroon & ~self.vast].sum())

    def heuristic(self, patroon: Masker) -> Masker:
        """From this pattern on: hide more, then show again what harms nothing."""
        patroon = patroon.copy()
        for indringer in self.indringers:
            zoeker: Zoeker | None = None
            for doel in indringer.narrowest_first(patroon):
                if not indringer.is_wide(doel):
                    zoeker = zoeker or Zoeker(indringer.stelsel, self.kosten)
                    patroon = patroon | zoeker.cheapest(doel, patroon)
                    indringer.show(patroon)
        return self._show_again(patroon)

    def _show_again(self, ruim: Masker) -> Masker:
        """Show hidden units again, the most costly first, where every sum stays wide."""
        patroon = ruim.copy()
        extra = np.flatnonzero(ruim & ~self.vast)
        for eenheid in extra[np.argsort(-self.kosten[extra], kind="stable")]:
            patroon[eenheid] = False
            if self._harms(patroon):
                patroon[eenheid] = True
        if self._harms(patroon):
            raise NietTeBeschermen("a protected sum stays too narrow")
        return patroon

    def _harms(self, patroon: Masker) -> bool:
        for indringer in self.indringers:
            indringer.show(patroon)
            if indringer.any_narrow():
                return True
        return False

    def exact(self, bekend_verlies: float, werk: int) -> tuple[Masker | None, float]:
        """A pattern (None when the one known can't be beaten), and the least loss possible."""
        sneden: dict[Snede, None] = {}
        patroon, ondergrens = self.vast, 0.0
        grens = self._work() + werk
        while nieuw := dict.fromkeys(self._cuts(patroon, grens)):
            sneden |= nieuw
            patroon, ondergrens = _cover(list(sneden), self.vast, self.kosten)
            if ondergrens >= bekend_verlies - 1e-6:
                return None, ondergrens
            if self._work() >= grens:
                return self.heuristic(patroon), ondergrens
        return patroon, ondergrens

    def _work(self) -> int:
        return sum(indringer.werk for indringer in self.indringers)

    def _cuts(self, patroon: Masker, grens: int) -> Iterator[Snede]:
        """New cuts that this pattern does not meet, in fixed order."""
        for indringer in self.indringers:
            indringer.show(patroon)
            for doel in indringer.narrow():
                yield from _cuts_of(indringer, doel, patroon)
                if self._work() >= grens:
                    return


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


def _cover(sneden: Sequence[Snede], vast: Masker, kosten: Getallen) -> tuple[Masker, float]:
    """The least costly units that meet all cuts, and a lower bound of that loss."""
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
    waarden, grens = _solve_whole(lp)
    patroon = vast.copy()
    patroon[np.array(eenheden)[waarden > 0.5]] = True
    return patroon, grens


def _solve_whole(lp: highspy.HighsLp) -> tuple[Getallen, float]:
    highs = silent_highs()
    check(highs.setOptionValue("mip_rel_gap", 0.0))
    check(highs.setOptionValue("mip_max_nodes", KNOPEN))
    check(highs.passModel(lp))
    if highs.run() == highspy.HighsStatus.kError:
        raise OplosserGestopt("solver reports an error")
    waarden = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    if waarden.size != lp.num_col_:
        raise OplosserGestopt("solver found no pattern")
    return waarden, float(highs.getInfo().mip_dual_bound)
