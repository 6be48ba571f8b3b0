"""Buurten beside each other: what may be shown beyond their counts.

Everything about one buurt starts from its protected row: a buurt that is hidden there is hidden
here, and observed figures are the rounded ones of that row. Expected counts, effects and explained
parts depend on the residents' classes, on the level totals and on the suspects of each buurt alone;
the analysis states those to the ledger. They are rounded here, so that none of them is sharper than
the count behind it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scipy import stats

from privacy.kern.afronding import Z_95, p_text, percent, round_count
from privacy.kern.drempels import Drempelset
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

METHODE = "gemaakt van afgeronde, getoonde cijfers; weggelaten buurten blijven weg"


@dataclass(frozen=True)
class Buurtcijfer:
    """Of one buurt: suspects expected given its residents; its shrunken log-odds, and how far the
    95 % margin goes to either side, from the rounded count (None where buurten do not differ)."""

    verwacht: float
    log_odds: float | None = None
    straal: float | None = None


@dataclass(frozen=True)
class Gebiedsverschil:
    """How much areas differ: `icc` a fraction, `mor` the median odds ratio."""

    niveau: str
    bewoners: str
    gebieden: int
    icc: float
    mor: float
    p: float


@dataclass(frozen=True)
class Verschildeel:
    """Percentage points with 95 % margins."""

    naam: str
    punten: float
    van: float
    tot: float


def protect_area_effects(
    cellen: VeiligeTabel, cijfers: Mapping[str, Buurtcijfer], drempels: Drempelset, *,
    naam: str, titel: str,
) -> VeiligeTabel:  # fmt: skip
    """Suspects beside those expected, for each buurt of `cijfers` in the order of `cellen`. The
    columns of the own part stand there only where buurten differ."""
    eigen = any(cijfer.log_odds is not None for cijfer in cijfers.values())
    koppen: tuple[Kop, ...] = (
        Kop("gebied", "Buurt", Maat.label),
        Kop("aantal", "Geteld", Maat.aantal),
        Kop("verwacht", "Verwacht", Maat.aantal),
        Kop("verhouding", "Geteld : verwacht", Maat.verhouding),
        Kop("van", "Van", Maat.verhouding),
        Kop("tot", "Tot", Maat.verhouding),
        Kop("effect", "Eigen deel (odds ratio)", Maat.verhouding),
        Kop("effect_van", "Van", Maat.verhouding),
        Kop("effect_tot", "Tot", Maat.verhouding),
    )
    rijen = tuple(
        _effect_row(cellen, rij, cijfers[gebied], drempels)
        for rij in cellen.rijen
        for gebied in [str(rij.waarden[0])]
        if gebied in cijfers
    )
    if not eigen:
        koppen = koppen[:6]
        rijen = tuple(replace(rij, waarden=rij.waarden[:6]) for rij in rijen)
    return VeiligeTabel(naam, titel, koppen, rijen, _audit(rijen, drempels), _ZEGEL)


def _effect_row(
    cellen: VeiligeTabel, rij: VeiligeRij, cijfer: Buurtcijfer, drempels: Drempelset
) -> VeiligeRij:
    gebied = rij.waarden[0]
    if not rij.getoond:
        return VeiligeRij((gebied, *[None] * 8), False, rij.reden)
    geteld = _shown(cellen, rij, "aantal")
    verwacht = round_count(round(cijfer.verwacht), drempels.afronding)
    if verwacht < drempels.min_aantal:
        return VeiligeRij((gebied, *[None] * 8), False, Reden.gebeurtenissen)
    waarden = (geteld, verwacht, *_ratio(geteld, verwacht), *_effect(cijfer))
    return VeiligeRij((gebied, *waarden))


def _ratio(geteld: int, verwacht: int) -> tuple[float, float, float]:
    """From two rounded counts, with the exact Poisson interval."""
    van = stats.chi2.ppf(0.025, 2 * geteld) / 2 if geteld else 0.0
    tot = stats.chi2.ppf(0.975, 2 * geteld + 2) / 2
    midden, laag, hoog = (round(float(getal) / verwacht, 2) for getal in (geteld, van, tot))
    return midden, laag, hoog


def _effect(cijfer: Buurtcijfer) -> tuple[float | None, float | None, float | None]:
    """Odds ratios from log-odds that were rounded first, as in a regression."""
    if cijfer.log_odds is None or cijfer.straal is None:
        return None, None, None
    straal = cijfer.straal
    decimalen = 2 if straal < 0.1 else 1  # a standard error under 0.05
    midden, laag, hoog = (
        round(math.exp(round(cijfer.log_odds + stap, decimalen)), 2)
        for stap in (0.0, -straal, straal)
    )
    return midden, laag, hoog


def protect_area_variation(
    verschillen: Sequence[Gebiedsverschil], drempels: Drempelset, *, naam: str, titel: str
) -> VeiligeTabel:
    koppen = (
        Kop("niveau", "Gebied", Maat.label),
        Kop("bewoners", "Vergelijking", Maat.label),
        Kop("gebieden", "Gebieden", Maat.getal),
        Kop("icc", "Deel van het gebied (ICC)", Maat.procent),
        Kop("mor", "Mediane odds ratio", Maat.verhouding),
        Kop("p", "p-waarde", Maat.tekst),
    )
    rijen = tuple(
        VeiligeRij(
            (v.niveau, v.bewoners, v.gebieden, round(100 * v.icc), round(v.mor, 1), p_text(v.p))
        )
        for v in verschillen
    )
    return VeiligeTabel(naam, titel, koppen, rijen, _audit(rijen, drempels), _ZEGEL)


def protect_difference(
    cellen: VeiligeTabel, groottes: Mapping[str, int],
    eerste: tuple[str, Sequence[str]], tweede: tuple[str, Sequence[str]],
    delen: Sequence[Verschildeel], drempels: Drempelset, *, naam: str, titel: str,
) -> VeiligeTabel:  # fmt: skip
    """Two groups of buurten (label, buurten), their difference, and what explains it.

    `groottes`: persons of each buurt, which readers know; suspects come from the shown rows.
    `delen` end with the whole explained part; the rest follows. NietTeBeschermen when a buurt of
    either is hidden.
    """
    paren = [
        (label, *_added(cellen, groottes, buurten, drempels)) for label, buurten in (eerste, tweede)
    ]
    (_, y0, n0), (_, y1, n1) = paren
    p0, p1 = y0 / n0, y1 / n1
    verschil, straal = (
        100 * (p0 - p1),
        100 * Z_95 * math.sqrt(p0 * (1 - p0) / n0 + p1 * (1 - p1) / n1),
    )
    samen = delen[-1]
    rest = math.hypot(straal, (samen.tot - samen.van) / 2)
    regels = [
        *((label, 100 * y / n, None, None) for label, y, n in paren),
        ("Verschil", verschil, verschil - straal, verschil + straal),
        *((d.naam, d.punten, d.van, d.tot) for d in delen),
        (
            "Niet verklaard",
            verschil - samen.punten,
            verschil - samen.punten - rest,
            verschil - samen.punten + rest,
        ),
    ]
    koppen = (
        Kop("onderdeel", "Onderdeel", Maat.label),
        Kop("punten", "Procentpunten", Maat.procentpunt),
        Kop("van", "Van", Maat.procentpunt),
        Kop("tot", "Tot", Maat.procentpunt),
    )
    rijen = tuple(VeiligeRij((label, *(_tenth(w) for w in waarden))) for label, *waarden in regels)
    return VeiligeTabel(naam, titel, koppen, rijen, _audit(rijen, drempels), _ZEGEL)


def _added(
    cellen: VeiligeTabel, groottes: Mapping[str, int], buurten: Sequence[str], drempels: Drempelset
) -> tuple[int, int]:
    """Rounded suspects and persons of these buurten."""
    rijen = [rij for rij in cellen.rijen if rij.waarden[0] in buurten]
    if len(rijen) != len(buurten) or not all(rij.getoond for rij in rijen):
        raise NietTeBeschermen("a buurt of the difference is hidden")
    n = sum(round_count(groottes[str(rij.waarden[0])], drempels.afronding) for rij in rijen)
    if n < drempels.min_basis:
        raise NietTeBeschermen("too few persons")
    return sum(_shown(cellen, rij, "aantal") for rij in rijen), n


def _tenth(waarde: float | None) -> float | None:
    return None if waarde is None else round(waarde, 1) + 0.0


def _shown(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> int:
    waarde = rij.waarden[[kop.code for kop in tabel.koppen].index(code)]
    if not isinstance(waarde, int):
        raise TypeError("a shown count is a whole number")
    return waarde


def _audit(rijen: Sequence[VeiligeRij], drempels: Drempelset) -> Auditverslag:
    return Auditverslag(
        methode=METHODE,
        cellen=len(rijen),
        primair=sum(not rij.getoond for rij in rijen),
        secundair=0,
        beschermd=0,
        smalste_interval=None,
        vereist=drempels.min_aantal,
        geslaagd=True,
    )


@dataclass(frozen=True)
class Buurtligging:
    """Of one shown buurt: its shrunken share (a fraction), where it lies in the funnel, whether it
    and its neighbours stand out, and whether it lies in a cluster."""

    gekrompen: float
    trechter: str
    buren: str
    cluster: str


@dataclass(frozen=True)
class Trechterlijn:
    """Limits for a buurt of `groep` persons; fractions."""

    groep: int
    laag95: float
    hoog95: float
    laag998: float
    hoog998: float


@dataclass(frozen=True)
class Buurttoets:
    """A test over all shown buurten; None where it could not be done."""

    naam: str
    waarde: float | None
    p: float | None
    uitkomst: str


def protect_area_spread(
    cellen: VeiligeTabel, liggingen: Mapping[str, Buurtligging], lijnen: Sequence[Trechterlijn],
    toetsen: Sequence[Buurttoets], drempels: Drempelset, *, naam: str, titel: str,
) -> tuple[VeiligeTabel, VeiligeTabel, VeiligeTabel]:  # fmt: skip
    """Buurten with their place among the others, the limits of chance, and the tests: all computed
    from the shown rows of `cellen`, so that they tell nothing more."""
    rijen = tuple(
        _place_row(cellen, rij, liggingen.get(str(rij.waarden[0])))
        for rij in cellen.rijen
        if str(rij.waarden[0]) in liggingen or not rij.getoond
    )
    grenzen = tuple(
        VeiligeRij((lijn.groep, *(round(100 * g, 1) for g in _limits(lijn)))) for lijn in lijnen
    )
    regels = tuple(
        VeiligeRij((
            t.naam,
            None if t.waarde is None else round(t.waarde, 2),
            "niet getoetst" if t.p is None else p_text(t.p),
            t.uitkomst,
        ))
        for t in toetsen
    )  # fmt: skip
    return (
        VeiligeTabel(naam, titel, _LIGKOPPEN, rijen, _audit(rijen, drempels), _ZEGEL),
        VeiligeTabel(
            f"{naam}_grenzen", "Wat bij toeval past, naar aantal inwoners", _GRENSKOPPEN, grenzen,
            _audit(grenzen, drempels), _ZEGEL,
        ),
        VeiligeTabel(
            f"{naam}_toetsen", f"{titel}: toetsen", _TOETSKOPPEN, regels,
            _audit(regels, drempels), _ZEGEL,
        ),
    )  # fmt: skip


_LIGKOPPEN = (
    Kop("gebied", "Buurt", Maat.label),
    Kop("groep", "Groep", Maat.aantal),
    Kop("aantal", "Aantal", Maat.aantal),
    Kop("aandeel", "Aandeel", Maat.procent),
    Kop("gekrompen", "Aandeel, met de andere buurten erbij", Maat.procent),
    Kop("trechter", "Bij toeval", Maat.tekst),
    Kop("buren", "Naast de buren", Maat.tekst),
    Kop("cluster", "Groep buurten", Maat.tekst),
)
_GRENSKOPPEN = (
    Kop("groep", "Inwoners", Maat.getal),
    Kop("laag95", "Van (95%)", Maat.procentpunt),
    Kop("hoog95", "Tot (95%)", Maat.procentpunt),
    Kop("laag998", "Van (99,8%)", Maat.procentpunt),
    Kop("hoog998", "Tot (99,8%)", Maat.procentpunt),
)
_TOETSKOPPEN = (
    Kop("toets", "Toets", Maat.label),
    Kop("waarde", "Waarde", Maat.getal),
    Kop("p", "p-waarde", Maat.tekst),
    Kop("uitkomst", "Wat dit zegt", Maat.tekst),
)


def _place_row(cellen: VeiligeTabel, rij: VeiligeRij, ligging: Buurtligging | None) -> VeiligeRij:
    gebied = rij.waarden[0]
    if not rij.getoond or ligging is None:
        return VeiligeRij((gebied, *[None] * 7), False, rij.reden or Reden.beschermt)
    groep, aantal = _shown(cellen, rij, "groep"), _shown(cellen, rij, "aantal")
    gekrompen = round(100 * ligging.gekrompen)
    woorden = (ligging.trechter, ligging.buren, ligging.cluster)
    return VeiligeRij((gebied, groep, aantal, percent(aantal, groep), gekrompen, *woorden))


def _limits(lijn: Trechterlijn) -> tuple[float, float, float, float]:
    return lijn.laag95, lijn.hoog95, lijn.laag998, lijn.hoog998
