"""Do suspects live spread over the streets? Equal share tested, with overdispersion.

Under chance every street has the same share p and its suspects are Binomial(n, p). Streets are
never named: what leaves here is a test and how many streets fall in each class of share, beside
how many would by chance.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import VERDACHTE

ALFA = 0.05


@dataclass(frozen=True)
class Spreiding:
    """`p_gelijk` tests equal shares, `p_overdispersie` more variation than chance gives;
    `uitschieters` counts streets above chance after Holm's correction for testing many;
    `verwacht` is how many streets chance would put in each class of share.
    """

    straten: int
    te_klein: int
    n: int
    y: int
    chi2: float
    df: int
    p_gelijk: float
    overdispersie: float
    p_overdispersie: float
    uitschieters: int
    verwacht: tuple[float, ...]

    @property
    def verspreid(self) -> bool:
        return self.uitschieters == 0 and min(self.p_gelijk, self.p_overdispersie) >= ALFA


def streets(bewoners: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Persons and suspects per street; residents without a street (0) are left out."""
    met_straat = bewoners.filter(pl.col("straat") > 0)
    _, plek = np.unique(met_straat.get_column("straat").to_numpy(), return_inverse=True)
    ja = met_straat.get_column(VERDACHTE.code).to_numpy()
    breed = int(plek.max(initial=-1)) + 1
    n = np.bincount(plek, minlength=breed).astype(np.int64)
    return n, np.bincount(plek[ja == 1], minlength=breed).astype(np.int64)


def street_numbers(bewoners: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
    """Those of the streets that `streets` counts, in its order, and the buurt of each."""
    met_straat = bewoners.filter(pl.col("straat") > 0)
    nummers, eerste = np.unique(met_straat["straat"].to_numpy(), return_index=True)
    return nummers.astype(np.int64), met_straat["buurt"].to_numpy()[eerste].astype(np.intp)


def spread(
    n: NDArray[np.int64], y: NDArray[np.int64], grenzen: Sequence[int], kleinste: int, minste: int
) -> Spreiding:
    """Over streets of at least `kleinste` residents: in smaller ones a share means nothing, and so
    does a comparison of fewer than `minste` suspects in all of them together.

    `grenzen` are the bounds of the classes in percents, from 0 to 100.
    """
    groot = n >= kleinste
    te_klein = int((~groot).sum())
    n, y = n[groot], y[groot]
    if len(n) < 2:
        raise GeenResultaat("Er zijn te weinig straten met genoeg inwoners voor deze analyse.")
    p = y.sum() / n.sum()
    if p in (0, 1):
        raise GeenResultaat("Er zijn geen verdachten in deze straten, of alleen verdachten.")
    if y.sum() < minste:
        raise GeenResultaat("Er zijn te weinig verdachten in deze straten om ze te vergelijken.")
    chi2, df = equal_share(y, n)
    z = tarone(y, n)
    verwacht = expected_streets(n, float(p), grenzen)
    return Spreiding(
        len(n), te_klein, int(n.sum()), int(y.sum()), chi2, df, float(stats.chi2.sf(chi2, df)),
        chi2 / df, float(stats.norm.sf(z)), outliers(y, n), verwacht,
    )  # fmt: skip


def equal_share(y: NDArray[np.int64], n: NDArray[np.int64]) -> tuple[float, int]:
    """Pearson's χ² of equal binomial shares: Σ(y − np)²/(np(1−p)), df = streets − 1."""
    p = y.sum() / n.sum()
    return float(((y - n * p) ** 2 / (n * p * (1 - p))).sum()), len(n) - 1


def equal_rate(y: NDArray[np.int64], blootstelling: NDArray[np.int64]) -> tuple[float, int]:
    """Pearson's χ² of equal Poisson rates, for rare events: Σ(y − μ)²/μ."""
    mu = blootstelling * y.sum() / blootstelling.sum()
    return float(((y - mu) ** 2 / mu).sum()), len(y) - 1


def tarone(y: NDArray[np.int64], n: NDArray[np.int64]) -> float:
    """Overdispersion of shares: Tarone's (1979) Z, which is Dean's (1992) score test for a
    binomial with one share: (Σ(y − np)²/(p(1−p)) − Σn)/√(2Σn(n−1)).
    """
    p = y.sum() / n.sum()
    teller = ((y - n * p) ** 2).sum() / (p * (1 - p)) - n.sum()
    return float(teller / np.sqrt(2 * (n * (n - 1.0)).sum()))


def dean(y: NDArray[np.int64], blootstelling: NDArray[np.int64]) -> tuple[float, float]:
    """Overdispersion of rates (Dean 1992): P_B and, corrected for leverage, P_B'."""
    mu = blootstelling * y.sum() / blootstelling.sum()
    hefboom = mu / mu.sum()
    noemer = np.sqrt(2 * (mu**2).sum())
    teller = ((y - mu) ** 2 - y).sum()
    return float(teller / noemer), float((teller + (hefboom * mu).sum()) / noemer)


def outliers(y: NDArray[np.int64], n: NDArray[np.int64]) -> int:
    """Streets with more suspects than chance allows: upper binomial tail, Holm-corrected."""
    p = y.sum() / n.sum()
    staarten = np.sort(stats.binom.sf(y - 1, n, p))
    verworpen = staarten <= ALFA / (len(n) - np.arange(len(n)))
    return int(np.cumprod(verworpen).sum())


def expected_streets(n: NDArray[np.int64], p: float, grenzen: Sequence[int]) -> tuple[float, ...]:
    """Streets that chance puts in each class of share: Σ P(van ≤ 100·Binomial(n, p)/n < tot)."""
    onder = np.stack([_below(n, p, grens) for grens in (*grenzen[:-1], 101)])
    return tuple(float(aantal) for aantal in np.diff(onder.sum(axis=1)))


def _below(n: NDArray[np.int64], p: float, procent: int) -> NDArray[np.float64]:
    """Chance per street that its share is under this percentage."""
    laagste = -((-procent * n) // 100)  # the smallest count that is at least the percentage
    kans: NDArray[np.float64] = np.asarray(stats.binom.cdf(laagste - 1, n, p))
    return kans
