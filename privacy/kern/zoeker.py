"""The heuristic of secondary suppression: one linear programme per sum that is too narrow."""

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.stelsel import (
    ALTIJD,
    SPELING,
    Matrix,
    NietTeBeschermen,
    Stelsel,
    check,
    lp_model,
    run_to_optimum,
    silent_highs,
    split,
    work,
)

Getallen = NDArray[np.float64]


# Between two programmes the prices and one row change: dual simplex, without what perturbs it.
OPTIES: tuple[tuple[str, str | int | float], ...] = (
    ("presolve", "off"),
    ("simplex_scale_strategy", 0),
    ("dual_simplex_cost_perturbation_multiplier", 0.0),
)


class Zoeker:
    """A possible table, and what must be hidden for it to be possible.

    Columns: leaves, then for each statement how far it goes above and below its shown range, at the
    loss of its unit. A leaf with a statement of its own is within its range, and what goes beyond
    that is added.
    """

    def __init__(self, stelsel: Stelsel) -> None:
        self._stelsel = stelsel
        m, n = stelsel.sommen.shape
        self._deel = split(stelsel.sommen)
        plekken = (self._deel.blad, self._deel.enkel)
        self._erbij: Matrix = sparse.csr_array((np.ones(plekken[0].size), plekken), shape=(n, m))
        self._n, self._rijen = n, self._deel.rijen.size
        self._highs = silent_highs(OPTIES)
        rijen = stelsel.onder[self._deel.rijen], stelsel.boven[self._deel.rijen]
        model = lp_model(self._matrix(), rijen, self._bounds(), np.zeros(n + 2 * m))
        check(self._highs.passModel(model))
        self._maat = n + 2 * m + self._rijen
        self.werk = 0

    def _bounds(self) -> tuple[Getallen, Getallen]:
        stelsel, blad, enkel = self._stelsel, self._deel.blad, self._deel.enkel
        laag, hoog = np.zeros(self._n), stelsel.dak.copy()
        laag[blad] = np.maximum(stelsel.onder[enkel], 0.0)
        hoog[blad] = np.minimum(stelsel.boven[enkel], hoog[blad])
        boven, onder = (np.full(stelsel.onder.size, highspy.kHighsInf) for _ in range(2))
        boven[enkel], onder[enkel] = stelsel.dak[blad] - hoog[blad], laag[blad]
        altijd = stelsel.eenheid == ALTIJD
        boven[altijd] = onder[altijd] = 0.0
        leeg = np.zeros(2 * altijd.size)
        return np.concatenate([laag, leeg]), np.concatenate([hoog, boven, onder])

    def _matrix(self) -> Matrix:
        sommen = sparse.csr_array(self._stelsel.sommen[self._deel.rijen])
        zelf = sparse.eye_array(self._stelsel.onder.size, format="csr")[self._deel.rijen]
        erbij = sommen @ self._erbij - zelf
        return sparse.csr_array(sparse.hstack([sommen, erbij, -erbij], format="csr"))

    def cheapest(
        self, doel: int, prijs: Getallen, bereik: tuple[float, float]
    ) -> tuple[list[int], Getallen]:
        """Units that must be hidden, at a `prijs` (U) of zero for those that are, for a sum that
        now reaches from the least to the most of `bereik` to be wide enough; and the table that is
        possible then."""
        self._price(prijs)
        nodig = float(self._stelsel.vereist[doel])
        kanten = (bereik[0] + nodig, highspy.kHighsInf), (-highspy.kHighsInf, bereik[1] - nodig)
        self._add(doel)
        punt = self._solve(kanten[0])
        if punt is None:
            punt = self._solve(kanten[1])
        check(self._highs.deleteRows(1, np.array([self._rijen], dtype=np.int32)))
        if punt is None:
            raise NietTeBeschermen("a protected sum stays too narrow whatever is hidden")
        boven, onder = punt[self._n :].reshape(2, -1)
        tabel = punt[: self._n] + self._erbij @ (boven - onder)
        return self._units(np.maximum(boven, onder)), np.asarray(tabel, dtype=np.float64)

    def _add(self, doel: int) -> None:
        """A row for this sum."""
        rij = self._stelsel.doelen[[doel]]
        erbij = rij @ self._erbij
        een = sparse.hstack([rij, erbij, -erbij], format="csr")
        kolommen, waarden = een.indices.astype(np.int32), een.data.astype(np.float64)
        oneindig = highspy.kHighsInf
        check(self._highs.addRow(-oneindig, oneindig, kolommen.size, kolommen, waarden))

    def _solve(self, kant: tuple[float, float]) -> Getallen | None:
        check(self._highs.changeRowBounds(self._rijen, *kant))
        try:
            punt = run_to_optimum(self._highs)
        except NietTeBeschermen:
            return None
        self.werk += work(self._highs, self._maat)
        return punt

    def _price(self, prijs: Getallen) -> None:
        eenheid = self._stelsel.eenheid
        per_uitspraak = np.where(eenheid == ALTIJD, 0.0, prijs[eenheid])
        plekken = np.arange(2 * eenheid.size, dtype=np.int32) + self._n
        check(self._highs.changeColsCost(plekken.size, plekken, np.tile(per_uitspraak, 2)))

    def _units(self, over: Getallen) -> list[int]:
        """The units of the statements that go beyond their range."""
        eenheid = self._stelsel.eenheid[over > SPELING]
        return [int(nummer) for nummer in np.unique(eenheid[eenheid != ALTIJD])]
