"""Herkomst beside verdachten: off, until an analist asks with a reason and two officers agree."""

import hashlib
import json

from django.db import transaction

from privacy.besluiten import Besluitstand, decide, withdraw
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import (
    Account,
    Herkomstaanvraag,
    Herkomststatus,
    Onderwerp,
    Onderzoek,
    Uitkomst,
)
from privacy.permissions import require
from privacy.policies import Overgang, Overgangen
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd

AKKOORDEN = 2
LOOPT_AL = "Er loopt al een aanvraag, of het is al goedgekeurd."
TE_KORT = "Leg in een paar zinnen uit waarom herkomst nodig is."

_H = Herkomststatus
HERKOMST = Overgangen(
    Herkomststatus,
    [
        *(
            Overgang(van, naar, Recht.vrijgave_beoordelen, Actie.herkomst_besluit)
            for van, naar in (
                (_H.aangevraagd, _H.wacht_op_tweede),
                (_H.aangevraagd, _H.teruggestuurd),
                (_H.aangevraagd, _H.geweigerd),
                (_H.wacht_op_tweede, _H.akkoord),
                (_H.wacht_op_tweede, _H.teruggestuurd),
                (_H.wacht_op_tweede, _H.geweigerd),
            )
        ),
        Overgang(_H.akkoord, _H.ingetrokken, Recht.vrijgave_beoordelen, Actie.herkomst_ingetrokken),
    ],
)
OPEN = (_H.aangevraagd, _H.wacht_op_tweede)


def request_version(aanvraag: Herkomstaanvraag) -> str:
    """Hash of what an officer decides on: the reason, and what the onderzoek is about."""
    onderzoek = aanvraag.onderzoek
    inhoud = [str(aanvraag.pk), aanvraag.toelichting, onderzoek.vraag, onderzoek.doel]
    return hashlib.sha256(json.dumps(inhoud).encode()).hexdigest()


def request_herkomst(*, onderzoek: Onderzoek, toelichting: str, by: Account) -> Herkomstaanvraag:
    with (
        refusals_logged(
            Actie.herkomst_aangevraagd, door=by, object_soort="onderzoek", object_id=onderzoek.pk
        ),
        transaction.atomic(),
    ):
        require(by, Recht.bron_aanvragen)
        if len(toelichting.strip()) < 20:
            raise Geweigerd(TE_KORT)
        lock_until_commit(f"herkomst:{onderzoek.pk}")
        if onderzoek.herkomstaanvragen.filter(status__in=[*OPEN, _H.akkoord]).exists():
            raise Geweigerd(LOOPT_AL)
        aanvraag = Herkomstaanvraag.objects.create(
            onderzoek=onderzoek, toelichting=toelichting.strip(), aangevraagd_door=by
        )
        _log(Actie.herkomst_aangevraagd, aanvraag, by)
        return aanvraag


@transaction.atomic
def decide_herkomst(
    *, aanvraag: Herkomstaanvraag, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Besluitstand:
    """The second agreement switches it on, in the same transaction."""
    huidig = Herkomstaanvraag.objects.select_for_update().get(pk=aanvraag.pk)
    stand = decide(
        onderwerp=Onderwerp.herkomst,
        onderwerp_id=huidig.pk,
        versie=gezien,
        huidige_versie=request_version(huidig),
        uitkomst=uitkomst,
        reden=reden,
        by=by,
        aanvrager_id=huidig.aangevraagd_door_id,
        akkoorden_nodig=AKKOORDEN,
    )
    naar = _H(stand.uitkomst.value) if stand.uitkomst else _H.wacht_op_tweede
    HERKOMST.check(huidig.status, naar)
    huidig.status = naar
    huidig.save(update_fields=["status"])
    if naar == _H.akkoord:
        Onderzoek.objects.filter(pk=huidig.onderzoek_id).update(herkomst_bij_verdachten=True)
    aanvraag.refresh_from_db()
    return stand


@transaction.atomic
def withdraw_herkomst(*, aanvraag: Herkomstaanvraag, reden: str, by: Account) -> Herkomstaanvraag:
    """Off again, at once: what runs now is refused before it publishes."""
    huidig = Herkomstaanvraag.objects.select_for_update().get(pk=aanvraag.pk)
    HERKOMST.check(huidig.status, _H.ingetrokken)
    withdraw(onderwerp=Onderwerp.herkomst, onderwerp_id=huidig.pk, reden=reden, by=by)
    huidig.status = _H.ingetrokken
    huidig.save(update_fields=["status"])
    Onderzoek.objects.filter(pk=huidig.onderzoek_id).update(herkomst_bij_verdachten=False)
    aanvraag.refresh_from_db()
    return huidig


def _log(actie: Actie, aanvraag: Herkomstaanvraag, by: Account) -> None:
    log(
        actie=actie,
        door=by,
        object_soort="herkomst",
        object_id=aanvraag.pk,
        bijzonderheden={"onderzoek": str(aanvraag.onderzoek_id)},
    )
