"""Measured rows as a Markdown table, with where and with what they were measured."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.meten import Regel

PAKKETTEN = (
    "numpy", "scipy", "polars", "pandas", "pyarrow", "statsmodels", "scikit-learn", "glum",
    "mlxtend", "pyfim", "duckdb",
)  # fmt: skip
KOP = """| work | residents | ours s | ours cpu s | ours MB | peer | peer s | peer cpu s | peer MB \
| ratio | cpu ratio |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def write(regels: Sequence[Regel]) -> str:
    return "\n".join([_head(), "", KOP, *map(_row, regels), ""])


def _head() -> str:
    dag = datetime.now(UTC).date().isoformat()
    versies = ", ".join(f"{naam} {_version(naam)}" for naam in PAKKETTEN)
    return (
        f"# Speed and memory, {dag}\n\n{_processor()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}. {versies}. BLAS and polars on one thread; warm; the median "
        "of three runs, from 5 million residents on one run; MB above what the data itself takes "
        "(door and linking: of the whole process). Load of the machine at the end "
        f"{os.getloadavg()[1]:.1f}. Ratio: seconds of the peer for one of ours; where others "
        "use the machine too, the ratio of seconds of the processor says more."
    )


def _row(r: Regel) -> str:
    eigen = f"| {r.work} | {r.size} | {r.ours_s:.3f} | {r.ours_cpu:.3f} | {r.ours_mb:.0f} "
    if r.peer_s is None:
        return f"{eigen}| {r.peer} | {r.why} | | | | |"
    ander = f"{r.peer} | {r.peer_s:.3f} | {r.peer_cpu:.3f} | {r.peer_mb:.0f}"
    return f"{eigen}| {ander} | {r.ratio:.1f} | {r.cpu_ratio:.1f} |"


def read(bestanden: Sequence[Path]) -> list[Regel]:
    """Rows of earlier runs; of one work, size and peer the last."""
    regels = [Regel(**rij) for pad in bestanden for rij in json.loads(pad.read_text())]
    return list({(r.work, r.size, r.peer): r for r in regels}.values())


def _version(naam: str) -> str:
    try:
        return version(naam)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    regels = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    namen = (regel.split(":", 1)[1].strip() for regel in regels if regel.startswith("model name"))
    return next(namen, platform.machine())
