"""Whom figures are about, written as the ledger has it: conditions on kenmerken of the linked file.

Classes of leeftijd are written in years, so that they can be laid beside bases such as 12 and over.
"""

from collections.abc import Iterable

from analyses.kern.gebieden import Gebieden
from analyses.kern.specificatie import Basis, Bereik
from bronnen.kern.afleiding import LEEFTIJD_GRENZEN
from bronnen.kern.kenmerken import LEEFTIJD, MISDRIJFGROEPEN, VERDACHTE, kenmerk
from bronnen.kern.koppelverslag import Koppelverslag
from privacy.kern.uitspraken import Groep, Voorwaarde, both, condition

OUDST = 254  # 255 is an unknown age, which the linked file does not hold
MISDRIJF = "misdrijfgroepen"  # a column of the linked file that is no kenmerk
VERDACHT: Groep = (Voorwaarde(VERDACHTE.code, (1,)),)


def of_crime(groep: int) -> Groep:
    """Suspects of an incident of this misdrijfgroep; the column holds a bit for each group."""
    waarden = (v for v in range(1 << len(MISDRIJFGROEPEN)) if v >> groep & 1)
    return also(VERDACHT, (condition(MISDRIJF, waarden),))


def classes(code: str, klassen: Iterable[int]) -> Voorwaarde:
    """Persons in any of these classes of a kenmerk."""
    if code != LEEFTIJD.code:
        return condition(code, klassen)
    van = (0, *LEEFTIJD_GRENZEN)
    tot = (*LEEFTIJD_GRENZEN, OUDST + 1)
    return condition("jaren", (jaar for k in klassen for jaar in range(van[k], tot[k])))


def each_class(code: str, klassen: Iterable[int]) -> tuple[Voorwaarde, ...]:
    return tuple(classes(code, (klasse,)) for klasse in klassen)


def applicable(code: str) -> Groep:
    """Everybody to whom the kenmerk applies."""
    kenmerk_ = kenmerk(code)
    weg = kenmerk_.niet_van_toepassing
    return (classes(code, (k for k in range(len(kenmerk_.klassen)) if k != weg)),)


def aged(basis: Basis) -> Groep:
    return (condition("jaren", range(basis.jaren, OUDST + 1)),) if basis.jaren else ()


def living(codes: Iterable[str]) -> Groep:
    return (condition("buurt", codes),)


def inside(bereik: Bereik, gebieden: Gebieden, verslag: Koppelverslag) -> Groep:
    """The residents that `gebieden.within` keeps."""
    if bereik is Bereik.gemeente:
        return living(verslag.buurtcodes)
    return living(verslag.buurtcodes[plek] for plek in gebieden.onderzocht)


def also(een: Groep, ander: Groep) -> Groep:
    """Both; ValueError where nobody can be."""
    samen = both(een, ander)
    if samen is None:
        raise ValueError("nobody meets these conditions")
    return samen
