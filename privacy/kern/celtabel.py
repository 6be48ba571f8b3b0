"""A table of persons before protection: the only form in which counts reach `privacy.kern`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Dimensie:
    """An axis: leaf classes, and classes that add leaves up ("alle", "de drie buurten samen").

    `samen` holds (label, positions of the leaves); order is the order on the screen.
    """

    code: str
    label: str
    klassen: tuple[str, ...]
    samen: tuple[tuple[str, tuple[int, ...]], ...] = ()

    def __post_init__(self) -> None:
        if not self.klassen:
            raise ValueError("a dimension has no classes")
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
    """

    naam: str
    titel: str
    dimensies: tuple[Dimensie, ...]
    basis: NDArray[np.int64]
    aantal: NDArray[np.int64] | None = None
    nul_gevoelig: bool = True

    def __post_init__(self) -> None:
        vorm = tuple(len(d.klassen) for d in self.dimensies)
        if not vorm or len({d.code for d in self.dimensies}) != len(vorm):
            raise ValueError("a table needs dimensions, each with a code of its own")
        for telling in (self.basis, self.aantal):
            if telling is None:
                continue
            if telling.shape != vorm:
                raise ValueError("counts and dimensions differ in shape")
            if not np.issubdtype(telling.dtype, np.integer):
                raise ValueError("counts of persons are whole numbers")
            if (telling < 0).any():
                raise ValueError("a count of persons is negative")
        if self.aantal is not None and (self.aantal > self.basis).any():
            raise ValueError("more persons with the outcome than persons")
