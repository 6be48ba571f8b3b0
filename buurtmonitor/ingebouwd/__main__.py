"""`python -m buurtmonitor.ingebouwd --map FOLDER`: everything on one machine, until Ctrl-C."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from buurtmonitor.ingebouwd.geheimen import GeheimWeg
from buurtmonitor.ingebouwd.postgres import NietGereed
from buurtmonitor.ingebouwd.proces import EX_CONFIG
from buurtmonitor.ingebouwd.toestand import Bezet
from buurtmonitor.ingebouwd.toezicht import BASIS, Mislukt, Opties, Toezicht


def main() -> int:
    arguments = _parser().parse_args()
    opties = Opties(
        map=arguments.map.resolve(),
        poort=arguments.poort,
        processen=tuple(naam for naam in arguments.processen.split(",") if naam),
        proef=arguments.proef,
        wegwerp=arguments.wegwerp,
        tot_eof=arguments.tot_eof,
    )
    try:
        Toezicht(opties).run(_as_json if arguments.json else _as_sentence)
    except (Bezet, GeheimWeg, Mislukt, NietGereed) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201
        return EX_CONFIG
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m buurtmonitor.ingebouwd", description=__doc__)
    parser.add_argument("--map", type=Path, default=BASIS / "var")
    parser.add_argument("--poort", type=int, default=8000)
    parser.add_argument("--processen", default=",".join(Opties.processen))
    parser.add_argument("--proef", action="store_true", help="engines for tests")
    parser.add_argument("--wegwerp", action="store_true", help="remove the folder at the end")
    parser.add_argument("--tot-eof", action="store_true", help="stop when stdin is closed")
    parser.add_argument("--json", action="store_true", help="print the environment as JSON")
    return parser


def _as_json(omgeving: dict[str, str]) -> None:
    print(json.dumps(omgeving), flush=True)  # noqa: T201


def _as_sentence(omgeving: dict[str, str]) -> None:
    print(f"De Buurtmonitor draait op {omgeving['BUURTMONITOR_ADRES']}. Stop met Ctrl-C.")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
