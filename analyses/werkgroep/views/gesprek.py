"""One agenda item: its chart, what is said of it, proposals and conclusion; live for who is there.

A held connection would take a server thread each, so browsers ask every three seconds with the
version that they have; 204 says that nothing is new.
"""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from analyses.werkgroep import policies, queries
from analyses.werkgroep.actions import besluiten, gesprek
from analyses.werkgroep.forms import Uitkomstformulier, number_or_none
from analyses.werkgroep.models import (
    Agendapunt,
    Bijeenkomst,
    Duiding,
    Duidingsoort,
    Stemkeuze,
    Voorstel,
    Voorstelstatus,
)
from analyses.werkgroep.objecten import (
    item_or_404,
    meeting_or_404,
    proposal_or_404,
    reading_or_404,
)
from analyses.werkgroep.views.hulp import accepted, done
from privacy.kern.presentatie import present
from privacy.models import Account
from privacy.permissions import current_account, mag, vereist
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

DELEN = {
    "duiding": "werkgroep/_duiding.html",
    "voorstellen": "werkgroep/_voorstellen.html",
    "conclusie": "werkgroep/_conclusie.html",
}
SOORTEN = [keuze for keuze in Duidingsoort.choices if keuze[0] != Duidingsoort.antwoord]


@require_GET
@vereist(Recht.bijeenkomst_zien)
def item(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    return _page(request, item_or_404(request, punt_id))


@require_GET
@vereist(Recht.bijeenkomst_zien)
def live(request: HttpRequest, bijeenkomst_id: UUID) -> HttpResponse:
    """What is new since the version in the address, for the meeting or for one of its items."""
    bijeenkomst = meeting_or_404(request, bijeenkomst_id)
    if request.GET.get("versie") == str(bijeenkomst.versie):
        return HttpResponse(status=204)
    gegevens: dict[str, Any] = {
        "versie": bijeenkomst.versie,
        "stand": bijeenkomst.get_status_display(),
        "huidig": _current(bijeenkomst),
    }
    nummer = number_or_none(request.GET.get("punt", ""))
    if nummer is not None:
        rijen = queries.items_for(current_account(request)).filter(bijeenkomst=bijeenkomst)
        for punt in rijen.filter(pk=nummer):
            gegevens |= _parts(request, punt)
    return JsonResponse(gegevens)


def _current(bijeenkomst: Bijeenkomst) -> dict[str, str] | None:
    punt = bijeenkomst.huidig
    if punt is None:
        return None
    adres = reverse("werkgroep:agendapunt", args=[punt.pk])
    return {"id": str(punt.pk), "naam": punt.naam, "adres": adres}


def _parts(request: HttpRequest, punt: Agendapunt) -> dict[str, Any]:
    context = _around(punt, current_account(request))
    delen = {naam: render_to_string(pad, context, request) for naam, pad in DELEN.items()}
    return {
        "delen": delen,
        "aantal": punt.duidingen.count(),
        "conclusie": {"tekst": punt.conclusie, "versie": punt.conclusie_versie},
    }


def _around(punt: Agendapunt, by: Account) -> dict[str, Any]:
    """What changes while people talk, and what this account may do with it."""
    bijeenkomst = punt.bijeenkomst
    voert = mag(by, Recht.bijeenkomst_voeren) and policies.takes_part(bijeenkomst, by)
    antwoordt = mag(by, Recht.duiding_beantwoorden)
    status = bijeenkomst.status
    return {
        "punt": punt,
        "bijeenkomst": bijeenkomst,
        "draden": queries.threads_of(punt),
        "voorstellen": queries.proposals_of(punt, by),
        "keuzes": Stemkeuze.choices,
        "account": by,
        "leidt": voert and policies.leads(bijeenkomst, by),
        "zit_voor": voert and by.pk == bijeenkomst.voorzitter_id,
        "mag_duiden": voert and status in policies.BESPREKEN,
        "mag_antwoorden": antwoordt and status in policies.UITWERKEN,
        "mag_concluderen": voert and status in policies.UITWERKEN,
        "mag_besluiten": voert and status in policies.BESLUITEN,
    }


def _page(
    request: HttpRequest, punt: Agendapunt, *, status: int = 200, **meer: Any
) -> HttpResponse:
    by = current_account(request)
    beeld = queries.shown_item(punt)
    klad = queries.drafts_of(punt, by)
    lijst = list(queries.agenda_of(punt.bijeenkomst))
    plek = [ander.pk for ander in lijst].index(punt.pk)
    nummer = number_or_none(request.GET.get("op", ""))
    context = {
        **_around(punt, by),
        "beeld": beeld,
        "weergave": present(beeld.inhoud, met_redenen=False) if beeld.inhoud else None,
        "soorten": SOORTEN,
        "nummer": uuid4(),
        "op": punt.duidingen.filter(pk=nummer, ouder=None).first() if nummer else None,
        "klad": klad.get("duiding", ""),
        "kladconclusie": klad.get("conclusie"),
        "vorige": lijst[plek - 1] if plek else None,
        "volgende": lijst[plek + 1] if plek + 1 < len(lijst) else None,
        "aantal": punt.duidingen.count(),
        "uitkomstformulier": Uitkomstformulier(),
        "formulier": None,
    }
    return render(request, "werkgroep/agendapunt.html", context | meer, status=status)


# --- duiding --------------------------------------------------------------------------------------
@require_POST
@vereist(Recht.duiding_geven)
def give(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    """By script: 201, or 400 with the sentence; else the page again."""
    punt = item_or_404(request, punt_id)
    try:
        duiding = _give(request, punt)
    except Geweigerd as weigering:
        if "X-Live" in request.headers:
            return JsonResponse({"melding": weigering.melding}, status=400)
        ouder = _answered(request, punt)
        tekst, soort = request.POST.get("tekst", ""), request.POST.get("soort", "")
        return _page(
            request, punt, status=400, fout=weigering.melding, klad=tekst, soort=soort, op=ouder
        )
    if "X-Live" in request.headers:
        return JsonResponse({"nummer": str(duiding.pk)}, status=201)
    return redirect(f"{reverse('werkgroep:agendapunt', args=[punt_id])}#duiding")


def _give(request: HttpRequest, punt: Agendapunt) -> Duiding:
    return gesprek.give_reading(
        punt=punt,
        nummer=number_or_none(request.POST.get("nummer", "")) or uuid4(),
        soort=request.POST.get("soort", ""),
        tekst=request.POST.get("tekst", ""),
        ouder=_answered(request, punt),
        by=current_account(request),
    )


def _answered(request: HttpRequest, punt: Agendapunt) -> Duiding | None:
    nummer = number_or_none(request.POST.get("op", ""))
    return punt.duidingen.filter(pk=nummer).first() if nummer else None


@require_POST
@vereist(Recht.duiding_geven)
def keep(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    """What is being typed, for this account alone."""
    punt = item_or_404(request, punt_id)
    veld, tekst = request.POST.get("veld", ""), request.POST.get("tekst", "")
    try:
        bewaard = gesprek.keep_draft(punt=punt, veld=veld, tekst=tekst, by=current_account(request))
    except Geweigerd:
        bewaard = False
    return HttpResponse(status=204 if bewaard else 400)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def resolve(request: HttpRequest, duiding_id: UUID) -> HttpResponse:
    duiding, by = reading_or_404(request, duiding_id), current_account(request)
    done(request, lambda: gesprek.resolve_thread(duiding=duiding, by=by))
    return redirect(f"{reverse('werkgroep:agendapunt', args=[duiding.punt_id])}#duiding")


# --- conclusion -----------------------------------------------------------------------------------
@require_POST
@vereist(Recht.bijeenkomst_voeren)
def conclude(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    """Two at once: both texts side by side, and nothing overwritten."""
    punt = item_or_404(request, punt_id)
    tekst, gezien = request.POST.get("tekst", ""), request.POST.get("gezien", "")
    try:
        gesprek.write_conclusion(
            punt=punt,
            tekst=tekst,
            gezien=int(gezien) if gezien.isdecimal() and len(gezien) < 9 else -1,
            by=current_account(request),
        )
    except gesprek.Botsing as botsing:
        punt.refresh_from_db()
        context = {"punt": punt, "eigen": tekst, "melding": botsing.melding}
        return render(request, "werkgroep/conclusie_botst.html", context, status=409)
    except Geweigerd as weigering:
        return _page(request, punt, status=400, fout=weigering.melding, kladconclusie=tekst)
    return redirect(f"{reverse('werkgroep:agendapunt', args=[punt_id])}#conclusie")


# --- proposals ------------------------------------------------------------------------------------
@require_POST
@vereist(Recht.bijeenkomst_voeren)
def propose(request: HttpRequest, punt_id: UUID) -> HttpResponse:
    punt, tekst = item_or_404(request, punt_id), request.POST.get("tekst", "")
    try:
        besluiten.propose(punt=punt, tekst=tekst, by=current_account(request))
    except Geweigerd as weigering:
        return _page(request, punt, status=400, fout=weigering.melding, voorsteltekst=tekst)
    return _to_proposals(punt.pk)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def vote(request: HttpRequest, voorstel_id: UUID) -> HttpResponse:
    voorstel = proposal_or_404(request, voorstel_id)
    keuze, reden = request.POST.get("keuze", ""), request.POST.get("reden", "")
    try:
        besluiten.vote(voorstel=voorstel, keuze=keuze, reden=reden, by=current_account(request))
    except Geweigerd as weigering:
        stem = {"voorstel": voorstel.pk, "keuze": keuze, "reden": reden}
        punt = item_or_404(request, voorstel.punt_id)
        return _page(request, punt, status=400, fout=weigering.melding, stem=stem)
    return _to_proposals(voorstel.punt_id)


@require_POST
@vereist(Recht.bijeenkomst_voeren)
def outcome(request: HttpRequest, voorstel_id: UUID) -> HttpResponse:
    voorstel = proposal_or_404(request, voorstel_id)
    formulier = Uitkomstformulier(request.POST)
    if not accepted(formulier, lambda: _write(request, voorstel, formulier)):
        punt = item_or_404(request, voorstel.punt_id)
        return _page(
            request, punt, status=400, uitkomstformulier=formulier, formulier=formulier,
            uitkomst_van=voorstel.pk,
        )  # fmt: skip
    return _to_proposals(voorstel.punt_id)


def _write(request: HttpRequest, voorstel: Voorstel, formulier: Uitkomstformulier) -> Voorstel:
    gegevens = formulier.cleaned_data
    return besluiten.write_outcome(
        voorstel=voorstel,
        naar=Voorstelstatus(gegevens["naar"]),
        uitkomst=gegevens["uitkomst"],
        eigenaar=gegevens["eigenaar"],
        gereed_op=gegevens["gereed_op"],
        by=current_account(request),
    )


def _to_proposals(punt_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('werkgroep:agendapunt', args=[punt_id])}#voorstellen")
