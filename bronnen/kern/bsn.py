"""BSNs in blocks: form and elfproef without a loop over rows."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bronnen.kern.teksten import Masker, byte_matrix, text_lengths

LENGTE = 9
NUL = ord("0")
# 9·d1 + 8·d2 + … + 2·d8 − 1·d9, and the digits as one number.
GEWICHTEN = np.array([9, 8, 7, 6, 5, 4, 3, 2, -1])
_MACHTEN = 10 ** np.arange(LENGTE - 1, -1, -1)
_BEIDE = np.stack([_MACHTEN, GEWICHTEN], axis=1).astype(np.float64)


@dataclass(frozen=True)
class Bsns:
    """One entry for each text; `nummer` is 0 where the text is no BSN."""

    nummer: NDArray[np.int64]
    vorm_fout: Masker
    nullen: Masker
    elfproef_fout: Masker
    acht_cijfers: Masker


def parse_bsns(teksten: pa.StringArray) -> Bsns:
    """Reads nine digits, or eight with the lost zero put back; the caller decides on the latter."""
    matrix, acht = _digits(teksten)
    cijfers = matrix - np.uint8(NUL)  # anything but a digit wraps to more than 9
    goed = np.asarray((cijfers <= LENGTE).all(axis=1), dtype=np.bool_)
    uitkomst = cijfers.astype(np.float64) @ _BEIDE  # exact: all sums stay far below 2^53
    nummer = np.where(goed, uitkomst[:, 0], 0).astype(np.int64)
    elf = np.where(goed, uitkomst[:, 1], 0).astype(np.int64) % 11 != 0
    return Bsns(
        nummer=np.where(elf, 0, nummer),
        vorm_fout=~goed,
        nullen=goed & (nummer == 0),
        elfproef_fout=elf,
        acht_cijfers=acht & goed,
    )


def _digits(teksten: pa.StringArray) -> tuple[NDArray[np.uint8], Masker]:
    """Nine bytes a text: eight get a zero before them, any other length becomes no digits."""
    lengte = text_lengths(teksten)
    acht = lengte == LENGTE - 1
    matrix = byte_matrix(teksten, LENGTE)
    if (lengte == LENGTE).all():
        return matrix, acht
    matrix[acht, 1:] = matrix[acht, :-1]
    matrix[acht, 0] = NUL
    matrix[lengte > LENGTE, 0] = 0
    return matrix, acht
