"""A map of buurten from a safe table and the public polygons; the table holds the same figures.

Shares alone, in five classes with bounds set by policy, the same every year. What is hidden is
hatched, a buurt without a figure is left white. Small areas look small whatever lives there: the
dots come first, the map second.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from analyses.kern import kleuren, woorden
from analyses.kern.aflezen import number, rows_of_area, value
from analyses.kern.onderzoek import Gebiedslabels
from analyses.kern.tekenblad import (
    NIET_GETOOND,
    Figuur,
    base_layout,
    escaped,
    plain,
    text,
    wrapped,
    written,
)
from bronnen.kern.lezen_geojson import Buurtvlak
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

Grenzen = tuple[int, int, int, int]  # percents: from which the next colour begins
GRENZEN: Grenzen = (5, 10, 15, 20)
GRAAD_KM = 111.2
FIJN = 400  # a border has no more detail than the width of the map over this
TEGEL, REGEL = 14, 22  # pixels of the key
KAARTHOOG = 380
TITELBREED = 28  # characters of a line at 320 pixels
TITELHOOG, TITELREGEL = 8, 22
NIETS: Mapping[str, str] = {}
GEEN_CIJFER = "geen cijfer"
ARCERING = {
    "shape": "/", "fgcolor": kleuren.ARCERING, "bgcolor": kleuren.WIT, "size": 6, "solidity": 0.4,
}  # fmt: skip
TEKENS = {"circle": "●", "square": "■", "diamond": "◆"}  # of a mark, in the key
Lijn = list[tuple[float, float]]


def share_map(
    tabel: VeiligeTabel,
    vlakken: Sequence[Buurtvlak],
    namen: Mapping[str, str],
    labels: Gebiedslabels,
    *,
    waar: Mapping[str, str] = NIETS,
    grenzen: Grenzen = GRENZEN,
    hoog: int = KAARTHOOG,
) -> Figuur | None:
    """`namen`: what the table calls each buurt, by code; `waar`: labels of the rows to draw, by
    column, which are the title too. None where no buurt is on the map."""
    op_kaart = [vlak for vlak in vlakken if vlak.code in namen]
    if not op_kaart:
        return None
    lijnen = _in_km(op_kaart)
    volgorde = sorted(op_kaart, key=lambda vlak: -_size(lijnen[vlak.code]))
    rijen = {v.code: _row(tabel, namen[v.code], waar) for v in volgorde}
    sporen = [_area(tabel, namen[v.code], rijen[v.code], lijnen[v.code], grenzen) for v in volgorde]
    genoemd = [vlak for vlak in volgorde if labels.slot(namen[vlak.code]) is not None]
    genoemd.sort(key=lambda vlak: labels.slot(namen[vlak.code]) or 0)
    over = [written({"gebied": namen[vlak.code]}) for vlak in (*volgorde, *genoemd)]
    sporen += [_mark(lijnen[v.code], kleuren.slot(labels.slot(namen[v.code]))) for v in genoemd]
    sleutel = _key(tabel, rijen.values(), grenzen)
    wie = [(kleuren.slot(labels.slot(namen[v.code])), namen[v.code]) for v in genoemd]
    titel = " · ".join(waar.values())
    figuur = plain(go.Figure(data=sporen, layout=_layout(lijnen, sleutel, wie, titel, hoog)))
    begin = len(sleutel)
    keuze = {
        "labels": written(waar),
        "tabel": tabel.naam,
        "sporen": [{"plek": plek, "labels": naam} for plek, naam in enumerate(over)],
        "teksten": [
            {"plek": begin + plek, "labels": written({"gebied": naam})}
            for plek, (_, naam) in enumerate(paar for paar in wie for _ in range(2))
        ],
    }
    return figuur | {"keuze": keuze}


def _row(tabel: VeiligeTabel, naam: str, waar: Mapping[str, str]) -> VeiligeRij | None:
    rijen = rows_of_area(tabel, naam)
    return next((r for r in rijen if all(value(tabel, r, k) == v for k, v in waar.items())), None)


def _in_km(vlakken: Sequence[Buurtvlak]) -> dict[str, list[Lijn]]:
    """Outer borders on a plane, with no more corners than the eye can see."""
    breedtes = [y for vlak in vlakken for deel in vlak.vlakken for _, y in deel[0]]
    krimp = math.cos(math.radians(sum(breedtes) / len(breedtes)))
    plat = {
        vlak.code: [[(x * krimp * GRAAD_KM, y * GRAAD_KM) for x, y in deel[0]]
                    for deel in vlak.vlakken]
        for vlak in vlakken
    }  # fmt: skip
    alle = [x for delen in plat.values() for lijn in delen for x, _ in lijn]
    stap = (max(alle) - min(alle)) / FIJN
    return {code: [_coarser(lijn, stap) for lijn in delen] for code, delen in plat.items()}


def _coarser(lijn: Lijn, stap: float) -> Lijn:
    over = [lijn[0]]
    for punt in lijn[1:-1]:
        if math.dist(punt, over[-1]) >= stap:
            over.append(punt)
    return [(round(x, 3), round(y, 3)) for x, y in (*over, lijn[-1])]


def _size(delen: Sequence[Lijn]) -> float:
    """Of the box around it: what lies within another is drawn over it."""
    x = [a for lijn in delen for a, _ in lijn]
    y = [b for lijn in delen for _, b in lijn]
    return (max(x) - min(x)) * (max(y) - min(y))


def _area(
    tabel: VeiligeTabel,
    naam: str,
    rij: VeiligeRij | None,
    delen: Sequence[Lijn],
    grenzen: Grenzen,
) -> go.Scatter:
    punten: list[tuple[float | None, float | None]] = []
    for lijn in delen:
        punten += [*lijn, (None, None)]
    vulling: dict[str, Any] = {"fillcolor": _colour(_share(tabel, rij), grenzen)}
    if rij is not None and not rij.getoond:
        vulling = {"fillcolor": kleuren.WIT, "fillpattern": ARCERING}
    return go.Scatter(
        x=[x for x, _ in punten[:-1]], y=[y for _, y in punten[:-1]], mode="lines",
        fill="toself", hoveron="fills", line={"color": kleuren.STIL, "width": 1},
        text=escaped(f"{naam}: {_said(tabel, rij)}"), hoverinfo="text", **vulling,
    )  # fmt: skip


def _share(tabel: VeiligeTabel, rij: VeiligeRij | None) -> float | None:
    return None if rij is None else number(tabel, rij, "aandeel")


def _colour(aandeel: float | None, grenzen: Grenzen) -> str:
    if aandeel is None:
        return kleuren.WIT
    return kleuren.REEKS[sum(aandeel >= grens for grens in grenzen)]


def _said(tabel: VeiligeTabel, rij: VeiligeRij | None) -> str:
    if rij is None or (rij.getoond and _share(tabel, rij) is None):
        return GEEN_CIJFER
    aandeel, van, tot = (number(tabel, rij, code) for code in ("aandeel", "van", "tot"))
    if aandeel is None:
        return NIET_GETOOND
    if van is None or tot is None:
        return f"{woorden.whole(aandeel)}%"
    return woorden.shares(aandeel, van, tot)


def _mark(delen: Sequence[Lijn], slot: kleuren.Slot) -> go.Scatter:
    """The mark of a studied buurt in the middle of its largest part; its name is in the key."""
    x, y = _middle(max(delen, key=lambda lijn: _size([lijn])))
    return go.Scatter(
        x=[x], y=[y], mode="markers", hoverinfo="skip",
        marker={"symbol": slot.vorm, "color": slot.kleur, "size": 13,
                "line": {"color": kleuren.WIT, "width": 2}},
    )  # fmt: skip


def _middle(lijn: Lijn) -> tuple[float, float]:
    x, y = [a for a, _ in lijn], [b for _, b in lijn]
    return (min(x) + max(x)) / 2, (min(y) + max(y)) / 2


def _key(
    tabel: VeiligeTabel, rijen: Collection[VeiligeRij | None], grenzen: Grenzen
) -> list[tuple[str, str]]:
    """Colour and words of each class; an empty colour is the hatch."""
    randen = (0, *grenzen)
    sleutel = [
        (kleur, f"{van} tot {tot}%" if tot else f"{van}% of meer")
        for kleur, van, tot in zip(kleuren.REEKS, randen, (*grenzen, None), strict=True)
    ]
    verborgen = any(rij is not None and not rij.getoond for rij in rijen)
    leeg = any(_said(tabel, rij) == GEEN_CIJFER for rij in rijen)
    return [*sleutel, *([("", NIET_GETOOND)] * verborgen), *([(kleuren.WIT, GEEN_CIJFER)] * leeg)]


def _layout(
    lijnen: Mapping[str, list[Lijn]],
    sleutel: Sequence[tuple[str, str]],
    wie: Sequence[tuple[kleuren.Slot, str]],
    titel: str,
    hoog: int,
) -> dict[str, Any]:
    """The key stands above the map, one line each, so that it reads at 320 pixels."""
    onder_titel = (len(sleutel) + len(wie)) * REGEL + 16
    regels = wrapped(titel, TITELBREED) if titel else []
    boven = onder_titel + len(regels) * TITELREGEL + TITELHOOG * bool(regels)
    x = [a for delen in lijnen.values() for lijn in delen for a, _ in lijn]
    y = [b for delen in lijnen.values() for lijn in delen for _, b in lijn]
    as_ = {"visible": False, "fixedrange": True, "constrain": "domain"}
    tegels = [_tile(kleur, onder_titel - plek * REGEL) for plek, (kleur, _) in enumerate(sleutel)]
    teksten = _key_lines([naam for _, naam in sleutel], wie, onder_titel)
    if titel:
        teksten.append(
            text(
                0, 1, f"<b>{'<br>'.join(regels)}</b>", yref="paper", yshift=boven, font={"size": 16}
            )
        )
    return base_layout(hoog + boven) | {
        "margin": {"l": 8, "r": 8, "t": boven, "b": 8},
        "xaxis": as_ | {"range": [min(x), max(x)], "constraintoward": "left"},
        "yaxis": as_ | {"range": [min(y), max(y)], "constraintoward": "top", "scaleanchor": "x"},
        "annotations": teksten,
        "shapes": [vorm for tegel in tegels for vorm in tegel],
    }


def _key_lines(
    klassen: Sequence[str], wie: Sequence[tuple[kleuren.Slot, str]], begin: int
) -> list[dict[str, Any]]:
    """The words of the classes; below them two texts a studied buurt: its mark and its name."""
    teksten = [_key_text(naam, begin - plek * REGEL) for plek, naam in enumerate(klassen)]
    for plek, (slot, naam) in enumerate(wie, start=len(klassen)):
        hoogte = begin - plek * REGEL
        teken = f'<span style="color:{slot.kleur}">{TEKENS.get(slot.vorm, "○")}</span>'
        teksten += [_key_text(teken, hoogte) | {"xshift": 1}, _key_text(escaped(naam), hoogte)]
    return teksten


def _key_text(naam: str, hoogte: int) -> dict[str, Any]:
    return text(0, 1, naam, yref="paper", xshift=TEGEL + 10, yshift=hoogte)


def _tile(kleur: str, hoogte: int) -> list[dict[str, Any]]:
    """In pixels from the left top of the map; without colour it is hatched, as on the map."""
    laag, hoog = hoogte - 3 - TEGEL, hoogte - 3
    rand = {"color": kleuren.STIL, "width": 1}
    plek = {
        "xref": "paper", "yref": "paper", "xsizemode": "pixel", "ysizemode": "pixel",
        "xanchor": 0, "yanchor": 1, "line": rand,
    }  # fmt: skip
    vlak = plek | {
        "type": "rect", "x0": 0, "x1": TEGEL, "y0": laag, "y1": hoog,
        "fillcolor": kleur or kleuren.WIT,
    }  # fmt: skip
    strepen = [
        plek | {"type": "line", "x0": van, "x1": van + 6, "y0": laag, "y1": hoog}
        for van in (0, 4, 8)
    ]
    return [vlak] if kleur else [vlak, *strepen]
