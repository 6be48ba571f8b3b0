"""What is to be destroyed, who agreed, what was destroyed, and what may not be destroyed now.

Rows here outlive what they describe: an object is named by kind and id, never by a foreign key.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn

_BLIJFT = Bewaartermijn(
    "Wat is vernietigd, waarom, hoe en door wie; geen inwoners.", False, "blijft na het onderzoek"
)


class Lijststatus(models.TextChoices):
    wacht_op_akkoord = "wacht_op_akkoord", "wacht op de privacy-officer"
    wacht_op_tweede = "wacht_op_tweede", "wacht op een tweede privacy-officer"
    bezig = "bezig", "wordt vernietigd"
    vernietigd = "vernietigd", "vernietigd"
    geweigerd = "geweigerd", "gaat niet door"


class Aanleiding(models.TextChoices):
    termijn = "termijn", "de bewaartermijn is voorbij"
    verzoek = "verzoek", "een privacy-officer vroeg erom"


class Vernietigingslijst(models.Model):
    """Objects that go together, once two different persons have agreed."""

    bewaartermijn = _BLIJFT
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey("privacy.Onderzoek", on_delete=models.PROTECT, related_name="+")
    aanleiding = models.CharField(max_length=20, choices=Aanleiding)
    reden = models.TextField()
    status = models.CharField(
        max_length=20, choices=Lijststatus, default=Lijststatus.wacht_op_akkoord
    )
    opgesteld_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: made because a term ended
    opgesteld_op = models.DateTimeField(db_default=Now())
    vernietigd_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-opgesteld_op"]

    def __str__(self) -> str:
        return f"{self.get_aanleiding_display()}: {self.get_status_display()}"


class Poststap(models.TextChoices):
    """How far the destruction of one object is; each step is safe to do again."""

    wacht = "wacht", "nog niets gedaan"
    begonnen = "begonnen", "begonnen"  # from here on there is no way back
    gewist = "gewist", "vernietigd en gecontroleerd"
    aangehouden = "aangehouden", "niet vernietigd: moet bewaard blijven"
    vervallen = "vervallen", "niet vernietigd: de lijst ging niet door"


OPEN_STAPPEN = (Poststap.wacht, Poststap.begonnen)


class Vernietigingspost(models.Model):
    """One object on a list, with what proves later what it was."""

    bewaartermijn = _BLIJFT
    lijst = models.ForeignKey(Vernietigingslijst, on_delete=models.PROTECT, related_name="posten")
    soort = models.CharField(max_length=20)
    object_id = models.CharField(max_length=64)
    titel = models.CharField(max_length=200)
    organisatie = models.ForeignKey(
        "privacy.Organisatie", null=True, on_delete=models.PROTECT, related_name="+"
    )  # whose delivery it was
    grond = models.CharField(max_length=200)  # the term, in words
    bewaard_tot = models.DateTimeField(null=True)
    stap = models.CharField(max_length=20, choices=Poststap, default=Poststap.wacht)
    sleutels = models.JSONField(default=list)  # ids of the keys
    hashes = models.JSONField(default=list)  # SHA-256 of the encrypted files
    gewist_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["soort", "object_id"],
                condition=models.Q(stap__in=OPEN_STAPPEN),
                name="vernietigingspost_een_open",
            ),
        ]

    def __str__(self) -> str:
        return self.titel


class Vernietigingsregel(models.Model):
    """A line of the ledger of destructions: written before anything goes, replayed after a restore.

    The same lines stand in a file beside the vault (`privacy.vernietigingsregister`).
    """

    bewaartermijn = _BLIJFT
    alleen_toevoegen = True
    volgnummer = models.PositiveIntegerField(primary_key=True)
    soort = models.CharField(max_length=20)
    object_id = models.CharField(max_length=64)
    titel = models.CharField(max_length=200)
    sleutels = models.JSONField()
    op = models.DateTimeField()
    vorige = models.CharField(max_length=64, unique=True)
    kop = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["volgnummer"]

    def __str__(self) -> str:
        return f"{self.volgnummer} {self.titel}"


class Verklaring(models.Model):
    """Verklaring van vernietiging: of one list, for one supplier or for what is nobody's own."""

    bewaartermijn = _BLIJFT
    alleen_toevoegen = True
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volgnummer = models.PositiveIntegerField(unique=True)
    nummer = models.CharField(max_length=20, unique=True)  # e.g. VV-2026-0001
    lijst = models.ForeignKey(
        Vernietigingslijst, on_delete=models.PROTECT, related_name="verklaringen"
    )
    organisatie = models.ForeignKey(
        "privacy.Organisatie", null=True, on_delete=models.PROTECT, related_name="+"
    )
    inhoud = models.TextField()  # kern.verklaring.Verklaring.als_json()
    sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-volgnummer"]

    def __str__(self) -> str:
        return self.nummer


class Opschorting(models.Model):
    """A hold: what may not be destroyed for now, by whom and why."""

    bewaartermijn = _BLIJFT
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    soort = models.CharField(max_length=20)
    object_id = models.CharField(max_length=64)
    titel = models.CharField(max_length=200)
    reden = models.TextField()
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField(db_default=Now())
    opgeheven_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    opgeheven_op = models.DateTimeField(null=True, blank=True)
    reden_opheffing = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-op"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["soort", "object_id"],
                condition=models.Q(opgeheven_op__isnull=True),
                name="opschorting_een_lopende",
            ),
        ]

    def __str__(self) -> str:
        return self.titel


class Klokanker(models.Model):
    """A moment that the database's clock certainly reached; `door`: who confirmed a jump."""

    bewaartermijn = ZONDER_PERSONEN
    alleen_toevoegen = True
    id = models.BigAutoField(primary_key=True)
    op = models.DateTimeField(db_default=Now())
    door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return str(self.op)
