"""An intruder on sets of rules: everything that inclusion and exclusion, or a programme, gives.

Written apart from `regelkanalen` and `regelaudit`: he knows which residents can exist (a class lies
within a wider one) and the rounded figures of the rules shown, and works with plain sets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from scipy.optimize import linprog

from privacy.kern.beschermen import NietTeBeschermen, Regel, Regelset, protect_rules
from privacy.kern.drempels import Drempelset
from privacy.kern.regelkanalen import Item

DREMPELS = Drempelset()
JONGST, JONG = ("leeftijd", "18 tot en met 24"), ("leeftijd", "18 tot en met 49")
ITEMS: tuple[Item, ...] = (*((f"k{i}", "ja") for i in range(4)), JONGST, JONG)
CODES = {JONGST: (2,), JONG: (2, 3, 4)}
KLASSEN = {"leeftijd": 7, **{f"k{i}": 2 for i in range(4)}}
# Every kind of resident: which of the six items he has; the youngest are young as well.
SOORTEN = [bits for bits in product((False, True), repeat=6) if not bits[4] or bits[5]]
Bereik = tuple[int, int]
Voorwaarden = frozenset[Item]


@dataclass(frozen=True)
class Bevolking:
    """Persons of each kind, and of them with the outcome."""

    n: np.ndarray
    y: np.ndarray

    def count(self, met: Voorwaarden, zonder: Voorwaarden = frozenset()) -> tuple[int, int, int]:
        """Persons, and those with and without the outcome."""
        wie = kinds(met, zonder)
        n, y = int(self.n[wie].sum()), int(self.y[wie].sum())
        return n, y, n - y


@cache
def kinds(met: Voorwaarden, zonder: Voorwaarden = frozenset()) -> np.ndarray:
    return np.array(
        [
            all(bits[ITEMS.index(i)] for i in met) and not any(bits[ITEMS.index(i)] for i in zonder)
            for bits in SOORTEN
        ]
    )


def residents(toeval: np.random.Generator) -> Bevolking:
    """Some items nearly imply another, so that few have the one and not the other."""
    gewicht = np.ones(len(SOORTEN))
    kans = toeval.uniform(0.1, 0.7, 6)
    for plek, bits in enumerate(SOORTEN):
        gewicht[plek] = np.prod(
            [k if heeft else 1 - k for k, heeft in zip(kans, bits, strict=True)]
        )
        if bits[0] and not bits[1]:
            gewicht[plek] *= toeval.choice([1.0, 0.02])
    n = toeval.multinomial(int(toeval.integers(500, 6000)), gewicht / gewicht.sum())
    logit = toeval.normal(-2, 1) + np.array(SOORTEN) @ toeval.normal(0, 1, 6)
    return Bevolking(n, toeval.binomial(n, 1 / (1 + np.exp(-logit))))


def ruleset(toeval: np.random.Generator, mensen: Bevolking) -> Regelset:
    keuzes = [c for lengte in (1, 2, 3, 4) for c in combinations(ITEMS, lengte)]
    volgorde = toeval.permutation(len(keuzes))[: int(toeval.integers(4, 14))]
    regels = []
    for plek in volgorde:
        items = keuzes[plek]
        n, y, _ = mensen.count(frozenset(items))
        regels.append(Regel(items, str(plek), n, y))
    n, y, _ = mensen.count(frozenset())
    return Regelset("r", "R", tuple(regels), n, y, CODES, KLASSEN)


def shown(zaad: int) -> tuple[Bevolking, dict[Voorwaarden, tuple[int, int]]]:
    """The population, and what stands there of each condition: rounded persons and outcome."""
    toeval = np.random.default_rng([31, zaad])
    mensen = residents(toeval)
    regels = ruleset(toeval, mensen)
    try:
        tabel = protect_rules(regels, DREMPELS)
    except NietTeBeschermen:
        return mensen, {}
    getoond = {str(rij.waarden[0]): rij.waarden[1:3] for rij in tabel.rijen}
    cijfers = {
        frozenset(r.items): (int(groep), int(aantal))
        for r in regels.regels
        if r.tekst in getoond
        for groep, aantal in [getoond[r.tekst]]
    }
    return mensen, cijfers | {frozenset(): (near(regels.personen), near(regels.uitkomsten))}


def near(telling: int) -> int:
    return 5 * round(telling / 5)


def around(afgerond: int) -> Bereik:
    return max(0, afgerond - 2), afgerond + 2


def channels() -> Iterator[tuple[Voorwaarden, Voorwaarden]]:
    """Each of the six items had, not had, or left out."""
    for stand in product((None, True, False), repeat=6):
        met = frozenset(i for i, s in zip(ITEMS, stand, strict=True) if s)
        zonder = frozenset(i for i, s in zip(ITEMS, stand, strict=True) if s is False)
        yield met, zonder


def by_inclusion_exclusion(
    met: Voorwaarden, zonder: Voorwaarden, cijfers: Mapping[Voorwaarden, tuple[int, int]]
) -> tuple[Bereik, Bereik, Bereik] | None:
    """Persons, with and without the outcome; None where a count that it takes is not shown. Sets
    that hold the same residents are the same set; one that holds nobody counts nothing."""
    per_wie = {kinds(items).tobytes(): waarden for items, waarden in cijfers.items()}
    teken: dict[bytes, int] = {}
    for hoeveel in range(len(zonder) + 1):
        for deel in combinations(sorted(zonder), hoeveel):
            wie = kinds(met | frozenset(deel)).tobytes()
            teken[wie] = teken.get(wie, 0) + (-1) ** hoeveel
    groep = aantal = (0, 0)
    for wie, keer in teken.items():
        if keer and wie not in per_wie:
            return None
        for _ in range(abs(keer)):
            n, y = (around(waarde) for waarde in per_wie[wie])
            groep, aantal = plus(groep, n, keer), plus(aantal, y, keer)
    return groep, aantal, plus(groep, aantal, -1)


def plus(een: Bereik, ander: Bereik, teken: int) -> Bereik:
    if teken > 0:
        return een[0] + ander[0], een[1] + ander[1]
    return een[0] - ander[1], een[1] - ander[0]


def given_away(bereik: Bereik, waarheid: int) -> bool:
    """Fewer persons than the threshold, and known more precisely than it."""
    onder, boven = max(0, bereik[0]), bereik[1]
    return waarheid < DREMPELS.min_aantal and boven - onder < DREMPELS.min_aantal


def small_groups(zaad: int) -> list[str]:
    mensen, cijfers = shown(zaad)
    gevonden = []
    for met, zonder in channels() if cijfers else ():
        bereiken = by_inclusion_exclusion(met, zonder, cijfers)
        echt = mensen.count(met, zonder)
        if bereiken and kinds(met, zonder).any():
            gevonden += [
                f"seed {zaad}: {sorted(met)} without {sorted(zonder)}, {wat}"
                for wat, bereik, n in zip(("all", "with", "rest"), bereiken, echt, strict=True)
                if given_away(bereik, n)
            ]
    return gevonden


@pytest.mark.parametrize("eerste", range(0, 200, 20))
def test_inclusion_and_exclusion_over_six_items_gives_no_small_group(eerste: int) -> None:
    assert [fout for zaad in range(eerste, eerste + 20) for fout in small_groups(zaad)] == []


def test_the_rule_sets_show_rules_that_lie_within_each_other() -> None:
    """Else the intruder would have nothing to subtract."""
    genest = 0
    for zaad in range(40):
        sets = [items for items in shown(zaad)[1] if items]
        genest += any(een < ander for een, ander in product(sets, sets))
    assert genest > 12


def test_thresholds_alone_would_give_small_groups_away() -> None:
    """The same rule sets, with every rule that passes by itself: the intruder does find them."""
    assert sum(bool(_found_by_thresholds_alone(zaad)) for zaad in range(30)) > 5


def _found_by_thresholds_alone(zaad: int) -> list[Bereik]:
    toeval = np.random.default_rng([31, zaad])
    mensen = residents(toeval)
    cijfers = {
        frozenset(r.items): (near(r.basis), near(r.aantal))
        for r in ruleset(toeval, mensen).regels
        if r.aantal >= 10 and r.basis - r.aantal >= 10 and r.basis >= 50
    }
    return [
        bereik
        for met, zonder in channels()
        if kinds(met, zonder).any() and (uit := by_inclusion_exclusion(met, zonder, cijfers))
        for bereik, n in zip(uit, mensen.count(met, zonder), strict=True)
        if given_away(bereik, n)
    ]


@pytest.mark.parametrize("zaad", range(300, 312))
def test_a_linear_programme_over_all_kinds_of_residents_gives_no_small_group(zaad: int) -> None:
    """Bounds as well: what lies between shown counts without following from them by adding up."""
    mensen, cijfers = shown(zaad)
    kansen = [
        k for k in channels() if kinds(*k).any() and mensen.count(*k)[0] < DREMPELS.min_aantal
    ]
    assert [k for k in _most_telling(kansen, cijfers) if given_away(_size(*k, cijfers), 0)] == []


def _most_telling(
    kanalen: Sequence[tuple[Voorwaarden, Voorwaarden]],
    cijfers: Mapping[Voorwaarden, tuple[int, int]],
) -> list[tuple[Voorwaarden, Voorwaarden]]:
    """Channels near the rules shown: their items together are those of one or two rules."""
    sets = [items for items in cijfers if items]
    samen = {een | ander for een, ander in product(sets, sets)}
    return [(met, zonder) for met, zonder in kanalen if met | zonder in samen][:60]


def _size(
    met: Voorwaarden, zonder: Voorwaarden, cijfers: Mapping[Voorwaarden, tuple[int, int]]
) -> Bereik:
    """Least and most persons of a channel, over persons of each kind."""
    rijen = np.array([kinds(items) for items in cijfers], dtype=float)
    grenzen = np.array([around(n) for n, _ in cijfers.values()], dtype=float)
    doel = kinds(met, zonder).astype(float)
    uitersten = [
        linprog(
            teken * doel,
            A_ub=np.vstack([rijen, -rijen]),
            b_ub=np.concatenate([grenzen[:, 1], -grenzen[:, 0]]),
        ).fun
        for teken in (1, -1)
    ]
    return int(np.floor(uitersten[0] + 1e-6)), int(np.ceil(-uitersten[1] - 1e-6))
