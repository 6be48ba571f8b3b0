"""Accounts and organisations. Made by the beheerder; nobody chooses another's password."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import cast

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from privacy import bronnenlijst, klok, tweede_factor
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Apitoken, Organisatie
from privacy.permissions import require
from privacy.rollen import Recht, Rol
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd

EENMALIG_GELDT = timedelta(days=7)
EIGEN_ACCOUNT = "Uw eigen account kunt u niet wijzigen. Vraag een collega-beheerder."
LAATSTE_OFFICER = "Dit is de laatste privacy-officer. Maak eerst een ander account met deze rol."
LAATSTE_BEHEERDER = "Dit is de laatste beheerder. Maak eerst een ander account met deze rol."
LEVERANCIER_ZONDER = "Kies bij een bronleverancier de organisatie waarvoor die levert."
ANDER_MET = "Alleen een bronleverancier hoort bij een organisatie."
OPGERUIMD = "Dit account is opgeruimd en komt niet terug. Maak een nieuw account."
ONBEKENDE_BRON = "Een van de gekozen bronnen bestaat niet."
# Letters and digits that are not mistaken for each other when typed over from paper.
_TEKENS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def create_account(
    *,
    gebruikersnaam: str,
    naam: str,
    rol: Rol | str,
    organisatie: Organisatie | None,
    by: Account | None,
    email: str = "",
) -> tuple[Account, str]:
    """The account and its one-time password, which is readable here and never again."""
    require(by, Recht.accounts_beheren)
    _check_organisation(Rol(rol), organisatie)
    wachtwoord = _random_password()
    account = Account(
        gebruikersnaam=gebruikersnaam.strip().lower(),
        naam=naam.strip(),
        email=email,
        rol=Rol(rol).value,
        organisatie=organisatie,
        password=make_password(wachtwoord),
        wachtwoord_verloopt_op=timezone.now() + EENMALIG_GELDT,
    )
    _validate(account)
    account.save(force_insert=True)
    _log(Actie.account_gemaakt, account, by, rol=account.rol)
    return account, wachtwoord


def _random_password() -> str:
    """Five groups of four: 99 bits."""
    groepen = ("".join(secrets.choice(_TEKENS) for _ in range(4)) for _ in range(5))
    return "-".join(groepen)


def _validate(account: Account) -> None:
    try:
        account.full_clean()
    except ValidationError as fout:
        raise Geweigerd(" ".join(fout.messages)) from None


def _check_organisation(rol: Rol, organisatie: Organisatie | None) -> None:
    if rol is Rol.bronleverancier and organisatie is None:
        raise Geweigerd(LEVERANCIER_ZONDER)
    if rol is not Rol.bronleverancier and organisatie is not None:
        raise Geweigerd(ANDER_MET)


def change_role(
    *, account: Account, rol: Rol | str, organisatie: Organisatie | None, by: Account | None
) -> None:
    """Takes effect at the next request: sessions and tokens of the old role end."""
    with _managed(Actie.rol_gewijzigd, account, by), transaction.atomic():
        huidig = _locked(account)
        _check_organisation(Rol(rol), organisatie)
        if Rol(rol).value != huidig.rol:
            _check_not_last(huidig)
        oud = huidig.rol
        huidig.rol, huidig.organisatie = Rol(rol).value, organisatie
        huidig.save(update_fields=["rol", "organisatie"])
        _end_access(huidig)
        _log(Actie.rol_gewijzigd, huidig, by, oud=oud, nieuw=huidig.rol)
    account.refresh_from_db()


def block_account(*, account: Account, by: Account | None) -> None:
    """Ends every session and token at once."""
    with _managed(Actie.account_geblokkeerd, account, by), transaction.atomic():
        huidig = _locked(account)
        _check_not_last(huidig)
        if huidig.is_active:
            huidig.is_active, huidig.geblokkeerd_op = False, Now()
            huidig.save(update_fields=["is_active", "geblokkeerd_op"])
        _end_access(huidig)
        _log(Actie.account_geblokkeerd, huidig, by)
    account.refresh_from_db()


def unblock_account(*, account: Account, by: Account | None) -> None:
    with _managed(Actie.account_gedeblokkeerd, account, by), transaction.atomic():
        huidig = _locked(account)
        Account.objects.filter(pk=huidig.pk).update(is_active=True, geblokkeerd_op=None)
        _log(Actie.account_gedeblokkeerd, account, by)
    account.refresh_from_db()


def departed() -> QuerySet[Account]:
    """Blocked longer ago than the term; the clock is the database's."""
    grens = klok.now() - cast(timedelta, Account.bewaartermijn.duur)
    return Account.objects.filter(
        is_active=False, geblokkeerd_op__lt=grens, opgeruimd_op__isnull=True
    )


