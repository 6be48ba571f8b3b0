"""Charts from safe tables alone: Plotly figures as plain data.

Every number in a figure stands in its table, or is a place on the sheet or a bound set by policy;
axes are chosen from fixed ranges by what is shown. A result may have several figures: panels with
equal axes, which the page lays side by side where there is room.
"""

import html
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analyses.kern import kleuren, woorden
from analyses.kern.onderzoek import Gebiedslabels
from analyses.kern.tabellen import ALLE
from analyses.kern.tekenblad import (
    NIET_GETOOND,
    TEGEL,
    As,
    Blad,
    Rij,
    base_layout,
    draw,
    plain,
    shades,
    text,
    wrapped,
)
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

Figuur = dict[str, Any]
AANDEELASSEN = (
    As(0, 20, (0, 5, 10, 15, 20), "%"),
    As(0, 40, (0, 10, 20, 30, 40), "%"),
    As(0, 60, (0, 20, 40, 60), "%"),
    As(0, 100, (0, 25, 50, 75, 100), "%"),
)
PUNTENASSEN = tuple(
    As(-breed, breed, (-breed, -breed / 2, 0, breed / 2, breed), nullijn=0)
    for breed in (20, 40, 80)
)
ODDSASSEN = (
    As(0.25, 4, (0.25, 0.5, 1, 2, 4), nullijn=1, log=True),
    As(0.125, 8, (0.125, 0.25, 0.5, 1, 2, 4, 8), nullijn=1, log=True),
    As(0.0625, 16, (0.0625, 0.25, 1, 4, 16), nullijn=1, log=True),
)
STRATENASSEN = tuple(
    As(0, tot, tuple(tot * deel / 4 for deel in range(5)))
    for tot in (20, 40, 100, 400, 2000, 20000)
)
KOLOMHOOGTE = 150
IEDEREEN = "iedereen vanaf 12 jaar"
REGELBALK = kleuren.Slot(kleuren.REEKS[2], "square", "solid")  # light: the base line shows on it
ROOSTER = 10
TITELBREED = 32  # characters above an array


def kenmerk_figures(tabel: VeiligeTabel, labels: Gebiedslabels) -> tuple[Figuur, ...]:
    """A panel for each studied buurt and for all of them; the municipality as a thin line."""
    as_ = _share_axis([tabel])
    kenmerk = tabel.koppen[0].code
    return tuple(
        draw(Blad(gebied, as_, _class_rows(tabel, kenmerk, gebied, labels), _streep(labels)))
        for gebied in labels.panelen
    )


def area_figure(tabel: VeiligeTabel, labels: Gebiedslabels, titel: str = "") -> Figuur:
    """One row for each gebied."""
    rijen = tuple(
        _share_row(str(_get(tabel, rij, "gebied")), tabel, rij, labels) for rij in tabel.rijen
    )
    return draw(Blad(titel, _share_axis([tabel]), rijen))


def division_figure(tabel: VeiligeTabel) -> Figuur:
    """How each gebied divides over ordered classes: bars of 100 %."""
    klassen = _labels_of(tabel, 0)
    sleutel = tuple(zip(shades(len(klassen)), klassen, strict=True))
    rijen = tuple(_stack_row(tabel, gebied) for gebied in _labels_of(tabel, 1))
    return draw(Blad("", AANDEELASSEN[-1], rijen, sleutel=sleutel))


def column_figures(tabel: VeiligeTabel, labels: Gebiedslabels) -> tuple[Figuur, ...]:
    """Columns over ordered classes, a panel for each gebied."""
    return tuple(_columns(tabel, gebied, labels) for gebied in labels.panelen)


def overlap_figures(tabel: VeiligeTabel, labels: Gebiedslabels) -> tuple[Figuur, ...]:
    """A panel for each buurt where suspects live; a row for each buurt of the incident."""
    as_ = _share_axis([tabel])
    figuren: list[Figuur] = []
    for woont in _labels_of(tabel, 0):
        rijen = tuple(
            _share_row(str(_get(tabel, rij, "pleegbuurt")), tabel, rij, labels, woont)
            for rij in tabel.rijen
            if rij.waarden[0] == woont
        )
        figuren.append(draw(Blad(f"Woont in {woont}", as_, rijen, "Incident in:")))
    return tuple(figuren)


