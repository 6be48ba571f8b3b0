"""How long a job still takes, as people read it."""

from __future__ import annotations

import pytest

from privacy.templatetags.onderdelen import time_left


@pytest.mark.parametrize(
    ("percent", "seconden", "zin"),
    [
        (4, 600, ""),
        (50, 2.9, ""),
        (50, 59, "Nog minder dan een minuut."),
        (50, 61, "Nog ongeveer 1 minuut."),
        (20, 30, "Nog ongeveer 2 minuten."),
        (5, 284, "Nog ongeveer 90 minuten."),
        (5, 285, "Nog ongeveer 2 uur."),
        (100, 500, "Nog minder dan een minuut."),
    ],
)
def test_the_rest_goes_as_fast_as_what_is_done(percent: int, seconden: float, zin: str):
    assert time_left(percent, seconden) == zin
