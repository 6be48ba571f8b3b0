"""Is this workbook safe to open? Decided on the zip's own bytes, before any library unpacks it.

Sizes are counted while inflating, never believed from the directory. Standard library and
defusedxml only.
"""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bronnen.kern.herkenning import BestandGeweigerd
from bronnen.kern.xlsx_onderdelen import (
    ALS_CSV,
    MAX_UITGEPAKT,
    bomb,
    check_parts,
    check_ratio,
    embedded,
    unreadable,
    unsafe_xml,
)

MAX_BYTES = 100 * 1024 * 1024
MAX_ONDERDELEN = 1_000

_MAX_WERKMAP_XML = 4 * 1024 * 1024

_INGEPAKT = (".zip", ".xlsx", ".xlsm", ".docx", ".pptx", ".7z", ".rar", ".gz", ".jar")
# What zipfile raises over a damaged file: also a seek before its begin, or a date of no calendar.
_BESCHADIGD = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_INPAKWIJZEN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # all that Excel writes


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
            check_parts(archive, sheet.pad)
    except _BESCHADIGD:
        raise unreadable() from None
    return sheet


def too_large() -> BestandGeweigerd:
    return BestandGeweigerd(
        f"Het Excel-bestand is groter dan {MAX_BYTES // 1024**2} MB. {ALS_CSV}", "te_groot"
    )


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_ONDERDELEN:
        raise bomb()
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise unreadable()
    for part in parts:
        _check_part(part)
    if sum(part.file_size for part in parts) > MAX_UITGEPAKT:
        raise bomb()


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if part.flag_bits & 0x1:
        raise BestandGeweigerd(
            "Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf en lever opnieuw.",
            "versleuteld",
        )
    if part.compress_type not in _INPAKWIJZEN or _is_outside(name) or _is_link(part):
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
        raise embedded()
    check_ratio(part.file_size, part.compress_size)


def _is_outside(name: str) -> bool:
    return name.startswith("/") or ".." in name.replace("\\", "/").split("/")


def _is_link(part: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(part.external_attr >> 16)


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
        else f"Het bestand heeft geen zichtbaar werkblad. {ALS_CSV}",
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
        raise bomb()
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise unsafe_xml() from None
    except (ParseError, ValueError, LookupError):
        raise unreadable() from None
    return root
