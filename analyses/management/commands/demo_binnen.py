"""The inner half of `manage.py demo`: runs inside the environment that the supervisor made.

Prints progress on stderr and one JSON document on stdout; exit status 1 with the reason in it.
"""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from analyses.demonstratie.uitkomst import perform


class Command(BaseCommand):
    help = "Hoort bij demo; niet los te gebruiken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--leveringen", type=Path, required=True)
        parser.add_argument("--peildatum", type=date.fromisoformat, required=True)
        parser.add_argument("--buurten", required=True)
        parser.add_argument("--referentie", required=True)
        parser.add_argument("--adres", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        uitkomst = perform(
            adres=options["adres"],
            folder=options["leveringen"],
            peildatum=options["peildatum"],
            buurten=tuple(filter(None, options["buurten"].split(","))),
            referentie=tuple(filter(None, options["referentie"].split(","))),
        )
        json.dump(uitkomst, sys.stdout, ensure_ascii=False)
        sys.exit(1 if uitkomst["fouten"] else 0)
