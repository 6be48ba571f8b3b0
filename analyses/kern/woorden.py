"""Plain Dutch (B1) for classes, areas, figures and dates. Standard library only."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bronnen.kern.kenmerken import kenmerk

MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
TELWOORDEN = {1: "één", 2: "twee", 3: "drie", 4: "vier", 5: "vijf", 6: "zes", 7: "zeven", 8: "acht"}
GROEPWOORDEN: Mapping[str, str] = {
    "persoon": "de persoon",
    "huishouden": "het huishouden",
    "financieel": "de financiële positie",
}
WIE: Mapping[str, Mapping[str, str]] = {
    "geslacht": {"man": "mannen", "vrouw": "vrouwen"},
}
# How a class is said after "inwoners"; {} stands for the name of the class.
WAT: Mapping[str, Mapping[str, str]] = {
    "leeftijd": {
        "18 tot en met 49": "van 18 tot 50 jaar",
        "65 en ouder": "van 65 jaar en ouder",
        "": "van {} jaar",
    },
    "gezinsgrootte": {"1 persoon": "die alleen wonen", "": "in een huishouden van {}"},
    "huishoudtype": {
        "onbekend": "met een onbekend huishoudtype",
        "eenpersoons": "in een eenpersoonshuishouden",
        "eenouder": "in een eenoudergezin",
        "overig": "in een ander soort huishouden",
        "institutioneel": "in een instelling",
        "": "in een huishouden van een {}",
    },
    "herkomst": {"onbekend": "van wie de herkomst onbekend is", "": "met herkomst {}"},
    "eigendom": {
        "onbekend": "in een woning waarvan de eigenaar onbekend is",
        "koop": "in een koopwoning",
        "huur van een corporatie": "in een huurwoning van een corporatie",
        "huur van een particulier": "in een huurwoning van een particulier",
    },
    "huurachterstand": {
        "niet van toepassing": "die niet van een corporatie huren",
        "geen": "zonder huurachterstand",
        "": "met {} huurachterstand",
    },
    "betaalgedrag": {
        "geen aanslag": "zonder belastingaanslag",
        "betaald": "die de belasting betaalden",
        "oninbaar": "van wie de belasting oninbaar is",
        "": "met een {} voor de belasting",
    },
    "belastingachterstand": {
        "geen": "zonder belastingachterstand",
        "": "met {} belastingachterstand",
    },
    "kwijtschelding": {"nee": "zonder kwijtschelding", "ja": "met kwijtschelding"},
    "achterstand_2m": {
        "nee": "zonder betalingsachterstand van meer dan 2 maanden",
        "ja": "met meer dan 2 maanden betalingsachterstand",
    },
    "bijstand": {"geen": "zonder bijstand", "": "die {} bijstand hebben"},
    "bijzondere_bijstand": {"nee": "zonder bijzondere bijstand", "ja": "met bijzondere bijstand"},
    "schuldhulp": {"nee": "zonder schuldhulp", "ja": "met schuldhulp"},
}


def people(items: Sequence[tuple[str, str]]) -> str:
    """A group in words: "mannen van 18 tot 50 jaar die alleen wonen"."""
    klassen = dict(items)
    wie = next((WIE[code][klasse] for code, klasse in items if code in WIE), "inwoners")
    delen = [said(code, klassen[code]) for code in WAT if code in klassen]
    eerst = [deel for code, deel in zip(_known(klassen), delen, strict=True) if code == "leeftijd"]
    rest = [deel for deel in delen if deel not in eerst]
    return " ".join([wie, *eerst, " en ".join(rest)]).strip()


def rule_words(labels: Sequence[str]) -> str:
    """The same from items as "kenmerk=klasse"."""
    return people([(label.split("=", 1)[0], label.split("=", 1)[1]) for label in labels])


def said(code: str, klasse: str) -> str:
    """What stands after "inwoners" for a class; merged classes are named one after the other."""
    vormen = WAT.get(code, {})
    if klasse in vormen:
        return vormen[klasse]
    if "" in vormen:
        return vormen[""].format(klasse)
    return f"met {kenmerk(code).naam.lower()} ‘{klasse}’"


def capital(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]


def enumerate_dutch(delen: Sequence[str], voegwoord: str = "en") -> str:
    if len(delen) < 2:
        return "".join(delen)
    return f"{', '.join(delen[:-1])} {voegwoord} {delen[-1]}"


def number(getal: int) -> str:
    """Small numbers in words."""
    return TELWOORDEN.get(getal, str(getal))


def whole(getal: float) -> str:
    """1.235"""
    return f"{round(getal):,}".replace(",", ".")


def decimal(getal: float, cijfers: int = 1) -> str:
    """1,8; half up, as the table writes it."""
    stap = Decimal(1).scaleb(-cijfers)
    return str(Decimal(str(getal)).quantize(stap, ROUND_HALF_UP)).replace(".", ",")


def shares(aandeel: float, van: float, tot: float) -> str:
    """12% (10 tot 14%)"""
    return f"{whole(aandeel)}% ({whole(van)} tot {whole(tot)}%)"


def points(punten: float) -> str:
    """+4 or −4 (a true minus sign), 0 without one."""
    if punten == 0:
        return "0"
    return f"{'+' if punten > 0 else '−'}{whole(abs(punten))}"


def day(iso: str) -> str:
    """1 januari 2016"""
    dag = date.fromisoformat(iso)
    return f"{dag.day} {MAANDEN[dag.month - 1]} {dag.year}"


def period(van: str, tot: str) -> str:
    """1 januari tot en met 31 december 2016; a whole year is just 2016."""
    begin, einde = date.fromisoformat(van), date.fromisoformat(tot)
    if begin.year == einde.year:
        if (begin.month, begin.day, einde.month, einde.day) == (1, 1, 12, 31):
            return str(begin.year)
        return f"{begin.day} {MAANDEN[begin.month - 1]} tot en met {day(tot)}"
    return f"{day(van)} tot en met {day(tot)}"


def _known(klassen: Mapping[str, str]) -> list[str]:
    return [code for code in WAT if code in klassen]
