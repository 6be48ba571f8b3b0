"""The generated pages of docs/ are those that the code gives now."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from drf_spectacular.drainage import GENERATOR_STATS, reset_generator_stats

from scripts import docs

BASIS = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bladzijden() -> dict[str, str]:
    reset_generator_stats()
    return docs.pages()


@pytest.mark.parametrize(
    "naam", ["rechten.md", "leverschemas.md", "standen.md", "bewaartermijnen.md", "openapi.yaml"]
)
def test_a_generated_page_is_current(bladzijden: dict[str, str], naam: str) -> None:
    staat_er = (docs.DOCS / naam).read_text(encoding="utf-8")
    assert staat_er == bladzijden[naam], "run: .venv/bin/python -m scripts.docs"


def test_no_generated_page_is_left_out(bladzijden: dict[str, str]) -> None:
    gemaakt = {p.name for p in docs.DOCS.glob("*.md") if docs.GEMAAKT in p.read_text("utf-8")}
    assert gemaakt | {"openapi.yaml"} == set(bladzijden)


def test_the_description_of_the_api_leaves_nothing_to_guess(bladzijden: dict[str, str]) -> None:
    assert not GENERATOR_STATS


def test_every_table_of_transitions_has_its_diagram() -> None:
    """Each module-level `X = Overgangen(...)`."""
    tabellen = [
        deel
        for app in ("analyses", "bronnen", "privacy")
        for pad in (BASIS / app).rglob("*.py")
        for deel in ast.parse(pad.read_text(encoding="utf-8")).body
        if isinstance(deel, ast.Assign) and ast.unparse(deel.value).startswith("Overgangen(")
    ]
    assert len(tabellen) == len(docs.STANDEN)
