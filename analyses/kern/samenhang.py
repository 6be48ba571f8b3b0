"""Rank correlation of two public indicators over buurten: areas, never persons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import stats

from analyses.kern.specificatie import Samenhangspecificatie
from analyses.kern.uitkomst import GeenResultaat

MINSTE_BUURTEN = 5


@dataclass(frozen=True)
class Punt:
    gebied: str
    x: float
    y: float


@dataclass(frozen=True)
class Samenhang:
    """Spearman's rho over the areas that have both figures, with a 95 % interval."""

    punten: tuple[Punt, ...]
    rho: float
    laag: float
    hoog: float
    p: float
    zonder_cijfer: int


def correlate(context: pl.DataFrame, specificatie: Samenhangspecificatie) -> Samenhang:
    """`context` has gebied, jaar, indicator, waarde; buurten (BU…) only."""
    buurten = context.filter(
        (pl.col("jaar") == specificatie.jaar) & pl.col("gebied").str.starts_with("BU")
    )
    x = _figures(buurten, specificatie.indicator_x, "x")
    y = _figures(buurten, specificatie.indicator_y, "y")
    samen = x.join(y, on="gebied", how="inner").sort("gebied")
    alle = pl.concat([x.select("gebied"), y.select("gebied")]).n_unique()
    return _correlation(samen, alle - samen.height)


def rank_correlation(x: Sequence[float], y: Sequence[float]) -> float:
    """Spearman's rho; 0 when one of the two does not vary."""
    if len(set(x)) < 2 or len(set(y)) < 2:
        return 0.0
    return float(stats.spearmanr(x, y).statistic)


def spearman_interval(rho: float, n: int) -> tuple[float, float]:
    """Fisher's z with Bonett and Wright's (2000) variance (1 + ρ²/2)/(n − 3)."""
    if n <= 3 or abs(rho) == 1:
        return (-1.0, 1.0) if n <= 3 else (rho, rho)
    straal = float(stats.norm.ppf(0.975)) * np.sqrt((1 + rho**2 / 2) / (n - 3))
    return float(np.tanh(np.arctanh(rho) - straal)), float(np.tanh(np.arctanh(rho) + straal))


def _figures(buurten: pl.DataFrame, indicator: str, naam: str) -> pl.DataFrame:
    hier = buurten.filter((pl.col("indicator") == indicator) & pl.col("waarde").is_finite())
    if hier["gebied"].is_duplicated().any():
        raise GeenResultaat("Een indicator heeft twee cijfers voor één buurt in hetzelfde jaar.")
    return hier.select("gebied", pl.col("waarde").alias(naam))


def _correlation(samen: pl.DataFrame, zonder: int) -> Samenhang:
    if samen.height < MINSTE_BUURTEN:
        raise GeenResultaat("Te weinig buurten hebben cijfers voor beide indicatoren in dit jaar.")
    x, y = samen["x"].to_numpy(), samen["y"].to_numpy()
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        raise GeenResultaat("Een van de indicatoren is in alle buurten gelijk.")
    rho, p = stats.spearmanr(x, y)
    laag, hoog = spearman_interval(float(rho), samen.height)
    punten = tuple(Punt(*rij) for rij in samen.select("gebied", "x", "y").iter_rows())
    return Samenhang(punten, float(rho), laag, hoog, float(p), zonder)
