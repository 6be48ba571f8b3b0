"""What a delivery looks like: the vocabulary in which `bronnen/leverschemas/` declares its sources.

Standard library only: web code reads these declarations too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any


class Soort(Enum):
    """How the text of a cell is read."""

    bsn = "bsn"
    naam = "naam"
    geboortedatum = "geboortedatum"  # may be partial: 19800000, 19801000, 00000000
    datum = "datum"
    maand = "maand"  # JJJJ-MM
    jaar = "jaar"
    geheel = "geheel"
    bedrag = "bedrag"  # decimal comma; kept in cents
    decimaal = "decimaal"  # decimal comma; kept in hundredths
    code = "code"  # one of a closed list
    postcode = "postcode"
    huisnummer = "huisnummer"
    tekst = "tekst"  # free text: read for a check or a pseudonym, never kept
    buurtcode = "buurtcode"
    gebiedscode = "gebiedscode"
    sleutel = "sleutel"  # household, contract, registration number: pseudonym only


class Vlag(Enum):
    """Why an element asks for extra care (AVG 9, AVG 10, debts)."""

    identificerend = "identificerend"
    bijzonder = "bijzonder"
    strafrechtelijk = "strafrechtelijk"
    financieel = "financieel"


class Koppelsleutel(Enum):
    persoon = "persoon"
    naamgeboorte = "naamgeboorte"
    adres = "adres"


@dataclass(frozen=True)
class Kolom:
    """One element of a delivery.

    `codes` maps what stands in the file to its Dutch label, in the order in which codes are
    numbered (1, 2, ...; 0 is missing). `bewaard` says whether the element itself is kept after
    the door; an element that is not kept is used for a key or a check only. `nodig` is False for
    an element that suppliers know but the project has no use for: it is never read.
    `geweigerd` maps a code (exact) or, in a column of text, a word that a cell holds anywhere
    (letter case ignored) to the sentence that refuses the row.
    """

    naam: str
    soort: Soort
    doel: str
    verplicht: bool = True  # the header must be there
    leeg_toegestaan: bool = False
    bewaard: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    geweigerd: Mapping[str, str] = field(default_factory=dict)  # code or word -> Dutch sentence
    minimum: float | None = None
    maximum: float | None = None
    lo3: tuple[str, ...] = ()  # official element headers that are accepted as well
    vlaggen: frozenset[Vlag] = frozenset()
    nodig: bool = True


@dataclass(frozen=True)
class Rijregel:
    """A rule over several columns of one row; `toets` is a name in `bronnen.kern.rijregels`."""

    code: str
    kolommen: tuple[str, ...]
    melding: str  # Dutch, says what to do; never holds a value
    toets: str
    weigert: str = "rij"  # rij | bestand


@dataclass(frozen=True)
class Leverschema:
    """A versioned declaration of one source.

    `persoonsbegin` is the official header that is filled on the first row of a person only, in
    deliveries with official headers, where one person spans several rows.
    """

    code: str
    naam: str
    versie: str
    leverancier: str  # the organisation that delivers it
    omschrijving: str
    kolommen: tuple[Kolom, ...]
    sleutels: frozenset[Koppelsleutel] = frozenset()
    regels: tuple[Rijregel, ...] = ()
    uniek: str | None = None  # column that may stand once
    personen: bool = True
    tweede_akkoord: bool = False  # police and debt data need two officers
    document: str = ""  # kind of document (`Documentsoort`) without which it is closed
    formaat: str = "tabel"  # tabel | geojson
    max_afgekeurd: float = 0.01  # share of refused rows above which the whole delivery is refused
    persoonsbegin: str | None = None

    def kolom(self, naam: str) -> Kolom:
        return next(kolom for kolom in self.kolommen if kolom.naam == naam)

    @property
    def elementen(self) -> tuple[str, ...]:
        return tuple(kolom.naam for kolom in self.kolommen)


@dataclass(frozen=True)
class Aanbieding:
    """The aanbiedingsgegevens that come with a file.

    `nul_aanvullen` is the supplier's explicit choice to pad BSNs of eight digits with a zero.
    """

    bron: str
    peildatum: date
    periode_begin: date
    periode_einde: date
    aantal_rijen: int | None = None
    sha256: str | None = None
    contact: str = ""
    blad: str | None = None
    nul_aanvullen: bool = False


@dataclass(frozen=True)
class Bevinding:
    """How often one rule refused (or noted) rows; row numbers of the file, never a value."""

    regel: str
    kolom: str | None
    melding: str
    aantal: int
    rijnummers: tuple[int, ...]  # the first twenty
    weigert: bool = True  # False: noted only


@dataclass(frozen=True)
class Leververslag:
    """The report of the door: rows, columns and rules, never values."""

    bron: str
    schema_versie: str
    aanvaard: bool
    weigering: str | None  # one Dutch sentence when the whole delivery is refused
    bestandssoort: str  # csv | xlsx | geojson
    codering: str | None
    scheidingsteken: str | None
    sha256: str
    rijen_gelezen: int
    rijen_aanvaard: int
    rijen_geweigerd: int
    bevindingen: tuple[Bevinding, ...] = ()
    gelezen_kolommen: tuple[str, ...] = ()
    onbekende_kolommen: int = 0
    onbekende_kolomnamen: tuple[str, ...] = ()
    niet_goedgekeurd: tuple[str, ...] = ()
    opmerkingen: tuple[str, ...] = ()

    def als_dict(self) -> dict[str, Any]:
        gegevens: dict[str, Any] = _plain(self)
        return gegevens

    @classmethod
    def uit_dict(cls, gegevens: Mapping[str, Any]) -> "Leververslag":
        velden = dict(gegevens)
        velden["bevindingen"] = tuple(
            Bevinding(**{**b, "rijnummers": tuple(b["rijnummers"])}) for b in velden["bevindingen"]
        )
        for naam in ("gelezen_kolommen", "onbekende_kolomnamen", "niet_goedgekeurd", "opmerkingen"):
            velden[naam] = tuple(velden[naam])
        return cls(**velden)


def _plain(waarde: Any) -> Any:
    """Dataclasses and tuples as the dicts and lists that JSON knows."""
    if hasattr(waarde, "__dataclass_fields__"):
        return {naam: _plain(getattr(waarde, naam)) for naam in waarde.__dataclass_fields__}
    if isinstance(waarde, tuple | list):
        return [_plain(deel) for deel in waarde]
    return waarde
