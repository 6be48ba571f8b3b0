"""Arrow streams out of encrypted containers."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

import pyarrow as pa

from privacy.kern.versleuteling import Lezer, as_binary

_BLOK = 1 << 20


def open_container(bron: BinaryIO, sleutel: bytes) -> BinaryIO:
    """The decrypted stream of a container."""
    return as_binary(Lezer(bron, sleutel))


@contextmanager
def open_arrow(
    stroom: BinaryIO, opties: pa.ipc.IpcReadOptions | None = None
) -> Iterator[pa.ipc.RecordBatchStreamReader]:
    """The reader of a stream, which is closed with it.

    Buffered, because Arrow takes a short reading for the end of the file, and a container gives
    one at the end of each of its chunks.
    """
    with (
        io.BufferedReader(cast(io.RawIOBase, stroom), _BLOK) as gebufferd,
        pa.ipc.open_stream(gebufferd, options=opties) as lezer,
    ):
        yield lezer


@contextmanager
def open_whole_arrow(
    stroom: BinaryIO, opties: pa.ipc.IpcReadOptions | None = None
) -> Iterator[pa.ipc.RecordBatchStreamReader]:
    """The same, and proves on leaving that the container is whole: one that was cut off says so
    only at its end, behind that of the Arrow stream."""
    with io.BufferedReader(cast(io.RawIOBase, stroom), _BLOK) as gebufferd:
        with pa.ipc.open_stream(gebufferd, options=opties) as lezer:
            yield lezer
        while gebufferd.read(_BLOK):
            pass
