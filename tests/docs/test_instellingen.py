"""The README names every variable that the code reads, with the value it has when left out."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

BASIS = Path(__file__).resolve().parents[2]
README = BASIS / "README.md"
APPS = ("analyses", "bronnen", "privacy", "buurtmonitor")
LEZERS = {"text", "integer", "boolean", "words", "choice", "path", "secret", "secret_key",
          "database", "redis"}  # fmt: skip
GEHEIM = {"secret", "secret_key", "database", "redis"}
# Of Django itself, and of the libraries that count; nobody has to set them.
NIET_VAN_ONS = {"DJANGO_SETTINGS_MODULE"}
# Handed by one process of ours to another.
ONDERLING = {"BUURTMONITOR_ADRES", "BUURTMONITOR_MAP"}

Gelezen = dict[str, tuple[str, object]]  # name -> reader, default


def _constants(boom: ast.Module) -> dict[str, str]:
    """Names of variables that a module gives a name of its own."""
    return {
        doel.id: deel.value.value
        for deel in boom.body
        if isinstance(deel, ast.Assign)
        and isinstance(deel.value, ast.Constant)
        and isinstance(deel.value.value, str)
        for doel in deel.targets
        if isinstance(doel, ast.Name)
    }


def _names(knoop: ast.expr, namen: dict[str, str]) -> list[str]:
    """The text, the constant of that name, or the two outcomes of a choice."""
    if isinstance(knoop, ast.IfExp):
        return _names(knoop.body, namen) + _names(knoop.orelse, namen)
    if isinstance(knoop, ast.Name):
        return [namen[knoop.id]] if knoop.id in namen else []
    return [knoop.value] if isinstance(knoop, ast.Constant) else []


def _default(aanroep: ast.Call) -> object:
    genoemd = [woord.value for woord in aanroep.keywords if woord.arg == "default"]
    waarde = (genoemd or aanroep.args[1:2] or [ast.Constant(None)])[0]
    return waarde.value if isinstance(waarde, ast.Constant) else None


def _reads(boom: ast.Module) -> Iterator[tuple[str, str, object]]:
    """Every variable that is read by name: (name, reader, default)."""
    namen = _constants(boom)
    for knoop in ast.walk(boom):
        if isinstance(knoop, ast.Call) and isinstance(knoop.func, ast.Attribute) and knoop.args:
            bron, lezer = ast.unparse(knoop.func.value), knoop.func.attr
            if bron == "os.environ" or (bron == "omgeving" and lezer in LEZERS):
                for naam in _names(knoop.args[0], namen):
                    yield naam, lezer, _default(knoop)
        elif isinstance(knoop, ast.Subscript) and ast.unparse(knoop.value) == "os.environ":
            yield from ((naam, "environ", None) for naam in _names(knoop.slice, namen))


@pytest.fixture(scope="module")
def gelezen() -> Gelezen:
    """Named in a typed reader first, for that knows the default."""
    gevonden: Gelezen = {}
    for app in APPS:
        for pad in sorted((BASIS / app).rglob("*.py")):
            for naam, lezer, default in _reads(ast.parse(pad.read_text(encoding="utf-8"))):
                if naam not in gevonden or lezer in LEZERS:
                    gevonden[naam] = (lezer, default)
    return {n: v for n, v in gevonden.items() if n not in NIET_VAN_ONS | ONDERLING}


@pytest.fixture(scope="module")
def tabel() -> dict[str, list[str]]:
    """The rows of the table by variable: default and meaning."""
    rijen = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", README.read_text("utf-8"), re.M)
    return {naam: [default, betekenis] for naam, default, betekenis in rijen}


def test_the_readme_names_every_variable_that_is_read(
    gelezen: Gelezen, tabel: dict[str, list[str]]
) -> None:
    assert set(gelezen) - set(tabel) == set()


def test_the_readme_names_no_variable_that_nothing_reads(
    gelezen: Gelezen, tabel: dict[str, list[str]]
) -> None:
    assert set(tabel) - set(gelezen) == set()


def test_the_defaults_are_those_of_the_code(gelezen: Gelezen, tabel: dict[str, list[str]]) -> None:
    anders = {
        naam: default
        for naam, (_, default) in gelezen.items()
        if default not in (None, "") and f"`{default}`" not in tabel[naam][0]
    }
    assert anders == {}


def test_secrets_say_that_they_may_be_files(gelezen: Gelezen, tabel: dict[str, list[str]]) -> None:
    geheim = {naam for naam, (lezer, _) in gelezen.items() if lezer in GEHEIM}
    assert {naam for naam in geheim if "file" not in tabel[naam][1].lower()} == set()


def test_what_compose_sets_is_read(gelezen: Gelezen) -> None:
    tekst = (BASIS / "docker-compose.yml").read_text("utf-8")
    gezet = set(
        re.findall(r"^ +(BUURTMONITOR_[A-Z_]+|DATABASE_[A-Z_]+|REDIS_[A-Z_]+):", tekst, re.M)
    )
    assert {naam.removesuffix("_FILE") for naam in gezet} - set(gelezen) == set()
