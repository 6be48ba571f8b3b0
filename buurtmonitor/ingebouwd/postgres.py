"""PostgreSQL 18 from a wheel: made once, reached over a unix socket, with passwords."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

from buurtmonitor.ingebouwd import toestand
from buurtmonitor.ingebouwd.gebruiker import Motorgebruiker
from buurtmonitor.ingebouwd.geheimen import Geheimen
from buurtmonitor.ingebouwd.plaats import Plaats
from buurtmonitor.ingebouwd.proces import Proces

BEHEERDER = "postgres"
EIGENAAR = "buurtmonitor_eigenaar"
APP = "buurtmonitor_app"
ZEGELAAR = "buurtmonitor_zegelaar"
DATABASE = "buurtmonitor"
# Each role with the secret that is its password.
ROLLEN = {
    EIGENAAR: "database_eigenaar",
    APP: "database_app",
    ZEGELAAR: "database_zegelaar",
}
WACHT_OP_START = 60.0

_OMGEVING = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
# The server's own log: never a statement, a parameter or the row that broke a rule.
_INSTELLINGEN = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "max_connections": "100",
    "idle_in_transaction_session_timeout": "10min",
}
# Tests throw the database away, so it need not survive a power cut.
_SNEL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NietGereed(Exception):
    """One Dutch sentence: an engine could not be made or does not answer."""


def initialise(plaats: Plaats, user: Motorgebruiker, geheimen: Geheimen) -> None:
    """Make the cluster, whole or not at all: a half-made one is thrown away at the next start."""
    if plaats.pgdata.exists():
        return
    half = plaats.motormap / "pgdata.half"
    shutil.rmtree(half, ignore_errors=True)
    password = plaats.motormap / "wachtwoord"
    try:
        password.touch(mode=0o600)
        user.own(password)
        password.write_text(geheimen.read("databasebeheerder"), encoding="utf-8")
        _initdb(plaats, user, half, password)
    finally:
        password.unlink(missing_ok=True)
    half.rename(plaats.pgdata)


def _initdb(plaats: Plaats, user: Motorgebruiker, data: Path, password: Path) -> None:
    done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
        (
            plaats.postgres_bin / "initdb",
            f"--pgdata={data}",
            f"--username={BEHEERDER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--data-checksums",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
        ),
        env=_OMGEVING,
        cwd=plaats.motormap,
        capture_output=True,
        check=False,
        **user.popen_arguments(),
    )
    if done.returncode:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise NietGereed(f"PostgreSQL kon niet worden ingericht: {' '.join(last)}")


def process(plaats: Plaats, user: Motorgebruiker, log: Path, *, snel: bool) -> Proces:
    settings = _INSTELLINGEN | (_SNEL if snel else {})
    settings["unix_socket_directories"] = str(plaats.socketmap)
    options = tuple(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
    return Proces(
        naam="postgres",
        argv=(str(plaats.postgres_bin / "postgres"), "-D", str(plaats.pgdata), *options),
        omgeving=_OMGEVING,
        map=plaats.motormap,
        log=log,
        gebruiker=user,
        # SIGTERM would wait for every client to leave.
        stopsignaal=signal.SIGINT,
        stoptijd=20,
        voor_start=lambda: _clear(plaats),
    )


def _clear(plaats: Plaats) -> None:
    """Lock files of a server that was killed: their number may by now be someone else's."""
    toestand.remove_stale_postmaster(plaats.pgdata)
    for stale in plaats.socketmap.glob(".s.PGSQL.*"):
        stale.unlink(missing_ok=True)


def url(plaats: Plaats, role: str, password: str) -> str:
    host = quote(str(plaats.socketmap), safe="")
    return f"postgresql://{role}:{quote(password, safe='')}@/{DATABASE}?host={host}"


def wait_until_ready(plaats: Plaats, geheimen: Geheimen, still_runs: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WACHT_OP_START
    while True:
        try:
            _connect(plaats, geheimen, "postgres").close()
            return
        except psycopg2.OperationalError:
            if time.monotonic() > deadline or not still_runs():
                raise NietGereed("PostgreSQL start niet; kijk in logboeken/postgres.log.") from None
            time.sleep(0.03)


def _connect(plaats: Plaats, geheimen: Geheimen, name: str) -> psycopg2.extensions.connection:
    connection = psycopg2.connect(
        host=str(plaats.socketmap),
        user=BEHEERDER,
        password=geheimen.read("databasebeheerder"),
        dbname=name,
        connect_timeout=5,
    )
    connection.autocommit = True
    return connection


def make_roles(plaats: Plaats, geheimen: Geheimen, *, proef: bool) -> None:
    """The owner of the tables, the app's role that can't change them, and the sealer's.

    In tests (`proef`) the owner may make databases and act as the other roles.
    """
    server = _connect(plaats, geheimen, "postgres")
    with server.cursor() as cursor:
        for role, secret in ROLLEN.items():
            _make_role(cursor, role, geheimen.read(secret))
        if proef:
            cursor.execute(f"ALTER ROLE {EIGENAAR} CREATEDB")
            cursor.execute(f"GRANT {APP}, {ZEGELAAR} TO {EIGENAAR}")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {EIGENAAR}")
            cursor.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
        cursor.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APP}, {ZEGELAAR}")
    server.close()


def _make_role(cursor: psycopg2.extensions.cursor, role: str, password: str) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "CREATE" if cursor.fetchone() is None else "ALTER"
    cursor.execute(
        sql.SQL(
            "{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD {}"
        ).format(sql.SQL(verb), sql.Identifier(role), sql.Literal(password))
    )
