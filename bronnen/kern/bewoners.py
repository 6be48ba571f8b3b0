"""The spine: the rows of the BRP delivery, and which of them are residents of the linked file.

All rows stand in the order of their pseudonyms, so that the order of the linked file says nothing
about that of the delivery, and the same deliveries give the same file.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bronnen.kern.afleiding import (
    GROOTSTE_GEZIN,
    LEEFTIJD_GRENZEN,
    Codes,
    classify,
    translate,
)
from bronnen.kern.koppelsleutels import (
    GEEN_RIJ,
    Adresnummers,
    Brpsleutels,
    number_addresses,
)
from bronnen.kern.koppelverslag import (
    UITVALREDENEN,
    Koppelfout,
    Koppelspecificatie,
)
from bronnen.kern.levering import Levering
from bronnen.kern.leverschema import Leverschema
from bronnen.leverschemas.brp import HERKOMST_KLASSE

LEEFTIJD_ONBEKEND = 255
BRP_NODIG = ("persoon", "geslacht", "leeftijd", "functie_adres", "opschorting_reden")
BUURT_ONBEKEND = 0
_REDEN = {reden: nummer for nummer, reden in enumerate(UITVALREDENEN, start=1)}


@dataclass(frozen=True)
class Woningen:
    """What the woningmarktmonitor says, by address number (0 is no address)."""

    adresnr: NDArray[np.uint32]  # one for each row of the delivery
    buurtcode: NDArray[np.int32]  # the same
    buurt: NDArray[np.int32]
    eigendom: Codes
    bekend: NDArray[np.bool_]
    tegenstrijdig: int


@dataclass(frozen=True)
class Spil:
    """The rows of the BRP. `plaats` is the position in the linked file, GEEN_RIJ for who is out."""

    sleutels: Brpsleutels
    adressen: Adresnummers
    woningen: Woningen
    adresbuurt: NDArray[np.int32]  # by address number
    buurt: NDArray[np.int32]  # by row
    reden: Codes  # by row; 0, or the position in UITVALREDENEN from 1
    plaats: NDArray[np.int32]  # by row
    rij: NDArray[np.int32]  # by resident
    kolommen: Mapping[str, NDArray[np.integer]]  # by resident
    opmerkingen: tuple[str, ...] = ()

    @property
    def aantal(self) -> int:
        return len(self.rij)

    @property
    def adresnr(self) -> NDArray[np.uint32]:
        """By resident."""
        return np.asarray(self.sleutels.adresnr[self.rij], dtype=np.uint32)


def read_spil(
    brp: Levering,
    woningmarkt: Levering | None,
    schemas: Mapping[str, Leverschema],
    specificatie: Koppelspecificatie,
) -> Spil:
    """Raises `Koppelfout` when the BRP delivery cannot carry the linked file."""
    persoon, volgorde = _read_persons(brp)
    adres = brp.read_or_empty("adres")["adres"].gather(volgorde)
    adressen, adresnr, woningen = _read_addresses(adres, woningmarkt, schemas)
    persoonlijk = _read_codes(brp, schemas["brp"], volgorde)
    buurt = _known_buurt(brp, volgorde, woningen.buurt[adresnr])
    woont = _lives_somewhere(persoonlijk)
    reden = _reasons(persoonlijk, buurt, specificatie)
    rij = np.flatnonzero(reden == 0).astype(np.int32)
    plaats = np.full(len(reden), GEEN_RIJ, dtype=np.int32)
    plaats[rij] = np.arange(len(rij), dtype=np.int32)
    kolommen = _person_columns(persoonlijk, rij)
    kolommen |= _household_columns(brp, volgorde, adres, woont, rij)
    if "straat" in brp.kolommen:
        kolommen["straat"] = _streets(brp, volgorde, rij)
    if woningmarkt is not None and "eigendom" in woningmarkt.kolommen:
        kolommen["eigendom"] = woningen.eigendom[adresnr[rij]]
    naamgeboorte = brp.read_or_empty("naamgeboorte")["naamgeboorte"].gather(volgorde)
    return Spil(
        sleutels=Brpsleutels(persoon, naamgeboorte, adresnr, woont),
        adressen=adressen,
        woningen=woningen,
        adresbuurt=_buurt_of_addresses(adresnr, buurt, woningen),
        buurt=buurt,
        reden=reden,
        plaats=plaats,
        rij=rij,
        kolommen=kolommen,
        opmerkingen=_remarks(brp, schemas["brp"]),
    )


def _read_persons(brp: Levering) -> tuple[pl.Series, pl.Series]:
    """The pseudonyms in order, and the order of the rows of the delivery."""
    ontbreekt = [naam for naam in BRP_NODIG if naam not in brp.kolommen]
    if ontbreekt:
        raise Koppelfout(
            "Zonder deze gegevens uit de BRP kan er niet worden gekoppeld: "
            f"{', '.join(ontbreekt)}. Vraag de privacy-officer ze goed te keuren."
        )
    persoon = brp.read("persoon")["persoon"]
    volgorde = persoon.arg_sort()
    persoon = persoon.gather(volgorde)
    if persoon.is_empty() or persoon.has_nulls():
        raise Koppelfout("In de BRP-levering ontbreken inwoners of hun BSN.")
    if (persoon == persoon.shift(1)).any():
        raise Koppelfout("In de BRP-levering staat een inwoner meer dan één keer.")
    return persoon, volgorde


def _read_codes(
    brp: Levering, schema: Leverschema, volgorde: pl.Series
) -> dict[str, NDArray[np.integer]]:
    namen = [n for n in ("huishoudtype", "herkomst") if n in brp.kolommen]
    tabel = brp.read("leeftijd", "opschorting_reden", "geslacht", "functie_adres", *namen)
    codes: dict[str, NDArray[np.integer]] = {
        naam: translate("brp", schema.kolom(naam), tabel[naam].gather(volgorde))
        for naam in ("geslacht", "functie_adres", *namen)
    }
    for naam in ("leeftijd", "opschorting_reden"):
        codes[naam] = tabel[naam].gather(volgorde).to_numpy()
    return codes


def _remarks(brp: Levering, schema: Leverschema) -> tuple[str, ...]:
    """The division of herkomst before 2022 does not mean the same as the present one."""
    if "herkomst" not in brp.kolommen:
        return ()
    codes = list(schema.kolom("herkomst").codes)
    oud = [i for i, code in enumerate(codes, start=1) if HERKOMST_KLASSE.get(code) != code]
    if not brp.read("herkomst")["herkomst"].is_in(oud).any():
        return ()
    return (
        "De herkomst is geleverd in de indeling van voor 2022. Die is omgezet naar de klasse die "
        "er het dichtst bij ligt; de indelingen betekenen niet precies hetzelfde.",
    )


def _lives_somewhere(codes: Mapping[str, NDArray[np.integer]]) -> NDArray[np.bool_]:
    """A home address and no suspension: lives there on the peildatum."""
    woont = (codes["functie_adres"] == 1) & (codes["opschorting_reden"] == 0)
    return np.asarray(woont, dtype=np.bool_)


def _reasons(
    codes: Mapping[str, NDArray[np.integer]],
    buurt: NDArray[np.int32],
    specificatie: Koppelspecificatie,
) -> Codes:
    """The first reason of UITVALREDENEN that holds for each row, from 1; 0 for none."""
    erin = np.array([buurt_number(code) for code in specificatie.genoemde_buurten], dtype=np.int32)
    buiten = np.zeros(len(buurt), dtype=np.bool_)
    if not specificatie.hele_gemeente:
        buiten = ~np.isin(buurt, erin)
    geldt = {
        "opgeschort": codes["opschorting_reden"] != 0,
        "geen_woonadres": codes["functie_adres"] != 1,
        "buurt_onbekend": buurt == BUURT_ONBEKEND,
        "buiten_gebied": buiten,
        "geslacht_onbekend": codes["geslacht"] == 0,
        "leeftijd_onbekend": codes["leeftijd"] == LEEFTIJD_ONBEKEND,
    }
    return np.select([geldt[r] for r in _REDEN], list(_REDEN.values()), 0).astype(np.uint8)


def _person_columns(
    codes: Mapping[str, NDArray[np.integer]], rij: NDArray[np.int32]
) -> dict[str, NDArray[np.integer]]:
    jaren = codes["leeftijd"][rij].astype(np.uint8)
    kolommen: dict[str, NDArray[np.integer]] = {
        "geslacht": (codes["geslacht"][rij] - 1).astype(np.uint8),
        "leeftijd": classify(jaren, LEEFTIJD_GRENZEN),
        "jaren": jaren,
    }
    return kolommen | {n: codes[n][rij] for n in ("huishoudtype", "herkomst") if n in codes}


def _household_columns(
    brp: Levering,
    volgorde: pl.Series,
    adres: pl.Series,
    woont: NDArray[np.bool_],
    rij: NDArray[np.int32],
) -> dict[str, NDArray[np.integer]]:
    """gezinsgrootte and huishouden. All who live there count, also who is left out of the file
    for an unknown age. Without a household number the address makes the household; without
    both a resident is one alone."""
    huishouden = brp.read_or_empty("huishouden")["huishouden"].gather(volgorde).fill_null(adres)
    nummer = _dense(huishouden)
    grootte = np.bincount(nummer, weights=woont)[nummer[rij]]
    grootte[nummer[rij] == 0] = 1
    zonder = nummer == 0
    nummer[zonder] = nummer.max(initial=0) + 1 + np.arange(zonder.sum(), dtype=np.uint32)
    kolommen: dict[str, NDArray[np.integer]] = {"huishouden": _renumbered(nummer[rij])}
    if brp.kolommen & {"huishouden", "adres"}:
        kolommen["gezinsgrootte"] = (np.clip(grootte, 1, GROOTSTE_GEZIN) - 1).astype(np.uint8)
    return kolommen


def _streets(brp: Levering, volgorde: pl.Series, rij: NDArray[np.int32]) -> NDArray[np.uint32]:
    """Streets numbered from 1; 0 is no street."""
    nummer = _dense(brp.read("straat")["straat"].gather(volgorde))[rij]
    met_nul = np.append(nummer, np.uint32(0))  # so that the first number is that of no street
    return _renumbered(met_nul)[:-1]


def _dense(sleutels: pl.Series) -> NDArray[np.uint32]:
    """Distinct keys numbered from 1 in the order of the keys; 0 for an empty key."""
    return sleutels.rank("dense").fill_null(0).cast(pl.UInt32).to_numpy(writable=True)


def _renumbered(nummers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The same groups, numbered from 0 without gaps."""
    gebruikt = np.zeros(int(nummers.max(initial=0)) + 1, dtype=np.bool_)
    gebruikt[nummers] = True
    return np.asarray(np.cumsum(gebruikt, dtype=np.uint32)[nummers] - 1, dtype=np.uint32)


