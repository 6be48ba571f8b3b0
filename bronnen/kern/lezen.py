"""Bytes to batches: the one way in for every delivery."""

from typing import BinaryIO

from bronnen.kern.gelezen import Gelezen, Telling
from bronnen.kern.herkenning import BestandGeweigerd, Bestandssoort, recognise
from bronnen.kern.leverschema import Leverschema
from bronnen.kern.lezen_csv import read_csv
from bronnen.kern.lezen_geojson import Gebieden, read_gebieden
from bronnen.kern.lezen_xlsx import read_xlsx

__all__ = [
    "BestandGeweigerd",
    "Bestandssoort",
    "Gebieden",
    "Gelezen",
    "Telling",
    "read_gebieden",
    "read_table",
    "recognise",
]


def read_table(
    bron: BinaryIO,
    *,
    soort: Bestandssoort,
    schema: Leverschema,
    toegestaan: frozenset[str],
    blad: str | None = None,
) -> Gelezen:
    """Start reading `bron`, a stream that is read once from its first byte.

    Only columns that are declared and in `toegestaan` are made. Raises BestandGeweigerd here or
    while the batches are read; the whole file is then refused.
    """
    if schema.formaat != "tabel" or soort is Bestandssoort.geojson:
        raise BestandGeweigerd(
            "Deze bron verwacht een andere soort bestand. Lever een kaart als GeoJSON, "
            "en andere bronnen als CSV of XLSX.",
            "soort_verschilt",
        )
    if soort is Bestandssoort.xlsx:
        return read_xlsx(bron, schema=schema, toegestaan=toegestaan, blad=blad)
    return read_csv(bron, schema=schema, toegestaan=toegestaan)
