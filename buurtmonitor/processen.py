"""The processes of an installation: the supervisor runs these, and docker-compose.yml the same.

Standard library only: the supervisor has no settings.
"""

from __future__ import annotations

from dataclasses import dataclass, field

MIGREER = ("python", "manage.py", "migreer")
# Only on a new installation; where a vault stands already it checks the master key.
KLUIS = ("python", "manage.py", "kluis_inrichten")

# One thread for linear algebra in each child: the children themselves use the cores.
_EEN_DRAAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Processoort:
    """`stopsignaal` asks it to end by itself within `stoptijd` seconds."""

    naam: str
    opdracht: tuple[str, ...]
    omgeving: dict[str, str] = field(default_factory=dict)
    geheimen: tuple[str, ...] = ()
    stoptijd: int = 10


WEB = Processoort(
    naam="web",
    opdracht=(
        "python",
        "-m",
        "gunicorn",
        "--config",
        "python:buurtmonitor.webserver",
        "--no-control-socket",
        "buurtmonitor.wsgi:application",
    ),
    geheimen=("BUURTMONITOR_HOOFDSLEUTEL",),
)
WORKER = Processoort(
    naam="worker",
    opdracht=(
        "python",
        "-m",
        "celery",
        "--quiet",
        "--app",
        "buurtmonitor",
        "worker",
        "--without-mingle",
        "--without-gossip",
    ),
    omgeving=_EEN_DRAAD,
    geheimen=("BUURTMONITOR_HOOFDSLEUTEL",),
)
BEAT = Processoort(
    naam="beat",
    opdracht=(
        "python",
        "-m",
        "celery",
        "--quiet",
        "--app",
        "buurtmonitor",
        "beat",
        "--scheduler",
        "buurtmonitor.klok:Klok",
        "--pidfile=",
    ),
)

# Alone holds the key of the logbook, and a database role that can add seals and nothing else.
ZEGELAAR = Processoort(
    naam="zegelaar",
    opdracht=("python", "manage.py", "logboek", "verzegel"),
    geheimen=("BUURTMONITOR_LOGBOEKSLEUTEL", "DATABASE_SEAL_URL"),
)

# A process that joins later is added here and to docker-compose.yml.
PROCESSEN = (WEB, WORKER, BEAT, ZEGELAAR)


def find(naam: str) -> Processoort:
    return next(soort for soort in PROCESSEN if soort.naam == naam)
