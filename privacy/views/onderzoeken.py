"""The onderzoek: list, page, new and edit."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from privacy import actions, poort, queries
from privacy.actions.onderzoeken import in_use
from privacy.forms import Onderzoekformulier, study_initial
from privacy.models import Onderzoek
from privacy.onderdelen_onderzoek import parts_for
from privacy.permissions import current_account, mag, object_or_404, vereist
from privacy.rollen import Recht
from privacy.standen import BRUIKBAAR
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted


def _study(request: HttpRequest, onderzoek_id: UUID) -> Onderzoek:
    by = current_account(request)
    return object_or_404(
        queries.studies_for(by), by=by, object_soort="onderzoek", object_id=onderzoek_id
    )


@vereist(Recht.onderzoek_zien)
@require_GET
def studies(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    context = {
        "onderzoeken": queries.studies_for(account),
        "mag_opstellen": mag(account, Recht.onderzoek_opstellen),
    }
    return render(request, "privacy/onderzoeken.html", context)


@vereist(Recht.onderzoek_zien)
@require_GET
def study(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek, account = _study(request, onderzoek_id), current_account(request)
    context = {
        "onderzoek": onderzoek,
        "buurten": _with_names(onderzoek, onderzoek.buurten),
        "referentiebuurten": _with_names(onderzoek, onderzoek.referentiebuurten),
        "onderdelen": parts_for(onderzoek, account),
        "mag_opstellen": mag(account, Recht.onderzoek_opstellen),
        "ontbreekt": len(poort.missing(onderzoek)),
        "kleur": "safe" if onderzoek.status in BRUIKBAAR else "warning",
    }
    return render(request, "privacy/onderzoek.html", context)


def _with_names(onderzoek: Onderzoek, codes: list[str]) -> list[tuple[str, str]]:
    return [(code, onderzoek.buurtnamen.get(code) or code) for code in codes]


@vereist(Recht.onderzoek_opstellen)
@require_http_methods(["GET", "POST"])
def new_study(request: HttpRequest) -> HttpResponse:
    formulier = Onderzoekformulier(posted(request))
    if request.method == "POST" and formulier.is_valid():
        try:
            nieuw = actions.create_onderzoek(**formulier.velden(), by=current_account(request))
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Het onderzoek is gemaakt. Vraag nu de bronnen aan.")
            return redirect("onderzoek", nieuw.pk)
    return render(request, "privacy/onderzoek_bewerken.html", {"formulier": formulier})


@vereist(Recht.onderzoek_opstellen)
@require_http_methods(["GET", "POST"])
def edit_study(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = _study(request, onderzoek_id)
    formulier = Onderzoekformulier(posted(request), initial=study_initial(onderzoek))
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.update_onderzoek(
                onderzoek=onderzoek, by=current_account(request), **formulier.velden()
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Het onderzoek is bewaard.")
            return redirect("onderzoek", onderzoek.pk)
    context = {"formulier": formulier, "onderzoek": onderzoek, "in_gebruik": in_use(onderzoek)}
    return render(request, "privacy/onderzoek_bewerken.html", context)
