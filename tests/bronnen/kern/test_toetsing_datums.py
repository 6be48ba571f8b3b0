"""Dates: what is read, what is refused, and how old somebody is."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bronnen.kern.datums import ages, as_number, days_since_1970, parse_dates
from bronnen.kern.leverschema import Soort
from tests.bronnen.kern.toetsmateriaal import column, read_cell

DATUM = column(Soort.datum)
GEBOREN = column(Soort.geboortedatum)


@pytest.mark.parametrize("tekst", ["31-12-2016", "20161231", "2016-12-31", " 2016-12-31 "])
def test_three_ways_of_writing_a_date_are_one(tekst: str) -> None:
    assert read_cell(DATUM, tekst).waarde == 20161231


@pytest.mark.parametrize(
    "tekst",
    ["32-12-2016", "31-13-2016", "31-00-2016", "30-02-2016", "29-02-2015",
     "29-02-1900", "31-04-2016", "20161301", "20160230", "2016-13-01", "2016-02-30", "12-31-2016",
     "1-2-2016", "31/12/2016", "31.12.2016", "2016/12/31", "2016-12-31T00:00:00",
     "42735", "31 december 2016", "2016-1231", "201612-31", "18491231", "0016-12-31", "2016-12-3",
     "-20161231", "2016１２31", "20161231x"],
)  # fmt: skip
def test_impossible_and_other_dates_are_refused(tekst: str) -> None:
    assert read_cell(DATUM, tekst).regel == "datum"


@pytest.mark.parametrize("tekst", ["29-02-2016", "29-02-2000", "01-01-1850", "31-12-9999"])
def test_rare_dates_that_exist_are_read(tekst: str) -> None:
    assert read_cell(DATUM, tekst).regel is None


@pytest.mark.parametrize("tekst", ["31-12-16", "01-02-24", "161231", "240201"])
@pytest.mark.parametrize("kolom", [DATUM, GEBOREN])
def test_a_year_of_two_digits_is_refused(kolom: object, tekst: str) -> None:
    assert read_cell(kolom, tekst).regel == "jaar_twee_cijfers"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tekst", "waarde"),
    [
        ("19800000", 19800000),
        ("19801000", 19801000),
        ("00000000", 0),
        ("00-00-1980", 19800000),
        ("1980-10-00", 19801000),
        ("00-00-0000", 0),
    ],
)
def test_a_birth_date_may_be_partial(tekst: str, waarde: int) -> None:
    assert read_cell(GEBOREN, tekst).waarde == waarde
    assert read_cell(DATUM, tekst).regel == "datum_onvolledig"


@pytest.mark.parametrize("tekst", ["19660013", "00001012", "00001000", "00000012", "19801300"])
def test_a_part_that_is_missing_in_another_order_is_refused(tekst: str) -> None:
    assert read_cell(GEBOREN, tekst).regel == "datum"


@given(st.dates(date(1850, 1, 1), date(2199, 12, 31)))
def test_every_day_of_the_calendar_is_read_in_all_three_forms(dag: date) -> None:
    vormen = [f"{dag:%d-%m-%Y}", f"{dag:%Y%m%d}", f"{dag:%Y-%m-%d}"]
    datums = parse_dates(pa.array(vormen))
    assert datums.jjjjmmdd.tolist() == [as_number(dag)] * 3
    assert not (datums.onjuist | datums.onvolledig | datums.twee_cijfers).any()


@given(st.text(alphabet="0123456789-", min_size=6, max_size=11))
def test_a_date_is_read_if_and_only_if_the_calendar_knows_it(tekst: str) -> None:
    gelezen = int(parse_dates(pa.array([tekst])).jjjjmmdd[0])
    heel = gelezen if gelezen % 100 and gelezen // 100 % 100 else None
    assert heel == _read_slowly(tekst)


@given(st.dates(date(1850, 1, 1), date(9999, 12, 31)))
def test_days_are_counted_from_1970(dag: date) -> None:
    gerekend = days_since_1970(np.array([as_number(dag)]))
    assert gerekend.tolist() == [(dag - date(1970, 1, 1)).days]


@pytest.mark.parametrize(
    ("geboren", "op", "jaren"),
    [
        (20000101, 20161231, 16),
        (20001231, 20161231, 16),
        (20001231, 20161230, 15),
        (20170101, 20161231, -1),
        (20161231, 20161231, 0),
        (20000229, 20160228, 15),
        (20000229, 20170228, 16),
        (20000229, 20170301, 17),
        (19800000, 20160630, 35),
        (19800000, 20160701, 36),
        (19801000, 20161014, 35),
        (19801000, 20161015, 36),
        (0, 20161231, -1),
    ],
)
def test_age_counts_completed_years(geboren: int, op: int, jaren: int) -> None:
    assert ages(np.array([geboren]), op).tolist() == [jaren]


@given(st.dates(date(1880, 1, 1), date(2016, 12, 31)), st.integers(0, 40_000))
def test_age_equals_the_count_of_birthdays(geboren: date, dagen: int) -> None:
    op = geboren + timedelta(days=dagen)
    jarig_geweest = (op.month, op.day) >= (geboren.month, geboren.day)
    verwacht = op.year - geboren.year - (not jarig_geweest)
    assert ages(np.array([as_number(geboren)]), as_number(op)).tolist() == [verwacht]


def _read_slowly(tekst: str) -> int | None:
    delen = tekst.split("-")
    if len(tekst) == 8 and len(delen) == 1:
        jaar, maand, dag = tekst[:4], tekst[4:6], tekst[6:]
    elif [len(deel) for deel in delen] == [4, 2, 2]:
        jaar, maand, dag = delen
    elif [len(deel) for deel in delen] == [2, 2, 4]:
        dag, maand, jaar = delen
    else:
        return None
    try:
        return as_number(date(int(jaar), int(maand), int(dag))) if int(jaar) >= 1850 else None
    except ValueError:
        return None
