"""What linking is asked to do and what came of it. Standard library only.

The numbers in a `Koppelverslag` are raw counts per source and buurt: nothing of it may be shown,
stored in a log or returned by an API before `privacy.kern` has protected it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import Enum
from typing import Any, Self

BUURTCODE = re.compile(r"BU\d{8}")
ONBEKEND = "onbekend"  # the row cannot be placed in a buurt
BUITEN_GEBIED = "buiten het gebied"  # it can, but that buurt is not linked

# Why a row of the BRP is not in the linked file, in the order in which the reasons are tried.
UITVALREDENEN: Mapping[str, str] = {
    "opgeschort": "De inschrijving is opgeschort, bijvoorbeeld door overlijden of vertrek.",
    "geen_woonadres": "Alleen een briefadres, of geen adres.",
    "buurt_onbekend": "De buurt staat niet in de BRP en niet in de woningmarktmonitor.",
    "buiten_gebied": "Woont in een buurt die niet wordt onderzocht.",
    "geslacht_onbekend": "Het geslacht is onbekend.",
    "leeftijd_onbekend": "De leeftijd is onbekend.",
}

# Why a linked row of a source does not count.
TERZIJDEREDENEN: Mapping[str, str] = {
    "buiten_de_periode": "Valt buiten de periode van het onderzoek.",
    "loopt_niet": "Loopt niet op de peildatum.",
    "jonger_dan_18": "De inwoner was bij het begin jonger dan 18 jaar.",
    "niet_toegekend": "De aanvraag is niet toegekend.",
    "waarde_ontbreekt": "Een gegeven dat nodig is, ontbreekt.",
    "woning_niet_van_corporatie": "Het adres wordt niet van een corporatie gehuurd.",
    "tegenstrijdig": "Twee rijen over hetzelfde adres spreken elkaar tegen.",
}


class Koppelfout(ValueError):
    """The deliveries cannot be linked as asked; the message is a Dutch sentence without values."""


class Huurtelling(Enum):
    """For whom a rent arrear counts: all residents of 18 and over at the address, or the holder."""

    adres = "adres"
    houder = "houder"


@dataclass(frozen=True)
class Koppelspecificatie:
    """Which residents are linked, on which day, with which period of the other sources.

    With `hele_gemeente` all buurten of the BRP delivery are linked, so that any choice of buurten
    can be compared; else only `buurten` and `referentiebuurten`.
    """

    peildatum: date
    periode_begin: date
    periode_einde: date
    buurten: tuple[str, ...]
    referentiebuurten: tuple[str, ...] = ()
    hele_gemeente: bool = False
    huurachterstand_telt_voor: Huurtelling = Huurtelling.adres

    def __post_init__(self) -> None:
        if not self.periode_begin <= self.periode_einde <= self.peildatum:
            raise Koppelfout("De periode begint voor het einde en eindigt op of voor de peildatum.")
        if not all(BUURTCODE.fullmatch(code) for code in self.genoemde_buurten):
            raise Koppelfout("Een buurtcode bestaat uit BU en acht cijfers.")
        if len(set(self.genoemde_buurten)) < len(self.genoemde_buurten):
            raise Koppelfout("Noem elke buurt één keer: als onderzochte buurt of als referentie.")
        if not (self.hele_gemeente or self.genoemde_buurten):
            raise Koppelfout("Noem ten minste één buurt, of kies de hele gemeente.")

    @property
    def genoemde_buurten(self) -> tuple[str, ...]:
        return self.buurten + self.referentiebuurten

    def als_dict(self) -> dict[str, Any]:
        return _as_dict(self)

    @classmethod
    def uit_dict(cls, gegevens: Mapping[str, Any]) -> Self:
        velden = dict(gegevens)
        for naam in ("peildatum", "periode_begin", "periode_einde"):
            velden[naam] = date.fromisoformat(velden[naam])
        for naam in ("buurten", "referentiebuurten"):
            velden[naam] = tuple(velden[naam])
        velden["huurachterstand_telt_voor"] = Huurtelling(velden["huurachterstand_telt_voor"])
        return cls(**velden)


def default_period(peildatum: date) -> tuple[date, date]:
    """The twelve months that end on the peildatum."""
    dag = 28 if (peildatum.month, peildatum.day) == (2, 29) else peildatum.day
    return peildatum.replace(year=peildatum.year - 1, day=dag) + timedelta(days=1), peildatum


@dataclass(frozen=True)
class Uitval:
    """BRP rows of one buurt that are left out, each counted under its first reason."""

    reden: str  # a key of UITVALREDENEN
    buurt: str  # BU code, ONBEKEND or BUITEN_GEBIED
    aantal: int


@dataclass(frozen=True)
class Brontelling:
    """The rows of one source in one buurt, by what became of them; `rijen` is the sum of the rest.

    The buurt is that of the resident, else that of the address in the row, else ONBEKEND.
    `niet_in_bestand`: found in the BRP, among the residents that are left out.
    """

    bron: str
    buurt: str  # BU code, ONBEKEND or BUITEN_GEBIED
    rijen: int
    persoon: int = 0
    naamgeboorte_adres: int = 0
    naamgeboorte: int = 0
    adres: int = 0
    meerduidig: int = 0
    niet_gekoppeld: int = 0
    niet_in_bestand: int = 0

    @property
    def gekoppeld(self) -> int:
        return self.persoon + self.naamgeboorte_adres + self.naamgeboorte + self.adres

    @property
    def te_koppelen(self) -> int:
        """The base of the match rate."""
        return self.rijen - self.niet_in_bestand


@dataclass(frozen=True)
class Terzijde:
    """Linked rows of a source that do not count."""

    bron: str
    reden: str  # a key of TERZIJDEREDENEN
    aantal: int


@dataclass(frozen=True)
class OntbrekendKenmerk:
    """A column that the linked file lacks, because something it needs was not delivered."""

    code: str
    reden: str  # Dutch


@dataclass(frozen=True)
class Koppelverslag:
    """The report of linking: raw counts, to be protected before anyone sees them.

    `buurtcodes`, `wijken` and `pleegbuurten` are sorted; a code in the columns `buurt` and
    `pleegbuurten` of the linked file is a position in the list of that name. `bewoners_per_buurt`
    and `zonder_woning` (residents whose address the woningmarktmonitor does not know; empty when
    it was not delivered) have one number for each of `buurtcodes`.

    `straat_oost` and `straat_noord` have a place for each numbered street of the linked file, in
    metres, -1 for one that is not on the map; both are empty when no map of streets was approved.
    They say where a street lies: never to be shown.
    """

    specificatie: Koppelspecificatie
    brp_rijen: int
    bewoners: int
    buurtcodes: tuple[str, ...]
    bewoners_per_buurt: tuple[int, ...]
    zonder_woning: tuple[int, ...]
    wijken: tuple[str, ...]
    pleegbuurten: tuple[str, ...]
    straten: int
    huishoudens: int
    kolommen: tuple[str, ...]
    uitval: tuple[Uitval, ...]
    tellingen: tuple[Brontelling, ...]
    terzijde: tuple[Terzijde, ...]
    ontbrekende_kenmerken: tuple[OntbrekendKenmerk, ...]
    opmerkingen: tuple[str, ...] = ()
    straat_oost: tuple[int, ...] = ()
    straat_noord: tuple[int, ...] = ()

    @property
    def uitval_per_reden(self) -> dict[str, int]:
        return {
            reden: sum(u.aantal for u in self.uitval if u.reden == reden) for reden in UITVALREDENEN
        }

    def telling(self, bron: str) -> Brontelling:
        """One source over all buurten."""
        delen = [t for t in self.tellingen if t.bron == bron]
        soorten = [veld.name for veld in fields(Brontelling)][2:]
        return Brontelling(bron, "", *(sum(getattr(t, s) for t in delen) for s in soorten))

    def als_dict(self) -> dict[str, Any]:
        return _as_dict(self)

    @classmethod
    def uit_dict(cls, gegevens: Mapping[str, Any]) -> Self:
        velden: dict[str, Any] = {
            naam: tuple(deel) if isinstance(deel, list) else deel for naam, deel in gegevens.items()
        }
        velden["specificatie"] = Koppelspecificatie.uit_dict(gegevens["specificatie"])
        for naam, soort in _DELEN.items():
            velden[naam] = tuple(soort(**deel) for deel in gegevens[naam])
        return cls(**velden)


_DELEN: Mapping[str, type[Any]] = {
    "uitval": Uitval,
    "tellingen": Brontelling,
    "terzijde": Terzijde,
    "ontbrekende_kenmerken": OntbrekendKenmerk,
}


def _as_dict(waarde: Any) -> dict[str, Any]:
    return {naam: _plain(getattr(waarde, naam)) for naam in waarde.__dataclass_fields__}


def _plain(waarde: Any) -> Any:
    """Dataclasses, tuples, dates and enums as what JSON knows."""
    if hasattr(waarde, "__dataclass_fields__"):
        return _as_dict(waarde)
    if isinstance(waarde, tuple | list):
        return [_plain(deel) for deel in waarde]
    if isinstance(waarde, date):
        return waarde.isoformat()
    return waarde.value if isinstance(waarde, Enum) else waarde
