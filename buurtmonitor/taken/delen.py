"""One job in parts, done by whichever workers are free. Used by `uitvoering` alone.

Each part is a job of its own, with its own lease and fence, so that any worker on any machine can
take it. Who shares out does parts too: with one worker, or a broker that is down, all still gets
done, and nobody waits for a worker that is waiting itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from uuid import UUID

from buurtmonitor.taken import actions, queries
from buurtmonitor.taken.models import OPEN, Taak, Taakstatus
from buurtmonitor.taken.uitvoeren import perform
from buurtmonitor.taken.uitzonderingen import OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk

WACHTTIJD = 0.1  # seconds between two looks when others do the last parts
DEEL_MISLUKT = "Een deel van het werk lukte niet. Probeer het later opnieuw."


def share(
    werk: Werk, *, soort: str, onderwerpen: Sequence[str], gedaan: Callable[[float], None]
) -> None:
    """Return when every part is done; `gedaan` hears which share of them is, often, and what it
    raises ends the other parts too. A part that failed is an `OnjuisteOpdracht`."""
    try:
        nummers = [
            actions.plan(soort=soort, onderwerp_id=deel, by_id=werk.aangevraagd_door_id).pk
            for deel in onderwerpen
        ]
        delen = Taak.objects.filter(pk__in=nummers)
        while open_ := delen.filter(status__in=OPEN).count():
            gedaan(1 - open_ / len(nummers))
            if not _do_one(nummers):
                time.sleep(WACHTTIJD)
        _refuse_failures(delen.exclude(status=Taakstatus.KLAAR).first())
    except BaseException:
        for deel in onderwerpen:
            actions.cut_off(onderwerp_id=deel)
        raise


def _do_one(nummers: Sequence[UUID]) -> bool:
    """The last that waits: other workers are called for the first. False when none does."""
    for kwijt in queries.expired_jobs().filter(pk__in=nummers):
        actions.take_back(taak_id=kwijt.pk)
    wacht = Taak.objects.filter(pk__in=nummers, status=Taakstatus.WACHT)
    volgende = wacht.order_by("-aangemaakt_op").first()
    if volgende is None:
        return False
    perform(volgende.pk)
    return True


def _refuse_failures(mislukt: Taak | None) -> None:
    if mislukt is not None:
        raise OnjuisteOpdracht(mislukt.fout or DEEL_MISLUKT)
