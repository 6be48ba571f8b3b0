"""Accounts, the onderzoek, decisions, keys and the logbook.

A model with `alleen_toevoegen = True` takes new rows only: the application's database role may not
change or delete one (`rechten_database`), and a trigger refuses it to the owner as well. With
`van_zegelaar = True` the application may only read it: the sealer's own role adds the rows.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac
from django_otp.models import Device, ThrottlingMixin

from privacy import modellen_vernietiging  # noqa: F401 - Django looks for models here
from privacy.apparaat import Apparaat
from privacy.dossier import Document, Dossiervelden
from privacy.drempelvoorstel import Drempelvoorstel
from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn, Wijze
from privacy.kern.drempels import Drempelset
from privacy.rollen import ROLNAMEN, Rol
from privacy.verzonden import Verzonden
from privacy.werkplek import Werkplek

__all__ = [
    "Apparaat",
    "Document",
    "Drempelvoorstel",
    "Verzonden",
    "Werkplek",
]  # of a subject of its own; Django looks for models here


class Organisatie(models.Model):
    """Who delivers; `bronnen` are the codes of the sources that are its own."""

    bewaartermijn = ZONDER_PERSONEN
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    naam = models.CharField(max_length=200, unique=True)
    bronnen = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.naam


class Account(AbstractBaseUser):  # type: ignore[django-manager-missing]
    """A colleague; one account has one role. Made by the beheerder, never by oneself."""

    bewaartermijn = Bewaartermijn(
        "Naam, inlognaam en e-mailadres van een medewerker.",
        True,
        "een jaar na het blokkeren; daarna ‘vertrokken collega’ met een nummer",
        timedelta(days=365),
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gebruikersnaam = models.CharField(
        "inlognaam",
        max_length=150,
        unique=True,
        validators=[
            RegexValidator(
                r"\A[a-z0-9][a-z0-9._@-]{2,}\Z",
                "Gebruik ten minste 3 tekens: kleine letters, cijfers, punt, streepje of @.",
            )
        ],
    )
    naam = models.CharField(max_length=200)
    email = models.EmailField("e-mailadres", blank=True)
    rol = models.CharField(max_length=30, choices=[(r.value, n) for r, n in ROLNAMEN.items()])
    organisatie = models.ForeignKey(
        Organisatie, null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    is_active = models.BooleanField("actief", default=True)
    geblokkeerd_op = models.DateTimeField(null=True, blank=True)
    opgeruimd_op = models.DateTimeField(null=True, blank=True)  # nothing of a person is left
    wachtwoord_eenmalig = models.BooleanField(default=True)
    wachtwoord_verloopt_op = models.DateTimeField(null=True, blank=True)
    sessieversie = models.PositiveIntegerField(default=0)  # raised to end every session at once
    rondleiding_op = models.DateTimeField(null=True, blank=True)  # or skipped
    oidc_iss = models.CharField("adres van de aanmelddienst", max_length=300, blank=True)
    oidc_sub = models.CharField("nummer bij de aanmelddienst", max_length=300, blank=True)
    aangemaakt_op = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "gebruikersnaam"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["naam", "rol"]
    objects: ClassVar[BaseUserManager["Account"]] = BaseUserManager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["oidc_iss", "oidc_sub"],
                condition=~models.Q(oidc_sub=""),
                name="account_oidc_uniek",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def weg_op(self) -> datetime | None:
        """When a blocked account will hold nothing of a person any more."""
        duur = self.bewaartermijn.duur
        return self.geblokkeerd_op + duur if self.geblokkeerd_op and duur else None

    @property
    def rol_enum(self) -> Rol:
        return Rol(self.rol)

    def get_session_auth_hash(self) -> str:
        """Stands in every session: a new password or session version ends them all at once."""
        inhoud = f"{self.password}|{self.sessieversie}|{self.rol}"
        return salted_hmac("privacy.sessie", inhoud, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """None: with another secret key everybody logs in again."""
        return iter(())


class TweedeFactor(ThrottlingMixin, Device):  # type: ignore[misc]
    """An authenticator app. The seed is sealed with a key that is not in the database."""

    bewaartermijn = Bewaartermijn(
        "Versleuteld geheim van de inlogapp van een medewerker.",
        True,
        "tot de app wordt losgekoppeld of het account wordt opgeruimd",
        wijze=Wijze.handeling,
    )
    geheim = models.BinaryField()
    laatste_stap = models.BigIntegerField(default=-1)  # time step of the last code; none returns
    gekoppeld_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "confirmed"], name="tweede_factor_een"),
        ]

    def get_throttle_factor(self) -> float:
        return 1.0


class Herstelcode(models.Model):
    """Opens the account once when the phone is lost; kept as a hash."""

    bewaartermijn = Bewaartermijn(
        "Hash van een herstelcode van een medewerker.",
        True,
        "tot er nieuwe codes zijn",
        wijze=Wijze.handeling,
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="herstelcodes")
    hash = models.CharField(max_length=64)
    gebruikt_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "hash"], name="herstelcode_uniek"),
        ]

    def __str__(self) -> str:
        return f"herstelcode {self.pk}"


class Apitoken(models.Model):
    """A program acts for an account; the token is shown once and kept as a hash."""

    bewaartermijn = Bewaartermijn(
        "Toegang van een programma namens een medewerker.",
        True,
        "tot een jaar na het einde",
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="tokens")
    naam = models.CharField(max_length=100)
    begin = models.CharField(max_length=12)  # first characters, to tell tokens apart
    hash = models.CharField(max_length=64, unique=True)
    aangemaakt_op = models.DateTimeField(db_default=Now())
    verloopt_op = models.DateTimeField()
    laatst_gebruikt_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-aangemaakt_op"]

    def __str__(self) -> str:
        return f"token {self.begin}…"


class VastgesteldeDrempelset(models.Model):
    """A version of the thresholds, as the privacy officer set it; never changed afterwards."""

    bewaartermijn = ZONDER_PERSONEN
    alleen_toevoegen = True
    versie = models.PositiveIntegerField(primary_key=True)
    waarden = models.JSONField()
    reden = models.TextField()
    vastgesteld_door = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    vastgesteld_op = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Drempelset versie {self.versie}"

    @property
    def drempels(self) -> Drempelset:
        return Drempelset.uit_dict({**self.waarden, "versie": self.versie})


class Onderzoek(Dossiervelden):
    """The project that everything refers to: purpose, buurten, period and thresholds."""

    bewaartermijn = Bewaartermijn(
        "Doel en opzet van het onderzoek; geen inwoners. Wie eraan werkte: tot 5 jaar na het "
        "einde.",
        False,
        "blijft na het onderzoek",
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    naam = models.CharField(max_length=200)
    vraag = models.TextField()
    doel = models.TextField()
    grondslag = models.TextField()
    peildatum = models.DateField()
    periode_begin = models.DateField()
    periode_einde = models.DateField()
    buurten = models.JSONField(default=list)  # codes of the buurten under pressure
    referentiebuurten = models.JSONField(default=list)
    buurtnamen = models.JSONField(default=dict)  # code -> name on the screen
    hele_gemeente = models.BooleanField(default=True)
    huurachterstand_telt_voor = models.CharField(
        max_length=10,
        default="adres",
        choices=[("adres", "alle volwassenen op het adres"), ("houder", "alleen de huurder")],
    )
    herkomst_bij_verdachten = models.BooleanField(default=False)  # set by two officers' decision
    drempelset = models.ForeignKey(VastgesteldeDrempelset, on_delete=models.PROTECT)
    pseudoniemsleutel = models.ForeignKey(
        "privacy.Sleutel", on_delete=models.PROTECT, related_name="onderzoeken"
    )
    opgesteld_door = models.ForeignKey(Account, on_delete=models.PROTECT)
    aangemaakt_op = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(periode_begin__lte=models.F("periode_einde")),
                name="onderzoek_periode_loopt_vooruit",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    @property
    def drempels(self) -> Drempelset:
        """The stricter of the thresholds in force and of what was agreed for this onderzoek."""
        return self.drempelset.drempels.at_least(self.min_aantal, self.min_basis)


class Herkomststatus(models.TextChoices):
    aangevraagd = "aangevraagd", "wacht op de privacy-officer"
    wacht_op_tweede = "wacht_op_tweede", "wacht op een tweede privacy-officer"
    akkoord = "akkoord", "goedgekeurd"
    teruggestuurd = "teruggestuurd", "teruggestuurd"
    geweigerd = "geweigerd", "geweigerd"
    ingetrokken = "ingetrokken", "akkoord ingetrokken"


class Herkomstaanvraag(models.Model):
    """Leave to set herkomst beside verdachten in one onderzoek: off until two officers agree."""

    bewaartermijn = Bewaartermijn(
        "Aanvraag van een medewerker, met reden; geen inwoners.",
        False,
        "5 jaar na het einde van het onderzoek",
        wijze=Wijze.vanzelf,
    )
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderzoek = models.ForeignKey(
        Onderzoek, on_delete=models.PROTECT, related_name="herkomstaanvragen"
    )
    toelichting = models.TextField()
    status = models.CharField(
        max_length=20, choices=Herkomststatus, default=Herkomststatus.aangevraagd
    )
    aangevraagd_door = models.ForeignKey(Account, on_delete=models.PROTECT)
    aangevraagd_op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-aangevraagd_op"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["onderzoek"],
                condition=models.Q(status__in=["aangevraagd", "wacht_op_tweede", "akkoord"]),
                name="herkomstaanvraag_een_lopende",
            ),
        ]

    def __str__(self) -> str:
        return f"herkomst bij verdachten: {self.get_status_display()}"


class Sleuteldoel(models.TextChoices):
    landing = "landing", "landing"
    levering = "levering", "levering"
    koppelbestand = "koppelbestand", "koppelbestand"
    pseudoniem = "pseudoniem", "pseudoniem"
    tweede_factor = "tweede_factor", "tweede factor"
    verslag = "verslag", "verslag"


class Sleutel(models.Model):
    """That a key exists or existed; the key itself is a file in the vault, never a row."""

    bewaartermijn = ZONDER_PERSONEN
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    doel = models.CharField(max_length=20, choices=Sleuteldoel)
    aangemaakt_op = models.DateTimeField(db_default=Now())
    vernietigd_op = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sleutel {self.id}"


class Onderwerp(models.TextChoices):
    """What a decision is about."""

    bron = "bron", "bron"
    levering = "levering", "levering"
    vrijgave = "vrijgave", "vrijgave"
    herkomst = "herkomst", "herkomst bij verdachten"
    onderzoek = "onderzoek", "onderzoek"
    document = "document", "document"
    drempels = "drempels", "drempels"
    werkplek = "werkplek", "werkplek"
    vernietiging = "vernietiging", "vernietiging"


class Uitkomst(models.TextChoices):
    akkoord = "akkoord", "akkoord"
    teruggestuurd = "teruggestuurd", "teruggestuurd"
    geweigerd = "geweigerd", "geweigerd"
    ingetrokken = "ingetrokken", "akkoord ingetrokken"


class Besluit(models.Model):
    """A decision of one officer, with its reason and the hash of what was seen."""

    bewaartermijn = Bewaartermijn(
        "Besluit van een medewerker, met reden.", False, "blijft na het onderzoek"
    )
    alleen_toevoegen = True
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    onderwerp = models.CharField(max_length=20, choices=Onderwerp)
    onderwerp_id = models.CharField(max_length=64)
    versie = models.CharField(max_length=64)  # content hash of what was decided on
    uitkomst = models.CharField(max_length=20, choices=Uitkomst)
    reden = models.TextField()
    door = models.ForeignKey(Account, on_delete=models.PROTECT)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["op"]
        indexes: ClassVar = [models.Index(fields=["onderwerp", "onderwerp_id"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["onderwerp", "onderwerp_id", "versie", "door"],
                name="besluit_een_per_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.onderwerp} {self.uitkomst}"


class Logregel(models.Model):
    """Who did what when. Append-only: the application's database role may add and read only.

    No foreign keys, so that a row outlives what it describes. No value from the data.
    """

    bewaartermijn = Bewaartermijn(
        "Handelingen van medewerkers.", True, "5 jaar", wijze=Wijze.vanzelf
    )
    alleen_toevoegen = True
    id = models.BigAutoField(primary_key=True)
    op = models.DateTimeField(db_default=Now(), db_index=True)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_naam = models.CharField(max_length=200, blank=True)
    actor_rol = models.CharField(max_length=30, blank=True)
    actie = models.CharField(max_length=60, db_index=True)
    object_soort = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True, db_index=True)
    resultaat = models.CharField(max_length=20)  # gelukt | geweigerd | mislukt
    oorsprong = models.CharField(max_length=64, blank=True)  # address or process
    bijzonderheden = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["actie", "oorsprong", "op"], name="logregel_per_adres"),
            models.Index(fields=["actor_id", "-id"], name="logregel_per_actor"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(resultaat__in=["gelukt", "geweigerd", "mislukt"]),
                name="logregel_bekend_resultaat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.actie} {self.resultaat}"


class Zegel(models.Model):
    """The seal of a row of the logbook, in the order of the chain (see `kern.zegelketen`).

    A row of its own, so that the logbook itself is never written to again.
    """

    bewaartermijn = ZONDER_PERSONEN
    alleen_toevoegen = True
    van_zegelaar = True
    nummer = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    regel = models.BigIntegerField(unique=True)  # id of the Logregel; no foreign key, as there
    zegel = models.CharField(max_length=64)
    op = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["nummer"]

    def __str__(self) -> str:
        return str(self.nummer)


class Logboekkop(models.Model):
    """A signed head of the chain, and whether all before it held when it was walked."""

    bewaartermijn = ZONDER_PERSONEN
    alleen_toevoegen = True
    van_zegelaar = True
    id = models.BigAutoField(primary_key=True)
    nummer = models.BigIntegerField()
    zegel = models.CharField(max_length=64)
    handtekening = models.CharField(max_length=64)
    op = models.DateTimeField()
    klopt = models.BooleanField()
    breuk_bij = models.BigIntegerField(null=True)  # the first number that does not hold
    breuk = models.CharField(max_length=20, blank=True)  # a value of `kern.zegelketen.Breuk`

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.nummer} {self.op}"
