"""Text columns as numpy sees them: distinct texts, lengths, bytes in a matrix."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Masker = NDArray[np.bool_]


def as_strings(kolom: pa.Array) -> pa.StringArray:
    """Null is read as empty text."""
    tekst = kolom if kolom.type == pa.string() else kolom.cast(pa.string())
    return pc.fill_null(tekst, "") if tekst.null_count else tekst


def distinct(kolom: pa.Array) -> tuple[pa.StringArray, NDArray[np.int32]]:
    """Each distinct text once, without spaces around it, and the position of every row's text."""
    woorden = kolom if pa.types.is_dictionary(kolom.type) else as_strings(kolom).dictionary_encode()
    if woorden.indices.null_count:
        woorden = as_strings(kolom).dictionary_encode()
    plaats = woorden.indices.cast(pa.int32()).to_numpy(zero_copy_only=False)
    return pc.utf8_trim_whitespace(as_strings(woorden.dictionary)), plaats


def text_offsets(teksten: pa.StringArray) -> NDArray[np.int32]:
    """Where each text begins in the bytes, and after them where the last one ends."""
    begin, aantal = teksten.offset, len(teksten)
    if not aantal:
        return np.zeros(1, dtype=np.int32)
    return np.frombuffer(teksten.buffers()[1], dtype=np.int32, count=begin + aantal + 1)[begin:]


def text_bytes(teksten: pa.StringArray) -> NDArray[np.uint8]:
    inhoud = teksten.buffers()[2]
    return np.frombuffer(inhoud, dtype=np.uint8) if inhoud else np.zeros(0, dtype=np.uint8)


def text_lengths(teksten: pa.StringArray) -> NDArray[np.int32]:
    """Lengths in bytes of UTF-8."""
    return np.diff(text_offsets(teksten))


def byte_matrix(teksten: pa.StringArray, breedte: int) -> NDArray[np.uint8]:
    """One row of `breedte` bytes for each text: cut off when longer, zeros when shorter."""
    grenzen, inhoud = text_offsets(teksten), text_bytes(teksten)
    begin, aantal = grenzen[:-1], len(teksten)
    if aantal and grenzen[-1] - grenzen[0] == aantal * breedte == _total(grenzen, breedte):
        return inhoud[grenzen[0] : grenzen[-1]].reshape(aantal, breedte)
    if not len(inhoud):
        return np.zeros((aantal, breedte), dtype=np.uint8)
    kolommen = np.arange(breedte, dtype=np.int32)
    plaats = np.minimum(begin[:, None] + kolommen, len(inhoud) - 1)
    binnen = kolommen < np.diff(grenzen)[:, None]
    return np.where(binnen, inhoud[plaats], np.uint8(0))


def _total(grenzen: NDArray[np.int32], breedte: int) -> int:
    """The number of bytes if every text has exactly this width, else -1."""
    return breedte * (len(grenzen) - 1) if (np.diff(grenzen) == breedte).all() else -1


def matches(teksten: pa.StringArray, patroon: str) -> Masker:
    """Which texts fit the pattern as a whole (RE2)."""
    return as_mask(pc.match_substring_regex(teksten, rf"\A(?:{patroon})\z"))


def contains_any(teksten: pa.StringArray, woorden: Iterable[str]) -> Masker:
    """Which texts hold one of the words, letter case ignored."""
    klein = pc.utf8_lower(teksten)
    gevonden = np.zeros(len(teksten), dtype=np.bool_)
    for woord in woorden:
        gevonden |= as_mask(pc.match_substring(klein, woord.lower()))
    return gevonden


def is_one_of(teksten: pa.StringArray, woorden: Iterable[str]) -> Masker:
    return as_mask(pc.is_in(teksten, value_set=pa.array(list(woorden), pa.string())))


def as_mask(kolom: pa.BooleanArray) -> Masker:
    return np.asarray(kolom.to_numpy(zero_copy_only=False), dtype=np.bool_)
