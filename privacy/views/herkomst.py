"""Ask for herkomst beside verdachten, and decide on it."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from privacy import actions, queries
from privacy.actions.herkomst import OPEN, request_version
from privacy.besluiten import history, reason_not_to_decide
from privacy.forms import Besluitformulier, Herkomstformulier
from privacy.gevolgen import Bereik
from privacy.models import Herkomstaanvraag, Herkomststatus, Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import current_account, mag, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted
from privacy.views.intrekken import withdraw_page


@vereist(GET=Recht.onderzoek_zien, POST=Recht.bron_aanvragen)
@require_http_methods(["GET", "POST"])
def origin(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    by = current_account(request)
    onderzoek = object_or_404(
        queries.studies_for(by), by=by, object_soort="onderzoek", object_id=onderzoek_id
    )
    formulier = Herkomstformulier(posted(request))
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.request_herkomst(onderzoek=onderzoek, **formulier.cleaned_data, by=by)
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Uw aanvraag wacht nu op twee privacy-officers.")
            return redirect("herkomst", onderzoek.pk)
    return _page(request, onderzoek, vraag=formulier)


@vereist(Recht.vrijgave_beoordelen)
@require_POST
def decide(request: HttpRequest, aanvraag_id: UUID) -> HttpResponse:
    by = current_account(request)
    aanvraag = object_or_404(
        queries.origin_requests_for(by), by=by, object_soort="herkomst", object_id=aanvraag_id
    )
    formulier = Besluitformulier(request.POST, request=request)
    if formulier.is_valid():
        try:
            actions.decide_herkomst(
                aanvraag=aanvraag,
                uitkomst=Uitkomst(formulier.cleaned_data["uitkomst"]),
                reden=formulier.cleaned_data["reden"],
                gezien=formulier.cleaned_data["gezien"],
                by=by,
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
            aanvraag.refresh_from_db()
            formulier.look_again(request_version(aanvraag))
        else:
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("herkomst", aanvraag.onderzoek_id)
    return _page(request, aanvraag.onderzoek, besluit=formulier, status=409)


@vereist(Recht.vrijgave_beoordelen)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, aanvraag_id: UUID) -> HttpResponse:
    by = current_account(request)
    aanvraag = object_or_404(
        queries.origin_requests_for(by), by=by, object_soort="herkomst", object_id=aanvraag_id
    )
    return withdraw_page(
        request,
        partial(actions.withdraw_herkomst, aanvraag=aanvraag),
        wat="het akkoord op herkomst bij verdachten",
        terug=("Herkomst", "herkomst", aanvraag.onderzoek_id),
        bereik=Bereik(aanvraag.onderzoek_id, herkomst=True),
    )


def _page(
    request: HttpRequest,
    onderzoek: Onderzoek,
    *,
    vraag: Herkomstformulier | None = None,
    besluit: Besluitformulier | None = None,
    status: int = 200,
) -> HttpResponse:
    by, aanvraag = current_account(request), onderzoek.herkomstaanvragen.first()
    loopt = aanvraag is not None and aanvraag.status in OPEN
    context: dict[str, object] = {
        "onderzoek": onderzoek,
        "aanvraag": aanvraag,
        "besluiten": history(Onderwerp.herkomst, aanvraag.pk) if aanvraag else [],
        "mag_vragen": mag(by, Recht.bron_aanvragen) and not (loopt or _granted(onderzoek)),
        "vraag": vraag or Herkomstformulier(),
        "formulier": besluit or vraag,
        "in_te_trekken": aanvraag is not None
        and aanvraag.status == Herkomststatus.akkoord
        and mag(by, Recht.vrijgave_beoordelen),
        "intussen": queries.events_since(
            aanvraag.pk if aanvraag else "", besluit.bekeken if besluit else None
        ),
    }
    if aanvraag is not None and loopt and mag(by, Recht.vrijgave_beoordelen):
        context |= _decision(request, aanvraag, besluit)
    return render(request, "privacy/herkomst.html", context, status=status)


def _granted(onderzoek: Onderzoek) -> bool:
    return onderzoek.herkomst_bij_verdachten


def _decision(
    request: HttpRequest, aanvraag: Herkomstaanvraag, besluit: Besluitformulier | None
) -> dict[str, object]:
    """The form, or the reason why this officer does not get it."""
    versie = request_version(aanvraag)
    waarom_niet = reason_not_to_decide(
        onderwerp=Onderwerp.herkomst,
        onderwerp_id=aanvraag.pk,
        versie=versie,
        by=current_account(request),
        aanvrager_id=aanvraag.aangevraagd_door_id,
    )
    nieuw = Besluitformulier(request=request, initial={"gezien": versie})
    return {"te_besluiten": True, "waarom_niet": waarom_niet, "besluit": besluit or nieuw}
