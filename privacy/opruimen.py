"""What is past its term and goes on schedule, without anybody's agreement: rows about colleagues.

Nothing here is about residents; that comes on a vernietigingslijst (`privacy.vernietigbaar`). Apps
above register theirs in `AppConfig.ready`. The logbook itself is cut by the database alone
(`databaserechten.OPRUIMEN`), for the application may not delete its rows.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from buurtmonitor.taken.models import OPEN, Taak
from privacy import klok
from privacy.apparaat import Apparaat
from privacy.dossier import Document
from privacy.kern.bewaartermijn import JAREN, years_later
from privacy.models import Account, Apitoken, Herkomstaanvraag, Onderzoek
from privacy.poort import today
from privacy.verzonden import Verzonden

POGING_BEWAREN = timedelta(days=30)
TOKEN_BEWAREN = timedelta(days=365)
APPARAAT_BEWAREN = timedelta(days=365)
VERZONDEN_BEWAREN = timedelta(days=365)
Rijen = Callable[[], QuerySet[Any]]


class Werk(Protocol):
    def __call__(self, *, by: Account | None) -> int: ...


_werk: dict[str, Werk] = {}


def long_ended() -> QuerySet[Onderzoek]:
    """Onderzoeken whose last day is more than five years ago."""
    return Onderzoek.objects.filter(loopt_tot__lt=years_later(today(), -JAREN))


def _jobs() -> QuerySet[Taak]:
    return Taak.objects.exclude(status__in=OPEN).filter(
        aangemaakt_op__lt=years_later(klok.moment(), -JAREN)
    )


_rijen: dict[str, Rijen] = {
    "sessions.Session": lambda: Session.objects.filter(expire_date__lt=klok.now()),
    "axes.AccessAttempt": lambda: _attempts(AccessAttempt),
    "axes.AccessFailureLog": lambda: _attempts(AccessFailureLog),
    "axes.AccessLog": lambda: _attempts(AccessLog),
    "privacy.Apitoken": lambda: Apitoken.objects.filter(
        verloopt_op__lt=klok.now() - TOKEN_BEWAREN
    ),
    "privacy.Apparaat": lambda: _devices(),
    "privacy.Document": lambda: Document.objects.filter(onderzoek__in=long_ended()),
    "privacy.Herkomstaanvraag": lambda: Herkomstaanvraag.objects.filter(onderzoek__in=long_ended()),
    "privacy.Onderzoek_deelnemers": lambda: Onderzoek.deelnemers.through.objects.filter(
        onderzoek__in=long_ended()
    ),
    "privacy.Verzonden": lambda: Verzonden.objects.filter(op__lt=klok.now() - VERZONDEN_BEWAREN),
    "taken.Taak": _jobs,
}  # fmt: skip


def _devices() -> QuerySet[Apparaat]:
    """That were withdrawn, past their year, or never registered before then."""
    voor = klok.now() - APPARAAT_BEWAREN
    nooit = Q(geldig_tot__isnull=True, code_geldig_tot__lt=voor)
    return Apparaat.objects.filter(Q(ingetrokken_op__lt=voor) | Q(geldig_tot__lt=voor) | nooit)


def _attempts(model: Any) -> QuerySet[Any]:
    verlopen: QuerySet[Any] = model.objects.filter(attempt_time__lt=klok.now() - POGING_BEWAREN)
    return verlopen


def register(label: str, rijen: Rijen) -> None:
    """`label`: of the model; `rijen`: those past their term now."""
    _rijen[label] = rijen


def register_work(label: str, werk: Werk) -> None:
    """What takes more than deleting rows; `werk` logs by itself and says how many went."""
    _werk[label] = werk


def work() -> Mapping[str, Werk]:
    return dict(_werk)


def past_their_term() -> Mapping[str, QuerySet[Any]]:
    """By label of the model."""
    return {label: rijen() for label, rijen in _rijen.items()}
