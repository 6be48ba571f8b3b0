"""Bijstandsuitkeringen: one row per period of benefit, without amounts (no income data)."""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Rijregel, Soort
from bronnen.leverschemas._gedeeld import (
    FINANCIEEL,
    bsn_kolom,
    einde_na_begin,
    niet_nodig,
)

# Code table "oorzaak bijstandsafhankelijkheid" of GWS4all/Suite (VNG Data Science Hub Bijstand,
# 2018-07-09). Ended codes stay: old periods carry them.
OORZAKEN = {
    "0": "nog te bepalen",
    "1": "beëindiging studie",
    "2": "beëindiging huwelijk of relatie",
    "3": "afronding kunstvakopleiding",
    "4": "verhuizing vanuit buitenland",
    "5": "uitstroom traject mislukt",
    "11": "einde arbeid in dienstbetrekking of Ziektewet",
    "12": "einde additionele arbeidsplaats",
    "13": "einde zelfstandig beroep of bedrijf",
    "14": "einde uitkering werkloosheid",
    "15": "einde uitkering arbeidsongeschiktheid",
    "16": "inkomen asielzoekers of gedoogden",
    "17": "einde alimentatie",
    "19": "einde ander inkomen",
    "21": "arbeid in dienstbetrekking of uitkering ziekte",
    "22": "zelfstandig beroep of bedrijf kunst",
    "23": "van Abw naar WIK",
    "24": "zij-instromer",
    "25": "detentie",
    "26": "inrichting",
    "27": "WIJ: kan werkleeraanbod niet uitvoeren",
    "28": "WIJ: werkleeraanbod aanvaard",
    "31": "einde WSW",
    "32": "einde WIA of Wajong",
    "33": "einde inkomsten uit kostgeld",
    "34": "einde interen vermogen",
    "35": "inkomsten uit deeltijd onder de norm",
    "39": "andere oorzaak",
    "40": "oorzaak bij partner",
    "41": "verhuizing vanuit andere gemeente",
    "42": "langer dan 3 maanden geen inkomen",
    "43": "afkomstig van AZC of COA",
}

SCHEMA = Leverschema(
    code="bijstandsuitkeringen",
    naam="Bijstandsuitkeringen",
    versie="1",
    leverancier="sociale_zaken",
    omschrijving="Perioden met een bijstandsuitkering, zonder bedragen.",
    sleutels=frozenset({Koppelsleutel.persoon}),
    kolommen=(
        bsn_kolom(),
        Kolom(
            naam="rol",
            soort=Soort.code,
            doel="Om te controleren of de regel over de aanvrager of de partner gaat.",
            codes={"aanvrager": "aanvrager", "partner": "partner"},
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="regeling",
            soort=Soort.code,
            doel="Om dubbele lopende uitkeringen te vinden.",
            codes={
                "PW": "Participatiewet",
                "IOAW": "oudere werklozen",
                "IOAZ": "oudere gewezen zelfstandigen",
                "Bbz": "zelfstandigen",
            },
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="datum_begin",
            soort=Soort.datum,
            doel="Om te berekenen hoelang iemand een uitkering heeft.",
            bewaard=True,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="datum_einde",
            soort=Soort.datum,
            doel="Om te zien of de uitkering op de peildatum loopt.",
            leeg_toegestaan=True,
            bewaard=True,
            vlaggen=FINANCIEEL,
        ),
        niet_nodig("leefvorm"),
        Kolom(
            naam="oorzaak",
            soort=Soort.code,
            doel="Om regels over detentie te weigeren: dat zijn strafrechtelijke gegevens.",
            verplicht=False,
            leeg_toegestaan=True,
            codes=OORZAKEN,
            geweigerd={
                "25": "Gegevens over detentie horen niet in deze levering. Laat de regel weg."
            },
            vlaggen=FINANCIEEL,
        ),
    ),
    regels=(
        einde_na_begin("datum_begin", "datum_einde"),
        Rijregel(
            code="een_lopende_pw",
            kolommen=("bsn", "regeling", "datum_einde"),
            melding="Deze persoon heeft al een lopende PW-uitkering in dit bestand. "
            "Sluit een van de twee perioden af of laat een regel weg.",
            toets="een_lopende_pw",
        ),
    ),
)
