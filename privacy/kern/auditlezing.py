"""How a reader sees a finished table: facts within the rounding, and sums that must stay secret.

The auditor's own reading, written apart from `primair` and `kennis`: cell by cell, from the rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import floor, prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeRij

Z_KWADRAAT = 1.959963984540054**2


@dataclass(frozen=True)
class Feit:
    """A sum of leaves that the reader knows to lie within a range."""

    bladen: tuple[int, ...]
    onder: int
    boven: int


@dataclass(frozen=True)
class Vraag:
    """A sum of leaves that must stay at least `vereist` wide.

    `groep`: the leaves of all persons among whom it counts; `grootte`: how many they are, for a
    reader who knows that.
    """

    bladen: tuple[int, ...]
    vereist: int
    groep: frozenset[int]
    grootte: int | None = None


@dataclass(frozen=True)
class Kennis:
    """What a reader knows about N leaves, each from `bodem` to `dak`, and what must stay unknown.

    `dak_is_groep`: a leaf at its `dak` is a group in which all have the outcome. `kring`: how many
    persons of one leaf may know their own records and put them together; 0 for outsiders alone.
    """

    waarheid: tuple[int, ...]
    bodem: tuple[int, ...]
    dak: tuple[int, ...]
    feiten: tuple[Feit, ...]
    vragen: tuple[Vraag, ...]
    dak_is_groep: bool = False
    kring: int = 0

    def as_question(self) -> dict[str, Any]:
        return {
            "waarheid": self.waarheid,
            "bodem": self.bodem,
            "dak": self.dak,
            "feiten": [(f.bladen, f.onder, f.boven) for f in self.feiten],
            "vragen": [(v.bladen, v.vereist, sorted(v.groep), v.grootte) for v in self.vragen],
        }


@dataclass(frozen=True)
class Cel:
    """A row of the table: its leaves, persons counted, group, and the figures shown."""

    bladen: tuple[int, ...]
    telling: int
    groepsbladen: tuple[int, ...]
    basis: int
    geheel: bool
    gewoon: bool
    klasse: int
    rij: VeiligeRij
    getoond_groep: int | None
    getoond_aantal: int | None


class Lezing:
    """The table as a reader and as the officer see it."""

    def __init__(
        self,
        tabel: Celtabel,
        rijen: Sequence[VeiligeRij],
        drempels: Drempelset,
        verdeling: str | None,
        gewoon: tuple[str, ...],
    ) -> None:
        self.tabel, self.drempels = tabel, drempels
        self.delend = next((i for i, d in enumerate(tabel.dimensies) if d.code == verdeling), None)
        self.gewoon = gewoon
        self.groepsas = [i for i in range(len(tabel.dimensies)) if i != self.delend]
        self.plekken = list(product(*(range(len(d.labels)) for d in tabel.dimensies)))
        if len(rijen) != len(self.plekken):
            raise ValueError("a table has a row for every combination of classes")
        self.cellen = [self._cell(plek, rij) for plek, rij in zip(self.plekken, rijen, strict=True)]
        self.geheim = [self._secret(c) for c in self.cellen]

    def _cell(self, plek: tuple[int, ...], rij: VeiligeRij) -> Cel:
        dims = self.tabel.dimensies
        leden = [_members(d, i) for d, i in zip(dims, plek, strict=True)]
        breed = [
            range(len(d.klassen)) if i == self.delend else lid
            for i, (d, lid) in enumerate(zip(dims, leden, strict=True))
        ]
        basis = sum(int(self.tabel.basis[blad]) for blad in product(*breed))
        telbaar = self.tabel.basis if self.tabel.aantal is None else self.tabel.aantal
        delend = dims[self.delend] if self.delend is not None else None
        klasse = plek[self.delend] if self.delend is not None else 0
        groep, aantal = _whole(rij.waarden[len(dims)]), _whole(rij.waarden[len(dims) + 1])
        return Cel(
            bladen=self._numbers(leden, range(len(dims))),
            telling=sum(int(telbaar[blad]) for blad in product(*leden)),
            groepsbladen=self._numbers(leden, self.groepsas),
            basis=basis,
            geheel=delend is not None and len(_members(delend, klasse)) == len(delend.klassen),
            gewoon=delend is not None and delend.labels[klasse] in self.gewoon,
            klasse=klasse,
            rij=rij,
            getoond_groep=groep,
            getoond_aantal=aantal,
        )

    def _numbers(self, leden: Sequence[Sequence[int]], assen: Sequence[int]) -> tuple[int, ...]:
        """Numbers of the leaves over the given axes, the first axis slowest."""
        vorm = [len(self.tabel.dimensies[i].klassen) for i in assen]
        stappen = [prod(vorm[i + 1 :]) for i in range(len(vorm))]
        return tuple(
            sum(p * s for p, s in zip(plek, stappen, strict=True))
            for plek in product(*(leden[i] for i in assen))
        )

    def _secret(self, c: Cel) -> bool:
        return c.basis < self.drempels.min_basis or (
            not c.geheel and self._too_telling(c.telling, c.basis, c.gewoon)
        )

    def _too_telling(self, telling: int, basis: int, gewoon: bool) -> bool:
        d = self.drempels
        nul_telt = self.tabel.nul_gevoelig and d.nul_gevoelig and not gewoon
        te_weinig = telling < d.min_aantal and (telling > 0 or nul_telt)
        bijna_allen = telling > floor(d.max_aandeel * basis + 1e-9) and not gewoon
        return te_weinig or basis - telling < d.min_complement or bijna_allen

    def well_shown(self) -> bool:
        """No secret cell is shown, hidden rows are empty, shown figures are rounded ones."""
        return all(
            self._row_is_right(c, geheim)
            for c, geheim in zip(self.cellen, self.geheim, strict=True)
        )

    def _row_is_right(self, c: Cel, geheim: bool) -> bool:
        figuren = c.rij.waarden[len(self.tabel.dimensies) :]
        if not c.rij.getoond:
            return all(waarde is None for waarde in figuren)
        groep, aantal = self._round(c.basis), self._round(c.telling)
        if geheim or (c.getoond_groep, c.getoond_aantal) != (groep, aantal):
            return False
        procent, van, tot = (_whole(figuur) for figuur in figuren[2:5])
        return (
            procent == int(100 * aantal / groep + 0.5)
            and van is not None
            and tot is not None
            and _is_wilson(aantal / groep, groep, van, tot)
        )

    def _round(self, telling: int) -> int:
        stap = self.drempels.afronding
        return (telling + stap // 2) // stap * stap

    def _range(self, getoond: int) -> tuple[int, int]:
        """Counts that are shown as this figure."""
        stap = self.drempels.afronding
        return max(0, getoond - stap // 2), getoond + (stap - 1) // 2

    def _sizes(self) -> tuple[Feit, ...]:
        feiten = {}
        for c in self.cellen:
            if c.getoond_groep is not None:
                onder, boven = self._range(c.getoond_groep)
                feiten[c.groepsbladen] = Feit(
                    c.groepsbladen, max(onder, self.drempels.min_basis), boven
                )
        return tuple(feiten.values())

    def _leaf_groups(self) -> list[int]:
        maat = self.tabel.basis
        return [int(v) for v in (maat if self.delend is None else maat.sum(self.delend)).ravel()]

    def groups(self) -> Kennis:
        """Sizes of groups."""
        d = self.drempels
        maten = {c.groepsbladen: c.basis for c in self.cellen}
        klein = [g for g, basis in maten.items() if basis < d.min_basis]
        dichtbij = [
            tuple(sorted(set(geheel.groepsbladen) - set(deel.groepsbladen)))
            for deel, geheel in self._nested(self._open_groups())
            if 0 < geheel.basis - deel.basis < d.min_verschil
        ]
        waarheid = tuple(self._leaf_groups())
        vragen = tuple(
            Vraag(bladen, d.min_aantal, frozenset(bladen))
            for bladen in dict.fromkeys([*klein, *dichtbij])
        )
        return _open_knowledge(waarheid, self._sizes(), vragen)

    def outcomes(self) -> Kennis:
        """Counts, for a reader who knows the size of every group."""
        maat = self._leaf_groups()
        if self.delend is None:
            waarheid, dak = self._outcome().tolist(), maat
            totalen: tuple[Feit, ...] = ()
        else:
            per_groep = list(zip(self._per_group, maat, strict=True))
            waarheid = self.tabel.basis.ravel().tolist()
            totalen = tuple(Feit(tuple(bladen), m, m) for bladen, m in per_groep)
            per_blad = {blad: m for bladen, m in per_groep for blad in bladen}
            dak = [per_blad[blad] for blad in range(len(waarheid))]
        feiten = (*self._counts(exact=True), *totalen)
        bodem = (0,) * len(waarheid)
        vragen = tuple(self._secret_sums())
        return Kennis(
            tuple(waarheid), bodem, tuple(dak), feiten, vragen, dak_is_groep=self.delend is None
        )

    def _outcome(self) -> NDArray[np.int64]:
        if self.tabel.aantal is None:
            raise ValueError("a table without an outcome needs the dimension that divides it")
        return self.tabel.aantal.ravel()

    @cached_property
    def _per_group(self) -> list[list[int]]:
        per_groep: dict[int, list[int]] = {}
        vorm = [range(len(d.klassen)) for d in self.tabel.dimensies]
        for blad, plek in enumerate(product(*vorm)):
            (groep,) = self._numbers([[p] for p in plek], self.groepsas)
            per_groep.setdefault(groep, []).append(blad)
        return [per_groep[groep] for groep in sorted(per_groep)]

    def _counts(self, exact: bool) -> Iterator[Feit]:
        """What each shown count tells, with what the rules tell of it."""
        d = self.drempels
        for c in self.cellen:
            if c.getoond_aantal is None or c.geheel:
                continue
            onder, boven = self._range(c.getoond_aantal)
            if c.telling == 0:
                onder, boven = 0, 0
            else:
                onder = max(onder, d.min_aantal)
            if exact:
                boven = min(boven, c.basis - d.min_complement)
                if not c.gewoon:
                    boven = min(boven, floor(d.max_aandeel * c.basis + 1e-9))
            yield Feit(c.bladen, onder, boven)

    def _secret_sums(self) -> list[Vraag]:
        """Secret cells, and secret differences between cells that might be shown together."""
        d = self.drempels
        sommen: dict[tuple[int, ...], Vraag] = {}
        for c, geheim in zip(self.cellen, self.geheim, strict=True):
            if geheim and not c.geheel and c.basis > 0:
                vereist = min(d.min_aantal, c.basis)
                sommen[c.bladen] = Vraag(c.bladen, vereist, self._all_of(c), c.basis)
        open_ = [
            plek
            for plek, c, geheim in zip(self.plekken, self.cellen, self.geheim, strict=True)
            if not geheim and not c.geheel
        ]
        for deel, geheel in self._nested(open_):
            zelfde = deel.klasse == geheel.klasse
            basis = geheel.basis - deel.basis if zelfde else geheel.basis
            telling = geheel.telling - deel.telling
            te_veel = self._too_telling(telling, basis, geheel.gewoon and zelfde)
            if basis > 0 and (basis < d.min_basis or te_veel):
                bladen = tuple(sorted(set(geheel.bladen) - set(deel.bladen)))
                groep = self._all_of(geheel) - (self._all_of(deel) if zelfde else frozenset())
                sommen.setdefault(bladen, Vraag(bladen, min(d.min_aantal, basis), groep, basis))
        return list(sommen.values())

    def _all_of(self, c: Cel) -> frozenset[int]:
        """The leaves of all persons in the group of a cell."""
        if self.delend is None:
            return frozenset(c.bladen)
        per_groep = self._per_group
        return frozenset(blad for groep in c.groepsbladen for blad in per_groep[groep])

    def joint(self) -> Kennis:
        """Counts and sizes both unknown, for cells in groups smaller than the threshold."""
        d = self.drempels
        klein = [
            c
            for c, geheim in zip(self.cellen, self.geheim, strict=True)
            if geheim and not c.geheel and c.basis < d.min_aantal
        ]
        if self.delend is not None:
            waarheid = self.tabel.basis.ravel().tolist()
            per_groep = self._per_group
            maten = [
                Feit(tuple(b for g in f.bladen for b in per_groep[g]), f.onder, f.boven)
                for f in self._sizes()
            ]
            paren = [(c.bladen, self._all_of(c)) for c in klein]
        else:
            met = self._outcome()
            n = met.size
            waarheid = [*met.tolist(), *(self.tabel.basis.ravel() - met).tolist()]
            maten = [
                Feit((*f.bladen, *(b + n for b in f.bladen)), f.onder, f.boven)
                for f in self._sizes()
            ]
            zonder = [tuple(b + n for b in c.bladen) for c in klein]
            samen = [frozenset((*c.bladen, *z)) for c, z in zip(klein, zonder, strict=True)]
            paren = [(c.bladen, groep) for c, groep in zip(klein, samen, strict=True)]
            paren += list(zip(zonder, samen, strict=True))
        feiten = (*self._counts(exact=False), *maten)
        vragen = {bladen: Vraag(bladen, d.min_aantal, groep) for bladen, groep in paren}
        return _open_knowledge(tuple(waarheid), feiten, tuple(vragen.values()))

    def _open_groups(self) -> list[tuple[int, ...]]:
        """One cell of every group that is large enough."""
        gezien: dict[tuple[int, ...], tuple[int, ...]] = {}
        for plek, c in zip(self.plekken, self.cellen, strict=True):
            if c.basis >= self.drempels.min_basis:
                gezien.setdefault(tuple(plek[i] for i in self.groepsas), plek)
        return list(gezien.values())

    def _nested(self, plekken: list[tuple[int, ...]]) -> Iterator[tuple[Cel, Cel]]:
        """Pairs (part, whole) among the cells at `plekken`."""
        cel = dict(zip(self.plekken, self.cellen, strict=True))
        mag = set(plekken)
        boven = [_supersets(d) for d in self.tabel.dimensies]
        for plek in plekken:
            for hoger in product(*(boven[i][p] for i, p in enumerate(plek))):
                if hoger != plek and hoger in mag:
                    yield cel[plek], cel[hoger]


def _is_wilson(aandeel: float, groep: int, van: int, tot: int) -> bool:
    """Whether these are the first whole percents outside the shares that a score test allows."""

    def outside(procent: int) -> bool:
        p = procent / 100
        return (aandeel - p) ** 2 * groep >= Z_KWADRAAT * p * (1 - p) - 1e-9

    laag = van == 0 or outside(van)
    hoog = tot == 100 or outside(tot)
    krap = not outside(van + 1) or van + 1 >= 100 * aandeel
    return laag and hoog and krap and (not outside(tot - 1) or tot - 1 <= 100 * aandeel)


def _members(dimensie: Dimensie, plek: int) -> tuple[int, ...]:
    """The leaves of a class that is shown."""
    if plek < len(dimensie.klassen):
        return (plek,)
    return tuple(sorted(dimensie.samen[plek - len(dimensie.klassen)][1]))


def _supersets(dimensie: Dimensie) -> list[list[int]]:
    leden = [set(_members(dimensie, i)) for i in range(len(dimensie.labels))]
    return [[j for j, groot in enumerate(leden) if klein <= groot] for klein in leden]


def _whole(waarde: str | int | float | None) -> int | None:
    if waarde is None:
        return None
    if not isinstance(waarde, int):
        raise ValueError("a shown count is a whole number")
    return waarde


def _open_knowledge(
    waarheid: tuple[int, ...], feiten: tuple[Feit, ...], vragen: tuple[Vraag, ...]
) -> Kennis:
    """No upper limit on a leaf that a reader could use, yet finite."""
    dak = (2 * sum(waarheid) + 1000,) * len(waarheid)
    return Kennis(waarheid, (0,) * len(waarheid), dak, feiten, vragen)
