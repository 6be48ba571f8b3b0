"""CSV as a stream: memory is flat in the rows, and every row keeps its number.

The text is cut into blocks of whole rows (RFC 4180 quotes, line breaks between quotes included);
pyarrow parses each block and makes columns of the approved elements alone.
"""

import csv
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
from numpy.typing import NDArray

from bronnen.kern.codering import BLOK, Tekstbron, cut_off
from bronnen.kern.gelezen import BEGIN, MAX_RIJEN, Batch, Gelezen, Rijnummers, Telling
from bronnen.kern.herkenning import BestandGeweigerd
from bronnen.kern.kop import MAX_KOLOMMEN, Kop, count_declared, read_header, too_many_columns
from bronnen.kern.leverschema import Leverschema, Soort
from bronnen.kern.vooruit import ahead

SCHEIDINGSTEKENS = (";", ",", "\t")
MAX_RIJ = BLOK  # bytes of one row
_BLOK = 4 * BLOK

_WOORDEN = pa.dictionary(pa.int32(), pa.string())
_NIEUWE_REGEL, _RETOUR, _QUOTE = 10, 13, 34


@dataclass(frozen=True)
class _Block:
    """Whole rows: `ends[i]` is the position of the line end of row i; `first` its row number."""

    data: bytes
    ends: NDArray[np.int64]
    first: int
    complete: bool  # the last row ends in a line end


@dataclass
class _Stand:
    """What is known of the file up to the batch that was handed out; reading may be further."""

    telling: Telling
    codering: str


@dataclass(frozen=True)
class _Parsed:
    """The rows of a block that stay, those with another number of fields, and the encoding."""

    numbers: Rijnummers
    batch: pa.RecordBatch
    wrong: tuple[int, ...]
    codering: str


def read_csv(bron: BinaryIO, *, schema: Leverschema, toegestaan: frozenset[str]) -> Gelezen:
    text = Tekstbron(bron)
    blocks = _Blocks(text)
    header = blocks.header()
    separator, names = _split_header(header, schema)
    kop = read_header(names, schema, toegestaan)
    stand = _Stand(Telling(), text.codering)
    return Gelezen(
        kop=kop,
        telling=stand.telling,
        scheidingsteken=separator,
        uniek=schema.uniek,
        _codering=lambda: stand.codering,
        _raw=_read_blocks(blocks, _Parser(kop, separator, schema), text, stand),
    )


def _split_header(header: bytes, schema: Leverschema) -> tuple[str, list[str]]:
    """The separator that gives most declared names, and the names."""
    line = header.decode()
    if line.count(";") > MAX_KOLOMMEN or line.count(",") > MAX_KOLOMMEN:
        raise too_many_columns()
    rows = {teken: _fields(line, teken) for teken in SCHEIDINGSTEKENS}
    best = max(SCHEIDINGSTEKENS, key=lambda teken: count_declared(rows[teken], schema))
    return best, rows[best]


