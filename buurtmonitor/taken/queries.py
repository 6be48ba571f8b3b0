"""Reading jobs. Who may see which job is decided by the app that planned it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, QuerySet, Value
from django.db.models.functions import Least, Now, Power

from buurtmonitor.taken.models import OPEN, Oproep, Taak, Taakstatus

# A call that was sent is given this long before it is sent again, doubling each time.
NA_VERZENDEN = timedelta(seconds=30)
HOOGSTENS = 64
NIET_VERZONDEN = timedelta(seconds=2)


def latest(*, soort: str, onderwerp_id: str | UUID | int) -> Taak | None:
    jobs = Taak.objects.filter(soort=soort, onderwerp_id=str(onderwerp_id))
    return jobs.order_by("-aangemaakt_op").first()


def open_jobs(*, onderwerp_id: str | UUID | int) -> QuerySet[Taak]:
    return Taak.objects.filter(onderwerp_id=str(onderwerp_id), status__in=OPEN)


def expired_jobs() -> QuerySet[Taak]:
    return Taak.objects.filter(status=Taakstatus.BEZIG, lease_tot__lt=Now()).order_by("lease_tot")


def calls_to_send() -> QuerySet[Oproep]:
    """Never sent, or sent so long ago that the message may be lost; oldest first."""
    factor = Least(Power(Value(2), F("keer_verzonden") - 1), Value(HOOGSTENS))
    due = ExpressionWrapper(
        F("verzonden_op") + Value(NA_VERZENDEN) * factor, output_field=DateTimeField()
    )
    never = Q(verzonden_op__isnull=True, aangemaakt_op__lt=Now() - NIET_VERZONDEN)
    return (
        Oproep.objects.annotate(due=due).filter(never | Q(due__lt=Now())).order_by("aangemaakt_op")
    )
