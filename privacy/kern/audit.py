"""The audit: what can a reader compute from the rows as they are shown?

Written apart from `onderdrukking`: it reads the finished rows, decides again which sums are secret,
and asks another solver (OR-tools: GLOP, and CP-SAT where whole persons matter). A secret sum passes
only when two tables of whole persons are found that both agree with every figure shown and differ
enough on it; both are checked by adding up, so that no solver has to be trusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privacy.kern import auditproces
from privacy.kern.auditlezing import Kennis, Lezing
from privacy.kern.auditproces import AuditGestopt
from privacy.kern.betrokkenen import contributors, too_narrow
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Auditverslag, VeiligeRij

METHODE = "OR-tools GLOP en CP-SAT, tabellen van hele personen; buitenstaander en betrokkene"
Tabellen = NDArray[np.int64]
KRING = 1


def audit_table(
    tabel: Celtabel,
    rijen: Sequence[VeiligeRij],
    drempels: Drempelset,
    *,
    verdeling: str | None = None,
    gewoon: tuple[str, ...] = (),
    kring: int = KRING,
) -> Auditverslag:
    """The report on a finished table; `geslaagd` only if every secret sum is proved wide, for an
    outsider and for each group of one to `kring` persons of one leaf who know their own records.
    """
    lezing = Lezing(tabel, rijen, drempels, verdeling, gewoon)
    secundair = sum(
        not c.rij.getoond for c, g in zip(lezing.cellen, lezing.geheim, strict=True) if not g
    )
    goed_getoond = lezing.well_shown()
    stelsels = [
        replace(kennis, kring=kring)
        for kennis in ((lezing.groups(), lezing.outcomes(), lezing.joint()) if goed_getoond else ())
    ]
    gevonden = possible_tables(stelsels)
    breedtes = [
        (breedte, vraag.vereist)
        for kennis, tabellen in zip(stelsels, gevonden, strict=True)
        for vraag, breedte in zip(kennis.vragen, widths(kennis, tabellen), strict=True)
    ]
    ruim = [breedte for breedte, vereist in breedtes if vereist == drempels.min_aantal]
    return Auditverslag(
        methode=METHODE,
        cellen=len(rijen),
        primair=sum(lezing.geheim),
        secundair=secundair,
        beschermd=len(breedtes),
        smalste_interval=float(min(ruim)) if ruim else None,
        vereist=drempels.min_aantal,
        geslaagd=goed_getoond and passes(stelsels, gevonden),
    )


def passes(stelsels: Sequence[Kennis], gevonden: Sequence[Tabellen]) -> bool:
    """Whether the tables found prove every question wide, for every reader of its system."""
    return not any(
        too_narrow(kennis, tabellen) for kennis, tabellen in zip(stelsels, gevonden, strict=True)
    )


def possible_tables(stelsels: Sequence[Kennis]) -> list[Tabellen]:
    """For each system tables of whole persons (k × N), the true one first, each of them checked.

    They lie as far apart on each question as it asks, if the solver found such.
    """
    if not any(kennis.vragen for kennis in stelsels):
        return [np.array([kennis.waarheid], dtype=np.int64) for kennis in stelsels]
    gevonden = auditproces.ask([_question(kennis) for kennis in stelsels])
    return [
        _checked(kennis, np.array([kennis.waarheid, *tabellen], dtype=np.int64))
        for kennis, tabellen in zip(stelsels, gevonden, strict=True)
    ]


def widths(kennis: Kennis, tabellen: Tabellen) -> list[int]:
    """For each question how far apart the tables lie; the search stops where that is enough."""
    return [int(np.ptp(tabellen[:, list(vraag.bladen)].sum(axis=1))) for vraag in kennis.vragen]


@dataclass(frozen=True)
class Uitersten:
    """What a sum can be for an outsider: both ends are proved by a table of whole persons. Unless
    it is `precies`, it may be wider still."""

    van: int
    tot: int
    precies: bool


def intervals(kennis: Kennis) -> list[Uitersten]:
    """The least and the most of each question, in whole persons, given all that is shown."""
    ((spannen, _),) = extremes([kennis])
    return spannen


def extremes(stelsels: Sequence[Kennis]) -> list[tuple[list[Uitersten], Tabellen]]:
    """For each system the intervals of its questions, and the tables that prove their ends."""
    buiten = [replace(kennis, kring=0) for kennis in stelsels]
    if not any(kennis.vragen for kennis in buiten):
        return [([], np.array([kennis.waarheid], dtype=np.int64)) for kennis in buiten]
    antwoorden = auditproces.ask([_question(kennis, uitersten=True) for kennis in buiten])
    return [_ends(kennis, uit) for kennis, uit in zip(buiten, antwoorden, strict=True)]


def _ends(kennis: Kennis, antwoord: dict[str, Any]) -> tuple[list[Uitersten], Tabellen]:
    tabellen = np.array([kennis.waarheid, *antwoord["tabellen"]], dtype=np.int64)
    _checked(kennis, tabellen)
    spannen = []
    for vraag, grenzen in zip(kennis.vragen, antwoord["grenzen"], strict=True):
        som = tabellen[:, list(vraag.bladen)].sum(axis=1)
        van, tot = int(som.min()), int(som.max())
        spannen.append(Uitersten(van, tot, [van, tot] == grenzen))
    return spannen, tabellen


def _question(kennis: Kennis, uitersten: bool = False) -> dict[str, Any]:
    lezers = contributors(kennis).rows()
    return {**kennis.as_question(), "lezers": lezers, "uitersten": uitersten}


def _checked(kennis: Kennis, tabellen: Tabellen) -> Tabellen:
    """Adds up every fact over every table."""
    if tabellen.shape[1:] != (len(kennis.dak),):
        raise AuditGestopt("a table does not have the leaves of the system")
    bladen = np.array([blad for feit in kennis.feiten for blad in feit.bladen], dtype=np.int64)
    feit = np.repeat(np.arange(len(kennis.feiten)), [len(f.bladen) for f in kennis.feiten])
    onder, boven = (np.array([getattr(f, k) for f in kennis.feiten]) for k in ("onder", "boven"))
    for tabel in tabellen:
        som = np.bincount(feit, weights=tabel[bladen], minlength=len(kennis.feiten))
        binnen = (som >= onder).all() and (som <= boven).all()
        if not (binnen and (tabel >= kennis.bodem).all() and (tabel <= kennis.dak).all()):
            raise AuditGestopt("a table does not agree with what is shown")
    return tabellen
