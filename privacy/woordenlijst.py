"""Words that stand beside figures, explained in plain Dutch: on their own page and at the word.

The key is the word as a heading of a table has it, in lower case.
"""

from collections.abc import Mapping

WOORDEN: Mapping[str, str] = {
    "aandeel": "Hoeveel van elke 100 mensen in de groep. 12% is 12 van de 100.",
    "aantal": "Hoeveel mensen in de groep dit hebben, afgerond op een vijftal.",
    "bij toeval": "Wat u zou verwachten als alles gelijk verdeeld was.",
    "chi-kwadraat": (
        "Een getal dat zegt hoe sterk cijfers afwijken van gelijk verdeeld. Hoe hoger, hoe minder "
        "waarschijnlijk dat het toeval is."
    ),
    "deel van de verklaring": (
        "Van alles wat het model verklaart: welk deel bij dit kenmerk hoort. Alle delen samen zijn "
        "100%."
    ),
    "gemiddeld": "Het aandeel onder alle inwoners, om mee te vergelijken.",
    "groep": "Hoeveel mensen er in deze groep zijn, afgerond op een vijftal.",
    "keer zo vaak": (
        "Het aandeel in deze groep, gedeeld door het gemiddelde. 3 betekent: drie keer zo vaak."
    ),
    "kwijtschelding": "De gemeente vraagt de belasting niet, omdat iemand te weinig geld heeft.",
    "marge": (
        "Van en tot: daar ligt het echte cijfer waarschijnlijk tussen. Een kleine groep geeft een "
        "brede marge."
    ),
    "odds ratio": (
        "Vergelijkt twee kansverhoudingen. 1 is gelijk, boven 1 is vaker, onder 1 is minder vaak. "
        "1,8 is niet: 1,8 keer zo vaak. Kijk liever naar het verschil in procentpunten."
    ),
    "onder druk": "Een buurt die in de monitor vaak minder goed scoort dan de gemeente.",
    "peildatum": "De dag waarop de gegevens gelden.",
    "p-waarde": (
        "Hoe goed toeval dit verschil alleen kan verklaren. Onder .05 noemen wij het een duidelijk "
        "verschil."
    ),
    "procentpunt": "Het verschil tussen twee percentages. Van 10% naar 14% is 4 procentpunten.",
    "regressie": (
        "Een berekening die kenmerken tegelijk bekijkt. Zo ziet u wat een kenmerk zegt als de "
        "andere gelijk zijn."
    ),
    "straten": "Hoeveel straten in deze klasse vallen. Wij noemen nooit welke.",
    "tot": "De bovenkant van de marge: het echte cijfer ligt er waarschijnlijk onder.",
    "van": "De onderkant van de marge: het echte cijfer ligt er waarschijnlijk boven.",
    "verdachte": "Geregistreerd door de politie als verdachte. Dat betekent niet: schuldig.",
    "vergeleken met": "De groep waarmee deze groep is vergeleken.",
    "verschil": (
        "Hoeveel procentpunten hoger of lager dan bij de groep waarmee is vergeleken, bij verder "
        "gelijke kenmerken."
    ),
    "vrijheidsgraden": "Hoeveel cijfers vrij kunnen veranderen. Nodig om chi-kwadraat te lezen.",
}


def explained(woord: str) -> str:
    """Empty for a word that explains itself."""
    return WOORDEN.get(woord.lower(), "")
