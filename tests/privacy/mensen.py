"""Accounts for tests, and ways to log them in."""

import base64
import time
from datetime import date, timedelta

from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP

from privacy import actions, poort, sessies
from privacy.dossier import AFSPRAKEN, Document, Documentsoort, Documentstatus, Onderzoekstatus
from privacy.models import Account, Onderzoek, Organisatie, TweedeFactor
from privacy.rollen import Rol

WACHTWOORD = "een-lange-zin-voor-de-proef"


def make_account(rol: Rol, naam: str = "", *, klaar: bool = True) -> Account:
    """`klaar`: with a password of its own and a linked app; else as the beheerder made it."""
    gebruikersnaam = naam or rol.value
    organisatie = None
    if rol is Rol.bronleverancier:
        organisatie, _ = Organisatie.objects.get_or_create(naam="Gemeente, burgerzaken")
    account, _ = actions.create_account(
        gebruikersnaam=gebruikersnaam,
        naam=f"Collega {gebruikersnaam}",
        rol=rol,
        organisatie=organisatie,
        by=None,
    )
    if klaar:
        actions.set_own_password(account=account, wachtwoord=WACHTWOORD, by=account)
        actions.enrol_totp_for_demo(account)
    return account


def code_for(account: Account, moment: float | None = None) -> str:
    """The code that the account's app shows at this moment."""
    from privacy.tweede_factor import secret_text

    app = TweedeFactor.objects.get(user=account, confirmed=True)
    totp = TOTP(base64.b32decode(secret_text(app)))
    totp.time = time.time() if moment is None else moment
    return f"{totp.token():06d}"


def log_in(account: Account, *, bevestigd: bool = True) -> Client:
    """A browser in which every step of the login is done."""
    client = Client()
    client.force_login(account)
    sessie = client.session
    app = TweedeFactor.objects.get(user=account, confirmed=True)
    sessie[DEVICE_ID_SESSION_KEY] = app.persistent_id
    if bevestigd:
        sessie[sessies.BEVESTIGD] = time.time()
    sessie.save()
    return client


def post_password(client: Client, naam: str, wachtwoord: str = WACHTWOORD, **kop: str):
    gegevens = {"username": naam, "password": wachtwoord}
    return client.post("/aanmelden/", gegevens, **kop)


def make_study(analist: Account, **anders: object) -> Onderzoek:
    velden = {
        "naam": "Wijk- en buurtmonitor",
        "vraag": "Is er een relatie?",
        "doel": "Leefkwaliteit verbeteren.",
        "grondslag": "Gemeentewet artikel 149",
        "peildatum": date(2016, 12, 31),
        "periode_begin": date(2016, 1, 1),
        "periode_einde": date(2016, 12, 31),
        "buurten": ["BU07960001", "BU07960002"],
        "referentiebuurten": ["BU07960003"],
        "buurtnamen": {"BU07960001": "Buurt 1"},
    }
    return actions.create_onderzoek(**{**velden, **anders}, by=analist)


def open_gate(onderzoek: Onderzoek) -> Onderzoek:
    """As if it was approved yesterday with all its documents, which hold for a year."""
    dag = poort.today()
    Onderzoek.objects.filter(pk=onderzoek.pk).update(
        status=Onderzoekstatus.goedgekeurd,
        loopt_tot=dag + timedelta(days=365),
        **{veld: "Zoals afgesproken." for veld, _, _ in AFSPRAKEN},
    )
    for soort in Documentsoort:
        Document.objects.create(
            onderzoek=onderzoek,
            soort=soort,
            kenmerk=f"{soort}-1",
            geldig_van=dag - timedelta(days=1),
            geldig_tot=dag + timedelta(days=365),
            status=Documentstatus.bevestigd,
            ingebracht_door=onderzoek.opgesteld_door,
        )
    onderzoek.refresh_from_db()
    return onderzoek
