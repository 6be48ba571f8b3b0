"""A process does not start on a wrong configuration, and says in one sentence what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from buurtmonitor import opstart, processen
from buurtmonitor.ingebouwd import postgres

BASIS = Path(__file__).resolve().parents[2]
EX_CONFIG = 78


def start_web(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Load the web application as gunicorn does, with some variables changed or left out."""
    environment = os.environ | {"BUURTMONITOR_DATABASEROL": "app"}
    for name, value in changes.items():
        environment.pop(name, None)
        environment.pop(f"{name}_FILE", None)
        if value is not None:
            environment[name] = value
    argv = [sys.executable, "-c", "import buurtmonitor.wsgi"]
    return subprocess.run(argv, env=environment, cwd=BASIS, capture_output=True, text=True)


@pytest.mark.parametrize(
    "name", ["BUURTMONITOR_GEHEIM", "BUURTMONITOR_HOOFDSLEUTEL", "DATABASE_URL", "REDIS_URL"]
)
def test_a_missing_variable_is_named(name: str) -> None:
    refused = start_web(**{name: None})
    assert refused.returncode == EX_CONFIG
    assert f"{name} ontbreekt" in refused.stderr


def test_a_wrong_variable_is_named_without_a_stack() -> None:
    refused = start_web(BUURTMONITOR_WERKERS="veel")
    assert refused.returncode == EX_CONFIG
    assert refused.stderr == (
        "De omgevingsvariabele BUURTMONITOR_WERKERS moet een geheel getal zijn.\n"
    )


def test_a_database_role_that_may_do_everything_is_refused() -> None:
    secrets = Path(os.environ["DATABASE_URL_FILE"]).parent
    password = quote((secrets / "databasebeheerder").read_text().strip(), safe="")
    url = (secrets / "DATABASE_URL").read_text().strip()
    _, _, rest = url.rpartition("@")
    refused = start_web(DATABASE_URL=f"postgresql://{postgres.BEHEERDER}:{password}@{rest}")
    assert refused.returncode == EX_CONFIG
    assert "te veel rechten" in refused.stderr


def test_a_database_that_does_not_answer_is_refused(tmp_path: Path) -> None:
    refused = start_web(DATABASE_URL=f"postgresql://a:geheim9999@/b?host={tmp_path}")
    assert refused.returncode == EX_CONFIG
    assert "De database is niet bereikbaar" in refused.stderr
    assert "geheim9999" not in refused.stderr


def test_tables_older_than_the_program_are_refused() -> None:
    """The engines of the tests hold an empty database beside the test database."""
    refused = start_web()
    assert refused.returncode == EX_CONFIG
    assert "manage.py migreer" in refused.stderr


@pytest.mark.django_db
def test_tables_newer_than_the_program_are_refused() -> None:
    MigrationRecorder(connection).record_applied("taken", "9999_van_later")
    with pytest.raises(opstart.OpstartGeweigerd, match="nieuwer"):
        opstart.check_schema()


@pytest.mark.django_db
def test_a_database_that_takes_no_writes_is_refused() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL transaction_read_only = on")
    with pytest.raises(opstart.OpstartGeweigerd, match="alleen te lezen"):
        opstart.check_writable()


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_accepted() -> None:
    opstart.check_schema()


@pytest.mark.parametrize("soort", [processen.WORKER, processen.BEAT], ids=lambda soort: soort.naam)
def test_worker_and_beat_refuse_as_the_web_does(soort: processen.Processoort) -> None:
    argv = [sys.executable, *soort.opdracht[1:]]
    environment = os.environ | {"BUURTMONITOR_DATABASEROL": "app"}
    refused = subprocess.run(
        argv, env=environment, cwd=BASIS, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == EX_CONFIG
    assert "manage.py migreer" in refused.stderr


def test_gunicorn_passes_the_refusal_on() -> None:
    """The supervisor stops at this code instead of trying again."""
    argv = [sys.executable, *processen.WEB.opdracht[1:]]
    environment = os.environ | {"BUURTMONITOR_DATABASEROL": "app"}
    refused = subprocess.run(
        argv, env=environment, cwd=BASIS, capture_output=True, text=True, timeout=60
    )
    assert refused.returncode == EX_CONFIG


@pytest.mark.django_db
@pytest.mark.usefixtures("als_app_rol")
def test_the_apps_role_cannot_change_a_table() -> None:
    with pytest.raises(Exception, match="must be owner") as refusal, connection.cursor() as cursor:
        cursor.execute("ALTER TABLE taken_taak DROP COLUMN fout")
    assert isinstance(refusal.value.__cause__, psycopg2.errors.InsufficientPrivilege)


def test_tests_run_on_the_engine_of_production() -> None:
    assert settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"
