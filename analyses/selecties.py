"""What a reader chose to see of a result, from the address to the page, CSV and API."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from privacy.kern.selectie import KIES, TABEL, Keuzelijst, Selectie, choices, read_selection, select
from privacy.kern.veilig import VeiligResultaat


@dataclass(frozen=True)
class Vinkje:
    """One box to tick."""

    waarde: str
    label: str
    aan: bool


@dataclass(frozen=True)
class Keuzegroep:
    naam: str  # of the parameter
    titel: str
    keuzes: tuple[Vinkje, ...]


@dataclass(frozen=True)
class Uitsnede:
    """The result as it was released, and as this reader wants to see it."""

    heel: VeiligResultaat
    inhoud: VeiligResultaat
    selectie: Selectie

    @property
    def zoek(self) -> str:
        """The part of the address after the question mark, and the mark itself."""
        return f"?{urlencode(self.selectie.pairs())}" if self.selectie else ""

    @property
    def zin(self) -> str:
        """How much of it is on the page; empty for all of it."""
        if not self.selectie:
            return ""
        deel, geheel = (_rows(resultaat) for resultaat in (self.inhoud, self.heel))
        return f"U ziet een keuze: {deel} van de {geheel} rijen van dit resultaat."

    @property
    def groepen(self) -> tuple[Keuzegroep, ...]:
        lijsten = choices(self.heel)
        return (*_tables(self.heel, self.selectie), *(_group(x, self.selectie) for x in lijsten))

    @property
    def delen(self) -> tuple[tuple[str, str], ...]:
        """What the panels of the page are about, and the address of each alone."""
        panelen = dict.fromkeys(p for figuur in self.inhoud.figuren for p in self._about(figuur))
        if len(panelen) < 2:
            return ()
        return tuple(self._just(code, plek) for code, plek in panelen)

    def _about(self, figuur: Mapping[str, Any]) -> list[tuple[str, int]]:
        """Columns and places of what a whole figure is about."""
        labels = figuur.get("keuze", {}).get("labels", {})
        return [
            (lijst.code, plek)
            for lijst in choices(self.heel)
            for plek, klasse in enumerate(lijst.klassen)
            if labels.get(lijst.code) == html.escape(klasse, quote=False)
        ]

    def _just(self, code: str, plek: int) -> tuple[str, str]:
        (lijst,) = (lijst for lijst in choices(self.heel) if lijst.code == code)
        klassen = {**self.selectie.klassen, code: (plek,)}
        paren = Selectie(self.selectie.tabellen, klassen).pairs()
        return lijst.klassen[plek], f"?{urlencode(paren)}"


def choose(heel: VeiligResultaat, gevraagd: Mapping[str, Sequence[str]]) -> Uitsnede:
    """OnjuisteSelectie when the address names what is not there."""
    selectie = read_selection(heel, gevraagd)
    return Uitsnede(heel, select(heel, selectie), selectie)


def _rows(resultaat: VeiligResultaat) -> int:
    return sum(len(tabel.rijen) for tabel in resultaat.tabellen)


def _tables(heel: VeiligResultaat, selectie: Selectie) -> list[Keuzegroep]:
    if len(heel.tabellen) < 2:
        return []
    keuzes = (
        Vinkje(str(plek), tabel.titel, plek in selectie.tabellen)
        for plek, tabel in enumerate(heel.tabellen)
    )
    return [Keuzegroep(TABEL, "Tabellen", tuple(keuzes))]


def _group(lijst: Keuzelijst, selectie: Selectie) -> Keuzegroep:
    gekozen = selectie.klassen.get(lijst.code, ())
    keuzes = (
        Vinkje(f"{lijst.code}.{plek}", klasse, plek in gekozen)
        for plek, klasse in enumerate(lijst.klassen)
    )
    return Keuzegroep(KIES, lijst.label, tuple(keuzes))
