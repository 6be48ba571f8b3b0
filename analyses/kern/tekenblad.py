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

Figuur = dict[str, Any]
LETTER = 14
REGEL = 18  # height of a line of text
MERK = 20  # height of the strip that holds the mark
TUSSEN = 10
KANT = 18
ONDER = 34
REGELBREED = 36  # characters of a label and its figure together, at 320 pixels
TITELBREED = 38
TEGEL = 0.07  # width of the hatched tile, as part of the chart
NIET_GETOOND = "niet getoond"
TEGELMERK = {
    "color": kleuren.WIT,
    "line": {"color": kleuren.STIL, "width": 1},
    "pattern": {
        "shape": "/", "fgcolor": kleuren.ARCERING, "bgcolor": kleuren.WIT,
        "size": 6, "solidity": 0.4,
    },
}  # fmt: skip
GRONDLIJN = {"color": kleuren.TEKST, "width": 1.5}
LEESBAAR = 8  # percents that are wide enough for their text


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
    """`punt` with interval, or a `balk` from 0, or a `stapel` of parts; `streep` is the
    municipality's share; `band` a range to compare with. A row without figures shows the hatched
    tile; a `kop` has no mark.
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
    stapel: tuple[float | None, ...] = ()
    kop: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)  # what it is about, by column


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
    tabel: str = ""  # name of the table it draws
    labels: Mapping[str, str] = field(default_factory=dict)  # what all of it is about, by column
    sleutelkolom: str = ""  # of which column the key gives the classes
    streep_van: Mapping[str, str] = field(default_factory=dict)  # what the thin lines are about


def draw(blad: Blad) -> Figuur:
    """The figure, ready for JSON; `keuze` says what its parts are about, for a selection."""
    begin, kopteksten = _head(blad)
    plaatsen, hoogte = _places(blad.rijen, begin)
    strepen, stapels = _ticks(plaatsen), _stacks(plaatsen)
    sporen = [*_bands(plaatsen), *_bars(plaatsen), *_lines(plaatsen)]
    plek = len(sporen)
    sporen += [*strepen, *stapels, *_points(plaatsen), *_tiles(plaatsen), *_key_tiles(blad)]
    figuur = go.Figure(data=sporen, layout=_layout(blad, plaatsen, kopteksten, begin, hoogte))
    keuze = {
        "tabel": blad.tabel,
        "labels": written(blad.labels),
        "stroken": [*_key_strips(blad), *_strips(plaatsen, hoogte)],
        "sporen": _traces_about(blad, plek, len(strepen), len(stapels)),
        "teksten": _texts_about(blad),
    }
    return plain(figuur) | {"keuze": keuze}


def _strips(plaatsen: Sequence[Plaats], hoogte: float) -> list[dict[str, Any]]:
    """From where to where each row stands on the sheet, and what it is about."""
    einden = [*(plaats.boven for plaats in plaatsen[1:]), hoogte]
    return [
        {"boven": p.boven, "onder": onder, "labels": written(p.rij.labels), "kop": p.rij.kop}
        for p, onder in zip(plaatsen, einden, strict=True)
    ]


def _key_strips(blad: Blad) -> list[dict[str, Any]]:
    begin, hoog = _key_begin(blad), REGEL + 4
    return [
        {"boven": begin + nummer * hoog, "onder": begin + (nummer + 1) * hoog,
         "labels": written({blad.sleutelkolom: naam}), "sleutel": True}
        for nummer, (_, naam) in enumerate(blad.sleutel)
    ]  # fmt: skip


def _traces_about(blad: Blad, plek: int, strepen: int, stapels: int) -> list[dict[str, Any]]:
    """The thin lines are about one gebied, the parts of bars about a class each."""
    delen = [written(blad.streep_van)] * strepen
    delen += [written({blad.sleutelkolom: naam}) for _, naam in blad.sleutel[:stapels]]
    return [{"plek": plek + nummer, "labels": labels} for nummer, labels in enumerate(delen)]


def _texts_about(blad: Blad) -> list[dict[str, Any]]:
    """The subtitle explains the thin lines, and goes with them."""
    if not (blad.streep_van and blad.ondertitel):
        return []
    return [{"plek": int(bool(blad.titel)), "labels": written(blad.streep_van)}]


def plain(figuur: go.Figure) -> Figuur:
    """Lists, numbers and text only; Plotly's own template is left out."""
    gegevens: dict[str, Any] = json.loads(json.dumps(figuur, cls=PlotlyJSONEncoder))
    gegevens["layout"].pop("template", None)
    return {"data": gegevens["data"], "layout": gegevens["layout"]}


