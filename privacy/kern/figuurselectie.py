"""A stored figure with fewer rows: strips are cut out of the sheet, and the rest moves up.

A figure carries `keuze` beside `data` and `layout`: which table it draws, and which labels (by
code of the column, written for HTML as all text of a figure is) its rows, traces and texts are
about. Nothing is drawn again, so the axis, and
what hidden rows look like, stay as they were released. Standard library only.

    keuze: {"tabel": name, "labels": {code: label},        of the whole figure
            "stroken": [{"boven", "onder", "labels", "kop"}],  pixels from the top; a kop heads rows
            "sporen": [{"plek", "labels"}], "teksten": [{"plek", "labels"}],
            "kolommen": [labels], "punten": [labels]}      by place on the axis, or in the trace
"""

import copy
import html
from collections.abc import Mapping, Sequence
from typing import Any

Figuur = Mapping[str, Any]
Gekozen = Mapping[str, set[str]]


def cut(figuur: Figuur, gekozen: Gekozen, tabellen: set[str]) -> Figuur | None:
    """The figure without what was not chosen; None when nothing of it is left."""
    keuze = figuur.get("keuze")
    gekozen = {code: {_written(naam) for naam in namen} for code, namen in gekozen.items()}
    if keuze is None or not _wanted(keuze.get("labels", {}), gekozen):
        return None
    if keuze.get("tabel", "") not in tabellen:
        return None
    nieuw = copy.deepcopy(dict(figuur))
    _drop_parts(nieuw, gekozen)
    stroken = _headed(keuze.get("stroken", []), gekozen)
    if stroken and not any(blijft for strook, blijft in stroken if _counts(strook)):
        return None
    _cut_strips(nieuw, [strook for strook, blijft in stroken if not blijft])
    _drop_columns(nieuw, keuze.get("kolommen", []), gekozen)
    _drop_points(nieuw, keuze.get("punten", []), gekozen)
    return nieuw if nieuw["data"] else None


def _written(naam: str) -> str:
    return html.escape(naam, quote=False)


def _wanted(labels: Mapping[str, str], gekozen: Gekozen) -> bool:
    return all(labels[code] in klassen for code, klassen in gekozen.items() if code in labels)


def _counts(strook: Mapping[str, Any]) -> bool:
    """A row of figures: not a heading, not a line of the key."""
    return not strook.get("kop") and not strook.get("sleutel")


def _headed(
    stroken: Sequence[Mapping[str, Any]], gekozen: Gekozen
) -> list[tuple[Mapping[str, Any], bool]]:
    """Each strip with whether it stays; a heading without rows goes too."""
    uit: list[tuple[Mapping[str, Any], bool]] = []
    onder_kop = False
    for strook in reversed(stroken):
        blijft = _wanted(strook["labels"], gekozen)
        if strook.get("kop"):
            blijft, onder_kop = blijft and onder_kop, False
        else:
            onder_kop = onder_kop or blijft
        uit.append((strook, blijft))
    return uit[::-1]


def _drop_parts(figuur: dict[str, Any], gekozen: Gekozen) -> None:
    """Traces and texts that are about something that was not chosen."""
    for naam, lijst in (("sporen", figuur["data"]), ("teksten", figuur["layout"]["annotations"])):
        delen = figuur["keuze"].get(naam, [])
        weg = {deel["plek"] for deel in delen if not _wanted(deel["labels"], gekozen)}
        lijst[:] = [deel for plek, deel in enumerate(lijst) if plek not in weg]


def _cut_strips(figuur: dict[str, Any], weg: Sequence[Mapping[str, Any]]) -> None:
    if not weg:
        return
    for spoor in figuur["data"]:
        over = [plek for plek, y in enumerate(spoor["y"]) if not _inside(y, weg)]
        _pick(spoor, len(spoor["y"]), over)
        spoor["y"] = [_moved(y, weg) for y in spoor["y"]]
    figuur["data"] = [spoor for spoor in figuur["data"] if spoor["y"]]
    layout = figuur["layout"]
    op_blad = [a for a in layout["annotations"] if a["yref"] == "y"]
    for tekst in op_blad:
        if _inside(tekst["y"], weg):
            layout["annotations"].remove(tekst)
        else:
            tekst["y"] = _moved(tekst["y"], weg)
    for vorm in layout["shapes"]:
        vorm["y0"], vorm["y1"] = _moved(vorm["y0"], weg), _moved(vorm["y1"], weg)
    layout["shapes"] = [vorm for vorm in layout["shapes"] if vorm["y0"] < vorm["y1"]]
    hoogte = layout["yaxis"]["range"][0]
    layout["yaxis"]["range"] = [_moved(hoogte, weg), 0]
    layout["height"] = round(layout["height"] - hoogte + _moved(hoogte, weg))


def _inside(y: float, weg: Sequence[Mapping[str, Any]]) -> bool:
    return any(strook["boven"] <= y < strook["onder"] for strook in weg)


def _moved(y: float, weg: Sequence[Mapping[str, Any]]) -> float:
    """Where a height comes to stand when the strips above it are gone."""
    eraf: float = sum(max(0, min(y, strook["onder"]) - strook["boven"]) for strook in weg)
    return y - eraf


def _drop_columns(
    figuur: dict[str, Any], kolommen: Sequence[Mapping[str, str]], gekozen: Gekozen
) -> None:
    over = [plek for plek, labels in enumerate(kolommen) if _wanted(labels, gekozen)]
    if len(over) == len(kolommen):
        return
    for spoor in figuur["data"]:
        blijft = [plek for plek, x in enumerate(spoor["x"]) if x in over]
        _pick(spoor, len(spoor["x"]), blijft)
        spoor["x"] = [over.index(x) for x in spoor["x"]]
    figuur["data"] = [spoor for spoor in figuur["data"] if spoor["x"]]
    as_ = figuur["layout"]["xaxis"]
    as_["ticktext"] = [as_["ticktext"][plek] for plek in over]
    as_["tickvals"] = list(range(len(over)))
    as_["range"] = [-0.5, len(over) - 0.5]


def _drop_points(
    figuur: dict[str, Any], punten: Sequence[Mapping[str, str]], gekozen: Gekozen
) -> None:
    over = [plek for plek, labels in enumerate(punten) if _wanted(labels, gekozen)]
    if len(over) < len(punten):
        for spoor in figuur["data"]:
            _pick(spoor, len(punten), over)
        figuur["data"] = [spoor for spoor in figuur["data"] if spoor["x"]]


def _pick(deel: dict[str, Any], lang: int, over: Sequence[int]) -> None:
    """Of every list with an entry for each point, at any depth, only these places."""
    for naam, waarde in deel.items():
        if isinstance(waarde, dict):
            _pick(waarde, lang, over)
        elif isinstance(waarde, list) and len(waarde) == lang:
            deel[naam] = [waarde[plek] for plek in over]
