"""A chart of rows: label and figure above, mark below, so that it reads at 320 pixels too.

The vertical axis counts pixels from the top, so that text never runs into a mark whatever the
width. Plain data out: a Plotly figure as JSON knows it, without template, legend or modebar.
"""

import html
import json
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
from plotly.utils import PlotlyJSONEncoder

from analyses.kern import kleuren
from analyses.kern.kleuren import Slot

LETTER = 14
REGEL = 18  # height of a line of text
MERK = 20  # height of the strip that holds the mark
TUSSEN = 10
KANT = 8
ONDER = 34
LABELBREED = 27  # characters of a label beside its figure, at 320 pixels
TITELBREED = 38
TEGEL = 0.07  # width of the hatched tile, as part of the chart
NIET_GETOOND = "niet getoond"


@dataclass(frozen=True)
class As:
    """A horizontal axis that is set by policy: its range, its ticks, where the base line stands."""

    van: float
    tot: float
    stippen: tuple[float, ...]
    achter: str = ""
    nullijn: float | None = None
    log: bool = False
    titel: str = ""


@dataclass(frozen=True)
class Rij:
    """`punt` with interval, or a `balk` from 0; `streep` is the municipality's share; `band` a
    range to compare with. A row without figures shows the hatched tile; a `kop` has no mark.
    """

    label: str
    tekst: str = ""
    punt: float | None = None
    van: float | None = None
    tot: float | None = None
    slot: Slot = kleuren.ACCENT
    streep: float | None = None
    band: tuple[float, float] | None = None
    balk: bool = False
    kop: bool = False


@dataclass(frozen=True)
class Plaats:
    """Where a row stands: top of its text, middle of its mark, in pixels from the top."""

    rij: Rij
    boven: float
    midden: float


@dataclass(frozen=True)
class Blad:
    titel: str
    as_: As
    rijen: tuple[Rij, ...]
    ondertitel: str = ""
    lijnen: tuple[tuple[float, str], ...] = ()  # vertical lines: place on the axis, text
    sleutel: tuple[tuple[str, str], ...] = field(default=())  # colour, text


def draw(blad: Blad) -> dict[str, Any]:
    """The figure, ready for JSON."""
    begin, kopteksten = _head(blad)
    plaatsen, hoogte = _places(blad.rijen, begin)
    sporen = [*_bands(plaatsen), *_bars(plaatsen), *_lines(plaatsen), *_ticks(plaatsen)]
    sporen += [*_points(plaatsen), *_tiles(plaatsen), *_key_tiles(blad)]
    figuur = go.Figure(data=sporen, layout=_layout(blad, plaatsen, kopteksten, begin, hoogte))
    return plain(figuur)


def plain(figuur: go.Figure) -> dict[str, Any]:
    """Lists, numbers and text only; Plotly's own template is left out."""
    gegevens: dict[str, Any] = json.loads(json.dumps(figuur, cls=PlotlyJSONEncoder))
    gegevens["layout"].pop("template", None)
    return {"data": gegevens["data"], "layout": gegevens["layout"]}


def wrapped(tekst: str, breed: int) -> list[str]:
    """Lines of escaped text: Plotly reads tags."""
    regels = textwrap.wrap(tekst, breed, break_long_words=False) or [""]
    return [html.escape(regel, quote=False) for regel in regels]


def base_layout(hoogte: float) -> dict[str, Any]:
    """What all figures share: Dutch numbers, white paper, no legend, room for touch."""
    return {
        "template": "none",
        "autosize": True,
        "height": round(hoogte),
        "margin": {"l": KANT, "r": KANT, "t": 0, "b": ONDER, "pad": 0},
        "separators": ",.",
        "showlegend": False,
        "paper_bgcolor": kleuren.WIT,
        "plot_bgcolor": kleuren.WIT,
        "font": {"family": "Arial, sans-serif", "size": LETTER, "color": kleuren.TEKST},
        "hovermode": "closest",
        "dragmode": False,
        "barmode": "overlay",
    }


def text(x: float, y: float, tekst: str, **meer: Any) -> dict[str, Any]:
    """An annotation whose top stands y pixels from the top."""
    return {
        "x": x, "y": y, "text": tekst, "xref": "paper", "yref": "y", "showarrow": False,
        "xanchor": "left" if x == 0 else "right", "yanchor": "top", "borderpad": 0,
        "align": "left" if x == 0 else "right", **meer,
    }  # fmt: skip


