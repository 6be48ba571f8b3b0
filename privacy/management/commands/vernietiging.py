"""Destruction from the command line.

    manage.py vernietiging herhaal [--register BESTAND]   after a restore: destroy again
    manage.py vernietiging register                       print the register, to keep elsewhere

Web and worker also do the first by themselves when they start, with the register they have.
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy import vernietiging, vernietigingsregister
from privacy.kern.vernietigingsregister import Registerfout
from privacy.logboek import origin


class Command(BaseCommand):
    help = "Herhaalt na terugzetten wat is vernietigd, of toont het vernietigingsregister."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wat", choices=["herhaal", "register"])
        parser.add_argument("--register", type=Path, help="een register dat elders is bewaard")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["wat"] == "register":
            regels = vernietigingsregister.lines()
            self.stdout.write("".join(regel.als_tekst() for regel in regels), ending="")
            return
        try:
            with origin("opdrachtregel"):
                terug = vernietiging.replay(options["register"], by=None)
        except Registerfout:
            raise CommandError(
                "Dit is geen vernietigingsregister, of het is veranderd. Er is niets gedaan."
            ) from None
        except (vernietiging.NietWeg, OSError):
            raise CommandError(vernietiging.NIET_GELUKT) from None
        self.stdout.write(f"Opnieuw vernietigd: {terug}. Alles wat vernietigd was, is weg.")
