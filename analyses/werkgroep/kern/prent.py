"""A stored figure as a picture for paper: drawn again with matplotlib, from its data alone.

Knows what `analyses.kern.figuren` makes (rows, columns, squares, dots in a plane) and no other
part of Plotly. Sizes are pixels of a page 640 wide, as on the screen.
"""

import html
import io
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from analyses.werkgroep.kern.bladbreed import fitted

BREED = 640  # pixels
FIJN = 200  # dots an inch of the picture; a page is drawn at 100 pixels an inch
MERKEN = {
    "circle": "o", "circle-open": "o", "square": "s", "square-open": "s", "diamond": "D",
    "line-ns-open": "|",
}  # fmt: skip
STREPEN = {"solid": "-", "dash": "--", "dot": ":", "dashdot": "-."}
LETTERTYPE = "DejaVu Sans"
PUNT = 72 / 100  # points in a pixel
NAAST = 9  # pixels between the middle of a dot and its name
BOVEN = 6  # pixels above the first line, which on the screen the page gives


class Prenten:
    """Pictures that were drawn before; three documents show the same ones."""

    def __init__(self) -> None:
        self._gemaakt: dict[int, tuple[Mapping[str, Any], bytes]] = {}

    def png(self, figuur: Mapping[str, Any]) -> bytes:
        if id(figuur) not in self._gemaakt:
            # The figure is kept beside its picture: an id counts while it lives.
            self._gemaakt[id(figuur)] = (figuur, draw_png(figuur))
        return self._gemaakt[id(figuur)][1]


def size(figuur: Mapping[str, Any]) -> tuple[int, int]:
    """Width and height in pixels."""
    return BREED, int(fitted(figuur, BREED)["layout"]["height"]) + BOVEN


def draw_png(figuur: Mapping[str, Any]) -> bytes:
    breed, hoog = size(figuur)
    figuur = fitted(figuur, breed)
    vel = Figure(figsize=(breed / 100, hoog / 100), dpi=FIJN, facecolor="white")
    FigureCanvasAgg(vel)
    indeling = figuur["layout"]
    as_ = _axes(vel, indeling, breed, hoog)
    for spoor in figuur["data"]:
        (_bar if spoor["type"] == "bar" else _scatter)(as_, spoor)
    for vorm in indeling.get("shapes", ()):
        _line(as_, vorm)
    for tekst in indeling.get("annotations", ()):
        _annotation(as_, tekst)
    uit = io.BytesIO()
    vel.savefig(uit, format="png", metadata={"Software": None})
    return uit.getvalue()


def _axes(vel: Figure, indeling: Mapping[str, Any], breed: int, hoog: int) -> Axes:
    rand = indeling["margin"]
    vak = (
        rand["l"] / breed, rand["b"] / hoog, 1 - (rand["l"] + rand["r"]) / breed,
        1 - (rand["t"] + BOVEN + rand["b"]) / hoog,
    )  # fmt: skip
    as_ = vel.add_axes(vak)
    for kant in as_.spines.values():
        kant.set_visible(False)
    as_.tick_params(length=0, labelsize=13 * PUNT, labelcolor="#595959")
    _x_axis(as_, indeling["xaxis"])
    _y_axis(as_, indeling["yaxis"])
    if "scaleanchor" in indeling["yaxis"] or "scaleanchor" in indeling["xaxis"]:
        as_.set_aspect("equal", anchor="NW")
    return as_


def _x_axis(as_: Axes, x: Mapping[str, Any]) -> None:
    log = x.get("type") == "log"
    if log:
        as_.set_xscale("log")
    van, tot = (10**grens if log else grens for grens in x.get("range", (0, 1)))
    as_.set_xlim(van, tot)
    as_.minorticks_off()
    _ticks(as_.set_xticks, x)
    if x.get("gridcolor") and x.get("showgrid", True):
        as_.grid(axis="x", color=x["gridcolor"], linewidth=1, zorder=0)


