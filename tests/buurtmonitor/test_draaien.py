"""Web, worker, beat and sealer as they run for real: killed, stopped, fed with rubbish."""

from __future__ import annotations

import base64
import json
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
import redis
from pytest_django import Settings

from buurtmonitor.adressen import broker_url
from buurtmonitor.ingebouwd import Ingebouwd, toestand
from buurtmonitor.ingebouwd.installatie import free_port
from buurtmonitor.processen import WEB, WORKER, Processoort
from buurtmonitor.taken import wekken

HIER = Path(__file__).parent
ZWAAR = "highspy|matplotlib|mlxtend|numpy|ortools|pandas|polars|pyarrow|scipy|sklearn|statsmodels"
LEASE = 3
HOOFDSLEUTEL = "BUURTMONITOR_HOOFDSLEUTEL"
ZICHTBAAR = ("environ", "cmdline")  # of a process, for who may look


class Draaiend:
    """A running installation with the job of `proef/proefapp`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.installatie = Ingebouwd(
            folder / "b",
            los=True,
            omgeving={
                "PYTHONPATH": str(HIER / "proef"),
                "DJANGO_SETTINGS_MODULE": "proefinstelling",
                "PROEF_MAP": str(folder),
                "BUURTMONITOR_LEASE_SECONDEN": str(LEASE),
            },
        )
        self.omgeving = self.installatie.start()
        self.query("CREATE TABLE uitkomst (onderwerp text, fence bigint)", eigenaar=True)
        self.query("GRANT ALL ON uitkomst TO buurtmonitor_app", eigenaar=True)

    def secret(self, name: str) -> str:
        return Path(self.omgeving[f"{name}_FILE"]).read_text().strip()

    def query(
        self, statement: str, values: tuple[object, ...] = (), *, eigenaar: bool = False
    ) -> list[tuple]:
        url = self.secret("DATABASE_OWNER_URL" if eigenaar else "DATABASE_URL")
        connection = psycopg2.connect(url, connect_timeout=5)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def broker(self) -> redis.Redis:
        return redis.Redis.from_url(self.secret("REDIS_URL"))

    def page(self, path: str) -> tuple[int, HTTPMessage]:
        try:
            with urllib.request.urlopen(self.omgeving["BUURTMONITOR_ADRES"] + path) as answer:
                return answer.status, answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.headers


class Klus:
    """One job on the running installation."""

    def __init__(self, draaiend: Draaiend) -> None:
        self.draaiend = draaiend
        self.nummer = uuid4()
        self.teken = draaiend.folder / str(self.nummer)
        draaiend.query(
            "INSERT INTO taken_taak (id, soort, onderwerp_id, status, voortgang, stap, fout,"
            " aangevraagd_door_id, annuleren_gevraagd, poging, max_pogingen, fence, aangemaakt_op)"
            " VALUES (%s, 'proef', %s, 'wacht', 0, '', '', '', false, 0, 3, 0, now())",
            (str(self.nummer), str(self.nummer)),
        )
        draaiend.query(
            "INSERT INTO taken_oproep (taak_id, aangemaakt_op, keer_verzonden)"
            " VALUES (%s, now(), 0)",
            (str(self.nummer),),
        )
        wekken.send(self.nummer)

    def column(self, name: str) -> object:
        row = self.draaiend.query(
            f"SELECT {name} FROM taken_taak WHERE id = %s", (str(self.nummer),)
        )
        return row[0][0]

    def child(self) -> int:
        """The process that works on it."""
        assert eventually(lambda: str(self.column("stap")).startswith("pid "))
        return int(str(self.column("stap")).removeprefix("pid "))

    def go_on(self) -> None:
        self.teken.touch()

    def status(self) -> object:
        return self.column("status")

    def results(self) -> int:
        statement = "SELECT 1 FROM uitkomst WHERE onderwerp = %s"
        return len(self.draaiend.query(statement, (str(self.nummer),)))


def eventually(check: Callable[[], object], seconds: float = 45) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if check():
                return True
        except (psycopg2.Error, redis.RedisError, OSError):
            pass
        time.sleep(0.1)
    return False


@pytest.fixture(scope="module")
def draaiend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Draaiend]:
    running = Draaiend(tmp_path_factory.mktemp("draaiend"))
    yield running
    folder = (running.installatie.map / "motormap").read_text().strip()
    running.installatie.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def klus(draaiend: Draaiend, settings: Settings) -> Klus:
    settings.CELERY_BROKER_URL = broker_url(draaiend.secret("REDIS_URL"))
    return Klus(draaiend)


# --- the web process -----------------------------------------------------------------------------


def test_health_says_yes_and_nothing_more(draaiend: Draaiend) -> None:
    status, headers = draaiend.page("/gezondheid")
    assert (status, headers["Content-Length"]) == (200, "0")


BELEID = """
default-src 'none'; script-src 'self';
style-src-elem 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self';
base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'
"""


@pytest.mark.parametrize("path", ["/gezondheid", "/bestaat-niet"])
def test_every_answer_carries_the_content_security_policy(draaiend: Draaiend, path: str) -> None:
    given = draaiend.page(path)[1]["Content-Security-Policy"]
    assert {rule.strip() for rule in given.split(";")} == {r.strip() for r in BELEID.split(";")}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        # Strict transport is for the real address, not for localhost.
        ("Strict-Transport-Security", None),
    ],
)
@pytest.mark.parametrize("path", ["/gezondheid", "/bestaat-niet"])
def test_every_answer_carries_the_headers(
    draaiend: Draaiend, path: str, header: str, value: str | None
) -> None:
    assert draaiend.page(path)[1][header] == value


@pytest.mark.parametrize("path", ["/admin/", "/static/.git/config", "/metrics", "/api/schema/"])
def test_what_is_closed_stays_closed(draaiend: Draaiend, path: str) -> None:
    assert draaiend.page(path)[0] in {302, 401, 403, 404}


def test_a_live_web_process_has_loaded_nothing_heavy(draaiend: Draaiend) -> None:
    draaiend.page("/")
    master = draaiend.installatie.pid("web")
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    maps = "".join(Path(f"/proc/{pid}/maps").read_text() for pid in [str(master), *children])
    assert set(re.findall(rf"/site-packages/({ZWAAR})/", maps)) == set()


def test_the_web_server_opens_no_control_socket(draaiend: Draaiend) -> None:
    master = draaiend.installatie.pid("web")
    fds = Path(f"/proc/{master}/fd")
    links = [str(link.readlink()) for link in fds.iterdir()]
    inodes = {link[8:-1] for link in links if link.startswith("socket:")}
    rows = [line.split() for line in Path("/proc/net/unix").read_text().splitlines()[1:]]
    listening = [row for row in rows if row[6] in inodes and row[3] == "00010000"]
    assert listening == []


# --- a master key that somebody hands over -------------------------------------------------------


def start_with_key(draaiend: Draaiend, soort: Processoort, sleutel: bytes, **anders: str) -> Any:
    """A process as docker-compose.yml starts it, with the key from a descriptor alone."""
    omgeving = {n: w for n, w in draaiend.omgeving.items() if not n.startswith(HOOFDSLEUTEL)}
    schoon = {n: w for n, w in os.environ.items() if not n.startswith(("DATABASE_", "REDIS_"))}
    lezen, schrijven = os.pipe()
    os.write(schrijven, sleutel)
    os.close(schrijven)
    argv = ["-m", "buurtmonitor.sleutelstart", "--fd", str(lezen), "--", sys.executable]
    try:
        return subprocess.Popen(
            [sys.executable, *argv, *soort.opdracht[1:]], pass_fds=[lezen], cwd=HIER.parents[1],
            env=schoon | omgeving | soort.omgeving | anders, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(lezen)


def test_web_and_worker_run_on_a_key_that_was_handed_over(
    draaiend: Draaiend, tmp_path: Path
) -> None:
    """It stands in no argument and no environment."""
    sleutel = draaiend.secret(HOOFDSLEUTEL).encode()
    anders = {"BUURTMONITOR_LEVENSTEKEN": str(tmp_path), "BUURTMONITOR_WEBPROCESSEN": "1"}
    anders["BUURTMONITOR_BIND"] = f"127.0.0.1:{free_port()}"
    goed = [start_with_key(draaiend, soort, sleutel, **anders) for soort in (WEB, WORKER)]
    try:
        url = f"http://{anders['BUURTMONITOR_BIND']}/gezondheid"
        assert eventually(lambda: urllib.request.urlopen(url).status == 200)
        assert eventually((tmp_path / "worker").exists)
        for proces in goed:
            zichtbaar = [Path(f"/proc/{proces.pid}/{n}").read_bytes() for n in ZICHTBAAR]
            assert not any(sleutel in inhoud for inhoud in zichtbaar)
    finally:
        for proces in goed:
            proces.terminate()
            proces.wait(timeout=30)


# --- something dies ------------------------------------------------------------------------------


@pytest.mark.parametrize("naam", ["web", "worker", "beat", "zegelaar"])
def test_a_killed_process_comes_back(draaiend: Draaiend, naam: str) -> None:
    old = draaiend.installatie.pid(naam)
    draaiend.installatie.kill(naam)
    new = draaiend.installatie.wait_for_new(naam, old)
    assert toestand.started(new) is not None
    assert eventually(lambda: draaiend.page("/gezondheid")[0] == 200)


def test_what_is_logged_is_sealed_within_seconds(draaiend: Draaiend) -> None:
    draaiend.query("INSERT INTO privacy_logregel (actor_id, actor_naam, actor_rol, actie,"
        " object_soort, object_id, resultaat, oorsprong, bijzonderheden)"
        " VALUES ('', '', '', 'aanmelden', '', 'proef', 'gelukt', '', '{}')")  # fmt: skip
    verzegeld = (
        "SELECT 1 FROM privacy_zegel z JOIN privacy_logregel r ON r.id = z.regel"
        " WHERE r.object_id = 'proef'"
    )
    assert eventually(lambda: draaiend.query(verzegeld), seconds=15)


def test_only_the_sealer_holds_the_key_of_the_logbook(draaiend: Draaiend) -> None:
    def holds(naam: str) -> bool:
        omgeving = Path(f"/proc/{draaiend.installatie.pid(naam)}/environ").read_text()
        return "LOGBOEKSLEUTEL" in omgeving or "DATABASE_SEAL_URL" in omgeving

    namen = ("web", "worker", "beat", "zegelaar")
    assert [naam for naam in namen if holds(naam)] == ["zegelaar"]


def test_the_job_of_a_killed_child_is_done_once_by_another(klus: Klus) -> None:
    os.kill(klus.child(), signal.SIGKILL)
    klus.go_on()
    assert eventually(lambda: klus.status() == "klaar")
    assert (klus.column("poging"), klus.results()) == (2, 1)


def test_the_job_of_a_killed_worker_is_done_once_by_the_next(klus: Klus) -> None:
    kind = klus.child()
    klus.draaiend.installatie.kill("worker")
    assert eventually(lambda: toestand.started(kind) is None)
    klus.go_on()
    assert eventually(lambda: klus.status() == "klaar")
    assert (klus.column("poging"), klus.results()) == (2, 1)


def test_a_worker_that_wakes_after_its_lease_writes_nothing(klus: Klus) -> None:
    sleeper = klus.child()
    os.kill(sleeper, signal.SIGSTOP)
    assert eventually(lambda: klus.column("poging") == 2)
    klus.go_on()
    assert eventually(lambda: klus.status() == "klaar")
    os.kill(sleeper, signal.SIGCONT)
    assert not eventually(lambda: klus.results() != 1, seconds=2)


def test_a_job_survives_the_death_of_the_broker(klus: Klus) -> None:
    klus.child()
    klus.draaiend.installatie.kill("valkey")
    klus.go_on()
    assert eventually(lambda: klus.status() == "klaar")
    assert klus.results() == 1


def test_a_job_survives_the_death_of_the_database(klus: Klus) -> None:
    klus.child()
    klus.draaiend.installatie.kill("postgres")
    klus.go_on()
    assert eventually(lambda: klus.status() == "klaar")
    assert klus.results() == 1
    assert eventually(lambda: klus.draaiend.page("/gezondheid")[0] == 200)


def test_a_cancelled_job_stops(klus: Klus) -> None:
    klus.child()
    klus.draaiend.query(
        "UPDATE taken_taak SET annuleren_gevraagd = true WHERE id = %s", (str(klus.nummer),)
    )
    assert eventually(lambda: klus.status() == "geannuleerd")
    assert klus.results() == 0


# --- rubbish -------------------------------------------------------------------------------------


def message(task: str, body: bytes, kind: str) -> bytes:
    """As kombu writes it to Redis."""
    return json.dumps(
        {
            "body": base64.b64encode(body).decode(),
            "content-type": kind,
            "content-encoding": "utf-8",
            "headers": {"task": task, "id": str(uuid4())},
            "properties": {
                "delivery_tag": str(uuid4()),
                "delivery_info": {"exchange": "", "routing_key": "celery"},
                "body_encoding": "base64",
            },
        }
    ).encode()


JSON = "application/json"
GEPEKELD = "application/x-python-serialize"
ROMMEL = {
    "text": b"rommel",
    "object": b"{}",
    "list": b"[]",
    "no properties": b'{"body": 1}',
    "bytes": b"\x80\x04.",
    "pickle": message(wekken.VOER_UIT, pickle.dumps([[1], {}, {}]), GEPEKELD),
    "unknown task": message("os.system", b'[["true"], {}, {}]', JSON),
    "wrong arguments": message(wekken.VOER_UIT, b'[[1, 2, 3], {"x": 1}, {}]', JSON),
    "no arguments": message(wekken.VOER_UIT, b"7", JSON),
}


@pytest.mark.parametrize("kind", ROMMEL)
def test_a_message_that_is_no_job_is_dropped(draaiend: Draaiend, kind: str) -> None:
    worker = draaiend.installatie.pid("worker")
    assert eventually(lambda: draaiend.broker().lpush("celery", ROMMEL[kind]))
    assert eventually(lambda: draaiend.broker().exists("celery", "unacked") == 0)
    assert not eventually(lambda: draaiend.installatie.pid("worker") != worker, seconds=0.5)


def test_rubbish_in_the_queue_does_not_stop_the_work(
    draaiend: Draaiend, settings: Settings
) -> None:
    settings.CELERY_BROKER_URL = broker_url(draaiend.secret("REDIS_URL"))
    assert eventually(lambda: draaiend.broker().lpush("celery", *ROMMEL.values()))
    klus = Klus(draaiend)
    klus.go_on()
    assert eventually(lambda: klus.status() == "klaar")
    assert klus.results() == 1


# --- the end -------------------------------------------------------------------------------------


def test_nothing_outlives_a_killed_supervisor(draaiend: Draaiend) -> None:
    """Last: it takes the installation down."""
    known = toestand.read(draaiend.installatie.map)
    os.kill(draaiend.installatie.toezichthouder, signal.SIGKILL)
    assert eventually(lambda: not any(toestand.started(row.pid) == row.gestart for row in known))
