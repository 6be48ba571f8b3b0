"""Calibration tells a verdict, weights whole percents; no count of a band is to be had."""

import pytest

from privacy.kern.beschermen import (
    Modelband,
    NietTeBeschermen,
    protect_calibration,
    protect_weights,
)
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeTabel

DREMPELS = Drempelset()
RUIM = Modelband(0.2, 0.4, 1000, 300, 290.0)


def calibration(*banden: Modelband) -> VeiligeTabel:
    return protect_calibration("ijking", "IJking", banden, DREMPELS)


@pytest.mark.parametrize(
    ("n", "verwacht", "apart"),
    [
        (100, 19.9, False), (100, 20.0, True), (100, 80.0, True), (100, 80.1, False),
        (49, 22.0, False), (50, 22.0, True),
    ],
)  # fmt: skip
def test_a_band_of_which_little_is_expected_joins_its_neighbour(
    n: int, verwacht: float, apart: bool
) -> None:
    """Whatever was counted: joining tells nothing of it."""
    for y in (0, 25, n):
        banden = calibration(Modelband(0.1, 0.2, n, y, verwacht), RUIM).kolom("band")
        assert banden == (("10 tot 20%", "20 tot 40%") if apart else ("10 tot 40%",))


def test_the_last_band_joins_the_one_before() -> None:
    assert calibration(RUIM, Modelband(0.4, 1.0, 30, 15, 15.0)).kolom("band") == ("20 tot 100%",)


def test_one_band_that_is_too_small_is_no_table() -> None:
    with pytest.raises(NietTeBeschermen):
        calibration(Modelband(0.0, 0.05, 1000, 5, 6.0))


@pytest.mark.parametrize(
    ("verwacht", "oordeel"),
    [(300, "klopt"), (273, "klopt"), (270, "meer dan verwacht"), (328, "klopt"),
     (331, "minder dan verwacht")],
)  # fmt: skip
def test_the_verdict_is_whether_the_expected_share_lies_within_the_interval(
    verwacht: float, oordeel: str
) -> None:
    band = Modelband(0.2, 0.4, 1000, 300, float(verwacht))
    assert calibration(band).kolom("oordeel") == (oordeel,)


@pytest.mark.parametrize("n", [50, 100, 500, 3000])
@pytest.mark.parametrize("deel", [0.4, 0.5, 0.05])
def test_a_verdict_leaves_at_least_ten_counts_possible(n: int, deel: float) -> None:
    """Whatever the count is, nine others would have given the same words."""
    verwacht = max(20.0, deel * n)
    oordelen = [
        str(calibration(Modelband(0, 1, n, y, verwacht)).kolom("oordeel")[0]) for y in range(n + 1)
    ]
    assert min(oordelen.count(oordeel) for oordeel in set(oordelen)) >= 10


def test_no_figure_of_a_band_is_in_the_table() -> None:
    [rij] = calibration(RUIM).rijen
    assert all(isinstance(waarde, str) for waarde in rij.waarden)


def test_weights_are_whole_percents_the_largest_first() -> None:
    paren = [("de persoon", 0.2149), ("de financiële positie", 0.7851)]
    tabel = protect_weights("groepen", "Groepen", paren, DREMPELS)
    assert [rij.waarden for rij in tabel.rijen] == [
        ("de financiële positie", 79), ("de persoon", 21),
    ]  # fmt: skip
