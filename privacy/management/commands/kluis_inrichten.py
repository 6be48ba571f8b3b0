"""Makes the vault of a new installation. Never replaces one that was lost."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy import kluis
from privacy.hoofdsleutel import HoofdsleutelOntbreekt


class Command(BaseCommand):
    help = "Richt de kluis in voor een nieuwe installatie."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kluis.furnish()
        except HoofdsleutelOntbreekt:
            raise CommandError(
                "De omgevingsvariabele BUURTMONITOR_HOOFDSLEUTEL ontbreekt."
            ) from None
        except kluis.Kluisfout as fout:
            raise CommandError(str(fout)) from None
        self.stdout.write("De kluis is ingericht en past bij de hoofdsleutel.")
