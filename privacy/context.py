"""What every page needs: who is logged in, the menu, and whether the session is complete."""

from typing import Any

from django.http import HttpRequest

from privacy import navigatie, sessies
from privacy.models import Account
from privacy.rollen import ROLNAMEN, Rol


def basis(request: HttpRequest) -> dict[str, Any]:
    """The menu is empty until every step of the login is done."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {"menu": [], "account": None, "rolnaam": ""}
    klaar = sessies.login_step(request, account) is None
    return {
        "account": account,
        "rolnaam": ROLNAMEN[Rol(account.rol)],
        "menu": navigatie.for_account(account, request.path) if klaar else [],
        "aangemeld": klaar,
    }
