"""Planted truth on a few municipalities; `scripts.geplant` is the whole run."""

from functools import partial

import numpy as np
import pytest
from scipy import integrate, special, stats

from analyses.kern.meerniveau import effects_from, fit_areas
from scripts.geplant import (
    KLEIN,
    SIGMA,
    UITSCHIETERKEER,
    coverage,
    finds_cluster,
    finds_effects,
    finds_streets,
    share,
    shares_differ,
    simulate,
    streets_differ,
)


def test_no_cluster_is_found_where_none_is() -> None:
    assert share(10, lambda zaad: finds_cluster(simulate(zaad, 5, geplant=False))) <= 0.1


def test_a_planted_cluster_is_found_where_it_lies() -> None:
    assert share(10, lambda zaad: finds_cluster(simulate(zaad, 5, geplant=True))) >= 0.9


def test_a_cluster_of_streets_is_found_only_where_one_is() -> None:
    assert share(8, partial(finds_streets, geplant=False)) <= 0.13
    assert share(5, partial(finds_streets, geplant=True)) >= 0.8


def test_streets_differ_only_where_that_was_planted() -> None:
    assert share(40, partial(streets_differ, straten=60)) <= 0.15
    assert share(5, partial(streets_differ, straten=60, keer=UITSCHIETERKEER)) >= 0.8


def test_shares_of_small_buurten_differ_only_where_that_was_planted() -> None:
    """By rounded counts, of which the small ones are hidden."""
    assert share(40, lambda zaad: shares_differ(zaad, 36, 0.0)) <= 0.15
    assert share(5, lambda zaad: shares_differ(zaad, 36, SIGMA)) == 1.0


def test_buurten_differ_only_where_that_was_planted() -> None:
    assert sum(finds_effects(zaad, 12, 0.0).gezien for zaad in range(10)) <= 1
    assert sum(finds_effects(zaad, 12, SIGMA).gezien for zaad in range(10)) >= 9


@pytest.mark.parametrize(
    ("buurten", "sigma", "keren"), [(6, KLEIN, 30), (6, SIGMA, 30), (12, KLEIN, 30), (40, SIGMA, 5)]
)
def test_margins_hold_the_planted_effects(buurten: int, sigma: float, keren: int) -> None:
    """Also of few buurten that hardly differ, where the spread itself is hardly known."""
    effecten = [finds_effects(zaad, buurten, sigma) for zaad in range(keren)]
    assert 0.91 <= coverage(effecten) <= 0.995


def test_margins_are_those_of_integrating_over_spread_and_level() -> None:
    """A slow second way for areas without kenmerken: a net over σ and the level, and the whole
    likelihood of each area on a net of its own."""
    n, y = np.full(6, 400.0), np.array([30.0, 36.0, 41.0, 44.0, 52.0, 60.0])
    een, gebied = np.ones((6, 1)), np.arange(6)
    uit = fit_areas(een, n, y, gebied, np.array([-2.2]))
    midden, straal = effects_from(uit, een, n, gebied, y)
    u = np.linspace(-2.5, 2.5, 801)
    dichtheid = np.zeros((6, len(u)))
    for niveau in np.linspace(-3.2, -1.2, 33):
        eta = niveau + u
        loglik = y[:, None] * eta - n[:, None] * np.logaddexp(0.0, eta)
        for sigma in np.linspace(0.005, 2.0, 80):
            samen = loglik + stats.norm.logpdf(u, scale=sigma)
            per_gebied = special.logsumexp(samen, axis=1)
            dichtheid += np.exp(samen - per_gebied[:, None] + per_gebied.sum() + 820)
    opgeteld = integrate.cumulative_trapezoid(dichtheid, u, axis=1, initial=0)
    opgeteld /= opgeteld[:, -1:]
    van, tot = ([np.interp(k, rij, u) for rij in opgeteld] for k in (0.025, 0.975))
    assert midden - straal == pytest.approx(van, abs=0.03)
    assert midden + straal == pytest.approx(tot, abs=0.03)
