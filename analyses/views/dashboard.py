"""What beleidsmedewerker and werkgroep see: released results, and nothing else."""

import csv
from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analyses import queries
from analyses.herhaling import repeated
from analyses.models import Resultaat
from analyses.namen import by_subject
from analyses.objecten import released_or_404
from analyses.selecties import Uitsnede, choose
from analyses.views.figuren import figure_response
from privacy.kern.presentatie import csv_rows, present
from privacy.kern.selectie import OnjuisteSelectie
from privacy.logboek import Actie, log
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht

Bladzijde = Callable[[HttpRequest, UUID], HttpResponse]


def wrong_selection_refused(view: Bladzijde) -> Bladzijde:
    """An address that names what is not in the result: 400, in words."""

    @wraps(view)
    def guarded(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
        try:
            return view(request, resultaat_id)
        except OnjuisteSelectie as fout:
            context = {"title": "Deze keuze klopt niet", "sentence": str(fout), "fout": True}
            return render(request, "fout.html", context, status=400)

    return guarded


@require_GET
@vereist(Recht.dashboard_zien)
def results(request: HttpRequest) -> HttpResponse:
    by = current_account(request)
    context = {
        "onderwerpen": by_subject(_light(queries.released_for(by))),
        "aan_te_vragen": queries.requestable_studies_for(by),
    }
    return render(request, "analyses/resultaten.html", context)


@require_GET
@vereist(Recht.dashboard_zien)
@wrong_selection_refused
def result(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    by = current_account(request)
    ingetrokken = queries.withdrawn_for(by).filter(pk=resultaat_id).first()
    if ingetrokken is not None:
        return render(request, "analyses/ingetrokken.html", {"resultaat": ingetrokken}, status=410)
    resultaat = released_or_404(request, resultaat_id)
    uitsnede = _chosen(request, resultaat)
    log(
        actie=Actie.resultaat_bekeken,
        door=by,
        object_soort="resultaat",
        object_id=resultaat.pk,
        bijzonderheden=_what(uitsnede),
    )
    context = {
        "resultaat": resultaat,
        "uitsnede": uitsnede,
        "weergave": present(uitsnede.inhoud, met_redenen=False),
        "herhaling": repeated(resultaat, uitsnede.heel, by),
        "mag_aanvragen": mag(by, Recht.tabel_aanvragen),
        **_neighbours(request, resultaat_id),
    }
    return render(request, "analyses/resultaat.html", context)


@require_GET
@vereist(Recht.dashboard_zien)
@wrong_selection_refused
def figure(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    resultaat = released_or_404(request, resultaat_id)
    uitsnede = _chosen(request, resultaat)
    return figure_response(request, uitsnede.inhoud, resultaat.sha256_kijkers + uitsnede.zoek)


@require_GET
@vereist(Recht.dashboard_zien)
@wrong_selection_refused
def table_csv(request: HttpRequest, resultaat_id: UUID) -> HttpResponse:
    """The protected table, with a column that says what is shown; safe to open in a spreadsheet."""
    resultaat = released_or_404(request, resultaat_id)
    uitsnede = _chosen(request, resultaat)
    log(
        actie=Actie.resultaat_gedownload,
        door=current_account(request),
        object_soort="resultaat",
        object_id=resultaat.pk,
        bijzonderheden=_what(uitsnede),
    )
    antwoord = HttpResponse(content_type="text/csv; charset=utf-8")
    antwoord["Content-Disposition"] = f'attachment; filename="resultaat-{resultaat.pk}.csv"'
    antwoord.write("\ufeff")
    schrijver = csv.writer(antwoord, delimiter=";")
    schrijver.writerows(csv_rows(uitsnede.inhoud))
    if uitsnede.selectie:
        schrijver.writerow(["Keuze", uitsnede.zin])
    return antwoord


def _chosen(request: HttpRequest, resultaat: Resultaat) -> Uitsnede:
    """What the address asks of the result; every name in it counts, so that none is ignored."""
    return choose(queries.viewers_content(resultaat), dict(request.GET.lists()))


def _what(uitsnede: Uitsnede) -> dict[str, str]:
    """For the logbook: which places were chosen, never what stands there."""
    return {"keuze": uitsnede.zoek} if uitsnede.selectie else {}


def _neighbours(request: HttpRequest, resultaat_id: UUID) -> dict[str, object]:
    """The results before and after, in the order of the story."""
    lijst = list(_light(queries.released_for(current_account(request))))
    plek = next(i for i, resultaat in enumerate(lijst) if resultaat.pk == resultaat_id)
    return {
        "vorige": lijst[plek - 1] if plek else None,
        "volgende": lijst[plek + 1] if plek + 1 < len(lijst) else None,
    }


def _light(resultaten: QuerySet[Resultaat]) -> QuerySet[Resultaat]:
    """For lists: without the stored texts, which are long."""
    return resultaten.defer("inhoud", "inhoud_kijkers")
