"""The certificate of a result, and the evidence behind it for the privacy officer.

`privacy.kern` alone can make a certificate. Standard library only: web processes import this
module.
"""

import json
from collections.abc import Mapping
from dataclasses import InitVar, asdict, dataclass, replace
from enum import Enum
from typing import Any

from privacy.kern.uitspraken import Bijdrage, Register, Spanne
from privacy.kern.veilig import _ZEGEL, Reden, VeiligResultaat, _demand, _Zegel


@dataclass(frozen=True)
class Certificaat:
    """That a result, with all that the ledger held at `registerkop`, tells too much of nobody.

    `sha256`: of the result; `beschermd`: sums that had to stay wide, `versmald`: those that did
    not; `eerdere`: earlier results looked at.
    """

    sha256: str
    drempelset_versie: int
    registerkop: str
    methode: str
    beschermd: int
    versmald: int
    eerdere: int
    zegel: InitVar[_Zegel]

    def __post_init__(self, zegel: _Zegel) -> None:
        _demand(zegel)

    @property
    def geslaagd(self) -> bool:
        return self.versmald == 0


@dataclass(frozen=True)
class Marge:
    """Persons that a reader must think possible, from `van` to `tot`. Both ends are proved; unless
    it is `precies` he may be left with more."""

    van: int
    tot: int
    precies: bool


@dataclass(frozen=True)
class Bewijscel:
    """A hidden cell, and what an intruder gets of it: persons counted, and size of its group.

    `aantal`, `grootte`: beside everything that was told, as wide as was proved. `buitenstaander`
    and `betrokkene` (the one person of the table to whom most is told): from this table alone.
    `insiders`: whether it is proved wide beside everything for everybody who is counted himself;
    None where it need not be secret.
    """

    tabel: str
    klassen: tuple[str, ...]
    reden: Reden
    aantal: Spanne | None
    grootte: Spanne | None
    vereist: int
    buitenstaander: Marge | None = None
    betrokkene: Marge | None = None
    insiders: bool | None = None


@dataclass(frozen=True)
class Verwant:
    """An earlier result that tells of the same groups: `samen` of its statements."""

    sha256: str
    naam: str
    samen: int


@dataclass(frozen=True)
class Bewijs:
    """What the officer sees before a decision, and nobody else.

    `verlies`: hidden beside what the rules hide, as a share of all that could be shown; `kloof`:
    how much of that may not have been needed.
    """

    getoond: int
    verborgen: tuple[Bewijscel, ...]
    verwant: tuple[Verwant, ...]
    verlies: float
    kloof: float

    def als_json(self) -> str:
        return json.dumps(_plain(asdict(self)), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def uit_json(cls, tekst: str) -> "Bewijs":
        gegevens: dict[str, Any] = json.loads(tekst)
        gegevens["verborgen"] = tuple(_cell(cel) for cel in gegevens["verborgen"])
        gegevens["verwant"] = tuple(Verwant(**verwant) for verwant in gegevens["verwant"])
        return cls(**gegevens)


class Keuzesoort(Enum):
    """What an author can do with a candidate that tells too much beside earlier results."""

    meer_weglaten = "meer_weglaten"
    grover = "grover"
    eerder_patroon = "eerder_patroon"
    wachten = "wachten"


@dataclass(frozen=True)
class Keuze:
    """`cellen`: how many of the cells that could be shown are lost; None when it is no way out."""

    soort: Keuzesoort
    cellen: int | None


class Botsing(Exception):
    """A candidate tells too much beside what the ledger holds; `met`: hashes of those results."""

    def __init__(self, keuzes: tuple[Keuze, ...], met: tuple[str, ...]) -> None:
        super().__init__("the candidate tells too much beside earlier results")
        self.keuzes = keuzes
        self.met = met


@dataclass(frozen=True)
class Kandidaat:
    """A result that may become a draft: itself, what it adds to the ledger, and the proof."""

    resultaat: VeiligResultaat
    bijdrage: Bijdrage
    certificaat: Certificaat
    bewijs: Bewijs

    def __post_init__(self) -> None:
        if not self.resultaat.sha256 == self.bijdrage.sha256 == self.certificaat.sha256:
            raise ValueError("a certificate belongs to one result")


def certify(**velden: Any) -> Certificaat:
    """For `privacy.kern` alone."""
    return Certificaat(**velden, zegel=_ZEGEL)


def carry(certificaat: Certificaat, gezien: Register, nu: Register) -> Certificaat:
    """The same at a later head: ValueError when anything that counts was added since the audit."""
    if certificaat.registerkop != gezien.kop or gezien.bijdragen != nu.bijdragen:
        raise ValueError("the ledger grew: audit the candidate again")
    return replace(certificaat, registerkop=nu.kop, zegel=_ZEGEL)


def stored_certificate(**velden: Any) -> Certificaat:
    """Read back a row of what `certify` made: the database keeps rows from being changed."""
    return Certificaat(**velden, zegel=_ZEGEL)


def _cell(gegevens: Mapping[str, Any]) -> Bewijscel:
    return Bewijscel(
        tabel=gegevens["tabel"],
        klassen=tuple(gegevens["klassen"]),
        reden=Reden(gegevens["reden"]),
        aantal=_span(gegevens["aantal"]),
        grootte=_span(gegevens["grootte"]),
        vereist=gegevens["vereist"],
        buitenstaander=_margin(gegevens.get("buitenstaander")),
        betrokkene=_margin(gegevens.get("betrokkene")),
        insiders=gegevens.get("insiders"),
    )


def _margin(gegevens: Mapping[str, Any] | None) -> Marge | None:
    return Marge(**gegevens) if gegevens else None


def _span(gegevens: Mapping[str, int] | None) -> Spanne | None:
    return Spanne(**gegevens) if gegevens else None


def _plain(waarde: Any) -> Any:
    if isinstance(waarde, Enum):
        return waarde.value
    if isinstance(waarde, dict):
        return {naam: _plain(deel) for naam, deel in waarde.items()}
    if isinstance(waarde, list | tuple):
        return [_plain(deel) for deel in waarde]
    return waarde
