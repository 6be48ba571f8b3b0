"""What of deliveries and linked files stops when an approval is withdrawn."""

from collections.abc import Iterator

from django.db.models import QuerySet

from bronnen import leverschemas
from bronnen.models import LEVENDE_STATUSSEN, Koppelbestand, Koppelstatus, Levering
from privacy.gevolgen import Bereik, Gevolg


def deliveries_in(bereik: Bereik) -> QuerySet[Levering]:
    """The deliveries that may no longer be used; none where only herkomst or one result is."""
    rijen = Levering.objects.filter(onderzoek_id=bereik.onderzoek_id, status__in=LEVENDE_STATUSSEN)
    if bereik.herkomst or bereik.resultaat_id:
        return rijen.none()
    if bereik.levering_id:
        return rijen.filter(pk=bereik.levering_id)
    bronnen = _sources(bereik)
    return rijen if bronnen is None else rijen.filter(bron__in=bronnen)


def linked_in(bereik: Bereik) -> QuerySet[Koppelbestand]:
    """Linked files that hold any of these deliveries."""
    return Koppelbestand.objects.filter(leveringen__in=deliveries_in(bereik)).distinct()


def consequences(bereik: Bereik) -> Iterator[Gevolg]:
    leveringen = deliveries_in(bereik).count()
    if leveringen:
        yield Gevolg(f"Leveringen die niet meer mogen worden gebruikt: {leveringen}.")
    if (klaar := linked_in(bereik).filter(status=Koppelstatus.klaar).count()) > 0:
        yield Gevolg(f"Koppelbestanden die niet meer mogen worden gebruikt: {klaar}.")
    bezig = linked_in(bereik).filter(status__in=[Koppelstatus.wacht, Koppelstatus.bezig]).count()
    if bezig:
        yield Gevolg(f"Koppelingen die nu lopen of wachten: {bezig}.")


def _sources(bereik: Bereik) -> list[str] | None:
    """None: all of them."""
    if bereik.bron:
        return [bereik.bron]
    if not bereik.document or bereik.document == "dpia":
        return None
    alle = leverschemas.all_schemas().items()
    return [code for code, schema in alle if schema.document == bereik.document]
