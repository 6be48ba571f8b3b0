"""What a delivery file looks like, and how rows are spoiled.

Nothing that is spoiled belongs to a resident: a refused row is a copy with the BSN, name, address
and numbers of an outsider, and one thing wrong with it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers

Rij = dict[str, str | None]


@dataclass(frozen=True)
class Vorm:
    """`extra_kolommen` stand in the file and in no leverschema: the door names and skips them.

    `getallen` and `datums` are typed cells in XLSX.
    """

    bron: str
    kolommen: tuple[str, ...]
    scheiding: str = ";"
    codering: str = "utf-8"
    altijd_aanhalen: bool = False
    extra_kolommen: tuple[str, ...] = ()
    getallen: tuple[str, ...] = ()
    datums: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rijen:
    """Good rows of one buurt; `verlies` counts those that linking can't place or leaves aside."""

    frame: pl.DataFrame
    verlies: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Vuilsoort:
    """`spoil` makes one refused row, the last; what stands before it is good, lost by `verlies`."""

    regel: str
    kolom: str
    spoil: Callable[[Rij], tuple[Rij, ...]]
    verlies: str = ""


@dataclass(frozen=True)
class Bronbestand:
    vorm: Vorm
    rows: Callable[[Bevolking, Nummers], Rijen]
    vuil: tuple[Vuilsoort, ...]


def value(regel: str, kolom: str, waarde: str | None) -> Vuilsoort:
    """A row with this in that column."""
    return Vuilsoort(regel, kolom, lambda rij: ({**rij, kolom: waarde},))


def changed(regel: str, kolom: str, verander: Callable[[str], str]) -> Vuilsoort:
    return Vuilsoort(regel, kolom, lambda rij: ({**rij, kolom: verander(rij[kolom] or "")},))


def other_digit(bsn: str) -> str:
    """The last digit one higher: never a multiple of eleven any more."""
    return bsn[:-1] + str((int(bsn[-1]) + 1) % 10)


def lost_zero(bsn: str) -> str:
    """Eight digits, as a spreadsheet leaves them."""
    return bsn[1:]
