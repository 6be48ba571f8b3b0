import re
from itertools import accumulate

import pytest

from bronnen.demodata.kern.gemeente import (
    GEMIDDELD,
    ONDER_DRUK,
    OVERIG,
    GrootteFout,
    plan_gemeente,
)

GROOTTES = (500, 600, 18_000, 155_000, 1_000_000, 18_000_000)


@pytest.mark.parametrize("inwoners", GROOTTES)
def test_the_buurten_hold_every_resident_once(inwoners: int) -> None:
    buurten = plan_gemeente(inwoners).buurten
    assert sum(buurt.inwoners for buurt in buurten) == inwoners
    volgende = list(accumulate(buurt.inwoners for buurt in buurten))
    assert [buurt.eerste_inwoner for buurt in buurten] == [0, *volgende[:-1]]


def test_by_default_three_buurten_hold_9000_and_nine_others_1000_each() -> None:
    groottes = [buurt.inwoners for buurt in plan_gemeente(18_000).buurten]
    assert groottes == [3_000] * 3 + [1_000] * 9


@pytest.mark.parametrize(
    ("inwoners", "buurten", "studied"),
    [(500, 12, 250), (18_000, 12, 9_000), (155_000, 100, 9_000), (18_000_000, 6_000, 9_000)],
)
def test_a_larger_municipality_has_more_buurten_around_the_same_three(
    inwoners: int, buurten: int, studied: int
) -> None:
    gemeente = plan_gemeente(inwoners)
    assert len(gemeente.buurten) == buurten
    assert sum(buurt.inwoners for buurt in gemeente.onderzocht) == studied


@pytest.mark.parametrize("inwoners", GROOTTES)
def test_codes_are_fictitious_unique_and_of_the_right_form(inwoners: int) -> None:
    buurten = plan_gemeente(inwoners).buurten
    assert len({buurt.code for buurt in buurten}) == len(buurten)
    assert all(re.fullmatch(r"BU9999\d{4}", buurt.code) for buurt in buurten)
    assert all(buurt.wijkcode == "WK" + buurt.code[2:8] for buurt in buurten)


def test_the_first_two_are_under_pressure_and_the_third_is_average() -> None:
    profielen = [buurt.profiel for buurt in plan_gemeente(155_000).buurten]
    assert profielen[:3] == [ONDER_DRUK, ONDER_DRUK, GEMIDDELD]
    assert {profiel.naam for profiel in profielen[3:]} == {OVERIG.naam}


@pytest.mark.parametrize("inwoners", [-1, 0, 499, 18_000_001])
def test_a_size_that_cannot_be_made_is_refused(inwoners: int) -> None:
    with pytest.raises(GrootteFout):
        plan_gemeente(inwoners)
