"""Match rates: how many rows of a source were found among the residents, per buurt.

Not being found is no secret about a person, but it is a count of few: above the highest rate that
leaves `min_complement` rows unmatched, only that bound is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from privacy.kern.afronding import percent, round_count
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import _ZEGEL, Kop, Maat, Reden, VeiligeRij, VeiligeTabel

KOPPEN = (
    Kop("bron", "Bron", Maat.label),
    Kop("gebied", "Gebied", Maat.label),
    Kop("groep", "Rijen", Maat.aantal),
    Kop("aandeel", "Gekoppeld", Maat.procent),
    Kop("tekst", "Gekoppeld", Maat.tekst),
)


@dataclass(frozen=True)
class Koppelcijfer:
    """Rows of one source in one area, and how many of them were found."""

    bron: str
    gebied: str
    rijen: int
    gekoppeld: int


def protect_match(
    cijfers: Sequence[Koppelcijfer], drempels: Drempelset, *, naam: str, titel: str
) -> VeiligeTabel:
    """Rates in whole percents; `aandeel` is a lower bound where `tekst` ends in "of meer"."""
    rijen = tuple(_row(cijfer, drempels) for cijfer in cijfers)
    return VeiligeTabel(naam, titel, KOPPEN, rijen, None, _ZEGEL)


def _row(cijfer: Koppelcijfer, drempels: Drempelset) -> VeiligeRij:
    wie = (cijfer.bron, cijfer.gebied)
    if cijfer.rijen < drempels.min_basis:
        return VeiligeRij((*wie, None, None, None), False, Reden.basis)
    if cijfer.gekoppeld < drempels.min_aantal:
        return VeiligeRij((*wie, None, None, None), False, Reden.aantal)
    groep = round_count(cijfer.rijen, drempels.afronding)
    hoogste = groep - drempels.min_complement
    if cijfer.rijen - cijfer.gekoppeld < drempels.min_complement:
        grens = 100 * hoogste // groep
        return VeiligeRij((*wie, groep, grens, f"{grens}% of meer"))
    aandeel = percent(min(round_count(cijfer.gekoppeld, drempels.afronding), hoogste), groep)
    return VeiligeRij((*wie, groep, aandeel, f"{aandeel}%"))
