"""Chance: one stream per seed, buurt and subject, so that a change in one leaves the others as they were."""

from collections.abc import Sequence
from typing import TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint8]
Getallen = npt.NDArray[np.int64]
Kansen = npt.NDArray[np.float64]
Masker = npt.NDArray[np.bool_]
Stroom = np.random.Generator
R = TypeVar("R")


def stream(seed: int, buurt: int, onderwerp: str) -> Stroom:
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([seed, buurt, crc32(onderwerp.encode())]))
    )


def draw(stroom: Stroom, gewichten: Sequence[float], aantal: int) -> Getallen:
    """`aantal` positions in `gewichten`, each with a chance in proportion to its weight."""
    grens = np.cumsum(np.asarray(gewichten, dtype=np.float64))
    return np.searchsorted(grens, stroom.random(aantal) * grens[-1], side="right").astype(np.int64)


def draw_rows(stroom: Stroom, gewichten: Kansen) -> Getallen:
    """One position per row of a (n, k) table of weights."""
    grens = np.cumsum(gewichten, axis=1)
    lot = stroom.random(len(gewichten)) * grens[:, -1]
    return (lot[:, None] >= grens).sum(axis=1).astype(np.int64)


def whole(stroom: Stroom, laag: Getallen, hoog: Getallen) -> Getallen:
    """Whole numbers from `laag` up to and including `hoog`, element by element."""
    return laag + (stroom.random(len(laag)) * (hoog - laag + 1)).astype(np.int64)


def chance(log_odds: Kansen) -> Kansen:
    return 1 / (1 + np.exp(-log_odds))


def join_rows(soort: type[R], delen: Sequence[R]) -> R:
    """Tables of the same kind (a dataclass of whole numbers), one under the other."""
    namen = soort.__dataclass_fields__  # type: ignore[attr-defined]
    kolommen = {naam: np.concatenate([getattr(deel, naam) for deel in delen]) for naam in namen}
    return soort(**{naam: kolom.astype(np.int64) for naam, kolom in kolommen.items()})
