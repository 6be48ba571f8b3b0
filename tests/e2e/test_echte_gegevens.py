"""Real public figures of real buurten, through the same door to a page (CBS kerncijfers 2017)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Als = Callable[..., Any]
pytestmark = [pytest.mark.e2e, pytest.mark.gedeelde_data]
MINIMUM = "huishoudens op of onder het sociaal minimum"
GEWELD = "gewelds- en seksuele misdrijven"
VERNIELING = "vernieling en openbare orde"
KOLOMMEN = {
    "HuishOnderOfRondSociaalMinimum_73": MINIMUM,
    "GeweldsEnSeksueleMisdrijven_108": GEWELD,
    "VernielingMisdrijfTegenOpenbareOrde_107": VERNIELING,
}


@pytest.fixture(scope="module")
def kerncijfers(gedeelde_data: Path) -> list[dict[str, str]]:
    with (gedeelde_data / "gm0796_kwb2017_buurten.csv").open(encoding="utf-8") as bestand:
        return list(csv.DictReader(bestand))


def context_file(rijen: list[dict[str, str]], doel: Path) -> Path:
    """The wide table of CBS as the delivery `context`: one row a buurt and indicator."""
    regels = ["gebied;jaar;indicator;waarde;ondergrens;bovengrens;n"]
    regels += [
        f"{rij['WijkenEnBuurten']};2017;{naam};{rij[kolom].replace('.', ',')};;;"
        for rij in rijen
        for kolom, naam in KOLOMMEN.items()
    ]
    doel.write_text("\n".join(regels) + "\n", encoding="utf-8")
    return doel


def map_file(rijen: list[dict[str, str]], gedeelde_data: Path, doel: Path) -> Path:
    """Names of 2017 on the polygons that have the same code in 2024."""
    kaart = json.loads((gedeelde_data / "gm0796_buurten_2024.geojson").read_text("utf-8"))
    vlakken = {vlak["properties"]["buurtcode"]: vlak["geometry"] for vlak in kaart["features"]}
    kenmerken = [
        {
            "type": "Feature",
            "properties": {
                "code": rij["WijkenEnBuurten"],
                "naam": rij["buurt_naam"],
                "jaar": 2017,
            },
            "geometry": vlakken[rij["WijkenEnBuurten"]],
        }
        for rij in rijen
        if rij["WijkenEnBuurten"] in vlakken
    ]
    inhoud = {"type": "FeatureCollection", "features": kenmerken}
    doel.write_text(json.dumps(inhoud), encoding="utf-8")
    return doel


def deliver(als: Als, bron: str, bestand: Path) -> None:
    """Supplier delivers, officer approves; both in the browser."""
    leverancier = als("burgerzaken")
    page = leverancier.page
    leverancier.goto("/leveringen/nieuw/")
    keuze = page.locator("[name=keuze] option", has_text=bron).first.get_attribute("value")
    page.select_option("[name=keuze]", keuze)
    page.set_input_files("#id_bestand", bestand)
    page.fill("[name=contact]", "onderzoek en statistiek")
    page.click("[data-verstuur]")
    page.wait_for_selector("text=wacht op de privacy-officer", timeout=30_000)
    officer = als("privacy-officer-1")
    officer.goto(page.url)
    officer.page.check("[name=uitkomst][value=akkoord]")
    officer.page.fill("[name=reden]", "Openbare cijfers van het CBS, geen personen.")
    officer.page.click("text=Besluit bewaren")
    officer.page.wait_for_selector("main >> text=goedgekeurd")


def relation(analist: Any, y: str) -> str:
    """Ask for the relation on the page of analyses, and read what it says."""
    analist.goto("/onderzoeken/")
    analist.page.click("main >> text=Financiële positie en verdachten")
    analist.page.click("main >> text=Analyses")
    analist.page.click("text=Nieuwe analyse")
    analist.page.select_option("[name=soort]", "samenhang")
    analist.page.fill("[name=indicator_x]", MINIMUM)
    analist.page.fill("[name=indicator_y]", y)
    analist.page.fill("[name=jaar]", "2017")
    analist.page.click("main button[type=submit]")
    analist.page.wait_for_url("**/concepten/**", timeout=60_000)
    analist.page.wait_for_selector("[data-klaar=ja]")
    return analist.page.inner_text("main")


def test_the_relation_between_areas_is_found_again(
    als: Als, kerncijfers: list[dict[str, str]], gedeelde_data: Path, tmp_path: Path
) -> None:
    deliver(als, "Cijfers over buurten", context_file(kerncijfers, tmp_path / "context.csv"))
    kaart = map_file(kerncijfers, gedeelde_data, tmp_path / "gebieden.geojson")
    deliver(als, "Kaart van buurten", kaart)
    analist = als("analist")
    geweld = relation(analist, GEWELD)
    analist.screenshot("samenhang-cbs")
    assert re.search(r"0,68\b", geweld)
    assert "Binnenstad" in geweld
    assert "niet over een persoon" in geweld or "niet over personen" in geweld
    assert re.search(r"0,27\b", relation(analist, VERNIELING))
