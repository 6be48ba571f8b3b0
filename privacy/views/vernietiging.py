"""What is kept until when, what is to be destroyed, and what was."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from buurtmonitor.taken.queries import latest, open_jobs
from privacy import bewaren, klok, queries
from privacy.actions import vernietiging as actions
from privacy.besluiten import history, reason_not_to_decide
from privacy.kalenderbestand import calendar_file
from privacy.logboek import Actie, log
from privacy.modellen_vernietiging import Lijststatus, Verklaring, Vernietigingslijst
from privacy.models import Onderwerp, Uitkomst
from privacy.permissions import current_account, mag, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.vernietigformulieren import (
    Klokformulier,
    Lijstformulier,
    Opheffingformulier,
    Opschortformulier,
    Vernietigbesluitformulier,
    pair,
)
from privacy.views.hulp import posted

OPEN = (Lijststatus.wacht_op_akkoord, Lijststatus.wacht_op_tweede)


# --- what is kept until when ----------------------------------------------------------------------
@vereist(Recht.bewaren_volgen)
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    stand = klok.standing()
    context = {
        "regels": bewaren.calendar(by),
        "opschortingen": bewaren.holds_for(by),
        "verklaringen": bewaren.declarations_for(by)[:5],
        "officer": mag(by, Recht.vernietigen),
        "klok": stand,
        "lijsten": bewaren.lists_for(by).filter(status__in=(*OPEN, Lijststatus.bezig)),
    }
    return render(request, "privacy/bewaren.html", context)


@vereist(Recht.bewaren_volgen)
@require_GET
def calendar_download(request: HttpRequest) -> HttpResponse:
    """For one's own agenda."""
    by = current_account(request)
    tekst = calendar_file(bewaren.calendar(by), klok.moment())
    log(actie=Actie.kalender_gedownload, door=by)
    antwoord = HttpResponse(tekst, content_type="text/calendar; charset=utf-8")
    antwoord["Content-Disposition"] = 'attachment; filename="bewaren.ics"'
    return antwoord


@vereist(Recht.vernietigen)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    formulier = Opschortformulier(posted(request), request=request, regels=bewaren.calendar(by))
    if request.method == "POST" and formulier.is_valid():
        soort, nummer = pair(formulier.cleaned_data["wat"])
        reden = formulier.cleaned_data["reden"]
        if _done(
            formulier,
            lambda: actions.hold(soort=soort, object_id=nummer, reden=reden, by=by),
        ):
            messages.success(request, "Dit wordt niet vernietigd, tot u de opschorting opheft.")
            return redirect("bewaren")
    context = {"formulier": formulier, "kop": "Laten bewaren", "knop": "Laten bewaren"}
    return render(request, "privacy/bewaren_formulier.html", context)


@vereist(Recht.vernietigen)
@require_http_methods(["GET", "POST"])
def lift_hold(request: HttpRequest, opschorting_id: UUID) -> HttpResponse:
    by = current_account(request)
    opschorting = object_or_404(
        bewaren.holds_for(by), by=by, object_soort="opschorting", object_id=opschorting_id
    )
    formulier = Opheffingformulier(posted(request), request=request)
    if request.method == "POST" and formulier.is_valid():
        reden = formulier.cleaned_data["reden"]
        if _done(formulier, lambda: actions.lift_hold(opschorting=opschorting, reden=reden, by=by)):
            messages.success(request, "De opschorting is opgeheven.")
            return redirect("bewaren")
    context = {
        "formulier": formulier,
        "kop": "Opschorting opheffen",
        "uitleg": f"{opschorting.titel}. Reden van toen: {opschorting.reden}",
        "knop": "Opschorting opheffen",
    }
    return render(request, "privacy/bewaren_formulier.html", context)


