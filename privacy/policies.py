"""May it now? Transitions of a state as a table over an enum; the apps bring the tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from privacy.logboek import Actie
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

S = TypeVar("S", bound=Enum)


@dataclass(frozen=True)
class Overgang(Generic[S]):
    """One arrow: from, to, who may (None: the system, in a job) and the event that is logged."""

    van: S
    naar: S
    recht: Recht | None
    actie: Actie


class Overgangen(Generic[S]):
    """All arrows of one state. Built once, as a constant of the app."""

    def __init__(self, soort: type[S], overgangen: Iterable[Overgang[S]]) -> None:
        self.soort = soort
        self.alle = tuple(overgangen)
        self._tabel = {(o.van, o.naar): o for o in self.alle}
        if len(self._tabel) != len(self.alle):
            raise ValueError("the same transition stands twice in the table")

    def check(self, status: S | str, naar: S | str, actie: Actie | None = None) -> Overgang[S]:
        """The arrow, or `Geweigerd` in words for the screen; `actie`: only by this deed."""
        van, doel = self.soort(status), self.soort(naar)
        overgang = self._tabel.get((van, doel))
        if overgang is None or actie not in (None, overgang.actie):
            raise Geweigerd(
                f"Dit kan nu niet: de stand is ‘{_label(van)}’. Open de pagina opnieuw."
            )
        return overgang

    def allowed(self, status: S | str, naar: S | str) -> bool:
        return (self.soort(status), self.soort(naar)) in self._tabel

    def from_status(self, status: S | str) -> tuple[Overgang[S], ...]:
        van = self.soort(status)
        return tuple(o for o in self.alle if o.van == van)


def _label(status: Enum) -> str:
    return str(getattr(status, "label", status.value))
