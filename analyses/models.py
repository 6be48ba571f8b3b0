"""What was asked (`Analyse`), what came out, protected (`Resultaat`), and what may be told of it.

`Registerpost` is the release ledger (vrijgaveregister), `Certificaat` that a result tells too
much of nobody beside all that the ledger held. PostgreSQL keeps a result without both from being
released: see the migration `0002_register`.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn, Wijze
from privacy.kern.certificaat import Keuzesoort


class Analysestatus(models.TextChoices):
    wacht = "wacht", "wacht op de verwerking"
    bezig = "bezig", "bezig"
    klaar = "klaar", "klaar"
    botst = "botst", "zegt te veel naast eerdere resultaten"
    mislukt = "mislukt", "mislukt"
    geannuleerd = "geannuleerd", "gestopt"
    vernietigd = "vernietigd", "vernietigd"  # with its draft: the data behind it is gone


class BijBotsing(models.TextChoices):
    """What to do with a result that tells too much beside earlier ones; said beforehand."""

    vragen = "vragen", "eerst aan mij vragen"
    meer_weglaten = "meer_weglaten", "meteen meer cijfers weglaten"


KEUZES = {
    Keuzesoort.meer_weglaten: "meer cijfers weglaten",
    Keuzesoort.grover: "grotere groepen",
    Keuzesoort.eerder_patroon: "weglaten wat eerder is weggelaten",
    Keuzesoort.wachten: "wachten",
}


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
    bij_botsing = models.CharField(max_length=20, choices=BijBotsing, default=BijBotsing.vragen)
    keuze = models.CharField(
        max_length=20, blank=True, choices=[(soort.value, naam) for soort, naam in KEUZES.items()]
    )
    botsing = models.JSONField(null=True, blank=True)  # {"keuzes": [{soort, cellen}], "met": [sha]}
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


class Certificaat(models.Model):
    """A `privacy.kern.certificaat.Certificaat` with its evidence; a row is never changed."""

    bewaartermijn = Bewaartermijn(
        "Uitkomst van de controle op herleidbaarheid, met wat een indringer kan uitrekenen over "
        "groepen; alleen voor de privacy-officer.",
        False,
        "blijft na het onderzoek",
    )
    alleen_toevoegen = True
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)  # of the result
    drempelset_versie = models.PositiveIntegerField()
    registerkop = models.CharField(max_length=64)  # head of the ledger that was looked at
    geslaagd = models.BooleanField()
    methode = models.CharField(max_length=200)
    beschermd = models.PositiveIntegerField()  # sums that had to stay wide
    versmald = models.PositiveIntegerField()  # those that did not
    eerdere = models.PositiveIntegerField()  # earlier results looked at
    bewijs = models.TextField()  # Bewijs.als_json()
    gemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(geslaagd=True) ^ models.Q(versmald__gt=0),
                name="certificaat_geslaagd_is_niets_versmald",
            ),
            models.UniqueConstraint(
                fields=["id", "sha256", "drempelset_versie", "geslaagd"],
                name="certificaat_van_resultaat",
            ),
            models.UniqueConstraint(
                fields=["id", "registerkop", "sha256"], name="certificaat_bij_kop"
            ),
        ]

    def __str__(self) -> str:
        return f"certificaat {self.sha256[:12]}"


class Postsoort(models.TextChoices):
    concept = "concept", "concept"  # seen by those who may see drafts of this onderzoek
    vrijgave = "vrijgave", "vrijgave"  # seen by everybody who may log in
    openbaar = "openbaar", "openbare tabel"  # figures that others publish


class Registerpost(models.Model):
    """One line of the release ledger: what was shown, and to whom.

    A chain: `kop` covers the line before and every field. The database numbers no line twice,
    lets no line follow on another than the last, and computes `kop` itself to compare.
    """

    bewaartermijn = Bewaartermijn(
        "Uitspraken over groepen en buurten, zoals ze zijn getoond.",
        False,
        "blijft na het onderzoek; ook na intrekken",
    )
    alleen_toevoegen = True
    volgnummer = models.PositiveIntegerField(primary_key=True)
    soort = models.CharField(max_length=20, choices=Postsoort)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", null=True, on_delete=models.PROTECT, related_name="registerposten"
    )
    peildatum = models.DateField()
    sha256 = models.CharField(max_length=64, db_index=True)  # of the result, or of the table
    bijdrage = models.TextField()  # Bijdrage.als_json()
    certificaat = models.ForeignKey(
        Certificaat, null=True, on_delete=models.PROTECT, related_name="posten"
    )  # of a concept alone
    vorige = models.CharField(max_length=64, unique=True)
    kop = models.CharField(max_length=64, unique=True)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["volgnummer"]
        indexes: ClassVar = [models.Index(fields=["peildatum", "soort"], name="post_per_peildatum")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(soort="openbaar") ^ models.Q(onderzoek__isnull=False),
                name="post_heeft_onderzoek",
            ),
            models.CheckConstraint(
                condition=~models.Q(soort="concept") ^ models.Q(certificaat__isnull=False),
                name="post_van_concept_heeft_certificaat",
            ),
            models.UniqueConstraint(
                fields=["volgnummer", "certificaat", "sha256", "onderzoek"],
                name="post_van_concept",
            ),
            models.UniqueConstraint(
                fields=["volgnummer", "sha256", "onderzoek"], name="post_van_vrijgave"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volgnummer} {self.soort}"


class Resultaatstatus(models.TextChoices):
    concept = "concept", "concept"
    ter_vrijgave = "ter_vrijgave", "wacht op de privacy-officer"
    wacht_op_tweede = "wacht_op_tweede", "wacht op een tweede privacy-officer"
    vrijgegeven = "vrijgegeven", "vrijgegeven"
    teruggestuurd = "teruggestuurd", "teruggestuurd"
    geweigerd = "geweigerd", "geweigerd"
    botst = "botst", "zegt te veel naast een ander resultaat"
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
    certificaat = models.ForeignKey(
        Certificaat,
        null=True,
        on_delete=models.PROTECT,
        related_name="resultaten",
    )  # the newest
    conceptpost = models.ForeignKey(
        Registerpost, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the line that this certificate was made for
    vrijgavepost = models.ForeignKey(
        Registerpost, null=True, on_delete=models.PROTECT, related_name="+"
    )
    auteur = models.ForeignKey("privacy.Account", on_delete=models.PROTECT)
    status = models.CharField(
        max_length=20, choices=Resultaatstatus, default=Resultaatstatus.concept
    )
    ronde = models.PositiveIntegerField(default=0)  # how often it was offered for release
    gemaakt_op = models.DateTimeField(db_default=Now())
    vrijgegeven_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    intrekreden = models.CharField(max_length=1000, blank=True)  # for who saw it

    class Meta:
        ordering: ClassVar = ["analyse__volgorde", "gemaakt_op"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status="vrijgegeven") | models.Q(audit_geslaagd=True),
                name="resultaat_vrij_alleen_na_audit",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="vrijgegeven")
                | models.Q(
                    certificaat__isnull=False,
                    conceptpost__isnull=False,
                    vrijgavepost__isnull=False,
                ),
                name="resultaat_vrij_alleen_met_certificaat",
            ),
        ]

    def __str__(self) -> str:
        return self.bevinding


class Aanvraagstatus(models.TextChoices):
    open = "open", "wacht op de analist"
    in_behandeling = "in_behandeling", "in behandeling"
    beantwoord = "beantwoord", "beantwoord"
    afgewezen = "afgewezen", "afgewezen"


class Aanvraag(models.Model):
    """A reader asks for a table that was not released; the answer is a result, or a reason."""

    bewaartermijn = Bewaartermijn(
        "Vraag van een medewerker om een tabel, met het antwoord; geen inwoners.",
        False,
        "5 jaar na het einde van het onderzoek",
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="aanvragen"
    )
    vraag = models.TextField(max_length=1000)
    kenmerk = models.CharField(max_length=40, blank=True)  # code; empty: something else
    buurten = models.JSONField(default=list)  # codes; empty: all that are studied
    gevraagd_door = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="aanvragen"
    )
    gevraagd_op = models.DateTimeField(db_default=Now())
    status = models.CharField(max_length=20, choices=Aanvraagstatus, default=Aanvraagstatus.open)
    behandelaar = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    analyse = models.ForeignKey(
        Analyse, null=True, on_delete=models.PROTECT, related_name="aanvragen"
    )  # the latest that was started for it
    resultaat = models.ForeignKey(
        Resultaat, null=True, on_delete=models.PROTECT, related_name="aanvragen"
    )  # that answers it
    antwoord = models.TextField(blank=True, max_length=1000)
    afgehandeld_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-gevraagd_op"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(status="beantwoord") | models.Q(resultaat__isnull=False),
                name="aanvraag_beantwoord_met_resultaat",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="afgewezen") | ~models.Q(antwoord=""),
                name="aanvraag_afgewezen_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return self.vraag
