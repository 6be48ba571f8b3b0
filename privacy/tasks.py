"""What happens on schedule: what is past its term comes on a list, an onderzoek past its end is
marked so, and people are reminded."""

from __future__ import annotations

import structlog
from celery import shared_task

from privacy import herinneringen
from privacy.actions import dossier, opruimen
from privacy.actions import vernietiging as actions
from privacy.klok import KlokOnzeker
from privacy.logboek import Actie, log, origin

logregel = structlog.get_logger(__name__)


@shared_task
def bewaartermijnen() -> None:
    sweep()


@shared_task
def herinner() -> None:
    with origin("beat"):
        herinneringen.send_all()


@shared_task
def logboekkop() -> None:
    with origin("beat"):
        herinneringen.send_head()


def sweep() -> int:
    """How many lists were made. A clock that can't be trusted makes none and is logged."""
    with origin("beat"):
        try:
            lijsten = actions.sweep(by=None)
        except KlokOnzeker as onzeker:
            log(
                actie=Actie.klok_onzeker,
                door=None,
                object_soort="klok",
                resultaat="geweigerd",
                bijzonderheden={"reden": onzeker.melding},
            )
            logregel.error("klok_onzeker")
            return 0
        expire()
        opruimen.clean_rows(by=None)
        return len(lijsten)


def expire() -> None:
    """The gate is closed since the end date; now the author may ask for more time."""
    for onderzoek in dossier.ended_studies():
        dossier.expire_study(onderzoek=onderzoek, by=None)
