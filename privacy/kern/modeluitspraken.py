"""What rules and regressions tell.

A regression tells more than the counts beside it: the score equations give X'y = X'p(b) back. The
reader is taken to know how many persons have each pattern of classes, the total within its
rounding, and every coefficient within the rounding of its odds ratio and bounds. p rises with every
coefficient of a level, so the two corners of that box bound all counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from privacy.kern.afronding import Z_95, known_range, round_count
from privacy.kern.drempels import Drempelset
from privacy.kern.tabeluitspraken import Deel
from privacy.kern.uitspraken import Groep, Soort, Spanne, Uitspraak
from privacy.kern.veilig import Reden

Getallen = NDArray[np.float64]
UITERSTE = 60.0  # a log-odds beyond this is 0 or 1 to any precision


@dataclass(frozen=True)
class Telling:
    """Persons in a group, and of them with the outcome; `getoond`: both figures stand there;
    `nummer`: which of the rules it is."""

    label: str
    groep: Groep
    n: int
    y: int
    getoond: bool = True
    nummer: int = -1


@dataclass(frozen=True)
class Modelniveau:
    """A level of a kenmerk; `patronen` (P): which patterns are in it."""

    telling: Telling
    patronen: NDArray[np.bool_]


@dataclass(frozen=True)
class Model:
    """`matrix` (P × k) of zeros and ones, intercept first; `n` (P) persons; `coef`, `fout` (k).

    `scheef` (k): coefficients of which the bounds do not lie evenly around them, so that the middle
    tells nothing. `correctie` (P): what a penalty adds to the score of each pattern.
    """

    matrix: Getallen
    n: NDArray[np.int64]
    coef: Getallen
    fout: Getallen
    scheef: NDArray[np.bool_] | None = None
    correctie: Getallen | None = None


def total(naam: str, groep: Groep, n: int, drempels: Drempelset) -> Deel:
    """The number of persons beside a result."""
    return _part(naam, [(naam, Uitspraak(Soort.totaal, groep, (), _size(n, drempels), None))])


def rules_part(
    naam: str, uitkomst: Groep, totaal: Telling, regels: Sequence[Telling], drempels: Drempelset
) -> Deel:
    """Rules that are shown: group and count of each, and the average that they are held against."""
    paren = [(totaal.label, _told(Soort.totaal, totaal, uitkomst, drempels))]
    paren += [(r.label, _told(Soort.regel, r, uitkomst, drempels)) for r in regels]
    return _part(naam, paren, (-1, *(r.nummer for r in regels)))


def regression_part(
    naam: str,
    uitkomst: Groep,
    totaal: Telling,
    niveaus: Sequence[Modelniveau],
    model: Model | None,
    drempels: Drempelset,
) -> Deel:
    """Levels with their counts, and what the score equations tell of them and of the references.

    Without `model` not all coefficients are shown, and the counts alone tell something. Average
    marginal effects are in whole points and are left out of the reckoning.
    """
    spanne = _count(totaal, drempels)
    volgt = None if model is None else implied_counts(model, spanne, [m.patronen for m in niveaus])
    paren = []
    if totaal.getoond:
        paren.append((totaal.label, _told(Soort.totaal, totaal, uitkomst, drempels)))
    for plek, niveau in enumerate(niveaus):
        eigen = volgt[plek] if volgt is not None else None
        uitspraak = _level(niveau.telling, eigen, uitkomst, drempels)
        if uitspraak is not None:
            paren.append((niveau.telling.label, uitspraak))
    return _part(naam, paren)


def implied_counts(
    model: Model, totaal: Spanne, groepen: Sequence[NDArray[np.bool_]]
) -> list[Spanne]:
    """The counts that X'y = X'p(b) leaves possible for each group of patterns. With a penalty it is
    X'(p(b) − c), of which a reader can compute c as well."""
    scheef = None if model.scheef is None else model.scheef[1:]
    laag, hoog = known_coefficients(model.coef[1:], model.fout[1:], scheef)
    links, rechts = model.matrix[:, 1:] @ laag, model.matrix[:, 1:] @ hoog
    n = model.n.astype(np.float64)
    c = np.zeros(n.size) if model.correctie is None else model.correctie
    begin = _intercept(lambda a: float(n @ _share(a + rechts)), totaal.van + float(c.sum()))
    einde = _intercept(lambda a: float(n @ _share(a + links)), totaal.tot + float(c.sum()))
    minst, meest = n * _share(begin + links) - c, n * _share(einde + rechts) - c
    return [
        Spanne(max(0, floor(minst[g].sum() + 1e-6)), ceil(meest[g].sum() - 1e-6)) for g in groepen
    ]


