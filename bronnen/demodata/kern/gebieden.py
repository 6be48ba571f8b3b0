"""gebieden.geojson: a polygon for each buurt and a point for each straat.

The buurten are the cells of a crooked net: neighbours share the corners, and so the border. The net
lies in the North Sea (WGS84), so that no page can show it as a real place.
"""

import hashlib
import json
from collections.abc import Iterator
from math import ceil, sqrt
from pathlib import Path
from typing import Any

import numpy as np

from bronnen.demodata.kern.adressen import generate_streets
from bronnen.demodata.kern.bestanden import Geschreven
from bronnen.demodata.kern.gemeente import Buurt, Gemeente
from bronnen.demodata.kern.toeval import Kansen, stream

BRON = "gebieden"
ZUIDWEST = (3.2, 53.4)  # degrees east and north
CEL = (0.012, 0.007)
SCHEEF = 0.25  # how far a corner may lie from its place, in cells


def write_areas(map_: Path, gemeente: Gemeente, seed: int, jaar: int) -> Geschreven:
    """Written feature by feature."""
    pad, som, aantal = map_ / f"{BRON}.geojson", hashlib.sha256(), 0
    with pad.open("wb") as bestand:
        for deel in _pieces(gemeente, seed, jaar):
            som.update(deel)
            bestand.write(deel)
            aantal += deel.startswith((b'{"type": "Feature",', b',\n{"type": "Feature",'))
    return Geschreven(BRON, pad.name, aantal, som.hexdigest())


def _pieces(gemeente: Gemeente, seed: int, jaar: int) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": [\n'
    for nummer, feature in enumerate(_features(gemeente, seed, jaar)):
        tekst = json.dumps(feature, ensure_ascii=False)
        yield (tekst if nummer == 0 else ",\n" + tekst).encode()
    yield b"\n]}\n"


def _features(gemeente: Gemeente, seed: int, jaar: int) -> Iterator[dict[str, Any]]:
    kolommen = ceil(sqrt(len(gemeente.buurten)))
    hoeken = _corners(kolommen, ceil(len(gemeente.buurten) / kolommen), seed)
    for buurt in gemeente.buurten:
        rij, kolom = divmod(buurt.volgnummer, kolommen)
        cel = hoeken[rij : rij + 2, kolom : kolom + 2]
        yield _polygon(buurt, cel, jaar)
        yield from _points(buurt, cel, seed, jaar)


def _corners(kolommen: int, rijen: int, seed: int) -> Kansen:
    """(rows + 1, columns + 1, 2) corners of the net."""
    stroom = stream(seed, 0, "gebieden")
    y, x = np.mgrid[0 : rijen + 1, 0 : kolommen + 1].astype(np.float64)
    net = np.stack((x, y), axis=-1) + stroom.uniform(-SCHEEF, SCHEEF, (rijen + 1, kolommen + 1, 2))
    graden = np.array(ZUIDWEST) + net * np.array(CEL)
    return np.asarray(np.round(graden, 6), dtype=np.float64)


def _polygon(buurt: Buurt, cel: Kansen, jaar: int) -> dict[str, Any]:
    ring = [cel[0, 0], cel[0, 1], cel[1, 1], cel[1, 0], cel[0, 0]]
    geometrie = {"type": "Polygon", "coordinates": [[punt.tolist() for punt in ring]]}
    return _feature({"code": buurt.code, "naam": buurt.naam, "jaar": jaar}, geometrie)


def _points(buurt: Buurt, cel: Kansen, seed: int, jaar: int) -> Iterator[dict[str, Any]]:
    """Streets on a small net within the cell."""
    namen = generate_streets(buurt, seed).namen
    breedte = ceil(sqrt(len(namen)))
    for nummer, naam in enumerate(namen):
        rij, kolom = divmod(nummer, breedte)
        u, v = (kolom + 0.5) / breedte, (rij + 0.5) / breedte
        onder = (1 - u) * cel[0, 0] + u * cel[0, 1]
        boven = (1 - u) * cel[1, 0] + u * cel[1, 1]
        punt = np.round((1 - v) * onder + v * boven, 6).tolist()
        kenmerken = {
            "code": buurt.code, "naam": naam, "jaar": jaar, "straat": naam, "buurtcode": buurt.code,
        }  # fmt: skip
        yield _feature(kenmerken, {"type": "Point", "coordinates": punt})


def _feature(kenmerken: dict[str, Any], geometrie: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": kenmerken, "geometry": geometrie}
