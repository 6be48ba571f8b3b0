"""What rules tell together: groups of persons that can be computed by inclusion and exclusion.

Rules about a, and about a and b, also tell how many have a without b. Every combination of up to
six items, each either had or not had, is such a channel. Persons are split into atoms: same part of
every kenmerk, and with or without the outcome; each shown rule is two sums of atoms.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

import numpy as np
from numpy.typing import NDArray

Item = tuple[str, str]  # code of the kenmerk, class
Items = frozenset[Item]
Masker = NDArray[np.bool_]

MAX_ITEMS = 6


@dataclass(frozen=True)
class Kanaal:
    """Persons who have the items of `met` and none of `zonder`."""

    met: Items
    zonder: Items


@dataclass(frozen=True)
class Indeling:
    """What everybody knows of the items: `codes`, the classes behind an item (its own class if not
    given), and `klassen`, how many classes a kenmerk has."""

    codes: Mapping[Item, tuple[int, ...]]
    klassen: Mapping[str, int]


class Atomen:
    """The atoms that a set of items splits all persons into."""

    def __init__(self, items: Iterable[Item], indeling: Indeling) -> None:
        per_kenmerk: dict[str, list[Item]] = {}
        for item in sorted(set(items)):
            per_kenmerk.setdefault(item[0], []).append(item)
        self._delen = [_parts(leden, indeling) for leden in per_kenmerk.values()]
        self._items = [item for leden in per_kenmerk.values() for item in leden]
        self.aantal = prod(len(delen) for delen in self._delen)

    def membership(self) -> dict[Item, Masker]:
        """For each item which atoms are in it."""
        cellen = [frozenset[Item]().union(*keuze) for keuze in product(*self._delen)]
        return {
            item: np.array([item in cel for cel in cellen], dtype=np.bool_) for item in self._items
        }


def _parts(items: Sequence[Item], indeling: Indeling) -> list[Items]:
    """Parts of one kenmerk that the items tell apart, each as the items it lies in."""
    codes = {item: set(indeling.codes.get(item, (item[1],))) for item in items}
    alle = sorted(set().union(*codes.values()), key=str)
    delen: dict[Items, None] = dict.fromkeys(
        frozenset(item for item in items if code in codes[item]) for code in alle
    )
    if len(alle) < indeling.klassen.get(items[0][0], len(alle) + 1):
        delen[frozenset()] = None
    return list(delen)


def channels(regels: Sequence[Items]) -> list[Kanaal]:
    """All channels over each rule and each pair of related rules, up to six items together."""
    kanalen: dict[Kanaal, None] = {}
    for samen in _unions(regels):
        leden = sorted(samen)
        for hoeveel in range(len(leden) + 1):
            for met in combinations(leden, hoeveel):
                kanalen[Kanaal(frozenset(met), samen - frozenset(met))] = None
    return list(kanalen)


def _unions(regels: Sequence[Items]) -> list[Items]:
    paren = (een | ander for een, ander in combinations(regels, 2) if _related(een, ander))
    return list(dict.fromkeys(s for s in (*regels, *paren) if len(s) <= MAX_ITEMS))


def _related(een: Items, ander: Items) -> bool:
    """Rules about a same kenmerk: their groups may lie within each other."""
    return not {code for code, _ in een}.isdisjoint(code for code, _ in ander)


def mask(kanaal: Kanaal, leden: Mapping[Item, Masker]) -> Masker:
    """The atoms of a channel."""
    atomen = np.ones_like(next(iter(leden.values())))
    for item in sorted(kanaal.met):
        atomen &= leden[item]
    for item in sorted(kanaal.zonder):
        atomen &= ~leden[item]
    return atomen
