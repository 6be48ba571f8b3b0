"""Where each role may work from."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from privacy import actions, apparaatmerk, queries
from privacy.actions.werkplekken import networks_version
from privacy.besluiten import reason_not_to_decide
from privacy.forms import Besluitformulier, Werkplekformulier
from privacy.models import Onderwerp, Uitkomst
from privacy.permissions import current_account, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted
from privacy.werkplek import Werkplek, Werkplekstatus


@vereist(Recht.werkplekken_stellen)
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    formulier = Werkplekformulier(posted(request), request=request)
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.propose_networks(**formulier.velden(), by=current_account(request))
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Het voorstel wacht op een tweede persoon.")
            return redirect("werkplekken")
    return _page(request, formulier=formulier)


@vereist(Recht.werkplekken_stellen)
@require_POST
def decide(request: HttpRequest, werkplek_id: UUID) -> HttpResponse:
    by = current_account(request)
    regel = object_or_404(
        queries.places_for(by), by=by, object_soort="werkplek", object_id=werkplek_id
    )
    formulier = Besluitformulier(request.POST, request=request)
    if formulier.is_valid():
        gegeven = formulier.cleaned_data
        try:
            actions.decide_networks(
                regel=regel,
                uitkomst=Uitkomst(gegeven["uitkomst"]),
                reden=gegeven["reden"],
                gezien=gegeven["gezien"],
                by=by,
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("werkplekken")
    formulier.look_again(networks_version(regel))
    return _page(request, besluit=(regel.pk, formulier), status=409)


def _page(
    request: HttpRequest,
    *,
    formulier: Werkplekformulier | None = None,
    besluit: tuple[UUID, Besluitformulier] | None = None,
    status: int = 200,
) -> HttpResponse:
    regels = list(queries.places_for(current_account(request)))
    open_ = [r for r in regels if r.status == Werkplekstatus.voorgesteld]
    context = {
        "gelden": [r for r in regels if r.status == Werkplekstatus.geldt],
        "voorstellen": [_proposal(request, regel, besluit) for regel in open_],
        "apparaten": queries.devices_for(current_account(request)),
        "geregistreerd": apparaatmerk.registered().exists(),
        "nieuw": formulier or Werkplekformulier(request=request),
        "formulier": besluit[1] if besluit else formulier,
    }
    return render(request, "privacy/werkplekken.html", context, status=status)


def _proposal(
    request: HttpRequest, regel: Werkplek, besluit: tuple[UUID, Besluitformulier] | None
) -> tuple[Werkplek, str, Besluitformulier]:
    """The rule, why this person does not decide on it, and the form."""
    versie = networks_version(regel)
    waarom_niet = reason_not_to_decide(
        onderwerp=Onderwerp.werkplek,
        onderwerp_id=regel.pk,
        versie=versie,
        by=current_account(request),
        aanvrager_id=regel.voorgesteld_door_id,
    )
    if besluit and besluit[0] == regel.pk:
        return regel, waarom_niet, besluit[1]
    nieuw = Besluitformulier(
        request=request, initial={"gezien": versie}, auto_id=f"id_{regel.rol}_%s"
    )
    return regel, waarom_niet, nieuw
