"""The master key: given from outside, kept in memory, never in the database or in a file of ours.

From it derive the keys that seal small secrets in the database (the seeds of second factors).
"""

import os
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from privacy.kern.versleuteling import MASTER_ID, Onleesbaar, master_id

_ZONDER_ID = b"\x01"
_VERSIE = b"\x02"
_NONCE = 12


class HoofdsleutelOntbreekt(Exception):
    """No master key was given to this process."""


def master_key() -> bytes:
    sleutel: bytes | None = settings.HOOFDSLEUTEL
    if sleutel is None:
        raise HoofdsleutelOntbreekt("no master key was given to this process")
    return sleutel


def opening_keys() -> tuple[bytes, ...]:
    """The master key, and while it is being changed the one before it, which only opens."""
    vorige: bytes | None = settings.HOOFDSLEUTEL_VORIGE
    return (master_key(),) if vorige is None else (master_key(), vorige)


def seal(doel: str, inhoud: bytes, *, van: str) -> bytes:
    """Small secret for one purpose and one owner (`van`, for instance the id of an account)."""
    nonce, kop = os.urandom(_NONCE), _VERSIE + master_id(master_key())
    return kop + nonce + AESGCM(_derived(master_key(), doel)).encrypt(nonce, inhoud, van.encode())


def unseal(doel: str, verzegeld: bytes, *, van: str) -> bytes:
    """Raises `Onleesbaar` for another master key, purpose or owner."""
    if verzegeld[:1] not in (_ZONDER_ID, _VERSIE):
        raise Onleesbaar("not a sealed secret of this version")
    begin = 1 + MASTER_ID if verzegeld[:1] == _VERSIE else 1
    nonce, inhoud = verzegeld[begin : begin + _NONCE], verzegeld[begin + _NONCE :]
    for sleutel in opening_keys():
        with suppress(InvalidTag):
            return AESGCM(_derived(sleutel, doel)).decrypt(nonce, inhoud, van.encode())
    raise Onleesbaar("the sealed secret does not open")


def is_sealed_now(verzegeld: bytes) -> bool:
    """Whether under the master key of now."""
    return verzegeld[: 1 + MASTER_ID] == _VERSIE + master_id(master_key())


def _derived(sleutel: bytes, doel: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"buurtmonitor " + doel.encode())
    return hkdf.derive(sleutel)
