"""Runs one job, from claim to end. Imported by `tasks`, so inside workers (and tests) alone."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from uuid import UUID, uuid4

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from buurtmonitor.taken import actions, register
from buurtmonitor.taken.uitzonderingen import Achterhaald, Geannuleerd, OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk

log = structlog.get_logger(__name__)

ONVERWACHT = "Er ging iets mis bij de verwerking. Meld code {} bij de beheerder."
TE_LANG = "De verwerking duurde te lang en is gestopt. Vraag de beheerder om hulp."


def perform(taak_id: UUID, *, heartbeat: bool = True) -> None:
    """Claim the job and do it. Nothing happens when there is nothing to claim."""
    taak = actions.claim(taak_id=taak_id, werker=f"{socket.gethostname()}:{os.getpid()}")
    if taak is None:
        return
    werk = Werk(taak)
    beating = _beating(werk) if heartbeat else nullcontext()
    with structlog.contextvars.bound_contextvars(taak=str(taak_id), soort=taak.soort), beating:
        _run(werk)


def _run(werk: Werk) -> None:
    """Every way in which a job can end, and what is written then."""
    taak_id, fence = werk.taak_id, werk.fence
    try:
        register.resolve(register.find(werk.soort).uitvoering)(werk)
        if not werk.gepubliceerd:
            actions.finish(taak_id=taak_id, fence=fence)
    except Geannuleerd:
        actions.stop(taak_id=taak_id, fence=fence)
    except Achterhaald:
        log.warning("taak_achterhaald", fence=fence)
    except OnjuisteOpdracht as error:
        actions.fail(taak_id=taak_id, fence=fence, fout=str(error))
    except (OperationalError, InterfaceError) as error:
        log.warning("taak_database_weg", exc_info=error)
        connection.close()
        actions.give_back(taak_id=taak_id, fence=fence)
    except SoftTimeLimitExceeded:
        log.error("taak_te_lang")
        actions.fail(taak_id=taak_id, fence=fence, fout=TE_LANG)
    except Exception as error:
        code = uuid4().hex[:8]
        log.error("taak_mislukt", code=code, exc_info=error)
        actions.fail(taak_id=taak_id, fence=fence, fout=ONVERWACHT.format(code))


@contextmanager
def _beating(werk: Werk) -> Iterator[None]:
    """Lengthens the lease from a thread of its own while the job runs."""
    done = threading.Event()
    thread = threading.Thread(target=_beat, args=(werk, done), daemon=True, name="hartslag")
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=10)


def _beat(werk: Werk, done: threading.Event) -> None:
    interval = settings.TAAK_LEASE.total_seconds() / 4
    try:
        while not done.wait(interval):
            _beat_once(werk)
    finally:
        connection.close()


def _beat_once(werk: Werk) -> None:
    """A database that is away for a moment is no reason to give up the job."""
    try:
        if not actions.beat(taak_id=werk.taak_id, fence=werk.fence):
            werk.verloren.set()
    except (OperationalError, InterfaceError):
        connection.close()
