"""Burgerservicenummers for persons who do not exist, without drawing and without a list of used.

Number n becomes a BSN by a one-to-one function. The first 90,000 begin with 999, the range that
the official test set uses as well. A larger municipality (from about 83,000 residents) needs more
numbers than that range has: they run down from 998 to 77 at 18 million. Those pass the elfproef
and are generated; that one equals a number in use can't be excluded, so such deliveries are never
to be linked with anything real.
"""

from math import gcd

import numpy as np
import numpy.typing as npt

Getallen = npt.NDArray[np.int64]

PAREN = 9  # pairs (d8, d9) used per seven leading digits: each remainder has at least nine
KLEINSTE_RUIMTE = 90_000  # 10,000 leading digits 999dddd, nine pairs each
GEWICHTEN = (9, 8, 7, 6, 5, 4, 3)


def _paren_per_rest() -> Getallen:
    """(11, 9) last two digits by the remainder that 9·d1+…+3·d7 leaves."""
    tabel = [
        [d for d in range(100) if (rest + 2 * (d // 10) - d % 10) % 11 == 0] for rest in range(11)
    ]
    return np.array([rij[:PAREN] for rij in tabel], dtype=np.int64)


_PAREN = _paren_per_rest()


def number_to_bsn(nummers: Getallen, ruimte: int) -> Getallen:
    """BSNs as whole numbers of nine digits; one-to-one for `nummers` in [0, ruimte)."""
    ruimte = max(ruimte, KLEINSTE_RUIMTE)
    geschud = (nummers * _stap(ruimte) + 12_345) % ruimte
    kop = 9_999_999 - geschud // PAREN
    rest = np.zeros_like(kop)
    for plaats, gewicht in enumerate(GEWICHTEN):
        rest += gewicht * (kop // 10 ** (6 - plaats) % 10)
    return kop * 100 + _PAREN[rest % 11, geschud % PAREN]


def _stap(ruimte: int) -> int:
    """A step without a common divisor with the size, so that neighbours get far-off numbers."""
    stap = int(ruimte * 0.6180339887) | 1
    while gcd(stap, ruimte) != 1:
        stap += 2
    return stap


def passes_elfproef(bsn: int) -> bool:
    cijfers = [int(c) for c in f"{bsn:09d}"]
    som = sum(g * c for g, c in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), cijfers, strict=True))
    return bsn > 0 and som % 11 == 0
