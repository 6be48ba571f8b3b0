"""Figures hold no number that is not in the safe table, a place on the sheet or set by policy."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import polars as pl
import pytest

from analyses.kern import bescherming, figuren, kleuren, tabellen, tekenblad, vlakfiguren
from analyses.kern import gebieden as g
from analyses.kern.onderzoek import Gebiedslabels
from analyses.kern.samenhang import Punt, Samenhang
from analyses.kern.specificatie import Basis
from analyses.kern.tekenblad import As, Blad, Figuur, Rij, draw
from privacy.kern import beschermen
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.regressie import Modelfactor, Modelterm, Modeluitkomst
from privacy.kern.veilig import VeiligeTabel

LABELS = Gebiedslabels(("Noord", "Zuid", "Oost"), "De drie buurten samen", "Hele gemeente")
GEBIED = Dimensie(
    "gebied",
    "Buurt",
    ("Noord", "Zuid", "Oost", "Overige buurten"),
    (("De drie buurten samen", (0, 1, 2)), ("Hele gemeente", (0, 1, 2, 3))),
)
ASNAMEN = ("xref", "yref", "xaxis", "yaxis", "overlaying")  # "x2" is no figure
Tekenaar = Callable[[int], tuple[list[VeiligeTabel], list[Figuur]]]


def counts(seed: int, vorm: tuple[int, ...]) -> tuple[Any, Any]:
    kans = np.random.default_rng(seed)
    basis = kans.integers(400, 900, vorm)
    return basis, kans.binomial(basis, kans.uniform(0.05, 0.4, vorm))


def kenmerk(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    klassen = Dimensie("geslacht", "Geslacht", ("man", "vrouw"), ((tabellen.ALLE, (0, 1)),))
    basis, aantal = counts(seed, (2, 4))
    celtabel = Celtabel("verdachten_geslacht", "Verdachten", (klassen, GEBIED), basis, aantal)
    tabel = bescherming.protect_shares(celtabel, Drempelset())
    return [tabel], list(figuren.kenmerk_figures(tabel, LABELS))


def buurten(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    basis, aantal = counts(seed, (4,))
    celtabel = Celtabel("verdachten", "Verdachten", (GEBIED,), basis, aantal)
    tabel = bescherming.protect_shares(celtabel, Drempelset())
    return [tabel], [figuren.area_figure(tabel, LABELS)]


def verdeling(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    klassen = Dimensie("betaalgedrag", "Betaalgedrag", ("betaald", "aanmaning", "oninbaar"))
    basis, _ = counts(seed, (3, 4))
    celtabel = Celtabel("betaalgedrag", "Betaalgedrag", (klassen, GEBIED), basis)
    tabel = bescherming.protect_frequencies(celtabel, Drempelset())
    return [tabel], [figuren.division_figure(tabel), *vlakfiguren.column_figures(tabel, LABELS)]


def overlap(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    woon = Dimensie("woonbuurt", "Woont in", LABELS.onderzocht)
    pleeg = Dimensie("pleegbuurt", "Incident in", (*LABELS.onderzocht, "Een andere buurt"))
    basis, aantal = counts(seed, (3, 4))
    tabel = bescherming.protect_shares(
        Celtabel("overlap", "Overlap", (woon, pleeg), basis, aantal), Drempelset()
    )
    return [tabel], list(figuren.overlap_figures(tabel, LABELS))


def straten(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    kans = np.random.default_rng(seed)
    n = kans.integers(100, 300, 60)
    spreiding = beschermen.Straatspreiding(
        "Noord", n, kans.binomial(n, 0.1), (0.3, 30.0, 28.0, 1.5, 0.2, 0.0, 0.0), 50.0, 59, 0.5
    )
    klassen, toets = beschermen.protect_spread([spreiding], Drempelset(), naam="s", titel="S")
    return [klassen, toets], [figuren.spread_figure(klassen)]


def model(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    kans = np.random.default_rng(seed)
    termen = tuple(
        Modelterm("Leeftijd", klasse, "35 tot en met 49", c, 0.2, 0.01, 500, 60, 9 * c, 2.0)
        for klasse, c in zip(
            ("12 tot en met 17", "65 en ouder"), kans.normal(0, 0.6, 2), strict=True
        )
    )
    factoren = (Modelfactor("Leeftijd", 30.0, 2, 1e-6, 1.0),)
    uitkomst = Modeluitkomst("r", "R", termen, factoren, 2000, 200, 3, 40, -600.0)
    tabellen_ = beschermen.protect_regression(uitkomst, Drempelset())
    return list(tabellen_), list(figuren.regression_figures(*tabellen_[:2]))


def regels(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    basis, aantal = (deel.tolist() for deel in counts(seed, (2,)))
    set_ = beschermen.Regelset(
        "regels",
        "Regels",
        (
            beschermen.Regel((("geslacht", "man"),), "mannen", basis[0], aantal[0]),
            beschermen.Regel((("schuldhulp", "ja"),), "met schuldhulp", basis[1], aantal[1]),
        ),
        9000,
        900,
    )
    tabel = beschermen.protect_rules(set_, Drempelset())
    maten = beschermen.rule_measures(set_, tabel, Drempelset())
    tekening = figuren.rule_figures(tabel, str(tabel.rijen[0].waarden[0]))
    return [tabel, maten], [*tekening, vlakfiguren.rule_plane(tabel, maten)]


def openbaar(seed: int) -> tuple[list[VeiligeTabel], list[Figuur]]:
    kans = np.random.default_rng(seed)
    punten = tuple(Punt(f"BU{p}", *kans.uniform(1, 9, 2).round(1)) for p in range(12))
    samenhang = Samenhang(punten, 0.5, 0.1, 0.8, 0.01, 0)
    paar = bescherming.relation_table(samenhang, lambda c: c, ("Cohesie", "Overlast"), "Bron: CBS")
    return list(paar), [vlakfiguren.relation_figure(paar[0])]


ALLE: list[Tekenaar] = [kenmerk, buurten, verdeling, overlap, straten, model, regels, openbaar]
PERSONEN = [tekenaar for tekenaar in ALLE if tekenaar is not openbaar]


def leaves(knoop: Any, pad: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(knoop, dict):
        for sleutel, deel in knoop.items():
            yield from leaves(deel, (*pad, sleutel))
    elif isinstance(knoop, list):
        for plek, deel in enumerate(knoop):
            yield from leaves(deel, (*pad, plek))
    else:
        yield pad, knoop


def numbers_in(tekst: str) -> set[float]:
    kaal = re.sub(r"<[^>]*>|%\{[^}]*\}|#[0-9A-F]{6}", " ", tekst).replace("−", "-")
    return {abs(float(deel.replace(",", "."))) for deel in re.findall(r"\d+(?:,\d+)?", kaal)}


def allowed(tabellen_: list[VeiligeTabel]) -> set[float]:
    """Every figure of the tables, as it is and with one decimal, and the numbers in their words."""
    goed: set[float] = set()
    for tabel in tabellen_:
        for rij in tabel.rijen:
            for waarde in rij.waarden:
                if isinstance(waarde, str):
                    goed |= numbers_in(waarde)
                elif waarde is not None:
                    goed |= {abs(float(waarde)), round(abs(float(waarde)) + 1e-9, 1)}
        goed |= {getal for kop in tabel.koppen for getal in numbers_in(kop.label)}
    return goed


POLICY = {
    *(s for assen in (figuren.AANDEELASSEN, figuren.PUNTENASSEN) for a in assen for s in a.stippen),
    *(s for assen in (figuren.ODDSASSEN, figuren.STRATENASSEN) for a in assen for s in a.stippen),
    tekenblad.TEGEL,
    100 * tekenblad.TEGEL,
    100.0,
}


@pytest.mark.parametrize("tekenaar", PERSONEN)
def test_every_place_on_the_scale_is_in_the_table_or_policy(tekenaar: Tekenaar) -> None:
    tabellen_, tekening = tekenaar(1)
    goed = allowed(tabellen_) | {abs(waarde) for waarde in POLICY} | set(range(10))
    for figuur in tekening:
        kolommen = {"x", "y"} if "tickvals" in figuur["layout"].get("yaxis", {}) else {"x"}
        for pad, waarde in leaves(figuur["data"]):
            if isinstance(waarde, int | float) and pad[1] in kolommen:
                assert abs(waarde) in goed, pad


@pytest.mark.parametrize("tekenaar", PERSONEN)
def test_every_number_in_the_words_is_in_the_table_or_policy(tekenaar: Tekenaar) -> None:
    tabellen_, tekening = tekenaar(2)
    goed = allowed(tabellen_) | {abs(waarde) for waarde in POLICY}
    for figuur in tekening:
        for pad, waarde in leaves(figuur):
            if isinstance(waarde, str) and not waarde.startswith("#") and pad[-1] not in ASNAMEN:
                assert numbers_in(waarde) <= goed, (pad, waarde)


@pytest.mark.parametrize("tekenaar", PERSONEN)
def test_what_is_no_place_on_the_scale_does_not_depend_on_the_data(tekenaar: Tekenaar) -> None:
    """Sizes, heights, colours: the same for other counts behind the same shown classes."""
    eerste, tweede = (tekenaar(seed)[1] for seed in (1, 2))
    for een, twee in zip(eerste, tweede, strict=True):
        ander = dict(leaves(twee))
        for pad, waarde in leaves(een):
            if isinstance(waarde, int | float) and not _on_scale(pad):
                assert ander.get(pad) == waarde, pad


def _on_scale(pad: tuple[Any, ...]) -> bool:
    """Figures of the table, and the ranges that policy has for them."""
    if pad[0] == "data":
        return pad[2] in ("x", "y")
    as_ = pad[1] in ("xaxis", "yaxis") and pad[2] in ("range", "tickvals")
    lijn = pad[1] in ("shapes", "annotations") and pad[-1] in ("x", "x0", "x1")
    return as_ or lijn


@pytest.mark.parametrize("tekenaar", ALLE)
def test_a_figure_is_plain_json_without_template_or_legend(tekenaar: Tekenaar) -> None:
    for figuur in tekenaar(3)[1]:
        assert json.loads(json.dumps(figuur, allow_nan=False)) == figuur
        assert "template" not in figuur["layout"]
        assert figuur["layout"]["showlegend"] is False
        assert figuur["layout"]["separators"] == ",."
        assert figuur["layout"]["paper_bgcolor"] == kleuren.WIT
        assert "width" not in figuur["layout"]


@pytest.mark.parametrize("tekenaar", ALLE)
def test_axes_of_shares_begin_at_zero_and_text_is_horizontal(tekenaar: Tekenaar) -> None:
    for figuur in tekenaar(3)[1]:
        as_ = figuur["layout"]["xaxis"]
        if as_.get("ticktext") and as_["ticktext"][0].endswith("%"):
            assert as_["range"][0] == 0
        assert as_.get("tickangle", 0) == 0


def test_panels_of_one_result_have_equal_axes() -> None:
    _, panelen = kenmerk(4)
    assert len({json.dumps(figuur["layout"]["xaxis"]) for figuur in panelen}) == 1
    assert len(panelen) == 4


def hidden_table() -> VeiligeTabel:
    basis = np.array([600, 700, 800, 900])
    celtabel = Celtabel("verdachten", "V", (GEBIED,), basis, np.array([4, 70, 80, 90]))
    return bescherming.protect_shares(celtabel, Drempelset())


def test_a_hidden_row_is_a_tile_of_fixed_width_with_words() -> None:
    tabel = hidden_table()
    figuur = figuren.area_figure(tabel, LABELS)
    tegels = [spoor for spoor in figuur["data"] if "pattern" in spoor.get("marker", {})]
    assert [len(spoor["x"]) for spoor in tegels] == [tabel.verborgen]
    assert set(tegels[0]["x"]) == {tekenblad.TEGEL}
    assert tegels[0]["xaxis"] == "x2"
    teksten = [a["text"] for a in figuur["layout"]["annotations"]]
    assert teksten.count("niet getoond") == tabel.verborgen


def test_a_hidden_row_has_no_place_on_the_scale() -> None:
    tabel = hidden_table()
    figuur = figuren.area_figure(tabel, LABELS)
    stippen = next(s for s in figuur["data"] if s.get("mode") == "markers")
    assert len(stippen["x"]) == len(tabel.rijen) - tabel.verborgen


def test_a_figure_never_tells_why_a_row_is_hidden() -> None:
    tekst = json.dumps(figuren.area_figure(hidden_table(), LABELS))
    assert "Minder dan" not in tekst
    assert "reden" not in tekst


def test_a_buurt_keeps_its_slot() -> None:
    _, [figuur] = buurten(5)
    stippen = next(s for s in figuur["data"] if s.get("mode") == "markers")
    assert stippen["marker"]["color"][:3] == [slot.kleur for slot in kleuren.BUURTEN]
    assert stippen["marker"]["symbol"][:3] == [slot.vorm for slot in kleuren.BUURTEN]


def test_names_of_areas_are_escaped() -> None:
    gebied = Dimensie("gebied", "Buurt", ("<a href='x'>Noord</a>", "Zuid"))
    basis, aantal = counts(1, (2,))
    tabel = bescherming.protect_shares(Celtabel("v", "V", (gebied,), basis, aantal), Drempelset())
    tekst = json.dumps(figuren.area_figure(tabel, Gebiedslabels(gebied.klassen)))
    assert "<a " not in tekst


@pytest.mark.parametrize(("hoogste", "einde"), [(19, 20), (20, 20), (21, 40), (61, 100)])
def test_the_axis_is_the_smallest_of_policy_that_holds_everything(
    hoogste: float, einde: float
) -> None:
    assert figuren._fitting(figuren.AANDEELASSEN, [0, hoogste]).tot == einde


def test_an_array_fills_as_many_squares_as_the_share() -> None:
    tabellen_, (alle, groep, _, _) = regels(6)
    gevuld = [f["data"][0]["marker"]["color"].count(kleuren.ACCENT.kleur) for f in (alle, groep)]
    tabel = tabellen_[0]
    assert gevuld == [tabel.kolom("basis")[0], tabel.kolom("aandeel")[0]]
    assert len(groep["data"][0]["x"]) == 100


def test_every_shown_share_has_its_margin_drawn() -> None:
    [tabel, _], (_, _, balken, _) = regels(6)
    verdeeld, (_, *kolommen) = verdeling(6)
    lijnen = [[s["x"] for s in balken["data"] if s.get("mode") == "lines"]]
    lijnen += [[s["y"] for s in f["data"] if "lines" in s.get("mode", "")] for f in kolommen]
    assert lijnen[0] == [list(paar) for paar in zip(*map(tabel.kolom, ("van", "tot")), strict=True)]
    rijen = [r for r in verdeeld[0].rijen if r.getoond and r.waarden[1] in LABELS.panelen]
    assert sum(map(len, lijnen[1:])) == len(rijen)


def test_without_its_rule_there_is_no_array() -> None:
    tabel = regels(6)[0][0]
    assert len(figuren.rule_figures(tabel, "een groep die er niet is")) == 1


def test_what_weighs_most_stands_first_where_kenmerken_were_weighed() -> None:
    factoren = tuple(
        Modelfactor(naam, chi2, 2, 1e-6, deel)
        for naam, chi2, deel in (("Leeftijd", 40.0, 0.27), ("Geslacht", 30.0, 0.73))
    )
    uitkomst = Modeluitkomst("r", "R", (), factoren, 2000, 200, 3, 40, -600.0)
    tabel = beschermen.protect_regression(uitkomst, Drempelset())[1]
    [figuur] = figuren._weight_figures(tabel)
    assert [spoor["x"] for spoor in figuur["data"] if spoor["type"] == "bar"] == [[73, 27]]
    assert [strook["labels"] for strook in figuur["keuze"]["stroken"]] == [
        {"kenmerk": "Geslacht"}, {"kenmerk": "Leeftijd"}
    ]  # fmt: skip


def contrast(kleur: str, ander: str = kleuren.WIT) -> float:
    """WCAG 2.2 contrast ratio."""

    def luminance(hexkleur: str) -> float:
        delen = [int(hexkleur[p : p + 2], 16) / 255 for p in (1, 3, 5)]
        lineair = [d / 12.92 if d <= 0.04045 else ((d + 0.055) / 1.055) ** 2.4 for d in delen]
        return float(np.dot([0.2126, 0.7152, 0.0722], lineair))

    licht, donker = sorted((luminance(kleur), luminance(ander)), reverse=True)
    return (licht + 0.05) / (donker + 0.05)


@pytest.mark.parametrize(
    "slot", [*kleuren.BUURTEN, kleuren.OVERIG, kleuren.SAMEN, kleuren.GEMEENTE]
)
def test_marks_stand_out_on_white(slot: kleuren.Slot) -> None:
    assert contrast(slot.kleur) >= 3


@pytest.mark.parametrize("kleur", [kleuren.TEKST, kleuren.STIL])
def test_text_stands_out_on_white(kleur: str) -> None:
    assert contrast(kleur) >= 4.5


def test_text_stands_out_on_every_step_of_the_ramp() -> None:
    paren = zip(kleuren.OP_REEKS, kleuren.REEKS, strict=True)
    assert all(contrast(tekst, grond) >= 4.5 for tekst, grond in paren)


def test_slots_differ_in_shape_as_well() -> None:
    slots = [*kleuren.BUURTEN, kleuren.OVERIG, kleuren.GEMEENTE]
    assert len({slot.vorm for slot in slots}) == len(slots)


def test_the_real_table_of_residents_is_drawn(
    bewoners: pl.DataFrame, koppeling: Any, gebieden: Any, onderzoek: Any
) -> None:
    indeling = g.areas(gebieden, koppeling.verslag, onderzoek)
    tabel = bescherming.protect_shares(
        tabellen.kenmerk_table(
            tabellen.of_age(bewoners, Basis.vanaf_12), "huurachterstand", indeling
        ),
        Drempelset(),
    )
    [eerste, *_] = figuren.kenmerk_figures(tabel, indeling.labels)
    labels = [a["text"] for a in eerste["layout"]["annotations"]]
    assert labels.index("niet van toepassing") > labels.index("meer dan 6 maanden")


@pytest.mark.parametrize(
    ("label", "tekst"),
    [
        ("0 tot 10% verdachten", "29 (toeval: 17 tot 38)"),
        ("12 tot en met 17 of 18 tot en met 24", "1,4 (1,0 tot 1,8)"),
        ("Wie er woont, samen", "+1,7 (+1,4 tot +1,9)"),
        ("man", "+9 (+7 tot +11)"),
    ],
)
def test_a_label_stays_clear_of_the_figure_beside_it_on_a_small_screen(
    label: str, tekst: str
) -> None:
    """At 320 pixels 38 characters stand beside each other."""
    figuur = draw(Blad("", As(0, 100, (0, 100)), (Rij(label, tekst, 5.0, 1.0, 9.0),)))
    links, rechts = (a["text"] for a in figuur["layout"]["annotations"])
    assert rechts == tekst
    assert max(len(regel) for regel in links.split("<br>")) + len(rechts) <= 38
    assert " ".join(links.split("<br>")) == label
