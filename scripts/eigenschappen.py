"""The properties of protected tables on many random ones: `python -m scripts.eigenschappen`.

Writes a dated result in docs/metingen/. A table with a fault is named by its seed:
`tests.privacy.kern.eigenschappen.examine(seed)` makes it again, `examine_pair(seed)` a pair.
"""

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from tests.privacy.kern.eigenschappen import ONEENS, Uitslag, examine_many, examine_pairs

WORTEL = Path(__file__).resolve().parents[1]
METINGEN = WORTEL / "docs" / "metingen"
STUK = 100  # tables for one process at a time
PAKKETTEN = ("highspy", "ortools", "scipy", "numpy")
VOORTGANG = 5  # seconds


def main() -> int:
    keuze = _choices()
    begin = time.monotonic()
    uitslagen = list(_run(keuze, begin))
    duur = time.monotonic() - begin
    for uitslag in uitslagen:
        for fout in uitslag.fouten:
            sys.stdout.write(f"seed {uitslag.zaad} ({uitslag.soort}): {fout}\n")
    METINGEN.mkdir(exist_ok=True)
    vandaag = datetime.now(UTC).date().isoformat()
    doel = METINGEN / f"{'eigenschappen' if keuze.tabellen else 'paren'}-{vandaag}.md"
    doel.write_text(report(uitslagen, keuze, duur, vandaag), encoding="utf-8")
    sys.stdout.write(f"{doel.relative_to(WORTEL)}: {len(uitslagen)} tables\n")
    return any(uitslag.fouten for uitslag in uitslagen)


def _choices() -> argparse.Namespace:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--tabellen", type=int, default=10_000)
    lezer.add_argument("--paren", type=int, default=500, help="pairs of tables that share margins")
    lezer.add_argument("--eerste", type=int, default=0, help="the first seed")
    lezer.add_argument("--processen", type=int, default=os.cpu_count() or 1)
    lezer.add_argument("--opnieuw", type=int, default=10, help="every how many are made twice")
    lezer.add_argument("--minuten", type=float, default=1e6, help="stop and report after this long")
    return lezer.parse_args()


def _run(keuze: argparse.Namespace, begin: float) -> Iterator[Uitslag]:
    """In order of seed, tables before pairs; none is begun when time is up."""
    tot = begin + 60 * keuze.minuten
    alle = keuze.tabellen + keuze.paren
    klaar = fout = 0
    gezegd = begin
    with ProcessPoolExecutor(keuze.processen) as werkers:
        tabellen = partial(examine_many, opnieuw=keuze.opnieuw, tot=tot)
        werk = chain(
            werkers.map(tabellen, _pieces(keuze.eerste, keuze.tabellen)),
            werkers.map(partial(examine_pairs, tot=tot), _pieces(keuze.eerste, keuze.paren)),
        )
        for uitslagen in werk:
            klaar += len(uitslagen)
            fout += sum(bool(uitslag.fouten) for uitslag in uitslagen)
            yield from uitslagen
            if klaar and time.monotonic() - gezegd > VOORTGANG:
                gezegd = time.monotonic()
                _say(klaar, alle, fout, gezegd - begin)


def _pieces(eerste: int, hoeveel: int) -> list[range]:
    einde = eerste + hoeveel
    return [range(zaad, min(zaad + STUK, einde)) for zaad in range(eerste, einde, STUK)]


def _say(klaar: int, alle: int, fout: int, duur: float) -> None:
    nog = duur / klaar * (alle - klaar) / 60
    sys.stderr.write(f"{klaar} of {alle}, {fout} with a fault, {nog:.0f} min to go\n")
    sys.stderr.flush()


