"""Planted truth: do the intervals hold it, and are planted rules found?

`python -m scripts.dekking` simulates populations of which the truth is known, runs the product's
own regression and rules on them, and writes a dated result in docs/metingen/. Every population
follows from its seed. Members of a household resemble each other, while each coefficient stays what
it was: outcomes come of correlated normal draws below the quantile of each resident's own share.
"""

import argparse
import platform
import sys
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special, stats

from analyses.kern import newton, ontwerp, regels, regressie
from analyses.kern.marges import margins, wald
from analyses.kern.patronen import Patronen, count_patterns, numbers_of
from analyses.kern.specificatie import Gebiedskeuze, Regelspecificatie
from analyses.kern.trossen import robust_covariance

Vector = NDArray[np.float64]

METINGEN = Path(__file__).resolve().parents[1] / "docs" / "metingen"
GROND = -2.6
EFFECTEN: Mapping[str, tuple[float, ...]] = {
    "geslacht": (0.9, 0.0),
    "leeftijd": (0.0, 0.3, 0.6, 0.3, 0.0, -0.4, -1.0),
    "gezinsgrootte": (0.0, -0.2, -0.4, -0.5, -0.7),
    "huurachterstand": (0.0, 0.0, 0.3, 0.6, 1.0, 1.4),
    "bijstand": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
}
GELIJKENIS = 0.3  # correlation of the normal draws within a household
GEPLANT = (
    (frozenset({"geslacht=man", "gezinsgrootte=1 persoon"}), 0.25),
    (frozenset({"schuldhulp=ja", "leeftijd=18 tot en met 24"}), 0.45),
    (frozenset({"bijstand=langer dan 60 maanden"}), 0.30),
)
GEWOON = 0.06
VRAAG = Regelspecificatie(
    Gebiedskeuze(("BU99990001",)),
    kenmerken=(
        "geslacht",
        "leeftijd",
        "gezinsgrootte",
        "huurachterstand",
        "bijstand",
        "schuldhulp",
    ),
    vast=(),
    min_support=0.0015,
)


@dataclass
class Telling:
    """How many intervals held the truth, of how many."""

    binnen: dict[str, int] = field(default_factory=dict)
    alle: dict[str, int] = field(default_factory=dict)

    def add(self, naam: str, raak: bool) -> None:
        self.binnen[naam] = self.binnen.get(naam, 0) + raak
        self.alle[naam] = self.alle.get(naam, 0) + 1

    def share(self, naam: str) -> float:
        return self.binnen[naam] / self.alle[naam]


def population(zaad: int, personen: int) -> pl.DataFrame:
    """Residents of 12 and over in households of one to five; money is that of the household."""
    toeval = np.random.default_rng([47, zaad])
    grootte = toeval.choice(5, personen, p=[0.4, 0.3, 0.12, 0.12, 0.06])
    huishouden = np.repeat(np.arange(personen), grootte + 1)[:personen]
    huis_grootte = grootte[huishouden]
    huur = toeval.choice(6, personen, p=[0.4, 0.42, 0.06, 0.05, 0.04, 0.03])[huishouden]
    bijstand = toeval.choice(6, personen, p=[0.82, 0.03, 0.04, 0.04, 0.04, 0.03])[huishouden]
    kolommen = {
        "geslacht": toeval.integers(0, 2, personen),
        "leeftijd": toeval.choice(6, personen, p=[0.08, 0.14, 0.19, 0.24, 0.2, 0.15]) + 1,
        "gezinsgrootte": huis_grootte,
        "huurachterstand": huur,
        "bijstand": bijstand,
        "schuldhulp": toeval.random(personen) < 0.07,
    }
    frame = pl.DataFrame({naam: np.asarray(k, dtype=np.uint8) for naam, k in kolommen.items()})
    return frame.with_columns(huishouden=pl.Series(huishouden.astype(np.uint32)))


def with_outcome(frame: pl.DataFrame, kans: Vector, zaad: int) -> pl.DataFrame:
    """Suspects with these shares, of whom members of a household resemble each other."""
    toeval = np.random.default_rng([48, zaad])
    huis = frame["huishouden"].to_numpy()
    samen = toeval.standard_normal(int(huis.max()) + 1)[huis]
    trek = np.sqrt(GELIJKENIS) * samen
    trek = trek + np.sqrt(1 - GELIJKENIS) * toeval.standard_normal(len(huis))
    verdachte = stats.norm.cdf(trek) < kans
    return frame.with_columns(verdachte=pl.Series(verdachte.astype(np.uint8)))


def share_of(frame: pl.DataFrame) -> Vector:
    """The planted share of every resident."""
    eta = np.full(frame.height, GROND)
    for code, effect in EFFECTEN.items():
        eta = eta + np.array(effect)[frame[code].to_numpy()]
    kans: Vector = special.expit(eta)
    return kans


def cover(telling: Telling, zaad: int, personen: int) -> None:
    """One population: the intervals of every level, robust as they are shown, and plain."""
    los = population(zaad, personen)
    frame = with_outcome(los, share_of(los), zaad)
    patronen = count_patterns(frame, tuple(EFFECTEN))
    gebouwd = ontwerp.build(patronen, tuple(EFFECTEN), lambda n, y: n >= 50 and 10 <= y <= n - 10)
    schatting = newton.fit(gebouwd.system(), patronen)
    waar, uitkomst = numbers_of(frame, patronen), frame["verdachte"].to_numpy().astype(np.int64)
    tros = frame["huishouden"].to_numpy().astype(np.int64)
    robuust = robust_covariance(gebouwd.matrix, schatting, waar, uitkomst, tros)
    getoond = margins(gebouwd, patronen, schatting, robuust)
    for naam, marges in (("getoond", getoond), ("gewoon", wald(schatting))):
        for term in regressie.terms(gebouwd, patronen, schatting, marges):
            _look(telling, naam, term, gebouwd, frame, patronen)


