"""Context and map, read back as they were kept after the door."""

import io
import json
from datetime import date
from typing import Any

import pytest

from bronnen.kern.arrowstroom import open_container
from bronnen.kern.bewaardekaart import read_kept_map
from bronnen.kern.context import KOLOMMEN, read_context
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.levering import Opener
from bronnen.kern.leverschema import Aanbieding
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.leverschemas import schema
from privacy.kern.versleuteling import GEEN_SLEUTEL_ID, Onleesbaar, Schrijver, new_key

CONTEXT = (
    "gebied;jaar;indicator;waarde;ondergrens;bovengrens;n\n"
    "BU99990101;2016;sociale cohesie;5,4;5,1;5,7;210\n"
    "WK999901;2015;overlast jongeren;1.012,5;;;\n"
)
VIERKANT = [[5.0, 51.0], [5.1, 51.0], [5.1, 51.1], [5.0, 51.0]]
KAART = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [VIERKANT]},
            "properties": {"code": "BU99990101", "naam": "Buurt 1", "jaar": 2016},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [5.05, 51.02]},
            "properties": {"straat": "Dorpsstraat", "buurtcode": "BU99990101"},
        },
    ],
}


def through_the_door(bron: str, inhoud: bytes, soort: Bestandssoort, *zonder: str) -> Opener:
    dag = date(2016, 12, 31)
    doel, sleutel = io.BytesIO(), new_key()
    verslag = process(
        bron=io.BytesIO(inhoud),
        soort=soort,
        schema=schema(bron),
        goedgekeurd=frozenset(schema(bron).elementen) - set(zonder),
        aanbieding=Aanbieding(bron, dag, date(2016, 1, 1), dag),
        sleutels=Koppelsleutels.of_project(new_key()),
        doel=doel,
        datasleutel=sleutel,
        datasleutel_id=GEEN_SLEUTEL_ID,
        voortgang=lambda rijen: None,
    )
    assert verslag.aanvaard, verslag.weigering
    return lambda: open_container(io.BytesIO(doel.getvalue()), sleutel)


def test_context_is_read_as_it_was_delivered() -> None:
    tabel = read_context(through_the_door("context", CONTEXT.encode(), Bestandssoort.csv)())
    assert tabel.rows() == [
        ("BU99990101", 2016, "sociale cohesie", 5.4, 5.1, 5.7, 210),
        ("WK999901", 2015, "overlast jongeren", 1012.5, None, None, None),
    ]


def test_context_has_all_its_columns_also_when_some_were_not_approved() -> None:
    opener = through_the_door("context", CONTEXT.encode(), Bestandssoort.csv, "n", "bovengrens")
    tabel = read_context(opener())
    assert dict(tabel.schema) == KOLOMMEN
    assert tabel["n"].null_count() == 2


def kept_map(*zonder: str) -> Opener:
    return through_the_door("gebieden", json.dumps(KAART).encode(), Bestandssoort.geojson, *zonder)


def test_a_map_is_read_as_it_was_delivered() -> None:
    kaart = read_kept_map(kept_map()())
    assert [(b.code, b.naam, b.jaar) for b in kaart.buurten] == [("BU99990101", "Buurt 1", 2016)]
    assert [(s.straat, s.punt) for s in kaart.straten] == [("Dorpsstraat", (5.05, 51.02))]


@pytest.mark.parametrize(("zonder", "straten"), [("straat", 0), ("jaar", 1)])
def test_a_map_is_read_without_what_was_not_approved(zonder: str, straten: int) -> None:
    kaart = read_kept_map(kept_map(zonder)(), jaar=2016)
    assert (len(kaart.straten), kaart.buurten[0].jaar) == (straten, 2016)


def test_a_map_that_lost_its_end_is_not_read() -> None:
    doel, sleutel = io.BytesIO(), new_key()
    with Schrijver(doel, sleutel) as container:
        container.write(json.dumps(KAART).encode() + b" " * (1 << 20))
    kort: Any = doel.getvalue()[:-40]
    with pytest.raises(Onleesbaar):
        read_kept_map(open_container(io.BytesIO(kort), sleutel))
