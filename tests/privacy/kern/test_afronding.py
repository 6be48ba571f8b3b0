"""Rounding, and intervals from rounded counts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.kern.afronding import (
    known_range,
    p_text,
    percent,
    round_counts,
    round_significant,
    wilson,
    wilson_percent,
)


@pytest.mark.parametrize(
    ("deel", "geheel", "van", "tot"),
    [(81, 263, 0.2553, 0.3662), (0, 20, 0.0, 0.1611)],
)
def test_wilson_gives_the_published_intervals(
    deel: int, geheel: int, van: float, tot: float
) -> None:
    """Newcombe 1998, table I, method 3."""
    gevonden = wilson(deel, geheel)
    assert (round(gevonden[0], 4), round(gevonden[1], 4)) == (van, tot)


def test_wilson_without_a_group_is_everything() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 10_000), st.integers(1, 10))
def test_a_count_lies_in_what_its_rounding_tells(telling: int, stap: int) -> None:
    onder, boven = known_range(round_counts(np.array([telling]), stap), stap)
    assert onder[0] <= telling <= boven[0]


@given(st.integers(0, 10_000), st.integers(1, 10))
def test_every_count_in_what_a_rounding_tells_is_shown_the_same(telling: int, stap: int) -> None:
    afgerond = round_counts(np.array([telling]), stap)
    onder, boven = known_range(afgerond, stap)
    alle = np.arange(onder[0], boven[0] + 1)
    assert (round_counts(alle, stap) == afgerond[0]).all()


@pytest.mark.parametrize(
    ("telling", "afgerond"), [(0, 0), (2, 0), (3, 5), (7, 5), (8, 10), (12, 10), (13, 15)]
)
def test_counts_are_rounded_to_fives(telling: int, afgerond: int) -> None:
    assert round_counts(np.array([telling]), 5)[0] == afgerond


@given(st.integers(0, 400), st.integers(1, 400))
def test_the_shown_interval_holds_the_wilson_interval(deel: int, geheel: int) -> None:
    deel = min(deel, geheel)
    van, tot = wilson(deel, geheel)
    onder, boven = wilson_percent(deel, geheel)
    assert onder <= 100 * van + 1e-6
    assert boven >= 100 * tot - 1e-6
    assert 0 <= onder <= boven <= 100


@pytest.mark.parametrize(
    ("deel", "geheel", "procent"), [(1, 3, 33), (2, 3, 67), (1, 200, 1), (1, 201, 0), (5, 0, None)]
)
def test_percents_are_whole(deel: int, geheel: int, procent: int | None) -> None:
    assert percent(deel, geheel) == procent


@pytest.mark.parametrize(
    ("p", "tekst"),
    [
        (0.0, "< .001"),
        (0.0009, "< .001"),
        (0.001, "< .01"),
        (0.0099, "< .01"),
        (0.01, "< .05"),
        (0.0499, "< .05"),
        (0.05, "≥ .05"),
        (1.0, "≥ .05"),
    ],
)
def test_a_p_value_is_one_of_four_texts(p: float, tekst: str) -> None:
    assert p_text(p) == tekst


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_a_p_value_outside_its_range_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="p-value"):
        p_text(p)


@pytest.mark.parametrize(
    ("waarde", "gerond"), [(225.57, 230.0), (7.3438, 7.3), (0.0, 0.0), (-0.0456, -0.046)]
)
def test_two_significant_digits(waarde: float, gerond: float) -> None:
    assert round_significant(waarde) == gerond
