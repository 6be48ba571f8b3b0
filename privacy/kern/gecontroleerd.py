"""Controlled rounding: a table of multiples that adds up (Cox 1987; Salazar-González 2005).

Every count goes to a neighbouring multiple of the base, a multiple stays what it is, and rounded
margins are the sums of rounded leaves; of all such tables the one nearest to the counts. A table of
two dimensions always has one; with three dimensions or crossing groups there may be none, and then
margins may go further (`stappen` above 1 says how far).

It is an option for tables that must add up and hold nothing secret; our own tables keep ordinary
rounding. It moves a figure by up to base - 1 where ordinary rounding stays within half of the base,
so that shares become coarser. And what a reader learns is no set of ranges: which neighbour was
taken depends on the whole table, so that the audit of a table with hidden cells, which takes the
figures shown as ranges, would promise too much. (All 256 tables of 2 × 2 leaves of 0 to 3, base
3, by who knows the method: no leaf can be computed. With ordinary rounding of leaves and totals
more than a third of them can, which is why our own tables are audited with all totals.)
"""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.bedragaudit import Bedragkennis, Bedragvraag, extremes
from privacy.kern.celtabel import Dimensie, check_counts, check_size
from privacy.kern.dominantie import Matrix, sums_of
from privacy.kern.stelsel import OplosserGestopt, check, lp_model, silent_highs

Tellingen = NDArray[np.int64]

MEESTE_STAPPEN = 4
KNOPEN = 20  # of the search; where it ends there the table adds up, but may not be the nearest
KLOOF = 0.01  # from the nearest, as a share of the distance


class GeenAfronding(ValueError):
    """No table of multiples adds up, even when margins go several steps further."""


@dataclass(frozen=True)
class Gecontroleerd:
    """`waarden`: all shown cells in the order of the screen, multiples of `basis`.

    `stappen`: multiples that a margin lies from its count at most; 1 is the neighbouring one.
    `afstand`: persons that all cells together were moved; `dichtstbij`: no table is nearer, or not
    by more than a hundredth.
    """

    waarden: Tellingen
    basis: int
    stappen: int
    afstand: int
    dichtstbij: bool


def round_controlled(
    tellingen: Tellingen, dimensies: Sequence[Dimensie], basis: int = 5
) -> Gecontroleerd:
    """`tellingen`: counts of the leaves, shape as `dimensies`. The same counts give the same table;
    GeenAfronding where none adds up."""
    if basis < 2:
        raise ValueError("the base of rounding is 2 or more")
    check_counts(tellingen, tuple(len(d.klassen) for d in dimensies))
    check_size(dimensies)
    sommen = sums_of(dimensies)
    for stappen in range(1, MEESTE_STAPPEN + 1):
        gevonden = _solve(tellingen.ravel(), sommen, basis, stappen)
        if gevonden is not None:
            bladen, dichtstbij = gevonden
            waarden = np.asarray(sommen @ bladen, dtype=np.int64)
            afstand = int(np.abs(waarden - sommen @ tellingen.ravel()).sum())
            return Gecontroleerd(waarden, basis, stappen, afstand, dichtstbij)
    raise GeenAfronding("no table of multiples adds up")


