"""Counting in parts gives what counting at once gives."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses.kern.patronen import Patronen, count_patterns, merge
from analyses.kern.telling import Telvraag, as_bytes, count_blocks_of, from_bytes, parts

CODES = ("geslacht", "leeftijd", "bijstand")


def residents(n: int, seed: int = 3) -> pl.DataFrame:
    kans = np.random.default_rng(seed)
    breed = {"geslacht": 2, "leeftijd": 7, "bijstand": 6, "verdachte": 2, "buurt": 4}
    return pl.DataFrame(
        {naam: kans.integers(0, b, n).astype(np.uint8) for naam, b in breed.items()}
    )


def same(een: Patronen, ander: Patronen) -> bool:
    return een.kenmerken == ander.kenmerken and all(
        np.array_equal(getattr(een, w), getattr(ander, w)) for w in ("codes", "n", "y")
    )


@settings(deadline=None, max_examples=40)
@given(n=st.integers(0, 300), knippen=st.lists(st.integers(0, 300), max_size=5))
def test_parts_together_are_the_whole(n: int, knippen: list[int]) -> None:
    bewoners = residents(n)
    grenzen = [0, *sorted(min(k, n) for k in knippen), n]
    delen = [bewoners[a:b] for a, b in pairwise(grenzen)]
    vraag = Telvraag(CODES)
    samen = merge([from_bytes(as_bytes(count_blocks_of([deel], vraag))) for deel in delen])
    assert same(samen, count_patterns(bewoners, CODES))


def test_only_residents_of_the_asked_buurten_count() -> None:
    bewoners = residents(500)
    geteld = count_blocks_of([bewoners], Telvraag(CODES, (1, 3)))
    assert same(geteld, count_patterns(bewoners.filter(pl.col("buurt").is_in([1, 3])), CODES))


def test_the_stream_is_cut_in_pieces_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    heel = count_patterns(residents(1000), CODES)
    monkeypatch.setattr("analyses.kern.patronen.DEEL", 7)
    assert same(count_patterns(residents(1000), CODES), heel)


def test_counts_over_other_kenmerken_are_not_added_up() -> None:
    een, ander = (count_patterns(residents(9), codes) for codes in (CODES, CODES[:2]))
    with pytest.raises(ValueError, match="other kenmerken"):
        merge([een, ander])


@pytest.mark.parametrize(
    ("blokken", "per_deel", "verwacht"),
    [
        (0, 3, (range(0),)),
        (3, 3, (range(3),)),
        (4, 3, (range(2), range(2, 4))),
        (7, 3, (range(2), range(2, 4), range(4, 7))),
    ],
)
def test_blocks_are_divided_evenly(
    blokken: int, per_deel: int, verwacht: tuple[range, ...]
) -> None:
    assert parts(blokken, per_deel) == verwacht


@pytest.mark.parametrize("vraag", [Telvraag(CODES), Telvraag(CODES, (0, 2), "misdrijf_1")])
def test_a_question_is_read_back_as_it_was(vraag: Telvraag) -> None:
    assert Telvraag.uit_dict(vraag.als_dict()) == vraag
