"""What rules and regressions tell.

A regression tells more than the counts beside it. Its estimate depends on who has the outcome
through X'y alone: the total, and the count of every level (Firth's too). So a reader can know of
it no more than those counts, and at times he comes near: the score equations X'y = X'p(b) gave 9 of
21 levels back to the person. The ledger takes him to know all of them exactly, those of levels
that were only held equal too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privacy.kern.afronding import known_range, round_count
from privacy.kern.drempels import Drempelset
from privacy.kern.tabeluitspraken import Deel
from privacy.kern.uitspraken import Groep, Soort, Spanne, Uitspraak
from privacy.kern.veilig import Reden


@dataclass(frozen=True)
class Telling:
    """Persons in a group, and of them with the outcome; `getoond`: both figures stand there, and
    not only what a regression tells of them; `nummer`: which of the rules it is."""

    label: str
    groep: Groep
    n: int
    y: int
    getoond: bool = True
    nummer: int = -1


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
    niveaus: Sequence[Telling],
    drempels: Drempelset,
) -> Deel:
    """Every level with its exact count, references too. The size of a level is known where it is
    shown."""
    paren = [(totaal.label, _followed(Soort.totaal, totaal, uitkomst, drempels))]
    paren += [(t.label, _followed(Soort.regressie, t, uitkomst, drempels)) for t in niveaus]
    return _part(naam, paren)


def _followed(soort: Soort, telling: Telling, uitkomst: Groep, drempels: Drempelset) -> Uitspraak:
    grootte = _size(telling.n, drempels) if telling.getoond else None
    return Uitspraak(soort, telling.groep, uitkomst, grootte, Spanne(telling.y, telling.y))


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
