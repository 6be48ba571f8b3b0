"""What an onderzoek must have before data may be used: its state, agreements and documents."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import Bewaartermijn, Wijze


class Onderzoekstatus(models.TextChoices):
    concept = "concept", "concept"
    ingediend = "ingediend", "ingediend, wacht op de privacy-officer"
    in_beoordeling = "in_beoordeling", "wordt beoordeeld door de privacy-officer"
    aanvulling_gevraagd = "aanvulling_gevraagd", "aanvulling gevraagd"
    goedgekeurd = "goedgekeurd", "goedgekeurd"
    in_gebruik = "in_gebruik", "goedgekeurd en in gebruik"
    geweigerd = "geweigerd", "geweigerd"
    ingetrokken = "ingetrokken", "akkoord ingetrokken"
    verlopen = "verlopen", "verlopen"
    vernietigd = "vernietigd", "gegevens vernietigd"


class Aggregatieniveau(models.TextChoices):
    buurt = "buurt", "per buurt"
    wijk = "wijk", "per wijk"
    gemeente = "gemeente", "alleen de hele gemeente"


# The five questions that must be answered before anyone starts: field, question, what to write.
AFSPRAKEN: tuple[tuple[str, str, str], ...] = (
    ("apparaten", "Op welke apparaten wordt gewerkt?", "Bijvoorbeeld: laptops van de gemeente."),
    ("aanlevering", "Hoe worden de gegevens geleverd?", "Bijvoorbeeld: door dit systeem."),
    ("opslag", "Waar staan de gegevens?", "Bijvoorbeeld: versleuteld, op een eigen server."),
    ("toegang", "Wie kan erbij?", "Noem rollen of namen, en wie de rijen niet ziet."),
    ("vernietiging", "Hoe worden de gegevens vernietigd?", "Wanneer, hoe en door wie."),
)


class Dossiervelden(models.Model):
    """The part of an onderzoek that the privacy officer decides on, besides what it asks."""

    status = models.CharField(
        max_length=20, choices=Onderzoekstatus, default=Onderzoekstatus.concept
    )
    ronde = models.PositiveIntegerField(default=0)  # how often it was submitted
    ingediend_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ingediend_op = models.DateTimeField(null=True)
    loopt_tot = models.DateField(null=True)  # the last day on which data may be used
    aggregatieniveau = models.CharField(
        max_length=10, choices=Aggregatieniveau, default=Aggregatieniveau.buurt
    )
    # Stricter than the Drempelset in force, if at all: the project's "10 op 50 personen".
    min_aantal = models.PositiveIntegerField(null=True, blank=True)
    min_basis = models.PositiveIntegerField(null=True, blank=True)
    deelnemers = models.ManyToManyField("privacy.Account", related_name="onderzoeken")
    apparaten = models.TextField(blank=True)
    aanlevering = models.TextField(blank=True)
    opslag = models.TextField(blank=True)
    toegang = models.TextField(blank=True)
    vernietiging = models.TextField(blank=True)
    voorwaarden = models.TextField(blank=True)  # of the officer who approved it

    class Meta:
        abstract = True

    @property
    def afspraken(self) -> list[tuple[str, str]]:
        """The five questions and their answers."""
        return [(vraag, getattr(self, veld)) for veld, vraag, _ in AFSPRAKEN]


class Documentsoort(models.TextChoices):
    dpia = "dpia", "DPIA (risico's voor de privacy)"
    toestemming_om = "toestemming_om", "toestemming van het Openbaar Ministerie"
    convenant = "convenant", "convenant"
    advies_fg = "advies_fg", "advies van de functionaris gegevensbescherming"


class Documentstatus(models.TextChoices):
    voorgelegd = "voorgelegd", "wacht op de privacy-officer"
    bevestigd = "bevestigd", "bevestigd"
    geweigerd = "geweigerd", "geweigerd"
    vervallen = "vervallen", "vervallen"


class Document(models.Model):
    """Leave that was given outside this system: who gave it, and from when until when.

    `personen`: when it names persons, only they may work with the source that needs it.
    """

    bewaartermijn = Bewaartermijn(
        "Kenmerk, looptijd en voorwaarden van een toestemming; namen van medewerkers.",
        True,
        "5 jaar na het einde van het onderzoek",
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="documenten"
    )
    soort = models.CharField(max_length=20, choices=Documentsoort)
    kenmerk = models.CharField(max_length=200)
    geldig_van = models.DateField()
    geldig_tot = models.DateField()  # the last day on which it holds
    voorwaarden = models.TextField(blank=True)
    personen = models.ManyToManyField("privacy.Account", related_name="documenten")
    status = models.CharField(
        max_length=20, choices=Documentstatus, default=Documentstatus.voorgelegd
    )
    ingebracht_door = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="+"
    )
    ingebracht_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["soort", "geldig_tot"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(geldig_van__lte=models.F("geldig_tot")),
                name="document_looptijd_loopt_vooruit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.kenmerk}"
