"""Regression: which levels and models may be fitted, and what may be shown of the outcome.

Coefficients are as telling as counts: rounded to two decimals they gave away that a level of 18
persons held 2 events. So levels are checked before fitting, log-odds are rounded before they become
odds ratios, and p-values are shown in four classes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from privacy.kern.afronding import Z_95, p_text, percent, round_count, round_significant
from privacy.kern.drempels import Drempelset
from privacy.kern.nalezing import Achter, read_terms
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kern.veilig import (
    _ZEGEL,
    Auditverslag,
    Kop,
    Maat,
    Reden,
    VeiligeRij,
    VeiligeTabel,
)

RUW = Kop("ruw", "Verschil zonder rekening met andere kenmerken", Maat.procentpunt)
GEWICHT = Kop("gewicht", "Deel van de verklaring", Maat.procent)
PER_KENMERK, PASSING = ": per kenmerk", ": hoe goed het model past"  # of a title
UITERSTE = 12.0  # a limit of log-odds beyond this (160,000 times) says that there is none


@dataclass(frozen=True)
class Modelterm:
    """One level against its reference. `n` and `gebeurtenissen`: persons and events in it.

    `grens`: limits of the log-odds where they are not Wald's, None for one that is not there.
    """

    kenmerk: str
    klasse: str
    referentie: str
    log_odds: float
    standaardfout: float
    p: float
    n: int
    gebeurtenissen: int
    punten: float | None = None  # difference in percentage points, and its standard error
    puntenfout: float | None = None
    grens: tuple[float | None, float | None] | None = None

    @property
    def grenzen(self) -> tuple[float | None, float | None]:
        straal = Z_95 * self.standaardfout
        return self.grens or (self.log_odds - straal, self.log_odds + straal)


@dataclass(frozen=True)
class Modelfactor:
    """A kenmerk as a whole: type-II likelihood-ratio test, and its share (0 to 1) of what the
    model explains."""

    kenmerk: str
    chi2: float
    vrijheidsgraden: int
    p: float
    gewicht: float | None = None


@dataclass(frozen=True)
class Modeluitkomst:
    """A fitted logistic regression. `patronen`: different patterns of codes among `n` persons."""

    naam: str
    titel: str
    termen: tuple[Modelterm, ...]
    factoren: tuple[Modelfactor, ...]
    n: int
    gebeurtenissen: int
    parameters: int
    patronen: int
    log_likelihood: float
    auc: float | None = None  # area under the ROC curve
    ruw: frozenset[str] = frozenset()  # kenmerken of which the raw difference stands beside


@dataclass(frozen=True)
class Niveauoordeel:
    """Levels of one kenmerk that are too small, and how to merge neighbours; None: leave it out."""

    te_klein: tuple[int, ...]
    samenvoegen: tuple[tuple[int, ...], ...] | None


def check_levels(
    events: Sequence[int], non_events: Sequence[int], drempels: Drempelset
) -> Niveauoordeel:
    """Judge the levels of one kenmerk, in order. Empty levels are merged too."""
    paren = list(zip(events, non_events, strict=True))
    te_klein = tuple(i for i, paar in enumerate(paren) if not _large_enough(*paar, drempels))
    groepen = _merge([[i] for i in range(len(paren))], paren, drempels)
    return Niveauoordeel(te_klein, groepen if len(groepen) > 1 else None)


def _large_enough(events: int, non_events: int, drempels: Drempelset) -> bool:
    return (
        min(events, non_events) >= drempels.min_gebeurtenissen
        and events + non_events >= drempels.min_basis
    )


def _merge(
    groepen: list[list[int]], paren: Sequence[tuple[int, int]], drempels: Drempelset
) -> tuple[tuple[int, ...], ...]:
    """Join the smallest failing level with its smaller neighbour until all are large enough."""

    def size(plek: int) -> tuple[int, int, int]:
        events = sum(paren[i][0] for i in groepen[plek])
        non_events = sum(paren[i][1] for i in groepen[plek])
        return min(events, non_events), events + non_events, plek

    while len(groepen) > 1:
        klein = [
            plek
            for plek, groep in enumerate(groepen)
            if not _large_enough(
                sum(paren[i][0] for i in groep), sum(paren[i][1] for i in groep), drempels
            )
        ]
        if not klein:
            break
        plek = min(klein, key=size)
        buren = [buur for buur in (plek - 1, plek + 1) if 0 <= buur < len(groepen)]
        buur = min(buren, key=size)
        eerste, tweede = min(plek, buur), max(plek, buur)
        groepen[eerste : tweede + 1] = [groepen[eerste] + groepen[tweede]]
    return tuple(tuple(groep) for groep in groepen)


def check_model(*, personen: int, patronen: int, parameters: int, drempels: Drempelset) -> None:
    """NietTeBeschermen for a model that says as much as the data it was fitted on.

    Residual degrees of freedom are counted over patterns: persons with the same pattern add none,
    and a model with a parameter for each pattern gives every count back. `max_parameters` is a
    share of the persons.
    """
    if patronen - parameters < drempels.min_vrijheidsgraden:
        raise NietTeBeschermen("too few residual degrees of freedom")
    if parameters > drempels.max_parameters * personen:
        raise NietTeBeschermen("too many parameters for so few persons")


def protect_regression(
    uitkomst: Modeluitkomst, drempels: Drempelset
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:
    """Tables of terms, of factors (the strongest first) and of the fit.

    NietTeBeschermen when the model is saturated, or a level too small: merge those first.
    """
    check_model(
        personen=uitkomst.n,
        patronen=uitkomst.patronen,
        parameters=uitkomst.parameters,
        drempels=drempels,
    )
    for n, gebeurtenissen in _references(uitkomst):
        if not _large_enough(gebeurtenissen, n - gebeurtenissen, drempels):
            raise NietTeBeschermen("too few persons with or without the outcome")
    audit = _audit(uitkomst, _term_rows(uitkomst, drempels), drempels)
    if not audit.geslaagd:
        raise NietTeBeschermen("the rows tell more than they may")
    return (
        _terms(uitkomst, drempels, audit),
        _factors(uitkomst, audit),
        _fit(uitkomst, drempels, audit),
    )


def side_by_side(
    naam: str,
    titel: str,
    kop: Kop,
    uitkomsten: Sequence[tuple[str, Modeluitkomst]],
    drempels: Drempelset,
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:
    """Tables of terms, factors and fit of several models, each row headed by its model."""
    los = [(label, protect_regression(uitkomst, drempels)) for label, uitkomst in uitkomsten]

    def together(plek: int, staart: str, slot: str) -> VeiligeTabel:
        delen = [(label, tabellen[plek]) for label, tabellen in los]
        rijen = tuple(
            replace(rij, waarden=(label, *rij.waarden))
            for label, deel in delen
            for rij in deel.rijen
        )
        koppen = (kop, *delen[0][1].koppen)
        audit = _of_all([deel.audit for _, deel in delen if deel.audit is not None])
        return VeiligeTabel(f"{naam}{staart}", f"{titel}{slot}", koppen, rijen, audit, _ZEGEL)

    return (
        together(0, "", ""),
        together(1, "_factoren", PER_KENMERK),
        together(2, "_model", PASSING),
    )


def _of_all(audits: Sequence[Auditverslag]) -> Auditverslag:
    cellen, primair = (sum(getattr(a, veld) for a in audits) for veld in ("cellen", "primair"))
    geslaagd = all(audit.geslaagd for audit in audits)
    return replace(audits[0], cellen=cellen, primair=primair, geslaagd=geslaagd)


def _references(uitkomst: Modeluitkomst) -> list[tuple[int, int]]:
    """Persons and events: all, and who is left in the reference class of each kenmerk."""
    return [(uitkomst.n, uitkomst.gebeurtenissen), *_references_by(uitkomst).values()]


def _references_by(uitkomst: Modeluitkomst) -> dict[str, tuple[int, int]]:
    rest = {}
    for kenmerk in dict.fromkeys(term.kenmerk for term in uitkomst.termen):
        eigen = [term for term in uitkomst.termen if term.kenmerk == kenmerk]
        n = uitkomst.n - sum(term.n for term in eigen)
        rest[kenmerk] = n, uitkomst.gebeurtenissen - sum(term.gebeurtenissen for term in eigen)
    return rest


def _audit(
    uitkomst: Modeluitkomst, rijen: Sequence[VeiligeRij], drempels: Drempelset
) -> Auditverslag:
    """The finished rows are read again: every level that is shown, the references too, is large
    enough to be shown as a count, for the score equations give it back. What those counts tell
    beside other results is audited in the ledger."""
    achter = [Achter(term.n, term.gebeurtenissen, term.standaardfout) for term in uitkomst.termen]
    gelezen = read_terms(rijen, achter, _references(uitkomst), drempels)
    return Auditverslag(
        methode="rijen nagelezen: niveaus, referenties, en log-odds afgerond voor het omrekenen",
        cellen=len(rijen),
        primair=sum(not rij.getoond for rij in rijen),
        secundair=0,
        beschermd=gelezen.bekeken,
        smalste_interval=None,
        vereist=drempels.min_gebeurtenissen,
        geslaagd=gelezen.geslaagd,
    )


def _term_rows(uitkomst: Modeluitkomst, drempels: Drempelset) -> tuple[VeiligeRij, ...]:
    referenties = _references_by(uitkomst)
    return tuple(_term_row(term, uitkomst, referenties, drempels) for term in uitkomst.termen)


def _terms(uitkomst: Modeluitkomst, drempels: Drempelset, audit: Auditverslag) -> VeiligeTabel:
    koppen = (
        Kop("kenmerk", "Kenmerk", Maat.label),
        Kop("klasse", "Klasse", Maat.label),
        Kop("referentie", "Vergeleken met", Maat.label),
        Kop("punten", "Verschil", Maat.procentpunt),
        Kop("punten_van", "Van", Maat.procentpunt),
        Kop("punten_tot", "Tot", Maat.procentpunt),
        Kop("odds_ratio", "Odds ratio", Maat.verhouding),
        Kop("van", "Van", Maat.verhouding),
        Kop("tot", "Tot", Maat.verhouding),
        Kop("p", "p-waarde", Maat.tekst),
        Kop("groep", "Groep", Maat.aantal),
        Kop("aantal", "Aantal", Maat.aantal),
        *((RUW,) if uitkomst.ruw else ()),
    )
    rijen = _term_rows(uitkomst, drempels)
    return VeiligeTabel(uitkomst.naam, uitkomst.titel, koppen, rijen, audit, _ZEGEL)


def _term_row(
    term: Modelterm,
    uitkomst: Modeluitkomst,
    referenties: Mapping[str, tuple[int, int]],
    drempels: Drempelset,
) -> VeiligeRij:
    wie = (term.kenmerk, term.klasse, term.referentie)
    ruw: tuple[int | None, ...] = (None,) if uitkomst.ruw else ()
    if not _is_shown(term, drempels):
        return VeiligeRij((*wie, *[None] * 9, *ruw), False, Reden.gebeurtenissen)
    groep = round_count(term.n, drempels.afronding)
    aantal = round_count(term.gebeurtenissen, drempels.afronding)
    if term.kenmerk in uitkomst.ruw:
        n, y = (round_count(w, drempels.afronding) for w in referenties[term.kenmerk])
        ruw = ((percent(aantal, groep) or 0) - (percent(y, n) or 0),)
    waarden = (*_points(term), *_odds(term), p_text(term.p), groep, aantal, *ruw)
    return VeiligeRij((*wie, *waarden))


def _is_shown(term: Modelterm, drempels: Drempelset) -> bool:
    return (
        _large_enough(term.gebeurtenissen, term.n - term.gebeurtenissen, drempels)
        and math.isfinite(term.log_odds)
        and math.isfinite(term.standaardfout)
        and all(grens is not None and abs(grens) <= UITERSTE for grens in term.grenzen)
    )


def _odds(term: Modelterm) -> tuple[float, float, float]:
    """Odds ratio and bounds, from log-odds that were rounded first."""
    decimalen = 2 if term.standaardfout < 0.05 else 1
    midden, van, tot = (
        round(math.exp(round(waarde or 0.0, decimalen)), 2)
        for waarde in (term.log_odds, *term.grenzen)
    )
    return midden, van, tot


def _points(term: Modelterm) -> tuple[int | None, int | None, int | None]:
    """Whole percentage points, the interval widened."""
    if term.punten is None or term.puntenfout is None:
        return None, None, None
    straal = Z_95 * term.puntenfout
    return (
        round(term.punten),
        math.floor(term.punten - straal),
        math.ceil(term.punten + straal),
    )


def _factors(uitkomst: Modeluitkomst, audit: Auditverslag) -> VeiligeTabel:
    gewogen = any(factor.gewicht is not None for factor in uitkomst.factoren)
    koppen = (
        Kop("kenmerk", "Kenmerk", Maat.label),
        Kop("chi2", "Chi-kwadraat", Maat.getal),
        Kop("vrijheidsgraden", "Vrijheidsgraden", Maat.getal),
        Kop("p", "p-waarde", Maat.tekst),
        *((GEWICHT,) if gewogen else ()),
    )
    rijen = [
        VeiligeRij(
            (
                f.kenmerk,
                round_significant(f.chi2),
                f.vrijheidsgraden,
                p_text(f.p),
                *((_share(f),) if gewogen else ()),
            )
        )
        for f in uitkomst.factoren
    ]
    rijen.sort(key=lambda rij: (-float(rij.waarden[1] or 0), str(rij.waarden[0])))
    naam = f"{uitkomst.naam}_factoren"
    return VeiligeTabel(naam, f"{uitkomst.titel}{PER_KENMERK}", koppen, tuple(rijen), audit, _ZEGEL)


def _share(factor: Modelfactor) -> int | None:
    return None if factor.gewicht is None else round(100 * factor.gewicht)


def _fit(uitkomst: Modeluitkomst, drempels: Drempelset, audit: Auditverslag) -> VeiligeTabel:
    koppen = (Kop("onderdeel", "Onderdeel", Maat.label), Kop("waarde", "Waarde", Maat.getal))
    stap = drempels.afronding
    waarden = (
        ("Personen", round_count(uitkomst.n, stap)),
        ("Personen met de uitkomst", round_count(uitkomst.gebeurtenissen, stap)),
        ("Parameters", uitkomst.parameters),
        ("Log-likelihood", round_significant(uitkomst.log_likelihood, 3)),
        *((("AUC", round(uitkomst.auc, 2)),) if uitkomst.auc is not None else ()),
    )
    rijen = tuple(VeiligeRij(paar) for paar in waarden)
    titel = f"{uitkomst.titel}{PASSING}"
    return VeiligeTabel(f"{uitkomst.naam}_model", titel, koppen, rijen, audit, _ZEGEL)
