"""The attack suite: an intruder with the rights of a beleidsmedewerker against many releases.

A house full of released results is made the real way (door, linking, analysis with ledger, offer,
approval); then the intruder reads all that the API and the CSV give him, and computes the narrowest
interval of every cell that was to stay hidden: linear programmes over all figures together, whole
persons, differences of groups, inclusion and exclusion, with the public sizes of buurten by sex
and age. Beside it stand the same tables with the thresholds alone, and with rounding too.

    make attack [ARGS="--klein --json uit.json --markdown uit.md"]
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

for naam in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(naam, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from buurtmonitor.ingebouwd import Ingebouwd  # noqa: E402  after the threads are set

if TYPE_CHECKING:
    from benchmarks.inbreker.kennis import Kaart
    from benchmarks.inbreker.lezen import Bewering, Rij
    from benchmarks.inbreker.rekenen import Uitslag
    from benchmarks.inbreker.waarheid import Bevolking


@dataclass(frozen=True)
class Vangst:
    """All that the intruder read, and the residents it is about."""

    rijen: list[Rij]
    totalen: list[Bewering]
    bevolking: Bevolking
    kaart: Kaart


@contextmanager
def installation() -> Iterator[None]:
    """Engines and a database that are thrown away."""
    with TemporaryDirectory() as map_, Ingebouwd(processen=(), proef=True) as omgeving:
        os.environ.update(omgeving)
        os.environ["BUURTMONITOR_DATABASEROL"] = "eigenaar"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection
        from django.test.utils import setup_test_environment

        setup_test_environment()
        connection.creation.create_test_db(verbosity=0, serialize=False)
        call_command("rechten_database", verbosity=0)
        settings.PASSWORD_HASHERS = ["tests.privacy.hasher.Goedkoop"]
        settings.DATA, settings.KLUIS = Path(map_) / "data", Path(map_) / "kluis"
        settings.HOOFDSLEUTEL = bytes(range(32))
        from privacy import kluis

        kluis.furnish()
        yield
        connection.close()


def attack_all(
    *, klein: bool, minuten: float = math.inf
) -> tuple[list[Uitslag], dict[str, Any], Vangst]:
    """The releases and both baselines under attack, and what the house took."""
    from benchmarks.inbreker import huis as huizen
    from benchmarks.inbreker.kennis import Drempels
    from benchmarks.inbreker.rekenen import attack
    from benchmarks.inbreker.waarheid import as_baseline, true_totals
    from tests.gemeente import municipal_house

    begin = time.monotonic()
    huis, kaart, regels = municipal_house(), huizen.the_map(), Drempels()
    geweigerd = huizen.release_all(huis, huizen.questions(klein=klein), _say, minuten)
    oogst = huizen.harvest(huis, kaart, regels, geweigerd)
    bevolking = huizen.the_truth(kaart)
    vangst = Vangst(
        [rij for deel in oogst.gelezen for rij in deel.rijen],
        [totaal for deel in oogst.gelezen for totaal in deel.totalen],
        bevolking,
        kaart,
    )
    rijen, totalen = vangst.rijen, vangst.totalen
    feiten = {
        "releases": oogst.vrijgegeven,
        "not_released": oogst.geweigerd,
        "requests": oogst.verzoeken,
        "residents": len(bevolking.pleeg),
        "house_seconds": round(time.monotonic() - begin, 1),
    }
    uitslagen = [attack("released", rijen, totalen, bevolking, kaart, regels)]
    for naam, stap in (("threshold only", 1), ("threshold + rounding", 5)):
        eigen = replace(regels, stap=stap, complementregel=False)
        kaal = as_baseline(rijen, bevolking, eigen)
        sommen = true_totals(totalen, bevolking, eigen)
        uitslagen.append(attack(naam, kaal, sommen, bevolking, kaart, eigen, regels))
    return uitslagen, feiten, vangst


def _say(regel: str) -> None:
    print(regel, file=sys.stderr, flush=True)


def as_dict(uitslag: Uitslag) -> dict[str, Any]:
    soorten = Counter(v.doel.soort for v in uitslag.vondsten)
    versmald = Counter(v.doel.soort for v in uitslag.vondsten if v.versmald)
    return {
        "scheme": uitslag.naam,
        "cells": uitslag.cellen,
        "shown": uitslag.getoond,
        "protected": uitslag.beschermd,
        "narrowed": uitslag.versmald,
        "exact": uitslag.exact,
        "by_kind": {soort: [soorten[soort], versmald[soort]] for soort in sorted(soorten)},
        "seconds": round(uitslag.seconden, 1),
    }


KOPPEN = ("scheme", "cells", "shown", "protected", "narrowed", "exact", "seconds")


def table(rijen: list[dict[str, Any]]) -> str:
    regels = [KOPPEN, ["---"] * len(KOPPEN), *([rij[kop] for kop in KOPPEN] for rij in rijen)]
    return "\n".join("| " + " | ".join(map(str, regel)) + " |" for regel in regels)


def markdown(rijen: list[dict[str, Any]], feiten: dict[str, Any], regel: str) -> str:
    dag = datetime.now(UTC).date().isoformat()
    soorten = "\n".join(
        f"- {rij['scheme']}: "
        + ", ".join(f"{naam} {n} (narrowed {k})" for naam, (n, k) in rij["by_kind"].items())
        for rij in rijen
    )
    return f"""# Attack suite, {dag}

`make attack`: {feiten["releases"]} results released among {feiten["residents"]} residents of the
demo municipality ({feiten["not_released"]} more were asked and not released), read by a
beleidsmedewerker in {feiten["requests"]} requests through API, filters and CSV.
Making the house took {feiten["house_seconds"]} s; peak memory was {feiten["memory_mb"]} MB.

    {regel}

{table(rijen)}

Protected cells by kind (`cel`: a hidden count of persons with the outcome; `grootte`: the size of a
group under the threshold; `verschil`: what lies between two shown groups):

{soorten}

*Narrowed*: the intruder's interval is narrower than ten persons, or than the group where that is
smaller. *Exact*: he has the number itself. Both other schemes are the same tables: counts from 10
in groups from 50 shown exactly, and the same rounded to fives, without anything hidden beside.
"""


def main() -> int:
    lezer = argparse.ArgumentParser()
    lezer.add_argument("--klein", action="store_true", help="a few results of each kind")
    lezer.add_argument("--minuten", type=float, default=math.inf, help="for making the house")
    lezer.add_argument("--json", type=Path)
    lezer.add_argument("--markdown", type=Path)
    lezer.add_argument("--toon", action="store_true", help="what was narrowed")
    keuze = lezer.parse_args()
    with installation():
        uitslagen, feiten, _ = attack_all(klein=keuze.klein, minuten=keuze.minuten)
    feiten["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rijen, eerste = [as_dict(uitslag) for uitslag in uitslagen], uitslagen[0]
    if keuze.json:
        keuze.json.write_text(json.dumps({**feiten, "schemes": rijen}, indent=1) + "\n")
    if keuze.markdown:
        keuze.markdown.write_text(markdown(rijen, feiten, eerste.regel))
    if keuze.toon:
        for vondst in (v for v in eerste.vondsten if v.versmald):
            print(vondst)
    print(json.dumps(feiten))
    print(table(rijen))
    print(eerste.regel)
    return int(eerste.versmald > 0)


if __name__ == "__main__":
    sys.exit(main())
