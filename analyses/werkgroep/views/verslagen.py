"""The minutes on the screen, and as documents."""

import hashlib
import re
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from analyses.werkgroep import opslag, policies
from analyses.werkgroep.actions import verslagen as actions
from analyses.werkgroep.objecten import meeting_or_404, minutes_or_404
from analyses.werkgroep.verslaggegevens import minutes_of
from analyses.werkgroep.views.hulp import done
from buurtmonitor.taken import queries as taken
from buurtmonitor.taken.models import OPEN, Taakstatus
from privacy.kern.versleuteling import Onleesbaar
from privacy.kluis import SleutelVernietigd
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht

SOORTEN = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@require_http_methods(["GET", "POST"])
@vereist(GET=Recht.bijeenkomst_zien, POST=Recht.bijeenkomst_voeren)
def minutes(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    bijeenkomst, by = meeting_or_404(request, bijeenkomst_id), current_account(request)
    if request.method == "POST":
        done(request, lambda: actions.request_minutes(bijeenkomst=bijeenkomst, by=by))
        return redirect("werkgroep:verslag", bijeenkomst_id)
    taak = taken.latest(soort="verslag", onderwerp_id=bijeenkomst.pk)
    context = {
        "bijeenkomst": bijeenkomst,
        "stuk": minutes_of(bijeenkomst),
        "bestanden": bijeenkomst.verslagen.order_by("soort"),
        "taak": taak,
        "gestopt": taak is not None and taak.status == Taakstatus.GEANNULEERD,
        "onderweg": taak is not None and taak.status in OPEN,
        "mag_maken": mag(by, Recht.bijeenkomst_voeren)
        and policies.takes_part(bijeenkomst, by)
        and bijeenkomst.status in policies.VERSLAAN,
    }
    return render(request, "werkgroep/verslag.html", context)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def stop(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    bijeenkomst, by = meeting_or_404(request, bijeenkomst_id), current_account(request)
    done(request, lambda: actions.stop_minutes(bijeenkomst=bijeenkomst, by=by))
    return redirect("werkgroep:verslag", bijeenkomst_id)


@require_GET
@vereist(Recht.bijeenkomst_zien)
def download(request: HttpRequest, verslag_id: UUID) -> HttpResponse:
    verslag = minutes_or_404(request, verslag_id)
    try:
        inhoud = opslag.read(verslag)
    except (FileNotFoundError, SleutelVernietigd, Onleesbaar):
        raise Http404 from None
    if hashlib.sha256(inhoud).hexdigest() != verslag.sha256:
        raise Http404
    actions.record_download(verslag=verslag, by=current_account(request))
    naam = re.sub(r"[^a-z0-9]+", "-", verslag.bijeenkomst.naam.lower()).strip("-")[:60]
    antwoord = HttpResponse(inhoud, content_type=SOORTEN[verslag.soort])
    antwoord["Content-Disposition"] = f'attachment; filename="verslag-{naam}.{verslag.soort}"'
    return antwoord
