"""Measuring side by side: every work in a child of its own, seconds and peak memory.

Residents are made here: twelve kenmerken, 41 parameters, an outcome of about 10 %.
"""

import multiprocessing as mp
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

for naam in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(naam, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402  after the threads are set
import polars as pl  # noqa: E402

from analyses.kern.patronen import radices  # noqa: E402

KENMERKEN = (
    "geslacht", "leeftijd", "gezinsgrootte", "huishoudtype", "herkomst", "eigendom",
    "huurachterstand", "belastingachterstand", "kwijtschelding", "bijstand",
    "bijzondere_bijstand", "schuldhulp",
)  # fmt: skip
MATEN = {"10k": 10_000, "155k": 155_000, "1M": 1_000_000, "18M": 18_000_000}
HERHAAL = 3
GROOT = 5_000_000  # residents from which a measurement is taken once, after a warm start
# Seconds a peer gets for one measurement, its residents included, and from GROOT residents: glum
# needs 1.5 minutes for 18 million on a machine of its own, several times that beside other work.
LIMIET, LIMIET_GROOT = 240.0, 1200.0


@dataclass(frozen=True)
class Gemeten:
    """Of one run: seconds on the clock, peak MB, and seconds of the processor (all threads)."""

    seconds: float
    mb: float
    cpu: float


@dataclass(frozen=True)
class Nietgemeten:
    """Why there is no figure."""

    waarom: str


@dataclass(frozen=True)
class Regel:
    """One line of the table; a peer that was not run has no figures, and `why` says why."""

    work: str
    size: str
    peer: str
    ours_s: float
    peer_s: float | None
    ratio: float | None
    ours_mb: float
    peer_mb: float | None
    ours_cpu: float
    peer_cpu: float | None
    cpu_ratio: float | None
    why: str = ""


def residents(n: int, seed: int = 1) -> pl.DataFrame:
    """Skewed and dependent, as in a real municipality: children owe nothing, owners pay no rent."""
    kans = np.random.default_rng(seed)
    kolom = {code: _draw(kans, n, code) for code in KENMERKEN}
    kind, huurder = kolom["leeftijd"] < 2, (kolom["eigendom"] == 2)
    for code in ("kwijtschelding", "bijstand", "bijzondere_bijstand", "schuldhulp"):
        kolom[code][kind] = 0
    kolom["belastingachterstand"][kind] = 0
    kolom["huurachterstand"] = np.where(huurder & ~kind, kolom["huurachterstand"] + 1, 0)
    alleen = (kolom["gezinsgrootte"] == 0) & (kans.random(n) < 0.9)
    kolom["huishoudtype"] = np.where(alleen, 1, kolom["huishoudtype"])
    radix = zip(KENMERKEN, radices(KENMERKEN), strict=True)
    eta = -2.9 + sum(np.linspace(0, 0.6, r)[kolom[code]] for code, r in radix)
    kolom["verdachte"] = kans.random(n) < 1 / (1 + np.exp(-eta))
    return pl.DataFrame({code: waarden.astype(np.uint8) for code, waarden in kolom.items()})


AANDELEN = {
    "geslacht": (50, 50),
    "leeftijd": (13, 7, 9, 13, 20, 20, 18),
    "gezinsgrootte": (20, 30, 18, 20, 12),
    "huishoudtype": (0.5, 1, 40, 40, 12, 4, 2.5),
    "herkomst": (1, 76, 10, 13),
    "eigendom": (1, 55, 32, 12),
    "huurachterstand": (84, 7, 4, 3, 2),
    "belastingachterstand": (92, 4, 2, 1, 1),
    "kwijtschelding": (90, 10),
    "bijstand": (93, 1, 1.5, 1.5, 1.5, 1.5),
    "bijzondere_bijstand": (95, 5),
    "schuldhulp": (97, 3),
}


def _draw(kans: np.random.Generator, n: int, code: str) -> Any:
    gewicht = np.array(AANDELEN[code])
    return kans.choice(len(gewicht), n, p=gewicht / gewicht.sum())


def measure(werk: Callable[[pl.DataFrame], Any], n: int) -> Gemeten | Nietgemeten:
    """Median seconds of three warm runs, and peak MB above what the data itself takes."""
    ctx = mp.get_context("fork")
    buis, kind = ctx.Pipe(duplex=False)
    proces = ctx.Process(target=_child, args=(kind, werk, n))
    proces.start()
    kind.close()
    try:
        limiet = LIMIET if n < GROOT else LIMIET_GROOT
        if not buis.poll(limiet):
            return Nietgemeten(f"not done in {limiet:.0f} s")
        return Gemeten(*buis.recv())
    except EOFError:
        return Nietgemeten("died: not enough memory")
    finally:
        proces.kill()
        proces.join()


def _child(buis: Any, werk: Callable[[pl.DataFrame], Any], n: int) -> None:
    bewoners = residents(n)
    werk(bewoners.head(10_000))
    voor = _reset_peak()
    tijden = []
    for _ in range(HERHAAL if n < GROOT else 1):
        begin, cpu = time.perf_counter(), time.process_time()
        werk(bewoners)
        tijden.append((time.perf_counter() - begin, time.process_time() - cpu))
    midden = len(tijden) // 2
    klok, proces = (sorted(soort)[midden] for soort in zip(*tijden, strict=True))
    buis.send((klok, max(_memory("VmHWM") - voor, 0.0), proces))


def _reset_peak() -> float:
    """MB of now; the peak is counted from here on, without what making the residents took."""
    Path("/proc/self/clear_refs").write_text("5")
    return _memory("VmRSS")


def _memory(soort: str) -> float:
    regels = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(regel.split()[1]) for regel in regels if regel.startswith(soort)) / 1024


