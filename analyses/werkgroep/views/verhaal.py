"""The story page: what was released, in the order of the project's own slides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from analyses.models import Resultaat
from analyses.queries import released_for, viewers_content
from analyses.werkgroep import queries
from analyses.werkgroep.kern.verhaal import (
    HOOFDSTUKKEN,
    Hoofdstuk,
    chapter_of,
    place_in_chapter,
)
from privacy.kern.veilig import VeiligResultaat
from privacy.models import Account, Onderzoek
from privacy.permissions import current_account, mag, object_or_404, vereist
from privacy.rollen import Recht


@dataclass(frozen=True)
class Hoofdstukbeeld:
    """A chapter with its charts; `bevindingen` are those of all charts, for the conclusion."""

    hoofdstuk: Hoofdstuk
    alineas: tuple[str, ...]
    punten: tuple[str, ...]
    resultaten: Sequence[tuple[Resultaat, VeiligResultaat]] = ()
    bevindingen: Sequence[Resultaat] = ()


@require_GET
@vereist(Recht.dashboard_zien)
def story(request: HttpRequest) -> HttpResponse:
    """Of the onderzoek that has results; with several the others are named."""
    onderzoek = _studies(current_account(request)).first()
    return _page(request, onderzoek)


@require_GET
@vereist(Recht.dashboard_zien)
def story_of(request: HttpRequest, onderzoek_id: UUID) -> HttpResponse:
    by = current_account(request)
    rijen = _studies(by)
    return _page(
        request, object_or_404(rijen, by=by, object_soort="onderzoek", object_id=onderzoek_id)
    )


def _studies(account: Account) -> QuerySet[Onderzoek]:
    vrij = released_for(account).order_by()
    return Onderzoek.objects.filter(pk__in=vrij.values("onderzoek")).order_by("naam")


def _page(request: HttpRequest, onderzoek: Onderzoek | None) -> HttpResponse:
    by = current_account(request)
    context: dict[str, object] = {"onderzoek": onderzoek}
    if onderzoek is not None:
        rijen = list(released_for(by).filter(onderzoek=onderzoek))
        context |= {
            "hoofdstukken": _chapters(onderzoek, rijen),
            "anderen": _studies(by).exclude(pk=onderzoek.pk),
            "speerpunten": queries.focuses_for(by).filter(onderzoek=onderzoek),
            "mag_werkgroep": mag(by, Recht.bijeenkomst_zien),
        }
    return render(request, "werkgroep/verhaal.html", context)


def _chapters(onderzoek: Onderzoek, rijen: Sequence[Resultaat]) -> list[Hoofdstukbeeld]:
    drempels = onderzoek.drempels.als_dict()
    op_volgorde = sorted(rijen, key=_place)
    beelden = []
    for hoofdstuk in HOOFDSTUKKEN:
        beeld = Hoofdstukbeeld(
            hoofdstuk, tuple(a.format(**drempels) for a in hoofdstuk.alineas), hoofdstuk.punten
        )
        hier = [r for r in op_volgorde if chapter_of(r.analyse.soort) is hoofdstuk]
        bevindingen = op_volgorde if hoofdstuk.met_bevindingen else []
        inhoud = [(r, viewers_content(r)) for r in hier]
        beelden.append(replace(beeld, resultaten=inhoud, bevindingen=bevindingen))
    return beelden


def _place(resultaat: Resultaat) -> tuple[int, tuple[int, int], int]:
    hoofdstuk = chapter_of(resultaat.analyse.soort)
    plek = HOOFDSTUKKEN.index(hoofdstuk) if hoofdstuk else len(HOOFDSTUKKEN)
    binnen = place_in_chapter(resultaat.analyse.soort, resultaat.analyse.specificatie)
    return (plek, binnen, resultaat.analyse.volgorde)
