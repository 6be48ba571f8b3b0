"""The same itemsets and supports as mlxtend, on its own example and on random residents."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import apriori, fpgrowth
from numpy.typing import NDArray

from analyses.kern.itemsets import Item, Itemsets, frequent_itemsets

MANDJES = (
    "Milk Onion Nutmeg Kidney Eggs Yogurt",
    "Dill Onion Nutmeg Kidney Eggs Yogurt",
    "Milk Apple Kidney Eggs",
    "Milk Unicorn Corn Kidney Yogurt",
    "Corn Onion Kidney Icecream Eggs",
)


def supports(sets: Itemsets, items: list[Item]) -> dict[frozenset[str], int]:
    return {
        frozenset(items[lid].label for lid in leden): int(n)
        for leden, n in zip(sets.sets(), sets.n, strict=True)
    }


def of_peer(gevonden: pd.DataFrame, n: int) -> dict[frozenset[str], int]:
    return {
        frozenset(rij.itemsets): round(rij.support * n) for rij in gevonden.itertuples(index=False)
    }


def test_the_five_baskets_of_mlxtend() -> None:
    """STATISTIEK case 11: 11 itemsets at support .6, 12 rules at confidence .7."""
    namen = sorted({naam for mandje in MANDJES for naam in mandje.split()})
    codes = np.array([[naam in m.split() for naam in namen] for m in MANDJES], dtype=np.uint8)
    items = [Item(kolom, (1,), naam) for kolom, naam in enumerate(namen)]
    een = np.ones(5, dtype=np.int64)
    sets = frequent_itemsets(codes, een, 0 * een, items, min_n=3, max_lengte=len(namen))
    gevonden = supports(sets, items)
    peer = apriori(pd.DataFrame(codes.astype(bool), columns=namen), 0.6, use_colnames=True)
    assert len(gevonden) == 11
    assert gevonden == of_peer(peer, 5)
    assert sum(zeker >= 0.7 for zeker in confidences(gevonden)) == 12


def confidences(sets: dict[frozenset[str], int]) -> list[float]:
    """Of every rule from a part of an itemset to its rest."""
    return [
        n / sets[frozenset(deel)]
        for leden, n in sets.items()
        for grootte in range(1, len(leden))
        for deel in itertools.combinations(leden, grootte)
    ]


def random_patterns(
    seed: int,
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64], list[Item]]:
    """A few kenmerken of two to four classes, over at most forty patterns."""
    kans = np.random.default_rng(seed)
    radix = kans.integers(2, 5, size=kans.integers(2, 6))
    codes = np.stack([kans.integers(0, r, 40) for r in radix], axis=1).astype(np.uint8)
    n = kans.integers(1, 9, 40)
    y = kans.integers(0, n + 1)
    items = [Item(k, (c,), f"{k}={c}") for k, r in enumerate(radix) for c in range(r)]
    return codes, n, y, items


def expanded(codes: NDArray[np.uint8], n: NDArray[np.int64], items: list[Item]) -> pd.DataFrame:
    """One row a resident, one column an item."""
    kolommen = {i.label: np.isin(codes[:, i.kolom], i.codes) for i in items}
    return pd.DataFrame(kolommen).loc[np.repeat(np.arange(len(n)), n)].reset_index(drop=True)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 4), st.sampled_from([1, 5, 20]))
def test_itemsets_on_counts_equal_mlxtend_on_residents(seed: int, lengte: int, min_n: int) -> None:
    codes, n, y, items = random_patterns(seed)
    sets = frequent_itemsets(codes, n, y, items, min_n=min_n, max_lengte=lengte)
    frame = expanded(codes, n, items)
    drempel = min_n / n.sum() - 1e-12
    peer = fpgrowth(frame, min_support=drempel, use_colnames=True, max_len=lengte)
    assert supports(sets, items) == of_peer(peer, int(n.sum()))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([1, 3, 8]))
def test_suspects_are_counted_with_the_persons(seed: int, min_y: int) -> None:
    codes, n, y, items = random_patterns(seed)
    sets = frequent_itemsets(codes, n, y, items, min_y=min_y, max_lengte=3)
    for leden, geteld_n, geteld_y in zip(sets.sets(), sets.n, sets.y, strict=True):
        hier = np.ones(len(n), dtype=bool)
        for lid in leden:
            hier &= np.isin(codes[:, items[lid].kolom], items[lid].codes)
        assert (n[hier].sum(), y[hier].sum()) == (geteld_n, geteld_y)
        assert geteld_y >= min_y


def test_no_frequent_itemset_is_missed_by_pruning() -> None:
    codes, n, y, items = random_patterns(7)
    sets = frequent_itemsets(codes, n, y, items, min_y=4, max_lengte=3)
    verwacht = 0
    for lengte in (1, 2, 3):
        for leden in itertools.combinations(items, lengte):
            hier = np.ones(len(n), dtype=bool)
            for item in leden:
                hier &= codes[:, item.kolom] == item.codes[0]
            if len({item.kolom for item in leden}) == lengte and y[hier].sum() >= 4:
                verwacht += 1
    assert len(sets.n) == verwacht


def test_a_group_of_classes_counts_as_their_sum() -> None:
    codes, n, y, items = random_patterns(3)
    groep = [*items, Item(int(items[-1].kolom), (0, 1), "samen")]
    sets = frequent_itemsets(codes, n, y, groep, max_lengte=1)
    hier = np.isin(codes[:, groep[-1].kolom], (0, 1))
    assert supports(sets, groep)[frozenset({"samen"})] == n[hier].sum()


def test_nobody_gives_no_itemsets() -> None:
    leeg = np.zeros(0, dtype=np.int64)
    items = [Item(0, (1,), "a")]
    sets = frequent_itemsets(np.zeros((0, 1), np.uint8), leeg, leeg, items, max_lengte=2)
    assert list(sets.sets()) == []


def test_more_persons_than_one_pass_holds_are_refused() -> None:
    n = np.array([2**27])
    with pytest.raises(ValueError, match="more persons"):
        frequent_itemsets(np.zeros((1, 1), np.uint8), n, n, [Item(0, (0,), "a")])
