"""Linking one's own authenticator app."""

from django.db import transaction

from privacy import tweede_factor
from privacy.logboek import Actie, log
from privacy.models import Account, TweedeFactor
from privacy.permissions import require
from privacy.rollen import Recht


@transaction.atomic
def link_second_factor(
    *, account: Account, code: str, by: Account, moment: float | None = None
) -> tuple[TweedeFactor, list[str]] | None:
    """The linked app and its recovery codes, readable here alone; None when the code is wrong."""
    require(by, Recht.eigen_account)
    app = tweede_factor.check_code(account=account, code=code, confirmed=False, moment=moment)
    if app is None:
        return None
    tweede_factor.confirm_pending(account=account, app=app)
    codes = tweede_factor.make_recovery_codes(account=account)
    log(
        actie=Actie.tweede_factor_gekoppeld,
        door=by,
        object_soort="account",
        object_id=account.pk,
    )
    return app, codes


@transaction.atomic
def renew_recovery_codes(*, account: Account, by: Account) -> list[str]:
    require(by, Recht.eigen_account)
    codes = tweede_factor.make_recovery_codes(account=account)
    log(actie=Actie.herstelcodes_gemaakt, door=by, object_soort="account", object_id=account.pk)
    return codes
