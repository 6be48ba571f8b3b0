"""The encrypted container: AES-256-GCM in chunks of 1 MiB, so that nothing is ever stored in clear.

    header   magic (4) | version (1) | key id (16) | salt (16) | nonce prefix (7)
    chunk i  AES-256-GCM(chunk key, nonce = prefix | i (4) | last (1), chunk, header) + tag (16)

The chunk key is derived from the data key and the salt, so one data key may write many containers
without a nonce that returns. The index stops reordering, the last-chunk flag stops truncation and
the header, authenticated with every chunk, stops chunks of another container.
"""

import io
import os
from types import TracebackType
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"OKVC"
VERSIE = 1
INGEPAKT = 2  # version of a wrapped key
MASTER_ID = 8
BLOK = 1 << 20
TAG = 16
SLEUTEL_LENGTE = 32
SLEUTEL_ID_LENGTE = 16
GEEN_SLEUTEL_ID = bytes(SLEUTEL_ID_LENGTE)
_ZOUT = 16
_VOORVOEGSEL = 7
_KOP = len(MAGIC) + 1 + SLEUTEL_ID_LENGTE + _ZOUT + _VOORVOEGSEL
_MEESTE_BLOKKEN = 1 << 32
_NONCE = 12


class Onleesbaar(Exception):
    """The container or wrapped key is cut off, changed, of another key or no container at all."""


def new_key() -> bytes:
    return os.urandom(SLEUTEL_LENGTE)


def master_id(hoofdsleutel: bytes) -> bytes:
    """Eight bytes that tell master keys apart and say nothing about the key itself."""
    afleiding = HKDF(algorithm=SHA256(), length=MASTER_ID, salt=None, info=b"hoofdsleutel-id")
    return afleiding.derive(_checked(hoofdsleutel))


def wrap_key(hoofdsleutel: bytes, sleutel: bytes, *, sleutel_id: bytes, doel: str) -> bytes:
    """The data key encrypted under the master key; opens for this key id and purpose only.

    version (1) | id of the master key (8) | nonce (12) | AES-256-GCM(data key) + tag (16)
    """
    nonce, kop = os.urandom(_NONCE), bytes([INGEPAKT]) + master_id(hoofdsleutel)
    gegevens = kop + _wrap_aad(sleutel_id, doel)
    return kop + nonce + AESGCM(_checked(hoofdsleutel)).encrypt(nonce, sleutel, gegevens)


def wrapped_under(ingepakt: bytes) -> bytes:
    """Id of the master key; empty for version 1, which does not say."""
    return ingepakt[1 : 1 + MASTER_ID] if ingepakt[:1] == bytes([INGEPAKT]) else b""


def unwrap_key(hoofdsleutel: bytes, ingepakt: bytes, *, sleutel_id: bytes, doel: str) -> bytes:
    """The data key; raises `Onleesbaar` for another master key, key id or purpose."""
    kop = ingepakt[: 1 + MASTER_ID] if wrapped_under(ingepakt) else b""
    rest = ingepakt[len(kop) or 1 :]
    bekend = ingepakt[:1] in (bytes([VERSIE]), bytes([INGEPAKT]))
    if not bekend or len(rest) < _NONCE + TAG:
        raise Onleesbaar("not a wrapped key of this version")
    try:
        return AESGCM(_checked(hoofdsleutel)).decrypt(
            rest[:_NONCE], rest[_NONCE:], kop + _wrap_aad(sleutel_id, doel)
        )
    except InvalidTag:
        raise Onleesbaar("the wrapped key does not open") from None


def read_key_id(bron: BinaryIO) -> bytes:
    """The key id in the header of a container, without its key; it is not yet proven."""
    return _key_id(_read_header(bron))


