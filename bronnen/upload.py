"""The landing: every chunk of an upload is encrypted as it comes; nothing lands in clear."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bronnen.opslag import new_file
from privacy.kern.versleuteling import Schrijver

BLOK = 1 << 20  # bytes read from the connection at a time
MAX_NAAM = 80
LANGSTE_ACHTERVOEGSEL = 10
_LANG_GETAL = re.compile(r"(?<!\d)\d{9}(?!\d)")


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
    """Stream `omvang` bytes from the connection into a new encrypted file; all or nothing.

    UploadAfgebroken when the connection ends early, OpslagVol when the disk is full; in both
    cases the partial ciphertext is removed.
    """
    try:
        with new_file(doel) as bestand, Schrijver(bestand, sleutel, sleutel_id) as schrijver:
            som = _copy(bron, omvang, schrijver)
    except OSError:
        raise OpslagVol from None
    return Ontvangst(omvang, som)


def _copy(bron: Stroom, omvang: int, schrijver: Schrijver) -> str:
    som = hashlib.sha256()
    rest = omvang
    while rest and (blok := _read(bron, min(BLOK, rest))):
        som.update(blok)
        schrijver.write(blok)
        rest -= len(blok)
    if rest:
        raise UploadAfgebroken
    return som.hexdigest()


def _read(bron: Stroom, aantal: int) -> bytes:
    try:
        return bron.read(aantal)
    except OSError:  # the connection broke
        raise UploadAfgebroken from None


def display_name(naam: str) -> str:
    """A file name that is safe to show: last path part, printable characters, at most 80.

    The suffix survives, for the door compares it with the contents; a number that may be a BSN
    does not.
    """
    kaal = unicodedata.normalize("NFC", naam.replace("\\", "/").rsplit("/", 1)[-1])
    leesbaar = "".join(t for t in kaal if unicodedata.category(t)[0] in "LNPS" or t == " ")
    schoon = _LANG_GETAL.sub("…", leesbaar).strip(" .")
    stam, punt, einde = schoon.rpartition(".")
    if stam and len(einde) <= LANGSTE_ACHTERVOEGSEL:
        return f"{stam[: MAX_NAAM - len(einde) - 1]}{punt}{einde}"
    return schoon[:MAX_NAAM] or "bestand"
