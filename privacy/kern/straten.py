"""Spread over streets: how many streets have which share, never which street.

Streets are no persons, so a bin may hold fewer streets than the threshold for persons; but a bin
with one or two streets tells about a street that somebody may know. Bins are fixed by policy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.stats import poisson

from privacy.kern.afronding import p_text, round_significant
from privacy.kern.drempels import Drempelset
from privacy.kern.nalezing import Achter, read_streets
from privacy.kern.sneden import NietTeBeschermen
from privacy.kern.veilig import (
    _ZEGEL,
    Auditverslag,
    Kop,
    Maat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
)

# Bounds of the classes of share, in percents; set by policy, never by the data.
STRAATGRENZEN: tuple[int, ...] = (0, 5, 10, 15, 20, 25, 30, 100)
MIN_STRATEN = 3


@dataclass(frozen=True)
class Straatspreiding:
    """Streets of one area, and what chance alone would give.

    `basis` and `aantal`: persons per street. `verwacht`: expected streets of at least `min_basis`
    persons in each class of STRAATGRENZEN. `toets`, `vrijheidsgraden`, `p`: test of equal shares.
    `boven_toeval`: streets with more than chance allows, after correction for testing many.
    """

    gebied: str
    basis: NDArray[np.int64]
    aantal: NDArray[np.int64]
    verwacht: tuple[float, ...]
    toets: float
    vrijheidsgraden: int
    p: float
    boven_toeval: int = 0


@dataclass(frozen=True)
class Straattoets:
    """A test over all streets of whether they lie together; `uitkomst` counts or places none."""

    naam: str
    waarde: float | None
    p: float
    uitkomst: str


def protect_street_tests(
    toetsen: Sequence[Straattoets], drempels: Drempelset, *, naam: str, titel: str
) -> VeiligeTabel:
    """Each figure is one of all streets together, in one decimal, its p in classes."""
    rijen = tuple(
        VeiligeRij((
            t.naam, None if t.waarde is None else round(t.waarde, 1) + 0.0, p_text(t.p), t.uitkomst,
        ))
        for t in toetsen
    )  # fmt: skip
    audit = Auditverslag.none_hidden(
        "toetsen over alle straten samen, zonder namen, aantallen of plaatsen", len(rijen), drempels
    )
    return VeiligeTabel(naam, titel, _KAARTKOPPEN, rijen, audit, _ZEGEL)


def protect_spread(
    spreidingen: Sequence[Straatspreiding], drempels: Drempelset, *, naam: str, titel: str
) -> tuple[VeiligeTabel, VeiligeTabel]:
    """Tables of streets per class, and of the tests; an area in which a street could be pinned
    down is hidden."""
    per_gebied = [_distribution(spreiding, drempels) for spreiding in spreidingen]
    gelezen = [
        read_streets(rijen, _behind(spreiding), MIN_STRATEN, drempels)
        for rijen, spreiding in zip(per_gebied, spreidingen, strict=True)
    ]
    if not all(nalezing.geslaagd for nalezing in gelezen):
        raise NietTeBeschermen("the classes tell too much of a street")
    rijen = tuple(rij for gebied in per_gebied for rij in gebied)
    toetsen = tuple(_test(spreiding, drempels) for spreiding in spreidingen)
    audit = Auditverslag(
        methode="rijen nagelezen: het aantal van elke straat blijft open over de gebruikte klassen",
        cellen=len(rijen),
        primair=0,
        secundair=sum(not rij.getoond for rij in rijen),
        beschermd=sum(nalezing.bekeken for nalezing in gelezen),
        smalste_interval=None,
        vereist=drempels.min_aantal,
        geslaagd=all(nalezing.geslaagd for nalezing in gelezen),
    )
    return (
        VeiligeTabel(naam, titel, _KOPPEN, rijen, audit, _ZEGEL),
        VeiligeTabel(f"{naam}_toets", f"{titel}: toets", _TOETSKOPPEN, toetsen, audit, _ZEGEL),
    )


_KOPPEN = (
    Kop("gebied", "Gebied", Maat.label),
    Kop("klasse", "Aandeel in de straat", Maat.label),
    Kop("straten", "Straten", Maat.getal),
    Kop("verwacht", "Bij toeval", Maat.getal),
    Kop("toeval_van", "Van", Maat.getal),
    Kop("toeval_tot", "Tot", Maat.getal),
)
_TOETSKOPPEN = (
    Kop("gebied", "Gebied", Maat.label),
    Kop("straten", "Straten", Maat.getal),
    Kop("te_klein", "Te kleine straten", Maat.getal),
    Kop("toets", "Chi-kwadraat", Maat.getal),
    Kop("vrijheidsgraden", "Vrijheidsgraden", Maat.getal),
    Kop("p", "p-waarde", Maat.tekst),
    Kop("boven_toeval", "Straten boven toeval", Maat.tekst),
)

_KAARTKOPPEN = (
    Kop("toets", "Toets", Maat.label),
    Kop("waarde", "Maat", Maat.getal),
    Kop("p", "p-waarde", Maat.tekst),
    Kop("uitkomst", "Gevonden", Maat.tekst),
)


@dataclass(frozen=True)
class _Klasse:
    van: int
    tot: int
    straten: int
    verwacht: float

    @property
    def label(self) -> str:
        if self.tot == 100:
            return f"{self.van}% of meer"
        return f"{self.van} tot {self.tot}%"

    def joined(self, volgende: "_Klasse") -> "_Klasse":
        return _Klasse(
            self.van,
            volgende.tot,
            self.straten + volgende.straten,
            self.verwacht + volgende.verwacht,
        )


def _behind(spreiding: Straatspreiding) -> list[Achter]:
    paren = zip(spreiding.basis.tolist(), spreiding.aantal.tolist(), strict=True)
    return [Achter(n, y) for n, y in paren]


def _distribution(spreiding: Straatspreiding, drempels: Drempelset) -> list[VeiligeRij]:
    groot = spreiding.basis >= drempels.min_basis
    basis = spreiding.basis[groot]
    klassen = _widen(_merge(_classes(spreiding, groot)), basis, drempels)
    if not _hides_each_street(klassen, basis, drempels):
        return [
            VeiligeRij((spreiding.gebied, k.label, *[None] * 4), False, Reden.beschermt)
            for k in _policy_classes()
        ]
    return [
        VeiligeRij((spreiding.gebied, k.label, k.straten, *_by_chance(k.verwacht))) for k in klassen
    ]


def _by_chance(verwacht: float) -> tuple[int, int, int]:
    """Expected streets, and a 95 % band: Poisson's, a little wider than the true one."""
    van, tot = poisson.interval(0.95, round(verwacht, 1))
    return round(verwacht), int(np.nan_to_num(van)), int(np.nan_to_num(tot))


