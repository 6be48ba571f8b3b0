"""The two Celery tasks there are: do one job, and sweep."""

from __future__ import annotations

from uuid import UUID

import structlog
from celery import shared_task

from buurtmonitor.taken import actions, queries
from buurtmonitor.taken.uitvoeren import perform

log = structlog.get_logger(__name__)

# So many at a time; the next sweep follows in ten seconds.
PER_KEER = 200


@shared_task
def voer_uit(taak_id: str) -> None:
    """A forged or repeated number claims nothing and so does nothing."""
    try:
        key = UUID(taak_id)
    except (ValueError, TypeError, AttributeError):
        log.warning("oproep_onleesbaar")
        return
    perform(key)


@shared_task
def veeg() -> None:
    sweep()


def sweep() -> None:
    """Take back jobs of workers that died, send calls that were not sent or got lost."""
    for taak_id in list(queries.expired_jobs().values_list("pk", flat=True)[:PER_KEER]):
        _take_back(taak_id)
    for taak_id in list(queries.calls_to_send().values_list("pk", flat=True)[:PER_KEER]):
        if not actions.send_call(taak_id=taak_id):
            return


def _take_back(taak_id: UUID) -> None:
    """One job that can't be taken back must not keep the others waiting."""
    try:
        actions.take_back(taak_id=taak_id)
    except Exception as error:
        log.error("taak_niet_teruggenomen", taak=str(taak_id), exc_info=error)