def compare(
    work: str,
    ours: Callable[[pl.DataFrame], Any],
    peers: dict[str, tuple[Callable[[pl.DataFrame], Any], int]],
    sizes: Sequence[str],
) -> Iterator[Regel]:
    """`peers`: what to run, and up to how many residents."""
    for size in sizes:
        eigen = measure(ours, MATEN[size])
        if isinstance(eigen, Nietgemeten):
            raise SystemExit(f"{work} {size}: ours {eigen.waarom}")
        for peer, (werk, hoogstens) in peers.items():
            past = MATEN[size] <= hoogstens
            te_groot = Nietgemeten("does not fit, or takes too long")
            yield row(work, size, peer, eigen, measure(werk, MATEN[size]) if past else te_groot)


def row(work: str, size: str, peer: str, ours: Gemeten, theirs: Gemeten | Nietgemeten) -> Regel:
    eigen = (work, size, peer, ours.seconds)
    if isinstance(theirs, Nietgemeten):
        return Regel(*eigen, None, None, ours.mb, None, ours.cpu, None, None, theirs.waarom)
    klok, cpu = theirs.seconds / ours.seconds, theirs.cpu / ours.cpu
    return Regel(*eigen, theirs.seconds, klok, ours.mb, theirs.mb, ours.cpu, theirs.cpu, cpu)


def printed(regels: Iterable[Regel]) -> list[Regel]:
    """Each as soon as it is measured."""
    gemeten = []
    for regel in regels:
        print(_line(regel), flush=True)
        gemeten.append(regel)
    return gemeten


def _line(r: Regel) -> str:
    eigen = f"{r.work:<12} {r.size:>5}  ours {r.ours_s * 1000:9.1f} ms {r.ours_mb:7.0f} MB"
    if r.peer_s is None:
        return f"{eigen}  {r.peer}: {r.why}"
    ander = f"{r.peer:<24} {r.peer_s * 1000:9.1f} ms {r.peer_mb:7.0f} MB"
    return f"{eigen}  {ander}  {r.ratio:7.2f}× ({r.cpu_ratio:.2f}× of the processor)"
