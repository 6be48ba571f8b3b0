"""Context: published figures about areas, never about persons."""

from bronnen.kern.leverschema import Kolom, Leverschema, Soort

SCHEMA = Leverschema(
    code="context",
    naam="Cijfers over buurten",
    versie="1",
    leverancier="burgerzaken",
    omschrijving="Openbare cijfers over buurten, wijken en de gemeente. Geen personen.",
    personen=False,
    kolommen=(
        Kolom(
            naam="gebied",
            soort=Soort.gebiedscode,
            doel="Om te weten over welke buurt, wijk of gemeente het cijfer gaat.",
            bewaard=True,
        ),
        Kolom(
            naam="jaar",
            soort=Soort.jaar,
            doel="Om te weten over welk jaar het cijfer gaat.",
            bewaard=True,
            minimum=1990,
            maximum=2100,
        ),
        Kolom(
            naam="indicator",
            soort=Soort.tekst,
            doel="Om te weten wat er is gemeten.",
            bewaard=True,
        ),
        Kolom(
            naam="waarde",
            soort=Soort.decimaal,
            doel="Het cijfer zelf.",
            leeg_toegestaan=True,
            bewaard=True,
        ),
        Kolom(
            naam="ondergrens",
            soort=Soort.decimaal,
            doel="Om te laten zien hoe zeker het cijfer is.",
            verplicht=False,
            leeg_toegestaan=True,
            bewaard=True,
        ),
        Kolom(
            naam="bovengrens",
            soort=Soort.decimaal,
            doel="Om te laten zien hoe zeker het cijfer is.",
            verplicht=False,
            leeg_toegestaan=True,
            bewaard=True,
        ),
        Kolom(
            naam="n",
            soort=Soort.geheel,
            doel="Om te weten op hoeveel antwoorden of personen het cijfer rust.",
            verplicht=False,
            leeg_toegestaan=True,
            bewaard=True,
            minimum=0,
        ),
    ),
)
