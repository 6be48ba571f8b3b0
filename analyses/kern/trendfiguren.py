"""Charts of public figures: lines over the years, and buurten that look alike."""

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    wrapped,
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
TRENDHOOG = 360
NAAMBREED = 12  # characters of a line of a name at the end of its line
LETTER, REGEL = 7.5, 17  # pixels of a character and of a line, at 13 pixels
MEESTE_JAREN = 4  # written below the axis; the others are ticks alone
NOOTBREED = 14  # characters of a line of a note
DOORZICHTIG = 0.14
STAPPEN = {1: 5, 2: 4, 3: 3, 4: 4, 5: 5, 6: 6, 8: 4, 10: 5}  # of an axis that ends at this digit


def trend_figures(
    tabel: VeiligeTabel,
    onderzocht: Sequence[str],
    jaren: Sequence[int],
    breuken: Sequence[int],
    wijk_van: Mapping[str, str] = NIETS,
    achter: str = "",
) -> tuple[Figuur, ...]:
    """One chart with a line for each gebied; or a panel for each buurt beside its wijk and the
    municipality, with the same axes. `wijk_van`: the wijk of a buurt, both as the table says;
    `achter`: the unit, where it is known."""
    gebieden = labels_of(tabel, 0)
    hoog = round_up(max(shown(tabel, "waarde", "tot"), default=1.0))
    buurten = [naam for naam in gebieden if naam in onderzocht]
    if len(gebieden) <= MEESTE_LIJNEN:
        panelen = [("", list(gebieden))]
    else:
        naast = {buurt: (wijk_van.get(buurt), GEMEENTE) for buurt in buurten}
        panelen = [(b, [b, *(g for g in gebieden if g in naast[b])]) for b in buurten]
    return tuple(
        _panel(tabel, titel, namen, onderzocht, jaren, breuken, hoog, achter)
        for titel, namen in panelen
    )


def _panel(
    tabel: VeiligeTabel,
    titel: str,
    gebieden: Sequence[str],
    onderzocht: Sequence[str],
    jaren: Sequence[int],
    breuken: Sequence[int],
    hoog: float,
    achter: str,
) -> Figuur:
    sporen: list[go.Scatter] = []
    over: list[str] = []
    for gebied in gebieden:
        nieuw = _traces(tabel, gebied, _slot(gebied, onderzocht), jaren)
        sporen += nieuw
        over += [gebied] * len(nieuw)
    hier = [b for b in breuken if jaren[0] < b <= jaren[-1]]
    vak = _room(titel, gebieden, hier, hoog)
    teksten = _end_labels(tabel, gebieden, onderzocht, vak)
    layout = _layout(titel, jaren, hier, vak, teksten, achter)
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
    tabel: VeiligeTabel, gebieden: Sequence[str], onderzocht: Sequence[str], vak: "Vak"
) -> list[dict[str, Any]]:
    """The name of each gebied beside its last figure, pushed apart where they would touch."""
    einden = [
        (number(tabel, rijen[-1], "waarde") or 0.0, int(str(value(tabel, rijen[-1], "jaar"))))
        for rijen in (rows_of_area(tabel, gebied) for gebied in gebieden)
    ]
    regels = [_name_lines(gebied) for gebied in gebieden]
    midden = pushed_apart(
        [waarde / vak.hoog * vak.pixels for waarde, _ in einden],
        [float(REGEL * len(r)) for r in regels],
        vak.pixels,
    )
    return [
        text(0, 0, "<br>".join(regels[p]),
             font={"size": 13, "color": _slot(gebied, onderzocht).kleur})
        | {"xref": "x", "x": einden[p][1], "yref": "y", "y": midden[p] / vak.pixels * vak.hoog,
           "yanchor": "middle", "xshift": 10}
        for p, gebied in enumerate(gebieden)
    ]  # fmt: skip


def _name_lines(gebied: str) -> list[str]:
    return [escaped(regel) for regel in textwrap.wrap(gebied, NAAMBREED)] or [""]


