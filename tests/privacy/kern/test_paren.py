"""Pairs of tables that share margins: the ledger and a second intruder say the same of them."""

from collections.abc import Iterator

import pytest

from privacy.kern.register import Boek, Oordeel
from privacy.kern.uitspraken import Bijdrage
from tests.privacy.kern.eigenschappen import warm_auditor
from tests.privacy.kern.proefparen import DREMPELS, Paar, pair, pair_faults


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    with warm_auditor():
        yield


def judged(paar: Paar) -> tuple[Oordeel, list[str]]:
    """Each table protected by itself, the second beside the first."""
    (eerste, deel), (tweede, ander) = paar.protect(0), paar.protect(1)
    eerder = Bijdrage("eerder", "Eerder", deel.uitspraken)
    boek = Boek([ander.uitspraken], [eerder], paar.residents(), DREMPELS)
    return boek.judge(), pair_faults(paar, (eerste, tweede))


@pytest.mark.parametrize("zaad", range(20))
def test_what_the_ledger_passes_the_second_intruder_cannot_narrow(zaad: int) -> None:
    oordeel, fouten = judged(pair(zaad))
    assert oordeel.versmald or fouten == []


@pytest.mark.parametrize("zaad", [1, 22, 24, 42, 47])
def test_two_tables_that_are_safe_apart_may_tell_too_much_together(zaad: int) -> None:
    oordeel, fouten = judged(pair(zaad))
    assert oordeel.versmald
    assert fouten
