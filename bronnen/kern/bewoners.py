"""The spine: the rows of the BRP delivery, and which of them are residents of the linked file.

All rows stand in the order of their pseudonyms, so that the order of the linked file says nothing
about that of the delivery, and the same deliveries give the same file.
"""

from collections.abc import Callable, Mapping
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
from bronnen.kern.buurtnummers import BUURT_ONBEKEND, buurt_number
from bronnen.kern.koppelsleutels import GEEN_RIJ, Adresnummers, Brpsleutels
from bronnen.kern.koppelverslag import (
    UITVALREDENEN,
    Koppelfout,
    Koppelspecificatie,
)
from bronnen.kern.levering import Levering
from bronnen.kern.leverschema import Leverschema
from bronnen.kern.woningen import Woningen, agreed, read_addresses
from bronnen.leverschemas.brp import HERKOMST_KLASSE

LEEFTIJD_ONBEKEND = 255
BRP_NODIG = ("persoon", "geslacht", "leeftijd", "functie_adres", "opschorting_reden")
_ELEMENTEN = (*BRP_NODIG[1:], "huishoudtype", "herkomst", "buurtcode")
_REDEN = {reden: nummer for nummer, reden in enumerate(UITVALREDENEN, start=1)}


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
    straten: pl.Series  # the key of each numbered street, from 1
    opmerkingen: tuple[str, ...] = ()

    @property
    def aantal(self) -> int:
        return len(self.rij)

    @property
    def adresnr(self) -> NDArray[np.uint32]:
        """By resident."""
        return np.asarray(self.sleutels.adresnr[self.rij], dtype=np.uint32)


@dataclass(frozen=True)
class _Brp:
    """The columns of the delivery in the order of the pseudonyms. The elements are small and
    read at once, the keys one by one."""

    levering: Levering
    schema: Leverschema
    elementen: pl.DataFrame
    persoon: pl.Series
    volgorde: pl.Series

    def key(self, naam: str) -> pl.Series:
        """Nulls for a key that is not kept."""
        return self.levering.read_or_empty(naam)[naam].gather(self.volgorde)

    def element(self, naam: str) -> pl.Series:
        return self.elementen[naam].gather(self.volgorde)

    def code(self, naam: str) -> Codes:
        return translate("brp", self.schema.kolom(naam), self.element(naam))


def read_spil(
    levering: Levering,
    woningmarkt: Levering | None,
    schemas: Mapping[str, Leverschema],
    specificatie: Koppelspecificatie,
    voortgang: Callable[[int, str], None],
) -> Spil:
    """Raises `Koppelfout` when the BRP delivery cannot carry the linked file."""
    brp = _open_brp(levering, schemas["brp"])
    voortgang(8, "Adressen zoeken")
    adres = brp.key("adres")
    adressen, adresnr, woningen = read_addresses(adres, woningmarkt, schemas)
    voortgang(15, "Kenmerken van inwoners lezen")
    codes = _read_codes(brp)
    buurt = _known_buurt(brp, woningen.buurt[adresnr])
    woont = (codes["functie_adres"] == 1) & (codes["opschorting_reden"] == 0)
    reden = _reasons(codes, buurt, specificatie)
    rij = np.flatnonzero(reden == 0).astype(np.int32)
    kolommen = _person_columns(codes, rij)
    straat, straten = _streets(brp, rij)
    kolommen |= _household_columns(brp, adres, woont, rij) | straat
    if _homes_are_known(levering, woningmarkt):
        kolommen["eigendom"] = woningen.eigendom[adresnr[rij]]
    voortgang(25, "Namen lezen")
    return Spil(
        sleutels=Brpsleutels(brp.persoon, brp.key("naamgeboorte"), adresnr, woont),
        adressen=adressen,
        woningen=woningen,
        adresbuurt=_buurt_of_addresses(adresnr, buurt, woningen),
        buurt=buurt,
        reden=reden,
        plaats=_places(rij, len(reden)),
        rij=rij,
        kolommen=kolommen,
        straten=straten,
        opmerkingen=_remarks(brp),
    )


def _homes_are_known(brp: Levering, woningmarkt: Levering | None) -> bool:
    if woningmarkt is None or "adres" not in brp.kolommen:
        return False
    return {"adres", "eigendom"} <= woningmarkt.kolommen


def _open_brp(levering: Levering, schema: Leverschema) -> _Brp:
    ontbreekt = [naam for naam in BRP_NODIG if naam not in levering.kolommen]
    if ontbreekt:
        raise Koppelfout(
            "Zonder deze gegevens uit de BRP kan er niet worden gekoppeld: "
            f"{', '.join(ontbreekt)}. Vraag de privacy-officer ze goed te keuren."
        )
    persoon = levering.read("persoon")["persoon"]
    volgorde = persoon.arg_sort()
    persoon = persoon.gather(volgorde)
    if persoon.is_empty() or persoon.has_nulls():
        raise Koppelfout("In de BRP-levering ontbreken inwoners of hun BSN.")
    if (persoon == persoon.shift(1)).any():
        raise Koppelfout("In de BRP-levering staat een inwoner meer dan één keer.")
    elementen = levering.read(*sorted(levering.kolommen.intersection(_ELEMENTEN)))
    return _Brp(levering, schema, elementen, persoon, volgorde)


