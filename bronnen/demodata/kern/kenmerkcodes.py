"""The kenmerken that the linked file should hold, by the rules of BRONNEN.md.

A second, short way to what `bronnen.kern.koppeling` derives: it starts from what is true, not from
the files, and serves to compare with.
"""

from datetime import date

import numpy as np

from bronnen.demodata.kern import achterstanden as a
from bronnen.demodata.kern.geldzaken import Geldzaken
from bronnen.demodata.kern.personen import ALLEEN, MAN, Bewoners
from bronnen.demodata.kern.tijd import GEEN_DATUM, Tijdvak, days, months_completed
from bronnen.demodata.kern.toeval import Codes, Getallen, Masker

LEEFTIJDSGRENZEN = (12, 18, 25, 35, 50, 65)
EIGENDOM_KLASSEN = np.array([1, 2, 3, 0])  # the delivery's codes as places in the kenmerk
# Place in the kenmerk betaalgedrag by status; open counts as paid, or as reminded with months.
BETAALGEDRAG = np.array([1, 1, 2, 3, 4, 4, 5, 1])
TOEGEKEND, GEDEELTELIJK_TOEGEKEND = 0, 1


def derive(
    bewoners: Bewoners, geld: Geldzaken, herkomst: Codes, tijdvak: Tijdvak
) -> dict[str, Codes]:
    """Codes by kenmerk, one a resident; `verdachte` is not among them."""
    personen, huishoudens = bewoners.personen, bewoners.huishoudens
    huishouden = personen.huishouden
    huur = rent_classes(bewoners, geld)
    belasting = _tax_months(len(personen), geld.belastingen, tijdvak)
    codes = {
        "geslacht": personen.geslacht,
        "leeftijd": np.searchsorted(LEEFTIJDSGRENZEN, personen.jaren, side="right"),
        "gezinsgrootte": np.clip(huishoudens.grootte[huishouden], 1, 5) - 1,
        "huishoudtype": huishoudens.soort[huishouden] + 1,
        "herkomst": herkomst,
        "eigendom": EIGENDOM_KLASSEN[geld.eigendom][huishouden],
        "huurachterstand": huur,
        "betaalgedrag": _payment(len(personen), geld.belastingen, tijdvak),
        "belastingachterstand": np.searchsorted((0, 2, 6, 12), belasting, side="left"),
        "kwijtschelding": _remission(len(personen), geld.belastingen, tijdvak),
        "achterstand_2m": (huur >= 4) | (belasting > 2),
        "bijstand": _benefit_classes(len(personen), geld, tijdvak.peildatum),
        "bijzondere_bijstand": _special_assistance(len(personen), geld, tijdvak),
        "schuldhulp": _debt_help(len(personen), geld, tijdvak),
    }
    return {naam: np.asarray(waarden).astype(np.uint8) for naam, waarden in codes.items()}


def rent_classes(bewoners: Bewoners, geld: Geldzaken) -> Getallen:
    """0 not applicable, 1 none, 2 … 5 upwards; for all residents of 18 and over at the address."""
    klasse = np.zeros(len(bewoners.huishoudens), dtype=np.int64)
    hoogste = geld.contracten.hoogste
    boven_nul = 2 + np.select([hoogste < 100, hoogste <= 200, hoogste <= 600], [0, 1, 2], 3)
    klasse[geld.contracten.huishouden] = np.where(hoogste == 0, 1, boven_nul)
    personen = bewoners.personen
    return np.where(personen.jaren >= 18, klasse[personen.huishouden], 0)


def _in_period(rijen: a.Belastingrijen, tijdvak: Tijdvak) -> Masker:
    telt: Masker = (rijen.jaar >= tijdvak.jaren[0]) & (rijen.jaar <= tijdvak.jaren[-1])
    return telt


def _tax_months(n: int, rijen: a.Belastingrijen, tijdvak: Tijdvak) -> Getallen:
    telt = _in_period(rijen, tijdvak)
    hoogste = np.zeros(n, dtype=np.int64)
    np.maximum.at(hoogste, rijen.persoon[telt], rijen.maanden[telt])
    return hoogste


def _payment(n: int, rijen: a.Belastingrijen, tijdvak: Tijdvak) -> Getallen:
    telt = _in_period(rijen, tijdvak)
    stand = BETAALGEDRAG[rijen.status]
    stand = np.where((rijen.status == a.OPEN) & (rijen.maanden > 0), 3, stand)
    slechtst = np.zeros(n, dtype=np.int64)
    np.maximum.at(slechtst, rijen.persoon[telt], stand[telt])
    return slechtst


def _remission(n: int, rijen: a.Belastingrijen, tijdvak: Tijdvak) -> Masker:
    ja = np.isin(rijen.kwijtschelding, (a.AUTOMATISCH, a.VOLLEDIG, a.GEDEELTELIJK))
    return _flags(n, rijen.persoon[ja & _in_period(rijen, tijdvak)])


def _benefit_classes(n: int, geld: Geldzaken, peildatum: date) -> Getallen:
    rijen, peildag = geld.bijstand, days(peildatum)
    loopt = (rijen.begin <= peildag) & ((rijen.einde == GEEN_DATUM) | (rijen.einde >= peildag))
    langst = np.full(n, -1)
    np.maximum.at(langst, rijen.persoon[loopt], months_completed(rijen.begin[loopt], peildatum))
    return np.searchsorted((-1, 3, 12, 24, 60), langst, side="left")


def _special_assistance(n: int, geld: Geldzaken, tijdvak: Tijdvak) -> Masker:
    rijen = geld.bijzonder
    ja = np.isin(rijen.besluit, (TOEGEKEND, GEDEELTELIJK_TOEGEKEND))
    binnen = (rijen.datum >= days(tijdvak.begin)) & (rijen.datum <= days(tijdvak.peildatum))
    return _flags(n, rijen.persoon[ja & binnen])


def _debt_help(n: int, geld: Geldzaken, tijdvak: Tijdvak) -> Masker:
    rijen = geld.schuldhulp
    aangemeld = rijen.aanmelding <= days(tijdvak.peildatum)
    niet_gestopt = (rijen.einde == GEEN_DATUM) | (rijen.einde >= days(tijdvak.begin))
    return _flags(n, rijen.persoon[aangemeld & niet_gestopt])


def _flags(n: int, persoon: Getallen) -> Masker:
    vlag: Masker = np.zeros(n, dtype=np.bool_)
    vlag[persoon] = True
    return vlag


def men_alone_18_49(kenmerken: dict[str, Codes]) -> Masker:
    alleen: Masker = kenmerken["huishoudtype"] == ALLEEN + 1
    man: Masker = kenmerken["geslacht"] == MAN
    return alleen & man & aged_18_49(kenmerken)


def arrears_18_49(kenmerken: dict[str, Codes]) -> Masker:
    achter: Masker = kenmerken["achterstand_2m"] == 1
    return achter & aged_18_49(kenmerken)


def aged_18_49(kenmerken: dict[str, Codes]) -> Masker:
    return np.isin(kenmerken["leeftijd"], (2, 3, 4))
