"""Gemeentelijke belastingen: one row per assessment and kind of tax."""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Rijregel, Soort
from bronnen.leverschemas._gedeeld import FINANCIEEL, bsn_kolom, niet_nodig

SCHEMA = Leverschema(
    code="gemeentelijke_belastingen",
    naam="Gemeentelijke belastingen",
    versie="1",
    leverancier="belastingen",
    omschrijving="Aanslagen van personen en of die betaald zijn.",
    sleutels=frozenset({Koppelsleutel.persoon}),
    tweede_akkoord=True,
    kolommen=(
        bsn_kolom(),
        Kolom(
            naam="belastingjaar",
            soort=Soort.jaar,
            doel="Om te zien of de aanslag over de onderzochte periode gaat.",
            bewaard=True,
            minimum=1990,
            maximum=2100,
            vlaggen=FINANCIEEL,
        ),
        niet_nodig("heffing"),
        Kolom(
            naam="bedrag_opgelegd",
            soort=Soort.bedrag,
            doel="Om te controleren of het openstaande bedrag kan kloppen. "
            "Het bedrag zelf bewaren wij niet.",
            verplicht=False,
            leeg_toegestaan=True,
            minimum=0,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="bedrag_openstaand",
            soort=Soort.bedrag,
            doel="Om te controleren of het openstaande bedrag kan kloppen. "
            "Het bedrag zelf bewaren wij niet.",
            verplicht=False,
            leeg_toegestaan=True,
            minimum=0,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="maanden_achterstand",
            soort=Soort.geheel,
            doel="Om te zien hoelang iemand achterloopt met betalen.",
            leeg_toegestaan=True,
            bewaard=True,
            minimum=0,
            maximum=600,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="status",
            soort=Soort.code,
            doel="Om te zien of iemand heeft betaald, of hoever de invordering is.",
            bewaard=True,
            codes={
                "open": "open",
                "betaald": "betaald",
                "betalingsregeling": "betalingsregeling",
                "aanmaning": "aanmaning",
                "dwangbevel": "dwangbevel",
                "beslag": "beslag",
                "oninbaar": "oninbaar",
                "kwijtgescholden": "kwijtgescholden",
            },
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="kwijtschelding",
            soort=Soort.code,
            doel="Om te zien of iemand kwijtschelding heeft gekregen.",
            leeg_toegestaan=True,
            bewaard=True,
            codes={
                "geen": "geen",
                "automatisch": "automatisch",
                "volledig": "volledig",
                "gedeeltelijk": "gedeeltelijk",
                "afgewezen": "afgewezen",
            },
            vlaggen=FINANCIEEL,
        ),
    ),
    regels=(
        Rijregel(
            code="geen_organisatie",
            kolommen=("bsn",),
            melding="Deze aanslag is van een organisatie. Lever alleen aanslagen van personen.",
            toets="geen_organisatie",
        ),
        Rijregel(
            code="openstaand_hoogstens_opgelegd",
            kolommen=("bedrag_opgelegd", "bedrag_openstaand"),
            melding="Er staat meer open dan is opgelegd, ook met kosten erbij. "
            "Controleer de bedragen.",
            toets="openstaand_hoogstens_opgelegd",
        ),
    ),
)
