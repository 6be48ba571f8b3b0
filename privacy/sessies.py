"""Sessions: when they end, what of the login is done, and where to go afterwards.

Times are seconds since 1970 in the session itself. A session also ends when the password, the role
or the session version of its account changes (`Account.get_session_auth_hash`).
"""

import time
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from privacy.aanmeldstap import Aanmeldstand, Stap, next_step
from privacy.models import Account, TweedeFactor

BEGONNEN = "begonnen"
LAATST = "laatst"
BEVESTIGD = "bevestigd"
VOLGENDE = "volgende"
OIDC = "oidc"
OIDC_TWEEDE_FACTOR = "oidc_tweede_factor"
# Writing the session at every request would cost a row each; idle time is never counted short.
BIJWERKEN_NA = 60
BEVESTIGING_GELDT = timedelta(minutes=10)
# A page that polls by itself sends this header; it does not keep a session alive.
ACHTERGROND = "X-Achtergrond"


@dataclass(frozen=True)
class Sessietijden:
    begonnen: float
    laatst: float

    def ended(self, nu: float) -> bool:
        stil = nu - self.laatst > settings.SESSION_STILTE.total_seconds()
        return stil or nu - self.begonnen > settings.SESSION_DUUR.total_seconds()


def begin(request: HttpRequest, nu: float | None = None) -> None:
    """Called at every login, after the session got its new id."""
    nu = time.time() if nu is None else nu
    request.session[BEGONNEN] = request.session[LAATST] = nu
    request.session.pop(BEVESTIGD, None)


def times(request: HttpRequest) -> Sessietijden:
    """A session without times was not begun by us: it has ended."""
    return Sessietijden(request.session.get(BEGONNEN, 0.0), request.session.get(LAATST, 0.0))


def touch(request: HttpRequest, nu: float) -> None:
    if ACHTERGROND in request.headers:
        return
    if nu - request.session.get(LAATST, 0.0) > BIJWERKEN_NA:
        request.session[LAATST] = nu


def second_factor_given(request: HttpRequest) -> bool:
    """By our own code, or by a single sign-on that said so."""
    return bool(
        getattr(request.user, "otp_device", None) or request.session.get(OIDC_TWEEDE_FACTOR)
    )


def login_step(request: HttpRequest, account: Account) -> Stap | None:
    gegeven = second_factor_given(request)
    heeft = gegeven or TweedeFactor.objects.filter(user=account, confirmed=True).exists()
    eenmalig = account.wachtwoord_eenmalig and not request.session.get(OIDC)
    return next_step(Aanmeldstand(heeft, gegeven, eenmalig))


def confirms_elsewhere(request: HttpRequest, account: Account) -> bool:
    """Neither password nor app with us: the sign-on service asks again."""
    if not request.session.get(OIDC) or account.has_usable_password():
        return False
    return not TweedeFactor.objects.filter(user=account, confirmed=True).exists()


def confirm(request: HttpRequest, nu: float | None = None) -> None:
    request.session[BEVESTIGD] = time.time() if nu is None else nu


def vers_bevestigd(request: HttpRequest, nu: float | None = None) -> bool:
    """Password or code given in the last ten minutes: needed for what can't be undone."""
    nu = time.time() if nu is None else nu
    sinds = nu - request.session.get(BEVESTIGD, 0.0)
    return bool(0 <= sinds <= BEVESTIGING_GELDT.total_seconds())


def safe_next(request: HttpRequest, adres: str | None) -> str:
    """The path to go on to, if it is one of our own; else the start page."""
    start = reverse("start")
    if not adres or not adres.startswith("/") or not adres.isprintable():
        return start
    eigen = url_has_allowed_host_and_scheme(adres, allowed_hosts=None, require_https=True)
    return adres if eigen else start
