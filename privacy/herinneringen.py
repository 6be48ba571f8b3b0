"""Mail to who must do something: what waits, and what expires within two weeks, one or no days.

No name of a resident is ever known here; no link carries more than an address of a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.mail import send_mail

from privacy.bewaren import Kalenderregel, calendar, lists_for
from privacy.modellen_vernietiging import Lijststatus
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht

logregel = structlog.get_logger(__name__)
DAGEN = (14, 7, 1, 0)  # before it expires
WACHT = (Lijststatus.wacht_op_akkoord, Lijststatus.wacht_op_tweede)
ONDERWERP = "Buurtmonitor: bewaartermijnen"


@dataclass(frozen=True)
class Herinnering:
    aan: str
    tekst: str


def send_all() -> int:
    """How many were sent; one that fails must not keep the others."""
    return sum(_send(herinnering) for herinnering in reminders())


def _send(herinnering: Herinnering) -> bool:
    try:
        send_mail(ONDERWERP, herinnering.tekst, settings.DEFAULT_FROM_EMAIL, [herinnering.aan])
    except OSError as fout:
        logregel.error("herinnering_niet_verzonden", fouttype=type(fout).__name__)
        return False
    return True


def reminders() -> list[Herinnering]:
    """For everybody who follows terms, has an address, and has something to do today."""
    mensen = Account.objects.filter(is_active=True).exclude(email="")
    teksten = ((a, _text(a)) for a in mensen if mag(a, Recht.bewaren_volgen))
    return [Herinnering(account.email, tekst) for account, tekst in teksten if tekst]


def _text(account: Account) -> str:
    regels = [*_waiting(account), *_expiring(calendar(account))]
    if not regels:
        return ""
    return "\n".join(["Goedemorgen,", "", *regels, "", "Kijk in de Buurtmonitor onder Bewaren."])


def _waiting(account: Account) -> Iterable[str]:
    aantal = lists_for(account).filter(status__in=WACHT).count()
    if aantal:
        yield f"Er wachten {aantal} vernietigingslijsten op een besluit."


def _expiring(regels: Iterable[Kalenderregel]) -> Iterable[str]:
    for regel in regels:
        if regel.dagen in DAGEN and regel.opschorting is None:
            wanneer = "vandaag" if regel.dagen == 0 else f"over {regel.dagen} dagen"
            yield f"- {regel.bewaard.titel}: de bewaartermijn eindigt {wanneer}."
