"""Destruction, in steps that are each safe to do again: after a crash anywhere it goes on.

begin     the ledger has it; nothing new may use it        (`actions.vernietiging.begin_post`)
jobs      what runs on it is stopped, and may publish no more
keys      overwritten, removed, synced: every copy and backup is unreadable from here on
files     the ciphertext
rows      what in the database is still about persons, and what was made of it
check     nothing opens any more; else it is not done
finish    the object is marked; after the last one the list, with its verklaring
"""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from uuid import UUID

import structlog
from django.core.checks import CheckMessage, Error
from django.db import transaction

from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.queries import open_jobs
from privacy import kluis, vernietigbaar, vernietigingsregister
from privacy.actions import vernietiging as actions
from privacy.kern.vernietigingsregister import Regel, Registerfout
from privacy.modellen_vernietiging import Vernietigingslijst
from privacy.models import Account, Sleutel

logregel = structlog.get_logger(__name__)

STOPTIJD = 20.0  # seconds that a running job gets to stop by itself
NIET_GELUKT = "Niet alles is te vernietigen. Meld dit bij de beheerder; er is nog niets verklaard."
REGISTER_KAPOT = (
    "Het vernietigingsregister naast de kluis is veranderd of beschadigd. Zet het bewaarde register"
    " terug en draai ‘manage.py vernietiging herhaal’."
)
Controle = Callable[[], None]


class NietWeg(Exception):
    """Something of what was to be destroyed is still there."""


def destroy_list(
    lijst: Vernietigingslijst, *, by: Account | None, controleer: Controle = lambda: None
) -> None:
    """Every object of an agreed list; `controleer` raises when this worker must stop."""
    actions.add_derived(lijst=lijst, by=by)
    for nummer in lijst.posten.order_by("pk").values_list("pk", flat=True):
        controleer()
        destroy_object(nummer, by=by, controleer=controleer)


def destroy_object(post_id: int, *, by: Account | None, controleer: Controle) -> None:
    post = actions.begin_post(post_id=post_id, by=by)
    if post is None:
        return
    vernietigingsregister.save_file()
    stop_jobs(subjects_of(post.soort, post.object_id), controleer=controleer)
    erase_keys(post.sleutels, by=by)
    erase_files(vernietigbaar.kind(post.soort).bestanden(post.object_id))
    erase_rows(post.soort, post.object_id, by=by)
    check_gone(post.soort, post.object_id, post.sleutels)
    actions.finish_post(post=post, by=by)


def subjects_of(soort: str, object_id: str) -> list[str]:
    """Of every job that may hold it open."""
    nummers = vernietigbaar.kind(soort).onderwerpen(object_id)
    for meegaand in vernietigbaar.along(soort):
        nummers += meegaand.onderwerpen(object_id)
    return nummers


def stop_jobs(onderwerpen: Sequence[str], *, controleer: Controle = lambda: None) -> None:
    """Ask, wait, and cut off what does not stop: its fence rises, so it can publish nothing."""
    for onderwerp in onderwerpen:
        for taak_id in list(open_jobs(onderwerp_id=onderwerp).values_list("pk", flat=True)):
            taken.request_cancel(taak_id=taak_id)
    tot = time.monotonic() + STOPTIJD
    while _any_open(onderwerpen) and time.monotonic() < tot:
        controleer()
        time.sleep(0.2)
    for onderwerp in onderwerpen:
        taken.cut_off(onderwerp_id=onderwerp)


def _any_open(onderwerpen: Iterable[str]) -> bool:
    return any(open_jobs(onderwerp_id=onderwerp).exists() for onderwerp in onderwerpen)


def erase_keys(sleutels: Iterable[str], *, by: Account | None) -> None:
    """Also a key whose row is gone or was put back."""
    for nummer in sleutels:
        sleutel = Sleutel.objects.filter(pk=nummer).first()
        if sleutel is not None:
            kluis.destroy_key(sleutel, by=by)
        else:
            kluis.erase_key(UUID(nummer))


def erase_files(bestanden: Iterable[Path]) -> None:
    """The ciphertext; of no use without the key, and gone from the folder on disk."""
    for pad in bestanden:
        pad.unlink(missing_ok=True)
        kluis.sync_folder(pad.parent)


def erase_rows(soort: str, object_id: str, *, by: Account | None) -> None:
    with transaction.atomic():
        for meegaand in vernietigbaar.along(soort):
            meegaand.verwijder(object_id, by)
        vernietigbaar.kind(soort).verwijder(object_id, by)


def check_gone(soort: str, object_id: str, sleutels: Iterable[str]) -> None:
    """Raises `NietWeg` as long as a key, a file or a job of it is left."""
    sleutels = list(sleutels)
    over = any(kluis.has_file(UUID(nummer)) for nummer in sleutels)
    over |= Sleutel.objects.filter(pk__in=sleutels, vernietigd_op__isnull=True).exists()
    over |= any(pad.exists() for pad in vernietigbaar.kind(soort).bestanden(object_id))
    if over or _any_open(subjects_of(soort, object_id)):
        raise NietWeg(f"{soort} {object_id} is not gone")


# --- after a restore ------------------------------------------------------------------------------
def replay(extra: Path | None = None, *, by: None) -> int:
    """Destroy again what a restored database, store or vault brought back; how much came back.

    `extra`: a copy of the register that was kept elsewhere.
    """
    regels = [*vernietigingsregister.read_file(), *vernietigingsregister.lines()]
    regels += vernietigingsregister.read_file(extra) if extra else []
    regels = sorted(dict.fromkeys(regels), key=lambda regel: regel.volgnummer)
    with transaction.atomic():
        vernietigingsregister.take_over(regels)
    vernietigingsregister.save_file()
    bewaard = {(b.soort, b.object_id) for b in vernietigbaar.everything()}
    terug = [r for r in regels if (r.soort, r.object_id) in bewaard or _opens(r)]
    for regel in terug:
        _again(regel)
    return len(terug) + kluis.erase_destroyed()


def _again(regel: Regel) -> None:
    stop_jobs(subjects_of(regel.soort, regel.object_id))
    erase_keys(regel.sleutels, by=None)
    erase_files(vernietigbaar.kind(regel.soort).bestanden(regel.object_id))
    erase_rows(regel.soort, regel.object_id, by=None)
    actions.record_repeated(
        soort=regel.soort, object_id=regel.object_id, regel=regel.volgnummer, by=None
    )
    check_gone(regel.soort, regel.object_id, regel.sleutels)


def _opens(regel: Regel) -> bool:
    try:
        check_gone(regel.soort, regel.object_id, regel.sleutels)
    except NietWeg:
        return True
    return False


def check_at_start(**_: object) -> list[CheckMessage]:
    """System check "opstart": what was destroyed is gone, before anybody is served."""
    try:
        terug = replay(by=None)
    except Registerfout:
        return [Error(REGISTER_KAPOT, id="vernietiging.E1")]
    except (NietWeg, OSError):
        return [Error(NIET_GELUKT, id="vernietiging.E2")]
    if terug:
        logregel.warning("vernietiging_herhaald", aantal=terug)
    return []
