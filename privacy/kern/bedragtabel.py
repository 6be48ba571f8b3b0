"""A table of amounts before protection, with who contributes what to which leaf."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from privacy.kern.celtabel import Dimensie
from privacy.kern.invoerfouten import (
    GeenGeheelGetal,
    GeenPersonen,
    NegatieveWaarde,
    OnbekendeKlasse,
    OntbrekendeWaarde,
    TeGrootGetal,
    VerkeerdeVorm,
)

Tellingen = NDArray[np.int64]

# Whole cents are exact in a double below 2^53; a thousandth of that leaves the solvers room.
GROOTSTE_SOM = 2**43


@dataclass(frozen=True)
class Bedragtabel:
    """Amounts over the leaf classes of every dimension, one row for each leaf and contributor.

    `blad`: number of the leaf, the last dimension fastest; `houder`: who contributes (a person, or
    the household that persons are taken together in), 0 to H - 1; `bedrag`: whole cents, 0 for who
    is in the group and owes nothing. All three of equal length, sorted by leaf, then contributor.
    """

    naam: str
    titel: str
    dimensies: tuple[Dimensie, ...]
    blad: Tellingen
    houder: Tellingen
    bedrag: Tellingen
    nul_gevoelig: bool = True

    def __post_init__(self) -> None:
        if not self.dimensies or len({d.code for d in self.dimensies}) != len(self.dimensies):
            raise VerkeerdeVorm("a table needs dimensions, each with a code of its own")
        if not self.blad.shape == self.houder.shape == self.bedrag.shape or self.blad.ndim != 1:
            raise VerkeerdeVorm("leaves, contributors and amounts differ in length")
        if not self.blad.size:
            raise GeenPersonen("a table of amounts without contributors")
        if min(self.blad.min(), self.houder.min()) < 0 or self.blad.max() >= self.bladen:
            raise OnbekendeKlasse("an amount is in a class that the table does not have")
        _check_amounts(self.bedrag)
        paren = self.blad * (int(self.houder.max()) + 1) + self.houder
        if (np.diff(paren) <= 0).any():
            raise VerkeerdeVorm("a contributor has one amount in a leaf, in order")

    @property
    def bladen(self) -> int:
        return prod(len(d.klassen) for d in self.dimensies)

    @cached_property
    def totaal(self) -> Tellingen:
        """(N) the sum of each leaf."""
        som = np.zeros(self.bladen, dtype=np.int64)
        np.add.at(som, self.blad, self.bedrag)
        return som

    @cached_property
    def bijdragers(self) -> Tellingen:
        """(N) how many contribute more than nothing to each leaf."""
        return np.bincount(self.blad[self.bedrag > 0], minlength=self.bladen).astype(np.int64)


def amounts_table(
    naam: str,
    titel: str,
    dimensies: tuple[Dimensie, ...],
    klassen: Sequence[NDArray[np.integer]],
    bedragen: NDArray[np.integer],
    houder: NDArray[np.integer] | None = None,
    *,
    nul_gevoelig: bool = True,
) -> Bedragtabel:
    """From one row a person: `klassen` holds for each dimension the position of his leaf class,
    `bedragen` whole cents, `houder` the household whose amounts count as one contribution."""
    bedragen = np.asarray(bedragen)
    if len(klassen) != len(dimensies) or any(len(k) != bedragen.size for k in klassen):
        raise VerkeerdeVorm("every person has an amount and a class on every dimension")
    _check_amounts(bedragen)
    blad = _leaf_numbers(dimensies, klassen)
    wie = np.arange(bedragen.size) if houder is None else np.asarray(houder)
    if wie.shape != bedragen.shape:
        raise VerkeerdeVorm("every person has a household, or none has")
    nummers = np.unique(wie, return_inverse=True)[1].astype(np.int64)
    aantal = int(nummers.max(initial=0)) + 1
    paren, plek = np.unique(blad * aantal + nummers, return_inverse=True)
    som = np.zeros(paren.size, dtype=np.int64)
    np.add.at(som, plek, bedragen.astype(np.int64))
    return Bedragtabel(naam, titel, dimensies, paren // aantal, paren % aantal, som, nul_gevoelig)


def _leaf_numbers(
    dimensies: tuple[Dimensie, ...], klassen: Sequence[NDArray[np.integer]]
) -> Tellingen:
    blad = np.zeros(len(klassen[0]) if klassen else 0, dtype=np.int64)
    for dimensie, klasse in zip(dimensies, klassen, strict=True):
        if klasse.size and (klasse.min() < 0 or klasse.max() >= len(dimensie.klassen)):
            raise OnbekendeKlasse("an amount is in a class that the table does not have")
        blad = blad * len(dimensie.klassen) + klasse
    return blad


def _check_amounts(bedragen: NDArray[np.integer]) -> None:
    if not np.issubdtype(bedragen.dtype, np.integer):
        if np.issubdtype(bedragen.dtype, np.floating) and not np.isfinite(bedragen).all():
            raise OntbrekendeWaarde("an amount is missing")
        raise GeenGeheelGetal("amounts are whole cents")
    if bedragen.size and bedragen.min() < 0:
        raise NegatieveWaarde("an amount is negative")
    if bedragen.astype(np.float64).sum() > GROOTSTE_SOM:
        raise TeGrootGetal("amounts add up to more than can be computed without error")
