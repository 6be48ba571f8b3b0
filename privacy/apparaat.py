"""The devices on which a role may deliver and decide, where its rule asks for that."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import Bewaartermijn, Wijze


class Apparaatstatus(models.TextChoices):
    uitgegeven = "uitgegeven", "code gegeven, nog niet ingevoerd"
    geregistreerd = "geregistreerd", "geregistreerd"
    ingetrokken = "ingetrokken", "ingetrokken"


class Apparaat(models.Model):
    """One browser on one machine. Of the code and of the secret in its cookie only hashes stay.

    Who gives the code never enters it: two persons for each device.
    """

    bewaartermijn = Bewaartermijn(
        "Naam van een apparaat, en welke medewerkers het registreerden.",
        True,
        "tot een jaar na het einde",
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    naam = models.CharField(max_length=60)
    status = models.CharField(
        max_length=20, choices=Apparaatstatus, default=Apparaatstatus.uitgegeven
    )
    code = models.CharField(max_length=64, unique=True)
    code_geldig_tot = models.DateTimeField()
    geheim = models.CharField(max_length=64, blank=True)
    uitgegeven_door = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="+"
    )
    uitgegeven_op = models.DateTimeField(db_default=Now())
    geregistreerd_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    geldig_tot = models.DateTimeField(null=True)
    ingetrokken_op = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["naam", "-uitgegeven_op"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["naam"],
                condition=models.Q(status__in=["uitgegeven", "geregistreerd"]),
                name="apparaat_een_per_naam",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="geregistreerd")
                | models.Q(geregistreerd_door__isnull=False, geldig_tot__isnull=False)
                & ~models.Q(geheim="")
                & ~models.Q(geregistreerd_door=models.F("uitgegeven_door")),
                name="apparaat_door_twee",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def tot(self) -> datetime:
        """The end of the registration, or of the code while there is none."""
        return self.geldig_tot or self.code_geldig_tot
