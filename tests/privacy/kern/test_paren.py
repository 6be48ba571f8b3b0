"""Pairs of tables that share margins: the ledger and a second intruder say the same of them."""

from collections.abc import Iterator

import polars as pl
import pytest

from privacy.kern import beschermen
from privacy.kern.atomen import Bestand
from privacy.kern.drempels import Drempelset
from privacy.kern.register import Boek
from privacy.kern.uitspraken import Soort, Spanne, Uitspraak, Voorwaarde
from tests.privacy.kern.eigenschappen import warm_auditor
from tests.privacy.kern.proefparen import beside, pair, pair_faults

SAMEN_TE_VEEL = (1, 22, 24, 42, 47)


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    """Tables that keep no room for others, so that they meet more often."""
    with warm_auditor(), pytest.MonkeyPatch.context() as krap:
        krap.setattr(beschermen, "MARGES", (1, 2, 4))
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


@pytest.mark.parametrize(("over", "gezien"), [(1, True), (9, True), (10, False), (11, False)])
def test_two_levels_of_a_regression_that_differ_by_few_residents_are_seen(
    over: int, gezien: bool
) -> None:
    """Levels of two kenmerken in one regression: nearly all tenants are behind with the rent."""
    personen = [(1, 1, 1)] * 100 + [(1, 1, 0)] * 300 + [(1, 0, 0)] * over + [(0, 0, 0)] * 2000
    kolommen = ("eigendom", "huurachterstand", "verdachte")
    frame = pl.DataFrame(personen, schema=dict.fromkeys(kolommen, pl.UInt8), orient="row")
    frame = frame.with_columns(buurt=pl.lit(0, pl.UInt16))
    bestand = Bestand(lambda namen: frame.select(namen), kolommen, ("BU00010001",), ())
    niveaus = [_level("eigendom", 400 + over), _level("huurachterstand", 400)]
    assert bool(Boek([niveaus], [], bestand, Drempelset()).judge().dichtbij) == gezien


def _level(kenmerk: str, n: int) -> Uitspraak:
    groep, uitkomst = (Voorwaarde(kenmerk, (1,)),), (Voorwaarde("verdachte", (1,)),)
    return Uitspraak(Soort.regressie, groep, uitkomst, Spanne(n - 2, n + 2), Spanne(98, 102))
