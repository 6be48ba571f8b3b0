"""The heuristic of secondary suppression: one linear programme per sum that is too narrow."""

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.stelsel import (
    ALTIJD,
    SPELING,
    Masker,
    Matrix,
    Stelsel,
    check,
    lp_model,
    run_to_optimum,
    silent_highs,
)

Getallen = NDArray[np.float64]


class Zoeker:
    """Two possible tables, and what must be hidden for both to be possible.

    Columns: leaves of the first table, leaves of the second, then for each statement and table how
    far it goes above and below its shown range, at the loss of its unit.
    """

    def __init__(self, stelsel: Stelsel, kosten: Getallen) -> None:
        self._stelsel, self._kosten = stelsel, kosten
        m, n = stelsel.sommen.shape
        self._m, self._n = m, n
        self._highs = silent_highs()
        duur = np.zeros(4 * m)
        vrij = np.concatenate([stelsel.dak, stelsel.dak, np.tile(self._room(), 4)])
        rijen = (np.tile(stelsel.onder, 2), np.tile(stelsel.boven, 2))
        lp = lp_model(
            self._matrix(),
            rijen,
            (np.zeros(vrij.size), vrij),
            np.concatenate([np.zeros(2 * n), duur]),
        )
        check(self._highs.passModel(lp))

    def _room(self) -> Getallen:
        altijd = self._stelsel.eenheid == ALTIJD
        return np.where(altijd, 0.0, highspy.kHighsInf)

    def _matrix(self) -> Matrix:
        een = sparse.eye_array(self._m, format="csr")
        sommen = self._stelsel.sommen
        leeg = sparse.csr_array((self._m, self._n))
        niets = sparse.csr_array((self._m, self._m))
        return sparse.csr_array(
            sparse.vstack(
                [
                    sparse.hstack([sommen, leeg, -een, een, niets, niets]),
                    sparse.hstack([leeg, sommen, niets, niets, -een, een]),
                ],
                format="csr",
            )
        )

    def cheapest(self, doel: int, verborgen: Masker) -> tuple[Masker, Getallen, Getallen]:
        """Units that must be hidden, beside `verborgen`, to make this sum wide enough, and the two
        tables that are possible then."""
        self._price(verborgen)
        rij = self._stelsel.doelen[[doel]]
        kolommen = np.concatenate([rij.indices, rij.indices + self._n]).astype(np.int32)
        waarden = np.concatenate([rij.data, -rij.data]).astype(np.float64)
        nodig = float(self._stelsel.vereist[doel])
        check(self._highs.addRow(nodig, highspy.kHighsInf, kolommen.size, kolommen, waarden))
        punt = run_to_optimum(self._highs)
        check(self._highs.deleteRows(1, np.array([2 * self._m], dtype=np.int32)))
        eenheden = self._units(punt[2 * self._n :].reshape(4, self._m).max(axis=0))
        return eenheden, punt[: self._n], punt[self._n : 2 * self._n]

    def _price(self, verborgen: Masker) -> None:
        eenheid = self._stelsel.eenheid
        prijs = np.where((eenheid == ALTIJD) | verborgen[eenheid], 0.0, self._kosten[eenheid])
        plekken = np.arange(2 * self._n, 2 * self._n + 4 * self._m, dtype=np.int32)
        check(self._highs.changeColsCost(plekken.size, plekken, np.tile(prijs, 4)))

    def _units(self, over: Getallen) -> Masker:
        """The units of the statements that go beyond their range."""
        uit = np.zeros(self._kosten.size, dtype=np.bool_)
        geraakt = (over > SPELING) & (self._stelsel.eenheid != ALTIJD)
        uit[self._stelsel.eenheid[geraakt]] = True
        return uit
