"""The parts of a workbook, searched while they inflate: sizes are counted, never believed."""

import re
import string
import zipfile
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterator, Sequence

from bronnen.kern.herkenning import BestandGeweigerd

MAX_UITGEPAKT = 768 * 1024 * 1024
MAX_VERHOUDING = 100  # sheets of real registers inflate 5 to 30 times
MAX_CELLEN = 15_000_000  # of the rectangle that the cells span: each takes about 80 bytes
MAX_TEKST = 256 * 1024 * 1024  # of all cells together: a shared text is copied for each of them

_VERHOUDING_VANAF = 10 * 1024 * 1024  # small parts may inflate as they like
_BLOK = 1 << 20
_TEKSTEN = "xl/sharedStrings.xml"
_ANDER_BESTAND = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ")

ALS_CSV = "Sla het blad op als CSV en lever opnieuw."

_FORMULE = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FOUTWAARDE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["']""")
# As every program writes a cell, which is fast to find; and any other way XML allows.
_CEL = re.compile(rb'<c r="([A-Za-z]+[0-9]+)"')
_CEL_ANDERS = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*[0-9]+)["']""")
_CIJFERS = b"0123456789"
_LETTERS = string.ascii_letters.encode()
_TEKSTCEL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_TEKSTEINDE = re.compile(rb"</(?:\w+:)?si>")


def bomb() -> BestandGeweigerd:
    return BestandGeweigerd(f"Het Excel-bestand wordt uitgepakt veel te groot. {ALS_CSV}", "zipbom")


def unreadable() -> BestandGeweigerd:
    return BestandGeweigerd(
        "Het Excel-bestand is beschadigd of niet af. Open het, sla het opnieuw op als .xlsx "
        "en lever opnieuw.",
        "onleesbaar",
    )


def embedded() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"In dit Excel-bestand zit een ander bestand. Haal dat eruit. {ALS_CSV}", "ingesloten"
    )


def check_ratio(inflated: int, compressed: int) -> None:
    if inflated > _VERHOUDING_VANAF and inflated > MAX_VERHOUDING * max(compressed, 1):
        raise bomb()


def unsafe_xml() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"Dit Excel-bestand bevat onderdelen die niet veilig zijn (DTD of entiteiten). {ALS_CSV}",
        "xml_onveilig",
    )


def check_parts(archive: zipfile.ZipFile, blad: str) -> None:
    """Inflate every part once, in pieces, and look for what must not be there.

    `blad` is the path of the sheet that will be read. Raises BestandGeweigerd.
    """
    cells, texts, others = _Cells(), _Texts(), _Inflated()
    readers: dict[str, _Inflated] = {blad: cells, _TEKSTEN: texts}
    archive.getinfo(blad)
    inflated = 0
    for part in archive.infolist():
        reader = readers.get(part.filename, others)
        for block in _blocks(archive, part):
            inflated += len(block)
            if inflated > MAX_UITGEPAKT:
                raise bomb()
            reader.look_at(block)
        reader.finish()
    if cells.texts * texts.longest > MAX_TEKST:
        _check_copies(archive, blad, texts.lengths)


def _check_copies(archive: zipfile.ZipFile, blad: str, lengths: Sequence[int]) -> None:
    """A small file may hold one long text that a million cells point at."""
    copies = _Copies(lengths)
    for block in _blocks(archive, archive.getinfo(blad)):
        copies.look_at(block)
    copies.finish()


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces; refused at a DTD, an entity, another encoding or another file."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail, size = b"", 0
    with archive.open(part) as stream:
        while block := stream.read(_BLOK):
            if size == 0 and block.startswith(_ANDER_BESTAND):
                raise embedded()
            size += len(block)
            check_ratio(size, part.compress_size)
            looked_at = tail + block
            if is_xml and (b"<!DOCTYPE" in looked_at or b"<!ENTITY" in looked_at or b"\0" in block):
                raise unsafe_xml()
            tail = looked_at[-16:]
            yield block


class _Inflated:
    """A part of which only the size counts."""

    def look_at(self, block: bytes) -> None:
        """The next piece."""

    def finish(self) -> None:
        """There are no more pieces."""


class _Searched(_Inflated, ABC):
    """A part that is searched, in pieces that end before a tag so that none is cut in two."""

    def __init__(self) -> None:
        self._carry = b""

    def look_at(self, block: bytes) -> None:
        data = self._carry + block
        cut = data.rfind(b"<")
        if cut < 0 or len(data) - cut > _BLOK:
            raise unreadable()
        self._carry = data[cut:]
        self._search(data[:cut])

    def finish(self) -> None:
        self._search(self._carry)
        self._carry = b""

    @abstractmethod
    def _search(self, data: bytes) -> None: ...


class _Cells(_Searched):
    """Formulas, error values, and the rectangle that the cells span."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = 1
        self._columns = 1
        self.texts = 0

    def _search(self, data: bytes) -> None:
        self._refuse_formulas(data)
        self._refuse_errors(data)
        self.texts += data.count(b'"s"') + data.count(b"'s'")
        places = b" ".join(_cell_places(data))
        rows, columns = places.translate(None, _LETTERS), places.translate(None, _CIJFERS)
        self._rows = max(self._rows, *map(_number, set(rows.split())), 1)
        self._columns = max(self._columns, *map(_column, set(columns.split())), 1)
        if self._rows * self._columns > MAX_CELLEN:
            raise BestandGeweigerd(
                "Het blad is te groot, of er staat iets in een cel ver buiten de tabel. "
                "Maak de lege rijen en kolommen leeg, of sla het blad op als CSV.",
                "te_veel_cellen",
            )

    def _refuse_formulas(self, data: bytes) -> None:
        if (b"<f" in data or b":f" in data) and _FORMULE.search(data):
            raise BestandGeweigerd(
                "Het blad bevat formules. Plak alles als waarden en lever opnieuw.", "formule"
            )

    def _refuse_errors(self, data: bytes) -> None:
        if (b'"e"' in data or b"'e'" in data) and _FOUTWAARDE.search(data):
            raise BestandGeweigerd(
                "Het blad bevat cellen met een fout, zoals #N/B. Verbeter die en lever opnieuw.",
                "foutwaarde",
            )


class _Texts(_Searched):
    """Lengths of the shared texts, in bytes with their tags."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0
        self.lengths = array("I")
        self._open = 0

    def _search(self, data: bytes) -> None:
        *items, rest = _TEKSTEINDE.split(data)
        for item in items:
            self.lengths.append(self._open + len(item))
            self._open = 0
        self._open += len(rest)
        self.longest = max(self.longest, self._open, *self.lengths[-len(items) - 1 :])


class _Copies(_Searched):
    """Counts the bytes of all cells together that point at a shared text."""

    def __init__(self, lengths: Sequence[int]) -> None:
        super().__init__()
        self._lengths = lengths
        self._left = MAX_TEKST

    def _search(self, data: bytes) -> None:
        last = len(self._lengths)
        places = (int(place) for place in _TEKSTCEL.findall(data))
        self._left -= sum(self._lengths[place] for place in places if place < last)
        if self._left < 0:
            raise bomb()


def _cell_places(data: bytes) -> list[bytes]:
    """References of all cells, and of rows whose cells may have none."""
    found = _CEL.findall(data)
    if len(found) == data.count(b"<c") and b":c" not in data:
        return found
    return found + _CEL_ANDERS.findall(data)


def _number(digits: bytes) -> int:
    return int(digits[:9])


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters[:6].upper():
        place = place * 26 + letter - 64
    return place
