"""The properties of protected tables on many random ones: `python -m scripts.eigenschappen`.

It can be done in parts, at quiet moments: every hundred seeds that are done are kept in
`var/eigenschappen`, a next run goes on where the last one stopped (`--minuten 30`), several may do
a range of seeds each (`--eerste 5000 --tabellen 2500 --paren 0`), and each writes the dated result
in docs/metingen/ of all that is there. What was done with other code does not count: its number is
in the name of the result.

A table with a fault is named by its seed: `tests.privacy.kern.eigenschappen.examine(seed)` makes it
again, `examine_pair(seed)` a pair.
"""

import argparse
import hashlib
import json
import os
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

from tests.privacy.kern.eigenschappen import ONEENS, Uitslag, examine_many, examine_pairs

WORTEL = Path(__file__).resolve().parents[1]
METINGEN = WORTEL / "docs" / "metingen"
BEWAARD = WORTEL / "var" / "eigenschappen"
STUK = 100  # tables for one process at a time
PAKKETTEN = ("highspy", "ortools", "scipy", "numpy")


@dataclass(frozen=True)
class Stuk:
    """Seeds that are done together: from a multiple of STUK on, all or none of them."""

    paren: bool
    eerste: int

    @property
    def zaden(self) -> range:
        return range(self.eerste, self.eerste + STUK)

    def path(self, map_: Path) -> Path:
        return map_ / f"{'paren' if self.paren else 'tabellen'}-{self.eerste:06d}.json"


def main() -> int:
    keuze = _choices()
    map_ = keuze.map / code_hash()
    map_.mkdir(parents=True, exist_ok=True)
    if not keuze.verslag:
        _run(pieces(keuze.eerste, keuze.tabellen, keuze.paren), map_, keuze)
    uitslagen = kept(map_)
    for uitslag in uitslagen:
        for fout in uitslag.fouten:
            sys.stdout.write(f"seed {uitslag.zaad} ({uitslag.soort}): {fout}\n")
    vandaag = datetime.now(UTC).date().isoformat()
    doel = METINGEN / f"eigenschappen-{vandaag}-{code_hash()}.md"
    if uitslagen:
        doel.write_text(report(uitslagen, keuze.opnieuw, vandaag), encoding="utf-8")
    sys.stdout.write(f"{doel.name}: {len(uitslagen)} tables\n")
    return any(uitslag.fouten for uitslag in uitslagen)


def _choices() -> argparse.Namespace:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--tabellen", type=int, default=10_000)
    lezer.add_argument("--paren", type=int, default=500, help="pairs of tables that share margins")
    lezer.add_argument("--eerste", type=int, default=0, help="the first seed")
    lezer.add_argument("--processen", type=int, default=os.cpu_count() or 1)
    lezer.add_argument("--opnieuw", type=int, default=10, help="every how many are made twice")
    lezer.add_argument("--minuten", type=float, default=1e6, help="stop and report after this long")
    lezer.add_argument("--map", type=Path, default=BEWAARD, help="where what is done is kept")
    lezer.add_argument("--verslag", action="store_true", help="only report what is there")
    return lezer.parse_args()


def code_hash() -> str:
    """Of the code that decides: results of other code do not count."""
    bestanden = sorted((WORTEL / "privacy" / "kern").glob("*.py"))
    bestanden += sorted((WORTEL / "tests" / "privacy" / "kern").glob("eigenschappen*.py"))
    som = hashlib.sha256(b"".join(pad.read_bytes() for pad in bestanden))
    return som.hexdigest()[:12]


def pieces(eerste: int, tabellen: int, paren: int) -> list[Stuk]:
    """Tables before pairs, in order of seed; whole pieces alone."""
    begin = eerste // STUK * STUK
    return [
        Stuk(soort, zaad)
        for soort, hoeveel in ((False, tabellen), (True, paren))
        for zaad in range(begin, eerste + hoeveel if hoeveel else begin, STUK)
    ]


def _run(stukken: Sequence[Stuk], map_: Path, keuze: argparse.Namespace) -> None:
    """What is not there yet; nothing is begun when time is up, and half a piece is not kept."""
    tot = time.monotonic() + 60 * keuze.minuten
    rest = [stuk for stuk in stukken if not stuk.path(map_).exists()]
    with ProcessPoolExecutor(keuze.processen) as werkers:
        bezig: dict[Future[list[Uitslag]], Stuk] = {}
        while rest or bezig:
            while rest and len(bezig) < keuze.processen and time.monotonic() < tot:
                stuk = rest.pop(0)
                bezig[werkers.submit(_examine, stuk, keuze.opnieuw, tot)] = stuk
            if not bezig:
                return
            for klaar in wait(bezig, return_when=FIRST_COMPLETED).done:
                klaar_stuk, uitslagen = bezig.pop(klaar), klaar.result()
                if len(uitslagen) == STUK:
                    keep(klaar_stuk, uitslagen, map_)
            _say(len(rest) + len(bezig))


