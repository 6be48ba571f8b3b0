"""What a result tells about groups of residents, as the release ledger (vrijgaveregister) keeps it.

Every figure is a statement: so many persons meet these conditions. Conditions are written in
kenmerken of the linked file, so that results can be laid beside each other, whenever they were
made. Standard library only.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


@dataclass(frozen=True, order=True)
class Voorwaarde:
    """Persons whose `kenmerk` is one of `waarden`, which are sorted and differ.

    A class of a kenmerk by its position, `jaren` by years of age, `buurt` and `pleegbuurt` by code
    ("BU…"). A resident has many pleegbuurten: one of them is enough.
    """

    kenmerk: str
    waarden: tuple[int, ...] | tuple[str, ...]

    def __post_init__(self) -> None:
        paren = zip(self.waarden, self.waarden[1:], strict=False)
        if not self.waarden or not all(eerst < later for eerst, later in paren):  # type: ignore[operator]
            raise ValueError("a condition has sorted values, each of them once")


# All of these hold, in order of kenmerk; () is everybody.
Groep = tuple[Voorwaarde, ...]


class Soort(Enum):
    """What kind of figure told it."""

    cel = "cel"
    totaal = "totaal"
    regel = "regel"
    regressie = "regressie"
    openbaar = "openbaar"  # public figures, such as those of Statistics Netherlands


@dataclass(frozen=True)
class Spanne:
    """Persons, both ends included: what a reader learns from a figure with its rounding."""

    van: int
    tot: int

    def __post_init__(self) -> None:
        if not 0 <= self.van <= self.tot:
            raise ValueError("a range of persons runs upwards from 0 or more")


@dataclass(frozen=True)
class Uitspraak:
    """So many persons in `groep` (`grootte`), of whom so many meet `uitkomst` as well (`aantal`).

    None where nothing was told. A `geheim` statement belongs to a hidden cell: what it would have
    told must stay unknown. `gewoon`: an outcome that is nobody's secret ("geen", "betaald").
    """

    soort: Soort
    groep: Groep
    uitkomst: Groep
    grootte: Spanne | None
    aantal: Spanne | None
    geheim: bool = False
    gewoon: bool = False
    nul_gevoelig: bool = True

    def __post_init__(self) -> None:
        if self.geheim and (self.grootte or self.aantal):
            raise ValueError("a secret statement tells nothing")


@dataclass(frozen=True)
class Bijdrage:
    """All statements of one result: what it adds to the ledger. `sha256` is that of the result."""

    sha256: str
    naam: str
    uitspraken: tuple[Uitspraak, ...]

    def als_json(self) -> str:
        """Canonical JSON; each group is written once."""
        groepen: dict[Groep, int] = {}
        rijen = [_row(uitspraak, groepen) for uitspraak in self.uitspraken]
        gegevens = {
            "sha256": self.sha256,
            "naam": self.naam,
            "groepen": [[[v.kenmerk, *v.waarden] for v in groep] for groep in groepen],
            "rijen": rijen,
        }
        return json.dumps(gegevens, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def uit_json(cls, tekst: str) -> "Bijdrage":
        gegevens: Mapping[str, Any] = json.loads(tekst)
        groepen = [
            tuple(Voorwaarde(kenmerk, tuple(waarden)) for kenmerk, *waarden in groep)
            for groep in gegevens["groepen"]
        ]
        uitspraken = tuple(_statement(rij, groepen) for rij in gegevens["rijen"])
        return cls(gegevens["sha256"], gegevens["naam"], uitspraken)


@dataclass(frozen=True)
class Register:
    """The ledger as one candidate meets it: its head, and what counts for this candidate."""

    kop: str
    bijdragen: tuple[Bijdrage, ...] = ()


def group(voorwaarden: Iterable[Voorwaarde]) -> Groep:
    """In order; ValueError when a kenmerk has two conditions."""
    groep = tuple(sorted(voorwaarden))
    if len({v.kenmerk for v in groep}) != len(groep):
        raise ValueError("a group has one condition for each kenmerk")
    return groep


def both(een: Groep, ander: Groep) -> Groep | None:
    """Persons of both groups; None where the conditions leave nobody."""
    samen = {v.kenmerk: v for v in een}
    for voorwaarde in ander:
        eerder = samen.get(voorwaarde.kenmerk, voorwaarde)
        waarden = set(eerder.waarden) & set(voorwaarde.waarden)
        if not waarden:
            return None
        samen[voorwaarde.kenmerk] = condition(voorwaarde.kenmerk, waarden)
    return group(samen.values())


def condition(kenmerk: str, waarden: Iterable[Any]) -> Voorwaarde:
    """In any order, each value once."""
    return Voorwaarde(kenmerk, tuple(sorted(set(waarden))))


def _row(uitspraak: Uitspraak, groepen: dict[Groep, int]) -> list[Any]:
    groep, uitkomst = (
        groepen.setdefault(deel, len(groepen)) for deel in (uitspraak.groep, uitspraak.uitkomst)
    )
    merken = (uitspraak.geheim, uitspraak.gewoon, uitspraak.nul_gevoelig)
    spannen = [_pair(uitspraak.grootte), _pair(uitspraak.aantal)]
    return [uitspraak.soort.value, groep, uitkomst, *spannen, *(int(merk) for merk in merken)]


def _pair(spanne: Spanne | None) -> list[int] | None:
    return [spanne.van, spanne.tot] if spanne else None


def _statement(rij: list[Any], groepen: list[Groep]) -> Uitspraak:
    soort, groep, uitkomst, grootte, aantal, *merken = rij
    return Uitspraak(
        Soort(soort),
        groepen[groep],
        groepen[uitkomst],
        Spanne(*grootte) if grootte else None,
        Spanne(*aantal) if aantal else None,
        *(bool(merk) for merk in merken),
    )
