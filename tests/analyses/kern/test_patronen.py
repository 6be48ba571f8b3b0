from collections import Counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.kern import patronen
from analyses.kern.patronen import Patronen, collapse, count_patterns, count_stream, radices

DRIE = ("geslacht", "leeftijd", "bijstand")
rijen = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 6), st.integers(0, 5), st.integers(0, 1)),
    max_size=60,
)


def frame(gegevens: list[tuple[int, int, int, int]]) -> pl.DataFrame:
    kolommen = (*DRIE, "verdachte")
    soort = dict.fromkeys(kolommen, pl.UInt8)
    return pl.DataFrame(gegevens, schema=soort, orient="row")


def as_counter(geteld: Patronen) -> dict[tuple[int, ...], tuple[int, int]]:
    return {
        tuple(codes): (n, y)
        for codes, n, y in zip(
            geteld.codes.tolist(), geteld.n.tolist(), geteld.y.tolist(), strict=True
        )
    }


def slow_count(gegevens: list[tuple[int, int, int, int]]) -> dict[tuple[int, ...], tuple[int, int]]:
    n = Counter(rij[:3] for rij in gegevens)
    y = Counter(rij[:3] for rij in gegevens if rij[3])
    return {patroon: (n[patroon], y[patroon]) for patroon in n}


@given(rijen)
def test_counting_equals_a_slow_counter(gegevens: list[tuple[int, int, int, int]]) -> None:
    assert as_counter(count_patterns(frame(gegevens), DRIE)) == slow_count(gegevens)


@given(rijen)
def test_sparse_counting_equals_dense_counting(
    gegevens: list[tuple[int, int, int, int]],
) -> None:
    with pytest.MonkeyPatch.context() as lap:
        lap.setattr(patronen, "DICHT", 0)
        ijl = count_patterns(frame(gegevens), DRIE)
    assert as_counter(ijl) == slow_count(gegevens)


@given(rijen, st.integers(1, 10))
def test_a_stream_counts_as_the_whole(gegevens: list[tuple[int, int, int, int]], stuk: int) -> None:
    delen = [frame(gegevens[b : b + stuk]) for b in range(0, len(gegevens), stuk)]
    assert as_counter(count_stream(delen, DRIE)) == slow_count(gegevens)


@given(rijen)
def test_collapsing_equals_counting_fewer_kenmerken(
    gegevens: list[tuple[int, int, int, int]],
) -> None:
    kleiner = collapse(count_patterns(frame(gegevens), DRIE), ("bijstand", "geslacht"))
    assert as_counter(kleiner) == as_counter(
        count_patterns(frame(gegevens), ("bijstand", "geslacht"))
    )


def test_patterns_hold_all_persons_and_suspects(bewoners: pl.DataFrame) -> None:
    geteld = count_patterns(bewoners, DRIE)
    assert geteld.personen == bewoners.height
    assert geteld.gebeurtenissen == bewoners["verdachte"].sum()


def test_a_code_outside_its_classes_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the classes"):
        count_patterns(frame([(2, 0, 0, 0)]), DRIE)


def test_a_missing_code_is_refused() -> None:
    leeg = pl.DataFrame({"geslacht": [0, None], "verdachte": [0, 1]}, schema_overrides={})
    with pytest.raises(ValueError, match="outside the classes"):
        count_patterns(leeg, ("geslacht",))


def test_radices_are_the_numbers_of_classes() -> None:
    assert radices(DRIE) == (2, 7, 6)


def test_an_empty_file_has_no_patterns() -> None:
    leeg = count_patterns(frame([]), DRIE)
    assert leeg.codes.shape == (0, 3)
    assert leeg.n.dtype == np.int64
