"""Fixtures for tests of bronnen and analyses: a store, a vault and a house of their own.

Loaded by conftests before Django is set up: what needs models is imported inside.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django import Settings

    from tests.materiaal import Huis


@pytest.fixture
def plek(db: None, settings: Settings, tmp_path: Path) -> Path:
    """Data folder and vault of this test alone, and cheap hashing."""
    from privacy import kluis

    settings.PASSWORD_HASHERS = ["tests.privacy.hasher.Goedkoop"]
    settings.DATA = tmp_path / "data"
    settings.KLUIS = tmp_path / "kluis"
    settings.HOOFDSLEUTEL = bytes(range(32))
    kluis.furnish()
    return tmp_path


@pytest.fixture
def huis(plek: Path) -> Huis:
    from tests.materiaal import make_house

    return make_house()


@pytest.fixture
def gemeente(plek: Path) -> Huis:
    """The house of a small municipality; nothing is delivered yet."""
    from tests.gemeente import municipal_house

    return municipal_house()
