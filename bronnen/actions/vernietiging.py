"""The rows of what was destroyed: what in them was about persons goes, what happened stays."""

from django.db import transaction
from django.utils import timezone

from bronnen import opslag, policies
from bronnen.models import Koppelbestand, Koppelstatus, Levering, Leveringstatus
from privacy.logboek import Actie, log
from privacy.models import Account


@transaction.atomic
def erase_delivery(*, levering_id: str, by: Account | None) -> None:
    """Row numbers, file name and contact go; number, sums and dates stay. Safe to run twice."""
    levering = Levering.objects.select_for_update().filter(pk=levering_id).first()
    if levering is None or levering.status == Leveringstatus.vernietigd:
        return
    if levering.status not in policies.ZONDER_GEGEVENS:
        policies.LEVERING.check(levering.status, Leveringstatus.vernietigd)
        levering.status = Leveringstatus.vernietigd
    levering.verslag = None
    levering.bestandsnaam = ""
    levering.aanbieding = {**levering.aanbieding, "contact": ""}
    levering.save()
    _erase_landing(levering)
    log(
        actie=Actie.levering_vernietigd,
        door=by,
        object_soort="levering",
        object_id=levering.pk,
    )


def _erase_landing(levering: Levering) -> None:
    """Its key and file went with those of the delivery."""
    landing = levering.landing
    if landing is None:
        return
    for rest in opslag.uploads(landing.pk):
        rest.unlink(missing_ok=True)
    landing.bestandsnaam = ""
    landing.aanbieding = {}
    landing.vernietigd_op = landing.vernietigd_op or timezone.now()
    landing.save(update_fields=["bestandsnaam", "aanbieding", "vernietigd_op"])


@transaction.atomic
def erase_linked(*, koppelbestand_id: str, by: Account | None) -> None:
    """The protected match rates stay: they are about groups."""
    bestand = Koppelbestand.objects.select_for_update().filter(pk=koppelbestand_id).first()
    if bestand is None or bestand.status == Koppelstatus.vernietigd:
        return
    if bestand.status == Koppelstatus.klaar:
        policies.KOPPELBESTAND.check(bestand.status, Koppelstatus.vernietigd)
        bestand.status = Koppelstatus.vernietigd
        bestand.save(update_fields=["status"])
    log(
        actie=Actie.koppelbestand_vernietigd,
        door=by,
        object_soort="koppelbestand",
        object_id=bestand.pk,
    )
