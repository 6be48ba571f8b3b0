"""Streets of the linked file, found on the map by the pseudonym that the door gives them."""

import polars as pl
import pytest

from bronnen.kern.levering import as_numbers
from bronnen.kern.lezen_geojson import Straatpunt
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.kern.straatligging import ONBEKEND, locate
from tests.bronnen.kern.deurmateriaal import BEWONER, SLEUTELS, as_csv, take
from tests.bronnen.kern.koppelmateriaal import inwoner, link_rows

EEN, TWEE = "BU07961234", "BU07961235"
KAART = (
    Straatpunt("Markt", EEN, (5.0, 52.0)),
    Straatpunt("Markt", TWEE, (5.01, 52.0)),
    Straatpunt("Eén-pad", TWEE, (5.0, 52.01)),
)


def at_the_door(*straten: tuple[str, str]) -> pl.Series:
    """The keys that a delivery gets for these streets."""
    rijen = [
        {**BEWONER, "bsn": bsn, "straat": straat, "buurtcode": buurt}
        for bsn, (straat, buurt) in zip(("111222333", "123456782"), straten, strict=False)
    ]
    kolom = take(as_csv(rijen, list(BEWONER))).tabel.column("straat")
    return as_numbers(kolom.combine_chunks())


def test_a_street_lies_where_the_map_has_it() -> None:
    ligging = locate(KAART, SLEUTELS, at_the_door(("MARKT", TWEE), ("Een pad", TWEE)),
                     met_buurt=True)  # fmt: skip
    assert ligging.oost == (680, 0)  # 0,01 degree east at 52 degrees north
    assert ligging.noord == (0, 1110)


@pytest.mark.parametrize(("straat", "buurt"), [("Markt", "BU07961236"), ("Kade", EEN), ("", EEN)])
def test_a_street_that_is_not_on_the_map_has_no_place(straat: str, buurt: str) -> None:
    ligging = locate(KAART, SLEUTELS, at_the_door((straat, buurt)), met_buurt=True)
    assert ligging.oost == ligging.noord == (ONBEKEND,)


def test_without_buurtcode_a_name_that_is_there_twice_is_not_found() -> None:
    gevraagd = at_the_door(("Markt", ""), ("Eén-pad", ""))
    assert locate(KAART, SLEUTELS, gevraagd, met_buurt=False).noord == (ONBEKEND, 1110)


def test_another_key_finds_nothing() -> None:
    anders = Koppelsleutels.of_project(bytes(32))
    assert locate(KAART, anders, at_the_door(("Markt", EEN)), met_buurt=True).oost == (ONBEKEND,)


def test_the_place_belongs_to_the_number_of_the_street() -> None:
    """Two residents in each of three streets, one without a street."""
    straten = {"a": "x", "b": "y", "c": "z", "d": "x", "e": "y", "f": "z", "g": None}
    sleutels = []

    def map_of(gezocht: pl.Series, met_buurt: bool):
        sleutels.extend(gezocht.to_list())
        return locate(KAART, SLEUTELS, gezocht, met_buurt=met_buurt)

    rijen = [inwoner(naam, straat=straat) for naam, straat in straten.items()]
    tabel, verslag = link_rows({"brp": rijen}, straatkaart=map_of)
    assert len(set(sleutels)) == len(verslag.straat_oost) == verslag.straten == 3
    assert sorted(tabel["straat"].to_list()) == [0, 1, 1, 2, 2, 3, 3]


def test_without_a_map_nothing_is_kept_of_where_streets_lie() -> None:
    assert link_rows({"brp": [inwoner("a")]})[1].straat_oost == ()
