"""GeoJSON of the source gebieden: buurten as polygons, straten as points. Standard library only."""

import json
import math
from dataclasses import dataclass
from typing import Any, BinaryIO, NoReturn

from bronnen.kern.codering import read_up_to
from bronnen.kern.herkenning import BestandGeweigerd

MAX_BYTES = 30 * 1024 * 1024
MAX_OBJECTEN = 100_000
MAX_PUNTEN = 2_000_000

Punt = tuple[float, float]  # longitude, latitude (WGS84)
Ring = tuple[Punt, ...]  # closed: the last point is the first
Vlak = tuple[Ring, ...]  # outer ring, then holes

# What the property is called in the project, in CBS maps and in common exports of them.
_CODE = ("code", "buurtcode", "bu_code", "statcode")
_NAAM = ("naam", "buurtnaam", "bu_naam", "statnaam")
_JAAR = ("jaar", "year", "jrstatcode")


@dataclass(frozen=True)
class Buurtvlak:
    code: str
    naam: str
    jaar: int
    vlakken: tuple[Vlak, ...]


@dataclass(frozen=True)
class Straatpunt:
    straat: str
    buurtcode: str
    punt: Punt


@dataclass(frozen=True)
class Gebieden:
    buurten: tuple[Buurtvlak, ...]  # by code
    straten: tuple[Straatpunt, ...]  # by buurtcode and name


def read_gebieden(bron: BinaryIO, *, jaar: int | None = None) -> Gebieden:
    """`jaar` is that of the delivery, for maps whose buurten do not name their year."""
    features = _features(_load(read_up_to(bron, MAX_BYTES + 1)))
    budget = _Points()
    buurten: dict[str, Buurtvlak] = {}
    straten: dict[tuple[str, str], Straatpunt] = {}
    for number, feature in enumerate(features, start=1):
        soort, coordinates, properties = _parts(feature, number)
        if soort == "Point":
            straat = _straat(coordinates, properties, number)
            straten[(straat.buurtcode, straat.straat)] = straat
        else:
            buurt = _buurt(soort, coordinates, properties, number, budget, jaar)
            if buurt.code in buurten:
                raise _wrong(number, "deze buurt staat er twee keer in")
            buurten[buurt.code] = buurt
    return _checked(buurten, straten)


def _checked(buurten: dict[str, Buurtvlak], straten: dict[tuple[str, str], Straatpunt]) -> Gebieden:
    if not buurten:
        raise BestandGeweigerd(
            "De kaart bevat geen buurten. Voeg de grenzen van de buurten toe en lever opnieuw.",
            "geen_buurten",
        )
    if len({buurt.jaar for buurt in buurten.values()}) > 1:
        raise BestandGeweigerd(
            "De buurten zijn van verschillende jaren. Lever de kaart van één jaar.", "jaren"
        )
    if any(straat.buurtcode not in buurten for straat in straten.values()):
        raise BestandGeweigerd(
            "Een straat ligt in een buurt die niet op de kaart staat. "
            "Voeg de buurt toe en lever opnieuw.",
            "buurt_ontbreekt",
        )
    return Gebieden(
        buurten=tuple(buurten[code] for code in sorted(buurten)),
        straten=tuple(straten[key] for key in sorted(straten)),
    )


def _load(contents: bytes) -> object:
    if not contents:
        raise BestandGeweigerd("Het bestand is leeg. Kies het goede bestand.", "leeg")
    if len(contents) > MAX_BYTES:
        raise BestandGeweigerd(
            f"De kaart is groter dan {MAX_BYTES // 1024**2} MB. Maak de grenzen eenvoudiger "
            "en lever opnieuw.",
            "te_groot",
        )
    try:
        return json.loads(contents.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):  # also: not UTF-8, NaN, endless numbers
        raise BestandGeweigerd(
            "Dit is geen leesbare GeoJSON. Maak de kaart opnieuw en lever opnieuw.", "onleesbaar"
        ) from None


def _no_constant(_name: str) -> NoReturn:
    raise ValueError("not a number of JSON")


def _features(contents: object) -> list[Any]:
    features = contents.get("features") if isinstance(contents, dict) else None
    if not isinstance(features, list):
        raise BestandGeweigerd(
            "Dit is geen GeoJSON met een FeatureCollection. Maak de kaart opnieuw en lever "
            "opnieuw.",
            "geen_geojson",
        )
    if len(features) > MAX_OBJECTEN:
        raise _too_many()
    return features


