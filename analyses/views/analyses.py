"""The analist's pages: which analyses there are, start one, follow it, stop it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses import aanvragen, actions, queries
from analyses.forms import Analyseformulier
from analyses.kern.specificatie import standaardset, to_dict
from analyses.models import Aanvraag, Analyse, Analysestatus, BijBotsing, Resultaat
from analyses.namen import analysis_name
from analyses.objecten import analysis_or_404, request_or_404
from analyses.policies import at_level
from analyses.uitwegen import ways_out
from analyses.vooraf import foreseen
from bronnen import queries as bronnen_queries
from bronnen.models import Koppelbestand, Koppelstatus
from bronnen.objecten import study_or_404
from buurtmonitor.taken import actions as taken_actions
from buurtmonitor.taken import queries as taken
from buurtmonitor.taken.models import Taak
from privacy.kern.certificaat import Keuzesoort
from privacy.models import Account, Onderzoek
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

ONDERWEG = (Analysestatus.wacht, Analysestatus.bezig)
GEEN_BESTAND = "Er is nog geen koppelbestand. Koppel eerst de goedgekeurde leveringen."


@require_GET
@vereist(Recht.concept_zien)
def overview(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = study_or_404(request, onderzoek_id)
    return render(request, "analyses/analyses.html", _overview_context(request, onderzoek))


@require_GET
@vereist(Recht.concept_zien)
def state(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    """The list again, while something runs."""
    context = _overview_context(request, study_or_404(request, onderzoek_id))
    return render(request, "analyses/_analyses_lijst.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.analyse_uitvoeren)
def new(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = study_or_404(request, onderzoek_id)
    aanvraag = _request_of(request, onderzoek)
    formulier = Analyseformulier(
        request.POST or None,
        initial={"kenmerk": aanvraag.kenmerk} if aanvraag else None,
        onderzoek=onderzoek,
        bestanden=_ready_files(request, onderzoek),
        contextleveringen=bronnen_queries.approved_context(onderzoek),
    )
    if request.method == "POST" and formulier.is_valid():
        try:
            analyse = _start(onderzoek, formulier, aanvraag, current_account(request))
            return redirect("analyses:analyse", analyse.pk)
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
    context = {
        "onderzoek": onderzoek,
        "formulier": formulier,
        "aanvraag": aanvraag,
        "vooraf": foreseen(onderzoek, current_account(request)),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "analyses/analyse_nieuw.html", context, status=status)


def _request_of(request: HttpRequest, onderzoek: Onderzoek) -> Aanvraag | None:
    """The request that the address names, if any; 404 when it is of another onderzoek."""
    nummer = request.GET.get("aanvraag")
    if nummer is None:
        return None
    aanvraag = request_or_404(request, nummer)
    if aanvraag.onderzoek_id != onderzoek.pk:
        raise Http404
    return aanvraag


@transaction.atomic
def _start(
    onderzoek: Onderzoek, formulier: Analyseformulier, aanvraag: Aanvraag | None, by: Account
) -> Analyse:
    [analyse] = actions.start_analyses(onderzoek=onderzoek, by=by, **formulier.order())
    if aanvraag is not None:
        aanvragen.take_up(aanvraag=aanvraag, analyse=analyse, by=by)
    return analyse


@require_POST
@vereist(Recht.analyse_uitvoeren)
def standard_set(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    """All analyses of the project in one go, on the newest linked file."""
    onderzoek = study_or_404(request, onderzoek_id)
    bestand = _ready_files(request, onderzoek).first()
    if bestand is None:
        messages.error(request, GEEN_BESTAND)
        return redirect("analyses:analyses", onderzoek_id)
    lijst = standaardset(
        onderzoek.buurten,
        onderzoek.referentiebuurten,
        herkomst=onderzoek.herkomst_bij_verdachten,
    )
    try:
        actions.start_analyses(
            onderzoek=onderzoek,
            koppelbestand=bestand,
            specificatielijst=[(analysis_name(v), to_dict(v)) for v in at_level(onderzoek, lijst)],
            bij_botsing=BijBotsing.meer_weglaten,
            by=current_account(request),
        )
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
    return redirect("analyses:analyses", onderzoek_id)


@require_GET
@vereist(Recht.concept_zien)
def detail(request: HttpRequest, analyse_id: UUID) -> HttpResponse:
    """Under way: progress. Done: on to the draft."""
    analyse = analysis_or_404(request, analyse_id)
    if analyse.status == Analysestatus.klaar:
        return redirect("analyses:concept", analyse.resultaat.pk)
    return render(request, "analyses/analyse.html", _context(request, analyse))


@require_GET
@vereist(Recht.concept_zien)
def detail_state(request: HttpRequest, analyse_id: UUID) -> HttpResponse:
    analyse = analysis_or_404(request, analyse_id)
    antwoord = render(request, "analyses/_analyse_stand.html", _context(request, analyse))
    if analyse.status not in ONDERWEG:
        antwoord["HX-Refresh"] = "true"
    return antwoord


@require_POST
@vereist(Recht.analyse_uitvoeren)
def stop(request: HttpRequest, analyse_id: UUID) -> HttpResponse:
    analyse = analysis_or_404(request, analyse_id)
    if taken_actions.cancel_open(soort="analyse", onderwerp_id=analyse.pk):
        messages.info(request, "De analyse stopt. Er wordt niets gepubliceerd.")
    return redirect("analyses:analyse", analyse_id)


@require_POST
@vereist(Recht.analyse_uitvoeren)
def way_out(request: HttpRequest, analyse_id: UUID) -> HttpResponse:
    """The author's choice when the result tells too much beside earlier ones."""
    analyse = analysis_or_404(request, analyse_id)
    gekozen = request.POST.get("keuze", "")
    try:
        if gekozen not in {soort.value for soort in Keuzesoort}:
            raise Geweigerd("Kies eerst hoe het verdergaat.")
        keuze = Keuzesoort(gekozen)
        actions.choose_way_out(analyse=analyse, keuze=keuze, by=current_account(request))
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
    else:
        if keuze is Keuzesoort.wachten:
            messages.info(request, "De analyse wacht. U kunt later opnieuw kiezen.")
    return redirect("analyses:analyse", analyse_id)


