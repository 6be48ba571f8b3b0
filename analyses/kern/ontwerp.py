"""The design of a regression: levels that hold enough persons, a named reference, and the matrix.

Levels under the thresholds are merged before fitting, since a coefficient gives its level away:
an ordered kenmerk merges with its neighbour on the side away from the reference class, an
unordered one with its smallest fellow. What was done is said in `opmerkingen`.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

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


def build(
    patronen: Patronen, codes: Sequence[str], voldoet: Voldoet, ook: Sequence[Patronen] = ()
) -> Ontwerp:
    """Levels that pass `voldoet`, and the matrix over the patterns; `ook`: the same patterns with
    other outcomes, or with fewer persons, for which the levels must pass as well."""
    gemaakt = [_factor(patronen, kenmerk(code), voldoet, ook) for code in codes]
    factoren = tuple(factor for factor, _ in gemaakt if factor is not None)
    opmerkingen = tuple(zin for _, zinnen in gemaakt for zin in zinnen)
    plaatsen = tuple(_positions(patronen, factor) for factor in factoren)
    matrix, kolommen = _matrix(factoren, plaatsen, len(patronen.n))
    return Ontwerp(factoren, matrix, kolommen, plaatsen, opmerkingen)


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
    referentie = next(p for p, n in enumerate(niveaus) if _reference(kenmerk_, heel) in n.codes)
    zinnen = tuple(
        f"{kenmerk_.naam}: de klassen {_quoted(kenmerk_, niveau)} zijn samengevoegd."
        for niveau in niveaus
        if len(niveau.codes) > 1
    )
    return Factor(kenmerk_.code, kenmerk_.naam, tuple(niveaus), referentie), zinnen


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
    naar = np.zeros(len(kenmerk(factor.code).klassen), dtype=np.uint8)
    for plek, niveau in enumerate(factor.niveaus):
        naar[list(niveau.codes)] = plek
    plaatsen: NDArray[np.uint8] = naar[patronen.kolom(factor.code)]
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
