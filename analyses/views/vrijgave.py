"""A draft, as the analist sees it, and offering it to the privacy officer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from analyses import actions, queries
from analyses.kern.specificatie import Regelspecificatie
from analyses.models import Resultaat, Resultaatstatus
from analyses.objecten import draft_or_404
from analyses.views.figuren import figure_response
from bronnen.objecten import study_or_404
from privacy.kern.presentatie import present
from privacy.logboek import Actie, log
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

AANBIEDBAAR = (Resultaatstatus.concept, Resultaatstatus.teruggestuurd)


@require_GET
@vereist(Recht.concept_zien)
def draft(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    """The officer goes on to the evidence, where the decision is made."""
    resultaat = draft_or_404(request, resultaat_id)
    if mag(current_account(request), Recht.vrijgave_beoordelen):
        return redirect("analyses:bewijs", resultaat_id)
    log(
        actie=Actie.resultaat_bekeken,
        door=current_account(request),
        object_soort="resultaat",
        object_id=resultaat.pk,
    )
    return render(request, "analyses/concept.html", _context(request, resultaat))


@require_GET
@vereist(Recht.concept_zien)
def draft_figure(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
    return figure_response(request, queries.full_content(resultaat), resultaat.sha256)


@require_POST
@vereist(Recht.analyse_uitvoeren)
def offer(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
    try:
        actions.request_release(resultaat=resultaat, by=current_account(request))
        messages.success(request, "Het resultaat wacht nu op de privacy-officer.")
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
    return redirect("analyses:concept", resultaat_id)


@require_POST
@vereist(Recht.analyse_uitvoeren)
def offer_all(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    """Offer every draft of one's own; the officer still decides on each apart."""
    onderzoek = study_or_404(request, onderzoek_id)
    concepten = queries.drafts_for(current_account(request)).filter(
        onderzoek=onderzoek, auteur=current_account(request), status=Resultaatstatus.concept
    )
    aantal = 0
    for resultaat in concepten:
        try:
            actions.request_release(resultaat=resultaat, by=current_account(request))
            aantal += 1
        except Geweigerd as weigering:
            messages.error(request, f"{resultaat.analyse.naam}: {weigering.melding}")
    messages.success(request, f"{aantal} resultaten wachten nu op de privacy-officer.")
    return redirect("analyses:analyses", onderzoek_id)


def _context(request: HttpRequest, resultaat: Resultaat) -> dict[str, object]:
    by = current_account(request)
    return {
        "resultaat": resultaat,
        "weergave": present(queries.full_content(resultaat), met_redenen=True),
        "regels_kiezen": resultaat.analyse.soort == Regelspecificatie.soort
        and mag(by, Recht.analyse_uitvoeren),
        "besluiten": list(queries.decisions_on(resultaat)),
        "aanbiedbaar": resultaat.status in AANBIEDBAAR
        and resultaat.audit_geslaagd
        and resultaat.auteur_id == by.pk
        and mag(by, Recht.analyse_uitvoeren),
    }
