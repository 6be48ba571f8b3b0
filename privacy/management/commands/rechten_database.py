"""Gives the application's database role its rights, table by table. Runs as the owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from privacy.databaserechten import grant, refuse_changes


class Command(BaseCommand):
    help = "Geeft de databaserol van de toepassing haar rechten; het logboek alleen toevoegen."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.APP_ROL:
            raise CommandError("De omgevingsvariabele DATABASE_URL ontbreekt.")
        with transaction.atomic():
            grant(str(settings.APP_ROL))
            refuse_changes()
