"""The door beside pyarrow that only reads the same file.

Residents of a fictitious municipality with made-up BSNs, in the form of a brp delivery. Every
measurement runs in a process of its own, so that its peak of memory is its own. `door` is the
pass alone (read, check, pseudonymise, code, encrypt); `child` is what the worker waits for, with
the start of the child and the decryption of the landing. Goals: 155,000 rows in under 15 s and
under 500 MB; at 18 million at most three times pyarrow and 1.5 GB, flat in the rows.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from benchmarks import meten
from bronnen import leverschemas
from bronnen.kern.deur import process
from bronnen.kern.deurkind import leave_out_pandas
from bronnen.kern.deurproces import Deuropdracht, run_child
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from privacy.kern.versleuteling import Schrijver, new_key

PART = 250_000
REPEATS = 3
SCHEMA = leverschemas.schema("brp")
OFFER = Aanbieding("brp", date(2016, 12, 31), date(2016, 1, 1), date(2016, 12, 31))
TYPES = ("eenpersoons", "paar zonder kinderen", "paar met kinderen", "eenouder")
ORIGINS = ("Nederland", "Europa", "buiten Europa")


def write_file(path: Path, rows: int) -> None:
    """A brp delivery of this many rows, written part by part."""
    with path.open("wb") as target:
        target.write((";".join(SCHEMA.elementen) + "\n").encode())
        for begin in range(0, rows, PART):
            target.write(lines(begin, min(PART, rows - begin)))


def lines(begin: int, rows: int) -> bytes:
    rng = np.random.default_rng(begin)
    number = np.arange(begin, begin + rows)
    household = number * 10 // 22
    street = household // 50
    letters = np.array([f"{a}{b}" for a in "ABCDEFGH" for b in "ABCDEFGHJKLMNPRSTVWXZ"])
    columns = {
        "bsn": padded(bsns(number), 9),
        "geslachtsnaam": pa.array(surnames(rng.zipf(1.3, rows) % 60_000)),
        "geboortedatum": birth_dates(rng, rows),
        "geslacht": pa.array(np.array(["M", "V"])[number % 2]),
        "huishoudnummer": pa.array(household).cast(pa.string()),
        "huishoudtype": pa.array(np.array(TYPES)[household % 4]),
        "herkomst": pa.array(np.array(ORIGINS)[household % 3]),
        "postcode": joined(
            pa.array(1000 + street % 9000).cast(pa.string()),
            pa.array(letters[street // 9000 % len(letters)]),
        ),
        "huisnummer": pa.array(household % 50 * 2 + 1).cast(pa.string()),
        "huisletter": pa.array(np.where(household % 17 == 0, "A", "")),
        "toevoeging": pa.array(np.where(household % 41 == 0, "bis", "")),
        "straat": joined(pa.array(["Straat "] * rows), pa.array(street % 30_000).cast(pa.string())),
        "buurtcode": joined(pa.array(["BU0796"] * rows), padded(street % 110, 4)),
        "functie_adres": pa.array(["W"] * rows),
        "opschorting_reden": pa.array([""] * rows),
    }
    texts = [columns[naam] for naam in SCHEMA.elementen]
    return ("\n".join(pc.binary_join_element_wise(*texts, ";").to_pylist()) + "\n").encode()


def bsns(number: np.ndarray) -> np.ndarray:
    """Scattered over the whole range, each once (up to 50 million), and good by the elfproef."""
    head = (number * 7_368_787 + 1_000_003) % 10_000_000
    eighth = number // 10_000_000 * 2
    total = sum((9 - i) * (head // 10 ** (6 - i) % 10) for i in range(7)) + 2 * eighth
    eighth = eighth + (total % 11 == 10)
    last = (total + 2 * (total % 11 == 10)) % 11
    return np.asarray(head * 100 + eighth * 10 + last)


def surnames(number: np.ndarray) -> list[str]:
    names = [
        f"{'van der ' if i % 7 == 0 else ''}Naam{chr(65 + i % 26)}{i:x}" for i in range(60_000)
    ]
    return [names[i] for i in number]


def birth_dates(rng: np.random.Generator, rows: int) -> pa.Array:
    dag, maand = padded(rng.integers(1, 29, rows), 2), padded(rng.integers(1, 13, rows), 2)
    jaar = pa.array(rng.integers(1920, 2016, rows)).cast(pa.string())
    return pc.binary_join_element_wise(dag, maand, jaar, "-")


def padded(number: np.ndarray, width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(number).cast(pa.string()), width, "0")


def joined(*parts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")


def with_pyarrow(path: Path) -> int:
    """Streaming, all columns as text, two threads: what the door has to be compared with."""
    options = pacsv.ConvertOptions(column_types={n: pa.string() for n in SCHEMA.elementen})
    with pacsv.open_csv(
        path, parse_options=pacsv.ParseOptions(delimiter=";"), convert_options=options
    ) as stream:
        return sum(batch.num_rows for batch in stream)


def with_door(path: Path) -> int:
    with path.open("rb") as source, path.with_suffix(".uit").open("wb") as target:
        report = process(
            bron=source,
            soort=Bestandssoort.csv,
            schema=SCHEMA,
            goedgekeurd=frozenset(SCHEMA.elementen),
            aanbieding=OFFER,
            sleutels=Koppelsleutels.of_project(new_key()),
            doel=target,
            datasleutel=new_key(),
            datasleutel_id=bytes(16),
            voortgang=lambda rijen: None,
        )
    return accepted(report)


def with_child(path: Path) -> int:
    landing = path.with_suffix(".landing")
    key = json.loads(landing.with_suffix(".sleutel").read_text())
    job = Deuropdracht(
        landing=landing,
        landing_sleutel=bytes.fromhex(key),
        doel=path.with_suffix(".levering"),
        datasleutel=new_key(),
        datasleutel_id=bytes(16),
        projectsleutel=new_key(),
        bron="brp",
        goedgekeurd=frozenset(SCHEMA.elementen),
        aanbieding=OFFER,
    )
    return accepted(run_child(job, voortgang=lambda percent, stap: None))


def accepted(report: Leververslag) -> int:
    if not report.aanvaard:
        raise SystemExit(f"refused: {report.weigering} {report.bevindingen}")
    return report.rijen_aanvaard


WAYS: dict[str, Callable[[Path], int]] = {
    "pyarrow": with_pyarrow,
    "door": with_door,
    "child": with_child,
}


def encrypt_landing(path: Path) -> None:
    key = new_key()
    path.with_suffix(".sleutel").write_text(json.dumps(key.hex()))
    landing = path.with_suffix(".landing")
    with path.open("rb") as source, landing.open("wb") as target, Schrijver(target, key) as writer:
        while part := source.read(1 << 20):
            writer.write(part)


def measure(way: str, path: Path) -> meten.Gemeten:
    """Seconds and peak resident MB of one run in a new process."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.deur", way, str(path)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "ARROW_DEFAULT_MEMORY_POOL": "system"},
        check=True,
        stdout=subprocess.PIPE,
    )
    return meten.Gemeten(*json.loads(done.stdout))


