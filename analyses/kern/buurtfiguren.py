"""Charts of all buurten beside each other, from safe tables alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analyses.kern import kleuren, woorden
from analyses.kern.aflezen import number, shown, value
from analyses.kern.leesbuurt import BINNEN
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
SMAL = (210.0, 340.0)  # pixels of the plane on a screen of 320
LETTER = (7.5, 17.0)  # of a name
STIP = 7.0  # half a dot with its border
BREEDTEN = (1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
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
    if shown(effecten, "effect"):
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
    sporen.append(_dots(ligging, getoond, labels, Trechtervlak(breed, hoog), grenzen))
    figuur = go.Figure(data=sporen, layout=_funnel_layout(hoog, breed, grenzen))
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
    ligging: VeiligeTabel, rijen: Sequence[VeiligeRij], labels: Gebiedslabels, vlak: "Trechtervlak",
    grenzen: VeiligeTabel,
) -> go.Scatter:  # fmt: skip
    slots = [kleuren.slot(labels.slot(str(rij.waarden[0]))) for rij in rijen]
    x = [number(ligging, rij, "groep") or 0.0 for rij in rijen]
    y = [number(ligging, rij, "aandeel") or 0.0 for rij in rijen]
    namen = [escaped(str(rij.waarden[0])) for rij in rijen]
    wil = [str(rij.waarden[0]) if _named(ligging, rij, labels) else "" for rij in rijen]
    eerst = [labels.slot(str(rij.waarden[0])) is None for rij in rijen]
    kanten = place_names(list(zip(x, y, strict=True)), wil, eerst, vlak, _ends(grenzen, vlak))
    return go.Scatter(
        x=x, y=y, mode="markers+text",
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


@dataclass(frozen=True)
class Trechtervlak:
    """The plane of the funnel, with pixels of the narrowest screen it is drawn on."""

    breed: int
    hoog: int

    def pixels(self, x: float, y: float) -> tuple[float, float]:
        return x / self.breed * SMAL[0], y / self.hoog * SMAL[1]


Doos = tuple[float, float, float, float]  # left, under, right, above


def place_names(
    punten: Sequence[tuple[float, float]], namen: Sequence[str], later: Sequence[bool],
    vlak: Trechtervlak, bezet: Sequence[Doos] = (),
) -> list[str]:  # fmt: skip
    """Plotly's place of each name, so that none lies over another or over a dot, also on a narrow
    screen; empty for one without room (it is read in the table). Those that are not `later` go
    first."""
    plek = [vlak.pixels(*punt) for punt in punten]
    vol = [*bezet, *((x - STIP, y - STIP, x + STIP, y + STIP) for x, y in plek)]
    kanten = [""] * len(namen)
    for nummer in sorted(range(len(namen)), key=lambda k: (later[k], -punten[k][1], k)):
        for kant, doos in _boxes(*plek[nummer], namen[nummer]) if namen[nummer] else ():
            past = doos[0] >= 0 and doos[2] <= SMAL[0]
            if past and not any(_overlap(doos, ander) for ander in vol):
                kanten[nummer] = kant
                vol.append(doos)
                break
    return kanten


def _boxes(x: float, y: float, naam: str) -> list[tuple[str, Doos]]:
    """Where a name may stand beside its dot, the likeliest first."""
    lang, half = LETTER[0] * len(naam), LETTER[1] / 2
    weg = STIP + 1
    return [
        ("middle right", (x + weg, y - half, x + weg + lang, y + half)),
        ("middle left", (x - weg - lang, y - half, x - weg, y + half)),
        ("top center", (x - lang / 2, y + weg, x + lang / 2, y + weg + 2 * half)),
        ("bottom center", (x - lang / 2, y - weg - 2 * half, x + lang / 2, y - weg)),
    ]


def _overlap(een: Doos, ander: Doos) -> bool:
    naast = een[2] <= ander[0] or ander[2] <= een[0]
    return not (naast or een[3] <= ander[1] or ander[3] <= een[1])


def _ends(grenzen: VeiligeTabel, vlak: Trechtervlak) -> list[Doos]:
    """Where the names of the lines stand: above their right end."""
    uit = []
    for rij in _last_limit(grenzen, vlak.breed):
        for code, _, _, naam in STREPEN:
            x, y = vlak.pixels(number(grenzen, rij, "groep") or 0, number(grenzen, rij, code) or 0)
            uit.append((x - LETTER[0] * len(naam), y, x, y + LETTER[1]))
    return uit


def _last_limit(grenzen: VeiligeTabel, breed: int) -> Sequence[VeiligeRij]:
    return [rij for rij in grenzen.rijen if (number(grenzen, rij, "groep") or 0) <= breed][-1:]


def _named(ligging: VeiligeTabel, rij: VeiligeRij, labels: Gebiedslabels) -> bool:
    buiten = value(ligging, rij, "trechter") != BINNEN
    return buiten or labels.slot(str(rij.waarden[0])) is not None


def _funnel_layout(hoog: int, breed: int, grenzen: VeiligeTabel) -> dict[str, Any]:
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
    return base_layout(440) | {
        "margin": {"l": 48, "r": 20, "t": 40, "b": 60},
        "xaxis": as_ | {"range": [0, breed], "tickvals": x,
                        "ticktext": [woorden.whole(w) for w in x]},
        "yaxis": as_ | {"range": [0, hoog], "tickvals": y,
                        "ticktext": [f"{w:g}%".replace(".", ",") for w in y]},
        "annotations": [boven, onder, *_limit_texts(grenzen, breed, hoog)],
    }  # fmt: skip


def _limit_texts(grenzen: VeiligeTabel, breed: int, hoog: int) -> list[dict[str, Any]]:
    """Which line is which, at its right end."""
    return [
        text(1, 0, naam, font={"size": 12, "color": kleuren.STIL})
        | {"xref": "x", "x": number(grenzen, rij, "groep"), "yref": "y", "xanchor": "right",
           "y": number(grenzen, rij, code), "yanchor": "bottom"}
        for rij in _last_limit(grenzen, breed)
        for code, _, _, naam in STREPEN
        if (number(grenzen, rij, code) or 0) <= hoog
    ]  # fmt: skip
