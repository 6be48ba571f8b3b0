"""Dates as deliveries write them: `dd-mm-jjjj`, `JJJJMMDD` and ISO, birth dates also in part."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bronnen.kern.teksten import Masker, byte_matrix, text_lengths

EERSTE_JAAR = 1850  # an earlier year is a slip of the pen, or of a machine
ONBEKENDE_LEEFTIJD = 255
_STREEP = ord("-")
_NUL = np.uint8(ord("0"))
_DAGEN = np.array([31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])  # [0]: month unknown
# Where day, month and year stand in a text of that length; "-" must stand everywhere else.
_VORMEN = {
    "JJJJMMDD": (8, (0, 1, 2, 3), (4, 5), (6, 7)),
    "jjjj-mm-dd": (10, (0, 1, 2, 3), (5, 6), (8, 9)),
    "dd-mm-jjjj": (10, (6, 7, 8, 9), (3, 4), (0, 1)),
}
_KORTE_VORMEN = {
    "dd-mm-jj": (8, (6, 7), (3, 4), (0, 1)),
    "jjmmdd": (6, (0, 1), (2, 3), (4, 5)),
}
_Vorm = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Datums:
    """One entry for each text: JJJJMMDD as a number, 0 where it is no date or `00000000`."""

    jjjjmmdd: NDArray[np.int64]
    onjuist: Masker
    twee_cijfers: Masker  # the year has two digits; also onjuist
    onvolledig: Masker  # day, month or all of it unknown


def parse_dates(teksten: pa.StringArray) -> Datums:
    tekens, lengte = np.ascontiguousarray(byte_matrix(teksten, 10).T), text_lengths(teksten)
    jaar, maand, dag = (np.zeros(len(teksten), dtype=np.int64) for _ in range(3))
    herkend = np.zeros(len(teksten), dtype=np.bool_)
    for vorm in _VORMEN.values():
        past = _fits(tekens, lengte, vorm)
        herkend |= past
        for doel, plaatsen in zip((jaar, maand, dag), vorm[1:], strict=True):
            _take_number(tekens, plaatsen, doel, past)
    kort = [_fits(tekens, lengte, vorm) for vorm in _KORTE_VORMEN.values()]
    bestaat = herkend & _exists(jaar, maand, dag)
    return Datums(
        jjjjmmdd=np.where(bestaat, jaar * 10_000 + maand * 100 + dag, 0),
        onjuist=~bestaat,
        twee_cijfers=np.logical_or.reduce(kort),
        onvolledig=bestaat & ((maand == 0) | (dag == 0)),
    )


def days_since_1970(jjjjmmdd: NDArray[np.int64]) -> NDArray[np.int32]:
    """For whole dates only; others give a number without meaning."""
    jaar, maand, dag = split_date(jjjjmmdd)
    maanden = ((jaar - 1970) * 12 + maand - 1).astype("datetime64[M]")
    begin = maanden.astype("datetime64[D]").astype(np.int64)
    return (begin + dag - 1).astype(np.int32)


def as_number(datum: date) -> int:
    return datum.year * 10_000 + datum.month * 100 + datum.day


def ages(geboren: NDArray[np.int64], op: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Completed years on a date (JJJJMMDD), -1 where the birth date is unknown or later.

    Unknown month and day count as 1 July, unknown day as the 15th.
    """
    jaar, maand, dag = split_date(geboren)
    dag = np.where(maand == 0, 1, np.where(dag == 0, 15, dag))
    maand = np.where(maand == 0, 7, maand)
    volledig = jaar * 10_000 + maand * 100 + dag
    leeftijd = (np.asarray(op, dtype=np.int64) - volledig) // 10_000
    return np.where((geboren == 0) | (leeftijd < 0), -1, leeftijd)


def split_date(
    jjjjmmdd: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    return jjjjmmdd // 10_000, jjjjmmdd // 100 % 100, jjjjmmdd % 100


def _fits(tekens: NDArray[np.uint8], lengte: NDArray[np.int32], vorm: _Vorm) -> Masker:
    """Digits where the form has digits, hyphens elsewhere, and nothing after it.

    `tekens` is (10, texts): the first characters, the second, and so on.
    """
    breedte, cijfers = vorm[0], [plaats for deel in vorm[1:] for plaats in deel]
    past = np.asarray(lengte == breedte)
    if past.any():
        for plaats in range(breedte):
            teken = tekens[plaats]
            past &= (teken - _NUL <= 9) if plaats in cijfers else (teken == _STREEP)
    return past


def _take_number(
    tekens: NDArray[np.uint8], plaatsen: tuple[int, ...], doel: NDArray[np.int64], past: Masker
) -> None:
    """Writes the number at these places into `doel`, for the texts in the mask."""
    if past.any():
        getal = np.zeros(len(doel), dtype=np.int64)
        for plaats in plaatsen:
            getal = getal * 10 + (tekens[plaats] - _NUL)
        np.copyto(doel, getal, where=past)


def _exists(jaar: NDArray[np.int64], maand: NDArray[np.int64], dag: NDArray[np.int64]) -> Masker:
    """On the calendar, or partial: month and day unknown, day unknown, or all unknown."""
    schrikkel = (jaar % 4 == 0) & ((jaar % 100 != 0) | (jaar % 400 == 0))
    dagen = np.where((maand == 2) & ~schrikkel, 28, _DAGEN[np.minimum(maand, 12)])
    in_maand = (maand >= 1) & (maand <= 12) & (dag <= dagen)
    goed = (jaar >= EERSTE_JAAR) & (in_maand | ((maand == 0) & (dag == 0)))
    return np.asarray(goed | ((jaar == 0) & (maand == 0) & (dag == 0)))
