"""The minutes: asked for, made in a job, taken along."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from analyses.werkgroep import policies
from analyses.werkgroep.actions.gedeeld import locked, note
from analyses.werkgroep.models import Bijeenkomst, Verslag, Verslagsoort
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from privacy.logboek import Actie, log
from privacy.models import Account
from privacy.permissions import require
from privacy.rollen import Recht


@dataclass(frozen=True)
class Geschreven:
    """A document that lies in the store, under the number that its row will have."""

    nummer: str
    soort: Verslagsoort
    sha256: str
    omvang: int


@transaction.atomic
def request_minutes(*, bijeenkomst: Bijeenkomst, by: Account) -> Taak:
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = locked(bijeenkomst.pk)
    policies.check_now(bijeenkomst, policies.VERSLAAN)
    policies.check_takes_part(bijeenkomst, by)
    taak = taken.plan(soort="verslag", onderwerp_id=bijeenkomst.pk, by_id=by.pk)
    note(Actie.verslag_gevraagd, bijeenkomst, by)
    return taak


@transaction.atomic
def stop_minutes(*, bijeenkomst: Bijeenkomst, by: Account) -> bool:
    """The documents of before stay; `job_ended` writes the line."""
    require(by, Recht.bijeenkomst_voeren)
    policies.check_takes_part(locked(bijeenkomst.pk), by)
    gestopt = taken.cancel_open(soort="verslag", onderwerp_id=bijeenkomst.pk)
    if gestopt:
        note(Actie.verslag_gestopt, bijeenkomst, by)
    return gestopt


@transaction.atomic
def publish_minutes(
    *, bijeenkomst_id: str, versie: int, documenten: Iterable[Geschreven], by: Account
) -> list[Verslag]:
    """The new documents; those made before of the same meeting are given back to be removed."""
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = Bijeenkomst.objects.select_for_update().get(pk=bijeenkomst_id)
    oud = list(bijeenkomst.verslagen.select_for_update())
    bijeenkomst.verslagen.all().delete()
    Verslag.objects.bulk_create(
        Verslag(
            id=stuk.nummer,
            bijeenkomst=bijeenkomst,
            soort=stuk.soort,
            versie=versie,
            sha256=stuk.sha256,
            omvang=stuk.omvang,
            gemaakt_door=by,
        )
        for stuk in documenten
    )
    note(Actie.verslag_gemaakt, bijeenkomst, by, versie=versie)
    return oud


@transaction.atomic
def record_download(*, verslag: Verslag, by: Account) -> None:
    require(by, Recht.bijeenkomst_zien)
    note(Actie.verslag_gedownload, verslag, by, soort=verslag.soort)


def job_ended(taak: Taak) -> None:
    """The job failed for good or was stopped: the documents of before stay."""
    log(
        actie=Actie.verslag_gemaakt,
        door=None,
        object_soort="bijeenkomst",
        object_id=taak.onderwerp_id,
        resultaat="mislukt",
    )
