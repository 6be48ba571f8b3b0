"""Tokens for programs, of one's own account alone."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from privacy import apitokens
from privacy.logboek import Actie, log
from privacy.models import Account, Apitoken
from privacy.permissions import require
from privacy.rollen import Recht
from privacy.uitzonderingen import Geweigerd

LANGSTE_DUUR = timedelta(days=365)
MEESTE = 10


@transaction.atomic
def create_token(*, naam: str, geldig: timedelta, by: Account) -> tuple[Apitoken, str]:
    """The row and the token itself, which is readable here and never again."""
    require(by, Recht.eigen_account)
    if not timedelta(0) < geldig <= LANGSTE_DUUR:
        raise Geweigerd("Een token is ten hoogste een jaar geldig.")
    if by.tokens.filter(ingetrokken_op__isnull=True, verloopt_op__gt=Now()).count() >= MEESTE:
        raise Geweigerd("U hebt al 10 tokens. Trek er eerst een in.")
    token = apitokens.new_token()
    rij = Apitoken.objects.create(
        account=by,
        naam=naam.strip(),
        begin=token[:8],
        hash=apitokens.digest(token),
        verloopt_op=timezone.now() + geldig,
    )
    log(actie=Actie.token_gemaakt, door=by, object_soort="token", object_id=rij.pk)
    return rij, token


@transaction.atomic
def revoke_token(*, token: Apitoken, by: Account) -> None:
    if token.account_id != by.pk:
        raise Geweigerd("Alleen de eigenaar trekt een token in.")
    if Apitoken.objects.filter(pk=token.pk, ingetrokken_op__isnull=True).update(
        ingetrokken_op=Now()
    ):
        log(actie=Actie.token_ingetrokken, door=by, object_soort="token", object_id=token.pk)