def pushed_apart(midden: Sequence[float], hoogten: Sequence[float], top: float) -> list[float]:
    """Middles of labels that do not touch, in the same order, none above the top."""
    volgorde = sorted(range(len(midden)), key=lambda k: (midden[k], k))
    plaats, onder = list(midden), float("-inf")
    for k in volgorde:
        plaats[k] = max(midden[k], onder + hoogten[k] / 2)
        onder = plaats[k] + hoogten[k] / 2
    boven = top + REGEL / 2
    for k in reversed(volgorde):
        plaats[k] = min(plaats[k], boven - hoogten[k] / 2)
        boven = plaats[k] - hoogten[k] / 2
    return plaats


@dataclass(frozen=True)
class Vak:
    """The room of a trend: where its axis ends, its margins, and the pixels between them."""

    hoog: float
    boven: float
    rechts: float  # for the names
    onder: float = 40

    @property
    def pixels(self) -> float:
        return TRENDHOOG - self.boven - self.onder


def _room(titel: str, gebieden: Sequence[str], breuken: Sequence[int], hoog: float) -> Vak:
    """Notes stand above the plane, names beside it, so that no line runs through them."""
    noten = max((len(_note(jaar)) for jaar in breuken), default=0)
    letters = max(len(regel) for gebied in gebieden for regel in _name_lines(gebied))
    return Vak(hoog, 16 + 26 * bool(titel) + 15 * noten, 18 + LETTER * letters)


def _note(jaar: int) -> list[str]:
    return wrapped(f"nieuwe definitie vanaf {jaar}", NOOTBREED)


def _layout(
    titel: str,
    jaren: Sequence[int],
    breuken: Sequence[int],
    vak: Vak,
    teksten: Sequence[dict[str, Any]],
    achter: str,
) -> dict[str, Any]:
    as_ = {
        "gridcolor": kleuren.RASTER, "zeroline": False, "fixedrange": True,
        "tickfont": {"size": 13, "color": kleuren.STIL},
    }  # fmt: skip
    boven = {"yref": "paper", "y": 1, "yanchor": "bottom"}
    kop = [text(0, 0, f"<b>{escaped(titel)}</b>", font={"size": 16}) | boven
           | {"yshift": vak.boven - 34}] if titel else []  # fmt: skip
    noten = [
        text(0, 0, "<br>".join(_note(jaar)), font={"size": 12, "color": kleuren.STIL}) | boven
        | {"xref": "x", "x": jaar - 0.5, "yshift": 2} | _side(jaar, jaren)
        for jaar in breuken
    ]  # fmt: skip
    y = _steps(vak.hoog)
    return base_layout(TRENDHOOG) | {
        "margin": {"l": 48, "r": vak.rechts, "t": vak.boven, "b": vak.onder},
        "xaxis": as_ | {"range": [jaren[0] - 0.3, jaren[-1] + 0.1], "tickvals": list(jaren),
                        "ticktext": _years(jaren), "tickangle": 0},
        "yaxis": as_ | {"range": [0, vak.hoog], "tickvals": y,
                        "ticktext": [f"{w:g}".replace(".", ",") + achter for w in y]},
        "annotations": [*kop, *noten, *teksten],
        "shapes": [_break(jaar) for jaar in breuken],
    }  # fmt: skip


def _steps(hoog: float) -> list[float]:
    """Round figures from 0 to the end of the axis, which is 1 to 10 times a power of ten."""
    cijfer = next(c for c in STAPPEN if math.isclose(math.log10(hoog / c) % 1, 0, abs_tol=1e-9)
                  or math.isclose(math.log10(hoog / c) % 1, 1, abs_tol=1e-9))  # fmt: skip
    delen = STAPPEN[cijfer]
    return [round(hoog * deel / delen, 10) for deel in range(delen + 1)]


def _side(jaar: int, jaren: Sequence[int]) -> dict[str, str]:
    """A note ends at its line where it would not fit to the right of it."""
    kant = "right" if jaar - jaren[0] > (jaren[-1] - jaren[0]) / 2 else "left"
    return {"xanchor": kant, "align": kant}


def _years(jaren: Sequence[int]) -> list[str]:
    """The last year and those at equal steps before it; the others have a tick alone."""
    stap = math.ceil(len(jaren) / MEESTE_JAREN)
    return [str(j) if (len(jaren) - 1 - p) % stap == 0 else "" for p, j in enumerate(jaren)]


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
