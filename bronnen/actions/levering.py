"""From landing to approved delivery."""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from bronnen import leverschemas, opslag, policies, queries
from bronnen.actions.besluitvorming import after_decision, content_hash
from bronnen.kern.leverschema import Aanbieding, Leververslag
from bronnen.models import (
    LEVENDE_STATUSSEN,
    Akkoordstatus,
    Bronakkoord,
    Landing,
    Levering,
    Leveringstatus,
)
from bronnen.upload import Ontvangst
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.queries import open_jobs
from privacy import besluiten, klok, kluis, poort
from privacy.actions.dossier import mark_in_use
from privacy.besluiten import decide
from privacy.logboek import Actie, log, refusals_logged
from privacy.models import (
    Account,
    Onderwerp,
    Onderzoek,
    Organisatie,
    Sleuteldoel,
    Uitkomst,
)
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.slot import lock_until_commit
from privacy.uitzonderingen import Geweigerd

AKKOORD_VERVALLEN = (
    "De privacy-officer heeft het akkoord op deze bron veranderd. Er is niets bewaard. "
    "Lever opnieuw zodra er weer een akkoord is."
)
LANDING_VERLOPEN = "Het bestand ligt hier langer dan 24 uur. Lever het opnieuw."
LANDING_BEWAREN = timedelta(hours=24)
MAX_OPEN_LANDINGEN = 5  # per account: a broken client cannot fill the disk


@transaction.atomic
def announce(
    *, onderzoek: Onderzoek, aanbieding: Aanbieding, bestandsnaam: str, by: Account
) -> Landing:
    """The supplier says what comes; the upload itself fills the landing."""
    require(by, Recht.levering_doen)
    organisatie = _supplier(by, aanbieding.bron)
    _check_offer(aanbieding)
    check_gate(onderzoek.pk, [aanbieding.bron])
    if not Bronakkoord.objects.filter(
        onderzoek=onderzoek, bron=aanbieding.bron, status=Akkoordstatus.goedgekeurd
    ).exists():
        raise Geweigerd(
            "De privacy-officer heeft deze bron nog niet goedgekeurd. Lever pas na dat akkoord."
        )
    lock_until_commit(f"landingen:{by.pk}")
    open_landingen = Landing.objects.filter(
        door=by,
        vernietigd_op=None,
        levering=None,
        aangemaakt_op__gt=Now() - timedelta(hours=1),
    )
    if open_landingen.count() >= MAX_OPEN_LANDINGEN:
        raise Geweigerd("Er lopen al vijf uploads van u. Wacht tot er een klaar is.")
    sleutel, _ = kluis.make_key(doel=Sleuteldoel.landing, by=by)
    return Landing.objects.create(
        onderzoek=onderzoek,
        bron=aanbieding.bron,
        organisatie=organisatie,
        door=by,
        aanbieding=offer_as_dict(aanbieding),
        bestandsnaam=bestandsnaam,
        sleutel=sleutel,
    )


def receive(
    *, landing: Landing, ontvangst: Ontvangst, bestand: Path, by: Account
) -> tuple[Levering, bool]:
    """Turn a filled landing into a delivery; the same file twice gives the first one back.

    `bestand`: what the upload wrote, which is gone or in its place when this returns. Returns the
    delivery and whether it is new.
    """
    try:
        with transaction.atomic():
            return _receive(landing, ontvangst, bestand, by), True
    except IntegrityError:
        return _delivered_before(landing, ontvangst, by), False
    finally:
        bestand.unlink(missing_ok=True)


def _receive(landing: Landing, ontvangst: Ontvangst, bestand: Path, by: Account) -> Levering:
    require(by, Recht.levering_doen)
    landing = Landing.objects.select_for_update().get(pk=landing.pk)
    _check_open(landing, by)
    mark_in_use(onderzoek=check_gate(landing.onderzoek_id, [landing.bron]), by=None)
    levering = Levering(
        onderzoek=landing.onderzoek,
        bron=landing.bron,
        organisatie=landing.organisatie,
        geleverd_door=by,
        aanbieding=landing.aanbieding,
        bestandsnaam=landing.bestandsnaam,
        omvang=ontvangst.omvang,
        sha256=ontvangst.sha256,
        landing=landing,
    )
    levering.nummer = f"L-{levering.pk.hex[:4]}-{levering.pk.hex[4:8]}".upper()
    levering.save()
    taken.plan(soort="deur", onderwerp_id=levering.pk, by_id=by.pk)
    log(
        actie=Actie.levering_ontvangen,
        door=by,
        object_soort="levering",
        object_id=levering.pk,
    )
    opslag.move(bestand, opslag.landing_path(landing.pk))
    return levering


