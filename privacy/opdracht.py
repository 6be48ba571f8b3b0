"""A job acts for who asked for it: with the rights of now, not of when it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk
from privacy.logboek import Actie, log
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd, Mislukt

RECHT_VERVALLEN = "Wie dit vroeg, mag het niet meer. Er is niets gedaan."


def requester(werk: Werk, recht: Recht) -> Account:
    """The account that asked, if it still has the right; ask again before publishing."""
    nummer = _uuid(werk.aangevraagd_door_id)
    account = Account.objects.filter(pk=nummer).first() if nummer else None
    if account is not None and mag(account, recht):
        return account
    log(
        actie=Actie.toegang_geweigerd,
        door=account,
        object_soort=werk.soort,
        object_id=werk.onderwerp_id,
        resultaat="geweigerd",
    )
    raise OnjuisteOpdracht(RECHT_VERVALLEN)


def _uuid(tekst: str) -> UUID | None:
    try:
        return UUID(tekst)
    except ValueError:
        return None


@contextmanager
def refusals_shown() -> Iterator[None]:
    """A refusal of an action becomes the sentence that the page of the job shows."""
    try:
        yield
    except (Geweigerd, Mislukt) as weigering:
        raise OnjuisteOpdracht(weigering.melding) from None
