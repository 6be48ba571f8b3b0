"""What was asked (`Analyse`) and what came out, protected (`Resultaat`)."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn


class Analysestatus(models.TextChoices):
    wacht = "wacht", "wacht op de verwerking"
    bezig = "bezig", "bezig"
    klaar = "klaar", "klaar"
    mislukt = "mislukt", "mislukt"
    geannuleerd = "geannuleerd", "gestopt"


class Analyse(models.Model):
    """A stored specification on a linked file (or on a context delivery)."""

    bewaartermijn = ZONDER_PERSONEN
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="analyses"
    )
    koppelbestand = models.ForeignKey(
        "bronnen.Koppelbestand", null=True, on_delete=models.PROTECT, related_name="analyses"
    )
    context = models.ForeignKey(
        "bronnen.Levering", null=True, on_delete=models.PROTECT, related_name="analyses"
    )
    soort = models.CharField(max_length=40)
    naam = models.CharField(max_length=200)
    specificatie = models.JSONField()
    volgorde = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=20, choices=Analysestatus, default=Analysestatus.wacht)
    gemaakt_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    aangemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["volgorde", "aangemaakt_op"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(koppelbestand__isnull=False) | models.Q(context__isnull=False),
                name="analyse_heeft_gegevens",
            ),
        ]

    def __str__(self) -> str:
        return self.naam


class Resultaatstatus(models.TextChoices):
    concept = "concept", "concept"
    ter_vrijgave = "ter_vrijgave", "wacht op de privacy-officer"
    wacht_op_tweede = "wacht_op_tweede", "wacht op een tweede privacy-officer"
    vrijgegeven = "vrijgegeven", "vrijgegeven"
    teruggestuurd = "teruggestuurd", "teruggestuurd"
    geweigerd = "geweigerd", "geweigerd"
    ingetrokken = "ingetrokken", "ingetrokken"


class Resultaat(models.Model):
    """A `VeiligResultaat` as canonical JSON with its hash; released aggregates stay."""

    bewaartermijn = Bewaartermijn(
        "Beschermde cijfers over groepen en buurten.", False, "blijft na het onderzoek"
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    analyse = models.OneToOneField(Analyse, on_delete=models.PROTECT, related_name="resultaat")
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="resultaten"
    )
    inhoud = models.TextField()  # VeiligResultaat.als_json()
    sha256 = models.CharField(max_length=64)
    inhoud_kijkers = models.TextField()  # VeiligResultaat.voor_kijkers().als_json()
    sha256_kijkers = models.CharField(max_length=64)
    bevinding = models.CharField(max_length=300)
    audit_geslaagd = models.BooleanField()
    drempelset_versie = models.PositiveIntegerField()
    auteur = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    status = models.CharField(
        max_length=20, choices=Resultaatstatus, default=Resultaatstatus.concept
    )
    ronde = models.PositiveIntegerField(default=0)  # how often it was offered for release
    gemaakt_op = models.DateTimeField(db_default=Now())
    vrijgegeven_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["analyse__volgorde", "gemaakt_op"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status="vrijgegeven") | models.Q(audit_geslaagd=True),
                name="resultaat_vrij_alleen_na_audit",
            ),
        ]

    def __str__(self) -> str:
        return self.bevinding
