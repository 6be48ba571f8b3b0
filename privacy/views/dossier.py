"""The dossier of an onderzoek: what is agreed, what is missing, and the decision on it."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from privacy import actions, poort, queries
from privacy.actions.dossier import document_version, study_version
from privacy.besluiten import history, reason_not_to_decide
from privacy.dossier import Document, Documentstatus, Onderzoekstatus
from privacy.dossierformulieren import (
    Afsprakenformulier,
    Documentformulier,
    Onderzoekbesluitformulier,
)
from privacy.forms import Besluitformulier
from privacy.gevolgen import Bereik
from privacy.logboek import Actie, log
from privacy.models import Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import current_account, mag, object_or_404, vereist
from privacy.rollen import Recht
from privacy.standen import BRUIKBAAR, IN_TE_DIENEN
from privacy.uitzonderingen import Geweigerd
from privacy.vereisten import of_study
from privacy.views.hulp import posted
from privacy.views.intrekken import withdraw_page


def _study(request: HttpRequest, onderzoek_id: UUID) -> Onderzoek:
    by = current_account(request)
    return object_or_404(
        queries.studies_for(by), by=by, object_soort="onderzoek", object_id=onderzoek_id
    )


def _document(request: HttpRequest, document_id: UUID) -> Document:
    by = current_account(request)
    return object_or_404(
        queries.documents_for(by), by=by, object_soort="document", object_id=document_id
    )


@vereist(Recht.onderzoek_zien)
@require_GET
def dossier(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    return _page(request, _study(request, onderzoek_id))


def _page(
    request: HttpRequest,
    onderzoek: Onderzoek,
    *,
    besluit: Onderzoekbesluitformulier | None = None,
    fout: str = "",
    status: int = 200,
) -> HttpResponse:
    account = current_account(request)
    mag_opstellen = mag(account, Recht.onderzoek_opstellen)
    mag_beoordelen = mag(account, Recht.onderzoek_beoordelen)
    context: dict[str, object] = {
        "onderzoek": onderzoek,
        "gebreken": poort.missing(onderzoek),
        "eindes": poort.endings(onderzoek),
        "vereisten": of_study(onderzoek),
        "documenten": onderzoek.documenten.prefetch_related("personen"),
        "besluiten": history(Onderwerp.onderzoek, onderzoek.pk),
        "te_wijzigen": mag_opstellen and onderzoek.status in IN_TE_DIENEN,
        "mag_opstellen": mag_opstellen,
        "mag_beoordelen": mag_beoordelen,
        "te_beginnen": mag_beoordelen and onderzoek.status == Onderzoekstatus.ingediend,
        "in_te_trekken": mag_beoordelen and onderzoek.status in BRUIKBAAR,
        "bruikbaar": onderzoek.status in BRUIKBAAR,
        "fout": fout,
        "formulier": besluit,
        "intussen": queries.events_since(onderzoek.pk, besluit.bekeken if besluit else None),
    }
    if mag_beoordelen and onderzoek.status == Onderzoekstatus.in_beoordeling:
        context |= _decision(request, onderzoek, besluit)
    return render(request, "privacy/dossier.html", context, status=status)


def _decision(
    request: HttpRequest, onderzoek: Onderzoek, besluit: Onderzoekbesluitformulier | None
) -> dict[str, object]:
    versie = study_version(onderzoek)
    waarom_niet = reason_not_to_decide(
        onderwerp=Onderwerp.onderzoek,
        onderwerp_id=onderzoek.pk,
        versie=versie,
        by=current_account(request),
        aanvrager_id=onderzoek.ingediend_door_id or "",
    )
    nieuw = Onderzoekbesluitformulier(request=request, initial={"gezien": versie})
    return {"te_besluiten": True, "waarom_niet": waarom_niet, "besluit": besluit or nieuw}


@vereist(Recht.onderzoek_opstellen)
@require_http_methods(["GET", "POST"])
def arrangements(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = _study(request, onderzoek_id)
    formulier = Afsprakenformulier(posted(request), onderzoek=onderzoek)
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.set_arrangements(
                onderzoek=onderzoek, **formulier.velden(), by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "De afspraken zijn bewaard.")
            return redirect("dossier", onderzoek.pk)
    context = {"onderzoek": onderzoek, "formulier": formulier}
    return render(request, "privacy/afspraken.html", context)


@vereist(Recht.onderzoek_opstellen)
@require_http_methods(["GET", "POST"])
def new_document(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = _study(request, onderzoek_id)
    formulier = Documentformulier(posted(request))
    if request.method == "POST" and formulier.is_valid():
        try:
            actions.add_document(
                onderzoek=onderzoek, **formulier.velden(), by=current_account(request)
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Het document is vastgelegd. Een officer bevestigt het nog.")
            return redirect("dossier", onderzoek.pk)
    elif request.method == "POST":
        log(
            actie=Actie.document_voorgelegd,
            door=current_account(request),
            object_soort="onderzoek",
            object_id=onderzoek.pk,
            resultaat="geweigerd",
            bijzonderheden={"velden": sorted(formulier.errors)},
        )
    context = {"onderzoek": onderzoek, "formulier": formulier}
    return render(request, "privacy/document_nieuw.html", context)


@vereist(Recht.onderzoek_opstellen)
@require_POST
def submit(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = _study(request, onderzoek_id)
    try:
        actions.submit_study(onderzoek=onderzoek, by=current_account(request))
    except Geweigerd as weigering:
        return _page(request, onderzoek, fout=weigering.melding, status=409)
    messages.success(request, "Het onderzoek is ingediend. De privacy-officer krijgt het te zien.")
    return redirect("dossier", onderzoek.pk)


@vereist(Recht.onderzoek_beoordelen)
@require_POST
def review(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = _study(request, onderzoek_id)
    try:
        actions.review_study(onderzoek=onderzoek, by=current_account(request))
    except Geweigerd as weigering:
        return _page(request, onderzoek, fout=weigering.melding, status=409)
    return redirect("dossier", onderzoek.pk)


@vereist(Recht.onderzoek_beoordelen)
@require_POST
def decide(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    onderzoek = _study(request, onderzoek_id)
    formulier = Onderzoekbesluitformulier(request.POST, request=request)
    if formulier.is_valid():
        gegeven = formulier.cleaned_data
        try:
            actions.decide_study(
                onderzoek=onderzoek,
                uitkomst=Uitkomst(gegeven["uitkomst"]),
                reden=gegeven["reden"],
                voorwaarden=gegeven["voorwaarden"],
                gezien=gegeven["gezien"],
                by=current_account(request),
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
            onderzoek.refresh_from_db()
            formulier.look_again(study_version(onderzoek))
        else:
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("dossier", onderzoek.pk)
    return _page(request, onderzoek, besluit=formulier, status=409)


@vereist(Recht.onderzoek_beoordelen)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    """What stops and what stays, and then the withdrawal."""
    onderzoek = _study(request, onderzoek_id)
    return withdraw_page(
        request,
        partial(actions.withdraw_study, onderzoek=onderzoek),
        wat=f"het akkoord op het onderzoek {onderzoek.naam}",
        terug=("Dossier", "dossier", onderzoek.pk),
        bereik=Bereik(onderzoek.pk),
    )


# --- documents ------------------------------------------------------------------------------------
@vereist(GET=Recht.onderzoek_zien, POST=Recht.onderzoek_beoordelen)
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What it says; the officer confirms or refuses it here."""
    stuk = _document(request, document_id)
    formulier = None
    if request.method == "POST":
        formulier = Besluitformulier(request.POST, request=request)
        if formulier.is_valid() and _decided(request, stuk, formulier):
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("dossier", stuk.onderzoek_id)
        stuk.refresh_from_db()
        formulier.look_again(document_version(stuk))
    context = _document_context(request, stuk, formulier)
    return render(request, "privacy/document.html", context, status=409 if formulier else 200)


