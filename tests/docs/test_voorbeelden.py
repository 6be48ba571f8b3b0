"""The examples of the README work as they stand there."""

from __future__ import annotations

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

import pytest

from bronnen import leverschemas
from bronnen.kern.leverschema import Soort

if TYPE_CHECKING:
    from tests.materiaal import Huis

BASIS = Path(__file__).resolve().parents[2]
README = (BASIS / "README.md").read_text(encoding="utf-8")
LEVERING = b"bsn;datum_aanmelding;datum_einde;fase;resultaat\n999993653;05-06-2016;;intake;\n"


def block(taal: str, woord: str) -> str:
    """The block of code in this language that holds the word."""
    return next(b for b in re.findall(rf"```{taal}\n(.*?)```", README, re.S) if woord in b)


def commands() -> list[list[str]]:
    """Every curl command as the shell would split it; variables still in place."""
    regels = re.sub(r"\\\n\s*", " ", block("sh", "curl")).splitlines()
    return [shlex.split(regel) for regel in regels if regel.startswith("curl ")]


def perform(woorden: list[str], waarden: dict[str, str]) -> tuple[int, Any]:
    """The same request by Django's client: status and JSON."""
    from django.test import Client

    woorden = [Template(woord).substitute(waarden) for woord in woorden]
    opties = list(pairwise(woorden))
    koppen = dict(waarde.split(": ", 1) for optie, waarde in opties if optie == "-H")
    inhoud = next((w.encode() for o, w in opties if o == "-d"), b"")
    if any(optie == "--data-binary" for optie, _ in opties):
        inhoud = LEVERING
    methode = next((w for o, w in opties if o == "-X"), "POST" if inhoud else "GET")
    antwoord = Client().generic(
        methode,
        woorden[-1],
        inhoud,
        content_type=koppen.get("Content-Type", ""),
        headers={"Authorization": koppen["Authorization"]},
    )
    return antwoord.status_code, json.loads(antwoord.content)


def test_the_curl_example_delivers_a_file(huis: Huis) -> None:
    from tests.materiaal import approve_source

    approve_source(huis, "schuldhulpverlening")
    token = huis.kop("leverancier")["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    waarden = {"token": token, "adres": ""}
    bronnen, aankondigen, sturen, volgen = commands()

    status, gevonden = perform(bronnen, waarden)
    assert (status, gevonden[0]["bron"]) == (200, "schuldhulpverlening")
    waarden["onderzoek"] = gevonden[0]["onderzoek"]
    status, plek = perform(aankondigen, waarden)
    assert status == 201
    waarden["landing"] = plek["adres"]
    assert perform(sturen, waarden)[0] == 201
    status, leveringen = perform(volgen, waarden)
    assert (status, leveringen["results"][0]["status"]) == (200, "ontvangen")


def test_the_readers_of_the_api_find_the_released_results(huis: Huis) -> None:
    assert "/api/v1/resultaten/" in README
    token = huis.kop("beleid")["HTTP_AUTHORIZATION"]
    woorden = ["curl", "-H", f"Authorization: {token}", "/api/v1/resultaten/"]
    status, antwoord = perform(woorden, {})
    assert (status, antwoord["results"]) == (200, [])


@pytest.fixture
def voorbeeld(tmp_path: Path) -> Path:
    """A folder of a municipality's own, with the example in it."""
    (tmp_path / "leerlingenvervoer.py").write_text(block("python", "SCHEMA"), encoding="utf-8")
    return tmp_path


def test_the_example_of_a_source_is_a_source(voorbeeld: Path) -> None:
    schema = leverschemas.schema("leerlingenvervoer", [voorbeeld])
    assert [kolom.soort for kolom in schema.kolommen] == [Soort.bsn, Soort.jaar]


def test_the_example_of_a_source_stands_beside_the_others(voorbeeld: Path) -> None:
    alle = set(leverschemas.all_schemas([voorbeeld]))
    assert alle - set(leverschemas.all_schemas([])) == {"leerlingenvervoer"}


def test_every_make_target_of_the_readme_exists() -> None:
    genoemd = set(re.findall(r"\bmake ([a-z]+)", README))
    doelen = set(re.findall(r"^([a-z]+):", (BASIS / "Makefile").read_text("utf-8"), re.M))
    assert genoemd <= doelen


def test_every_option_of_the_demo_stands_in_the_readme() -> None:
    code = (BASIS / "analyses/management/commands/demo.py").read_text("utf-8")
    opties = set(re.findall(r'add_argument\("(--[a-z]+)"', code))
    assert {optie for optie in opties if f"`{optie}" not in README} == set()
