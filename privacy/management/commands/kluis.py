"""The vault from the command line.

    manage.py kluis controle   opens every key once and counts; changes nothing
    manage.py kluis wissel     wraps every key under another master key

For `wissel` the new key is BUURTMONITOR_HOOFDSLEUTEL and the old one
BUURTMONITOR_HOOFDSLEUTEL_VORIGE; web and worker may run meanwhile when they have both as well.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy import kluis
from privacy.hoofdsleutel import HoofdsleutelOntbreekt
from privacy.kern.versleuteling import Onleesbaar
from privacy.logboek import origin

GEEN_SLEUTEL = "De omgevingsvariabele BUURTMONITOR_HOOFDSLEUTEL ontbreekt."
PAST_NIET = (
    "Een van de sleutels gaat niet open. Geef ook BUURTMONITOR_HOOFDSLEUTEL_VORIGE; wat al is "
    "gewisseld, blijft zo."
)


class Command(BaseCommand):
    help = "Controleert de kluis, of verpakt alle sleutels onder een andere hoofdsleutel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("wat", choices=["controle", "wissel"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with origin("opdrachtregel"):
                self._inspect() if options["wat"] == "controle" else self._rewrap()
        except HoofdsleutelOntbreekt:
            raise CommandError(GEEN_SLEUTEL) from None
        except Onleesbaar:
            raise CommandError(PAST_NIET) from None
        except kluis.Kluisfout as fout:
            raise CommandError(str(fout)) from None

    def _inspect(self) -> None:
        stand = kluis.inspect()
        self.stdout.write(f"sleutels die opengaan: {stand.goed}")
        self.stdout.write(f"daarvan nog onder de vorige hoofdsleutel: {stand.onder_vorige}")
        self.stdout.write(f"bestanden zonder sleutel in de database: {stand.zonder_rij}")
        if stand.kapot:
            raise CommandError(f"Sleutels die niet opengaan of ontbreken: {stand.kapot}.")

    def _rewrap(self) -> None:
        aantal = kluis.rewrap_all(by=None)
        self.stdout.write(f"Opnieuw verpakt: {aantal}. De vorige hoofdsleutel kan nu weg.")