def _read_codes(brp: _Brp) -> dict[str, NDArray[np.integer]]:
    naar_keuze = {"huishoudtype", "herkomst"} & brp.levering.kolommen
    codes: dict[str, NDArray[np.integer]] = {
        naam: brp.code(naam) for naam in ("geslacht", "functie_adres", *sorted(naar_keuze))
    }
    for naam in ("leeftijd", "opschorting_reden"):
        codes[naam] = brp.element(naam).to_numpy()
    return codes


def _remarks(brp: _Brp) -> tuple[str, ...]:
    """The division of herkomst before 2022 does not mean the same as the present one."""
    if "herkomst" not in brp.levering.kolommen:
        return ()
    codes = enumerate(brp.schema.kolom("herkomst").codes, start=1)
    oud = [nummer for nummer, code in codes if HERKOMST_KLASSE.get(code) != code]
    if not brp.elementen["herkomst"].is_in(oud).any():
        return ()
    return (
        "De herkomst is geleverd in de indeling van voor 2022. Die is omgezet naar de klasse die "
        "er het dichtst bij ligt; de indelingen betekenen niet precies hetzelfde.",
    )


def _places(rij: NDArray[np.int32], aantal: int) -> NDArray[np.int32]:
    """The position in the linked file of each row of the BRP."""
    plaats = np.full(aantal, GEEN_RIJ, dtype=np.int32)
    plaats[rij] = np.arange(len(rij), dtype=np.int32)
    return plaats


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
    brp: _Brp, adres: pl.Series, woont: NDArray[np.bool_], rij: NDArray[np.int32]
) -> dict[str, NDArray[np.integer]]:
    """gezinsgrootte and huishouden. All who live there count, also who is left out of the file
    for an unknown age. Without a household number the address makes the household; without
    both a resident is one alone."""
    nummer = _dense(brp.key("huishouden").fill_null(adres))
    grootte = np.bincount(nummer, weights=woont)[nummer[rij]]
    zonder = nummer == 0
    grootte[zonder[rij]] = 1
    nummer[zonder] = nummer.max(initial=0) + 1 + np.arange(zonder.sum(), dtype=np.uint32)
    kolommen: dict[str, NDArray[np.integer]] = {"huishouden": _renumbered(nummer[rij])}
    if brp.levering.kolommen & {"huishouden", "adres"}:
        kolommen["gezinsgrootte"] = (np.clip(grootte, 1, GROOTSTE_GEZIN) - 1).astype(np.uint8)
    return kolommen


def _streets(brp: _Brp, rij: NDArray[np.int32]) -> tuple[dict[str, NDArray[np.integer]], pl.Series]:
    """straat, numbered from 1; 0 is no street. And the key of each number."""
    if "straat" not in brp.levering.kolommen:
        return {}, pl.Series("straat", [], dtype=pl.Int128)
    sleutels = brp.key("straat")
    dicht = _dense(sleutels)[rij]
    met_nul = np.append(dicht, np.uint32(0))  # so that the first number is that of no street
    nummer = _renumbered(met_nul)[:-1]
    bewoner = np.zeros(int(nummer.max(initial=0)) + 1, dtype=np.intp)
    bewoner[nummer] = rij  # anyone of the street
    return {"straat": nummer}, sleutels.gather(bewoner[1:])


def _dense(sleutels: pl.Series) -> NDArray[np.uint32]:
    """Distinct keys numbered from 1 in the order of the keys; 0 for an empty key."""
    return sleutels.rank("dense").fill_null(0).cast(pl.UInt32).to_numpy(writable=True)


def _renumbered(nummers: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """The same groups, numbered from 0 without gaps."""
    gebruikt = np.zeros(int(nummers.max(initial=0)) + 1, dtype=np.bool_)
    gebruikt[nummers] = True
    return np.asarray(np.cumsum(gebruikt, dtype=np.uint32)[nummers] - 1, dtype=np.uint32)


def _known_buurt(brp: _Brp, volgens_woning: NDArray[np.int32]) -> NDArray[np.int32]:
    """As delivered; where it is missing that of the address in the woningmarktmonitor."""
    if "buurtcode" not in brp.levering.kolommen:
        return volgens_woning
    buurt = brp.element("buurtcode").fill_null(BUURT_ONBEKEND).to_numpy()
    return np.where(buurt == BUURT_ONBEKEND, volgens_woning, buurt).astype(np.int32)


def _buurt_of_addresses(
    adresnr: NDArray[np.uint32], buurt: NDArray[np.int32], woningen: Woningen
) -> NDArray[np.int32]:
    """To place the rows of other sources that find nobody: by the woningmarktmonitor, else by
    who lives there."""
    volgens_brp, _ = agreed(len(woningen.buurt) - 1, adresnr, buurt)
    bekend = woningen.buurt != BUURT_ONBEKEND
    return np.where(bekend, woningen.buurt, volgens_brp).astype(np.int32)
