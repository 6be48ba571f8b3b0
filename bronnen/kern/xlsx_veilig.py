"""Is this workbook safe to open? Decided on the zip's own bytes, before any library unpacks it.

Sizes are counted while inflating, never believed from the directory. Standard library and
defusedxml only.
"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bronnen.kern.herkenning import BestandGeweigerd

MAX_BYTES = 100 * 1024 * 1024
MAX_ONDERDELEN = 1_000
MAX_UITGEPAKT = 1024 * 1024 * 1024
MAX_VERHOUDING = 100  # sheets of real registers inflate 5 to 30 times
MAX_CELLEN = 20_000_000  # of the rectangle that the cells span: memory is laid out for all of it
MAX_CELTEKST = 32_767  # Excel's own limit

_VERHOUDING_VANAF = 10 * 1024 * 1024  # small parts may inflate as they like
_MAX_WERKMAP_XML = 4 * 1024 * 1024
_BLOK = 1 << 20

_CSV = "Sla het blad op als CSV en lever opnieuw."
_FORMULE = re.compile(rb"<(?:\w+:)?f[\s/>]")
_FOUTWAARDE = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\bt\s*=\s*["']e["']""")
_KOLOM = re.compile(rb"""\br\s*=\s*["']([A-Za-z]+)\d""")
_RIJ = re.compile(rb"""\br\s*=\s*["'][A-Za-z]*(\d+)["']""")
_TEKSTCEL = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>(\d+)<""")
_INGEPAKT = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar")
_ANDER_BESTAND = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ")


@dataclass(frozen=True)
class Werkblad:
    naam: str
    pad: str  # of the part in the zip


def check_workbook(contents: bytes, blad: str | None) -> Werkblad:
    """The sheet to read (named, else the first visible). Raises BestandGeweigerd if not safe."""
    if len(contents) > MAX_BYTES:
        raise too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(contents)) as archive:
            _check_directory(archive.infolist())
            sheet = _choose_sheet(archive, blad)
            _check_parts(archive, sheet)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError):
        raise unreadable() from None
    return sheet


def too_large() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"Het Excel-bestand is groter dan {MAX_BYTES // 1024**2} MB. {_CSV}", "te_groot"
    )


def unreadable() -> BestandGeweigerd:
    return BestandGeweigerd(
        "Het Excel-bestand is beschadigd of niet af. Open het, sla het opnieuw op als .xlsx "
        "en lever opnieuw.",
        "onleesbaar",
    )


def _bomb() -> BestandGeweigerd:
    return BestandGeweigerd(f"Het Excel-bestand wordt uitgepakt veel te groot. {_CSV}", "zipbom")


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_ONDERDELEN:
        raise _bomb()
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise unreadable()
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > MAX_UITGEPAKT:
        raise _bomb()


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if part.flag_bits & 0x1:
        raise BestandGeweigerd(
            "Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf en lever opnieuw.",
            "versleuteld",
        )
    if name.startswith("/") or ".." in name.split("/") or _is_link(part):
        raise unreadable()
    if "vbaproject" in name or "macrosheets/" in name:
        raise BestandGeweigerd(
            "Dit bestand heeft macro's. Sla het op als .xlsx zonder macro's en lever opnieuw.",
            "macro",
        )
    if "externallinks/" in name:
        raise BestandGeweigerd(
            "Dit bestand haalt gegevens uit een ander bestand. Plak de waarden in het blad "
            "en lever opnieuw.",
            "externe_verwijzing",
        )
    if name.endswith(_INGEPAKT) or "/embeddings/" in name:
        raise _embedded()
    _check_ratio(part.file_size, part.compress_size)


def _embedded() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"In dit Excel-bestand zit een ander bestand. Haal dat eruit. {_CSV}", "ingesloten"
    )


def _is_link(part: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(part.external_attr >> 16)


def _check_ratio(inflated: int, compressed: int) -> None:
    if inflated > _VERHOUDING_VANAF and inflated > MAX_VERHOUDING * max(compressed, 1):
        raise _bomb()


def _choose_sheet(archive: zipfile.ZipFile, blad: str | None) -> Werkblad:
    workbook = _xml(archive, "xl/workbook.xml")
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _xml(archive, "xl/_rels/workbook.xml.rels").iterfind("{*}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    for sheet in workbook.iterfind("{*}sheets/{*}sheet"):
        target = targets.get(_relation_id(sheet))
        name = sheet.get("name", "")
        visible = sheet.get("state", "visible") == "visible"
        if target is not None and (name == blad if blad else visible):
            return Werkblad(name, _path(target))
    raise BestandGeweigerd(
        "Het blad dat u noemde, staat niet in het bestand. Kies een ander blad en lever opnieuw."
        if blad
        else f"Het bestand heeft geen zichtbaar werkblad. {_CSV}",
        "blad_ontbreekt",
    )


def _relation_id(sheet: Element) -> str | None:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _xml(archive: zipfile.ZipFile, path: str) -> Element:
    with archive.open(path) as part:
        data = part.read(_MAX_WERKMAP_XML + 1)
    if len(data) > _MAX_WERKMAP_XML:
        raise _bomb()
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise _unsafe_xml() from None
    except (ParseError, ValueError, LookupError):
        raise unreadable() from None
    return root


def _unsafe_xml() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"Dit Excel-bestand bevat onderdelen die niet veilig zijn (DTD of entiteiten). {_CSV}",
        "xml_onveilig",
    )


def _check_parts(archive: zipfile.ZipFile, sheet: Werkblad) -> None:
    """Inflate every part once, in pieces, and look for what must not be there."""
    archive.getinfo(sheet.pad)
    strings, cells = _Strings(), _Cells()
    inflated = 0
    for part in archive.infolist():
        size = 0
        for block in _blocks(archive, part):
            if size == 0 and block.startswith(_ANDER_BESTAND):
                raise _embedded()
            size += len(block)
            inflated += len(block)
            _check_ratio(size, part.compress_size)
            if inflated > MAX_UITGEPAKT:
                raise _bomb()
            if part.filename == sheet.pad:
                cells.look_at(block)
            elif part.filename.lower() == "xl/sharedstrings.xml":
                strings.look_at(block)
    cells.finish()
    strings.finish()
    cells.check_text(strings.longest)


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in pieces, refused at a DTD, an entity or another encoding than UTF-8."""
    is_xml = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOK):
            looked_at = tail + block
            if is_xml and (b"<!DOCTYPE" in looked_at or b"<!ENTITY" in looked_at or b"\0" in block):
                raise _unsafe_xml()
            tail = looked_at[-16:]
            yield block