def _check_open(landing: Landing, by: Account) -> None:
    """Geweigerd unless this landing is one's own and still waits for its file."""
    if landing.door_id != by.pk:
        raise Geweigerd("Dit bestand is door een ander aangekondigd. Kondig uw bestand zelf aan.")
    if Levering.objects.filter(landing=landing).exists():
        raise Geweigerd("Hier is al een bestand geleverd. Kondig een volgend bestand opnieuw aan.")
    if landing.vernietigd_op is not None:
        raise Geweigerd("Deze aankondiging is verlopen. Kies het bestand opnieuw.")


@transaction.atomic
def _delivered_before(landing: Landing, ontvangst: Ontvangst, by: Account) -> Levering:
    """The delivery of the same file, if it is one's own; this second landing is let go."""
    eerder = Levering.objects.filter(
        onderzoek=landing.onderzoek,
        bron=landing.bron,
        sha256=ontvangst.sha256,
        status__in=LEVENDE_STATUSSEN,
    ).first()
    if eerder is None:  # withdrawn or refused at this very moment
        raise Geweigerd("Dit lukte net niet. Lever het bestand nog een keer.")
    if eerder.organisatie_id != landing.organisatie_id:
        raise Geweigerd("Een andere organisatie leverde dit bestand al. Overleg met de analist.")
    destroy_landing(landing=landing, by=by)
    return eerder


def abandon_landing(*, landing: Landing, by: Account) -> None:
    """The upload failed: nothing of it is kept. A landing that was filled meanwhile stays."""
    with transaction.atomic():
        huidig = Landing.objects.select_for_update().get(pk=landing.pk)
        if not Levering.objects.filter(landing=huidig).exists():
            destroy_landing(landing=huidig, by=by)


@transaction.atomic
def destroy_landing(*, landing: Landing, by: Account | None) -> None:
    """Key first, then the ciphertext; safe to run twice."""
    landing = Landing.objects.select_for_update().get(pk=landing.pk)
    if landing.vernietigd_op is not None:
        return
    if landing.sleutel is not None:
        kluis.destroy_key(landing.sleutel, by=by)
    for rest in opslag.uploads(landing.pk):
        rest.unlink(missing_ok=True)
    opslag.remove(opslag.landing_path(landing.pk))
    landing.vernietigd_op = timezone.now()
    landing.save(update_fields=["vernietigd_op"])
    log(
        actie=Actie.landing_vernietigd,
        door=by,
        object_soort="landing",
        object_id=landing.pk,
    )


def old_landings() -> QuerySet[Landing]:
    """What landed more than 24 hours ago and is still there; the clock is the database's."""
    grens = klok.now() - LANDING_BEWAREN
    return Landing.objects.filter(vernietigd_op=None, aangemaakt_op__lt=grens)


@transaction.atomic
def expire_landing(*, landing: Landing, by: Account | None) -> None:
    """The file was not checked within 24 hours: it goes, and its delivery has failed."""
    levering = Levering.objects.filter(landing=landing).first()
    if levering is not None:
        taken.cancel_open(soort="deur", onderwerp_id=levering.pk)
        fail_check(levering_id=str(levering.pk), by=by)
    destroy_landing(landing=landing, by=by)


@transaction.atomic
def start_check(*, levering_id: str, by: Account | None) -> Levering:
    """The door opens: from now on only what is approved at this moment is read."""
    levering = _locked(levering_id)
    policies.LEVERING.check(levering.status, Leveringstatus.in_controle)
    if old_landings().filter(levering=levering).exists():
        raise Geweigerd(LANDING_VERLOPEN)
    elementen = approved_elements(levering.onderzoek_id, levering.bron)
    if not elementen:
        raise Geweigerd(AKKOORD_VERVALLEN)
    _discard(levering, by=by)  # left by an attempt that died
    levering.sleutel, _ = kluis.make_key(doel=Sleuteldoel.levering, by=by)
    levering.elementen = elementen
    levering.status = Leveringstatus.in_controle
    levering.save()
    log(
        actie=Actie.controle_gestart,
        door=by,
        object_soort="levering",
        object_id=levering.pk,
    )
    return levering


