"""Loss and seconds of protection and of its audit, on tables as released and without rounding.

As released: shares, rounded to fives, as `protect_shares` makes and audits them, for each single
contributor, the small ones also for households of five. Without rounding: exact counts with every
sum of 1 to 9 persons protected, as the literature on cell suppression has it; the heuristic alone,
and then within the work given by --werk. "gap" is what of the loss may not have been needed, as a
share of it; "above" how far a heuristic lies above the best pattern found for that table.

    python benchmarks/bescherming.py [--alles] [--werk 5000000]
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.audit import audit_table, passes, possible_tables
from privacy.kern.auditlezing import Feit, Kennis, Vraag
from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import suppress
from privacy.kern.primair import cells
from privacy.kern.stelsel import Stelsel

LEEFTIJD = Dimensie("leeftijd", "Leeftijd", tuple("abcde"), (("alle", tuple(range(5))),))
SEKSE = Dimensie("sekse", "Sekse", ("man", "vrouw"), (("allen", (0, 1)),))
HUISHOUDEN = 5  # persons who put what they know of themselves together
KOP = (
    f"{'table':44}{'cells':>6}{'primary':>9}{'second.':>9}{'loss %':>8}{'gap %':>7}{'above %':>9}"
    f"{'s':>8}{'audit s':>9}  audit"
)
Tellingen = NDArray[np.int64]
Masker = NDArray[np.bool_]


@dataclass(frozen=True)
class Meting:
    naam: str
    cellen: int
    primair: int
    secundair: int
    verlies: float
    kloof: float
    seconden: float
    audit: float
    geslaagd: bool
    boven: float | None = None

    def __str__(self) -> str:
        boven = "" if self.boven is None else f"{100 * self.boven:.1f}"
        return (
            f"{self.naam:44}{self.cellen:6}{self.primair:9}{self.secundair:9}"
            f"{100 * self.verlies:8.2f}{100 * self.kloof:7.1f}{boven:>9}"
            f"{self.seconden:8.2f}{self.audit:9.2f}  {'passes' if self.geslaagd else 'FAILS'}"
        )


def areas(toeval: np.random.Generator) -> Dimensie:
    """118 buurten in 15 wijken in one gemeente: 134 areas."""
    wijk = np.sort(np.concatenate([np.arange(15), toeval.integers(0, 15, 103)]))
    wijken = tuple((f"wijk {w}", tuple(np.flatnonzero(wijk == w).tolist())) for w in range(15))
    buurten = tuple(f"buurt {b}" for b in range(118))
    return Dimensie("gebied", "Gebied", buurten, (*wijken, ("gemeente", tuple(range(118)))))


def demonstration(zaad: int) -> Celtabel:
    """Thirteen areas × nine classes."""
    toeval = np.random.default_rng(zaad)
    buurten = tuple(f"buurt {b}" for b in range(12))
    gebied = Dimensie("gebied", "Gebied", buurten, (("drie buurten", (0, 1, 2)),))
    klasse = Dimensie("klasse", "Klasse", tuple("abcdefgh"), (("alle", tuple(range(8))),))
    inwoners = [3000] * 3 + [1000] * 9
    basis = np.stack([toeval.multinomial(n, toeval.dirichlet(np.ones(8))) for n in inwoners])
    aantal = toeval.binomial(basis, toeval.beta(1.5, 12, (1, 8)))
    return Celtabel("demo", "Demo", (gebied, klasse), basis, aantal)


def municipality(zaad: int, met_sekse: bool) -> Celtabel:
    """155,000 residents and their suspects, by buurt and age, and by sex."""
    toeval = np.random.default_rng(zaad)
    dims = (areas(toeval), LEEFTIJD, SEKSE) if met_sekse else (areas(toeval), LEEFTIJD)
    gewicht = toeval.lognormal(0, 0.8, 118)
    verwacht = np.outer(1313 * gewicht / gewicht.mean(), [0.07, 0.12, 0.2, 0.25, 0.36])
    kans = np.outer(toeval.lognormal(0, 0.4, 118), [0.03, 0.12, 0.1, 0.06, 0.02])
    if met_sekse:
        verwacht, kans = verwacht[..., None] * [0.5, 0.5], kans[..., None] * [1.6, 0.4]
    basis = toeval.poisson(verwacht)
    return Celtabel("g", "G", dims, basis, toeval.binomial(basis, np.clip(kans, 0, 1)))


def released(naam: str, tabel: Celtabel, kringen: tuple[int, ...] = (1,)) -> Iterator[Meting]:
    """As released, and the same table read by persons who put their records together."""
    begin = time.perf_counter()
    veilig = protect_shares(tabel, Drempelset())
    samen = time.perf_counter() - begin
    for kring in kringen:
        begin = time.perf_counter()
        audit = audit_table(tabel, veilig.rijen, Drempelset(), kring=kring)
        seconden = time.perf_counter() - begin
        if veilig.audit is None:
            raise RuntimeError("a table of persons without an audit")
        yield Meting(
            f"{naam}, {'each person' if kring == 1 else 'households of five'}",
            audit.cellen, audit.primair, audit.secundair, veilig.audit.verlies, veilig.audit.kloof,
            samen, seconden, audit.geslaagd,
        )  # fmt: skip


def counts(naam: str, dims: tuple[Dimensie, ...], telling: Tellingen, werk: int) -> Meting:
    """Exact counts: every cell of 1 to 9 persons must stay ten wide."""
    tabel = Celtabel(naam, naam, dims, telling, np.zeros_like(telling))
    sommen, aantal = cells(tabel).sommen, cells(tabel).grootte
    klein = (aantal > 0) & (aantal < 10)
    kosten = np.sqrt(np.maximum(aantal, 1).astype(np.float64))
    begin = time.perf_counter()
    patroon = suppress((exact_system(sommen, aantal, klein),), klein, kosten, werk)
    midden = time.perf_counter()
    goed = is_wide(sommen, telling.ravel(), klein, patroon.verborgen)
    audit = time.perf_counter() - midden
    totaal = float(kosten[~klein].sum())
    return Meting(
        naam, klein.size, int(klein.sum()), int((patroon.verborgen & ~klein).sum()),
        patroon.verlies / totaal, patroon.kloof, midden - begin, audit, goed,
    )  # fmt: skip


def is_wide(sommen: sparse.csr_array, telling: Tellingen, klein: Masker, verborgen: Masker) -> bool:
    """The audit of exact counts: two tables of whole persons, ten apart, for each small sum."""
    bladen = [tuple(sommen.indices[van:tot].tolist()) for van, tot in pairwise(sommen.indptr)]
    waarde: list[int] = np.asarray(sommen @ telling, dtype=np.int64).tolist()
    feiten = tuple(
        Feit(bladen[cel], waarde[cel], waarde[cel]) for cel in np.flatnonzero(~verborgen)
    )
    vragen = tuple(Vraag(bladen[cel], 10, frozenset()) for cel in np.flatnonzero(klein))
    n = telling.size
    ruim = (2 * int(telling.sum()) + 1000,) * n
    kennis = [Kennis(tuple(telling.tolist()), (0,) * n, ruim, feiten, vragen)]
    return passes(kennis, possible_tables(kennis))


def exact_system(sommen: sparse.csr_array, aantal: Tellingen, klein: Masker) -> Stelsel:
    toonbaar = np.flatnonzero(~klein)
    waarde = aantal[toonbaar].astype(np.float64)
    ruim = np.full(sommen.shape[1], 2.0 * float(aantal.max()) + 1000)
    doelen = sparse.csr_array(sommen[np.flatnonzero(klein)])
    vereist = np.full(int(klein.sum()), 10.0)
    return Stelsel(
        sparse.csr_array(sommen[toonbaar]), waarde, waarde, toonbaar, ruim, doelen, vereist
    )


def random_block(zaad: int, vorm: tuple[int, ...]) -> tuple[tuple[Dimensie, ...], Tellingen]:
    """Ten per cent small cells, the others from 10 to 1,000."""
    toeval = np.random.default_rng(zaad)
    dims = tuple(
        Dimensie(
            f"d{as_}", "D", tuple(f"{as_}.{i}" for i in range(n)), (("alle", tuple(range(n))),)
        )
        for as_, n in enumerate(vorm)
    )
    klein = toeval.random(vorm) < 0.1
    return dims, np.where(klein, toeval.integers(1, 10, vorm), toeval.integers(10, 1000, vorm))


def people(zaad: int, gemiddeld: float, met_sekse: bool) -> tuple[tuple[Dimensie, ...], Tellingen]:
    """Counts by buurt and age (and sex), many of them small."""
    toeval = np.random.default_rng(zaad)
    dims = (areas(toeval), LEEFTIJD, SEKSE) if met_sekse else (areas(toeval), LEEFTIJD)
    verwacht = np.outer(toeval.lognormal(0, 0.8, 118), [0.1, 0.25, 0.3, 0.25, 0.1]) * 5 * gemiddeld
    if met_sekse:
        verwacht = verwacht[..., None] * [0.55, 0.45]
    return dims, toeval.poisson(verwacht).astype(np.int64)


def measurements(werk: int, alles: bool) -> Iterator[Meting]:
    for zaad in (1, 2):
        yield from released(f"13 areas x 9, seed {zaad}", demonstration(zaad), (1, HUISHOUDEN))
    yield from released("buurt x age5", municipality(1, met_sekse=False))
    if alles:
        yield from released("buurt x age5 x sex", municipality(1, met_sekse=True))
    blokken = {
        "buurt x age5, counts": people(1, 14.5, met_sekse=False),
        "30 x 30, counts": random_block(1, (30, 30)),
        "buurt x age5 x sex, counts": people(1, 35.0, met_sekse=True),
        "10 x 10 x 10, counts": random_block(1, (10, 10, 10)),
        "100 x 50, counts": random_block(1, (100, 50)),
    }
    for naam, (dims, telling) in blokken.items():
        vlug = counts(f"{naam}, heuristic", dims, telling, 0)
        precies = counts(naam, dims, telling, werk)
        beste = min(vlug.verlies, precies.verlies)
        boven = vlug.verlies / beste - 1
        ondergrens = precies.verlies * (1 - precies.kloof)
        yield replace(vlug, kloof=1 - ondergrens / vlug.verlies, boven=boven)
        yield precies


def main() -> None:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument(
        "--alles", action="store_true", help="the largest table as released too: a minute"
    )
    lezer.add_argument("--werk", type=int, default=10_000_000, help="work for the exact phase")
    keuze = lezer.parse_args()
    print(KOP)
    for meting in measurements(keuze.werk, keuze.alles):
        print(meting, flush=True)


if __name__ == "__main__":
    main()
