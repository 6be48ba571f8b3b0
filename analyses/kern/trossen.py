"""Standard errors that hold when people of one household are alike (cluster-robust).

The sandwich A⁻¹·(Σ uᵍuᵍᵀ)·A⁻¹ with uᵍ the sum of the scores of a household (Liang & Zeger 1986,
Biometrika 73:13–22), times G/(G−1) as Stata's maximum likelihood does. The clusters are needed, not
the patterns alone; but uᵍ depends on the patterns and outcomes of its members alone, so households
in which the same live are counted once, with how often they occur.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse, special

from analyses.kern.newton import Schatting

Vector = NDArray[np.float64]
Nummers = NDArray[np.integer]
Sleutels = NDArray[np.uint64]
DEEL = 65_536  # clusters whose scores are added up at a time, so that no more of them are kept
BREED = 16  # larger households are sorted by numpy: a frame of so many columns is slow


@dataclass(frozen=True)
class Soort:
    """Households of one size: `leden` [C × size] the keys of who live there, in order, each kind
    once; `keer` [C] how many households are so."""

    leden: Sleutels
    keer: Nummers


@dataclass(frozen=True)
class Trossen:
    """By size, the smallest first."""

    soorten: tuple[Soort, ...]

    @property
    def aantal(self) -> int:
        return sum(int(soort.keer.sum()) for soort in self.soorten)


def gathered(tros: Nummers, lid: Sleutels) -> Trossen:
    """From the household and the key of every person [N]."""
    op_rij = pl.DataFrame({"tros": tros, "lid": lid}).sort("tros", "lid")
    nummers, leden = op_rij["tros"].to_numpy(), op_rij["lid"].to_numpy()
    begin = np.flatnonzero(np.diff(nummers, prepend=nummers[:1] - 1))
    grootte = np.diff(begin, append=len(nummers))
    soorten = []
    for maat in np.unique(grootte).tolist():
        hier = begin[grootte == maat]
        blok = leden[hier[:, None] + np.arange(maat)]
        soorten.append(_distinct(blok, np.ones(len(blok), dtype=np.int64)))
    return Trossen(tuple(soorten))


def joined(delen: Sequence[Trossen]) -> Trossen:
    """Households of parts of the residents as those of all."""
    per_maat: dict[int, list[Soort]] = {}
    for deel in delen:
        for soort in deel.soorten:
            per_maat.setdefault(soort.leden.shape[1], []).append(soort)
    return Trossen(tuple(
        _distinct(
            np.concatenate([s.leden for s in soorten]), np.concatenate([s.keer for s in soorten])
        )
        for _, soorten in sorted(per_maat.items())
    ))  # fmt: skip


def _distinct(leden: Sleutels, keer: Nummers) -> Soort:
    """Equal rows taken together, in the order of their keys."""
    maat = leden.shape[1]
    if maat > BREED:
        rijen, plek = np.unique(leden, axis=0, return_inverse=True)
        som = np.bincount(plek.ravel(), weights=keer, minlength=len(rijen))
        return Soort(rijen, som.astype(np.int64))
    namen = [str(nummer) for nummer in range(maat)]
    frame = pl.DataFrame(dict(zip(namen, leden.T, strict=True)) | {"keer": keer})
    samen = frame.group_by(namen).agg(pl.col("keer").sum()).sort(namen)
    rijen = np.ascontiguousarray(samen.select(namen).to_numpy())
    return Soort(rijen.astype(np.uint64), samen["keer"].to_numpy().astype(np.int64))


@dataclass(frozen=True)
class Huishoudens:
    """Who live together, for one model: `sleutels` [S] are all keys, in order; of each `rij`, the
    row of the matrix, and `uitkomst`, 0 or 1."""

    trossen: Trossen
    sleutels: Sleutels
    rij: Nummers
    uitkomst: Nummers


def covariance_of(matrix: Vector, schatting: Schatting, huishoudens: Huishoudens) -> Vector:
    """Covariance [k × k] of the coefficients."""
    aantal, rij = huishoudens.trossen.aantal, huishoudens.rij
    if aantal < 2:
        raise ValueError("robust standard errors need at least two clusters")
    rest = huishoudens.uitkomst - special.expit(matrix @ schatting.coef)[rij]
    som = np.zeros((matrix.shape[1], matrix.shape[1]))
    for soort in huishoudens.trossen.soorten:
        for van in range(0, len(soort.keer), DEEL):
            deel = slice(van, van + DEEL)
            leden = np.searchsorted(huishoudens.sleutels, soort.leden[deel])
            scores = _scores(matrix, rest, rij, leden)
            som += (scores * soort.keer[deel][:, None]).T @ scores
    brood = schatting.covariantie
    uit: Vector = aantal / (aantal - 1) * brood @ som @ brood
    return uit


def _scores(matrix: Vector, rest: Vector, rij: Nummers, leden: NDArray[np.intp]) -> Vector:
    """Of each kind of household the sum over its members [C × k]."""
    uit = np.zeros((len(leden), matrix.shape[1]))
    for lid in leden.T:
        uit += rest[lid][:, None] * matrix[rij[lid]]
    return uit


def robust_covariance(
    matrix: Vector, schatting: Schatting, patroon: Nummers, uitkomst: Nummers, tros: Nummers
) -> Vector:
    """The same person by person.

    `matrix` [P × k] holds a row for each pattern; `patroon`, `uitkomst` (0 or 1) and `tros` [N] say
    of each person the pattern, the outcome and the number of the household (0 and up).
    """
    rest = uitkomst - special.expit(matrix @ schatting.coef)[patroon]
    nummer = _renumbered(tros)
    groepen = int(nummer.max(initial=-1)) + 1
    if groepen < 2:
        raise ValueError("robust standard errors need at least two clusters")
    per_tros = sparse.csr_array((rest, (nummer, patroon)), shape=(groepen, len(matrix)))
    vlees = np.zeros((matrix.shape[1], matrix.shape[1]))
    for begin in range(0, groepen, DEEL):
        scores = np.asarray(per_tros[begin : begin + DEEL] @ matrix)
        vlees += scores.T @ scores
    brood = schatting.covariantie
    uit: Vector = groepen / (groepen - 1) * brood @ vlees @ brood
    return uit


def _renumbered(tros: Nummers) -> NDArray[np.int32]:
    """The same clusters without gaps: of a few buurten, the households of one municipality."""
    if not len(tros):
        return np.zeros(0, dtype=np.int32)
    gebruikt = np.zeros(int(tros.max()) + 1, dtype=np.bool_)
    gebruikt[tros] = True
    return np.asarray((np.cumsum(gebruikt, dtype=np.int32) - 1)[tros], dtype=np.int32)
