"""Closed unless opened: who a request is of, whether the session still runs, and what it may."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from buurtmonitor import fouten
from buurtmonitor.netwerk import client_ip
from privacy import apitokens, apparaatmerk, sessies
from privacy.aanmeldstap import Stap
from privacy.logboek import Actie, log, note_device, origin
from privacy.models import Account
from privacy.permissions import declared, is_open, mag, needed
from privacy.rollen import Recht
from privacy.uitzonderingen import NietHier
from privacy.werkplekgrens import APPARAAT, NETWERK, refused_here

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
WERKPLEK = {NETWERK: "ander netwerk", APPARAAT: "niet geregistreerd"}
NAAR_AANMELDEN = frozenset({"GET", "HEAD", "POST"})


def herkomst(get_response: GetResponse) -> GetResponse:
    """Whatever is logged during a request comes from its address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with origin(client_ip(request)):
            return get_response(request)

    return middleware


class SessieMiddleware:
    """Ends a session that was idle or lasted too long."""

    def __init__(self, get_response: GetResponse, klok: Callable[[], float] = time.time) -> None:
        self.get_response = get_response
        self.klok = klok

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request)
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> None:
        nu = self.klok()
        if sessies.times(request).ended(nu):
            log(actie=Actie.sessie_beeindigd, door=_account(request))
            auth.logout(request)
        else:
            sessies.touch(request, nu)


class RechtMiddleware:
    """No page opens without a `Recht` that the view names and the role has."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if is_open(view):
            return None
        if hasattr(view, "cls"):
            return _admit_program(request, view)
        return _admit_person(request, view)


def _admit_person(request: HttpRequest, view: View) -> HttpResponse | None:
    account = _account(request)
    if account is None:
        return _to_login(request)
    stap = sessies.login_step(request, account)
    if stap is not None and getattr(view, "stap", None) not in {stap, Stap.altijd}:
        return _to_step(request, stap)
    _note_device(request)
    if not _may(request, view, account):
        raise PermissionDenied
    if waarom_niet := _not_here(request, view, account):
        raise NietHier(waarom_niet)
    return None


def _note_device(request: HttpRequest) -> None:
    apparaat = apparaatmerk.device_of(request)
    request.apparaat = apparaat  # type: ignore[attr-defined]  # the request carries it on
    if apparaat is not None:
        note_device(apparaat.naam)


def _admit_program(request: HttpRequest, view: View) -> HttpResponse | None:
    """The API takes tokens only, so that no page of another site can act through a session."""
    if apitokens.too_many_failures():
        return fouten.problem(429)
    account = apitokens.account_for(request.headers.get("Authorization", ""))
    if account is None:
        return fouten.problem(403) if _account(request) else _without_token()
    request.api_account = account  # type: ignore[attr-defined]
    if not _may(request, view, account):
        return fouten.problem(403)
    waarom_niet = _not_here(request, view, account)
    return fouten.problem(403, detail=waarom_niet) if waarom_niet else None


def _may(request: HttpRequest, view: View, account: Account) -> bool:
    recht = _needed(request, view)
    if recht is not None and mag(account, recht):
        return True
    _log_refusal(request, account)
    return False


def _not_here(request: HttpRequest, view: View, account: Account) -> str:
    """Why the role may not do this from this address or on this device; mostly empty."""
    recht, methode = _needed(request, view), request.method or ""
    apparaat = getattr(request, "apparaat", None)
    if recht is None:
        return ""
    waarom_niet = refused_here(account, recht, methode, client_ip(request), apparaat)
    if waarom_niet:
        _log_refusal(request, account, werkplek=WERKPLEK[waarom_niet])
    return waarom_niet


def _needed(request: HttpRequest, view: View) -> Recht | None:
    rechten = declared(view)
    return needed(rechten, request.method or "") if rechten is not None else None


def _log_refusal(request: HttpRequest, account: Account, **bijzonderheden: str) -> None:
    log(
        actie=Actie.toegang_geweigerd,
        door=account,
        object_soort="pagina",
        object_id=getattr(request.resolver_match, "view_name", "") or "",
        resultaat="geweigerd",
        bijzonderheden={"methode": request.method or "", **bijzonderheden},
    )


def _account(request: HttpRequest) -> Account | None:
    return request.user if isinstance(request.user, Account) else None


def _to_login(request: HttpRequest) -> HttpResponse:
    verder = {"volgende": request.get_full_path()} if request.method == "GET" else {}
    adres = reverse("aanmelden") + (f"?{urlencode(verder)}" if verder else "")
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": reverse("aanmelden")})
    if request.method not in NAAR_AANMELDEN:
        return HttpResponse(status=401)
    return redirect(adres)


def _to_step(request: HttpRequest, stap: Stap) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(status=403, headers={"HX-Redirect": reverse(stap.value)})
    if request.method == "GET":
        request.session[sessies.VOLGENDE] = request.get_full_path()
    if request.method not in NAAR_AANMELDEN:
        return HttpResponse(status=403)
    return redirect(stap.value)


def _without_token() -> HttpResponse:
    answer = fouten.problem(401)
    answer.headers["WWW-Authenticate"] = 'Bearer realm="Buurtmonitor"'
    return answer