def _y_axis(as_: Axes, y: Mapping[str, Any]) -> None:
    as_.set_ylim(*y.get("range", (0, 1)))
    _ticks(as_.set_yticks, y)
    if y.get("gridcolor") and y.get("showgrid", True):
        as_.grid(axis="y", color=y["gridcolor"], linewidth=1, zorder=0)


def _ticks(zet: Any, gegevens: Mapping[str, Any]) -> None:
    if gegevens.get("visible") is False:
        zet([])
    elif "tickvals" in gegevens:
        weg = gegevens.get("showticklabels") is False
        woorden = gegevens.get("ticktext", gegevens["tickvals"])
        zet(gegevens["tickvals"], [""] * len(woorden) if weg else [plain(str(w)) for w in woorden])


def _bar(as_: Axes, spoor: Mapping[str, Any]) -> None:
    """One rectangle a value; horizontal ones start where `base` says, or at 0."""
    liggend, breed = spoor.get("orientation") == "h", spoor.get("width", 0.8)
    waarden = spoor["x"] if liggend else spoor["y"]
    plekken = spoor["y"] if liggend else spoor["x"]
    kant = as_.get_xlim() if liggend else as_.get_ylim()
    # Where the next part of a stack begins: kept with the axes it was drawn on.
    bodem: dict[tuple[bool, float], float] = as_.__dict__.setdefault("_bodem", {})
    paper = spoor.get("xaxis") == "x2"
    for nummer, (plek, waarde) in enumerate(zip(plekken, waarden, strict=True)):
        if waarde is None:
            continue
        lengte = waarde * (kant[1] - kant[0]) if paper else waarde
        begin = kant[0] if paper else bodem.get((liggend, plek), 0.0)
        if not paper:
            bodem[(liggend, plek)] = begin + waarde
        _rectangle(as_, spoor, nummer, (plek, begin, lengte, breed, liggend))


def _rectangle(
    as_: Axes,
    spoor: Mapping[str, Any],
    nummer: int,
    waar: tuple[float, float, float, float, bool],
) -> None:
    plek, begin, lengte, breed, liggend = waar
    merk = spoor.get("marker", {})
    rand = merk.get("line", {})
    hoek = (begin, plek - breed / 2) if liggend else (plek - breed / 2, begin)
    maat = (lengte, breed) if liggend else (breed, lengte)
    arcering = "////" if "pattern" in merk else None
    as_.add_patch(
        Rectangle(
            hoek, *maat, facecolor=_nth(merk.get("color", "#12436D"), nummer),
            edgecolor="#767676" if arcering else rand.get("color", "none"),
            linewidth=rand.get("width", 0) * PUNT, hatch=arcering, zorder=3,
        )
    )  # fmt: skip
    woord = _nth(spoor.get("text", ""), nummer)
    if woord and spoor.get("textposition") != "none":
        _bar_text(as_, spoor, str(woord), waar)


def _bar_text(
    as_: Axes,
    spoor: Mapping[str, Any],
    woord: str,
    waar: tuple[float, float, float, float, bool],
) -> None:
    plek, begin, lengte, _, liggend = waar
    buiten = spoor.get("textposition") == "outside"
    kleur = spoor.get("textfont", {}).get("color", "#0B0C0C")
    kleur = kleur if isinstance(kleur, str) else kleur[0]
    if liggend:
        x, y = (begin + lengte if buiten else begin + lengte / 2), plek
        stand = {"ha": "left" if buiten else "center", "va": "center"}
    else:
        x, y = plek, begin + lengte
        stand = {"ha": "center", "va": "bottom" if buiten else "top"}
    _text(as_, x, y, woord, 13, color=kleur, transform=as_.transData, **stand)