def spread_figure(tabel: VeiligeTabel) -> Figuur:
    """Streets in each class of share, beside what chance gives."""
    as_ = _fitting(STRATENASSEN, [0, *_shown(tabel, "straten", "toeval_tot")])
    rijen = tuple(_street_row(tabel, rij) for rij in tabel.rijen)
    return draw(Blad("", as_, rijen, "Stip: aantal straten. Lichte balk: wat bij toeval past."))


def regression_figures(termen: VeiligeTabel, factoren: VeiligeTabel) -> tuple[Figuur, Figuur]:
    """Percentage points first, then odds ratios; the same rows, the strongest kenmerk first."""
    punten = _fitting(PUNTENASSEN, _shown(termen, "punten", "punten_van", "punten_tot"))
    odds = _fitting(ODDSASSEN, _shown(termen, "odds_ratio", "van", "tot"))
    volgorde = [str(naam) for naam in factoren.kolom("kenmerk")]
    return (
        draw(Blad("Verschil in procentpunten", punten, _term_rows(termen, volgorde, False))),
        draw(Blad("Odds ratio", odds, _term_rows(termen, volgorde, True))),
    )


def adjusted_figure(termen: VeiligeTabel) -> Figuur:
    """The differences of one kenmerk with the others held equal."""
    punten = _fitting(PUNTENASSEN, _shown(termen, "punten", "punten_van", "punten_tot"))
    rijen = _term_rows(termen, _labels_of(termen, 0), False)
    return draw(Blad("Bij verder gelijke kenmerken", punten, rijen, "Verschil in procentpunten"))


def rule_figures(tabel: VeiligeTabel, uitgelicht: str | None) -> tuple[Figuur, ...]:
    """Bars against the base rate; two arrays of a hundred for one rule."""
    gemiddeld = next((w for w in tabel.kolom("basis") if w is not None), None)
    lijnen = ((float(gemiddeld), f"alle inwoners: {gemiddeld}%"),) if gemiddeld else ()
    rijen = tuple(_rule_row(tabel, rij) for rij in tabel.rijen)
    figuren = [draw(Blad("", _share_axis([tabel]), rijen, lijnen=lijnen))]
    for rij in tabel.rijen:
        if _get(tabel, rij, "regel") == uitgelicht and rij.getoond and gemiddeld is not None:
            groep = wrapped(woorden.capital(str(uitgelicht)), TITELBREED)
            alle = ["Alle inwoners", *[""] * (len(groep) - 1)]  # equal heights
            figuren.append(_array(int(gemiddeld), alle))
            figuren.append(_array(int(_number(tabel, rij, "aandeel") or 0), groep))
    return tuple(figuren)


def relation_figure(tabel: VeiligeTabel) -> Figuur:
    """A dot for each buurt; public figures, so names are allowed."""
    naam, x, y = (tabel.kolom(code) for code in ("buurt", "x", "y"))
    namen = [html.escape(str(n), quote=False) for n in naam]
    kop_x, kop_y = tabel.koppen[1].label, tabel.koppen[2].label
    stip = go.Scatter(
        x=list(x), y=list(y), mode="markers+text", cliponaxis=False, customdata=namen,
        text=_named(namen, x, y),
        textposition=_sides(x), textfont={"size": 13, "color": kleuren.STIL},
        marker={"color": kleuren.ACCENT.kleur, "size": 9, "opacity": 0.75,
                "line": {"color": kleuren.WIT, "width": 1}},
        hovertemplate=f"%{{customdata}}<br>{_escaped(kop_x)}: %{{x}}"
                      f"<br>{_escaped(kop_y)}: %{{y}}<extra></extra>",
    )  # fmt: skip
    return plain(go.Figure(data=[stip], layout=_relation_layout(kop_x, kop_y, x, y)))


