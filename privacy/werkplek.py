"""From which networks and devices a role may deliver and decide. Without a rule: from all."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import ZONDER_PERSONEN
from privacy.rollen import ROLNAMEN


class Werkplekstatus(models.TextChoices):
    voorgesteld = "voorgesteld", "wacht op een tweede persoon"
    geldt = "geldt", "geldt nu"
    vervangen = "vervangen", "vervangen door een nieuwe regel"
    geweigerd = "geweigerd", "geweigerd"


class Werkplek(models.Model):
    """`netwerken` as CIDR; an empty list takes the limit away again."""

    bewaartermijn = ZONDER_PERSONEN
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rol = models.CharField(max_length=30, choices=[(r.value, n) for r, n in ROLNAMEN.items()])
    netwerken = models.JSONField(default=list)
    alleen_geregistreerd = models.BooleanField(default=False)  # on registered devices only
    reden = models.TextField()
    status = models.CharField(
        max_length=20, choices=Werkplekstatus, default=Werkplekstatus.voorgesteld
    )
    voorgesteld_door = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="+"
    )
    voorgesteld_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["rol", "-voorgesteld_op"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rol", "status"],
                condition=models.Q(status__in=["voorgesteld", "geldt"]),
                name="werkplek_een_per_rol",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}: {self.get_status_display()}"
