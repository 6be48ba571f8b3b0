"""Makes an account without anyone logged in: the first beheerder of a new installation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy import actions
from privacy.models import Account
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd


class Command(BaseCommand):
    help = "Maakt de eerste beheerder en toont het eenmalige wachtwoord."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("gebruikersnaam")
        parser.add_argument("naam")

    def handle(self, *args: Any, **options: Any) -> None:
        if Account.objects.filter(rol=Rol.beheerder.value, is_active=True).exists():
            raise CommandError("Er is al een beheerder. Die maakt de andere accounts.")
        try:
            account, wachtwoord = actions.create_account(
                gebruikersnaam=options["gebruikersnaam"],
                naam=options["naam"],
                rol=Rol.beheerder,
                organisatie=None,
                by=None,
            )
        except Geweigerd as weigering:
            raise CommandError(weigering.melding) from None
        self.stdout.write(f"inlognaam: {account.gebruikersnaam}")
        self.stdout.write(f"eenmalig wachtwoord: {wachtwoord}")
