"""What an analysis works with, and what it gives before it is sealed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from analyses.kern.leeshulp import Leeshulp
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.patronen import spread_out
from analyses.kern.specificatie import Basis
from analyses.kern.telling import (
    HUISHOUDEN,
    Geteld,
    Tel,
    Telvraag,
    counted,
    demand_filled,
)
from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import KENMERKEN
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.kern.lezen_geojson import Gebieden as Kaart
from privacy.kern.beschermen import NIETS_OPGELEGD, Opgelegd
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.tabeluitspraken import Deel
from privacy.kern.uitspraken import Groep
from privacy.kern.veilig import VeiligeTabel

Lees = Callable[[list[str]], pl.DataFrame]

Voortgang = Callable[[int, str], None]

WIE: Mapping[Basis, str] = {
    Basis.alle: "alle inwoners",
    Basis.vanaf_12: "inwoners van 12 jaar en ouder",
    Basis.vanaf_18: "inwoners van 18 jaar en ouder",
}


@dataclass(frozen=True)
class Vraag:
    """Everything an analysis works with."""

    lees: Lees
    verslag: Koppelverslag
    drempels: Drempelset
    onderzoek: Onderzoekgegevens
    voortgang: Voortgang
    opgelegd: Mapping[str, Opgelegd] = field(default_factory=dict)  # by name of the table
    kaart: Kaart | None = None  # None: no map was delivered
    tel: Tel | None = None  # counts on more workers; None: it is not worth that

    def demanded(self, tabel: Celtabel) -> Opgelegd:
        """What earlier results ask of a table."""
        return self.opgelegd.get(tabel.naam, NIETS_OPGELEGD)

    def protecting(self, van: float, tot: float) -> Callable[[float], None]:
        """Hears what share of a table is protected, and tells that from one percentage of the whole
        to another. Who asked may stop the job meanwhile."""

        def tell(deel: float) -> None:
            self.voortgang(int(van + deel * (tot - van)), "Kleine groepen beschermen")

        return tell

    def has(self, code: str) -> bool:
        """A kenmerk of which a source was not delivered is no column."""
        return code in self.verslag.kolommen

    def residents(self, *codes: str) -> pl.DataFrame:
        """Age, buurt and these columns of everyone; GeenResultaat when one is not there."""
        self._demand(codes)
        bewoners = self.lees(list(dict.fromkeys(["jaren", "buurt", *codes])))
        if bewoners.height == 0:
            raise GeenResultaat("Er zijn geen inwoners gekoppeld.")
        demand_filled(bewoners)
        return bewoners

    def count(self, vraag: Telvraag, van: float, tot: float) -> Geteld:
        """The patterns, here or by several workers; tells how far from one percentage to another
        of the whole."""
        if self.tel is None:
            return counted(self.residents(*vraag.kolommen), vraag)
        self._demand(vraag.kolommen)

        def tell(deel: float) -> None:
            self.voortgang(int(van + deel * (tot - van)), "Inwoners tellen")

        return self.tel(vraag, tell)

    def rows(self, vraag: Telvraag, van: float, tot: float) -> pl.DataFrame:
        """What is counted as rows with a weight, for tables."""
        return spread_out(self.count(vraag, van, tot).patronen, vraag.uitkomst)

    @property
    def by_household(self) -> bool:
        """Whether it was linked who live together."""
        return self.has(HUISHOUDEN)

    def _demand(self, codes: Sequence[str]) -> None:
        for code in codes:
            if not self.has(code):
                raise GeenResultaat(f"{_name(code)} zit niet in de koppeling.")


def _name(code: str) -> str:
    namen = {k.code: k.naam for k in KENMERKEN}
    return namen.get(code, f"De kolom {code}")


@dataclass(frozen=True)
class Opbrengst:
    """What a kind of analysis gives, before it is sealed."""

    hulp: Leeshulp
    tabellen: tuple[VeiligeTabel, ...]
    figuren: tuple[Mapping[str, Any], ...]
    n: int
    basis: str
    kenmerken: tuple[str, ...]
    wie: Groep | None  # whom `n` counts, where that can be said
    delen: tuple[Deel, ...]  # what it tells
