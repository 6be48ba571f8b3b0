"""The checks again, slow and obvious: one row, one cell at a time, without numpy or Arrow."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from bronnen.kern.leverschema import Aanbieding, Kolom, Leverschema, Rijregel, Soort

LEEG = {"", ".", "-99999999", "onbekend"}
Rij = Mapping[str, str]
Bevindingen = dict[tuple[str, str], list[int]]


class Fout(Exception):
    """The cell breaks this rule."""


def check(
    bron: Leverschema, aanbieding: Aanbieding, rijen: Sequence[Rij]
) -> tuple[list[bool], Bevindingen]:
    """Which rows stand, and the row numbers of every finding that refuses."""
    bevindingen: Bevindingen = {}
    gezien: set[Any] = set()
    lopend: set[Any] = set()
    staat = []
    for nummer, rij in enumerate(rijen, start=2):
        fouten = []
        waarden = {}
        for kolom in bron.kolommen:
            try:
                waarden[kolom.naam] = read(kolom, rij.get(kolom.naam, "").strip(), aanbieding)
            except Fout as fout:
                waarden[kolom.naam] = FOUT
                fouten.append((str(fout), kolom.naam))
        for regel in bron.regels:
            if breaks(regel, waarden, rij, aanbieding, lopend, goed=not fouten):
                fouten.append((regel.code, ", ".join(regel.kolommen)))
        if bron.uniek and not fouten and waarden[bron.uniek] is not None:
            if waarden[bron.uniek] in gezien:
                fouten.append(("dubbel", bron.uniek))
            gezien.add(waarden[bron.uniek])
        for gevonden in fouten:
            bevindingen.setdefault(gevonden, []).append(nummer)
        staat.append(not fouten)
    return staat, bevindingen


FOUT = object()


def read(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    """The value of a cell, None when it is missing; raises Fout."""
    if tekst in kolom.codes and tekst not in kolom.geweigerd:
        return tekst
    if tekst in LEEG:
        if kolom.leeg_toegestaan:
            return None
        raise Fout("leeg")
    waarde = LEZERS[kolom.soort](kolom, tekst, aanbieding)
    if kolom.soort in (Soort.geheel, Soort.bedrag, Soort.decimaal, Soort.jaar):
        if kolom.minimum is not None and waarde < Decimal(str(kolom.minimum)):
            raise Fout("bereik")
        if kolom.maximum is not None and waarde > Decimal(str(kolom.maximum)):
            raise Fout("bereik")
    return waarde


def _bsn(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    if not re.fullmatch(r"[0-9]{8,9}", tekst):
        raise Fout("bsn_vorm")
    if len(tekst) == 8:
        if not aanbieding.nul_aanvullen:
            raise Fout("bsn_acht_cijfers")
        tekst = "0" + tekst
    if tekst == "000000000":
        raise Fout("bsn_nullen")
    som = sum((9 - i) * int(c) for i, c in enumerate(tekst[:8])) - int(tekst[8])
    if som % 11:
        raise Fout("bsn_elfproef")
    return tekst


def _geboortedatum(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    """(year, month, day), each 0 where unknown."""
    if re.fullmatch(r"[0-9]{2}-[0-9]{2}-[0-9]{2}", tekst) or re.fullmatch(r"[0-9]{6}", tekst):
        raise Fout("jaar_twee_cijfers")
    for vorm in (
        r"(?P<j>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})",
        r"(?P<j>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
        r"(?P<d>[0-9]{2})-(?P<m>[0-9]{2})-(?P<j>[0-9]{4})",
    ):
        if past := re.fullmatch(vorm, tekst):
            jaar, maand, dag = int(past["j"]), int(past["m"]), int(past["d"])
            if (jaar, maand, dag) == (0, 0, 0):
                return (0, 0, 0)
            if jaar < 1850 or (maand == 0 and dag > 0):
                raise Fout("datum")
            try:
                date(jaar, maand or 1, dag or 1)
            except ValueError:
                raise Fout("datum") from None
            return (jaar, maand, dag)
    raise Fout("datum")


def _datum(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    jaar, maand, dag = _geboortedatum(kolom, tekst, aanbieding)
    if 0 in (jaar, maand, dag):
        raise Fout("datum_onvolledig")
    return (jaar, maand, dag)


def _maand(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    if not re.fullmatch(r"[12][0-9]{3}-(0[1-9]|1[0-2])", tekst):
        raise Fout("maand")
    return int(tekst[:4]) * 12 + int(tekst[5:]) - 1


def _jaar(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    if not re.fullmatch(r"[12][0-9]{3}", tekst):
        raise Fout("jaar")
    return Decimal(tekst)


def _geheel(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    getal = _getal(tekst, "geheel_getal", decimalen=0)
    if abs(getal) > 2**31 - 1:
        raise Fout("bereik")
    return getal


def _decimaal(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    return _getal(tekst, "getal", decimalen=2)


def _getal(tekst: str, regel: str, decimalen: int) -> Decimal:
    kaal = tekst.removeprefix("-")
    heel, komma, deel = kaal.partition(",")
    groepen = heel.split(".")
    if len(groepen) > 1 and not (
        1 <= len(groepen[0]) <= 3 and all(len(g) == 3 for g in groepen[1:]) and len(groepen) <= 5
    ):
        raise Fout(regel)
    cijfers = "".join(groepen)
    if not re.fullmatch(r"[0-9]{1,15}", cijfers) or (len(groepen) == 1 and len(cijfers) > 13):
        raise Fout(regel)
    if komma and (
        not decimalen or not re.fullmatch(r"[0-9]+", deel) or set(deel[decimalen:]) - {"0"}
    ):
        raise Fout(regel)
    return Decimal(f"{'-' if tekst != kaal else ''}{cijfers}.{deel or '0'}")


def _code(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    raise Fout("niet_toegestaan" if tekst in kolom.geweigerd else "code_onbekend")


def _pattern(patroon: str, regel: str) -> Any:
    def lees(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
        if not re.fullmatch(patroon, tekst):
            raise Fout(regel)
        return tekst

    return lees


def _tekst(kolom: Kolom, tekst: str, aanbieding: Aanbieding) -> Any:
    if any(woord.lower() in tekst.lower() for woord in kolom.geweigerd):
        raise Fout("niet_toegestaan")
    return tekst


LEZERS: dict[Soort, Any] = {
    Soort.bsn: _bsn,
    Soort.naam: _tekst,
    Soort.tekst: _tekst,
    Soort.sleutel: _tekst,
    Soort.geboortedatum: _geboortedatum,
    Soort.datum: _datum,
    Soort.maand: _maand,
    Soort.jaar: _jaar,
    Soort.geheel: _geheel,
    Soort.bedrag: _decimaal,
    Soort.decimaal: _decimaal,
    Soort.code: _code,
    Soort.postcode: _pattern(r"[1-9][0-9]{3} ?[A-Z]{2}", "postcode"),
    Soort.huisnummer: _pattern(r"0{0,4}[1-9][0-9]{0,4}", "huisnummer"),
    Soort.buurtcode: _pattern(r"BU[0-9]{8}", "buurtcode"),
    Soort.gebiedscode: _pattern(r"BU[0-9]{8}|WK[0-9]{6}|GM[0-9]{4}", "gebiedscode"),
}


def age(geboren: tuple[int, int, int], op: tuple[int, int, int]) -> int:
    jaar, maand, dag = geboren
    if not maand:
        maand, dag = 7, 1
    elif not dag:
        dag = 15
    return op[0] - jaar - ((op[1], op[2]) < (maand, dag))


def breaks(
    regel: Rijregel,
    waarden: Mapping[str, Any],
    rij: Rij,
    aanbieding: Aanbieding,
    lopend: set[Any],
    *,
    goed: bool,
) -> bool:
    deel = [waarden[naam] for naam in regel.kolommen]
    bekend = all(w is not None and w is not FOUT and w != (0, 0, 0) for w in deel)
    peildatum = (aanbieding.peildatum.year, aanbieding.peildatum.month, aanbieding.peildatum.day)
    match regel.toets:
        case "einde_na_begin":
            return bekend and deel[1] < deel[0]
        case "openstaand_hoogstens_opgelegd":
            return bekend and deel[1] > deel[0] * Decimal("1.1") + 250
        case "geen_organisatie":
            return rij.get(regel.kolommen[0], "").strip() in LEEG
        case "twaalf_of_ouder":
            return bekend and age(deel[0], deel[1]) < 12
        case "leeftijd_0_120":
            return bekend and not 0 <= age(deel[0], peildatum) <= 120
        case "alleen_verdachte":
            return rij.get(regel.kolommen[0], "").strip() not in LEEG | {"VERDACHTE"}
        case "een_lopende_pw":
            bsn, regeling, einde = deel
            if not goed or bsn is None or regeling != "PW" or einde is not None:
                return False
            eerder = bsn in lopend
            lopend.add(bsn)
            return eerder
    raise AssertionError(regel.toets)
