"""A job, and the call to a worker that waits to be sent."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Taakstatus(models.TextChoices):
    WACHT = "wacht"
    BEZIG = "bezig"
    KLAAR = "klaar"
    MISLUKT = "mislukt"
    GEANNULEERD = "geannuleerd"


OPEN = (Taakstatus.WACHT, Taakstatus.BEZIG)


def default_attempts() -> int:
    return int(settings.TAAK_MAX_POGINGEN)


class Taak(models.Model):
    """One job on one subject. At most one job of a kind is open for a subject.

    `fence` rises whenever the job changes hands; whoever writes with an older one is refused.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    soort = models.CharField(max_length=60)
    onderwerp_id = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=Taakstatus, default=Taakstatus.WACHT)
    voortgang = models.PositiveSmallIntegerField(default=0)
    stap = models.CharField(max_length=200, blank=True)
    fout = models.CharField(max_length=400, blank=True)
    aangevraagd_door_id = models.CharField(max_length=36, blank=True)
    annuleren_gevraagd = models.BooleanField(default=False)
    poging = models.PositiveSmallIntegerField(default=0)
    max_pogingen = models.PositiveSmallIntegerField(default=default_attempts)
    fence = models.BigIntegerField(default=0)
    hartslag = models.DateTimeField(null=True)
    lease_tot = models.DateTimeField(null=True)
    werker = models.CharField(max_length=120, blank=True, db_default="")  # who took it last
    aangemaakt_op = models.DateTimeField(auto_now_add=True)
    gestart_op = models.DateTimeField(null=True)
    klaar_op = models.DateTimeField(null=True)

    class Meta:
        ordering = ("aangemaakt_op",)
        constraints = (
            models.UniqueConstraint(
                fields=("soort", "onderwerp_id"),
                condition=Q(status__in=OPEN),
                name="taak_een_open_per_onderwerp",
            ),
            models.CheckConstraint(condition=Q(voortgang__lte=100), name="taak_voortgang_tot_100"),
            models.CheckConstraint(
                condition=Q(status__in=Taakstatus.values), name="taak_bekende_status"
            ),
            models.CheckConstraint(
                condition=~Q(status=Taakstatus.BEZIG) | Q(lease_tot__isnull=False),
                name="taak_bezig_heeft_lease",
            ),
        )
        indexes = (
            models.Index(
                fields=("lease_tot",), condition=Q(status=Taakstatus.BEZIG), name="taak_bezig_lease"
            ),
            models.Index(fields=("onderwerp_id", "soort"), name="taak_onderwerp"),
        )

    def __str__(self) -> str:
        return f"{self.soort} ({self.status})"


class Oproep(models.Model):
    """The outbox: exists while a job waits, and is deleted by the worker that claims it."""

    taak = models.OneToOneField(Taak, on_delete=models.CASCADE, primary_key=True)
    aangemaakt_op = models.DateTimeField(auto_now_add=True)
    verzonden_op = models.DateTimeField(null=True)
    keer_verzonden = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"oproep {self.taak_id}"
