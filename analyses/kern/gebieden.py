"""From buurtcodes to the leaves and sums of the dimension 'gebied'."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analyses.kern.onderzoek import Gebiedslabels, Onderzoekgegevens
from analyses.kern.specificatie import Bereik, Gebiedskeuze, Overige
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.woorden import number
from bronnen.kern.koppelverslag import Koppelverslag
from privacy.kern.celtabel import Dimensie
from privacy.kern.uitspraken import condition

GEMEENTE = "Hele gemeente"
OVERIGE = "Overige buurten"
BUITEN = 65535  # a resident of a buurt that is not in the table


@dataclass(frozen=True)
class Gebieden:
    """The dimension, and for every position in the link report's buurtcodes its leaf."""

    dimensie: Dimensie
    blad: NDArray[np.uint16]
    onderzocht: tuple[int, ...]  # positions in buurtcodes

    @property
    def labels(self) -> Gebiedslabels:
        samen = [label for label, _ in self.dimensie.samen if label != GEMEENTE]
        gemeente = GEMEENTE if GEMEENTE in self.dimensie.labels else None
        onderzocht = self.dimensie.klassen[: len(self.onderzocht)]
        return Gebiedslabels(onderzocht, samen[0] if samen else None, gemeente)

    def leaves(self, bewoners: pl.DataFrame) -> NDArray[np.uint16]:
        bladen: NDArray[np.uint16] = self.blad[bewoners.get_column("buurt").to_numpy()]
        return bladen


def together(aantal: int) -> str:
    """Label of the studied buurten taken together."""
    return f"De {number(aantal)} buurten samen"


def areas(keuze: Gebiedskeuze, verslag: Koppelverslag, onderzoek: Onderzoekgegevens) -> Gebieden:
    """GeenResultaat when a chosen buurt was not linked."""
    codes = list(verslag.buurtcodes)
    plek = {code: positie for positie, code in enumerate(codes)}
    if any(code not in plek for code in keuze.onderzocht):
        raise GeenResultaat("Een gekozen buurt zit niet in de gekoppelde gegevens.")
    rest = [code for code in codes if code not in keuze.onderzocht]
    bladen = _leaves(keuze, rest)
    blad = np.full(max(len(codes), 1), BUITEN, dtype=np.uint16)
    for nummer, (_, leden) in enumerate(bladen):
        blad[[plek[code] for code in leden]] = nummer
    labels = tuple(label or onderzoek.buurt(leden[0]) for label, leden in bladen)
    betekenis = tuple(condition("buurt", leden) for _, leden in bladen)
    sommen = _sums(keuze, len(bladen))
    dimensie = Dimensie("gebied", "Buurt", labels, sommen, betekenis)
    return Gebieden(dimensie, blad, tuple(plek[code] for code in keuze.onderzocht))


def _leaves(keuze: Gebiedskeuze, rest: Sequence[str]) -> list[tuple[str, tuple[str, ...]]]:
    """(label, codes); an empty label means the name of the buurt itself."""
    bladen: list[tuple[str, tuple[str, ...]]] = [("", (code,)) for code in keuze.onderzocht]
    if rest and keuze.overige is Overige.samen:
        bladen.append((OVERIGE, tuple(rest)))
    if keuze.overige is Overige.apart:
        bladen += [("", (code,)) for code in rest]
    return bladen


def _sums(keuze: Gebiedskeuze, bladen: int) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Sums that differ from every single leaf and from each other."""
    aantal = len(keuze.onderzocht)
    samen: list[tuple[str, tuple[int, ...]]] = []
    if Bereik.onderzocht in keuze.samen and aantal > 1:
        samen.append((together(aantal), tuple(range(aantal))))
    if Bereik.gemeente in keuze.samen and bladen > aantal:
        samen.append((GEMEENTE, tuple(range(bladen))))
    return tuple(samen)


def within(bewoners: pl.DataFrame, gebieden: Gebieden, bereik: Bereik) -> pl.DataFrame:
    """The residents of the studied buurten, or all that were linked."""
    if bereik is Bereik.gemeente:
        return bewoners
    return bewoners.filter(pl.col("buurt").is_in(list(gebieden.onderzocht)))


def within_places(gebieden: Gebieden, bereik: Bereik) -> tuple[int, ...] | None:
    """The same as positions in buurtcodes; None for all that were linked."""
    return None if bereik is Bereik.gemeente else gebieden.onderzocht


def where(bereik: Bereik, gebieden: Gebieden) -> str:
    """The residents' place as a label: "De drie buurten samen"."""
    if bereik is Bereik.gemeente:
        return "Hele gemeente"
    return gebieden.labels.samen or gebieden.labels.onderzocht[0]


def where_within(bereik: Bereik, gebieden: Gebieden) -> str:
    """The same within a sentence."""
    waar = where(bereik, gebieden)
    return waar[:1].lower() + waar[1:] if waar not in gebieden.labels.onderzocht else waar
