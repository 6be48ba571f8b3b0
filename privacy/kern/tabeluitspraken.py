"""What a finished table tells: a statement for each of its rows.

A reader is taken to know the rules as well: a count that is shown is not under the thresholds, and
for the upper bound he is taken to know how large the group is, as the audit of the table takes him.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import product
from math import floor

from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.primair import cells
from privacy.kern.uitspraken import Groep, Soort, Spanne, Uitspraak, Voorwaarde, both, condition
from privacy.kern.veilig import Reden, VeiligeRij, VeiligeTabel


@dataclass(frozen=True)
class Herkomst:
    """A protected table and what it was made of; read again for the officer's evidence."""

    tabel: Celtabel
    rijen: tuple[VeiligeRij, ...]
    verdeling: str | None
    gewoon: tuple[str, ...]


@dataclass(frozen=True)
class Deel:
    """The statements of one part of a result. `klassen` and `redenen`: of the row of each.

    `cellen`: the cell of the table of each, where more of the table can be hidden.
    """

    naam: str
    uitspraken: tuple[Uitspraak, ...]
    klassen: tuple[tuple[str, ...], ...]
    redenen: tuple[Reden | None, ...]
    cellen: tuple[int, ...] = ()
    herkomst: Herkomst | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not len(self.uitspraken) == len(self.klassen) == len(self.redenen):
            raise ValueError("each statement has a row")


def table_part(
    tabel: Celtabel,
    veilig: VeiligeTabel,
    drempels: Drempelset,
    *,
    verdeling: str | None = None,
    gewoon: tuple[str, ...] = (),
) -> Deel:
    """What `veilig`, made of `tabel`, tells; nothing for a table that does not say of whom."""
    if tabel.groep is None or any(d.betekenis is None for d in tabel.dimensies):
        return Deel(veilig.naam, (), (), ())
    kop = len(tabel.dimensies)
    maker = _Maker(tabel, drempels, verdeling, gewoon)
    plekken = product(*(range(len(d.labels)) for d in tabel.dimensies))
    alle = [maker.statement(plek, rij) for plek, rij in zip(plekken, veilig.rijen, strict=True)]
    cellen = tuple(cel for cel, uitspraak in enumerate(alle) if uitspraak is not None)
    rijen = [veilig.rijen[cel] for cel in cellen]
    return Deel(
        veilig.naam,
        tuple(uitspraak for uitspraak in alle if uitspraak is not None),
        tuple(tuple(str(w) for w in rij.waarden[:kop]) for rij in rijen),
        tuple(rij.reden for rij in rijen),
        cellen,
        Herkomst(tabel, tuple(veilig.rijen), verdeling, gewoon),
    )


class _Maker:
    """Turns rows into statements."""

    def __init__(
        self, tabel: Celtabel, drempels: Drempelset, verdeling: str | None, gewoon: tuple[str, ...]
    ) -> None:
        self.tabel, self.drempels, self.verdeling, self.gewoon = tabel, drempels, verdeling, gewoon
        cellen = cells(tabel, verdeling, gewoon)
        self.basis = cellen.basis.tolist()
        self.telling = cellen.telling.tolist()
        self.vorm = [len(d.labels) for d in tabel.dimensies]

    def statement(self, plek: Sequence[int], rij: VeiligeRij) -> Uitspraak | None:
        """None where the classes of the row leave nobody."""
        groep, uitkomst = self._conditions(plek)
        if groep is None or uitkomst is None:
            return None
        gewoon = self._is_ordinary(plek)
        nul = self.tabel.nul_gevoelig and self.drempels.nul_gevoelig and not gewoon
        grootte, aantal = (None, None) if not rij.getoond else self._ranges(plek, rij, gewoon)
        if not uitkomst:
            aantal = None
        return Uitspraak(Soort.cel, groep, uitkomst, grootte, aantal, not rij.getoond, gewoon, nul)

    def _conditions(self, plek: Sequence[int]) -> tuple[Groep | None, Groep | None]:
        groep: Groep | None = self.tabel.groep
        uitkomst: Groep | None = self.tabel.uitkomst
        for dimensie, nummer in zip(self.tabel.dimensies, plek, strict=True):
            eigen = meaning(dimensie, nummer)
            if dimensie.telt or dimensie.code == self.verdeling:
                whole = dimensie.code == self.verdeling and _is_whole(dimensie, nummer)
                uitkomst = uitkomst if whole or uitkomst is None else both(uitkomst, eigen)
            if dimensie.code == self.verdeling:
                eigen = meaning(dimensie, None)
            if not dimensie.telt:
                groep = None if groep is None else both(groep, eigen)
        return groep, uitkomst

    def _is_ordinary(self, plek: Sequence[int]) -> bool:
        return any(
            d.code == self.verdeling and d.labels[nummer] in self.gewoon
            for d, nummer in zip(self.tabel.dimensies, plek, strict=True)
        )

    def _ranges(self, plek: Sequence[int], rij: VeiligeRij, gewoon: bool) -> tuple[Spanne, Spanne]:
        cel = reduce(
            lambda som, paar: som * paar[0] + paar[1], zip(self.vorm, plek, strict=True), 0
        )
        basis, telling = self.basis[cel], self.telling[cel]
        kop = len(self.vorm)
        grootte = shown_size(rij.waarden[kop], self.drempels)
        aantal = shown_count(rij.waarden[kop + 1], telling, basis, gewoon, self.drempels)
        return grootte, aantal


def meaning(dimensie: Dimensie, plek: int | None) -> Groep:
    """The condition of the class shown at `plek`; None: of all classes together."""
    leden = range(len(dimensie.klassen)) if plek is None else dimensie.leden(plek)
    betekenis = dimensie.betekenis or ()
    if dimensie.volledig and len(leden) == len(dimensie.klassen):
        return ()
    kenmerken = {betekenis[blad].kenmerk for blad in leden}
    if len(kenmerken) != 1:
        raise ValueError("the classes of a dimension are about one kenmerk")
    return (_together([betekenis[blad] for blad in leden]),)


def _together(delen: Sequence[Voorwaarde]) -> Voorwaarde:
    return condition(delen[0].kenmerk, (waarde for deel in delen for waarde in deel.waarden))


def _is_whole(dimensie: Dimensie, plek: int) -> bool:
    return len(dimensie.leden(plek)) == len(dimensie.klassen)


def shown_size(getoond: object, drempels: Drempelset) -> Spanne:
    """What a shown size of a group tells."""
    onder, boven = rounded(getoond, drempels.afronding)
    return Spanne(max(onder, drempels.min_basis), boven)


def shown_count(
    getoond: object, telling: int, basis: int, gewoon: bool, drempels: Drempelset
) -> Spanne:
    """What a shown count tells with the rules, to who knows the size of the group."""
    if telling == 0:
        return Spanne(0, 0)
    onder, boven = rounded(getoond, drempels.afronding)
    hoogste = basis if gewoon else floor(drempels.max_aandeel * basis + 1e-9)
    if telling != basis:
        hoogste = min(hoogste, basis - drempels.min_complement)
    return Spanne(max(onder, drempels.min_aantal), max(telling, min(boven, hoogste)))


def rounded(getoond: object, stap: int) -> tuple[int, int]:
    """The smallest and largest count that is shown as this figure."""
    if not isinstance(getoond, int):
        raise ValueError("a shown count is a whole number")
    return max(0, getoond - stap // 2), getoond + (stap - 1) // 2
