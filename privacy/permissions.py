"""May this person? A view names a `Recht`; who has it stands in `rollen.py`, nowhere else."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from privacy.aanmeldstap import Stap
from privacy.logboek import Actie, log
from privacy.models import Account
from privacy.rollen import RECHTEN, Recht, Rol
from privacy.uitzonderingen import Geweigerd

View = TypeVar("View", bound=Callable[..., Any])
M = TypeVar("M", bound=Model)
Rechten = Recht | Mapping[str, Recht]

MAG_NIET = "U mag dit niet doen. Vraag de beheerder of u de juiste rol heeft."


def vereist(
    recht: Recht | None = None, *, stap: Stap | None = None, **per_methode: Recht
) -> Callable[[View], View]:
    """Names what a view needs: `vereist(Recht.x)`, or per method `vereist(GET=..., POST=...)`.

    Works on functions and on the result of `.as_view()`; a class (Django or DRF) may carry the
    attribute `recht` instead. `stap`: this page belongs to a step of logging in.
    """
    if (recht is None) == (not per_methode):
        raise ValueError("name one right, or one a method")

    def mark(view: View) -> View:
        view.recht = recht or per_methode  # type: ignore[attr-defined]
        view.stap = stap  # type: ignore[attr-defined]
        return view

    return mark


def openbaar(view: View) -> View:
    """Without logging in: login pages and health alone."""
    return login_not_required(view)


def declared(view: Callable[..., Any]) -> Rechten | None:
    """What the view, or the class behind it, named."""
    for bron in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        recht = getattr(bron, "recht", None)
        if recht is not None:
            return cast(Rechten, recht)
    return None


def needed(rechten: Rechten, methode: str) -> Recht | None:
    """The right for this method; None where the view does not name the method."""
    if isinstance(rechten, Recht):
        return rechten
    return rechten.get("GET" if methode in {"HEAD", "OPTIONS"} else methode)


def is_open(view: Callable[..., Any]) -> bool:
    """DRF marks all its views as not needing Django's login, so those never count as open."""
    return not hasattr(view, "cls") and getattr(view, "login_required", True) is False


def mag(account: Account | None, recht: Recht) -> bool:
    return account is not None and account.is_active and recht in RECHTEN[Rol(account.rol)]


def require(account: Account | None, recht: Recht) -> None:
    """Refuse unless the account, as it stands in the database now, has the right.

    None is the system itself, and may. Called by actions, and again by jobs when they run.
    """
    if account is None:
        return
    nu = Account.objects.filter(pk=account.pk).first()
    if not mag(nu, recht):
        raise Geweigerd(MAG_NIET)


def current_account(request: HttpRequest) -> Account:
    """The account behind a request that passed the middleware."""
    account = getattr(request, "api_account", None) or request.user
    if not account.is_authenticated:
        raise Geweigerd(MAG_NIET)
    return cast(Account, account)


def object_or_404(
    rijen: QuerySet[M], *, by: Account, object_soort: str, object_id: object, veld: str = "pk"
) -> M:
    """The row out of what `by` may see; else 404, as for one that does not exist, and a log row."""
    try:
        return rijen.get(**{veld: object_id})
    except (ObjectDoesNotExist, ValueError, TypeError, ValidationError):
        pass  # a malformed UUID is a ValidationError
    log(
        actie=Actie.toegang_geweigerd,
        door=by,
        object_soort=object_soort,
        object_id=object_id,
        resultaat="geweigerd",
    )
    raise Http404
