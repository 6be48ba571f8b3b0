"""The intruder reads a whole page and every figure: no number passes him unread."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from benchmarks.inbreker.bladzijde import Onleesbaar, as_content, number, read_page
from benchmarks.inbreker.getallen import (
    Onbekend,
    known_of,
    read_attributes,
    read_figure,
    read_texts,
    together,
)
from benchmarks.inbreker.kanalen import AnderCijfer, read_file, same_rows

KOPPEN = [
    {"code": "gebied", "label": "Gebied", "maat": "label"},
    {"code": "groep", "label": "Groep", "maat": "aantal"},
    {"code": "aantal", "label": "Aantal", "maat": "aantal"},
    {"code": "aandeel", "label": "Aandeel", "maat": "procent"},
    {"code": "van", "label": "Van", "maat": "procent"},
    {"code": "tot", "label": "Tot", "maat": "procent"},
]
RIJEN = [
    {"waarden": ["Buurt 1", 1235, 150, 12, 10, 14], "getoond": True},
    {"waarden": ["Buurt 2", None, None, None, None, None], "getoond": False},
]
TABEL = {"naam": "verdachten", "titel": "Verdachten per buurt", "koppen": KOPPEN, "rijen": RIJEN}
INHOUD: dict[str, Any] = {"n": 2000, "definities": [], "bronnen": ["Politie"], "tabellen": [TABEL]}
BEKEND = known_of(INHOUD)
GESLOTEN = "<td>niet getoond</td>" * 5
PAGINA = f"""<html><body><h1 id="kies_0_1">Kop</h1><p>Van alle inwoners 12% <b>(10 tot 14%)</b>.</p>
<table><caption>Verdachten per buurt</caption>
<thead><tr>{"".join(f"<th>{kop['label']}</th>" for kop in KOPPEN)}</tr></thead><tbody>
<tr><th>Buurt 1</th><td>1.235</td><td>150</td><td>12%</td><td>10%</td><td>14%</td></tr>
<tr><th>Buurt 2</th>{GESLOTEN}</tr></tbody></table>
<div role="img" aria-label="Grafiek. 1 cijfer is niet getoond." data-bron="/figuur/"></div>
</body></html>"""


def test_a_page_holds_the_same_rows_as_the_api():
    bladzijde = read_page(PAGINA)
    same_rows(INHOUD, as_content(INHOUD, bladzijde.tabellen))
    assert read_texts(bladzijde.teksten, BEKEND) == 2


def test_texts_that_are_spoken_are_read_and_places_are_no_figures():
    bladzijde = read_page(PAGINA)
    assert "Grafiek. 1 cijfer is niet getoond." in bladzijde.teksten
    assert (read_attributes(bladzijde), bladzijde.adressen) == (1, ["/figuur/"])


def test_a_table_in_parts_holds_the_same_rows_as_the_api():
    rijen = [{"waarden": [naam, p, 10], "getoond": True} for naam in ("a", "b") for p in (1, 2)]
    koppen = [{"code": c, "label": c, "maat": m} for c, m in
              (("soort", "label"), ("plek", "aantal"), ("aantal", "aantal"))]  # fmt: skip
    inhoud = {"tabellen": [{"naam": "t", "titel": "T", "koppen": koppen, "rijen": rijen}, TABEL]}
    hoofd = "<thead><tr><th>plek</th><th>aantal</th></tr></thead>"
    delen = "".join(
        f"<table><caption>T: {naam}</caption>{hoofd}<tbody><tr><th>1</th><td>10</td></tr>"
        "<tr><th>2</th><td>10</td></tr></tbody></table>"
        for naam in ("a", "b")
    )
    tabellen = read_page(delen + PAGINA).tabellen
    same_rows(inhoud, as_content(inhoud, tabellen))
    with pytest.raises(Onleesbaar):
        as_content(inhoud, tabellen[:1])


@pytest.mark.parametrize(("oud", "nieuw"), [("150", "151"), ("1.235", "1.236"), ("14%", "13%")])
def test_a_page_that_shows_another_figure_is_noticed(oud: str, nieuw: str):
    tabellen = read_page(PAGINA.replace(f"<td>{oud}</td>", f"<td>{nieuw}</td>")).tabellen
    with pytest.raises(AnderCijfer):
        same_rows(INHOUD, as_content(INHOUD, tabellen))


def test_a_page_that_shows_a_hidden_cell_is_noticed():
    open_ = PAGINA.replace(GESLOTEN, "<td>60</td><td>7</td><td></td><td></td><td></td>")
    with pytest.raises(AnderCijfer):
        same_rows(INHOUD, as_content(INHOUD, read_page(open_).tabellen))


def test_a_table_that_the_api_does_not_name_is_no_table_of_ours():
    with pytest.raises(Onleesbaar):
        as_content(INHOUD, read_page(PAGINA + PAGINA).tabellen)


@pytest.mark.parametrize(
    "zin",
    [
        "Van alle inwoners 12% (10 tot 14%).",
        "Er zijn 12 van de 100 verdachten in Buurt 1.",
        "Ongeveer 1 van de 10 inwoners.",
        "1 cijfer is niet getoond, om personen te beschermen.",
        "Inwoners van 65 jaar en ouder op 31 december 2016 (n = 2.000, afgerond)",
    ],
)
def test_numbers_that_the_table_shows_are_known(zin: str):
    assert read_texts([zin], BEKEND) > 0


@pytest.mark.parametrize(
    "zin",
    [
        "Van alle inwoners 12% (10 tot 15%).",
        "Er zijn 13 van de 100 verdachten.",
        "In Buurt 2 staan 7 inwoners geregistreerd.",
        "Dat zijn 1.236 inwoners.",
        "2 cijfers zijn niet getoond.",
        "Ongeveer 3 van de 10 inwoners.",
        "Gemiddeld 12,13 per straat.",
        "inwoners van 41 jaar",
    ],
)
def test_a_number_that_comes_from_nowhere_is_not_passed_over(zin: str):
    with pytest.raises(Onbekend):
        read_texts([zin], BEKEND)


@pytest.mark.parametrize("merk", ['class="vol-7"', 'data-n="7"', 'style="width:7%"', 'value="7,5"'])
def test_an_attribute_can_hide_nothing(merk: str):
    with pytest.raises(Onbekend):
        read_attributes(read_page(f"<p {merk}>tekst</p>"))


def test_a_remark_in_the_source_is_read():
    with pytest.raises(Onbekend):
        read_texts(read_page("<p>tekst</p><!-- 7 verdachten -->").teksten, BEKEND)


FIGUUR: dict[str, Any] = {
    "data": [
        {"type": "scatter", "mode": "markers", "x": [12], "y": [31.0],
         "marker": {"size": 12}, "text": ["Buurt 1: 12% (10 tot 14%)"]},
        {"type": "bar", "orientation": "h", "xaxis": "x2", "x": [0.07], "y": [60.0], "width": 14},
    ],
    "layout": {
        "xaxis": {"tickvals": [0, 5, 10, 15, 20]},
        "annotations": [{"text": "<b>Buurt 1</b>", "xref": "paper", "x": 0}],
        "shapes": [{"x0": 5, "x1": 5}],
    },
    "keuze": {"tabel": "verdachten", "labels": {"gebied": "Buurt 1"}},
}  # fmt: skip


def test_a_figure_holds_what_the_table_shows():
    assert read_figure(FIGUUR, BEKEND) == 3


@pytest.mark.parametrize(
    ("plek", "waarde"),
    [
        (("data", 0, "x"), [12.4]),
        (("data", 0, "text"), ["Buurt 1: 12,4%"]),
        (("data", 0, "customdata"), [150]),
        (("data", 0, "marker"), {"size": 12.4}),
        (("data", 1, "x"), [0.08]),
        (("layout", "xaxis"), {"tickvals": [0, 6, 12]}),
        (("layout", "annotations"), [{"text": "7", "xref": "paper", "x": 0}]),
        (("layout", "shapes"), [{"x0": 12.4}]),
        (("layout", "meta"), {"n": 7}),
        (("keuze", "tabel"), "7 verdachten"),
    ],
)
def test_a_figure_can_hide_nothing(plek: tuple[str | int, ...], waarde: object):
    figuur = copy.deepcopy(FIGUUR)
    deel: Any = figuur
    for stap in plek[:-1]:
        deel = deel[stap]
    deel[plek[-1]] = waarde
    with pytest.raises(Onbekend):
        read_figure(figuur, BEKEND)


VLAK: dict[str, Any] = {
    "data": [{"type": "scatter", "mode": "markers+text", "x": [1235.0], "y": [12.0],
              "text": ["12%"], "customdata": ["Buurt 1: 12% (10 tot 14%)"],
              "marker": {"size": 10}}],
    "layout": {},
}  # fmt: skip


def test_a_plane_of_points_holds_what_the_table_shows():
    assert read_figure(VLAK, BEKEND) == 4


@pytest.mark.parametrize(
    ("naam", "waarde"),
    [
        ("x", [1236.0]),
        ("y", [12.4]),
        ("customdata", ["Buurt 1: 13%"]),
        ("marker", {"size": 12.4}),
        ("ids", ["7"]),
    ],
)
def test_a_plane_can_hide_nothing(naam: str, waarde: object):
    anders = copy.deepcopy(VLAK)
    anders["data"][0][naam] = waarde
    with pytest.raises(Onbekend):
        read_figure(anders, BEKEND)


CSV = (
    "\ufeffVerdachten per buurt\r\nGebied;Groep;Aantal;Aandeel;Van;Tot;getoond\r\n"
    "Buurt 1;1235;150;12;10;14;ja\r\nBuurt 2;;;;;;nee\r\n\r\n"
    "Bron;Politie\r\nPeildatum;2016-12-31\r\n"
)


def test_a_file_holds_the_same_rows_as_the_api():
    same_rows(INHOUD, as_content(INHOUD, read_file(CSV, INHOUD, BEKEND)))


def test_a_file_that_tells_more_is_noticed():
    meer = read_file(CSV.replace("Buurt 2;;;", "Buurt 2;60;7;"), INHOUD, BEKEND)
    with pytest.raises(AnderCijfer):
        same_rows(INHOUD, as_content(INHOUD, meer))
    with pytest.raises(Onbekend):
        read_file(f"{CSV}Verborgen;7\r\n", INHOUD, BEKEND)


@pytest.mark.parametrize(
    ("tekst", "waarde"), [("1.235", 1235), ("12%", 12), ("−1,8", -1.8), ("+4", 4), ("150", 150)]
)
def test_a_figure_is_read_as_we_write_it(tekst: str, waarde: float):
    assert number(tekst) == waarde


@pytest.mark.parametrize(
    ("plek", "gezien"), [("94.8", True), ("50.4", True), ("95.4", False), ("93", False)]
)
def test_a_mark_of_a_strip_stands_where_a_share_is(plek: str, gezien: bool):
    """12 % of 20 or of 40, in a strip of 148 pixels that begins at 6."""
    bladzijde = read_page(f'<svg viewBox="0 0 160 24"><circle cx="{plek}" cy="12" r="5"/></svg>')
    if gezien:
        assert read_attributes(bladzijde, BEKEND) == 4
    else:
        with pytest.raises(Onbekend):
            read_attributes(bladzijde, BEKEND)


def test_a_page_of_several_results_takes_figures_of_all_of_them():
    ander = known_of({**INHOUD, "n": 50, "tabellen": []})
    assert read_texts(["1.235 inwoners, 12% (10 tot 14%)"], together([ander, BEKEND])) == 2
    with pytest.raises(Onbekend):
        read_texts(["1.236 inwoners"], together([ander, BEKEND]))
