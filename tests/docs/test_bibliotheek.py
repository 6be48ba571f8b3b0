"""The examples of docs/bibliotheek.md work one after the other, and name all there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

BASIS = Path(__file__).resolve().parents[2]
TEKST = (BASIS / "docs" / "bibliotheek.md").read_text(encoding="utf-8")
BLOKKEN = re.findall(r"```python\n(.*?)```", TEKST, re.S)


@pytest.fixture(scope="module")
def namen() -> dict[str, Any]:
    """What a notebook holds after all blocks; the name of the block that fails is in the error."""
    gemaakt: dict[str, Any] = {}
    for nummer, blok in enumerate(BLOKKEN, start=1):
        exec(compile(blok, f"docs/bibliotheek.md, block {nummer}", "exec"), gemaakt)
    return gemaakt


def test_every_block_runs_and_ends_in_tables_that_passed_their_audit(namen: dict[str, Any]) -> None:
    assert namen["veilig"].audit.geslaagd
    assert namen["eerste"].certificaat.sha256 == namen["eerste"].resultaat.sha256


def test_something_is_hidden_in_the_first_example(namen: dict[str, Any]) -> None:
    rijen = namen["to_frame"](namen["veilig"])
    assert 0 < rijen["aandeel"].isna().sum() < len(rijen)


def test_every_function_of_the_library_stands_in_the_text() -> None:
    code = (BASIS / "privacy/kern/bibliotheek.py").read_text(encoding="utf-8")
    functies = {deel.name for deel in ast.parse(code).body if isinstance(deel, ast.FunctionDef)}
    assert {f for f in functies if not f.startswith("_") and f"{f}" not in TEKST} == set()
