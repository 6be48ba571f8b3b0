"""Speerpunten: list by domain, page with later measurements."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.queries import released_for
from analyses.werkgroep import policies, queries
from analyses.werkgroep.actions import speerpunten as actions
from analyses.werkgroep.forms import (
    Metingformulier,
    Speerpuntformulier,
    focus_initial,
    number_or_none,
)
from analyses.werkgroep.models import Agendapunt, Domein, Speerpunt, Speerpuntstatus
from analyses.werkgroep.objecten import focus_or_404
from analyses.werkgroep.views.hulp import accepted, chosen_study, done, without_results
from privacy.models import Onderzoek
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.views.hulp import posted

KNOPPEN = {
    Speerpuntstatus.loopt: "Begint nu",
    Speerpuntstatus.afgerond: "Is afgerond",
    Speerpuntstatus.gestopt: "Stoppen",
}


@require_GET
@vereist(Recht.bijeenkomst_zien)
def overview(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    rijen = list(queries.focuses_for(by))
    context = {
        "domeinen": [(d.label, [s for s in rijen if s.domein == d]) for d in Domein],
        "leeg": not rijen,
        "mag_beheren": mag(by, Recht.speerpunten_beheren),
    }
    return render(request, "werkgroep/speerpunten.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.speerpunten_beheren)
def new(request: HttpRequest) -> HttpResponse:
    onderzoek, punt = chosen_study(request), _item(request)
    if onderzoek is None:
        return without_results(request, "Nieuw speerpunt")
    onderzoek = punt.bijeenkomst.onderzoek if punt else onderzoek
    begin = {"resultaat": punt.resultaat_id, "eigenaar": current_account(request)} if punt else {}
    formulier = _form(request, onderzoek, begin)
    gemaakt: list[Speerpunt] = []
    if request.method == "POST" and accepted(
        formulier, lambda: gemaakt.append(_create(request, onderzoek, punt, formulier))
    ):
        messages.success(request, "Het speerpunt is bewaard.")
        return redirect("werkgroep:speerpunt", gemaakt[0].pk)
    return _form_page(request, formulier, None)


def _create(
    request: HttpRequest,
    onderzoek: Onderzoek,
    punt: Agendapunt | None,
    formulier: Speerpuntformulier,
) -> Speerpunt:
    return actions.create_focus(
        onderzoek=onderzoek, inhoud=formulier.inhoud(), punt=punt, by=current_account(request)
    )


def _item(request: HttpRequest) -> Agendapunt | None:
    """The agenda item that it came up at, when the address names one."""
    nummer = number_or_none(request.GET.get("punt", ""))
    rijen = queries.items_for(current_account(request))
    return rijen.filter(pk=nummer).first() if nummer else None


def _form(
    request: HttpRequest, onderzoek: Onderzoek, begin: Mapping[str, object]
) -> Speerpuntformulier:
    charts = queries.charts_for(current_account(request), onderzoek.pk)
    return Speerpuntformulier(
        posted(request), onderzoek=onderzoek, resultaten=charts, initial=dict(begin)
    )


def _form_page(
    request: HttpRequest, formulier: Speerpuntformulier, speerpunt: Speerpunt | None
) -> HttpResponse:
    status = 400 if request.method == "POST" else 200
    context = {"formulier": formulier, "speerpunt": speerpunt}
    return render(request, "werkgroep/speerpunt_bewerken.html", context, status=status)


@require_http_methods(["GET", "POST"])
@vereist(Recht.speerpunten_beheren)
def edit(request: HttpRequest, speerpunt_id: UUID) -> HttpResponse:
    speerpunt, by = focus_or_404(request, speerpunt_id), current_account(request)
    formulier = _form(request, speerpunt.onderzoek, focus_initial(speerpunt))
    if request.method == "POST" and accepted(
        formulier,
        lambda: actions.change_focus(speerpunt=speerpunt, inhoud=formulier.inhoud(), by=by),
    ):
        messages.success(request, "Het speerpunt is bewaard.")
        return redirect("werkgroep:speerpunt", speerpunt_id)
    return _form_page(request, formulier, speerpunt)


@require_GET
@vereist(Recht.bijeenkomst_zien)
def detail(request: HttpRequest, speerpunt_id: UUID) -> HttpResponse:
    return _page(request, focus_or_404(request, speerpunt_id))


@require_POST
@vereist(Recht.speerpunten_beheren)
def move(request: HttpRequest, speerpunt_id: UUID) -> HttpResponse:
    speerpunt, naar = focus_or_404(request, speerpunt_id), request.POST.get("naar", "")
    if naar not in Speerpuntstatus.values:
        messages.error(request, "Kies wat u wilt doen.")
    else:
        done(
            request,
            lambda: actions.move_focus(
                speerpunt=speerpunt, naar=Speerpuntstatus(naar), by=current_account(request)
            ),
        )
    return redirect("werkgroep:speerpunt", speerpunt_id)


@require_POST
@vereist(Recht.speerpunten_beheren)
def measure(request: HttpRequest, speerpunt_id: UUID) -> HttpResponse:
    speerpunt, by = focus_or_404(request, speerpunt_id), current_account(request)
    formulier = _measure_form(request, speerpunt)
    if not accepted(
        formulier,
        lambda: actions.measure_focus(speerpunt=speerpunt, by=by, **formulier.cleaned_data),
    ):
        return _page(request, speerpunt, formulier, status=400)
    messages.success(request, "De meting is bewaard.")
    return redirect("werkgroep:speerpunt", speerpunt_id)


def _measure_form(request: HttpRequest, speerpunt: Speerpunt) -> Metingformulier:
    by = current_account(request)
    charts = released_for(by).defer("inhoud", "inhoud_kijkers")
    return Metingformulier(posted(request), resultaten=charts)


def _page(
    request: HttpRequest,
    speerpunt: Speerpunt,
    formulier: Metingformulier | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    beheert = mag(current_account(request), Recht.speerpunten_beheren)
    pijlen = policies.SPEERPUNT.from_status(speerpunt.status)
    namen = speerpunt.onderzoek.buurtnamen
    context = {
        "speerpunt": speerpunt,
        "buurten": [namen.get(code, code) for code in speerpunt.buurten],
        "beheert": beheert,
        "stappen": [(p.naar.value, KNOPPEN[p.naar]) for p in pijlen] if beheert else [],
        "formulier": formulier or (_measure_form(request, speerpunt) if beheert else None),
    }
    return render(request, "werkgroep/speerpunt.html", context, status=status)
