"""Which kind of file is this? Told from its first bytes, and the name must agree.

Standard library only.
"""

import re
from enum import Enum

EERSTE_BYTES = 65_536  # how much of a file `recognise` likes to see

_OPNIEUW = "Sla het bestand op als CSV of XLSX en lever opnieuw."


class Bestandssoort(Enum):
    csv = "csv"
    xlsx = "xlsx"
    geojson = "geojson"


class BestandGeweigerd(Exception):
    """The whole file is refused. `melding` says in Dutch what to do, and holds no contents."""

    def __init__(self, melding: str, code: str) -> None:
        super().__init__(melding)
        self.melding = melding
        self.code = code


_ACHTERVOEGSELS = {
    "csv": Bestandssoort.csv,
    "txt": Bestandssoort.csv,
    "tsv": Bestandssoort.csv,
    "xlsx": Bestandssoort.xlsx,
    "geojson": Bestandssoort.geojson,
    "json": Bestandssoort.geojson,
}

_GEEN_LEVERING: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "Dit is een PDF."),
    (b"\x7fELF", "Dit is een programma."),
    (b"\x1f\x8b", "Dit is een ingepakt bestand. Pak het eerst uit."),
    (b"7z\xbc\xaf\x27\x1c", "Dit is een ingepakt bestand. Pak het eerst uit."),
    (b"Rar!", "Dit is een ingepakt bestand. Pak het eerst uit."),
    (b"BZh", "Dit is een ingepakt bestand. Pak het eerst uit."),
    (b"\xfd7zXZ\x00", "Dit is een ingepakt bestand. Pak het eerst uit."),
    (b"\x28\xb5\x2f\xfd", "Dit is een ingepakt bestand. Pak het eerst uit."),
    (b"\x89PNG", "Dit is een afbeelding."),
    (b"\xff\xd8\xff", "Dit is een afbeelding."),
    (b"GIF8", "Dit is een afbeelding."),
    (b"{\\rtf", "Dit is een tekstdocument."),
    (b"PAR1", "Dit bestand kunnen wij niet lezen."),
    (b"SQLite format 3", "Dit is een database."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_LEGE_ZIP = b"PK\x05\x06"
_UTF32 = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_VERSLEUTELD = "EncryptedPackage".encode("utf-16-le")
_PROGRAMMA = re.compile(rb"MZ[\s\S]{0,62}?[\x00-\x08]")


def recognise(first_bytes: bytes, name_suffix: str = "") -> Bestandssoort:
    """The kind of file. `name_suffix` is what follows the last dot of its name, may be empty.

    Raises BestandGeweigerd for anything else, and where name and contents disagree.
    """
    if not first_bytes:
        raise BestandGeweigerd("Het bestand is leeg. Kies het goede bestand.", "leeg")
    suffix = name_suffix.lower().rpartition(".")[2]
    _refuse_macro_names(suffix)
    soort = _by_magic(first_bytes)
    _refuse_disagreement(soort, suffix)
    return soort


def _refuse_macro_names(suffix: str) -> None:
    if suffix in {"xlsm", "xlsb", "xltm", "xlam"}:
        raise BestandGeweigerd(
            "Dit Excel-bestand kan macro's bevatten. Sla het op als .xlsx en lever opnieuw.",
            "macro",
        )


def _by_magic(first: bytes) -> Bestandssoort:
    if first.startswith((_ZIP, _LEGE_ZIP)):
        return Bestandssoort.xlsx
    if first.startswith(_OLE):
        raise refused_ole(first)
    for magic, melding in _GEEN_LEVERING:
        if first.startswith(magic):
            raise BestandGeweigerd(f"{melding} {_OPNIEUW}", "geen_csv")
    if _PROGRAMMA.match(first):
        raise BestandGeweigerd(f"Dit is een programma. {_OPNIEUW}", "geen_csv")
    if first.startswith(_UTF32):
        raise BestandGeweigerd(
            "Deze codering (UTF-32) lezen wij niet. Sla het bestand op als CSV UTF-8.",
            "codering_onbekend",
        )
    return _text_kind(first)


def _text_kind(first: bytes) -> Bestandssoort:
    begin = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(b"<"):
        raise BestandGeweigerd(f"Dit is een webpagina of XML. {_OPNIEUW}", "geen_csv")
    if begin.startswith(b"{"):
        return Bestandssoort.geojson
    return Bestandssoort.csv


def refused_ole(contents: bytes) -> BestandGeweigerd:
    """An old .xls, or an .xlsx with a password: both are OLE containers."""
    if _VERSLEUTELD in contents:
        return BestandGeweigerd(
            "Dit bestand heeft een wachtwoord. Haal het wachtwoord eraf en lever opnieuw.",
            "versleuteld",
        )
    return BestandGeweigerd(
        "Dit is een oud of beveiligd Office-bestand. Haal een wachtwoord eraf, "
        "sla het op als .xlsx en lever opnieuw.",
        "oud_excel",
    )


def _refuse_disagreement(soort: Bestandssoort, suffix: str) -> None:
    named = _ACHTERVOEGSELS.get(suffix)
    if suffix and named is None:
        raise BestandGeweigerd(
            "Dit soort bestand lezen wij niet. Lever een bestand dat eindigt op .csv of .xlsx.",
            "soort_onbekend",
        )
    if named not in (None, soort):
        raise BestandGeweigerd(
            "De naam van het bestand past niet bij de inhoud. "
            "Sla het opnieuw op als .csv of .xlsx en lever opnieuw.",
            "soort_verschilt",
        )