def _look(
    telling: Telling,
    naam: str,
    term: regressie.Term,
    gebouwd: ontwerp.Ontwerp,
    frame: pl.DataFrame,
    patronen: Patronen,
) -> None:
    """Levels that were merged have no planted coefficient of their own."""
    factor = next(f for f in gebouwd.factoren if f.code == term.factor)
    niveau = next(n for n in factor.niveaus if n.label == term.niveau)
    referentie = factor.niveaus[factor.referentie]
    if any(len(deel.codes) > 1 for f in gebouwd.factoren for deel in f.niveaus):
        return
    effect = EFFECTEN[term.factor]
    van, tot = term.interval
    echt = effect[niveau.codes[0]] - effect[referentie.codes[0]]
    telling.add(f"{naam}: log-odds", van is not None and tot is not None and van <= echt <= tot)
    if naam == "getoond":
        punten = planted_points(frame, term.factor, niveau.codes[0], referentie.codes[0])
        straal = regressie.Z95 * term.ame_se
        telling.add("getoond: procentpunten", abs(term.ame - punten) <= straal)


def planted_points(frame: pl.DataFrame, code: str, klasse: int, referentie: int) -> float:
    """The true average difference when everybody is put in the class, and in the reference."""
    kansen = [
        share_of(frame.with_columns(pl.lit(k, dtype=pl.UInt8).alias(code))).mean()
        for k in (klasse, referentie)
    ]
    return float(kansen[0] - kansen[1])


def find_rules(zaad: int, personen: int) -> tuple[int, int]:
    """How many of the planted rules are in the top ten, and the place of the last of them."""
    frame = population(zaad, personen)
    kans = np.full(frame.height, GEWOON)
    for labels, deel in GEPLANT:
        hier = np.ones(frame.height, dtype=np.bool_)
        for label in labels:
            code, klasse = label.split("=", 1)
            hier &= np.isin(frame[code].to_numpy(), regels.item_codes(code, klasse))
        kans = np.where(hier, np.maximum(kans, deel), kans)
    patronen = count_patterns(with_outcome(frame, kans, zaad), VRAAG.kenmerken)
    gevonden = [frozenset(regel.items) for regel in regels.mine(patronen, VRAAG)]
    plekken = [gevonden.index(labels) for labels, _ in GEPLANT if labels in gevonden]
    return len(plekken), max(plekken, default=-1) + 1


def measure(keren: int, personen: int, zeg: Callable[[str], object]) -> tuple[Telling, int, int]:
    telling, gevonden, laatste = Telling(), 0, 0
    for zaad in range(keren):
        cover(telling, zaad, personen)
        raak, plek = find_rules(zaad, personen)
        gevonden, laatste = gevonden + raak, max(laatste, plek)
        if zaad % 20 == 19:
            zeg(f"{zaad + 1} van {keren}\n")
    return telling, gevonden, laatste


def report(keren: int, personen: int, regels_: Sequence[str], seconden: float, dag: str) -> str:
    uitleg = (
        f"Gemaakt met `python -m scripts.dekking --keren {keren} --personen {personen}`. Elke "
        f"bevolking volgt uit haar zaad: {keren} keer {personen} inwoners vanaf 12 jaar. Leden van "
        f"een huishouden lijken op elkaar (correlatie {_comma(GELIJKENIS)}). Een marge telt als "
        "zij de geplante waarde houdt; afgesproken is 93 tot 97 %. ‘Getoond’ zijn de marges van "
        "het product: robuust per huishouden, en die van het profiel waar Wald twijfelachtig is. "
        "‘Gewoon’ doet alsof iedereen los van elkaar is. Klassen die worden samengevoegd, hebben "
        "geen geplante waarde; zo'n bevolking telt dan niet mee bij de marges."
    )
    return "\n".join(
        [
            f"# Geplante waarheid: marges en regels, {dag}",
            "",
            textwrap.fill(uitleg, 100),
            "",
            "| Wat | Uitkomst |",
            "|---|---|",
            *regels_,
            "",
            f"{seconden:.0f} seconden op één kern, Python {platform.python_version()}, "
            f"numpy {np.__version__}.",
            "",
        ]
    )


def lines(telling: Telling, gevonden: int, laatste: int, keren: int) -> list[str]:
    marges = [
        f"| {naam} | {_comma(round(100 * telling.share(naam), 1))} % van {alle} marges |"
        for naam, alle in telling.alle.items()
    ]
    geplant = keren * len(GEPLANT)
    return [
        *marges,
        f"| Geplante regels bij de eerste tien | {gevonden} van {geplant} |",
        f"| Laagste plek van een geplante regel | {laatste} |",
    ]


def _comma(getal: float) -> str:
    return str(getal).replace(".", ",")


def main() -> None:
    lezer = argparse.ArgumentParser(description=__doc__)
    lezer.add_argument("--keren", type=int, default=200)
    lezer.add_argument("--personen", type=int, default=12_000)
    keuze = lezer.parse_args()
    begin = time.process_time()
    telling, gevonden, laatste = measure(keuze.keren, keuze.personen, sys.stdout.write)
    dag = datetime.now(UTC).date().isoformat()
    METINGEN.mkdir(exist_ok=True)
    seconden = time.process_time() - begin
    tekst = report(
        keuze.keren, keuze.personen, lines(telling, gevonden, laatste, keuze.keren), seconden, dag
    )
    (METINGEN / f"dekking-{dag}.md").write_text(tekst, encoding="utf-8")


if __name__ == "__main__":
    main()
