"""The kinds of analysis of public figures about areas: no persons, so nothing for the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

import numpy as np
import polars as pl

from analyses.kern import (
    bescherming,
    leefklimaat,
    leesleefklimaat,
    leesopenbaar,
    trendfiguren,
    vlakfiguren,
)
from analyses.kern.gelijkenis import Voorstel, propose
from analyses.kern.leefklimaat import THEMAS, wijk_name
from analyses.kern.leeshulp import Leeshulp
from analyses.kern.leesmodel import read_relation
from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.samenhang import correlate
from analyses.kern.specificatie import (
    Gelijkenisspecificatie,
    Leefklimaatspecificatie,
    Openbarespecificatie,
    Samenhangspecificatie,
    Trendspecificatie,
    to_dict,
)
from analyses.kern.trend import Jaarcijfer, Jaarreeks, year_trends
from analyses.kern.uitkomst import GeenResultaat
from analyses.kern.veeltoetsen import false_discovery
from analyses.kern.vraag import Voortgang
from analyses.kern.woorden import capital
from bronnen.kern.lezen_geojson import Buurtvlak
from privacy.kern.certificaat import Kandidaat
from privacy.kern.drempels import Drempelset
from privacy.kern.register import without_persons
from privacy.kern.uitspraken import Register
from privacy.kern.veilig import VeiligeTabel

OPENBAAR = "Openbare cijfers over buurten, zoals aangeleverd"
GEEN_CIJFER = "Dit cijfer staat niet bij deze buurten in de levering van contextcijfers."
EEN_JAAR = "Er is maar één jaar met dit cijfer. Een ontwikkeling is dan niet te zien."
DUBBEL = "Een indicator heeft twee cijfers voor één gebied in hetzelfde jaar."
NIETS_GELIJK = "Er zijn geen openbare cijfers waarmee deze buurten zijn te vergelijken."
VERSCHIL_IS = (
    "Verschil: hoeveel twee buurten in deze openbare cijfers van elkaar afwijken. Elk cijfer telt "
    "even zwaar. 1 is zoveel als een gewone buurt van het gemiddelde afwijkt."
)
THEMA_IS = (
    "Thema: een onderwerp van de vragenlijst over het leefklimaat. De vragen staan bij de bron.",
    "Aandeel: het deel van de bewoners die meededen aan de vragenlijst, en dit noemen.",
)
MINSTE_DEEL = 0.8  # of the buurten that must have an indicator for it to count


@dataclass(frozen=True)
class _Uitkomst:
    hulp: Leeshulp
    tabellen: tuple[VeiligeTabel, ...]
    figuren: tuple[Mapping[str, Any], ...]
    n: int
    basis: str
    periode: str
    definities: tuple[str, ...]


def run_public(
    specificatie: Openbarespecificatie,
    *,
    context: pl.DataFrame,
    drempels: Drempelset,
    onderzoek: Onderzoekgegevens,
    register: Register,
    voortgang: Voortgang = lambda percent, stap: None,
    bronvermelding: str = OPENBAAR,
    vlakken: Sequence[Buurtvlak] = (),
) -> Kandidaat:
    """`context` as `bronnen.kern.context` reads it; `vlakken`: of the map, where there is one.
    GeenResultaat with one sentence."""
    voortgang(20, "Openbare cijfers vergelijken")
    uit = _compute(specificatie, context, onderzoek, bronvermelding, vlakken)
    voortgang(70, "Grafieken maken")
    resultaat = bescherming.safe_result(
        drempels,
        bevinding=uit.hulp.bevinding,
        ondertitel=uit.hulp.ondertitel,
        zin=uit.hulp.zin,
        leeswijzer=uit.hulp.leeswijzer,
        alt=uit.hulp.alt,
        soort=specificatie.soort,
        bronnen=(bronvermelding,),
        peildatum=onderzoek.peildatum,
        periode=uit.periode,
        n=uit.n,
        basis=uit.basis,
        definities=uit.definities,
        tabellen=uit.tabellen,
        figuren=uit.figuren,
        specificatie=to_dict(specificatie),
        personen=False,
    )
    voortgang(90, "Naast eerdere resultaten leggen")
    return without_persons(resultaat, register, drempels)


def _compute(
    specificatie: Openbarespecificatie,
    context: pl.DataFrame,
    onderzoek: Onderzoekgegevens,
    bron: str,
    vlakken: Sequence[Buurtvlak],
) -> _Uitkomst:
    match specificatie:
        case Samenhangspecificatie():
            return _relation(specificatie, context, onderzoek, bron)
        case Trendspecificatie():
            return _trend(specificatie, context, onderzoek, bron)
        case Gelijkenisspecificatie():
            return _likeness(specificatie, context, onderzoek, bron)
        case Leefklimaatspecificatie():
            return _climate(specificatie, context, onderzoek, bron, vlakken)
        case _:
            assert_never(specificatie)


def _relation(
    specificatie: Samenhangspecificatie,
    context: pl.DataFrame,
    onderzoek: Onderzoekgegevens,
    bron: str,
) -> _Uitkomst:
    samenhang = correlate(context, specificatie)
    namen = (capital(specificatie.indicator_x), capital(specificatie.indicator_y))
    punten, maat = bescherming.relation_table(samenhang, onderzoek.buurt, namen, bron)
    hulp = read_relation(punten, maat, specificatie.jaar, onderzoek)
    zonder = f" {samenhang.zonder_cijfer} buurten zonder beide cijfers tellen niet mee."
    basis = f"{len(samenhang.punten)} buurten.{zonder if samenhang.zonder_cijfer else ''}"
    figuur = vlakfiguren.relation_figure(punten)
    return _Uitkomst(
        hulp, (punten, maat), (figuur,), len(samenhang.punten), basis, str(specificatie.jaar),
        _as_published(*namen),
    )  # fmt: skip


def _as_published(*namen: str) -> tuple[str, ...]:
    """Deliveries name a figure and do not describe it."""
    return tuple(
        f"{naam}: een openbaar cijfer over een buurt. Bij de bron staat wat er precies is geteld."
        for naam in namen
    )


def _trend(
    specificatie: Trendspecificatie,
    context: pl.DataFrame,
    onderzoek: Onderzoekgegevens,
    bron: str,
) -> _Uitkomst:
    hier = context.filter(
        (pl.col("indicator") == specificatie.indicator) & pl.col("waarde").is_finite()
    )
    gebieden = _trend_areas(specificatie, hier, onderzoek)
    jaren = sorted({int(jaar) for jaar in hier["jaar"]})
    if not gebieden:
        raise GeenResultaat(GEEN_CIJFER)
    if len(jaren) < 2:
        raise GeenResultaat(EEN_JAAR)
    reeksen = {naam: _series(hier, code, specificatie.breuken) for code, naam in gebieden.items()}
    cijfers = bescherming.trend_table(reeksen, capital(specificatie.indicator), bron)
    richting = bescherming.direction_table(reeksen, _adjusted(reeksen), bron)
    hulp = leesopenbaar.read_trend(
        cijfers, richting, specificatie.indicator, specificatie.breuken, onderzoek
    )
    labels = tuple(onderzoek.buurt(code) for code in specificatie.gebieden.onderzocht)
    wijken = {onderzoek.buurt(code): wijk_name(code) for code in specificatie.gebieden.onderzocht}
    achter = "%" if specificatie.indicator in THEMAS else ""
    figuren = trendfiguren.trend_figures(
        cijfers, labels, jaren, specificatie.breuken, wijken, achter
    )
    return _Uitkomst(
        hulp, (cijfers, richting), figuren, len(gebieden), f"{len(gebieden)} gebieden",
        f"{jaren[0]} tot en met {jaren[-1]}", _as_published(capital(specificatie.indicator)),
    )  # fmt: skip


def _trend_areas(
    specificatie: Trendspecificatie, hier: pl.DataFrame, onderzoek: Onderzoekgegevens
) -> dict[str, str]:
    """Code and name: the studied buurten that have the figure, their wijken, the municipality."""
    met_cijfer = set(hier["gebied"])
    buurten = {
        code: onderzoek.buurt(code)
        for code in specificatie.gebieden.onderzocht
        if code in met_cijfer
    }
    wijken = {f"WK{code[2:8]}": wijk_name(code) for code in buurten}
    gemeente = sorted(code for code in met_cijfer if code.startswith("GM"))[:1]
    hoger = wijken | dict.fromkeys(gemeente, trendfiguren.GEMEENTE)
    return buurten | {c: n for c, n in hoger.items() if c in met_cijfer} if buurten else {}


def _series(hier: pl.DataFrame, code: str, breuken: Sequence[int]) -> tuple[Jaarreeks, ...]:
    rijen = hier.filter(pl.col("gebied") == code)
    if rijen["jaar"].is_duplicated().any():
        raise GeenResultaat(DUBBEL)
    kolommen = rijen.select("jaar", "waarde", "ondergrens", "bovengrens")
    return year_trends([Jaarcijfer(int(jaar), *rest) for jaar, *rest in kolommen.rows()], breuken)


def _adjusted(reeksen: Mapping[str, Sequence[Jaarreeks]]) -> dict[tuple[str, int], float]:
    """p of each stretch by area and first year, corrected for testing all of them."""
    plekken = [
        ((naam, reeks.periode[0]), reeks.p)
        for naam, stukken in reeksen.items()
        for reeks in stukken
        if reeks.p is not None
    ]
    p = false_discovery(np.array([p for _, p in plekken]))
    return {plek: float(waarde) for (plek, _), waarde in zip(plekken, p, strict=True)}


def _likeness(
    specificatie: Gelijkenisspecificatie,
    context: pl.DataFrame,
    onderzoek: Onderzoekgegevens,
    bron: str,
) -> _Uitkomst:
    """For each buurt onder druk the buurten most like it; the chosen reference always stands by."""
    cijfers = _figures(context, specificatie.jaar)
    druk = specificatie.gebieden.onder_druk
    indicatoren = _common(cijfers, druk)
    voorstellen = {
        code: _proposals(cijfers, code, indicatoren, specificatie) for code in druk if indicatoren
    }
    if not any(voorstellen.values()):
        raise GeenResultaat(NIETS_GELIJK)
    gekozen = specificatie.gebieden.referentie
    tabel = bescherming.likeness_table(voorstellen, gekozen, onderzoek.buurt, bron)
    hulp = leesopenbaar.read_likeness(tabel, indicatoren, specificatie.jaar, onderzoek)
    figuren = trendfiguren.likeness_figures(tabel)
    return _Uitkomst(
        hulp, (tabel,), figuren, len(cijfers), f"{len(cijfers)} buurten",
        str(specificatie.jaar), (VERSCHIL_IS,),
    )  # fmt: skip


def _figures(context: pl.DataFrame, jaar: int) -> dict[str, dict[str, float]]:
    """Of each buurt its indicators of that year."""
    hier = context.filter(
        (pl.col("jaar") == jaar)
        & pl.col("gebied").str.starts_with("BU")
        & pl.col("waarde").is_finite()
    )
    if hier.select("gebied", "indicator").is_duplicated().any():
        raise GeenResultaat(DUBBEL)
    cijfers: dict[str, dict[str, float]] = {}
    rijen = hier.select("gebied", "indicator", "waarde").sort("gebied", "indicator").rows()
    for gebied, indicator, waarde in rijen:
        cijfers.setdefault(gebied, {})[indicator] = waarde
    return cijfers


def _common(cijfers: Mapping[str, Mapping[str, float]], druk: Sequence[str]) -> tuple[str, ...]:
    """Indicators that all buurten onder druk have, and most others, and that differ at all."""
    namen = sorted({naam for per in cijfers.values() for naam in per})
    return tuple(
        naam
        for naam in namen
        if all(naam in cijfers.get(code, {}) for code in druk)
        and sum(naam in per for per in cijfers.values()) >= MINSTE_DEEL * len(cijfers)
        and len({per[naam] for per in cijfers.values() if naam in per}) > 1
    )


def _proposals(
    cijfers: Mapping[str, Mapping[str, float]],
    code: str,
    indicatoren: Sequence[str],
    specificatie: Gelijkenisspecificatie,
) -> tuple[Voorstel, ...]:
    keuze = specificatie.gebieden
    try:
        alle = propose(cijfers, code, indicatoren, keuze.onder_druk, len(cijfers))
    except ValueError:
        return ()
    return tuple(
        voorstel
        for rang, voorstel in enumerate(alle)
        if rang < specificatie.aantal or voorstel.buurt in keuze.referentie
    )


def _climate(
    specificatie: Leefklimaatspecificatie,
    context: pl.DataFrame,
    onderzoek: Onderzoekgegevens,
    bron: str,
    vlakken: Sequence[Buurtvlak],
) -> _Uitkomst:
    klimaat = leefklimaat.climate(context, specificatie, onderzoek)
    tabel = bescherming.climate_table(klimaat, bron)
    namen = {cijfer.code: cijfer.gebied for cijfer in klimaat.cijfers}
    buurten = [namen[code] for code in specificatie.gebieden.onderzocht if code in namen]
    kaarten = leesleefklimaat.climate_maps(tabel, vlakken, namen, buurten)
    hulp = leesleefklimaat.read_climate(
        tabel, klimaat.jaren[-1], buurten, onderzoek, kaart=bool(kaarten)
    )
    basis = f"Bewoners die meededen aan de vragenlijst, in {len(klimaat.gebieden)} gebieden"
    return _Uitkomst(
        hulp, (tabel,), (*leesleefklimaat.climate_figures(tabel, buurten), *kaarten),
        klimaat.deelnemers or 0,
        basis, str(klimaat.jaren[-1]), THEMA_IS,
    )  # fmt: skip