@transaction.atomic
def record_report(
    *,
    levering_id: str,
    verslag: Leververslag,
    cijfertekst_sha256: str,
    by: Account | None,
) -> Levering:
    """Store what the door found; a refused file loses its key and its output at once."""
    levering = _locked(levering_id)
    naar = Leveringstatus.wacht_op_akkoord if verslag.aanvaard else Leveringstatus.afgekeurd
    policies.LEVERING.check(levering.status, naar)
    if not set(levering.elementen) <= set(approved_elements(levering.onderzoek_id, levering.bron)):
        raise Geweigerd(AKKOORD_VERVALLEN)
    levering.verslag = verslag.als_dict()
    levering.cijfertekst_sha256 = cijfertekst_sha256
    levering.status = naar
    levering.save()
    log(
        actie=Actie.levering_gecontroleerd,
        door=by,
        object_soort="levering",
        object_id=levering.pk,
        resultaat="gelukt" if verslag.aanvaard else "geweigerd",
        bijzonderheden={
            "gelezen": verslag.rijen_gelezen,
            "geweigerd": verslag.rijen_geweigerd,
        },
    )
    if not verslag.aanvaard:
        _discard(levering, by=by)
    if levering.landing is not None:
        destroy_landing(landing=levering.landing, by=by)
    return levering


@transaction.atomic
def fail_check(*, levering_id: str, by: Account | None) -> None:
    """The job gave up: nothing of the file is kept, the supplier delivers again."""
    levering = Levering.objects.select_for_update().filter(pk=levering_id).first()
    if levering is None:
        return
    if levering.status == Leveringstatus.ingetrokken:
        _discard(levering, by=by)  # what the door still wrote meanwhile
    if levering.status not in (Leveringstatus.ontvangen, Leveringstatus.in_controle):
        return
    policies.LEVERING.check(levering.status, Leveringstatus.mislukt)
    levering.status = Leveringstatus.mislukt
    levering.save(update_fields=["status", "gewijzigd_op"])
    _discard(levering, by=by)
    if levering.landing is not None:
        destroy_landing(landing=levering.landing, by=by)
    log(
        actie=Actie.levering_gecontroleerd,
        door=by,
        object_soort="levering",
        object_id=levering.pk,
        resultaat="mislukt",
    )


@transaction.atomic
def withdraw(*, levering: Levering, by: Account) -> Levering:
    """The supplier takes a delivery back, as long as it has not been linked."""
    require(by, Recht.levering_doen)
    # In the order in which a job that publishes locks them: first the job, then what it is about.
    list(open_jobs(onderwerp_id=levering.pk).select_for_update())
    levering = _locked(str(levering.pk))
    if levering.organisatie_id != by.organisatie_id:
        raise Geweigerd("Deze levering is niet van uw organisatie.")
    if queries.is_linked(levering):
        raise Geweigerd(
            "Deze levering is al gekoppeld. Vraag de privacy-officer om de gegevens te vernietigen."
        )
    policies.LEVERING.check(levering.status, Leveringstatus.ingetrokken)
    levering.status = Leveringstatus.ingetrokken
    levering.save()
    taken.cancel_open(soort="deur", onderwerp_id=levering.pk)
    _discard(levering, by=by)
    if levering.landing is not None:
        destroy_landing(landing=levering.landing, by=by)
    log(
        actie=Actie.levering_ingetrokken,
        door=by,
        object_soort="levering",
        object_id=levering.pk,
    )
    return levering


def delivery_version(levering: Levering) -> str:
    """Hash of what an officer decides on: the report and the ciphertext it is of."""
    return content_hash([str(levering.pk), levering.cijfertekst_sha256, levering.verslag])


