"""What every page needs: who is logged in, the menu, and whether the session is complete."""

from typing import Any

from django.http import HttpRequest

from privacy import navigatie, sessies
from privacy.models import Account
from privacy.permissions import mag
from privacy.rollen import ROLNAMEN, Recht, Rol


def basis(request: HttpRequest) -> dict[str, Any]:
    """The menu is empty until every step of the login is done."""
    account = getattr(request, "user", None)
    if not isinstance(account, Account):
        return {"menu": [], "account": None, "rolnaam": ""}
    klaar = sessies.login_step(request, account) is None
    menu = navigatie.for_account(account, request.path) if klaar else []
    meer = [keuze for keuze in menu if keuze.onder_meer]
    return {
        "account": account,
        "rolnaam": ROLNAMEN[Rol(account.rol)],
        "menu": menu,
        "menu_meer": meer,
        "menu_hier": next((keuze.titel for keuze in meer if keuze.huidig), ""),
        "naar_bureau": klaar and mag(account, Recht.bureau_zien),
        "aangemeld": klaar,
    }
