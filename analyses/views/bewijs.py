"""The officer's page: the evidence behind a candidate, and the decision on it."""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses import actions, policies, queries
from analyses.forms import Vrijgaveformulier
from analyses.models import Resultaat, Resultaatstatus
from analyses.objecten import draft_or_404
from analyses.vrijgaveregister import Verouderd
from buurtmonitor.taken.models import OPEN as LOOPT
from privacy.besluiten import reason_not_to_decide
from privacy.bewijsweergave import present_evidence
from privacy.gevolgen import Bereik
from privacy.kern.certificaat import Bewijs, Verwant
from privacy.kern.presentatie import Tabelweergave, present
from privacy.logboek import Actie, log
from privacy.models import Account, Onderwerp, Uitkomst
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.intrekken import withdraw_page

R = Resultaatstatus
BESLISBAAR = (R.ter_vrijgave, R.wacht_op_tweede)
NOG_VRIJ_TE_GEVEN = (*BESLISBAAR, R.concept, R.teruggestuurd)
# The tables of so many related results stand beside this one; the others are links.
NAAST = 3


VEROUDERD = "Intussen is er iets anders vrijgegeven over dezelfde inwoners. Controleer opnieuw."
BOTST = "Naast een resultaat dat eerder is vrijgegeven, zegt dit te veel over personen."
HERCONTROLE_LOOPT = "Dit resultaat wordt opnieuw gecontroleerd. Kijk over een minuut weer."
NIET_NODIG = "Dit resultaat hoeft niet opnieuw te worden gecontroleerd."


@dataclass(frozen=True)
class Oordeel:
    """May it be released now? `waarom_niet` is empty where it may, or where it is too late."""

    kop: str
    waarom_niet: str = ""
    hercontrole_nodig: bool = False


@dataclass(frozen=True)
class Eerder:
    """An earlier result about the same groups; `tabellen` as its readers see them."""

    titel: str
    samen: int
    resultaat: Resultaat | None
    tabellen: tuple[Tabelweergave, ...]


