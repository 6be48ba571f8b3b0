"""How much of a difference between buurten is the buurt's own, and how much is who lives there.

Three looks at the same counts: a random intercept for each area (how much areas differ for the same
resident), suspects against those expected given the residents (indirect standardisation at the
rates of the whole municipality), and the difference between two groups of buurten taken apart by
group of kenmerken (Fairlie). All of it depends on the data through the level totals X'y and the
suspects of each area alone: that is what goes into the ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from analyses.kern import ontwerp
from analyses.kern.meerniveau import Meerniveau, effects_from, fit_areas
from analyses.kern.narekening import recheck_areas
from analyses.kern.ontleding import Groep, Ontleding, fairlie
from analyses.kern.patronen import BUURT, Patronen
from analyses.kern.uitkomst import Afwijking
from bronnen.kern.kenmerken import kenmerk

Vector = NDArray[np.float64]
Nummers = NDArray[np.intp]

MINSTE_GEBIEDEN = 5  # with fewer the variation between areas is a guess
MEESTE_PERSONEN = 4_000  # paired in one draw
TREKKINGEN = 100
VEEL_KNOPEN = 41
HERHALINGEN = 60  # of the coefficients, for the margins
ZAAD = 20160102


@dataclass(frozen=True)
class Gebiedsrijen:
    """A row for each pattern in each buurt: `patronen` [R], and `buurt` [R], its number."""

    patronen: Patronen
    buurt: Nummers


@dataclass(frozen=True)
class Variatie:
    """How much areas of one kind differ: for residents as they are, and for equal residents."""

    niveau: str
    gebieden: int
    zonder: Meerniveau
    met: Meerniveau


@dataclass(frozen=True)
class Deelschatting:
    """A part of a difference in shares with its 95 % margins; fractions."""

    waarde: float
    van: float
    tot: float


@dataclass(frozen=True)
class Uitgelegd:
    """Of a difference in shares: what composition explains, whole and by group of kenmerken."""

    samen: Deelschatting
    delen: Mapping[str, Deelschatting]


def by_area(per_buurt: Patronen) -> Gebiedsrijen:
    """From patterns of which the last column is the buurt; by buurt, and then by kenmerk."""
    *codes, _ = per_buurt.kenmerken
    kolommen = [per_buurt.kolom(code) for code in (BUURT, *codes)]
    volgorde = np.lexsort(kolommen[::-1])
    patronen = Patronen(
        tuple(codes),
        per_buurt.codes[volgorde, :-1].astype(np.uint8),
        per_buurt.n[volgorde],
        per_buurt.y[volgorde],
    )
    return Gebiedsrijen(patronen, kolommen[0][volgorde].astype(np.intp))


def variation(
    niveau: str, gebouwd: ontwerp.Ontwerp, patronen: Patronen, gebied: Nummers, begin: Vector
) -> Variatie | None:
    """None for fewer areas than `MINSTE_GEBIEDEN`; GeenVerschil when no estimate is found."""
    aantal = int(gebied.max(initial=-1)) + 1
    if aantal < MINSTE_GEBIEDEN:
        return None
    n, y = (
        np.bincount(gebied, weights=deel).astype(np.float64) for deel in (patronen.n, patronen.y)
    )
    p = y.sum() / n.sum()
    begin_zonder = np.array([np.log(p / (1 - p))])
    zonder = _checked(np.ones((aantal, 1)), n, y, np.arange(aantal), begin_zonder)
    met = _checked(*_collapsed(gebouwd, patronen, gebied), begin)
    return Variatie(niveau, aantal, zonder, met)


def _checked(matrix: Vector, n: Vector, y: Vector, gebied: Nummers, begin: Vector) -> Meerniveau:
    """Computed again in another way; with more nodes where small areas ask for them. Afwijking
    when that differs still."""
    gevonden = fit_areas(matrix, n, y, gebied, begin)
    try:
        recheck_areas(matrix, n, y, gebied, gevonden)
    except Afwijking:
        gevonden = fit_areas(matrix, n, y, gebied, begin, VEEL_KNOPEN)
        recheck_areas(matrix, n, y, gebied, gevonden)
    return gevonden


def _collapsed(
    gebouwd: ontwerp.Ontwerp, patronen: Patronen, gebied: Nummers
) -> tuple[Vector, Vector, Vector, Nummers]:
    """A row for each combination of levels in each area: what was merged before fitting, and areas
    that were taken together, need no rows of their own."""
    plaatsen = {str(nummer): deel for nummer, deel in enumerate(gebouwd.plaatsen)}
    rijen = (
        pl.DataFrame({**plaatsen, "gebied": gebied, "n": patronen.n, "y": patronen.y})
        .with_row_index("eerste")
        .group_by([*plaatsen, "gebied"])
        .agg(pl.col("eerste").min(), pl.col("n").sum(), pl.col("y").sum())
        .sort("eerste")
    )
    matrix = gebouwd.matrix[rijen["eerste"].to_numpy()]
    n, y = (rijen[naam].to_numpy().astype(np.float64) for naam in ("n", "y"))
    return np.ascontiguousarray(matrix), n, y, rijen["gebied"].to_numpy().astype(np.intp)


def expected_by_area(
    gebouwd: ontwerp.Ontwerp, patronen: Patronen, gebied: Nummers, coef: Vector
) -> Vector:
    """Suspects [G] if every resident had the share that the whole municipality has for the same
    kenmerken."""
    kans = special.expit(gebouwd.matrix @ coef)
    som = np.bincount(gebied, weights=patronen.n * kans)
    return som.astype(np.float64)


def area_effects(
    variatie: Variatie, gebouwd: ontwerp.Ontwerp, patronen: Patronen, gebied: Nummers, y: Vector
) -> tuple[Vector, Vector]:
    """Shrunken log-odds [G] and half of their margins, from suspects [G] that may be rounded."""
    matrix, n, _, samen = _collapsed(gebouwd, patronen, gebied)
    return effects_from(variatie.met, matrix, n, samen, y)


def explain(
    gebouwd: ontwerp.Ontwerp, patronen: Patronen, eerste: NDArray[np.bool_],
    tweede: NDArray[np.bool_], model: Meerniveau,
) -> Uitgelegd:  # fmt: skip
    """Rows of two groups of buurten: what of their difference the kenmerken explain.

    The margins come from other coefficients within their errors, with the same draws of pairs.
    """
    a, b = (_group(gebouwd, patronen, rijen) for rijen in (eerste, tweede))
    blokken = _blocks(gebouwd)
    punt = fairlie(a, b, model.coef, blokken, TREKKINGEN, meeste=MEESTE_PERSONEN)
    toeval = np.random.default_rng(ZAAD)
    loten = toeval.multivariate_normal(model.coef, model.covariantie, HERHALINGEN)
    andere = [fairlie(a, b, lot, blokken, 2, meeste=MEESTE_PERSONEN) for lot in loten]
    return _with_margins(_adding_up(punt), [_adding_up(o) for o in andere])


def _group(gebouwd: ontwerp.Ontwerp, patronen: Patronen, rijen: NDArray[np.bool_]) -> Groep:
    """Each pattern once, whatever the buurt."""
    _, eerste, plek = np.unique(
        patronen.codes[rijen], axis=0, return_index=True, return_inverse=True
    )
    n, y = (np.bincount(plek, weights=deel[rijen]) for deel in (patronen.n, patronen.y))
    return Groep(gebouwd.matrix[rijen][eerste], n.astype(np.intp), y.astype(np.float64))


def _blocks(gebouwd: ontwerp.Ontwerp) -> dict[str, tuple[int, ...]]:
    """Columns by group of kenmerken, in the order of the design."""
    blokken: dict[str, tuple[int, ...]] = {}
    for factor, kolommen in zip(gebouwd.factoren, gebouwd.kolommen, strict=True):
        groep = kenmerk(factor.code).groep.value
        blokken[groep] = (*blokken.get(groep, ()), *kolommen)
    return blokken


def _adding_up(uit: Ontleding) -> Ontleding:
    """Draws leave a small rest: it is spread over the parts by their size."""
    rest = uit.verklaard - sum(uit.delen.values())
    omvang = sum(abs(deel) for deel in uit.delen.values())
    if omvang == 0:
        return uit
    delen = {naam: deel + rest * abs(deel) / omvang for naam, deel in uit.delen.items()}
    return Ontleding(uit.verschil, uit.verklaard, delen)


def _with_margins(punt: Ontleding, andere: Sequence[Ontleding]) -> Uitgelegd:
    samen = _margin(punt.verklaard, [o.verklaard for o in andere])
    delen = {
        naam: _margin(deel, [o.delen[naam] for o in andere]) for naam, deel in punt.delen.items()
    }
    return Uitgelegd(samen, delen)


def _margin(waarde: float, andere: Sequence[float]) -> Deelschatting:
    straal = 1.96 * float(np.std(andere, ddof=1))
    return Deelschatting(waarde, waarde - straal, waarde + straal)
