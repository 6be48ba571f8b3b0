"""The engines of production, started once a process, before Django's settings load.

`make test` divides the tests over the cores: each worker has engines of its own, so that nothing
one of them does to database, queue or cache can be seen by another.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from buurtmonitor.ingebouwd import Ingebouwd

GEDEELDE_DATA = Path(
    os.environ.get("GEDEELDE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data")
)
MOTOREN = pytest.StashKey[Ingebouwd]()
WEGGELATEN = pytest.StashKey[int]()
SLOTEN = ("FOR UPDATE", "FOR NO KEY UPDATE", "pg_advisory_xact_lock")


# What shares a costly set-up stays on one worker; in this order, the longest first.
SAMEN = ("tests/e2e", "tests/buurtmonitor/test_draaien.py", "tests/bronnen/demodata")


def pytest_configure(config: pytest.Config) -> None:
    """With DATABASE_URL and REDIS_URL set, those servers are used and none is started."""
    if _divides(config):
        if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
            raise pytest.UsageError("Given servers take one process of tests: add `-n 0`.")
        return
    motoren = Ingebouwd(processen=(), proef=True)
    config.stash[MOTOREN] = motoren
    os.environ.update(motoren.start())
    # Tests make and fill a database of their own: that takes the owner's role.
    if "DATABASE_OWNER_URL" in os.environ or "DATABASE_OWNER_URL_FILE" in os.environ:
        os.environ["BUURTMONITOR_DATABASEROL"] = "eigenaar"
    from django.conf import settings

    # Loads the settings, so that pytest-django finds them and sets Django up.
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


def _divides(config: pytest.Config) -> bool:
    """Whether this process only hands the tests to workers."""
    return config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput")


def pytest_unconfigure(config: pytest.Config) -> None:
    if motoren := config.stash.get(MOTOREN, None):
        motoren.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_out(config, items)
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place(item.nodeid))


def _place(nodeid: str) -> int:
    """The place in `SAMEN`; what is not there comes after it."""
    paden = (plaats for plaats, pad in enumerate(SAMEN) if nodeid.startswith(pad))
    return next(paden, len(SAMEN))


class PerBestand(LoadScopeScheduling):
    """One worker does a whole file, or a whole folder of `SAMEN`."""

    def _split_scope(self, nodeid: str) -> str:
        plaats = _place(nodeid)
        return SAMEN[plaats] if plaats < len(SAMEN) else nodeid.split("::", 1)[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PerBestand:
    config.option.loadscopereorder = False
    return PerBestand(config, log)


def _leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The real files are no part of the repository: without them their tests are left out."""
    if GEDEELDE_DATA.is_dir():
        return
    without = [item for item in items if item.get_closest_marker("gedeelde_data")]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if item not in without]
        config.stash[WEGGELATEN] = len(without)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if count := terminalreporter.config.stash.get(WEGGELATEN, 0):
        terminalreporter.write_line(
            f"{count} tests left out: the folder {GEDEELDE_DATA} with the shared data is not here."
        )


@pytest.fixture(scope="session")
def gedeelde_data() -> Path:
    """The folder with the real files; tests that use it carry the marker of the same name."""
    return GEDEELDE_DATA


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database has the grants of a real one."""
    from django.core.management import call_command, get_commands

    if "rechten_database" in get_commands():
        with django_db_blocker.unblock():
            call_command("rechten_database", verbosity=0)


@pytest.fixture(autouse=True)
def locks_in_a_transaction_of_their_own() -> Iterator[None]:
    """A row lock asked for outside a transaction is an error in production; in a test, which is
    a transaction itself, it would be granted."""
    from django.db import connection

    with connection.execute_wrapper(_refuse_lock_without_transaction):
        yield


def _refuse_lock_without_transaction(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    from django.db.transaction import TransactionManagementError

    if any(slot in str(sql) for slot in SLOTEN):
        blokken = context["connection"].atomic_blocks
        if all(getattr(blok, "_from_testcase", False) for blok in blokken):
            raise TransactionManagementError("A lock is asked for outside a transaction.")
    return execute(sql, params, many, context)


@pytest.fixture
def als_app_rol(db: None) -> Iterator[None]:
    """What follows in this test runs with the rights of the app's own database role."""
    from django.conf import settings
    from django.db import DatabaseError, connection

    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {connection.ops.quote_name(settings.APP_ROL)}")
        yield
        # A test that ends in a refusal leaves a broken transaction; its end resets the role too.
        with contextlib.suppress(DatabaseError):
            cursor.execute("RESET ROLE")
