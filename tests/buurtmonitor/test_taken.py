"""Jobs on the real database: claims, fences, leases, cancelling, the sweeper."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import redis
from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models.functions import Now
from pytest_django import Settings

from buurtmonitor.taken import actions, queries, register
from buurtmonitor.taken.models import Oproep, Taak, Taakstatus
from buurtmonitor.taken.tasks import sweep, voer_uit
from buurtmonitor.taken.uitvoeren import perform
from buurtmonitor.taken.uitzonderingen import Achterhaald, Geannuleerd, OnjuisteOpdracht
from buurtmonitor.taken.werk import Werk

pytestmark = pytest.mark.django_db(transaction=True)

gedaan: list[str] = []
afgelopen: list[tuple[str, str]] = []
onderweg: list[Callable[[Werk], None]] = []


def proef(werk: Werk) -> None:
    """The job of these tests: whatever the test put in `onderweg`, then its mark."""
    for step in onderweg:
        step(werk)
    gedaan.append(werk.onderwerp_id)


def kapotte_afloop(taak: Taak) -> None:
    raise ZeroDivisionError


def proef_na_afloop(taak: Taak) -> None:
    afgelopen.append((taak.onderwerp_id, taak.status))


register.register("proef", f"{__name__}:proef", na_afloop=f"{__name__}:proef_na_afloop")
register.register(
    "proef_met_kapotte_afloop", f"{__name__}:proef", na_afloop=f"{__name__}:kapotte_afloop"
)


class Wachtrij:
    """What waits in the real broker."""

    def __init__(self) -> None:
        self._client = redis.Redis.from_url(settings.REDIS_URL)
        self._client.flushdb()

    def numbers(self) -> list[UUID]:
        messages = [json.loads(raw) for raw in self._client.lrange("celery", 0, -1)]
        bodies = [json.loads(base64.b64decode(message["body"])) for message in reversed(messages)]
        return [UUID(arguments[0]) for arguments, _, _ in bodies]

    def close(self) -> None:
        self._client.flushdb()
        self._client.close()


@pytest.fixture(autouse=True)
def wachtrij() -> Iterator[Wachtrij]:
    for noted in (gedaan, afgelopen, onderweg):
        noted.clear()
    queue = Wachtrij()
    yield queue
    queue.close()


@pytest.fixture
def broker_weg(settings: Settings, tmp_path: Path) -> None:
    settings.CELERY_BROKER_URL = f"redis+socket://{tmp_path}/weg.sock"


@pytest.fixture
def broker_hangt(settings: Settings) -> Iterator[None]:
    """Takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        yield


@pytest.fixture
def taak() -> Taak:
    return actions.plan(soort="proef", onderwerp_id="a", by_id=uuid4())


def held(taak: Taak) -> dict[str, object]:
    return {"taak_id": taak.pk, "fence": taak.fence}


def let_lease_run_out(taak: Taak) -> None:
    Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))


def status(taak: Taak) -> str:
    taak.refresh_from_db()
    return taak.status


