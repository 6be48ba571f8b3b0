"""The ways out of a conflict with earlier results, in words for the author."""

from collections.abc import Sequence
from dataclasses import dataclass

from privacy.getallen import getal
from privacy.kern.certificaat import Keuze, Keuzesoort

NAMEN = {
    Keuzesoort.meer_weglaten: "Meer weglaten",
    Keuzesoort.grover: "Grotere groepen maken",
    Keuzesoort.eerder_patroon: "Hetzelfde weglaten als de vorige keer",
    Keuzesoort.wachten: "Wachten",
}
GEEN_UITWEG = {
    Keuzesoort.meer_weglaten: "Dit helpt niet: er blijft dan niets over om te tonen.",
    Keuzesoort.grover: "Dit helpt niet: er zijn geen grotere groepen die genoeg beschermen.",
    Keuzesoort.eerder_patroon: "Dit helpt niet: er is geen eerder resultaat met dezelfde tabel"
    " dat genoeg weglaat.",
}
WACHTEN = "Er gebeurt nu niets. U kunt later opnieuw kiezen."


@dataclass(frozen=True)
class Uitweg:
    """One choice; `uitleg` says what it costs, or why it is none."""

    waarde: str
    naam: str
    uitleg: str
    kan: bool


def ways_out(keuzes: Sequence[Keuze]) -> tuple[Uitweg, ...]:
    """All four, always in the same order: also those that are no way out, with the reason."""
    cellen = {keuze.soort: keuze.cellen for keuze in keuzes}
    return tuple(_way(soort, cellen.get(soort)) for soort in NAMEN)


def _way(soort: Keuzesoort, cellen: int | None) -> Uitweg:
    naam = NAMEN[soort]
    if soort is Keuzesoort.wachten:
        return Uitweg(soort.value, naam, WACHTEN, True)
    if cellen is None:
        return Uitweg(soort.value, naam, GEEN_UITWEG[soort], False)
    return Uitweg(soort.value, naam, _cost(cellen), True)


def _cost(cellen: int) -> str:
    if cellen == 0:
        return "Er valt geen cijfer extra weg."
    return f"{getal(cellen)} {'cijfer valt' if cellen == 1 else 'cijfers vallen'} extra weg."