def decide_delivery(
    *, levering: Levering, uitkomst: Uitkomst, reden: str, gezien: str, by: Account
) -> Levering:
    """One officer's decision; `gezien` is the `delivery_version` of the page he had before him."""
    with (
        refusals_logged(
            Actie.levering_besluit, door=by, object_soort="levering", object_id=levering.pk
        ),
        transaction.atomic(),
    ):
        levering = _locked(str(levering.pk))
        stand = decide(
            onderwerp=Onderwerp.levering,
            onderwerp_id=str(levering.pk),
            versie=gezien,
            huidige_versie=delivery_version(levering),
            uitkomst=uitkomst,
            reden=reden,
            by=by,
            aanvrager_id=levering.geleverd_door_id,
            akkoorden_nodig=policies.approvals_needed(leverschemas.schema(levering.bron)),
        )
        naar = after_decision(Leveringstatus, stand)
        policies.LEVERING.check(levering.status, naar)
        levering.status = naar
        if naar == Leveringstatus.geweigerd:
            levering.bewaren_tot = Now()  # it will never be used
        levering.save()
        levering.refresh_from_db(fields=["bewaren_tot"])
        return levering


@transaction.atomic
def withdraw_approval(*, levering: Levering, reden: str, by: Account) -> Levering:
    """The officer takes the approval back; the data stay until they are destroyed."""
    levering = _locked(str(levering.pk))
    policies.LEVERING.check(levering.status, Leveringstatus.akkoord_ingetrokken)
    besluiten.withdraw(onderwerp=Onderwerp.levering, onderwerp_id=levering.pk, reden=reden, by=by)
    levering.status = Leveringstatus.akkoord_ingetrokken
    levering.save()
    return levering


def approved_elements(onderzoek_id: UUID, bron: str) -> list[str]:
    """What may be read and linked of a source now; nothing when its approval is not (any more)
    there. Locked, so that it can't be taken back before the caller's transaction ends.

    Geweigerd when the onderzoek, or the document that the source needs, does not hold now.
    """
    check_gate(onderzoek_id, [bron])
    return elements_behind_the_gate(onderzoek_id, bron)


def elements_behind_the_gate(onderzoek_id: UUID, bron: str) -> list[str]:
    """The same, for who looked at the gate already in this transaction."""
    akkoord = (
        Bronakkoord.objects.select_for_update()
        .filter(onderzoek_id=onderzoek_id, bron=bron, status=Akkoordstatus.goedgekeurd)
        .first()
    )
    return list(akkoord.goedgekeurd) if akkoord else []


def check_gate(onderzoek_id: UUID, bronnen: Iterable[str], by: Account | None = None) -> Onderzoek:
    """Geweigerd unless the gate is open now for these sources, and for `by` where named."""
    onderzoek = poort.check_study(onderzoek_id)
    soorten = {leverschemas.schema(bron).document for bron in bronnen} - {""}
    poort.check_documents(onderzoek_id, soorten)
    poort.check_person(onderzoek, soorten, by)
    return onderzoek


def offer_as_dict(aanbieding: Aanbieding) -> dict[str, Any]:
    """The aanbiedingsgegevens as JSON, dates as ISO text."""
    gegevens: dict[str, Any] = json.loads(json.dumps(vars(aanbieding), default=str))
    return gegevens


def _supplier(by: Account, bron: str) -> Organisatie:
    if by.organisatie is None or bron not in by.organisatie.bronnen:
        raise Geweigerd("Uw organisatie levert deze bron niet. Kies een bron van uzelf.")
    return by.organisatie


def _check_offer(aanbieding: Aanbieding) -> None:
    if not aanbieding.periode_begin <= aanbieding.periode_einde:
        raise Geweigerd("Het einde van de periode ligt voor het begin. Draai de datums om.")


def _locked(levering_id: str) -> Levering:
    return Levering.objects.select_for_update().get(pk=levering_id)


def _discard(levering: Levering, *, by: Account | None) -> None:
    """Key first, then the file: what was accepted for a moment can no longer be read."""
    if levering.sleutel is not None:
        kluis.destroy_key(levering.sleutel, by=by)
    for bestand in opslag.delivery_files(levering.pk):
        opslag.remove(bestand)


def job_ended(taak: Taak) -> None:
    """The check failed for good or was stopped; called in the transaction that says so."""
    fail_check(levering_id=taak.onderwerp_id, by=None)
