"""Planted truth on ten populations; `scripts.dekking` is the whole run."""

import pytest

from scripts.dekking import GEPLANT, Telling, measure, planted_points, population

KEREN = 10


@pytest.fixture(scope="module")
def uitkomst() -> tuple[Telling, int, int]:
    return measure(KEREN, 12_000, lambda tekst: None)


def test_intervals_hold_the_planted_effects(uitkomst: tuple[Telling, int, int]) -> None:
    """Of two hundred intervals 95 % within chance; the whole run holds it to 93-97 %."""
    telling = uitkomst[0]
    assert telling.alle["getoond: log-odds"] >= 150
    for naam in ("getoond: log-odds", "getoond: procentpunten"):
        assert 0.90 <= telling.share(naam) <= 0.99


def test_planted_rules_are_among_the_first_ten(uitkomst: tuple[Telling, int, int]) -> None:
    _, gevonden, laatste = uitkomst
    assert gevonden == KEREN * len(GEPLANT)
    assert laatste <= 10


def test_the_planted_difference_of_a_class_with_itself_is_nothing() -> None:
    assert planted_points(population(1, 500), "geslacht", 1, 1) == 0