@vereist(Recht.vernietigen)
@require_http_methods(["GET", "POST"])
def confirm_clock(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    formulier = Klokformulier(posted(request), request=request)
    if (
        request.method == "POST"
        and formulier.is_valid()
        and _done(formulier, lambda: actions.confirm_clock(by=by))
    ):
        messages.success(request, "De tijd is bevestigd. Bewaartermijnen lopen weer.")
        return redirect("bewaren")
    stand = klok.standing()
    context = {
        "formulier": formulier,
        "kop": "De klok bevestigen",
        "stand": stand,
        "knop": "De tijd van nu klopt",
    }
    return render(request, "privacy/bewaren_formulier.html", context)


def _done(formulier: BaseForm, doe: Callable[[], object]) -> bool:
    """A refusal becomes an error of the form."""
    try:
        doe()
    except Geweigerd as weigering:
        formulier.add_error(None, weigering.melding)
        return False
    return True


# --- lists ----------------------------------------------------------------------------------------
@vereist(Recht.vernietigen)
@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    rijen = bewaren.lists_for(current_account(request))
    return render(request, "privacy/vernietigingslijsten.html", {"lijsten": rijen})


@vereist(Recht.vernietigen)
@require_http_methods(["GET", "POST"])
def new_list(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    by = current_account(request)
    onderzoek = object_or_404(
        queries.studies_for(by), by=by, object_soort="onderzoek", object_id=onderzoek_id
    )
    regels = [r for r in bewaren.calendar(by) if r.bewaard.onderzoek_id == onderzoek.pk]
    vrij = [r for r in regels if r.lijst_id is None and r.opschorting is None]
    formulier = Lijstformulier(posted(request), request=request, regels=vrij)
    if request.method == "POST" and formulier.is_valid():
        try:
            lijst = actions.make_list(
                onderzoek=onderzoek,
                objecten=[pair(waarde) for waarde in formulier.cleaned_data["objecten"]],
                reden=formulier.cleaned_data["reden"],
                by=by,
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "De lijst wacht nu op een andere privacy-officer.")
            return redirect("vernietigingslijst", lijst.pk)
    context = {"formulier": formulier, "onderzoek": onderzoek, "leeg": not vrij}
    return render(request, "privacy/vernietigingslijst_nieuw.html", context)


@vereist(Recht.vernietigen)
@require_GET
def destruction_list(request: HttpRequest, lijst_id: UUID) -> HttpResponse:
    return _list_page(request, _list_or_404(request, lijst_id), None)


@vereist(Recht.vernietigen)
@require_POST
def decide(request: HttpRequest, lijst_id: UUID) -> HttpResponse:
    lijst = _list_or_404(request, lijst_id)
    formulier = Vernietigbesluitformulier(request.POST, request=request)
    if formulier.is_valid():
        try:
            actions.decide_list(
                lijst=lijst,
                uitkomst=Uitkomst(formulier.cleaned_data["uitkomst"]),
                reden=formulier.cleaned_data["reden"],
                gezien=formulier.cleaned_data["gezien"],
                by=current_account(request),
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("vernietigingslijst", lijst.pk)
    return _list_page(request, lijst, formulier, status=409)


@vereist(Recht.vernietigen)
@require_POST
def go_on(request: HttpRequest, lijst_id: UUID) -> HttpResponse:
    lijst = _list_or_404(request, lijst_id)
    try:
        actions.go_on(lijst=lijst, by=current_account(request))
    except Geweigerd as weigering:
        messages.error(request, weigering.melding)
    else:
        messages.success(request, "De vernietiging gaat verder.")
    return redirect("vernietigingslijst", lijst.pk)


def _list_or_404(request: HttpRequest, lijst_id: UUID) -> Vernietigingslijst:
    by = current_account(request)
    return object_or_404(
        bewaren.lists_for(by), by=by, object_soort="vernietiging", object_id=lijst_id
    )


def _list_page(
    request: HttpRequest,
    lijst: Vernietigingslijst,
    formulier: Vernietigbesluitformulier | None,
    status: int = 200,
) -> HttpResponse:
    by = current_account(request)
    lijst.refresh_from_db()
    taak = latest(soort="vernietiging", onderwerp_id=lijst.pk)
    loopt = open_jobs(onderwerp_id=lijst.pk).exists()
    context: dict[str, object] = {
        "lijst": lijst,
        "posten": lijst.posten.select_related("organisatie"),
        "besluiten": history(Onderwerp.vernietiging, lijst.pk),
        "nodig": actions.agreements_needed(lijst),
        "verklaringen": bewaren.declarations_for(by).filter(lijst=lijst),
        "fout": taak.fout if taak and not loopt else "",
        "loopt": loopt,
        "stokt": lijst.status == Lijststatus.bezig and not loopt,
        "formulier": formulier,
    }
    if lijst.status in OPEN:
        versie = actions.list_version(lijst)
        context["te_besluiten"] = True
        context["waarom_niet"] = reason_not_to_decide(
            onderwerp=Onderwerp.vernietiging,
            onderwerp_id=lijst.pk,
            versie=versie,
            by=by,
            aanvrager_id=lijst.opgesteld_door_id or "",
        )
        leeg = Vernietigbesluitformulier(request=request, initial={"gezien": versie})
        context["besluit"] = formulier or leeg
    return render(request, "privacy/vernietigingslijst.html", context, status=status)


# --- what was destroyed ---------------------------------------------------------------------------
@vereist(Recht.bewaren_volgen)
@require_GET
def declarations(request: HttpRequest) -> HttpResponse:
    rijen = bewaren.declarations_for(current_account(request))
    return render(request, "privacy/verklaringen.html", {"verklaringen": rijen})


@vereist(Recht.bewaren_volgen)
@require_GET
def declaration_pdf(request: HttpRequest, verklaring_id: UUID) -> HttpResponse:
    verklaring = _declaration_or_404(request, verklaring_id)
    return _download(verklaring, bytes(verklaring.pdf), "application/pdf", "pdf")


@vereist(Recht.bewaren_volgen)
@require_GET
def declaration_json(request: HttpRequest, verklaring_id: UUID) -> HttpResponse:
    verklaring = _declaration_or_404(request, verklaring_id)
    return _download(verklaring, verklaring.inhoud.encode(), "application/json", "json")


def _declaration_or_404(request: HttpRequest, verklaring_id: UUID) -> Verklaring:
    by = current_account(request)
    verklaring = object_or_404(
        bewaren.declarations_for(by), by=by, object_soort="verklaring", object_id=verklaring_id
    )
    log(
        actie=Actie.verklaring_gedownload,
        door=by,
        object_soort="verklaring",
        object_id=verklaring.pk,
    )
    return verklaring


def _download(verklaring: Verklaring, inhoud: bytes, soort: str, einde: str) -> HttpResponse:
    antwoord = HttpResponse(inhoud, content_type=soort)
    antwoord["Content-Disposition"] = f'attachment; filename="{verklaring.nummer}.{einde}"'
    return antwoord