def _class_rows(
    tabel: VeiligeTabel, kenmerk: str, gebied: str, labels: Gebiedslabels
) -> tuple[Rij, ...]:
    gemeente = {str(r.waarden[0]): r for r in tabel.rijen if r.waarden[1] == labels.gemeente}
    rijen: list[Rij] = []
    for rij in sorted(_of_area(tabel, gebied), key=_not_applicable_last):
        klasse = str(rij.waarden[0])
        ernaast = gemeente.get(klasse)
        streep = _number(tabel, ernaast, "aandeel") if ernaast and ernaast.getoond else None
        label = IEDEREEN if klasse == ALLE else class_label(kenmerk, klasse)
        rijen.append(_share_row(label, tabel, rij, labels, gebied, streep))
    return tuple(rijen)


def class_label(kenmerk: str, klasse: str) -> str:
    """A class as it stands in a chart: "ja" alone says nothing."""
    return woorden.said(kenmerk, klasse) if klasse in ("ja", "nee") else klasse


def _not_applicable_last(rij: VeiligeRij) -> int:
    return (rij.waarden[0] == "niet van toepassing") + 2 * (rij.waarden[0] == ALLE)


def _streep(labels: Gebiedslabels) -> str:
    return "Streepje: hele gemeente" if labels.gemeente else ""


def _share_row(
    label: str,
    tabel: VeiligeTabel,
    rij: VeiligeRij,
    labels: Gebiedslabels,
    gebied: str | None = None,
    streep: float | None = None,
) -> Rij:
    """Dot and interval of one row of shares, in the slot of its gebied."""
    slot = _slot(gebied or label, labels)
    if not rij.getoond:
        return Rij(label, NIET_GETOOND, slot=slot, streep=streep)
    aandeel, van, tot = (_number(tabel, rij, code) for code in ("aandeel", "van", "tot"))
    tekst = woorden.shares(aandeel or 0, van or 0, tot or 0)
    return Rij(label, tekst, aandeel, van, tot, slot, streep)


def _slot(gebied: str, labels: Gebiedslabels) -> kleuren.Slot:
    samen = {labels.samen: kleuren.SAMEN, labels.gemeente: kleuren.GEMEENTE}
    return samen.get(gebied, kleuren.slot(labels.slot(gebied)))


def _stack_row(tabel: VeiligeTabel, gebied: str) -> Rij:
    rijen = _of_area(tabel, gebied)
    verborgen = sum(not rij.getoond for rij in rijen)
    stapel = tuple(_number(tabel, rij, "aandeel") for rij in rijen)
    if verborgen == len(rijen):
        return Rij(gebied, NIET_GETOOND)
    return Rij(gebied, f"{verborgen} {NIET_GETOOND}" if verborgen else "", stapel=stapel)


