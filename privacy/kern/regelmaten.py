"""Measures of association rules, for who wants more than a share: of rounded counts alone.

Everything but the p-value follows from the figures of the table of rules itself, so that a reader
who has that table learns nothing new; p is shown in four classes.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from privacy.kern.afronding import Z_95, p_text, round_count, round_significant
from privacy.kern.drempels import Drempelset
from privacy.kern.regelset import Regel, Regelset
from privacy.kern.veilig import _ZEGEL, Auditverslag, Kop, Maat, VeiligeRij, VeiligeTabel

KOPPEN = (
    Kop("regel", "Regel", Maat.tekst),
    Kop("reden", "Waarom deze regel", Maat.tekst),
    Kop("p", "p-waarde, na correctie", Maat.tekst),
    Kop("support", "Deel van alle inwoners (%)", Maat.getal),
    Kop("wracc", "Leverage (WRAcc), per 1.000 inwoners", Maat.getal),
    Kop("conviction", "Conviction", Maat.verhouding),
    Kop("zhang", "Zhang", Maat.verhouding),
    Kop("odds_ratio", "Odds ratio", Maat.verhouding),
    Kop("odds_van", "Van", Maat.verhouding),
    Kop("odds_tot", "Tot", Maat.verhouding),
    Kop("voorwaarde", "Voorwaarde", Maat.tekst),
)


@dataclass(frozen=True)
class Zeef:
    """How many combinations of kenmerken were looked at, and how many were left after each step."""

    stap: str
    over: int


@dataclass(frozen=True)
class _Vier:
    """Rounded counts of a rule: with and without the outcome, inside the group and outside."""

    a: int
    b: int
    c: int
    d: int

    @property
    def n(self) -> int:
        return self.a + self.b + self.c + self.d


def rule_measures(regelset: Regelset, getoond: VeiligeTabel, drempels: Drempelset) -> VeiligeTabel:
    """The measures of the rules that `getoond` shows, in its order."""
    per_tekst = {regel.tekst: regel for regel in regelset.regels}
    rijen = tuple(
        _row(per_tekst[str(rij.waarden[0])], _four(rij, regelset, drempels))
        for rij in getoond.rijen
    )
    titel = "Maten bij deze regels"
    naam = f"{getoond.naam}_maten"
    return VeiligeTabel(naam, titel, KOPPEN, rijen, getoond.audit, _ZEGEL)


def sieve(naam: str, stappen: Sequence[Zeef], drempels: Drempelset) -> VeiligeTabel:
    """Numbers of combinations, no persons: in two significant digits."""
    koppen = (
        Kop("stap", "Stap", Maat.tekst),
        Kop("over", "Combinaties over (ongeveer)", Maat.getal),
    )
    rijen = tuple(VeiligeRij((s.stap, int(round_significant(s.over)))) for s in stappen)
    audit = Auditverslag.none_hidden("aantallen combinaties, geen personen", len(rijen), drempels)
    titel = "Van alle combinaties naar deze regels"
    return VeiligeTabel(naam, titel, koppen, rijen, audit, _ZEGEL)


def condition_text(regel: Regel) -> str:
    """What the rule asks, as a specification names it: "geslacht=man; leeftijd=65 en ouder"."""
    return "; ".join(f"{kenmerk}={klasse}" for kenmerk, klasse in regel.items)


def _four(rij: VeiligeRij, regelset: Regelset, drempels: Drempelset) -> _Vier:
    groep, met = int(rij.waarden[1] or 0), int(rij.waarden[2] or 0)
    allen = round_count(regelset.personen, drempels.afronding)
    alle_met = round_count(regelset.uitkomsten, drempels.afronding)
    return _Vier(met, groep - met, alle_met - met, allen - groep - alle_met + met)


def _row(regel: Regel, v: _Vier) -> VeiligeRij:
    p = p_text(regel.p) if regel.p is not None else "niet getoetst"
    begin = (regel.tekst, regel.reden, p, round(100 * v.a / v.n, 1))
    return VeiligeRij(
        (*begin, _wracc(v), _conviction(v), _zhang(v), *_odds(v), condition_text(regel))
    )


def _wracc(v: _Vier) -> float:
    """P(A)(P(C|A) − P(C)), per thousand."""
    return round(1000 * _leverage(v), 1)


def _leverage(v: _Vier) -> float:
    return v.a / v.n - (v.a + v.b) / v.n * (v.a + v.c) / v.n


def _conviction(v: _Vier) -> float | None:
    """(1 − P(C)) / (1 − confidence); None (infinite) when everyone of the group has it."""
    if v.b == 0:
        return None
    return round((v.b + v.d) / v.n / (v.b / (v.a + v.b)), 2)


def _zhang(v: _Vier) -> float:
    support, groep, basis = v.a / v.n, (v.a + v.b) / v.n, (v.a + v.c) / v.n
    grootst = max(support * (1 - groep), groep * (basis - support))
    return round(_leverage(v) / grootst, 2) if grootst > 0 else 0.0


def _odds(v: _Vier) -> tuple[float | None, float | None, float | None]:
    """Odds ratio against everybody outside the group, with Woolf's interval."""
    if min(v.a, v.b, v.c, v.d) <= 0:
        return None, None, None
    midden = math.log(v.a * v.d / (v.b * v.c))
    straal = Z_95 * math.sqrt(1 / v.a + 1 / v.b + 1 / v.c + 1 / v.d)
    een, van, tot = (round(math.exp(w), 1) for w in (midden, midden - straal, midden + straal))
    return een, van, tot
