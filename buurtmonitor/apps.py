from django.apps import AppConfig


class BuurtmonitorConfig(AppConfig):
    """Holds the ground's management commands; it has no models."""

    name = "buurtmonitor"
