"""What can be destroyed. The apps above register theirs in `AppConfig.ready`."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from privacy.models import Account
from privacy.uitzonderingen import Geweigerd

BESTAAT_NIET = "Dit is er niet (meer). Open de pagina opnieuw."


@dataclass(frozen=True)
class Bewaard:
    """One object that is kept, and until when; `tot` None: nobody has said."""

    soort: str
    object_id: str
    titel: str
    onderzoek_id: UUID
    onderzoek: str
    grond: str
    tot: datetime | None
    organisatie_id: UUID | None = None
    organisatie: str = ""


@dataclass(frozen=True)
class Soort:
    """A kind of object, and how it is taken apart. Each function takes the id of one object.

    `vergrendel` locks its row until the caller's transaction ends. `verwijder` takes the rows, or
    what in them is still about persons; it is safe to call again, and knows what is gone already.
    `met_onderzoek` False: it has a longer term of its own, and stays when the onderzoek goes.
    """

    code: str
    naam: str
    bewaard: Callable[[], Iterable[Bewaard]]
    afgeleid: Callable[[str], Iterable[tuple[str, str]]]
    sleutels: Callable[[str], list[UUID]]
    bestanden: Callable[[str], list[Path]]
    onderwerpen: Callable[[str], list[str]]
    vergrendel: Callable[[str], object]
    verwijder: Callable[[str, Account | None], None]
    met_onderzoek: bool = True


@dataclass(frozen=True)
class Meegaand:
    """What an app above made of an object of this kind, and goes with it."""

    soort: str
    onderwerpen: Callable[[str], list[str]]
    verwijder: Callable[[str, Account | None], None]


_soorten: dict[str, Soort] = {}
_meegaand: list[Meegaand] = []


def register(soort: Soort) -> None:
    _soorten[soort.code] = soort


def register_along(meegaand: Meegaand) -> None:
    if meegaand not in _meegaand:
        _meegaand.append(meegaand)


def kind(code: str) -> Soort:
    return _soorten[code]


def kinds() -> dict[str, str]:
    """Name on the screen by code."""
    return {soort.code: soort.naam for soort in _soorten.values()}


def along(code: str) -> list[Meegaand]:
    return [meegaand for meegaand in _meegaand if meegaand.soort == code]


def everything() -> Iterator[Bewaard]:
    for soort in _soorten.values():
        yield from soort.bewaard()


def find(code: str, object_id: str) -> Bewaard:
    """Geweigerd when it is not kept (any more)."""
    rijen = _soorten[code].bewaard() if code in _soorten else ()
    gevonden = next((rij for rij in rijen if rij.object_id == object_id), None)
    if gevonden is None:
        raise Geweigerd(BESTAAT_NIET)
    return gevonden


def with_derived(code: str, object_id: str) -> Iterator[tuple[str, str]]:
    """The object and all that was made of it, each once: what was made last comes first."""
    gezien: dict[tuple[str, str], None] = {}

    def walk(soort: str, nummer: str) -> None:
        for afgeleid in _soorten[soort].afgeleid(nummer):
            walk(*afgeleid)
        gezien.setdefault((soort, nummer))

    walk(code, object_id)
    yield from gezien
