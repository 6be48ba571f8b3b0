"""The cookie of a registered device: signed, with a secret of which only a hash is kept."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from privacy import klok
from privacy.apparaat import Apparaat, Apparaatstatus

NAAM = "__Host-apparaat"  # the browser keeps it to this host, under TLS, for the whole site
GELDIG = timedelta(days=365)
CODE_GELDIG = timedelta(hours=1)
# 32 signs that can't be read as another; ten of them are 50 bits, for an hour.
TEKENS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTE = 10


def new_code() -> str:
    tekens = "".join(secrets.choice(TEKENS) for _ in range(CODE_LENGTE))
    return f"{tekens[:5]}-{tekens[5:]}"


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest_code(code: str) -> str:
    """As typed: small letters, spaces and dashes make no difference."""
    return digest(re.sub(r"[\s-]", "", code).upper())


def digest(geheim: str) -> str:
    """Random enough to need no slow hash."""
    return hashlib.sha256(geheim.encode()).hexdigest()


def put(answer: HttpResponse, apparaat: Apparaat, geheim: str) -> None:
    answer.set_signed_cookie(
        NAAM,
        f"{apparaat.pk}:{geheim}",
        max_age=int(GELDIG.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Strict",
    )


def device_of(request: HttpRequest) -> Apparaat | None:
    """The registered device that sent this; None for any other, whatever the cookie says."""
    inhoud = request.get_signed_cookie(NAAM, default="", max_age=GELDIG)
    nummer, _, geheim = str(inhoud).partition(":")
    if not geheim:
        return None
    try:
        return registered().filter(pk=nummer, geheim=digest(geheim)).first()
    except (ValueError, ValidationError):  # no UUID
        return None


def registered() -> QuerySet[Apparaat]:
    """Registered, not withdrawn, not past its year."""
    return Apparaat.objects.filter(status=Apparaatstatus.geregistreerd, geldig_tot__gt=klok.now())
