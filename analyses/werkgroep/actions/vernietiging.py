"""What of the werkgroep goes when its term is over: rows and minutes with names of colleagues."""

from uuid import UUID

from django.db import transaction

from analyses.werkgroep.models import Bijeenkomst, Meting, Plan, Project, Speerpunt
from privacy.logboek import Actie, log
from privacy.models import Account


@transaction.atomic
def erase_meeting(*, bijeenkomst_id: str, by: Account | None) -> None:
    """With its agenda, what was said and decided, and its minutes. Safe to run twice."""
    if Bijeenkomst.objects.filter(pk=bijeenkomst_id).delete()[0]:
        log(
            actie=Actie.bijeenkomst_vernietigd,
            door=by,
            object_soort="bijeenkomst",
            object_id=bijeenkomst_id,
        )


@transaction.atomic
def erase_agreements(*, onderzoek_id: str, by: Account | None) -> None:
    """Speerpunten with their measurements, projects and plans. Safe to run twice."""
    weg = Meting.objects.filter(speerpunt__onderzoek_id=UUID(onderzoek_id)).delete()[0]
    for model in (Speerpunt, Project, Plan):
        weg += model.objects.filter(onderzoek_id=UUID(onderzoek_id)).delete()[0]
    if weg:
        log(
            actie=Actie.afspraken_vernietigd,
            door=by,
            object_soort="onderzoek",
            object_id=onderzoek_id,
        )
