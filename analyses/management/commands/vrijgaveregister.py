"""The release ledger: prove its chain, and print its head to keep elsewhere.

    manage.py vrijgaveregister check [--kop KOP]

Ends with 1 at the first line that does not follow from those before, when a result that was
released is not in it, or when it no longer holds a head that was kept.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analyses import queries


class Command(BaseCommand):
    help = "Controleert de keten van het vrijgaveregister en toont de kop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wat", choices=["check"])
        parser.add_argument("--kop", default="", help="een kop die eerder is bewaard")

    def handle(self, *args: Any, **options: Any) -> None:
        regel = queries.broken_line()
        if regel is not None:
            raise CommandError(f"Regel {regel} van het vrijgaveregister klopt niet.")
        if weg := queries.released_without_line().count():
            raise CommandError(f"{weg} vrijgegeven resultaten staan niet in het vrijgaveregister.")
        if options["kop"] and not queries.had_head(options["kop"]):
            raise CommandError("De bewaarde kop staat niet in het vrijgaveregister.")
        self.stdout.write(f"De keten klopt. Kop: {queries.ledger_head()}")
