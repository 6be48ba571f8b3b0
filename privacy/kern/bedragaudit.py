"""The audit of a table of amounts: what can a reader compute from the rows as they are shown?

Written apart from `dominantie` and `bedragpatroon`: contributor by contributor, from the finished
rows, with OR-tools in a process of its own. A secret total passes only when tables are found that
agree with every figure shown and in which the total lies as far away as the rules ask; each is
checked by adding up. Readers: one who knows only the table; and the two largest contributors of
each leaf, who know their own amounts, and a leaf in which nobody else contributes.
"""

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

from privacy.kern.auditproces import GEDULD, AuditGestopt
from privacy.kern.bedragtabel import Bedragtabel
from privacy.kern.celtabel import Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Auditverslag, VeiligeRij

METHODE = "OR-tools GLOP, tabellen van bedragen; buitenstaander en grootste bijdragers"
REKENAAR = Path(__file__).with_name("bedragrekenaar.py")
MAX_BIJDRAGERS = 600  # readers looked at one by one; beyond this there is no certificate
SPELING = 1e-5  # steps of rounding

Bladen = tuple[int, ...]
Bedragen = Mapping[int, int]  # cents of each contributor


@dataclass(frozen=True)
class Inhoud:
    """Of a sum: persons in the group, how many contribute, their total and the largest two."""

    personen: int
    betaald: int
    totaal: int
    eerste: int
    tweede: int


@dataclass(frozen=True)
class Bedragvraag:
    """A sum of leaves that must be possible at `grens` (steps) or beyond, seen by who knows
    `bekend`; `richting` 1 is above, -1 below."""

    bladen: Bladen
    grens: float
    richting: int
    bekend: Bladen = ()


@dataclass(frozen=True)
class Bedragkennis:
    """What one reader knows: ranges of sums, least amounts of leaves (steps), and his questions."""

    waarheid: tuple[float, ...]
    bodem: tuple[float, ...]
    dak: float
    feiten: tuple[tuple[Bladen, float, float], ...]
    vragen: tuple[Bedragvraag, ...]


def audit_amounts(
    tabel: Bedragtabel, rijen: Sequence[VeiligeRij], drempels: Drempelset, *, stap: int
) -> Auditverslag:
    """The report on a finished table; `stap`: cents to which its amounts are rounded."""
    lezing = Bedraglezing(tabel, rijen, drempels, stap)
    vragen = lezing.questions() if lezing.well_shown() else []
    goed = lezing.well_shown() and lezing.passes(vragen)
    geheim = [lezing.is_secret(bladen) for bladen in lezing.cellen]
    return Auditverslag(
        methode=METHODE,
        cellen=len(rijen),
        primair=sum(geheim),
        secundair=sum(not rij.getoond for rij in rijen)
        - sum(g and not rij.getoond for g, rij in zip(geheim, rijen, strict=True)),
        beschermd=len(vragen),
        smalste_interval=None,
        vereist=drempels.min_aantal,
        geslaagd=goed,
    )


