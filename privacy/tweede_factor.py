"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes.

A code works once: the row is locked while it is checked and remembers the time step of the last
code. Wrong codes make the next try wait, up to some minutes.
"""

import base64
import hashlib
import re
import secrets
from urllib.parse import quote, urlencode

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django_otp.oath import TOTP

from privacy.hoofdsleutel import seal, unseal
from privacy.kluis import APPGEHEIM
from privacy.models import Account, Herstelcode, TweedeFactor

GEHEIM_BYTES = 20
AANTAL_HERSTELCODES = 10
_CODE = re.compile(r"[0-9]{6}")
_HERSTEL_BYTES = 10  # 80 bits
# Failures double the waiting time; from here on it stays at 2^9 seconds, about 8 minutes.
_MEESTE_FOUTEN = 10


def pending(account: Account) -> TweedeFactor:
    """The app that is being linked: the same until it is confirmed, so a reload shows the same."""
    rijen = TweedeFactor.objects.filter(user=account, confirmed=False)
    begonnen: TweedeFactor | None = rijen.first()
    return begonnen or _create(account, secrets.token_bytes(GEHEIM_BYTES), confirmed=False)


def _create(account: Account, geheim: bytes, *, confirmed: bool) -> TweedeFactor:
    app = TweedeFactor(user=account, name="Inlogapp", confirmed=confirmed)
    app.geheim = seal(APPGEHEIM, geheim, van=str(account.pk))
    app.save()
    return app


def secret_text(app: TweedeFactor) -> str:
    """The seed as an authenticator app reads it: base32."""
    return base64.b32encode(_seed(app)).decode()


def uri(app: TweedeFactor) -> str:
    naam = quote(f"{settings.OTP_TOTP_ISSUER}:{app.user.gebruikersnaam}")
    velden = {"secret": secret_text(app), "issuer": settings.OTP_TOTP_ISSUER}
    return f"otpauth://totp/{naam}?{urlencode(velden)}"


def qr_image(app: TweedeFactor) -> str:
    """The QR code as an SVG in a data address, dark on white."""
    code = qrcode.make(uri(app), image_factory=qrcode.image.svg.SvgPathFillImage, box_size=8)
    return "data:image/svg+xml;base64," + base64.b64encode(code.to_string()).decode()


def _seed(app: TweedeFactor) -> bytes:
    return unseal(APPGEHEIM, bytes(app.geheim), van=str(app.user_id))


@transaction.atomic
def check_code(
    *, account: Account, code: str, confirmed: bool = True, moment: float | None = None
) -> TweedeFactor | None:
    """The app whose code this is, now used up; None for a wrong, used or too hasty one."""
    app = _locked(account, confirmed)
    if app is None or not app.verify_is_allowed()[0]:
        return None
    stap = _matching_step(app, code, moment)
    if stap is None:
        _count_failure(app)
        return None
    app.laatste_stap = stap
    app.throttle_reset(commit=False)
    app.save()
    return app


def _locked(account: Account, confirmed: bool) -> TweedeFactor | None:
    rijen = TweedeFactor.objects.select_for_update()
    app: TweedeFactor | None = rijen.filter(user=account, confirmed=confirmed).first()
    return app


def _matching_step(app: TweedeFactor, code: str, moment: float | None) -> int | None:
    """One step early or late is taken; never one at or before the last."""
    kaal = code.replace(" ", "")
    if not _CODE.fullmatch(kaal):
        return None
    totp = TOTP(_seed(app))
    if moment is not None:
        totp.time = moment
    gelukt = totp.verify(int(kaal), tolerance=1, min_t=app.laatste_stap + 1)
    return int(totp.t()) if gelukt else None


def _count_failure(app: TweedeFactor) -> None:
    app.throttling_failure_count = min(app.throttling_failure_count, _MEESTE_FOUTEN - 1)
    app.throttle_increment()


def waits(account: Account) -> bool:
    """Too many wrong codes just now: even a right one is refused for a while."""
    app = TweedeFactor.objects.filter(user=account, confirmed=True).first()
    return app is not None and not app.verify_is_allowed()[0]


@transaction.atomic
def check_recovery_code(*, account: Account, code: str) -> TweedeFactor | None:
    """As `check_code`; a recovery code works once as well."""
    app = _locked(account, True)
    if app is None or not app.verify_is_allowed()[0]:
        return None
    ongebruikt = Herstelcode.objects.filter(account=account, gebruikt_op__isnull=True)
    if not ongebruikt.filter(hash=_hash(account, code)).update(gebruikt_op=Now()):
        _count_failure(app)
        return None
    app.throttle_reset()
    return app


def make_recovery_codes(*, account: Account) -> list[str]:
    """New codes in the place of the old; the only time they are readable."""
    codes = [_new_recovery_code() for _ in range(AANTAL_HERSTELCODES)]
    Herstelcode.objects.filter(account=account).delete()
    Herstelcode.objects.bulk_create(
        Herstelcode(account=account, hash=_hash(account, code)) for code in codes
    )
    return codes


def _new_recovery_code() -> str:
    tekst = base64.b32encode(secrets.token_bytes(_HERSTEL_BYTES)).decode().lower()
    return "-".join(tekst[i : i + 4] for i in range(0, len(tekst), 4))


def _hash(account: Account, code: str) -> str:
    kaal = re.sub(r"[\s-]", "", code).lower()
    return hashlib.sha256(f"{account.pk}|{kaal}".encode()).hexdigest()


@transaction.atomic
def confirm_pending(*, account: Account, app: TweedeFactor) -> None:
    """The app whose first code was right takes the place of an earlier one."""
    TweedeFactor.objects.filter(user=account, confirmed=True).delete()
    TweedeFactor.objects.filter(pk=app.pk).update(confirmed=True, gekoppeld_op=Now())
    app.refresh_from_db()


def unlink(*, account: Account) -> None:
    TweedeFactor.objects.filter(user=account).delete()
    Herstelcode.objects.filter(account=account).delete()


def enrol_with_known_seed(*, account: Account) -> str:
    """Link an app without a person and return its seed; demonstration and tests alone."""
    unlink(account=account)
    app = _create(account, secrets.token_bytes(GEHEIM_BYTES), confirmed=True)
    TweedeFactor.objects.filter(pk=app.pk).update(gekoppeld_op=Now())
    return secret_text(app)
