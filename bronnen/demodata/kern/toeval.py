"""Chance: a stream for each seed, buurt and subject, so that a change in one moves no other."""

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
Klassen = Sequence[tuple[int, int, float]]  # lowest, highest, weight


def stream(seed: int, buurt: int, onderwerp: str) -> Stroom:
    return np.random.Generator(
        np.random.PCG64(np.random.SeedSequence([seed, buurt, crc32(onderwerp.encode())]))
    )


def draw(stroom: Stroom, gewichten: Sequence[float], aantal: int) -> Getallen:
    """`aantal` positions in `gewichten`, each with a chance in proportion to its weight."""
    grens = np.cumsum(np.asarray(gewichten, dtype=np.float64))
    lot = stroom.random(aantal) * grens[-1]
    return np.asarray(np.searchsorted(grens, lot, side="right"), dtype=np.int64)


def draw_rows(stroom: Stroom, gewichten: Kansen) -> Getallen:
    """One position per row of a (n, k) table of weights."""
    grens = np.cumsum(gewichten, axis=1)
    lot = stroom.random(len(gewichten)) * grens[:, -1]
    return np.asarray((lot[:, None] >= grens).sum(axis=1), dtype=np.int64)


def whole(stroom: Stroom, laag: Getallen, hoog: Getallen) -> Getallen:
    """Whole numbers from `laag` up to and including `hoog`, element by element."""
    return laag + (stroom.random(len(laag)) * (hoog - laag + 1)).astype(np.int64)


def draw_bounds(stroom: Stroom, klassen: Klassen, aantal: int) -> tuple[Getallen, Getallen]:
    """Lowest and highest of a class, drawn by its weight."""
    klasse = draw(stroom, [gewicht for _, _, gewicht in klassen], aantal)
    laag = np.array([laag for laag, _, _ in klassen], dtype=np.int64)
    hoog = np.array([hoog for _, hoog, _ in klassen], dtype=np.int64)
    return laag[klasse], hoog[klasse]


def draw_in_classes(stroom: Stroom, klassen: Klassen, aantal: int) -> Getallen:
    """Whole numbers, even within their class."""
    return whole(stroom, *draw_bounds(stroom, klassen, aantal))


def chance(log_odds: Kansen) -> Kansen:
    return 1 / (1 + np.exp(-log_odds))


def join_rows(soort: type[R], delen: Sequence[R]) -> R:
    """Tables of the same kind (a dataclass of whole numbers), one under the other."""
    namen = soort.__dataclass_fields__  # type: ignore[attr-defined]
    kolommen = {naam: np.concatenate([getattr(deel, naam) for deel in delen]) for naam in namen}
    return soort(**{naam: kolom.astype(np.int64) for naam, kolom in kolommen.items()})
