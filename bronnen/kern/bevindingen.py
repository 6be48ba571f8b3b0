"""Collects what the checks find, by rule and column: row numbers, never values."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bronnen.kern.leverschema import Bevinding
from bronnen.kern.meldingen import MELDINGEN

EERSTE = 20  # row numbers in the report for each finding


@dataclass
class _Telling:
    weigert: bool
    aantal: int = 0
    rijnummers: list[int] = field(default_factory=list)


class Verzamelaar:
    def __init__(self) -> None:
        self._tellingen: dict[tuple[str, str | None, str], _Telling] = {}

    def add(
        self,
        regel: str,
        kolom: str | None,
        rijnummers: NDArray[np.int64],
        *,
        melding: str | None = None,
        weigert: bool = True,
    ) -> None:
        """Counts these rows; the first twenty of the file are named."""
        if len(rijnummers):
            telling = self._count(regel, kolom, len(rijnummers), melding, weigert)
            rest = EERSTE - len(telling.rijnummers)
            telling.rijnummers.extend(int(nummer) for nummer in rijnummers[:rest])

    def add_count(
        self, regel: str, aantal: int, rijnummers: Sequence[int] = (), *, weigert: bool = True
    ) -> None:
        """What the reader counted itself, with the rows it remembered."""
        if aantal:
            telling = self._count(regel, None, aantal, None, weigert)
            telling.rijnummers.extend(rijnummers[:EERSTE])

    def _count(
        self, regel: str, kolom: str | None, aantal: int, melding: str | None, weigert: bool
    ) -> _Telling:
        sleutel = (regel, kolom, melding or MELDINGEN[regel])
        telling = self._tellingen.setdefault(sleutel, _Telling(weigert))
        telling.aantal += aantal
        return telling

    def bevindingen(self) -> tuple[Bevinding, ...]:
        return tuple(
            Bevinding(regel, kolom, melding, t.aantal, tuple(t.rijnummers), t.weigert)
            for (regel, kolom, melding), t in self._tellingen.items()
        )