@transaction.atomic
def tidy_departed(*, by: Account | None) -> int:
    """Nothing of a person is left in these accounts; how many.

    The row itself stays: decisions refer to it, and four eyes are counted by it. Its number takes
    the place of the name. The logbook keeps the name for as long as it keeps its rows.
    """
    lock_until_commit("accounts")
    weg = list(departed())
    for account in weg:
        _tidy(account, by)
    return len(weg)


def _tidy(account: Account, by: Account | None) -> None:
    tweede_factor.unlink(account=account)
    Apitoken.objects.filter(account=account).delete()
    nummer = account.pk.hex[:12]
    account.gebruikersnaam, account.naam = f"vertrokken-{nummer}", f"Vertrokken collega {nummer}"
    account.email = account.oidc_iss = account.oidc_sub = ""
    account.rondleiding_op, account.opgeruimd_op = None, Now()
    account.set_unusable_password()
    account.save()
    _log(Actie.account_opgeruimd, account, by)


def new_one_time_password(*, account: Account, by: Account | None) -> str:
    """For who forgot the password; a linked second factor stays and is asked first."""
    with _managed(Actie.eenmalig_wachtwoord_gemaakt, account, by), transaction.atomic():
        wachtwoord = _random_password()
        Account.objects.filter(pk=account.pk).update(
            password=make_password(wachtwoord),
            wachtwoord_eenmalig=True,
            wachtwoord_verloopt_op=timezone.now() + EENMALIG_GELDT,
        )
        _end_access(account)
        _log(Actie.eenmalig_wachtwoord_gemaakt, account, by)
    account.refresh_from_db()
    return wachtwoord


def unlink_second_factor(*, account: Account, by: Account | None) -> None:
    """For who lost the phone and the recovery codes."""
    with _managed(Actie.tweede_factor_ontkoppeld, account, by), transaction.atomic():
        tweede_factor.unlink(account=account)
        _end_access(account)
        _log(Actie.tweede_factor_ontkoppeld, account, by)
    account.refresh_from_db()


@transaction.atomic
def set_own_password(*, account: Account, wachtwoord: str, by: Account | None) -> None:
    """The account's own choice, `by` itself; ends its other sessions."""
    if by is not None and by.pk != account.pk:
        raise Geweigerd("Alleen de eigenaar kiest het wachtwoord van een account.")
    try:
        validate_password(wachtwoord, account)
    except ValidationError as fout:
        raise Geweigerd(" ".join(fout.messages)) from None
    Account.objects.filter(pk=account.pk).update(
        password=make_password(wachtwoord),
        wachtwoord_eenmalig=False,
        wachtwoord_verloopt_op=None,
        sessieversie=F("sessieversie") + 1,
    )
    account.refresh_from_db()
    _log(Actie.wachtwoord_gewijzigd, account, by)


@transaction.atomic
def mark_tour_seen(*, by: Account) -> None:
    """Taken or skipped: it is not offered again. The second time changes nothing."""
    nieuw = Account.objects.filter(pk=by.pk, rondleiding_op=None)
    if nieuw.update(rondleiding_op=Now()):
        _log(Actie.rondleiding_bekeken, by, by)


@transaction.atomic
def link_single_sign_on(*, account: Account, iss: str, sub: str, by: Account | None) -> None:
    """Which person at the sign-on service this account is; never found by e-mail address.

    From then on it has no password with us, unless the beheerder makes a one-time password.
    """
    require(by, Recht.accounts_beheren)
    _check_not_tidied(account)
    bezet = Account.objects.filter(oidc_iss=iss, oidc_sub=sub).exclude(oidc_sub="")
    if bezet.exclude(pk=account.pk).exists():
        raise Geweigerd("Dit nummer van de aanmelddienst hoort al bij een ander account.")
    account.oidc_iss, account.oidc_sub = iss.strip(), sub.strip()
    if account.oidc_sub:
        account.set_unusable_password()
        account.wachtwoord_eenmalig = False
    _validate(account)
    account.save()
    _log(Actie.aanmelddienst_gekoppeld, account, by)


