"""A system of statements about groups of persons, and the linear programmes over it (HiGHS).

Every shown figure is a sum of leaf counts that a reader knows within a range. `Stelsel` holds all
sums that may be shown with their ranges, and the sums that must stay wide.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Getallen = NDArray[np.float64]
Plekken = NDArray[np.int64]
Masker = NDArray[np.bool_]
Matrix = sparse.csr_array

ALTIJD = -1  # the unit of a statement that the reader knows whatever is hidden
ZAAD = 20160101
SPELING = 1e-6


class OplosserGestopt(RuntimeError):
    """HiGHS ended without an optimum. No half answer is used."""


@dataclass(frozen=True)
class Stelsel:
    """N leaf counts, M statements, P sums to protect, over U units that are shown or hidden.

    `sommen` (M × N) with `onder` and `boven` (M): what is learnt when the statement is shown;
    `eenheid` (M): the unit that shows it, or ALTIJD; `dak` (N): largest count of a leaf that the
    reader can think possible; `doelen` (P × N) and `vereist` (P): sums and their least widths.
    """

    sommen: Matrix
    onder: Getallen
    boven: Getallen
    eenheid: Plekken
    dak: Getallen
    doelen: Matrix
    vereist: Getallen

    def known(self, verborgen: Masker) -> Masker:
        """Which statements the reader has, when the units in `verborgen` (U) are hidden."""
        return np.asarray((self.eenheid == ALTIJD) | ~verborgen[self.eenheid], dtype=np.bool_)


def silent_highs() -> highspy.Highs:
    """One thread everywhere: HiGHS instances that differ in `threads` fail in silence."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for naam, waarde in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", ZAAD % 2**31),
        ("presolve", "off"),
    ):
        if highs.setOptionValue(naam, waarde) != highspy.HighsStatus.kOk:
            raise OplosserGestopt("solver refuses an option")
    return highs


def lp_model(
    matrix: Matrix,
    rijen: tuple[Getallen, Getallen],
    kolommen: tuple[Getallen, Getallen],
    kosten: Getallen,
) -> highspy.HighsLp:
    """Minimise `kosten` over columns within `kolommen`, with `matrix` times columns in `rijen`."""
    per_kolom = sparse.csc_array(matrix)
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.row_lower_, lp.row_upper_ = rijen
    lp.col_lower_, lp.col_upper_ = kolommen
    lp.col_cost_ = kosten
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = per_kolom.indptr
    lp.a_matrix_.index_ = per_kolom.indices
    lp.a_matrix_.value_ = per_kolom.data.astype(np.float64)
    return lp


def check(status: highspy.HighsStatus) -> None:
    if status == highspy.HighsStatus.kError:
        raise OplosserGestopt("solver reports an error")


def run_to_optimum(highs: highspy.Highs) -> Getallen:
    """The optimal columns; OplosserGestopt otherwise."""
    check(highs.run())
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise OplosserGestopt("solver found no optimum")
    return np.asarray(highs.getSolution().col_value, dtype=np.float64)


class Indringer:
    """A reader who computes: widths of the protected sums under a pattern of hidden units.

    Remembers every solution it met (a possible table), so that most sums need no programme of
    their own. `smal(verborgen)` gives the protected sums that are too narrow.
    """

    def __init__(self, stelsel: Stelsel) -> None:
        self.stelsel = stelsel
        n = stelsel.dak.size
        self._kolommen = np.arange(n, dtype=np.int32)
        self._bekend: Masker = np.zeros(stelsel.onder.size, dtype=np.bool_)
        self._highs = silent_highs()
        vrij = np.full(stelsel.onder.size, highspy.kHighsInf)
        check(
            self._highs.passModel(
                lp_model(stelsel.sommen, (-vrij, vrij), (np.zeros(n), stelsel.dak), np.zeros(n))
            )
        )
        self._punten = np.zeros((0, n))
        self.opgelost = 0

    def ranges(self, verborgen: Masker) -> tuple[Getallen, Getallen]:
        """Ranges (P) that a reader can't narrow further; exact where narrower than required."""
        bereik = self._start(verborgen)
        for doel in range(self.stelsel.vereist.size):
            bereik = self._widen(bereik, doel)
        return bereik

    def narrow(self, verborgen: Masker) -> Plekken:
        """The protected sums that are narrower than required, the narrowest first."""
        laag, hoog = self.ranges(verborgen)
        smal = np.flatnonzero(hoog - laag < self.stelsel.vereist - SPELING)
        return smal[np.argsort((hoog - laag)[smal].round(6), kind="stable")]

    def any_narrow(self, verborgen: Masker) -> bool:
        bereik = self._start(verborgen)
        for doel in range(self.stelsel.vereist.size):
            bereik = self._widen(bereik, doel)
            if not self._wide(bereik, doel):
                return True
        return False

    def is_wide(self, verborgen: Masker, doel: int) -> bool:
        return self._wide(self._widen(self._start(verborgen), doel), doel)

    def _start(self, verborgen: Masker) -> tuple[Getallen, Getallen]:
        """What the remembered tables reach."""
        self._show(verborgen)
        waarden = self._usable(verborgen) @ self.stelsel.doelen.T
        return waarden.min(axis=0, initial=np.inf), waarden.max(axis=0, initial=-np.inf)

    def _widen(self, bereik: tuple[Getallen, Getallen], doel: int) -> tuple[Getallen, Getallen]:
        for richting in (1, -1):
            if self._wide(bereik, doel):
                break
            gevonden = self.stelsel.doelen @ self._extreme(doel, richting)
            bereik = np.minimum(bereik[0], gevonden), np.maximum(bereik[1], gevonden)
        return bereik

    def _wide(self, bereik: tuple[Getallen, Getallen], doel: int) -> bool:
        breedte = bereik[1][doel] - bereik[0][doel]
        return bool(breedte >= self.stelsel.vereist[doel] - SPELING)

    def _show(self, verborgen: Masker) -> None:
        bekend = self.stelsel.known(verborgen)
        onder = np.where(bekend, self.stelsel.onder, -highspy.kHighsInf)
        boven = np.where(bekend, self.stelsel.boven, highspy.kHighsInf)
        for rij in np.flatnonzero(bekend != self._bekend).tolist():
            check(self._highs.changeRowBounds(rij, onder[rij], boven[rij]))
        self._bekend = bekend

    def _usable(self, verborgen: Masker) -> Getallen:
        """The remembered tables that agree with everything shown under this pattern."""
        bekend = self.stelsel.known(verborgen)
        sommen = self._punten @ self.stelsel.sommen[bekend].T
        past = (sommen >= self.stelsel.onder[bekend] - 1e-7) & (
            sommen <= self.stelsel.boven[bekend] + 1e-7
        )
        return self._punten[past.all(axis=1)]

    def _extreme(self, doel: int, richting: int) -> Getallen:
        kosten = np.zeros(self._kolommen.size)
        rij = self.stelsel.doelen[[doel]]
        kosten[rij.indices] = -richting * rij.data
        check(self._highs.changeColsCost(self._kolommen.size, self._kolommen, kosten))
        punt = run_to_optimum(self._highs)
        self.opgelost += 1
        self._punten = np.vstack([self._punten, punt])
        return punt
