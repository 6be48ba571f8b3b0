"""What of this app itself waits for an account; shown on its start page."""

from django.urls import reverse
from django.utils.formats import date_format

from privacy import poort
from privacy.actions.herkomst import OPEN
from privacy.actions.vernietiging import list_version
from privacy.besluiten import history, reason_not_to_decide
from privacy.bewaren import lists_for
from privacy.dossier import Documentstatus
from privacy.dossier import Onderzoekstatus as S
from privacy.modellen_vernietiging import Lijststatus
from privacy.models import Account, Herkomstaanvraag, Onderwerp, Onderzoek
from privacy.permissions import mag
from privacy.queries import (
    documents_for,
    origin_requests_for,
    places_for,
    studies_for,
    thresholds_proposals,
)
from privacy.rollen import Recht
from privacy.standen import BRUIKBAAR
from privacy.werkplek import Werkplekstatus
from privacy.werkvoorraad import Werkitem


def waiting_for(account: Account) -> list[Werkitem]:
    return [
        *_origin(account),
        *_studies(account),
        *_documents(account),
        *_thresholds(account),
        *_places(account),
        *_endings(account),
        *_lists(account),
    ]


def _lists(account: Account) -> list[Werkitem]:
    """What waits to be destroyed; who made a list or voted waits for a colleague."""
    wacht = (Lijststatus.wacht_op_akkoord, Lijststatus.wacht_op_tweede)
    return [
        Werkitem(
            titel=f"Vernietiging beoordelen: {lijst.onderzoek.naam}",
            url=reverse("vernietigingslijst", args=[lijst.pk]),
            sinds=lijst.opgesteld_op,
            soort="vernietiging",
            toelichting=lijst.get_aanleiding_display().capitalize() + ".",
            op_mij=not reason_not_to_decide(
                onderwerp=Onderwerp.vernietiging,
                onderwerp_id=lijst.pk,
                versie=list_version(lijst),
                by=account,
                aanvrager_id=lijst.opgesteld_door_id or "",
            ),
        )
        for lijst in lists_for(account).filter(status__in=wacht)
    ]


def _places(account: Account) -> list[Werkitem]:
    return [
        Werkitem(
            titel=f"Werkplek beoordelen: {regel.get_rol_display()}",
            url=reverse("werkplekken"),
            sinds=regel.voorgesteld_op,
            soort="werkplek",
            op_mij=regel.voorgesteld_door_id != account.pk,
        )
        for regel in places_for(account).filter(status=Werkplekstatus.voorgesteld)
    ]


def _thresholds(account: Account) -> list[Werkitem]:
    return [
        Werkitem(
            titel="Nieuwe drempels beoordelen",
            url=reverse("drempels"),
            sinds=voorstel.voorgesteld_op,
            soort="drempels",
            toelichting="Ze tonen meer dan de drempels van nu.",
            op_mij=voorstel.voorgesteld_door_id != account.pk,
        )
        for voorstel in thresholds_proposals(account)
    ]


def _studies(account: Account) -> list[Werkitem]:
    """An onderzoek to decide on, or one's own that came back."""
    te_doen = (S.ingediend, S.in_beoordeling)
    if mag(account, Recht.onderzoek_beoordelen):
        rijen = studies_for(account).filter(status__in=te_doen)
        return [_study(rij, "Onderzoek beoordelen", op_mij=True) for rij in rijen]
    rijen = studies_for(account).filter(
        status__in=[S.aanvulling_gevraagd, *te_doen], ingediend_door=account
    )
    return [_study(rij, "Onderzoek", op_mij=rij.status == S.aanvulling_gevraagd) for rij in rijen]


def _study(onderzoek: Onderzoek, werkwoord: str, *, op_mij: bool) -> Werkitem:
    return Werkitem(
        titel=f"{werkwoord}: {onderzoek.naam}",
        url=reverse("dossier", args=[onderzoek.pk]),
        sinds=onderzoek.ingediend_op or onderzoek.aangemaakt_op,
        soort="onderzoek",
        toelichting=onderzoek.get_status_display().capitalize() + ".",
        op_mij=op_mij,
    )


def _documents(account: Account) -> list[Werkitem]:
    """Brought in later; what waits within an onderzoek that is decided on goes with that."""
    if not mag(account, Recht.onderzoek_beoordelen):
        return []
    rijen = documents_for(account).filter(
        status=Documentstatus.voorgelegd, onderzoek__status__in=BRUIKBAAR
    )
    return [
        Werkitem(
            titel=f"Document bevestigen: {document}",
            url=reverse("document", args=[document.pk]),
            sinds=document.ingebracht_op,
            soort="document",
            op_mij=document.ingebracht_door_id != account.pk,
        )
        for document in rijen
    ]


def _endings(account: Account) -> list[Werkitem]:
    """What ends soon or has ended, for who can do something about it."""
    if not mag(account, Recht.onderzoek_opstellen):
        return []
    return [
        Werkitem(
            titel=f"{einde.wat.capitalize()} {'is verlopen' if einde.voorbij else 'verloopt'}",
            url=reverse("dossier", args=[onderzoek.pk]),
            sinds=onderzoek.aangemaakt_op,
            soort="verlopen",
            toelichting=f"{onderzoek.naam}: tot en met {date_format(einde.dag, 'j F Y')}.",
        )
        for onderzoek in studies_for(account).filter(status__in=BRUIKBAAR, deelnemers=account)
        for einde in poort.endings(onderzoek)
    ]


def _origin(account: Account) -> list[Werkitem]:
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