def _solve(
    bladen: Tellingen, sommen: Matrix, basis: int, stappen: int
) -> tuple[Tellingen, bool] | None:
    """Rounded leaves, and whether they are the best; None when no table was found that adds up.

    Columns: for each leaf whether it goes up, then how far each cell lies above and below its
    count. Rows: the distance of each cell, then each cell between its multiples.
    """
    omlaag, rest = bladen // basis, bladen % basis
    totaal = sommen @ bladen
    r, n = sommen.shape
    vast = sommen @ omlaag  # multiples when no leaf goes up
    een, leeg = sparse.eye_array(r, format="csr"), sparse.csr_array((r, r))
    matrix = sparse.vstack(
        [sparse.hstack([basis * sommen, -een, een]), sparse.hstack([sommen, leeg, leeg])],
        format="csr",
    )
    verder = stappen - 1
    meest = -(-totaal // basis) + verder - vast
    minst = np.maximum(totaal // basis - verder, 0) - vast
    verschil = totaal - basis * vast
    rijen = (np.append(verschil, minst), np.append(verschil, meest))
    kolommen = (
        np.zeros(n + 2 * r),
        np.append(np.minimum(rest, 1).astype(np.float64), np.full(2 * r, highspy.kHighsInf)),
    )
    kosten = np.append(np.zeros(n), np.ones(2 * r))
    lp = lp_model(
        sparse.csr_array(matrix),
        (rijen[0].astype(np.float64), rijen[1].astype(np.float64)),
        kolommen,
        kosten,
    )
    soorten = [highspy.HighsVarType.kInteger] * n + [highspy.HighsVarType.kContinuous] * (2 * r)
    lp.integrality_ = soorten
    gevonden = _run(lp)
    if gevonden is None:
        return None
    omhoog = np.rint(gevonden[0][:n]).astype(np.int64)
    return basis * (omlaag + omhoog), gevonden[1]


def _run(lp: highspy.HighsLp) -> tuple[NDArray[np.float64], bool] | None:
    highs = silent_highs((("mip_rel_gap", KLOOF), ("mip_max_nodes", KNOPEN)))
    check(highs.passModel(lp))
    if highs.run() == highspy.HighsStatus.kError:
        raise OplosserGestopt("solver reports an error")
    stand = highs.getModelStatus()
    if not np.isfinite(highs.getInfo().objective_function_value):
        return None
    waarden = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    return waarden, stand == highspy.HighsModelStatus.kOptimal


def narrowest_controlled(
    tellingen: Tellingen, dimensies: Sequence[Dimensie], afgerond: Gecontroleerd
) -> float:
    """The least width, in persons, of what all figures together leave of a cell that was rounded:
    by the auditor's solver. ValueError for a table that does not add up or lies too far away."""
    sommen = sums_of(dimensies).toarray()
    waarheid, waarden = tellingen.ravel(), afgerond.waarden
    bladen = waarden[leaf_rows(dimensies)]
    ver = np.abs(waarden - sommen @ waarheid)
    grens = afgerond.basis * afgerond.stappen
    if (
        (sommen @ bladen != waarden).any()
        or (waarden % afgerond.basis).any()
        or (ver >= grens).any()
    ):
        raise ValueError("this is no controlled rounding of the table")
    cellen = [tuple(np.flatnonzero(rij).tolist()) for rij in sommen]
    feiten = tuple(
        (cel, float(max(w - grens + 1, 0)), float(w + grens - 1))
        for cel, w in zip(cellen, waarden.tolist(), strict=True)
    )
    oneindig = 4.0 * float(waarheid.sum() + grens)
    vragen = [Bedragvraag(cel, r * oneindig, r) for cel in cellen for r in (1, -1)]
    kennis = Bedragkennis(
        tuple(waarheid.astype(float).tolist()),
        (0.0,) * waarheid.size,
        oneindig,
        feiten,
        tuple(vragen),
    )
    uitersten = extremes([kennis])[0]
    if any(uiterste is None for uiterste in uitersten):
        raise OplosserGestopt("the auditor's solver found no table")
    hoog, laag = (np.array(uitersten[k::2], dtype=np.float64) for k in (0, 1))
    return float((hoog - laag).min())


def leaf_rows(dimensies: Sequence[Dimensie]) -> Tellingen:
    """Which of the shown cells are the leaves, in their order."""
    nummers = np.arange(int(np.prod([len(d.labels) for d in dimensies])))
    cellen = nummers.reshape([len(d.labels) for d in dimensies])
    return np.asarray(cellen[tuple(slice(len(d.klassen)) for d in dimensies)]).ravel()
