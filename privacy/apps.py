from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class PrivacyConfig(AppConfig):
    name = "privacy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from buurtmonitor.taken.register import register
        from privacy import (  # noqa: F401
            api_schema,
            kluis,
            menu,
            opruimen,
            sessies,
            vernietigbaar_onderzoek,
            vernietiging,
            wachtend,
            werkvoorraad,
        )
        from privacy.actions.accounts import tidy_departed

        menu.register()
        opruimen.register_work("privacy.Account", tidy_departed)
        werkvoorraad.register(wachtend.waiting_for)
        checks.register(kluis.check_at_start, "opstart", deploy=True)
        checks.register(vernietiging.check_at_start, "opstart", deploy=True)
        vernietigbaar_onderzoek.register()
        register(
            "vernietiging",
            "privacy.uitvoering:destroy",
            na_afloop="privacy.actions.vernietiging:job_ended",
            te_stoppen=False,  # once keys are gone the rest must go too
        )
        post_migrate.connect(first_thresholds, sender=self)
        user_logged_in.connect(
            lambda request, **_: sessies.begin(request), weak=False, dispatch_uid="sessie_begint"
        )


def first_thresholds(**_: Any) -> None:
    """Version 1 of the thresholds exists from the first migration on."""
    from privacy.actions import ensure_first_thresholds

    ensure_first_thresholds(by=None)
