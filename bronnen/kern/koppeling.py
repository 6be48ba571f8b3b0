"""Linking: from the kept deliveries to one row of codes per resident on the peildatum.

The rows of a source are found by their pseudonyms (`koppelsleutels`) and become codes
(`afleiding`); nothing but codes is written. What is not found is counted per source and buurt.

Memory: keys are 16 bytes each and are read one column at a time; two sources at once are held as
their keys and the few elements that are needed, until their codes are made.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

import numpy as np
import polars as pl
from numpy.typing import NDArray

from bronnen.kern.afleiding import (
    AFLEIDINGEN,
    HUUR_VAN_CORPORATIE,
    VERTALINGEN,
    Bronafleiding,
    derive_achterstand_2m,
    derive_huurachterstand,
    derive_pleegbuurten,
    sift,
    sift_huurachterstanden,
    translate,
)
from bronnen.kern.bewoners import Spil, read_spil
from bronnen.kern.buurtnummers import buurt_code, buurt_number
from bronnen.kern.kenmerken import KENMERKEN
from bronnen.kern.koppelbestand import write_linked
from bronnen.kern.koppelsleutels import GEEN_RIJ, Vondst, find_at_address, find_residents
from bronnen.kern.koppeltelling import (
    Buurtindex,
    count_homes,
    count_left_out,
    count_residents,
    count_rows,
    index_buurten,
)
from bronnen.kern.koppelverslag import (
    Brontelling,
    Huurtelling,
    Koppelfout,
    Koppelspecificatie,
    Koppelverslag,
    OntbrekendKenmerk,
    Terzijde,
)
from bronnen.kern.levering import Levering, Opener
from bronnen.kern.leverschema import Leverschema
from bronnen.kern.straatligging import Straatligging
from bronnen.leverschemas import all_schemas

TEGELIJK = 2  # sources that are linked at once: most of it leaves the interpreter to others
_HUUR = "huurachterstanden"
_WONING = "woningmarktmonitor"
_NAAST_KENMERKEN = ("jaren", "buurt", "straat", "huishouden", "misdrijfgroepen", "pleegbuurten")
_VOLGORDE = (*(k.code for k in KENMERKEN), *_NAAST_KENMERKEN)
# What the columns that are not made by a `Bronafleiding` need.
_NODIG: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "gezinsgrootte": {"brp": ("huishouden",)},
    "huishoudtype": {"brp": ("huishoudtype",)},
    "herkomst": {"brp": ("herkomst",)},
    "straat": {"brp": ("straat",)},
    "eigendom": {_WONING: ("adres", "eigendom"), "brp": ("adres",)},
    "huurachterstand": {
        _HUUR: ("naamgeboorte", "adres", "peilmaand", "huurachterstand_maanden"),
        _WONING: ("adres", "eigendom"),
        "brp": ("naamgeboorte", "adres"),
    },
}


# The keys of the numbered streets, and whether the buurt is part of them.
Straatkaart = Callable[[pl.Series, bool], Straatligging]


@dataclass(frozen=True)
class Deel:
    """What one source adds to the linked file and to the report."""

    kolommen: Mapping[str, NDArray[np.integer] | pl.Series] = field(default_factory=dict)
    tellingen: tuple[Brontelling, ...] = ()
    terzijde: tuple[Terzijde, ...] = ()
    ontbreekt: Mapping[str, str] = field(default_factory=dict)  # column -> why, in Dutch
    pleegbuurten: tuple[str, ...] = ()


@dataclass(frozen=True)
class Invoer:
    """All that a source is linked with."""

    leveringen: Mapping[str, Levering]
    schemas: Mapping[str, Leverschema]
    specificatie: Koppelspecificatie
    spil: Spil
    buurten: Buurtindex

    def missing(self, bron: str, elementen: tuple[str, ...]) -> str | None:
        """Why the elements of a source cannot be used, in Dutch; None if they can."""
        naam = self.schemas[bron].naam if bron in self.schemas else bron
        if bron not in self.leveringen:
            return f"Er is geen goedgekeurde levering van {naam}."
        er = self.leveringen[bron].kolommen
        mist = ", ".join(element for element in elementen if element not in er)
        return f"Niet geleverd of niet goedgekeurd in {naam}: {mist}." if mist else None

    def missing_for(self, kolom: str) -> str:
        """Why a column of _NODIG cannot be made; empty if it can."""
        redenen = (self.missing(bron, elementen) for bron, elementen in _NODIG[kolom].items())
        return " ".join(reden for reden in redenen if reden)


def link(
    *,
    leveringen: Mapping[str, Opener],
    specificatie: Koppelspecificatie,
    doel: BinaryIO,
    sleutel: bytes,
    sleutel_id: bytes,
    voortgang: Callable[[int, str], None],
    schemas: Mapping[str, Leverschema] | None = None,
    straatkaart: Straatkaart | None = None,
) -> Koppelverslag:
    """Writes the linked file to `doel` and returns the report.

    `leveringen` opens the decrypted stream of each approved delivery, by the code of its source,
    anew at every call. With `straatkaart` the report says where the streets lie. Raises
    `Koppelfout` when they cannot be linked as asked.
    """
    voortgang(0, "Inwoners lezen")
    invoer = _read_input(leveringen, schemas or all_schemas(), specificatie, voortgang)
    delen = [_link_residents(invoer), *_link_sources(invoer, voortgang)]
    delen.append(_combine_arrears(delen))
    voortgang(90, "Koppelbestand versleutelen")
    tabel = _as_table(delen)
    write_linked(tabel, doel, sleutel, sleutel_id, specificatie.peildatum)
    voortgang(100, "Gekoppeld")
    return _report(invoer, delen, tabel, _locate(invoer, straatkaart))


def _read_input(
    openers: Mapping[str, Opener],
    schemas: Mapping[str, Leverschema],
    specificatie: Koppelspecificatie,
    voortgang: Callable[[int, str], None],
) -> Invoer:
    leveringen = {bron: Levering(bron, opener) for bron, opener in openers.items()}
    _check(leveringen, schemas, specificatie)
    spil = read_spil(leveringen["brp"], leveringen.get(_WONING), schemas, specificatie, voortgang)
    if not spil.aantal:
        raise Koppelfout("In de gekozen buurten blijven geen inwoners over om te koppelen.")
    buurten = index_buurten(spil, map(buurt_number, specificatie.genoemde_buurten))
    return Invoer(leveringen, schemas, specificatie, spil, buurten)


def _check(
    leveringen: Mapping[str, Levering],
    schemas: Mapping[str, Leverschema],
    specificatie: Koppelspecificatie,
) -> None:
    if "brp" not in leveringen:
        raise Koppelfout("Zonder goedgekeurde levering van de BRP kan er niet worden gekoppeld.")
    if leveringen["brp"].peildatum != specificatie.peildatum:
        raise Koppelfout("De peildatum van het onderzoek moet die van de BRP-levering zijn.")
    for bron, levering in leveringen.items():
        if bron not in schemas or levering.versie != schemas[bron].versie:
            raise Koppelfout(
                f"De levering {bron} is gelezen met een leverschema dat niet meer geldt. "
                "Vraag de leverancier om een nieuwe levering."
            )


def _link_residents(invoer: Invoer) -> Deel:
    """The columns of the BRP and the woningmarktmonitor."""
    spil, buurten = invoer.spil, invoer.buurten
    buurt = buurten.per_rij[spil.rij].astype(np.uint16)
    kolommen = {**spil.kolommen, "buurt": buurt}
    if _WONING not in invoer.leveringen:
        return Deel(kolommen)
    tegenstrijdig = Terzijde(_WONING, "tegenstrijdig", spil.woningen.tegenstrijdig)
    return Deel(
        kolommen,
        count_homes(_WONING, spil, buurten),
        (tegenstrijdig,) if tegenstrijdig.aantal else (),
    )


def _link_sources(invoer: Invoer, voortgang: Callable[[int, str], None]) -> Iterator[Deel]:
    """Each source by itself, two at a time; what `voortgang` raises leaves out those not begun."""
    bronnen = [afleiding.bron for afleiding in AFLEIDINGEN]
    werk = [partial(_link_source, invoer, afleiding) for afleiding in AFLEIDINGEN]
    werk.append(partial(_link_rent, invoer))
    with ThreadPoolExecutor(TEGELIJK) as draden:
        try:
            delen = [draden.submit(doe) for doe in werk]
            for stap, (bron, deel) in enumerate(zip((*bronnen, _HUUR), delen, strict=True)):
                voortgang(30 + 10 * stap, f"{invoer.schemas[bron].naam} koppelen")
                yield deel.result()
        finally:
            draden.shutdown(cancel_futures=True)


def _link_source(invoer: Invoer, afleiding: Bronafleiding) -> Deel:
    """Finds the residents of the rows of one source and derives its columns."""
    bron = afleiding.bron
    if bron not in invoer.leveringen:
        return Deel(ontbreekt=_all_missing(invoer, afleiding))
    levering = invoer.leveringen[bron]
    sleutels = _read_keys(levering, invoer.spil)
    vondst = find_residents(sleutels, invoer.spil.sleutels)
    tellingen = count_rows(
        bron, vondst, sleutels["adresnr"].to_numpy(), invoer.spil, invoer.buurten
    )
    ontbreekt = _all_missing(invoer, afleiding)
    if len(ontbreekt) == len(_columns_of(afleiding)):
        return Deel(tellingen=tellingen, ontbreekt=ontbreekt)
    rijen, terzijde = sift(
        _linked_rows(invoer, afleiding, vondst), afleiding.zeef(invoer.specificatie)
    )
    kolommen, pleegbuurten = _derive(invoer, afleiding, rijen, ontbreekt)
    return Deel(kolommen, tellingen, _set_aside(bron, terzijde), ontbreekt, pleegbuurten)


def _columns_of(afleiding: Bronafleiding) -> dict[str, tuple[str, ...]]:
    """Every column a source can add, with the elements it needs."""
    kolommen = {k.kolom: (*afleiding.elementen, *k.elementen) for k in afleiding.kolommen}
    if afleiding.lijst is not None:
        kolommen["pleegbuurten"] = (*afleiding.elementen, afleiding.lijst)
    return kolommen


def _all_missing(invoer: Invoer, afleiding: Bronafleiding) -> dict[str, str]:
    """The columns that cannot be made, each with the reason."""
    sleutel = afleiding.sleutels[:1]
    levering = invoer.leveringen.get(afleiding.bron)
    if levering is not None and levering.kolommen.intersection(afleiding.sleutels):
        sleutel = ()
    redenen = {
        kolom: invoer.missing(afleiding.bron, sleutel + elementen)
        for kolom, elementen in _columns_of(afleiding).items()
    }
    return {kolom: reden for kolom, reden in redenen.items() if reden is not None}


def _read_keys(levering: Levering, spil: Spil) -> pl.DataFrame:
    """persoon, naamgeboorte and adresnr of each row of a source."""
    sleutels = levering.read_or_empty("persoon", "naamgeboorte", "adres")
    adresnr = pl.Series("adresnr", spil.adressen.number(sleutels["adres"]))
    return sleutels.select("persoon", "naamgeboorte", adresnr)


def _linked_rows(invoer: Invoer, afleiding: Bronafleiding, vondst: Vondst) -> pl.DataFrame:
    """plaats, jaren and the elements of the rows of which the resident is in the linked file."""
    nodig = {element for elementen in _columns_of(afleiding).values() for element in elementen}
    rijen = _read_elements(invoer, afleiding.bron, nodig)
    plaats = np.where(vondst.rij == GEEN_RIJ, GEEN_RIJ, invoer.spil.plaats[vondst.rij])
    rijen = rijen.with_columns(plaats=pl.Series(plaats, dtype=pl.Int32))
    rijen = rijen.filter(pl.col("plaats") != GEEN_RIJ)
    jaren = invoer.spil.kolommen["jaren"][rijen["plaats"].to_numpy()]
    return rijen.with_columns(jaren=pl.Series(jaren, dtype=pl.UInt8))


def _read_elements(invoer: Invoer, bron: str, nodig: set[str]) -> pl.DataFrame:
    """The kept ones of the asked elements, code lists translated."""
    levering, schema = invoer.leveringen[bron], invoer.schemas[bron]
    tabel = levering.read(*sorted(nodig & levering.kolommen))
    vertaald = [naam for naam in tabel.columns if (bron, naam) in VERTALINGEN]
    return tabel.with_columns(
        pl.Series(naam, translate(bron, schema.kolom(naam), tabel[naam])) for naam in vertaald
    )


def _derive(
    invoer: Invoer, afleiding: Bronafleiding, rijen: pl.DataFrame, ontbreekt: Mapping[str, str]
) -> tuple[dict[str, NDArray[np.integer] | pl.Series], tuple[str, ...]]:
    aantal = invoer.spil.aantal
    kolommen: dict[str, NDArray[np.integer] | pl.Series] = {
        k.kolom: k.derive(rijen, aantal, invoer.specificatie)
        for k in afleiding.kolommen
        if k.kolom not in ontbreekt
    }
    if afleiding.lijst is None or "pleegbuurten" in ontbreekt:
        return kolommen, ()
    lijst, nummers = derive_pleegbuurten(rijen, afleiding.lijst, aantal)
    return kolommen | {"pleegbuurten": lijst}, tuple(map(buurt_code, nummers.tolist()))


def _link_rent(invoer: Invoer) -> Deel:
    """Rent arrears: the holder is found at the address of the contract, or nobody is."""
    reden = invoer.missing_for("huurachterstand")
    ontbreekt = {"huurachterstand": reden} if reden else {}
    if _HUUR not in invoer.leveringen:
        return Deel(ontbreekt=ontbreekt)
    spil = invoer.spil
    sleutels = _read_keys(invoer.leveringen[_HUUR], spil)
    adresnr = sleutels["adresnr"].to_numpy()
    vondst = find_at_address(sleutels, spil.sleutels)
    tellingen = count_rows(_HUUR, vondst, adresnr, spil, invoer.buurten)
    if ontbreekt:
        return Deel(tellingen=tellingen, ontbreekt=ontbreekt)
    rijen, terzijde = _rent_rows(invoer, vondst, adresnr)
    hoogste = _highest_arrear(invoer, rijen)
    huur = derive_huurachterstand(hoogste, spil.kolommen["jaren"], spil.kolommen["eigendom"])
    return Deel({"huurachterstand": huur}, tellingen, _set_aside(_HUUR, terzijde))


def _rent_rows(
    invoer: Invoer, vondst: Vondst, adresnr: NDArray[np.uint32]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """rij, adresnr and arrear of the rows that count, and how many do not."""
    rijen = invoer.leveringen[_HUUR].read("peilmaand", "huurachterstand_maanden")
    rijen = rijen.with_columns(
        rij=pl.Series(vondst.rij),
        adresnr=pl.Series(adresnr),
        eigendom=pl.Series(invoer.spil.woningen.eigendom[adresnr]),
    )
    corporatie = pl.col("eigendom") == HUUR_VAN_CORPORATIE
    zeef = {**sift_huurachterstanden(invoer.specificatie), "woning_niet_van_corporatie": corporatie}
    return sift(rijen.filter(pl.col("rij") != GEEN_RIJ), zeef)


def _highest_arrear(invoer: Invoer, rijen: pl.DataFrame) -> NDArray[np.int64]:
    """For each resident: of his address, or of the contracts that he holds himself."""
    spil = invoer.spil
    bedragen = rijen["huurachterstand_maanden"].to_numpy()
    if invoer.specificatie.huurachterstand_telt_voor is Huurtelling.adres:
        hoogste = np.zeros(spil.adressen.aantal + 1, dtype=np.int64)
        np.maximum.at(hoogste, rijen["adresnr"].to_numpy(), bedragen)
        return hoogste[spil.adresnr]
    hoogste = np.zeros(len(spil.plaats), dtype=np.int64)
    np.maximum.at(hoogste, rijen["rij"].to_numpy(), bedragen)
    return hoogste[spil.rij]


def _combine_arrears(delen: list[Deel]) -> Deel:
    """Rent or tax: needs both."""
    kolommen = {naam: reeks for deel in delen for naam, reeks in deel.kolommen.items()}
    redenen = {naam: reden for deel in delen for naam, reden in deel.ontbreekt.items()}
    nodig = ("huurachterstand", "belastingachterstand")
    mist = [redenen[naam] for naam in nodig if naam in redenen]
    if mist:
        return Deel(ontbreekt={"achterstand_2m": " ".join(mist)})
    huur, belasting = (np.asarray(kolommen[naam], dtype=np.uint8) for naam in nodig)
    return Deel({"achterstand_2m": derive_achterstand_2m(huur, belasting)})


def _set_aside(bron: str, terzijde: Mapping[str, int]) -> tuple[Terzijde, ...]:
    return tuple(Terzijde(bron, reden, aantal) for reden, aantal in terzijde.items() if aantal)


def _as_table(delen: list[Deel]) -> pl.DataFrame:
    """A household's members together: counting can then be shared out by household."""
    kolommen = {naam: reeks for deel in delen for naam, reeks in deel.kolommen.items()}
    tabel = pl.DataFrame({naam: kolommen[naam] for naam in _VOLGORDE if naam in kolommen})
    return tabel.sort("huishouden", maintain_order=True)


