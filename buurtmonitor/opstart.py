"""What must hold before a process serves or works; otherwise it stops with one clear sentence."""

from __future__ import annotations

import contextlib
import sys
from typing import NoReturn

import django
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from buurtmonitor.omgeving import OnjuisteOmgeving

# sysexits.h EX_CONFIG: the supervisor does not start such a process again.
EX_CONFIG = 78

VERPLICHT = {"SECRET_KEY": "BUURTMONITOR_GEHEIM", "REDIS_URL": "REDIS_URL"}
# Web and worker open what is stored; beat only tells the time.
SLEUTEL = {"HOOFDSLEUTEL": "BUURTMONITOR_HOOFDSLEUTEL"}


class OpstartGeweigerd(Exception):
    """One Dutch sentence that says what is wrong and what to do."""


def check(*, with_key: bool = True) -> None:
    """Raise `OpstartGeweigerd` unless settings, database role and tables are right."""
    check_settings(VERPLICHT | SLEUTEL if with_key else VERPLICHT)
    django.setup()
    try:
        check_role()
        check_writable()
        check_schema()
        if with_key:
            check_apps()
    except DatabaseError:
        raise OpstartGeweigerd(
            "De database is niet bereikbaar of weigert de aanmelding; controleer DATABASE_URL."
        ) from None
    finally:
        connection.close()


def check_settings(required: dict[str, str]) -> None:
    for setting, variable in required.items():
        if not _given(setting):
            raise OpstartGeweigerd(f"De omgevingsvariabele {variable} ontbreekt.")
    if not settings.APP_ROL:
        raise OpstartGeweigerd("De omgevingsvariabele DATABASE_URL ontbreekt.")


def _given(setting: str) -> bool:
    """Django itself refuses to read an empty SECRET_KEY."""
    with contextlib.suppress(ImproperlyConfigured):
        return bool(getattr(settings, setting))
    return False


def check_role() -> None:
    """A superuser passes by every grant, so the logbook could be rewritten."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb"
            " FROM pg_roles WHERE rolname = current_user"
        )
        too_mighty = cursor.fetchone()[0]
    if too_mighty:
        raise OpstartGeweigerd(
            "De databaserol van DATABASE_URL heeft te veel rechten (superuser, rollen of databases"
            " maken); gebruik een gewone rol."
        )


def check_writable() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')::bool")
        read_only = cursor.fetchone()[0]
    if read_only:
        raise OpstartGeweigerd(
            "De database is alleen te lezen; zet schrijven aan of kies de hoofdserver."
        )


def check_schema() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise OpstartGeweigerd(
            "De tabellen zijn ouder dan de programmatuur; draai eerst ‘manage.py migreer’."
        )
    known = set(executor.loader.disk_migrations)
    if set(executor.loader.applied_migrations) - known:
        raise OpstartGeweigerd(
            "De tabellen zijn nieuwer dan de programmatuur; zet de nieuwe versie neer."
        )


def check_apps() -> None:
    """What the apps above want to see at the start: their system checks with the tag "opstart"."""
    fouten = run_checks(tags=["opstart"], include_deployment_checks=True)
    if fouten:
        raise OpstartGeweigerd(fouten[0].msg)


def settings_or_exit() -> None:
    """Load the settings; a wrong variable is named in one sentence instead of a stack."""
    try:
        settings.INSTALLED_APPS  # noqa: B018
    except OnjuisteOmgeving as error:
        _refuse(error)


def check_or_exit(*, with_key: bool = True) -> None:
    settings_or_exit()
    try:
        check(with_key=with_key)
    except OpstartGeweigerd as refusal:
        _refuse(refusal)


def _refuse(reason: Exception) -> NoReturn:
    sys.stderr.write(f"{reason}\n")
    sys.exit(EX_CONFIG)
