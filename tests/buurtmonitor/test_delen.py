"""A job in parts: each part once, nothing left when it ends, and no need of a second worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models.functions import Now

from buurtmonitor.taken import actions, register
from buurtmonitor.taken.delen import share
from buurtmonitor.taken.models import OPEN, Taak, Taakstatus
from buurtmonitor.taken.uitvoeren import perform
from buurtmonitor.taken.uitzonderingen import Geannuleerd, OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk

pytestmark = pytest.mark.django_db(transaction=True)

DELEN = [f"deel-{nummer}" for nummer in range(6)]
gedaan: list[tuple[str, str]] = []
onderweg: list[Callable[[Werk], None]] = []


def heel(werk: Werk) -> None:
    share(
        werk,
        soort="proefdeel",
        onderwerpen=DELEN,
        gedaan=lambda deel: werk.voortgang(100 * deel, "Delen"),
    )


def deel(werk: Werk) -> None:
    for step in onderweg:
        step(werk)
    gedaan.append((werk.onderwerp_id, threading.current_thread().name))


register.register("proefheel", f"{__name__}:heel")
register.register("proefdeel", f"{__name__}:deel")


@pytest.fixture(autouse=True)
def leeg() -> None:
    gedaan.clear()
    onderweg.clear()


@pytest.fixture
def taak() -> Taak:
    return actions.plan(soort="proefheel", onderwerp_id=uuid4(), by_id=uuid4())


def states() -> set[str]:
    return set(Taak.objects.filter(soort="proefdeel").values_list("status", flat=True))


def helper(einde: threading.Event) -> None:
    """Another worker, that takes the part planned first."""
    try:
        while not einde.wait(0.002):
            wacht = Taak.objects.filter(soort="proefdeel", status=Taakstatus.WACHT)
            for volgende in wacht.order_by("aangemaakt_op")[:1]:
                perform(volgende.pk, heartbeat=False)
    finally:
        connection.close()


def test_one_worker_does_all_parts(taak: Taak) -> None:
    perform(taak.pk)
    taak.refresh_from_db()
    assert (taak.status, states()) == (Taakstatus.KLAAR, {Taakstatus.KLAAR})
    assert sorted(naam for naam, _ in gedaan) == DELEN


def test_two_workers_do_each_part_once(taak: Taak) -> None:
    onderweg.append(lambda werk: time.sleep(0.03))
    einde = threading.Event()
    thread = threading.Thread(target=helper, args=(einde,), name="ander")
    thread.start()
    perform(taak.pk)
    einde.set()
    thread.join()
    taak.refresh_from_db()
    assert taak.status == Taakstatus.KLAAR
    assert sorted(naam for naam, _ in gedaan) == DELEN
    assert {wie for _, wie in gedaan} == {"MainThread", "ander"}


def test_a_stop_ends_the_parts_too(taak: Taak) -> None:
    onderweg.append(lambda werk: actions.request_cancel(taak_id=taak.pk) and None)
    perform(taak.pk)
    taak.refresh_from_db()
    assert taak.status == Taakstatus.GEANNULEERD
    assert states() == {Taakstatus.KLAAR, Taakstatus.GEANNULEERD}
    assert len(gedaan) == 1


def test_a_part_that_fails_fails_the_whole_with_its_sentence(taak: Taak) -> None:
    def refuse(werk: Werk) -> None:
        raise OnjuisteOpdracht("Kies eerst een buurt.")

    onderweg.append(refuse)
    perform(taak.pk)
    taak.refresh_from_db()
    assert (taak.status, taak.fout) == (Taakstatus.MISLUKT, "Kies eerst een buurt.")
    assert not Taak.objects.filter(status__in=OPEN).exists()


def test_a_part_that_somebody_stops_stops_no_worse_than_failing(taak: Taak) -> None:
    def stopped(werk: Werk) -> None:
        raise Geannuleerd

    onderweg.append(stopped)
    perform(taak.pk)
    taak.refresh_from_db()
    assert taak.status == Taakstatus.MISLUKT


def test_the_part_of_a_worker_that_died_is_done_by_another(taak: Taak) -> None:
    def die(werk: Werk) -> None:
        """Somebody takes the first part, and is not heard of again."""
        onderweg.clear()
        dood = Taak.objects.get(onderwerp_id=DELEN[0])
        actions.claim(taak_id=dood.pk)
        Taak.objects.filter(pk=dood.pk).update(lease_tot=Now() - timedelta(seconds=1))

    onderweg.append(die)
    perform(taak.pk)
    taak.refresh_from_db()
    assert taak.status == Taakstatus.KLAAR
    assert Taak.objects.get(onderwerp_id=DELEN[0]).poging == 2
    assert sorted(naam for naam, _ in gedaan) == DELEN
