"""The design of a regression: levels that hold enough persons, a named reference, and the matrix.

Levels under the thresholds are merged before fitting, since a coefficient gives its level away:
an ordered kenmerk merges with its neighbour on the side away from the reference class, an
unordered one with its smallest fellow. What was done is said in `opmerkingen`.

Two kenmerken of which the interaction is asked are one factor, with a level for each pair of their
levels: the same model as both with all products, and every coefficient is that of people one can
name. Its code is both codes with KRUIS between, and a class of it a pair of classes.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from analyses.kern.newton import Dicht, Stelsel, blocks
from analyses.kern.patronen import Patronen
from bronnen.kern import kenmerken as lijst
from bronnen.kern.kenmerken import Kenmerk, kenmerk

GEORDEND = frozenset(
    k.code
    for k in (
        lijst.LEEFTIJD,
        lijst.GEZINSGROOTTE,
        lijst.HUURACHTERSTAND,
        lijst.BETAALGEDRAG,
        lijst.BELASTINGACHTERSTAND,
        lijst.BIJSTAND,
    )
)
KRUIS = "*"
Voldoet = Callable[[int, int], bool]  # (persons, suspects) -> enough of both to be a level


@dataclass(frozen=True)
class Niveau:
    """One level: the classes of the kenmerk it holds, its persons and its suspects.

    `ook`: persons, and those with the outcome, of whatever else the same levels are used for.
    """

    label: str
    codes: tuple[int, ...]
    n: int
    y: int
    ook: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Factor:
    code: str
    naam: str
    niveaus: tuple[Niveau, ...]
    referentie: int
    assen: tuple["Factor", ...] = ()  # the two whose pairs of levels these are

    @property
    def andere(self) -> tuple[int, ...]:
        """Positions of the levels that get a parameter."""
        return tuple(plek for plek in range(len(self.niveaus)) if plek != self.referentie)

    def columns(self) -> NDArray[np.float64]:
        """The dummies of every level [levels × parameters]."""
        return np.eye(len(self.niveaus))[:, list(self.andere)]


@dataclass(frozen=True)
class Ontwerp:
    """`matrix` float64 [P × (1 + parameters)]: intercept first, then each factor's levels in order.

    `kolommen` gives for every factor its columns of the matrix; `plaatsen` for every factor the
    level of each pattern, uint8 [P].
    """

    factoren: tuple[Factor, ...]
    matrix: NDArray[np.float64]
    kolommen: tuple[tuple[int, ...], ...]
    plaatsen: tuple[NDArray[np.uint8], ...]
    opmerkingen: tuple[str, ...]

    @property
    def parameters(self) -> int:
        return int(self.matrix.shape[1])

    def system(self, mee: Collection[int] | None = None) -> Stelsel:
        """What `newton` fits: all factors, or those at these places."""
        plekken = range(len(self.factoren)) if mee is None else sorted(mee)
        if not plekken or not self.plaatsen:
            kolommen = [0, *(kolom for plek in plekken for kolom in self.kolommen[plek])]
            return Dicht(self.matrix[:, kolommen])
        return blocks([(self.plaatsen[plek], self.factoren[plek].columns()) for plek in plekken])


def parts_of(code: str) -> tuple[str, ...]:
    """The kenmerken of a factor."""
    return tuple(code.split(KRUIS))


def classes_of(code: str, codes: Sequence[int]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Of each kenmerk of a factor the classes that a level holds."""
    uit, rest = [], set(codes)
    for deel in parts_of(code):
        breed = len(kenmerk(deel).klassen)
        uit.append((deel, tuple(sorted({klasse % breed for klasse in rest}))))
        rest = {klasse // breed for klasse in rest}
    return tuple(uit)


def build(
    patronen: Patronen,
    codes: Sequence[str],
    voldoet: Voldoet,
    ook: Sequence[Patronen] = (),
    paar: tuple[str, ...] = (),
) -> Ontwerp:
    """Levels that pass `voldoet`, and the matrix over the patterns; `ook`: the same patterns with
    other outcomes, or with fewer persons, for which the levels must pass as well; `paar`: two of
    the codes whose interaction is asked."""
    gemaakt = [_factor(patronen, kenmerk(code), voldoet, ook) for code in codes]
    if paar:
        samen, zinnen = _crossed(patronen, paar, voldoet)
        los = [deel for code, deel in zip(codes, gemaakt, strict=True) if code not in paar]
        gemaakt = [(samen, zinnen), *los] if samen else [*gemaakt, (None, zinnen)]
    factoren = tuple(factor for factor, _ in gemaakt if factor is not None)
    opmerkingen = tuple(zin for _, zinnen in gemaakt for zin in zinnen)
    plaatsen = tuple(_positions(patronen, factor) for factor in factoren)
    matrix, kolommen = _matrix(factoren, plaatsen, len(patronen.n))
    return Ontwerp(factoren, matrix, kolommen, plaatsen, opmerkingen)


def without_interaction(ontwerp: Ontwerp, patronen: Patronen) -> Ontwerp:
    """The same levels, each factor by itself."""
    factoren = tuple(deel for factor in ontwerp.factoren for deel in factor.assen or (factor,))
    return over(replace(ontwerp, factoren=factoren), patronen)


def over(ontwerp: Ontwerp, patronen: Patronen) -> Ontwerp:
    """The same levels over other patterns of the same residents."""
    plaatsen = tuple(_positions(patronen, factor) for factor in ontwerp.factoren)
    matrix, kolommen = _matrix(ontwerp.factoren, plaatsen, len(patronen.n))
    return Ontwerp(ontwerp.factoren, matrix, kolommen, plaatsen, ontwerp.opmerkingen)


def _factor(
    patronen: Patronen, kenmerk_: Kenmerk, voldoet: Voldoet, ook: Sequence[Patronen]
) -> tuple[Factor | None, tuple[str, ...]]:
    niveaus = _levels(patronen, kenmerk_, ook)
    heel = niveaus
    while (plek := _first_too_small(niveaus, voldoet)) is not None and len(niveaus) > 1:
        niveaus = _merge(niveaus, plek, _partner(niveaus, plek, kenmerk_))
    if len(niveaus) < 2:
        return None, (f"{kenmerk_.naam} is weggelaten: te weinig personen in een van de klassen.",)
    referentie = _reference_level(kenmerk_, heel, niveaus)
    factor = Factor(kenmerk_.code, kenmerk_.naam, tuple(niveaus), referentie)
    return factor, _merged(kenmerk_, factor)


def _reference_level(kenmerk_: Kenmerk, heel: Sequence[Niveau], niveaus: Sequence[Niveau]) -> int:
    return next(p for p, n in enumerate(niveaus) if _reference(kenmerk_, heel) in n.codes)


def _merged(kenmerk_: Kenmerk, factor: Factor) -> tuple[str, ...]:
    return tuple(
        f"{kenmerk_.naam}: de klassen {_quoted(kenmerk_, niveau)} zijn samengevoegd."
        for niveau in factor.niveaus
        if len(niveau.codes) > 1
    )


def _crossed(
    patronen: Patronen, paar: tuple[str, ...], voldoet: Voldoet
) -> tuple[Factor | None, tuple[str, ...]]:
    """Levels of either kenmerk are merged until every pair of them passes, those of the one with
    more levels first; none where one level would be left."""
    beide = [kenmerk(code) for code in paar]
    heel = [_levels(patronen, kenmerk_, ()) for kenmerk_ in beide]
    niveaus = list(heel)
    while (
        plek := _first_too_small(cellen := _pairs(patronen, paar, niveaus), voldoet)
    ) is not None:
        as_ = int(len(niveaus[1]) > len(niveaus[0]))
        if len(niveaus[as_]) == 2:
            namen = " en ".join(kenmerk_.naam.lower() for kenmerk_ in beide)
            return None, (f"Te weinig personen om {namen} samen te nemen.",)
        waar = divmod(plek, len(niveaus[1]))[as_]
        partner = _partner(niveaus[as_], waar, beide[as_])
        niveaus[as_] = _merge(niveaus[as_], waar, partner)
    assen = tuple(
        Factor(k.code, k.naam, tuple(eigen), _reference_level(k, alle, eigen))
        for k, alle, eigen in zip(beide, heel, niveaus, strict=True)
    )
    referentie = assen[0].referentie * len(niveaus[1]) + assen[1].referentie
    zinnen = tuple(zin for k, deel in zip(beide, assen, strict=True) for zin in _merged(k, deel))
    naam = f"{beide[0].naam} en {beide[1].naam.lower()}"
    return Factor(KRUIS.join(paar), naam, tuple(cellen), referentie, assen), zinnen


def _pairs(
    patronen: Patronen, paar: tuple[str, ...], niveaus: Sequence[Sequence[Niveau]]
) -> list[Niveau]:
    """Who is in both levels of each pair; those of the second kenmerk change fastest."""
    kolom, breed = column_of(patronen, KRUIS.join(paar)), len(kenmerk(paar[0]).klassen)
    uit = []
    for een, ander in product(*niveaus):
        codes = tuple(a + breed * b for b in ander.codes for a in een.codes)
        hier = np.isin(kolom, codes)
        n, y = int(patronen.n[hier].sum()), int(patronen.y[hier].sum())
        uit.append(Niveau(f"{een.label}, {ander.label}", codes, n, y))
    return uit


def column_of(patronen: Patronen, code: str) -> NDArray[np.int64]:
    """The class of each pattern on a factor [P]."""
    uit, keer = np.zeros(len(patronen.n), dtype=np.int64), 1
    for deel in parts_of(code):
        uit += keer * patronen.kolom(deel).astype(np.int64)
        keer *= len(kenmerk(deel).klassen)
    return uit


def _levels(patronen: Patronen, kenmerk_: Kenmerk, ook: Sequence[Patronen]) -> list[Niveau]:
    """Every class that the base can hold; leeftijd 0–11 is no class of a base from 12 on."""
    codes = patronen.kolom(kenmerk_.code)
    breed = len(kenmerk_.klassen)
    n = np.bincount(codes, weights=patronen.n, minlength=breed).astype(np.int64)
    y = np.bincount(codes, weights=patronen.y, minlength=breed).astype(np.int64)
    andere = [
        tuple(np.bincount(codes, weights=w, minlength=breed).astype(np.int64) for w in (p.n, p.y))
        for p in ook
    ]
    onmogelijk = {0} if kenmerk_ is lijst.LEEFTIJD and n[0] == 0 else set()
    return [
        Niveau(
            label,
            (code,),
            int(n[code]),
            int(y[code]),
            tuple((int(a[code]), int(b[code])) for a, b in andere),
        )
        for code, label in enumerate(kenmerk_.klassen)
        if code not in onmogelijk
    ]


def _reference(kenmerk_: Kenmerk, niveaus: Sequence[Niveau]) -> int:
    mogelijk = [code for niveau in niveaus for code in niveau.codes]
    return kenmerk_.referentie if kenmerk_.referentie in mogelijk else mogelijk[0]


def _first_too_small(niveaus: Sequence[Niveau], voldoet: Voldoet) -> int | None:
    """Position of the smallest level that does not pass."""
    klein = [
        plek
        for plek, niveau in enumerate(niveaus)
        if not all(voldoet(n, y) for n, y in ((niveau.n, niveau.y), *niveau.ook))
    ]
    return min(klein, key=lambda plek: (niveaus[plek].y, niveaus[plek].n, plek), default=None)


def _partner(niveaus: Sequence[Niveau], plek: int, kenmerk_: Kenmerk) -> int:
    """With which other level a too small one merges."""
    if kenmerk_.code not in GEORDEND:
        andere = [p for p in range(len(niveaus)) if p != plek]
        return min(andere, key=lambda p: (_holds(niveaus[p], kenmerk_.referentie), niveaus[p].n, p))
    buren = [p for p in (plek - 1, plek + 1) if 0 <= p < len(niveaus)]
    return min(buren, key=lambda p: (_holds_apart(niveaus[p], kenmerk_), p))


def _holds_apart(niveau: Niveau, kenmerk_: Kenmerk) -> int:
    """Neighbours in order of preference: an ordinary class, the reference, 'not applicable'."""
    if kenmerk_.niet_van_toepassing in niveau.codes:
        return 2
    return int(_holds(niveau, kenmerk_.referentie))


def _holds(niveau: Niveau, code: int) -> bool:
    return code in niveau.codes


def _merge(niveaus: Sequence[Niveau], een: int, ander: int) -> list[Niveau]:
    laag, hoog = sorted((een, ander))
    a, b = niveaus[laag], niveaus[hoog]
    ook = tuple((n + m, y + z) for (n, y), (m, z) in zip(a.ook, b.ook, strict=True))
    label, codes = f"{a.label} of {b.label}", (*a.codes, *b.codes)
    samen = Niveau(label, codes, a.n + b.n, a.y + b.y, ook)
    return [*niveaus[:laag], samen, *niveaus[laag + 1 : hoog], *niveaus[hoog + 1 :]]


def _quoted(kenmerk_: Kenmerk, niveau: Niveau) -> str:
    namen = [f"‘{kenmerk_.klassen[code]}’" for code in niveau.codes]
    return f"{', '.join(namen[:-1])} en {namen[-1]}"


def _positions(patronen: Patronen, factor: Factor) -> NDArray[np.uint8]:
    breed = prod(len(kenmerk(deel).klassen) for deel in parts_of(factor.code))
    naar = np.zeros(breed, dtype=np.uint8)
    for plek, niveau in enumerate(factor.niveaus):
        naar[list(niveau.codes)] = plek
    plaatsen: NDArray[np.uint8] = naar[column_of(patronen, factor.code)]
    return plaatsen


def _matrix(
    factoren: Sequence[Factor], plaatsen: Sequence[NDArray[np.uint8]], rijen: int
) -> tuple[NDArray[np.float64], tuple[tuple[int, ...], ...]]:
    breed = 1 + sum(len(factor.andere) for factor in factoren)
    matrix = np.zeros((rijen, breed), order="F")
    matrix[:, 0] = 1.0
    kolommen: list[tuple[int, ...]] = []
    kolom = 1
    for factor, plaats in zip(factoren, plaatsen, strict=True):
        for nummer, niveau in enumerate(factor.andere):
            matrix[:, kolom + nummer] = plaats == niveau
        kolommen.append(tuple(range(kolom, kolom + len(factor.andere))))
        kolom += len(factor.andere)
    return matrix, tuple(kolommen)
