"""The real settings with one app more, and a sweeper in a hurry."""

from buurtmonitor.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "proefapp"]  # noqa: F405
CELERY_BEAT_SCHEDULE["veeg"]["schedule"] = 1.0  # noqa: F405
