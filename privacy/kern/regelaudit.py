"""The audit of a set of rules: inclusion and exclusion on the figures as shown, by other code.

No programme and no solver: for every group that follows from shown counts by adding and subtracting
(all supersets of a condition within another one are shown), the smallest and the largest that the
rounding leaves open. Compare Atzori et al. 2008, "Anonymity preserving pattern discovery".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from privacy.kern.drempels import Drempelset
from privacy.kern.regelkanalen import Indeling, Item, Items
from privacy.kern.veilig import Auditverslag

METHODE = "in- en uitsluiting met de getoonde cijfers, tot zes kenmerken"
MAX_ITEMS = 6


@dataclass(frozen=True)
class Regelcijfer:
    """A condition as shown: rounded persons and rounded persons with the outcome."""

    items: Items
    groep: int
    aantal: int


@dataclass(frozen=True)
class _Bereik:
    """A count that is known within a range."""

    onder: int
    boven: int

    def __add__(self, ander: "_Bereik") -> "_Bereik":
        return _Bereik(self.onder + ander.onder, self.boven + ander.boven)

    def __neg__(self) -> "_Bereik":
        return _Bereik(-self.boven, -self.onder)

    @property
    def breedte(self) -> int:
        return self.boven - max(0, self.onder)


def audit_rules(
    regels: Sequence[Regelcijfer],
    totaal: Regelcijfer,
    indeling: Indeling,
    drempels: Drempelset,
    *,
    aangeboden: int,
    onder_drempel: int,
) -> Auditverslag:
    """`totaal`: all persons, without items. `aangeboden`, `onder_drempel`: rules offered, and of
    these left out by a threshold of their own."""
    bekend = {_closure(r.items, indeling): r for r in (totaal, *regels)}
    bereiken = [b for groep in _derived(bekend, indeling) for b in _ranges(groep, drempels)]
    smal = [b for b in bereiken if b.breedte < drempels.min_aantal]
    return Auditverslag(
        methode=METHODE,
        cellen=aangeboden,
        primair=onder_drempel,
        secundair=aangeboden - onder_drempel - len(regels),
        beschermd=len(bereiken),
        smalste_interval=None,
        vereist=drempels.min_aantal,
        geslaagd=all(b.onder >= drempels.min_aantal for b in smal)
        and all(_passes(r, totaal, drempels) for r in regels),
    )


def _passes(regel: Regelcijfer, totaal: Regelcijfer, drempels: Drempelset) -> bool:
    """Whether the rounded figures could belong to a rule that may be shown."""
    half = drempels.afronding // 2
    return (
        regel.aantal + half >= drempels.min_aantal
        and regel.groep + half >= drempels.min_basis
        and regel.groep - regel.aantal + 2 * half >= drempels.min_complement
        and totaal.groep - regel.groep + 2 * half >= drempels.min_basis
    )


_Som = list[tuple[int, Regelcijfer]]


def _derived(bekend: Mapping[Items, Regelcijfer], indeling: Indeling) -> list[_Som]:
    """Groups with the items of one condition and none of some others, as signed sums.

    Not those outside one rule alone: that they are large enough is a threshold of the rule.
    """
    sommen = []
    for met in bekend:
        for geheel in bekend:
            extra = sorted(_closed_extra(met, geheel, indeling))
            buiten_regel = not met and len(extra) == 1
            if not met < geheel or len(geheel) > MAX_ITEMS or buiten_regel:
                continue
            som = _signed(met, extra, bekend, indeling)
            if som is not None:
                sommen.append(som)
    return sommen


def _closed_extra(met: Items, geheel: Items, indeling: Indeling) -> Items:
    """The items that make the difference; what they imply comes along."""
    extra = geheel - met
    return frozenset(
        item
        for item in extra
        if not any(item in _closure(frozenset([ander]), indeling) for ander in extra - {item})
    )


def _signed(
    met: Items, extra: Sequence[Item], bekend: Mapping[Items, Regelcijfer], indeling: Indeling
) -> _Som | None:
    """Persons with `met` and none of `extra`; None where a count that it takes is not shown."""
    som: _Som = []
    for hoeveel in range(len(extra) + 1):
        for deel in combinations(extra, hoeveel):
            items = _closure(met | frozenset(deel), indeling)
            if _impossible(items, indeling):
                continue
            if items not in bekend:
                return None
            som.append(((-1) ** hoeveel, bekend[items]))
    return som


def _ranges(som: _Som, drempels: Drempelset) -> list[_Bereik]:
    """All persons of the group, those with the outcome, and those without."""
    groep, aantal = _Bereik(0, 0), _Bereik(0, 0)
    for teken, regel in som:
        n, y = (_shown(v, drempels.afronding) for v in (regel.groep, regel.aantal))
        groep, aantal = (groep + n, aantal + y) if teken > 0 else (groep + -n, aantal + -y)
    return [groep, aantal, groep + -aantal]


def _shown(waarde: int, stap: int) -> _Bereik:
    return _Bereik(max(0, waarde - stap // 2), waarde + (stap - 1) // 2)


def _codes(item: Item, indeling: Indeling) -> frozenset[object]:
    return frozenset(indeling.codes.get(item, (item[1],)))


def _closure(items: Items, indeling: Indeling) -> Items:
    """With the wider items that follow from them: 18 to 24 is also 18 to 49."""
    ruimer = {
        wijd
        for wijd in indeling.codes
        for item in items
        if wijd[0] == item[0] and _codes(item, indeling) < _codes(wijd, indeling)
    }
    return items | ruimer


def _impossible(items: Items, indeling: Indeling) -> bool:
    """Two classes of one kenmerk that nobody has both of."""
    return any(
        een[0] == ander[0] and not _codes(een, indeling) & _codes(ander, indeling)
        for een, ander in combinations(sorted(items), 2)
    )