def _head(blad: Blad) -> tuple[float, list[dict[str, Any]]]:
    """Title, subtitle and key; where the rows begin."""
    hoogte, teksten = 0.0, []
    if blad.titel:
        regels = wrapped(blad.titel, TITELBREED)
        teksten.append(text(0, hoogte, f"<b>{'<br>'.join(regels)}</b>", font={"size": 16}))
        hoogte += len(regels) * 21 + 2
    if blad.ondertitel:
        regels = wrapped(blad.ondertitel, TITELBREED + 6)
        stil = {"size": 13, "color": kleuren.STIL}
        teksten.append(text(0, hoogte, "<br>".join(regels), font=stil))
        hoogte += len(regels) * 17
    for _, naam in blad.sleutel:
        teksten.append(text(0, hoogte, wrapped(naam, 60)[0], xshift=24))
        hoogte += REGEL + 4
    return hoogte + (TUSSEN if hoogte else 0) + (REGEL if blad.lijnen else 0), teksten


def _places(rijen: Sequence[Rij], begin: float) -> tuple[list[Plaats], float]:
    plaatsen: list[Plaats] = []
    hoogte = begin
    for rij in rijen:
        regels = len(wrapped(rij.label, TITELBREED if rij.kop else LABELBREED)) * REGEL
        midden = hoogte + regels + MERK / 2
        plaatsen.append(Plaats(rij, hoogte, midden))
        hoogte += regels + (4 if rij.kop else MERK + TUSSEN)
    return plaatsen, hoogte


def _layout(
    blad: Blad,
    plaatsen: Sequence[Plaats],
    kopteksten: Sequence[Mapping[str, Any]],
    begin: float,
    hoogte: float,
) -> dict[str, Any]:
    as_ = blad.as_
    return base_layout(hoogte + ONDER) | {
        "xaxis": _x_axis(as_),
        "xaxis2": {"range": [0, 1], "overlaying": "x", "visible": False, "fixedrange": True},
        "yaxis": {"range": [hoogte, 0], "visible": False, "fixedrange": True},
        "annotations": [*kopteksten, *_labels(plaatsen), *_line_texts(blad, begin)],
        "shapes": _shapes(blad, begin, hoogte),
    }


def _x_axis(as_: As) -> dict[str, Any]:
    return {
        "type": "log" if as_.log else "linear",
        "range": [as_.van, as_.tot],
        "tickmode": "array",
        "tickvals": list(as_.stippen),
        "ticktext": [_tick(waarde, as_.achter) for waarde in as_.stippen],
        "tickangle": 0,
        "showgrid": True,
        "gridcolor": kleuren.RASTER,
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 13, "color": kleuren.STIL},
        "ticklabelposition": "outside",
    }


def _tick(waarde: float, achter: str) -> str:
    """Dutch decimals; the outermost labels stay inside because ranges leave room."""
    return f"{waarde:g}".replace(".", ",").replace("-", "−") + achter


def _labels(plaatsen: Sequence[Plaats]) -> list[dict[str, Any]]:
    teksten: list[dict[str, Any]] = []
    for plaats in plaatsen:
        rij = plaats.rij
        regels = "<br>".join(wrapped(rij.label, TITELBREED if rij.kop else LABELBREED))
        teksten.append(text(0, plaats.boven, f"<b>{regels}</b>" if rij.kop else regels))
        if rij.tekst:
            teksten.append(text(1, plaats.boven, html.escape(rij.tekst, quote=False)))
    return teksten


def _line_texts(blad: Blad, begin: float) -> list[dict[str, Any]]:
    stil = {"size": 13, "color": kleuren.STIL}
    return [
        text(0, begin - REGEL, wrapped(naam, 60)[0], xshift=3, font=stil)
        | {"xref": "x", "x": _log(waarde, blad.as_)}
        for waarde, naam in blad.lijnen
    ]


def _log(waarde: float, as_: As) -> float:
    """Annotations and shapes on a log axis are placed by exponent."""
    return math.log10(waarde) if as_.log else waarde


def _shapes(blad: Blad, begin: float, hoogte: float) -> list[dict[str, Any]]:
    streep = {"type": "line", "yref": "y", "xref": "x", "layer": "below"}
    vormen = [
        streep | {"x0": waarde, "x1": waarde, "y0": begin - REGEL, "y1": hoogte,
                  "line": {"color": kleuren.TEKST, "width": 1.5}}
        for waarde, _ in blad.lijnen
    ]  # fmt: skip
    if blad.as_.nullijn is not None:
        plek = blad.as_.nullijn
        lijn = {"color": kleuren.STIL, "width": 1.5}
        vormen.append(streep | {"x0": plek, "x1": plek, "y0": begin, "y1": hoogte, "line": lijn})
    return vormen


