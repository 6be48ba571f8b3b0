"""Reads finished tables of regressions, streets and match rates again, as their readers do.

Written apart from their makers: from the rows as they are shown, beside the counts behind them.
What the tables of counts have in `audit`, these have here; a fault means that nothing is shown.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeRij

P_TEKSTEN = ("< .001", "< .01", "< .05", "≥ .05")
OF_MEER = "of meer"


@dataclass(frozen=True)
class Nalezing:
    """How many figures were looked at, and what was wrong with them (no values)."""

    bekeken: int
    fouten: tuple[str, ...]

    @property
    def geslaagd(self) -> bool:
        return not self.fouten


@dataclass(frozen=True)
class Achter:
    """What stands behind a row: persons, those with the outcome, and the standard error."""

    n: int
    y: int
    fout: float = 0.0


def read_terms(
    rijen: Sequence[VeiligeRij],
    achter: Sequence[Achter],
    referenties: Iterable[tuple[int, int]],
    drempels: Drempelset,
) -> Nalezing:
    """Coefficients: the score equations give the counts of every level and reference back, so each
    of them must be one that may be shown; and a coefficient says no more than its rounding."""
    fouten = [
        "a reference is too small" for n, y in referenties if not _is_large(Achter(n, y), drempels)
    ]
    for rij, wie in zip(rijen, achter, strict=True):
        if rij.getoond:
            fouten += _faults_of_term(rij, wie, drempels)
    return Nalezing(len(rijen), tuple(fouten))


def _faults_of_term(rij: VeiligeRij, wie: Achter, drempels: Drempelset) -> Iterable[str]:
    punten, odds, p, tellingen = (
        rij.waarden[3:6],
        rij.waarden[6:9],
        rij.waarden[9],
        rij.waarden[10:12],
    )
    if not _is_large(wie, drempels):
        yield "a level is too small"
    if not all(isinstance(t, int) and t % drempels.afronding == 0 for t in tellingen):
        yield "a count is not rounded"
    if not all(punt is None or isinstance(punt, int) for punt in punten):
        yield "a difference is not in whole points"
    if p not in P_TEKSTEN:
        yield "a p-value is not a class"
    stap = 100 if wie.fout < 0.05 else 10
    if not all(_on_grid(waarde, stap) for waarde in odds):
        yield "a log-odds is not rounded"


def _on_grid(waarde: object, stap: int) -> bool:
    """Whether some log-odds of so many steps to the unit is shown as this odds ratio."""
    if not isinstance(waarde, int | float) or not math.isfinite(waarde) or waarde < 0:
        return False
    onder = max(waarde - 0.005, 1e-12)
    eerste = math.floor(stap * math.log(onder))
    laatste = math.ceil(stap * math.log(waarde + 0.005))
    return any(
        round(math.exp(k / stap), 2) == waarde for k in range(max(eerste, -40 * stap), laatste + 1)
    )


def _is_large(wie: Achter, drempels: Drempelset) -> bool:
    minste = min(wie.y, wie.n - wie.y)
    return minste >= drempels.min_gebeurtenissen and wie.n >= drempels.min_basis


def read_streets(
    rijen: Sequence[VeiligeRij], straten: Sequence[Achter], minste: int, drempels: Drempelset
) -> Nalezing:
    """One area: a reader who knows every street has only the classes in use to guess from; in each
    street the counts that stay possible lie as far apart as the threshold asks."""
    getoond = [rij for rij in rijen if rij.getoond]
    if not getoond:
        return Nalezing(len(rijen), ())
    fouten = []
    if len(getoond) > 1 and any(0 < _whole(rij.waarden[2]) < minste for rij in getoond):
        fouten.append("a class holds so few streets that one can be pointed out")
    grenzen = [_bounds(str(rij.waarden[1])) for rij in getoond]
    if any(eerst[1] != dan[0] for eerst, dan in pairwise(grenzen)):
        fouten.append("the classes do not follow on each other")
    gebruikt = [g for g, rij in zip(grenzen, getoond, strict=True) if _whole(rij.waarden[2])]
    groot = [s for s in straten if s.n >= drempels.min_basis]
    if any(_room(_possible(s.n, gebruikt)) < drempels.min_aantal for s in groot):
        fouten.append("the count of a street is known too well")
    if any(s.y not in _possible(s.n, gebruikt) for s in groot):
        fouten.append("a street lies in none of the classes")
    return Nalezing(len(groot), tuple(fouten))


def _bounds(klasse: str) -> tuple[int, int]:
    """Of "5 tot 10%" or "30% of meer"."""
    if klasse.endswith(OF_MEER):
        return int(klasse.split("%")[0]), 101
    van, tot = klasse.rstrip("%").split(" tot ")
    return int(van), int(tot)


def _possible(personen: int, klassen: Sequence[tuple[int, int]]) -> set[int]:
    return {
        y
        for y in range(personen + 1)
        if any(van * personen <= 100 * y < tot * personen for van, tot in klassen)
    }


def _room(tellingen: set[int]) -> int:
    """Counts from the least to the most, both included."""
    return max(tellingen) - min(tellingen) + 1 if tellingen else 0


def read_match(
    rijen: Sequence[VeiligeRij],
    achter: Sequence[Achter],
    totaal: str | None,
    drempels: Drempelset,
) -> Nalezing:
    """Match rates: of fewer than `min_complement` rows that were not found only that is told, and
    the total of a source leaves what is hidden open."""
    fouten = [
        fout
        for rij, wie in zip(rijen, achter, strict=True)
        if rij.getoond
        for fout in _faults_of_rate(rij, wie, drempels)
    ]
    for bron in dict.fromkeys(rij.waarden[0] for rij in rijen):
        eigen = [rij for rij in rijen if rij.waarden[0] == bron]
        if _gives_away(eigen, totaal, drempels):
            fouten.append("a total gives a hidden figure away")
    return Nalezing(len(rijen), tuple(fouten))


def _faults_of_rate(rij: VeiligeRij, wie: Achter, drempels: Drempelset) -> Iterable[str]:
    groep, aandeel, tekst = _whole(rij.waarden[2]), _whole(rij.waarden[3]), str(rij.waarden[4])
    if wie.n < drempels.min_basis or wie.y < drempels.min_aantal:
        yield "a group or count is too small"
    if groep % drempels.afronding or abs(groep - wie.n) >= drempels.afronding:
        yield "a count is not rounded"
    if aandeel * groep > 100 * (groep - drempels.min_complement) + groep / 2:
        yield "a rate tells how few were not found"
    if wie.n - wie.y < drempels.min_complement and not tekst.endswith(OF_MEER):
        yield "a rate tells how few were not found"


def _gives_away(rijen: Sequence[VeiligeRij], totaal: str | None, drempels: Drempelset) -> bool:
    """What the hidden rows hold together, within the rounding of the total and the rows shown."""
    weg = sum(not rij.getoond for rij in rijen)
    heeft_totaal = any(rij.getoond and rij.waarden[1] == totaal for rij in rijen)
    ruimte = (len(rijen) - weg) * (drempels.afronding - 1)
    return bool(weg) and heeft_totaal and ruimte < drempels.min_aantal


def _whole(waarde: object) -> int:
    return waarde if isinstance(waarde, int) else 0
