"""The vault: one wrapped key a file, in a folder of its own, outside the database and its backups.

Destroying the key file makes every copy of what it encrypted unreadable. The file holds the data
key wrapped under the master key, so neither the folder nor the master key opens anything alone.
"""

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db import transaction
from django.db.models.functions import Now

from privacy.hoofdsleutel import is_sealed_now, master_key, opening_keys, seal, unseal
from privacy.kern.versleuteling import (
    Onleesbaar,
    master_id,
    new_key,
    unwrap_key,
    wrap_key,
    wrapped_under,
)
from privacy.logboek import Actie, log
from privacy.models import Account, Sleutel, Sleuteldoel, TweedeFactor

CONTROLE = "hoofdsleutel.controle"
APPGEHEIM = "tweede factor"  # what the seeds of second factors are sealed for
_CONTROLE_ID = UUID(int=0).bytes
_CONTROLE_DOEL = "controle"
_CONTROLE_INHOUD = b"buurtmonitor: dit is de juiste hoofdsleutel"


class Kluisfout(Exception):
    """The vault is not there, not ours, or opens with another master key. One Dutch sentence."""


class SleutelVernietigd(Exception):
    """The key no longer exists, so what it encrypted can't be read by anyone."""


def make_key(*, doel: Sleuteldoel | str, by: Account | None = None) -> tuple[Sleutel, bytes]:
    """A new data key of 32 bytes; its file is on disk before its row is committed."""
    sleutel, inhoud = Sleutel(doel=Sleuteldoel(doel)), new_key()
    ingepakt = wrap_key(master_key(), inhoud, sleutel_id=sleutel.pk.bytes, doel=sleutel.doel)
    with transaction.atomic():
        sleutel.save(force_insert=True)
        log(
            actie=Actie.sleutel_gemaakt,
            door=by,
            object_soort="sleutel",
            object_id=sleutel.pk,
            bijzonderheden={"doel": sleutel.doel},
        )
        _write_new(_path(sleutel), ingepakt)
    return sleutel, inhoud


def open_key(sleutel: Sleutel) -> bytes:
    """The data key. Raises `SleutelVernietigd`, or `Onleesbaar` under another master key."""
    if sleutel.vernietigd_op is not None:
        raise SleutelVernietigd(f"key {sleutel.pk} was destroyed")
    try:
        ingepakt = _path(sleutel).read_bytes()
    except FileNotFoundError:
        raise SleutelVernietigd(f"key {sleutel.pk} is not in the vault") from None
    return _unwrap(ingepakt, sleutel.pk.bytes, sleutel.doel)


def _unwrap(ingepakt: bytes, sleutel_id: bytes, doel: str) -> bytes:
    """Under the master key of now, or the one before while that is given as well."""
    *eerst, laatst = opening_keys()
    for hoofdsleutel in eerst:
        with suppress(Onleesbaar):
            return unwrap_key(hoofdsleutel, ingepakt, sleutel_id=sleutel_id, doel=doel)
    return unwrap_key(laatst, ingepakt, sleutel_id=sleutel_id, doel=doel)


def destroy_key(sleutel: Sleutel, *, by: Account | None) -> None:
    """Overwrite, remove, then mark. Safe to repeat: after a crash half-way it goes on.

    A key that is gone stays gone when the caller's transaction is rolled back.
    """
    with transaction.atomic():
        Sleutel.objects.select_for_update().filter(pk=sleutel.pk).first()  # not while re-wrapped
        _erase(_path(sleutel))
        eerste = Sleutel.objects.filter(pk=sleutel.pk, vernietigd_op__isnull=True)
        if eerste.update(vernietigd_op=Now()):
            log(
                actie=Actie.sleutel_vernietigd,
                door=by,
                object_soort="sleutel",
                object_id=sleutel.pk,
                bijzonderheden={"doel": sleutel.doel},
            )
    sleutel.refresh_from_db()


