"""The same question on other peildata: what was released of it, side by side.

From safe tables alone, in the order of the peildata; a figure that is hidden on one of them stays
hidden. Where a definition differs from that of the peildatum before it, the heading says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from analyses import queries
from analyses.models import Resultaat
from privacy.kern.presentatie import NIET_GETOOND, value_text
from privacy.kern.veilig import Maat, VeiligeRij, VeiligeTabel, VeiligResultaat
from privacy.models import Account

MEESTE = 6  # peildata beside each other
AANDEEL = "aandeel"


@dataclass(frozen=True)
class Peiling:
    """One peildatum: where its result is, and what it found."""

    resultaat_id: UUID
    peildatum: str
    bevinding: str
    andere_definitie: bool


@dataclass(frozen=True)
class Herhaling:
    """`rijen`: classes of the first table with shares, and the share on each peildatum ("" where
    that class was not there)."""

    peilingen: tuple[Peiling, ...]
    titel: str
    rijen: tuple[tuple[str, tuple[str, ...]], ...]


def repeated(resultaat: Resultaat, inhoud: VeiligResultaat, by: Account) -> Herhaling | None:
    """None where the question was released for one peildatum only."""
    andere = list(queries.same_question_for(by, resultaat)[: MEESTE - 1])
    if not andere:
        return None
    paren = [(resultaat, inhoud), *((r, queries.viewers_content(r)) for r in andere)]
    paren.sort(key=lambda paar: paar[0].onderzoek.peildatum)
    tabellen = [_with_shares(deel) for _, deel in paren]
    titel = next((tabel.titel for tabel in tabellen if tabel is not None), "")
    return Herhaling(_measurements(paren), titel, _rows(tabellen))


def _measurements(paren: Sequence[tuple[Resultaat, VeiligResultaat]]) -> tuple[Peiling, ...]:
    vorige = [paren[0][1], *(inhoud for _, inhoud in paren)]
    return tuple(
        Peiling(
            resultaat_id=rij.pk,
            peildatum=rij.onderzoek.peildatum.isoformat(),
            bevinding=inhoud.bevinding,
            andere_definitie=inhoud.definities != eerder.definities,
        )
        for (rij, inhoud), eerder in zip(paren, vorige, strict=False)
    )


def _with_shares(inhoud: VeiligResultaat) -> VeiligeTabel | None:
    return next((t for t in inhoud.tabellen if any(kop.code == AANDEEL for kop in t.koppen)), None)


def _rows(tabellen: Sequence[VeiligeTabel | None]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every class that any of them has, in the order in which they come."""
    per_tabel = [_shares(tabel) if tabel is not None else {} for tabel in tabellen]
    namen = dict.fromkeys(naam for aandelen in per_tabel for naam in aandelen)
    return tuple((naam, tuple(deel.get(naam, "") for deel in per_tabel)) for naam in namen)


def _shares(tabel: VeiligeTabel) -> dict[str, str]:
    return {_label(tabel, rij): _written(tabel, rij) for rij in tabel.rijen}


def _label(tabel: VeiligeTabel, rij: VeiligeRij) -> str:
    paren = zip(tabel.koppen, rij.waarden, strict=True)
    return ", ".join(str(waarde) for kop, waarde in paren if kop.maat is Maat.label)


def _written(tabel: VeiligeTabel, rij: VeiligeRij) -> str:
    """The share with its margin, or that it is not shown."""
    if not rij.getoond:
        return NIET_GETOOND
    cijfers = {
        kop.code: value_text(kop.maat, waarde)
        for kop, waarde in zip(tabel.koppen, rij.waarden, strict=True)
    }
    marge = f" ({cijfers['van']} tot {cijfers['tot']})" if {"van", "tot"} <= set(cijfers) else ""
    return f"{cijfers[AANDEEL]}{marge}"
