import io
import json
from pathlib import Path
from typing import Any

import pytest

from bronnen.kern.herkenning import BestandGeweigerd, Bestandssoort
from bronnen.kern.lezen import read_gebieden
from bronnen.leverschemas import schema
from tests.bronnen.kern.leesmateriaal import Stroom, assert_sentence, refusal

RING = [[5.30, 51.69], [5.31, 51.69], [5.31, 51.70], [5.30, 51.69]]


def buurt(code: str = "BU99990101", **extra: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "naam": "Buurt 1", "jaar": 2016, **extra},
        "geometry": {"type": "Polygon", "coordinates": [RING]},
    }


def straat(naam: str = "Kerkstraat", buurtcode: str = "BU99990101") -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"straat": naam, "buurtcode": buurtcode},
        "geometry": {"type": "Point", "coordinates": [5.305, 51.695]},
    }


def with_shape(soort: str, coordinates: Any) -> dict[str, Any]:
    return buurt() | {"geometry": {"type": soort, "coordinates": coordinates}}


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_buurten_and_streets_become_plain_structures() -> None:
    gebieden = read_gebieden(Stroom(collection(straat(), buurt("BU99990102"), buurt()), step=9))
    assert [b.code for b in gebieden.buurten] == ["BU99990101", "BU99990102"]
    assert gebieden.straten[0].punt == (5.305, 51.695)


def test_a_ring_keeps_its_points() -> None:
    assert read_gebieden(io.BytesIO(collection(buurt()))).buurten[0].vlakken == (
        (tuple((lon, lat) for lon, lat in RING),),
    )


def test_a_buurt_may_have_several_parts() -> None:
    shape = with_shape("MultiPolygon", [[RING], [RING]])
    assert len(read_gebieden(io.BytesIO(collection(shape))).buurten[0].vlakken) == 2


def test_names_of_cbs_maps_are_accepted() -> None:
    feature = buurt() | {"properties": {"BU_CODE": "BU99990101", "BU_NAAM": "x", "jaar": 2016}}
    assert read_gebieden(io.BytesIO(collection(feature))).buurten[0].naam == "x"


def test_the_year_of_the_delivery_counts_where_the_map_names_none() -> None:
    feature = buurt()
    del feature["properties"]["jaar"]
    assert read_gebieden(io.BytesIO(collection(feature)), jaar=2024).buurten[0].jaar == 2024


BAD = [
    (b"", "leeg"),
    (b"{", "onleesbaar"),
    (b"\xff\xfe\x00", "onleesbaar"),
    (b'{"type":"FeatureCollection","features":[NaN]}', "onleesbaar"),
    (b"[" * 100_000, "onleesbaar"),
    (b'{"features":[' + b"9" * 10_000 + b"]}", "onleesbaar"),
    (b"[1]", "geen_geojson"),
    (b'{"features":1}', "geen_geojson"),
    (collection(), "geen_buurten"),
    (collection(straat()), "geen_buurten"),
    (collection(buurt(), straat(buurtcode="BU99990199")), "buurt_ontbreekt"),
    (collection(buurt(), buurt("BU99990102", jaar=2017)), "jaren"),
    (collection(1), "onderdeel"),
    (collection({"type": "Feature"}), "onderdeel"),
    (collection(buurt(), buurt()), "onderdeel"),
    (collection(buurt("WK999901")), "onderdeel"),
    (collection(buurt("BU9999010")), "onderdeel"),
    (collection(buurt(naam=" ")), "onderdeel"),
    (collection(buurt(naam=7)), "onderdeel"),
    (collection(buurt(jaar="x")), "onderdeel"),
    (collection(buurt(jaar=16)), "onderdeel"),
    (collection(with_shape("LineString", RING)), "onderdeel"),
    (collection(with_shape("Polygon", None)), "onderdeel"),
    (collection(with_shape("Polygon", [RING[:3]])), "onderdeel"),
    (collection(with_shape("Polygon", [[*RING[:3], [5.0, 51.0]]])), "onderdeel"),
    (collection(with_shape("Polygon", [[[1, 2, 3, 4]] * 4])), "onderdeel"),
    (collection(with_shape("Polygon", [[["a", 2]] * 4])), "onderdeel"),
    (collection(with_shape("Polygon", [[[148_000, 411_000]] * 4])), "onderdeel"),
    (collection(with_shape("MultiPolygon", [])), "onderdeel"),
    (collection(with_shape("Polygon", [[[True, 2]] * 4])), "onderdeel"),
]


@pytest.mark.parametrize(("contents", "code"), BAD)
def test_a_bad_map_is_refused_in_a_sentence(contents: bytes, code: str) -> None:
    with pytest.raises(BestandGeweigerd) as caught:
        read_gebieden(io.BytesIO(contents))
    assert caught.value.code == code
    assert_sentence(caught.value.melding)


def test_a_map_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bronnen.kern.lezen_geojson.MAX_BYTES", 100)
    with pytest.raises(BestandGeweigerd, match="groter dan"):
        read_gebieden(io.BytesIO(collection(buurt())))


def test_too_many_points_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bronnen.kern.lezen_geojson.MAX_PUNTEN", 5)
    with pytest.raises(BestandGeweigerd, match="te veel punten"):
        read_gebieden(io.BytesIO(collection(buurt(), buurt("BU99990102"))))


@pytest.mark.parametrize("soort", [Bestandssoort.csv, Bestandssoort.geojson])
def test_a_map_is_not_a_table(soort: Bestandssoort) -> None:
    error = refusal(collection(buurt()), schema=schema("gebieden"), soort=soort)
    assert error.code == "soort_verschilt"


@pytest.mark.gedeelde_data
def test_the_real_buurten_of_2024_are_read(gedeelde_data: Path) -> None:
    with (gedeelde_data / "gm0796_buurten_2024.geojson").open("rb") as bron:
        gebieden = read_gebieden(bron, jaar=2024)
    assert len(gebieden.buurten) == 108
