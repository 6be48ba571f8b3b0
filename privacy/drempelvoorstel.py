"""Thresholds that would show more: they wait for a second officer."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import ZONDER_PERSONEN


class Voorstelstatus(models.TextChoices):
    voorgesteld = "voorgesteld", "wacht op een tweede privacy-officer"
    akkoord = "akkoord", "goedgekeurd"
    geweigerd = "geweigerd", "geweigerd"


class Drempelvoorstel(models.Model):
    bewaartermijn = ZONDER_PERSONEN
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    waarden = models.JSONField()
    reden = models.TextField()
    naast_versie = models.PositiveIntegerField()  # the version that it would follow
    status = models.CharField(
        max_length=20, choices=Voorstelstatus, default=Voorstelstatus.voorgesteld
    )
    voorgesteld_door = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="+"
    )
    voorgesteld_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-voorgesteld_op"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["status"],
                condition=models.Q(status="voorgesteld"),
                name="drempelvoorstel_een_open",
            ),
        ]

    def __str__(self) -> str:
        return f"voorstel na versie {self.naast_versie}"
