"""Charts that are no rows: columns, a hundred squares, dots in a plane. From safe tables alone."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analyses.kern import kleuren, woorden
from analyses.kern.aflezen import number, rows_of_area
from analyses.kern.naamplek import Naamvlak, place_names
from analyses.kern.onderzoek import Gebiedslabels
from analyses.kern.tekenblad import (
    NIET_GETOOND,
    TEGEL,
    TEGELMERK,
    Figuur,
    base_layout,
    escaped,
    plain,
    text,
    wrapped,
    written,
)
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

KOLOMHOOGTE = 150

ROOSTER = 10

TITELBREED = 32  # characters above an array

VLAKHOOG = 460

VLAKRAND = {"l": 44, "r": 16, "t": 52, "b": 74}


def column_figures(tabel: VeiligeTabel, labels: Gebiedslabels) -> tuple[Figuur, ...]:
    """Columns over ordered classes, a panel for each gebied."""
    return tuple(_columns(tabel, gebied, labels) for gebied in labels.panelen)


def relation_figure(tabel: VeiligeTabel) -> Figuur:
    """A dot for each buurt; public figures, so names are allowed."""
    naam, x, y = (tabel.kolom(code) for code in ("buurt", "x", "y"))
    namen = [escaped(str(n)) for n in naam]
    kop_x, kop_y = tabel.koppen[1].label, tabel.koppen[2].label
    tekst, kanten = _beside_dots(_extremes([str(n) for n in naam], x, y), x, y)
    stip = go.Scatter(
        x=list(x), y=list(y), mode="markers+text", cliponaxis=False, customdata=namen,
        text=tekst, textposition=kanten, textfont={"size": 13, "color": kleuren.STIL},
        marker={"color": kleuren.ACCENT.kleur, "size": 9, "opacity": 0.75,
                "line": {"color": kleuren.WIT, "width": 1}},
        hovertemplate=f"%{{customdata}}<br>{escaped(kop_x)}: %{{x}}"
                      f"<br>{escaped(kop_y)}: %{{y}}<extra></extra>",
    )  # fmt: skip
    figuur = go.Figure(data=[stip], layout=_relation_layout(kop_x, kop_y, x, y))
    punten = [{"buurt": n} for n in namen]
    return plain(figuur) | {"keuze": {"tabel": tabel.naam, "punten": punten}}


def rule_plane(tabel: VeiligeTabel, maten: VeiligeTabel) -> Figuur:
    """A dot for each rule: how many residents it is about by how large the share is."""
    rijen = list(zip(tabel.rijen, maten.rijen, strict=True))
    x = [number(maten, maat, "support") for _, maat in rijen]
    y = [number(tabel, rij, "aandeel") for rij, _ in rijen]
    keer = [f"{woorden.decimal(number(tabel, rij, 'lift') or 0)} keer" for rij, _ in rijen]
    namen = [escaped(f"{woorden.capital(str(rij.waarden[0]))}: {k} zo vaak")
             for (rij, _), k in zip(rijen, keer, strict=True)]  # fmt: skip
    tekst, kanten = _beside_dots(keer, x, y)
    stip = go.Scatter(
        x=x, y=y, mode="markers+text", cliponaxis=False, customdata=namen, text=tekst,
        textposition=kanten, textfont={"size": 13, "color": kleuren.STIL},
        marker={"color": kleuren.ACCENT.kleur, "size": 10,
                "line": {"color": kleuren.WIT, "width": 1}},
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    kop_x, kop_y = maten.koppen[3].label, "Aandeel verdachten in de groep (%)"
    figuur = go.Figure(data=[stip], layout=_relation_layout(kop_x, kop_y, x, y))
    return plain(figuur) | {"keuze": {"tabel": tabel.naam}}


def array_figure(aantal: int, regels: Sequence[str], tabel: str) -> Figuur:
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
    return plain(go.Figure(data=[rooster], layout=layout)) | {"keuze": {"tabel": tabel}}


def _columns(tabel: VeiligeTabel, gebied: str, labels: Gebiedslabels) -> Figuur:
    """Light columns with a dark line for the interval, and the share above it."""
    rijen = rows_of_area(tabel, gebied)
    kleur = kleuren.slot(labels.slot(gebied)).kleur
    getoond = [(p, rij) for p, rij in enumerate(rijen) if rij.getoond]
    staaf = go.Bar(
        x=[p for p, _ in getoond], y=[number(tabel, rij, "aandeel") for _, rij in getoond],
        width=0.6, cliponaxis=False,
        marker={"color": kleuren.tint(kleur), "line": {"color": kleur, "width": 1.5}},
        hovertext=[_column_hover(tabel, rij) for _, rij in getoond],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip
    verborgen = [p for p, rij in enumerate(rijen) if not rij.getoond]
    sporen = [staaf, *(_margin(tabel, plek, rij, kleur) for plek, rij in getoond)]
    sporen += [_hidden_columns(verborgen)] if verborgen else []
    namen = [str(rij.waarden[0]) for rij in rijen]
    keuze = {
        "tabel": tabel.naam,
        "labels": written({"gebied": gebied}),
        "kolommen": [written({tabel.koppen[0].code: naam}) for naam in namen],
    }
    return plain(go.Figure(data=sporen, layout=_column_layout(gebied, namen))) | {"keuze": keuze}


def _margin(tabel: VeiligeTabel, plek: int, rij: VeiligeRij, kleur: str) -> go.Scatter:
    """From the one bound to the other, and the share in words above it."""
    van, tot = (number(tabel, rij, code) for code in ("van", "tot"))
    return go.Scatter(
        x=[plek, plek], y=[van, tot], mode="lines+text", cliponaxis=False, hoverinfo="skip",
        line={"color": kleur, "width": 3}, textposition="top center",
        text=["", f"{number(tabel, rij, 'aandeel'):g}%"],
        textfont={"size": 13, "color": kleuren.TEKST},
    )  # fmt: skip


def _column_hover(tabel: VeiligeTabel, rij: VeiligeRij) -> str:
    cijfers = [number(tabel, rij, code) or 0 for code in ("aandeel", "van", "tot")]
    return escaped(f"{rij.waarden[0]}: {woorden.shares(*cijfers)}")


def _hidden_columns(plekken: Sequence[int]) -> go.Bar:
    """A hatched tile of fixed height, with the words above it."""
    return go.Bar(
        x=list(plekken), y=[100 * TEGEL] * len(plekken), width=0.6, cliponaxis=False,
        marker=TEGELMERK,
        text=[NIET_GETOOND.replace(" ", "<br>")] * len(plekken), textposition="outside",
        hovertext=[NIET_GETOOND] * len(plekken), hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _column_layout(gebied: str, namen: Sequence[str]) -> dict[str, Any]:
    kop, voet = 46, 92
    titel = text(0, 0, f"<b>{escaped(gebied)}</b>", font={"size": 16}) | {
        "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 22,
    }  # fmt: skip
    return base_layout(kop + KOLOMHOOGTE + voet) | {
        "margin": {"l": 12, "r": 12, "t": kop, "b": voet},
        "xaxis": {
            "range": [-0.5, len(namen) - 0.5], "tickmode": "array", "fixedrange": True,
            "tickvals": list(range(len(namen))), "tickangle": 0, "showgrid": False,
            "ticktext": ["<br>".join(wrapped(naam, 7)) for naam in namen], "tickfont": {"size": 11},
        },
        "yaxis": {
            "range": [0, 100], "tickvals": [0, 25, 50, 75, 100], "showticklabels": False,
            "gridcolor": kleuren.RASTER, "zeroline": True, "zerolinecolor": kleuren.STIL,
            "fixedrange": True,
        },
        "annotations": [titel],
    }  # fmt: skip


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
    return base_layout(VLAKHOOG) | {
        "margin": VLAKRAND,
        "xaxis": as_ | {"range": [0, round_up(max(x))]},
        "yaxis": as_ | {"range": [0, round_up(max(y))]},
        "annotations": [boven, onder],
    }


def _extremes(namen: Sequence[str], x: Sequence[Any], y: Sequence[Any]) -> list[str]:
    """Direct labels for a few; the others are read in the table."""
    uiterste = [max(range(len(x)), key=lambda p: x[p])]
    uiterste += sorted(range(len(y)), key=lambda p: -y[p])[:2]
    return [naam if plek in uiterste else "" for plek, naam in enumerate(namen)]


def _beside_dots(
    teksten: Sequence[str], x: Sequence[Any], y: Sequence[Any]
) -> tuple[list[str], list[str]]:
    """Texts for which there is room, and on which side of its dot each stands."""
    hoogte = VLAKHOOG - VLAKRAND["t"] - VLAKRAND["b"]
    vlak = Naamvlak(round_up(max(x)), round_up(max(y)), hoogte)
    punten = [(float(a or 0), float(b or 0)) for a, b in zip(x, y, strict=True)]
    kanten = place_names(punten, teksten, [False] * len(punten), vlak)
    getoond = [escaped(tekst) if kant else "" for tekst, kant in zip(teksten, kanten, strict=True)]
    return getoond, [kant or "middle right" for kant in kanten]


def round_up(hoogste: float) -> float:
    """The end of an axis: 1, 2 or 5 times a power of ten."""
    macht = 1.0
    while macht * 10 < hoogste:
        macht *= 10
    while macht > hoogste > 0:
        macht /= 10
    return next(macht * keer for keer in (1, 2, 3, 4, 5, 6, 8, 10) if macht * keer >= hoogste)
