"""The rules for a cell and the Dutch sentence for each: what is wrong and what to do, no value.

Standard library only.
"""

from collections.abc import Mapping
from types import MappingProxyType

LEEG = "leeg"
GEEN_TEKST = "geen_tekst"
BSN_VORM = "bsn_vorm"
BSN_NULLEN = "bsn_nullen"
BSN_ELFPROEF = "bsn_elfproef"
BSN_ACHT_CIJFERS = "bsn_acht_cijfers"
BSN_AANGEVULD = "bsn_aangevuld"
DUBBEL = "dubbel"
DATUM = "datum"
JAAR_TWEE_CIJFERS = "jaar_twee_cijfers"
DATUM_ONVOLLEDIG = "datum_onvolledig"
MAAND = "maand"
JAAR = "jaar"
GEHEEL_GETAL = "geheel_getal"
GETAL = "getal"
BEREIK = "bereik"
CODE_ONBEKEND = "code_onbekend"
NIET_TOEGESTAAN = "niet_toegestaan"
POSTCODE = "postcode"
HUISNUMMER = "huisnummer"
BUURTCODE = "buurtcode"
GEBIEDSCODE = "gebiedscode"
AANTAL_VELDEN = "aantal_velden"
GEEN_ACTUELE_RIJ = "geen_actuele_rij"

MELDINGEN: Mapping[str, str] = MappingProxyType(
    {
        LEEG: "Deze kolom mag niet leeg zijn. Vul de kolom of laat de regel weg.",
        GEEN_TEKST: "De tekst bevat tekens die niet leesbaar zijn. Bewaar het bestand opnieuw.",
        BSN_VORM: "Het BSN klopt niet. Een BSN heeft 9 cijfers, zonder punten of spaties.",
        BSN_NULLEN: "Het BSN bestaat uit nullen. Vul het goede BSN in of laat de regel weg.",
        BSN_ELFPROEF: "Het BSN klopt niet: er zit een tikfout in. Vul het goede BSN in.",
        BSN_ACHT_CIJFERS: "Het BSN heeft 8 cijfers. Waarschijnlijk is de nul vooraan weggevallen. "
        "Maak van de kolom tekst, of kies bij het leveren voor nullen aanvullen.",
        BSN_AANGEVULD: "Het BSN had 8 cijfers. Wij hebben de nul vooraan aangevuld, "
        "zoals u bij het leveren koos.",
        DUBBEL: "Deze waarde staat al eerder in het bestand. Laat de dubbele regel weg.",
        DATUM: "De datum klopt niet. Schrijf bijvoorbeeld 2016-12-31.",
        JAAR_TWEE_CIJFERS: "Het jaar heeft twee cijfers. Schrijf bijvoorbeeld 2016-12-31.",
        DATUM_ONVOLLEDIG: "De dag of de maand ontbreekt. Schrijf bijvoorbeeld 2016-12-31.",
        MAAND: "De maand klopt niet. Schrijf bijvoorbeeld 2016-12.",
        JAAR: "Het jaar klopt niet. Schrijf bijvoorbeeld 2016.",
        GEHEEL_GETAL: "Dit is geen geheel getal. Schrijf bijvoorbeeld 1234 of 1.234.",
        GETAL: "Dit is geen getal met hoogstens twee cijfers achter de komma. "
        "Schrijf bijvoorbeeld 1.234,56.",
        BEREIK: "Het getal is te klein of te groot. Controleer het getal.",
        CODE_ONBEKEND: "Deze code kennen wij niet. Kijk in de lijst met codes van deze bron.",
        NIET_TOEGESTAAN: "Dit gegeven hoort niet in deze levering. Laat de regel weg.",
        POSTCODE: "De postcode klopt niet. Schrijf bijvoorbeeld 5211 AB.",
        HUISNUMMER: "Het huisnummer klopt niet. Zet alleen het getal in deze kolom, "
        "en de letter en de toevoeging in hun eigen kolom.",
        BUURTCODE: "De buurtcode klopt niet. Schrijf BU en acht cijfers.",
        GEBIEDSCODE: "De gebiedscode klopt niet. "
        "Schrijf BU en acht cijfers, WK en zes cijfers, of GM en vier cijfers.",
        AANTAL_VELDEN: "De regel heeft te veel of te weinig kolommen. "
        "Controleer de scheidingstekens en de aanhalingstekens.",
        GEEN_ACTUELE_RIJ: "Dit is een oude rij van een persoon. "
        "Wij gebruiken alleen de actuele rij.",
    }
)
