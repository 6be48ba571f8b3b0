"""Small deliveries as the door leaves them, made of plain rows, and what linking makes of them.

A key is written as a word ("jan") and a code, date or month as it stands in a delivery.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pyarrow as pa

from bronnen.kern.arrowstroom import open_container
from bronnen.kern.koppelbestand import read_linked
from bronnen.kern.koppeling import Straatkaart, link
from bronnen.kern.koppelverslag import Koppelspecificatie, Koppelverslag
from bronnen.kern.levering import Opener
from bronnen.kern.leverschema import Kolom, Soort
from bronnen.leverschemas import schema
from privacy.kern.versleuteling import Schrijver, new_key

PEILDATUM = date(2016, 12, 31)
BUURT_1, BUURT_2, BUURT_3 = "BU99990101", "BU99990102", "BU99990201"
SLEUTELS = ("persoon", "naamgeboorte", "adres", "huishouden", "straat", "contract")
SLEUTEL_ID = b"koppel-sleutel-1"

Rij = Mapping[str, Any]


def inwoner(naam: str, **anders: Any) -> dict[str, Any]:
    """A man of 40 in Buurt 1, who lives alone at an address of his own."""
    rij = {
        "persoon": naam,
        "naamgeboorte": f"ng-{naam}",
        "adres": f"adres-{naam}",
        "huishouden": f"hh-{naam}",
        "straat": "straat-1",
        "geslacht": "M",
        "leeftijd": 40,
        "huishoudtype": "eenpersoons",
        "herkomst": "Nederland",
        "buurtcode": BUURT_1,
        "functie_adres": "W",
        "opschorting_reden": None,
    }
    return rij | anders


def pseudonym(woord: str | None) -> bytes | None:
    return None if woord is None else hashlib.blake2b(woord.encode(), digest_size=16).digest()


def pack(
    bron: str,
    rijen: Sequence[Rij],
    kolommen: Sequence[str] | None = None,
    *,
    peildatum: date = PEILDATUM,
    versie: str | None = None,
    blok: int = 3,
) -> Opener:
    """A delivery in the form in which it is kept; the blocks are small, so that there are more."""
    namen = list(rijen[0]) if kolommen is None else list(kolommen)
    kop = {"bron": bron, "versie": versie or schema(bron).versie, "peildatum": str(peildatum)}
    tabel = pa.table({naam: _column(bron, naam, [r[naam] for r in rijen]) for naam in namen})
    doel, sleutel = io.BytesIO(), new_key()
    with (
        Schrijver(doel, sleutel) as container,
        pa.ipc.new_stream(container, tabel.replace_schema_metadata(kop).schema) as schrijver,
    ):
        schrijver.write_table(tabel.replace_schema_metadata(kop), max_chunksize=blok)
    return lambda: open_container(io.BytesIO(doel.getvalue()), sleutel)


def _column(bron: str, naam: str, waarden: list[Any]) -> pa.Array:
    if naam in SLEUTELS:
        return pa.array([pseudonym(w) for w in waarden], pa.binary(16))
    if naam == "leeftijd":
        return pa.array([255 if w is None else w for w in waarden], pa.uint8())
    return _encode(schema(bron).kolom(naam), waarden)


def _encode(kolom: Kolom, waarden: list[Any]) -> pa.Array:
    if kolom.soort is Soort.code:
        codes = list(kolom.codes)
        return pa.array([0 if w is None else codes.index(w) + 1 for w in waarden], pa.uint16())
    if kolom.soort is Soort.decimaal:
        return pa.array([None if w is None else int(Decimal(w) * 100) for w in waarden], pa.int64())
    return pa.array([None if w is None else _number(kolom.soort, w) for w in waarden], pa.int32())


def _number(soort: Soort, waarde: Any) -> int:
    if soort is Soort.datum:
        return (date.fromisoformat(waarde) - date(1970, 1, 1)).days
    if soort is Soort.maand:
        jaar, maand = waarde.split("-")
        return int(jaar) * 12 + int(maand) - 1
    return int(waarde.removeprefix("BU")) if soort is Soort.buurtcode else int(waarde)


def specify(**anders: Any) -> Koppelspecificatie:
    standaard = {
        "peildatum": PEILDATUM,
        "periode_begin": date(2016, 1, 1),
        "periode_einde": PEILDATUM,
        "buurten": (BUURT_1, BUURT_2),
        "referentiebuurten": (BUURT_3,),
    }
    return Koppelspecificatie(**(standaard | anders))


def link_rows(
    bronnen: Mapping[str, Sequence[Rij] | Opener],
    *,
    straatkaart: Straatkaart | None = None,
    **anders: Any,
) -> tuple[pl.DataFrame, Koppelverslag]:
    """The linked file and its report, for deliveries that are given as rows."""
    leveringen = {b: r if callable(r) else pack(b, r) for b, r in bronnen.items()}
    doel, sleutel = io.BytesIO(), new_key()
    verslag = link(
        leveringen=leveringen,
        specificatie=specify(**anders),
        doel=doel,
        sleutel=sleutel,
        sleutel_id=SLEUTEL_ID,
        voortgang=lambda procent, tekst: None,
        straatkaart=straatkaart,
    )
    return read_linked(io.BytesIO(doel.getvalue()), sleutel), verslag
