"""The safe types: what charts, exports, the API and templates take, and nothing else.

A `VeiligeTabel` or `VeiligResultaat` can be made by `privacy.kern` alone: the constructor asks for
a seal that only `privacy.kern` holds, and `dataclasses.replace` asks for it again.
`privacy.kern.beschermen` makes tables from counts;
`VeiligResultaat.uit_json` reads back what was made before and checks its hash.
Standard library only: web processes import this module.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import Any, Self

from privacy.kern.drempels import Drempelset


class OnveiligResultaat(TypeError):
    """Somebody tried to make a safe type outside `privacy.kern`, or the stored text was changed."""


class _Zegel:
    """Held by `privacy.kern` alone."""


_ZEGEL = _Zegel()


class Reden(Enum):
    """Why a cell is hidden: for analist and officer only; viewers read `NEUTRALE_TEKST`."""

    aantal = "aantal"
    basis = "basis"
    complement = "complement"
    groepsonthulling = "groepsonthulling"
    nul = "nul"
    dominantie = "dominantie"
    beschermt = "beschermt"
    verschil = "verschil"
    gebeurtenissen = "gebeurtenissen"


NEUTRALE_TEKST = "Niet getoond, om personen te beschermen."
REDENTEKST: Mapping[Reden, str] = {
    Reden.aantal: "Minder dan 10 personen.",
    Reden.basis: "De groep is kleiner dan 50 personen.",
    Reden.complement: "Bijna iedereen heeft dit kenmerk. Dan weet u het ook van één persoon.",
    Reden.groepsonthulling: "Bijna iedereen in deze groep heeft dit kenmerk.",
    Reden.nul: "Niemand in deze groep. Ook dat zegt iets over personen.",
    Reden.dominantie: "Eén persoon bepaalt dit bedrag bijna alleen.",
    Reden.beschermt: "Weggelaten, anders kunt u een ander cijfer uitrekenen.",
    Reden.verschil: "Samen met eerdere cijfers zegt dit iets over een kleine groep.",
    Reden.gebeurtenissen: "Te weinig personen om dit betrouwbaar te berekenen.",
}


class Maat(Enum):
    """What a column of a safe table holds, so that the screen knows how to write it."""

    label = "label"
    aantal = "aantal"  # persons, rounded
    procent = "procent"  # whole percents
    procentpunt = "procentpunt"
    verhouding = "verhouding"  # odds ratio, lift: one or two decimals
    getal = "getal"
    tekst = "tekst"  # e.g. "< .001"


@dataclass(frozen=True)
class Kop:
    code: str
    label: str
    maat: Maat


@dataclass(frozen=True)
class VeiligeRij:
    """One row; `waarden` has one entry per `Kop`; None where hidden or not applicable."""

    waarden: tuple[str | int | float | None, ...]
    getoond: bool = True
    reden: Reden | None = None


@dataclass(frozen=True)
class Auditverslag:
    """What the audit of one table found. Widths are persons.

    `smalste_interval`: the narrowest sum of those in groups of at least `vereist` persons; in
    smaller groups the whole group is open. `verlies`: what was hidden beside the primary cells, as
    a share of all that could be shown; `kloof`: how much of that may not have been needed.
    """

    methode: str
    cellen: int
    primair: int
    secundair: int
    beschermd: int
    smalste_interval: float | None
    vereist: int
    geslaagd: bool
    verlies: float = 0.0
    kloof: float = 0.0

    @classmethod
    def none_hidden(cls, methode: str, cellen: int, drempels: Drempelset) -> Self:
        """Of figures that were made so that no cell of them has to be hidden."""
        return cls(methode, cellen, 0, 0, 0, None, drempels.min_aantal, geslaagd=True)


@dataclass(frozen=True)
class VeiligeTabel:
    """A protected table: rounded figures and hidden cells, ready to be shown."""

    naam: str
    titel: str
    koppen: tuple[Kop, ...]
    rijen: tuple[VeiligeRij, ...]
    audit: Auditverslag | None
    zegel: InitVar[_Zegel]

    def __post_init__(self, zegel: _Zegel) -> None:
        _demand(zegel)
        if self.audit is not None and not self.audit.geslaagd:
            raise OnveiligResultaat("the audit of this table did not pass")
        for rij in self.rijen:
            self._check_row(rij)

    def _check_row(self, rij: VeiligeRij) -> None:
        if len(rij.waarden) != len(self.koppen):
            raise OnveiligResultaat("a row and its headings differ in length")
        if not rij.getoond and any(
            waarde is not None and kop.maat is not Maat.label
            for kop, waarde in zip(self.koppen, rij.waarden, strict=True)
        ):
            raise OnveiligResultaat("a hidden row holds a figure")

    @property
    def verborgen(self) -> int:
        return sum(not rij.getoond for rij in self.rijen)

    def without_reasons(self) -> "VeiligeTabel":
        rijen = tuple(replace(rij, reden=None) for rij in self.rijen)
        return replace(self, audit=None, rijen=rijen, zegel=_ZEGEL)

    def kolom(self, code: str) -> tuple[str | int | float | None, ...]:
        plek = [kop.code for kop in self.koppen].index(code)
        return tuple(rij.waarden[plek] for rij in self.rijen)


@dataclass(frozen=True)
class VeiligResultaat:
    """What is released: safe tables with the words and the chart made from them.

    `figuur` is a Plotly figure as plain data, drawn from `tabellen` alone; `specificatie` is what
    the analysis was asked, so that it can be run again.
    """

    soort: str
    bevinding: str  # heading: what one sees
    ondertitel: str  # measure, who, where, period
    zin: str  # one sentence
    leeswijzer: tuple[str, ...]
    alt: str
    bronnen: tuple[str, ...]
    peildatum: str
    periode: str
    n: int  # rounded
    basis: str  # which residents
    definities: tuple[str, ...]
    tabellen: tuple[VeiligeTabel, ...]
    figuren: tuple[Mapping[str, Any], ...]
    specificatie: Mapping[str, Any]
    drempels: Mapping[str, Any]
    zegel: InitVar[_Zegel]

    def __post_init__(self, zegel: _Zegel) -> None:
        _demand(zegel)

    @property
    def verborgen(self) -> int:
        return sum(tabel.verborgen for tabel in self.tabellen)

    @property
    def audit_geslaagd(self) -> bool:
        """Every table about persons passed its audit; public figures have none."""
        return all(tabel.audit is None or tabel.audit.geslaagd for tabel in self.tabellen)

    def voor_kijkers(self) -> "VeiligResultaat":
        """The same without reasons and audit: a reason informs too."""
        tabellen = tuple(tabel.without_reasons() for tabel in self.tabellen)
        return replace(self, tabellen=tabellen, zegel=_ZEGEL)

    def als_json(self) -> str:
        """Canonical JSON: same result, same bytes."""
        return json.dumps(
            _plain(self),
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
            allow_nan=False,
        )

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.als_json().encode()).hexdigest()

    @classmethod
    def uit_json(cls, tekst: str, sha256: str) -> "VeiligResultaat":
        """Read back what `als_json` wrote; OnveiligResultaat when the text was changed."""
        if hashlib.sha256(tekst.encode()).hexdigest() != sha256:
            raise OnveiligResultaat("stored result does not match its hash")
        gegevens = json.loads(tekst)
        gegevens["tabellen"] = tuple(_table(tabel) for tabel in gegevens["tabellen"])
        for naam in ("leeswijzer", "bronnen", "definities", "figuren"):
            gegevens[naam] = tuple(gegevens[naam])
        return cls(**gegevens, zegel=_ZEGEL)


def _demand(zegel: object) -> None:
    if zegel is not _ZEGEL:
        raise OnveiligResultaat("only privacy.kern makes safe results")


def _table(gegevens: Mapping[str, Any]) -> VeiligeTabel:
    audit = gegevens["audit"]
    return VeiligeTabel(
        naam=gegevens["naam"],
        titel=gegevens["titel"],
        koppen=tuple(Kop(k["code"], k["label"], Maat(k["maat"])) for k in gegevens["koppen"]),
        rijen=tuple(_row(rij) for rij in gegevens["rijen"]),
        audit=Auditverslag(**audit) if audit else None,
        zegel=_ZEGEL,
    )


def _row(rij: Mapping[str, Any]) -> VeiligeRij:
    reden = Reden(rij["reden"]) if rij["reden"] else None
    return VeiligeRij(tuple(rij["waarden"]), rij["getoond"], reden)


def _plain(waarde: Any) -> Any:
    if isinstance(waarde, Enum):
        return waarde.value
    if is_dataclass(waarde) and not isinstance(waarde, type):
        return {veld.name: _plain(getattr(waarde, veld.name)) for veld in fields(waarde)}
    if isinstance(waarde, tuple | list):
        return [_plain(deel) for deel in waarde]
    if isinstance(waarde, Mapping):
        return {sleutel: _plain(deel) for sleutel, deel in waarde.items()}
    return waarde
