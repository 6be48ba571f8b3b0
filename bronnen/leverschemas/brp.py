"""Basisregistratie Personen: the spine, one row per resident on the peildatum.

Official headers (LO3 element numbers) are those of the Logisch Ontwerp GBA of RvIG. A delivery
with official headers may hold several rows a person: history follows the current row.
"""

from types import MappingProxyType

from bronnen.kern.leverschema import Kolom, Koppelsleutel, Leverschema, Rijregel, Soort
from bronnen.leverschemas._gedeeld import (
    BIJZONDER,
    IDENTIFICEREND,
    adres_kolommen,
    bsn_kolom,
    geboortedatum_kolom,
    naam_kolom,
)

# Until 2022 CBS counted westers and niet-westers, since then Nederland, Europa and buiten Europa.
# The two do not mean the same. Westers was Europe (without Turkey) with North America, Oceania,
# Indonesia and Japan; who is born abroad of parents born in the Netherlands was autochtoon. So the
# old codes keep numbers of their own, and each counts in the class that comes nearest.
HERKOMST_KLASSE = MappingProxyType(
    {
        "Nederland": "Nederland",
        "Europa": "Europa",
        "buiten Europa": "buiten Europa",
        "autochtoon": "Nederland",
        "westers": "Europa",
        "niet-westers": "buiten Europa",
    }
)

SCHEMA = Leverschema(
    code="brp",
    naam="Basisregistratie Personen",
    versie="1",
    leverancier="burgerzaken",
    omschrijving="De inwoners van de gemeente op de peildatum, één regel per inwoner.",
    sleutels=frozenset({Koppelsleutel.persoon, Koppelsleutel.naamgeboorte, Koppelsleutel.adres}),
    uniek="bsn",
    persoonsbegin="07.80.20",
    kolommen=(
        bsn_kolom(lo3=("01.01.20",)),
        naam_kolom(leeg_toegestaan=True, lo3=("01.02.40",)),
        geboortedatum_kolom(
            "Om de leeftijd op de peildatum te berekenen en om te koppelen. "
            "De datum zelf bewaren wij niet.",
            leeg_toegestaan=True,
            lo3=("01.03.10",),
        ),
        Kolom(
            naam="geslacht",
            soort=Soort.code,
            doel="Om mannen en vrouwen te vergelijken.",
            leeg_toegestaan=True,
            bewaard=True,
            codes={"M": "man", "V": "vrouw", "O": "onbekend"},
            lo3=("01.04.10",),
        ),
        Kolom(
            naam="huishoudnummer",
            soort=Soort.sleutel,
            doel="Om te tellen met hoeveel personen iemand woont. "
            "Wij vervangen het nummer door een code.",
            verplicht=False,
            leeg_toegestaan=True,
            vlaggen=IDENTIFICEREND,
        ),
        Kolom(
            naam="huishoudtype",
            soort=Soort.code,
            doel="Om soorten huishoudens te vergelijken.",
            verplicht=False,
            leeg_toegestaan=True,
            bewaard=True,
            codes={
                "eenpersoons": "eenpersoons",
                "paar zonder kinderen": "paar zonder kinderen",
                "paar met kinderen": "paar met kinderen",
                "eenouder": "eenouder",
                "overig": "overig",
                "institutioneel": "institutioneel",
            },
        ),
        Kolom(
            naam="herkomst",
            soort=Soort.code,
            doel="Om te zien of een verschil tussen groepen overblijft als we op andere kenmerken "
            "letten. Alleen te gebruiken na een apart besluit met reden.",
            verplicht=False,
            leeg_toegestaan=True,
            bewaard=True,
            codes={
                "Nederland": "Nederland",
                "Europa": "Europa",
                "buiten Europa": "buiten Europa",
                "autochtoon": "autochtoon (indeling tot 2022)",
                "westers": "westers (indeling tot 2022)",
                "niet-westers": "niet-westers (indeling tot 2022)",
            },
            vlaggen=BIJZONDER,
        ),
        *adres_kolommen(leeg_toegestaan=True, lo3=True),
        Kolom(
            naam="straat",
            soort=Soort.tekst,
            doel="Om te zien of verdachten verspreid wonen over straten. "
            "Wij vervangen de naam door een code.",
            leeg_toegestaan=True,
            lo3=("08.11.10",),
            vlaggen=IDENTIFICEREND,
        ),
        Kolom(
            naam="buurtcode",
            soort=Soort.buurtcode,
            doel="Om cijfers per buurt te maken.",
            verplicht=False,
            leeg_toegestaan=True,
            bewaard=True,
        ),
        Kolom(
            naam="functie_adres",
            soort=Soort.code,
            doel="Om briefadressen buiten het onderzoek te houden.",
            leeg_toegestaan=True,
            bewaard=True,
            codes={"W": "woonadres", "B": "briefadres"},
            lo3=("08.10.10",),
        ),
        Kolom(
            naam="opschorting_reden",
            soort=Soort.code,
            doel="Om wie is overleden of vertrokken buiten het onderzoek te houden.",
            leeg_toegestaan=True,
            bewaard=True,
            codes={
                "O": "overlijden",
                "E": "emigratie",
                "M": "ministerieel besluit",
                "R": "niet-ingezetene (RNI)",
                "F": "fout",
            },
            lo3=("07.67.20",),
        ),
    ),
    regels=(
        Rijregel(
            code="leeftijd_0_120",
            kolommen=("geboortedatum",),
            melding="De leeftijd op de peildatum moet tussen 0 en 120 jaar liggen. "
            "Controleer de geboortedatum.",
            toets="leeftijd_0_120",
        ),
    ),
)
