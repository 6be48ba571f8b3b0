"""Do suspects live spread over the streets? Equal share tested, with overdispersion.

Under chance every street has the same share. Given how many suspects there are in all, those of the
streets are then a draw without replacement (multivariate hypergeometric), whatever that share is.
Two tests look for a difference: all streets together (χ²), and each street apart (the upper tail of
its own count). Their p-values come from such draws and are corrected for looking in both ways and
at every street (Westfall & Young 1993, Resampling-Based Multiple Testing, the smallest p in one
step), so that something is found where nothing is in at most 5 % of cases, however small the
streets are.

Streets are never named: what leaves here is a test and how many streets fall in each class of
share, beside how many would by chance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.uitkomst import GeenResultaat
from bronnen.kern.kenmerken import VERDACHTE

ALFA = 0.05
TREKKINGEN = 4_999
ZAAD = 20160103
PER_KEER = 1_000_000  # counts of streets drawn at a time
ZELDZAAM = 1e-12  # a tail beyond which counts are not told apart

Gehelen = NDArray[np.int64]
Getallen = NDArray[np.float64]
Gedaan = Callable[[float], None]  # hears which share is done; what it raises stops the work


def nobody(deel: float) -> None:
    """Nobody wants to hear how far it is."""


@dataclass(frozen=True)
class Spreiding:
    """`p_gelijk` tests equal shares and `uitschieters` counts streets above chance, both corrected
    for both looks and for all streets; `verwacht` is how many streets chance would put in each
    class of share.
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
        return self.uitschieters == 0 and self.p_gelijk >= ALFA


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
    n: Gehelen,
    y: Gehelen,
    grenzen: Sequence[int],
    kleinste: int,
    minste: int,
    gedaan: Gedaan = nobody,
    trekkingen: int = TREKKINGEN,
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
    p_gelijk, per_straat = adjusted(y, n, gedaan, trekkingen)
    verwacht = expected_streets(n, float(p), grenzen)
    return Spreiding(
        len(n), te_klein, int(n.sum()), int(y.sum()), chi2, df, p_gelijk, chi2 / df,
        float(stats.norm.sf(z)), int((per_straat <= ALFA).sum()), verwacht,
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


def adjusted(
    y: Gehelen, n: Gehelen, gedaan: Gedaan = nobody, trekkingen: int = TREKKINGEN
) -> tuple[float, Getallen]:
    """p of equal shares, and of each street [S] that it has more than chance gives; the chance that
    nothing has a p as small is what is corrected for."""
    staart = _Staarten(n, float(y.sum() / n.sum()))
    getrokken = list(_looks(y, n, staart, gedaan, trekkingen))
    chi2, hoogste = (np.concatenate(kant) for kant in zip(*getrokken, strict=True))
    kansen = _as_rare(-chi2, -chi2), _as_rare(hoogste, hoogste)
    kleinste = np.minimum(*kansen)
    per_straat = _as_rare(staart.of(y), hoogste)
    p_gelijk = _as_rare(kansen[0][:1], kleinste)
    return float(p_gelijk[0]), _as_rare(per_straat, kleinste)


def _as_rare(waarden: Getallen, alle: Getallen) -> Getallen:
    """The share of `alle` that is as small as each value; of sums, up to their rounding."""
    op_rij = np.sort(alle)
    ruim = waarden + 1e-9 * np.abs(waarden)
    return np.asarray(np.searchsorted(op_rij, ruim, side="right") / len(alle), dtype=np.float64)


def _looks(
    y: Gehelen, n: Gehelen, staart: "_Staarten", gedaan: Gedaan, trekkingen: int
) -> Iterator[tuple[Getallen, Getallen]]:
    """χ² and the smallest tail of what was counted, and then of draws."""
    toeval = np.random.default_rng(ZAAD)
    yield _look(y[None, :], n, staart)
    rest = trekkingen
    while rest > 0:
        keer = min(rest, max(PER_KEER // len(n), 1))
        getrokken = toeval.multivariate_hypergeometric(n, y.sum(), keer, method="marginals")
        yield _look(getrokken, n, staart)
        rest -= keer
        gedaan(1 - rest / trekkingen)


def _look(y: Gehelen, n: Gehelen, staart: "_Staarten") -> tuple[Getallen, Getallen]:
    """Of each row of counts [R × S]."""
    p = y[0].sum() / n.sum()
    afwijking: Getallen = (y - n * p) ** 2 / (n * p * (1 - p))
    return afwijking.sum(axis=1), staart.of(y).min(axis=1)


class _Staarten:
    """Upper binomial tails of counts, looked up by size of the street."""

    def __init__(self, n: Gehelen, p: float) -> None:
        groottes, self._welke = np.unique(n, return_inverse=True)
        top = np.minimum(stats.binom.isf(ZELDZAAM, groottes, p) + 1, groottes).astype(np.int64)
        self._begin = np.cumsum(top + 1) - (top + 1)
        self._top = top[self._welke]
        grootte = np.repeat(groottes, top + 1)
        aantal = np.arange(len(grootte)) - np.repeat(self._begin, top + 1)
        self._tabel = np.asarray(stats.binom.sf(aantal - 1, grootte, p), dtype=np.float64)

    def of(self, y: Gehelen) -> Getallen:
        """[… × S]"""
        uit: Getallen = self._tabel[self._begin[self._welke] + np.minimum(y, self._top)]
        return uit


def expected_streets(n: NDArray[np.int64], p: float, grenzen: Sequence[int]) -> tuple[float, ...]:
    """Streets that chance puts in each class of share: Σ P(van ≤ 100·Binomial(n, p)/n < tot)."""
    onder = np.stack([_below(n, p, grens) for grens in (*grenzen[:-1], 101)])
    return tuple(float(aantal) for aantal in np.diff(onder.sum(axis=1)))


def _below(n: NDArray[np.int64], p: float, procent: int) -> NDArray[np.float64]:
    """Chance per street that its share is under this percentage."""
    laagste = -((-procent * n) // 100)  # the smallest count that is at least the percentage
    kans: NDArray[np.float64] = np.asarray(stats.binom.cdf(laagste - 1, n, p))
    return kans
