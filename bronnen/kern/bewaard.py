"""The elements that are kept after the door, as small codes; see `Soort` for what each becomes."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bronnen.kern.cellen import Cellen, Getallen
from bronnen.kern.datums import ONBEKENDE_LEEFTIJD, ages, days_since_1970
from bronnen.kern.leverschema import Kolom, Leverschema, Soort

LEEFTIJD = "leeftijd"
SPIL = "brp"  # the source whose peildatum is that of the linked file
HONDERDSTEN = 100

CODES: Mapping[Soort, pa.DataType] = MappingProxyType(
    {
        Soort.code: pa.uint16(),  # 0 is missing
        Soort.datum: pa.int32(),  # days since 1970-01-01
        Soort.maand: pa.int32(),  # year * 12 + month - 1
        Soort.jaar: pa.int32(),
        Soort.geheel: pa.int32(),
        Soort.bedrag: pa.int64(),  # cents
        Soort.decimaal: pa.int64(),  # hundredths
        Soort.buurtcode: pa.int32(),  # the eight digits
    }
)
# Published figures about areas hold no persons and are kept as delivered.
ZOALS_GELEVERD: Mapping[Soort, pa.DataType] = MappingProxyType(
    {
        **CODES,
        Soort.gebiedscode: pa.string(),
        Soort.tekst: pa.string(),
        Soort.geheel: pa.int64(),
        Soort.bedrag: pa.float64(),
        Soort.decimaal: pa.float64(),
    }
)


class Bewaardekolommen:
    """The kept columns of one delivery, in the order of its schema."""

    def __init__(self, schema: Leverschema, gelezen: frozenset[str], peildatum: int) -> None:
        typen = CODES if schema.personen else ZOALS_GELEVERD
        kolommen = [kolom for kolom in schema.kolommen if kolom.naam in gelezen]
        self._soorten = {kolom.naam: kolom.soort for kolom in kolommen if kolom.bewaard}
        self._typen = {naam: _type_of(naam, soort, typen) for naam, soort in self._soorten.items()}
        self._geboren = _birth_date(kolommen) if schema.code == SPIL else None
        self._peildatum = peildatum

    @property
    def velden(self) -> list[pa.Field]:
        velden = [pa.field(naam, soort) for naam, soort in self._typen.items()]
        return velden + ([pa.field(LEEFTIJD, pa.uint8())] if self._geboren else [])

    def make(self, cellen: Mapping[str, Cellen]) -> list[pa.Array]:
        """One array for each of `velden`; rows that were refused hold anything."""
        arrays = [
            _as_array(cellen[naam], self._soorten[naam], soort)
            for naam, soort in self._typen.items()
        ]
        return arrays + ([self._ages(cellen[self._geboren])] if self._geboren else [])

    def _ages(self, geboren: Cellen) -> pa.Array:
        """Completed years on the peildatum; 255 is unknown."""
        jaren = ages(np.asarray(geboren.waarde, dtype=np.int64), self._peildatum)
        onbekend = (jaren < 0) | (jaren >= ONBEKENDE_LEEFTIJD) | geboren.leeg
        codes = np.where(onbekend, ONBEKENDE_LEEFTIJD, jaren).astype(np.uint8)
        return pa.array(geboren.per_rij(codes))


def _type_of(naam: str, soort: Soort, typen: Mapping[Soort, pa.DataType]) -> pa.DataType:
    """An identifier or free text has no code: declaring it as kept is a mistake."""
    if soort not in typen:
        raise ValueError(f"the column {naam} ({soort.value}) cannot be kept")
    return typen[soort]


def _birth_date(kolommen: Iterable[Kolom]) -> str | None:
    return next((k.naam for k in kolommen if k.soort is Soort.geboortedatum), None)


def _as_array(cellen: Cellen, soort: Soort, doel: pa.DataType) -> pa.Array:
    if doel == pa.string():
        return _texts(cellen)
    waarde = cellen.per_rij(_coded(cellen.waarde, soort, doel))
    if soort is Soort.code:
        return pa.array(waarde)
    geldig = cellen.geldig
    return pa.array(waarde) if geldig.all() else pa.array(waarde, mask=~geldig)


def _coded(waarde: Getallen, soort: Soort, doel: pa.DataType) -> NDArray[Any]:
    if soort is Soort.datum:
        return days_since_1970(np.asarray(waarde, dtype=np.int64))
    if soort in (Soort.bedrag, Soort.decimaal) and doel == pa.int64():
        return np.rint(waarde * HONDERDSTEN).astype(np.int64)
    return np.asarray(waarde, dtype=doel.to_pandas_dtype())


def _texts(cellen: Cellen) -> pa.Array:
    gevuld = pc.if_else(pa.array(cellen.leeg), None, cellen.teksten)
    return gevuld if cellen.plaats is None else gevuld.take(pa.array(cellen.plaats))
