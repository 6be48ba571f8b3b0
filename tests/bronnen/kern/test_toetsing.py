"""The report of the checks: rows, columns and rules, and never a value."""

import pytest

from bronnen import leverschemas
from bronnen.kern.leverschema import Soort
from tests.bronnen.kern.toetsmateriaal import check_rows, column, schema

BRON = schema(column(Soort.bsn, "bsn"), column(Soort.datum, "datum"), uniek="bsn")
GOED = {"bsn": "111222333", "datum": "31-12-2016"}


@pytest.mark.parametrize(("aantal", "genoemd"), [(19, 19), (20, 20), (21, 20), (500, 20)])
def test_the_first_twenty_rows_of_a_finding_are_named(aantal: int, genoemd: int) -> None:
    rijen = [{**GOED, "datum": "x"}] * aantal
    (bevinding,) = check_rows(BRON, rijen, per_batch=7).bevindingen
    assert (bevinding.aantal, len(bevinding.rijnummers)) == (aantal, genoemd)
    assert bevinding.rijnummers == tuple(range(2, 2 + genoemd))


def test_findings_are_counted_by_rule_and_column() -> None:
    rijen = [{"bsn": "x", "datum": "x"}, {"bsn": "000000000", "datum": ""}]
    gevonden = {(b.regel, b.kolom) for b in check_rows(BRON, rijen).bevindingen}
    assert gevonden == {
        ("bsn_vorm", "bsn"),
        ("bsn_nullen", "bsn"),
        ("datum", "datum"),
        ("leeg", "datum"),
    }


def test_one_bad_cell_leaves_the_other_rows_standing() -> None:
    uitkomst = check_rows(BRON, [GOED, {"bsn": "123456782", "datum": "x"}])
    assert uitkomst.staat == [True, False]


def test_no_report_holds_a_value_of_the_file() -> None:
    canary = "KANARIE4711"
    brp = leverschemas.schema("brp")
    uitkomst = check_rows(brp, [dict.fromkeys(brp.elementen, canary)] * 3)
    assert uitkomst.bevindingen
    assert canary not in repr(uitkomst)
    assert all(not b.melding.count(canary) for b in uitkomst.bevindingen)


def test_a_file_without_rows_has_no_findings() -> None:
    uitkomst = check_rows(BRON, [])
    assert (uitkomst.staat, uitkomst.bevindingen) == ([], ())
