"""Single sign-on (OpenID Connect), only where the municipality configures it.

An account is found by the pair (iss, sub) that the beheerder wrote down, never by e-mail address.
The service must say that it asked for a second factor (`acr` or `amr`); if it does not, our own
is asked. Accounts are not made by logging in.
"""

import time
from collections.abc import Mapping
from typing import Any

import jwt
import requests
from django.conf import settings
from django.contrib import auth
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from privacy import sessies
from privacy.logboek import Actie, log
from privacy.models import Account

# Clocks of two machines differ; a token is not taken long before or after its time.
SPELING = 60
# Asked again for a decision: the person must log in at the service anew, not be waved through.
OPNIEUW = "oidc_opnieuw"


class OIDCBackend(OIDCAuthenticationBackend):  # type: ignore[misc]
    """Checks the id token in full: signature, iss, aud, azp, exp, iat, nonce."""

    def get_payload_data(self, token: bytes | str, key: Any) -> dict[str, Any]:
        """Raises SuspiciousOperation for any token that is not for us, from them, and of now."""
        try:
            inhoud: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[settings.OIDC_RP_SIGN_ALGO],
                audience=settings.OIDC_RP_CLIENT_ID,
                issuer=settings.OIDC_ISSUER,
                leeway=SPELING,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError:
            raise SuspiciousOperation("the id token was refused") from None
        if not (isinstance(inhoud["sub"], str) and inhoud["sub"]):
            # An account that was never linked has an empty number too.
            raise SuspiciousOperation("the id token names nobody")
        if inhoud.get("azp", settings.OIDC_RP_CLIENT_ID) != settings.OIDC_RP_CLIENT_ID:
            raise SuspiciousOperation("the id token is for another client")
        return inhoud

    def retrieve_matching_jwk(self, token: bytes | str) -> Any:
        try:
            return super().retrieve_matching_jwk(token)
        except (jwt.PyJWTError, KeyError, requests.RequestException):
            raise SuspiciousOperation("no key for the id token") from None

    def get_or_create_user(
        self, access_token: str, id_token: str, payload: Mapping[str, Any]
    ) -> Account | None:
        """The account with this iss and sub. The user endpoint is not asked: we need nothing."""
        account = Account.objects.filter(
            oidc_iss=payload["iss"], oidc_sub=payload["sub"], is_active=True
        ).first()
        self.request.oidc_inhoud = payload
        return account

    def get_token(self, payload: dict[str, Any]) -> dict[str, Any]:
        try:
            antwoord: dict[str, Any] = super().get_token(payload)
        except (requests.RequestException, ValueError):
            raise SuspiciousOperation("the sign-on service gave no token") from None
        return antwoord

    def get_user(self, user_id: Any) -> Account | None:
        """At every request: a blocked account has no session."""
        return Account.objects.filter(pk=user_id, is_active=True).first()


def second_factor_said(inhoud: Mapping[str, Any]) -> bool:
    """Did the service ask for a second factor, in words that the settings accept?"""
    manieren = inhoud.get("amr")
    bekend = set(manieren) & set(settings.OIDC_AMR) if isinstance(manieren, list) else set()
    return bool(bekend) or inhoud.get("acr") in settings.OIDC_ACR


class Aanvraag(OIDCAuthenticationRequestView):  # type: ignore[misc]
    """To the service. With `?opnieuw=1` it must ask the person to log in once more."""

    def get_extra_params(self, request: HttpRequest) -> dict[str, str]:
        extra: dict[str, str] = dict(super().get_extra_params(request))
        opnieuw = request.GET.get("opnieuw") == "1" and isinstance(request.user, Account)
        request.session[OPNIEUW] = opnieuw
        return {**extra, "prompt": "login", "max_age": "0"} if opnieuw else extra


class Terugkeer(OIDCAuthenticationCallbackView):  # type: ignore[misc]
    """Back from the service."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            antwoord: HttpResponse = super().get(request)
        except SuspiciousOperation:
            _log_failure(request)
            raise
        return antwoord

    def login_success(self) -> HttpResponse:
        """A session of its own, or for who was asked again only the confirmation."""
        verzoek, inhoud = self.request, self.request.oidc_inhoud
        opnieuw = verzoek.session.pop(OPNIEUW, False) and verzoek.user == self.user
        if not opnieuw:
            auth.login(verzoek, self.user, backend="privacy.aanmelden_oidc.OIDCBackend")
            verzoek.session[sessies.OIDC_TWEEDE_FACTOR] = second_factor_said(inhoud)
            verzoek.session[sessies.OIDC] = True
            log(actie=Actie.aanmelden, door=self.user, bijzonderheden={"stap": "aanmelddienst"})
        if _just_logged_in(inhoud):
            sessies.confirm(verzoek)
        antwoord: HttpResponse = super().login_success()
        return antwoord

    @property
    def success_url(self) -> str:
        return sessies.safe_next(self.request, self.request.session.pop("oidc_login_next", None))

    @property
    def failure_url(self) -> str:
        return str(settings.LOGIN_URL)

    def login_failure(self) -> HttpResponse:
        _log_failure(self.request)
        antwoord: HttpResponse = super().login_failure()
        return antwoord


def _just_logged_in(inhoud: Mapping[str, Any]) -> bool:
    """The service says when the person logged in there; without that it does not count."""
    moment = inhoud.get("auth_time")
    geldt = sessies.BEVESTIGING_GELDT.total_seconds()
    return isinstance(moment, int) and -SPELING <= time.time() - moment <= geldt


def _log_failure(request: HttpRequest) -> None:
    door = request.user if isinstance(request.user, Account) else None
    log(
        actie=Actie.aanmelden_mislukt,
        door=door,
        resultaat="mislukt",
        bijzonderheden={"stap": "aanmelddienst"},
    )
