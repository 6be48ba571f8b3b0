"""Accounts of the load in a running installation, each logged in, and the addresses they visit.

    python -m benchmarks.last.aanmelding    # in the environment of the installation; prints JSON

The load is about pages: passwords and codes are not asked. Nobody skips them so without the
database of the installation.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from secrets import token_hex, token_urlsafe
from typing import Any

import django

ROLLEN: Mapping[str, int] = {
    "werkgroeplid": 20,
    "beleidsmedewerker": 20,
    "analist": 5,
    "privacy_officer": 5,
}


def main() -> int:
    django.setup()
    json.dump({"koeken": _people(), "paden": _addresses()}, sys.stdout)
    return 0


def _people() -> dict[str, list[dict[str, str]]]:
    koeken: dict[str, list[dict[str, str]]] = {}
    for rol, aantal in ROLLEN.items():
        koeken[rol] = [_person(rol) for _ in range(aantal)]
    return koeken


def _person(rol: str) -> dict[str, str]:
    """Cookies of somebody who just logged in; a werkgroeplid takes part in the open meeting."""
    from analyses.werkgroep.models import Deelnemer
    from privacy.actions import accounts
    from privacy.rollen import Rol

    naam = f"last-{rol}-{token_hex(4)}"
    account, _ = accounts.create_account(
        gebruikersnaam=naam, naam=naam, rol=Rol(rol), organisatie=None, by=None
    )
    accounts.set_own_password(account=account, wachtwoord=token_urlsafe(24), by=account)
    accounts.enrol_totp_for_demo(account)
    if rol == "werkgroeplid":
        Deelnemer.objects.create(bijeenkomst=_meeting(), account=account)
    return _logged_in(account)


def _logged_in(account: Any) -> dict[str, str]:
    from django.conf import settings

    from tests.privacy.mensen import log_in

    sessie = log_in(account).cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: sessie, settings.CSRF_COOKIE_NAME: token_hex(16)}


def _meeting() -> Any:
    from analyses.werkgroep.models import Bijeenkomst

    return Bijeenkomst.objects.filter(status="open").latest("opgesteld_op")


def _addresses() -> dict[str, Any]:
    from analyses.models import Resultaat
    from bronnen.models import Levering
    from privacy.models import Onderzoek

    meeting, onderzoek = _meeting(), Onderzoek.objects.earliest("pk")
    vrij = Resultaat.objects.filter(status="vrijgegeven")
    return {
        "meeting": str(meeting.pk),
        "punten": [str(punt.pk) for punt in meeting.punten.all()],
        "onderzoek": str(onderzoek.pk),
        "buurten": [*onderzoek.buurten, *onderzoek.referentiebuurten],
        "resultaten": [str(resultaat.pk) for resultaat in vrij],
        "leveringen": [str(levering.pk) for levering in Levering.objects.all()[:5]],
    }


if __name__ == "__main__":
    sys.exit(main())
