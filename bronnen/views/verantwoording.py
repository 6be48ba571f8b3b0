"""Which data are used and why: for questions of residents, and as the verwerkingsregister."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bronnen.kern.verantwoording import ALGORITME, register_csv
from bronnen.verantwoording import processings
from privacy.logboek import Actie, log
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht


@require_GET
@vereist(Recht.verantwoording_zien)
def account_for(request: HttpRequest) -> HttpResponse:
    context = {"verwerkingen": processings(), "algoritme": ALGORITME}
    return render(request, "bronnen/verantwoording.html", context)


@require_GET
@vereist(Recht.verantwoording_zien)
def as_csv(request: HttpRequest) -> HttpResponse:
    log(actie=Actie.verwerkingsregister_gedownload, door=current_account(request))
    tekst = "\ufeff" + register_csv(processings())
    antwoord = HttpResponse(tekst, content_type="text/csv; charset=utf-8")
    antwoord["Content-Disposition"] = 'attachment; filename="verwerkingsregister.csv"'
    return antwoord