def _scatter(as_: Axes, spoor: Mapping[str, Any]) -> None:
    x, y, soort = spoor["x"], spoor["y"], spoor.get("mode", "markers")
    if spoor.get("fill") == "toself":
        _area(as_, spoor)
    elif "lines" in soort:
        lijn = spoor.get("line", {})
        as_.plot(x, y, color=lijn.get("color"), linewidth=lijn.get("width", 2) * PUNT,
                 linestyle=STREPEN.get(lijn.get("dash", "solid"), "-"),
                 solid_capstyle="butt", clip_on=False, zorder=4)  # fmt: skip
    if "markers" in soort:
        for nummer, (een, ander) in enumerate(zip(x, y, strict=True)):
            _marker(as_, spoor.get("marker", {}), nummer, een, ander)
    if "text" in soort:
        _labels(as_, spoor)


def _area(as_: Axes, spoor: Mapping[str, Any]) -> None:
    """A closed line and what is in it; None stands between its parts."""
    deel: list[tuple[float, float]] = []
    for x, y in [*zip(spoor["x"], spoor["y"], strict=True), (None, None)]:
        if x is not None:
            deel.append((x, y))
            continue
        _polygon(as_, spoor, deel)
        deel = []


def _polygon(as_: Axes, spoor: Mapping[str, Any], deel: list[tuple[float, float]]) -> None:
    rand, arcering = spoor.get("line", {}), "fillpattern" in spoor
    as_.add_patch(
        Polygon(
            deel, facecolor=spoor.get("fillcolor", "none"), alpha=spoor.get("opacity"),
            edgecolor="#767676" if arcering else rand.get("color", "none"),
            linewidth=rand.get("width", 0) * PUNT, hatch="////" if arcering else None, zorder=3,
        )
    )  # fmt: skip


def _marker(as_: Axes, merk: Mapping[str, Any], nummer: int, x: Any, y: Any) -> None:
    vorm = str(_nth(merk.get("symbol", "circle"), nummer))
    kleur, rand = _nth(merk.get("color", "#12436D"), nummer), merk.get("line", {})
    dik = _nth(rand.get("width", 0), nummer)
    leeg = vorm.endswith("open")
    as_.plot(
        [x], [y], linestyle="none", marker=MERKEN.get(vorm, "o"),
        markersize=_nth(merk.get("size", 8), nummer) * PUNT, clip_on=False, zorder=5,
        markerfacecolor="white" if leeg else kleur,
        markeredgecolor=kleur if leeg else _nth(rand.get("color", kleur), nummer),
        markeredgewidth=(dik or (2 if leeg else 0)) * PUNT, alpha=merk.get("opacity"),
    )  # fmt: skip


def _labels(as_: Axes, spoor: Mapping[str, Any]) -> None:
    """Beside, above or below a dot, as Plotly says it: "top center", "middle left"."""
    stijl = spoor.get("textfont", {})
    for nummer, (x, y) in enumerate(zip(spoor["x"], spoor["y"], strict=True)):
        woord = str(_nth(spoor.get("text", ""), nummer) or "")
        hoogte, _, kant = str(_nth(spoor.get("textposition", "middle right"), nummer)).partition(
            " "
        )
        if woord:
            _text(
                as_, *_away(as_, x, y, hoogte, kant), woord, stijl.get("size", 13),
                color=stijl.get("color"), ha={"left": "right", "right": "left"}.get(kant, "center"),
                va={"top": "bottom", "bottom": "top"}.get(hoogte, "center"),
            )  # fmt: skip


def _away(as_: Axes, x: float, y: float, hoogte: str, kant: str) -> tuple[float, float]:
    """In pixels of the picture, clear of the dot."""
    op_x, op_y = as_.transData.transform((x, y))
    weg = NAAST * FIJN / 100
    naast = {"left": -weg, "right": weg}.get(kant, 0) if hoogte == "middle" else 0
    return op_x + naast, op_y + {"top": weg, "bottom": -weg}.get(hoogte, 0)


def _line(as_: Axes, vorm: Mapping[str, Any]) -> None:
    if vorm.get("xsizemode") == "pixel":
        _tile(as_, vorm)
        return
    lijn = vorm.get("line", {})
    laag = 2 if vorm.get("layer") == "below" else 6
    as_.plot([vorm["x0"], vorm["x1"]], [vorm["y0"], vorm["y1"]], color=lijn.get("color"),
             linewidth=lijn.get("width", 1) * PUNT, clip_on=False, zorder=laag)  # fmt: skip


