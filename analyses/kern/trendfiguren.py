"""Charts of public figures: lines over the years, and buurten that look alike."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from analyses.kern import kleuren, woorden
from analyses.kern.aflezen import labels_of, number, rows_of_area, shown, value
from analyses.kern.buurtfiguren import fitting
from analyses.kern.tekenblad import (
    As,
    Blad,
    Figuur,
    Rij,
    base_layout,
    draw,
    escaped,
    plain,
    text,
    written,
)
from analyses.kern.vlakfiguren import round_up
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

GEMEENTE = "Hele gemeente"
WIJK = kleuren.Slot(kleuren.STIL, "circle-open", "dashdot")
NIETS: Mapping[str, str] = {}
MEESTE_LIJNEN = 4  # in one chart; else a panel for each buurt
AFSTANDSASSEN = tuple(
    As(0, tot, tuple(tot * deel / 4 for deel in range(5))) for tot in (1, 2, 4, 8)
)
TUSSEN = 0.07  # between the labels at the end of the lines, as part of the height
DOORZICHTIG = 0.14


def trend_figures(
    tabel: VeiligeTabel,
    onderzocht: Sequence[str],
    jaren: Sequence[int],
    breuken: Sequence[int],
    wijk_van: Mapping[str, str] = NIETS,
) -> tuple[Figuur, ...]:
    """One chart with a line for each gebied; or a panel for each buurt beside its wijk and the
    municipality, with the same axes. `wijk_van`: the wijk of a buurt, both as the table says."""
    gebieden = labels_of(tabel, 0)
    hoog = round_up(max(shown(tabel, "waarde", "tot"), default=1.0))
    buurten = [naam for naam in gebieden if naam in onderzocht]
    if len(gebieden) <= MEESTE_LIJNEN:
        panelen = [("", list(gebieden))]
    else:
        naast = {buurt: (wijk_van.get(buurt), GEMEENTE) for buurt in buurten}
        panelen = [(b, [b, *(g for g in gebieden if g in naast[b])]) for b in buurten]
    return tuple(
        _panel(tabel, titel, namen, onderzocht, jaren, breuken, hoog) for titel, namen in panelen
    )


def _panel(
    tabel: VeiligeTabel,
    titel: str,
    gebieden: Sequence[str],
    onderzocht: Sequence[str],
    jaren: Sequence[int],
    breuken: Sequence[int],
    hoog: float,
) -> Figuur:
    sporen: list[go.Scatter] = []
    over: list[str] = []
    for gebied in gebieden:
        nieuw = _traces(tabel, gebied, _slot(gebied, onderzocht), jaren)
        sporen += nieuw
        over += [gebied] * len(nieuw)
    teksten = _end_labels(tabel, gebieden, onderzocht, hoog)
    layout = _layout(titel, jaren, [b for b in breuken if jaren[0] < b <= jaren[-1]], hoog, teksten)
    begin = len(layout["annotations"]) - len(teksten)
    keuze = {
        "tabel": tabel.naam,
        "sporen": [{"plek": p, "labels": written({"gebied": g})} for p, g in enumerate(over)],
        "teksten": [
            {"plek": begin + p, "labels": written({"gebied": g})}
            for p, g in enumerate(gebieden[: len(teksten)])
        ],
    }
    return plain(go.Figure(data=sporen, layout=layout)) | {"keuze": keuze}


def _slot(gebied: str, onderzocht: Sequence[str]) -> kleuren.Slot:
    if gebied == GEMEENTE:
        return kleuren.SAMEN
    if gebied not in onderzocht:
        return WIJK
    return kleuren.slot(onderzocht.index(gebied))


def _traces(
    tabel: VeiligeTabel, gebied: str, slot: kleuren.Slot, jaren: Sequence[int]
) -> list[go.Scatter]:
    """Of each stretch of one definition its bands and its line; a year without figure is a gap."""
    sporen: list[go.Scatter] = []
    rijen = rows_of_area(tabel, gebied)
    for _, groep in groupby(rijen, key=lambda rij: value(tabel, rij, "reeks")):
        reeks = {int(str(value(tabel, rij, "jaar"))): rij for rij in groep}
        vak = [jaar for jaar in jaren if min(reeks) <= jaar <= max(reeks)]
        sporen += [_band(tabel, stuk, slot) for stuk in _bounded(tabel, reeks, vak)]
        sporen.append(_line(tabel, gebied, reeks, vak, slot))
    return sporen


def _bounded(
    tabel: VeiligeTabel, reeks: dict[int, VeiligeRij], vak: Sequence[int]
) -> list[list[tuple[int, float, float]]]:
    """Runs of years that have both bounds."""
    grenzen = [
        (jaar, number(tabel, reeks[jaar], "van"), number(tabel, reeks[jaar], "tot"))
        if jaar in reeks
        else (jaar, None, None)
        for jaar in vak
    ]
    stukken: list[list[tuple[int, float, float]]] = [[]]
    for jaar, van, tot in grenzen:
        if van is None or tot is None:
            stukken.append([])
        else:
            stukken[-1].append((jaar, van, tot))
    return [stuk for stuk in stukken if len(stuk) > 1]


def _band(
    tabel: VeiligeTabel, stuk: Sequence[tuple[int, float, float]], slot: kleuren.Slot
) -> go.Scatter:
    heen, terug = list(stuk), list(reversed(stuk))
    return go.Scatter(
        x=[jaar for jaar, _, _ in (*heen, *terug)],
        y=[*(tot for _, _, tot in heen), *(van for _, van, _ in terug)],
        mode="lines", line={"width": 0}, fill="toself", fillcolor=slot.kleur,
        opacity=DOORZICHTIG, hoverinfo="skip",
    )  # fmt: skip


def _line(
    tabel: VeiligeTabel, gebied: str, reeks: dict[int, VeiligeRij], vak: Sequence[int],
    slot: kleuren.Slot,
) -> go.Scatter:  # fmt: skip
    waarden = [number(tabel, reeks[jaar], "waarde") if jaar in reeks else None for jaar in vak]
    dik = 1.5 if slot in (kleuren.SAMEN, WIJK) else 2.5
    return go.Scatter(
        x=list(vak), y=waarden, mode="lines+markers", connectgaps=False, cliponaxis=False,
        line={"color": slot.kleur, "width": dik, "dash": slot.lijn},
        marker={"color": slot.kleur, "symbol": slot.vorm, "size": 9},
        text=[escaped(f"{gebied}, {jaar}: {_written(w)}") for jaar, w in
              zip(vak, waarden, strict=True)],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _written(waarde: float | None) -> str:
    return "" if waarde is None else woorden.decimal(waarde)


def _end_labels(
    tabel: VeiligeTabel, gebieden: Sequence[str], onderzocht: Sequence[str], hoog: float
) -> list[dict[str, Any]]:
    """The name of each gebied beside its last figure, pushed apart where they would touch."""
    einden = [
        (number(tabel, rijen[-1], "waarde") or 0.0, int(str(value(tabel, rijen[-1], "jaar"))))
        for rijen in (rows_of_area(tabel, gebied) for gebied in gebieden)
    ]
    plaats: dict[int, float] = {}
    vorige = float("-inf")
    for nummer in sorted(range(len(einden)), key=lambda k: einden[k][0]):
        vorige = max(einden[nummer][0], vorige + TUSSEN * hoog)
        plaats[nummer] = vorige
    return [
        text(0, 0, escaped(gebied), font={"size": 13, "color": _slot(gebied, onderzocht).kleur})
        | {"xref": "x", "x": einden[p][1], "yref": "y", "y": plaats[p], "yanchor": "middle",
           "xshift": 10}
        for p, gebied in enumerate(gebieden)
    ]  # fmt: skip


def _layout(
    titel: str,
    jaren: Sequence[int],
    breuken: Sequence[int],
    hoog: float,
    teksten: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    as_ = {
        "gridcolor": kleuren.RASTER, "zeroline": False, "fixedrange": True,
        "tickfont": {"size": 13, "color": kleuren.STIL},
    }  # fmt: skip
    boven = {"yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 6}
    kop = [text(0, 0, f"<b>{escaped(titel)}</b>", font={"size": 16}) | boven] if titel else []
    noten = [
        text(0, 0, f"nieuwe definitie vanaf {jaar}", font={"size": 12, "color": kleuren.STIL})
        | {"xref": "x", "x": jaar - 0.5, "yref": "paper", "y": 1, "yanchor": "top", "xshift": 4}
        for jaar in breuken
    ]
    ruimte = 0.45 * (jaren[-1] - jaren[0])  # for the names at the right
    y = [hoog * deel / 4 for deel in range(5)]
    return base_layout(360) | {
        "margin": {"l": 48, "r": 12, "t": 40 if titel else 16, "b": 40},
        "xaxis": as_ | {"range": [jaren[0] - 0.3, jaren[-1] + ruimte], "tickvals": list(jaren),
                        "ticktext": [str(jaar) for jaar in jaren]},
        "yaxis": as_ | {"range": [0, hoog], "tickvals": y,
                        "ticktext": [f"{w:g}".replace(".", ",") for w in y]},
        "annotations": [*kop, *noten, *teksten],
        "shapes": [_break(jaar) for jaar in breuken],
    }  # fmt: skip


def _break(jaar: int) -> dict[str, Any]:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": jaar - 0.5, "x1": jaar - 0.5,
        "y0": 0, "y1": 1, "line": {"color": kleuren.STIL, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def likeness_figures(tabel: VeiligeTabel) -> tuple[Figuur, ...]:
    """A panel for each buurt in beeld: how far the buurten that look like it lie from it."""
    as_ = fitting(AFSTANDSASSEN, shown(tabel, "afstand"))
    return tuple(
        draw(
            Blad(f"Lijkt op {buurt}", as_, _likeness_rows(tabel, buurt), "0 = gelijk",
                 tabel=tabel.naam, labels={"buurt": buurt})
        )
        for buurt in labels_of(tabel, 0)
    )  # fmt: skip


def _likeness_rows(tabel: VeiligeTabel, buurt: str) -> tuple[Rij, ...]:
    return tuple(
        Rij(
            str(rij.waarden[1]),
            f"{woorden.decimal(number(tabel, rij, 'afstand') or 0, 2)}"
            f"{', nu gekozen' if value(tabel, rij, 'gekozen') == 'ja' else ''}",
            number(tabel, rij, "afstand"),
            labels={"voorstel": str(rij.waarden[1])},
        )
        for rij in tabel.rijen
        if rij.waarden[0] == buurt
    )
