"""Planted truth: are clusters of buurten found where they are, and only there?

`python -m scripts.geplant` simulates municipalities of which the truth is known, counts how often
the analyses of buurten see it, and writes a dated result in docs/metingen/. Every municipality
follows from its seed.
"""

import argparse
import json
import platform
import sys
import textwrap
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special

from analyses.kern import newton, spreiding, straatspreiding
from analyses.kern.buurtspreiding import ALFA, equal_shares, holm, located
from analyses.kern.meerniveau import effects_from, fit_areas
from analyses.kern.patronen import Patronen
from privacy.kern.beschermen import STRAATGRENZEN
from privacy.kern.drempels import Drempelset

Getallen = NDArray[np.float64]

METINGEN = Path(__file__).resolve().parents[1] / "docs" / "metingen"

AANDEEL = 0.08  # suspects among residents
KEER = 1.5  # as many in a planted cluster
KANT = 3  # buurten along a side of it
STRATEN = 12  # along a side of the net of streets
STRAATKANT = 4
STRAATKEER = 1.8
SIGMA = 0.3  # of the log-odds of buurten, where they differ
KLEIN = 0.1  # where they hardly do
STRATEN_NAAST_ELKAAR = (12, 60)
UITSCHIETERS, UITSCHIETERKEER = 3, 3.0  # streets with so many times as much
VAKER = 10  # so many times as often where nothing is: cheap, and the error is smaller


@dataclass(frozen=True)
class Gemeente:
    """Buurten on a square net: residents and suspects as they are shown, in fives."""

    n: Getallen
    y: Getallen
    buren: sparse.csr_array
    midden: Getallen
    cluster: NDArray[np.bool_]


def simulate(zaad: int, zijde: int, *, geplant: bool) -> Gemeente:
    """`zijde` × `zijde` buurten of 500 to 3,000 residents."""
    toeval = np.random.default_rng(zaad)
    n = toeval.integers(500, 3_000, zijde**2)
    rij, kolom = np.divmod(np.arange(zijde**2), zijde)
    begin = toeval.integers(0, zijde - KANT + 1, 2)
    cluster = (rij - begin[0] < KANT) & (rij >= begin[0])
    cluster &= (kolom - begin[1] < KANT) & (kolom >= begin[1])
    cluster &= geplant
    y = toeval.binomial(n, np.where(cluster, KEER * AANDEEL, AANDEEL))
    midden = np.column_stack([kolom, rij]).astype(np.float64)
    return Gemeente(_fives(n), _fives(y), lattice(zijde), midden, cluster)


