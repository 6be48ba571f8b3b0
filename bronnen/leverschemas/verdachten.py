"""Verdachten: one row per suspect and incident, from the police with permission of the OM.

On screen always "verdacht van", never "crimineel" or "dader".
"""

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Rijregel, Soort
from bronnen.leverschemas._gedeeld import (
    STRAFRECHTELIJK,
    adres_kolommen,
    bsn_kolom,
    geboortedatum_kolom,
    naam_kolom,
    niet_nodig,
)
from bronnen.leverschemas._maatschappelijke_klassen import MK_CODES, MK_HOOFDGROEP

__all__ = ["MK_HOOFDGROEP", "SCHEMA"]

SCHEMA = Leverschema(
    code="verdachten",
    naam="Verdachten van incidenten",
    versie="1",
    leverancier="politie",
    omschrijving="Wie de politie als verdachte van een incident heeft geregistreerd. "
    "Verdachte betekent niet: schuldig.",
    sleutels=frozenset({Koppelsleutel.persoon, Koppelsleutel.naamgeboorte, Koppelsleutel.adres}),
    tweede_akkoord=True,
    document="toestemming_om",
    kolommen=(
        niet_nodig("registratienummer", Soort.sleutel, STRAFRECHTELIJK),
        Kolom(
            naam="rol",
            soort=Soort.code,
            doel="Om te controleren dat er alleen verdachten in het bestand staan.",
            codes={"VERDACHTE": "verdachte"},
            vlaggen=STRAFRECHTELIJK,
        ),
        bsn_kolom(leeg_toegestaan=True),
        naam_kolom(leeg_toegestaan=True),
        geboortedatum_kolom(
            "Om te controleren dat iemand 12 jaar of ouder was en om te koppelen als er geen BSN "
            "is. De datum zelf bewaren wij niet.",
            leeg_toegestaan=True,
        ),
        niet_nodig("geslacht"),
        *adres_kolommen(leeg_toegestaan=True),
        Kolom(
            naam="pleegdatum",
            soort=Soort.datum,
            doel="Om te zien of het incident in de onderzochte periode valt.",
            bewaard=True,
            vlaggen=STRAFRECHTELIJK,
        ),
        Kolom(
            naam="mk_code",
            soort=Soort.code,
            doel="Om incidenten in te delen in zeven hoofdgroepen.",
            bewaard=True,
            codes=MK_CODES,
            vlaggen=STRAFRECHTELIJK,
        ),
        Kolom(
            naam="pleeglocatie_buurtcode",
            soort=Soort.buurtcode,
            doel="Om te vergelijken waar verdachten wonen en waar incidenten waren.",
            leeg_toegestaan=True,
            bewaard=True,
            vlaggen=STRAFRECHTELIJK,
        ),
    ),
    regels=(
        Rijregel(
            code="alleen_verdachte",
            kolommen=("rol",),
            melding="Het bestand bevat personen met een andere rol dan VERDACHTE. "
            "Haal die regels eruit en lever opnieuw.",
            toets="alleen_verdachte",
            weigert="bestand",
        ),
        Rijregel(
            code="twaalf_of_ouder",
            kolommen=("geboortedatum", "pleegdatum"),
            melding="De persoon was jonger dan 12 jaar op de pleegdatum. Laat de regel weg.",
            toets="twaalf_of_ouder",
        ),
    ),
)
