"""For the privacy officer: the logbook and the thresholds."""

import csv
import json
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from privacy import actions, queries
from privacy.actions.drempels import proposal_version
from privacy.besluiten import reason_not_to_decide
from privacy.drempelvoorstel import Drempelvoorstel
from privacy.forms import (
    DREMPELVELDEN,
    Besluitformulier,
    Drempelformulier,
    Logboekformulier,
)
from privacy.getallen import getal
from privacy.kern.drempels import Drempelset
from privacy.kern.presentatie import inert
from privacy.kern.zegelketen import KOLOMMEN, Kop
from privacy.logboek import Actie, log
from privacy.models import Logregel, Onderwerp, Uitkomst
from privacy.permissions import current_account, object_or_404, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd
from privacy.views.hulp import posted

GESTELD = "De nieuwe drempels gelden vanaf nu."
VOORGESTELD = "Deze drempels tonen meer. Ze gelden als een tweede privacy-officer akkoord is."
PER_PAGINA = 50
# Deeper pages cost the database ever more; a filter finds the row faster.
MEESTE_PAGINAS = 200
MEESTE_IN_BESTAND = 50_000


@vereist(Recht.logboek_lezen)
@require_GET
def logbook(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    formulier, rijen = _chosen(request)
    bladzijden = Paginator(rijen[: PER_PAGINA * MEESTE_PAGINAS], PER_PAGINA)
    bladzijde = bladzijden.get_page(request.GET.get("pagina"))
    log(
        actie=Actie.logboek_bekeken,
        door=account,
        bijzonderheden={"pagina": bladzijde.number},
    )
    zoek = request.GET.copy()
    zoek.pop("pagina", None)
    context = {
        "formulier": formulier,
        "bladzijde": bladzijde,
        "zoek": zoek.urlencode(),
        "kop": queries.latest_head(account),
        "meeste": MEESTE_IN_BESTAND,
    }
    return render(request, "privacy/logboek.html", context)


def _chosen(request: HttpRequest) -> tuple[Logboekformulier, QuerySet[Logregel]]:
    account = current_account(request)
    acties = sorted(actie.value for actie in Actie)
    formulier = Logboekformulier(request.GET, actoren=queries.actors(account), acties=acties)
    return formulier, queries.log_rows_for(account, formulier.keuze())


@vereist(Recht.logboek_lezen)
@require_GET
def logbook_csv(request: HttpRequest) -> HttpResponse:
    """The chosen rows, newest first; safe to open in a spreadsheet."""
    _, rijen = _chosen(request)
    log(actie=Actie.logboek_gedownload, door=current_account(request))
    antwoord = HttpResponse(content_type="text/csv; charset=utf-8")
    antwoord["Content-Disposition"] = 'attachment; filename="logboek.csv"'
    antwoord.write("\ufeff")
    schrijver = csv.writer(antwoord, delimiter=";")
    schrijver.writerow(KOLOMMEN)
    for rij in rijen.values(*KOLOMMEN)[:MEESTE_IN_BESTAND]:
        bijzonderheden = json.dumps(rij["bijzonderheden"], ensure_ascii=False, sort_keys=True)
        velden = rij | {"op": rij["op"].isoformat(), "bijzonderheden": bijzonderheden}
        schrijver.writerow([inert(str(velden[kolom])) for kolom in KOLOMMEN])
    return antwoord


@vereist(Recht.logboek_lezen)
@require_GET
def logbook_head(request: HttpRequest) -> HttpResponse:
    """The newest signed head, to keep outside this system."""
    account = current_account(request)
    rij = queries.latest_head(account)
    if rij is None:
        return redirect("logboek")
    log(actie=Actie.logboekkop_gedownload, door=account, bijzonderheden={"regel": rij.nummer})
    kop = Kop(rij.nummer, rij.zegel, rij.op, rij.handtekening)
    antwoord = HttpResponse(kop.als_tekst(), content_type="text/plain; charset=utf-8")
    antwoord["Content-Disposition"] = f'attachment; filename="logboekkop-{rij.nummer}.txt"'
    return antwoord


@vereist(Recht.drempels_stellen)
@require_GET
def thresholds(request: HttpRequest) -> HttpResponse:
    return _thresholds_page(request)


def _thresholds_page(request: HttpRequest, besluit: Besluitformulier | None = None) -> HttpResponse:
    account = current_account(request)
    sets = list(queries.thresholds_history(account))
    huidig = sets[0] if sets else None
    waarden = huidig.drempels if huidig else Drempelset()
    context: dict[str, object] = {
        "huidig": huidig, "regels": _lines(waarden), "eerder": sets[1:], "formulier": besluit,
    }  # fmt: skip
    voorstel = queries.thresholds_proposals(account).first()
    if voorstel is not None:
        context |= _proposal(request, voorstel, waarden, besluit)
    return render(request, "privacy/drempels.html", context, status=409 if besluit else 200)


def _proposal(
    request: HttpRequest,
    voorstel: Drempelvoorstel,
    nu: Drempelset,
    besluit: Besluitformulier | None,
) -> dict[str, object]:
    """What would change, and the form for another officer than who proposed it."""
    dan = Drempelset(**voorstel.waarden)
    paren = zip(_lines(nu), _lines(dan), strict=True)
    versie = proposal_version(voorstel)
    waarom_niet = reason_not_to_decide(
        onderwerp=Onderwerp.drempels,
        onderwerp_id=voorstel.pk,
        versie=versie,
        by=current_account(request),
        aanvrager_id=voorstel.voorgesteld_door_id,
    )
    return {
        "voorstel": voorstel,
        "verschil": [
            (label, oud, nieuw) for (label, _, oud), (_, _, nieuw) in paren if oud != nieuw
        ],
        "waarom_niet": waarom_niet,
        "besluit": besluit or Besluitformulier(request=request, initial={"gezien": versie}),
        "intussen": queries.events_since(voorstel.pk, besluit.bekeken if besluit else None),
    }


@vereist(Recht.drempels_stellen)
@require_POST
def decide_thresholds(request: HttpRequest, voorstel_id: UUID) -> HttpResponse:
    account = current_account(request)
    voorstel = object_or_404(
        queries.thresholds_proposals(account), by=account, object_soort="drempelvoorstel",
        object_id=voorstel_id,
    )  # fmt: skip
    formulier = Besluitformulier(request.POST, request=request)
    if formulier.is_valid():
        gegeven = formulier.cleaned_data
        try:
            actions.decide_thresholds(
                voorstel=voorstel,
                uitkomst=Uitkomst(gegeven["uitkomst"]),
                reden=gegeven["reden"],
                gezien=gegeven["gezien"],
                by=account,
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            messages.success(request, "Uw besluit is bewaard.")
            return redirect("drempels")
    formulier.look_again(proposal_version(voorstel))
    return _thresholds_page(request, formulier)


def _lines(waarden: Drempelset) -> list[tuple[str, str, str]]:
    """Label, explanation and value as they stand on the screen."""
    regels = [
        (label, uitleg, getal(getattr(waarden, naam)))
        for naam, (label, uitleg) in DREMPELVELDEN.items()
    ]
    return [*regels, ("Ook een nul beschermen", "", "ja" if waarden.nul_gevoelig else "nee")]


@vereist(Recht.drempels_stellen)
@require_http_methods(["GET", "POST"])
def new_thresholds(request: HttpRequest) -> HttpResponse:
    account = current_account(request)
    huidig = queries.thresholds_history(account).first()
    waarden = huidig.drempels if huidig else Drempelset()
    formulier = Drempelformulier(posted(request), request=request, initial=waarden.als_dict())
    if request.method == "POST" and formulier.is_valid():
        try:
            gesteld = actions.set_thresholds(
                waarden=formulier.waarden, reden=formulier.cleaned_data["reden"], by=account
            )
        except Geweigerd as weigering:
            formulier.add_error(None, weigering.melding)
        else:
            wacht = isinstance(gesteld, Drempelvoorstel)
            messages.success(request, VOORGESTELD if wacht else GESTELD)
            return redirect("drempels")
    context = {"formulier": formulier, "huidig": huidig}
    return render(request, "privacy/drempels_stellen.html", context)
