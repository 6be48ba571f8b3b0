"""Gebieden: the map. GeoJSON with a polygon for each buurt and a point for each straat."""

from bronnen.kern.leverschema import Kolom, Leverschema, Soort

SCHEMA = Leverschema(
    code="gebieden",
    naam="Kaart van buurten en straten",
    versie="1",
    leverancier="burgerzaken",
    omschrijving="De grens van elke buurt en een punt voor elke straat, als GeoJSON. "
    "Geen personen.",
    personen=False,
    formaat="geojson",
    kolommen=(
        Kolom(
            naam="code",
            soort=Soort.buurtcode,
            doel="Om cijfers bij de goede buurt op de kaart te zetten.",
            bewaard=True,
        ),
        Kolom(
            naam="naam",
            soort=Soort.tekst,
            doel="Om de naam van de buurt te laten zien.",
            bewaard=True,
        ),
        Kolom(
            naam="jaar",
            soort=Soort.jaar,
            doel="Om te weten van welk jaar de grenzen zijn.",
            bewaard=True,
            minimum=1990,
            maximum=2100,
        ),
        Kolom(
            naam="straat",
            soort=Soort.tekst,
            doel="Om te bepalen welke straten naast elkaar liggen.",
            verplicht=False,
            bewaard=True,
        ),
        Kolom(
            naam="buurtcode",
            soort=Soort.buurtcode,
            doel="Om te weten in welke buurt een straat ligt.",
            verplicht=False,
            bewaard=True,
        ),
    ),
)