def _bands(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """The range to compare with, as a broad light line."""
    hier = [p for p in plaatsen if p.rij.band is not None]
    x: list[float | None] = []
    y: list[float | None] = []
    for plaats in hier:
        assert plaats.rij.band is not None
        x += [*plaats.rij.band, None]
        y += [plaats.midden, plaats.midden, None]
    return [_line(x, y, kleuren.BAND, MERK - 4, "solid")] if hier else []


def _lines(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """Intervals, one trace a row so that each has its slot's dash."""
    return [
        _line([p.rij.van, p.rij.tot], [p.midden, p.midden], p.rij.slot.kleur, 3, "solid")
        for p in plaatsen
        if p.rij.van is not None and not p.rij.balk
    ]


def _line(
    x: Sequence[float | None], y: Sequence[float | None], kleur: str, breed: float, streep: str
) -> go.Scatter:
    return go.Scatter(
        x=list(x), y=list(y), mode="lines", hoverinfo="skip", cliponaxis=False,
        line={"color": kleur, "width": breed, "dash": streep},
    )  # fmt: skip


def _points(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """One trace: the dots, with what a pointer reads."""
    hier = [p for p in plaatsen if p.rij.punt is not None and not p.rij.balk]
    if not hier:
        return []
    merk = {
        "color": [p.rij.slot.kleur for p in hier],
        "symbol": [p.rij.slot.vorm for p in hier],
        "size": 12,
        "line": {"width": [3 if p.rij.slot.vorm.endswith("open") else 0 for p in hier]},
    }
    return [_markers(hier, [p.rij.punt for p in hier], merk)]


def _markers(
    hier: Sequence[Plaats], x: Sequence[float | None], merk: Mapping[str, Any]
) -> go.Scatter:
    return go.Scatter(
        x=list(x), y=[p.midden for p in hier], mode="markers", marker=dict(merk), cliponaxis=False,
        text=[html.escape(f"{p.rij.label}: {p.rij.tekst}", quote=False) for p in hier],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _ticks(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """The municipality's figure as a thin upright line."""
    hier = [p for p in plaatsen if p.rij.streep is not None]
    merk = {"symbol": "line-ns-open", "size": MERK - 2, "color": kleuren.SAMEN.kleur}
    x = [p.rij.streep for p in hier]
    return [_markers(hier, x, merk | {"line": {"width": 2}})] if hier else []


def _bars(plaatsen: Sequence[Plaats]) -> list[go.Bar]:
    hier = [p for p in plaatsen if p.rij.balk and p.rij.punt is not None]
    if not hier:
        return []
    return [
        go.Bar(
            x=[p.rij.punt for p in hier], y=[p.midden for p in hier], orientation="h",
            width=MERK - 4, marker={"color": [p.rij.slot.kleur for p in hier]},
            text=[html.escape(f"{p.rij.label}: {p.rij.tekst}", quote=False) for p in hier],
            textposition="none", hovertemplate="%{text}<extra></extra>",
        )
    ]  # fmt: skip


def _tiles(plaatsen: Sequence[Plaats]) -> list[go.Bar]:
    """A hatched tile of fixed width at the start of a hidden row: it stands on no scale."""
    hier = [p for p in plaatsen if p.rij.punt is None and not p.rij.kop]
    return [hatched([p.midden for p in hier], MERK - 6)] if hier else []


def hatched(y: Sequence[float], hoog: float) -> go.Bar:
    return go.Bar(
        x=[TEGEL] * len(y), y=list(y), orientation="h", width=hoog, xaxis="x2",
        marker={
            "color": kleuren.WIT,
            "line": {"color": kleuren.STIL, "width": 1},
            "pattern": {"shape": "/", "fgcolor": kleuren.ARCERING, "bgcolor": kleuren.WIT,
                        "size": 6, "solidity": 0.4},
        },
        text=[NIET_GETOOND] * len(y), textposition="none", hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _key_tiles(blad: Blad) -> list[go.Scatter]:
    """Small squares before the texts of the key."""
    if not blad.sleutel:
        return []
    boven = _head(Blad(blad.titel, blad.as_, (), blad.ondertitel))[0]
    begin = boven - (TUSSEN if boven else 0)
    y = [begin + 9 + nummer * (REGEL + 4) for nummer in range(len(blad.sleutel))]
    lijn = {"color": kleuren.STIL, "width": 1}
    return [
        go.Scatter(
            x=[0.0] * len(y), y=y, xaxis="x2", mode="markers", cliponaxis=False, hoverinfo="skip",
            marker={"symbol": "square", "size": 14, "line": lijn,
                    "color": [kleur for kleur, _ in blad.sleutel]},
        )
    ]  # fmt: skip
