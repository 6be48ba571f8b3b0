"""The kenmerken of the linked file: one row per resident, each kenmerk a small code.

A code is the position in `Kenmerk.klassen`. The rules by which `koppeling` derives them stand in
`omschrijving`, which the screen shows as the definition. Standard library only.
"""

from dataclasses import dataclass
from enum import Enum


class Groep(Enum):
    persoon = "persoon"
    huishouden = "huishouden"
    financieel = "financieel"
    politie = "politie"


@dataclass(frozen=True)
class Kenmerk:
    code: str
    naam: str
    omschrijving: str
    groep: Groep
    klassen: tuple[str, ...]
    bronnen: tuple[str, ...]
    referentie: int = 0  # position of the reference class in the regression
    nul_gevoelig: bool = False
    gevoelig: bool = False  # only where approved with a written reason
    niet_van_toepassing: int | None = None


# The main groups of police incidents, after CBS Standaardclassificatie Misdrijven 2010.
MISDRIJFGROEPEN: tuple[str, ...] = (
    "vermogensmisdrijven",
    "vernieling en openbare orde",
    "gewelds- en seksuele misdrijven",
    "(vuur)wapenmisdrijven",
    "verkeersmisdrijven",
    "drugsmisdrijven",
    "overige misdrijven",
)