class _Tags:
    """Hands out a part in pieces that end before a tag, so that no tag is cut in two."""

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

    def _search(self, data: bytes) -> None:
        raise NotImplementedError


class _Cells(_Tags):
    """Formulas, error values, and the rectangle that the cells span."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = 1
        self._columns = 1
        self._texts = 0

    def _search(self, data: bytes) -> None:
        if _FORMULE.search(data):
            raise BestandGeweigerd(
                "Het blad bevat formules. Plak alles als waarden en lever opnieuw.", "formule"
            )
        if _FOUTWAARDE.search(data):
            raise BestandGeweigerd(
                "Het blad bevat cellen met een fout, zoals #N/B. Verbeter die en lever opnieuw.",
                "foutwaarde",
            )
        self._rows = max(self._rows, *map(_number, set(_RIJ.findall(data))), 1)
        self._columns = max(self._columns, *map(_column, set(_KOLOM.findall(data))), 1)
        self._texts += len(_TEKSTCEL.findall(data))
        if self._rows * self._columns > MAX_CELLEN:
            raise BestandGeweigerd(
                "Het blad is te groot, of er staat iets in een cel ver buiten de tabel. "
                "Maak de lege rijen en kolommen leeg, of sla het blad op als CSV.",
                "te_veel_cellen",
            )

    def check_text(self, longest: int) -> None:
        """One long text that all cells point at would be copied for each of them."""
        if self._texts * longest > MAX_UITGEPAKT and longest > 1_000:
            raise _bomb()


class _Strings(_Tags):
    """The length of the longest shared text, in bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0
        self._open = 0

    def _search(self, data: bytes) -> None:
        items = data.split(b"</si>")
        for item in items[:-1]:
            self.longest = max(self.longest, self._open + len(item))
            self._open = 0
        self._open += len(items[-1])
        if self.longest > 8 * MAX_CELTEKST or self._open > 8 * MAX_CELTEKST:
            raise _bomb()


def _number(digits: bytes) -> int:
    return int(digits[:9])


def _column(letters: bytes) -> int:
    place = 0
    for letter in letters[:6].upper():
        place = place * 26 + letter - 64
    return place
