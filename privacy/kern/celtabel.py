"""A table of persons before protection: the only form in which counts reach `privacy.kern`."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from privacy.kern.invoerfouten import (
    GeenGeheelGetal,
    MeerDanDeGroep,
    NegatieveWaarde,
    OntbrekendeWaarde,
    TeVeelCellen,
    VerkeerdeVorm,
)
from privacy.kern.uitspraken import Groep, Voorwaarde

# Beyond this many shown combinations of classes a table is refused: minutes, and nobody reads it.
MAX_CELLEN = 20_000


@dataclass(frozen=True)
class Dimensie:
    """An axis: leaf classes, and classes that add leaves up ("alle", "de drie buurten samen").

    `samen` holds (label, positions of the leaves); order is the order on the screen. For the
    ledger: `betekenis`, the condition of each leaf class; `telt`, the classes say what is counted,
    not among whom; `volledig`, everybody is in one of them, so that all of them are no condition.
    """

    code: str
    label: str
    klassen: tuple[str, ...]
    samen: tuple[tuple[str, tuple[int, ...]], ...] = ()
    betekenis: tuple[Voorwaarde, ...] | None = None
    telt: bool = False
    volledig: bool = False

    def __post_init__(self) -> None:
        if not self.klassen:
            raise ValueError("a dimension has no classes")
        if self.betekenis is not None and len(self.betekenis) != len(self.klassen):
            raise ValueError("a dimension has a condition for each of its classes")
        if len(set(self.labels)) != len(self.labels):
            raise ValueError("two classes of a dimension have the same label")
        for _, leden in self.samen:
            if not leden or len(set(leden)) != len(leden):
                raise ValueError("a class that adds up has no leaves, or one twice")
            if min(leden) < 0 or max(leden) >= len(self.klassen):
                raise ValueError("a class adds up a leaf that does not exist")

    @property
    def labels(self) -> tuple[str, ...]:
        return (*self.klassen, *(label for label, _ in self.samen))

    def leden(self, plek: int) -> tuple[int, ...]:
        """The leaves of the class that is shown at this place."""
        klassen = len(self.klassen)
        return (plek,) if plek < klassen else self.samen[plek - klassen][1]

    def optelling(self) -> NDArray[np.int64]:
        """Matrix (classes shown × leaves) that turns leaf counts into all counts shown."""
        matrix = np.zeros((len(self.labels), len(self.klassen)), dtype=np.int64)
        matrix[: len(self.klassen)] = np.eye(len(self.klassen), dtype=np.int64)
        for rij, (_, leden) in enumerate(self.samen, start=len(self.klassen)):
            matrix[rij, list(leden)] = 1
        return matrix


@dataclass(frozen=True)
class Celtabel:
    """Counts of persons over the leaf classes of every dimension.

    `basis`: persons, shape (len(d.klassen) for d in dimensies). `aantal`: of these, the persons
    with the sensitive outcome, same shape; None for a plain frequency table.

    For the ledger: `groep`, whom the table is about, and `uitkomst`, what `aantal` counts. A table
    without `groep` says nothing of whom it is about, and adds nothing to the ledger.
    """

    naam: str
    titel: str
    dimensies: tuple[Dimensie, ...]
    basis: NDArray[np.int64]
    aantal: NDArray[np.int64] | None = None
    nul_gevoelig: bool = True
    groep: Groep | None = None
    uitkomst: Groep = ()

    def __post_init__(self) -> None:
        vorm = tuple(len(d.klassen) for d in self.dimensies)
        if not vorm or len({d.code for d in self.dimensies}) != len(vorm):
            raise VerkeerdeVorm("a table needs dimensions, each with a code of its own")
        for telling in (self.basis, self.aantal):
            if telling is not None:
                check_counts(telling, vorm)
        if self.aantal is not None and (self.aantal > self.basis).any():
            raise MeerDanDeGroep("more persons with the outcome than persons")


def check_counts(telling: NDArray[np.int64], vorm: tuple[int, ...]) -> None:
    if telling.shape != vorm:
        raise VerkeerdeVorm("counts and dimensions differ in shape")
    if not np.issubdtype(telling.dtype, np.integer):
        if np.issubdtype(telling.dtype, np.floating) and not np.isfinite(telling).all():
            raise OntbrekendeWaarde("a count of persons is missing")
        raise GeenGeheelGetal("counts of persons are whole numbers")
    if (telling < 0).any():
        raise NegatieveWaarde("a count of persons is negative")


def check_size(dimensies: Sequence[Dimensie]) -> None:
    """TeVeelCellen for a table with more cells than can be protected in reasonable time."""
    if prod(len(d.labels) for d in dimensies) > MAX_CELLEN:
        raise TeVeelCellen("the table has more cells than can be protected")
