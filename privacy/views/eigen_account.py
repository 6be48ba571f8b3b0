"""One's own account: start page, password, app, tokens."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from privacy import actions, nieuws, queries, rondleiding, sessies, werkvoorraad
from privacy.forms import Tokenformulier
from privacy.permissions import current_account, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.aanmelden import confirm_first
from privacy.views.hulp import posted


@vereist(Recht.eigen_account)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What waits for this account, and where its role can go."""
    account = current_account(request)
    items = werkvoorraad.for_account(account)
    eerste, gevraagd = account.rondleiding_op is None, "rondleiding" in request.GET
    context = {
        "op_mij": [item for item in items if item.op_mij],
        "op_ander": [item for item in items if not item.op_mij],
        "nieuws": nieuws.for_account(account),
        "rondleiding_gevraagd": gevraagd,
        "rondleiding": rondleiding.steps_for(account) if eerste or gevraagd else (),
    }
    return render(request, "privacy/start.html", context)


@vereist(Recht.eigen_account)
@require_GET
def own_account(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    context = {
        "tweede_factor": queries.has_second_factor(account),
        "codes_over": queries.recovery_codes_left(account),
        "heeft_wachtwoord": account.has_usable_password(),
        "tokens": queries.tokens_of(account),
        "geldig": set(queries.valid_tokens(account).values_list("pk", flat=True)),
    }
    return render(request, "privacy/eigen_account.html", context)


@vereist(Recht.eigen_account)
@require_POST
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    if not sessies.vers_bevestigd(request):
        request.session[sessies.VOLGENDE] = request.path
        return confirm_first(request)
    account = current_account(request)
    codes = actions.renew_recovery_codes(account=account, by=account)
    return render(request, "privacy/herstelcodes.html", {"codes": codes, "nieuw": False})


@vereist(Recht.eigen_account)
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def new_token(request: HttpRequest) -> HttpResponse:
    formulier = Tokenformulier(posted(request), request=request)
    if request.method == "POST" and formulier.is_valid():
        try:
            rij, token = actions.create_token(
                naam=formulier.cleaned_data["naam"],
                geldig=formulier.geldig,
                by=current_account(request),
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            return render(request, "privacy/token_gemaakt.html", {"rij": rij, "token": token})
    return render(request, "privacy/token_nieuw.html", {"formulier": formulier})


@vereist(Recht.eigen_account)
@require_POST
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    account = current_account(request)
    token = object_or_404(
        queries.tokens_of(account), by=account, object_soort="token", object_id=token_id
    )
    actions.revoke_token(token=token, by=account)
    messages.success(request, "Het token werkt niet meer.")
    return redirect("eigen_account")