def erase_key(sleutel_id: UUID) -> bool:
    """Overwrite and remove the file of a key by its id alone; whether there was one."""
    pad = _folder() / f"{sleutel_id}.sleutel"
    was_er = pad.exists()
    _erase(pad)
    return was_er


def erase_destroyed() -> int:
    """Files of keys that the database knows as destroyed: an older vault was put back. How many."""
    weg = Sleutel.objects.filter(vernietigd_op__isnull=False).values_list("pk", flat=True)
    terug = {pad.stem for pad in _folder().glob("*.sleutel")} & {str(nummer) for nummer in weg}
    return sum(erase_key(UUID(nummer)) for nummer in terug)


def vault_folder() -> Path:
    return _folder()


def has_file(sleutel_id: UUID) -> bool:
    return (_folder() / f"{sleutel_id}.sleutel").exists()


def furnish(*, by: Account | None = None) -> None:
    """Make the vault's folder and its check file; only on a new installation.

    Refused when keys exist already: then the vault was lost, and a new one would hide that.
    """
    map_ = _folder()
    map_.mkdir(mode=0o700, parents=True, exist_ok=True)
    map_.chmod(0o700)
    if (map_ / CONTROLE).exists():
        check_vault()
        return
    if Sleutel.objects.filter(vernietigd_op__isnull=True).exists():
        raise Kluisfout(
            "De database kent sleutels, maar de kluis is leeg. Zet de map van de kluis terug."
        )
    ingepakt = wrap_key(
        master_key(), _CONTROLE_INHOUD, sleutel_id=_CONTROLE_ID, doel=_CONTROLE_DOEL
    )
    _write_new(map_ / CONTROLE, ingepakt)


def check_vault() -> None:
    """Raise `Kluisfout` unless the folder is ours alone and the master key is the right one."""
    map_ = _folder()
    try:
        ingepakt = (map_ / CONTROLE).read_bytes()
    except FileNotFoundError:
        raise Kluisfout(
            "De kluis is nog niet ingericht of staat elders. Controleer BUURTMONITOR_KLUIS;"
            " bij een nieuwe installatie: ‘manage.py kluis_inrichten’."
        ) from None
    except OSError:
        raise Kluisfout("De kluis is niet te lezen. Controleer de rechten van de map.") from None
    if stat.S_IMODE(map_.stat().st_mode) & 0o077:
        raise Kluisfout("Anderen kunnen bij de kluis. Geef de map de rechten 0700.")
    _check_master_key(ingepakt)


def _check_master_key(ingepakt: bytes) -> None:
    try:
        inhoud = _unwrap(ingepakt, _CONTROLE_ID, _CONTROLE_DOEL)
    except Onleesbaar:
        inhoud = b""
    if inhoud != _CONTROLE_INHOUD:
        raise Kluisfout(
            "De hoofdsleutel past niet op de kluis. Controleer BUURTMONITOR_HOOFDSLEUTEL;"
            " zonder de juiste sleutel start de Buurtmonitor niet."
        )


# --- another master key ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Kluisstand:
    """Counts: keys that open, of these under the key before; not opening; files of nobody."""

    goed: int
    onder_vorige: int
    kapot: int
    zonder_rij: int


def inspect() -> Kluisstand:
    """Opens every key once; nothing is changed."""
    check_vault()
    goed = onder_vorige = kapot = 0
    levend = list(Sleutel.objects.filter(vernietigd_op__isnull=True))
    for sleutel in levend:
        try:
            open_key(sleutel)
        except (Onleesbaar, SleutelVernietigd):
            kapot += 1
        else:
            goed += 1
            onder_vorige += not _is_wrapped_now(_path(sleutel))
    bekend = {_path(sleutel).name for sleutel in levend}
    vreemd = [pad for pad in _folder().glob("*.sleutel") if pad.name not in bekend]
    return Kluisstand(goed, onder_vorige, kapot, len(vreemd))