def written(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels by column as a figure holds them."""
    return {code: escaped(label) for code, label in labels.items()}


def wrapped(tekst: str, breed: int) -> list[str]:
    """Lines of escaped text: Plotly reads tags."""
    regels = textwrap.wrap(tekst, breed, break_long_words=False) or [""]
    return [escaped(regel) for regel in regels]


def escaped(tekst: str) -> str:
    return html.escape(tekst, quote=False)


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
        "barmode": "stack",
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


def _label_lines(rij: Rij) -> list[str]:
    """The figure stands at the end of the first line."""
    return wrapped(rij.label, TITELBREED if rij.kop else max(REGELBREED - len(rij.tekst), 14))


def _places(rijen: Sequence[Rij], begin: float) -> tuple[list[Plaats], float]:
    plaatsen: list[Plaats] = []
    hoogte = begin
    for rij in rijen:
        regels = len(_label_lines(rij)) * REGEL
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
        "shapes": _shapes(blad, plaatsen, begin),
    }


def _x_axis(as_: As) -> dict[str, Any]:
    return {
        "type": "log" if as_.log else "linear",
        "range": [_log(as_.van, as_), _log(as_.tot, as_)],
        "tickmode": "array",
        "tickvals": list(as_.stippen),
        "ticktext": [_tick(waarde, as_.achter) for waarde in as_.stippen],
        "tickangle": 0,
        "showgrid": False,  # drawn under the rows alone, see `_shapes`
        "zeroline": False,
        "fixedrange": True,
        "tickfont": {"size": 13, "color": kleuren.STIL},
        "ticklabeloverflow": "allow",
    }


def _tick(waarde: float, achter: str) -> str:
    """Dutch decimals; the outermost labels stay inside because ranges leave room."""
    return f"{waarde:g}".replace(".", ",").replace("-", "−") + achter


def _labels(plaatsen: Sequence[Plaats]) -> list[dict[str, Any]]:
    teksten: list[dict[str, Any]] = []
    for plaats in plaatsen:
        rij = plaats.rij
        regels = "<br>".join(_label_lines(rij))
        teksten.append(text(0, plaats.boven, f"<b>{regels}</b>" if rij.kop else regels))
        if rij.tekst:
            teksten.append(text(1, plaats.boven, escaped(rij.tekst)))
    return teksten


def _line_texts(blad: Blad, begin: float) -> list[dict[str, Any]]:
    stil = {"size": 13, "color": kleuren.STIL}
    return [
        text(0, begin - REGEL, wrapped(naam, 60)[0], xshift=3, font=stil)
        | {"xref": "x", "x": _log(waarde, blad.as_)}
        for waarde, naam in blad.lijnen
    ]


def _log(waarde: float, as_: As) -> float:
    """The range of a log axis, and annotations on it, are placed by exponent."""
    return math.log10(waarde) if as_.log else waarde


def _shapes(blad: Blad, plaatsen: Sequence[Plaats], begin: float) -> list[dict[str, Any]]:
    """The grid over all rows; base line and named lines beside the marks alone, clear of text."""
    onder = plaatsen[-1].midden + MERK / 2 if plaatsen else begin
    raster = {"color": kleuren.RASTER, "width": 1}
    vormen = [_upright(waarde, begin, onder, raster) for waarde in blad.as_.stippen]
    nullijn = [] if blad.as_.nullijn is None else [blad.as_.nullijn]
    for waarde in [*nullijn, *(waarde for waarde, _ in blad.lijnen)]:
        for plaats in plaatsen:
            if not plaats.rij.kop:
                boven, beneden = plaats.midden - MERK / 2, plaats.midden + MERK / 2
                vormen.append(_upright(waarde, boven, beneden, GRONDLIJN))
    return vormen


def _upright(x: float, boven: float, onder: float, lijn: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "y", "line": dict(lijn),
        "layer": "above" if lijn is GRONDLIJN else "below",
        "x0": x, "x1": x, "y0": boven, "y1": onder,
    }  # fmt: skip


def _bands(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """The range to compare with, as a broad light line."""
    return [
        _line(p.rij.band, [p.midden, p.midden], kleuren.BAND, MERK - 4)
        for p in plaatsen
        if p.rij.band is not None
    ]


def _lines(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """Intervals; dark on a bar, which is light."""
    return [
        _line(
            [p.rij.van, p.rij.tot],
            [p.midden, p.midden],
            kleuren.TEKST if p.rij.balk else p.rij.slot.kleur,
            3,
        )
        for p in plaatsen
        if p.rij.van is not None
    ]


def _line(
    x: Sequence[float | None], y: Sequence[float | None], kleur: str, breed: float
) -> go.Scatter:
    return go.Scatter(
        x=list(x), y=list(y), mode="lines", hoverinfo="skip", cliponaxis=False,
        line={"color": kleur, "width": breed},
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
        text=[escaped(f"{p.rij.label}: {p.rij.tekst}") for p in hier],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _ticks(plaatsen: Sequence[Plaats]) -> list[go.Scatter]:
    """The municipality's figure as a thin upright line."""
    hier = [p for p in plaatsen if p.rij.streep is not None]
    merk = {"symbol": "line-ns-open", "size": 13, "color": kleuren.GEMEENTE.kleur}
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
            text=[escaped(f"{p.rij.label}: {p.rij.tekst}") for p in hier],
            textposition="none", hovertemplate="%{text}<extra></extra>",
        )
    ]  # fmt: skip


