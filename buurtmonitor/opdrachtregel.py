"""What `manage.py` does before Django: pick the database role, start the engines for the demo."""

from __future__ import annotations

import os
import sys

from buurtmonitor.omgeving import OnjuisteOmgeving

# These change tables and grants; everything else runs with the role that can't.
EIGENAAR_OPDRACHTEN = frozenset({"migrate", "migreer", "rechten_database", "sqlmigrate"})
# Works on the logbook with the sealer's own role.
ZEGELAAR_OPDRACHTEN = frozenset({"logboek"})


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtmonitor.settings")
    if command(sys.argv) in EIGENAAR_OPDRACHTEN:
        os.environ.setdefault("BUURTMONITOR_DATABASEROL", "eigenaar")
    elif command(sys.argv) in ZEGELAAR_OPDRACHTEN:
        os.environ.setdefault("BUURTMONITOR_DATABASEROL", "zegelaar")
    try:
        run(sys.argv)
    except OnjuisteOmgeving as error:
        sys.exit(str(error))


def command(argv: list[str]) -> str:
    return argv[1] if len(argv) > 1 else ""


def run(argv: list[str]) -> None:
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)
