"""Woningmarktmonitor: one row per address."""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Soort
from bronnen.leverschemas._gedeeld import adres_kolommen, niet_nodig

# VERA referentiedata (Aedes/CorpoNet), soort huurklasse.
HUURPRIJSKLASSEN = {
    "GOE": "goedkoop",
    "BET": "betaalbaar",
    "DUU": "duur",
    "BOV": "boven de huurtoeslaggrens",
}

_ALLEEN_CONTROLE = "Niet nodig voor het koppelen. Wij controleren alleen of de waarde bestaat."

SCHEMA = Leverschema(
    code="woningmarktmonitor",
    naam="Woningmarktmonitor",
    versie="1",
    leverancier="burgerzaken",
    omschrijving="De woningen in de gemeente, één regel per adres.",
    sleutels=frozenset({Koppelsleutel.adres}),
    kolommen=(
        *adres_kolommen(),
        Kolom(
            naam="eigendom",
            soort=Soort.code,
            doel="Om te zien wie huurt van een corporatie: alleen dan telt huurachterstand.",
            leeg_toegestaan=True,
            bewaard=True,
            codes={
                "koop": "koop",
                "huur corporatie": "huur van een corporatie",
                "huur particulier": "huur van een particulier",
            },
        ),
        Kolom(
            naam="woningtype",
            soort=Soort.code,
            doel=_ALLEEN_CONTROLE,
            verplicht=False,
            leeg_toegestaan=True,
            codes={"eengezins": "eengezinswoning", "meergezins": "meergezinswoning"},
        ),
        niet_nodig("bouwjaarklasse"),
        niet_nodig("woz_klasse"),
        Kolom(
            naam="huurprijsklasse",
            soort=Soort.code,
            doel=_ALLEEN_CONTROLE,
            verplicht=False,
            leeg_toegestaan=True,
            codes=HUURPRIJSKLASSEN,
        ),
        Kolom(
            naam="buurtcode",
            soort=Soort.buurtcode,
            doel="Om de buurt te weten van inwoners voor wie die in de BRP ontbreekt.",
            leeg_toegestaan=True,
            bewaard=True,
        ),
    ),
)
