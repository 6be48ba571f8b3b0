"""The ledger of destructions as lines of text: what must be gone, also after a restore.

Each line covers the line before it, so that none can be left out or changed unnoticed in a file
that was kept elsewhere. Standard library only.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

BEGIN = "0" * 64


class Registerfout(ValueError):
    """The file is no ledger, or a line of it was changed, left out or moved."""


@dataclass(frozen=True)
class Regel:
    """One destroyed object; `op` is ISO in UTC, `sleutels` are ids of keys."""

    volgnummer: int
    soort: str
    object_id: str
    titel: str
    sleutels: tuple[str, ...]
    op: str
    vorige: str

    @property
    def kop(self) -> str:
        inhoud = [self.volgnummer, self.soort, self.object_id, self.titel, list(self.sleutels)]
        tekst = json.dumps([*inhoud, self.op, self.vorige], ensure_ascii=False)
        return hashlib.sha256(tekst.encode()).hexdigest()

    def als_tekst(self) -> str:
        return json.dumps({**asdict(self), "kop": self.kop}, ensure_ascii=False) + "\n"


def read_lines(tekst: str) -> list[Regel]:
    """Every line, proven. A last line without an end was being written at a crash: left out."""
    regels = [_read(regel) for regel in tekst.split("\n")[:-1] if regel]
    _check_chain(regels)
    return regels


def _read(regel: str) -> Regel:
    try:
        gegevens = json.loads(regel)
        kop = gegevens.pop("kop")
        gelezen = Regel(**{**gegevens, "sleutels": tuple(gegevens["sleutels"])})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Registerfout("a line is not of this ledger") from None
    if set(gegevens) != {veld.name for veld in fields(Regel)} or gelezen.kop != kop:
        raise Registerfout("a line was changed")
    return gelezen


def _check_chain(regels: Iterable[Regel]) -> None:
    """A line that stands there twice is a line once: it was written again after a crash."""
    vorige, nummer = BEGIN, 0
    for regel in dict.fromkeys(regels):
        if (regel.vorige, regel.volgnummer) != (vorige, nummer + 1):
            raise Registerfout("a line is missing or was moved")
        vorige, nummer = regel.kop, regel.volgnummer