def measured(way: str, path: Path) -> None:
    leave_out_pandas()  # as the child does
    who = resource.RUSAGE_CHILDREN if way == "child" else resource.RUSAGE_SELF
    begin, cpu = time.perf_counter(), processor(who)
    WAYS[way](path)
    seconds, used = time.perf_counter() - begin, processor(who) - cpu
    print(json.dumps([seconds, resource.getrusage(who).ru_maxrss / 1024, used]))


def processor(who: int) -> float:
    """Seconds of the processor so far, all threads."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def best(way: str, path: Path, size: str) -> meten.Gemeten:
    """The fastest of a few runs, and the highest peak."""
    runs = [measure(way, path) for _ in range(REPEATS if meten.MATEN[size] < meten.GROOT else 1)]
    fastest = min(runs, key=lambda run: run.seconds)
    return replace(fastest, mb=max(run.mb for run in runs), cpu=min(run.cpu for run in runs))


def rows(sizes: Sequence[str]) -> Iterator[meten.Regel]:
    """`ratio` is below 1: pyarrow reads alone, the door does five things more."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "brp.csv"
            write_file(path, meten.MATEN[size])
            encrypt_landing(path)
            peer = best("pyarrow", path, size)
            yield meten.row("door", size, "pyarrow, reading alone", best("door", path, size), peer)
            yield meten.row(
                "door as job", size, "pyarrow, reading alone", best("child", path, size), peer
            )


if __name__ == "__main__":
    measured(sys.argv[1], Path(sys.argv[2]))
