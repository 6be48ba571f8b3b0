"""The analist chooses among the protected rules of a concept: pin, hide, search."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analyses import actions
from analyses.models import Resultaat
from analyses.objecten import draft_or_404
from analyses.regelkeuze import Regelkeuze, rules_of, with_choices
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

LANGSTE_ZOEK = 100


@require_http_methods(["GET", "POST"])
@vereist(Recht.analyse_uitvoeren)
def choose_rules(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    """Searching keeps what was chosen; making starts a new analysis."""
    resultaat = draft_or_404(request, resultaat_id)
    try:
        regels = rules_of(resultaat)
        if request.method == "POST":
            regels = with_choices(regels, request.POST.dict())
        if request.POST.get("doe") == "maken":
            by = current_account(request)
            nieuw = actions.choose_rules(resultaat=resultaat, regels=regels, by=by)
            return redirect("analyses:analyse", nieuw.pk)
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
        return redirect("analyses:concept", resultaat_id)
    return render(request, "analyses/regels_kiezen.html", _context(request, resultaat, regels))


def _context(
    request: HttpRequest, resultaat: Resultaat, regels: list[Regelkeuze]
) -> dict[str, object]:
    zoek = request.POST.get("zoek", "").strip()[:LANGSTE_ZOEK]
    gevonden = [regel for regel in regels if regel.matches(zoek)]
    return {
        "resultaat": resultaat,
        "zoek": zoek,
        "gevonden": gevonden,
        "andere": [regel for regel in regels if regel not in gevonden],
        "aantal": len(regels),
    }
