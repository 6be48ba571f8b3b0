"""Writes the verwerkingsregister, the annex of the DPIA and the algoritmeregister as one PDF."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bronnen.kern.verantwoordingpdf import make_pdf
from bronnen.verantwoording import processings


class Command(BaseCommand):
    help = "Schrijf het verwerkingsregister als PDF in BESTAND."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("bestand", type=Path)

    def handle(self, *args: Any, bestand: Path, **options: Any) -> None:
        bestand.write_bytes(make_pdf(processings()))
        self.stdout.write("Het verwerkingsregister is geschreven.")
