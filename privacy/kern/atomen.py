"""Residents as the ledger sees them: groups with the same membership in every statement."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Bestand:
    """The linked file: a reader of named columns, and what its codes of areas mean."""

    lees: Callable[[list[str]], pl.DataFrame]
    kolommen: tuple[str, ...]
    buurtcodes: tuple[str, ...]
    pleegbuurten: tuple[str, ...]