def _fields(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:  # a field longer than any name
        return []


class _Blocks:
    """Cuts the text of a file into blocks of whole rows."""

    def __init__(self, text: Tekstbron) -> None:
        self._text = text.blocks()
        self._pending = b""
        self._next_row = 1
        self._old_mac: bool | None = None

    def header(self) -> bytes:
        """The first row that is not empty, without its line end."""
        while True:
            self._fill()
            end = _first_end(self._pending)
            line = self._pending if end is None else self._pending[:end]
            if end is None and (len(line) > MAX_RIJ or line.count(b'"') % 2):
                raise _too_long(self._next_row, quoted=bool(line.count(b'"') % 2))
            self._pending = b"" if end is None else self._pending[end + 1 :]
            self._next_row += 1
            if line.strip():
                return line.rstrip(b"\r")
            if end is None:
                raise BestandGeweigerd("Het bestand is leeg. Kies het goede bestand.", "leeg")

    def __iter__(self) -> Iterator[_Block]:
        while self._fill():
            ends = _row_ends(self._pending)
            if len(ends):
                yield self._cut(ends)
            if len(self._pending) > MAX_RIJ:
                raise self._stuck()
        yield from self._remainder()

    def _fill(self) -> bool:
        """Read on until a block is full; False at the end of the file."""
        parts, size, more = [self._pending], len(self._pending), False
        for block in self._text:
            parts.append(self._line_ends(block))
            size, more = size + len(block), True
            if size >= _BLOK:
                break
        self._pending = b"".join(parts)
        return more

    def _line_ends(self, block: bytes) -> bytes:
        """Files of old Macs end lines in CR alone: then every CR is a line end."""
        if self._old_mac is None:
            self._old_mac = b"\r" in block and b"\n" not in block
        return block.replace(b"\r", b"\n") if self._old_mac else block

    def _cut(self, ends: NDArray[np.int64]) -> _Block:
        last = int(ends[-1])
        block = _Block(self._pending[: last + 1], ends, self._next_row, complete=True)
        self._pending = self._pending[last + 1 :]
        self._next_row += len(ends)
        return block

    def _remainder(self) -> Iterator[_Block]:
        ends = _row_ends(self._pending)
        if len(ends):
            yield self._cut(ends)
        if self._pending.count(b'"') % 2:
            raise self._stuck()
        if self._pending:
            yield _Block(
                self._pending + b"\n",
                np.array([len(self._pending)], dtype=np.int64),
                self._next_row,
                complete=False,
            )

    def _stuck(self) -> BestandGeweigerd:
        return _too_long(self._next_row, quoted=self._pending.count(b'"') % 2 == 1)


def _row_ends(data: bytes) -> NDArray[np.int64]:
    """Positions of the line ends that stand outside quotes."""
    array = np.frombuffer(data, dtype=np.uint8)
    ends = array == _NIEUWE_REGEL
    if b'"' in data:
        ends &= np.bitwise_xor.accumulate((array == _QUOTE).view(np.uint8)) == 0
    return np.flatnonzero(ends)


def _first_end(data: bytes) -> int | None:
    end = data.find(b"\n")
    while end >= 0 and data.count(b'"', 0, end) % 2:
        end = data.find(b"\n", end + 1)
    return end if end >= 0 else None


def _too_long(row: int, *, quoted: bool) -> BestandGeweigerd:
    if quoted:
        return BestandGeweigerd(
            f"Regel {row}: een aanhalingsteken wordt geopend en niet gesloten. "
            "Verbeter de regel en lever opnieuw.",
            "aanhalingsteken",
        )
    return BestandGeweigerd(
        f"Regel {row} is veel te lang. Controleer of elke rij op een eigen regel staat "
        "en lever opnieuw.",
        "regel_te_lang",
    )


def _read_blocks(
    blocks: _Blocks, parser: "_Parser", text: Tekstbron, stand: _Stand
) -> Generator[Batch]:
    try:
        with closing(ahead(parser.parse(block, text.codering) for block in blocks)) as parsed:
            for part in parsed:
                stand.codering = part.codering
                stand.telling.add_wrong_width(part.wrong)
                yield part.numbers, part.batch
    except BestandGeweigerd:
        stand.codering = text.codering
        raise
    stand.codering = text.codering
    if stand.telling.rijen == 0:
        raise BestandGeweigerd(
            "Het bestand heeft kolomnamen, maar geen rijen. Kies het goede bestand.", "geen_rijen"
        )


class _Parser:
    """Turns a block into a batch of text columns by declared name."""

    def __init__(self, kop: Kop, separator: str, schema: Leverschema) -> None:
        self._separator = separator
        # With official headers rows of separators alone are history, and count as rows.
        self._blank = b" \r\n" if kop.officieel else separator.encode() + b" \r\n"
        self._names = [f"c{place}" for place in range(kop.breedte)]
        wanted = list(kop.plaatsen)
        if kop.persoonsbegin is not None:
            wanted.append((BEGIN, kop.persoonsbegin))
        self._declared = [naam for naam, _ in wanted]
        bsns = [kolom.naam for kolom in schema.kolommen if kolom.soort is Soort.bsn]
        as_text = {BEGIN, schema.uniek, *bsns}  # hardly any value returns
        include = [self._names[place] for _, place in wanted]
        types = [pa.string() if naam in as_text else _WOORDEN for naam, _ in wanted]
        self._texts = _convert_options(include, dict.fromkeys(include, pa.string()))
        self._distinct = _convert_options(include, dict(zip(include, types, strict=True)))

    def parse(self, block: _Block, codering: str) -> _Parsed:
        refused: list[tuple[int, int]] = []  # place in the block, number of fields
        # Each distinct text once, where a batch is not cut up further on.
        convert = self._distinct if len(block.ends) <= MAX_RIJEN else self._texts
        table = self._table(block.data, refused, convert)
        if table.num_rows + len(refused) != len(block.ends):
            raise self._loose_quote(block)
        blank = self._blank_rows(block)
        wrong = self._wrong_rows(refused, blank, block)
        numbers, keep = _kept(block, refused, blank)
        batch = self._batch(table)
        return _Parsed(
            numbers, batch if keep is None else batch.filter(pa.array(keep)), wrong, codering
        )

    def _table(
        self, data: bytes, refused: list[tuple[int, int]], convert: pacsv.ConvertOptions
    ) -> pa.Table:
        def refuse(row: pacsv.InvalidRow) -> str:
            refused.append((row.number - 1, row.actual_columns))
            return "skip"

        return pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(
                use_threads=False, column_names=self._names, block_size=len(data) + 64
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=self._separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=refuse,
            ),
            convert_options=convert,
        )

    def _batch(self, table: pa.Table) -> pa.RecordBatch:
        columns = [column.combine_chunks() for column in table.columns]
        return pa.RecordBatch.from_arrays(columns, names=self._declared)

    def _blank_rows(self, block: _Block) -> list[int]:
        """Places of rows that hold nothing but separators: spreadsheets leave them at the end."""
        starts = np.concatenate(([0], block.ends[:-1] + 1))
        array = np.frombuffer(block.data, dtype=np.uint8)
        first = array[starts]
        suspects = np.flatnonzero(np.isin(first, np.frombuffer(self._blank, dtype=np.uint8)))
        return [
            int(i) for i in suspects if not block.data[starts[i] : block.ends[i]].strip(self._blank)
        ]

    def _wrong_rows(
        self, refused: list[tuple[int, int]], blank: list[int], block: _Block
    ) -> tuple[int, ...]:
        """Numbers of the rows with another number of fields than the header, blank ones aside."""
        empty = set(blank)
        last = len(block.ends) - 1
        wrong = [(place, fields) for place, fields in refused if place not in empty]
        for place, fields in wrong:
            if place == last and not block.complete and fields < len(self._names):
                raise cut_off()
        return tuple(block.first + place for place, _ in wrong)

    def _loose_quote(self, block: _Block) -> BestandGeweigerd:
        starts = [0, *(int(end) + 1 for end in block.ends[:-1])]
        rows = (
            block.data[start : int(end) + 1] for start, end in zip(starts, block.ends, strict=True)
        )
        wrong = next((i for i, row in enumerate(rows) if not self._is_one_row(row)), 0)
        return BestandGeweigerd(
            f"Regel {block.first + wrong}: een aanhalingsteken of een regeleinde staat op een "
            "verkeerde plek. Zet de hele waarde tussen aanhalingstekens en lever opnieuw.",
            "aanhalingsteken",
        )

    def _is_one_row(self, row: bytes) -> bool:
        refused: list[tuple[int, int]] = []
        parsed: int = self._table(row, refused, self._texts).num_rows
        return parsed + len(refused) == 1


def _convert_options(include: list[str], types: dict[str, pa.DataType]) -> pacsv.ConvertOptions:
    return pacsv.ConvertOptions(
        column_types=types,
        include_columns=include,
        strings_can_be_null=False,
        check_utf8=False,  # the text was decoded strictly
    )


def _kept(
    block: _Block, refused: list[tuple[int, int]], blank: list[int]
) -> tuple[Rijnummers, NDArray[np.bool_] | None]:
    """Row numbers of the rows that stay, and which rows of the parsed table those are."""
    numbers = np.arange(block.first, block.first + len(block.ends), dtype=np.int64)
    if not refused and not blank:
        return numbers, None
    parsed = np.ones(len(numbers), dtype=bool)
    parsed[[place for place, _ in refused]] = False
    stays = parsed.copy()
    stays[blank] = False
    return numbers[stays], stays[parsed]
