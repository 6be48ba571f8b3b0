"""What happens on schedule: a landing lives for 24 hours at most."""

from __future__ import annotations

import structlog
from celery import shared_task

from bronnen.actions import levering as actions
from bronnen.models import Landing
from privacy import klok
from privacy.klok import KlokOnzeker
from privacy.logboek import origin

log = structlog.get_logger(__name__)
PER_KEER = 100


@shared_task
def ruim_landingen_op() -> None:
    clean_landings()


def clean_landings() -> int:
    """How many were destroyed. One that can't be destroyed must not keep the others.

    At most so many at a time, and none while the clock can't be trusted.
    """
    with origin("beat"):
        try:
            klok.check()
        except KlokOnzeker:
            log.error("klok_onzeker")
            return 0
        return sum(_expired(landing) for landing in list(actions.old_landings()[:PER_KEER]))


def _expired(landing: Landing) -> bool:
    try:
        actions.expire_landing(landing=landing, by=None)
    except Exception as fout:
        log.error("landing_niet_opgeruimd", landing=str(landing.pk), exc_info=fout)
        return False
    return True
