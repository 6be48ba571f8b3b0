"""The canary: does any identifier of the deliveries stand anywhere it should not?

Looked for: every BSN, birth date, postcode and longer surname of the delivery files, in each
notation. Looked in: every file of the installation (database files, store, vault, logs), the
rows of the database, Valkey, temporary folders, and answers of pages and API.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg2.sql import SQL, Identifier
from python_calamine import CalamineWorkbook
from redis import Redis

from buurtmonitor.adressen import CACHE_DB, WACHTRIJ_DB, redis_with_db

BLOK = 1 << 24
OVERLAP = 64  # longer than any identifier: none is lost between two blocks
# A letter also as the bytes of UTF-8 or windows-1252.
LETTER = rb"0-9A-Za-z\x80-\xff"
MERKTEKEN = re.compile(
    rb"(?<![" + LETTER + rb"])("
    rb"\d{9}|\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{2}-\d{4}|[1-9]\d{3} ?[A-Z]{2}"
    rb"|[A-Za-z\x80-\xff]{7,}"
    rb")(?![" + LETTER + rb"])"
)
LEEG = bytes(64)  # most of what a database keeps: as good as one byte that is no letter
KORTSTE_NAAM = 7
KOLOMMEN = {
    "bsn": "bsn", "01.01.20": "bsn",
    "geslachtsnaam": "naam", "01.02.40": "naam",
    "geboortedatum": "datum", "01.03.10": "datum",
    "postcode": "postcode", "08.11.60": "postcode",
}  # fmt: skip


@dataclass
class Kenmerkend:
    """Identifiers as bytes, in every notation, with the kind of each."""

    soorten: dict[bytes, str] = field(default_factory=dict)

    def add(self, soort: str, waarde: str) -> None:
        for vorm in _FORMS[soort](waarde.strip()):
            self.soorten[vorm.encode()] = soort


@dataclass(frozen=True)
class Treffer:
    """Where and what kind; never the value itself."""

    plaats: str
    soort: str


def collect(bestanden: Iterable[Path], zonder: set[str]) -> Kenmerkend:
    """All identifiers of the delivery files but `zonder`: what stands elsewhere by right."""
    gevonden = Kenmerkend()
    for pad in bestanden:
        for kolom, waarde in _cells(pad):
            if kolom in KOLOMMEN:
                gevonden.add(KOLOMMEN[kolom], waarde)
    for merkteken in zonder:
        gevonden.soorten.pop(merkteken.encode(), None)
    return gevonden


def search(
    gezocht: Kenmerkend, mappen: Iterable[Path], antwoorden: dict[str, bytes]
) -> list[Treffer]:
    """Every place with a hit, once per kind."""
    treffers: set[Treffer] = set()
    for map_ in mappen:
        for pad in sorted(p for p in map_.rglob("*") if p.is_file() and not p.is_symlink()):
            treffers |= _hits(gezocht, str(pad.relative_to(map_.parent)), _blocks(pad))
    for plaats, inhoud in [*antwoorden.items(), *_database(), *_valkey()]:
        treffers |= _hits(gezocht, plaats, [inhoud])
    return sorted(treffers, key=lambda treffer: (treffer.plaats, treffer.soort))


def _hits(gezocht: Kenmerkend, plaats: str, blokken: Iterable[bytes]) -> set[Treffer]:
    return {
        Treffer(plaats, gezocht.soorten[merkteken])
        for blok in blokken
        for merkteken in MERKTEKEN.findall(blok.replace(LEEG, b"\0"))
        if merkteken in gezocht.soorten
    }


def _blocks(pad: Path) -> Iterator[bytes]:
    """Overlapping blocks; a file that vanished meanwhile holds nothing."""
    try:
        with pad.open("rb") as bestand:
            staart = b""
            while blok := bestand.read(BLOK):
                yield staart + blok
                staart = blok[-OVERLAP:]
    except (FileNotFoundError, PermissionError):
        return


def _database() -> Iterator[tuple[str, bytes]]:
    """Every row that the application can read, as text."""
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            cursor.execute(SQL("SELECT t::text FROM {} t").format(Identifier(tabel)))
            yield f"tabel {tabel}", "\n".join(rij for (rij,) in cursor.fetchall()).encode()


def _valkey() -> Iterator[tuple[str, bytes]]:
    """Every key of both databases, as the server dumps it, with its name."""
    for nummer in (WACHTRIJ_DB, CACHE_DB):
        with Redis.from_url(redis_with_db(settings.REDIS_URL, nummer)) as server:
            for sleutel in server.scan_iter():
                yield f"valkey {nummer}", bytes(sleutel) + b" " + (server.dump(sleutel) or b"")


def _cells(pad: Path) -> Iterator[tuple[str, str]]:
    if pad.suffix == ".xlsx":
        rijen = CalamineWorkbook.from_path(pad).get_sheet_by_index(0).to_python()
        kop = [str(cel) for cel in rijen[0]]
        for rij in rijen[1:]:
            yield from zip(kop, (str(cel) for cel in rij), strict=False)
    elif pad.suffix == ".csv":
        tekst = _decoded(pad.read_bytes())
        scheiding = max(";,\t", key=tekst.partition("\n")[0].count)
        lezer = csv.reader(tekst.splitlines(), delimiter=scheiding)
        kop = next(lezer)
        for regel in lezer:
            yield from zip(kop, regel, strict=False)


def _decoded(inhoud: bytes) -> str:
    if inhoud[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return inhoud.decode("utf-16")
    try:
        return inhoud.decode("utf-8-sig")
    except UnicodeDecodeError:
        return inhoud.decode("cp1252")


def _bsn_forms(waarde: str) -> list[str]:
    return [waarde] if waarde.isdigit() and len(waarde) == 9 else []


def _name_forms(waarde: str) -> list[str]:
    return [w for w in re.split(r"[\s'-]+", waarde) if len(w) >= KORTSTE_NAAM and w.isalpha()]


def date_forms(waarde: str) -> list[str]:
    """The three notations of a whole date."""
    cijfers = re.sub(r"\D", "", waarde)
    if re.fullmatch(r"\d{2}-\d{2}-\d{4}", waarde):
        cijfers = cijfers[4:] + cijfers[2:4] + cijfers[:2]
    if len(cijfers) != 8 or cijfers[4:6] == "00" or cijfers[6:] == "00":
        return []
    jaar, maand, dag = cijfers[:4], cijfers[4:6], cijfers[6:]
    return [cijfers, f"{jaar}-{maand}-{dag}", f"{dag}-{maand}-{jaar}"]


def _postcode_forms(waarde: str) -> list[str]:
    kaal = waarde.replace(" ", "").upper()
    return [kaal, f"{kaal[:4]} {kaal[4:]}"] if re.fullmatch(r"[1-9]\d{3}[A-Z]{2}", kaal) else []


_FORMS = {
    "bsn": _bsn_forms, "naam": _name_forms, "datum": date_forms, "postcode": _postcode_forms,
}  # fmt: skip
