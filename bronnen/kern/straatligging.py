"""Where the streets of the linked file lie: its meaningless numbers tied to points of the map.

The door makes of a street and its buurt a keyed pseudonym; here the streets of the map get the
same one, in memory, so that both can be matched. What is kept is a place on a plane for each
number, in tens of metres, and no name.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from bronnen.kern.buurtnummers import buurt_number
from bronnen.kern.levering import as_numbers
from bronnen.kern.lezen_geojson import Straatpunt
from bronnen.kern.pseudoniem import Koppelsleutels
from bronnen.kern.sleutelkolommen import as_column, street_cipher

ONBEKEND = -1  # a street that is not on the map
GRAAD_METER = 111_200
STAP = 10  # metres


@dataclass(frozen=True)
class Straatligging:
    """Metres east and north of the south-west corner, for each numbered street from 1."""

    oost: tuple[int, ...] = ()
    noord: tuple[int, ...] = ()


def locate(
    straten: Sequence[Straatpunt], sleutels: Koppelsleutels, gezocht: pl.Series, *, met_buurt: bool
) -> Straatligging:
    """`gezocht`: the pseudonym of each numbered street (Int128), from 1. Without `met_buurt` the
    delivery knew no buurtcode: then only names that stand on the map once can be found. There is
    at least one of `straten`."""
    op_de_kaart = pl.DataFrame({"sleutel": _keys(straten, sleutels, met_buurt=met_buurt)})
    punten = _metres(straten)
    kaart = op_de_kaart.with_columns(oost=punten[:, 0], noord=punten[:, 1])
    kaart = kaart.unique("sleutel", keep="none")
    gevonden = pl.DataFrame({"sleutel": gezocht}).join(
        kaart, on="sleutel", how="left", maintain_order="left"
    )
    oost, noord = (gevonden[k].fill_null(ONBEKEND).to_list() for k in ("oost", "noord"))
    return Straatligging(tuple(oost), tuple(noord))


def _keys(straten: Sequence[Straatpunt], sleutels: Koppelsleutels, *, met_buurt: bool) -> pl.Series:
    """As the door makes them of a delivery; null for a name of which nothing is left."""
    cijfer = street_cipher(sleutels)
    afdrukken, gevuld = cijfer.digests(pa.array([s.straat for s in straten], pa.string()))
    nummers = [buurt_number(s.buurtcode) if met_buurt else 0 for s in straten]
    blokken = cijfer.encrypt(afdrukken, np.array(nummers, dtype=np.int64))
    return as_numbers(as_column(blokken, gevuld))


def _metres(straten: Sequence[Straatpunt]) -> NDArray[np.int64]:
    """[S × 2] on a plane: small areas only."""
    graden = np.array([s.punt for s in straten], dtype=np.float64).reshape(-1, 2)
    krimp = math.cos(math.radians(float(graden[:, 1].mean())))
    meter = (graden - graden.min(axis=0)) * np.array([krimp, 1.0]) * GRAAD_METER
    return np.asarray(np.round(meter / STAP) * STAP, dtype=np.int64)
