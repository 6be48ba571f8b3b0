from django.apps import AppConfig

from buurtmonitor.taken import register


class ProefConfig(AppConfig):
    name = "proefapp"

    def ready(self) -> None:
        register.register("proef", "proefapp.werkstuk:doe")
