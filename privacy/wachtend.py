"""What of this app itself waits for an account; shown on its start page."""

from django.urls import reverse

from privacy.actions.herkomst import OPEN
from privacy.besluiten import history
from privacy.models import Account, Herkomstaanvraag, Onderwerp
from privacy.permissions import mag
from privacy.queries import origin_requests_for
from privacy.rollen import Recht
from privacy.werkvoorraad import Werkitem


def waiting_for(account: Account) -> list[Werkitem]:
    open_aanvragen = origin_requests_for(account).filter(status__in=OPEN)
    if mag(account, Recht.vrijgave_beoordelen):
        return [_item(x, op_mij=not _voted(account, x)) for x in open_aanvragen]
    eigen = open_aanvragen.filter(aangevraagd_door=account)
    return [_item(aanvraag, op_mij=False) for aanvraag in eigen]


def _voted(account: Account, aanvraag: Herkomstaanvraag) -> bool:
    besluiten = history(Onderwerp.herkomst, aanvraag.pk)
    return any(besluit.door_id == account.pk for besluit in besluiten)


def _item(aanvraag: Herkomstaanvraag, *, op_mij: bool) -> Werkitem:
    return Werkitem(
        titel=f"Herkomst bij verdachten beoordelen: {aanvraag.onderzoek.naam}",
        url=reverse("herkomst", args=[aanvraag.onderzoek_id]),
        sinds=aanvraag.aangevraagd_op,
        soort="herkomst",
        toelichting=aanvraag.get_status_display().capitalize() + ".",
        op_mij=op_mij,
    )
