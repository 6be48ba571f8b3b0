"""The official BRP test set (RvIG, fictitious persons) through the door to linked residents.

It has no buurtcode, huishoudnummer or herkomst: the buurt comes from the woningmarktmonitor, the
address makes the household, and herkomst stays unknown.
"""

import csv
import io
import os
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bronnen.kern.arrowstroom import open_container
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.kern.levering import Opener
from bronnen.kern.leverschema import Aanbieding
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.leverschemas import schema
from privacy.kern.versleuteling import GEEN_SLEUTEL_ID, new_key
from tests.bronnen.kern.koppelmateriaal import BUURT_1, link_rows

pytestmark = pytest.mark.gedeelde_data

MAP = Path(os.environ.get("GEDEELDE_DATA", Path(__file__).parents[4] / "shared" / "data"))
PEILDATUM = date(2022, 5, 2)
ONMOGELIJK = 999  # the age that goes with a date that does not exist
BSN, GEBOREN, GESLACHT, FUNCTIE, OPSCHORTING, BEGIN = (
    "01.01.20", "01.03.10", "01.04.10", "08.10.10", "07.67.20", "07.80.20",
)  # fmt: skip
ADRES = ("08.11.60", "08.11.20", "08.11.30", "08.11.40")


@cache
def current_rows() -> list[dict[str, str]]:
    """The first row of each person, the first of each BSN, and only what the door lets in: an
    age over 120 and a date that does not exist are refused."""
    tekst = (MAP / "rvig_testset_gbav_20220502.csv").read_text("utf-8-sig")
    rijen: dict[str, dict[str, str]] = {}
    for rij in csv.DictReader(io.StringIO(tekst), delimiter=";"):
        if rij[BEGIN] and rij[BSN] and (years(rij[GEBOREN]) or 0) <= 120:
            rijen.setdefault(rij[BSN], rij)
    return list(rijen.values())


def years(geboren: str) -> int | None:
    """Completed years; unknown month and day count as 1 July, an unknown day as the 15th."""
    if geboren[:4] in ("", "0000"):
        return None
    jaar, maand, dag = int(geboren[:4]), int(geboren[4:6]), int(geboren[6:])
    if dag and not maand:
        return ONMOGELIJK
    maand, dag = (7, 1) if not maand else (maand, dag or 15)
    try:
        date(jaar, maand, dag)
    except ValueError:
        return ONMOGELIJK
    return PEILDATUM.year - jaar - ((maand, dag) > (PEILDATUM.month, PEILDATUM.day))


def address(rij: dict[str, str]) -> tuple[str, ...]:
    return tuple(rij[naam] for naam in ADRES)


def expected() -> list[dict[str, str]]:
    return [
        rij
        for rij in current_rows()
        if rij[FUNCTIE] == "W"
        and not rij[OPSCHORTING]
        and rij[GESLACHT] in ("M", "V")
        and all(address(rij)[:2])
        and years(rij[GEBOREN]) is not None
    ]


def deliver(bron: str, inhoud: bytes, sleutels: Koppelsleutels) -> Opener:
    doel, datasleutel = io.BytesIO(), new_key()
    verslag = process(
        bron=io.BytesIO(inhoud),
        soort=Bestandssoort.csv,
        schema=schema(bron),
        goedgekeurd=frozenset(schema(bron).elementen),
        aanbieding=Aanbieding(bron, PEILDATUM, date(2021, 5, 3), PEILDATUM),
        sleutels=sleutels,
        doel=doel,
        datasleutel=datasleutel,
        datasleutel_id=GEEN_SLEUTEL_ID,
        voortgang=lambda rijen: None,
    )
    assert verslag.aanvaard, verslag.weigering
    return lambda: open_container(io.BytesIO(doel.getvalue()), datasleutel)


@cache
def linked() -> tuple[pl.DataFrame, Koppelverslag]:
    woningen = {address(rij) for rij in current_rows() if all(address(rij)[:2])}
    kop = "postcode;huisnummer;huisletter;toevoeging;eigendom;buurtcode"
    regels = [";".join((*adres, "koop", BUURT_1)) for adres in sorted(woningen)]
    sleutels = Koppelsleutels.of_project(new_key())
    bronnen: dict[str, Any] = {
        "brp": deliver("brp", (MAP / "rvig_testset_gbav_20220502.csv").read_bytes(), sleutels),
        "woningmarktmonitor": deliver(
            "woningmarktmonitor", "\n".join([kop, *regels]).encode(), sleutels
        ),
    }
    periode = {"periode_begin": date(2021, 5, 3), "periode_einde": PEILDATUM}
    return link_rows(bronnen, peildatum=PEILDATUM, hele_gemeente=True, **periode)


def test_the_residents_are_those_with_a_home_a_sex_and_an_age() -> None:
    assert linked()[1].bewoners == len(expected()) > 500


def test_the_residents_have_the_right_ages() -> None:
    jaren = Counter(linked()[0]["jaren"].to_list())
    assert jaren == Counter(years(rij[GEBOREN]) for rij in expected())


def test_households_are_the_addresses() -> None:
    _, verslag = linked()
    assert verslag.huishoudens == len({address(rij) for rij in expected()})


def test_everyone_of_the_test_set_is_linked_or_left_out_for_a_reason() -> None:
    _, verslag = linked()
    assert verslag.bewoners + sum(verslag.uitval_per_reden.values()) == verslag.brp_rijen
    assert verslag.uitval_per_reden["opgeschort"] == sum(
        bool(rij[OPSCHORTING]) for rij in current_rows()
    )


def test_herkomst_is_not_delivered_and_named_so() -> None:
    tabel, verslag = linked()
    assert "herkomst" not in tabel.columns
    assert "herkomst" in {o.code for o in verslag.ontbrekende_kenmerken}
