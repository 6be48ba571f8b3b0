"""Bands of expected shares hold everybody once."""

import numpy as np
import pytest

from analyses.kern.ijking import BANDEN, calibrate
from analyses.kern.patronen import Patronen


def patterns(n: list[int], y: list[int]) -> Patronen:
    leeg = np.zeros((len(n), 0), dtype=np.uint8)
    return Patronen((), leeg, np.array(n), np.array(y))


@pytest.mark.parametrize(
    ("kans", "band"),
    [(0.0, 0), (0.0499, 0), (0.05, 1), (0.1, 2), (0.2, 3), (0.399, 3), (0.4, 4), (1.0, 4)],
)
def test_a_share_falls_in_the_band_that_begins_with_it(kans: float, band: int) -> None:
    [gevonden] = calibrate(np.array([kans]), patterns([100], [10]))
    assert (gevonden.van, gevonden.tot) == (BANDEN[band], BANDEN[band + 1])


def test_everybody_is_in_one_band() -> None:
    kans = np.random.default_rng(2).random(40)
    n = np.random.default_rng(3).integers(1, 50, 40)
    banden = calibrate(kans, patterns(n.tolist(), (n // 3).tolist()))
    assert sum(b.n for b in banden) == n.sum()
    assert sum(b.y for b in banden) == (n // 3).sum()
    assert sum(b.verwacht for b in banden) == pytest.approx(n @ kans)


def test_a_band_without_anybody_is_not_there() -> None:
    assert len(calibrate(np.array([0.01, 0.9]), patterns([10, 10], [0, 9]))) == 2