def in_parallel(*functions: Callable[[], object]) -> list[object]:
    """All at the same moment, each with a database connection of its own."""
    barrier = threading.Barrier(len(functions))
    results: list[object] = []

    def run(function: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results.append(function())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# --- planning ------------------------------------------------------------------------------------


def test_a_planned_job_waits_and_its_call_is_sent(taak: Taak, wachtrij: Wachtrij) -> None:
    assert taak.status == Taakstatus.WACHT
    assert wachtrij.numbers() == [taak.pk]


def test_a_job_of_a_rolled_back_request_never_existed(wachtrij: Wachtrij) -> None:
    with transaction.atomic():
        actions.plan(soort="proef", onderwerp_id="a", by_id=1)
        transaction.set_rollback(True)
    assert not Taak.objects.exists()
    assert wachtrij.numbers() == []


def test_a_second_click_gives_the_same_job(taak: Taak) -> None:
    assert actions.plan(soort="proef", onderwerp_id="a", by_id=2) == taak


def test_parallel_clicks_give_one_job(wachtrij: Wachtrij) -> None:
    def click() -> UUID:
        return actions.plan(soort="proef", onderwerp_id="a", by_id=1).pk

    assert len(set(in_parallel(click, click, click, click))) == 1
    assert len(wachtrij.numbers()) == 1


def test_after_its_end_a_subject_gets_a_new_job(taak: Taak) -> None:
    perform(taak.pk)
    assert actions.plan(soort="proef", onderwerp_id="a", by_id=1) != taak


def test_an_unknown_kind_of_job_is_refused() -> None:
    with pytest.raises(register.OnbekendeSoort):
        actions.plan(soort="onbekend", onderwerp_id="a", by_id=1)


def test_planning_with_the_broker_down_takes_under_a_second(broker_weg: None) -> None:
    begin = time.monotonic()
    taak = actions.plan(soort="proef", onderwerp_id="a", by_id=1)
    assert time.monotonic() - begin < 1
    assert Oproep.objects.get(taak=taak).verzonden_op is None


def test_planning_with_a_broker_that_hangs_takes_under_a_second(broker_hangt: None) -> None:
    begin = time.monotonic()
    actions.plan(soort="proef", onderwerp_id="a", by_id=1)
    assert time.monotonic() - begin < 1


# --- doing ---------------------------------------------------------------------------------------


def test_a_job_is_done_and_marked(taak: Taak) -> None:
    voer_uit(str(taak.pk))
    assert status(taak) == Taakstatus.KLAAR
    assert (gedaan, taak.voortgang, taak.poging) == (["a"], 100, 1)


def test_a_call_that_comes_twice_does_nothing_more(taak: Taak) -> None:
    voer_uit(str(taak.pk))
    voer_uit(str(taak.pk))
    assert gedaan == ["a"]


@pytest.mark.parametrize("forged", [str(UUID(int=7)), "geen nummer", "", 7, None, ["x"]])
def test_a_forged_call_runs_nothing(forged: object) -> None:
    voer_uit(forged)
    assert gedaan == []


def test_two_workers_claim_one_job_and_one_wins(taak: Taak) -> None:
    def claim() -> Taak | None:
        return actions.claim(taak_id=taak.pk)

    claims = in_parallel(claim, claim, claim, claim)
    assert sorted(claimed is None for claimed in claims) == [False, True, True, True]


def test_a_claimed_job_has_no_call_waiting(taak: Taak) -> None:
    actions.claim(taak_id=taak.pk)
    assert not Oproep.objects.exists()


def test_progress_is_written_once_for_each_step(
    taak: Taak, django_assert_num_queries: Callable[[int], object]
) -> None:
    werk = Werk(actions.claim(taak_id=taak.pk))
    with django_assert_num_queries(2):
        for percent in (12.1, 12.4, 12.9):
            werk.voortgang(percent, "Rijen lezen")
    taak.refresh_from_db()
    assert (taak.voortgang, taak.stap) == (12, "Rijen lezen")


@pytest.mark.parametrize(("told", "kept"), [(-1, 0), (0, 0), (100, 100), (101, 100)])
def test_progress_stays_within_bounds(taak: Taak, told: int, kept: int) -> None:
    actions.report_progress(**held(actions.claim(taak_id=taak.pk)), percent=told, stap="x")
    taak.refresh_from_db()
    assert taak.voortgang == kept


def test_the_heartbeat_lengthens_the_lease(taak: Taak, settings: Settings) -> None:
    settings.TAAK_LEASE = timedelta(seconds=0.8)
    onderweg.append(lambda werk: time.sleep(1.6))
    onderweg.append(lambda werk: sweep())
    perform(taak.pk)
    assert status(taak) == Taakstatus.KLAAR
    assert taak.poging == 1


# --- failing -------------------------------------------------------------------------------------


def test_a_wrong_request_fails_with_its_own_sentence(taak: Taak) -> None:
    def refuse(werk: Werk) -> None:
        raise OnjuisteOpdracht("Kies eerst een buurt.")

    onderweg.append(refuse)
    perform(taak.pk)
    assert status(taak) == Taakstatus.MISLUKT
    assert taak.fout == "Kies eerst een buurt."


def test_an_unexpected_error_shows_a_code_and_no_value(
    taak: Taak, capfd: pytest.CaptureFixture[str]
) -> None:
    def break_down(werk: Werk) -> None:
        raise ValueError("999990019 Jansen")

    onderweg.append(break_down)
    perform(taak.pk)
    assert status(taak) == Taakstatus.MISLUKT
    assert "Jansen" not in taak.fout
    assert "Jansen" not in "".join(capfd.readouterr())


def test_a_failed_job_calls_the_hook_of_its_app(taak: Taak) -> None:
    onderweg.append(lambda werk: 1 / 0)
    perform(taak.pk)
    assert afgelopen == [("a", Taakstatus.MISLUKT)]


def test_a_hook_that_fails_leaves_the_job_for_the_sweeper() -> None:
    taak = actions.plan(soort="proef_met_kapotte_afloop", onderwerp_id="a", by_id=1)
    claimed = actions.claim(taak_id=taak.pk)
    with pytest.raises(ZeroDivisionError):
        actions.fail(**held(claimed), fout="x")
    assert status(taak) == Taakstatus.BEZIG


def test_a_database_that_was_away_means_another_try(taak: Taak) -> None:
    def lose_connection(werk: Werk) -> None:
        raise OperationalError

    onderweg.append(lose_connection)
    perform(taak.pk)
    assert status(taak) == Taakstatus.WACHT


# --- dying workers -------------------------------------------------------------------------------


def test_a_job_whose_worker_died_waits_again(taak: Taak, wachtrij: Wachtrij) -> None:
    actions.claim(taak_id=taak.pk)
    let_lease_run_out(taak)
    sweep()
    assert status(taak) == Taakstatus.WACHT
    assert wachtrij.numbers() == [taak.pk, taak.pk]


def test_a_job_within_its_lease_is_left_alone(taak: Taak) -> None:
    actions.claim(taak_id=taak.pk)
    sweep()
    assert status(taak) == Taakstatus.BEZIG


def test_the_last_try_that_dies_fails_the_job(taak: Taak) -> None:
    for _ in range(taak.max_pogingen):
        assert actions.claim(taak_id=taak.pk)
        let_lease_run_out(taak)
        sweep()
    assert status(taak) == Taakstatus.MISLUKT
    assert afgelopen == [("a", Taakstatus.MISLUKT)]


def test_two_sweepers_take_a_job_back_once(taak: Taak) -> None:
    actions.claim(taak_id=taak.pk)
    let_lease_run_out(taak)
    taken = in_parallel(*[lambda: actions.take_back(taak_id=taak.pk)] * 4)
    assert sorted(map(str, taken)) == ["False", "False", "False", "True"]


def test_a_job_that_cannot_be_taken_back_does_not_stop_the_sweep(taak: Taak) -> None:
    stuck = actions.plan(soort="proef_met_kapotte_afloop", onderwerp_id="a", by_id=1)
    for job in (stuck, taak):
        actions.claim(taak_id=job.pk)
        let_lease_run_out(job)
    Taak.objects.filter(pk=stuck.pk).update(poging=stuck.max_pogingen)
    sweep()
    assert status(stuck) == Taakstatus.BEZIG
    assert status(taak) == Taakstatus.WACHT


@pytest.mark.parametrize(
    "write",
    [
        lambda zombie: actions.report_progress(**held(zombie), percent=5, stap="x"),
        lambda zombie: actions.finish(**held(zombie)),
        lambda zombie: Werk(zombie).controleer(),
        lambda zombie: Werk(zombie).publiceren().__enter__(),
    ],
    ids=["progress", "finish", "check", "publish"],
)
def test_the_late_write_of_a_zombie_is_refused(taak: Taak, write: Callable[[Taak], object]) -> None:
    zombie = actions.claim(taak_id=taak.pk)
    let_lease_run_out(taak)
    sweep()
    actions.claim(taak_id=taak.pk)
    with pytest.raises(Achterhaald):
        write(zombie)


def test_a_zombie_cannot_fail_the_job_of_its_successor(taak: Taak) -> None:
    zombie = actions.claim(taak_id=taak.pk)
    let_lease_run_out(taak)
    sweep()
    actions.claim(taak_id=taak.pk)
    assert not actions.fail(**held(zombie), fout="x")
    assert status(taak) == Taakstatus.BEZIG


def test_a_worker_that_lost_its_job_writes_nothing(taak: Taak) -> None:
    def lose(werk: Werk) -> None:
        let_lease_run_out(taak)
        sweep()
        actions.claim(taak_id=taak.pk)

    onderweg.append(lose)
    perform(taak.pk)
    assert status(taak) == Taakstatus.BEZIG
    assert taak.poging == 2


# --- publishing ----------------------------------------------------------------------------------


def publish(werk: Werk) -> None:
    with werk.publiceren():
        Oproep.objects.create(taak_id=werk.taak_id)


def test_publishing_writes_the_result_and_the_end_together(taak: Taak) -> None:
    onderweg.append(publish)
    perform(taak.pk)
    assert status(taak) == Taakstatus.KLAAR
    assert Oproep.objects.count() == 1


def test_a_publication_that_breaks_off_leaves_nothing(taak: Taak) -> None:
    def break_off(werk: Werk) -> None:
        with werk.publiceren():
            Oproep.objects.create(taak_id=werk.taak_id)
            raise OnjuisteOpdracht("Toch niet.")

    onderweg.append(break_off)
    perform(taak.pk)
    assert status(taak) == Taakstatus.MISLUKT
    assert not Oproep.objects.exists()


def test_a_stop_that_was_asked_prevents_publication(taak: Taak) -> None:
    onderweg.append(lambda werk: actions.request_cancel(taak_id=werk.taak_id))
    onderweg.append(publish)
    perform(taak.pk)
    assert status(taak) == Taakstatus.GEANNULEERD
    assert not Oproep.objects.exists()


# --- cancelling ----------------------------------------------------------------------------------


def test_a_waiting_job_stops_at_once(taak: Taak) -> None:
    assert actions.request_cancel(taak_id=taak.pk)
    assert status(taak) == Taakstatus.GEANNULEERD
    assert afgelopen == [("a", Taakstatus.GEANNULEERD)]


def test_a_running_job_stops_at_its_next_step(taak: Taak) -> None:
    onderweg.append(lambda werk: actions.request_cancel(taak_id=werk.taak_id))
    onderweg.append(lambda werk: werk.voortgang(50, "Tellen"))
    perform(taak.pk)
    assert status(taak) == Taakstatus.GEANNULEERD
    assert gedaan == []


def test_a_cancelled_job_whose_worker_died_is_not_tried_again(taak: Taak) -> None:
    actions.claim(taak_id=taak.pk)
    actions.request_cancel(taak_id=taak.pk)
    let_lease_run_out(taak)
    sweep()
    assert status(taak) == Taakstatus.GEANNULEERD


def test_a_job_that_is_over_cannot_be_cancelled(taak: Taak) -> None:
    perform(taak.pk)
    assert not actions.request_cancel(taak_id=taak.pk)


def test_cancel_or_claim_exactly_one_comes_first(taak: Taak) -> None:
    in_parallel(
        lambda: actions.claim(taak_id=taak.pk), lambda: actions.request_cancel(taak_id=taak.pk)
    )
    taak.refresh_from_db()
    assert (taak.status, taak.annuleren_gevraagd) in {
        (Taakstatus.GEANNULEERD, False),
        (Taakstatus.BEZIG, True),
    }


# --- resending -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times_sent", "seconds_ago", "sent_again"),
    [
        (1, 29, False),
        (1, 31, True),
        (2, 59, False),
        (2, 61, True),
        (12, 1919, False),
        (12, 1921, True),
    ],
)
def test_a_lost_call_is_sent_again_ever_later(
    taak: Taak, times_sent: int, seconds_ago: int, sent_again: bool
) -> None:
    sent = Now() - timedelta(seconds=seconds_ago)
    Oproep.objects.update(verzonden_op=sent, keer_verzonden=times_sent)
    assert queries.calls_to_send().exists() == sent_again


