"""`make bench`: every measurement in turn, each beside its peer in one run.

`make bench ARGS="--only deur,regels"` runs a part; what follows `--` goes to that measurement,
such as `make bench ARGS="--only regressie -- --sizes 10k --json out.json"`.
"""

import argparse
import subprocess
import sys

METINGEN = ("deur", "koppeling", "regressie", "regels", "bescherming", "register")


def main() -> int:
    lezer = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    lezer.add_argument("--only", default=",".join(METINGEN))
    keuze, rest = lezer.parse_known_args()
    gekozen = keuze.only.split(",")
    if onbekend := set(gekozen) - set(METINGEN):
        lezer.error(f"unknown: {', '.join(sorted(onbekend))}; known: {', '.join(METINGEN)}")
    extra = [woord for woord in rest if woord != "--"]
    for naam in gekozen:
        print(f"\n== {naam}", flush=True)
        klaar = subprocess.run([sys.executable, "-m", f"benchmarks.{naam}", *extra])
        if klaar.returncode:
            return klaar.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
