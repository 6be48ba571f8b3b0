"""What was asked for, what was delivered, and what was linked."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn, Wijze


class Akkoordstatus(models.TextChoices):
    aangevraagd = "aangevraagd", "wacht op de privacy-officer"
    wacht_op_tweede = "wacht_op_tweede", "wacht op een tweede privacy-officer"
    goedgekeurd = "goedgekeurd", "goedgekeurd"
    teruggestuurd = "teruggestuurd", "teruggestuurd"
    geweigerd = "geweigerd", "geweigerd"
    ingetrokken = "ingetrokken", "akkoord ingetrokken"


class Bronakkoord(models.Model):
    """Leave to use one source in one onderzoek, element by element.

    `gevraagd`: names of the elements that the analist asks for; `goedgekeurd`: those that the
    officer approves. What is not approved is never read at the door.
    """

    bewaartermijn = ZONDER_PERSONEN
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="bronakkoorden"
    )
    bron = models.CharField(max_length=60)
    schema_versie = models.CharField(max_length=20)
    gevraagd = models.JSONField(default=list)
    goedgekeurd = models.JSONField(default=list)
    toelichting = models.TextField()
    status = models.CharField(
        max_length=20, choices=Akkoordstatus, default=Akkoordstatus.aangevraagd
    )
    aangevraagd_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    aangevraagd_op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["onderzoek", "bron"], name="bronakkoord_een_per_bron"),
        ]

    def __str__(self) -> str:
        return f"{self.bron}: {self.get_status_display()}"


class Landing(models.Model):
    """Announced by the supplier, then filled by one upload; gone within 24 hours."""

    bewaartermijn = Bewaartermijn(
        "Het bestand zoals geleverd, versleuteld.",
        True,
        "24 uur",
        timedelta(hours=24),
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey("privacy.Onderzoek", on_delete=models.PROTECT, related_name="+")
    bron = models.CharField(max_length=60)
    organisatie = models.ForeignKey("privacy.Organisatie", on_delete=models.PROTECT)
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    aanbieding = models.JSONField(default=dict)
    bestandsnaam = models.CharField(max_length=120)  # cleaned, for the screen only
    sleutel = models.ForeignKey(
        "privacy.Sleutel", null=True, on_delete=models.PROTECT, related_name="+"
    )
    vernietigd_op = models.DateTimeField(null=True, blank=True)
    aangemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-aangemaakt_op"]

    def __str__(self) -> str:
        return f"landing {self.id}"


class Leveringstatus(models.TextChoices):
    ontvangen = "ontvangen", "ontvangen, wacht op controle"
    in_controle = "in_controle", "wordt gecontroleerd"
    afgekeurd = "afgekeurd", "afgekeurd bij de controle"
    mislukt = "mislukt", "controle mislukt"
    wacht_op_akkoord = "wacht_op_akkoord", "wacht op de privacy-officer"
    wacht_op_tweede = "wacht_op_tweede", "wacht op een tweede privacy-officer"
    goedgekeurd = "goedgekeurd", "goedgekeurd"
    teruggestuurd = "teruggestuurd", "teruggestuurd"
    geweigerd = "geweigerd", "geweigerd door de privacy-officer"
    ingetrokken = "ingetrokken", "ingetrokken"
    akkoord_ingetrokken = "akkoord_ingetrokken", "akkoord van de privacy-officer ingetrokken"
    vernietigd = "vernietigd", "vernietigd"


# In these states the data (still) counts as delivered: the same file is not taken twice.
LEVENDE_STATUSSEN: tuple[str, ...] = (
    Leveringstatus.ontvangen,
    Leveringstatus.in_controle,
    Leveringstatus.wacht_op_akkoord,
    Leveringstatus.wacht_op_tweede,
    Leveringstatus.goedgekeurd,
)


class Levering(models.Model):
    """One delivered file: first an encrypted landing, then pseudonymised codes, encrypted."""

    bewaartermijn = Bewaartermijn(
        "Gepseudonimiseerde codes over inwoners, versleuteld.",
        True,
        "3 maanden na het koppelen",
        timedelta(days=92),
        wijze=Wijze.lijst,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nummer = models.CharField(max_length=20, unique=True)  # on the receipt, e.g. L2026-0012
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="leveringen"
    )
    bron = models.CharField(max_length=60)
    organisatie = models.ForeignKey("privacy.Organisatie", on_delete=models.PROTECT)
    geleverd_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    aanbieding = models.JSONField(default=dict)
    bestandsnaam = models.CharField(max_length=120)  # cleaned, for the screen only
    omvang = models.BigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)  # of the file as delivered
    status = models.CharField(
        max_length=20, choices=Leveringstatus, default=Leveringstatus.ontvangen
    )
    elementen = models.JSONField(default=list)  # approved elements at the time of the door
    verslag = models.JSONField(null=True, blank=True)  # Leververslag: rows, columns, rules
    landing = models.OneToOneField(
        Landing, null=True, on_delete=models.PROTECT, related_name="levering"
    )
    sleutel = models.ForeignKey(
        "privacy.Sleutel", null=True, on_delete=models.PROTECT, related_name="+"
    )
    cijfertekst_sha256 = models.CharField(max_length=64, blank=True)  # of the file in the store
    bewaren_tot = models.DateTimeField(null=True, blank=True)  # set at the first linking
    ontvangen_op = models.DateTimeField(db_default=Now())
    gewijzigd_op = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-ontvangen_op"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["onderzoek", "bron", "sha256"],
                condition=models.Q(status__in=LEVENDE_STATUSSEN),
                name="levering_zelfde_bestand_eenmaal",
            ),
        ]

    def __str__(self) -> str:
        return self.nummer


class Koppelstatus(models.TextChoices):
    wacht = "wacht", "wacht op de verwerking"
    bezig = "bezig", "wordt gekoppeld"
    klaar = "klaar", "klaar"
    mislukt = "mislukt", "mislukt"
    geannuleerd = "geannuleerd", "gestopt"
    vernietigd = "vernietigd", "vernietigd"


class Koppelbestand(models.Model):
    """The linked file: one row a resident, codes only, encrypted. `match` is a safe table."""

    bewaartermijn = Bewaartermijn(
        "Codes per inwoner, zonder naam, adres of nummer, versleuteld.",
        True,
        "tot het einde van het onderzoek",
        wijze=Wijze.lijst,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="koppelbestanden"
    )
    leveringen = models.ManyToManyField(Levering, related_name="koppelbestanden")
    specificatie = models.JSONField(default=dict)
    status = models.CharField(max_length=20, choices=Koppelstatus, default=Koppelstatus.wacht)
    sleutel = models.ForeignKey("privacy.Sleutel", null=True, on_delete=models.PROTECT)
    match = models.TextField(blank=True)  # VeiligResultaat as JSON
    match_sha256 = models.CharField(max_length=64, blank=True)
    gekoppeld_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    aangemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-aangemaakt_op"]

    def __str__(self) -> str:
        return f"koppelbestand {self.id}"
