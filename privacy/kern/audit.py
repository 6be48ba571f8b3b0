"""The audit: what can a reader compute from the rows as they are shown?

Written apart from `onderdrukking`: it reads the finished rows, decides again which sums are secret,
and asks another solver (OR-tools: GLOP, and CP-SAT where whole persons matter). A secret sum passes
only when two tables of whole persons are found that both agree with every figure shown and differ
enough on it; both are checked by adding up, so that no solver has to be trusted.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from privacy.kern.auditlezing import Kennis, Lezing
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Auditverslag, VeiligeRij

METHODE = "OR-tools GLOP en CP-SAT, tabellen van hele personen"
REKENAAR = Path(__file__).with_name("auditrekenaar.py")
GEDULD = 300.0  # seconds


class AuditGestopt(RuntimeError):
    """The auditor's solver ended without an answer: no certificate."""


def audit_table(
    tabel: Celtabel,
    rijen: Sequence[VeiligeRij],
    drempels: Drempelset,
    *,
    verdeling: str | None = None,
    gewoon: tuple[str, ...] = (),
) -> Auditverslag:
    """The report on a finished table; `geslaagd` only if every secret sum is proved wide."""
    lezing = Lezing(tabel, rijen, drempels, verdeling, gewoon)
    secundair = sum(
        not c.rij.getoond for c, g in zip(lezing.cellen, lezing.geheim, strict=True) if not g
    )
    goed_getoond = lezing.well_shown()
    stelsels = (lezing.groups(), lezing.outcomes(), lezing.joint()) if goed_getoond else ()
    breedtes = [
        (breedte, vraag.vereist)
        for kennis, gevonden in zip(stelsels, certified_widths(stelsels), strict=True)
        for vraag, breedte in zip(kennis.vragen, gevonden, strict=True)
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
        geslaagd=goed_getoond and all(b >= v for b, v in breedtes),
    )


def certified_widths(stelsels: Sequence[Kennis]) -> list[list[int]]:
    """For each question of each system a width that two possible tables prove; the search stops
    where it is wide enough, so it may be wider still."""
    if not any(kennis.vragen for kennis in stelsels):
        return [[] for _ in stelsels]
    gevonden = _ask([kennis.as_question() for kennis in stelsels])
    return [_proved(kennis, tabellen) for kennis, tabellen in zip(stelsels, gevonden, strict=True)]


def _ask(vraag: list[dict[str, Any]]) -> list[list[list[int]]]:
    """Counts go through pipes only; the child gets no environment, so no secrets either."""
    try:
        kind = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(REKENAAR)],
            input=json.dumps(vraag).encode(),
            capture_output=True,
            timeout=GEDULD,
            check=False,
            env={"OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise AuditGestopt("the auditor's solver took too long") from None
    if kind.returncode:
        raise AuditGestopt("the auditor's solver stopped")
    return cast(list[list[list[int]]], json.loads(kind.stdout))


def _proved(kennis: Kennis, tabellen: Sequence[Sequence[int]]) -> list[int]:
    """Widths between the tables, the true one among them, after checking that each is possible."""
    mogelijk = [np.array(tabel, dtype=np.int64) for tabel in (kennis.waarheid, *tabellen)]
    for tabel in mogelijk:
        if not _possible(kennis, tabel):
            raise AuditGestopt("a table does not agree with what is shown")
    return [
        int(np.ptp([tabel[list(vraag.bladen)].sum() for tabel in mogelijk]))
        for vraag in kennis.vragen
    ]


def _possible(kennis: Kennis, tabel: NDArray[np.int64]) -> bool:
    return (
        tabel.shape == (len(kennis.dak),)
        and bool((tabel >= 0).all() and (tabel <= kennis.dak).all())
        and all(
            feit.onder <= tabel[list(feit.bladen)].sum() <= feit.boven for feit in kennis.feiten
        )
    )
