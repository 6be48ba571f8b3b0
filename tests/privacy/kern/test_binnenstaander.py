"""Who is counted himself and lays several results side by side."""

import polars as pl
import pytest

from privacy.kern.mogelijkheden import Bewezen
from privacy.kern.register import Oordeel
from privacy.kern.uitspraken import Soort, Spanne, Uitspraak, group
from tests.privacy.kern.registermateriaal import (
    VERDACHT,
    benefit,
    judged,
    living,
    residents,
)


def municipality(met: int) -> pl.DataFrame:
    """Of 60 with a benefit in buurt 0 `met` are suspects, and 40 of 100 in buurt 1."""
    return residents(
        [
            (0, 30, 0, 0, 700), (0, 30, 0, 1, 96), (0, 30, 1, 0, 60 - met), (0, 30, 1, 1, met),
            (1, 30, 0, 0, 800), (1, 30, 0, 1, 80), (1, 30, 1, 0, 60), (1, 30, 1, 1, 40),
        ]
    )  # fmt: skip


def told(groep, van: int, tot: int) -> Uitspraak:
    return Uitspraak(Soort.cel, group(groep), VERDACHT, None, Spanne(van, tot))


HIDDEN = Uitspraak(Soort.cel, group((living(0), benefit(1))), VERDACHT, None, None, geheim=True)


def proved(oordeel: Oordeel) -> Bewezen:
    return oordeel.zoeker.proved()[HIDDEN.groep, VERDACHT]


@pytest.mark.parametrize(("meest", "versmald"), [(10, 1), (11, 0)])
def test_a_sum_that_one_who_is_counted_knows_too_well_is_refused(meest: int, versmald: int) -> None:
    """From 0 to 10 is wide enough for an outsider; a suspect with a benefit knows that it is 1 or
    more, and one without the outcome nothing new."""
    frame = municipality(4)
    allen = told((benefit(1),), 40, 40 + meest)
    buurt = told((living(1), benefit(1)), 40, 40)
    oordeel = judged(frame, [[HIDDEN, buurt]], [[allen]])
    assert proved(oordeel).spanne.tot - proved(oordeel).spanne.van >= 10
    assert (proved(oordeel).insiders, bool(oordeel.versmald)) == (not versmald, bool(versmald))


def test_a_sum_that_is_proved_for_everybody_says_so() -> None:
    assert proved(judged(municipality(4), [[HIDDEN]])).insiders is True


def test_a_sum_that_need_not_be_wide_is_not_asked() -> None:
    """Twenty of sixty break no rule: such a cell only hides others."""
    gevonden = proved(judged(municipality(20), [[HIDDEN]]))
    assert (gevonden.vereist, gevonden.insiders) == (0, None)
