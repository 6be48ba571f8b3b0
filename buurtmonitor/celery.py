"""The Celery app. Its settings stand in `settings.py` under CELERY_."""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "buurtmonitor.settings")

app = Celery("buurtmonitor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_django_logging(**_: object) -> None:
    """A receiver here keeps Celery from setting up logging; Django's LOGGING stands."""


@worker_init.connect
@beat_init.connect
def refuse_wrong_configuration(**_: object) -> None:
    from buurtmonitor import opstart

    opstart.check_or_exit()