def rewrap_all(*, by: Account | None) -> int:
    """Wrap every key, and every sealed secret, under the master key of now; how many changed.

    Each is changed by itself and those that are done are passed by: after a crash it goes on.
    """
    check_vault()
    keren = sum(
        _rewrap(nummer)
        for nummer in Sleutel.objects.filter(vernietigd_op__isnull=True).values_list(
            "pk", flat=True
        )
    )
    keren += sum(_reseal(nummer) for nummer in TweedeFactor.objects.values_list("pk", flat=True))
    if not _is_wrapped_now(_folder() / CONTROLE):
        _replace(_folder() / CONTROLE, _CONTROLE_INHOUD, _CONTROLE_ID, _CONTROLE_DOEL)
        log(actie=Actie.hoofdsleutel_gewisseld, door=by, bijzonderheden={"aantal": keren})
    return keren


@transaction.atomic
def _rewrap(sleutel_id: UUID) -> bool:
    sleutel = Sleutel.objects.select_for_update().get(pk=sleutel_id)
    if sleutel.vernietigd_op is not None or _is_wrapped_now(_path(sleutel)):
        return False
    _replace(_path(sleutel), open_key(sleutel), sleutel.pk.bytes, sleutel.doel)
    return True


@transaction.atomic
def _reseal(nummer: int) -> bool:
    app = TweedeFactor.objects.select_for_update().get(pk=nummer)
    if is_sealed_now(bytes(app.geheim)):
        return False
    van = str(app.user_id)
    app.geheim = seal(APPGEHEIM, unseal(APPGEHEIM, bytes(app.geheim), van=van), van=van)
    app.save(update_fields=["geheim"])
    return True


def _is_wrapped_now(pad: Path) -> bool:
    return wrapped_under(pad.read_bytes()) == master_id(master_key())


def _replace(pad: Path, inhoud: bytes, sleutel_id: bytes, doel: str) -> None:
    """In one step; what stood there, under the other master key, is overwritten afterwards."""
    nieuw = pad.with_suffix(".nieuw")
    nieuw.unlink(missing_ok=True)
    _write_new(nieuw, wrap_key(master_key(), inhoud, sleutel_id=sleutel_id, doel=doel))
    with pad.open("r+b") as oud:
        nieuw.replace(pad)
        sync_folder(_folder())
        oud.write(os.urandom(os.fstat(oud.fileno()).st_size))
        oud.flush()
        os.fsync(oud.fileno())


def check_at_start(**_: object) -> list[CheckMessage]:
    """System check "opstart": the processes run it before they serve or work."""
    if settings.HOOFDSLEUTEL is None:
        return [Error("De omgevingsvariabele BUURTMONITOR_HOOFDSLEUTEL ontbreekt.", id="kluis.E1")]
    try:
        check_vault()
    except Kluisfout as fout:
        return [Error(str(fout), id="kluis.E2")]
    return []


def _folder() -> Path:
    return Path(settings.KLUIS)


def _path(sleutel: Sleutel) -> Path:
    return _folder() / f"{sleutel.pk}.sleutel"


def _write_new(pad: Path, inhoud: bytes) -> None:
    """On disk, file and folder, when this returns; an existing file is never overwritten."""
    with os.fdopen(os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as bestand:
        bestand.write(inhoud)
        bestand.flush()
        os.fsync(bestand.fileno())
    sync_folder(_folder())


def _erase(pad: Path) -> None:
    with suppress(FileNotFoundError):
        with pad.open("r+b") as bestand:
            bestand.write(os.urandom(pad.stat().st_size))
            bestand.flush()
            os.fsync(bestand.fileno())
        pad.unlink()
        sync_folder(_folder())


def sync_folder(map_: Path) -> None:
    """What was removed from this folder stays removed, also when the power goes."""
    nummer = os.open(map_, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(nummer)
    finally:
        os.close(nummer)
