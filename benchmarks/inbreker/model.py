"""What is possible, given all claims: tables of residents that agree where they overlap.

Every kenmerk has a table with buurt, age and outcome; claims about several kenmerken get a table of
their own. Classes that no claim tells apart are one. Two tables give the same count for whatever
both of them show. The bounds of a sum of cells are two linear programmes.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.inbreker.kennis import ONMOGELIJK, Groep, Kaart, width
from benchmarks.inbreker.lezen import Bewering

SPIL = ("buurt", "geslacht", "leeftijd", "verdachte")
# Primal simplex: another objective leaves the last corner feasible.
OPTIES = {"output_flag": False, "threads": 1, "random_seed": 0, "simplex_strategy": 4}
HOOGSTENS = 20_000  # cells of one table
SAMENHANG = frozenset({"achterstand_2m", "huurachterstand", "belastingachterstand"})

Delen = tuple[frozenset[int], ...]  # a dimension in parts
Vorm = NDArray[np.float64]


class Tegenspraak(Exception):
    """No population fits the claims: the reader misread something."""


@dataclass
class Tafel:
    """Counts over the product of the parts of each dimension; `eerste` is its first variable."""

    delen: dict[str, Delen]
    eerste: int = 0

    @property
    def vorm(self) -> tuple[int, ...]:
        return tuple(len(delen) for delen in self.delen.values())

    @property
    def omvang(self) -> int:
        return math.prod(self.vorm)

    def holds(self, groep: Groep) -> bool:
        """Whether the group is a sum of cells."""
        return all(
            d in self.delen and all(deel <= w or not deel & w for deel in self.delen[d])
            for d, w in groep
        )

    def cells(self, groep: Groep) -> NDArray[np.int64]:
        """Numbers of the variables that the group adds up."""
        voorwaarden = dict(groep)
        assen = [
            [p for p, deel in enumerate(delen) if d not in voorwaarden or deel <= voorwaarden[d]]
            for d, delen in self.delen.items()
        ]
        nummers = (
            np.ravel_multi_index(np.ix_(*map(np.array, assen)), self.vorm) if all(assen) else []
        )
        return self.eerste + np.asarray(nummers, dtype=np.int64).ravel()

    def cell_of(self, plekken: Mapping[str, NDArray[np.int64]]) -> NDArray[np.int64]:
        """The variable of each resident; `plekken`: his position on every dimension."""
        assen = []
        for d, delen in self.delen.items():
            naar = np.zeros(1 + max(max(deel) for deel in delen), dtype=np.int64)
            for nummer, deel in enumerate(delen):
                naar[list(deel)] = nummer
            assen.append(naar[plekken[d]])
        return self.eerste + np.ravel_multi_index(tuple(assen), self.vorm).astype(np.int64)

    def impossible(self) -> NDArray[np.int64]:
        uit: list[NDArray[np.int64]] = []
        for regel in ONMOGELIJK:
            if all(d in self.delen for d in regel):
                delen = {
                    d: frozenset().union(*(deel for deel in self.delen[d] if deel <= waarden))
                    for d, waarden in regel.items()
                }
                if all(delen.values()):
                    uit.append(self.cells(frozenset(delen.items())))
        return np.unique(np.concatenate(uit)) if uit else np.zeros(0, dtype=np.int64)


def refine(delen: Delen, waarden: frozenset[int]) -> Delen:
    """The same parts, cut so that `waarden` is a union of them."""
    stukken = (stuk for deel in delen for stuk in (deel & waarden, deel - waarden) if stuk)
    return tuple(sorted(stukken, key=min))


def join(een: Delen, ander: Delen) -> Delen:
    """The finest parts that are unions of parts in both."""
    samen: list[frozenset[int]] = []
    for deel in (*een, *ander):
        raakt = [stuk for stuk in samen if stuk & deel]
        samen = [stuk for stuk in samen if not stuk & deel] + [deel.union(*raakt)]
    return tuple(sorted(samen, key=min))


@dataclass
class Model:
    """All tables with what ties them together; `grenzen` are the claims by group."""

    kaart: Kaart
    tafels: list[Tafel] = field(default_factory=list)
    grenzen: dict[Groep, tuple[float, float]] = field(default_factory=dict)
    aantal: int = 0

    def table_of(self, groep: Groep) -> Tafel:
        return next(tafel for tafel in self.tafels if tafel.holds(groep))

    def form(self, groep: Groep, zonder: Groep | None = None) -> dict[int, float]:
        """The group as a sum of variables, perhaps less another group."""
        vorm = dict.fromkeys(self.table_of(groep).cells(groep).tolist(), 1.0)
        if zonder is not None:
            for nummer in self.table_of(zonder).cells(zonder).tolist():
                vorm[nummer] = vorm.get(nummer, 0.0) - 1.0
        return {nummer: w for nummer, w in vorm.items() if w}


def build(beweringen: Iterable[Bewering], ook: Iterable[Groep], kaart: Kaart) -> Model:
    """A model in which every claim, and every group of `ook`, is a sum of cells."""
    model = Model(kaart)
    for bewering in beweringen:
        laag, hoog = model.grenzen.get(bewering.groep, (0.0, math.inf))
        grens = (max(laag, bewering.onder), min(hoog, bewering.boven))
        model.grenzen[bewering.groep] = grens
    groepen = list(dict.fromkeys([*model.grenzen, *ook]))
    for dims, eigen in _arranged(groepen, kaart).items():
        model.tafels.append(_table(dims, eigen, kaart))
    for tafel in model.tafels:
        tafel.eerste, model.aantal = model.aantal, model.aantal + tafel.omvang
    return model


def _arranged(groepen: Sequence[Groep], kaart: Kaart) -> dict[frozenset[str], list[Groep]]:
    """For every table its kenmerken beside the hub, and the groups it must hold."""
    eigen = {groep: frozenset(d for d, _ in groep if d not in SPIL) for groep in groepen}
    tafels: dict[frozenset[str], list[Groep]] = {frozenset(): []}
    for kenmerk in sorted({k for dims in eigen.values() for k in dims}):
        tafels[frozenset({kenmerk})] = []
    if {k for dims in eigen.values() for k in dims} >= SAMENHANG:
        tafels[SAMENHANG] = []
    met_geslacht = {g for g in groepen if eigen[g] and "geslacht" in dict(g)}
    for groep in sorted(groepen, key=lambda g: (-len(eigen[g]), str(sorted(eigen[g])))):
        dims = eigen[groep]
        if groep not in met_geslacht and dims in tafels:
            tafels[dims].append(groep)
        else:
            _place(tafels, dims | ({"geslacht"} & dict(groep).keys()), groep, kaart)
    return tafels


def _place(
    tafels: dict[frozenset[str], list[Groep]], dims: frozenset[str], groep: Groep, kaart: Kaart
) -> None:
    """Into the table of several kenmerken that stays smallest by it, or a new one."""
    wijd = {
        oud: _table(oud | dims, [*eigen, groep], kaart).omvang
        for oud, eigen in tafels.items()
        if len(oud) > 1 and oud != SAMENHANG
    }
    past = [oud for oud, omvang in wijd.items() if omvang <= HOOGSTENS]
    beste = min(past, key=lambda oud: (not dims <= oud, wijd[oud]), default=None)
    eigen = tafels.pop(beste) if beste is not None else []
    tafels.setdefault(dims | (beste or frozenset()), []).extend([*eigen, groep])


def _table(dims: frozenset[str], groepen: Sequence[Groep], kaart: Kaart) -> Tafel:
    """Of the hub and of tables of one kenmerk every buurt is apart; ages as far as asked."""
    klein = len(dims - {"geslacht"}) <= 1 or dims == SAMENHANG
    assen = ["buurt", "leeftijd", "verdachte", *sorted(dims)]
    assen += ["geslacht"] if not dims else []
    delen: dict[str, Delen] = {}
    for d in assen:
        breed = width(d, kaart)
        fijn = (klein and d not in ("leeftijd", "geslacht")) or not dims
        stukken: Delen = tuple(frozenset({w}) for w in range(breed))
        if not fijn:
            stukken = (frozenset(range(breed)),)
            for groep in groepen:
                stukken = refine(stukken, dict(groep).get(d, frozenset()))
            if d == "leeftijd":
                stukken = refine(refine(stukken, frozenset({0})), frozenset({0, 1}))
        delen[d] = stukken
    return Tafel(delen)


class Rekenaar:
    """The linear programme: claims and ties are its rows. Warm starts from sum to sum."""

    def __init__(self, model: Model) -> None:
        self.model = model
        rijen, onder, boven = _rows(model)
        self.matrix = rijen
        self.onder, self.boven = onder, boven
        self.dak = np.full(model.aantal, highspy.kHighsInf)
        for tafel in model.tafels:
            self.dak[tafel.impossible()] = 0.0
        self.lp = _program(rijen, onder, boven, self.dak)
        self._vorige = np.zeros(0, dtype=np.int32)
        self.prijs = np.zeros((2, model.aantal))

    def bounds(self, vorm: Mapping[int, float]) -> tuple[float, float]:
        """The least and the most that the sum can be; `prijs` (2 × variables) then tells how far
        each end would move, at the least, for one person more in a cell."""
        nummers = np.array(list(vorm), dtype=np.int32)
        if not len(nummers):
            return 0.0, 0.0
        nullen = np.zeros(len(self._vorige))
        self.lp.changeColsCost(len(self._vorige), self._vorige, nullen)
        self._vorige = nummers
        gewicht = np.array(list(vorm.values()))
        uit = []
        for teken in (1, -1):
            uit.append(teken * self._solve(nummers, teken * gewicht))
            prijs = np.array(self.lp.getSolution().col_dual)
            self.prijs[(1 - teken) // 2] = np.maximum(prijs, 0.0)
        return uit[0], uit[1]

    def as_insider(
        self, cellen: NDArray[np.int64], vorm: Mapping[int, float]
    ) -> tuple[float, float]:
        """The same for somebody who knows that he is in these cells, one of each table."""
        self._floor(cellen, 1.0)
        try:
            return self.bounds(vorm)
        finally:
            self._floor(cellen, 0.0)

    def _floor(self, cellen: NDArray[np.int64], bodem: float) -> None:
        for nummer in cellen.tolist():
            self.lp.changeColBounds(nummer, bodem, float(self.dak[nummer]))

    def _solve(self, nummers: NDArray[np.int32], gewicht: Vorm) -> float:
        self.lp.changeColsCost(len(nummers), nummers, gewicht)
        status = self.lp.run()
        stand = self.lp.getModelStatus()
        if stand == highspy.HighsModelStatus.kUnbounded:
            return -math.inf
        if stand in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            raise Tegenspraak
        if status != highspy.HighsStatus.kOk or stand != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the solver stopped: {stand}")
        return float(self.lp.getInfo().objective_function_value)


def _rows(model: Model) -> tuple[sparse.csr_array, Vorm, Vorm]:
    vormen: list[Mapping[int, float]] = []
    onder: list[float] = []
    boven: list[float] = []
    for groep, (laag, hoog) in model.grenzen.items():
        vormen.append(model.form(groep))
        onder.append(laag)
        boven.append(hoog)
    banden = [*_ties(model), *_places(model)]
    vormen += [vorm for vorm, _ in banden]
    onder += [0.0] * len(banden)
    boven += [hoog for _, hoog in banden]
    plek = np.array([n for vorm in vormen for n in vorm], dtype=np.int64)
    waarde = np.array([w for vorm in vormen for w in vorm.values()])
    lengte = np.array([len(vorm) for vorm in vormen])
    begin = np.concatenate([[0], np.cumsum(lengte)])
    matrix = sparse.csr_array((waarde, plek, begin), shape=(len(vormen), model.aantal))
    return matrix, np.array(onder), np.array(boven)


def _ties(model: Model) -> Iterable[tuple[dict[int, float], float]]:
    """Equal counts in two tables, for every cell of what both of them show."""
    spil = model.tafels[0]
    enkel = {}
    for tafel in model.tafels[1:]:
        extra = frozenset(tafel.delen) - frozenset(SPIL)
        if len(extra) == 1 and "geslacht" not in tafel.delen:
            enkel[next(iter(extra))] = tafel
        yield from _tie(spil, tafel, tuple(d for d in SPIL if d in tafel.delen))
    rest = [t for t in model.tafels[1:] if t not in enkel.values()]
    for tafel in rest:
        for d in tafel.delen.keys() - set(SPIL):
            yield from _tie(enkel[d], tafel, ("buurt", "leeftijd", "verdachte", d))
    for een, ander in itertools.combinations(rest, 2):
        samen = tuple(d for d in een.delen if d in ander.delen)
        if len(samen) > 4 or ("geslacht" in samen and len(samen) > 3):
            yield from _tie(een, ander, samen)


def _tie(
    een: Tafel, ander: Tafel, dims: tuple[str, ...]
) -> Iterable[tuple[dict[int, float], float]]:
    delen = [join(een.delen[d], ander.delen[d]) for d in dims]
    for combinatie in itertools.product(*delen):
        groep = frozenset(zip(dims, combinatie, strict=True))
        vorm = dict.fromkeys(een.cells(groep).tolist(), 1.0)
        vorm |= dict.fromkeys(ander.cells(groep).tolist(), -1.0)
        if vorm:
            yield vorm, 0.0


def _places(model: Model) -> Iterable[tuple[dict[int, float], float]]:
    """Who has an incident in a place has one in every area around it, only suspects have one, and
    who has one in an area has it somewhere in its parts."""
    inf = highspy.kHighsInf
    plaatsen = {d: t for t in model.tafels for d in t.delen if d.startswith("pleeg:")}
    for d, tafel in plaatsen.items():
        onschuldig = frozenset({(d, frozenset({1})), ("verdachte", frozenset({0}))})
        yield dict.fromkeys(tafel.cells(onschuldig).tolist(), 1.0), 0.0
    for klein, groot in itertools.permutations(plaatsen, 2):
        if not _place_set(klein) < _place_set(groot):
            continue
        for buurt in range(len(model.kaart.namen)):
            vormen = [_in_place(plaatsen[d], d, buurt) for d in (groot, klein)]
            yield vormen[0] | {n: -w for n, w in vormen[1].items()}, inf
            rest = [f"pleeg:{w}" for w in sorted(_place_set(groot) - _place_set(klein))]
            if all(d in plaatsen for d in rest):
                delen = [vormen[1], *(_in_place(plaatsen[d], d, buurt) for d in rest)]
                samen = {n: w for deel in delen for n, w in deel.items()}
                yield samen | {n: -w for n, w in vormen[0].items()}, inf


def _place_set(d: str) -> frozenset[str]:
    """The buurten of a dimension of places; "+" stands for everywhere else."""
    naam = d.removeprefix("pleeg:")
    delen = frozenset(naam.rstrip("+").split(",")) - {""}
    return delen | {"+"} if naam.endswith("+") else delen


def _in_place(tafel: Tafel, d: str, buurt: int) -> dict[int, float]:
    groep = frozenset({(d, frozenset({1})), ("buurt", frozenset({buurt}))})
    return dict.fromkeys(tafel.cells(groep).tolist(), 1.0)


def _program(matrix: sparse.csr_array, onder: Vorm, boven: Vorm, dak: Vorm) -> highspy.Highs:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_ = np.zeros(matrix.shape[1])
    lp.col_upper_ = dak
    lp.row_lower_ = onder
    lp.row_upper_ = np.where(np.isinf(boven), highspy.kHighsInf, boven)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data
    programma = highspy.Highs()
    for optie, waarde in OPTIES.items():
        programma.setOptionValue(optie, waarde)
    programma.passModel(lp)
    return programma
