"""The master key: given from outside, kept in memory, never in the database or in a file of ours.

From it derive the keys that seal small secrets in the database (the seeds of second factors).
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from privacy.kern.versleuteling import Onleesbaar

_VERSIE = b"\x01"
_NONCE = 12


class HoofdsleutelOntbreekt(Exception):
    """No master key was given to this process."""


def master_key() -> bytes:
    sleutel: bytes | None = settings.HOOFDSLEUTEL
    if sleutel is None:
        raise HoofdsleutelOntbreekt("no master key was given to this process")
    return sleutel


def seal(doel: str, inhoud: bytes, *, van: str) -> bytes:
    """Small secret for one purpose and one owner (`van`, for instance the id of an account)."""
    nonce = os.urandom(_NONCE)
    return _VERSIE + nonce + AESGCM(_derived(doel)).encrypt(nonce, inhoud, van.encode())


def unseal(doel: str, verzegeld: bytes, *, van: str) -> bytes:
    """Raises `Onleesbaar` for another master key, purpose or owner."""
    if verzegeld[:1] != _VERSIE:
        raise Onleesbaar("not a sealed secret of this version")
    nonce, inhoud = verzegeld[1 : 1 + _NONCE], verzegeld[1 + _NONCE :]
    try:
        return AESGCM(_derived(doel)).decrypt(nonce, inhoud, van.encode())
    except InvalidTag:
        raise Onleesbaar("the sealed secret does not open") from None


def _derived(doel: str) -> bytes:
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"buurtmonitor " + doel.encode())
    return hkdf.derive(master_key())
