"""What was made of a linked file, or of context figures, and goes with it: drafts.

What is or was released stays: it is about groups, and readers have seen it.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from analyses import policies
from analyses.models import Aanvraag, Analyse, Analysestatus, Resultaat, Resultaatstatus
from privacy import opruimen, vernietigbaar
from privacy.logboek import Actie, log
from privacy.models import Account
from privacy.vernietigbaar import Meegaand

GEZIEN = (Resultaatstatus.vrijgegeven, Resultaatstatus.ingetrokken)


def _analyses(object_id: str) -> Q:
    return Q(koppelbestand_id=UUID(object_id)) | Q(context_id=UUID(object_id))


def subjects(object_id: str) -> list[str]:
    """Analyses, and results that are looked at again."""
    analyses = list(Analyse.objects.filter(_analyses(object_id)).values_list("pk", flat=True))
    resultaten = Resultaat.objects.filter(analyse__in=analyses).values_list("pk", flat=True)
    return [str(nummer) for nummer in (*analyses, *resultaten)]


@transaction.atomic
def erase_drafts(*, object_id: str, by: Account | None) -> None:
    """Safe to run twice."""
    concepten = Resultaat.objects.select_for_update(of=("self",)).exclude(status__in=GEZIEN)
    for concept in concepten.filter(analyse__in=Analyse.objects.filter(_analyses(object_id))):
        _erase(concept, by)
    botst = Analyse.objects.filter(_analyses(object_id), status=Analysestatus.botst)
    for analyse in botst.select_for_update():
        _mark(analyse, by)


def _erase(concept: Resultaat, by: Account | None) -> None:
    analyse = Analyse.objects.select_for_update().get(pk=concept.analyse_id)
    concept.delete()
    _mark(analyse, by)


def _mark(analyse: Analyse, by: Account | None) -> None:
    policies.ANALYSE.check(analyse.status, Analysestatus.vernietigd)
    analyse.status, analyse.botsing = Analysestatus.vernietigd, None
    analyse.save(update_fields=["status", "botsing"])
    log(actie=Actie.concept_vernietigd, door=by, object_soort="analyse", object_id=analyse.pk)


def _erase_for(object_id: str, by: Account | None) -> None:
    erase_drafts(object_id=object_id, by=by)


def _old_requests() -> QuerySet[Aanvraag]:
    return Aanvraag.objects.filter(onderzoek__in=opruimen.long_ended())


def register() -> None:
    for soort in ("koppelbestand", "levering"):
        vernietigbaar.register_along(Meegaand(soort, subjects, _erase_for))
    opruimen.register("analyses.Aanvraag", _old_requests)
