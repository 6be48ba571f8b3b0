"""What of sources and deliveries waits for an account; shown on its start page."""

from django.urls import reverse

from bronnen import leverschemas
from bronnen.models import (
    LEVENDE_STATUSSEN,
    Akkoordstatus,
    Bronakkoord,
    Levering,
    Leveringstatus,
)
from bronnen.queries import decisions_on, deliverable_sources
from privacy.models import Account, Onderwerp
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.werkvoorraad import Werkitem


def waiting_for(account: Account) -> list[Werkitem]:
    wachtend: list[Werkitem] = []
    if mag(account, Recht.bron_beoordelen):
        wachtend += _source_requests(account)
    if mag(account, Recht.levering_beoordelen):
        wachtend += _deliveries(account)
    if mag(account, Recht.levering_doen):
        wachtend += _to_deliver(account)
    return wachtend


def _source_requests(account: Account) -> list[Werkitem]:
    open_aanvragen = Bronakkoord.objects.filter(
        status__in=[Akkoordstatus.aangevraagd, Akkoordstatus.wacht_op_tweede]
    ).order_by("aangevraagd_op")
    return [
        Werkitem(
            titel=f"Bron beoordelen: {leverschemas.schema(akkoord.bron).naam}",
            url=reverse("bronnen:bronakkoord", args=[akkoord.pk]),
            sinds=akkoord.aangevraagd_op,
            soort="bron",
        )
        for akkoord in open_aanvragen
        if not _decided(account, Onderwerp.bron, akkoord.pk, akkoord.status)
    ]


def _deliveries(account: Account) -> list[Werkitem]:
    open_leveringen = Levering.objects.filter(
        status__in=[Leveringstatus.wacht_op_akkoord, Leveringstatus.wacht_op_tweede]
    ).order_by("ontvangen_op")
    return [
        Werkitem(
            titel=f"Levering beoordelen: {leverschemas.schema(levering.bron).naam} "
            f"({levering.nummer})",
            url=reverse("bronnen:levering", args=[levering.pk]),
            sinds=levering.ontvangen_op,
            soort="levering",
        )
        for levering in open_leveringen
        if not _decided(account, Onderwerp.levering, levering.pk, levering.status)
    ]


def _to_deliver(account: Account) -> list[Werkitem]:
    """Approved sources of one's own organisation of which no delivery stands (any more)."""
    geleverd = set(
        Levering.objects.filter(
            organisatie=account.organisatie, status__in=LEVENDE_STATUSSEN
        ).values_list("onderzoek", "bron")
    )
    return [
        Werkitem(
            titel=f"Leveren: {leverschemas.schema(akkoord.bron).naam}",
            url=reverse("bronnen:levering_nieuw"),
            sinds=akkoord.aangevraagd_op,
            soort="leveren",
        )
        for akkoord in deliverable_sources(account)
        if (akkoord.onderzoek_id, akkoord.bron) not in geleverd
    ]


def _decided(account: Account, onderwerp: Onderwerp, pk: object, status: str) -> bool:
    """This officer gave the first approval already: now it waits for another."""
    if status not in (Akkoordstatus.wacht_op_tweede, Leveringstatus.wacht_op_tweede):
        return False
    return decisions_on(onderwerp, pk).filter(door=account).exists()
