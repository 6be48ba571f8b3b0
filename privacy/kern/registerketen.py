"""The chain of the release ledger: each head covers the head before and what was added since.

Who changes, drops or moves a link changes every head after it. Standard library only.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BEGIN = "0" * 64  # the head of an empty chain


@dataclass(frozen=True)
class Schakel:
    """One link: its content as texts without line ends, and the heads before and after."""

    inhoud: tuple[str, ...]
    vorige: str
    kop: str


def head(vorige: str, inhoud: Sequence[str]) -> str:
    """SHA-256 of the head before and each part on a line of its own."""
    if any("\n" in deel for deel in inhoud):
        raise ValueError("a part of a link is one line")
    return hashlib.sha256("\n".join((vorige, *inhoud)).encode()).hexdigest()


def first_broken(schakels: Iterable[Schakel]) -> int | None:
    """Place (from 0) of the first link that does not follow from those before; None: all do."""
    vorige = BEGIN
    for plek, schakel in enumerate(schakels):
        if schakel.vorige != vorige or schakel.kop != head(vorige, schakel.inhoud):
            return plek
        vorige = schakel.kop
    return None