def _policy_classes() -> list[_Klasse]:
    return [_Klasse(van, tot, 0, 0.0) for van, tot in pairwise(STRAATGRENZEN)]


def _classes(spreiding: Straatspreiding, groot: NDArray[np.bool_]) -> list[_Klasse]:
    honderdsten = 100 * spreiding.aantal[groot]
    plek = [
        int(np.searchsorted(STRAATGRENZEN[1:-1], telling / basis, side="right"))
        for telling, basis in zip(honderdsten, spreiding.basis[groot], strict=True)
    ]
    straten = np.bincount(np.array(plek, dtype=np.int64), minlength=len(STRAATGRENZEN) - 1)
    return [
        _Klasse(k.van, k.tot, int(aantal), verwacht)
        for k, aantal, verwacht in zip(_policy_classes(), straten, spreiding.verwacht, strict=True)
    ]


def _merge(klassen: list[_Klasse]) -> list[_Klasse]:
    """Join a class of one or two streets with its smaller neighbour."""
    klassen = list(klassen)
    while len(klassen) > 1:
        klein = [i for i, k in enumerate(klassen) if 0 < k.straten < MIN_STRATEN]
        if not klein:
            break
        plek = klein[0]
        buren = [i for i in (plek - 1, plek + 1) if 0 <= i < len(klassen)]
        buur = max(buren, key=lambda i: (klassen[i].straten, -i))
        eerste = min(plek, buur)
        klassen[eerste : eerste + 2] = [klassen[eerste].joined(klassen[eerste + 1])]
    return klassen


def _widen(klassen: list[_Klasse], basis: NDArray[np.int64], drempels: Drempelset) -> list[_Klasse]:
    """Join the classes in use with empty ones beside them until every street is hidden."""
    klassen = list(klassen)
    while not _hides_each_street(klassen, basis, drempels):
        gebruikt = [i for i, k in enumerate(klassen) if k.straten]
        if not gebruikt or (gebruikt[0] == 0 and gebruikt[-1] == len(klassen) - 1):
            break
        eerste = gebruikt[0] - 1 if gebruikt[0] > 0 else gebruikt[-1]
        klassen[eerste : eerste + 2] = [klassen[eerste].joined(klassen[eerste + 1])]
    return klassen


def _hides_each_street(
    klassen: Sequence[_Klasse], basis: NDArray[np.int64], drempels: Drempelset
) -> bool:
    """Whether the classes in use leave the count of every street open over `min_aantal`.

    A reader who knows the streets knows only that a street is in one of the classes in use.
    """
    gebruikt = [k for k in klassen if k.straten]
    if not gebruikt:
        return False
    ruimte = (gebruikt[-1].tot - gebruikt[0].van) / 100
    return bool((ruimte * basis >= drempels.min_aantal).all())


def _test(spreiding: Straatspreiding, drempels: Drempelset) -> VeiligeRij:
    groot = int((spreiding.basis >= drempels.min_basis).sum())
    klein = int((spreiding.basis > 0).sum()) - groot
    if groot < MIN_STRATEN:
        return VeiligeRij((spreiding.gebied, *[None] * 6), False, Reden.basis)
    return VeiligeRij(
        (
            spreiding.gebied,
            groot,
            klein,
            round_significant(spreiding.toets),
            spreiding.vrijheidsgraden,
            p_text(spreiding.p),
            "een of meer" if spreiding.boven_toeval else "geen",
        )
    )
