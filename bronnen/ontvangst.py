"""One upload, from the connection to a delivery; used by the pages and by the API alike."""

from typing import cast
from uuid import UUID

import structlog
from django.http import HttpRequest

from bronnen import opslag
from bronnen.actions import levering as actions
from bronnen.inhoud import key_of
from bronnen.models import Landing, Levering
from bronnen.upload import OpslagVol, UploadAfgebroken, land
from privacy import kluis
from privacy.models import Account
from privacy.uitzonderingen import Geweigerd

log = structlog.get_logger(__name__)

MAX_OMVANG = 2 * 1024**3  # bytes
ZONDER_LENGTE = "Uw programma zegt niet hoe groot het bestand is. Lever via de pagina Leveren."
TE_GROOT = "Dit bestand is groter dan 2 GB. Splits het bestand en lever de delen apart."
LEEG = "Dit bestand is leeg. Kies het bestand opnieuw."
ONVOLLEDIG = "Het uploaden stopte halverwege. We hebben niets bewaard. Kies het bestand opnieuw."
VERLOPEN = "Deze aankondiging is verlopen. Kies het bestand opnieuw."
VOL = "Er is geen ruimte meer om uw bestand te bewaren. Probeer het later, of bel de beheerder."


class OntvangstFout(Exception):
    """Why an upload was not taken: one Dutch sentence and the HTTP status that fits."""

    def __init__(self, melding: str, status: int) -> None:
        super().__init__(melding)
        self.melding = melding
        self.status = status


def receive_upload(request: HttpRequest, landing: Landing, *, by: Account) -> tuple[Levering, bool]:
    """Stream the raw body into the landing; OntvangstFout leaves no landing behind."""
    try:
        return _receive(request, landing, by)
    except OntvangstFout:
        actions.abandon_landing(landing=landing, by=by)
        raise


def _receive(request: HttpRequest, landing: Landing, by: Account) -> tuple[Levering, bool]:
    omvang = _announced_size(request)
    bestand = opslag.upload_path(landing.pk)
    try:
        sleutel, sleutel_id = _key_of(landing)
        ontvangst = land(
            request, omvang=omvang, doel=bestand, sleutel=sleutel, sleutel_id=sleutel_id
        )
        return actions.receive(landing=landing, ontvangst=ontvangst, bestand=bestand, by=by)
    except UploadAfgebroken:
        raise OntvangstFout(ONVOLLEDIG, 400) from None
    except OpslagVol:
        log.error("opslag_vol")
        raise OntvangstFout(VOL, 507) from None
    except Geweigerd as weigering:
        raise OntvangstFout(weigering.melding, 409) from None


def _key_of(landing: Landing) -> tuple[bytes, bytes]:
    """The key and its id; the landing may have been cleaned up a moment ago."""
    try:
        return key_of(landing.sleutel), cast(UUID, landing.sleutel_id).bytes
    except kluis.SleutelVernietigd:
        raise Geweigerd(VERLOPEN) from None


def _announced_size(request: HttpRequest) -> int:
    """Refuse before a byte of the body is read."""
    lengte = request.META.get("CONTENT_LENGTH") or ""
    if not (lengte.isascii() and lengte.isdigit()):
        raise OntvangstFout(ZONDER_LENGTE, 411)
    if int(lengte) > MAX_OMVANG:
        raise OntvangstFout(TE_GROOT, 413)
    if int(lengte) == 0:
        raise OntvangstFout(LEEG, 400)
    return int(lengte)
