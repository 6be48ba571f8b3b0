"""The chain over the logbook: each seal covers a row and the seal before it (HMAC-SHA256).

Who edits, deletes, inserts or moves a row breaks the chain at that place. Who cuts off its end
leaves a chain that holds: that is found by a head (number, seal, signature) kept elsewhere. Without
the key nobody can make a seal or a head. Standard library only.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256
from typing import Any

BEGIN = "0" * 64  # the seal before the first

# The columns of a row of the logbook, in the order in which they are sealed.
KOLOMMEN = (
    "id", "op", "actor_id", "actor_naam", "actor_rol", "actie", "object_soort", "object_id",
    "resultaat", "oorsprong", "bijzonderheden",
)  # fmt: skip


class Breuk(Enum):
    """How a chain is broken at a place."""

    gewijzigd = "gewijzigd"  # the row or its seal is not what was sealed
    verwijderd = "verwijderd"  # a row that was sealed is gone
    ontbreekt = "ontbreekt"  # a number is missing
    afgeknipt = "afgeknipt"  # the chain ends before a head that was given
    ander = "ander"  # at the number of a head stands another seal
    onverzegeld = "onverzegeld"  # a row waits for its seal too long


def row_bytes(rij: Mapping[str, Any]) -> bytes:
    """One way to write a row: JSON of its columns in order, moments in UTC."""
    waarden = [_plain(rij[kolom]) for kolom in KOLOMMEN]
    return json.dumps(waarden, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(waarde: Any) -> Any:
    if isinstance(waarde, datetime):
        return waarde.astimezone(UTC).isoformat(timespec="microseconds")
    return waarde


def seal(sleutel: bytes, nummer: int, vorige: str, rij: Mapping[str, Any]) -> str:
    """The seal of a row (hexadecimal): its place, the seal before it, and all it holds."""
    tekst = b"%d|%s|" % (nummer, vorige.encode()) + row_bytes(rij)
    return hmac.new(_purpose(sleutel, b"zegel"), tekst, sha256).hexdigest()


def _purpose(sleutel: bytes, doel: bytes) -> bytes:
    """A key for each purpose, so that a head is never a seal."""
    return hmac.new(sleutel, b"buurtmonitor logboek " + doel, sha256).digest()


@dataclass(frozen=True)
class Kop:
    """The end of the chain at a moment, signed: to print, or to mail to somebody else."""

    nummer: int
    zegel: str
    op: datetime
    handtekening: str

    @classmethod
    def sign(cls, sleutel: bytes, nummer: int, zegel: str, op: datetime) -> "Kop":
        return cls(nummer, zegel, op, _signature(sleutel, nummer, zegel, op))

    def is_signed_with(self, sleutel: bytes) -> bool:
        echt = _signature(sleutel, self.nummer, self.zegel, self.op)
        return hmac.compare_digest(echt, self.handtekening)

    def als_tekst(self) -> str:
        """Lines for paper; `from_text` reads them back."""
        return (
            "Logboek Buurtmonitor\n"
            f"regel: {self.nummer}\n"
            f"zegel: {self.zegel}\n"
            f"op: {_plain(self.op)}\n"
            f"handtekening: {self.handtekening}\n"
        )

    @classmethod
    def from_text(cls, tekst: str) -> "Kop":
        """ValueError when it is no head."""
        paren = (regel.split(":", 1) for regel in tekst.splitlines() if ":" in regel)
        velden = {naam.strip(): waarde.strip() for naam, waarde in paren}
        try:
            nummer, op = int(velden["regel"]), datetime.fromisoformat(velden["op"])
            return cls(nummer, velden["zegel"], op, velden["handtekening"])
        except KeyError:
            raise ValueError("a line of the head is missing") from None


def _signature(sleutel: bytes, nummer: int, zegel: str, op: datetime) -> str:
    tekst = f"{nummer}|{zegel}|{_plain(op)}".encode()
    return hmac.new(_purpose(sleutel, b"kop"), tekst, sha256).hexdigest()


class Keten:
    """Walks the chain from its first seal; `breuk` is the first thing that is wrong.

    `vervallen`: a head that was signed so long ago that the rows up to it may be gone. Their seals
    stay, so that the chain has its beginning.
    """

    def __init__(
        self, sleutel: bytes, kop: Kop | None = None, vervallen: Kop | None = None
    ) -> None:
        self._sleutel, self._gegeven, self._vervallen = sleutel, kop, vervallen
        self.nummer, self.zegel = 0, BEGIN
        self.breuk: tuple[int, Breuk] | None = None

    def follow(self, nummer: int, zegel: str, rij: Mapping[str, Any] | None) -> bool:
        """The next seal, with the row it covers (None when that is gone); False when it breaks."""
        verwacht = self.nummer + 1
        if nummer != verwacht:
            return self._break(verwacht, Breuk.ontbreekt)
        if rij is None and not self._may_be_gone(nummer):
            return self._break(verwacht, Breuk.verwijderd)
        if rij is not None and not self._fits(nummer, zegel, rij):
            return self._break(verwacht, Breuk.gewijzigd)
        if any(k.nummer == nummer and k.zegel != zegel for k in self._heads()):
            return self._break(nummer, Breuk.ander)
        self.nummer, self.zegel = nummer, zegel
        return True

    def _may_be_gone(self, nummer: int) -> bool:
        return self._vervallen is not None and nummer <= self._vervallen.nummer

    def _fits(self, nummer: int, zegel: str, rij: Mapping[str, Any]) -> bool:
        return hmac.compare_digest(seal(self._sleutel, nummer, self.zegel, rij), zegel)

    def _heads(self) -> list[Kop]:
        return [kop for kop in (self._gegeven, self._vervallen) if kop is not None]

    def end(self) -> bool:
        """After the last seal."""
        if self.breuk is None and self._gegeven and self._gegeven.nummer > self.nummer:
            return self._break(self.nummer + 1, Breuk.afgeknipt)
        return self.breuk is None

    def _break(self, nummer: int, breuk: Breuk) -> bool:
        self.breuk = nummer, breuk
        return False
