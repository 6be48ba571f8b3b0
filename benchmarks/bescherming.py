"""Loss, seconds and memory of protection and of its audit, on tables as released and on counts.

As released: shares, rounded to fives, as `protect_shares` makes and audits them for each single
contributor. Counts: exact counts with every sum of 1 to 9 persons protected, as the literature on
cell suppression has it; the first pattern alone (work 0), within the work a release gets, and
within more. "gap" is what of the loss may not have been needed, as a share of it; "above" how far a
pattern lies above the best found for that table. Seconds of the processor stand beside those of the
clock, for on a shared machine only the first compare. Each run is a process of its own.

    python -m benchmarks.bescherming [--only 804,2412,...] [--verslag FILE]
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from privacy.kern.audit import audit_table, passes, possible_tables
from privacy.kern.auditlezing import Feit, Kennis, Vraag
from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.onderdrukking import WERK, suppress
from privacy.kern.primair import cells
from privacy.kern.stelsel import Stelsel

LEEFTIJD = Dimensie("leeftijd", "Leeftijd", tuple("abcde"), (("alle", tuple(range(5))),))
SEKSE = Dimensie("sekse", "Sekse", ("man", "vrouw"), (("allen", (0, 1)),))
LANG = 10  # times the work that a release gets
GEDULD = 600  # seconds for one run
PAKKETTEN = ("highspy", "ortools", "scipy", "numpy")
KOLOMMEN = (
    "table", "way", "cells", "primary", "secondary", "loss %", "gap %", "above best %", "cpu s",
    "clock s", "audit cpu s", "peak MB", "audit",
)  # fmt: skip
KOP = f"| {' | '.join(KOLOMMEN)} |\n|{' --- |' * len(KOLOMMEN)}"
Tellingen = NDArray[np.int64]
Masker = NDArray[np.bool_]


@dataclass(frozen=True)
class Meting:
    """`verlies` and `kloof` as shares; seconds of the processor, its children's too."""

    tabel: str
    wijze: str
    cellen: int
    primair: int
    secundair: int
    verlies: float
    kloof: float
    seconden: float
    klok: float
    audit: float
    geslaagd: bool
    geheugen: float

    def row(self, beste: float) -> str:
        boven = 100 * (self.verlies / beste - 1) if beste else 0.0
        return (
            f"| {self.tabel} | {self.wijze} | {self.cellen} | {self.primair} | {self.secundair} "
            f"| {100 * self.verlies:.2f} | {100 * self.kloof:.1f} | {boven:.1f} "
            f"| {self.seconden:.2f} | {self.klok:.2f} | {self.audit:.2f} | {self.geheugen:.0f} "
            f"| {'passes' if self.geslaagd else 'FAILS'} |"
        )


