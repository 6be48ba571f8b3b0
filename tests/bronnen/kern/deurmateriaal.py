"""What the tests of the door share: a file through it, and what came out decrypted."""

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import openpyxl
import pyarrow as pa

from bronnen import leverschemas
from bronnen.kern.deur import process
from bronnen.kern.herkenning import Bestandssoort
from bronnen.kern.leverschema import Leverschema, Leververslag
from bronnen.kern.pseudoniem import Koppelsleutels
from privacy.kern.versleuteling import Lezer, as_binary
from tests.bronnen.kern.toetsmateriaal import offer

SLEUTEL = bytes(range(32))
SLEUTEL_ID = bytes(range(16))
SLEUTELS = Koppelsleutels.of_project(SLEUTEL)

BEWONER = {
    "bsn": "111222333",
    "geslachtsnaam": "de Vries",
    "geboortedatum": "31-12-1990",
    "geslacht": "M",
    "huishoudnummer": "77",
    "huishoudtype": "eenpersoons",
    "herkomst": "Nederland",
    "postcode": "5211 AB",
    "huisnummer": "12",
    "huisletter": "a",
    "toevoeging": "bis",
    "straat": "Markt",
    "buurtcode": "BU07961234",
    "functie_adres": "W",
    "opschorting_reden": "",
}
BSNS = ("111222333", "123456782", "999993653", "010000008", "999990019")


@dataclass(frozen=True)
class Doorgang:
    verslag: Leververslag
    uitvoer: bytes

    @property
    def tabel(self) -> pa.Table:
        with pa.ipc.open_stream(self._open()) as stroom:
            return stroom.read_all()

    @property
    def rijen(self) -> list[dict[str, Any]]:
        rijen: list[dict[str, Any]] = self.tabel.to_pylist()
        return rijen

    @property
    def regels(self) -> dict[str, tuple[int, ...]]:
        return {b.regel: b.rijnummers for b in self.verslag.bevindingen}

    def read(self) -> bytes:
        return bytes(self._open().read())

    def _open(self) -> Any:
        return as_binary(Lezer(io.BytesIO(self.uitvoer), SLEUTEL))


def as_csv(rijen: Sequence[Mapping[str, str]], kolommen: Sequence[str] | None = None) -> bytes:
    namen = list(kolommen or rijen[0])
    regels = [";".join(namen), *(";".join(rij.get(n, "") for n in namen) for rij in rijen)]
    return ("\n".join(regels) + "\n").encode()


def as_xlsx(rijen: Sequence[Mapping[str, Any]]) -> bytes:
    boek = openpyxl.Workbook()
    blad = boek.worksheets[0]
    blad.append(list(rijen[0]))
    for rij in rijen:
        blad.append(list(rij.values()))
    uit = io.BytesIO()
    boek.save(uit)
    return uit.getvalue()


def take(
    inhoud: bytes,
    bron: str | Leverschema = "brp",
    *,
    soort: Bestandssoort = Bestandssoort.csv,
    zonder: frozenset[str] = frozenset(),
    voortgang: Callable[[int], None] = lambda rijen: None,
    **aanbieding: Any,
) -> Doorgang:
    """Through the door; every element is approved but for those in `zonder`."""
    uit = io.BytesIO()
    verslag = take_stream(
        io.BytesIO(inhoud),
        bron,
        soort=soort,
        zonder=zonder,
        voortgang=voortgang,
        uit=uit,
        **aanbieding,
    )
    return Doorgang(verslag, uit.getvalue())


def take_stream(
    stroom: BinaryIO,
    bron: str | Leverschema = "brp",
    *,
    soort: Bestandssoort = Bestandssoort.csv,
    zonder: frozenset[str] = frozenset(),
    voortgang: Callable[[int], None] = lambda rijen: None,
    uit: BinaryIO | None = None,
    **aanbieding: Any,
) -> Leververslag:
    bronschema = leverschemas.schema(bron) if isinstance(bron, str) else bron
    return process(
        bron=stroom,
        soort=soort,
        schema=bronschema,
        goedgekeurd=frozenset(bronschema.elementen) - zonder,
        aanbieding=offer(bron=bronschema.code, **aanbieding),
        sleutels=SLEUTELS,
        doel=uit or io.BytesIO(),
        datasleutel=SLEUTEL,
        datasleutel_id=SLEUTEL_ID,
        voortgang=voortgang,
    )


def residents(aantal: int, **anders: str) -> list[dict[str, str]]:
    """That many different residents with good BSNs."""
    bsns = (f"{n:09d}" for n in range(100_000_000, 999_999_999) if _passes(n))
    return [{**BEWONER, "bsn": next(bsns), **anders} for _ in range(aantal)]


def sha256(inhoud: bytes) -> str:
    return hashlib.sha256(inhoud).hexdigest()


def _passes(getal: int) -> bool:
    cijfers = [int(c) for c in f"{getal:09d}"]
    gewichten = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(g * c for g, c in zip(gewichten, cijfers, strict=True)) % 11 == 0