class Schrijver(io.RawIOBase):
    """Encrypts what is written to it into `doel`, which stays open.

    Only `close` writes the last chunk: a container whose writer broke off never reads as whole.
    """

    def __init__(self, doel: BinaryIO, sleutel: bytes, sleutel_id: bytes = GEEN_SLEUTEL_ID) -> None:
        if len(sleutel_id) != SLEUTEL_ID_LENGTE:
            raise ValueError(f"a key id has {SLEUTEL_ID_LENGTE} bytes")
        zout, self._voorvoegsel = os.urandom(_ZOUT), os.urandom(_VOORVOEGSEL)
        self._kop = MAGIC + bytes([VERSIE]) + sleutel_id + zout + self._voorvoegsel
        self._aead = _chunk_cipher(sleutel, zout)
        self._doel, self._index, self._gevuld = doel, 0, 0
        self._blok, self._uit = bytearray(BLOK), bytearray(BLOK + TAG)
        doel.write(self._kop)

    def writable(self) -> bool:
        return True

    def write(self, inhoud: object, /) -> int:
        """Takes any buffer and keeps at most one chunk of it in memory."""
        if self.closed:
            raise ValueError("write to a closed container")
        rest = memoryview(cast(bytes, inhoud)).cast("B")
        lengte = len(rest)
        while rest:
            if self._gevuld == BLOK:
                self._flush_chunk(last=False)
            deel = rest[: BLOK - self._gevuld]
            self._blok[self._gevuld : self._gevuld + len(deel)] = deel
            self._gevuld += len(deel)
            rest = rest[len(deel) :]
        return lengte

    def close(self) -> None:
        """Writes the last chunk; safe to call twice."""
        if not self.closed:
            self._flush_chunk(last=True)
            self._doel.flush()
            super().close()

    def abort(self) -> None:
        """Stops without a last chunk: what was written cannot be read."""
        super().close()

    def __exit__(
        self,
        soort: type[BaseException] | None,
        fout: BaseException | None,
        spoor: TracebackType | None,
    ) -> None:
        if soort is None:
            self.close()
        else:
            self.abort()

    def __del__(self) -> None:
        """A writer that was lost did not finish: io's own `__del__` would call `close`."""

    def _flush_chunk(self, *, last: bool) -> None:
        eind = self._gevuld + TAG
        met_tag = memoryview(self._uit)[:eind]
        nonce = chunk_nonce(self._voorvoegsel, self._index, last=last)
        self._aead.encrypt_into(nonce, memoryview(self._blok)[: self._gevuld], self._kop, met_tag)
        self._doel.write(met_tag)
        self._index, self._gevuld = self._index + 1, 0


class Lezer(io.RawIOBase):
    """Reads a container as a stream; raises `Onleesbaar` before it hands out a changed byte.

    A stream that was read to its end is whole: a missing tail raises as well.
    """

    def __init__(self, bron: BinaryIO, sleutel: bytes) -> None:
        self._kop = _read_header(bron)
        zout = self._kop[-_VOORVOEGSEL - _ZOUT : -_VOORVOEGSEL]
        self._voorvoegsel = self._kop[-_VOORVOEGSEL:]
        self._aead = _chunk_cipher(sleutel, zout)
        self._bron, self._index = bron, 0
        self._volgend = _read_full(bron, BLOK + TAG)
        self._klaar = False
        self._helder = memoryview(b"")

    @property
    def sleutel_id(self) -> bytes:
        return _key_id(self._kop)

    def readable(self) -> bool:
        return True

    def readinto(self, doel: object, /) -> int:
        while not self._helder:
            if self._klaar:
                return 0
            self._open_chunk()
        ruimte = memoryview(cast(bytearray, doel)).cast("B")
        aantal = min(len(ruimte), len(self._helder))
        ruimte[:aantal] = self._helder[:aantal]
        self._helder = self._helder[aantal:]
        return aantal

    def _open_chunk(self) -> None:
        blok, self._volgend = self._volgend, _read_full(self._bron, BLOK + TAG)
        last = not self._volgend
        nonce = chunk_nonce(self._voorvoegsel, self._index, last=last)
        try:
            self._helder = memoryview(self._aead.decrypt(nonce, blok, self._kop))
        except InvalidTag:
            self._volgend = b""  # what follows is not to be trusted either
            raise Onleesbaar(f"chunk {self._index} is changed, moved or cut off") from None
        self._index, self._klaar = self._index + 1, last


