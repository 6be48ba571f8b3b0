"""Words that stand beside figures, explained in plain Dutch: on their own page and at the word.

The key is the word as a heading of a table has it, in lower case.
"""

from collections.abc import Mapping

WOORDEN: Mapping[str, str] = {
    "aandeel": "Hoeveel van elke 100 mensen in de groep. 12% is 12 van de 100.",
    "aandeel, met de andere buurten erbij": (
        "Het aandeel van een kleine buurt is onzeker. Daarom ligt dit cijfer dichter bij het "
        "gemiddelde naarmate de buurt kleiner is."
    ),
    "aantal": "Hoeveel mensen in de groep dit hebben, afgerond op een vijftal.",
    "bij toeval": "Wat u zou verwachten als alles gelijk verdeeld was.",
    "chi-kwadraat": (
        "Een getal dat zegt hoe sterk cijfers afwijken van gelijk verdeeld. Hoe hoger, hoe "
        "minder waarschijnlijk dat het toeval is."
    ),
    "conviction": (
        "Hoeveel vaker de regel fout zou zijn als alles toeval was. 1 is toeval; hoe hoger, hoe "
        "sterker de regel."
    ),
    "deel van de verklaring": (
        "Van alles wat het model zegt over wie geregistreerd staat: welk deel bij dit kenmerk "
        "hoort. Alle delen samen zijn 100%. Het zegt niet waardoor iets komt."
    ),
    "deel van het gebied (icc)": (
        "Van alle verschillen tussen inwoners: welk deel bij het gebied hoort. 0 betekent: het "
        "maakt niet uit waar iemand woont. 1 betekent: alleen dat maakt uit."
    ),
    "eigen deel (odds ratio)": (
        "Hoeveel meer of minder verdachten dan gemiddeld, bij gelijke inwoners. 1 is gemiddeld. "
        "Van een kleine buurt ligt dit dichter bij 1."
    ),
    "gemiddeld": "Het aandeel onder alle inwoners, om mee te vergelijken.",
    "geteld": "Hoeveel verdachten er zijn geteld, afgerond op een vijftal.",
    "geteld : verwacht": (
        "Geteld gedeeld door verwacht. 1 betekent: zoveel als bij deze inwoners past. 2 "
        "betekent: twee keer zoveel."
    ),
    "groep": "Hoeveel mensen er in deze groep zijn, afgerond op een vijftal.",
    "groep buurten": "Bij welke gevonden groep van buurten naast elkaar deze buurt hoort.",
    "het model verwacht": (
        "Inwoners bij wie het model ongeveer hetzelfde aandeel verdachten verwacht."
    ),
    "keer zo vaak": (
        "Het aandeel in deze groep, gedeeld door het gemiddelde. 3 betekent: drie keer zo vaak."
    ),
    "kwijtschelding": "De gemeente vraagt de belasting niet, omdat iemand te weinig geld heeft.",
    "leverage (wracc), per 1.000 inwoners": (
        "Hoeveel verdachten er in deze groep meer zijn dan bij toeval, op elke 1.000 inwoners."
    ),
    "maat": "Hoe sterk straten op hun buren lijken. 0 is ongeveer toeval, 1 is het meest.",
    "marge": (
        "Van en tot: daar ligt het echte cijfer waarschijnlijk tussen. Een kleine groep geeft "
        "een brede marge."
    ),
    "mediane odds ratio": (
        "Hoeveel twee gebieden meestal verschillen voor dezelfde inwoner. 1 is geen verschil."
    ),
    "naast de buren": (
        "Of een buurt met de buren ernaast opvalt: hoog of laag, net als of anders dan zij."
    ),
    "odds ratio": (
        "Vergelijkt twee kansverhoudingen. 1 is gelijk, boven 1 is vaker, onder 1 is minder "
        "vaak. 1,8 is niet: 1,8 keer zo vaak. Kijk liever naar het verschil in procentpunten."
    ),
    "onder druk": "Een buurt die in de monitor vaak minder goed scoort dan de gemeente.",
    "peildatum": "De dag waarop de gegevens gelden.",
    "procentpunt": "Het verschil tussen twee percentages. Van 10% naar 14% is 4 procentpunten.",
    "p-waarde": (
        "Hoe goed toeval dit verschil alleen kan verklaren. Onder .05 noemen wij het een "
        "duidelijk verschil."
    ),
    "p-waarde, na correctie": (
        "De p-waarde, strenger gemaakt omdat er veel groepen tegelijk zijn bekeken."
    ),
    "regressie": (
        "Een berekening die kenmerken tegelijk bekijkt. Zo ziet u wat een kenmerk zegt als de "
        "andere gelijk zijn."
    ),
    "straten": "Hoeveel straten in deze klasse vallen. Wij noemen nooit welke.",
    "straten boven toeval": "Of er straten zijn met meer verdachten dan bij toeval past.",
    "te kleine straten": "Straten met te weinig inwoners. Die tellen niet mee.",
    "tot": "De bovenkant van de marge: het echte cijfer ligt er waarschijnlijk onder.",
    "van": "De onderkant van de marge: het echte cijfer ligt er waarschijnlijk boven.",
    "verdachte": "Geregistreerd door de politie als verdachte. Dat betekent niet: schuldig.",
    "vergeleken met": "De groep waarmee deze groep is vergeleken.",
    "verschil": (
        "Hoeveel procentpunten hoger of lager dan bij de groep waarmee is vergeleken, bij "
        "verder gelijke kenmerken."
    ),
    "verwacht": (
        "Hoeveel verdachten bij deze inwoners passen, als overal voor gelijke inwoners "
        "hetzelfde aandeel geldt."
    ),
    "vrijheidsgraden": "Hoeveel cijfers vrij kunnen veranderen. Nodig om chi-kwadraat te lezen.",
    "zhang": (
        "Hoe sterk groep en uitkomst samengaan. 0 is toeval, 1 is altijd samen, −1 is nooit samen."
    ),
}


def explained(woord: str) -> str:
    """Empty for a word that explains itself."""
    return WOORDEN.get(woord.lower(), "")
