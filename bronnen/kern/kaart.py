"""A checked map as GeoJSON again, with the approved elements alone. Standard library only."""

from collections.abc import Iterator
from typing import Any

from bronnen.kern.lezen_geojson import Buurtvlak, Gebieden, Straatpunt

_STRAAT = frozenset({"straat", "buurtcode"})


def features(gebieden: Gebieden, goedgekeurd: frozenset[str]) -> Iterator[dict[str, Any]]:
    """Buurten first; streets only if both their name and their buurt are approved."""
    for buurt in gebieden.buurten:
        yield _buurt(buurt, goedgekeurd)
    if goedgekeurd >= _STRAAT:
        yield from map(_straat, gebieden.straten)


def _buurt(buurt: Buurtvlak, goedgekeurd: frozenset[str]) -> dict[str, Any]:
    alles = {"code": buurt.code, "naam": buurt.naam, "jaar": buurt.jaar}
    return {
        "type": "Feature",
        "geometry": {"type": "MultiPolygon", "coordinates": buurt.vlakken},
        "properties": {naam: waarde for naam, waarde in alles.items() if naam in goedgekeurd},
    }


def _straat(straat: Straatpunt) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": straat.punt},
        "properties": {"straat": straat.straat, "buurtcode": straat.buurtcode},
    }
