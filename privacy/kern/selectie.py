"""A reader's selection of a released result: rows are left out, and nothing else happens.

What is chosen is named by place (`gebied.2` is the third class of the column `gebied`), never by
value. Rows keep their order, a hidden row stays hidden in its place, and nothing is added up or
computed again: everything in a selection stands in the released result too. Standard library only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from privacy.kern.figuurselectie import cut
from privacy.kern.veilig import _ZEGEL, Maat, VeiligeRij, VeiligeTabel, VeiligResultaat

TABEL, KIES = "tabel", "kies"  # what may be asked, in an address
MEESTE = 400  # values in one selection
GEEN_KEUZE = ("referentie", "maat", "onderdeel")  # columns that tell of a row, not of a group


class OnjuisteSelectie(ValueError):
    """What was asked is not in this result; the message is a Dutch sentence without its values."""


ONJUIST = "Deze keuze hoort niet bij dit resultaat. Kies opnieuw op de bladzijde van het resultaat."


@dataclass(frozen=True)
class Keuzelijst:
    """A column of which classes can be chosen; a class is named by its place in `klassen`."""

    code: str
    label: str
    klassen: tuple[str, ...]


@dataclass(frozen=True)
class Selectie:
    """Places of tables, and places of classes by column; nothing named is everything."""

    tabellen: tuple[int, ...] = ()
    klassen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tabellen or self.klassen)

    def pairs(self) -> list[tuple[str, str]]:
        """As it stands in an address: always in the same order."""
        paren = [(TABEL, str(plek)) for plek in self.tabellen]
        for code, plekken in self.klassen.items():
            paren += [(KIES, f"{code}.{plek}") for plek in plekken]
        return paren


def choices(resultaat: VeiligResultaat) -> tuple[Keuzelijst, ...]:
    """The columns with more than one class, over all tables; classes in the order of the rows."""
    gevonden: dict[str, tuple[str, dict[str, None]]] = {}
    for tabel in resultaat.tabellen:
        for plek, kop in enumerate(tabel.koppen):
            if kop.maat is Maat.label and kop.code not in GEEN_KEUZE:
                klassen = gevonden.setdefault(kop.code, (kop.label, {}))[1]
                klassen.update(dict.fromkeys(str(rij.waarden[plek]) for rij in tabel.rijen))
    return tuple(
        Keuzelijst(code, label, tuple(klassen))
        for code, (label, klassen) in gevonden.items()
        if len(klassen) > 1
    )


def read_selection(resultaat: VeiligResultaat, gevraagd: Mapping[str, Sequence[str]]) -> Selectie:
    """The parameters of an address; OnjuisteSelectie unless each names something that is there.

    An unknown name, a place that is not there, and a value that stands twice are refused.
    """
    if set(gevraagd) - {TABEL, KIES} or sum(map(len, gevraagd.values())) > MEESTE:
        raise OnjuisteSelectie(ONJUIST)
    lijsten = {lijst.code: len(lijst.klassen) for lijst in choices(resultaat)}
    klassen: dict[str, list[int]] = {}
    for waarde in gevraagd.get(KIES, ()):
        code, _, plek = waarde.rpartition(".")
        klassen.setdefault(code, []).append(_place(plek, lijsten.get(code, 0)))
    tabellen = [_place(plek, len(resultaat.tabellen)) for plek in gevraagd.get(TABEL, ())]
    volgorde = [code for code in lijsten if code in klassen]
    return Selectie(_once(tabellen), {code: _once(klassen[code]) for code in volgorde})


def select(resultaat: VeiligResultaat, selectie: Selectie) -> VeiligResultaat:
    """The same result with fewer rows; words and number of residents are those of the whole."""
    if not selectie:
        return resultaat
    gekozen = {
        lijst.code: {lijst.klassen[plek] for plek in selectie.klassen[lijst.code]}
        for lijst in choices(resultaat)
        if lijst.code in selectie.klassen
    }
    tabellen = [
        _fewer_rows(tabel, gekozen)
        for plek, tabel in enumerate(resultaat.tabellen)
        if not selectie.tabellen or plek in selectie.tabellen
    ]
    over = tuple(tabel for tabel in tabellen if tabel.rijen)
    namen = {tabel.naam for tabel in over}
    figuren = (cut(figuur, gekozen, namen) for figuur in resultaat.figuren)
    return replace(
        resultaat,
        tabellen=over,
        figuren=tuple(figuur for figuur in figuren if figuur is not None),
        zegel=_ZEGEL,
    )


def _fewer_rows(tabel: VeiligeTabel, gekozen: Mapping[str, set[str]]) -> VeiligeTabel:
    plekken = [(p, gekozen[k.code]) for p, k in enumerate(tabel.koppen) if k.code in gekozen]

    def wanted(rij: VeiligeRij) -> bool:
        return all(str(rij.waarden[plek]) in klassen for plek, klassen in plekken)

    return replace(tabel, rijen=tuple(rij for rij in tabel.rijen if wanted(rij)), zegel=_ZEGEL)


def _place(tekst: str, aantal: int) -> int:
    """A place below `aantal`, as we write it: `1`, not `01`, `+1` or another script's digits."""
    if not (tekst.isascii() and tekst.isdigit() and len(tekst) <= 4 and str(int(tekst)) == tekst):
        raise OnjuisteSelectie(ONJUIST)
    if int(tekst) >= aantal:
        raise OnjuisteSelectie(ONJUIST)
    return int(tekst)


def _once(plekken: Sequence[int]) -> tuple[int, ...]:
    if len(set(plekken)) != len(plekken):
        raise OnjuisteSelectie(ONJUIST)
    return tuple(sorted(plekken))
