"""Association rules that end in verdachte, mined on pattern counts.

support = share of the base in the group and suspect; confidence = share of the group that is
suspect; lift = confidence / share of the base that is suspect. Names of metrics are mlxtend's.
Only rules that say more than each of their shorter ones are kept (minimum improvement, Bayardo
2000); a rule on a class is shorter-made by the group of classes it lies in, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analyses.kern.itemsets import Item, Itemsets, frequent_itemsets
from analyses.kern.patronen import Patronen
from analyses.kern.specificatie import KERNGROEPEN, Regelspecificatie
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.veeltoetsen import false_discovery, fisher_two_sided
from bronnen.kern.kenmerken import LEEFTIJD, Kenmerk, kenmerk

NIETSZEGGEND = ("onbekend", "nee", "geen", "betaald")
GROEPEN: Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    LEEFTIJD.code: (("18 tot en met 49", (2, 3, 4)),),
}
ALFA = 0.05  # share of false discoveries among the rules kept
GELIJKEND = 0.6  # a rule about almost the same people as a better one is left out
Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Regel:
    """`items` are "kenmerk=klasse"; `n` persons in the group, `y` of them suspects.

    `totaal` and `totaal_y` are the base. `reden` says in Dutch why the rule was kept.
    """

    items: tuple[str, ...]
    n: int
    y: int
    totaal: int
    totaal_y: int
    vast: bool
    reden: str
    p: float | None = None  # Fisher's, corrected for all that was looked at

    @property
    def support(self) -> float:
        return self.y / self.totaal

    @property
    def confidence(self) -> float:
        return self.y / self.n

    @property
    def basis(self) -> float:
        return self.totaal_y / self.totaal

    @property
    def lift(self) -> float:
        return self.confidence / self.basis

    @property
    def leverage(self) -> float:
        return self.support - self.basis * self.n / self.totaal

    @property
    def conviction(self) -> float:
        if self.y == self.n:
            return float("inf")
        return (1 - self.basis) / (1 - self.confidence)

    @property
    def zhangs_metric(self) -> float:
        groep = self.n / self.totaal
        grootst = max(self.support * (1 - groep), groep * (self.basis - self.support))
        return self.leverage / grootst if grootst > 0 else 0.0

    @property
    def wracc(self) -> float:
        """Weighted relative accuracy, P(A)·(P(C|A) − P(C)), is leverage."""
        return self.leverage

    @property
    def odds_ratio(self) -> float:
        """Against everybody outside the group; infinite where one of the two has no others."""
        binnen, buiten = self.n - self.y, self.totaal_y - self.y
        zonder = self.totaal - self.n - buiten
        return self.y * zonder / (binnen * buiten) if binnen and buiten else float("inf")

    @property
    def lift_interval(self) -> tuple[float, float]:
        """95 %, delta method on log lift; the group is part of the base."""
        factor = np.exp(Z95 * np.sqrt(lift_variance(self.n, self.y, self.totaal, self.totaal_y)))
        return float(self.lift / factor), float(self.lift * factor)


def lift_variance(n: int, y: int, totaal: int, totaal_y: int) -> float:
    """Variance of log lift: group and the rest of the base are independent binomials."""
    rest, rest_y, basis = totaal - n, totaal_y - y, totaal_y / totaal
    binnen, buiten = y / n, rest_y / rest if rest else 0.0
    helling = 1 / binnen - (n / totaal) / basis
    ander = (rest / totaal) / basis
    var_buiten = buiten * (1 - buiten) / rest if rest else 0.0
    return helling**2 * binnen * (1 - binnen) / n + ander**2 * var_buiten


def items_of(kenmerken: Sequence[str]) -> tuple[Item, ...]:
    """Every class that says something, and the groups of classes the project speaks of."""
    items: list[Item] = []
    for kolom, code in enumerate(kenmerken):
        kenmerk_ = kenmerk(code)
        klassen = [(naam, (plek,)) for plek, naam in enumerate(kenmerk_.klassen)]
        for naam, codes in [*_applicable(kenmerk_, klassen), *GROEPEN.get(code, ())]:
            items.append(Item(kolom, codes, f"{code}={naam}"))
    return tuple(items)


def item_codes(code: str, klasse: str) -> tuple[int, ...]:
    """The classes behind "kenmerk=klasse"."""
    return dict(GROEPEN.get(code, ())).get(klasse) or (kenmerk(code).klassen.index(klasse),)


@dataclass(frozen=True)
class Vondst:
    """`regels`: what was chosen. How many combinations were frequent enough to be looked at, how
    many of those say more than each more general one, and how many of those are no chance."""

    regels: tuple[Regel, ...]
    bekeken: int
    verbeterd: int
    zeker: int


def mine(patronen: Patronen, specificatie: Regelspecificatie) -> tuple[Regel, ...]:
    """Fixed rules first, then the rules kept, by the lower bound of their lift."""
    return search(patronen, specificatie).regels


def search(patronen: Patronen, specificatie: Regelspecificatie) -> Vondst:
    """Hidden rules take their place, so that no other comes for them, and are then left out."""
    if patronen.gebeurtenissen == 0:
        raise GeenResultaat("Er zijn geen verdachten in deze gegevens. Regels zijn er dus niet.")
    items = items_of(patronen.kenmerken)
    sets = frequent_itemsets(
        patronen.codes,
        patronen.n,
        patronen.y,
        items,
        min_y=max(1, int(np.ceil(specificatie.min_support * patronen.personen))),
        max_lengte=specificatie.max_lengte,
    )
    vast = _tested(_fixed(patronen, items, specificatie.vast), len(sets.n))
    beter = _kept(sets, items, patronen, specificatie.min_verbetering)
    zeker = [regel for regel in _tested(beter, len(sets.n)) if _certain(regel)]
    plek = {item.label: item for item in items}
    gekozen = list(vast)
    for regel in sorted(zeker, key=_interest):
        if len(gekozen) >= specificatie.aantal:
            break
        if not any(overlap(regel, ander, patronen, plek) > GELIJKEND for ander in gekozen):
            gekozen.append(regel)
    weg = {frozenset(labels) for labels in specificatie.weg}
    blijft = tuple(regel for regel in gekozen if frozenset(regel.items) not in weg)
    return Vondst(blijft, len(sets.n), len(beter), len(zeker))


def _tested(regels: Sequence[Regel], toetsen: int) -> list[Regel]:
    """With Fisher's p, corrected for every combination that was looked at. Those that are not here
    are taken to come after them all, which makes no p too small."""
    if not regels:
        return []
    n, y = (np.array(kolom) for kolom in zip(*((r.n, r.y) for r in regels), strict=True))
    p = fisher_two_sided(y, n, regels[0].totaal_y, regels[0].totaal)
    bijgesteld = false_discovery(p, max(toetsen, len(regels)))
    return [replace(r, p=float(waarde)) for r, waarde in zip(regels, bijgesteld, strict=True)]


def _certain(regel: Regel) -> bool:
    return regel.lift_interval[0] > 1 and regel.p is not None and regel.p < ALFA


def _interest(regel: Regel) -> tuple[float, int, tuple[str, ...]]:
    return -regel.lift_interval[0], len(regel.items), regel.items


def improvements(sets: Itemsets, items: Sequence[Item], basis: float) -> NDArray[np.float64]:
    """Confidence minus the best confidence of every more general itemset, the base included."""
    beste: dict[tuple[int, ...], float] = {(): basis}
    verbetering = np.empty(len(sets.n))
    ouder = _parents(items)
    with np.errstate(invalid="ignore"):
        confidence = sets.y / sets.n
    alle = list(sets.sets())
    for plek in np.lexsort((_breadth(alle, ouder), [len(leden) for leden in alle])):
        leden = alle[plek]
        korter = max(beste.get(anders, 0.0) for anders in _more_general(leden, ouder))
        verbetering[plek] = confidence[plek] - korter
        beste[leden] = max(korter, float(confidence[plek]))
    return verbetering


def _applicable(
    kenmerk_: Kenmerk, klassen: Sequence[tuple[str, tuple[int, ...]]]
) -> list[tuple[str, tuple[int, ...]]]:
    """Without what says nothing of people: not applicable, unknown, and not having a trait."""
    return [
        (naam, codes)
        for naam, codes in klassen
        if codes[0] != kenmerk_.niet_van_toepassing and naam not in NIETSZEGGEND
    ]


def _kept(
    sets: Itemsets, items: Sequence[Item], patronen: Patronen, min_verbetering: float
) -> list[Regel]:
    totaal, totaal_y = patronen.personen, patronen.gebeurtenissen
    verbetering = improvements(sets, items, totaal_y / totaal)
    alle = list(sets.sets())
    tellingen = {leden: (int(sets.n[p]), int(sets.y[p])) for p, leden in enumerate(alle)}
    tellingen[()] = totaal, totaal_y
    ouder = _parents(items)
    regels: list[Regel] = []
    for plek in np.flatnonzero(verbetering >= min_verbetering):
        if _by_chance(tellingen, alle[plek], ouder) >= ALFA:
            continue
        labels = tuple(items[lid].label for lid in alle[plek])
        reden = _reason(min_verbetering, len(labels))
        n, y = tellingen[alle[plek]]
        regels.append(Regel(labels, n, y, totaal, totaal_y, False, reden))
    return regels


def _by_chance(
    tellingen: Mapping[tuple[int, ...], tuple[int, int]],
    leden: tuple[int, ...],
    ouder: Mapping[int, int],
) -> float:
    """p that the group is no different from the rest of a more general one: the largest of them
    (productive rules, Webb 2007, Machine Learning 68:1–33)."""
    n, y = tellingen[leden]
    ruimer = [tellingen[anders] for anders in _more_general(leden, ouder)]
    return max(float(stats.hypergeom.sf(y - 1, alle, alle_y, n)) for alle, alle_y in ruimer)


def _reason(verbetering: float, lengte: int) -> str:
    """What was asked of it, not what was found: improvement tells of rules that are not shown."""
    punten = f"{100 * verbetering:g}".replace(".", ",")
    waarmee = "alle inwoners" if lengte == 1 else "elke ruimere groep"
    return (
        f"Minstens {punten} procentpunten hoger dan {waarmee}, geen toeval, en over andere "
        "inwoners dan de andere regels."
    )


def _fixed(
    patronen: Patronen, items: Sequence[Item], vast: Sequence[Sequence[str]]
) -> tuple[Regel, ...]:
    """The rules that are always shown; those on a kenmerk that was not linked are left out."""
    plek = {item.label: item for item in items}
    regels: list[Regel] = []
    for labels in vast:
        if all(label in plek for label in labels):
            regels.append(_rule(tuple(labels), _members(patronen, plek, labels), patronen))
    return tuple(regel for regel in regels if regel.n and regel.y)


def _rule(labels: tuple[str, ...], hier: NDArray[np.bool_], patronen: Patronen) -> Regel:
    n, y = int(patronen.n[hier].sum()), int(patronen.y[hier].sum())
    eigen = frozenset(labels) in {frozenset(groep) for groep in KERNGROEPEN.values()}
    reden = "Deze groep noemt het onderzoek zelf." if eigen else "De analist zette deze regel vast."
    return Regel(labels, n, y, patronen.personen, patronen.gebeurtenissen, True, reden)


def overlap(regel: Regel, ander: Regel, patronen: Patronen, items: Mapping[str, Item]) -> float:
    """Persons in both groups as a share of the persons in either (Jaccard)."""
    een, twee = (_members(patronen, items, r.items) for r in (regel, ander))
    return float(patronen.n[een & twee].sum() / patronen.n[een | twee].sum())


def _members(
    patronen: Patronen, items: Mapping[str, Item], labels: Sequence[str]
) -> NDArray[np.bool_]:
    hier = np.ones(len(patronen.n), dtype=bool)
    for label in labels:
        hier &= np.isin(patronen.codes[:, items[label].kolom], items[label].codes)
    return hier


def _parents(items: Sequence[Item]) -> dict[int, int]:
    """The group of classes that a class lies in."""
    return {
        klein: groot
        for klein, a in enumerate(items)
        for groot, b in enumerate(items)
        if a.kolom == b.kolom and set(a.codes) < set(b.codes)
    }


def _breadth(alle: Sequence[tuple[int, ...]], ouder: Mapping[int, int]) -> list[int]:
    """How many items still have a parent: general itemsets of a length come first."""
    return [sum(lid in ouder for lid in leden) for leden in alle]


def _more_general(leden: tuple[int, ...], ouder: Mapping[int, int]) -> list[tuple[int, ...]]:
    korter = list(combinations(leden, len(leden) - 1))
    ruimer = [
        tuple(sorted((*leden[:p], ouder[lid], *leden[p + 1 :])))
        for p, lid in enumerate(leden)
        if lid in ouder
    ]
    return [*korter, *ruimer]
