"""A vault of its own for every test, and cheap hashing of passwords.

Loaded before Django is set up when a test of this folder is named on the command line: what needs
models is imported inside the fixtures.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from privacy.models import Account


@pytest.fixture(autouse=True)
def goedkope_hash(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["tests.privacy.hasher.Goedkoop"]


@pytest.fixture
def kluismap(settings: Settings, tmp_path: Path) -> Path:
    """A folder for the vault that is not there yet, and a master key."""
    settings.KLUIS = tmp_path / "kluis"
    settings.HOOFDSLEUTEL = bytes(range(32))
    return tmp_path / "kluis"


@pytest.fixture
def kluisje(db: None, kluismap: Path) -> Path:
    """The vault, furnished."""
    from privacy import kluis

    kluis.furnish()
    return kluismap


def _account(rol: str, naam: str = "") -> Account:
    from privacy.rollen import Rol
    from tests.privacy.mensen import make_account

    return make_account(Rol(rol), naam)


def _browser(account: Account) -> Client:
    from tests.privacy.mensen import log_in

    return log_in(account)


@pytest.fixture
def officer(kluisje: Path) -> Account:
    return _account("privacy_officer")


@pytest.fixture
def tweede_officer(kluisje: Path) -> Account:
    return _account("privacy_officer", "tweede-officer")


@pytest.fixture
def analist(kluisje: Path) -> Account:
    return _account("analist")


@pytest.fixture
def beheerder(kluisje: Path) -> Account:
    return _account("beheerder")


@pytest.fixture
def leverancier(kluisje: Path) -> Account:
    return _account("bronleverancier")


@pytest.fixture
def bij_officer(officer: Account) -> Client:
    return _browser(officer)


@pytest.fixture
def bij_analist(analist: Account) -> Client:
    return _browser(analist)


@pytest.fixture
def bij_beheerder(beheerder: Account) -> Client:
    return _browser(beheerder)
