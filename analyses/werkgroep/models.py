"""The werkgroep: its meetings, what was said beside each chart, and what came of it.

A chart is named by its `Resultaat` and the hash of what viewers saw, so that a meeting always
speaks of the version that was released. A name here is that of a colleague, never of a resident.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from privacy.kern.bewaartermijn import Bewaartermijn, Wijze

GESPREK = Bewaartermijn(
    "Wat medewerkers in de werkgroep schreven, met hun naam; geen inwoners.",
    True,
    "5 jaar na het einde van het onderzoek",
    wijze=Wijze.lijst,
)
AFSPRAAK = Bewaartermijn(
    "Afspraken van de werkgroep, met de naam van de medewerker die ze uitvoert; geen inwoners.",
    True,
    "5 jaar na het einde van het onderzoek",
    wijze=Wijze.lijst,
)


# --- the meeting ----------------------------------------------------------------------------------
class Bijeenkomststatus(models.TextChoices):
    concept = "concept", "wordt voorbereid"
    open = "open", "bezig"
    gesloten = "gesloten", "gesloten, verslag in concept"
    vastgesteld = "vastgesteld", "verslag vastgesteld"


class Bijeenkomst(models.Model):
    """A meeting. `versie` rises with every change that those in the meeting must see."""

    bewaartermijn = GESPREK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="bijeenkomsten"
    )
    naam = models.CharField(max_length=200)
    datum = models.DateField()
    plaats = models.CharField(max_length=200, blank=True)
    voorzitter = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="voorgezeten"
    )
    secretaris = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="genotuleerd"
    )
    status = models.CharField(
        max_length=20, choices=Bijeenkomststatus, default=Bijeenkomststatus.concept
    )
    versie = models.PositiveIntegerField(default=1)
    huidig = models.ForeignKey(
        "werkgroep.Agendapunt", null=True, on_delete=models.SET_NULL, related_name="+"
    )  # where the chair is
    opgesteld_door = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="+"
    )
    opgesteld_op = models.DateTimeField(db_default=Now())
    geopend_op = models.DateTimeField(null=True, blank=True)
    gesloten_op = models.DateTimeField(null=True, blank=True)
    vastgesteld_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-datum", "-opgesteld_op"]

    def __str__(self) -> str:
        return self.naam


class Deelnemer(models.Model):
    bewaartermijn = GESPREK
    bijeenkomst = models.ForeignKey(
        Bijeenkomst, on_delete=models.CASCADE, related_name="deelnemers"
    )
    account = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    aanwezig = models.BooleanField(default=False)  # was seen in the meeting while it was open

    class Meta:
        ordering: ClassVar = ["account__naam"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bijeenkomst", "account"], name="deelnemer_een_keer"),
        ]

    def __str__(self) -> str:
        return str(self.account)


class Agendapunt(models.Model):
    """A chart and what the meeting wants to decide about it; without a chart: a subject alone."""

    bewaartermijn = GESPREK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bijeenkomst = models.ForeignKey(Bijeenkomst, on_delete=models.CASCADE, related_name="punten")
    volgorde = models.PositiveIntegerField()
    naam = models.CharField(max_length=300)
    besluitvraag = models.CharField(max_length=500)  # "Wat willen we hierover besluiten?"
    resultaat = models.ForeignKey(
        "analyses.Resultaat", null=True, on_delete=models.PROTECT, related_name="agendapunten"
    )
    sha256 = models.CharField(max_length=64, blank=True)  # of what viewers saw of it
    conclusie = models.TextField(blank=True, max_length=4000)
    conclusie_versie = models.PositiveIntegerField(default=0)
    conclusie_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    conclusie_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["volgorde"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(resultaat__isnull=True) ^ ~models.Q(sha256=""),
                name="agendapunt_noemt_versie",
            ),
        ]

    def __str__(self) -> str:
        return self.naam


# --- what is said beside a chart ------------------------------------------------------------------
class Duidingsoort(models.TextChoices):
    eens = "eens", "Eens"
    twijfel = "twijfel", "Twijfel"
    vraag = "vraag", "Vraag"
    aanvulling = "aanvulling", "Aanvulling"
    antwoord = "antwoord", "Antwoord van de analist"


class Duiding(models.Model):
    """What somebody says beside a chart, or an answer to it; the browser chooses the number.

    So what is sent again after a lost connection is the same row.
    """

    bewaartermijn = GESPREK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    punt = models.ForeignKey(Agendapunt, on_delete=models.CASCADE, related_name="duidingen")
    ouder = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="reacties"
    )  # a thread is one deep
    soort = models.CharField(max_length=20, choices=Duidingsoort)
    tekst = models.TextField(max_length=2000)
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField(db_default=Now())
    afgehandeld_op = models.DateTimeField(null=True, blank=True)
    afgehandeld_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["op", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(soort="antwoord") | models.Q(ouder__isnull=False),
                name="duiding_antwoord_op_iets",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.pk}"


class Klad(models.Model):
    """What somebody is still typing: kept for him or her alone, and gone once it is sent."""

    bewaartermijn = Bewaartermijn(
        "Tekst die een medewerker nog niet heeft verstuurd; geen inwoners.",
        True,
        "tot de tekst is verstuurd of de bijeenkomst is vastgesteld",
        wijze=Wijze.handeling,
    )
    punt = models.ForeignKey(Agendapunt, on_delete=models.CASCADE, related_name="kladden")
    account = models.ForeignKey("privacy.Account", on_delete=models.CASCADE, related_name="+")
    veld = models.CharField(max_length=20)
    tekst = models.TextField(max_length=4000)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["punt", "account", "veld"], name="klad_een_per_veld"),
        ]

    def __str__(self) -> str:
        return f"klad {self.pk}"


# --- decisions ------------------------------------------------------------------------------------
class Voorstelstatus(models.TextChoices):
    open = "open", "in stemming"
    aangenomen = "aangenomen", "aangenomen"
    verworpen = "verworpen", "niet aangenomen"
    aangehouden = "aangehouden", "later opnieuw"


class Voorstel(models.Model):
    """A proposal; the chair writes what came of it, and no majority does so by itself."""

    bewaartermijn = AFSPRAAK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    punt = models.ForeignKey(Agendapunt, on_delete=models.CASCADE, related_name="voorstellen")
    tekst = models.TextField(max_length=1000)
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField(db_default=Now())
    status = models.CharField(max_length=20, choices=Voorstelstatus, default=Voorstelstatus.open)
    uitkomst = models.TextField(blank=True, max_length=1000)
    eigenaar = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    gereed_op = models.DateField(null=True, blank=True)
    besloten_door = models.ForeignKey(
        "privacy.Account", null=True, on_delete=models.PROTECT, related_name="+"
    )
    besloten_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["op", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(status="open") ^ ~models.Q(uitkomst=""),
                name="voorstel_besloten_met_uitkomst",
            ),
        ]

    def __str__(self) -> str:
        return self.tekst


class Stemkeuze(models.TextChoices):
    eens = "eens", "Eens"
    geen_mening = "geen_mening", "Geen mening"
    niet_eens = "niet_eens", "Niet eens"


class Stem(models.Model):
    """What one participant thinks of a proposal; who disagrees says why, and that is kept."""

    bewaartermijn = GESPREK
    voorstel = models.ForeignKey(Voorstel, on_delete=models.CASCADE, related_name="stemmen")
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    keuze = models.CharField(max_length=20, choices=Stemkeuze)
    reden = models.TextField(blank=True, max_length=1000)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["op"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voorstel", "door"], name="stem_een_per_deelnemer"),
            models.CheckConstraint(
                condition=~models.Q(keuze="niet_eens") | ~models.Q(reden=""),
                name="stem_niet_eens_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return self.keuze


# --- what the werkgroep wants to reach ------------------------------------------------------------
class Domein(models.TextChoices):
    sociaal = "sociaal", "Sociaal"
    fysiek = "fysiek", "Fysiek"
    veilig = "veilig", "Veilig"


class Regeling(models.TextChoices):
    wmo = "wmo", "Wmo"
    jeugdhulp = "jeugdhulp", "Jeugdhulp"
    participatiewet = "participatiewet", "Participatiewet"
    bijzondere_bijstand = "bijzondere_bijstand", "Bijzondere bijstand"
    schuldhulp = "schuldhulp", "Schuldhulp"
    speciaal_onderwijs = "speciaal_onderwijs", "Speciaal onderwijs"
    leerlingenvervoer = "leerlingenvervoer", "Leerlingenvervoer"
    herstructurering = "herstructurering", "Herstructurering van de buurt"
    veiligheid = "veiligheid", "Veiligheid"


class Speerpuntstatus(models.TextChoices):
    voorgesteld = "voorgesteld", "voorgesteld"
    loopt = "loopt", "loopt"
    afgerond = "afgerond", "afgerond"
    gestopt = "gestopt", "gestopt"


class Speerpunt(models.Model):
    """Where the municipality puts its effort: what it should bring about, and how one would see."""

    bewaartermijn = AFSPRAAK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="speerpunten"
    )
    punt = models.ForeignKey(
        Agendapunt, null=True, on_delete=models.SET_NULL, related_name="speerpunten"
    )  # where it came up
    naam = models.CharField(max_length=200)
    domein = models.CharField(max_length=20, choices=Domein)
    regeling = models.CharField(max_length=30, choices=Regeling)
    buurten = models.JSONField(default=list)  # codes; empty: all that are studied
    eigenaar = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="speerpunten"
    )
    gereed_op = models.DateField()
    status = models.CharField(
        max_length=20, choices=Speerpuntstatus, default=Speerpuntstatus.voorgesteld
    )
    effect = models.TextField(max_length=1000)
    indicator = models.CharField(max_length=300)
    resultaat = models.ForeignKey(
        "analyses.Resultaat", null=True, on_delete=models.PROTECT, related_name="+"
    )  # the chart that shows the indicator as it is now
    bestuursakkoord = models.CharField(max_length=300, blank=True)
    gemaakt_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    gemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["domein", "gereed_op", "naam"]

    def __str__(self) -> str:
        return self.naam


class Oordeel(models.TextChoices):
    beter = "beter", "Het gaat de goede kant op"
    gelijk = "gelijk", "Er is geen duidelijk verschil"
    slechter = "slechter", "Het gaat de verkeerde kant op"
    onbekend = "onbekend", "Dat weten we nog niet"


class Meting(models.Model):
    """A later look at the indicator of a speerpunt: are we doing the right thing?"""

    bewaartermijn = AFSPRAAK
    nooit_gewijzigd = True
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    speerpunt = models.ForeignKey(Speerpunt, on_delete=models.PROTECT, related_name="metingen")
    resultaat = models.ForeignKey(
        "analyses.Resultaat", null=True, on_delete=models.PROTECT, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)
    oordeel = models.CharField(max_length=20, choices=Oordeel)
    toelichting = models.TextField(max_length=1000)
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["op", "id"]

    def __str__(self) -> str:
        return self.oordeel


class Projectstatus(models.TextChoices):
    loopt = "loopt", "loopt"
    afgerond = "afgerond", "afgerond"
    gestopt = "gestopt", "gestopt"


class Project(models.Model):
    """What already runs in the buurt, with a note for who takes it over."""

    bewaartermijn = AFSPRAAK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="projecten"
    )
    naam = models.CharField(max_length=200)
    organisatie = models.CharField(max_length=200)
    domein = models.CharField(max_length=20, choices=Domein)
    buurten = models.JSONField(default=list)
    begin = models.DateField(null=True, blank=True)
    einde = models.DateField(null=True, blank=True)
    eigenaar = models.ForeignKey(
        "privacy.Account", on_delete=models.PROTECT, related_name="projecten"
    )
    status = models.CharField(max_length=20, choices=Projectstatus, default=Projectstatus.loopt)
    speerpunten = models.ManyToManyField(Speerpunt, blank=True, related_name="projecten")
    waarom = models.TextField(max_length=1000)
    geprobeerd = models.TextField(blank=True, max_length=1000)
    openstaand = models.TextField(blank=True, max_length=1000)
    kennis = models.TextField(blank=True, max_length=500)  # who knows: a function, or a colleague
    gemaakt_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    gewijzigd_op = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["naam"]

    def __str__(self) -> str:
        return self.naam


# --- plans for the buurt itself -------------------------------------------------------------------
class Plan(models.Model):
    """A plan to rebuild a buurt, of which several scenario's are weighed."""

    bewaartermijn = AFSPRAAK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        "privacy.Onderzoek", on_delete=models.PROTECT, related_name="plannen"
    )
    naam = models.CharField(max_length=200)
    vraag = models.TextField(max_length=1000)
    gemaakt_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    gemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["naam"]

    def __str__(self) -> str:
        return self.naam


