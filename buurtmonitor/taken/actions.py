"""Everything that changes a job. Time is the database's, so machines need not agree on it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from buurtmonitor.taken import queries, register, wekken
from buurtmonitor.taken.models import OPEN, Oproep, Taak, Taakstatus
from buurtmonitor.taken.uitzonderingen import Achterhaald, Geannuleerd

AFGEBROKEN = "De verwerking is te vaak afgebroken. Probeer het later opnieuw."


def plan(*, soort: str, onderwerp_id: str | UUID | int, by_id: str | UUID | int) -> Taak:
    """A waiting job, in the caller's transaction; the one already open, if there is one."""
    register.find(soort)
    key = {"soort": soort, "onderwerp_id": str(onderwerp_id)}
    for _ in range(2):
        try:
            with transaction.atomic():
                return _create(**key, by_id=str(by_id))
        except IntegrityError:
            # Between the refusal and this look the other job may have ended: then once more.
            if existing := Taak.objects.filter(**key, status__in=OPEN).first():
                return existing
    raise RuntimeError("no job could be planned")


def _create(*, soort: str, onderwerp_id: str, by_id: str) -> Taak:
    taak = Taak.objects.create(soort=soort, onderwerp_id=onderwerp_id, aangevraagd_door_id=by_id)
    _call(taak.pk)
    return taak


def _call(taak_id: UUID) -> None:
    """An outbox row now, a message once this transaction is committed."""
    Oproep.objects.create(taak_id=taak_id)
    transaction.on_commit(partial(send_call, taak_id=taak_id), robust=True)


def send_call(*, taak_id: UUID) -> bool:
    if not wekken.send(taak_id):
        return False
    sent = {"verzonden_op": Now(), "keer_verzonden": F("keer_verzonden") + 1}
    Oproep.objects.filter(taak_id=taak_id).update(**sent)
    return True


def claim(*, taak_id: UUID, werker: str = "") -> Taak | None:
    """The job with a new fence, or None: another has it, it is over, or it never existed."""
    with transaction.atomic():
        claimed = Taak.objects.filter(pk=taak_id, status=Taakstatus.WACHT).update(
            status=Taakstatus.BEZIG,
            poging=F("poging") + 1,
            fence=F("fence") + 1,
            gestart_op=Now(),
            werker=werker[:120],
            hartslag=Now(),
            lease_tot=Now() + settings.TAAK_LEASE,
        )
        if not claimed:
            return None
        Oproep.objects.filter(taak_id=taak_id).delete()
        return Taak.objects.get(pk=taak_id)


def _held(taak_id: UUID, fence: int) -> QuerySet[Taak]:
    return Taak.objects.filter(pk=taak_id, fence=fence, status=Taakstatus.BEZIG)


def beat(*, taak_id: UUID, fence: int) -> bool:
    """Lengthen the lease. False when the job has changed hands or is over."""
    lease = {"hartslag": Now(), "lease_tot": Now() + settings.TAAK_LEASE}
    return bool(_held(taak_id, fence).update(**lease))


def report_progress(*, taak_id: UUID, fence: int, percent: int, stap: str) -> None:
    """Raises `Achterhaald` when the job changed hands, `Geannuleerd` when a stop was asked."""
    progress = {"voortgang": max(0, min(100, percent)), "stap": stap[:200]}
    if not _held(taak_id, fence).update(**progress):
        raise Achterhaald
    if _held(taak_id, fence).filter(annuleren_gevraagd=True).exists():
        raise Geannuleerd


def lock(*, taak_id: UUID, fence: int) -> Taak:
    """The row, locked until the caller's transaction ends, if it is still the caller's job.

    A lease that ran out is no refusal as long as nobody took the job: the fence decides.
    """
    taak = _held(taak_id, fence).select_for_update().first()
    if taak is None:
        raise Achterhaald
    if taak.annuleren_gevraagd:
        raise Geannuleerd
    return taak


def finish(*, taak_id: UUID, fence: int) -> None:
    done = {"status": Taakstatus.KLAAR, "voortgang": 100, "stap": "", "klaar_op": Now()}
    if not _held(taak_id, fence).update(**done):
        raise Achterhaald


def fail(*, taak_id: UUID, fence: int, fout: str) -> bool:
    """`fout` is one Dutch sentence without values. False when the job changed hands."""
    return _write_off(_held(taak_id, fence), Taakstatus.MISLUKT, fout)


def stop(*, taak_id: UUID, fence: int) -> bool:
    """The worker saw that a stop was asked."""
    return _write_off(_held(taak_id, fence), Taakstatus.GEANNULEERD)


def request_cancel(*, taak_id: UUID) -> bool:
    """A waiting job stops at once, a running one at its next step. False when it is over, or of a
    kind that must be finished."""
    soort = Taak.objects.filter(pk=taak_id).values_list("soort", flat=True).first()
    if soort is None or not register.may_stop(soort):
        return False
    waiting = Taak.objects.filter(pk=taak_id, status=Taakstatus.WACHT)
    if _write_off(waiting, Taakstatus.GEANNULEERD):
        return True
    running = Taak.objects.filter(pk=taak_id, status=Taakstatus.BEZIG)
    return bool(running.update(annuleren_gevraagd=True))


@transaction.atomic
def _write_off(row: QuerySet[Taak], status: Taakstatus, fout: str = "") -> bool:
    taak = row.select_for_update().first()
    if taak is None:
        return False
    Oproep.objects.filter(taak=taak).delete()
    end = {"status": status, "fout": fout[:400], "klaar_op": Now(), "fence": F("fence") + 1}
    Taak.objects.filter(pk=taak.pk).update(**end)
    if hook := register.hook(taak.soort):
        taak.refresh_from_db()
        hook(taak)
    return True


def give_back(*, taak_id: UUID, fence: int) -> bool:
    """Back to waiting, for another try; written off when the tries are used up."""
    return _give_back(_held(taak_id, fence))


def take_back(*, taak_id: UUID) -> bool:
    """The same for a job whose worker was not heard of until its lease ran out."""
    return _give_back(queries.expired_jobs().filter(pk=taak_id))


@transaction.atomic
def _give_back(row: QuerySet[Taak]) -> bool:
    taak = row.select_for_update(skip_locked=True).first()
    if taak is None:
        return False
    this = Taak.objects.filter(pk=taak.pk)
    if taak.annuleren_gevraagd:
        return _write_off(this, Taakstatus.GEANNULEERD)
    if taak.poging >= taak.max_pogingen:
        return _write_off(this, Taakstatus.MISLUKT, AFGEBROKEN)
    waiting = {"status": Taakstatus.WACHT, "voortgang": 0, "stap": "", "lease_tot": None}
    this.update(**waiting, fence=F("fence") + 1)
    _call(taak.pk)
    return True


def cancel_open(*, soort: str, onderwerp_id: str | UUID | int) -> bool:
    """Ask the open job about this subject to stop, if there is one."""
    open_job = queries.open_jobs(onderwerp_id=onderwerp_id).filter(soort=soort).first()
    return open_job is not None and request_cancel(taak_id=open_job.pk)


def cut_off(*, onderwerp_id: str | UUID | int) -> int:
    """Write off every open job about this subject, also one that runs: its worker may write no
    more, for the fence has risen. How many there were."""
    nummers = list(queries.open_jobs(onderwerp_id=onderwerp_id).values_list("pk", flat=True))
    rijen = (Taak.objects.filter(pk=nummer, status__in=OPEN) for nummer in nummers)
    return sum(_write_off(rij, Taakstatus.GEANNULEERD) for rij in rijen)