class Bedraglezing:
    """The table as its readers and as the officer see it. Amounts become steps of rounding only
    where they go to the solver."""

    def __init__(
        self, tabel: Bedragtabel, rijen: Sequence[VeiligeRij], drempels: Drempelset, stap: int
    ) -> None:
        self.tabel, self.rijen, self.drempels, self.stap = tabel, rijen, drempels, stap
        dims = tabel.dimensies
        self.plekken = list(product(*(range(len(d.labels)) for d in dims)))
        if len(rijen) != len(self.plekken):
            raise ValueError("a table has a row for every combination of classes")
        self.cellen = [_leaves(dims, plek) for plek in self.plekken]
        self._inhoud: dict[Bladen, Inhoud] = {}
        self.per_blad: list[dict[int, int]] = [
            {} for _ in range(prod(len(d.klassen) for d in dims))
        ]
        for blad, wie, cent in zip(tabel.blad, tabel.houder, tabel.bedrag, strict=True):
            self.per_blad[int(blad)][int(wie)] = int(cent)
        self.waarheid = tuple(sum(wie.values()) / stap for wie in self.per_blad)
        self.enige = {b: self._only(b) for b in range(len(self.per_blad))}

    def _only(self, blad: int) -> int | None:
        """The contributor of a leaf that has no other."""
        wie = [h for h, cent in self.per_blad[blad].items() if cent]
        return wie[0] if len(wie) == 1 else None

    def amounts(self, bladen: Bladen) -> Bedragen:
        som: dict[int, int] = defaultdict(int)
        for blad in bladen:
            for wie, cent in self.per_blad[blad].items():
                som[wie] += cent
        return som

    def content(self, bladen: Bladen) -> Inhoud:
        if bladen not in self._inhoud:
            self._inhoud[bladen] = _content(self.amounts(bladen))
        return self._inhoud[bladen]

    def is_secret(self, bladen: Bladen) -> bool:
        inhoud = self.content(bladen)
        if inhoud.personen < self.drempels.min_basis:
            return True
        if not inhoud.betaald:
            return self.tabel.nul_gevoelig and self.drempels.nul_gevoelig
        return self._is_small(inhoud) or self._too_near(inhoud) > inhoud.totaal

    def _is_small(self, inhoud: Inhoud) -> bool:
        d = self.drempels
        return inhoud.betaald < d.min_aantal or inhoud.personen < d.min_basis

    def _too_near(self, inhoud: Inhoud) -> float:
        """What a total must be able to reach before its largest two cannot be estimated from it;
        the total itself where they cannot."""
        d, een, twee, totaal = self.drempels, inhoud.eerste, inhoud.tweede, inhoud.totaal
        nodig = max(
            een / d.dominantie_een, (een + twee) / d.dominantie_twee, een * (1 + d.p_procent) + twee
        )
        return nodig if nodig > totaal + 1e-9 * max(totaal, 1) else float(totaal)

    def distance(self, bladen: Bladen) -> float:
        """Cents that bounds of a secret total must lie away from it."""
        inhoud = self.content(bladen)
        ver = self._too_near(inhoud) - inhoud.totaal
        if self._is_small(inhoud):
            ver = max(ver, inhoud.totaal * self.drempels.p_procent, self.stap)
        return ver

    def well_shown(self) -> bool:
        """No secret total is shown, hidden rows are empty, shown amounts are rounded ones."""
        for bladen, rij in zip(self.cellen, self.rijen, strict=True):
            bedrag = rij.waarden[len(self.tabel.dimensies)]
            if not rij.getoond:
                if bedrag is not None:
                    return False
            elif self.is_secret(bladen) or bedrag != self._rounded(bladen) / 100:
                return False
        return True

    def _rounded(self, bladen: Bladen) -> int:
        totaal = self.content(bladen).totaal
        rest = totaal % self.stap
        return totaal - rest + (self.stap if 2 * rest >= self.stap else 0)

    def facts(self) -> tuple[tuple[Bladen, float, float], ...]:
        """What a shown amount tells: half a step to either side, and nothing is below nothing."""
        feiten = {
            bladen: self._rounded(bladen) / self.stap
            for bladen, rij in zip(self.cellen, self.rijen, strict=True)
            if rij.getoond
        }
        return tuple((bladen, max(r - 0.5, 0.0), r + 0.5) for bladen, r in feiten.items())

    def questions(self) -> list[Bladen]:
        """Secret totals: hidden cells, and what is left of a shown one without another."""
        sommen = {b: None for b in self.cellen if self.is_secret(b)}
        for deel, geheel in self._nested():
            rest = tuple(sorted(set(self.cellen[geheel]) - set(self.cellen[deel])))
            if rest and rest not in sommen and self.is_secret(rest) and self.content(rest).personen:
                sommen[rest] = None
        return list(sommen)

    def _nested(self) -> Iterator[tuple[int, int]]:
        """Pairs of shown rows of which the first lies in the second."""
        dims = self.tabel.dimensies
        leden = [[set(d.leden(i)) for i in range(len(d.labels))] for d in dims]
        boven = [[[j for j, b in enumerate(as_) if a <= b] for a in as_] for as_ in leden]
        nummer = {plek: rij for rij, plek in enumerate(self.plekken)}
        for deel, plek in enumerate(self.plekken):
            if self.rijen[deel].getoond:
                for hoger in product(*(boven[i][p] for i, p in enumerate(plek))):
                    geheel = nummer[hoger]
                    if geheel != deel and self.rijen[geheel].getoond:
                        yield deel, geheel

    def passes(self, vragen: Sequence[Bladen]) -> bool:
        """Nobody comes too near. First all contributors as if they were one reader; whom that does
        not settle, one by one."""
        tweezijdig = [vraag for bladen in vragen for vraag in self.both_sides(bladen)]
        samen = [Bedragvraag(b, self._above(b), 1, self._known_outside(b)) for b in vragen]
        bodem = tuple(max(wie.values(), default=0) / self.stap for wie in self.per_blad)
        niemand = (0.0,) * len(bodem)
        buiten, binnen = answered(
            [self.knowledge(niemand, tweezijdig), self.knowledge(bodem, samen)]
        )
        return all(buiten) and self._each_passes(vragen, binnen)

    def both_sides(self, bladen: Bladen) -> Iterator[Bedragvraag]:
        totaal, ver = self.content(bladen).totaal, self.distance(bladen)
        yield Bedragvraag(bladen, (totaal + ver) / self.stap, 1)
        yield Bedragvraag(bladen, max(totaal - ver, 0.0) / self.stap, -1)

    def _each_passes(self, vragen: Sequence[Bladen], klaar: Sequence[bool]) -> bool:
        alleen: dict[int, list[Bedragvraag]] = {}
        for bladen, is_klaar in zip(vragen, klaar, strict=True):
            for wie in self._readers(bladen, is_klaar):
                alleen.setdefault(wie, []).append(self._own_question(wie, bladen))
        if sum(map(len, alleen.values())) > MAX_BIJDRAGERS:
            return False
        kennis = [self.knowledge(self._own_floor(w), eigen) for w, eigen in alleen.items()]
        return all(map(all, answered(kennis)))

    def _above(self, bladen: Bladen) -> float:
        return (self.content(bladen).totaal + self.distance(bladen)) / self.stap

    def _known_outside(self, bladen: Bladen) -> Bladen:
        binnen = set(bladen)
        return tuple(b for b, wie in self.enige.items() if wie is not None and b not in binnen)

    def _readers(self, bladen: Bladen, klaar: bool) -> set[int]:
        """Contributors who must be looked at alone: all when not settled, else those who know a
        leaf within this sum."""
        if not klaar:
            return {wie for blad in range(len(self.per_blad)) for wie in self._largest(blad)}
        if len(bladen) == 1:
            return set()
        return {wie for blad in bladen if (wie := self.enige[blad]) is not None}

    def _largest(self, blad: int) -> list[int]:
        betaald = [(cent, wie) for wie, cent in self.per_blad[blad].items() if cent]
        return [wie for _, wie in sorted(betaald, reverse=True)[:2]]

    def _own_floor(self, wie: int) -> tuple[float, ...]:
        return tuple(bijdragen.get(wie, 0) / self.stap for bijdragen in self.per_blad)

    def _own_question(self, wie: int, bladen: Bladen) -> Bedragvraag:
        """He must not come too near what the others in this sum contribute."""
        anderen = dict(self.amounts(bladen))
        eigen = anderen.pop(wie, 0)
        bekend = tuple(blad for blad, enige in self.enige.items() if enige == wie)
        if not eigen:
            return Bedragvraag(bladen, self._above(bladen), 1, bekend)
        inhoud, meer = _content(anderen), 1 + self.drempels.p_procent
        som, nodig = inhoud.totaal, meer * inhoud.eerste
        if self._is_small(inhoud):
            nodig = max(nodig, meer * som, float(som + self.stap))
        if set(bladen) <= set(bekend):
            nodig = float(som)  # nobody else is in it
        return Bedragvraag(bladen, (eigen + max(nodig, som)) / self.stap, 1, bekend)

    def knowledge(self, bodem: tuple[float, ...], vragen: Sequence[Bedragvraag]) -> Bedragkennis:
        hoogste = max((vraag.grens for vraag in vragen), default=0.0)
        dak = 10 * (sum(self.waarheid) + hoogste) + 100
        return Bedragkennis(self.waarheid, bodem, dak, self.facts(), tuple(vragen))


