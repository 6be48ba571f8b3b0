"""What the tests of reading share: a small source, a stream that is read once, and messages."""

import io
import re

import pytest

from bronnen.kern.gelezen import Gelezen
from bronnen.kern.herkenning import BestandGeweigerd, Bestandssoort
from bronnen.kern.leverschema import Kolom, Leverschema, Soort
from bronnen.kern.lezen import read_table

PROEF = Leverschema(
    code="proef",
    naam="Proef",
    versie="1",
    leverancier="gemeente",
    omschrijving="Een bron voor tests.",
    uniek="nummer",
    persoonsbegin="09.99.20",
    kolommen=(
        Kolom("nummer", Soort.sleutel, "Om te tellen.", lo3=("01.99.20",)),
        Kolom("naam", Soort.tekst, "Om te lezen.", lo3=("01.99.40",)),
        Kolom("maand", Soort.maand, "Om te lezen.", verplicht=False),
        Kolom("extra", Soort.tekst, "Niet nodig.", verplicht=False, nodig=False),
    ),
)
ALLES = frozenset(PROEF.elementen)


class Stroom(io.RawIOBase):
    """A stream as the decrypted one: no seek, read once, and few bytes at a time."""

    def __init__(self, contents: bytes, step: int = 1 << 20) -> None:
        self._rest, self._step = contents, step

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        size = self._step if size < 0 else min(size, self._step)
        part, self._rest = self._rest[:size], self._rest[size:]
        return part


def read(
    contents: bytes | str,
    *,
    schema: Leverschema = PROEF,
    toegestaan: frozenset[str] | None = None,
    soort: Bestandssoort = Bestandssoort.csv,
    blad: str | None = None,
    step: int = 1 << 20,
) -> Gelezen:
    data = contents.encode() if isinstance(contents, str) else contents
    allowed = frozenset(schema.elementen) if toegestaan is None else toegestaan
    stroom = Stroom(data, step)
    return read_table(stroom, soort=soort, schema=schema, toegestaan=allowed, blad=blad)


def rows(gelezen: Gelezen) -> list[dict[str, object]]:
    """All rows, each with its row number under the key `rij`."""
    return [
        {"rij": int(nummer), **row}
        for nummers, batch in gelezen.batches()
        for nummer, row in zip(nummers, batch.to_pylist(), strict=True)
    ]


def names(gelezen: Gelezen) -> list[object]:
    return [row["naam"] for row in rows(gelezen)]


def refusal(contents: bytes | str, **kwargs: object) -> BestandGeweigerd:
    """The error with which this file is refused, its message checked to be a Dutch sentence."""
    with pytest.raises(BestandGeweigerd) as caught:
        rows(read(contents, **kwargs))  # type: ignore[arg-type]
    assert_sentence(caught.value.melding)
    return caught.value


_OPDRACHT = re.compile(
    r"\b(lever|sla|kies|haal|zet|voeg|verbeter|geef|plak|maak|wacht|pak|controleer|open)\b", re.I
)


def assert_sentence(melding: str) -> None:
    """It begins with a capital, ends in a full stop, and says what to do."""
    assert re.match(r"[A-Z]", melding)
    assert melding.endswith(".")
    assert _OPDRACHT.search(melding)
