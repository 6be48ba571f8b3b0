"""What an analysis could find with these numbers, said before it is started.

From rounded counts alone: those of the newest protected result about suspects in this onderzoek,
which its analist has seen already.
"""

from dataclasses import dataclass

from analyses.kern.vermogen import smallest_difference
from analyses.queries import drafts_for, full_content
from privacy.getallen import getal
from privacy.kern.veilig import VeiligeTabel
from privacy.models import Account, Onderzoek

GROEPEN = (5, 10, 25, 50)  # percents of the residents that a class or a rule may hold


@dataclass(frozen=True)
class Vindregel:
    """A group of about so many residents, and what share of suspects would stand out."""

    groep: str
    vanaf: str


@dataclass(frozen=True)
class Vooraf:
    """`personen` and `aandeel` as that result shows them."""

    gebied: str
    personen: str
    aandeel: str
    regels: tuple[Vindregel, ...]


def foreseen(onderzoek: Onderzoek, account: Account) -> Vooraf | None:
    """None when there is no such result yet, or its counts are hidden."""
    resultaten = drafts_for(account).filter(onderzoek=onderzoek, analyse__soort="verdachten")
    resultaat = resultaten.order_by("-gemaakt_op").first()
    return None if resultaat is None else _from_table(full_content(resultaat).tabellen[0])


def _from_table(tabel: VeiligeTabel) -> Vooraf | None:
    """Of the studied buurten together; else of the largest gebied that is shown."""
    rijen = [
        (str(gebied), int(str(groep)), int(str(aantal)))
        for gebied, groep, aantal in zip(
            *(tabel.kolom(code) for code in ("gebied", "groep", "aantal")), strict=True
        )
        if groep and aantal
    ]
    if not rijen:
        return None
    samen = [rij for rij in rijen if rij[0].startswith("De ") and rij[0].endswith(" samen")]
    gebied, n, y = samen[0] if samen else max(rijen, key=lambda rij: rij[1])
    if not 0 < y < n:
        return None
    regels = tuple(_line(n, y / n, deel) for deel in GROEPEN)
    return Vooraf(gebied, getal(n), f"{round(100 * y / n)}%", regels)


def _line(n: int, grond: float, deel: int) -> Vindregel:
    """Group and the others have the average share, but for what is to be found."""
    groep = round(n * deel / 100)
    vindbaar = smallest_difference(grond, max(groep, 1), max(n - groep, 1))
    wie = f"{deel}% van deze inwoners (ongeveer {getal(groep)})"
    if vindbaar.vanaf is None or vindbaar.punten is None:
        return Vindregel(wie, "geen enkel verschil")
    punten = f"{vindbaar.punten:.1f}".replace(".", ",")
    odds = vindbaar.odds_ratio
    keer = "" if odds is None else f", odds ratio {odds:.1f}".replace(".", ",")
    return Vindregel(wie, f"{round(100 * vindbaar.vanaf)}% of meer ({punten} procentpunten{keer})")