@transaction.atomic
def create_organisatie(
    *, naam: str, bronnen: Sequence[str] = (), by: Account | None
) -> Organisatie:
    require(by, Recht.accounts_beheren)
    _check_sources(bronnen)
    if Organisatie.objects.filter(naam=naam.strip()).exists():
        raise Geweigerd("Er is al een organisatie met deze naam.")
    organisatie = Organisatie.objects.create(naam=naam.strip(), bronnen=sorted(bronnen))
    _log_organisation(Actie.organisatie_gemaakt, organisatie, by)
    return organisatie


@transaction.atomic
def update_organisatie(
    *, organisatie: Organisatie, naam: str, bronnen: Sequence[str], by: Account | None
) -> None:
    require(by, Recht.accounts_beheren)
    _check_sources(bronnen)
    if Organisatie.objects.filter(naam=naam.strip()).exclude(pk=organisatie.pk).exists():
        raise Geweigerd("Er is al een organisatie met deze naam.")
    organisatie.naam, organisatie.bronnen = naam.strip(), sorted(bronnen)
    organisatie.save()
    _log_organisation(Actie.organisatie_gewijzigd, organisatie, by)


def _check_sources(bronnen: Sequence[str]) -> None:
    if set(bronnen) - set(bronnenlijst.all_sources()):
        raise Geweigerd(ONBEKENDE_BRON)


def enrol_totp_for_demo(account: Account, *, by: Account | None = None) -> str:
    """Link a second factor without a person, for the demonstration and tests alone.

    Returns the seed (base32). The one-time password still has to be replaced at the first login.
    """
    if by is not None:
        raise Geweigerd("Alleen de demonstratie koppelt een inlogapp voor een ander.")
    seed = tweede_factor.enrol_with_known_seed(account=account)
    _log(Actie.tweede_factor_gekoppeld, account, by, demonstratie=True)
    return seed


@contextmanager
def _managed(actie: Actie, account: Account, by: Account | None) -> Iterator[None]:
    """The beheerder acts on the account of another; refusals are logged."""
    with refusals_logged(actie, door=by, object_soort="account", object_id=account.pk):
        require(by, Recht.accounts_beheren)
        if by is not None and by.pk == account.pk:
            raise Geweigerd(EIGEN_ACCOUNT)
        _check_not_tidied(account)
        yield


def _check_not_tidied(account: Account) -> None:
    if Account.objects.filter(pk=account.pk, opgeruimd_op__isnull=False).exists():
        raise Geweigerd(OPGERUIMD)


def _locked(account: Account) -> Account:
    """One change of accounts at a time, or two at once could each leave the other as the last."""
    lock_until_commit("accounts")
    _check_not_tidied(account)
    return Account.objects.get(pk=account.pk)


def _check_not_last(account: Account) -> None:
    melding = {
        Rol.privacy_officer.value: LAATSTE_OFFICER,
        Rol.beheerder.value: LAATSTE_BEHEERDER,
    }.get(account.rol)
    ander = Account.objects.filter(rol=account.rol, is_active=True).exclude(pk=account.pk)
    if melding and account.is_active and not ander.exists():
        raise Geweigerd(melding)


def _end_access(account: Account) -> None:
    """Every session and every token, at once."""
    Account.objects.filter(pk=account.pk).update(sessieversie=F("sessieversie") + 1)
    nog_geldig = Apitoken.objects.filter(account=account, ingetrokken_op__isnull=True)
    nog_geldig.update(ingetrokken_op=Now())


def _log(actie: Actie, account: Account, by: Account | None, **bijzonderheden: object) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="account",
        object_id=account.pk,
        bijzonderheden=bijzonderheden,
    )


def _log_organisation(actie: Actie, organisatie: Organisatie, by: Account | None) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="organisatie",
        object_id=organisatie.pk,
        bijzonderheden={"bronnen": organisatie.bronnen},
    )
