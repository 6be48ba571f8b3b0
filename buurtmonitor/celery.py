"""The Celery app. Its settings stand in `settings.py` under CELERY_."""

import os
from typing import Any

from celery import Celery, bootsteps
from celery.signals import beat_init, setup_logging, worker_init

from buurtmonitor import levensteken, opstart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtmonitor.settings")

opstart.settings_or_exit()

app = Celery("buurtmonitor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


class Levensteken(bootsteps.StartStopStep):  # type: ignore[misc]
    """Shows that the worker's main loop turns, also while all its children are at work."""

    requires = ("celery.worker.components:Timer",)

    def start(self, worker: Any) -> None:
        worker.timer.call_repeatedly(10.0, levensteken.touch, ("worker",))


app.steps["worker"].add(Levensteken)


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """A receiver here keeps Celery from setting up logging; Django's LOGGING stands."""


@worker_init.connect
def refuse_wrong_configuration(**_: object) -> None:
    opstart.check_or_exit()


@beat_init.connect
def refuse_wrong_configuration_of_beat(**_: object) -> None:
    opstart.check_or_exit(with_key=False)
