"""A job acts with the rights that its requester has now, not those at the time of asking."""

from collections.abc import Iterator
from contextlib import contextmanager

from buurtmonitor.taken.uitvoeren import Werk
from buurtmonitor.taken.werk import OnjuisteOpdracht
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

MAG_NIET_MEER = "Wie deze opdracht gaf, mag dit niet meer. De opdracht is gestopt."


def requester(werk: Werk, recht: Recht) -> Account:
    """The account that asked for the job; OnjuisteOpdracht when it lost the right since."""
    account = Account.objects.filter(pk=werk.aangevraagd_door_id).first()
    if account is None or not mag(account, recht):
        raise OnjuisteOpdracht(MAG_NIET_MEER)
    return account


@contextmanager
def refusals_shown() -> Iterator[None]:
    """A refusal inside a job ends it with that sentence for the user."""
    try:
        yield
    except Geweigerd as weigering:
        raise OnjuisteOpdracht(weigering.melding) from None
