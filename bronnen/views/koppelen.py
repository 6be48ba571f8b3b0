"""Link approved deliveries, follow it, read the match."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bronnen import leverschemas, queries
from bronnen.actions import koppeling as actions
from bronnen.models import Koppelbestand, Koppelstatus
from bronnen.objecten import linked_file_or_404, study_or_404
from buurtmonitor.taken import actions as taken_actions
from buurtmonitor.taken import queries as taken
from privacy.kern.presentatie import present
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

ONDERWEG = (Koppelstatus.wacht, Koppelstatus.bezig)


@require_http_methods(["GET", "POST"])
@vereist(Recht.koppelen)
def link(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    """What would be linked, and the button; every source takes its newest approved delivery."""
    onderzoek = study_or_404(request, onderzoek_id)
    leveringen = queries.linkable_deliveries(onderzoek)
    personen = [x for x in leveringen if leverschemas.schema(x.bron).personen]
    if request.method == "POST":
        try:
            bestand = actions.start_linking(
                onderzoek=onderzoek, leveringen=personen, by=current_account(request)
            )
            return redirect("bronnen:koppelbestand", bestand.pk)
        except Geweigerd as weigering:
            messages.error(request, weigering.melding)
            return redirect("bronnen:koppelen", onderzoek_id)
    context = {
        "onderzoek": onderzoek,
        "standen": queries.source_states(onderzoek),
        "leveringen": personen,
        "bestanden": queries.linked_files_for(current_account(request)).filter(onderzoek=onderzoek),
    }
    return render(request, "bronnen/koppelen.html", context)


@require_GET
@vereist(Recht.onderzoek_zien)
def linked_file(request: HttpRequest, koppelbestand_id: UUID) -> HttpResponse:
    bestand = linked_file_or_404(request, koppelbestand_id)
    return render(request, "bronnen/koppelbestand.html", _context(request, bestand))


@require_GET
@vereist(Recht.onderzoek_zien)
def linked_file_state(request: HttpRequest, koppelbestand_id: UUID) -> HttpResponse:
    bestand = linked_file_or_404(request, koppelbestand_id)
    antwoord = render(request, "bronnen/_koppelbestand_stand.html", _context(request, bestand))
    if bestand.status not in ONDERWEG:
        antwoord["HX-Refresh"] = "true"
    return antwoord


@require_POST
@vereist(Recht.koppelen)
def stop(request: HttpRequest, koppelbestand_id: UUID) -> HttpResponse:
    bestand = linked_file_or_404(request, koppelbestand_id)
    if taken_actions.cancel_open(soort="koppelen", onderwerp_id=bestand.pk):
        messages.info(request, "Het koppelen stopt.")
    return redirect("bronnen:koppelbestand", koppelbestand_id)


def _context(request: HttpRequest, bestand: Koppelbestand) -> dict[str, object]:
    match = queries.match_of(bestand)
    return {
        "bestand": bestand,
        "match": present(match, met_redenen=True) if match else None,
        "mag_koppelen": mag(current_account(request), Recht.koppelen),
        "onderweg": bestand.status in ONDERWEG,
        "taak": taken.latest(soort="koppelen", onderwerp_id=bestand.pk),
    }
