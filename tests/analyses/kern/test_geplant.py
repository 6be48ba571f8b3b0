"""Planted truth on a few municipalities; `scripts.geplant` is the whole run."""

from functools import partial

from scripts.geplant import finds_cluster, finds_effects, finds_streets, share, simulate

SIGMA = 0.3


def test_no_cluster_is_found_where_none_is() -> None:
    assert share(10, lambda zaad: finds_cluster(simulate(zaad, 5, geplant=False))) <= 0.1


def test_a_planted_cluster_is_found_where_it_lies() -> None:
    assert share(10, lambda zaad: finds_cluster(simulate(zaad, 5, geplant=True))) >= 0.9


def test_a_cluster_of_streets_is_found_only_where_one_is() -> None:
    assert share(8, partial(finds_streets, geplant=False)) <= 0.13
    assert share(5, partial(finds_streets, geplant=True)) >= 0.8


def test_buurten_differ_only_where_that_was_planted() -> None:
    assert sum(finds_effects(zaad, 12, 0.0).gezien for zaad in range(10)) <= 1
    assert sum(finds_effects(zaad, 12, SIGMA).gezien for zaad in range(10)) >= 9


def test_margins_hold_the_planted_effects() -> None:
    """Also of few buurten, where the spread itself is hardly known."""
    for buurten, keren in ((12, 60), (40, 5)):
        effecten = [finds_effects(zaad, buurten, SIGMA) for zaad in range(keren)]
        dekking = sum(e.binnen for e in effecten) / sum(e.buurten for e in effecten)
        assert 0.91 <= dekking <= 0.99
