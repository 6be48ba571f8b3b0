"""What of the werkgroep waits for an account; shown on its start page."""

from django.urls import reverse
from django.utils.text import Truncator

from analyses.werkgroep import queries
from analyses.werkgroep.models import (
    Bijeenkomst,
    Bijeenkomststatus,
    Duiding,
    Speerpunt,
    Speerpuntstatus,
)
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import Recht
from privacy.werkvoorraad import Werkitem

MEESTE = 20
LOPEND = (Bijeenkomststatus.concept, Bijeenkomststatus.open, Bijeenkomststatus.gesloten)


def waiting_for(account: Account) -> list[Werkitem]:
    items: list[Werkitem] = []
    if mag(account, Recht.bijeenkomst_voeren):
        eigen = queries.meetings_for(account).filter(deelnemers__account=account, status__in=LOPEND)
        items += [_meeting(rij) for rij in eigen[:MEESTE]]
        items += [_minutes(rij) for rij in queries.minutes_ready_for(account)[:MEESTE]]
    if mag(account, Recht.duiding_beantwoorden):
        items += [_question(rij) for rij in queries.open_questions_for(account)[:MEESTE]]
    loopt = queries.focuses_for(account).filter(
        eigenaar=account, status__in=(Speerpuntstatus.voorgesteld, Speerpuntstatus.loopt)
    )
    return items + [_focus(rij) for rij in loopt[:MEESTE]]


def _meeting(bijeenkomst: Bijeenkomst) -> Werkitem:
    return Werkitem(
        titel=f"Bijeenkomst: {bijeenkomst.naam}",
        url=reverse("werkgroep:bijeenkomst", args=[bijeenkomst.pk]),
        sinds=bijeenkomst.opgesteld_op,
        soort="bijeenkomst",
        toelichting=bijeenkomst.get_status_display(),
    )


def _minutes(bijeenkomst: Bijeenkomst) -> Werkitem:
    return Werkitem(
        titel=f"Het verslag is klaar: {bijeenkomst.naam}",
        url=reverse("werkgroep:verslag", args=[bijeenkomst.pk]),
        sinds=max(verslag.gemaakt_op for verslag in bijeenkomst.verslagen.all()),
        soort="verslag",
        toelichting="Lees het, en stel het vast als iedereen het ermee eens is.",
    )


def _question(duiding: Duiding) -> Werkitem:
    return Werkitem(
        titel=f"{duiding.get_soort_display()} van {duiding.door.naam}",
        url=reverse("werkgroep:agendapunt", args=[duiding.punt_id]),
        sinds=duiding.op,
        soort="duiding",
        toelichting=Truncator(duiding.tekst).chars(120),
    )


def _focus(speerpunt: Speerpunt) -> Werkitem:
    return Werkitem(
        titel=f"Speerpunt: {speerpunt.naam}",
        url=reverse("werkgroep:speerpunt", args=[speerpunt.pk]),
        sinds=speerpunt.gemaakt_op,
        soort="speerpunt",
        toelichting=f"Klaar op {speerpunt.gereed_op:%d-%m-%Y} ({speerpunt.get_status_display()})",
    )
