"""Logging in, step by step. Every wrong try gets the same words, whether the name exists or not."""

from dataclasses import dataclass

import django_otp
from django.conf import settings
from django.contrib import auth
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from privacy import logboek, sessies, tweede_factor
from privacy.logboek import Actie, log
from privacy.models import Account

ONJUIST = "Deze inlognaam en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."
VERLOPEN = "Dit eenmalige wachtwoord is verlopen. Vraag de beheerder om een nieuw."
TE_VAAK = "Er is te vaak een verkeerd wachtwoord gegeven. Wacht 15 minuten en probeer het opnieuw."
CODE_ONJUIST = "Deze code klopt niet of is al gebruikt. Wacht op een nieuwe code in uw app."
CODE_WACHTEN = "Er zijn te veel verkeerde codes gegeven. Wacht een paar minuten."
BEVESTIGEN_MISLUKT = "Dit wachtwoord of deze code klopt niet."
# After so many wrong confirmations in a row the session ends.
MEESTE_BEVESTIGINGEN = 5
_FOUTEN = "bevestigingsfouten"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True)
class Poging:
    """`melding` empty: right, the session has begun. `status` is that of the answer otherwise."""

    melding: str = ""
    status: int = 200


def clean_name(gebruikersnaam: str) -> str:
    return gebruikersnaam.strip().lower()


def login_with_password(request: HttpRequest, *, gebruikersnaam: str, wachtwoord: str) -> Poging:
    """The first step; afterwards the session knows the account, and opens nothing yet."""
    naam = clean_name(gebruikersnaam)
    if too_many_failures():
        _log_failure(naam, "te veel pogingen vanaf dit adres")
        return Poging(TE_VAAK, 429)
    account = auth.authenticate(request, username=naam, password=wachtwoord)
    if not isinstance(account, Account):
        _log_failure(naam, "wachtwoord")
        return Poging(ONJUIST)
    if _one_time_password_expired(account):
        _log_failure(naam, "eenmalig wachtwoord verlopen")
        return Poging(VERLOPEN)
    auth.login(request, account, backend=_BACKEND)
    log(actie=Actie.aanmelden, door=account, bijzonderheden={"stap": "wachtwoord"})
    return Poging()


def too_many_failures() -> bool:
    return logboek.failures_from_here(Actie.aanmelden_mislukt) >= settings.AANMELDEN_PER_ADRES


def _one_time_password_expired(account: Account) -> bool:
    einde = account.wachtwoord_verloopt_op
    return account.wachtwoord_eenmalig and einde is not None and einde < timezone.now()


def _log_failure(naam: str, stap: str) -> None:
    """A name that nobody has is not kept: people type passwords in the wrong field."""
    account = Account.objects.filter(gebruikersnaam=naam).first()
    log(
        actie=Actie.aanmelden_mislukt,
        door=account,
        resultaat="mislukt",
        bijzonderheden={"stap": stap, "bekende_naam": account is not None},
    )


def login_with_code(request: HttpRequest, account: Account, code: str) -> Poging:
    """The second step, with a code of the app."""
    if tweede_factor.waits(account):
        return Poging(CODE_WACHTEN, 429)
    app = tweede_factor.check_code(account=account, code=code)
    if app is None:
        return _wrong_code(account, "code")
    complete(request, account, app)
    return Poging()


def login_with_recovery_code(request: HttpRequest, account: Account, code: str) -> Poging:
    """The second step without the phone; the code is used up."""
    app = tweede_factor.check_recovery_code(account=account, code=code)
    if app is None:
        return _wrong_code(account, "herstelcode")
    log(actie=Actie.herstelcode_gebruikt, door=account)
    complete(request, account, app)
    return Poging()


def _wrong_code(account: Account, stap: str) -> Poging:
    log(
        actie=Actie.aanmelden_mislukt,
        door=account,
        resultaat="mislukt",
        bijzonderheden={"stap": stap},
    )
    return Poging(CODE_ONJUIST)


def complete(request: HttpRequest, account: Account, app: object) -> None:
    """Fully logged in: another session id, for this session can do more than before."""
    django_otp.login(request, app)
    request.session.cycle_key()
    sessies.confirm(request)
    log(actie=Actie.aanmelden, door=account, bijzonderheden={"stap": "tweede factor"})


def logout(request: HttpRequest) -> None:
    if isinstance(request.user, Account):
        log(actie=Actie.afmelden, door=request.user)
    auth.logout(request)


def confirm_again(request: HttpRequest, account: Account, invoer: str) -> bool:
    """Password or code once more, before what can't be undone; five wrong ones end the session."""
    if _is_own_code(account, invoer) or _is_own_password(account, invoer):
        request.session.pop(_FOUTEN, None)
        sessies.confirm(request)
        log(actie=Actie.bevestigd, door=account)
        return True
    log(actie=Actie.bevestigen_mislukt, door=account, resultaat="mislukt")
    request.session[_FOUTEN] = fouten = request.session.get(_FOUTEN, 0) + 1
    if fouten >= MEESTE_BEVESTIGINGEN:
        log(actie=Actie.sessie_beeindigd, door=account)
        auth.logout(request)
    return False


def _is_own_code(account: Account, invoer: str) -> bool:
    kaal = invoer.replace(" ", "")
    if not (kaal.isascii() and kaal.isdigit()):
        return False
    return tweede_factor.check_code(account=account, code=kaal) is not None


def _is_own_password(account: Account, invoer: str) -> bool:
    return account.has_usable_password() and check_password(invoer, account.password)


def axes_skips(request: HttpRequest, credentials: dict[str, str] | None) -> bool:
    """Single sign-on gives no name; its failures would otherwise lock a whole office out."""
    return not (credentials or {}).get("username")


def axes_name(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """What the throttle keeps in the place of the name: a keyed hash, for the same reason."""
    naam = (credentials or {}).get("username") or request.POST.get("username", "")
    return salted_hmac("privacy.axes", clean_name(naam), algorithm="sha256").hexdigest()
