from django.apps import AppConfig


class TakenConfig(AppConfig):
    name = "buurtmonitor.taken"
    label = "taken"
    verbose_name = "Taken"