def _content(bedragen: Bedragen) -> Inhoud:
    betaald = sorted((cent for cent in bedragen.values() if cent), reverse=True)
    een, twee = (*betaald, 0, 0)[:2]
    return Inhoud(len(bedragen), len(betaald), sum(betaald), een, twee)


def _leaves(dims: Sequence[Dimensie], plek: Sequence[int]) -> Bladen:
    """Numbers of the leaves of a cell, the last dimension fastest."""
    nummers = [0]
    for d, p in zip(dims, plek, strict=True):
        nummers = [nummer * len(d.klassen) + lid for nummer in nummers for lid in d.leden(p)]
    return tuple(sorted(nummers))


def answered(kennissen: Sequence[Bedragkennis]) -> list[list[bool]]:
    """For each reader, for each question, whether a possible table answers it."""
    return [
        [
            som is not None and vraag.richting * (som - vraag.grens) >= -SPELING
            for vraag, som in zip(kennis.vragen, sommen, strict=True)
        ]
        for kennis, sommen in zip(kennissen, extremes(kennissen), strict=True)
    ]


def extremes(kennissen: Sequence[Bedragkennis]) -> list[list[float | None]]:
    """For each question how far a possible table takes its sum: up to its bound or as near as
    there is one. None where the solver found none."""
    if not any(kennis.vragen for kennis in kennissen):
        return [[] for _ in kennissen]
    antwoorden = _ask([_as_question(kennis) for kennis in kennissen])
    return [
        [
            _checked(kennis, vraag, antwoord["tabellen"][nummer]) if nummer is not None else None
            for vraag, nummer in zip(kennis.vragen, antwoord["gevonden"], strict=True)
        ]
        for kennis, antwoord in zip(kennissen, antwoorden, strict=True)
    ]


