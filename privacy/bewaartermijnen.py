"""How long each table is kept: what the models say, and this table for models that aren't ours."""

from collections.abc import Mapping
from datetime import timedelta

from django.apps import apps
from django.db.models import Model

from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn, Wijze

_POGING = Bewaartermijn(
    "Adres van mislukte pogingen om in te loggen; de inlognaam als hash.",
    True,
    "30 dagen na de laatste poging",
    timedelta(days=30),
    wijze=Wijze.vanzelf,
)
# Models of libraries, and of the ground, which does not know this app.
VAN_ANDEREN: Mapping[str, Bewaartermijn] = {
    "axes.AccessAttempt": _POGING,
    "axes.AccessAttemptExpiration": _POGING,
    "axes.AccessFailureLog": _POGING,
    "axes.AccessLog": _POGING,
    "auth.Group": ZONDER_PERSONEN,
    "auth.Permission": ZONDER_PERSONEN,
    "contenttypes.ContentType": ZONDER_PERSONEN,
    "sessions.Session": Bewaartermijn(
        "Wie is ingelogd.",
        True,
        "10 uur na het inloggen",
        timedelta(hours=10),
        wijze=Wijze.vanzelf,
    ),
    "taken.Taak": Bewaartermijn(
        "Stand van een verwerking en wie erom vroeg; geen inwoners.",
        True,
        "5 jaar",
        wijze=Wijze.vanzelf,
    ),
    "taken.Oproep": ZONDER_PERSONEN,
}


def term_for(model: type[Model]) -> Bewaartermijn | None:
    """Its own, or that of the table; None is a mistake that a test finds."""
    eigen: Bewaartermijn | None = getattr(model, "bewaartermijn", None)
    return eigen or VAN_ANDEREN.get(model._meta.label)


def all_terms() -> Mapping[str, Bewaartermijn | None]:
    """By model; tables that only tie two models together go with those."""
    return {model._meta.label: term_for(model) for model in apps.get_models()}
