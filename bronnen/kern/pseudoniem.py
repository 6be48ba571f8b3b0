"""Direct identifiers -> keyed pseudonyms of 16 bytes, a batch at a time.

What fits in 16 bytes (a BSN, an address, a short number) is one AES-256 block under a key of its
own: a permutation, so two of them are equal only if what went in is equal. Longer text (names,
streets) goes through keyed BLAKE2b-128 first; a date or buurtcode beside it is added to that
before the block. Without the key nobody can make, or try, a pseudonym; all 128 bits are kept.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from typing import Self, cast

import numpy as np
import pyarrow as pa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import ECB
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from numpy.typing import NDArray

from bronnen.kern.teksten import Masker, Plaatsen, byte_matrix, text_lengths

BREEDTE = 16  # bytes of a pseudonym
SLEUTEL_LENGTE = 32
# Digests of distinct texts that are kept, so that memory stays flat: more than the country has
# surnames; 200 MB when full.
MEESTE_BEWAARD = 1_000_000
LANGSTE_BEWAARD = 100  # characters of such a text
NIETS = bytes(BREEDTE)  # stands for a text of which nothing is left; no digest is all zeros

Blokken = NDArray[np.uint8]  # (rows, 16)

# Words that stand before a surname (RvIG tabel 36 and what it leaves out), each on its own.
TUSSENVOEGSELS = frozenset(
    {
        "A", "AAN", "AF", "AL", "AM", "AUF", "AUS", "BEN", "BIJ", "BIN", "BOVEN", "D", "DA", "DAL",
        "DALLA", "DAS", "DE", "DEGLI", "DEI", "DEL", "DELLA", "DELLE", "DELLO", "DEM", "DEN", "DER",
        "DES", "DI", "DIE", "DO", "DON", "DOS", "DU", "EL", "EN", "HET", "I", "IM", "IN", "L", "LA",
        "LAS", "LE", "LES", "LO", "LOS", "OF", "ONDER", "OP", "OVER", "S", "T", "TE", "TEN", "TER",
        "THO", "THOE", "THOR", "TO", "TOE", "TOT", "UIJT", "UIT", "UNTER", "VAN", "VER", "VOM",
        "VON", "VOOR", "VOR", "Y", "ZU", "ZUM", "ZUR",
    }
)  # fmt: skip
_SCHEIDING = re.compile(r"[-'’‘`´.,/\s]+")
_GEEN_LETTER = re.compile(r"[^A-Z ]+")
# The same three for text of ASCII alone, in one go: a letter as a capital, a separator as a space.
_ASCII_NAAM = {
    teken: chr(teken).upper() if chr(teken).isalpha() else " " * bool(_SCHEIDING.match(chr(teken)))
    for teken in range(128)
}
_GEEN_LETTER_OF_CIJFER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Koppelsleutels:
    """One key for each kind of pseudonym, all of one project."""

    persoon: bytes = field(repr=False)
    naamgeboorte: bytes = field(repr=False)
    adres: bytes = field(repr=False)
    overig: bytes = field(repr=False)

    @classmethod
    def of_project(cls, projectsleutel: bytes) -> Self:
        if len(projectsleutel) != SLEUTEL_LENGTE:
            raise ValueError(f"a project key has {SLEUTEL_LENGTE} bytes")
        namen = ("persoon", "naamgeboorte", "adres", "overig")
        return cls(*(derive_key(projectsleutel, naam) for naam in namen))


def derive_key(sleutel: bytes, doel: str) -> bytes:
    """Another key of 32 bytes for each purpose."""
    afleiding = HKDF(algorithm=SHA256(), length=SLEUTEL_LENGTE, salt=None, info=doel.encode())
    return afleiding.derive(sleutel)


def normalise_name(naam: str) -> str:
    """A surname as it is compared: NFKD, upper case, A–Z only, without tussenvoegsels.

    They are dropped before, after (`Vries, de`) and within the name; a name of nothing else keeps
    them. Empty for a name without letters.
    """
    if naam.isascii():
        if naam.isalpha():  # most are one word
            return naam.upper()
        woorden = naam.translate(_ASCII_NAAM).split()
    else:
        woorden = _GEEN_LETTER.sub("", _decomposed(_SCHEIDING.sub(" ", naam))).split()
    if len(woorden) == 1:
        return woorden[0]
    return "".join([woord for woord in woorden if woord not in TUSSENVOEGSELS] or woorden)


def normalise_street(straat: str) -> str:
    """NFKD, upper case, A–Z and digits only; serves house letters and additions as well."""
    return _GEEN_LETTER_OF_CIJFER.sub("", _decomposed(straat))


def _decomposed(tekst: str) -> str:
    return (tekst if tekst.isascii() else unicodedata.normalize("NFKD", tekst)).upper()


class Blokcijfer:
    """A keyed permutation of blocks of 16 bytes."""

    def __init__(self, sleutel: bytes) -> None:
        self._cijfer = Cipher(AES256(sleutel), ECB())  # noqa: S305 (one block each, no message)

    def encrypt(self, blokken: Blokken) -> Blokken:
        uit = np.empty(blokken.size + BREEDTE - 1, dtype=np.uint8)
        self._cijfer.encryptor().update_into(np.ascontiguousarray(blokken).data.cast("B"), uit.data)
        return uit[: blokken.size].reshape(-1, BREEDTE)


class Tekstafdruk:
    """Keyed BLAKE2b-128 of normalised text; each distinct text is hashed once."""

    def __init__(self, sleutel: bytes, normalise: Callable[[str], str]) -> None:
        self._begin = blake2b(key=sleutel, digest_size=BREEDTE)
        self._normalise = normalise
        self._bekend: dict[str, bytes] = {}

    def digests(self, teksten: pa.StringArray) -> tuple[Blokken, NDArray[np.bool_]]:
        """A digest for each text, and whether anything of it was left after normalising."""
        if len(self._bekend) > MEESTE_BEWAARD:
            self._bekend.clear()
        gelezen = teksten.to_pylist()
        delen = list(map(self._bekend.get, gelezen))
        if None in delen:
            delen = [deel or self._digest(t) for t, deel in zip(gelezen, delen, strict=True)]
        blokken = np.frombuffer(b"".join(cast(list[bytes], delen)), dtype=np.uint8)
        gevuld = np.asarray(blokken.view("<u8").reshape(-1, 2).any(axis=1), dtype=np.bool_)
        return blokken.reshape(-1, BREEDTE), gevuld

    def _digest(self, tekst: str) -> bytes:
        afdruk = self._hash(self._normalise(tekst))
        if len(tekst) <= LANGSTE_BEWAARD:
            self._bekend[tekst] = afdruk
        return afdruk

    def _hash(self, tekst: str) -> bytes:
        if not tekst:
            return NIETS
        afdruk = self._begin.copy()
        afdruk.update(tekst.encode())
        return afdruk.digest()


class Persoonscijfer:
    """The pseudonym of a BSN."""

    def __init__(self, sleutel: bytes) -> None:
        self._cijfer = Blokcijfer(sleutel)

    def encrypt(self, bsn: NDArray[np.int64]) -> Blokken:
        """One block over the number of nine digits, for each row."""
        blokken = np.zeros((len(bsn), 2), dtype="<u8")
        blokken[:, 0] = bsn
        return self._cijfer.encrypt(blokken.view(np.uint8))


class Samengesteld:
    """The pseudonym of a text together with a number: name and birth date, street and buurt."""

    def __init__(self, sleutel: bytes, normalise: Callable[[str], str]) -> None:
        self._afdruk = Tekstafdruk(derive_key(sleutel, "tekst"), normalise)
        self._cijfer = Blokcijfer(derive_key(sleutel, "blok"))

    def digests(self, teksten: pa.StringArray) -> tuple[Blokken, NDArray[np.bool_]]:
        return self._afdruk.digests(teksten)

    def encrypt(self, afdrukken: Blokken, getal: NDArray[np.int64]) -> Blokken:
        """`afdrukken` has a row for each row of the batch."""
        blokken = np.ascontiguousarray(afdrukken).view("<u8").copy()
        blokken[:, 0] ^= getal.astype(np.uint64)
        return self._cijfer.encrypt(blokken.view(np.uint8))


class Tekstcijfer:
    """The pseudonym of a number or code as it stands: household, contract."""

    def __init__(self, sleutel: bytes) -> None:
        self._afdruk = Tekstafdruk(derive_key(sleutel, "tekst"), str)
        self._cijfer = Blokcijfer(derive_key(sleutel, "blok"))

    def encrypt(self, teksten: pa.StringArray) -> Blokken:
        """Up to fifteen bytes are padded (as ISO/IEC 7816-4 does), longer text is hashed."""
        lengte = text_lengths(teksten)
        blokken = byte_matrix(teksten, BREEDTE).copy()
        kort = lengte < BREEDTE
        blokken[kort, lengte[kort]] = 0x80
        if not kort.all():
            lang = teksten.filter(pa.array(~kort))
            blokken[~kort] = self._afdruk.digests(lang)[0]
        return self._cijfer.encrypt(blokken)


@dataclass(frozen=True)
class Deel:
    """House letters or additions of a batch: each distinct one normalised, and who has which."""

    teksten: tuple[str, ...]
    plaats: Plaatsen

    @classmethod
    def of_texts(cls, teksten: pa.StringArray, plaats: Plaatsen, leeg: Masker) -> Self:
        paren = zip(teksten.to_pylist(), leeg.tolist(), strict=True)
        return cls(tuple("" if is_leeg else normalise_street(t) for t, is_leeg in paren), plaats)

    @classmethod
    def nothing(cls, rijen: int) -> Self:
        return cls(("",), np.zeros(rijen, dtype=np.intp))

    def of_rows(self, rijen: Plaatsen | slice) -> Self:
        return replace(self, plaats=self.plaats[rijen])

    def matrix(self, breedte: int) -> Blokken:
        return byte_matrix(pa.array(self.teksten, pa.string()), breedte).take(self.plaats, axis=0)

    def is_longer(self, breedte: int) -> Masker:
        lang = [len(tekst) > breedte for tekst in self.teksten]
        return np.array(lang, dtype=np.bool_)[self.plaats]


class Adrescijfer:
    """The pseudonym of an address: postcode (6 bytes), number (3), letter (1), addition (6).

    The BAG allows one letter and four characters of addition; what is longer is hashed.
    """

    _LETTER, _TOEVOEGING = 1, 6

    def __init__(self, sleutel: bytes) -> None:
        self._sleutel = derive_key(sleutel, "tekst")
        self._cijfer = Blokcijfer(derive_key(sleutel, "blok"))

    def encrypt(
        self, postcode: Blokken, huisnummer: NDArray[np.int64], letter: Deel, toevoeging: Deel
    ) -> Blokken:
        """`postcode` is (rows, 6), without the space."""
        blokken = np.zeros((len(postcode), BREEDTE), dtype=np.uint8)
        blokken[:, :6] = postcode
        blokken[:, 6:9] = huisnummer.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :3]
        blokken[:, 9:10] = letter.matrix(self._LETTER)
        blokken[:, 10:] = toevoeging.matrix(self._TOEVOEGING)
        lang = letter.is_longer(self._LETTER) | toevoeging.is_longer(self._TOEVOEGING)
        for rij in np.flatnonzero(lang):
            delen = (letter.teksten[letter.plaats[rij]], toevoeging.teksten[toevoeging.plaats[rij]])
            blokken[rij] = self._long(blokken[rij, :9].tobytes(), *delen)
        return self._cijfer.encrypt(blokken)

    def _long(self, begin: bytes, letter: str, toevoeging: str) -> Blokken:
        tekst = begin + f"{letter}|{toevoeging}".encode()
        afdruk = blake2b(tekst, key=self._sleutel, digest_size=BREEDTE).digest()
        return np.frombuffer(afdruk, dtype=np.uint8)
