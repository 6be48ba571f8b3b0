"""The API's login: the middleware found the account behind the token; DRF takes it over here."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from privacy.models import Account
from privacy.permissions import declared, mag, needed


class TokenAuthenticatie(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Account, None] | None:
        account = getattr(request._request, "api_account", None)
        return (account, None) if account else None

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Buurtmonitor"'


class RechtPermissie(BasePermission):
    """The middleware's question once more, so that DRF alone is closed unless opened too."""

    def has_permission(self, request: Request, view: object) -> bool:
        gevonden = request._request.resolver_match
        rechten = declared(gevonden.func) if gevonden else None
        recht = needed(rechten, request.method or "") if rechten is not None else None
        account = request.user if isinstance(request.user, Account) else None
        return recht is not None and mag(account, recht)
