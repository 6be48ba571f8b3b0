"""Logging in: password, second factor, own password, linking an app, logging out, confirming."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from privacy import aanmelden, actions, apparaatmerk, sessies, tweede_factor
from privacy.aanmeldstap import Stap
from privacy.forms import (
    Aanmeldformulier,
    Bevestigformulier,
    Codeformulier,
    EigenWachtwoordformulier,
    Herstelcodeformulier,
)
from privacy.models import Account
from privacy.permissions import current_account, openbaar, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted

KOP_WISSEN = '"cache", "cookies", "storage"'
# Of a registered device the mark stays; the session's own cookies go one by one.
KOP_WISSEN_BEHALVE_MERK = '"cache", "storage"'


@openbaar
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, Account) and sessies.login_step(request, request.user) is None:
        return redirect("start")
    formulier = Aanmeldformulier(posted(request))
    volgende = request.POST.get("volgende") or request.GET.get("volgende")
    if request.method == "POST" and formulier.is_valid():
        poging = aanmelden.login_with_password(
            request,
            gebruikersnaam=formulier.cleaned_data["username"],
            wachtwoord=formulier.cleaned_data["password"],
        )
        if not poging.melding:
            return _next(request, volgende)
        formulier.add_error(None, poging.melding)
        return _login_page(request, formulier, volgende, poging.status)
    return _login_page(request, formulier, volgende, 200)


def _login_page(
    request: HttpRequest, formulier: Aanmeldformulier, volgende: str | None, status: int
) -> HttpResponse:
    context = {"formulier": formulier, "volgende": volgende or "", "oidc": settings.OIDC_ISSUER}
    return render(request, "privacy/aanmelden.html", context, status=status)


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The throttle's answer: the login page, in the same words for a name that does not exist."""
    formulier = Aanmeldformulier(request.POST)
    formulier.is_valid()
    formulier.add_error(None, aanmelden.TE_VAAK)
    return _login_page(request, formulier, request.POST.get("volgende"), 429)


def _next(request: HttpRequest, volgende: str | None = None) -> HttpResponse:
    """To the next step of the login, or where the person was going."""
    account = current_account(request)
    if volgende:
        request.session[sessies.VOLGENDE] = volgende
    stap = sessies.login_step(request, account)
    if stap is not None:
        return redirect(stap.value)
    return redirect(sessies.safe_next(request, request.session.pop(sessies.VOLGENDE, None)))


@vereist(Recht.eigen_account, stap=Stap.tweede_factor)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """A code of the app, or with `?herstel=1` a recovery code."""
    account = current_account(request)
    if sessies.login_step(request, account) is not Stap.tweede_factor:
        return _next(request)
    herstel = request.GET.get("herstel") == "1"
    formulier = (Herstelcodeformulier if herstel else Codeformulier)(posted(request))
    status = 200
    if request.method == "POST" and formulier.is_valid():
        inloggen = aanmelden.login_with_recovery_code if herstel else aanmelden.login_with_code
        poging = inloggen(request, account, formulier.cleaned_data["code"])
        if not poging.melding:
            return _next(request)
        formulier.add_error("code", poging.melding)
        status = poging.status
    context = {"formulier": formulier, "herstel": herstel}
    return render(request, "privacy/tweede_factor.html", context, status=status)


@vereist(Recht.eigen_account, stap=Stap.eigen_wachtwoord)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def own_password(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    eerste_keer = account.wachtwoord_eenmalig
    formulier = EigenWachtwoordformulier(posted(request), account=account)
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.set_own_password(
                account=account, wachtwoord=formulier.cleaned_data["nieuw"], by=account
            )
        except Geweigerd as weigering:
            formulier.add_error("nieuw", weigering.melding)
        else:
            auth.update_session_auth_hash(request, account)
            messages.success(request, "Uw wachtwoord is gewijzigd.")
            return _next(request) if eerste_keer else redirect("eigen_account")
    context = {"formulier": formulier, "eerste_keer": eerste_keer}
    return render(request, "privacy/eigen_wachtwoord.html", context)


@vereist(Recht.eigen_account, stap=Stap.tweede_factor_koppelen)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def link_second_factor(request: HttpRequest) -> HttpResponse:
    """The recovery codes stand in the answer itself, so that they are kept nowhere."""
    account = current_account(request)
    eerste_keer = sessies.login_step(request, account) is Stap.tweede_factor_koppelen
    if not eerste_keer and not sessies.vers_bevestigd(request):
        return confirm_first(request)
    formulier = Codeformulier(posted(request))
    if request.method == "POST" and formulier.is_valid():
        gekoppeld = actions.link_second_factor(
            account=account, code=formulier.cleaned_data["code"], by=account
        )
        if gekoppeld is not None:
            app, codes = gekoppeld
            aanmelden.complete(request, account, app)
            return render(request, "privacy/herstelcodes.html", {"codes": codes, "nieuw": True})
        formulier.add_error("code", aanmelden.CODE_ONJUIST)
    app = tweede_factor.pending(account)
    context = {
        "formulier": formulier,
        "eerste_keer": eerste_keer,
        "qr": tweede_factor.qr_image(app),
        "geheim": tweede_factor.secret_text(app),
    }
    return render(request, "privacy/tweede_factor_koppelen.html", context)


@vereist(Recht.eigen_account, stap=Stap.altijd)
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    geregistreerd = apparaatmerk.device_of(request) is not None
    aanmelden.logout(request)
    answer = redirect(settings.LOGOUT_REDIRECT_URL)
    answer.headers["Clear-Site-Data"] = KOP_WISSEN_BEHALVE_MERK if geregistreerd else KOP_WISSEN
    return answer


def confirm_first(request: HttpRequest) -> HttpResponse:
    """For a page that must not open without a recent confirmation."""
    request.session[sessies.VOLGENDE] = request.get_full_path()
    return redirect("bevestigen")


@vereist(Recht.eigen_account)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    if sessies.confirms_elsewhere(request, current_account(request)):
        volgende = request.session.get(sessies.VOLGENDE) or reverse("start")
        return redirect(
            f"{reverse('oidc_authentication_init')}?{urlencode({'opnieuw': 1, 'next': volgende})}"
        )
    formulier = Bevestigformulier(posted(request), request=request)
    if sessies.vers_bevestigd(request) or (request.method == "POST" and formulier.is_valid()):
        return redirect(sessies.safe_next(request, request.session.pop(sessies.VOLGENDE, None)))
    if not request.user.is_authenticated:
        return redirect("aanmelden")
    return render(request, "privacy/bevestigen.html", {"formulier": formulier})
