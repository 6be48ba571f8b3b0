"""Gives the roles of application and sealer their rights, table by table. Runs as the owner."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from privacy.databaserechten import grant, let_terms_end, refuse_changes, sealer_rights_for


class Command(BaseCommand):
    help = "Geeft de databaserollen van toepassing en zegelaar hun rechten."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.APP_ROL:
            raise CommandError("De omgevingsvariabele DATABASE_URL ontbreekt.")
        with transaction.atomic():
            grant(str(settings.APP_ROL))
            if settings.ZEGEL_ROL:
                grant(str(settings.ZEGEL_ROL), sealer_rights_for)
            refuse_changes()
            let_terms_end(str(settings.APP_ROL))
