"""Which rules of a concept the analist pins and hides: from the concept to a new specification.

A result is never changed: a choice is a new analysis with its own specification, so that what is
released was asked for, and can be made again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from analyses.kern.specificatie import Regelspecificatie, from_dict
from analyses.kern.woorden import capital, rule_words
from analyses.models import Resultaat
from analyses.queries import full_content
from privacy.kern.presentatie import value_text
from privacy.kern.veilig import VeiligResultaat
from privacy.uitzonderingen import Geweigerd

Items = tuple[str, ...]


class Regelstand(Enum):
    """What the analist wants with a rule."""

    gewoon = "gewoon"
    vast = "vast"
    weg = "weg"


STANDNAMEN = {
    Regelstand.gewoon: "gewoon",
    Regelstand.vast: "vastzetten",
    Regelstand.weg: "verbergen",
}


@dataclass(frozen=True)
class Regelkeuze:
    """A rule on the page; `cijfers` is empty for one that was hidden before."""

    plek: int
    items: Items
    tekst: str
    cijfers: str
    reden: str
    stand: Regelstand

    @property
    def veld(self) -> str:
        return f"regel_{self.plek}"

    @property
    def standen(self) -> list[tuple[str, str, bool]]:
        return [(s.value, STANDNAMEN[s], s is self.stand) for s in Regelstand]

    def matches(self, zoek: str) -> bool:
        woorden = zoek.lower().split()
        return all(woord in f"{self.tekst} {'; '.join(self.items)}".lower() for woord in woorden)


def question_of(resultaat: Resultaat) -> Regelspecificatie:
    """Geweigerd for a result of another kind."""
    vraag = from_dict(resultaat.analyse.specificatie)
    if not isinstance(vraag, Regelspecificatie):
        raise Geweigerd("Dit resultaat heeft geen regels om te kiezen.")
    return vraag


def rules_of(resultaat: Resultaat) -> list[Regelkeuze]:
    """The protected rules of a concept, and below them those that were hidden when it was made."""
    vraag = question_of(resultaat)
    getoond = _shown(full_content(resultaat), vraag)
    verborgen = [
        Regelkeuze(len(getoond) + nummer, items, capital(rule_words(items)), "", "", Regelstand.weg)
        for nummer, items in enumerate(vraag.weg)
    ]
    return [*getoond, *verborgen]


def with_choices(regels: Sequence[Regelkeuze], gevraagd: Mapping[str, str]) -> list[Regelkeuze]:
    """What a form says of them; who is not named keeps his place. Geweigerd for another word."""
    standen = {stand.value: stand for stand in Regelstand}
    if any(gevraagd.get(regel.veld, regel.stand.value) not in standen for regel in regels):
        raise Geweigerd("Kies bij elke regel: gewoon, vastzetten of verbergen.")
    return [replace(r, stand=standen[gevraagd.get(r.veld, r.stand.value)]) for r in regels]


def chosen(vraag: Regelspecificatie, regels: Sequence[Regelkeuze]) -> Regelspecificatie:
    """The question with these rules pinned and hidden; Geweigerd when none is left."""
    per_stand = {stand: [r.items for r in regels if r.stand is stand] for stand in Regelstand}
    weg = per_stand[Regelstand.weg]
    if len(weg) == len(regels):
        raise Geweigerd("Verberg niet alle regels.")
    hier = {frozenset(regel.items) for regel in regels}
    elders = [items for items in vraag.vast if frozenset(items) not in hier]
    return replace(vraag, vast=(*per_stand[Regelstand.vast], *elders), weg=tuple(weg))


def _shown(inhoud: VeiligResultaat, vraag: Regelspecificatie) -> list[Regelkeuze]:
    tabel, maten = inhoud.tabellen[:2]
    vast = {frozenset(items) for items in vraag.vast}
    keuzes = []
    for plek, (rij, maat) in enumerate(zip(tabel.rijen, maten.rijen, strict=True)):
        waarden = {k.code: (k.maat, w) for k, w in zip(tabel.koppen, rij.waarden, strict=True)}
        extra = {k.code: w for k, w in zip(maten.koppen, maat.waarden, strict=True)}
        items = tuple(str(extra["voorwaarde"]).split("; "))
        aandeel, groep, lift = (value_text(*waarden[c]) for c in ("aandeel", "groep", "lift"))
        cijfers = f"{aandeel} van {groep} inwoners, {lift} keer zo vaak als gemiddeld"
        stand = Regelstand.vast if frozenset(items) in vast else Regelstand.gewoon
        tekst = capital(str(rij.waarden[0]))
        keuzes.append(Regelkeuze(plek, items, tekst, cijfers, str(extra["reden"]), stand))
    return keuzes
