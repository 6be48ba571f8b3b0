"""Bijzondere bijstand: one row per decision."""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Soort
from bronnen.leverschemas._gedeeld import BIJZONDER, FINANCIEEL, bsn_kolom, niet_nodig

# Municipalities name the kinds of costs each in their own way, so words are searched. CBS calls
# the cluster "medische dienstverlening"; the other words are what is paid out of it.
MEDISCHE_WOORDEN = (
    "medisch", "medicijn", "geneesmiddel", "ziekenhuis", "ziektekosten", "zorgverzekering",
    "zorgkosten", "eigen risico", "huisarts", "specialist", "tandarts", "tandheelkund", "gebit",
    "prothese", "orthodont", "bril", "contactlens", "gehoorapparaat", "hoortoestel", "hulpmiddel",
    "fysio", "therap", "psych", "dieet", "voetverzorging", "pedicure", "podotherap",
    "steunzool", "incontinentie", "thuiszorg", "kraamzorg", "bewassing", "alarmering",
)  # fmt: skip

_GEZONDHEID = "Gegevens over gezondheid horen niet in deze levering. Laat de regel weg."

SCHEMA = Leverschema(
    code="bijzondere_bijstand",
    naam="Bijzondere bijstand",
    versie="1",
    leverancier="sociale_zaken",
    omschrijving="Besluiten over bijzondere bijstand, één regel per besluit.",
    sleutels=frozenset({Koppelsleutel.persoon}),
    kolommen=(
        bsn_kolom(),
        Kolom(
            naam="datum_besluit",
            soort=Soort.datum,
            doel="Om te zien of het besluit in de onderzochte periode valt.",
            bewaard=True,
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="besluit",
            soort=Soort.code,
            doel="Om te zien of iemand bijzondere bijstand heeft gekregen.",
            bewaard=True,
            codes={
                "toegekend": "toegekend",
                "gedeeltelijk": "gedeeltelijk toegekend",
                "afgewezen": "afgewezen",
                "ingetrokken": "ingetrokken",
                "buiten behandeling": "buiten behandeling gesteld",
            },
            vlaggen=FINANCIEEL,
        ),
        Kolom(
            naam="kostensoort",
            soort=Soort.tekst,
            doel="Om regels over medische kosten te weigeren. De tekst zelf bewaren wij niet.",
            leeg_toegestaan=True,
            geweigerd=dict.fromkeys(MEDISCHE_WOORDEN, _GEZONDHEID),
            vlaggen=FINANCIEEL | BIJZONDER,
        ),
        niet_nodig("bedragklasse", vlaggen=FINANCIEEL),
    ),
)