def _columns(tabel: VeiligeTabel, gebied: str, labels: Gebiedslabels) -> Figuur:
    rijen = _of_area(tabel, gebied)
    kleur = kleuren.slot(labels.slot(gebied)).kleur
    getoond = [(p, rij) for p, rij in enumerate(rijen) if rij.getoond]
    staaf = go.Bar(
        x=[p for p, _ in getoond], y=[_number(tabel, rij, "aandeel") for _, rij in getoond],
        width=0.6, marker={"color": kleur}, cliponaxis=False, textposition="outside",
        text=[f"{_number(tabel, rij, 'aandeel'):g}%" for _, rij in getoond],
        hovertext=[_column_hover(tabel, rij) for _, rij in getoond],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    verborgen = [p for p, rij in enumerate(rijen) if not rij.getoond]
    sporen = [staaf, _hidden_columns(verborgen)] if verborgen else [staaf]
    namen = [str(rij.waarden[0]) for rij in rijen]
    return plain(go.Figure(data=sporen, layout=_column_layout(gebied, namen)))


def _column_hover(tabel: VeiligeTabel, rij: VeiligeRij) -> str:
    cijfers = [_number(tabel, rij, code) or 0 for code in ("aandeel", "van", "tot")]
    return _escaped(f"{rij.waarden[0]}: {woorden.shares(*cijfers)}")


def _hidden_columns(plekken: Sequence[int]) -> go.Bar:
    """A hatched tile of fixed height, with the words above it."""
    return go.Bar(
        x=list(plekken), y=[100 * TEGEL] * len(plekken), width=0.6, cliponaxis=False,
        marker={
            "color": kleuren.WIT,
            "line": {"color": kleuren.STIL, "width": 1},
            "pattern": {"shape": "/", "fgcolor": kleuren.ARCERING, "bgcolor": kleuren.WIT,
                        "size": 6, "solidity": 0.4},
        },
        text=[NIET_GETOOND.replace(" ", "<br>")] * len(plekken), textposition="outside",
        hovertext=[NIET_GETOOND] * len(plekken), hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _column_layout(gebied: str, namen: Sequence[str]) -> dict[str, Any]:
    kop, voet = 46, 92
    titel = text(0, 0, f"<b>{_escaped(gebied)}</b>", font={"size": 16}) | {
        "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 22,
    }  # fmt: skip
    return base_layout(kop + KOLOMHOOGTE + voet) | {
        "margin": {"l": 12, "r": 12, "t": kop, "b": voet},
        "xaxis": {
            "range": [-0.5, len(namen) - 0.5], "tickmode": "array", "fixedrange": True,
            "tickvals": list(range(len(namen))), "tickangle": 0, "showgrid": False,
            "ticktext": ["<br>".join(wrapped(naam, 9)) for naam in namen], "tickfont": {"size": 12},
        },
        "yaxis": {
            "range": [0, 100], "tickvals": [0, 25, 50, 75, 100], "showticklabels": False,
            "gridcolor": kleuren.RASTER, "zeroline": True, "zerolinecolor": kleuren.STIL,
            "fixedrange": True,
        },
        "annotations": [titel],
    }  # fmt: skip


def _street_row(tabel: VeiligeTabel, rij: VeiligeRij) -> Rij:
    label = f"{_get(tabel, rij, 'klasse')} verdachten"
    straten, van, tot = (_number(tabel, rij, c) for c in ("straten", "toeval_van", "toeval_tot"))
    if straten is None or van is None or tot is None:
        return Rij(label, NIET_GETOOND)
    tekst = f"{woorden.whole(straten)} (toeval: {woorden.whole(van)} tot {woorden.whole(tot)})"
    return Rij(label, tekst, straten, band=(van, tot))


def _term_rows(termen: VeiligeTabel, volgorde: Sequence[str], odds: bool) -> tuple[Rij, ...]:
    rijen: list[Rij] = []
    for naam in volgorde:
        hier = [rij for rij in termen.rijen if rij.waarden[0] == naam]
        if hier:
            referentie = _get(termen, hier[0], "referentie")
            rijen.append(Rij(f"{naam} (vergeleken met {referentie})", kop=True))
            rijen += [_term_row(termen, rij, odds) for rij in hier]
    return tuple(rijen)


def _term_row(termen: VeiligeTabel, rij: VeiligeRij, odds: bool) -> Rij:
    label = str(_get(termen, rij, "klasse"))
    codes = ("odds_ratio", "van", "tot") if odds else ("punten", "punten_van", "punten_tot")
    punt, van, tot = (_number(termen, rij, code) for code in codes)
    if punt is None or van is None or tot is None:
        return Rij(label, NIET_GETOOND)
    schrijf = woorden.decimal if odds else woorden.points
    tekst = f"{schrijf(punt)} ({schrijf(van)} tot {schrijf(tot)})"
    return Rij(label, tekst, punt, van, tot)


def _rule_row(tabel: VeiligeTabel, rij: VeiligeRij) -> Rij:
    label = woorden.capital(str(_get(tabel, rij, "regel")))
    if not rij.getoond:
        return Rij(label, NIET_GETOOND)
    aandeel, van, tot = (_number(tabel, rij, code) or 0 for code in ("aandeel", "van", "tot"))
    return Rij(label, woorden.shares(aandeel, van, tot), aandeel, slot=REGELBALK, balk=True)


def _array(aantal: int, regels: Sequence[str]) -> Figuur:
    """A hundred squares, the first `aantal` of them filled row by row."""
    vakjes = [(nummer % ROOSTER, nummer // ROOSTER) for nummer in range(ROOSTER**2)]
    rooster = go.Scatter(
        x=[x for x, _ in vakjes], y=[y for _, y in vakjes], mode="markers", hoverinfo="skip",
        cliponaxis=False,
        marker={
            "symbol": "square", "size": 17, "line": {"color": kleuren.STIL, "width": 1},
            "color": [kleuren.ACCENT.kleur if p < aantal else kleuren.WIT
                      for p in range(ROOSTER**2)],
        },
    )  # fmt: skip
    kop = 34 + 20 * len(regels)
    tekst = f"<b>{aantal} van de 100</b><br>{'<br>'.join(regels)}"
    as_ = {"range": [-0.6, 9.6], "visible": False, "fixedrange": True}
    layout = base_layout(kop + 220) | {
        "margin": {"l": 12, "r": 12, "t": kop, "b": 8},
        "xaxis": as_ | {"scaleanchor": "y", "constrain": "domain", "constraintoward": "left"},
        "yaxis": as_ | {"range": [9.6, -0.6]},
        "annotations": [
            text(0, 0, tekst)
            | {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6, "align": "left"}
        ],
    }
    return plain(go.Figure(data=[rooster], layout=layout))


def _relation_layout(kop_x: str, kop_y: str, x: Sequence[Any], y: Sequence[Any]) -> dict[str, Any]:
    as_ = {
        "gridcolor": kleuren.RASTER, "zeroline": False, "fixedrange": True,
        "tickfont": {"size": 13, "color": kleuren.STIL}, "nticks": 6,
    }  # fmt: skip
    boven = text(0, 0, "<br>".join(wrapped(kop_y, 40))) | {
        "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 8,
    }  # fmt: skip
    onder = text(0, 0, "<br>".join(wrapped(kop_x, 44))) | {
        "yref": "paper", "y": 0, "yanchor": "top", "yshift": -28,
    }  # fmt: skip
    return base_layout(460) | {
        "margin": {"l": 44, "r": 16, "t": 52, "b": 74},
        "xaxis": as_ | {"range": [0, _round_up(max(x))]},
        "yaxis": as_ | {"range": [0, _round_up(max(y))]},
        "annotations": [boven, onder],
    }


def _named(namen: Sequence[str], x: Sequence[Any], y: Sequence[Any]) -> list[str]:
    """Direct labels for a few extremes; the others are read in the table."""
    uiterste = [max(range(len(x)), key=lambda p: x[p])]
    uiterste += sorted(range(len(y)), key=lambda p: -y[p])[:2]
    return [naam if plek in uiterste else "" for plek, naam in enumerate(namen)]


def _sides(x: Sequence[Any]) -> list[str]:
    """Text on the side where there is room."""
    grens = _round_up(max(x)) / 2
    return ["middle left" if waarde > grens else "middle right" for waarde in x]


def _round_up(hoogste: float) -> float:
    """The end of an axis: 1, 2 or 5 times a power of ten."""
    macht = 1.0
    while macht * 10 < hoogste:
        macht *= 10
    while macht > hoogste > 0:
        macht /= 10
    return next(macht * keer for keer in (1, 2, 3, 4, 5, 6, 8, 10) if macht * keer >= hoogste)


def _share_axis(tabellen: Sequence[VeiligeTabel]) -> As:
    return _fitting(AANDEELASSEN, [w for t in tabellen for w in _shown(t, "tot", "aandeel")])


def _fitting(assen: Sequence[As], waarden: Sequence[float]) -> As:
    """The smallest of the axes set by policy that holds everything shown."""
    for as_ in assen:
        if all(as_.van <= waarde <= as_.tot for waarde in waarden):
            return as_
    return assen[-1]


def _shown(tabel: VeiligeTabel, *codes: str) -> list[float]:
    waarden = [_number(tabel, rij, code) for rij in tabel.rijen for code in codes]
    return [waarde for waarde in waarden if waarde is not None]


def _of_area(tabel: VeiligeTabel, gebied: str) -> list[VeiligeRij]:
    return [rij for rij in tabel.rijen if _get(tabel, rij, "gebied") == gebied]


def _labels_of(tabel: VeiligeTabel, kolom: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(rij.waarden[kolom]) for rij in tabel.rijen))


def _get(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> str | int | float | None:
    return rij.waarden[[kop.code for kop in tabel.koppen].index(code)]


def _number(tabel: VeiligeTabel, rij: VeiligeRij, code: str) -> float | None:
    waarde = _get(tabel, rij, code)
    return float(waarde) if isinstance(waarde, int | float) else None


def _escaped(tekst: str) -> str:
    return html.escape(tekst, quote=False)
