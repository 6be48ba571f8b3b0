"""Which documents an onderzoek needs. The apps above register what their sources ask for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from privacy.dossier import Documentsoort
from privacy.models import Onderzoek


@dataclass(frozen=True)
class Vereiste:
    """`waarvoor` as it stands on the page: the name of a source, or the onderzoek itself."""

    soort: Documentsoort
    waarvoor: str


Vereisten = Callable[[Onderzoek], Iterable[Vereiste]]
ALTIJD = Vereiste(Documentsoort.dpia, "het hele onderzoek")
_vereisten: list[Vereisten] = []


def register(vereisten: Vereisten) -> None:
    if vereisten not in _vereisten:
        _vereisten.append(vereisten)


def of_study(onderzoek: Onderzoek) -> list[Vereiste]:
    return [ALTIJD, *(v for vereisten in _vereisten for v in vereisten(onderzoek))]
