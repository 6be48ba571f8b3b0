"""`make bench`: every work beside its peers in one run, as a table and as rows of JSON.

    make bench ARGS="--only regression,rules --sizes 155k --json FILE"

`--only`: works, of those below; `--sizes`: residents, of 10k, 155k, 1M and 18M. Works that have no
size (protection, ledger, load) print a table of their own. `--verslag FILE` writes the rows as
Markdown, with the day, the processor, the cores and the versions they were measured with. With
`--from A,B` it writes those of earlier files of JSON and measures nothing, since the whole takes
hours.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from benchmarks import meten, verslag

WERKEN = {
    "regression": "regressie",
    "rules": "regels",
    "tables": "tabellen",
    "door": "deur",
    "linking": "koppeling",
}
LOS = {"protection": "bescherming", "ledger": "register", "load": "last"}


def main() -> int:
    keuze = _arguments()
    regels = verslag.read(keuze.van)
    for werk in keuze.only if not regels else ():
        print(f"\n== {werk}", flush=True)
        if werk in LOS:
            subprocess.run([sys.executable, "-m", f"benchmarks.{LOS[werk]}"], check=True)
            continue
        module = import_module(f"benchmarks.{WERKEN[werk]}")
        regels += meten.printed(module.rows(keuze.sizes))
    if keuze.json:
        keuze.json.write_text(json.dumps([asdict(regel) for regel in regels], indent=1))
    if keuze.verslag:
        keuze.verslag.write_text(verslag.write(regels), encoding="utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    bekend = [*WERKEN, *LOS]
    lezer = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    lezer.add_argument("--only", type=lambda t: _known(t, bekend), default=bekend)
    lezer.add_argument(
        "--sizes", type=lambda t: _known(t, list(meten.MATEN)), default=["10k", "155k"]
    )
    lezer.add_argument("--json", type=Path)
    lezer.add_argument("--from", dest="van", type=_paths, default=())
    lezer.add_argument("--verslag", type=Path)
    return lezer.parse_args()


def _paths(tekst: str) -> list[Path]:
    return [Path(deel) for deel in tekst.split(",")]


def _known(tekst: str, bekend: list[str]) -> list[str]:
    gekozen = tekst.split(",")
    if onbekend := set(gekozen) - set(bekend):
        melding = f"unknown: {', '.join(sorted(onbekend))}; known: {', '.join(bekend)}"
        raise argparse.ArgumentTypeError(melding)
    return gekozen


if __name__ == "__main__":
    sys.exit(main())
