"""Meetings: list, page, agenda, and the deeds of who leads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.werkgroep import policies, queries
from analyses.werkgroep.actions import bijeenkomsten as actions
from analyses.werkgroep.forms import Agendapuntformulier, Bijeenkomstformulier, meeting_initial
from analyses.werkgroep.models import (
    Bijeenkomst,
    Bijeenkomststatus,
    Projectstatus,
    Speerpuntstatus,
)
from analyses.werkgroep.objecten import item_or_404, meeting_or_404
from analyses.werkgroep.views.hulp import accepted, done, without_results
from privacy.models import Account
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.views.hulp import posted

# What the button of each step is called.
STAPPEN = {
    Bijeenkomststatus.open: "Bijeenkomst openen",
    Bijeenkomststatus.gesloten: "Bijeenkomst sluiten",
    Bijeenkomststatus.vastgesteld: "Verslag vaststellen",
}


@require_GET
@vereist(Recht.bijeenkomst_zien)
def overview(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    context = {
        "bijeenkomsten": queries.meetings_for(by),
        "mag_voeren": mag(by, Recht.bijeenkomst_voeren),
        "heeft_resultaten": queries.studies_for(by).exists(),
    }
    return render(request, "werkgroep/bijeenkomsten.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.bijeenkomst_voeren)
def new(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    if not queries.studies_for(by).exists():
        return without_results(request, "Nieuwe bijeenkomst")
    begin = {"onderzoek": queries.studies_for(by).first(), "voorzitter": by}
    formulier = Bijeenkomstformulier(posted(request), by=by, initial=begin)
    gemaakt: list[Bijeenkomst] = []
    if request.method == "POST" and accepted(
        formulier, lambda: gemaakt.append(_create(formulier, request))
    ):
        messages.success(request, "De bijeenkomst is gemaakt. Zet nu grafieken op de agenda.")
        return redirect("werkgroep:bijeenkomst", gemaakt[0].pk)
    return _form_page(request, formulier, None)


def _create(formulier: Bijeenkomstformulier, request: HttpRequest) -> Bijeenkomst:
    onderzoek = formulier.cleaned_data["onderzoek"]
    return actions.create_meeting(
        onderzoek=onderzoek, inhoud=formulier.inhoud(), by=current_account(request)
    )


@require_http_methods(["GET", "POST"])
@vereist(Recht.bijeenkomst_voeren)
def edit(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    by, bijeenkomst = current_account(request), meeting_or_404(request, bijeenkomst_id)
    formulier = Bijeenkomstformulier(posted(request), by=by, initial=meeting_initial(bijeenkomst))
    formulier.fields.pop("onderzoek")
    if request.method == "POST" and accepted(
        formulier,
        lambda: actions.change_meeting(bijeenkomst=bijeenkomst, inhoud=formulier.inhoud(), by=by),
    ):
        messages.success(request, "De bijeenkomst is bewaard.")
        return redirect("werkgroep:bijeenkomst", bijeenkomst_id)
    return _form_page(request, formulier, bijeenkomst)


def _form_page(
    request: HttpRequest, formulier: Bijeenkomstformulier, bijeenkomst: Bijeenkomst | None
) -> HttpResponse:
    context = {"formulier": formulier, "bijeenkomst": bijeenkomst}
    status = 400 if request.method == "POST" else 200
    return render(request, "werkgroep/bijeenkomst_bewerken.html", context, status=status)


@require_GET
@vereist(Recht.bijeenkomst_zien)
def detail(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    return _page(request, meeting_or_404(request, bijeenkomst_id))


def _page(
    request: HttpRequest,
    bijeenkomst: Bijeenkomst,
    formulier: Agendapuntformulier | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    by = current_account(request)
    mag_voeren = mag(by, Recht.bijeenkomst_voeren)
    leidt = mag_voeren and policies.leads(bijeenkomst, by)
    bereidt_voor = mag_voeren and (leidt or by.pk == bijeenkomst.opgesteld_door_id)
    context = {
        "bijeenkomst": bijeenkomst,
        "punten": [(punt, queries.is_current(punt)) for punt in queries.agenda_of(bijeenkomst)],
        "deelnemers": bijeenkomst.deelnemers.select_related("account"),
        "leidt": leidt,
        "bereidt_voor": bereidt_voor and bijeenkomst.status in policies.VOORBEREIDEN,
        "stappen": _steps(bijeenkomst) if leidt else [],
        "mag_meedoen": mag_voeren
        and bijeenkomst.status in policies.BESLUITEN
        and policies.takes_part(bijeenkomst, by),
        "formulier": formulier or _item_form(request, bijeenkomst),
        **_around(bijeenkomst, by),
    }
    return render(request, "werkgroep/bijeenkomst.html", context, status=status)


def _around(bijeenkomst: Bijeenkomst, by: Account) -> dict[str, Any]:
    """What was agreed before and what runs already, so that new plans are tuned to it."""
    van = {"onderzoek": bijeenkomst.onderzoek_id}
    projecten = queries.projects_for(by).filter(**van, status=Projectstatus.loopt)
    lopend = (Speerpuntstatus.voorgesteld, Speerpuntstatus.loopt)
    return {
        "besluiten": queries.decided_before(bijeenkomst),
        "projecten": projecten,
        "speerpunten": queries.focuses_for(by).filter(**van, status__in=lopend),
        "plannen": queries.plans_for(by).filter(**van),
    }


def _steps(bijeenkomst: Bijeenkomst) -> list[tuple[str, str]]:
    """Each step that can be taken now, with the name of its button."""
    heropent = bijeenkomst.status == Bijeenkomststatus.gesloten
    stappen = [pijl.naar for pijl in policies.BIJEENKOMST.from_status(bijeenkomst.status)]
    return [
        (naar.value, "Toch weer openen" if heropent and naar == "open" else STAPPEN[naar])
        for naar in sorted(stappen, key=lambda naar: naar == Bijeenkomststatus.open)
    ]


def _item_form(request: HttpRequest, bijeenkomst: Bijeenkomst) -> Agendapuntformulier:
    charts = queries.charts_for(current_account(request), bijeenkomst.onderzoek_id)
    return Agendapuntformulier(posted(request), resultaten=charts)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def add(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    bijeenkomst = meeting_or_404(request, bijeenkomst_id)
    formulier = _item_form(request, bijeenkomst)
    if not accepted(
        formulier,
        lambda: actions.add_item(
            bijeenkomst=bijeenkomst, by=current_account(request), **formulier.cleaned_data
        ),
    ):
        return _page(request, bijeenkomst, formulier, status=400)
    messages.success(request, "Het punt staat op de agenda.")
    return redirect("werkgroep:bijeenkomst", bijeenkomst_id)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def move(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    bijeenkomst, naar = meeting_or_404(request, bijeenkomst_id), request.POST.get("naar", "")
    if naar not in Bijeenkomststatus.values:
        messages.error(request, "Kies wat u wilt doen.")
    else:
        done(
            request,
            lambda: actions.move_meeting(
                bijeenkomst=bijeenkomst, naar=Bijeenkomststatus(naar), by=current_account(request)
            ),
        )
    return redirect("werkgroep:bijeenkomst", bijeenkomst_id)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def join(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    """Present from now on, and to where the chair is."""
    bijeenkomst = meeting_or_404(request, bijeenkomst_id)
    by = current_account(request)
    gelukt = done(request, lambda: actions.join_meeting(bijeenkomst=bijeenkomst, by=by))
    if gelukt and bijeenkomst.huidig_id:
        return redirect("werkgroep:agendapunt", bijeenkomst.huidig_id)
    return redirect("werkgroep:bijeenkomst", bijeenkomst_id)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def shift(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    punt, omhoog = item_or_404(request, punt_id), request.POST.get("richting") == "omhoog"
    by = current_account(request)
    done(request, lambda: actions.shift_item(punt=punt, omhoog=omhoog, by=by))
    return redirect("werkgroep:bijeenkomst", punt.bijeenkomst_id)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def remove(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    punt, by = item_or_404(request, punt_id), current_account(request)
    done(request, lambda: actions.remove_item(punt=punt, by=by), "Het punt is van de agenda.")
    return redirect("werkgroep:bijeenkomst", punt.bijeenkomst_id)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def choose(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    """The chair goes to this item; by script (204) or by the button on its page."""
    punt, by = item_or_404(request, punt_id), current_account(request)
    gelukt = done(request, lambda: actions.choose_item(punt=punt, by=by))
    if "X-Live" in request.headers:
        return HttpResponse(status=204 if gelukt else 409)
    return redirect("werkgroep:agendapunt", punt_id)
