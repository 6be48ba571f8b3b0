from django.apps import AppConfig


class BronnenConfig(AppConfig):
    name = "bronnen"
    default_auto_field = "django.db.models.BigAutoField"