def _locate(invoer: Invoer, straatkaart: Straatkaart | None) -> Straatligging:
    if straatkaart is None or not len(invoer.spil.straten):
        return Straatligging()
    met_buurt = "buurtcode" in invoer.leveringen["brp"].kolommen
    return straatkaart(invoer.spil.straten, met_buurt)


def _report(
    invoer: Invoer, delen: list[Deel], tabel: pl.DataFrame, ligging: Straatligging
) -> Koppelverslag:
    spil, buurten = invoer.spil, invoer.buurten
    zonder_woning = ~spil.woningen.bekend[spil.adresnr]
    return Koppelverslag(
        specificatie=invoer.specificatie,
        brp_rijen=len(spil.reden),
        bewoners=spil.aantal,
        buurtcodes=buurten.codes,
        bewoners_per_buurt=count_residents(spil, buurten),
        zonder_woning=(
            count_residents(spil, buurten, zonder_woning) if _WONING in invoer.leveringen else ()
        ),
        wijken=tuple(sorted({f"WK{code[2:8]}" for code in buurten.codes})),
        pleegbuurten=tuple(code for deel in delen for code in deel.pleegbuurten),
        straten=int(np.max(spil.kolommen.get("straat", np.zeros(1)))),
        huishoudens=int(np.max(spil.kolommen["huishouden"])) + 1,
        kolommen=tuple(tabel.columns),
        uitval=count_left_out(spil, buurten),
        tellingen=tuple(telling for deel in delen for telling in deel.tellingen),
        terzijde=tuple(t for deel in delen for t in deel.terzijde),
        ontbrekende_kenmerken=_missing_columns(invoer, delen, tabel),
        opmerkingen=_remarks(invoer),
        straat_oost=ligging.oost,
        straat_noord=ligging.noord,
    )


def _missing_columns(
    invoer: Invoer, delen: list[Deel], tabel: pl.DataFrame
) -> tuple[OntbrekendKenmerk, ...]:
    redenen = {naam: reden for deel in delen for naam, reden in deel.ontbreekt.items()}
    for naam in _NODIG:
        redenen.setdefault(naam, invoer.missing_for(naam))
    return tuple(
        OntbrekendKenmerk(naam, redenen[naam]) for naam in _VOLGORDE if naam not in tabel.columns
    )


def _remarks(invoer: Invoer) -> tuple[str, ...]:
    leeg = count_residents(invoer.spil, invoer.buurten).count(0)
    zonder = "In een of meer gekozen buurten wonen volgens de BRP-levering geen inwoners."
    return (*invoer.spil.opmerkingen, *([zonder] if leeg else []))
