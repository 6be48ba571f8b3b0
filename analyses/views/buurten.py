"""A page per buurt: what was released about it, side by side with other buurten."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analyses import queries
from analyses.buurtprofiel import BREED, HOOG, Vrijgegeven, profile
from analyses.objecten import study_with_results_or_404
from privacy.logboek import Actie, log
from privacy.models import Onderzoek
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht


@require_GET
@vereist(Recht.dashboard_zien)
def neighbourhoods(request: HttpRequest) -> HttpResponse:
    onderzoeken = queries.studies_with_results_for(current_account(request))
    lijst = [(onderzoek, _buurten(onderzoek)) for onderzoek in onderzoeken]
    return render(request, "analyses/buurten.html", {"onderzoeken": lijst})


@require_GET
@vereist(Recht.dashboard_zien)
def neighbourhood(request: HttpRequest, onderzoek_id: UUID, buurt: str) -> HttpResponse:
    by = current_account(request)
    onderzoek = study_with_results_or_404(request, onderzoek_id)
    namen = {code: naam for code, naam, _ in _buurten(onderzoek)}
    if buurt not in namen:
        raise Http404
    resultaten = [
        Vrijgegeven(str(rij.pk), rij.analyse.naam, queries.viewers_content(rij))
        for rij in queries.released_for(by).filter(onderzoek=onderzoek)
    ]
    log(
        actie=Actie.buurtprofiel_bekeken,
        door=by,
        object_soort="onderzoek",
        object_id=onderzoek.pk,
        bijzonderheden={"buurt": buurt},
    )
    context = {
        "onderzoek": onderzoek,
        "profiel": profile(buurt, namen[buurt], resultaten),
        "andere": [rij for rij in _buurten(onderzoek) if rij[0] != buurt],
        "breed": BREED,
        "hoog": HOOG,
    }
    return render(request, "analyses/buurt.html", context)


def _buurten(onderzoek: Onderzoek) -> list[tuple[str, str, bool]]:
    """Code, name, and whether it is studied as a buurt under pressure."""
    codes = [(code, True) for code in onderzoek.buurten]
    codes += [(code, False) for code in onderzoek.referentiebuurten]
    return [(code, onderzoek.buurtnamen.get(code, code), druk) for code, druk in codes]
