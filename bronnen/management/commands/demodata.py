"""Writes the deliveries of a fictitious municipality to a folder."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bronnen.demodata.kern.gemeente import GrootteFout
from bronnen.demodata.kern.schrijven import (
    STANDAARD_INWONERS,
    STANDAARD_PEILDATUM,
    STANDAARD_SEED,
    WAARHEID,
    write_deliveries,
)


class Command(BaseCommand):
    help = "Schrijft de leveringen van een verzonnen gemeente in een map."
    requires_system_checks: list[str] = []  # needs no database and no settings

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, required=True, help="map voor de bestanden")
        parser.add_argument("--inwoners", type=int, default=STANDAARD_INWONERS)
        parser.add_argument("--seed", type=int, default=STANDAARD_SEED)
        parser.add_argument("--peildatum", type=date.fromisoformat, default=STANDAARD_PEILDATUM)
        parser.add_argument("--schoon", action="store_true", help="zonder foute regels")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            waarheid = write_deliveries(
                options["folder"],
                inwoners=options["inwoners"],
                seed=options["seed"],
                peildatum=options["peildatum"],
                vuil=not options["schoon"],
            )
        except GrootteFout as fout:
            raise CommandError(str(fout)) from fout
        rijen = sum(levering.rijen for levering in waarheid.leveringen)
        self.stdout.write(
            f"{len(waarheid.leveringen)} leveringen met {rijen} regels staan in "
            f"{options['folder']}. Wat erin is verstopt, staat in {WAARHEID}."
        )
