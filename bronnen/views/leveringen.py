"""Deliver a file, follow it, decide on it."""

import json
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bronnen import leverschemas, policies, queries
from bronnen.actions import levering as actions
from bronnen.forms import Aanbiedingsformulier
from bronnen.models import Bronakkoord, Levering, Leveringstatus
from bronnen.objecten import delivery_or_404, landing_or_404
from bronnen.ontvangst import OntvangstFout, receive_upload
from bronnen.upload import display_name
from bronnen.views.besluiten import refused
from buurtmonitor.taken import queries as taken
from privacy.besluiten import reason_not_to_decide
from privacy.forms import Besluitformulier
from privacy.gevolgen import Bereik
from privacy.logboek import Actie, log
from privacy.models import Onderwerp, Uitkomst
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.intrekken import withdraw_page

# In these states a delivery is still under way: the page asks for news by itself.
JA = "Akkoord: deze levering mag worden gekoppeld"
ONDERWEG = {Leveringstatus.ontvangen, Leveringstatus.in_controle}


@require_GET
@vereist(Recht.leveringen_volgen)
def deliveries(request: HttpRequest) -> HttpResponse:
    leveringen = queries.deliveries_for(current_account(request))
    mag_leveren = mag(current_account(request), Recht.levering_doen)
    context = {"leveringen": leveringen, "mag_leveren": mag_leveren}
    return render(request, "bronnen/leveringen.html", context)


@require_GET
@vereist(Recht.levering_doen)
def new_delivery(request: HttpRequest) -> HttpResponse:
    alle = [(a, _why_closed(a)) for a in queries.deliverable_sources(current_account(request))]
    akkoorden = [akkoord for akkoord, waarom in alle if not waarom]
    context = {
        "formulier": Aanbiedingsformulier(akkoorden=akkoorden, initial=_initial(akkoorden)),
        "akkoorden": akkoorden,
        "dicht": [(akkoord, waarom) for akkoord, waarom in alle if waarom],
    }
    return render(request, "bronnen/levering_nieuw.html", context)


def _why_closed(akkoord: Bronakkoord) -> str:
    """What the gate says of this source now; empty when it is open."""
    try:
        with transaction.atomic():  # the gate is held while it is asked
            actions.check_gate(akkoord.onderzoek_id, [akkoord.bron])
    except Geweigerd as weigering:
        return weigering.melding
    return ""


@require_POST
@vereist(Recht.levering_doen)
def announce(request: HttpRequest) -> JsonResponse:
    """Step one of an upload: what comes. Answers with the address for the file."""
    formulier = Aanbiedingsformulier(
        request.POST, akkoorden=queries.deliverable_sources(current_account(request))
    )
    if not formulier.is_valid():
        fouten = {veld: list(meldingen) for veld, meldingen in formulier.errors.items()}
        return JsonResponse({"velden": fouten}, status=400)
    onderzoek, aanbieding = formulier.offer()
    naam = display_name(formulier.cleaned_data["bestandsnaam"])
    try:
        landing = actions.announce(
            onderzoek=onderzoek,
            aanbieding=aanbieding,
            bestandsnaam=naam,
            by=current_account(request),
        )
    except Geweigerd as weigering:
        return JsonResponse({"melding": weigering.melding}, status=409)
    return JsonResponse({"adres": reverse("bronnen:landing", args=[landing.pk])}, status=201)


@require_http_methods(["PUT"])
@vereist(Recht.levering_doen)
def landing(request: HttpRequest, landing_id: UUID) -> JsonResponse:
    """Step two: the file as the raw body; encrypted as it comes."""
    open_landing = landing_or_404(request, landing_id)
    try:
        levering, nieuw = receive_upload(request, open_landing, by=current_account(request))
    except OntvangstFout as fout:
        return JsonResponse({"melding": fout.melding}, status=fout.status)
    antwoord = {
        "adres": reverse("bronnen:levering", args=[levering.pk]),
        "nieuw": nieuw,
    }
    return JsonResponse(antwoord, status=201 if nieuw else 200)


