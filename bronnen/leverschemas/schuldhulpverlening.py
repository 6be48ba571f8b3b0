"""Schuldhulpverlening: one row per application."""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Soort
from bronnen.leverschemas._gedeeld import (
    FINANCIEEL,
    bsn_kolom,
    einde_na_begin,
    niet_nodig,
)

SCHEMA = Leverschema(
    code="schuldhulpverlening",
    naam="Schuldhulpverlening",
    versie="1",
    leverancier="sociale_zaken",
    omschrijving="Aanmeldingen voor schuldhulp, één regel per aanmelding.",
    sleutels=frozenset({Koppelsleutel.persoon}),
    tweede_akkoord=True,
    kolommen=(
        bsn_kolom(),
        Kolom(
            naam="datum_aanmelding",
            soort=Soort.datum,
            doel="Om te zien of iemand zich voor de peildatum heeft aangemeld.",
            bewaard=True,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="datum_einde",
            soort=Soort.datum,
            doel="Om te zien of de schuldhulp al gestopt was.",
            leeg_toegestaan=True,
            bewaard=True,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="fase",
            soort=Soort.code,
            doel="Niet nodig voor het koppelen. Wij controleren alleen of de waarde bestaat.",
            verplicht=False,
            leeg_toegestaan=True,
            codes={
                "aanmelding": "aanmelding",
                "intake": "intake",
                "stabilisatie": "stabilisatie",
                "schuldregeling": "schuldregeling",
                "nazorg": "nazorg",
                "wsnp": "wettelijke schuldsanering (Wsnp)",
            },
            vlaggen=FINANCIEEL,
        ),
        niet_nodig("resultaat", vlaggen=FINANCIEEL),
    ),
    regels=(einde_na_begin("datum_aanmelding", "datum_einde"),),
)
