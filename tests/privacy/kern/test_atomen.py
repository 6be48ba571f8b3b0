"""Residents as patterns: equal to counting them one by one."""

from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.kern.atomen import Bestand, Bevolking, _patterns, population
from privacy.kern.uitspraken import Groep, condition

CODES = tuple(f"BU9999000{nummer}" for nummer in range(4))
bewoners = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 99), st.integers(0, 5), st.lists(st.integers(0, 3))
    ),
    max_size=40,
)
GROEPEN: tuple[Groep, ...] = (
    (condition("jaren", range(18, 66)), condition("buurt", CODES[:2])),
    (condition("jaren", range(12, 100)), condition("bijstand", (1, 2))),
    (condition("pleegbuurt", CODES[1:3]), condition("bijstand", (0,))),
    (condition("pleegbuurt", CODES[:1]),),
    (),
)


def file_of(rijen: list[tuple[int, int, int, list[int]]]) -> Bestand:
    frame = pl.DataFrame(
        rijen,
        schema={"buurt": pl.UInt16, "jaren": pl.UInt8, "bijstand": pl.UInt8,
                "pleegbuurten": pl.List(pl.UInt16)},
        orient="row",
    )  # fmt: skip
    return Bestand(frame.select, tuple(frame.columns), CODES, CODES)


def meets(rij: tuple[int, int, int, list[int]], groep: Groep) -> bool:
    buurt, jaren, bijstand, plaatsen = rij
    waarden = {
        "buurt": {CODES[buurt]}, "jaren": {jaren}, "bijstand": {bijstand},
        "pleegbuurt": {CODES[plaats] for plaats in plaatsen},
    }  # fmt: skip
    return all(waarden[v.kenmerk] & set(v.waarden) for v in groep)


@settings(max_examples=60)
@given(bewoners)
def test_a_group_of_patterns_holds_whom_it_holds_one_by_one(
    rijen: list[tuple[int, int, int, list[int]]],
) -> None:
    bevolking = population(file_of(rijen), GROEPEN)
    samen = [bevolking.count(groep) for groep in GROEPEN]
    assert samen == [sum(meets(rij, groep) for rij in rijen) for groep in GROEPEN]


@settings(max_examples=60)
@given(bewoners)
def test_no_two_patterns_are_in_the_same_groups(
    rijen: list[tuple[int, int, int, list[int]]],
) -> None:
    bevolking = population(file_of(rijen), GROEPEN)
    assert len(np.unique(bevolking.codes, axis=0)) == len(bevolking.codes)
    assert bevolking.n.min(initial=1) > 0


@pytest.mark.parametrize("kolommen", [1, 3, 70])
def test_patterns_stand_in_the_order_of_their_columns_however_many_there_are(
    kolommen: int,
) -> None:
    """Seventy columns of three codes do not fit in one number of 64 bits."""
    rijen = np.random.default_rng(kolommen).integers(0, 3, (500, kolommen), dtype=np.uint8)
    rijen = rijen[np.random.default_rng(1).integers(0, 40, 500)]
    codes, n = _patterns(list(rijen.T), len(rijen))
    geteld = sorted(Counter(map(tuple, rijen.tolist())).items())
    assert [
        (tuple(rij), aantal) for rij, aantal in zip(codes.tolist(), n.tolist(), strict=True)
    ] == geteld


def test_without_conditions_all_residents_are_one_pattern() -> None:
    bevolking: Bevolking = population(file_of([(0, 1, 2, []), (1, 2, 3, [1])]), [()])
    assert bevolking.n.tolist() == [2]