def _fives(waarden: NDArray[np.int64]) -> Getallen:
    return ((waarden + 2) // 5 * 5).astype(np.float64)


def lattice(zijde: int) -> sparse.csr_array:
    """Neighbours across a side."""
    lijn = sparse.diags_array([np.ones(zijde - 1)] * 2, offsets=[-1, 1])
    een = sparse.eye_array(zijde)
    return sparse.csr_array(sparse.kron(lijn, een) + sparse.kron(een, lijn))


def finds_cluster(gemeente: Gemeente) -> bool:
    """Whether either test sees something; in a planted one the strongest circle must also lie for
    at least half within it, and hold at least half of it."""
    uit = located(gemeente.n, gemeente.y, gemeente.buren, gemeente.midden)
    gevonden = any(holm(uit.p_moran, uit.p_scan))
    if not (gevonden and gemeente.cluster.any()):
        return gevonden
    binnen = np.zeros(len(gemeente.n), dtype=np.bool_)
    for cluster in uit.clusters[:1]:
        binnen[list(cluster.gebieden)] = True
    samen = int((binnen & gemeente.cluster).sum())
    return 2 * samen >= max(int(binnen.sum()), int(gemeente.cluster.sum()))


def finds_streets(zaad: int, *, geplant: bool) -> bool:
    """Whether either test sees something among streets of 60 to 300 residents."""
    toeval = np.random.default_rng([7, zaad])
    rij, kolom = np.divmod(np.arange(STRATEN**2), STRATEN)
    n = toeval.integers(60, 300, STRATEN**2)
    hoek = (rij < STRAATKANT) & (kolom < STRAATKANT) & geplant
    y = toeval.binomial(n, np.where(hoek, STRAATKEER, 1.0) * AANDEEL)
    plaats = np.column_stack([kolom, rij]) * 60.0
    uit = straatspreiding.located(n, y, np.zeros(len(n), dtype=np.intp), plaats)
    return any(holm(uit.p_moran, uit.p_scan))


def streets_differ(zaad: int, straten: int, *, sigma: float = 0.0, keer: float = 1.0) -> bool:
    """Whether streets of 50 to 300 residents are said to differ: all by chance, all on the log-odds
    by `sigma`, or a few with `keer` times as much."""
    toeval = np.random.default_rng([9, zaad, straten])
    n = toeval.integers(50, 300, straten)
    p = special.expit(special.logit(AANDEEL) + toeval.normal(0, sigma, straten))
    p[:UITSCHIETERS] *= keer
    drempels = Drempelset()
    minste = drempels.min_gebeurtenissen
    y = toeval.binomial(n, p)
    return not spreiding.spread(n, y, STRAATGRENZEN, drempels.min_basis, minste).verspreid


def shares_differ(zaad: int, buurten: int, sigma: float) -> bool:
    """Whether buurten of 150 to 600 residents are said to differ, by the rows that are shown."""
    toeval, drempels = np.random.default_rng([11, zaad, buurten]), Drempelset()
    n = toeval.integers(150, 600, buurten)
    p = special.expit(special.logit(AANDEEL) + toeval.normal(0, sigma, buurten))
    y = toeval.binomial(n, p)
    mag = y >= drempels.min_aantal
    return equal_shares(_fives(n[mag]), _fives(y[mag]), drempels)[1] <= ALFA


@dataclass(frozen=True)
class Buurteffecten:
    """Whether buurten were seen to differ (p < .05), whether effects would be shown, and how many
    true effects lie within their margins."""

    gezien: bool
    getoond: bool
    binnen: int
    buurten: int


def finds_effects(zaad: int, buurten: int, sigma: float) -> Buurteffecten:
    """Residents in two classes of each of two kenmerken, in every buurt in other proportions."""
    toeval = np.random.default_rng(zaad)
    effect = toeval.normal(0, sigma, buurten) if sigma else np.zeros(buurten)
    patronen = np.array([[1, a, b] for a in (0, 1) for b in (0, 1)], dtype=np.float64)
    matrix = np.tile(patronen, (buurten, 1))
    gebied = np.repeat(np.arange(buurten), len(patronen))
    n = toeval.integers(100, 800, len(gebied))
    eta = matrix @ np.array([-2.6, 0.9, 0.5]) + effect[gebied]
    y = toeval.binomial(n, special.expit(eta))
    geteld = Patronen(("a", "b"), matrix[:, 1:].astype(np.uint8), n, y)
    begin = newton.fit(newton.Dicht(matrix), geteld).coef
    uit = fit_areas(matrix, n.astype(np.float64), y.astype(np.float64), gebied, begin)
    events = np.bincount(gebied, weights=y)
    midden, straal = effects_from(uit, matrix, n.astype(np.float64), gebied, events)
    binnen = np.abs(midden - effect) <= straal
    return Buurteffecten(uit.p_gebied < 0.05, uit.varieert, int(binnen.sum()), buurten)


def share(keren: int, doe: Callable[[int], bool]) -> float:
    return sum(doe(zaad) for zaad in range(keren)) / keren


def measure(
    keren: int, zijden: Sequence[int], zeg: Callable[[str], object], bewaard: Path | None = None
) -> tuple[list[str], float]:
    """Rows of the table, said as they come, and the seconds they took. With a folder `bewaard` each
    piece is kept there, so that a run that was broken off goes on where it was."""
    stukken: dict[str, Callable[[], list[str]]] = {
        **{f"groep-{zijde**2}": partial(_clusters, keren, zijde) for zijde in zijden},
        "straten": partial(_streets, keren),
        **{f"straten-{aantal}": partial(_difference, keren, aantal)
           for aantal in STRATEN_NAAST_ELKAAR},
        "aandelen": partial(_shares, keren, 36),
        **{f"buurten-{aantal}": partial(_effects, keren, aantal) for aantal in (6, 12, 40)},
    }  # fmt: skip
    gemeten = [_piece(maak, bewaard / f"{naam}.json" if bewaard else None)
               for naam, maak in stukken.items()]  # fmt: skip
    regels = [regel for deel, _ in gemeten for regel in deel]
    for regel in regels:
        zeg(f"{regel}\n")
    return regels, sum(seconden for _, seconden in gemeten)


def _piece(maak: Callable[[], list[str]], pad: Path | None) -> tuple[list[str], float]:
    """Rows, and the processor's seconds for them."""
    if pad is not None and pad.exists():
        bewaard = json.loads(pad.read_text(encoding="utf-8"))
        return list(bewaard["regels"]), float(bewaard["seconden"])
    begin = time.process_time()
    uit = maak(), time.process_time() - begin
    if pad is not None:
        pad.parent.mkdir(parents=True, exist_ok=True)
        tekst = json.dumps({"regels": uit[0], "seconden": uit[1]}, ensure_ascii=False)
        pad.write_text(tekst, encoding="utf-8")
    return uit


def _clusters(keren: int, zijde: int) -> list[str]:
    niets = share(keren, lambda z: finds_cluster(simulate(z, zijde, geplant=False)))
    wel = share(keren, lambda z: finds_cluster(simulate(z, zijde, geplant=True)))
    return [f"| Een groep van {zijde**2} buurten | {_per(niets)} | {_per(wel)} |"]


def _streets(keren: int) -> list[str]:
    niets, wel = (share(keren, partial(finds_streets, geplant=deel)) for deel in (False, True))
    return [f"| Een groep van {STRATEN**2} straten | {_per(niets)} | {_per(wel)} |"]


def _shares(keren: int, buurten: int) -> list[str]:
    niets = share(2 * keren, lambda z: shares_differ(z, buurten, 0.0))
    wel = share(keren, lambda z: shares_differ(z, buurten, SIGMA))
    return [f"| Aandelen van {buurten} kleine buurten | {_per(niets)} | {_per(wel)} |"]


def _difference(keren: int, straten: int) -> list[str]:
    niets = share(VAKER * keren, lambda z: streets_differ(z, straten))
    alle = share(keren, lambda z: streets_differ(z, straten, sigma=SIGMA))
    enkele = share(keren, lambda z: streets_differ(z, straten, keer=UITSCHIETERKEER))
    return [
        f"| Verschil tussen {straten} straten | {_per(niets)} | {_per(alle)} |",
        f"| {UITSCHIETERS} van {straten} straten met meer | | {_per(enkele)} |",
    ]


def _effects(keren: int, buurten: int) -> list[str]:
    zonder = [finds_effects(zaad, buurten, 0.0) for zaad in range(keren)]
    met = [finds_effects(zaad, buurten, SIGMA) for zaad in range(keren)]
    weinig = [finds_effects(zaad, buurten, KLEIN) for zaad in range(keren)]
    vals, raak = (sum(e.gezien for e in deel) / keren for deel in (zonder, met))
    return [
        f"| Verschil tussen {buurten} buurten | {_per(vals)} | {_per(raak)} |",
        f"| Marge houdt het echte deel, {buurten} buurten | | {_per(coverage(met))} |",
        f"| Hetzelfde, als buurten weinig verschillen | | {_per(coverage(weinig))} |",
        f"| Hetzelfde, waar het product een eigen deel toont | | {_per(coverage(weinig, True))} |",
    ]


def coverage(effecten: Sequence[Buurteffecten], getoond: bool = False) -> float:
    """`getoond`: only where effects would be shown."""
    mee = [effect for effect in effecten if effect.getoond or not getoond]
    return sum(e.binnen for e in mee) / sum(e.buurten for e in mee)


def _per(deel: float) -> str:
    return f"{100 * deel:.1f} %".replace(".", ",")


def report(keren: int, regels: Sequence[str], seconden: float, vandaag: str) -> str:
    uitleg = (
        f"Gemaakt met `python -m scripts.geplant --keren {keren}`. Elke gemeente volgt uit haar "
        f"zaad. {keren} gemeenten zonder verschil tussen buurten, en {keren} met: een groep van "
        f"{KANT} bij {KANT} buurten met {_comma(KEER)} keer zoveel verdachten, een groep van "
        f"{STRAATKANT} bij {STRAATKANT} straten met {_comma(STRAATKEER)} keer zoveel, of buurten "
        "die op "
        f"de log-odds {_comma(SIGMA)} verschillen (standaarddeviatie). Gemiddeld is "
        f"{100 * AANDEEL:.0f} % verdachte. Een groep telt als gevonden als een van beide toetsen "
        "iets ziet (Moran en scan, samen op 5 %), en bij buurten de sterkste cirkel ten minste de "
        "helft van de groep houdt en er voor de helft in ligt. Marges van het eigen deel van een "
        "buurt zijn die over alle spreidingen die bij de cijfers passen, elk zo zwaar als zij past "
        f"(Gelman 2006). Bij straten zonder verschil zijn het {VAKER * keren} gemeenten, zodat een "
        f"aandeel van 5 % op {_error(VAKER * keren)} na bekend is (95 %); waar een "
        f"paar straten meer hebben, is dat {UITSCHIETERKEER:.0f} keer zoveel. Kleine "
        "buurten hebben 150 tot 600 inwoners; hun aantallen zijn afgerond en onder tien "
        f"verborgen, zoals in het product ({2 * keren} gemeenten zonder verschil). Weinig "
        f"verschillen is {_comma(KLEIN)} op de log-odds; de laatste regel "
        "telt dan alleen gemeenten waar het product een eigen deel toont."
    )
    return "\n".join(
        [
            f"# Geplante waarheid over buurten, {vandaag}",
            "",
            textwrap.fill(uitleg, 100),
            "",
            "| Wat | Gezien waar niets is (hoogstens 5 %) | Gezien waar het is |",
            "|---|---|---|",
            *regels,
            "",
            f"{seconden:.0f} seconden van één processor, Python {platform.python_version()}, "
            f"numpy {np.__version__}.",
            "",
        ]
    )


def _error(keren: int) -> str:
    """Of a share of 5 % in so many, in percentage points."""
    return f"{196 * np.sqrt(0.05 * 0.95 / keren):.1f} %".replace(".", ",")


def _comma(getal: float) -> str:
    return str(getal).replace(".", ",")


def main() -> None:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--keren", type=int, default=200)
    lezer.add_argument("--zijden", default="6,9", help="buurten along a side of the municipality")
    lezer.add_argument("--bewaard", type=Path, help="map voor stukken die al gemeten zijn")
    keuze = lezer.parse_args()
    zijden = [int(zijde) for zijde in keuze.zijden.split(",")]
    regels, seconden = measure(keuze.keren, zijden, sys.stdout.write, keuze.bewaard)
    vandaag = datetime.now(UTC).date().isoformat()
    METINGEN.mkdir(exist_ok=True)
    tekst = report(keuze.keren, regels, seconden, vandaag)
    (METINGEN / f"geplant-{vandaag}.md").write_text(tekst, encoding="utf-8")


if __name__ == "__main__":
    main()
