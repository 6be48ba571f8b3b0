"""The attack suite: an intruder with the rights of a beleidsmedewerker against many releases.

A house full of released results is made the real way (door, linking, analysis with ledger, offer,
approval); then the intruder reads all that API, pages, files, figures and filters give him, and
computes the narrowest interval of every cell that was to stay hidden: linear programmes over all
figures together, whole persons, differences of groups, inclusion and exclusion, the score equations
of regressions, with the public sizes of buurten by sex and age; as an outsider, and as any resident
who knows his own record. Beside it stand the same tables with the thresholds alone, and with
rounding too.

    make attack [ARGS="--klein --json uit.json --markdown uit.md"]

It asks for five minutes, at most 45 seconds a question; `--groot` asks everything.
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
    *, klein: bool, minuten: float = math.inf, per_vraag: float = math.inf
) -> tuple[list[Uitslag], dict[str, Any], Vangst]:
    """The releases and both baselines under attack, and what the house took."""
    from benchmarks.inbreker import huis as huizen
    from benchmarks.inbreker.kennis import Drempels
    from benchmarks.inbreker.rekenen import attack
    from benchmarks.inbreker.schatting import all_implied
    from benchmarks.inbreker.waarheid import as_baseline, true_totals
    from tests.gemeente import municipal_house

    begin = time.monotonic()
    huis, kaart, regels = municipal_house(), huizen.the_map(), Drempels()
    gedaan = huizen.release_all(huis, huizen.questions(klein=klein), _say, minuten, per_vraag)
    gemaakt = time.monotonic()
    oogst = huizen.read_all(huis, kaart, regels)
    bevolking = huizen.the_truth(kaart)
    rijen = list(dict.fromkeys(rij for deel in oogst.gelezen for rij in deel.rijen))
    totalen = list(dict.fromkeys(totaal for deel in oogst.gelezen for totaal in deel.totalen))
    volgt = all_implied(oogst.gelezen, bevolking, regels)
    feiten = {
        "released": gedaan.vrijgegeven,
        "refused": gedaan.geweigerd,
        "stopped": gedaan.gestopt,
        "not_asked": gedaan.niet_gevraagd,
        "not_read": ", ".join(f"{k} ({w})" for k, w in huizen.NIET_GEVRAAGD.items()),
        "requests": oogst.verzoeken,
        "pages": oogst.bladzijden,
        "figures": oogst.figuren,
        "numbers_outside_tables": oogst.getallen,
        "levels_of_regressions": len(volgt),
        "residents": len(bevolking.pleeg),
        "house_seconds": round(gemaakt - begin, 1),
        "reading_seconds": round(time.monotonic() - gemaakt, 1),
    }
    uitslagen = [attack("released", rijen, [*totalen, *volgt], bevolking, kaart, regels)]
    for naam, stap in (("threshold only", 1), ("threshold + rounding", 5)):
        eigen = replace(regels, stap=stap, complementregel=False)
        kaal = as_baseline(rijen, bevolking, eigen)
        sommen = true_totals(totalen, bevolking, eigen)
        uitslagen.append(attack(naam, kaal, sommen, bevolking, kaart, eigen, regels))
    return uitslagen, feiten, Vangst(rijen, totalen, bevolking, kaart)


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
        "by insiders alone": sum(v.versmald and not v.te_nauw for v in uitslag.vondsten),
        "exact": uitslag.exact,
        "by_kind": {soort: [soorten[soort], versmald[soort]] for soort in sorted(soorten)},
        "beside_within_ten": sum(
            v.doel.soort.startswith("bij") and v.boven - v.onder < TIEN for v in uitslag.vondsten
        ),
        "seconds": round(uitslag.seconden, 1),
    }


TIEN = 10
KOPPEN = (
    "scheme", "cells", "shown", "protected", "narrowed", "by insiders alone", "exact", "seconds",
)  # fmt: skip


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

`make attack`: {feiten["released"]} results released among {feiten["residents"]} residents of the
demo municipality. Of the other questions {feiten["refused"]} were refused by protection or ledger,
{feiten["stopped"]} were not done in their time, and {feiten["not_asked"]} were not asked for want
of it. A beleidsmedewerker read them in {feiten["requests"]} requests: API, {feiten["pages"]} pages,
files, {feiten["figures"]} figures and filters, and looked up
{feiten["numbers_outside_tables"]} numbers in sentences and figures. Regressions told of
{feiten["levels_of_regressions"]} levels.

Making the house took {feiten["house_seconds"]} s, reading {feiten["reading_seconds"]} s; in all
{feiten["cpu_seconds"]} s of processor time, solvers included. Peak memory was
{feiten["memory_mb"]} MB.

    {regel}

{table(rijen)}

Not asked, for he can't read them yet: {feiten["not_read"]}.

Protected cells by kind. Breaking a rule: `cel`, a count of persons with the outcome; `grootte`, the
size of a group under ten; `verschil`, what lies between two shown groups. Hidden beside those:
`bijcel`, a count, and `bijgrootte`, the size of a group of which no row shows it.

{soorten}

*Narrowed*: the intruder's interval is narrower than ten persons, or than the group where that is
smaller; for what was hidden beside and meets every rule itself, narrower than a rounded figure
would have been (of those {rijen[0]["beside_within_ten"]} are known within ten persons). The
intruder is also each resident who knows his own record. *Exact*: he has the number itself. Both
other schemes are the same tables: counts from 10 in groups from 50 shown exactly, and the same
rounded to fives, without anything hidden beside.

What this intruder does not use: how many combinations the search of rules looked at, why a level
of a regression was joined or a rule is not in the list ("one of these is small"), that a rule beats
each shorter one by two points, chi-squares, the AUC, standard errors, the correction of Firth, and
words without a number.
"""


def _processor(wie: int) -> float:
    gebruik = resource.getrusage(wie)
    return gebruik.ru_utime + gebruik.ru_stime


MINUTEN, PER_VRAAG = 5.0, 45.0


def main() -> int:
    lezer = argparse.ArgumentParser()
    lezer.add_argument("--klein", action="store_true", help="a few results of each kind")
    lezer.add_argument("--groot", action="store_true", help="all questions, however long it takes")
    lezer.add_argument("--minuten", type=float, default=MINUTEN, help="for making the house")
    lezer.add_argument("--per-vraag", type=float, default=PER_VRAAG, help="seconds a question")
    lezer.add_argument("--json", type=Path)
    lezer.add_argument("--markdown", type=Path)
    lezer.add_argument("--toon", action="store_true", help="what was narrowed")
    keuze = lezer.parse_args()
    minuten, seconden = keuze.minuten, keuze.per_vraag
    if keuze.groot:
        minuten = seconden = math.inf
    with installation():
        uitslagen, feiten, _ = attack_all(klein=keuze.klein, minuten=minuten, per_vraag=seconden)
    feiten["cpu_seconds"] = round(
        sum(map(_processor, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
    )
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
    return int(eerste.versmald > 0 or not eerste.beschermd)


if __name__ == "__main__":
    sys.exit(main())
