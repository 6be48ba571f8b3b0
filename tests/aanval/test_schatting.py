"""The intruder solves the score equations of a regression within the rounding that is shown."""

from __future__ import annotations

import math

import numpy as np
import pytest

from benchmarks.inbreker.schatting import Model, Term, Z, coefficient, level_counts, significant

# Persons and persons with the outcome of each pattern of two kenmerken, of two and three levels.
NIVEAU = np.array([(a, b) for a in range(2) for b in range(3)], dtype=np.int64)
N = np.array([400.0, 250, 60, 300, 200, 18])
Y = np.array([40.0, 40, 12, 45, 40, 2])


def fitted() -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and standard errors, by Newton's method."""
    x = np.column_stack(
        [np.ones(6), NIVEAU[:, 0] == 1, NIVEAU[:, 1] == 1, NIVEAU[:, 1] == 2]
    ).astype(float)
    b = np.zeros(4)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ b))
        v = np.linalg.inv((x.T * (N * p * (1 - p))) @ x)
        b += v @ (x.T @ (Y - N * p))
    return b, np.sqrt(np.diag(v))


def printed(decimalen: int | None) -> Model:
    """As shown: log-odds in so many decimals before they become odds ratios, or nearly exact."""
    b, fout = fitted()
    termen = []
    for plek, (kolom, niveau) in enumerate([(0, 1), (1, 1), (1, 2)], start=1):
        y = Y[NIVEAU[:, kolom] == niveau].sum()
        stralen = (0.0, -Z * fout[plek], Z * fout[plek])
        cijfers = 1 if decimalen is None else decimalen
        odds = tuple(round(math.exp(round(b[plek] + s, cijfers)), 2) for s in stralen)
        termen.append(Term("x", odds, None, max(y - 2, 0), y + 2))  # type: ignore[arg-type]
    totaal = float(Y.sum())
    return Model(NIVEAU, N, [termen[:1], termen[1:]], (totaal - 2, totaal + 2))


def test_every_level_is_found_within_its_rounding_and_holds_the_truth():
    for factor, rijen in enumerate(level_counts(printed(1))):
        for niveau, (laag, hoog) in enumerate(rijen):
            waar = Y[NIVEAU[:, factor] == niveau].sum()
            assert laag - 1e-3 <= waar <= hoog + 1e-3


def test_a_reference_of_which_nothing_is_shown_follows_from_the_equations():
    """Of the first level no count is printed: only that of the total, and of the others."""
    laag, hoog = level_counts(printed(1))[0][0]
    assert hoog - laag < 10 < N[NIVEAU[:, 0] == 0].sum()


def test_coefficients_that_are_not_rounded_give_a_small_level_away(
    monkeypatch: pytest.MonkeyPatch,
):
    """What rounding of log-odds is for: with sharp ones the counts of all levels are exact."""
    b, _ = fitted()
    scherp = {f"{i}": (w - 1e-4, w + 1e-4) for i, w in enumerate(b[1:])}
    volgorde = iter(scherp.values())
    monkeypatch.setattr("benchmarks.inbreker.schatting.coefficient", lambda odds: next(volgorde))
    model = printed(1)
    exact = Model(model.niveau, model.n, model.termen, (float(Y.sum()), float(Y.sum())))
    spannen = [span for rijen in level_counts(exact) for span in rijen]
    assert all(math.ceil(laag - 0.1) == math.floor(hoog + 0.1) for laag, hoog in spannen)


@pytest.mark.parametrize(("log_odds", "fout"), [(0.43, 0.2), (-1.27, 0.4), (0.031, 0.02)])
def test_a_log_odds_is_within_what_its_printed_odds_ratio_tells(log_odds: float, fout: float):
    decimalen = 2 if fout < 0.05 else 1
    odds = tuple(
        round(math.exp(round(log_odds + stap, decimalen)), 2) for stap in (0.0, -Z * fout, Z * fout)
    )
    laag, hoog = coefficient(odds)  # type: ignore[arg-type]
    assert laag - 1e-9 <= log_odds <= hoog + 1e-9
    assert hoog - laag <= 2 * 10.0**-decimalen


@pytest.mark.parametrize(
    ("waarde", "grenzen"), [(-1230, (-1235, -1225)), (0.045, (0.0445, 0.0455))]
)
def test_significant_digits_tell_a_range(waarde: float, grenzen: tuple[float, float]):
    cijfers = 3 if waarde < 0 else 2
    assert significant(waarde, cijfers) == pytest.approx(grenzen)
