"""A page per buurt: what was released about it, side by side with other buurten."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analyses import queries
from analyses.buurtprofiel import (
    LEEFKLIMAAT,
    Vrijgegeven,
    area_names,
    comparable,
    compare,
    profile,
)
from analyses.objecten import study_with_results_or_404
from privacy.kern.selectie import ONJUIST, OnjuisteSelectie
from privacy.logboek import Actie, log
from privacy.models import Account, Onderzoek
from privacy.permissions import current_account, vereist
from privacy.rollen import Recht

ONDERZOEK, BUURT, WAT = "onderzoek", "buurt", "wat"  # what may be asked, in an address
DRUK = "Buurt onder druk"
REFERENTIE = "Om mee te vergelijken"


@dataclass(frozen=True)
class Buurtkeuze:
    """A buurt that has a page; `soort` says in words what it is to the onderzoek."""

    code: str
    naam: str
    soort: str = ""

    @property
    def onderzocht(self) -> bool:
        return bool(self.soort)


@require_GET
@vereist(Recht.dashboard_zien)
def neighbourhoods(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    onderzoeken = queries.studies_with_results_for(by)
    lijst = [(onderzoek, _buurten(onderzoek, by)) for onderzoek in onderzoeken]
    return render(request, "analyses/buurten.html", {"onderzoeken": lijst})


@require_GET
@vereist(Recht.dashboard_zien)
def neighbourhood(request: HttpRequest, onderzoek_id: UUID, buurt: str) -> HttpResponse:
    by = current_account(request)
    onderzoek = study_with_results_or_404(request, onderzoek_id)
    keuzes = _buurten(onderzoek, by)
    hier = next((keuze for keuze in keuzes if keuze.code == buurt), None)
    if hier is None:
        raise Http404
    resultaten = _released(onderzoek, by)
    log(
        actie=Actie.buurtprofiel_bekeken,
        door=by,
        object_soort="onderzoek",
        object_id=onderzoek.pk,
        bijzonderheden={"buurt": buurt},
    )
    context = {
        "onderzoek": onderzoek,
        "profiel": profile(buurt, hier.naam, resultaten),
        "andere": [keuze for keuze in keuzes if keuze.onderzocht and keuze != hier],
        "alle": len(keuzes),
    }
    return render(request, "analyses/buurt.html", context)


@require_GET
@vereist(Recht.dashboard_zien)
def compared(request: HttpRequest) -> HttpResponse:
    """Chosen buurten, results and peildatum side by side; the address holds the choice."""
    by = current_account(request)
    onderzoeken = list(queries.studies_with_results_for(by))
    try:
        onderzoek = _one_of(onderzoeken, request.GET.getlist(ONDERZOEK))
        keuzes = _buurten(onderzoek, by) if onderzoek else []
        bruikbaar = comparable(_released(onderzoek, by)) if onderzoek else ()
        eerst = [keuze.code for keuze in keuzes if keuze.onderzocht]
        codes = _chosen(request, BUURT, [keuze.code for keuze in keuzes], eerst)
        sleutels = [resultaat.sleutel for resultaat in bruikbaar]
        wat = _chosen(request, WAT, sleutels, sleutels[:2])
    except OnjuisteSelectie as fout:
        context = {"title": "Deze keuze klopt niet", "sentence": str(fout), "fout": True}
        return render(request, "fout.html", context, status=400)
    if onderzoek:
        log(
            actie=Actie.buurten_vergeleken,
            door=by,
            object_soort="onderzoek",
            object_id=onderzoek.pk,
            bijzonderheden={"buurten": codes, "resultaten": wat},
        )
    namen = {keuze.code: keuze.naam for keuze in keuzes if keuze.code in codes}
    context = {
        "onderzoeken": onderzoeken,
        "onderzoek": onderzoek,
        "buurten": [(keuze, keuze.code in codes) for keuze in keuzes],
        "resultaten": [(resultaat, resultaat.sleutel in wat) for resultaat in bruikbaar],
        "groepen": compare(namen, [r for r in bruikbaar if r.sleutel in wat]),
    }
    return render(request, "analyses/vergelijken.html", context)


def _one_of(onderzoeken: list[Onderzoek], gevraagd: list[str]) -> Onderzoek | None:
    """The newest peildatum, unless the address names another."""
    if not gevraagd:
        return max(onderzoeken, key=lambda o: o.peildatum, default=None)
    gevonden = [o for o in onderzoeken if [str(o.pk)] == gevraagd]
    if not gevonden:
        raise OnjuisteSelectie(ONJUIST)
    return gevonden[0]


def _chosen(request: HttpRequest, naam: str, mag: list[str], anders: list[str]) -> list[str]:
    """In the order of the page; `anders` where nothing was asked."""
    gevraagd = request.GET.getlist(naam)
    if not set(gevraagd) <= set(mag):
        raise OnjuisteSelectie(ONJUIST)
    return [waarde for waarde in mag if waarde in (gevraagd or anders)]


def _released(onderzoek: Onderzoek, by: Account) -> list[Vrijgegeven]:
    return [
        Vrijgegeven(str(rij.pk), rij.analyse.naam, queries.viewers_content(rij))
        for rij in queries.released_for(by).filter(onderzoek=onderzoek)
    ]


def _buurten(onderzoek: Onderzoek, by: Account) -> list[Buurtkeuze]:
    """Those of the onderzoek, then the others of which public figures were released."""
    namen = _public_names(onderzoek, by)
    keuzes = [(code, DRUK) for code in onderzoek.buurten]
    keuzes += [(code, REFERENTIE) for code in onderzoek.referentiebuurten]
    keuzes += [(code, "") for code in namen if code not in dict(keuzes)]
    return [
        Buurtkeuze(code, onderzoek.buurtnamen.get(code) or namen.get(code, code), soort)
        for code, soort in keuzes
    ]


def _public_names(onderzoek: Onderzoek, by: Account) -> dict[str, str]:
    """Code and name of each buurt in the newest released result about the leefklimaat."""
    rij = (
        queries.released_for(by)
        .filter(onderzoek=onderzoek, analyse__soort=LEEFKLIMAAT)
        .order_by("-vrijgegeven_op")
        .first()
    )
    namen = area_names(queries.viewers_content(rij)) if rij else {}
    return {code: naam for code, naam in namen.items() if code.startswith("BU")}