def _examine(stuk: Stuk, opnieuw: int, tot: float) -> list[Uitslag]:
    if stuk.paren:
        return examine_pairs(stuk.zaden, tot=tot)
    return examine_many(stuk.zaden, opnieuw=opnieuw, tot=tot)


def keep(stuk: Stuk, uitslagen: Sequence[Uitslag], map_: Path) -> None:
    """Whole or not at all, also when the machine stops half-way."""
    if [uitslag.zaad for uitslag in uitslagen] != list(stuk.zaden):
        raise ValueError(f"not the seeds of {stuk}")
    doel = stuk.path(map_)
    half = doel.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps([asdict(uitslag) for uitslag in uitslagen]), encoding="utf-8")
    half.replace(doel)


def kept(map_: Path) -> list[Uitslag]:
    """All that was done, tables before pairs, in order of seed."""
    paden = sorted(map_.glob("tabellen-*.json")) + sorted(map_.glob("paren-*.json"))
    rijen = (rij for pad in paden for rij in json.loads(pad.read_text(encoding="utf-8")))
    return [Uitslag(**rij | {"fouten": tuple(rij["fouten"])}) for rij in rijen]


def _say(nog: int) -> None:
    sys.stderr.write(f"{nog} pieces to go\n")
    sys.stderr.flush()


def seeds(uitslagen: Iterable[Uitslag]) -> str:
    """0 tot en met 199, 500 tot en met 599"""
    zaden = sorted(uitslag.zaad for uitslag in uitslagen)
    reeksen = []
    for _, paren in groupby(enumerate(zaden), lambda paar: paar[1] - paar[0]):
        reeks = [zaad for _, zaad in paren]
        reeksen.append(f"{reeks[0]} tot en met {reeks[-1]}")
    return ", ".join(reeksen) or "geen"


def report(uitslagen: Sequence[Uitslag], elke: int, vandaag: str) -> str:
    """The result in plain Dutch, for who asks whether it was really done."""
    fout = [u for u in uitslagen if u.fouten]
    oneens = sum(ONEENS in u.fouten for u in uitslagen)
    tabellen = [u for u in uitslagen if not u.soort.startswith("paar")]
    twee = [u for u in uitslagen if u.soort.startswith("paar")]
    paren = len(twee)
    opnieuw = sum(u.zaad % elke == 0 for u in tabellen)
    alles = hashlib.sha256("".join(u.hash for u in uitslagen).encode()).hexdigest()
    regels = [
        f"# Eigenschappen van {_how_many(len(uitslagen) - paren, paren)}, {vandaag}",
        "",
        UITLEG,
        "",
        "| Wat | Aantal |",
        "| --- | --- |",
        f"| Tabellen, en paren van tabellen | {len(tabellen)} en {paren} |",
        f"| Zaden van de tabellen | {seeds(tabellen)} |",
        f"| Zaden van de paren | {seeds(twee)} |",
        f"| Met een fout | {len(fout)} |",
        f"| Weglaten en controle niet eens | {oneens} |",
        f"| Herstel nodig na de eerste controle | {sum(u.audits > 1 for u in uitslagen)} |",
        f"| Alles weggelaten, ook wat niet geheim is | {sum(u.alles for u in uitslagen)} |",
        f"| Twee keer gemaakt, om de bytes te vergelijken | {opnieuw} |",
        f"| Cellen | {sum(u.cellen for u in uitslagen)} |",
        f"| Daarvan geheim volgens de regels | {sum(u.primair for u in uitslagen)} |",
        f"| En weggelaten om die te beschermen | {sum(u.secundair for u in uitslagen)} |",
        f"| Seconden, alle tabellen opgeteld | {sum(u.seconden for u in uitslagen):.0f} |",
        "",
        "| Soort | Tabellen | Cellen | Seconden per tabel |",
        "| --- | --- | --- | --- |",
        *_per_kind(uitslagen),
        "",
        *(f"- zaad {u.zaad} ({u.soort}): {', '.join(u.fouten)}" for u in fout),
        *([""] if fout else []),
        f"Processor: {_processor()}. Python {platform.python_version()}, "
        f"{', '.join(f'{naam} {version(naam)}' for naam in PAKKETTEN)}. "
        f"Code: {_commit()}, controlegetal {code_hash()}.",
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