def known_coefficients(
    coef: Getallen, fout: Getallen, scheef: NDArray[np.bool_] | None = None
) -> tuple[Getallen, Getallen]:
    """Log-odds from the odds ratio, and from the middle of its bounds, within their rounding."""
    decimalen = np.where(fout < 0.05, 2, 1)
    half = 0.5 * 10.0**-decimalen
    straal = Z_95 * fout
    gerond = _round(coef, decimalen)
    midden = (_round(coef - straal, decimalen) + _round(coef + straal, decimalen)) / 2
    midden = midden if scheef is None else np.where(scheef, gerond, midden)
    return np.maximum(gerond, midden) - half, np.minimum(gerond, midden) + half


def _round(waarden: Getallen, decimalen: NDArray[np.int64]) -> Getallen:
    return np.array([round(w, int(d)) for w, d in zip(waarden.tolist(), decimalen, strict=True)])


def _share(eta: Getallen) -> Getallen:
    deel: Getallen = 1.0 / (1.0 + np.exp(-np.clip(eta, -UITERSTE, UITERSTE)))
    return deel


def _intercept(som: Callable[[float], float], doel: float) -> float:
    """The intercept at which so many events are expected, by halving."""
    laag, hoog = -UITERSTE, UITERSTE
    for _ in range(80):
        midden = (laag + hoog) / 2
        laag, hoog = (midden, hoog) if som(midden) < doel else (laag, midden)
    return (laag + hoog) / 2


def _level(
    telling: Telling, volgt: Spanne | None, uitkomst: Groep, drempels: Drempelset
) -> Uitspraak | None:
    """A shown level; or a reference, of which only the score equations tell."""
    if not telling.getoond:
        if volgt is None:
            return None
        return Uitspraak(Soort.regressie, telling.groep, uitkomst, None, volgt)
    aantal = _count(telling, drempels)
    if volgt is not None:
        van, tot = max(aantal.van, volgt.van), min(aantal.tot, volgt.tot)
        aantal = Spanne(min(van, telling.y), max(tot, telling.y))
    return Uitspraak(Soort.regressie, telling.groep, uitkomst, _size(telling.n, drempels), aantal)


def _told(soort: Soort, telling: Telling, uitkomst: Groep, drempels: Drempelset) -> Uitspraak:
    grootte, aantal = _size(telling.n, drempels), _count(telling, drempels)
    return Uitspraak(soort, telling.groep, uitkomst, grootte, aantal)


def _size(n: int, drempels: Drempelset) -> Spanne:
    onder, boven = _known(n, drempels.afronding)
    return Spanne(max(onder, min(n, drempels.min_basis)), boven)


def _count(telling: Telling, drempels: Drempelset) -> Spanne:
    onder, boven = _known(telling.y, drempels.afronding)
    plafond = max(telling.y, telling.n - drempels.min_complement)
    return Spanne(max(onder, min(telling.y, drempels.min_aantal)), min(boven, plafond))


def _known(telling: int, stap: int) -> tuple[int, int]:
    onder, boven = known_range(np.array([round_count(telling, stap)], dtype=np.int64), stap)
    return int(onder[0]), int(boven[0])


def _part(naam: str, paren: Sequence[tuple[str, Uitspraak]], cellen: tuple[int, ...] = ()) -> Deel:
    geen: tuple[Reden | None, ...] = (None,) * len(paren)
    labels = tuple((label,) for label, _ in paren)
    return Deel(naam, tuple(u for _, u in paren), labels, geen, cellen)