@require_GET
@vereist(Recht.leveringen_volgen)
def delivery(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    levering = delivery_or_404(request, levering_id)
    if request.GET.get("eerder") == "1":
        messages.info(request, _delivered_before(levering))
    return render(request, "bronnen/levering.html", _delivery_context(request, levering))


@require_GET
@vereist(Recht.leveringen_volgen)
def delivery_state(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    """The part of the page that changes while the door is at work; 286 ends the asking."""
    levering = delivery_or_404(request, levering_id)
    klaar = levering.status not in ONDERWEG
    antwoord = render(request, "bronnen/_levering_stand.html", _delivery_context(request, levering))
    if klaar:
        antwoord["HX-Refresh"] = "true"
    return antwoord


@require_GET
@vereist(Recht.leveringen_volgen)
def report(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    """The report as a file: rows, columns and rules, never values."""
    levering = delivery_or_404(request, levering_id)
    if levering.verslag is None:
        raise Http404
    log(
        actie=Actie.leververslag_gedownload,
        door=current_account(request),
        object_soort="levering",
        object_id=levering.pk,
    )
    tekst = json.dumps(levering.verslag, ensure_ascii=False, indent=2)
    antwoord = HttpResponse(tekst, content_type="application/json; charset=utf-8")
    antwoord["Content-Disposition"] = f'attachment; filename="verslag-{levering.nummer}.json"'
    return antwoord


@require_POST
@vereist(Recht.levering_doen)
def withdraw(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    levering = delivery_or_404(request, levering_id)
    try:
        actions.withdraw(levering=levering, by=current_account(request))
        messages.success(request, "De levering is ingetrokken en de gegevens zijn vernietigd.")
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
    return redirect("bronnen:levering", levering_id)


@require_POST
@vereist(Recht.levering_beoordelen)
def decide(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    levering = delivery_or_404(request, levering_id)
    formulier = Besluitformulier(request.POST, request=request, ja=JA)
    if not formulier.is_valid():
        return _undecided(request, levering, formulier, status=400)
    gegeven = formulier.cleaned_data
    try:
        actions.decide_delivery(
            levering=levering,
            uitkomst=Uitkomst(gegeven["uitkomst"]),
            reden=gegeven["reden"],
            gezien=gegeven["gezien"],
            by=current_account(request),
        )
    except Geweigerd as weigering:
        levering.refresh_from_db()
        formulier.add_error(None, weigering.melding)
        return _undecided(request, levering, formulier, status=409)
    messages.success(request, "Uw besluit is bewaard.")
    return redirect("bronnen:levering", levering_id)


def _undecided(
    request: HttpRequest, levering: Levering, formulier: Besluitformulier, *, status: int
) -> HttpResponse:
    """The page again, with what was typed and why nothing was decided."""
    context = _delivery_context(request, levering)
    context |= refused(formulier, actions.delivery_version(levering), levering.pk)
    return render(request, "bronnen/levering.html", context, status=status)


@require_http_methods(["GET", "POST"])
@vereist(Recht.levering_beoordelen)
def withdraw_approval(request: HttpRequest, levering_id: UUID) -> HttpResponse:
    levering = delivery_or_404(request, levering_id)
    return withdraw_page(
        request,
        partial(actions.withdraw_approval, levering=levering),
        wat=f"het akkoord op levering {levering.nummer}",
        terug=("Levering", "bronnen:levering", levering.pk),
        bereik=Bereik(levering.onderzoek_id, levering_id=levering.pk),
    )


def _delivery_context(request: HttpRequest, levering: Levering) -> dict[str, object]:
    schema = leverschemas.schema(levering.bron)
    te_besluiten = levering.status in (
        Leveringstatus.wacht_op_akkoord,
        Leveringstatus.wacht_op_tweede,
    ) and mag(current_account(request), Recht.levering_beoordelen)
    return {
        "levering": levering,
        "schema": schema,
        "verslag": queries.report_of(levering),
        "besluiten": list(queries.decisions_on(Onderwerp.levering, levering.pk)),
        "onderweg": levering.status in ONDERWEG,
        "taak": taken.latest(soort="deur", onderwerp_id=levering.pk),
        "te_besluiten": te_besluiten,
        "niet_door_mij": _why_not(request, levering) if te_besluiten else "",
        "besluit": _form(request, levering) if te_besluiten else None,
        "in_te_trekken": levering.status == Leveringstatus.goedgekeurd
        and mag(current_account(request), Recht.levering_beoordelen),
        "akkoorden_nodig": policies.approvals_needed(schema),
        "intrekbaar": levering.status in policies.INTREKBAAR
        and mag(current_account(request), Recht.levering_doen)
        and not queries.is_linked(levering),
    }


def _form(request: HttpRequest, levering: Levering) -> Besluitformulier:
    versie = actions.delivery_version(levering)
    return Besluitformulier(request=request, ja=JA, initial={"gezien": versie})


def _why_not(request: HttpRequest, levering: Levering) -> str:
    return reason_not_to_decide(
        onderwerp=Onderwerp.levering,
        onderwerp_id=levering.pk,
        versie=actions.delivery_version(levering),
        by=current_account(request),
        aanvrager_id=levering.geleverd_door_id,
    )


def _delivered_before(levering: Levering) -> str:
    dag = levering.ontvangen_op.strftime("%d-%m-%Y")
    return f"U hebt dit bestand al geleverd op {dag}. U hoeft niets te doen."


def _initial(akkoorden: list[Bronakkoord]) -> dict[str, object]:
    """The dates of the onderzoek, when all choices are of the same one."""
    onderzoeken = {akkoord.onderzoek for akkoord in akkoorden}
    if len(onderzoeken) != 1:
        return {}
    onderzoek = onderzoeken.pop()
    return {
        "peildatum": onderzoek.peildatum,
        "periode_begin": onderzoek.periode_begin,
        "periode_einde": onderzoek.periode_einde,
    }
