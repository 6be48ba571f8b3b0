"""Pairs of tables that share margins: the ledger and a second intruder say the same of them."""

from collections.abc import Iterator

import pytest

from tests.privacy.kern.eigenschappen import warm_auditor
from tests.privacy.kern.proefparen import beside, pair, pair_faults

SAMEN_TE_VEEL = (1, 22, 24, 42, 47)


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    with warm_auditor():
        yield


@pytest.mark.parametrize("zaad", range(20))
def test_what_the_ledger_passes_the_second_intruder_cannot_narrow(zaad: int) -> None:
    naast = beside(pair(zaad), meer=False)
    assert not (naast.passend and pair_faults(pair(zaad), naast.tabellen))


@pytest.mark.parametrize("zaad", SAMEN_TE_VEEL)
def test_two_tables_that_are_safe_apart_may_tell_too_much_together(zaad: int) -> None:
    naast = beside(pair(zaad), meer=False)
    assert not naast.passend
    assert pair_faults(pair(zaad), naast.tabellen)


@pytest.mark.parametrize("zaad", SAMEN_TE_VEEL)
def test_leaving_out_more_of_the_second_table_is_a_way_out(zaad: int) -> None:
    naast = beside(pair(zaad))
    assert (naast.passend, naast.rondes > 0) == (True, True)
    assert pair_faults(pair(zaad), naast.tabellen) == []
