"""One upload, from the connection to a delivery; used by the pages and by the API alike."""

from django.http import HttpRequest

from bronnen import opslag
from bronnen.actions import levering as actions
from bronnen.models import Landing, Levering
from bronnen.upload import OpslagVol, UploadAfgebroken, land
from privacy import kluis
from privacy.models import Account
from privacy.uitzonderingen import Geweigerd

MAX_OMVANG = 2 * 1024**3  # bytes
ZONDER_LENGTE = "Uw programma zegt niet hoe groot het bestand is. Lever via de pagina Leveren."
TE_GROOT = "Dit bestand is groter dan 2 GB. Splits het bestand en lever de delen apart."
LEEG = "Dit bestand is leeg. Kies het bestand opnieuw."
ONVOLLEDIG = "Het uploaden stopte halverwege. We hebben niets bewaard. Kies het bestand opnieuw."
VOL = "Er is geen ruimte meer om uw bestand te bewaren. Probeer het later, of bel de beheerder."


class OntvangstFout(Exception):
    """Why an upload was not taken: one Dutch sentence and the HTTP status that fits."""

    def __init__(self, melding: str, status: int) -> None:
        super().__init__(melding)
        self.melding = melding
        self.status = status


def receive_upload(request: HttpRequest, landing: Landing, *, by: Account) -> tuple[Levering, bool]:
    """Stream the raw body into the landing; OntvangstFout leaves no landing behind."""
    omvang = _announced_size(request)
    if landing.sleutel is None:
        raise OntvangstFout(ONVOLLEDIG, 410)
    try:
        ontvangst = land(
            request,
            omvang=omvang,
            doel=opslag.landing_path(landing.pk),
            sleutel=kluis.open_key(landing.sleutel),
            sleutel_id=landing.sleutel.pk.bytes,
        )
        return actions.receive(landing=landing, ontvangst=ontvangst, by=by)
    except UploadAfgebroken:
        actions.destroy_landing(landing=landing, by=by)
        raise OntvangstFout(ONVOLLEDIG, 400) from None
    except OpslagVol:
        actions.destroy_landing(landing=landing, by=by)
        raise OntvangstFout(VOL, 507) from None
    except Geweigerd as weigering:
        actions.destroy_landing(landing=landing, by=by)
        raise OntvangstFout(weigering.melding, 409) from None


def _announced_size(request: HttpRequest) -> int:
    """Refuse before a byte of the body is read."""
    lengte = request.META.get("CONTENT_LENGTH") or ""
    if not lengte.isdigit():
        raise OntvangstFout(ZONDER_LENGTE, 411)
    if int(lengte) > MAX_OMVANG:
        raise OntvangstFout(TE_GROOT, 413)
    if int(lengte) == 0:
        raise OntvangstFout(LEEG, 400)
    return int(lengte)
