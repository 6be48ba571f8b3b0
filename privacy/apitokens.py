"""Tokens for programs: which account is behind one. Making and revoking stands in `actions`."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from privacy import logboek
from privacy.models import Account, Apitoken

SOORT = "Bearer"
BEGIN = "bm_"
# Writing the time of last use at every call would cost a row each.
BIJWERKEN_NA = timedelta(minutes=1)


def new_token() -> str:
    return BEGIN + secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def account_for(kop: str) -> Account | None:
    """The account behind an Authorization header; None, and a log row for a token that is wrong."""
    soort, _, token = kop.partition(" ")
    if soort.lower() != SOORT.lower() or not token:
        return None
    rij = _valid(token.strip())
    if rij is None:
        logboek.log(actie=logboek.Actie.token_geweigerd, door=None, resultaat="geweigerd")
        return None
    _note_use(rij)
    return rij.account


def _valid(token: str) -> Apitoken | None:
    """Not revoked, not expired, of an account that is active and past its one-time password."""
    rijen = Apitoken.objects.select_related("account").filter(
        hash=digest(token),
        ingetrokken_op__isnull=True,
        verloopt_op__gt=timezone.now(),
        account__is_active=True,
        account__wachtwoord_eenmalig=False,
    )
    return rijen.first()


def _note_use(rij: Apitoken) -> None:
    vorig = rij.laatst_gebruikt_op
    if vorig is None or timezone.now() - vorig > BIJWERKEN_NA:
        Apitoken.objects.filter(pk=rij.pk).update(laatst_gebruikt_op=Now())


def too_many_failures() -> bool:
    """So many wrong tokens from this address that none is looked at for a while."""
    return logboek.failures_from_here(logboek.Actie.token_geweigerd) >= settings.AANMELDEN_PER_ADRES
