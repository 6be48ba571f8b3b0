"""The reader who computes: the linear programmes over one `Stelsel`, kept warm."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.geheugen import Geheugen
from privacy.kern.stelsel import (
    ALTIJD,
    HERHAALD,
    SPELING,
    ZAAD,
    Getallen,
    Masker,
    Stelsel,
    check,
    lp_model,
    run_to_optimum,
    silent_highs,
    split,
    work,
)

# From this many doubtful sums on, several are looked at in one programme.
SAMEN = 8


class Indringer:
    """A reader who computes: which protected sums are too narrow under a pattern, and why.

    Remembers the possible tables it met, so that most sums need no programme of their own.
    """

    def __init__(self, stelsel: Stelsel) -> None:
        self.stelsel = stelsel
        m, n = stelsel.sommen.shape
        self._kolommen = np.arange(n, dtype=np.int32)
        self._doelen = [self._target(doel) for doel in range(stelsel.vereist.size)]
        self._highs = silent_highs(HERHAALD)
        self._deel = split(stelsel.sommen)
        self._onder, self._boven = np.full(m, -np.inf), np.full(m, np.inf)
        rijen = self._onder[self._deel.rijen], self._boven[self._deel.rijen]
        sommen = sparse.csr_array(stelsel.sommen[self._deel.rijen])
        self._laag, self._hoog = np.zeros(n), stelsel.dak.copy()  # of each leaf
        kolommen = (self._laag, self._hoog)
        check(self._highs.passModel(lp_model(sommen, rijen, kolommen, np.zeros(n))))
        self._kosten = np.zeros(n)
        self._maat = sum(sommen.shape)
        self._geheugen = Geheugen(stelsel)
        self._in_delen = False
        # One statement of each unit, so that a unit does not count twice.
        self._eerste = np.zeros(m, dtype=np.bool_)
        self._eerste[np.unique(stelsel.eenheid, return_index=True)[1]] = True
        self.werk = 0  # see `work`

    def _target(self, doel: int) -> tuple[NDArray[np.int32], Getallen]:
        van, tot = self.stelsel.doelen.indptr[doel : doel + 2]
        delen = slice(van, tot)
        data = np.asarray(self.stelsel.doelen.data[delen], dtype=np.float64)
        return self.stelsel.doelen.indices[delen].astype(np.int32), data

    def show(self, verborgen: Masker) -> None:
        """From here on the units in `verborgen` (U) are hidden."""
        bekend = self.stelsel.known(verborgen)
        self._bound(
            np.where(bekend, self.stelsel.onder, -np.inf),
            np.where(bekend, self.stelsel.boven, np.inf),
        )
        if self._in_delen:
            self._geheugen.forget_ranges()
        self._in_delen = False
        self._geheugen.know(bekend)

    def show_partly(self, deel: Getallen) -> None:
        """As if each unit were hidden for a part (U, 0 to 1): its ranges are that much wider."""
        zwaarte = np.where(self.stelsel.eenheid == ALTIJD, 0.0, deel[self.stelsel.eenheid])
        self._zwaarte = zwaarte
        vrij = zwaarte > 1 - SPELING
        ruimte = zwaarte * float(self.stelsel.vereist.max())
        onder = np.where(vrij, -np.inf, self.stelsel.onder - ruimte)
        boven = np.where(vrij, np.inf, self.stelsel.boven + ruimte)
        self._bound(onder, boven)
        self._in_delen = True
        self._geheugen.know_within(onder, boven)

    def _bound(self, onder: Getallen, boven: Getallen) -> None:
        anders = (onder != self._onder) | (boven != self._boven)
        self._onder, self._boven = onder, boven
        rijen = np.flatnonzero(anders[self._deel.rijen]).astype(np.int32)
        statement = self._deel.rijen[rijen]
        for rij, deze in zip(rijen.tolist(), statement.tolist(), strict=True):
            check(self._highs.changeRowBounds(rij, onder[deze], boven[deze]))
        enkel = np.flatnonzero(anders[self._deel.enkel])
        blad, deze = self._deel.blad[enkel].astype(np.int32), self._deel.enkel[enkel]
        laag, hoog = np.maximum(onder[deze], 0.0), np.minimum(boven[deze], self.stelsel.dak[blad])
        check(self._highs.changeColsBounds(blad.size, blad, laag, hoog))
        self._laag[blad], self._hoog[blad] = laag, hoog

    def is_wide(self, doel: int) -> bool:
        for richting in (1, -1):
            if self._wide(doel):
                return True
            if self._may_grow(doel, richting):
                self._extreme(doel, richting)
        return self._wide(doel)

    def _may_grow(self, doel: int, richting: int) -> bool:
        """Not when the leaves by themselves allow no more (1) or no less (-1) than was met."""
        kolommen, waarden = self._doelen[doel]
        laag, hoog = self._laag[kolommen] * waarden, self._hoog[kolommen] * waarden
        if richting > 0:
            return self.reach(doel)[1] < float(np.maximum(laag, hoog).sum()) - SPELING
        return self.reach(doel)[0] > float(np.minimum(laag, hoog).sum()) + SPELING

    def narrow(self) -> list[int]:
        """The protected sums that are too narrow, in order."""
        return sorted(self.next_narrow())

    def next_narrow(self) -> Iterator[int]:
        """One by one, the largest sums first: what protects those often protects the rest. More
        may be hidden meanwhile."""
        self._look_together()
        volgorde = np.argsort(-np.diff(self.stelsel.doelen.indptr), kind="stable")
        plek = 0
        while plek < volgorde.size:
            twijfel = np.flatnonzero(self._doubtful()[volgorde[plek:]])
            if not twijfel.size:
                return
            plek += int(twijfel[0])
            doel = int(volgorde[plek])
            if not self.is_wide(doel):
                yield doel
            plek += 1

    def _doubtful(self) -> Masker:
        breedte = self._geheugen.widths()
        return np.asarray(breedte < self.stelsel.vereist - SPELING, dtype=np.bool_)

    def _look_together(self) -> None:
        """Tables with many sums at once at their most or least, as long as that settles many."""
        toeval = np.random.default_rng(ZAAD)
        twijfel = np.flatnonzero(self._doubtful())
        while twijfel.size >= SAMEN:
            kanten = toeval.choice([-1.0, 1.0], twijfel.size)
            samen = kanten @ self.stelsel.doelen[twijfel]
            for richting in (1, -1):
                self._solve(-richting * samen)
            over = np.flatnonzero(self._doubtful())
            if over.size > twijfel.size * 0.75:
                return
            twijfel = over

    def any_narrow(self) -> bool:
        return next(self.next_narrow(), None) is not None

    def least(self, doel: int) -> float:
        """The least that a sum can be."""
        self._extreme(doel, -1)
        return self.reach(doel)[0]

    def most(self, doel: int) -> float:
        self._extreme(doel, 1)
        return self.reach(doel)[1]

    def reasons(self, doel: int) -> list[int] | None:
        """None for a wide sum; else units of which one at least must be hidden.

        They show the statements with a dual price in the programmes for the least and the most:
        whatever else is hidden, these alone keep the sum as narrow as it is.
        """
        if self.is_wide(doel):
            return None
        prijzen = [self._prices(doel, richting)[0] for richting in (1, -1)]
        return self._units(np.logical_or(*(prijs > 0 for prijs in prijzen)))

    def partial_reasons(self, doel: int) -> list[int] | None:
        """The same when units are hidden in part (`show_partly`): units that are together hidden
        for less than one, or None. Proved by the dual bound at the ranges as they are shown."""
        oorzaak = np.zeros(self._onder.size, dtype=np.bool_)
        breedte = 0.0
        ruimte = self._zwaarte * float(self.stelsel.vereist.max())
        for richting in (1, -1):
            if self._reach(doel) >= 2 * self.stelsel.vereist[doel]:
                return None
            prijs, uiterste = self._prices(doel, richting)
            breedte += richting * uiterste - float(prijs @ ruimte)
            oorzaak |= prijs > 0
        zwaarte = self._zwaarte[oorzaak & self._eerste].sum()
        if breedte >= self.stelsel.vereist[doel] - 1e-5 or zwaarte >= 1 - 1e-4:
            return None
        return self._units(oorzaak)

    def _prices(self, doel: int, richting: int) -> tuple[Getallen, float]:
        """The dual price of each statement in the programme for the most (1) or the least (-1) of a
        sum, without sign or noise; and that most or least.

        Of a statement about one leaf only where its range is what binds, not that a leaf counts no
        fewer than nobody and no more than its `dak`."""
        prijs = np.zeros(self._onder.size)
        eind = self._natural(doel, richting)
        if abs(self.reach(doel)[richting > 0] - eind) <= SPELING:
            return prijs, eind
        self._extreme(doel, richting)
        oplossing = self._highs.getSolution()
        prijs[self._deel.rijen] = np.abs(np.asarray(oplossing.row_dual, dtype=np.float64))
        per_blad = np.asarray(oplossing.col_dual, dtype=np.float64)[self._deel.blad]
        onder, boven = self._onder[self._deel.enkel], self._boven[self._deel.enkel]
        dak = self.stelsel.dak[self._deel.blad]
        bindt = np.where(per_blad > 0, onder > SPELING, boven < dak - SPELING)
        prijs[self._deel.enkel] = np.where(bindt, np.abs(per_blad), 0.0)
        uiterste = -richting * float(self._highs.getInfo().objective_function_value)
        return np.where(prijs > SPELING, prijs, 0.0), uiterste

    def _natural(self, doel: int, richting: int) -> float:
        """What a sum is at most or at least by the nature of its leaves, whatever is shown."""
        kolommen, waarden = self._doelen[doel]
        tot = waarden * self.stelsel.dak[kolommen]
        return float(np.maximum(tot, 0).sum() if richting > 0 else np.minimum(tot, 0).sum())

    def _units(self, oorzaak: Masker) -> list[int]:
        eenheid = self.stelsel.eenheid[oorzaak]
        return [int(nummer) for nummer in np.unique(eenheid[eenheid != ALTIJD])]

    def reach(self, doel: int) -> tuple[float, float]:
        """The least and the most of a sum in the tables met that agree with all that is shown."""
        return self._geheugen.reach(doel)

    def _reach(self, doel: int) -> float:
        laag, hoog = self.reach(doel)
        return hoog - laag

    def _wide(self, doel: int) -> bool:
        return self._reach(doel) >= float(self.stelsel.vereist[doel]) - SPELING

    def _extreme(self, doel: int, richting: int) -> None:
        """Solve for the least (-1) or most (1) of a sum, and remember the table found."""
        kolommen, waarden = self._doelen[doel]
        kosten = np.zeros(self._kolommen.size)
        kosten[kolommen] = -richting * waarden
        self._solve(kosten)

    def _solve(self, kosten: Getallen) -> None:
        anders = np.flatnonzero(kosten != self._kosten).astype(np.int32)
        check(self._highs.changeColsCost(anders.size, anders, kosten[anders]))
        self._kosten = kosten
        self.remember(run_to_optimum(self._highs))
        self.werk += work(self._highs, self._maat)

    def remember(self, punt: Getallen) -> None:
        """A table that agrees with all that is shown now."""
        self._geheugen.add(punt)