def _too_many() -> BestandGeweigerd:
    return BestandGeweigerd(
        "De kaart heeft te veel punten. Maak de grenzen eenvoudiger en lever opnieuw.",
        "te_veel_punten",
    )


def _wrong(number: int, wat: str) -> BestandGeweigerd:
    return BestandGeweigerd(
        f"Onderdeel {number} van de kaart klopt niet: {wat}. Verbeter dit en lever opnieuw.",
        "onderdeel",
    )


def _parts(feature: Any, number: int) -> tuple[str, Any, dict[str, Any]]:
    if not isinstance(feature, dict):
        raise _wrong(number, "het is geen Feature")
    geometry, properties = feature.get("geometry"), feature.get("properties")
    if not isinstance(geometry, dict) or not isinstance(properties, dict):
        raise _wrong(number, "de vorm of de eigenschappen ontbreken")
    soort = geometry.get("type")
    if soort not in ("Point", "Polygon", "MultiPolygon"):
        raise _wrong(number, "lever vlakken voor buurten en punten voor straten")
    return soort, geometry.get("coordinates"), {k.lower(): v for k, v in properties.items()}


def _straat(coordinates: Any, properties: dict[str, Any], number: int) -> Straatpunt:
    return Straatpunt(
        straat=_required_text(properties, ("straat", "straatnaam"), "straat", number),
        buurtcode=_buurtcode(properties, ("buurtcode", "code"), "buurtcode", number),
        punt=_point(coordinates, number),
    )


def _buurt(
    soort: str,
    coordinates: Any,
    properties: dict[str, Any],
    number: int,
    budget: "_Points",
    jaar: int | None,
) -> Buurtvlak:
    polygons = [coordinates] if soort == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _wrong(number, "de grens ontbreekt")
    return Buurtvlak(
        code=_buurtcode(properties, _CODE, "code", number),
        naam=_required_text(properties, _NAAM, "naam", number),
        jaar=_year(properties, number, jaar),
        vlakken=tuple(_polygon(polygon, number, budget) for polygon in polygons),
    )


def _required_text(
    properties: dict[str, Any], names: tuple[str, ...], naam: str, number: int
) -> str:
    value = next((properties[name] for name in names if name in properties), None)
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise _wrong(number, f"de eigenschap {naam} ontbreekt of is geen tekst")
    return value.strip()


def _buurtcode(properties: dict[str, Any], names: tuple[str, ...], naam: str, number: int) -> str:
    code = _required_text(properties, names, naam, number)
    digits = code[2:]
    if not (code.startswith("BU") and len(digits) == 8 and digits.isascii() and digits.isdigit()):
        raise _wrong(number, f"de eigenschap {naam} moet BU met 8 cijfers zijn")
    return code


def _year(properties: dict[str, Any], number: int, jaar: int | None) -> int:
    value = next((properties[name] for name in _JAAR if name in properties), jaar)
    text = str(value)[:4]
    if not (text.isascii() and text.isdigit() and 1990 <= int(text) <= 2100):
        raise _wrong(number, "de eigenschap jaar ontbreekt of is geen jaar")
    return int(text)


class _Points:
    """Counts the points of all borders together."""

    def __init__(self) -> None:
        self._left = MAX_PUNTEN

    def spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise _too_many()


def _polygon(rings: Any, number: int, budget: _Points) -> Vlak:
    if not isinstance(rings, list) or not rings:
        raise _wrong(number, "de grens ontbreekt")
    return tuple(_ring(ring, number, budget) for ring in rings)


def _ring(points: Any, number: int, budget: _Points) -> Ring:
    if not isinstance(points, list) or len(points) < 4:
        raise _wrong(number, "een grens heeft minstens vier punten")
    budget.spend(len(points))
    ring = tuple(_point(point, number) for point in points)
    if ring[0] != ring[-1]:
        raise _wrong(number, "een grens moet eindigen waar die begint")
    return ring


def _point(point: Any, number: int) -> Punt:
    if not isinstance(point, list) or len(point) not in (2, 3):
        raise _wrong(number, "een punt heeft een lengte en een breedte")
    lon, lat = point[0], point[1]
    if not all(type(x) in (int, float) and math.isfinite(x) for x in (lon, lat)):
        raise _wrong(number, "een punt heeft een lengte en een breedte")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise _wrong(number, "zet de punten om van RD naar WGS84")
    return float(lon), float(lat)
