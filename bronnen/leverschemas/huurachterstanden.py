"""Huurachterstanden of a corporation, which may not use BSNs: one row per contract and month."""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Soort
from bronnen.leverschemas._gedeeld import (
    FINANCIEEL,
    IDENTIFICEREND,
    adres_kolommen,
    geboortedatum_kolom,
    naam_kolom,
    niet_nodig,
)

# VERA referentiedata (Aedes/CorpoNet), soort betalingsregelingstatus.
BETALINGSREGELINGSTATUSSEN = {
    "AAN": "aangevraagd",
    "ACT": "actief",
    "ANN": "geannuleerd",
    "BEE": "beëindigd",
    "BEV": "bevroren",
    "VER": "verwijderd",
}

# VERA referentiedata (Aedes/CorpoNet), soort overeenkomststatus.
CONTRACTSTATUSSEN = {
    "BEE": "beëindigd",
    "GEA": "geannuleerd",
    "GOE": "goedgekeurd",
    "LOP": "lopend",
    "ONT": "ontbonden",
    "OPG": "opgezegd",
    "VER": "vernietigd",
    "VOO": "voorlopig",
    "VOP": "voorlopig opgezegd",
}

_ALLEEN_CONTROLE = "Niet nodig voor het koppelen. Wij controleren alleen of de code bestaat."

SCHEMA = Leverschema(
    code="huurachterstanden",
    naam="Huurachterstanden",
    versie="1",
    leverancier="corporatie",
    omschrijving="Huurachterstand per huurcontract en per maand, in maanden huur.",
    sleutels=frozenset({Koppelsleutel.naamgeboorte, Koppelsleutel.adres}),
    tweede_akkoord=True,
    document="convenant",
    kolommen=(
        Kolom(
            naam="contractnummer",
            soort=Soort.sleutel,
            doel="Om regels van hetzelfde contract bij elkaar te houden. "
            "Wij vervangen het nummer door een code.",
            vlaggen=IDENTIFICEREND,
        ),
        naam_kolom(),
        geboortedatum_kolom(),
        *adres_kolommen(),
        Kolom(
            naam="peilmaand",
            soort=Soort.maand,
            doel="Om te zien of de achterstand in de onderzochte periode valt.",
            bewaard=True,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="huurachterstand_maanden",
            soort=Soort.decimaal,
            doel="Om te zien hoeveel maanden huur iemand achterloopt.",
            bewaard=True,
            minimum=0,
            maximum=600,
            vlaggen=FINANCIEEL,
        ),
        niet_nodig("achterstandklasse", vlaggen=FINANCIEEL),
        Kolom(
            naam="betalingsregelingstatus",
            soort=Soort.code,
            doel=_ALLEEN_CONTROLE,
            verplicht=False,
            leeg_toegestaan=True,
            codes=BETALINGSREGELINGSTATUSSEN,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="contractstatus",
            soort=Soort.code,
            doel=_ALLEEN_CONTROLE,
            verplicht=False,
            leeg_toegestaan=True,
            codes=CONTRACTSTATUSSEN,
            vlaggen=FINANCIEEL,
        ),
    ),
)
