from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from analyses.kern.samenhang import correlate, spearman_interval
from analyses.kern.specificatie import Samenhangspecificatie
from analyses.kern.uitkomst import GeenResultaat

VRAAG = Samenhangspecificatie("a", "b", 2016)


def context(a: list[float | None], b: list[float | None], jaar: int = 2016) -> pl.DataFrame:
    rijen = [
        (f"BU9999{nummer:04d}", jaar, naam, waarde)
        for naam, waarden in (("a", a), ("b", b))
        for nummer, waarde in enumerate(waarden)
    ]
    schema = {"gebied": pl.String, "jaar": pl.Int32, "indicator": pl.String, "waarde": pl.Float64}
    return pl.DataFrame(rijen, schema=schema, orient="row")


@pytest.mark.gedeelde_data
@pytest.mark.parametrize(
    ("indicator", "rho"),
    [
        ("GeweldsEnSeksueleMisdrijven_108", 0.68),
        ("VernielingMisdrijfTegenOpenbareOrde_107", 0.27),
    ],
)
def test_social_minimum_and_crime_over_the_real_buurten(
    gedeelde_data: Path, indicator: str, rho: float
) -> None:
    """CBS kerncijfers 2017, 75 buurten: the relation the project asks about."""
    breed = pl.read_csv(gedeelde_data / "gm0796_kwb2017_buurten.csv")
    minimum = "HuishOnderOfRondSociaalMinimum_73"
    cijfers = breed.select(
        pl.col("WijkenEnBuurten").alias("gebied"),
        pl.lit(2017).alias("jaar"),
        pl.col(minimum, indicator).cast(pl.Float64),
    ).unpivot(index=["gebied", "jaar"], variable_name="indicator", value_name="waarde")
    uitkomst = correlate(cijfers, Samenhangspecificatie(minimum, indicator, 2017))
    assert len(uitkomst.punten) == 75
    assert round(uitkomst.rho, 2) == rho


def test_rho_equals_scipy_with_ties() -> None:
    a, b = [1.0, 2.0, 2.0, 4.0, 9.0, 3.0], [2.0, 1.0, 5.0, 5.0, 8.0, 0.5]
    uitkomst = correlate(context(a, b), VRAAG)
    rangen = np.corrcoef(stats.rankdata(a), stats.rankdata(b))[0, 1]
    assert uitkomst.rho == pytest.approx(rangen)


def test_areas_without_both_figures_are_left_out_and_counted() -> None:
    a, b = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, None], [2.0, 1.0, 4.0, 3.0, 6.0, None, None]
    uitkomst = correlate(context(a, b), VRAAG)
    assert (len(uitkomst.punten), uitkomst.zonder_cijfer) == (5, 1)


def test_only_buurten_of_the_year_count() -> None:
    waarden = [1.0, 2.0, 3.0, 4.0, 5.0]
    ander = context([9.0] * 5, [1.0] * 5, jaar=2015)
    wijk = context(waarden, waarden).with_columns(gebied=pl.lit("WK999900"))
    samen = pl.concat([context(waarden, waarden), ander, wijk])
    assert correlate(samen, VRAAG).rho == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("a", "b", "melding"),
    [
        ([1.0, 2.0, 3.0, 4.0], [1.0, 2.0, 3.0, 4.0], "Te weinig buurten"),
        ([1.0] * 6, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0], "in alle buurten gelijk"),
        ([None] * 6, [1.0] * 6, "Te weinig buurten"),
    ],
)
def test_what_cannot_be_compared_is_said(
    a: list[float | None], b: list[float | None], melding: str
) -> None:
    with pytest.raises(GeenResultaat, match=melding):
        correlate(context(a, b), VRAAG)


def test_two_figures_for_one_buurt_are_refused() -> None:
    dubbel = pl.concat([context([1.0] * 6, [2.0] * 6)] * 2)
    with pytest.raises(GeenResultaat, match="twee cijfers voor één buurt"):
        correlate(dubbel, VRAAG)


def test_the_interval_covers_in_simulation() -> None:
    kans = np.random.default_rng(1)
    r = 0.6
    waar = 6 / np.pi * np.arcsin(r / 2)  # Spearman of a bivariate normal
    raak = 0
    for _ in range(1000):
        x, y = kans.multivariate_normal([0, 0], [[1, r], [r, 1]], 75).T
        laag, hoog = spearman_interval(float(stats.spearmanr(x, y).statistic), 75)
        raak += laag <= waar <= hoog
    assert 930 <= raak <= 970


@pytest.mark.parametrize(("rho", "n", "interval"), [(0.5, 3, (-1, 1)), (1.0, 9, (1, 1))])
def test_the_interval_at_its_edges(rho: float, n: int, interval: tuple[float, float]) -> None:
    assert spearman_interval(rho, n) == interval
