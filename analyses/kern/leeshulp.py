"""Words beside a chart, made from safe tables alone: what all kinds of charts share.

A difference is a difference only where the shown intervals do not overlap; "geen duidelijk
verschil" is a finding too. Plain Dutch (B1).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analyses.kern import woorden
from analyses.kern.aflezen import value
from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

MEESTE_WOORDEN = 15

LANGSTE_ALT = 250

SAMEN_VOOR = (
    "Deze twee dingen komen vaak samen voor. Dat betekent niet dat het ene door het andere komt."
)

ODDS = (
    "Een odds ratio vergelijkt twee groepen: hoeveel inwoners geregistreerd staan op elke inwoner "
    "die dat niet staat. 1 betekent: geen verschil. 1,8 is niet hetzelfde als 1,8 keer zo vaak."
)

P_WAARDE = (
    "De p-waarde zegt hoe vaak u zo’n verschil ziet als er alleen toeval is. Kleiner dan .05: "
    "minder dan vijf van de honderd keer."
)

NIET_SCHULDIG = "Verdachte betekent: geregistreerd door de politie. Niet: schuldig."

GEEN_GEDRAG = (
    "Dit gaat over registratie door de politie, niet over gedrag. Waar de politie vaker kijkt, "
    "registreert zij vaker."
)

GEEN_PERSOON = (
    "Dit gaat over een buurt, niet over een persoon. "
    "Gebruik het nooit voor een besluit over één persoon."
)

MARGE = (
    "De lijn door de stip is de marge. Overlappen twee lijnen, dan is er geen duidelijk verschil."
)

MARGE_TABEL = "De marges (van – tot) staan in de tabel."

AFGEROND = "Aantallen zijn afgerond op vijftallen, om personen te beschermen."


@dataclass(frozen=True)
class Leeshulp:
    bevinding: str
    ondertitel: str
    zin: str
    leeswijzer: tuple[str, ...]
    alt: str


@dataclass(frozen=True)
class Cijfer:
    """One shown row: percentages."""

    label: str
    aandeel: int
    van: int
    tot: int

    @property
    def tekst(self) -> str:
        return woorden.shares(self.aandeel, self.van, self.tot)


def higher(een: Cijfer, ander: Cijfer) -> bool:
    """Clearly: the intervals do not overlap."""
    return een.van > ander.tot


def whole_value(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> int:
    return int(value(tabel, rij, code) or 0)


def read_rows(
    tabel: VeiligeTabel, rijen: Sequence[VeiligeRij], label: Callable[[VeiligeRij], str]
) -> list[Cijfer]:
    return [
        Cijfer(label(rij), *(whole_value(tabel, rij, code) for code in ("aandeel", "van", "tot")))
        for rij in rijen
        if rij.getoond and value(tabel, rij, "aandeel") is not None
    ]


def figures_by(tabel: VeiligeTabel, code: str) -> list[Cijfer]:
    return read_rows(tabel, tabel.rijen, lambda rij: str(value(tabel, rij, code)))


def complete(
    bevinding: str,
    ondertitel: str,
    zin: str,
    leeswijzer: Sequence[str],
    alt: str,
    tabellen: Sequence[VeiligeTabel],
    onderzoek: Onderzoekgegevens,
) -> Leeshulp:
    verborgen = hidden_words(tabellen)
    weg = (f"{verborgen}, om personen te beschermen.",) if verborgen else ()
    gedrag = (GEEN_GEDRAG,) if NIET_SCHULDIG in leeswijzer else ()
    lezen = (*leeswijzer, *gedrag, AFGEROND, *weg, *onderzoek.opmerkingen)
    return Leeshulp(bevinding, ondertitel, zin, lezen, alt)


def alt_of_areas(
    kop: str,
    labels: Gebiedslabels,
    onderzoek: Onderzoekgegevens,
    bevinding: str,
    *tabellen: VeiligeTabel,
) -> str:
    buurten = woorden.number(len(labels.onderzocht))
    meervoud = "buurt" if len(labels.onderzocht) == 1 else "buurten"
    return alt_text(f"{kop}, {buurten} {meervoud}, {when(onderzoek)}", bevinding, tabellen)


def alt_text(kop: str, bevinding: str, tabellen: Sequence[VeiligeTabel]) -> str:
    verborgen = hidden_words(tabellen)
    slot = f"{verborgen}. Tabel hieronder." if verborgen else "Tabel hieronder."
    return cut(f"{kop}. {bevinding}.", slot)


def cut(begin: str, slot: str) -> str:
    """At most 250 characters, cut between words."""
    ruimte = LANGSTE_ALT - len(slot) - 1
    if len(begin) > ruimte:
        begin = begin[: ruimte - 1].rsplit(" ", 1)[0].rstrip(".,;") + "…"
    return f"{begin} {slot}"


def hidden_words(tabellen: Sequence[VeiligeTabel]) -> str:
    aantal = sum(tabel.verborgen for tabel in tabellen)
    if not aantal:
        return ""
    return "1 cijfer is niet getoond" if aantal == 1 else f"{aantal} cijfers zijn niet getoond"


def short(*zinnen: str) -> str:
    """The first that has at most 15 words; the last one in any case."""
    return next((zin for zin in zinnen if len(zin.split()) <= MEESTE_WOORDEN), zinnen[-1])


def subtitle(maat: str, onderzoek: Onderzoekgegevens) -> str:
    return f"{maat}, {when(onderzoek)}"


def when(onderzoek: Onderzoekgegevens) -> str:
    return woorden.period(onderzoek.periode_van, onderzoek.periode_tot)


def there(gebied: str) -> str:
    """ "De drie buurten samen" within a sentence."""
    if gebied == "Hele gemeente":
        return "de hele gemeente"
    return gebied.replace("De ", "de ", 1) if gebied.startswith("De ") else gebied