@require_POST
@vereist(Recht.analyse_uitvoeren)
def again(request: HttpRequest, analyse_id: UUID) -> HttpResponse:
    analyse = analysis_or_404(request, analyse_id)
    try:
        nieuw = actions.run_again(analyse=analyse, by=current_account(request))
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
        return redirect("analyses:analyses", analyse.onderzoek_id)
    return redirect("analyses:analyse", nieuw.pk)


@dataclass(frozen=True)
class Regel:
    """A line of the list; `taak` while it runs, `resultaat` once it is there."""

    analyse: Analyse
    taak: Taak | None
    resultaat: Resultaat | None


def _overview_context(request: HttpRequest, onderzoek: Onderzoek) -> dict[str, object]:
    account = current_account(request)
    regels = [_line(a) for a in queries.analyses_for(account).filter(onderzoek=onderzoek)]
    bezig = sum(regel.taak is not None for regel in regels)
    return {
        "onderzoek": onderzoek,
        "regels": regels,
        "onderweg": bool(bezig),
        "klaar": len(regels) - bezig,
        "bestand": _ready_files(request, onderzoek).first(),
        "mag_uitvoeren": mag(account, Recht.analyse_uitvoeren),
    }


def _line(analyse: Analyse) -> Regel:
    bezig = analyse.status in ONDERWEG
    taak = taken.latest(soort="analyse", onderwerp_id=analyse.pk) if bezig else None
    return Regel(analyse, taak, getattr(analyse, "resultaat", None))


def _ready_files(request: HttpRequest, onderzoek: Onderzoek) -> QuerySet[Koppelbestand]:
    bestanden = bronnen_queries.linked_files_for(current_account(request))
    return bestanden.filter(onderzoek=onderzoek, status=Koppelstatus.klaar)


def _context(request: HttpRequest, analyse: Analyse) -> dict[str, object]:
    by = current_account(request)
    botst = analyse.status == Analysestatus.botst
    return {
        "analyse": analyse,
        "botst": botst,
        "uitwegen": ways_out(queries.choices_of(analyse)) if botst else (),
        "eerdere": queries.conflicts_with(analyse, by) if botst else (),
        "kiest": botst and analyse.gemaakt_door_id == by.pk and mag(by, Recht.analyse_uitvoeren),
        "onderweg": analyse.status in ONDERWEG,
        "taak": taken.latest(soort="analyse", onderwerp_id=analyse.pk),
        "mag_uitvoeren": mag(by, Recht.analyse_uitvoeren),
    }
