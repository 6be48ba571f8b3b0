"""A selection leaves rows out of a result, and does nothing else."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.kern import beschermen
from privacy.kern.celtabel import Celtabel
from privacy.kern.drempels import Drempelset
from privacy.kern.selectie import (
    MEESTE,
    OnjuisteSelectie,
    Selectie,
    choices,
    read_selection,
    select,
)
from privacy.kern.veilig import VeiligeTabel, VeiligResultaat

_spec = importlib.util.spec_from_file_location(
    "figuurmateriaal", Path(__file__).with_name("test_figuren.py")
)
assert _spec is not None
assert _spec.loader is not None
materiaal = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(materiaal)

SOORTEN = ("kenmerk", "buurten", "verdeling", "overlap", "straten", "model", "regels", "openbaar")
_gemaakt: dict[str, VeiligResultaat] = {}


def result(soort: str) -> VeiligResultaat:
    """As it would be stored and read back."""
    if soort not in _gemaakt:
        tabellen, figuren = getattr(materiaal, soort)(3)
        heel = beschermen.safe_result(
            drempels=Drempelset(), soort=soort, bevinding="B", ondertitel="O", zin="Z",
            leeswijzer=(),
            alt="A", bronnen=("BRP",), peildatum="2016-12-31", periode="2016", n=1000, basis="b",
            definities=(), tabellen=tuple(tabellen), figuren=tuple(figuren), specificatie={},
            personen=soort != "openbaar",
        )  # fmt: skip
        kijkers = heel.voor_kijkers()
        _gemaakt[soort] = VeiligResultaat.uit_json(kijkers.als_json(), kijkers.sha256)
    return _gemaakt[soort]


@st.composite
def selections(draw: st.DrawFn, heel: VeiligResultaat) -> Selectie:
    klassen = {}
    for lijst in choices(heel):
        plekken = draw(st.sets(st.integers(0, len(lijst.klassen) - 1)))
        if plekken:
            klassen[lijst.code] = tuple(sorted(plekken))
    tabellen = draw(st.sets(st.integers(0, len(heel.tabellen) - 1)))
    return Selectie(tuple(sorted(tabellen)), klassen)


def by_name(resultaat: VeiligResultaat) -> dict[str, VeiligeTabel]:
    return {tabel.naam: tabel for tabel in resultaat.tabellen}


@pytest.mark.parametrize("soort", SOORTEN)
def test_every_row_of_a_selection_stands_in_the_result_in_the_same_order(soort: str):
    heel = result(soort)

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(selectie=selections(heel))
    def holds(selectie: Selectie) -> None:
        for naam, tabel in by_name(select(heel, selectie)).items():
            rest = iter(by_name(heel)[naam].rijen)
            assert all(rij in rest for rij in tabel.rijen)
            assert tabel.koppen == by_name(heel)[naam].koppen

    holds()


def texts(figuur: Any) -> list[str]:
    """What is written on it, and what a pointer reads: with the figures in it."""
    uit = [a["text"] for a in figuur["layout"].get("annotations", [])]
    for spoor in figuur["data"]:
        for veld in ("text", "hovertext"):
            uit += [t for t in spoor.get(veld) or [] if isinstance(spoor[veld], list)]
    return uit


@pytest.mark.parametrize("soort", SOORTEN)
def test_a_figure_of_a_selection_writes_nothing_that_the_whole_did_not(soort: str):
    heel = result(soort)
    gezegd = {tekst for figuur in heel.figuren for tekst in texts(figuur)}

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(selectie=selections(heel))
    def holds(selectie: Selectie) -> None:
        for figuur in select(heel, selectie).figuren:
            assert set(texts(figuur)) <= gezegd
            assert figuur["data"]

    holds()


def test_all_of_nothing_chosen_is_the_result_itself():
    heel = result("kenmerk")
    assert select(heel, Selectie()) is heel


def test_a_figure_has_the_rows_of_its_table_and_no_others():
    deel = select(result("kenmerk"), Selectie((), {"gebied": (0,), "geslacht": (1,)}))
    (figuur,) = deel.figuren
    assert {rij.waarden[:2] for rij in deel.tabellen[0].rijen} == {("vrouw", "Noord")}
    assert not any(tekst.startswith(("man", "iedereen")) for tekst in texts(figuur))
    assert any(tekst.startswith("vrouw") for tekst in texts(figuur))


def test_what_stays_moves_up_and_the_axis_stays():
    heel = result("kenmerk")
    voor, na = heel.figuren[0], select(heel, Selectie((), {"geslacht": (1,)})).figuren[0]
    assert na["layout"]["height"] < voor["layout"]["height"]
    assert na["layout"]["xaxis"] == voor["layout"]["xaxis"]


def test_without_the_municipality_its_line_and_explanation_go():
    heel = result("kenmerk")
    gemeente = choices(heel)[1].klassen.index("Hele gemeente")
    plekken = tuple(p for p in range(len(choices(heel)[1].klassen)) if p != gemeente)
    figuur = select(heel, Selectie((), {"gebied": plekken})).figuren[0]
    assert not any("Streepje" in tekst for tekst in texts(figuur))
    assert not any(
        spoor.get("marker", {}).get("symbol") == "line-ns-open" for spoor in figuur["data"]
    )


def test_a_heading_without_rows_goes():
    heel = result("model")
    (klassen,) = (lijst for lijst in choices(heel) if lijst.code == "klasse")
    deel = select(heel, Selectie((), {"klasse": (klassen.klassen.index("65 en ouder"),)}))
    assert sum("vergeleken met" in tekst for tekst in texts(deel.figuren[0])) == 1
    assert not any("12 tot en met 17" in tekst for tekst in texts(deel.figuren[0]))


def test_columns_close_up():
    deel = select(result("verdeling"), Selectie((), {"betaalgedrag": (0, 2)}))
    as_ = deel.figuren[1]["layout"]["xaxis"]
    assert [as_["ticktext"], as_["tickvals"]] == [["betaald", "oninbaar"], [0, 1]]


def test_of_public_figures_a_dot_stays_for_each_chosen_buurt():
    deel = select(result("openbaar"), Selectie((), {"buurt": (2, 5)}))
    assert deel.figuren[0]["data"][0]["customdata"] == ["BU2", "BU5"]


def test_a_figure_without_parts_is_left_out_of_a_selection():
    """Stored by an older version: better no chart than one that shows something else."""
    heel = result("kenmerk")
    tekst = heel.als_json().replace('"keuze":', '"vroeger":')
    zonder = VeiligResultaat.uit_json(tekst, hashlib.sha256(tekst.encode()).hexdigest())
    assert select(zonder, Selectie((), {"gebied": (0,)})).figuren == ()


def test_a_hidden_row_stays_hidden_in_its_place():
    basis, aantal = materiaal.counts(3, (4,))
    aantal[1] = 4
    tabel = materiaal.bescherming.protect_shares(
        Celtabel("v", "V", (materiaal.GEBIED,), basis, aantal), Drempelset()
    )
    figuur = materiaal.figuren.area_figure(tabel, materiaal.LABELS)
    heel = result("buurten")
    delen = {veld: getattr(heel, veld) for veld in (
        "soort", "bevinding", "ondertitel", "zin", "leeswijzer", "alt", "bronnen", "peildatum",
        "periode", "n", "basis", "definities", "specificatie",
    )}  # fmt: skip
    dit = beschermen.safe_result(
        drempels=Drempelset(), **delen, tabellen=(tabel,), figuren=(figuur,)
    )
    deel = select(dit, Selectie((), {"gebied": (1,)}))
    (rij,) = deel.tabellen[0].rijen
    assert not rij.getoond
    assert "niet getoond" in texts(deel.figuren[0])


# --- what is asked in an address ------------------------------------------------------------------
def test_an_address_and_a_selection_say_the_same():
    heel = result("kenmerk")
    selectie = read_selection(heel, {"kies": ["gebied.2", "geslacht.0", "gebied.0"]})
    assert selectie == Selectie((), {"geslacht": (0,), "gebied": (0, 2)})
    assert selectie.pairs() == [("kies", "geslacht.0"), ("kies", "gebied.0"), ("kies", "gebied.2")]


FOUT: list[dict[str, list[str]]] = [
    {"kies": ["gebied.6"]},
    {"kies": ["gebied.-1"]},
    {"kies": ["gebied.01"]},
    {"kies": ["gebied.²"]},
    {"kies": ["gebied.1", "gebied.1"]},
    {"kies": ["gebied."]},
    {"kies": ["gebied"]},
    {"kies": [""]},
    {"kies": ["leeftijd.0"]},
    {"kies": ["gebied.0'--"]},
    {"kies": ["gebied." + "9" * 5000]},
    {"tabel": ["1"]},
    {"tabel": ["0", "0"]},
    {"filter": ["x"]},
    {"kies": ["gebied.0"] * (MEESTE + 1)},
]


@pytest.mark.parametrize("gevraagd", FOUT, ids=range(len(FOUT)))
def test_what_is_not_in_the_result_is_refused_without_repeating_it(gevraagd: dict[str, list[str]]):
    with pytest.raises(OnjuisteSelectie) as fout:
        read_selection(result("kenmerk"), gevraagd)
    assert all(waarde not in str(fout.value) for waarde in gevraagd.get("kies", [])[1:2])
    assert str(fout.value).endswith(".")
