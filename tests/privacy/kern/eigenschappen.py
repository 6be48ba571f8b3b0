"""What must hold of every random table, and the run that checks it table by table."""

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast
from unittest.mock import patch

from privacy.kern import auditproces, beschermen
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.veilig import Auditverslag, VeiligeTabel
from tests.privacy.kern.proefparen import Naast, beside, pair, pair_faults
from tests.privacy.kern.proeftabellen import Proef, trial
from tests.privacy.kern.tegenlezer import faults

# The auditor's own calculator, kept running: one start for many tables instead of one for each.
WARM = """
import json, runpy, sys
rekenaar = runpy.run_path(sys.argv[1])
rekenaar["answer"].__globals__["IN_DELEN"] = int(sys.argv[2])
for regel in sys.stdin:
    antwoord = [rekenaar["answer"](stelsel) for stelsel in json.loads(regel)]
    print(json.dumps(antwoord), flush=True)
"""
ONEENS = "suppression and audit do not agree"


@dataclass(frozen=True)
class Uitslag:
    """`audits`: how many patterns the auditor saw, the last of which passed; `alles`: that was the
    pattern that hides everything, though not all cells are secret."""

    zaad: int
    soort: str
    cellen: int
    primair: int
    secundair: int
    audits: int
    alles: bool
    fouten: tuple[str, ...]
    hash: str
    seconden: float


@contextmanager
def warm_auditor(in_delen: int = 1000) -> Iterator[None]:
    """Systems of `in_delen` leaves and more are looked at in parts first."""
    kind = subprocess.Popen(
        [sys.executable, "-I", "-c", WARM, str(auditproces.REKENAAR), str(in_delen)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"OPENBLAS_NUM_THREADS": "1"},
    )

    def ask(vraag: list[dict[str, Any]]) -> list[Any]:
        assert kind.stdin is not None
        assert kind.stdout is not None
        kind.stdin.write(json.dumps(vraag) + "\n")
        kind.stdin.flush()
        return cast(list[Any], json.loads(kind.stdout.readline()))

    try:
        with patch.object(auditproces, "ask", ask):
            yield
    finally:
        kind.communicate()


def examine(zaad: int, *, opnieuw: bool = False) -> Uitslag:
    """Protect the table of this seed and look for faults; `opnieuw`: twice, for the same bytes."""
    begin = time.perf_counter()
    proef = trial(zaad)
    try:
        return _examine(proef, opnieuw, begin)
    except NietTeBeschermen:
        fout = ONEENS
    except Exception as stop:  # one table may not stop a run of thousands
        fout = f"stopped: {type(stop).__name__}: {stop}"
    duur = time.perf_counter() - begin
    return Uitslag(zaad, proef.soort, 0, 0, 0, 0, False, (fout,), "", duur)


def _examine(proef: Proef, opnieuw: bool, begin: float) -> Uitslag:
    veilig, verslagen = _protect(proef)
    fouten = [*_disagreement(veilig, verslagen), *faults(proef, veilig.rijen)]
    if opnieuw and digest(proef.protect()) != digest(veilig):
        fouten.append("the same table gives other bytes")
    laatste = verslagen[-1]
    return Uitslag(
        zaad=proef.zaad,
        soort=proef.soort,
        cellen=laatste.cellen,
        primair=laatste.primair,
        secundair=laatste.secundair,
        audits=len(verslagen),
        alles=veilig.verborgen == laatste.cellen > laatste.primair,
        fouten=tuple(dict.fromkeys(fouten)),
        hash=digest(veilig),
        seconden=time.perf_counter() - begin,
    )


def _protect(proef: Proef) -> tuple[VeiligeTabel, list[Auditverslag]]:
    """The protected table, and every report of the auditor on the way to it."""
    verslagen: list[Auditverslag] = []
    audit_table = beschermen.audit_table

    def listen(*args: Any, **opties: Any) -> Auditverslag:
        verslagen.append(audit_table(*args, **opties))
        return verslagen[-1]

    with patch.object(beschermen, "audit_table", listen):
        return proef.protect(), verslagen


def _disagreement(veilig: VeiligeTabel, verslagen: list[Auditverslag]) -> Iterator[str]:
    if veilig.audit is None or not veilig.audit.geslaagd:
        yield "a table without a passed audit"
    if [verslag.geslaagd for verslag in verslagen] != [False] * (len(verslagen) - 1) + [True]:
        yield "the table is not the one that passed"


def digest(veilig: VeiligeTabel) -> str:
    return hashlib.sha256(repr(veilig).encode()).hexdigest()


def examine_many(zaden: Sequence[int], *, opnieuw: int, tot: float) -> list[Uitslag]:
    """For a process of its own; every `opnieuw`-th twice; none after `tot` (monotonic clock)."""
    with warm_auditor():
        return [
            examine(zaad, opnieuw=zaad % opnieuw == 0) for zaad in zaden if time.monotonic() < tot
        ]


def examine_pair(zaad: int) -> Uitslag:
    """Two tables that share margins, each protected by itself, then the second beside the first:
    where the ledger lets it stand, the second intruder may not narrow anything."""
    begin = time.perf_counter()
    paar = pair(zaad)
    naast = beside(paar)
    verslagen = [veilig.audit for veilig in naast.tabellen if veilig.audit]
    return Uitslag(
        zaad=zaad,
        soort=f"paar, {_outcome(naast)}",
        cellen=sum(verslag.cellen for verslag in verslagen),
        primair=sum(verslag.primair for verslag in verslagen),
        secundair=sum(verslag.secundair for verslag in verslagen),
        audits=1,
        alles=False,
        fouten=tuple(dict.fromkeys(pair_faults(paar, naast.tabellen))) if naast.passend else (),
        hash="".join(digest(veilig) for veilig in naast.tabellen),
        seconden=time.perf_counter() - begin,
    )


def _outcome(naast: Naast) -> str:
    if not naast.passend:
        return "tweede geweigerd"
    return "na meer weglaten" if naast.rondes else "samen te tonen"


def examine_pairs(zaden: Sequence[int], *, tot: float) -> list[Uitslag]:
    with warm_auditor():
        return [examine_pair(zaad) for zaad in zaden if time.monotonic() < tot]
