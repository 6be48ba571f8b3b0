"""The reader who computes: the linear programmes over one `Stelsel`, kept warm."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

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
)

# Possible tables that are remembered; the oldest goes first.
GEHEUGEN = 600
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
        self._onder, self._boven = np.full(m, -np.inf), np.full(m, np.inf)
        rijen, kolommen = (self._onder, self._boven), (np.zeros(n), stelsel.dak)
        check(self._highs.passModel(lp_model(stelsel.sommen, rijen, kolommen, np.zeros(n))))
        # Of each table that is remembered: its statements, which of them lie outside their ranges,
        # and its protected sums.
        self._sommen: Getallen = np.zeros((GEHEUGEN, m))
        self._buiten: Masker = np.ones((GEHEUGEN, m), dtype=np.bool_)
        self._bereikt: Getallen = np.zeros((GEHEUGEN, stelsel.vereist.size))
        self._geteld = 0
        self.werk = 0  # rows and columns of the programmes solved

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
        buiten = self._buiten[: self._geteld][:, bekend]
        self._recall(np.asarray(~buiten.any(axis=1)))

    def show_partly(self, deel: Getallen) -> None:
        """As if each unit were hidden for a part (U, 0 to 1): its ranges are that much wider."""
        self._deel = np.where(self.stelsel.eenheid == ALTIJD, 0.0, deel[self.stelsel.eenheid])
        vrij = self._deel > 1 - SPELING
        ruimte = self._room()
        onder = np.where(vrij, -np.inf, self.stelsel.onder - ruimte)
        boven = np.where(vrij, np.inf, self.stelsel.boven + ruimte)
        self._bound(onder, boven)
        sommen = self._sommen[: self._geteld]
        binnen = (sommen >= onder - SPELING) & (sommen <= boven + SPELING)
        self._recall(np.asarray(binnen.all(axis=1)))

    def _room(self) -> Getallen:
        """How much wider each range is when a unit is hidden in part."""
        return self._deel * float(self.stelsel.vereist.max())

    def _bound(self, onder: Getallen, boven: Getallen) -> None:
        anders = np.flatnonzero((onder != self._onder) | (boven != self._boven))
        for rij in anders.tolist():
            check(self._highs.changeRowBounds(rij, onder[rij], boven[rij]))
        self._onder, self._boven = onder, boven

    def _recall(self, past: Masker) -> None:
        """What the remembered tables reach that agree with all that is shown."""
        bereikt = self._bereikt[: self._geteld][past]
        self._herinnerd = bereikt.min(axis=0, initial=np.inf), bereikt.max(axis=0, initial=-np.inf)

    def is_wide(self, doel: int) -> bool:
        for richting in (1, -1):
            if self._wide(doel):
                return True
            self._extreme(doel, richting)
        return self._wide(doel)

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
        breedte = self._herinnerd[1] - self._herinnerd[0]
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
        return float(self._herinnerd[0][doel])

    def most(self, doel: int) -> float:
        self._extreme(doel, 1)
        return float(self._herinnerd[1][doel])

    def reasons(self, doel: int) -> list[int] | None:
        """None for a wide sum; else units of which one at least must be hidden.

        They show the statements with a dual price in the programmes for the least and the most:
        whatever else is hidden, these alone keep the sum as narrow as it is.
        """
        if self.is_wide(doel):
            return None
        prijzen = [self._prices(doel, richting) for richting in (1, -1)]
        return self._units(np.logical_or(*(prijs > 0 for prijs in prijzen)))

    def partial_reasons(self, doel: int) -> list[int] | None:
        """The same when units are hidden in part (`show_partly`): units that are together hidden
        for less than one, or None. Proved by the dual bound at the ranges as they are shown."""
        oorzaak = np.zeros(self._onder.size, dtype=np.bool_)
        breedte = 0.0
        for richting in (1, -1):
            if self._reach(doel) >= 2 * self.stelsel.vereist[doel]:
                return None
            prijs = self._prices(doel, richting)
            uiterste = -float(self._highs.getInfo().objective_function_value)
            breedte += uiterste - float(prijs @ self._room())
            oorzaak |= prijs > 0
        zwaarte = self._deel[oorzaak & self._first_of_unit()].sum()
        if breedte >= self.stelsel.vereist[doel] - 1e-5 or zwaarte >= 1 - 1e-4:
            return None
        return self._units(oorzaak)

    def _prices(self, doel: int, richting: int) -> Getallen:
        """Solve, and give the dual price of each statement, without sign or noise."""
        self._extreme(doel, richting)
        prijs = np.abs(np.asarray(self._highs.getSolution().row_dual, dtype=np.float64))
        return np.where(prijs > SPELING, prijs, 0.0)

    def _units(self, oorzaak: Masker) -> list[int]:
        eenheid = self.stelsel.eenheid[oorzaak]
        return [int(nummer) for nummer in np.unique(eenheid[eenheid != ALTIJD])]

    def _first_of_unit(self) -> Masker:
        """One statement of each unit, so that a unit does not count twice."""
        eerste = np.zeros(self._onder.size, dtype=np.bool_)
        eerste[np.unique(self.stelsel.eenheid, return_index=True)[1]] = True
        return eerste

    def _reach(self, doel: int) -> float:
        return float(self._herinnerd[1][doel] - self._herinnerd[0][doel])

    def _wide(self, doel: int) -> bool:
        return self._reach(doel) >= float(self.stelsel.vereist[doel]) - SPELING

    def _extreme(self, doel: int, richting: int) -> None:
        """Solve for the least (-1) or most (1) of a sum, and remember the table found."""
        kolommen, waarden = self._doelen[doel]
        kosten = np.zeros(self._kolommen.size)
        kosten[kolommen] = -richting * waarden
        self._solve(kosten)

    def _solve(self, kosten: Getallen) -> None:
        check(self._highs.changeColsCost(kosten.size, self._kolommen, kosten))
        self.remember(run_to_optimum(self._highs))
        self.werk += sum(self.stelsel.sommen.shape)

    def remember(self, punt: Getallen) -> None:
        """A table that agrees with all that is shown now."""
        som, bereikt = self.stelsel.sommen @ punt, self.stelsel.doelen @ punt
        buiten = (som < self.stelsel.onder - SPELING) | (som > self.stelsel.boven + SPELING)
        laag, hoog = self._herinnerd
        self._herinnerd = np.minimum(laag, bereikt), np.maximum(hoog, bereikt)
        plek = self._geteld % GEHEUGEN
        self._sommen[plek], self._buiten[plek], self._bereikt[plek] = som, buiten, bereikt
        self._geteld += 1
