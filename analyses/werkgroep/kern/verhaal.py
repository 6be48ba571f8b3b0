"""The story of the project in the order of its slides: from the question to what it was good for.

Words and places only; the charts that stand in a chapter are those that were released.
Standard library only.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Hoofdstuk:
    """`soorten` and `kenmerken`: the analyses that are told here, in this order."""

    anker: str
    kop: str
    alineas: tuple[str, ...] = ()
    punten: tuple[str, ...] = ()
    soorten: tuple[str, ...] = ()
    kenmerken: tuple[str, ...] = ()
    met_bevindingen: bool = False
    met_speerpunten: bool = False


BEGIN = Hoofdstuk(
    "begin",
    "Waar het begon",
    (
        "In de veiligheidsmonitor scoorde de buurt laag op leefklimaat. Bewoners noemden:",
        "De monitor zegt dat het niet goed gaat. Hij zegt niet hoe het komt.",
    ),
    (
        "de samenstelling van de bevolking in de buurt",
        "de omgang met elkaar (sociale cohesie)",
        "overlast door groepen jongeren en door omwonenden",
        "intimidatie door omwonenden",
        "bedreigingen in de buurt",
        "gevoelens van onveiligheid",
    ),
    soorten=("leefklimaat", "samenhang"),
)
GOEDE = Hoofdstuk(
    "goede",
    "Doen we wel het goede?",
    ("De gemeente deed al veel in de buurt. Drie dingen maakten het lastig:",),
    (
        "Wijkprofessionals en ambtenaren wisselden vaak.",
        "Projecten waren niet goed op elkaar afgestemd.",
        "Er waren losse inzichten. Pas als je gegevens koppelt, zie je meer.",
    ),
)
VRAAG = Hoofdstuk(
    "vraag",
    "De vraag",
    ("Om de leefkwaliteit te verbeteren, zochten we antwoord op twee vragen:",),
    (
        "Is er een relatie tussen crimineel gedrag en de financiële positie van huishoudens in de"
        " buurt?",
        "Zo ja, welke factoren van de financiële positie hebben (meer) invloed op welk crimineel"
        " gedrag?",
    ),
)
SAMENWERKING = Hoofdstuk(
    "samenwerking",
    "Samenwerken, met oog voor privacy",
    (
        "De gemeente, de politie en de woningcorporatie werkten samen. Met de privacy-officer is"
        " vooraf afgesproken:",
    ),
    (
        "welke gegevens we gebruiken, en hoe klein een groep mag zijn",
        "toestemming van het Openbaar Ministerie voor gegevens van de politie",
        "een convenant met de corporatie",
        "op welke apparaten we werken, hoe gegevens komen en waar ze staan",
        "wie erbij kan, en wanneer we alles vernietigen",
    ),
)
GEGEVENS = Hoofdstuk(
    "gegevens",
    "De gegevens",
    ("Er waren geen gegevens over inkomen. Deze bronnen zeggen samen iets over geldzorgen:",),
    (
        "Gemeente: de basisregistratie personen, de woningmarktmonitor, bijstandsuitkeringen,"
        " bijzondere bijstand, schuldhulp en de gemeentelijke belastingen",
        "Politie: verdachten van een incident",
        "Woningcorporatie: huurachterstanden",
    ),
)
AANPAK = Hoofdstuk(
    "aanpak",
    "Zo pakten we het aan",
    (
        "We vergeleken buurten onder druk met een gemiddelde buurt. Nieuwe technieken hielpen om"
        " verbanden te vinden. De werkgroep besprak wat de cijfers betekenen.",
        "We tonen een cijfer alleen als het om ten minste {min_aantal} personen gaat, in een groep"
        " van ten minste {min_basis}. Wat niemand mag zien, laten we weg.",
    ),
)
FINANCIEEL = Hoofdstuk(
    "financieel",
    "De financiële situatie in de buurt",
    ("Eerst: hoe betalen mensen hun belasting, en hoeveel lopen ze achter met de huur?",),
    soorten=("betaalgedrag", "huurachterstand"),
)
VERDACHTEN = Hoofdstuk(
    "verdachten",
    "Verdachten van een crimineel incident",
    (
        "Verdachte betekent: geregistreerd door de politie. Niet: schuldig.",
        "Hoeveel inwoners zijn geregistreerd, en in welke buurt was het incident?",
    ),
    soorten=("verdachten", "overlap"),
)
KENMERKEN = Hoofdstuk(
    "kenmerken",
    "Bij welke groepen komt het vaker voor?",
    (
        "Per kenmerk zetten we groepen naast elkaar. Twee dingen die samen voorkomen, hoeven niet"
        " door elkaar te komen.",
    ),
    soorten=("kenmerk",),
    kenmerken=(
        "geslacht", "herkomst", "bijzondere_bijstand", "bijstand", "schuldhulp",
        "huurachterstand",
    ),
)  # fmt: skip
SPREIDING = Hoofdstuk(
    "spreiding",
    "Wonen verdachten bij elkaar?",
    ("Als verdachten in een paar straten wonen, helpt een aanpak per straat. Is dat zo?",),
    soorten=("spreiding",),
)
REGRESSIE = Hoofdstuk(
    "regressie",
    "Alles tegelijk: logistische regressie",
    (
        "Kenmerken hangen ook met elkaar samen. Een regressie kijkt naar één kenmerk, terwijl de"
        " andere gelijk blijven.",
    ),
    soorten=("regressie",),
)
REGELS = Hoofdstuk(
    "regels",
    "Regels die de computer zelf vindt",
    (
        "Deze techniek zoekt zelf naar regels in gegevens. Webwinkels gebruiken haar om iets aan te"
        " bevelen. Het nadeel: er zijn veel regels. Het is moeilijk om de interessante te vinden.",
        "Wie wordt verdacht van criminaliteit? We zetten groepen naast alle inwoners.",
    ),
    soorten=("regels",),
)
NIET = Hoofdstuk(
    "niet",
    "Wat dit niet zegt",
    (),
    (
        "Niets over één persoon. Gebruik het nooit voor een besluit over iemand.",
        "Niet dat het ene door het andere komt. Een verband is nog geen oorzaak.",
        "Niets over schuld. Een verdachte is geregistreerd, niet veroordeeld.",
        "Niet alles over geld: gegevens over inkomen ontbreken.",
        "Niet of andere buurten er hetzelfde voor staan.",
    ),
)
CONCLUSIE = Hoofdstuk(
    "conclusie",
    "Conclusie",
    ("Dit is wat de vrijgegeven cijfers laten zien:",),
    met_bevindingen=True,
)
OPBRENGST = Hoofdstuk(
    "opbrengst",
    "Wat hebben we eraan gehad?",
    ("De gemeente deed gedeeltelijk al het goede. De inzichten hielpen om te kiezen:",),
    (
        "Sociaal: Wmo, jeugdhulp, Participatiewet, bijzondere bijstand, schuldhulpverlening,"
        " speciaal onderwijs en leerlingenvervoer",
        "Fysiek: herstructurering van de buurt, naar een meer ‘open’ buurt",
        "Veilig: verdachten wonen breder verspreid dan gedacht",
        "Focus op de belangrijkste speerpunten",
    ),
    met_speerpunten=True,
)
VERDER = Hoofdstuk(
    "verder",
    "Hoe verder?",
    (
        "Je kunt de buitenkant van een huis wel schilderen, maar dan heb je de binnenkant nog niet"
        " opgelost. Daarom horen bij een herstructureringsplan verschillende scenario’s, nieuwe"
        " ideeën en het gesprek met bewoners.",
        "Wat er later mogelijk is:",
    ),
    (
        "Met gegevens van andere corporaties, het UWV en de belastingen kunnen we meer zeggen over"
        " de financiële situatie.",
        "Over de hele gemeente zijn er meer inwoners. Dan is een uitkomst betrouwbaarder, en blijft"
        " te zien wat de buurt zelf uitmaakt.",
        "De uitkomsten kunnen een plaats krijgen in het bestuursakkoord.",
    ),
)
HOOFDSTUKKEN = (
    BEGIN, GOEDE, VRAAG, SAMENWERKING, GEGEVENS, AANPAK, FINANCIEEL, VERDACHTEN, KENMERKEN,
    SPREIDING, REGRESSIE, REGELS, NIET, CONCLUSIE, OPBRENGST, VERDER,
)  # fmt: skip


def chapter_of(soort: str) -> Hoofdstuk | None:
    return next((h for h in HOOFDSTUKKEN if soort in h.soorten), None)


def place_in_chapter(soort: str, specificatie: Mapping[str, object]) -> tuple[int, int]:
    """Where it stands in its chapter; a kenmerk that the slides did not have comes after."""
    hoofdstuk = chapter_of(soort)
    if hoofdstuk is None:
        return (0, 0)
    kenmerken, kenmerk = hoofdstuk.kenmerken, specificatie.get("kenmerk")
    plek = kenmerken.index(str(kenmerk)) if kenmerk in kenmerken else len(kenmerken)
    return (hoofdstuk.soorten.index(soort), plek)
