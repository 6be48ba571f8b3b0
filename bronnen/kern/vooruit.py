"""Working ahead: the next part is made in a thread of its own while this one is used.

Parsing, ciphers and most of numpy leave the interpreter to others, so that two such steps keep two
cores at work.
"""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

DIEPTE = 2  # parts that are made and not yet used, so that memory stays flat

T = TypeVar("T")


def ahead(bron: Iterator[T]) -> Generator[T]:
    """The same parts in the same order; what `bron` raises comes at its place.

    Closing it waits for the part that is being made: `bron` is then left alone. Raises MemoryError
    where a thread cannot be started.
    """
    einde = object()
    with ThreadPoolExecutor(1) as draad:
        try:
            wachtrij = deque(draad.submit(next, bron, einde) for _ in range(DIEPTE))
        except RuntimeError as fout:
            raise MemoryError("no room for a thread") from fout
        try:
            while (deel := wachtrij.popleft().result()) is not einde:
                wachtrij.append(draad.submit(next, bron, einde))
                yield deel  # type: ignore[misc]  # not the mark of the end
        finally:
            draad.shutdown(cancel_futures=True)
