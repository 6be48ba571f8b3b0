"""Opening what was stored: decrypted in memory, with the key from the vault."""

import json
from typing import BinaryIO, cast

from bronnen import opslag
from bronnen.kern.koppelverslag import Koppelverslag
from bronnen.models import Koppelbestand, Levering
from privacy import kluis
from privacy.kern.versleuteling import Lezer
from privacy.models import Sleutel


def key_of(sleutel: Sleutel | None) -> bytes:
    """The key itself; SleutelVernietigd when there is none (any more)."""
    if sleutel is None:
        raise kluis.SleutelVernietigd("no key was made, or it was let go")
    return kluis.open_key(sleutel)


class _Bestandlezer(Lezer):
    """Closes the file under it too: who opens a delivery by its row never holds that file."""

    def __init__(self, bestand: BinaryIO, sleutel: bytes) -> None:
        self._bestand = bestand
        super().__init__(bestand, sleutel)

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._bestand.close()


def open_delivery(levering: Levering) -> BinaryIO:
    """The decrypted stream of an accepted delivery; the caller closes it."""
    sleutel = key_of(levering.sleutel)
    bestand = opslag.delivery_path(levering.pk).open("rb")
    return cast(BinaryIO, _Bestandlezer(bestand, sleutel))


def read_report(bestand: Koppelbestand) -> Koppelverslag:
    """The exact counts of a linking: never shown before `privacy.kern` has protected them."""
    with opslag.report_path(bestand.pk).open("rb") as bron:
        tekst = Lezer(bron, key_of(bestand.sleutel)).read()
    return Koppelverslag.uit_dict(json.loads(tekst))
