"""Asking for a table that was not released, and what the analist does with it.

Whatever is started here goes the way of any analysis: protection, ledger, release.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from analyses import actions, policies
from analyses.kern.specificatie import (
    Gebiedskeuze,
    Kenmerkspecificatie,
    OnjuisteSpecificatie,
    Specificatie,
    to_dict,
)
from analyses.models import Aanvraag, Aanvraagstatus, Analyse, Resultaat, Resultaatstatus
from analyses.namen import analysis_name
from bronnen.models import Koppelbestand
from privacy.logboek import Actie, log
from privacy.models import Account, Onderzoek
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd

MEESTE_OPEN = 20
OPEN = (Aanvraagstatus.open, Aanvraagstatus.in_behandeling)
TE_VEEL = "U hebt al 20 aanvragen die nog lopen. Wacht tot er een antwoord is."
ANDERS = "Deze vraag gaat niet over één kenmerk. Kies zelf een analyse die erbij past."


@transaction.atomic
def request_table(
    *, onderzoek: Onderzoek, vraag: str, kenmerk: str, buurten: list[str], by: Account
) -> Aanvraag:
    require(by, Recht.tabel_aanvragen)
    lock_until_commit(f"aanvraag:{by.pk}")
    if Aanvraag.objects.filter(gevraagd_door=by, status__in=OPEN).count() >= MEESTE_OPEN:
        raise Geweigerd(TE_VEEL)
    if not set(buurten) <= {*onderzoek.buurten, *onderzoek.referentiebuurten}:
        raise Geweigerd("Een gekozen buurt hoort niet bij dit onderzoek.")
    aanvraag = Aanvraag.objects.create(
        onderzoek=onderzoek, vraag=vraag, kenmerk=kenmerk, buurten=buurten, gevraagd_door=by
    )
    _log(Actie.aanvraag_gedaan, aanvraag, by)
    return aanvraag


@transaction.atomic
def start_requested(*, aanvraag: Aanvraag, koppelbestand: Koppelbestand, by: Account) -> Analyse:
    """The analysis that the request describes, on this linked file."""
    vraag = requested_specification(aanvraag)
    [analyse] = actions.start_analyses(
        onderzoek=aanvraag.onderzoek,
        koppelbestand=koppelbestand,
        specificatielijst=[(analysis_name(vraag), to_dict(vraag))],
        by=by,
    )
    take_up(aanvraag=aanvraag, analyse=analyse, by=by)
    return analyse


@transaction.atomic
def take_up(*, aanvraag: Aanvraag, analyse: Analyse, by: Account) -> Aanvraag:
    """This analysis was started for it."""
    require(by, Recht.analyse_uitvoeren)
    aanvraag = _in_state(aanvraag, Aanvraagstatus.in_behandeling)
    if analyse.onderzoek_id != aanvraag.onderzoek_id:
        raise Geweigerd("Deze analyse hoort bij een ander onderzoek.")
    aanvraag.analyse, aanvraag.behandelaar = analyse, by
    aanvraag.save(update_fields=["status", "analyse", "behandelaar"])
    _log(Actie.aanvraag_opgepakt, aanvraag, by)
    return aanvraag


@transaction.atomic
def answer_request(
    *, aanvraag: Aanvraag, resultaat: Resultaat, antwoord: str, by: Account
) -> Aanvraag:
    """Point at a released result of the same onderzoek."""
    require(by, Recht.analyse_uitvoeren)
    resultaat = Resultaat.objects.select_for_update().get(pk=resultaat.pk)
    vrij = resultaat.status == Resultaatstatus.vrijgegeven
    if not vrij or resultaat.onderzoek_id != aanvraag.onderzoek_id:
        raise Geweigerd("Kies een resultaat van dit onderzoek dat is vrijgegeven.")
    return _settle(aanvraag, Aanvraagstatus.beantwoord, by, antwoord, resultaat=resultaat)


@transaction.atomic
def refuse_request(*, aanvraag: Aanvraag, reden: str, by: Account) -> Aanvraag:
    require(by, Recht.analyse_uitvoeren)
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom dit niet kan.")
    return _settle(aanvraag, Aanvraagstatus.afgewezen, by, reden)


def requested_specification(aanvraag: Aanvraag) -> Specificatie:
    """Geweigerd when the request names no kenmerk: then the analist chooses."""
    if not aanvraag.kenmerk:
        raise Geweigerd(ANDERS)
    onderzoek, gekozen = aanvraag.onderzoek, set(aanvraag.buurten)
    onder_druk, referentie = (
        tuple(code for code in codes if not gekozen or code in gekozen)
        for codes in (onderzoek.buurten, onderzoek.referentiebuurten)
    )
    if not onder_druk:
        onder_druk, referentie = referentie, ()
    try:
        return Kenmerkspecificatie(aanvraag.kenmerk, Gebiedskeuze(onder_druk, referentie))
    except OnjuisteSpecificatie as fout:
        raise Geweigerd(str(fout)) from None


def _settle(
    aanvraag: Aanvraag, naar: Aanvraagstatus, by: Account, antwoord: str, **velden: Any
) -> Aanvraag:
    aanvraag = _in_state(aanvraag, naar)
    velden |= {"behandelaar": by, "antwoord": antwoord.strip(), "afgehandeld_op": timezone.now()}
    for naam, waarde in velden.items():
        setattr(aanvraag, naam, waarde)
    aanvraag.save(update_fields=["status", *velden])
    _log(Actie.aanvraag_afgehandeld, aanvraag, by)
    return aanvraag


def _in_state(aanvraag: Aanvraag, naar: Aanvraagstatus) -> Aanvraag:
    """The row as it stands now, locked, with its new state; not saved yet."""
    rij = Aanvraag.objects.select_for_update().get(pk=aanvraag.pk)
    policies.AANVRAAG.check(rij.status, naar)
    rij.status = naar
    return rij


def _log(actie: Actie, aanvraag: Aanvraag, by: Account) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="aanvraag",
        object_id=aanvraag.pk,
        bijzonderheden={"stand": aanvraag.status},
    )
