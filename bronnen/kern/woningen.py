"""The addresses of the BRP and the woningmarktmonitor together, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bronnen.kern.afleiding import Codes, translate
from bronnen.kern.buurtnummers import BUURT_ONBEKEND
from bronnen.kern.koppelsleutels import Adresnummers, number_addresses
from bronnen.kern.levering import Levering
from bronnen.kern.leverschema import Leverschema


@dataclass(frozen=True)
class Woningen:
    """What the woningmarktmonitor says, by address number (0 is no address)."""

    adresnr: NDArray[np.uint32]  # one for each row of the delivery
    buurtcode: NDArray[np.int32]  # the same
    buurt: NDArray[np.int32]
    eigendom: Codes
    bekend: NDArray[np.bool_]
    tegenstrijdig: int


def read_addresses(
    adres: pl.Series, woningmarkt: Levering | None, schemas: Mapping[str, Leverschema]
) -> tuple[Adresnummers, NDArray[np.uint32], Woningen]:
    if woningmarkt is None:
        leeg = pl.Series("adres", [], dtype=pl.Int128)
        adressen, brp_nr, woning_nr = number_addresses(adres, leeg)
        eigendom, buurtcode = np.zeros(0, dtype=np.uint8), np.zeros(0, dtype=np.int32)
    else:
        adressen, brp_nr, woning_nr = number_addresses(
            adres, woningmarkt.read_or_empty("adres")["adres"]
        )
        eigendom, buurtcode = _read_homes(
            woningmarkt, schemas["woningmarktmonitor"], len(woning_nr)
        )
    return adressen, brp_nr, _gather_homes(adressen.aantal, woning_nr, eigendom, buurtcode)


def _read_homes(
    woningmarkt: Levering, schema: Leverschema, aantal: int
) -> tuple[Codes, NDArray[np.int32]]:
    """eigendom and buurtcode of each row; zeros for an element that is not kept."""
    eigendom, buurtcode = np.zeros(aantal, dtype=np.uint8), np.zeros(aantal, dtype=np.int32)
    tabel = woningmarkt.read(*woningmarkt.kolommen & {"eigendom", "buurtcode"})
    if "eigendom" in tabel.columns:
        eigendom = translate(schema.code, schema.kolom("eigendom"), tabel["eigendom"])
    if "buurtcode" in tabel.columns:
        buurtcode = tabel["buurtcode"].fill_null(BUURT_ONBEKEND).to_numpy()
    return eigendom, buurtcode


def _gather_homes(
    aantal: int, adresnr: NDArray[np.uint32], eigendom: Codes, buurtcode: NDArray[np.int32]
) -> Woningen:
    """One home an address. What two rows say differently is unknown: nothing is chosen."""
    bekend = np.zeros(aantal + 1, dtype=np.bool_)
    bekend[adresnr] = True
    bekend[0] = False
    eigendom_per_adres, anders = agreed(aantal, adresnr, eigendom)
    buurt_per_adres, elders = agreed(aantal, adresnr, buurtcode)
    return Woningen(
        adresnr=adresnr,
        buurtcode=buurtcode,
        buurt=buurt_per_adres.astype(np.int32),
        eigendom=eigendom_per_adres.astype(np.uint8),
        bekend=bekend,
        tegenstrijdig=int((anders | elders)[adresnr].sum()),
    )


def agreed(
    aantal: int, adresnr: NDArray[np.uint32], waarden: NDArray[np.integer]
) -> tuple[NDArray[np.integer], NDArray[np.bool_]]:
    """The known value (above 0) of each address, 0 if there is none or more than one."""
    bekend = waarden > 0
    hoogste = np.zeros(aantal + 1, dtype=waarden.dtype)
    laagste = np.full(aantal + 1, np.iinfo(waarden.dtype).max, dtype=waarden.dtype)
    np.maximum.at(hoogste, adresnr[bekend], waarden[bekend])
    np.minimum.at(laagste, adresnr[bekend], waarden[bekend])
    hoogste[0] = 0
    twee = (hoogste > 0) & (laagste < hoogste)
    return np.where(twee, 0, hoogste), twee
