"""The map of buurten and straten, as it was kept. Standard library only."""

import io
from typing import BinaryIO, cast

from bronnen.kern.lezen_geojson import Gebieden, read_gebieden

_BLOK = 1 << 20


def read_kept_map(stroom: BinaryIO, *, jaar: int | None = None) -> Gebieden:
    """`stroom` is the decrypted stream of a delivery of gebieden, which is closed; `jaar` is that
    of its peildatum, for a map of which the year itself was not approved."""
    with io.BufferedReader(cast(io.RawIOBase, stroom), _BLOK) as gebufferd:
        return read_gebieden(gebufferd, jaar=jaar)
