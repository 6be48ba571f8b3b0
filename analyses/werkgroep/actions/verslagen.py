"""The minutes: asked for, made in a job, taken along."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from analyses.werkgroep import opslag, policies
from analyses.werkgroep.actions.gedeeld import locked, note
from analyses.werkgroep.models import Bijeenkomst, Verslag, Verslagsoort
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from privacy import kluis
from privacy.bewaren import check_not_being_destroyed
from privacy.logboek import Actie, log
from privacy.models import Account, Sleutel, Sleuteldoel
from privacy.permissions import require
from privacy.rollen import Recht

# Longer than a job of minutes may take: what is nobody's by then stays nobody's.
WEES_NA = timedelta(days=1)


@dataclass(frozen=True)
class Geschreven:
    """A document that lies in the store, under the number that its row will have."""

    nummer: UUID
    soort: Verslagsoort
    sha256: str
    omvang: int
    sleutel: Sleutel


@transaction.atomic
def request_minutes(*, bijeenkomst: Bijeenkomst, by: Account) -> Taak:
    require(by, Recht.bijeenkomst_voeren)
    bijeenkomst = locked(bijeenkomst.pk)
    policies.check_now(bijeenkomst, policies.VERSLAAN)
    policies.check_takes_part(bijeenkomst, by)
    check_not_being_destroyed("bijeenkomst", [bijeenkomst.pk])
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
    check_not_being_destroyed("bijeenkomst", [bijeenkomst.pk])
    oud = list(bijeenkomst.verslagen.select_for_update(of=("self",)).select_related("sleutel"))
    bijeenkomst.verslagen.all().delete()
    Verslag.objects.bulk_create(
        Verslag(
            id=stuk.nummer,
            bijeenkomst=bijeenkomst,
            soort=stuk.soort,
            versie=versie,
            sha256=stuk.sha256,
            omvang=stuk.omvang,
            sleutel=stuk.sleutel,
            gemaakt_door=by,
        )
        for stuk in documenten
    )
    note(Actie.verslag_gemaakt, bijeenkomst, by, versie=versie)
    return oud


def write_document(
    *, bijeenkomst: Bijeenkomst, soort: Verslagsoort, inhoud: bytes, sha256: str, by: Account
) -> Geschreven:
    """Into the store, with a key of its own; nobody's until it is published."""
    sleutel, _ = kluis.make_key(doel=Sleuteldoel.verslag, by=by)
    nummer = uuid4()
    opslag.store(opslag.document_path(bijeenkomst.pk, nummer), inhoud, sleutel)
    return Geschreven(nummer, soort, sha256, len(inhoud), sleutel)


def discard_document(
    *, bijeenkomst_id: str, nummer: UUID, sleutel: Sleutel | None, by: Account | None
) -> None:
    """Replaced, or never published. The key goes first."""
    if sleutel is not None:
        kluis.destroy_key(sleutel, by=by)
    opslag.remove(opslag.document_path(bijeenkomst_id, nummer))


@transaction.atomic
def clear_leftovers(*, by: Account | None) -> int:
    """What jobs that died left, and documents from before they were encrypted: these can be made
    again. How many keys and files went."""
    Verslag.objects.filter(sleutel=None).delete()
    sleutels = list(_keys_of_nobody())
    for sleutel in sleutels:
        kluis.destroy_key(sleutel, by=by)
    rijen = Verslag.objects.values_list("bijeenkomst", "pk")
    bestanden = opslag.leftovers({opslag.document_path(*rij) for rij in rijen}, WEES_NA)
    for pad in bestanden:
        opslag.remove(pad)
    if weg := len(sleutels) + len(bestanden):
        log(actie=Actie.verslagen_opgeruimd, door=by, bijzonderheden={"aantal": weg})
    return weg


def _keys_of_nobody() -> QuerySet[Sleutel]:
    oud = Sleutel.objects.filter(doel=Sleuteldoel.verslag, aangemaakt_op__lt=Now() - WEES_NA)
    return oud.filter(vernietigd_op=None).exclude(pk__in=Verslag.objects.values("sleutel"))


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
