"""BSNs: form, elfproef, the lost zero, and each of them once."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bronnen.kern.bsn import parse_bsns
from bronnen.kern.eenmalig import Bitmap
from bronnen.kern.leverschema import Soort
from tests.bronnen.kern.toetsmateriaal import check_rows, column, read_cell, schema

BSN = column(Soort.bsn, "bsn")
BRON = schema(BSN, uniek="bsn")
STAMMEN = range(7, 10**8, 1_234_567)


def passes_elfproef(bsn: str) -> bool:
    """9·d1 + 8·d2 + … + 2·d8 − 1·d9, one digit at a time."""
    som = 0
    for gewicht, cijfer in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), bsn, strict=True):
        som += gewicht * int(cijfer)
    return som % 11 == 0


@pytest.mark.parametrize(
    "tekst", ["111222333", "123456782", "999993653", "010000008", " 111222333"]
)
def test_a_good_bsn_is_read_as_its_number(tekst: str) -> None:
    assert read_cell(BSN, tekst).waarde == int(tekst)


@pytest.mark.parametrize(
    ("tekst", "regel"),
    [
        ("111222334", "bsn_elfproef"),
        ("000000000", "bsn_nullen"),
        ("11122233", "bsn_acht_cijfers"),
        ("1112223", "bsn_vorm"),
        ("1112223330", "bsn_vorm"),
        ("0111222333", "bsn_vorm"),
        ("111 222 333", "bsn_vorm"),
        ("111.222.333", "bsn_vorm"),
        ("11122233X", "bsn_vorm"),
        ("1.11222E+08", "bsn_vorm"),
        ("111222333,0", "bsn_vorm"),
        ("-11122233", "bsn_vorm"),
        ("１11222333", "bsn_vorm"),
        ("", "leeg"),
        (".", "leeg"),
    ],
)
def test_a_bad_bsn_is_refused_by_its_own_rule(tekst: str, regel: str) -> None:
    assert read_cell(BSN, tekst).regel == regel


@pytest.mark.parametrize(
    ("tekst", "waarde", "regel"),
    [
        ("10000008", 10000008, None),
        ("12345678", None, "bsn_elfproef"),
        ("00000000", None, "bsn_nullen"),
        ("1234567", None, "bsn_vorm"),
    ],
)
def test_eight_digits_are_padded_on_explicit_choice_and_then_tested(
    tekst: str, waarde: int | None, regel: str | None
) -> None:
    cel = read_cell(BSN, tekst, nul_aanvullen=True)
    assert (cel.waarde, cel.regel) == (waarde, regel)
    assert cel.aangevuld is (regel is None)


def test_padding_is_noted_but_refuses_nothing() -> None:
    uitkomst = check_rows(BRON, [{"bsn": "10000008"}], nul_aanvullen=True)
    (bevinding,) = uitkomst.bevindingen
    assert (uitkomst.staat, bevinding.regel, bevinding.weigert) == ([True], "bsn_aangevuld", False)


@given(st.integers(1, 999_999_999))
def test_the_elfproef_equals_the_slow_loop(getal: int) -> None:
    tekst = f"{getal:09d}"
    bsns = parse_bsns(pa.array([tekst]))
    assert bool(bsns.elfproef_fout[0]) is not passes_elfproef(tekst)
    assert bsns.nummer[0] == (getal if passes_elfproef(tekst) else 0)


@given(st.lists(st.text(alphabet="0123456789 .X", max_size=11), min_size=1, max_size=30))
def test_a_column_of_anything_equals_its_cells_one_by_one(teksten: list[str]) -> None:
    samen = parse_bsns(pa.array(teksten))
    apart = [parse_bsns(pa.array([tekst])) for tekst in teksten]
    assert samen.nummer.tolist() == [int(een.nummer[0]) for een in apart]
    assert samen.vorm_fout.tolist() == [bool(een.vorm_fout[0]) for een in apart]


@pytest.mark.parametrize("per_batch", [1, 2, 3, 100])
def test_the_second_row_of_a_bsn_is_refused_wherever_it_stands(per_batch: int) -> None:
    rijen = [{"bsn": b} for b in ("111222333", "123456782", "111222333", "111222333")]
    uitkomst = check_rows(BRON, rijen, per_batch=per_batch)
    assert uitkomst.staat == [True, True, False, False]
    assert uitkomst.regels == {"dubbel": (4, 5)}


def test_a_refused_row_does_not_count_as_the_first() -> None:
    bron = schema(BSN, column(Soort.datum, "datum"), uniek="bsn")
    rijen = [{"bsn": "111222333", "datum": d} for d in ("31-02-2016", "28-02-2016", "01-03-2016")]
    assert check_rows(bron, rijen).staat == [False, True, False]


def test_another_column_may_be_unique_as_well() -> None:
    bron = schema(column(Soort.sleutel, "nummer", leeg_toegestaan=True), uniek="nummer")
    rijen = [{"nummer": n} for n in ("a", "b", "a", "", "", " a ")]
    for per_batch in (1, 2, 100):
        uitkomst = check_rows(bron, rijen, per_batch=per_batch)
        assert uitkomst.staat == [True, True, False, True, True, False]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(0, 40), max_size=12), max_size=6))
def test_the_bitmap_remembers_like_a_set(batches: list[list[int]]) -> None:
    bitmap, gezien = Bitmap(), set[int]()
    for batch in batches:
        verwacht = []
        for nummer in batch:
            verwacht.append(nummer in gezien)
            gezien.add(nummer)
        assert bitmap.add(10 * np.array(batch, dtype=np.int64)).tolist() == verwacht


def test_the_bitmap_holds_the_highest_and_lowest_number() -> None:
    bitmap, uitersten = Bitmap(), np.array([10_000_008, 10_000_080, 999_999_990])
    assert not bitmap.add(uitersten).any()
    assert bitmap.add(uitersten).all()


def test_the_elfproef_leaves_at_most_one_ninth_digit() -> None:
    bsns = parse_bsns(pa.array([f"{stam:08d}{cijfer}" for stam in STAMMEN for cijfer in range(10)]))
    goed = ~(bsns.vorm_fout | bsns.elfproef_fout).reshape(len(STAMMEN), 10)
    assert goed.sum(axis=1).max() == 1