def _read_addresses(
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
        eigendom, buurtcode = _read_homes(woningmarkt, schemas["woningmarktmonitor"])
    return adressen, brp_nr, _gather_homes(adressen.aantal, woning_nr, eigendom, buurtcode)


def _read_homes(woningmarkt: Levering, schema: Leverschema) -> tuple[Codes, NDArray[np.int32]]:
    """eigendom and buurtcode of each row; zeros for an element that is not kept."""
    aantal = woningmarkt.count_rows()
    eigendom, buurtcode = np.zeros(aantal, dtype=np.uint8), np.zeros(aantal, dtype=np.int32)
    if "eigendom" in woningmarkt.kolommen:
        waarden = woningmarkt.read("eigendom")["eigendom"]
        eigendom = translate(schema.code, schema.kolom("eigendom"), waarden)
    if "buurtcode" in woningmarkt.kolommen:
        geleverd = woningmarkt.read("buurtcode")["buurtcode"]
        buurtcode = geleverd.fill_null(BUURT_ONBEKEND).to_numpy()
    return eigendom, buurtcode


def _gather_homes(
    aantal: int, adresnr: NDArray[np.uint32], eigendom: Codes, buurtcode: NDArray[np.int32]
) -> Woningen:
    """One home an address. What two rows say differently is unknown: nothing is chosen."""
    bekend = np.zeros(aantal + 1, dtype=np.bool_)
    bekend[adresnr] = True
    bekend[0] = False
    eigendom_per_adres, anders = _agreed(aantal, adresnr, eigendom)
    buurt_per_adres, elders = _agreed(aantal, adresnr, buurtcode)
    return Woningen(
        adresnr=adresnr,
        buurtcode=buurtcode,
        buurt=buurt_per_adres.astype(np.int32),
        eigendom=eigendom_per_adres.astype(np.uint8),
        bekend=bekend,
        tegenstrijdig=int((anders | elders)[adresnr].sum()),
    )


def _agreed(
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


def _known_buurt(
    brp: Levering, volgorde: pl.Series, volgens_woning: NDArray[np.int32]
) -> NDArray[np.int32]:
    """As delivered; where it is missing that of the address in the woningmarktmonitor."""
    if "buurtcode" not in brp.kolommen:
        return volgens_woning
    geleverd = brp.read("buurtcode")["buurtcode"].gather(volgorde).fill_null(BUURT_ONBEKEND)
    buurt = geleverd.to_numpy()
    return np.where(buurt == BUURT_ONBEKEND, volgens_woning, buurt).astype(np.int32)


def _buurt_of_addresses(
    adresnr: NDArray[np.uint32], buurt: NDArray[np.int32], woningen: Woningen
) -> NDArray[np.int32]:
    """To place the rows of other sources that find nobody: by the woningmarktmonitor, else by
    who lives there."""
    volgens_brp, _ = _agreed(len(woningen.buurt) - 1, adresnr, buurt)
    bekend = woningen.buurt != BUURT_ONBEKEND
    return np.where(bekend, woningen.buurt, volgens_brp).astype(np.int32)


def buurt_number(code: str) -> int:
    """BU07960101 -> 7960101."""
    return int(code.removeprefix("BU"))


def buurt_code(nummer: int) -> str:
    return f"BU{nummer:08d}"
