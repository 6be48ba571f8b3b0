"""A system of statements about groups of persons, and the linear programmes over it (HiGHS).

Every shown figure is a sum of leaf counts that a reader knows within a range. `Stelsel` holds all
sums that may be shown with their ranges, and the sums that must stay wide.
"""

from collections.abc import Sequence
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
MAX_STAPPEN = 500_000  # of the simplex method in one programme: no programme goes on for ever

BEGIN = 8  # of each programme, in steps of the simplex method


class NietTeBeschermen(ValueError):
    """No pattern of hidden cells was found that passes. Nothing may be shown."""


class OplosserGestopt(RuntimeError):
    """HiGHS ended without an optimum. No half answer is used."""


@dataclass(frozen=True)
class Stelsel:
    """N leaf counts, M statements, P sums to protect, over U units that are shown or hidden.

    `sommen` (M × N) with `onder` and `boven` (M): what is learnt when the statement is shown;
    `eenheid` (M): the unit that shows it, or ALTIJD; `dak` (N): largest count of a leaf that the
    reader can think possible; `doelen` (P × N) and `vereist` (P): sums and their least widths;
    `waarheid` (N): the true counts, without which a large system can't be taken apart.
    """

    sommen: Matrix
    onder: Getallen
    boven: Getallen
    eenheid: Plekken
    dak: Getallen
    doelen: Matrix
    vereist: Getallen
    waarheid: Getallen | None = None

    def known(self, verborgen: Masker) -> Masker:
        """Which statements the reader has, when the units in `verborgen` (U) are hidden."""
        return np.asarray((self.eenheid == ALTIJD) | ~verborgen[self.eenheid], dtype=np.bool_)


@dataclass(frozen=True)
class Splitsing:
    """Statements about one leaf are bounds of its column, which costs a programme nothing; the
    others are rows. `enkel` (E): the first statement about each such leaf, `blad` (E) its leaf;
    `rijen`: all other statements."""

    enkel: Plekken
    blad: Plekken
    rijen: Plekken


def split(sommen: Matrix) -> Splitsing:
    """Which statements are columns and which are rows; `sommen` has no zeros stored."""
    van = sommen.indptr[:-1]
    alleen = np.flatnonzero(np.diff(sommen.indptr) == 1)
    alleen = alleen[sommen.data[van[alleen]] == 1]
    blad, eerste = np.unique(sommen.indices[van[alleen]], return_index=True)
    enkel = alleen[eerste].astype(np.int64)
    rijen = np.setdiff1d(np.arange(sommen.shape[0], dtype=np.int64), enkel)
    return Splitsing(enkel, blad.astype(np.int64), rijen)


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
        ("simplex_iteration_limit", MAX_STAPPEN),
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
    """The optimal columns, if need be from a cold start.

    NietTeBeschermen when nothing meets the rows, OplosserGestopt when the solver gives up.
    """
    if not _optimal(highs):
        check(highs.clearSolver())
        if not _optimal(highs):
            if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                raise NietTeBeschermen("a protected sum stays too narrow whatever is hidden")
            raise OplosserGestopt("solver found no optimum")
    return np.asarray(highs.getSolution().col_value, dtype=np.float64)


def work(highs: highspy.Highs, maat: int) -> int:
    """What the last programme cost, `maat` its rows and columns: about 30 million is a second."""
    return maat * (BEGIN + max(0, int(highs.getInfo().simplex_iteration_count)))


def _optimal(highs: highspy.Highs) -> bool:
    status = highs.run()
    return bool(
        status == highspy.HighsStatus.kOk
        and highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    )
