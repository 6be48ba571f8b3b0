"""The wall view: one chart a screen, no menu, no names, no notes."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from analyses.werkgroep import policies, queries
from analyses.werkgroep.models import Agendapunt
from analyses.werkgroep.objecten import meeting_or_404
from privacy.kern.veilig import VeiligResultaat
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht


@dataclass(frozen=True)
class Dia:
    """One screen: an agenda item, or one figure of its chart."""

    punt: Agendapunt
    inhoud: VeiligResultaat | None
    figuur: int | None  # which of the figures
    deel: str  # "2 van 4", when there are several
    adres: str  # of the figures


@require_GET
@vereist(Recht.bijeenkomst_zien)
def wall(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    by, bijeenkomst = current_account(request), meeting_or_404(request, bijeenkomst_id)
    punten = queries.items_for(by).filter(bijeenkomst=bijeenkomst)
    leidt = mag(by, Recht.bijeenkomst_voeren) and policies.leads(bijeenkomst, by)
    context = {
        "bijeenkomst": bijeenkomst,
        "dias": [dia for punt in punten for dia in _slides(punt)],
        "leidt": leidt and bijeenkomst.status in policies.BESLUITEN,
    }
    return render(request, "werkgroep/scherm.html", context)


def _slides(punt: Agendapunt) -> list[Dia]:
    inhoud = queries.shown_item(punt).inhoud
    if inhoud is None or not inhoud.figuren:
        return [Dia(punt, inhoud, None, "", "")]
    adres, aantal = reverse("analyses:figuur", args=[punt.resultaat_id]), len(inhoud.figuren)
    return [
        Dia(punt, inhoud, plek, f"{plek + 1} van {aantal}" if aantal > 1 else "", adres)
        for plek in range(aantal)
    ]
