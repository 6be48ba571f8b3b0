"""The time that terms are kept by: the database's, and never earlier than the last anchor.

An anchor is a moment that was certainly reached. When the clock jumps, nothing that expired opens
again (back), and nothing is destroyed (forward or back) until a person has looked at it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import DateTimeField, Subquery
from django.db.models.functions import Greatest, Now

from privacy.modellen_vernietiging import Klokanker
from privacy.uitzonderingen import Geweigerd

GROOTSTE_SPRONG = timedelta(days=7)  # an installation may stand still during a holiday
TERUG = timedelta(minutes=5)
ANKER_ELKE = timedelta(hours=1)
KLOK_ONZEKER = (
    "De klok van de database staat heel anders dan de vorige keer. Er is niets vernietigd. "
    "Een privacy-officer moet eerst bevestigen dat de tijd klopt."
)


class KlokOnzeker(Geweigerd):
    """The clock moved more than it can have; a person must look."""

    def __init__(self) -> None:
        super().__init__(KLOK_ONZEKER)


@dataclass(frozen=True)
class Klokstand:
    nu: datetime
    anker: datetime | None

    @property
    def vertrouwd(self) -> bool:
        if self.anker is None:
            return True
        return -TERUG <= self.nu - self.anker <= GROOTSTE_SPRONG


def now() -> Greatest:
    """For queries: the database's clock, or the last anchor when that is later."""
    laatste = Klokanker.objects.order_by("-id").values("op")[:1]
    return Greatest(Now(), Subquery(laatste), output_field=DateTimeField())


def standing() -> Klokstand:
    """Asked several times for one page: one statement, and no query to build."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now(), (SELECT op FROM privacy_klokanker ORDER BY id DESC LIMIT 1)")
        return Klokstand(*cursor.fetchone())


def moment() -> datetime:
    """What `now` is at this moment."""
    stand = standing()
    return max(stand.nu, stand.anker or stand.nu)


def check() -> None:
    """`KlokOnzeker`, or a new anchor when the last one is old."""
    stand = standing()
    if not stand.vertrouwd:
        raise KlokOnzeker
    if stand.anker is None or stand.nu - stand.anker > ANKER_ELKE:
        Klokanker.objects.create()
