"""Match rates: how many rows of a source were found among the residents, per buurt.

Not being found is no secret about a person, but it is a count of few: above the highest rate that
leaves `min_complement` rows unmatched, only that bound is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from privacy.kern.afronding import percent, round_count
from privacy.kern.drempels import Drempelset
from privacy.kern.nalezing import Achter, read_match
from privacy.kern.sneden import NietTeBeschermen
from privacy.kern.veilig import (
    _ZEGEL,
    Auditverslag,
    Kop,
    Maat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
)

KOPPEN = (
    Kop("bron", "Bron", Maat.label),
    Kop("gebied", "Gebied", Maat.label),
    Kop("groep", "Rijen", Maat.aantal),
    Kop("aandeel", "Gekoppeld", Maat.procent),
    Kop("tekst", "In woorden", Maat.tekst),
)


@dataclass(frozen=True)
class Koppelcijfer:
    """Rows of one source in one area, and how many of them were found."""

    bron: str
    gebied: str
    rijen: int
    gekoppeld: int


def protect_match(
    cijfers: Sequence[Koppelcijfer],
    drempels: Drempelset,
    *,
    naam: str,
    titel: str,
    totaal: str | None = None,
) -> VeiligeTabel:
    """Rates in whole percents; `aandeel` is a lower bound where `tekst` ends in "of meer".

    `totaal`: the area that adds the others up; it goes where it would give a hidden one away.
    """
    rijen = [_row(cijfer, drempels) for cijfer in cijfers]
    primair = sum(not rij.getoond for rij in rijen)
    for bron in dict.fromkeys(cijfer.bron for cijfer in cijfers):
        _hide_total(rijen, bron, totaal, drempels)
    achter = [Achter(cijfer.rijen, cijfer.gekoppeld) for cijfer in cijfers]
    gelezen = read_match(rijen, achter, totaal, drempels)
    if not gelezen.geslaagd:
        raise NietTeBeschermen("a match rate tells too much")
    audit = Auditverslag(
        methode="rijen nagelezen: drempels, afronding en het totaal van elke bron",
        cellen=len(rijen),
        primair=primair,
        secundair=sum(not rij.getoond for rij in rijen) - primair,
        beschermd=gelezen.bekeken,
        smalste_interval=None,
        vereist=drempels.min_aantal,
        geslaagd=gelezen.geslaagd,
    )
    return VeiligeTabel(naam, titel, KOPPEN, tuple(rijen), audit, _ZEGEL)


def _hide_total(
    rijen: list[VeiligeRij], bron: str, totaal: str | None, drempels: Drempelset
) -> None:
    """What is hidden of a source follows from its total, within the rounding of what is shown."""
    eigen = [plek for plek, rij in enumerate(rijen) if rij.waarden[0] == bron]
    getoond = [plek for plek in eigen if rijen[plek].getoond]
    speling = len(getoond) * (drempels.afronding - 1)
    if len(getoond) < len(eigen) and speling < drempels.min_aantal:
        for plek in getoond:
            if rijen[plek].waarden[1] == totaal:
                wie = rijen[plek].waarden[:2]
                rijen[plek] = VeiligeRij((*wie, None, None, None), False, Reden.beschermt)


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
