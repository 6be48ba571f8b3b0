"""The official BRP test set of RvIG: fictitious persons, several rows a person."""

import csv
import io
from pathlib import Path

import pytest

from bronnen.kern.gelezen import Gelezen
from bronnen.leverschemas import schema
from tests.bronnen.kern.leesmateriaal import read, rows

pytestmark = pytest.mark.gedeelde_data

BRP = schema("brp")


@pytest.fixture(scope="module")
def contents(gedeelde_data: Path) -> bytes:
    return (gedeelde_data / "rvig_testset_gbav_20220502.csv").read_bytes()


@pytest.fixture(scope="module")
def lines(contents: bytes) -> list[dict[str, str]]:
    """The slow and obvious second reading: the csv module."""
    rows = csv.reader(io.StringIO(contents.decode("utf-8-sig"), newline=""), delimiter=";")
    header = next(rows)
    # The set has one name twice and two unnamed columns: the first of each is the one meant.
    return [dict(reversed(list(zip(header, row, strict=True)))) for row in rows]


def _read(contents: bytes) -> tuple[Gelezen, list[dict[str, object]]]:
    gelezen = read(contents, schema=BRP)
    return gelezen, rows(gelezen)


def test_its_official_headers_are_read_as_the_elements_of_the_brp(contents: bytes) -> None:
    gelezen = read(contents, schema=BRP)
    assert set(BRP.elementen) - set(gelezen.kolommen) == {
        "huishoudnummer", "huishoudtype", "herkomst", "buurtcode",
    }  # fmt: skip
    assert (gelezen.kop.breedte, gelezen.onbekend.aantal) == (257, 246)


def test_every_row_is_counted(contents: bytes) -> None:
    gelezen, found = _read(contents)
    telling = gelezen.telling
    assert (telling.rijen, telling.vervolgrijen, len(found)) == (2_156, 1_471, 685)
    assert telling.verkeerd_aantal_velden == 0


def test_the_current_row_of_each_person_is_kept(
    contents: bytes, lines: list[dict[str, str]]
) -> None:
    _, found = _read(contents)
    # Every person list starts with a row that has a test case number in the unnamed first column.
    expected = [
        (number, line["01.01.20"], line["01.02.40"], line["01.03.10"], line["08.11.60"])
        for number, line in enumerate(lines, start=2)
        if line[""] and line["01.01.20"]
    ]
    assert [
        (r["rij"], r["bsn"], r["geslachtsnaam"], r["geboortedatum"], r["postcode"]) for r in found
    ] == expected


def test_quoted_quotes_and_letters_with_strokes_come_through(contents: bytes) -> None:
    surnames = {row["geslachtsnaam"] for row in _read(contents)[1]}
    assert any("ų" in str(name) for name in surnames)
