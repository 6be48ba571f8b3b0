"""Ask for a table that was not released, follow it, and answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses import aanvragen, queries
from analyses.forms import Aanvraagformulier, Antwoordformulier
from analyses.models import Aanvraag, Aanvraagstatus, Resultaat
from analyses.objecten import request_or_404, study_with_results_or_404
from bronnen import queries as bronnen_queries
from bronnen.kern.kenmerken import kenmerk
from bronnen.models import Koppelbestand, Koppelstatus
from privacy.models import Account
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted

GEEN_BESTAND = "Er is geen koppelbestand dat klaar is. Koppel eerst de goedgekeurde leveringen."
MEESTE = 200  # lines of the list


@require_GET
@vereist(Recht.aanvragen_volgen)
def overview(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    context = {
        "aanvragen": queries.requests_for(by)[:MEESTE],
        "behandelt": mag(by, Recht.analyse_uitvoeren),
        "onderzoeken": queries.requestable_studies_for(by),
    }
    return render(request, "analyses/aanvragen.html", context)


@require_http_methods(["GET", "POST"])
@vereist(Recht.tabel_aanvragen)
def new(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = study_with_results_or_404(request, onderzoek_id)
    formulier = Aanvraagformulier(posted(request), onderzoek=onderzoek)
    if request.method == "POST" and formulier.is_valid():
        try:
            aanvraag = aanvragen.request_table(
                onderzoek=onderzoek, by=current_account(request), **formulier.cleaned_data
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Uw aanvraag wacht nu op de analist.")
            return redirect("analyses:aanvraag", aanvraag.pk)
    context = {"onderzoek": onderzoek, "formulier": formulier}
    status = 400 if request.method == "POST" else 200
    return render(request, "analyses/aanvraag_nieuw.html", context, status=status)


@require_GET
@vereist(Recht.aanvragen_volgen)
def detail(request: HttpRequest, vraag_id: UUID) -> HttpResponse:
    return _page(request, request_or_404(request, vraag_id))


@require_POST
@vereist(Recht.analyse_uitvoeren)
def start(request: HttpRequest, vraag_id: UUID) -> HttpResponse:
    """The analysis that was asked for, in one click."""
    by, aanvraag = current_account(request), request_or_404(request, vraag_id)
    bestand = _newest_file(by, aanvraag)
    try:
        if bestand is None:
            raise Geweigerd(GEEN_BESTAND)
        analyse = aanvragen.start_requested(aanvraag=aanvraag, koppelbestand=bestand, by=by)
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
        return redirect("analyses:aanvraag", vraag_id)
    return redirect("analyses:analyse", analyse.pk)


@require_POST
@vereist(Recht.analyse_uitvoeren)
def settle(request: HttpRequest, vraag_id: UUID) -> HttpResponse:
    aanvraag = request_or_404(request, vraag_id)
    formulier = _answer_form(request, aanvraag)
    if not formulier.is_valid():
        return _page(request, aanvraag, formulier, status=400)
    try:
        _settle(aanvraag, formulier, current_account(request))
    except Geweigerd as weigering:
        formulier.add_error(None, weigering.melding)
        aanvraag.refresh_from_db()
        return _page(request, aanvraag, formulier, status=409)
    messages.success(request, "Uw antwoord is bewaard. De aanvrager ziet het.")
    return redirect("analyses:aanvraag", vraag_id)


def _settle(aanvraag: Aanvraag, formulier: Antwoordformulier, by: Account) -> None:
    gegevens = formulier.cleaned_data
    if gegevens["uitkomst"] == Aanvraagstatus.afgewezen:
        aanvragen.refuse_request(aanvraag=aanvraag, reden=gegevens["antwoord"], by=by)
    else:
        aanvragen.answer_request(
            aanvraag=aanvraag, resultaat=gegevens["resultaat"], antwoord=gegevens["antwoord"], by=by
        )


def _page(
    request: HttpRequest,
    aanvraag: Aanvraag,
    formulier: Antwoordformulier | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    by = current_account(request)
    te_doen = mag(by, Recht.analyse_uitvoeren) and aanvraag.status in aanvragen.OPEN
    context = {
        "aanvraag": aanvraag,
        "kenmerk": kenmerk(aanvraag.kenmerk).naam if aanvraag.kenmerk else "",
        "buurten": [aanvraag.onderzoek.buurtnamen.get(b, b) for b in aanvraag.buurten],
        "behandelt": mag(by, Recht.analyse_uitvoeren),
        "te_doen": te_doen,
        "formulier": formulier or (_answer_form(request, aanvraag) if te_doen else None),
    }
    return render(request, "analyses/aanvraag.html", context, status=status)


def _answer_form(request: HttpRequest, aanvraag: Aanvraag) -> Antwoordformulier:
    """The result of its own analysis is chosen already, once that is released."""
    vrij = queries.released_for(current_account(request)).filter(onderzoek=aanvraag.onderzoek_id)
    eigen: Resultaat | None = vrij.filter(analyse=aanvraag.analyse_id).first()
    begin = {"resultaat": eigen, "uitkomst": Aanvraagstatus.beantwoord} if eigen else {}
    return Antwoordformulier(posted(request), resultaten=vrij, initial=begin)


def _newest_file(by: Account, aanvraag: Aanvraag) -> Koppelbestand | None:
    bestanden = bronnen_queries.linked_files_for(by)
    return bestanden.filter(onderzoek=aanvraag.onderzoek_id, status=Koppelstatus.klaar).first()
