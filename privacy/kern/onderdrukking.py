"""Secondary suppression: hide what costs least until no protected sum is too narrow.

First a heuristic (see `zoeker`), then the exact way as far as the work allows: a protected sum that
is too narrow gives, through the dual prices of the reader's programme, a few shown units of which
at least one must be hidden (a Benders cut, see `sneden`). The least costly set that meets all cuts
is a 0-1 programme; its answer is tried, and gives new cuts or is the optimum. Order, seed, thread
are fixed, and limits count work, not seconds: the same table gives the same pattern everywhere.
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from privacy.kern.indringer import Indringer
from privacy.kern.sneden import Meester, cover, partial_cuts, whole_cuts
from privacy.kern.stelsel import (
    ALTIJD,
    Getallen,
    Masker,
    NietTeBeschermen,
    OplosserGestopt,
    Stelsel,
)
from privacy.kern.zoeker import Zoeker

__all__ = ["NietTeBeschermen", "Patroon", "TeVeelWerk", "suppress"]

# Rows and columns times programmes solved in the exact phase: about two seconds on one core.
WERK = 1_500_000
# The same for the heuristic: about a minute. A table that takes more is not protected.
GRENS = 60_000_000
ITERATIES = 3  # of the 0-1 programme cost as much as one programme of a reader
EPSILON = 1e-6


Voortgang = Callable[[float], None]  # the share that is done, 0 to 1


class TeVeelWerk(NietTeBeschermen):
    """The table is larger than the solver can take within the limit. Nothing may be shown."""


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
    stelsels: Sequence[Stelsel],
    verborgen: Masker,
    kosten: Getallen,
    werk: int = WERK,
    *,
    grens: int = GRENS,
    blijft: Masker | None = None,
    voortgang: Voortgang | None = None,
) -> Patroon:
    """Hide units, beside those in `verborgen`, until all systems hold; `kosten` (U): loss of each.

    The least loss, or the best found within `werk` with a bound on the least. Units in `blijft` (U)
    can't be hidden: what was published stays known. NietTeBeschermen when that leaves no way;
    TeVeelWerk when the heuristic alone takes more than `grens`; OplosserGestopt when the solver
    stops before there is a pattern. `voortgang` hears of progress.
    """
    if blijft is not None:
        stelsels = [_always(stelsel, blijft & ~verborgen) for stelsel in stelsels]
    zoektocht = _Zoektocht(stelsels, verborgen, kosten, _Werkmeter(grens, voortgang))
    zoektocht.heuristic(verborgen, kosten)
    if zoektocht.verlies > 0:
        # When the solver stops here, the heuristic's pattern is whole, and holds.
        with contextlib.suppress(OplosserGestopt, TeVeelWerk):
            zoektocht.exact(werk)
    return zoektocht.result()


def _always(stelsel: Stelsel, blijft: Masker) -> Stelsel:
    """The reader has what these units show, whatever is hidden."""
    vast = (stelsel.eenheid != ALTIJD) & blijft[stelsel.eenheid]
    return replace(stelsel, eenheid=np.where(vast, ALTIJD, stelsel.eenheid))


class _Werkmeter:
    """Counts work, tells of progress, and stops what takes too much."""

    def __init__(self, grens: int, voortgang: Voortgang | None) -> None:
        self.grens, self.voortgang = grens, voortgang
        self.deel = 0.0

    def check(self, werk: int) -> None:
        if werk > self.grens:
            raise TeVeelWerk("the table takes more work than the limit")

    def tell(self, deel: float) -> None:
        """Never less than what was told before."""
        self.deel = min(1.0, max(self.deel, deel))
        if self.voortgang is not None:
            self.voortgang(self.deel)


class _Zoektocht:
    """The search for one pattern over several systems with the same units, and the best so far."""

    def __init__(
        self, stelsels: Sequence[Stelsel], vast: Masker, kosten: Getallen, meter: _Werkmeter
    ) -> None:
        self.indringers = [Indringer(stelsel) for stelsel in stelsels if stelsel.vereist.size]
        self.vast, self.kosten, self.meter = vast, kosten, meter
        self.beste: Masker | None = None
        self.verlies = np.inf
        self.ondergrens = 0.0
        self._zoekwerk = 0
        self._begin = 0  # work before the exact phase
        self._heuristisch = 0  # work of programmes of the heuristic
        self._aanleiding: dict[int, tuple[Indringer, int]] = {}  # the sum a unit was hidden for

    def result(self) -> Patroon:
        if self.beste is None:
            raise NietTeBeschermen("no pattern was found")
        self.meter.tell(1.0)
        return Patroon(self.beste, self.verlies, min(self.ondergrens, self.verlies))

    def _keep(self, patroon: Masker) -> None:
        verlies = float(self.kosten[patroon & ~self.vast].sum())
        if self.beste is None or verlies < self.verlies - EPSILON:
            self.beste, self.verlies = patroon, verlies

    def _is_optimal(self) -> bool:
        return self.ondergrens >= self.verlies - EPSILON

    def heuristic(self, patroon: Masker, kosten: Getallen) -> None:
        """From this pattern on: hide more at these costs, then show again what harms nothing."""
        for nummer, indringer in enumerate(self.indringers, start=1):
            patroon = self._hide_more(indringer, patroon, kosten)
            self.meter.tell(0.3 * nummer / len(self.indringers))
        self._keep(self._show_again(patroon))

    def _hide_more(self, indringer: Indringer, patroon: Masker, kosten: Getallen) -> Masker:
        indringer.show(patroon)
        zoeker: Zoeker | None = None
        for doel in indringer.next_narrow():
            zoeker = zoeker or Zoeker(indringer.stelsel, kosten)
            self._heuristisch += 4 * sum(indringer.stelsel.sommen.shape)
            self.meter.check(self._work() + self._heuristisch)
            meer, laag, hoog = zoeker.cheapest(doel, patroon)
            for eenheid in np.flatnonzero(meer & ~patroon).tolist():
                self._aanleiding[eenheid] = indringer, doel
            patroon = patroon | meer
            indringer.show(patroon)
            indringer.remember(laag)
            indringer.remember(hoog)
        return patroon

    def _show_again(self, ruim: Masker) -> Masker:
        """Show hidden units again, the most costly first, where every sum stays wide."""
        patroon = ruim.copy()
        extra = np.flatnonzero(ruim & ~self.vast)
        volgorde = extra[np.argsort(-self.kosten[extra], kind="stable")].tolist()
        for nummer, eenheid in enumerate(volgorde):
            self.meter.check(self._work() + self._heuristisch)
            self.meter.tell(0.3 + 0.2 * nummer / len(volgorde))
            patroon[eenheid] = False
            if self._is_needed(eenheid, patroon) or self._harms(patroon):
                patroon[eenheid] = True
        if self._harms(patroon):
            raise NietTeBeschermen("a protected sum stays too narrow")
        return patroon

    def _is_needed(self, eenheid: int, patroon: Masker) -> bool:
        """Whether the sum that a unit was hidden for is too narrow when it is shown."""
        if eenheid not in self._aanleiding:
            return False
        indringer, doel = self._aanleiding[eenheid]
        indringer.show(patroon)
        return not indringer.is_wide(doel)

    def _harms(self, patroon: Masker) -> bool:
        for indringer in self.indringers:
            indringer.show(patroon)
            if indringer.any_narrow():
                return True
        return False

    def exact(self, werk: int) -> None:
        """Raise the lower bound with cuts, and try what meets them, until they meet or the work is
        done. Where the heuristic alone took more than that, there is a bound and no more."""
        meester = Meester(self.vast, self.kosten)
        zwaar = self._work() > werk
        grens = self._work() + werk
        self._begin = self._work()
        self._partly(meester, grens - werk // 3)
        if self._is_optimal() or zwaar:
            return
        self.heuristic(self.vast, self.kosten * (1.001 - meester.deel))
        self._whole(meester, grens)

    def _partly(self, meester: Meester, grens: int) -> None:
        """Cuts with units hidden in part, until there are none or the work is done."""
        begin = 0
        while self._work() < grens and not self._is_optimal():
            sneden = partial_cuts(self.indringers, meester.deel, begin)
            if not meester.add(sneden):
                break
            begin += 1
            self.ondergrens = meester.verlies
            self._tell_exact(grens)

    def _whole(self, meester: Meester, grens: int) -> None:
        """Cuts with whole units: the least loss, or a pattern made from what was found."""
        while not self._is_optimal() and meester.sneden:
            patroon, ondergrens, werk = cover(list(meester.sneden), self.vast, self.kosten)
            self._zoekwerk += werk // ITERATIES
            self.ondergrens = max(self.ondergrens, ondergrens)
            self._tell_exact(grens)
            if self._work() >= grens:
                self.heuristic(patroon, self.kosten)
                return
            nieuw = list(whole_cuts(self.indringers, patroon))
            if not nieuw:
                self._keep(patroon)
                return
            meester.add(nieuw)

    def _tell_exact(self, grens: int) -> None:
        gedaan = self._work() - self._begin
        self.meter.tell(0.5 + 0.5 * gedaan / max(1, grens - self._begin))

    def _work(self) -> int:
        return self._zoekwerk + sum(indringer.werk for indringer in self.indringers)
