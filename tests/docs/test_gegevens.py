"""The facts that stand in more than one document are the same in each."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
import yaml

BASIS = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((BASIS / "pyproject.toml").read_text("utf-8"))["project"]
PUBLICCODE = yaml.safe_load((BASIS / "publiccode.yml").read_text("utf-8"))


def test_the_version_is_the_same_everywhere() -> None:
    versies = re.findall(r"^## \[([\d.]+)\]", (BASIS / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert PROJECT["version"] == PUBLICCODE["softwareVersion"] == versies[0]


def test_the_licence_is_the_same_everywhere() -> None:
    assert PROJECT["license"] == PUBLICCODE["legal"]["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (BASIS / "LICENSE.md").read_text("utf-8")


def test_the_python_that_the_readme_asks_for_is_the_one_that_is_required() -> None:
    nodig = PROJECT["requires-python"].removeprefix(">=")
    assert f"Python {nodig} or newer" in (BASIS / "README.md").read_text("utf-8")


def _keys_of_findings() -> list[str]:
    """The keys that `findings` returns, in order."""
    pad = BASIS / "analyses" / "demonstratie" / "bevindingen.py"
    boom = ast.parse(pad.read_text("utf-8"))
    functie = next(d for d in boom.body if isinstance(d, ast.FunctionDef) and d.name == "findings")
    woordenboek = next(d.value for d in functie.body if isinstance(d, ast.Return))
    assert isinstance(woordenboek, ast.Dict)
    return [ast.literal_eval(sleutel) for sleutel in woordenboek.keys if sleutel]


def test_every_key_of_the_findings_is_documented() -> None:
    tekst = (BASIS / "docs" / "bevindingen.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", tekst, re.M) == _keys_of_findings()


@pytest.mark.parametrize("taal", ["shortDescription", "longDescription"])
def test_the_descriptions_have_the_length_that_publiccode_asks(taal: str) -> None:
    lengte = len(PUBLICCODE["description"]["nl"][taal])
    assert lengte <= 150 if taal == "shortDescription" else 150 <= lengte <= 10_000
