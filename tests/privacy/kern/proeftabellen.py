"""Random tables of every kind the system protects, each from a seed alone."""

from dataclasses import dataclass

import numpy as np

from privacy.kern.beschermen import protect_frequencies, protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeTabel

# Mostly small, so that thousands can be tried; one in twelve is larger.
KLEIN = {
    2: ((2, 2), (3, 2), (2, 3), (4, 2), (3, 3)),
    3: ((2, 2, 2), (2, 2, 2), (3, 2, 2)),
    4: ((2, 2, 2, 2),),
}
GROOT = {
    2: ((5, 3), (4, 4), (7, 2), (6, 3)),
    3: ((3, 3, 2), (4, 2, 2)),
    4: ((3, 2, 2, 2),),
}
TOTALEN = {2: 0.85, 3: 0.65, 4: 0.3}  # how often a dimension has a total


@dataclass(frozen=True)
class Proef:
    """`verdeling` and `gewoon` as for `protect_frequencies`; a table of shares has neither."""

    zaad: int
    soort: str
    tabel: Celtabel
    drempels: Drempelset
    verdeling: str | None = None
    gewoon: tuple[str, ...] = ()

    def protect(self) -> VeiligeTabel:
        if self.verdeling is None:
            return protect_shares(self.tabel, self.drempels)
        return protect_frequencies(
            self.tabel, self.drempels, verdeling=self.verdeling, gewoon=self.gewoon
        )


def trial(zaad: int) -> Proef:
    """Two to four dimensions, shares or frequencies, with totals, hierarchies and zeros."""
    toeval = np.random.default_rng([20161130, zaad])
    assen = int(toeval.choice([2, 3, 4], p=[0.6, 0.3, 0.1]))
    vormen = (GROOT if toeval.random() < 1 / 12 else KLEIN)[assen]
    vorm = vormen[int(toeval.integers(len(vormen)))]
    dims = tuple(_dimension(toeval, nummer, n, TOTALEN[assen]) for nummer, n in enumerate(vorm))
    basis = _persons(toeval, vorm)
    frequentie = bool(toeval.random() < 0.4)
    aantal = None if frequentie else _outcome(toeval, basis)
    tabel = Celtabel("proef", "Proef", dims, basis, aantal, bool(toeval.random() < 0.7))
    soort = f"{'verdeling' if frequentie else 'aandeel'}, {assen} dimensies"
    drempels = _thresholds(toeval)
    if not frequentie:
        return Proef(zaad, soort, tabel, drempels)
    delend = dims[int(toeval.integers(assen))]
    gewoon = delend.klassen[:1] if toeval.random() < 0.5 else ()
    return Proef(zaad, soort, tabel, drempels, delend.code, gewoon)


def _dimension(toeval: np.random.Generator, nummer: int, klassen: int, totaal: float) -> Dimensie:
    """Leaves; a total with this probability; sometimes a hierarchy (buurt ⊂ wijk ⊂ stadsdeel) and,
    beside it, a class that cuts across it."""
    samen: dict[tuple[int, ...], str] = {}
    if toeval.random() < totaal:
        samen[tuple(range(klassen))] = "alle"
    if klassen > 2 and toeval.random() < 0.4:
        samen.setdefault((0, 1), "wijk")
        if klassen > 3 and toeval.random() < 0.5:
            samen.setdefault((0, 1, 2), "stadsdeel")
    if klassen > 2 and toeval.random() < 0.25:
        samen.setdefault(tuple(range(1, klassen)), "dwars")
    namen = tuple(f"klasse {i + 1}" for i in range(klassen))
    paren = tuple((naam, leden) for leden, naam in samen.items())
    return Dimensie(f"as{nummer}", f"As {nummer}", namen, paren)


def _persons(toeval: np.random.Generator, vorm: tuple[int, ...]) -> np.ndarray:
    """From a few to some thousands of persons a leaf; one in ten is empty."""
    verwacht = toeval.lognormal(toeval.uniform(2.0, 6.5), toeval.uniform(0.3, 1.3), vorm)
    leeg = toeval.random(vorm) < toeval.choice([0.0, 0.1, 0.3])
    return toeval.poisson(np.where(leeg, 0, verwacht)).astype(np.int64)


def _outcome(toeval: np.random.Generator, basis: np.ndarray) -> np.ndarray:
    """Mostly few have it; in some groups nobody, or almost everyone."""
    kans = toeval.beta(0.8, toeval.uniform(1.0, 9.0), basis.shape)
    bijzonder = toeval.choice([np.nan, 0.0, 0.97, 1.0], basis.shape, p=[0.85, 0.07, 0.05, 0.03])
    return toeval.binomial(basis, np.where(np.isnan(bijzonder), kans, bijzonder)).astype(np.int64)


def _thresholds(toeval: np.random.Generator) -> Drempelset:
    """Mostly as they are; else stricter, or with another rounding."""
    if toeval.random() < 0.75:
        return Drempelset()
    n = int(toeval.integers(10, 16))
    return Drempelset(
        min_aantal=n,
        min_basis=int(toeval.integers(50, 101)),
        min_complement=int(toeval.integers(10, 16)),
        min_verschil=n,
        max_aandeel=float(toeval.choice([0.75, 0.8, 0.9])),
        afronding=int(toeval.choice([3, 5, 10])),
    )
