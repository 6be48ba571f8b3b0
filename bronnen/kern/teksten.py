"""Text columns as numpy sees them: distinct texts, lengths, bytes in a matrix."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Masker = NDArray[np.bool_]
Plaatsen = NDArray[np.intp]


def as_strings(kolom: pa.Array) -> pa.StringArray:
    """Null is read as empty text."""
    tekst = kolom if kolom.type == pa.string() else kolom.cast(pa.string())
    return pc.fill_null(tekst, "") if tekst.null_count else tekst


def distinct(kolom: pa.Array) -> tuple[pa.StringArray, Plaatsen]:
    """Each distinct text once, without spaces around it, and the position of every row's text."""
    woorden = kolom if pa.types.is_dictionary(kolom.type) else as_strings(kolom).dictionary_encode()
    if woorden.indices.null_count:
        woorden = as_strings(kolom).dictionary_encode()
    plaats = woorden.indices.to_numpy(zero_copy_only=False).astype(np.intp)
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
    lengtes, aantal = np.diff(grenzen), len(teksten)
    if not aantal or grenzen[0] == grenzen[-1]:
        return np.zeros((aantal, breedte), dtype=np.uint8)
    if (lengtes == lengtes[0]).all():
        return _as_wide(inhoud[grenzen[0] : grenzen[-1]].reshape(aantal, -1), breedte)
    genoeg = np.concatenate([inhoud[grenzen[0] : grenzen[-1]], np.zeros(breedte, dtype=np.uint8)])
    # Every run of `breedte` bytes as one item, so that taking one copies it at once.
    stukken = np.ndarray(len(genoeg) - breedte + 1, f"V{breedte}", genoeg, strides=(1,))
    matrix: NDArray[np.uint8]
    matrix = stukken[grenzen[:-1] - grenzen[0]].view(np.uint8).reshape(aantal, breedte)
    kort = np.flatnonzero(lengtes < breedte)
    binnen = np.tri(breedte, breedte, -1, dtype=np.uint8)  # row l: the first l bytes
    matrix[kort] *= binnen[lengtes[kort]]
    return matrix


def _as_wide(matrix: NDArray[np.uint8], breedte: int) -> NDArray[np.uint8]:
    """Padded with zeros or cut off, as a copy; the matrix itself where it fits."""
    kort = breedte - matrix.shape[1]
    if kort > 0:
        return np.pad(matrix, ((0, 0), (0, kort)))
    return matrix[:, :breedte].copy() if kort else matrix


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
