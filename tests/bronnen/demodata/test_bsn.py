import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bronnen.demodata.kern.bsn import KLEINSTE_RUIMTE, number_to_bsn, passes_elfproef
from bronnen.demodata.kern.gemeente import plan_gemeente


@pytest.mark.parametrize(
    ("bsn", "goed"),
    [(999993653, True), (999993654, False), (111222333, True), (123456789, False), (0, False)],
)
def test_the_elfproef_of_known_numbers(bsn: int, goed: bool) -> None:
    assert passes_elfproef(bsn) is goed


@given(st.integers(0, 20_000_000))
def test_every_number_becomes_a_bsn_that_passes_the_elfproef(nummer: int) -> None:
    assert passes_elfproef(int(number_to_bsn(np.array([nummer]), 20_000_001)[0]))


def test_the_smallest_range_begins_with_999_and_repeats_nothing() -> None:
    bsns = number_to_bsn(np.arange(KLEINSTE_RUIMTE), 1)
    assert len(np.unique(bsns)) == KLEINSTE_RUIMTE
    assert bsns.min() >= 999_000_000


def test_a_million_bsns_are_all_different() -> None:
    bsns = number_to_bsn(np.arange(1_000_000), 1_200_000)
    assert len(np.unique(bsns)) == 1_000_000


def test_the_default_size_stays_in_the_range_of_test_numbers() -> None:
    assert plan_gemeente(18_000).nummers <= KLEINSTE_RUIMTE
