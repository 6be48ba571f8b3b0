"""Where a request came from, believing only our own proxies."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    """The address that the outermost proxy of our own saw; X-Forwarded-For is ignored without one.

    Each proxy adds the address it saw at the right; whatever stands further left is the client's
    own claim.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.AANTAL_PROXIES
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    if not proxies or len(seen) < proxies:
        return direct
    return seen[-proxies] or direct