def test_a_call_that_was_never_sent_goes_with_the_next_sweep(
    taak: Taak, wachtrij: Wachtrij
) -> None:
    long_ago = Now() - timedelta(seconds=3)
    Oproep.objects.update(verzonden_op=None, keer_verzonden=0, aangemaakt_op=long_ago)
    sweep()
    assert wachtrij.numbers() == [taak.pk, taak.pk]


def test_a_sweep_with_the_broker_down_is_over_at_once(broker_weg: None) -> None:
    for number in range(20):
        actions.plan(soort="proef", onderwerp_id=number, by_id=1)
    Oproep.objects.update(aangemaakt_op=Now() - timedelta(seconds=3))
    begin = time.monotonic()
    sweep()
    assert time.monotonic() - begin < 1


# --- the table itself ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong", [{"voortgang": 101}, {"status": "onzin"}, {"status": "bezig", "lease_tot": None}]
)
def test_the_database_refuses_an_impossible_job(taak: Taak, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError):
        Taak.objects.filter(pk=taak.pk).update(**wrong)


def test_a_cancelled_job_raises_in_the_hands_of_its_worker(taak: Taak) -> None:
    werk = Werk(actions.claim(taak_id=taak.pk))
    actions.request_cancel(taak_id=taak.pk)
    with pytest.raises(Geannuleerd):
        werk.controleer()
