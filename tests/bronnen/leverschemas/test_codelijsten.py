"""The re-typed code lists against the files they were typed from."""

import csv
from pathlib import Path

import pytest

from bronnen.kern.kenmerken import MISDRIJFGROEPEN
from bronnen.leverschemas.bijstandsuitkeringen import OORZAKEN
from bronnen.leverschemas.huurachterstanden import (
    BETALINGSREGELINGSTATUSSEN,
    CONTRACTSTATUSSEN,
)
from bronnen.leverschemas.verdachten import MK_HOOFDGROEP
from bronnen.leverschemas.woningmarktmonitor import HUURPRIJSKLASSEN

pytestmark = pytest.mark.gedeelde_data


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_police_classes(gedeelde_data: Path) -> None:
    lines = _read(gedeelde_data / "politie_maatschappelijke_klassen.csv")
    expected = {row["mk_code"]: MISDRIJFGROEPEN.index(row["voorstel_hoofdgroep"]) for row in lines}
    assert expected == MK_HOOFDGROEP
    assert len(expected) == 216


def test_causes_of_benefit(gedeelde_data: Path) -> None:
    lines = _read(gedeelde_data / "codes_oorzaak_bijstandsafhankelijkheid.csv")
    assert [row["code"] for row in lines] == list(OORZAKEN)


@pytest.mark.parametrize(
    ("soort", "codes"),
    [
        ("betalingsregelingstatus", BETALINGSREGELINGSTATUSSEN),
        ("overeenkomststatus", CONTRACTSTATUSSEN),
        ("huurklasse", HUURPRIJSKLASSEN),
    ],
)
def test_vera_codes(gedeelde_data: Path, soort: str, codes: dict[str, str]) -> None:
    lines = _read(gedeelde_data / "vera_referentiedata_selectie.csv")
    assert {row["code"] for row in lines if row["soort"] == soort} == set(codes)