def processor() -> float:
    return sum(
        gebruik.ru_utime + gebruik.ru_stime
        for gebruik in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def areas(toeval: np.random.Generator) -> Dimensie:
    """118 buurten in 15 wijken in one gemeente: 134 areas."""
    wijk = np.sort(np.concatenate([np.arange(15), toeval.integers(0, 15, 103)]))
    wijken = tuple((f"wijk {w}", tuple(np.flatnonzero(wijk == w).tolist())) for w in range(15))
    buurten = tuple(f"buurt {b}" for b in range(118))
    return Dimensie("gebied", "Gebied", buurten, (*wijken, ("gemeente", tuple(range(118)))))


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


def released(naam: str, tabel: Celtabel) -> Meting:
    """As a release has it, of which the audit is a part; and the audit by itself."""
    begin, klok = processor(), time.perf_counter()
    veilig = protect_shares(tabel, Drempelset())
    seconden, klok = processor() - begin, time.perf_counter() - klok
    begin = processor()
    audit = audit_table(tabel, veilig.rijen, Drempelset())
    if veilig.audit is None:
        raise RuntimeError("a table of persons without an audit")
    return Meting(
        naam, "as released", audit.cellen, audit.primair, audit.secundair, veilig.audit.verlies,
        veilig.audit.kloof, seconden, klok, processor() - begin, audit.geslaagd, peak(),
    )  # fmt: skip


def counts(naam: str, dims: tuple[Dimensie, ...], telling: Tellingen, werk: int) -> Meting:
    """Exact counts: every cell of 1 to 9 persons must stay ten wide."""
    tabel = Celtabel(naam, naam, dims, telling, np.zeros_like(telling))
    sommen, aantal = cells(tabel).sommen, cells(tabel).grootte
    klein = (aantal > 0) & (aantal < 10)
    kosten = np.sqrt(np.maximum(aantal, 1).astype(np.float64))
    begin, klok = processor(), time.perf_counter()
    stelsel = exact_system(sommen, aantal, klein, telling)
    patroon = suppress((stelsel,), klein, kosten, werk)
    seconden, klok = processor() - begin, time.perf_counter() - klok
    begin, geheugen = processor(), peak()
    goed = is_wide(sommen, telling.ravel(), klein, patroon.verborgen)
    totaal = float(kosten[~klein].sum())
    return Meting(
        naam, f"work {werk / 1e6:.0f} M", klein.size, int(klein.sum()),
        int((patroon.verborgen & ~klein).sum()), patroon.verlies / totaal, patroon.kloof, seconden,
        klok, processor() - begin, goed, geheugen,
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


def exact_system(
    sommen: sparse.csr_array, aantal: Tellingen, klein: Masker, telling: Tellingen
) -> Stelsel:
    toonbaar = np.flatnonzero(~klein)
    waarde = aantal[toonbaar].astype(np.float64)
    ruim = np.full(sommen.shape[1], 2.0 * float(aantal.max()) + 1000)
    doelen = sparse.csr_array(sommen[np.flatnonzero(klein)])
    vereist = np.full(int(klein.sum()), 10.0)
    return Stelsel(
        sparse.csr_array(sommen[toonbaar]), waarde, waarde, toonbaar, ruim, doelen, vereist,
        telling.ravel().astype(np.float64),
    )  # fmt: skip


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


def block(code: str) -> tuple[str, tuple[Dimensie, ...], Tellingen]:
    if code == "804":
        return ("buurt x age5, counts", *people(1, 14.5, met_sekse=False))
    if code == "2412":
        return ("buurt x age5 x sex, counts", *people(1, 35.0, met_sekse=True))
    vorm = tuple(int(zijde) for zijde in code.split("x"))
    return (f"{' x '.join(map(str, vorm))}, counts", *random_block(1, vorm))


GEMEENTE = {"gemeente-804": False, "gemeente-2412": True}  # with sex
BLOKKEN = ("804", "2412", "30x30", "100x50", "10x10x10")


def one(code: str, werk: int) -> Meting:
    if code in GEMEENTE:
        naam = f"15 wijken, 118 buurten x age5{' x sex' if GEMEENTE[code] else ''}, shares"
        return released(naam, municipality(1, GEMEENTE[code]))
    naam, dims, telling = block(code)
    return counts(naam, dims, telling, werk)


def in_a_process(code: str, werk: int) -> Meting | None:
    """None when it takes longer than anyone would wait."""
    opdracht = [sys.executable, "-m", "benchmarks.bescherming", "--een", code, "--werk", str(werk)]
    omgeving = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    try:
        uit = subprocess.run(
            opdracht, capture_output=True, check=True, timeout=GEDULD, env=omgeving
        )
    except subprocess.TimeoutExpired:
        return None
    return Meting(**json.loads(uit.stdout))


def report(codes: Sequence[str]) -> Iterator[str]:
    yield KOP
    for code in codes:
        werken = (0,) if code in GEMEENTE else (0, WERK, LANG * WERK)
        metingen = [in_a_process(code, werk) for werk in werken]
        gedaan = [meting for meting in metingen if meting is not None]
        beste = min((meting.verlies for meting in gedaan), default=0.0)
        yield from (meting.row(beste) for meting in gedaan)
        if len(gedaan) < len(metingen):
            yield f"| {code} | not within {GEDULD} s | | | | | | | | | | | |"


def head() -> str:
    versies = ", ".join(f"{naam} {version(naam)}" for naam in PAKKETTEN)
    return (
        f"# Protection of tables, {datetime.now(UTC).date().isoformat()}\n\n{platform.machine()}, "
        f"{os.cpu_count()} cores, Python {platform.python_version()}, {versies}. Load of the "
        f'machine at the start {os.getloadavg()[0]:.1f}. One thread. "work" is what may be done '
        f"after the first pattern that holds; a release gets {WERK / 1e6:.0f} M.\n"
    )


def main() -> None:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--een", help=argparse.SUPPRESS)
    lezer.add_argument("--werk", type=int, default=WERK, help=argparse.SUPPRESS)
    alle = [*BLOKKEN, *GEMEENTE]
    lezer.add_argument("--only", type=lambda tekst: tekst.split(","), default=alle)
    lezer.add_argument("--verslag", type=Path)
    keuze = lezer.parse_args()
    if keuze.een:
        print(json.dumps(asdict(one(keuze.een, keuze.werk))))
        return
    regels = [head()]
    print(regels[0], flush=True)
    for regel in report(keuze.only):
        print(regel, flush=True)
        regels.append(regel)
    if keuze.verslag:
        keuze.verslag.write_text("\n".join([*regels, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
