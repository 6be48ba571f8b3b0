"""What words and tables need to know of the onderzoek: names and dates. Standard library only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bronnen.kern.kenmerken import KENMERKEN


@dataclass(frozen=True)
class Onderzoekgegevens:
    """Dates are ISO; `buurtnamen` maps a code (BU + 8 digits) to the name on the screen.

    `bronnen` maps the code of a source to its name on the screen; `opmerkingen` are sentences that
    stand beside every chart (such as the choice for whom rent arrears count).
    """

    naam: str
    peildatum: str
    periode_van: str
    periode_tot: str
    buurtnamen: Mapping[str, str] = field(default_factory=dict)
    bronnen: Mapping[str, str] = field(default_factory=dict)
    opmerkingen: tuple[str, ...] = ()

    def buurt(self, code: str) -> str:
        return self.buurtnamen.get(code, code)

    def bron(self, code: str) -> str:
        return self.bronnen.get(code, code.replace("_", " "))


@dataclass(frozen=True)
class Gebiedslabels:
    """What the areas of a table are called: the studied buurten in order, and their sums."""

    onderzocht: tuple[str, ...]
    samen: str | None = None
    gemeente: str | None = None

    def slot(self, label: str) -> int | None:
        """The place of a studied buurt; None for anything else."""
        return self.onderzocht.index(label) if label in self.onderzocht else None

    @property
    def panelen(self) -> tuple[str, ...]:
        """The areas that get a panel of their own."""
        samen = (self.samen,) if self.samen else ()
        return (*self.onderzocht, *samen)


def sources_of(kenmerken: tuple[str, ...]) -> tuple[str, ...]:
    """Codes of the sources behind these kenmerken, in a fixed order."""
    nodig = {bron for k in KENMERKEN if k.code in kenmerken for bron in k.bronnen}
    volgorde = [bron for k in KENMERKEN for bron in k.bronnen]
    return tuple(dict.fromkeys(bron for bron in volgorde if bron in nodig))
