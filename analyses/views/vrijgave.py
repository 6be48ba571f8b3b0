"""A draft, what the officer sees of it, and the decision to release it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from analyses import actions, policies, queries
from analyses.models import Resultaat, Resultaatstatus
from analyses.objecten import draft_or_404
from analyses.views.figuren import figure_response
from bronnen.objecten import study_or_404
from bronnen.views.besluiten import chosen_outcome
from privacy.besluiten import reason_not_to_decide
from privacy.logboek import Actie, log
from privacy.models import Onderwerp
from privacy.permissions import current_account, mag, vereist
from privacy.presentatie import present
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

BESLISBAAR = (Resultaatstatus.ter_vrijgave, Resultaatstatus.wacht_op_tweede)
KIES = "Kies: vrijgeven, terugsturen of weigeren."
AANBIEDBAAR = (Resultaatstatus.concept, Resultaatstatus.teruggestuurd)


@require_GET
@vereist(Recht.concept_zien)
def draft(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
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


@require_POST
@vereist(Recht.vrijgave_beoordelen)
def decide(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
    uitkomst = chosen_outcome(request)
    if uitkomst is None:
        return _undecided(request, resultaat, KIES, status=400)
    try:
        actions.decide_release(
            resultaat=resultaat,
            uitkomst=uitkomst,
            reden=request.POST.get("reden", ""),
            gezien=request.POST.get("gezien", ""),
            by=current_account(request),
        )
    except Geweigerd as weigering:
        resultaat.refresh_from_db()
        return _undecided(request, resultaat, weigering.melding, status=409)
    messages.success(request, "Uw besluit is bewaard.")
    return redirect("analyses:concept", resultaat_id)


@require_POST
@vereist(Recht.vrijgave_beoordelen)
def withdraw(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
    try:
        actions.withdraw_release(
            resultaat=resultaat, reden=request.POST.get("reden", ""), by=current_account(request)
        )
        messages.success(request, "Het resultaat is ingetrokken. Niemand ziet het nog.")
    except Geweigerd as weigering:
        resultaat.refresh_from_db()
        return _undecided(request, resultaat, weigering.melding, status=409)
    return redirect("analyses:concept", resultaat_id)


def _undecided(
    request: HttpRequest, resultaat: Resultaat, melding: str, *, status: int
) -> HttpResponse:
    context = _context(request, resultaat)
    context |= {"fout": melding, "getypt": request.POST.get("reden", "")}
    return render(request, "analyses/concept.html", context, status=status)


def _context(request: HttpRequest, resultaat: Resultaat) -> dict[str, object]:
    by = current_account(request)
    versie = actions.release_version(resultaat)
    beslisbaar = resultaat.status in BESLISBAAR and mag(by, Recht.vrijgave_beoordelen)
    return {
        "resultaat": resultaat,
        "weergave": present(queries.full_content(resultaat), met_redenen=True),
        "besluiten": list(queries.decisions_on(resultaat)),
        "versie": versie,
        "akkoorden_nodig": policies.approvals_needed(resultaat.analyse.specificatie),
        "beslisbaar": beslisbaar,
        "niet_door_mij": reason_not_to_decide(
            onderwerp=Onderwerp.vrijgave,
            onderwerp_id=resultaat.pk,
            versie=versie,
            by=by,
            aanvrager_id=resultaat.auteur_id,
        )
        if beslisbaar
        else "",
        "aanbiedbaar": resultaat.status in AANBIEDBAAR
        and resultaat.audit_geslaagd
        and resultaat.auteur_id == by.pk
        and mag(by, Recht.analyse_uitvoeren),
        "intrekbaar": resultaat.status == Resultaatstatus.vrijgegeven
        and mag(by, Recht.vrijgave_beoordelen),
    }
