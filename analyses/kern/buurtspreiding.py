"""Do buurten differ more than chance gives, and do those with more suspects lie together?

Everything is computed from the shown, rounded rows of a protected table: buurten that are hidden do
not count, and nothing more is told than the table tells. Rounding makes buurten differ a little
more, and those that are shown are those with enough: so what chance gives is drawn, rounded and
shown in the same way. Two tests look for clusters, Moran's I and the scan;
Holm's correction keeps the chance of finding one where none is under 5 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, stats

from analyses.kern.kaartburen import middles, touching
from analyses.kern.krimp import empirical_bayes, funnel
from analyses.kern.leesbuurt import BINNEN
from analyses.kern.ruimte import (
    Cluster,
    local_moran_p,
    moran,
    permutation_p,
    row_standardised,
    scan,
)
from analyses.kern.spreiding import equal_share
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.veeltoetsen import false_discovery
from bronnen.kern.lezen_geojson import Gebieden as Kaart
from privacy.kern.afronding import round_counts
from privacy.kern.beschermen import Buurtligging, Buurttoets, Trechterlijn
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeTabel

Getallen = NDArray[np.float64]
ALFA = 0.05
MINSTE = 5  # buurten for a funnel
MINSTE_OP_DE_KAART = 8  # buurten for a test of where they lie
TREKKINGEN, ZAAD, HALVERINGEN = 4_999, 20160104, 50
GROOTSTE = 0.5  # of all residents in one circle of the scan
LIJNPUNTEN = 24
TE_WEINIG = "Er zijn te weinig buurten met een cijfer om te vergelijken."
GEEN_KAART = "Er is geen kaart geleverd. Of buurten bij elkaar liggen, is niet getoetst."
ANDERE_KAART = "Niet alle buurten staan op de kaart. Of ze bij elkaar liggen, is niet getoetst."
WEINIG_BUURTEN = "Er zijn te weinig buurten om te toetsen of ze bij elkaar liggen."
GEEN_BUREN = "De buurten grenzen niet aan elkaar. Of ze bij elkaar liggen, is niet getoetst."
GELIJK = "Gelijk aandeel in alle buurten"
MORAN, SCAN = "Buurten lijken op hun buren (Moran)", "Groep buurten met meer (scan)"


@dataclass(frozen=True)
class Buurtspreiding:
    liggingen: Mapping[str, Buurtligging]
    lijnen: tuple[Trechterlijn, ...]
    toetsen: tuple[Buurttoets, ...]
    opmerkingen: tuple[str, ...]


@dataclass(frozen=True)
class Plaatsing:
    """What lying beside each other says: p-values, a word for each buurt [G], clusters found."""

    moran: float
    p_moran: float
    p_scan: float
    llr: float
    buren: tuple[str, ...]
    clusters: tuple[Cluster, ...]


def spread(
    tabel: VeiligeTabel, codes: Mapping[str, str], kaart: Kaart | None, drempels: Drempelset
) -> Buurtspreiding:
    """`tabel` holds gebied, groep and aantal; `codes` gives the code of each shown buurt."""
    namen = list(codes)
    if len(namen) < MINSTE:
        raise GeenResultaat(TE_WEINIG)
    per_gebied = {rij.waarden[0]: rij for rij in tabel.rijen}
    koppen = [kop.code for kop in tabel.koppen]
    n, y = (
        np.array([float(per_gebied[naam].waarden[koppen.index(code)] or 0) for naam in namen])
        for code in ("groep", "aantal")
    )
    opmerking, plaatsing = _on_the_map([codes[naam] for naam in namen], n, y, kaart)
    liggingen = _places(namen, n, y, plaatsing)
    return Buurtspreiding(
        liggingen,
        _lines(n, y),
        _tests(n, y, plaatsing, drempels),
        (opmerking,) if opmerking else (),
    )


def _on_the_map(
    codes: Sequence[str], n: Getallen, y: Getallen, kaart: Kaart | None
) -> tuple[str, Plaatsing | None]:
    """The tests, or the sentence why there are none."""
    if kaart is None:
        return GEEN_KAART, None
    vlakken = {vlak.code: vlak for vlak in kaart.buurten}
    if not all(code in vlakken for code in codes):
        return ANDERE_KAART, None
    if len(codes) < MINSTE_OP_DE_KAART:
        return WEINIG_BUURTEN, None
    eigen = [vlakken[code] for code in codes]
    buren = touching(eigen)
    if not buren.nnz:
        return GEEN_BUREN, None
    return "", located(n, y, buren, middles(eigen))


def located(n: Getallen, y: Getallen, buren: sparse.csr_array, midden: Getallen) -> Plaatsing:
    """Persons and suspects [G], neighbours [G × G] and middles [G × 2].

    Moran's I takes shares as deviations from chance, which have the same spread in large and small
    buurten, so that they can be dealt out over all of them.
    """
    p = y.sum() / n.sum()
    afwijking = (y / n - p) / np.sqrt(p * (1 - p) / n)
    clusters = scan(midden, n, y, GROOTSTE)
    p_scan = clusters[0].p if clusters else 1.0
    llr = clusters[0].llr if clusters else 0.0
    if np.ptp(afwijking) == 0:
        return Plaatsing(0.0, 1.0, p_scan, llr, ("",) * len(n), ())
    w = row_standardised(buren)
    p_moran = permutation_p(afwijking, w)
    lokaal = false_discovery(local_moran_p(afwijking, w))
    woorden = _words(afwijking, w @ afwijking, np.asarray(lokaal))
    meer, gevonden = holm(p_moran, p_scan)
    return Plaatsing(
        moran(afwijking, w).i, p_moran, p_scan, llr, woorden if meer else ("",) * len(n),
        tuple(c for c in clusters if c.p <= ALFA) if gevonden else (),
    )  # fmt: skip


def holm(p_moran: float, p_scan: float) -> tuple[bool, bool]:
    """Which of the two hold: the smaller one at half of 5 %, and then the other at 5 %."""
    eerst = min(p_moran, p_scan) <= ALFA / 2
    beide = eerst and max(p_moran, p_scan) <= ALFA
    return beide or (eerst and p_moran <= p_scan), beide or (eerst and p_scan <= p_moran)


def _words(eigen: Getallen, ernaast: Getallen, p: Getallen) -> tuple[str, ...]:
    """Of each buurt that stands out with its neighbours, or from them."""
    return tuple(
        f"{'hoog' if z > 0 else 'laag'}, {'net als' if z * buur > 0 else 'anders dan'} de buren"
        if toets <= ALFA
        else ""
        for z, buur, toets in zip(eigen.tolist(), ernaast.tolist(), p.tolist(), strict=True)
    )


def _places(
    namen: Sequence[str], n: Getallen, y: Getallen, plaatsing: Plaatsing | None
) -> dict[str, Buurtligging]:
    gekrompen, grens = empirical_bayes(y, n), funnel(y, n, n)
    groep = {
        blad: f"groep {nummer}"
        for nummer, cluster in enumerate(plaatsing.clusters if plaatsing else (), start=1)
        for blad in cluster.gebieden
    }
    return {
        naam: Buurtligging(
            float(gekrompen[p]),
            _in_funnel(
                float(y[p] / n[p]), float(grens.laag95[p]), float(grens.hoog95[p]),
                float(grens.laag998[p]), float(grens.hoog998[p]),
            ),
            plaatsing.buren[p] if plaatsing else "",
            groep.get(p, ""),
        )
        for p, naam in enumerate(namen)
    }  # fmt: skip


def _in_funnel(aandeel: float, laag95: float, hoog95: float, laag998: float, hoog998: float) -> str:
    if laag95 <= aandeel <= hoog95:
        return BINNEN
    zeker = "99,8%" if not laag998 <= aandeel <= hoog998 else "95%"
    return f"{'boven' if aandeel > hoog95 else 'onder'} de lijn van {zeker}"


def _lines(n: Getallen, y: Getallen) -> tuple[Trechterlijn, ...]:
    """From half the smallest to a little beyond the largest, at round sizes."""
    stap = max(50, int(np.ceil(n.max() * 1.1 / LIJNPUNTEN / 50)) * 50)
    groottes = np.arange(stap, n.max() * 1.1 + stap, stap)
    t = funnel(y, n, groottes.astype(np.float64))
    rijen = zip(t.personen, t.laag95, t.hoog95, t.laag998, t.hoog998, strict=True)
    return tuple(Trechterlijn(int(g), *(float(w) for w in rest)) for g, *rest in rijen)


def equal_shares(n: Getallen, y: Getallen, drempels: Drempelset) -> tuple[float, float]:
    """χ² of equal shares in shown, rounded counts [G], and its p beside draws that were shown and
    rounded in the same way (parametric bootstrap)."""
    heel = n.astype(np.int64)
    chi2 = equal_share(y.astype(np.int64), heel)[0]
    geloot = by_chance(heel, y, drempels, TREKKINGEN, np.random.default_rng(ZAAD))
    p = geloot.sum(axis=1, keepdims=True) / heel.sum()
    andere = ((geloot - heel * p) ** 2 / (heel * p * (1 - p))).sum(axis=1)
    return chi2, float((1 + (andere >= chi2 - 1e-9 * chi2).sum()) / (1 + TREKKINGEN))


def by_chance(
    n: NDArray[np.int64], y: Getallen, drempels: Drempelset, keren: int, toeval: np.random.Generator
) -> NDArray[np.int64]:
    """Rounded counts [keren × G] of buurten with one share, given that they are shown."""
    onder = np.where(y >= drempels.min_aantal, drempels.min_aantal, 0)
    p = _share_behind(n, y, onder)
    kolommen = []
    for grootte, laagste in zip(n.tolist(), onder.tolist(), strict=True):
        top = max(int(stats.binom.isf(1e-12, grootte, p)), laagste) + 1
        kans = np.cumsum(stats.binom.pmf(np.arange(laagste, top + 1), grootte, p))
        plek = np.searchsorted(kans, toeval.random(keren) * kans[-1])
        kolommen.append(laagste + np.minimum(plek, len(kans) - 1))
    return round_counts(np.array(kolommen).T, drempels.afronding)


def _share_behind(n: NDArray[np.int64], y: Getallen, onder: NDArray[np.int64]) -> float:
    """The share that gives as many suspects in buurten with at least `onder` as are shown."""
    laag, hoog = 1e-9, min(float(y.sum() / n.sum()) + 1e-9, 1 - 1e-9)
    for _ in range(HALVERINGEN):
        p = (laag + hoog) / 2
        kans = np.maximum(stats.binom.sf(onder - 1, n, p), 1e-300)
        verwacht = n * p * np.where(onder > 0, stats.binom.sf(onder - 2, n - 1, p), 1.0) / kans
        laag, hoog = (p, hoog) if verwacht.sum() < y.sum() else (laag, p)
    return hoog


def _tests(
    n: Getallen, y: Getallen, plaatsing: Plaatsing | None, drempels: Drempelset
) -> tuple[Buurttoets, ...]:
    chi2, p = equal_shares(n, y, drempels)
    gelijk = "De aandelen verschillen meer dan bij toeval." if p < ALFA else (
        "De aandelen verschillen niet meer dan bij toeval."
    )  # fmt: skip
    toetsen = [Buurttoets(GELIJK, round(chi2, 1), p, gelijk)]
    if plaatsing is None:
        niet = "Niet getoetst."
        return (*toetsen, Buurttoets(MORAN, None, None, niet), Buurttoets(SCAN, None, None, niet))
    lijkt, groep = holm(plaatsing.p_moran, plaatsing.p_scan)
    buren = "lijken meer op hun buren dan bij toeval" if lijkt else (
        "lijken niet meer op hun buren dan bij toeval"
    )  # fmt: skip
    scan_zin = f"{len(plaatsing.clusters)} gevonden." if groep else "Geen gevonden."
    return (
        *toetsen,
        Buurttoets(MORAN, plaatsing.moran, plaatsing.p_moran, f"Buurten {buren}."),
        Buurttoets(SCAN, plaatsing.llr, plaatsing.p_scan, scan_zin),
    )
