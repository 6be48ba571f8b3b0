"""Sends a worker the number of a waiting job. May fail: the sweeper sends again."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.conf import settings
from kombu.connection import Connection

from buurtmonitor.celery import app

log = structlog.get_logger(__name__)

VOER_UIT = "buurtmonitor.taken.tasks.voer_uit"
# A page waits for this at most; a broker that is up answers in a millisecond or two.
WACHTTIJD = 0.25


def send(taak_id: UUID) -> bool:
    """False when the broker did not take it; never raises, never waits long."""
    try:
        with _connection() as connection:
            app.send_task(
                VOER_UIT, (str(taak_id),), connection=connection, ignore_result=True, retry=False
            )
    except Exception as error:
        log.warning("oproep_niet_verzonden", taak=str(taak_id), fouttype=type(error).__name__)
        return False
    return True


def _connection() -> Connection:
    """Not from Celery's pool: that one is as patient as a worker must be."""
    impatient = settings.CELERY_BROKER_TRANSPORT_OPTIONS | {
        "socket_timeout": WACHTTIJD,
        "socket_connect_timeout": WACHTTIJD,
        "max_retries": 1,
        "connect_retries_timeout": WACHTTIJD,
        "interval_start": 0,
        "interval_step": 0,
    }
    url = settings.CELERY_BROKER_URL
    connection: Connection = app.connection_for_write(url, transport_options=impatient)
    return connection
