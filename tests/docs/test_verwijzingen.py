"""Whatever the documents point at exists, and every role has a manual."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from privacy.rollen import Rol

BASIS = Path(__file__).resolve().parents[2]
HANDLEIDING = BASIS / "docs" / "handleiding"
DOCUMENTEN = sorted([*BASIS.glob("*.md"), *(BASIS / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
# `folder/file.py`: where something lives.
FILE = re.compile(r"`((?:\.?\w+/)+[\w.-]+\.(?:py|md|sh|yml))`")
# A machine, a drive or a home of somebody; documents speak of places in this repository.
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|Users|mnt|work|opt)/|[A-Z]:\\")


def links(document: Path) -> list[str]:
    """The targets within the repository, without what follows #."""
    tekst = re.sub(r"```.*?```", "", document.read_text(encoding="utf-8"), flags=re.S)
    gevonden = (een or ander for een, ander in LINK.findall(tekst))
    return [unquote(doel.partition("#")[0]) for doel in gevonden if not _elsewhere(doel)]


def _elsewhere(doel: str) -> bool:
    return doel.startswith(("https://", "mailto:", "#"))


@pytest.mark.parametrize("document", DOCUMENTEN, ids=lambda pad: str(pad.relative_to(BASIS)))
def test_every_link_and_picture_exists(document: Path) -> None:
    kapot = [doel for doel in links(document) if not (document.parent / doel).exists()]
    assert kapot == []


@pytest.mark.parametrize("document", DOCUMENTEN, ids=lambda pad: str(pad.relative_to(BASIS)))
def test_every_file_that_a_document_names_exists(document: Path) -> None:
    namen = FILE.findall(document.read_text(encoding="utf-8"))
    assert [naam for naam in namen if not (BASIS / naam).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTEN, ids=lambda pad: str(pad.relative_to(BASIS)))
def test_no_document_names_a_place_on_one_machine(document: Path) -> None:
    assert MACHINE.findall(document.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("rol", Rol, ids=lambda rol: rol.name)
def test_every_role_has_a_page(rol: Rol) -> None:
    pagina = HANDLEIDING / f"{rol.value.replace('_', '-')}.md"
    assert pagina.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("pagina", sorted(HANDLEIDING.glob("*.md")), ids=lambda pad: pad.name)
def test_every_page_of_the_manual_is_linked_from_the_readme(pagina: Path) -> None:
    assert f"docs/handleiding/{pagina.name}" in links(BASIS / "README.md")


@pytest.mark.parametrize("pagina", sorted(HANDLEIDING.glob("*.md")), ids=lambda pad: pad.name)
def test_every_picture_says_what_it_shows(pagina: Path) -> None:
    assert re.findall(r"!\[\s*\]", pagina.read_text(encoding="utf-8")) == []


@pytest.fixture(scope="module")
def schermen() -> str:
    """All words of the screens: templates, forms, menus and scripts."""
    soorten = ("templates/**/*.html", "*/**/*.py", "*/static/**/*.js")
    apps = {"analyses", "bronnen", "privacy", "templates"}
    paden = {pad for soort in soorten for pad in BASIS.glob(soort)}
    eigen = (pad for pad in sorted(paden) if pad.relative_to(BASIS).parts[0] in apps)
    return " ".join(re.sub(r"\s+", " ", pad.read_text(encoding="utf-8")) for pad in eigen)


@pytest.mark.parametrize("pagina", sorted(HANDLEIDING.glob("*.md")), ids=lambda pad: pad.name)
def test_every_button_and_menu_that_the_manual_names_is_on_a_screen(
    pagina: Path, schermen: str
) -> None:
    """In the manual bold is what one chooses or fills in, as it is written on the screen."""
    tekst = re.sub(r"\s+", " ", pagina.read_text(encoding="utf-8"))
    assert [naam for naam in re.findall(r"\*\*(.+?)\*\*", tekst) if naam not in schermen] == []


def test_every_decision_has_a_number_of_its_own():
    nummers = [pad.name[:4] for pad in sorted((BASIS / "docs" / "adr").glob("0*.md"))]
    assert len(nummers) == len(set(nummers))
