"""A system of statements about groups of persons, and the linear programmes over it (HiGHS).

Every shown figure is a sum of leaf counts that a reader knows within a range. `Stelsel` holds all
sums that may be shown with their ranges, and the sums that must stay wide.
"""

from collections.abc import Iterator, Sequence
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
# Possible tables that are remembered; the oldest goes first.
GEHEUGEN = 400


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


# Only the objective changes from one programme to the next, so the last corner stays possible:
# primal simplex, which without perturbation and scaling is three times as fast here.
HERHAALD: tuple[tuple[str, str | int | float], ...] = (
    ("presolve", "off"),
    ("simplex_strategy", 4),
    ("simplex_scale_strategy", 0),
    ("primal_simplex_bound_perturbation_multiplier", 0.0),
)


def silent_highs(opties: Sequence[tuple[str, str | int | float]] = ()) -> highspy.Highs:
    """One thread everywhere: HiGHS instances that differ in `threads` fail in silence."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    altijd: tuple[tuple[str, str | int | float], ...] = (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", ZAAD),
    )
    for naam, waarde in (*altijd, *opties):
        check(highs.setOptionValue(naam, waarde))
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
    if status != highspy.HighsStatus.kOk:
        raise OplosserGestopt("solver does not do what it is asked")


def run_to_optimum(highs: highspy.Highs) -> Getallen:
    """The optimal columns, if need be from a cold start; OplosserGestopt otherwise."""
    if not _optimal(highs):
        check(highs.clearSolver())
        if not _optimal(highs):
            raise OplosserGestopt("solver found no optimum")
    return np.asarray(highs.getSolution().col_value, dtype=np.float64)


def _optimal(highs: highspy.Highs) -> bool:
    status = highs.run()
    return bool(
        status == highspy.HighsStatus.kOk
        and highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    )


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
        vrij = np.full(m, highspy.kHighsInf)
        kolommen = (np.zeros(n), stelsel.dak)
        check(self._highs.passModel(lp_model(stelsel.sommen, (-vrij, vrij), kolommen, np.zeros(n))))
        self._bekend: Masker = np.zeros(m, dtype=np.bool_)
        self._buiten: Masker = np.zeros((0, m), dtype=np.bool_)  # per table: outside which ranges
        self._bereikt: Getallen = np.zeros((0, stelsel.vereist.size))
        self.werk = 0  # rows and columns of the programmes solved

    def _target(self, doel: int) -> tuple[NDArray[np.int32], Getallen]:
        van, tot = self.stelsel.doelen.indptr[doel : doel + 2]
        delen = slice(van, tot)
        data = np.asarray(self.stelsel.doelen.data[delen], dtype=np.float64)
        return self.stelsel.doelen.indices[delen].astype(np.int32), data

    def show(self, verborgen: Masker) -> None:
        """From here on the units in `verborgen` (U) are hidden."""
        bekend = self.stelsel.known(verborgen)
        for rij in np.flatnonzero(bekend != self._bekend).tolist():
            onder, boven = -highspy.kHighsInf, highspy.kHighsInf
            if bekend[rij]:
                onder, boven = self.stelsel.onder[rij], self.stelsel.boven[rij]
            check(self._highs.changeRowBounds(rij, onder, boven))
        self._bekend = bekend
        self._herinnerd = self._remembered()

    def _remembered(self) -> tuple[Getallen, Getallen]:
        """What the remembered tables reach that agree with all that is shown."""
        past = ~(self._buiten[:, self._bekend].any(axis=1))
        bereikt = self._bereikt[past]
        return bereikt.min(axis=0, initial=np.inf), bereikt.max(axis=0, initial=-np.inf)

    def is_wide(self, doel: int) -> bool:
        for richting in (1, -1):
            if self._wide(doel):
                return True
            self._extreme(doel, richting)
        return self._wide(doel)

    def narrow(self) -> list[int]:
        """The protected sums that are too narrow, in order."""
        return list(self._narrow())

    def _narrow(self) -> Iterator[int]:
        doel = 0
        while doel < self.stelsel.vereist.size:
            breedte = self._herinnerd[1][doel:] - self._herinnerd[0][doel:]
            twijfel = np.flatnonzero(breedte < self.stelsel.vereist[doel:] - SPELING)
            if not twijfel.size:
                return
            doel += int(twijfel[0])
            if not self.is_wide(doel):
                yield doel
            doel += 1

    def narrowest_first(self, verborgen: Masker) -> list[int]:
        self.show(verborgen)
        smal = self.narrow()
        breedte = (self._herinnerd[1] - self._herinnerd[0]).round(6)
        return sorted(smal, key=lambda doel: (breedte[doel], doel))

    def any_narrow(self) -> bool:
        return next(self._narrow(), None) is not None

    def least(self, doel: int) -> float:
        """The least that a sum can be."""
        self._extreme(doel, -1)
        return float(self._herinnerd[0][doel])

    def reasons(self, doel: int) -> list[int] | None:
        """None for a wide sum; else units of which one at least must be hidden.

        They show the statements with a dual price in the programmes for the least and the most:
        whatever else is hidden, these alone keep the sum as narrow as it is.
        """
        if self.is_wide(doel):
            return None
        oorzaak = np.zeros(self._bekend.size, dtype=np.bool_)
        for richting in (1, -1):
            self._extreme(doel, richting)
            prijs = np.asarray(self._highs.getSolution().row_dual, dtype=np.float64)
            oorzaak |= np.abs(prijs) > SPELING
        eenheid = self.stelsel.eenheid[oorzaak & self._bekend]
        return [int(nummer) for nummer in np.unique(eenheid[eenheid != ALTIJD])]

    def _wide(self, doel: int) -> bool:
        breedte = self._herinnerd[1][doel] - self._herinnerd[0][doel]
        return bool(breedte >= self.stelsel.vereist[doel] - SPELING)

    def _extreme(self, doel: int, richting: int) -> None:
        """Solve for the least (-1) or most (1) of a sum, and remember the table found."""
        kolommen, waarden = self._doelen[doel]
        kosten = np.zeros(self._kolommen.size)
        kosten[kolommen] = -richting * waarden
        check(self._highs.changeColsCost(kosten.size, self._kolommen, kosten))
        self._remember(run_to_optimum(self._highs))
        self.werk += sum(self.stelsel.sommen.shape)

    def _remember(self, punt: Getallen) -> None:
        som, bereikt = self.stelsel.sommen @ punt, self.stelsel.doelen @ punt
        buiten = (som < self.stelsel.onder - SPELING) | (som > self.stelsel.boven + SPELING)
        laag, hoog = self._herinnerd
        self._herinnerd = np.minimum(laag, bereikt), np.maximum(hoog, bereikt)
        self._buiten = np.vstack([self._buiten[-GEHEUGEN:], buiten])
        self._bereikt = np.vstack([self._bereikt[-GEHEUGEN:], bereikt])
