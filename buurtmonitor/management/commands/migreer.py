"""Brings the tables up to date and gives the app's role its grants. Runs as the owner."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command, get_commands
from django.db import connection

# Any number, the same in every version: two of these commands never run at once.
SLOT = 4_617_290_311


class Command(BaseCommand):
    help = "Werkt de tabellen bij en geeft de approl haar rechten."

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SLOT])
            try:
                self.migrate(options["verbosity"])
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SLOT])

    def migrate(self, verbosity: int) -> None:
        call_command("migrate", interactive=False, verbosity=max(verbosity - 1, 0))
        if "rechten_database" in get_commands():
            call_command("rechten_database", verbosity=verbosity)
        elif settings.APP_ROL:
            grant_everything(str(settings.APP_ROL))


def grant_everything(role: str) -> None:
    """Read and write everywhere, for as long as no app says which tables are append-only."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name};"
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name};"
        )
