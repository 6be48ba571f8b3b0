"""Secondary suppression: hide what costs least until no protected sum is too narrow.

First a pattern that holds (see `zoeker`), then less loss as far as the work allows. A protected sum
that is too narrow gives, through the dual prices of the reader's programme, a few shown units of
which at least one must be hidden (a Benders cut, see `sneden`). With units hidden in part all cuts
are met by a linear programme: a bound, and prices that lead to a pattern near it. With whole units
it is a 0-1 programme, whose answer gives new cuts or is the optimum. Order, seed and thread are
fixed, and limits count work, not seconds: the same table gives the same pattern everywhere. A large
table is first taken apart, where it falls into blocks (see `blokken`).
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from privacy.kern.blokken import Blok, blocks
from privacy.kern.indringer import Indringer
from privacy.kern.sneden import Meester, Snede, cover, partial_cuts, whole_cuts
from privacy.kern.stelsel import (
    ALTIJD,
    Getallen,
    Masker,
    NietTeBeschermen,
    OplosserGestopt,
    Stelsel,
)
from privacy.kern.zoeker import Zoeker

__all__ = [
    "NietTeBeschermen",
    "Patroon",
    "TeVeelWerk",
    "Voortgang",
    "part_of",
    "suppress",
]

# See `stelsel.work`. To find less loss than the heuristic does: about five seconds on one core.
WERK = 150_000_000
# For a first pattern: about a minute. A table that takes more is not protected.
GRENS = 1_800_000_000
# For each block of a large table, twice.
BLOKWERK = 5_000_000
EPSILON = 1e-6
BROK = 40  # units that are shown together, before what harms is hidden again
HALF = 0.5  # a unit that is hidden for more than this part is tried as hidden


Voortgang = Callable[[float], None]  # the share that is done, 0 to 1


def part_of(voortgang: Voortgang | None, van: float, tot: float) -> Voortgang | None:
    """Progress of a piece of work that goes from one share of the whole to another."""
    if voortgang is None:
        return None
    meld = voortgang
    return lambda deel: meld(van + deel * (tot - van))


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
    zoektocht.run(werk)
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
        self._zoekers: dict[int, Zoeker] = {}
        self.sneden: dict[Snede, None] = {}
        self._aanleiding: dict[int, tuple[Indringer, int]] = {}  # the sum a unit was hidden for

    def run(self, werk: int) -> None:
        self.begin(werk)
        # When the work is done or the solver stops here, the best pattern so far is whole, and
        # holds.
        with contextlib.suppress(OplosserGestopt, NietTeBeschermen):
            self.search()

    def pattern(self) -> Masker:
        if self.beste is None:
            raise NietTeBeschermen("no pattern was found")
        return self.beste

    def result(self) -> Patroon:
        patroon = self.pattern()
        self.meter.tell(1.0)
        return Patroon(patroon, self.verlies, min(self.ondergrens, self.verlies))

    def _keep(self, patroon: Masker) -> None:
        verlies = float(self.kosten[patroon & ~self.vast].sum())
        if self.beste is None or verlies < self.verlies - EPSILON:
            self.beste, self.verlies = patroon, verlies

    def _is_optimal(self) -> bool:
        return self.ondergrens >= self.verlies - EPSILON

    def begin(self, werk: int) -> None:
        """A first pattern that holds. From then on there is `werk` to do better."""
        self._keep(self._repair(self._in_blocks(), self.kosten))
        self._begin = self._work()
        self.meter.grens = self._begin + werk
        self.meter.tell(0.3)

    def _in_blocks(self) -> Masker:
        """What each block needs by itself; together they bound the least loss."""
        patroon = self.vast.copy()
        blokken = blocks([indringer.stelsel for indringer in self.indringers])
        for nummer, blok in enumerate(blokken, 1):
            patroon[blok.eenheden] |= self._for_block(blok)
            self.meter.tell(0.25 * nummer / len(blokken))
        return patroon

    def _for_block(self, blok: Blok) -> Masker:
        """Its least loss for who knows nothing outside it, if that holds for who knows all."""
        los = self._within(blok, blok.los)
        self.ondergrens += los.ondergrens
        for snede in los.sneden:
            self.sneden[frozenset(blok.eenheden[sorted(snede)].tolist())] = None
        if all(self._holds(stelsel, los.pattern()) for stelsel in blok.streng):
            return los.pattern()
        streng = [self._holdable(stelsel) for stelsel in blok.streng]
        if all(self._holds(stelsel, los.pattern()) for stelsel in streng):
            return los.pattern()
        return self._within(blok, streng).pattern()

    def _holds(self, stelsel: Stelsel, patroon: Masker) -> bool:
        return not stelsel.vereist.size or not self._narrow(stelsel, patroon)

    def _holdable(self, stelsel: Stelsel) -> Stelsel:
        """Without the sums that what is outside the block keeps narrow: they are for later."""
        if not stelsel.vereist.size:
            return stelsel
        smal = self._narrow(stelsel, np.ones_like(self.vast))
        kan = np.setdiff1d(np.arange(stelsel.vereist.size), smal)
        doelen = sparse.csr_array(stelsel.doelen[kan])
        return replace(stelsel, doelen=doelen, vereist=stelsel.vereist[kan])

    def _narrow(self, stelsel: Stelsel, patroon: Masker) -> list[int]:
        indringer = Indringer(stelsel)
        indringer.show(patroon)
        smal = indringer.narrow()
        self._zoekwerk += indringer.werk
        return smal

    def _within(self, blok: Blok, stelsels: Sequence[Stelsel]) -> "_Zoektocht":
        meter = _Werkmeter(self.meter.grens - self._work(), None)
        deel = blok.eenheden
        zoektocht = _Zoektocht(stelsels, self.vast[deel], self.kosten[deel], meter)
        zoektocht.run(BLOKWERK)
        self._zoekwerk += zoektocht._work()
        return zoektocht

    def search(self) -> None:
        """Raise the lower bound and lower the loss, until they meet or the work is done.

        Where the first pattern alone took much, it is made better first, for the rest may not get
        far."""
        zwaar = self._begin > self.meter.grens - self._begin
        eerst = self.beste
        if self.verlies <= 0 or eerst is None or self._is_optimal():
            return
        meester = Meester(self.vast, self.kosten)
        meester.add(self.sneden)
        self.sneden = meester.sneden
        if zwaar:
            self._show_again(eerst, self._share(0.7))
        klaar = self._partly(meester, self._share(0.8 if zwaar else 0.35))
        if self._is_optimal():
            return
        start = self.vast | (meester.deel > HALF) if klaar else self.vast
        self._show_again(self._repair(start, self.kosten * (1.001 - meester.deel)))
        if not klaar and not zwaar:
            self._show_again(eerst)
        self._whole(meester)

    def _share(self, deel: float) -> int:
        """The work that has been done when this share of it has been."""
        return self._begin + int(deel * (self.meter.grens - self._begin))

    def _repair(self, patroon: Masker, kosten: Getallen) -> Masker:
        """Hide more until no sum of any system is too narrow."""
        for plek in range(len(self.indringers)):
            patroon = self._hide_more(plek, patroon, kosten)
        return patroon

    def _hide_more(self, plek: int, patroon: Masker, kosten: Getallen) -> Masker:
        indringer = self.indringers[plek]
        indringer.show(patroon)
        for doel in indringer.next_narrow():
            self._check()
            zoeker = self._zoekers.get(plek) or Zoeker(indringer.stelsel)
            self._zoekers[plek] = zoeker
            prijs = np.where(patroon, 0.0, kosten)
            eenheden, tabel = zoeker.cheapest(doel, prijs, indringer.reach(doel))
            nieuw = [eenheid for eenheid in eenheden if not patroon[eenheid]]
            self._aanleiding |= dict.fromkeys(nieuw, (indringer, doel))
            patroon = patroon.copy()
            patroon[nieuw] = True
            indringer.show(patroon)
            indringer.remember(tabel)
        return patroon

    def _show_again(self, patroon: Masker, grens: int | None = None) -> None:
        """Show the units again, the most costly first, that the sum they were hidden for does not
        need; hide what other sums need of them; keep that, until it gains nothing."""
        verlies = np.inf
        self._keep(patroon)
        while self._loss(patroon) < verlies - EPSILON and not self._is_optimal():
            verlies, volgorde = self._loss(patroon), self._dearest(patroon)
            for van in range(0, len(volgorde), BROK):
                if grens is not None and self._work() > grens:
                    return
                brok = [eenheid for eenheid in volgorde[van : van + BROK] if patroon[eenheid]]
                krap = self._repair(self._without(patroon, brok), self.kosten)
                if self._loss(krap) < self._loss(patroon) - EPSILON:
                    patroon = krap
                    self._keep(patroon)

    def _without(self, patroon: Masker, eenheden: list[int]) -> Masker:
        patroon = patroon.copy()
        for eenheid in eenheden:
            self._check()
            patroon[eenheid] = False
            patroon[eenheid] = self._is_needed(eenheid, patroon)
        return patroon

    def _check(self) -> None:
        werk = self._work()
        self.meter.check(werk)
        if self.beste is not None:
            over = max(1, self.meter.grens - self._begin)
            self.meter.tell(0.3 + 0.7 * (werk - self._begin) / over)

    def _dearest(self, patroon: Masker) -> list[int]:
        """The hidden units that need not be, the most costly first."""
        extra = np.flatnonzero(patroon & ~self.vast)
        volgorde: list[int] = extra[np.argsort(-self.kosten[extra], kind="stable")].tolist()
        return volgorde

    def _loss(self, patroon: Masker) -> float:
        return float(self.kosten[patroon & ~self.vast].sum())

    def _is_needed(self, eenheid: int, patroon: Masker) -> bool:
        """Whether the sum that a unit was hidden for is too narrow when it is shown; for a unit of
        which that is not known, whether any sum is."""
        if eenheid in self._aanleiding:
            indringer, doel = self._aanleiding[eenheid]
            indringer.show(patroon)
            return not indringer.is_wide(doel)
        for indringer in self.indringers:
            indringer.show(patroon)
            te_smal = next(indringer.next_narrow(), None)
            if te_smal is not None:
                self._aanleiding[eenheid] = indringer, te_smal
                return True
        return False

    def _partly(self, meester: Meester, grens: int) -> bool:
        """Cuts with units hidden in part, until there are none (then it says so) or the work is
        done. Each time only sums that had one the time before, until that gives no more."""
        alle = [
            (stelsel, doel)
            for stelsel, indringer in enumerate(self.indringers)
            for doel in range(indringer.stelsel.vereist.size)
        ]
        welke = alle
        while not self._is_optimal():
            sneden = partial_cuts(self.indringers, meester.deel, welke)
            nieuw = meester.add(sneden.values())
            self.ondergrens = max(self.ondergrens, meester.verlies)
            if not nieuw and len(welke) == len(alle):
                return True
            welke = list(sneden) if nieuw else alle
            if self._work() > grens:
                return False
            self._check()
        return True

    def _whole(self, meester: Meester) -> None:
        """Cuts with whole units: the least loss, or a pattern made from what was found."""
        while not self._is_optimal() and meester.sneden:
            patroon, ondergrens, werk = cover(list(meester.sneden), self.vast, self.kosten)
            self._zoekwerk += werk
            self.ondergrens = max(self.ondergrens, ondergrens)
            self._check()
            nieuw = list(whole_cuts(self.indringers, patroon))
            if not nieuw:
                self._keep(patroon)
                return
            meester.add(nieuw)
            if self._work() > self._share(0.9):
                self._show_again(self._repair(patroon, self.kosten))

    def _work(self) -> int:
        zoekers = sum(zoeker.werk for zoeker in self._zoekers.values())
        return self._zoekwerk + zoekers + sum(indringer.werk for indringer in self.indringers)
