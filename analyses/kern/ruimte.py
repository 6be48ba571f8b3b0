"""Do like areas lie beside each other? Moran's I, global and local, and a scan for clusters.

Moran (1950, Biometrika 37:17–23) with Cliff & Ord's (1981) moments; local I by Anselin (1995,
Geographical Analysis 27:93–115). The scan is Kulldorff's (1997, Communications in Statistics
26:1481–1496): the circle with the highest likelihood ratio, against its highest in simulations that
spread the same number of cases by chance. p = (1 + times as high)/(1 + simulations).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, spatial, stats

Getallen = NDArray[np.float64]
Matrix = sparse.csr_array
SIMULATIES = 999
ZAAD = 20160101


@dataclass(frozen=True)
class Moran:
    """I with its expectation, and the variance under normality and under permutation."""

    i: float
    verwacht: float
    var_normaal: float
    var_permutatie: float

    @property
    def p_normaal(self) -> float:
        """One-sided: more alike than chance."""
        return float(stats.norm.sf((self.i - self.verwacht) / np.sqrt(self.var_normaal)))

    @property
    def z_permutatie(self) -> float:
        return float((self.i - self.verwacht) / np.sqrt(self.var_permutatie))


def row_standardised(buren: Matrix) -> Matrix:
    """Each row adds up to 1; an area without neighbours keeps an empty row."""
    som = np.asarray(buren.sum(axis=1)).ravel()
    deler = np.divide(1.0, som, out=np.zeros(len(som)), where=som > 0)
    return sparse.csr_array(sparse.diags_array(deler) @ buren)


def moran(waarden: Getallen, w: Matrix) -> Moran:
    """`w` [G × G]: weights of neighbours, zero on the diagonal. ValueError when all are equal."""
    n, z = len(waarden), _deviations(waarden)
    s0 = float(w.sum())
    i = float(n / s0 * (z @ (w @ z)) / (z @ z))
    s1 = float(0.5 * ((w + w.T).power(2)).sum())
    rij, kolom = np.asarray(w.sum(axis=1)).ravel(), np.asarray(w.sum(axis=0)).ravel()
    s2 = float(((rij + kolom) ** 2).sum())
    verwacht = -1 / (n - 1)
    normaal = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - verwacht**2
    k = float(n * (z**4).sum() / (z @ z) ** 2)
    boven = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    boven -= k * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    permutatie = boven / ((n - 1) * (n - 2) * (n - 3) * s0**2) - verwacht**2
    return Moran(i, verwacht, normaal, permutatie)


def _deviations(waarden: Getallen) -> Getallen:
    z: Getallen = waarden - waarden.mean()
    if not (z @ z) > 0:
        raise ValueError("all areas have the same value")
    return z


def local_moran(waarden: Getallen, w: Matrix) -> Getallen:
    """Iᵢ = (n−1)·zᵢ·Σwᵢⱼzⱼ/Σz² for each area [G]."""
    z = _deviations(waarden)
    uit: Getallen = (len(z) - 1) * z * (w @ z) / (z @ z)
    return uit


def permutation_p(waarden: Getallen, w: Matrix, simulaties: int = SIMULATIES) -> float:
    """One-sided p of global I when the same values are dealt out over the areas by chance."""
    z = _deviations(waarden)
    toeval = np.random.default_rng(ZAAD)
    gezien = z @ (w @ z)
    gelijk = sum(bool(d @ (w @ d) >= gezien) for d in _shuffled(z, simulaties, toeval))
    return (1 + gelijk) / (1 + simulaties)


def local_moran_p(waarden: Getallen, w: Matrix, simulaties: int = SIMULATIES) -> Getallen:
    """Two-sided p of each local I [G]: its neighbours drawn from all other areas by chance. 1 for
    an area without neighbours."""
    z = _deviations(waarden)
    meeste = int(np.diff(w.indptr).max())
    toeval = np.random.default_rng(ZAAD)
    geloot = toeval.random((simulaties, len(z) - 1)).argsort(axis=1)[:, :meeste]
    return np.array([_local_p(z, w, plek, geloot) for plek in range(len(z))])


def _local_p(z: Getallen, w: Matrix, plek: int, geloot: NDArray[np.intp]) -> float:
    """`geloot` [simulations × most neighbours]: places among the other areas; the same draws serve
    every area, as in PySAL's esda."""
    deel = slice(w.indptr[plek], w.indptr[plek + 1])
    gewicht = w.data[deel]
    if not len(gewicht):
        return 1.0
    andere = np.delete(z, plek)
    buren = andere[geloot[:, : len(gewicht)]] @ gewicht
    gezien = float(z[w.indices[deel]] @ gewicht)
    hoger, lager = int((buren >= gezien - 1e-12).sum()), int((buren <= gezien + 1e-12).sum())
    return min(1.0, 2 * (1 + min(hoger, lager)) / (1 + len(geloot)))


def _shuffled(z: Getallen, keren: int, toeval: np.random.Generator) -> list[Getallen]:
    return [toeval.permutation(z) for _ in range(keren)]


@dataclass(frozen=True)
class Cluster:
    """Areas of a circle around `midden`; cases seen and expected, their log-likelihood ratio, p."""

    midden: int
    gebieden: tuple[int, ...]
    gezien: float
    verwacht: float
    llr: float
    p: float


