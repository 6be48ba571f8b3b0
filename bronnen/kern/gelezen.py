"""What reading gives: the header, and batches of text with the row numbers of the file."""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bronnen.kern.kop import Kop, Onbekend

MAX_RIJEN = 65_536  # rows of one batch
MAX_GEMELD = 20  # row numbers that are kept for a report
BEGIN = "__persoonsbegin"  # column of a raw batch that `batches` uses and takes out

Rijnummers = NDArray[np.int64]
Batch = tuple[Rijnummers, pa.RecordBatch]


@dataclass
class Telling:
    """Counts that grow while the batches are read.

    `rijen` are all data rows of the file: those in the batches, those with a wrong number of
    fields, and the history rows of a person (`vervolgrijen`). Empty rows do not count.
    """

    rijen: int = 0
    vervolgrijen: int = 0
    verkeerd_aantal_velden: int = 0
    verkeerde_rijen: list[int] = field(default_factory=list)  # the first twenty

    def add_wrong_width(self, numbers: Sequence[int]) -> None:
        self.rijen += len(numbers)
        self.verkeerd_aantal_velden += len(numbers)
        self.verkeerde_rijen.extend(numbers[: MAX_GEMELD - len(self.verkeerde_rijen)])


@dataclass(frozen=True)
class Gelezen:
    """A delivery that is being read. `telling` and `codering` are final after the last batch.

    A row number is the number a spreadsheet shows: the header is row 1, a line break between
    quotes does not count, an empty row does.
    """

    kop: Kop
    telling: Telling
    scheidingsteken: str | None
    uniek: str | None
    _codering: Callable[[], str | None]
    _raw: Generator[Batch]

    @property
    def codering(self) -> str | None:
        return self._codering()

    @property
    def kolommen(self) -> tuple[str, ...]:
        return self.kop.kolommen

    @property
    def onbekend(self) -> Onbekend:
        return self.kop.onbekend

    @property
    def niet_goedgekeurd(self) -> tuple[str, ...]:
        return self.kop.niet_goedgekeurd

    @property
    def niet_nodig(self) -> tuple[str, ...]:
        return self.kop.niet_nodig

    def batches(self) -> Generator[Batch]:
        """Row numbers and text by declared name, once; at most MAX_RIJEN rows each.

        Raises BestandGeweigerd also halfway: the whole file is then refused. Who stops halfway
        closes it: the next block may be under way.
        """
        history = _History(self.kop, self.uniek)
        with closing(self._raw) as raw:
            for numbers, batch in raw:
                self.telling.rijen += len(numbers)
                current_numbers, current = history.without(numbers, batch)
                self.telling.vervolgrijen += len(numbers) - len(current_numbers)
                yield from _slices(current_numbers, current)


class _History:
    """Takes out the history rows of deliveries with official headers.

    There one person spans several rows and the current row is the one with the bsn filled. Old
    rows may hold a bsn as well: with `persoonsbegin` in the file only the row that has it filled
    counts, else the first row of a run with the same bsn.
    """

    def __init__(self, kop: Kop, uniek: str | None) -> None:
        self._begin = kop.persoonsbegin is not None
        self._key = uniek if kop.officieel and uniek in kop.kolommen else None
        self._last = ""

    def without(self, numbers: Rijnummers, batch: pa.RecordBatch) -> Batch:
        keep = self._current(batch)
        if self._begin:
            batch = batch.drop_columns([BEGIN])
        if keep is None:
            return numbers, batch
        return numbers[keep], batch.filter(pa.array(keep))

    def _current(self, batch: pa.RecordBatch) -> NDArray[np.bool_] | None:
        if not self._begin and self._key is None:
            return None
        keep = np.ones(batch.num_rows, dtype=bool)
        if self._begin:
            keep &= _filled(batch.column(BEGIN))
        if self._key is not None:
            keep &= _filled(batch.column(self._key))
        if self._key is not None and not self._begin:
            keep &= self._first_of_run(batch.column(self._key))
        return keep

    def _first_of_run(self, keys: pa.Array) -> NDArray[np.bool_]:
        first = np.zeros(len(keys), dtype=bool)
        for place, key in enumerate(keys.to_pylist()):
            first[place] = key != self._last
            self._last = key or self._last
        return first


def _filled(column: pa.Array) -> NDArray[np.bool_]:
    filled: NDArray[np.bool_] = pc.not_equal(column, "").to_numpy(zero_copy_only=False)
    return filled


def _slices(numbers: Rijnummers, batch: pa.RecordBatch) -> Iterator[Batch]:
    for begin in range(0, len(numbers), MAX_RIJEN):
        yield numbers[begin : begin + MAX_RIJEN], batch.slice(begin, MAX_RIJEN)
