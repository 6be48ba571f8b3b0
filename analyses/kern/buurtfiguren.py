"""Charts of all buurten beside each other, from safe tables alone."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analyses.kern import kleuren, woorden
from analyses.kern.aflezen import has_column, number, shown, value
from analyses.kern.leesbuurt import BINNEN
from analyses.kern.naamplek import EINDE, Naamvlak, Plek, Punt, Wens, place_texts
from analyses.kern.onderzoek import Gebiedslabels
from analyses.kern.tekenblad import (
    NIET_GETOOND,
    As,
    Blad,
    Figuur,
    Rij,
    base_layout,
    draw,
    escaped,
    plain,
    text,
)
from privacy.kern.veilig import VeiligeRij, VeiligeTabel

PUNTENASSEN = tuple(
    As(-breed, breed, (-breed, -breed / 2, 0, breed / 2, breed), nullijn=0)
    for breed in (4, 10, 20, 40, 80)
)
VERHOUDINGSASSEN = (
    As(0.5, 2, (0.5, 1, 2), nullijn=1, log=True),
    As(0.25, 4, (0.25, 0.5, 1, 2, 4), nullijn=1, log=True),
    As(0.0625, 16, (0.0625, 0.25, 1, 4, 16), nullijn=1, log=True),
)
HOOGTEN = (10, 20, 30, 40, 60, 80, 100)
TRECHTERHOOG = 440
TRECHTERRAND = {"l": 48, "r": 20, "t": 40, "b": 60}
BREEDTEN = (1_000, 2_000, 4_000, 8_000, 20_000, 40_000, 100_000)
STREPEN = (("hoog95", "laag95", "solid", "95%"), ("hoog998", "laag998", "dash", "99,8%"))


def own_part_figures(
    ontleding: VeiligeTabel, effecten: VeiligeTabel, labels: Gebiedslabels
) -> tuple[Figuur, ...]:
    """The difference in parts, then the buurten; their own part only where there is one."""
    punten = fitting(PUNTENASSEN, shown(ontleding, "van", "tot"))
    rijen = tuple(_part_row(ontleding, rij) for rij in ontleding.rijen[2:])
    figuren = [draw(Blad("Waaruit het verschil bestaat", punten, rijen, "Procentpunten",
                         tabel=ontleding.naam))]  # fmt: skip
    geteld = ("verhouding", "van", "tot")
    figuren.append(
        _area_sheet(effecten, labels, geteld, "Geteld naast verwacht",
                    "1 = zoveel als bij de inwoners past")
    )  # fmt: skip
    eigen = ("effect", "effect_van", "effect_tot")
    if has_column(effecten, "effect") and shown(effecten, "effect"):
        figuren.append(
            _area_sheet(effecten, labels, eigen, "Eigen deel van de buurt",
                        "Odds ratio bij gelijke kenmerken")
        )  # fmt: skip
    return tuple(figuren)


def _part_row(tabel: VeiligeTabel, rij: VeiligeRij) -> Rij:
    naam = str(rij.waarden[0])
    punt, van, tot = (number(tabel, rij, code) for code in ("punten", "van", "tot"))
    tekst = f"{_signed(punt)} ({_signed(van)} tot {_signed(tot)})"
    return Rij(naam, tekst, punt, van, tot, labels={"onderdeel": naam})


def _signed(punten: float | None) -> str:
    getal = punten or 0.0
    return f"{'+' if getal > 0 else ''}{woorden.decimal(getal)}".replace("-", "−")


def _area_sheet(
    tabel: VeiligeTabel, labels: Gebiedslabels, codes: tuple[str, str, str], titel: str, uitleg: str
) -> Figuur:
    as_ = fitting(VERHOUDINGSASSEN, shown(tabel, *codes))
    rijen = tuple(_area_row(tabel, rij, labels, codes) for rij in tabel.rijen)
    return draw(Blad(titel, as_, rijen, uitleg, tabel=tabel.naam))


def _area_row(
    tabel: VeiligeTabel, rij: VeiligeRij, labels: Gebiedslabels, codes: tuple[str, str, str]
) -> Rij:
    gebied = str(rij.waarden[0])
    slot, over = kleuren.slot(labels.slot(gebied)), {"gebied": gebied}
    punt, van, tot = (number(tabel, rij, code) for code in codes)
    if punt is None or van is None or tot is None:
        return Rij(gebied, NIET_GETOOND, slot=slot, labels=over)
    tekst = f"{woorden.decimal(punt)} ({woorden.decimal(van)} tot {woorden.decimal(tot)})"
    return Rij(gebied, tekst, punt, van, tot, slot, labels=over)


def fitting(assen: Sequence[As], waarden: Sequence[float]) -> As:
    """The smallest of the axes set by policy that holds everything shown."""
    return next((as_ for as_ in assen if all(as_.van <= w <= as_.tot for w in waarden)), assen[-1])


def funnel_figure(ligging: VeiligeTabel, grenzen: VeiligeTabel, labels: Gebiedslabels) -> Figuur:
    """Share against size, with the limits of chance. Studied buurten and those outside have their
    name beside the dot; the others are read in the table."""
    hoog = _first(HOOGTEN, [*shown(ligging, "aandeel"), *shown(grenzen, "hoog95")])
    breed = _first(BREEDTEN, shown(ligging, "groep"))
    getoond = [rij for rij in ligging.rijen if rij.getoond]
    sporen = [
        _limit(grenzen, code, streep, len(getoond)) for *paar, streep, _ in STREPEN for code in paar
    ]
    vlak = Naamvlak(breed, hoog, TRECHTERHOOG - TRECHTERRAND["t"] - TRECHTERRAND["b"])
    einden, kanten = _placed(ligging, getoond, grenzen, labels, vlak)
    sporen.append(_dots(ligging, getoond, labels, kanten))
    figuur = go.Figure(data=sporen, layout=_funnel_layout(hoog, breed, einden))
    punten = [{"gebied": escaped(str(rij.waarden[0]))} for rij in getoond]
    keuze = {"tabel": ligging.naam, "punten": punten}
    return plain(figuur) | {"keuze": keuze}


def _first(randen: Sequence[int], waarden: Sequence[float]) -> int:
    return next((rand for rand in randen if rand >= max(waarden, default=0)), randen[-1])


def _limit(grenzen: VeiligeTabel, code: str, streep: str, stippen: int) -> go.Scatter:
    """Shorter by one where it has as many points as there are dots: a selection of dots takes
    their places out of every list of that length."""
    eerste = int(len(grenzen.rijen) == stippen)
    return go.Scatter(
        x=list(grenzen.kolom("groep"))[eerste:], y=list(grenzen.kolom(code))[eerste:],
        mode="lines", hoverinfo="skip",
        line={"color": kleuren.STIL, "width": 1.5, "dash": streep},
    )  # fmt: skip


def _dots(
    ligging: VeiligeTabel, rijen: Sequence[VeiligeRij], labels: Gebiedslabels, kanten: Sequence[str]
) -> go.Scatter:
    slots = [kleuren.slot(labels.slot(str(rij.waarden[0]))) for rij in rijen]
    punten = _points(ligging, rijen)
    namen = [escaped(str(rij.waarden[0])) for rij in rijen]
    return go.Scatter(
        x=[x for x, _ in punten], y=[y for _, y in punten], mode="markers+text",
        cliponaxis=False, customdata=namen, textfont={"size": 13, "color": kleuren.TEKST},
        text=[naam if kant else "" for naam, kant in zip(namen, kanten, strict=True)],
        textposition=[kant or "middle right" for kant in kanten],
        marker={
            "color": [slot.kleur for slot in slots], "symbol": [slot.vorm for slot in slots],
            "size": 11, "line": {"width": [2 if s.vorm.endswith("open") else 0 for s in slots]},
        },
        hovertext=[f"{naam}: {woorden.whole(number(ligging, rij, 'aandeel') or 0)}%, "
                   f"{value(ligging, rij, 'trechter')}"
                   for naam, rij in zip(namen, rijen, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )  # fmt: skip


def _placed(
    ligging: VeiligeTabel, rijen: Sequence[VeiligeRij], grenzen: VeiligeTabel,
    labels: Gebiedslabels, vlak: Naamvlak,
) -> tuple[list[Plek | None], list[str]]:  # fmt: skip
    """Where the names of the lines stand, and on which side of its dot each name."""
    punten = _points(ligging, rijen)
    lijnen = [
        Wens(naam, _along(grenzen, code, vlak), (EINDE,)) for code, _, _, naam in STREPEN
    ]  # the upper ones: the lower have the same dashes
    eerst = [labels.slot(str(rij.waarden[0])) is None for rij in rijen]
    volgorde = sorted(range(len(rijen)), key=lambda k: (eerst[k], -punten[k][1], k))
    namen = [
        Wens(str(rijen[k].waarden[0]) if _named(ligging, rijen[k], labels) else "", (punten[k],))
        for k in volgorde
    ]
    plekken = place_texts([*lijnen, *namen], punten, vlak)
    kanten = [""] * len(rijen)
    for k, plek in zip(volgorde, plekken[len(lijnen) :], strict=True):
        kanten[k] = plek.kant if plek else ""
    return plekken[: len(lijnen)], kanten


def _named(ligging: VeiligeTabel, rij: VeiligeRij, labels: Gebiedslabels) -> bool:
    buiten = value(ligging, rij, "trechter") != BINNEN
    return buiten or labels.slot(str(rij.waarden[0])) is not None


def _points(ligging: VeiligeTabel, rijen: Sequence[VeiligeRij]) -> list[Punt]:
    return [
        (number(ligging, rij, "groep") or 0.0, number(ligging, rij, "aandeel") or 0.0)
        for rij in rijen
    ]


def _along(grenzen: VeiligeTabel, code: str, vlak: Naamvlak) -> tuple[Punt, ...]:
    """Points of a line in the plane, from its right end to where it is steep."""
    punten = ((number(grenzen, r, "groep") or 0, number(grenzen, r, code) or 0)
              for r in reversed(grenzen.rijen))  # fmt: skip
    return tuple((x, y) for x, y in punten if vlak.breed / 4 <= x <= vlak.breed and y <= vlak.hoog)


def _funnel_layout(hoog: int, breed: int, einden: Sequence[Plek | None]) -> dict[str, Any]:
    as_ = {
        "gridcolor": kleuren.RASTER, "zeroline": False, "fixedrange": True,
        "tickfont": {"size": 13, "color": kleuren.STIL},
    }  # fmt: skip
    boven = text(0, 0, "Aandeel verdachten") | {
        "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 8,
    }  # fmt: skip
    onder = text(0, 0, "Inwoners van de buurt") | {
        "yref": "paper", "y": 0, "yanchor": "top", "yshift": -28,
    }  # fmt: skip
    y = [hoog * deel / 4 for deel in range(5)]
    x = [breed * deel / 4 for deel in range(5)]
    return base_layout(TRECHTERHOOG) | {
        "margin": TRECHTERRAND,
        "xaxis": as_ | {"range": [0, breed], "tickvals": x,
                        "ticktext": [woorden.whole(w) for w in x]},
        "yaxis": as_ | {"range": [0, hoog], "tickvals": y,
                        "ticktext": [f"{w:g}%".replace(".", ",") for w in y]},
        "annotations": [boven, onder, *_limit_texts(einden)],
    }  # fmt: skip


def _limit_texts(einden: Sequence[Plek | None]) -> list[dict[str, Any]]:
    """Which line is which: at its right end, or more to the left where a dot is in the way."""
    return [
        text(1, 0, naam, font={"size": 12, "color": kleuren.STIL})
        | {"xref": "x", "x": plek.punt[0], "yref": "y", "xanchor": "right", "y": plek.punt[1],
           "yanchor": "bottom"}
        for (*_, naam), plek in zip(STREPEN, einden, strict=True)
        if plek
    ]  # fmt: skip