class Cirkels:
    """All circles around each area that hold at most a share of the population."""

    def __init__(
        self, plaats: Getallen, bevolking: Getallen, grootste: float, meeste: int | None = None
    ) -> None:
        """`plaats` [G × 2] in one unit; `bevolking` [G] > 0; `grootste`: e.g. 0.1 or 0.5;
        `meeste`: areas in a circle, so that time and memory grow with the areas alone."""
        ver, self.volgorde = _by_distance(plaats, meeste)
        binnen = np.cumsum(bevolking[self.volgorde], axis=1) <= grootste * bevolking.sum()
        # Areas equally far away come in together; of the last nobody knows what comes after it.
        heel = np.diff(ver, axis=1) > 0
        alles = np.full((len(ver), 1), ver.shape[1] == len(ver))
        self.mag = binnen & np.append(heel, alles, axis=1)
        self.verwacht_deel = np.cumsum((bevolking / bevolking.sum())[self.volgorde], axis=1)

    def ratios(self, gevallen: Getallen) -> Getallen:
        """Log-likelihood ratio of each circle [G × G]; 0 where no more is seen than expected."""
        totaal = gevallen.sum()
        c = np.cumsum(gevallen[self.volgorde], axis=1)
        e = totaal * self.verwacht_deel
        meer = self.mag & (c > e)
        uit = np.zeros(c.shape)
        binnen, verwacht = c[meer], e[meer]
        buiten = totaal - binnen
        rest = np.zeros(len(binnen))
        is_er = buiten > 0
        rest[is_er] = buiten[is_er] * np.log(buiten[is_er] / (totaal - verwacht[is_er]))
        uit[meer] = binnen * np.log(binnen / verwacht) + rest
        return uit


def _by_distance(plaats: Getallen, meeste: int | None) -> tuple[Getallen, NDArray[np.intp]]:
    """Of each area the distance of those around it, itself first, and which they are."""
    if meeste is None or meeste >= len(plaats):
        ver = ((plaats[:, None, :] - plaats[None, :, :]) ** 2).sum(axis=2)
        volgorde = np.argsort(ver, axis=1, kind="stable")
        return np.take_along_axis(ver, volgorde, axis=1), volgorde
    gevonden = spatial.cKDTree(plaats).query(plaats, k=meeste + 1)
    return np.asarray(gevonden[0], dtype=np.float64), np.asarray(gevonden[1], dtype=np.intp)


def nearest(plaats: Getallen, buren: int) -> Matrix:
    """Weights [G × G] of 1 for the areas that are nearest to each [G × 2]."""
    _, volgorde = _by_distance(plaats, buren)
    rij = np.repeat(np.arange(len(plaats)), buren + 1)
    ander = volgorde.ravel() != rij
    per_rij = np.cumsum(ander.reshape(len(plaats), -1), axis=1).ravel()
    mee = ander & (per_rij <= buren)
    vorm = (len(plaats), len(plaats))
    return sparse.csr_array((np.ones(int(mee.sum())), (rij[mee], volgorde.ravel()[mee])), vorm)


def scan(
    plaats: Getallen,
    bevolking: Getallen,
    gevallen: Getallen,
    grootste: float = 0.5,
    simulaties: int = SIMULATIES,
    meeste: int = 10,
    per_cirkel: int | None = None,
) -> tuple[Cluster, ...]:
    """At most `meeste` clusters that do not overlap, the strongest first, whatever their p.

    Cases are spread over areas in proportion to `bevolking`, their number given.
    """
    cirkels = Cirkels(plaats, bevolking, grootste, per_cirkel)
    toeval = np.random.default_rng(ZAAD)
    kans = bevolking / bevolking.sum()
    totaal = int(gevallen.sum())
    hoogste = np.sort(
        [
            cirkels.ratios(toeval.multinomial(totaal, kans).astype(np.float64)).max()
            for _ in range(simulaties)
        ]
    )
    alle = _distinct(cirkels, cirkels.ratios(gevallen))
    return tuple(
        _cluster(cirkels, cirkel, bevolking, gevallen, hoogste) for cirkel in islice(alle, meeste)
    )


def _distinct(cirkels: Cirkels, ratios: Getallen) -> Iterator[tuple[int, int, float]]:
    """Centre, last area and ratio of circles that share no area with a stronger one."""
    bezet = np.zeros(len(ratios), dtype=np.bool_)
    for plek in np.argsort(-ratios, axis=None, kind="stable"):
        midden, straal = divmod(int(plek), ratios.shape[1])
        llr = float(ratios[midden, straal])
        if llr <= 0:
            return
        gebieden = cirkels.volgorde[midden, : straal + 1]
        if not bezet[gebieden].any():
            bezet[gebieden] = True
            yield midden, straal, llr


def _cluster(
    cirkels: Cirkels,
    cirkel: tuple[int, int, float],
    bevolking: Getallen,
    gevallen: Getallen,
    hoogste: Getallen,
) -> Cluster:
    midden, straal, llr = cirkel
    gebieden = np.sort(cirkels.volgorde[midden, : straal + 1])
    hoger = len(hoogste) - int(np.searchsorted(hoogste, llr, side="left"))
    verwacht = gevallen.sum() * bevolking[gebieden].sum() / bevolking.sum()
    return Cluster(
        midden=midden,
        gebieden=tuple(gebieden.tolist()),
        gezien=float(gevallen[gebieden].sum()),
        verwacht=float(verwacht),
        llr=llr,
        p=(1 + hoger) / (1 + len(hoogste)),
    )
