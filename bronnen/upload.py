"""The landing: every chunk of an upload is encrypted as it comes; nothing lands in clear."""

import hashlib
import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from privacy.kern.versleuteling import Schrijver

BLOK = 1 << 20  # bytes read from the connection at a time
MAX_NAAM = 80


class Stroom(Protocol):
    def read(self, size: int, /) -> bytes: ...


class UploadAfgebroken(Exception):
    """The client left before all announced bytes were there."""


class OpslagVol(Exception):
    """The disk is full; nothing half is kept."""


@dataclass(frozen=True)
class Ontvangst:
    omvang: int  # bytes
    sha256: str  # of the file as delivered


def land(bron: Stroom, *, omvang: int, doel: Path, sleutel: bytes, sleutel_id: bytes) -> Ontvangst:
    """Stream `omvang` bytes from the connection into an encrypted file; all or nothing.

    UploadAfgebroken when the connection ends early, OpslagVol when the disk is full; in both
    cases the partial ciphertext is removed.
    """
    voorlopig = doel.with_suffix(".deel")
    try:
        ontvangst = _copy(bron, omvang, voorlopig, sleutel, sleutel_id)
    except BaseException as fout:
        voorlopig.unlink(missing_ok=True)
        if isinstance(fout, OSError):
            raise OpslagVol from None
        raise
    voorlopig.replace(doel)
    return ontvangst


def _copy(bron: Stroom, omvang: int, doel: Path, sleutel: bytes, sleutel_id: bytes) -> Ontvangst:
    som = hashlib.sha256()
    rest = omvang
    beschrijver = os.open(doel, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(beschrijver, "wb") as bestand:
        with Schrijver(bestand, sleutel, sleutel_id) as schrijver:
            while rest and (blok := _read(bron, min(BLOK, rest))):
                som.update(blok)
                schrijver.write(blok)
                rest -= len(blok)
            if rest:
                raise UploadAfgebroken
        bestand.flush()
        os.fsync(bestand.fileno())
    return Ontvangst(omvang, som.hexdigest())


def _read(bron: Stroom, aantal: int) -> bytes:
    try:
        return bron.read(aantal)
    except OSError:  # the connection broke
        raise UploadAfgebroken from None


def display_name(naam: str) -> str:
    """A file name that is safe to show: last path part, printable characters, at most 80."""
    kaal = unicodedata.normalize("NFC", naam.replace("\\", "/").rsplit("/", 1)[-1])
    leesbaar = "".join(t for t in kaal if unicodedata.category(t)[0] in "LNPS" or t == " ")
    return leesbaar.strip(" .")[:MAX_NAAM] or "bestand"