class Bladeraar(io.RawIOBase):
    """Reads any part of a container whose file can be sought in; `Onleesbaar` as `Lezer`.

    Only the chunks asked for are opened, each proven by its index. The last one is opened at once:
    a container that was cut off or lengthened never opens at all.
    """

    def __init__(self, bron: BinaryIO, sleutel: bytes) -> None:
        self._kop = _read_header(bron)
        self._voorvoegsel = self._kop[-_VOORVOEGSEL:]
        self._aead = _chunk_cipher(sleutel, self._kop[-_VOORVOEGSEL - _ZOUT : -_VOORVOEGSEL])
        self._bron = bron
        cijfer = bron.seek(0, io.SEEK_END) - _KOP
        self._blokken = max(-(-cijfer // (BLOK + TAG)), 1)
        self._omvang = cijfer - self._blokken * TAG
        self._plek, self._index, self._helder = 0, -1, b""
        self._open_chunk(self._blokken - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._plek

    def seek(self, plek: int, vanaf: int = io.SEEK_SET, /) -> int:
        begin = {io.SEEK_SET: 0, io.SEEK_CUR: self._plek, io.SEEK_END: self._omvang}[vanaf]
        self._plek = max(begin + plek, 0)
        return self._plek

    def readinto(self, doel: object, /) -> int:
        """As much as was asked for, up to the end: Arrow takes less for the end of the file."""
        ruimte = memoryview(cast(bytearray, doel)).cast("B")
        aantal = min(len(ruimte), max(self._omvang - self._plek, 0))
        gelezen = 0
        while gelezen < aantal:
            gelezen += self._copy(ruimte[gelezen:aantal])
        return aantal

    def _copy(self, ruimte: memoryview) -> int:
        """What one chunk has of it."""
        index, begin = divmod(self._plek, BLOK)
        if index != self._index:
            self._open_chunk(index)
        stuk = memoryview(self._helder)[begin : begin + len(ruimte)]
        ruimte[: len(stuk)] = stuk
        self._plek += len(stuk)
        return len(stuk)

    def _open_chunk(self, index: int) -> None:
        self._bron.seek(_KOP + index * (BLOK + TAG))
        blok = _read_full(self._bron, BLOK + TAG)
        nonce = chunk_nonce(self._voorvoegsel, index, last=index == self._blokken - 1)
        try:
            self._helder = self._aead.decrypt(nonce, blok, self._kop)
        except InvalidTag:
            raise Onleesbaar(f"chunk {index} is changed, moved or cut off") from None
        self._index = index


def chunk_nonce(voorvoegsel: bytes, index: int, *, last: bool) -> bytes:
    """The twelve bytes for one chunk: no two chunks of a container share them."""
    if index >= _MEESTE_BLOKKEN:
        raise OverflowError("a container has at most 2^32 chunks")
    return voorvoegsel + index.to_bytes(4, "big") + bytes([last])


def _chunk_cipher(sleutel: bytes, zout: bytes) -> AESGCM:
    afleiding = HKDF(algorithm=SHA256(), length=SLEUTEL_LENGTE, salt=zout, info=MAGIC)
    return AESGCM(afleiding.derive(_checked(sleutel)))


def _checked(sleutel: bytes) -> bytes:
    if len(sleutel) != SLEUTEL_LENGTE:
        raise ValueError(f"a key has {SLEUTEL_LENGTE} bytes")
    return sleutel


def _wrap_aad(sleutel_id: bytes, doel: str) -> bytes:
    """The key id has a fixed length, so no other pair of key id and purpose gives these bytes."""
    if len(sleutel_id) != SLEUTEL_ID_LENGTE:
        raise ValueError(f"a key id has {SLEUTEL_ID_LENGTE} bytes")
    return b"sleutel\x00" + sleutel_id + doel.encode()


def _read_header(bron: BinaryIO) -> bytes:
    kop = _read_full(bron, _KOP)
    if len(kop) < _KOP or not kop.startswith(MAGIC):
        raise Onleesbaar("not an encrypted container")
    if kop[len(MAGIC)] != VERSIE:
        raise Onleesbaar("an encrypted container of another version")
    return kop


def _key_id(kop: bytes) -> bytes:
    begin = len(MAGIC) + 1
    return kop[begin : begin + SLEUTEL_ID_LENGTE]


def _read_full(bron: BinaryIO, aantal: int) -> bytes:
    """Up to `aantal` bytes: fewer only at the end of the stream."""
    delen, rest = [], aantal
    while rest and (deel := bron.read(rest)):
        delen.append(deel)
        rest -= len(deel)
    return b"".join(delen)


def as_binary(stroom: io.RawIOBase) -> BinaryIO:
    """A `Schrijver` or `Lezer` as the type that libraries ask for; the object stays the same."""
    return cast(BinaryIO, stroom)