def _decided(request: HttpRequest, stuk: Document, formulier: Besluitformulier) -> bool:
    gegeven = formulier.cleaned_data
    try:
        actions.decide_document(
            document=stuk,
            uitkomst=Uitkomst(gegeven["uitkomst"]),
            reden=gegeven["reden"],
            gezien=gegeven["gezien"],
            by=current_account(request),
        )
    except Geweigerd as weigering:
        formulier.add_error(None, weigering.melding)
        return False
    return True


def _document_context(
    request: HttpRequest, stuk: Document, formulier: Besluitformulier | None
) -> dict[str, object]:
    account = current_account(request)
    mag_beoordelen = mag(account, Recht.onderzoek_beoordelen)
    versie = document_version(stuk)
    nieuw = Besluitformulier(request=request, initial={"gezien": versie})
    return {
        "stuk": stuk,
        "besluiten": history(Onderwerp.document, stuk.pk),
        "te_besluiten": mag_beoordelen and stuk.status == Documentstatus.voorgelegd,
        "in_te_trekken": mag_beoordelen and stuk.status == Documentstatus.bevestigd,
        "besluit": formulier or nieuw,
        "formulier": formulier,
        "intussen": queries.events_since(stuk.pk, formulier.bekeken if formulier else None),
    }


@vereist(Recht.onderzoek_beoordelen)
@require_http_methods(["GET", "POST"])
def withdraw_document(request: HttpRequest, document_id: UUID) -> HttpResponse:
    stuk = _document(request, document_id)
    return withdraw_page(
        request,
        partial(actions.withdraw_document, document=stuk),
        wat=f"dit document: {stuk}",
        terug=("Dossier", "dossier", stuk.onderzoek_id),
        bereik=Bereik(stuk.onderzoek_id, document=stuk.soort),
    )
