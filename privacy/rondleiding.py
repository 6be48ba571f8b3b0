"""The tour of the first time: what stands where for this role. Its steps follow the menu."""

from dataclasses import dataclass

from privacy import navigatie
from privacy.models import Account

MEESTE = 5  # places of the menu that get a step; the others are read on the start page


@dataclass(frozen=True)
class Stap:
    """`doel` is the selector of what is pointed at on the start page; nothing where it is empty."""

    kop: str
    tekst: str
    doel: str = ""


BEGIN = Stap(
    "Wat wacht op u",
    "Hier staat wat u moet doen, met het oudste bovenaan. Wacht er iets op een ander, dan staat "
    "dat eronder.",
    "[data-rondleiding-doel=werk]",
)
REST = Stap(
    "Ga naar",
    "Hier staan alle bladzijden die u kunt openen, met wat u er vindt.",
    "[data-rondleiding-doel=naar]",
)
EINDE = (
    Stap(
        "Uitleg van woorden",
        "Onderaan elke bladzijde vindt u uitleg. Staat er in een tabel een stippellijn onder een "
        "woord? Wijs het aan, of ga er met de Tab-toets naartoe.",
        "[data-rondleiding-doel=hulp]",
    ),
    Stap(
        "Groepen, geen personen",
        "Alle cijfers gaan over groepen en buurten. Staat er ‘niet getoond’, dan zou het cijfer te "
        "veel zeggen over een kleine groep. Gebruik cijfers nooit voor een besluit over iemand.",
    ),
)


def steps_for(account: Account) -> tuple[Stap, ...]:
    keuzes = [k for k in navigatie.for_account(account, "/") if k.uitleg and not k.huidig]
    plekken = (Stap(k.titel, k.uitleg, f'.bm-menu__link[href="{k.url}"]') for k in keuzes[:MEESTE])
    return (BEGIN, *plekken, *([REST] if keuzes else []), *EINDE)