GESLACHT = Kenmerk(
    "geslacht",
    "Geslacht",
    "Geslacht volgens de Basisregistratie Personen.",
    Groep.persoon,
    ("man", "vrouw"),
    ("brp",),
    referentie=1,
)
LEEFTIJD = Kenmerk(
    "leeftijd",
    "Leeftijd",
    "Leeftijd in hele jaren op de peildatum.",
    Groep.persoon,
    (
        "0 tot en met 11",
        "12 tot en met 17",
        "18 tot en met 24",
        "25 tot en met 34",
        "35 tot en met 49",
        "50 tot en met 64",
        "65 en ouder",
    ),
    ("brp",),
    referentie=4,
)
GEZINSGROOTTE = Kenmerk(
    "gezinsgrootte",
    "Gezinsgrootte",
    "Aantal personen met hetzelfde huishoudnummer.",
    Groep.huishouden,
    ("1 persoon", "2 personen", "3 personen", "4 personen", "5 of meer personen"),
    ("brp",),
)
HUISHOUDTYPE = Kenmerk(
    "huishoudtype",
    "Huishoudtype",
    "Soort huishouden, zoals de gemeente het levert.",
    Groep.huishouden,
    (
        "onbekend",
        "eenpersoons",
        "paar zonder kinderen",
        "paar met kinderen",
        "eenouder",
        "overig",
        "institutioneel",
    ),
    ("brp",),
    referentie=1,
)
HERKOMST = Kenmerk(
    "herkomst",
    "Migratieachtergrond",
    "Herkomst, zoals de gemeente die levert.",
    Groep.persoon,
    ("onbekend", "Nederland", "Europa", "buiten Europa"),
    ("brp",),
    referentie=1,
    gevoelig=True,
)
EIGENDOM = Kenmerk(
    "eigendom",
    "Soort woning",
    "Koop of huur, volgens de woningmarktmonitor.",
    Groep.huishouden,
    ("onbekend", "koop", "huur van een corporatie", "huur van een particulier"),
    ("woningmarktmonitor",),
    referentie=1,
)
HUURACHTERSTAND = Kenmerk(
    "huurachterstand",
    "Huurachterstand",
    "Hoogste huurachterstand in de periode, in maanden, van het adres waar iemand woont. "
    "Alleen voor huurders van een corporatie van 18 jaar en ouder.",
    Groep.financieel,
    (
        "niet van toepassing",
        "geen",
        "minder dan 1 maand",
        "1 tot en met 2 maanden",
        "meer dan 2 tot en met 6 maanden",
        "meer dan 6 maanden",
    ),
    ("huurachterstanden", "woningmarktmonitor"),
    referentie=1,
    nul_gevoelig=True,
    niet_van_toepassing=0,
)
BETAALGEDRAG = Kenmerk(
    "betaalgedrag",
    "Betaalgedrag gemeentelijke belastingen",
    "Minst gunstige stand van de aanslagen over belastingjaren in de periode.",
    Groep.financieel,
    (
        "geen aanslag",
        "betaald",
        "betalingsregeling",
        "aanmaning",
        "dwangbevel of beslag",
        "oninbaar",
    ),
    ("gemeentelijke_belastingen",),
    referentie=1,
    nul_gevoelig=True,
    niet_van_toepassing=0,
)
BELASTINGACHTERSTAND = Kenmerk(
    "belastingachterstand",
    "Achterstand gemeentelijke belastingen",
    "Hoogste aantal maanden achterstand met gemeentelijke belastingen in de periode.",
    Groep.financieel,
    (
        "geen",
        "1 of 2 maanden",
        "3 tot en met 6 maanden",
        "7 tot en met 12 maanden",
        "meer dan 12 maanden",
    ),
    ("gemeentelijke_belastingen",),
    nul_gevoelig=True,
)
KWIJTSCHELDING = Kenmerk(
    "kwijtschelding",
    "Kwijtschelding gemeentelijke belastingen",
    "Kwijtschelding gekregen: automatisch, volledig of voor een deel.",
    Groep.financieel,
    ("nee", "ja"),
    ("gemeentelijke_belastingen",),
    nul_gevoelig=True,
)
ACHTERSTAND_2M = Kenmerk(
    "achterstand_2m",
    "Betalingsachterstand van meer dan 2 maanden",
    "Meer dan 2 maanden achter met de huur of met gemeentelijke belastingen.",
    Groep.financieel,
    ("nee", "ja"),
    ("huurachterstanden", "gemeentelijke_belastingen"),
    nul_gevoelig=True,
)
BIJSTAND = Kenmerk(
    "bijstand",
    "Bijstandsuitkering",
    "Hele maanden sinds het begin van de langste uitkering die op de peildatum loopt.",
    Groep.financieel,
    (
        "geen",
        "3 maanden of korter",
        "4 tot en met 12 maanden",
        "13 tot en met 24 maanden",
        "25 tot en met 60 maanden",
        "langer dan 60 maanden",
    ),
    ("bijstandsuitkeringen",),
    nul_gevoelig=True,
)
BIJZONDERE_BIJSTAND = Kenmerk(
    "bijzondere_bijstand",
    "Bijzondere bijstand",
    "Bijzondere bijstand gekregen in de periode.",
    Groep.financieel,
    ("nee", "ja"),
    ("bijzondere_bijstand",),
    nul_gevoelig=True,
)
SCHULDHULP = Kenmerk(
    "schuldhulp",
    "Schuldhulp",
    "Aangemeld voor schuldhulp op of voor de peildatum, en niet gestopt voor de periode begon.",
    Groep.financieel,
    ("nee", "ja"),
    ("schuldhulpverlening",),
    nul_gevoelig=True,
)
VERDACHTE = Kenmerk(
    "verdachte",
    "Verdacht van een incident",
    "Minstens één keer door de politie geregistreerd als verdachte van een incident in de periode.",
    Groep.politie,
    ("nee", "ja"),
    ("verdachten",),
    nul_gevoelig=True,
)

KENMERKEN: tuple[Kenmerk, ...] = (
    GESLACHT, LEEFTIJD, GEZINSGROOTTE, HUISHOUDTYPE, HERKOMST, EIGENDOM, HUURACHTERSTAND,
    BETAALGEDRAG, BELASTINGACHTERSTAND, KWIJTSCHELDING, ACHTERSTAND_2M, BIJSTAND,
    BIJZONDERE_BIJSTAND, SCHULDHULP, VERDACHTE,
)  # fmt: skip


def kenmerk(code: str) -> Kenmerk:
    return next(k for k in KENMERKEN if k.code == code)
