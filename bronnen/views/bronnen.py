"""Ask for a source, and decide on it element by element."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bronnen import leverschemas, policies, queries
from bronnen.actions import bronakkoord as actions
from bronnen.forms import Bronaanvraag
from bronnen.kern.leverschema import Leverschema
from bronnen.models import Akkoordstatus, Bronakkoord
from bronnen.objecten import source_request_or_404, study_or_404
from bronnen.views.besluiten import refused
from privacy.besluiten import reason_not_to_decide
from privacy.forms import Besluitformulier
from privacy.gevolgen import Bereik
from privacy.models import Onderwerp, Uitkomst
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.intrekken import withdraw_page

JA = "Akkoord: deze elementen mogen worden gelezen"
OPEN = (Akkoordstatus.aangevraagd, Akkoordstatus.wacht_op_tweede)


@require_GET
@vereist(Recht.onderzoek_zien)
def sources(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = study_or_404(request, onderzoek_id)
    context = {
        "onderzoek": onderzoek,
        "standen": queries.source_states(onderzoek),
        "mag_aanvragen": mag(current_account(request), Recht.bron_aanvragen),
    }
    return render(request, "bronnen/bronnen.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.bron_aanvragen)
def request_source(request: HttpRequest, onderzoek_id: UUID, bron: str) -> HttpResponse:
    onderzoek = study_or_404(request, onderzoek_id)
    schema = _schema(bron)
    formulier = Bronaanvraag(
        request.POST or None, schema=schema, initial={"elementen": schema.elementen}
    )
    status = 200
    if request.method == "POST":
        status = 400
        if formulier.is_valid():
            try:
                akkoord = actions.request_source(
                    onderzoek=onderzoek,
                    bron=bron,
                    by=current_account(request),
                    **formulier.cleaned_data,
                )
            except Geweigerd as weigering:
                formulier.add_error(None, weigering.melding)
            else:
                messages.success(request, "Uw aanvraag wacht nu op de privacy-officer.")
                return redirect("bronnen:bronakkoord", akkoord.pk)
    context = {"onderzoek": onderzoek, "schema": schema, "formulier": formulier}
    return render(request, "bronnen/bron_aanvragen.html", context, status=status)


@require_http_methods(["GET", "POST"])
@vereist(GET=Recht.onderzoek_zien, POST=Recht.bron_beoordelen)
def source_request(request: HttpRequest, akkoord_id: UUID) -> HttpResponse:
    """What was asked and decided; the privacy officer decides here."""
    akkoord = source_request_or_404(request, akkoord_id)
    context: dict[str, object] = {}
    status = 200
    if request.method == "POST":
        formulier = Besluitformulier(request.POST, request=request, ja=JA)
        status = _decide(request, akkoord, formulier)
        if status == 200:
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("bronnen:bronakkoord", akkoord.pk)
        akkoord.refresh_from_db()
        context = refused(formulier, actions.request_version(akkoord), akkoord.pk)
    context = _request_context(request, akkoord) | context
    return render(request, "bronnen/bronakkoord.html", context, status=status)


def _decide(request: HttpRequest, akkoord: Bronakkoord, formulier: Besluitformulier) -> int:
    """The status of the answer; the form says why nothing was decided."""
    if not formulier.is_valid():
        return 400
    gegeven = formulier.cleaned_data
    try:
        actions.decide_source(
            akkoord=akkoord,
            uitkomst=Uitkomst(gegeven["uitkomst"]),
            elementen=request.POST.getlist("elementen"),
            reden=gegeven["reden"],
            gezien=gegeven["gezien"],
            by=current_account(request),
        )
    except Geweigerd as weigering:
        formulier.add_error(None, weigering.melding)
        return 409
    return 200


@require_http_methods(["GET", "POST"])
@vereist(Recht.bron_beoordelen)
def withdraw(request: HttpRequest, akkoord_id: UUID) -> HttpResponse:
    akkoord = source_request_or_404(request, akkoord_id)
    return withdraw_page(
        request,
        partial(actions.withdraw_source, akkoord=akkoord),
        wat=f"het akkoord op de bron {leverschemas.schema(akkoord.bron).naam}",
        terug=("Akkoord", "bronnen:bronakkoord", akkoord.pk),
        bereik=Bereik(akkoord.onderzoek_id, bron=akkoord.bron),
    )


def _request_context(request: HttpRequest, akkoord: Bronakkoord) -> dict[str, object]:
    schema = leverschemas.schema(akkoord.bron)
    te_besluiten = akkoord.status in OPEN and mag(current_account(request), Recht.bron_beoordelen)
    aangekruist = request.POST.getlist("elementen") or akkoord.goedgekeurd or akkoord.gevraagd
    return {
        "akkoord": akkoord,
        "schema": schema,
        "gevraagd": [kolom for kolom in schema.kolommen if kolom.naam in akkoord.gevraagd],
        "aangekruist": aangekruist,
        "besluiten": list(queries.decisions_on(Onderwerp.bron, akkoord.pk)),
        "te_besluiten": te_besluiten,
        "niet_door_mij": _why_not(request, akkoord) if te_besluiten else "",
        "tweede": akkoord.status == Akkoordstatus.wacht_op_tweede,
        "akkoorden_nodig": policies.approvals_needed(schema),
        "besluit": Besluitformulier(
            request=request, ja=JA, initial={"gezien": actions.request_version(akkoord)}
        ),
        "in_te_trekken": akkoord.status == Akkoordstatus.goedgekeurd
        and mag(current_account(request), Recht.bron_beoordelen),
    }


def _why_not(request: HttpRequest, akkoord: Bronakkoord) -> str:
    return reason_not_to_decide(
        onderwerp=Onderwerp.bron,
        onderwerp_id=akkoord.pk,
        versie=actions.source_version(akkoord, akkoord.goedgekeurd),
        by=current_account(request),
        aanvrager_id=akkoord.aangevraagd_door_id,
    )


def _schema(bron: str) -> Leverschema:
    try:
        return leverschemas.schema(bron)
    except KeyError:
        raise Http404 from None
