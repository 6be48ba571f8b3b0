"""Rows of libraries that are past their term: sessions, failed logins, old tokens."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.db.models.expressions import CombinedExpression

from privacy import klok
from privacy.apparaat import Apparaat
from privacy.models import Apitoken

POGING_BEWAREN = timedelta(days=30)
TOKEN_BEWAREN = timedelta(days=365)
APPARAAT_BEWAREN = timedelta(days=365)


def clean_rows() -> int:
    """How many went; nothing here is about residents, so nobody needs to agree."""
    oud = klok.now() - POGING_BEWAREN
    rijen = [
        Session.objects.filter(expire_date__lt=klok.now()),
        *(m.objects.filter(attempt_time__lt=oud) for m in (AccessAttempt, AccessFailureLog)),
        AccessLog.objects.filter(attempt_time__lt=oud),
        Apitoken.objects.filter(verloopt_op__lt=klok.now() - TOKEN_BEWAREN),
        Apparaat.objects.filter(_ended(klok.now() - APPARAAT_BEWAREN)),
    ]
    return sum(rij.delete()[0] for rij in rijen)


def _ended(voor: CombinedExpression) -> Q:
    """Devices that were withdrawn, past their year or never registered before then."""
    nooit = Q(geldig_tot__isnull=True, code_geldig_tot__lt=voor)
    return Q(ingetrokken_op__lt=voor) | Q(geldig_tot__lt=voor) | nooit
