"""Brings the tables up to date and gives the app's role its grants. Runs as the owner."""

from typing import Any

from django.core.management import BaseCommand, call_command
from django.db import connection

# Any number, the same in every version: two of these commands never run at once.
SLOT = 4_617_290_311


class Command(BaseCommand):
    help = "Werkt de tabellen bij en geeft de app-rol haar rechten."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SLOT])
            try:
                self.migrate(options["verbosity"])
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SLOT])

    def migrate(self, verbosity: int) -> None:
        call_command("migrate", interactive=False, verbosity=max(verbosity - 1, 0))
        call_command("rechten_database", verbosity=verbosity)