def report(
    uitslagen: Sequence[Uitslag], keuze: argparse.Namespace, duur: float, vandaag: str
) -> str:
    """The result in plain Dutch, for who asks whether it was really done."""
    fout = [u for u in uitslagen if u.fouten]
    oneens = sum(ONEENS in u.fouten for u in uitslagen)
    paren = sum(u.soort.startswith("paar") for u in uitslagen)
    opnieuw = sum(u.zaad % keuze.opnieuw == 0 for u in uitslagen if not u.soort.startswith("paar"))
    alles = hashlib.sha256("".join(u.hash for u in uitslagen).encode()).hexdigest()
    regels = [
        f"# Eigenschappen van {_how_many(len(uitslagen) - paren, paren)}, {vandaag}",
        "",
        UITLEG,
        "",
        "| Wat | Aantal |",
        "| --- | --- |",
        f"| Tabellen gevraagd, en paren van tabellen | {keuze.tabellen} en {keuze.paren} |",
        f"| Gedaan (zaad {keuze.eerste} en verder) | {len(uitslagen) - paren} en {paren} |",
        f"| Met een fout | {len(fout)} |",
        f"| Weglaten en controle niet eens | {oneens} |",
        f"| Herstel nodig na de eerste controle | {sum(u.audits > 1 for u in uitslagen)} |",
        f"| Alles weggelaten, ook wat niet geheim is | {sum(u.alles for u in uitslagen)} |",
        f"| Twee keer gemaakt, om de bytes te vergelijken | {opnieuw} |",
        f"| Cellen | {sum(u.cellen for u in uitslagen)} |",
        f"| Daarvan geheim volgens de regels | {sum(u.primair for u in uitslagen)} |",
        f"| En weggelaten om die te beschermen | {sum(u.secundair for u in uitslagen)} |",
        f"| Seconden, met {keuze.processen} proces(sen) | {duur:.0f} |",
        "",
        "| Soort | Tabellen | Cellen | Seconden per tabel |",
        "| --- | --- | --- | --- |",
        *_per_kind(uitslagen),
        "",
        *(f"- zaad {u.zaad} ({u.soort}): {', '.join(u.fouten)}" for u in fout),
        *([""] if fout else []),
        f"Processor: {_processor()}. Python {platform.python_version()}, "
        f"{', '.join(f'{naam} {version(naam)}' for naam in PAKKETTEN)}. Code: {_commit()}.",
        "",
        f"Hash over de hashes van alle tabellen: `{alles}`.",
    ]
    return "\n".join(regels) + "\n"


UITLEG = """Gemaakt met `python -m scripts.eigenschappen`. Elke tabel volgt uit haar zaad. Per tabel
keken wij: is er een geslaagde controle? Staat er een aantal, groep of rest onder de drempel? Kan
een lezer met aftrekken, met Gauss-eliminatie of met een programma over hele personen (SciPy, los
van het weglaten en van de controle) een geheim getal te precies uitrekenen, ook wie zijn eigen
gegevens kent? En geeft dezelfde tabel weer dezelfde bytes? Van een paar beschermen wij elke tabel
apart; het vrijgaveregister oordeelt over de tweede naast de eerste, zo nodig nadat er meer van is
weggelaten. Wat het samen laat staan, mag de lezer van beide tabellen niet verder brengen."""


def _how_many(tabellen: int, paren: int) -> str:
    delen = [f"{tabellen} willekeurige tabellen"] * bool(tabellen)
    return " en ".join([*delen, *[f"{paren} willekeurige paren van tabellen"] * bool(paren)])


def _per_kind(uitslagen: Sequence[Uitslag]) -> Iterator[str]:
    tellingen = Counter(u.soort for u in uitslagen)
    for soort, aantal in sorted(tellingen.items()):
        eigen = [u for u in uitslagen if u.soort == soort]
        seconden = sum(u.seconden for u in eigen) / aantal
        yield f"| {soort} | {aantal} | {sum(u.cellen for u in eigen)} | {seconden:.2f} |"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    regels = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    namen = [regel.split(":", 1)[1].strip() for regel in regels if regel.startswith("model name")]
    return f"{namen[0] if namen else platform.machine()}, {os.cpu_count()} kernen"


def _commit() -> str:
    uit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607
        cwd=WORTEL,
        capture_output=True,
        text=True,
        check=False,
    )
    return uit.stdout.strip() or "onbekend"


if __name__ == "__main__":
    sys.exit(main())
