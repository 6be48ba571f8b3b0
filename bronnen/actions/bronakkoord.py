"""Leave to use a source, asked by the analist and decided element by element."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from bronnen import leverschemas, policies
from bronnen.actions.besluitvorming import after_decision, content_hash
from bronnen.models import Akkoordstatus, Bronakkoord
from privacy import besluiten
from privacy.besluiten import decide
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import Account, Onderwerp, Onderzoek, Uitkomst
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd, Gewijzigd


@transaction.atomic
def request_source(
    *,
    onderzoek: Onderzoek,
    bron: str,
    elementen: Sequence[str],
    toelichting: str,
    by: Account,
) -> Bronakkoord:
    """Ask the privacy officer for a source and some of its elements."""
    require(by, Recht.bron_aanvragen)
    schema = leverschemas.schema(bron)
    gevraagd = [naam for naam in schema.elementen if naam in set(elementen)]
    if not gevraagd:
        raise Geweigerd("Kies minstens één element van deze bron.")
    if not toelichting.strip():
        raise Geweigerd("Schrijf op waarvoor u deze gegevens nodig hebt.")
    akkoord = Bronakkoord.objects.select_for_update().filter(onderzoek=onderzoek, bron=bron).first()
    if akkoord is None:
        akkoord = Bronakkoord(onderzoek=onderzoek, bron=bron)
    else:
        policies.BRONAKKOORD.check(akkoord.status, Akkoordstatus.aangevraagd)
    akkoord.schema_versie = schema.versie
    akkoord.gevraagd = gevraagd
    akkoord.goedgekeurd = []
    akkoord.toelichting = toelichting.strip()
    akkoord.status = Akkoordstatus.aangevraagd
    akkoord.aangevraagd_door = by
    akkoord.aangevraagd_op = timezone.now()
    akkoord.save()
    log(
        actie=Actie.bron_aangevraagd,
        door=by,
        object_soort="bronakkoord",
        object_id=akkoord.pk,
    )
    return akkoord


def source_version(akkoord: Bronakkoord, elementen: Sequence[str]) -> str:
    """Hash of what an officer decides on: the request and the elements he approves."""
    return content_hash(
        [str(akkoord.pk), akkoord.schema_versie, akkoord.gevraagd, sorted(elementen),
         akkoord.aangevraagd_op.isoformat()]
    )  # fmt: skip


def decide_source(
    *,
    akkoord: Bronakkoord,
    uitkomst: Uitkomst,
    elementen: Sequence[str],
    reden: str,
    gezien: str,
    by: Account,
) -> Bronakkoord:
    """Approve a source element by element, return it or refuse it.

    `gezien`: `request_version` of the page that the officer had before him. The second officer
    confirms the elements that the first approved.
    """
    with (
        refusals_logged(
            Actie.bron_besluit, door=by, object_soort="bronakkoord", object_id=akkoord.pk
        ),
        transaction.atomic(),
    ):
        akkoord = Bronakkoord.objects.select_for_update().get(pk=akkoord.pk)
        if gezien != request_version(akkoord):
            raise Gewijzigd
        gekozen = _decided_on(akkoord, uitkomst, elementen)
        return _decide(akkoord, uitkomst, gekozen, reden, by)


def _decided_on(akkoord: Bronakkoord, uitkomst: Uitkomst, elementen: Sequence[str]) -> list[str]:
    """The elements that this vote is about: the second officer's are those of the first."""
    if akkoord.status == Akkoordstatus.wacht_op_tweede:
        return list(akkoord.goedgekeurd)
    if uitkomst != Uitkomst.akkoord:
        return []
    gekozen = [naam for naam in akkoord.gevraagd if naam in set(elementen)]
    if not gekozen:
        raise Geweigerd("Kies minstens één element, of weiger de aanvraag.")
    return gekozen


def _decide(
    akkoord: Bronakkoord, uitkomst: Uitkomst, gekozen: list[str], reden: str, by: Account
) -> Bronakkoord:
    versie = source_version(akkoord, gekozen)
    stand = decide(
        onderwerp=Onderwerp.bron,
        onderwerp_id=str(akkoord.pk),
        versie=versie,
        huidige_versie=versie,
        uitkomst=uitkomst,
        reden=reden,
        by=by,
        aanvrager_id=akkoord.aangevraagd_door_id,
        akkoorden_nodig=policies.approvals_needed(leverschemas.schema(akkoord.bron)),
    )
    naar = after_decision(Akkoordstatus, stand)
    policies.BRONAKKOORD.check(akkoord.status, naar)
    akkoord.status = naar
    akkoord.goedgekeurd = gekozen if uitkomst == Uitkomst.akkoord else []
    akkoord.save()
    return akkoord


@transaction.atomic
def withdraw_source(*, akkoord: Bronakkoord, reden: str, by: Account) -> Bronakkoord:
    """Nothing of this source may be read, linked or computed any more; asked again at need."""
    akkoord = Bronakkoord.objects.select_for_update().get(pk=akkoord.pk)
    policies.BRONAKKOORD.check(akkoord.status, Akkoordstatus.ingetrokken)
    besluiten.withdraw(onderwerp=Onderwerp.bron, onderwerp_id=akkoord.pk, reden=reden, by=by)
    akkoord.status, akkoord.goedgekeurd = Akkoordstatus.ingetrokken, []
    akkoord.save()
    return akkoord


def request_version(akkoord: Bronakkoord) -> str:
    """Hash of the request and its state, so that nobody decides on what has changed meanwhile."""
    return content_hash([source_version(akkoord, akkoord.goedgekeurd), akkoord.status])