class Scenario(models.Model):
    bewaartermijn = AFSPRAAK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="scenarios")
    naam = models.CharField(max_length=200)
    omschrijving = models.TextField(max_length=2000)
    gemaakt_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    gemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["gemaakt_op", "id"]

    def __str__(self) -> str:
        return self.naam


class Argumentsoort(models.TextChoices):
    voor = "voor", "Voor"
    tegen = "tegen", "Tegen"
    bewoners = "bewoners", "Wat bewoners zeggen"


class Argument(models.Model):
    """For, against, or what residents say of it: as a group, never by name."""

    bewaartermijn = AFSPRAAK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="argumenten")
    soort = models.CharField(max_length=20, choices=Argumentsoort)
    tekst = models.TextField(max_length=1000)
    door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["op", "id"]

    def __str__(self) -> str:
        return self.soort


# --- minutes --------------------------------------------------------------------------------------
class Verslagsoort(models.TextChoices):
    pdf = "pdf", "Verslag (PDF)"
    docx = "docx", "Verslag (Word)"
    pptx = "pptx", "Grafieken en duiding (PowerPoint)"


class Verslag(models.Model):
    """A document of a meeting as it stood at `versie`; the file lies in the store, encrypted.

    `sha256` and `omvang`: of the document itself.
    """

    bewaartermijn = GESPREK
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bijeenkomst = models.ForeignKey(Bijeenkomst, on_delete=models.CASCADE, related_name="verslagen")
    soort = models.CharField(max_length=10, choices=Verslagsoort)
    versie = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    omvang = models.PositiveIntegerField()
    sleutel = models.ForeignKey(
        "privacy.Sleutel", null=True, on_delete=models.PROTECT, related_name="+"
    )  # None: made before documents were encrypted; swept away
    gemaakt_door = models.ForeignKey("privacy.Account", on_delete=models.PROTECT, related_name="+")
    gemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-gemaakt_op", "soort"]

    def __str__(self) -> str:
        return f"{self.soort} {self.versie}"
