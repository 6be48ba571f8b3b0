"""Secondary suppression: limits, progress, what was published, and a solver that stops."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse

from privacy.kern import auditproces, onderdrukking, sneden, zoeker
from privacy.kern import indringer as indringermodule
from privacy.kern.auditproces import AuditGestopt
from privacy.kern.beschermen import protect_frequencies, protect_shares
from privacy.kern.drempels import Drempelset
from privacy.kern.indringer import Indringer
from privacy.kern.onderdrukking import NietTeBeschermen, Patroon, TeVeelWerk, suppress
from privacy.kern.stelsel import OplosserGestopt, Stelsel, run_to_optimum
from tests.privacy.kern.tabelmateriaal import random_table

DREMPELS = Drempelset()


def square(zaad: int = 1, zijde: int = 6) -> tuple[Stelsel, np.ndarray, np.ndarray]:
    """A square of exact counts with its margins: system, primary cells, losses."""
    toeval = np.random.default_rng(zaad)
    telling = toeval.integers(1, 60, (zijde, zijde))
    lid = np.vstack([np.eye(zijde, dtype=np.int64), np.ones((1, zijde), dtype=np.int64)])
    sommen = sparse.csr_array(np.kron(lid, lid))
    aantal = sommen @ telling.ravel()
    primair = aantal < 10
    toonbaar = np.flatnonzero(~primair)
    waarde = aantal[toonbaar].astype(np.float64)
    dak = np.full(zijde * zijde, 10_000.0)
    doelen = sparse.csr_array(sommen[np.flatnonzero(primair)])
    vereist = np.full(int(primair.sum()), 10.0)
    stelsel = Stelsel(
        sparse.csr_array(sommen[toonbaar]), waarde, waarde, toonbaar, dak, doelen, vereist
    )
    return stelsel, primair, np.sqrt(aantal.astype(np.float64))


def holds(stelsel: Stelsel, patroon: Patroon) -> bool:
    indringer = Indringer(stelsel)
    indringer.show(patroon.verborgen)
    return not indringer.any_narrow()


def test_progress_goes_up_and_ends_at_one() -> None:
    stelsel, primair, kosten = square()
    gehoord: list[float] = []
    suppress((stelsel,), primair, kosten, voortgang=gehoord.append)
    assert gehoord == sorted(gehoord)
    assert (gehoord[-1], len(gehoord) > 3) == (1.0, True)


def test_a_table_that_takes_more_than_the_limit_gives_no_pattern() -> None:
    stelsel, primair, kosten = square()
    with pytest.raises(TeVeelWerk, match="limit"):
        suppress((stelsel,), primair, kosten, grens=100)


def test_within_the_work_of_the_heuristic_the_loss_is_not_the_least_but_the_gap_is_known() -> None:
    stelsel, primair, kosten = square(zijde=9)
    vlug, precies = (suppress((stelsel,), primair, kosten, werk) for werk in (0, 10_000_000))
    assert vlug.ondergrens <= precies.verlies <= vlug.verlies
    assert precies.kloof == pytest.approx(0, abs=1e-9)
    assert holds(stelsel, vlug)


@pytest.mark.parametrize("zaad", range(1, 9))
def test_what_was_published_is_not_hidden(zaad: int) -> None:
    stelsel, primair, kosten = square(zaad)
    gewoon = suppress((stelsel,), primair, kosten)
    blijft = np.zeros_like(primair)
    blijft[np.flatnonzero(gewoon.verborgen & ~primair)[:1]] = True
    anders = suppress((stelsel,), primair, kosten, blijft=blijft)
    assert not (anders.verborgen & blijft).any()
    assert holds(stelsel, anders)
    assert anders.verlies >= gewoon.verlies - 1e-6


def test_when_all_was_published_a_sum_cannot_be_protected() -> None:
    stelsel, primair, kosten = square()
    with pytest.raises(NietTeBeschermen, match="narrow"):
        suppress((stelsel,), primair, kosten, blijft=~primair)


def stop_after(monkeypatch: pytest.MonkeyPatch, keren: int) -> None:
    """The solver gives up at every programme after so many."""
    geteld = 0

    def stopping(highs: object) -> np.ndarray:
        nonlocal geteld
        geteld += 1
        if geteld > keren:
            raise OplosserGestopt("on purpose")
        return run_to_optimum(highs)  # type: ignore[arg-type]

    for module in (indringermodule, zoeker, sneden):
        monkeypatch.setattr(module, "run_to_optimum", stopping)


@pytest.mark.parametrize("keren", [0, 1, 2, 4, 8, 16, 32, 64, 128, 256])
def test_a_solver_that_stops_gives_no_pattern_or_one_that_holds(
    monkeypatch: pytest.MonkeyPatch, keren: int
) -> None:
    stelsel, primair, kosten = square()
    with monkeypatch.context() as stuk:
        stop_after(stuk, keren)
        try:
            patroon = suppress((stelsel,), primair, kosten)
        except OplosserGestopt:
            return
    assert holds(stelsel, patroon)


@pytest.mark.parametrize("keren", [0, 3, 30, 300])
def test_a_solver_that_stops_gives_a_table_that_passes_its_audit(
    monkeypatch: pytest.MonkeyPatch, keren: int
) -> None:
    stop_after(monkeypatch, keren)
    veilig = protect_shares(random_table(3), DREMPELS)
    assert veilig.audit is not None
    assert veilig.audit.geslaagd


def test_a_table_over_the_limit_is_hidden_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onderdrukking._Werkmeter, "check", too_much)
    veilig = protect_shares(random_table(3), DREMPELS)
    assert not any(rij.getoond for rij in veilig.rijen)


def too_much(_meter: object, _werk: int) -> None:
    raise TeVeelWerk("on purpose")


def test_an_auditor_that_stops_gives_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditproces, "REKENAAR", "/bestaat/niet.py")
    with pytest.raises(AuditGestopt):
        protect_shares(random_table(3), DREMPELS)


HASH = """
import hashlib
from privacy.kern.beschermen import protect_frequencies, protect_shares
from privacy.kern.drempels import Drempelset
from tests.privacy.kern.tabelmateriaal import random_table
rijen = [protect_shares(random_table(zaad), Drempelset()) for zaad in (3, 5, 8)]
print(hashlib.sha256(repr([(t.rijen, t.audit) for t in rijen]).encode()).hexdigest())
"""


def test_the_same_table_gives_the_same_bytes_in_any_process() -> None:
    """Whatever the order of hashes and the threads of the libraries."""
    instellingen = [("0", "1"), ("12345", "4")]
    paden = os.pathsep.join(pad for pad in sys.path if pad)
    hashes = {
        subprocess.run(
            [sys.executable, "-c", HASH],
            capture_output=True,
            check=True,
            text=True,
            env={
                "PYTHONHASHSEED": zaad,
                "OPENBLAS_NUM_THREADS": draden,
                "OMP_NUM_THREADS": draden,
                "PYTHONPATH": paden,
            },
        ).stdout
        for zaad, draden in instellingen
    }
    assert len(hashes) == 1
    assert len(hashes.pop().strip()) == hashlib.sha256().digest_size * 2


@pytest.mark.parametrize("werk", [0, 1, 30_000, 300_000, 1_000_000])
def test_when_the_work_is_done_the_best_pattern_so_far_holds(werk: int) -> None:
    stelsel, primair, kosten = square(zijde=9)
    assert holds(stelsel, suppress((stelsel,), primair, kosten, werk))


def test_more_work_gives_no_more_loss() -> None:
    stelsel, primair, kosten = square(2, zijde=9)
    verlies = [suppress((stelsel,), primair, kosten, w).verlies for w in (0, 300_000, 30_000_000)]
    assert verlies == sorted(verlies, reverse=True)


@pytest.mark.parametrize("frequentie", [False, True])
def test_a_table_tells_how_far_its_protection_is(frequentie: bool) -> None:
    tabel, gehoord = random_table(3, frequentie=frequentie), list[float]()
    if frequentie:
        code = tabel.dimensies[0].code
        protect_frequencies(tabel, DREMPELS, verdeling=code, voortgang=gehoord.append)
    else:
        protect_shares(tabel, DREMPELS, voortgang=gehoord.append)
    assert gehoord == sorted(gehoord)
    assert (min(gehoord) >= 0, max(gehoord) <= 1, len(gehoord) > 2) == (True, True, True)


def test_who_stops_the_job_stops_the_protection() -> None:
    def stop(_deel: float) -> None:
        raise InterruptedError("on purpose")

    with pytest.raises(InterruptedError):
        protect_shares(random_table(3), DREMPELS, voortgang=stop)