def _stacks(plaatsen: Sequence[Plaats]) -> list[go.Bar]:
    """Parts of 100 %, one trace for each class; what is wide enough says its share."""
    hier = [p for p in plaatsen if p.rij.stapel]
    aantal = max((len(p.rij.stapel) for p in hier), default=0)
    return [_part(hier, nummer, _shade(nummer, aantal)) for nummer in range(aantal)]


def _part(hier: Sequence[Plaats], nummer: int, tint: int) -> go.Bar:
    waarden = [p.rij.stapel[nummer] for p in hier]
    return go.Bar(
        x=waarden, y=[p.midden for p in hier], orientation="h", width=MERK + 4,
        marker={"color": kleuren.REEKS[tint], "line": {"color": kleuren.WIT, "width": 1}},
        text=[f"{w:g}%" if w is not None and w >= LEESBAAR else "" for w in waarden],
        textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
        textfont={"color": kleuren.OP_REEKS[tint], "size": 13}, hoverinfo="skip",
    )  # fmt: skip


def _shade(nummer: int, aantal: int) -> int:
    """Spread over the ramp, light to dark."""
    return round(nummer * (len(kleuren.REEKS) - 1) / max(aantal - 1, 1))


def shades(aantal: int) -> tuple[str, ...]:
    return tuple(kleuren.REEKS[_shade(nummer, aantal)] for nummer in range(aantal))


def _tiles(plaatsen: Sequence[Plaats]) -> list[go.Bar]:
    """A hatched tile of fixed width at the start of a hidden row: it stands on no scale."""
    hier = [p for p in plaatsen if not (p.rij.kop or p.rij.stapel) and p.rij.punt is None]
    return [hatched([p.midden for p in hier], MERK - 6)] if hier else []


def hatched(y: Sequence[float], hoog: float) -> go.Bar:
    return go.Bar(
        x=[TEGEL] * len(y), y=list(y), orientation="h", width=hoog, xaxis="x2",
        marker=TEGELMERK,
        text=[NIET_GETOOND] * len(y), textposition="none", hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _key_tiles(blad: Blad) -> list[go.Scatter]:
    """Small squares before the texts of the key."""
    if not blad.sleutel:
        return []
    begin = _key_begin(blad)
    y = [begin + 9 + nummer * (REGEL + 4) for nummer in range(len(blad.sleutel))]
    lijn = {"color": kleuren.STIL, "width": 1}
    return [
        go.Scatter(
            x=[0.0] * len(y), y=y, xaxis="x2", mode="markers", cliponaxis=False, hoverinfo="skip",
            marker={"symbol": "square", "size": 14, "line": lijn,
                    "color": [kleur for kleur, _ in blad.sleutel]},
        )
    ]  # fmt: skip


def _key_begin(blad: Blad) -> float:
    """Where the key begins: under title and subtitle."""
    boven = _head(Blad(blad.titel, blad.as_, (), blad.ondertitel))[0]
    return boven - (TUSSEN if boven else 0)
