"""Accounts and organisations, for the beheerder."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from privacy import actions, bronnenlijst, queries
from privacy.forms import (
    Aanmelddienstformulier,
    Accountformulier,
    Organisatieformulier,
    Rolformulier,
)
from privacy.models import Account, Organisatie
from privacy.permissions import current_account, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted


def _account(request: HttpRequest, account_id: UUID) -> Account:
    by = current_account(request)
    return object_or_404(
        queries.accounts_for(by), by=by, object_soort="account", object_id=account_id
    )


@vereist(Recht.accounts_beheren)
@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    context = {
        "accounts": queries.accounts_for(current_account(request)),
        "met_app": queries.accounts_with_second_factor(),
    }
    return render(request, "privacy/accounts.html", context)


@vereist(Recht.accounts_beheren)
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """The one-time password stands in the answer itself, so that it is kept nowhere."""
    formulier = Accountformulier(posted(request))
    if request.method == "POST" and formulier.is_valid():
        try:
            nieuw, wachtwoord = actions.create_account(
                **formulier.cleaned_data, by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            return _show_password(request, nieuw, wachtwoord)
    return render(request, "privacy/account_nieuw.html", {"formulier": formulier})


def _show_password(request: HttpRequest, account: Account, wachtwoord: str) -> HttpResponse:
    context = {"betreft": account, "wachtwoord": wachtwoord}
    return render(request, "privacy/eenmalig_wachtwoord.html", context)


@vereist(Recht.accounts_beheren)
@require_GET
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    return _account_page(request, _account(request, account_id))


def _account_page(
    request: HttpRequest,
    betreft: Account,
    rolformulier: Form | None = None,
    dienstformulier: Form | None = None,
) -> HttpResponse:
    rol = {"rol": betreft.rol, "organisatie": betreft.organisatie}
    dienst = {"iss": betreft.oidc_iss, "sub": betreft.oidc_sub}
    context = {
        "betreft": betreft,
        "eigen": betreft.pk == current_account(request).pk,
        "heeft_app": queries.has_second_factor(betreft),
        "rolformulier": rolformulier or Rolformulier(initial=rol),
        "dienstformulier": dienstformulier or Aanmelddienstformulier(initial=dienst),
        "formulier": rolformulier or dienstformulier,
    }
    fout = rolformulier or dienstformulier
    return render(request, "privacy/account.html", context, status=400 if fout else 200)


@vereist(Recht.accounts_beheren)
@require_POST
def change_role(request: HttpRequest, account_id: UUID) -> HttpResponse:
    betreft = _account(request, account_id)
    formulier = Rolformulier(request.POST)
    if formulier.is_valid():
        try:
            actions.change_role(
                account=betreft, **formulier.cleaned_data, by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "De rol is gewijzigd. Alle sessies zijn beëindigd.")
            return redirect("account", account_id)
    return _account_page(request, betreft, rolformulier=formulier)


@vereist(Recht.accounts_beheren)
@require_POST
def link_single_sign_on(request: HttpRequest, account_id: UUID) -> HttpResponse:
    betreft = _account(request, account_id)
    formulier = Aanmelddienstformulier(request.POST)
    if formulier.is_valid():
        try:
            actions.link_single_sign_on(
                account=betreft, **formulier.cleaned_data, by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "De koppeling met de aanmelddienst is bewaard.")
            return redirect("account", account_id)
    return _account_page(request, betreft, dienstformulier=formulier)


def _do(
    request: HttpRequest, account_id: UUID, doe: Callable[..., None], melding: str
) -> HttpResponse:
    try:
        doe(account=_account(request, account_id), by=current_account(request))
        messages.success(request, melding)
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
    return redirect("account", account_id)


@vereist(Recht.accounts_beheren)
@require_POST
def block(request: HttpRequest, account_id: UUID) -> HttpResponse:
    melding = "Het account is geblokkeerd. Alle sessies en tokens zijn beëindigd."
    return _do(request, account_id, actions.block_account, melding)


@vereist(Recht.accounts_beheren)
@require_POST
def unblock(request: HttpRequest, account_id: UUID) -> HttpResponse:
    return _do(request, account_id, actions.unblock_account, "Het account kan weer inloggen.")


@vereist(Recht.accounts_beheren)
@require_POST
def unlink_second_factor(request: HttpRequest, account_id: UUID) -> HttpResponse:
    melding = "De inlogapp is losgekoppeld. Bij het inloggen koppelt de collega een nieuwe."
    return _do(request, account_id, actions.unlink_second_factor, melding)


@vereist(Recht.accounts_beheren)
@require_POST
def new_password(request: HttpRequest, account_id: UUID) -> HttpResponse:
    betreft = _account(request, account_id)
    try:
        wachtwoord = actions.new_one_time_password(account=betreft, by=current_account(request))
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
        return redirect("account", account_id)
    return _show_password(request, betreft, wachtwoord)


@vereist(Recht.accounts_beheren)
@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    rijen = [
        (rij, [bronnenlijst.name(code) for code in rij.bronnen], rij.accounts.all())
        for rij in queries.organisations_for(current_account(request))
    ]
    return render(request, "privacy/organisaties.html", {"rijen": rijen})


@vereist(Recht.accounts_beheren)
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    return _edit_organisation(request, None)


@vereist(Recht.accounts_beheren)
@require_http_methods(["GET", "POST"])
def organisation(request: HttpRequest, organisatie_id: UUID) -> HttpResponse:
    by = current_account(request)
    rij = object_or_404(
        queries.organisations_for(by), by=by, object_soort="organisatie", object_id=organisatie_id
    )
    return _edit_organisation(request, rij)


def _edit_organisation(request: HttpRequest, rij: Organisatie | None) -> HttpResponse:
    begin = {"naam": rij.naam, "bronnen": rij.bronnen} if rij else {}
    formulier = Organisatieformulier(posted(request), initial=begin)
    if request.method == "POST" and formulier.is_valid():
        try:
            _save_organisation(request, rij, formulier)
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "De organisatie is bewaard.")
            return redirect("organisaties")
    return render(request, "privacy/organisatie.html", {"formulier": formulier, "rij": rij})


def _save_organisation(
    request: HttpRequest, rij: Organisatie | None, formulier: Organisatieformulier
) -> None:
    by = current_account(request)
    if rij is None:
        actions.create_organisatie(**formulier.cleaned_data, by=by)
    else:
        actions.update_organisatie(organisatie=rij, **formulier.cleaned_data, by=by)