@require_GET
@vereist(Recht.vrijgave_beoordelen)
def evidence(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
    log(
        actie=Actie.resultaat_bekeken,
        door=current_account(request),
        object_soort="resultaat",
        object_id=resultaat.pk,
        bijzonderheden={"met_bewijs": True},
    )
    return _page(request, resultaat)


@require_POST
@vereist(Recht.vrijgave_beoordelen)
@sensitive_post_parameters("bevestiging")
def decide(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = draft_or_404(request, resultaat_id)
    formulier = Vrijgaveformulier(request.POST, request=request)
    if not formulier.is_valid():
        if not request.user.is_authenticated:  # too many wrong passwords
            return redirect("aanmelden")
        return _page(request, resultaat, formulier=formulier, status=400)
    besluit = formulier.cleaned_data
    try:
        actions.decide_release(
            resultaat=resultaat,
            uitkomst=Uitkomst(besluit["uitkomst"]),
            reden=besluit["reden"],
            gezien=besluit["gezien"],
            by=current_account(request),
        )
    except Geweigerd as weigering:
        resultaat.refresh_from_db()
        nieuw = Vrijgaveformulier(request=request, initial={"reden": besluit["reden"]})
        return _page(request, resultaat, formulier=nieuw, fout=weigering.melding, status=409)
    messages.success(request, "Uw besluit is bewaard.")
    return redirect("analyses:bewijs", resultaat_id)


@require_http_methods(["GET", "POST"])
@vereist(Recht.vrijgave_beoordelen)
@sensitive_post_parameters("bevestiging")
def withdraw(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    """What stops and what stays, and then the withdrawal."""
    resultaat = draft_or_404(request, resultaat_id)
    if request.method == "GET" and resultaat.status != R.vrijgegeven:
        return redirect("analyses:bewijs", resultaat_id)
    return withdraw_page(
        request,
        partial(actions.withdraw_release, resultaat=resultaat),
        wat=f"het vrijgegeven resultaat {resultaat.analyse.naam}",
        terug=("Bewijs", "analyses:bewijs", resultaat.pk),
        bereik=Bereik(resultaat.onderzoek_id, resultaat_id=resultaat.pk),
    )


@require_POST
@vereist(Recht.vrijgave_beoordelen)
def recheck(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    """Have a result certified again, beside what others released since."""
    resultaat = draft_or_404(request, resultaat_id)
    if not _verdict(resultaat).hercontrole_nodig:
        return _page(request, resultaat, fout=NIET_NODIG, status=409)
    actions.plan_recheck(resultaat=resultaat, by=current_account(request))
    messages.success(request, HERCONTROLE_LOOPT)
    return redirect("analyses:bewijs", resultaat_id)


def _page(
    request: HttpRequest,
    resultaat: Resultaat,
    *,
    formulier: Vrijgaveformulier | None = None,
    fout: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _evidence_context(current_account(request), resultaat)
    context |= _decision_context(request, resultaat, formulier)
    return render(request, "analyses/bewijs.html", context | {"fout": fout}, status=status)


def _evidence_context(by: Account, resultaat: Resultaat) -> dict[str, object]:
    inhoud = queries.full_content(resultaat)
    bewijs, certificaat = queries.evidence_of(resultaat), queries.certificate_of(resultaat)
    return {
        "resultaat": resultaat,
        "weergave": present(inhoud, met_redenen=True),
        "bewijs": present_evidence(
            inhoud,
            bewijs,
            certificaat,
            personen=resultaat.analyse.koppelbestand_id is not None,
            peildatum=date_format(resultaat.onderzoek.peildatum, "j F Y"),
        ),
        "voor_kijkers": present(queries.viewers_content(resultaat), met_redenen=False),
        "certificaat": certificaat,
        "eerdere": _related(by, resultaat, bewijs),
        "besluiten": list(queries.decisions_on(resultaat)),
    }


def _decision_context(
    request: HttpRequest, resultaat: Resultaat, formulier: Vrijgaveformulier | None
) -> dict[str, object]:
    """The form, or the reason why this officer does not get it."""
    by, versie = current_account(request), actions.release_version(resultaat)
    beslisbaar = resultaat.status in BESLISBAAR
    oordeel = _verdict(resultaat)
    return {
        "versie": versie,
        "akkoorden_nodig": policies.approvals_needed(resultaat.analyse.specificatie),
        "oordeel": oordeel,
        "beslisbaar": beslisbaar,
        "niet_door_mij": reason_not_to_decide(
            onderwerp=Onderwerp.vrijgave,
            onderwerp_id=resultaat.pk,
            versie=versie,
            by=by,
            aanvrager_id=resultaat.auteur_id,
        )
        if beslisbaar
        else "",
        "formulier": formulier or Vrijgaveformulier(request=request, vrij=not oordeel.waarom_niet),
        "intrekbaar": resultaat.status == Resultaatstatus.vrijgegeven,
    }


def _verdict(resultaat: Resultaat) -> Oordeel:
    """What the action would say now; a result that is decided on for good says what it became."""
    if resultaat.status == R.botst:
        return Oordeel("Kan niet worden vrijgegeven", BOTST)
    if resultaat.status not in NOG_VRIJ_TE_GEVEN:
        return Oordeel(f"Dit resultaat is {resultaat.get_status_display()}")
    try:
        with transaction.atomic():  # the gate is held while it is asked
            actions.check_releasable(resultaat)
    except Verouderd:
        return _outdated(resultaat)
    except Geweigerd as weigering:
        return Oordeel("Kan niet worden vrijgegeven", weigering.melding)
    return Oordeel("Kan worden vrijgegeven")


def _outdated(resultaat: Resultaat) -> Oordeel:
    taak = queries.recheck_of(resultaat)
    loopt = taak is not None and taak.status in LOOPT
    melding = HERCONTROLE_LOOPT if loopt else VEROUDERD
    return Oordeel("Kan nu niet worden vrijgegeven", melding, hercontrole_nodig=not loopt)


def _related(by: Account, resultaat: Resultaat, bewijs: Bewijs | None) -> list[Eerder]:
    """The earlier results that tell of the same groups, those that share most first."""
    verwant = sorted(bewijs.verwant if bewijs else (), key=lambda een: -een.samen)
    sommen = [een.sha256 for een in verwant]
    gevonden = {
        rij.sha256: rij
        for rij in queries.drafts_for(by).filter(sha256__in=sommen).exclude(pk=resultaat.pk)
    }
    return [
        _earlier(een, gevonden.get(een.sha256), met_tabel=plek < NAAST)
        for plek, een in enumerate(verwant)
    ]


def _earlier(verwant: Verwant, resultaat: Resultaat | None, *, met_tabel: bool) -> Eerder:
    if resultaat is None:
        return Eerder(verwant.naam, verwant.samen, None, ())
    tabellen: tuple[Tabelweergave, ...] = ()
    if met_tabel:
        tabellen = present(queries.viewers_content(resultaat), met_redenen=False).tabellen
    return Eerder(resultaat.analyse.naam, verwant.samen, resultaat, tabellen)