def _tile(as_: Axes, vorm: Mapping[str, Any]) -> None:
    """A rectangle, or a line, in pixels from a corner of the axes."""
    schuif = FIJN / 100
    x, y = as_.transAxes.transform((vorm["xanchor"], vorm["yanchor"]))
    if vorm["type"] == "line":
        plekken = [[kant + vorm[f"{as_naam}{k}"] * schuif for k in (0, 1)]
                   for kant, as_naam in ((x, "x"), (y, "y"))]  # fmt: skip
        kleur, dik = vorm["line"]["color"], vorm["line"]["width"] * PUNT
        as_.add_artist(Line2D(*plekken, color=kleur, linewidth=dik, transform=IdentityTransform()))
        return
    as_.add_artist(
        Rectangle(
            (x + vorm["x0"] * schuif, y + vorm["y0"] * schuif),
            (vorm["x1"] - vorm["x0"]) * schuif, (vorm["y1"] - vorm["y0"]) * schuif,
            facecolor=vorm["fillcolor"], edgecolor=vorm["line"]["color"],
            linewidth=vorm["line"]["width"] * PUNT, transform=IdentityTransform(), clip_on=False,
        )
    )  # fmt: skip


def _annotation(as_: Axes, gegevens: Mapping[str, Any]) -> None:
    """`paper` is the part of the axes; shifts are pixels to the right and up."""
    op_as = (gegevens.get("xref") != "paper", gegevens.get("yref") != "paper")
    x, y = gegevens["x"], gegevens["y"]
    if op_as[0] and as_.get_xscale() == "log":
        x = 10**x
    punt = as_.transData.transform((x if op_as[0] else 1, y if op_as[1] else 0))
    vak = as_.transAxes.transform((0 if op_as[0] else x, 0 if op_as[1] else y))
    schuif = FIJN / 100
    plek = (
        (punt if op_as[0] else vak)[0] + gegevens.get("xshift", 0) * schuif,
        (punt if op_as[1] else vak)[1] + gegevens.get("yshift", 0) * schuif,
    )
    stijl = gegevens.get("font", {})
    _text(
        as_, *plek, gegevens["text"], stijl.get("size", 14),
        color=stijl.get("color", "#0B0C0C"), transform=None,
        ha=gegevens.get("xanchor", "left"), va=gegevens.get("yanchor", "top"),
        multialignment=gegevens.get("align", "left"),
    )  # fmt: skip


def _text(as_: Axes, x: float, y: float, tekst: str, grootte: float, **stijl: Any) -> Text:
    """`transform` None: places are pixels of the picture."""
    stijl["va"] = {"middle": "center"}.get(stijl.get("va", ""), stijl.get("va"))
    vet = "<b>" in tekst
    if stijl.get("transform") is None:
        stijl["transform"] = IdentityTransform()
    return as_.text(
        x, y, plain(tekst), fontsize=grootte * PUNT * 0.92, family=LETTERTYPE, zorder=8,
        weight="bold" if vet else "normal", clip_on=False, linespacing=1.25, **stijl,
    )  # fmt: skip


def plain(tekst: str) -> str:
    """Plotly's tags away; a dollar sign is no formula."""
    zonder = re.sub(r"<[^>]*>", "", re.sub(r"<br ?/?>", "\n", tekst))
    return html.unescape(zonder).replace("$", r"\$")


def _nth(waarde: Any, nummer: int) -> Any:
    """The n-th of a list, or what counts for all."""
    if isinstance(waarde, Sequence) and not isinstance(waarde, str):
        return waarde[nummer]
    return waarde


def scaled(figuur: Mapping[str, Any], breed: float, hoog: float) -> tuple[float, float]:
    """Width and height that fit within both, in the unit that is asked."""
    eigen_breed, eigen_hoog = size(figuur)
    factor = min(breed / eigen_breed, hoog / eigen_hoog)
    return eigen_breed * factor, math.floor(eigen_hoog * factor * 100) / 100