def _checked(kennis: Bedragkennis, vraag: Bedragvraag, tabel: Sequence[float]) -> float | None:
    return sum(tabel[b] for b in vraag.bladen) if _agrees(kennis, vraag, tabel) else None


def _as_question(kennis: Bedragkennis) -> dict[str, Any]:
    return {
        "waarheid": kennis.waarheid,
        "bodem": kennis.bodem,
        "dak": kennis.dak,
        "feiten": kennis.feiten,
        "vragen": [(v.bladen, v.grens, v.richting, v.bekend) for v in kennis.vragen],
    }


def _agrees(kennis: Bedragkennis, vraag: Bedragvraag, tabel: Sequence[float]) -> bool:
    """The table is possible for this reader."""
    return (
        len(tabel) == len(kennis.bodem)
        and all(t >= b - SPELING for t, b in zip(tabel, kennis.bodem, strict=True))
        and all(abs(tabel[b] - kennis.waarheid[b]) <= SPELING for b in vraag.bekend)
        and all(
            onder - SPELING <= sum(tabel[b] for b in bladen) <= boven + SPELING
            for bladen, onder, boven in kennis.feiten
        )
    )


def _ask(vraag: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Amounts go through pipes only; the child gets no environment, so no secrets either."""
    try:
        kind = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(REKENAAR)],
            input=json.dumps(vraag).encode(),
            capture_output=True,
            timeout=GEDULD,
            check=False,
            env={"OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise AuditGestopt("the auditor's solver took too long") from None
    if kind.returncode:
        raise AuditGestopt("the auditor's solver stopped")
    antwoord: list[dict[str, Any]] = json.loads(kind.stdout)
    return antwoord
