"""What a withdrawal brings about, shown before it is done. The apps above register theirs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Bereik:
    """What is withdrawn: the whole onderzoek, or only what falls under one of the others.

    `document`: the kind of document that would lapse; `herkomst`: leave for herkomst alone;
    `resultaat_id`: one released result.
    """

    onderzoek_id: UUID
    bron: str = ""
    levering_id: UUID | None = None
    document: str = ""
    herkomst: bool = False
    resultaat_id: UUID | None = None


@dataclass(frozen=True)
class Gevolg:
    """One sentence. `stopt` False: this stays as it is."""

    tekst: str
    stopt: bool = True


Gevolgen = Callable[[Bereik], Iterable[Gevolg]]
_gevolgen: list[Gevolgen] = []


def register(gevolgen: Gevolgen) -> None:
    if gevolgen not in _gevolgen:
        _gevolgen.append(gevolgen)


def of(bereik: Bereik) -> list[Gevolg]:
    """What stops first, then what stays."""
    alle = [gevolg for gevolgen in _gevolgen for gevolg in gevolgen(bereik)]
    return sorted(alle, key=lambda gevolg: not gevolg.stopt)
