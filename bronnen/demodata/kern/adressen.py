"""Streets and addresses of one buurt: every household has one, some stand empty.

Who lives where is drawn without regard to anything else, so that suspects are spread evenly over
the streets. Each buurt has its own four digits and each street its own letters: no postcode lies
in two streets.
"""

from dataclasses import dataclass

import numpy as np

from bronnen.demodata.kern.gemeente import Buurt
from bronnen.demodata.kern.namen import street_names
from bronnen.demodata.kern.toeval import Codes, Getallen, Masker, draw, stream

INWONERS_PER_STRAAT = 100
LEEGSTAND = 0.02
AANDEEL_FLATS = 0.3  # share of streets with several dwellings at one number
PER_NUMMER = 4
HUISLETTERS = ("", "A", "B", "C", "D")
TOEVOEGINGEN = ("", "1", "2", "3", "4")
BOUWJAARKLASSEN = ("voor 1945", "1945-1969", "1970-1989", "1990-2004", "2005 en later")
LETTERS = "ABCDEFGHJKLMNPRSTVWXZ"  # letters that postcodes use


@dataclass(frozen=True)
class Straten:
    namen: tuple[str, ...]
    postcodes: tuple[str, ...]  # two a street, one for each half of it
    flats: Masker
    bouwjaar: Getallen

    def __len__(self) -> int:
        return len(self.namen)


@dataclass(frozen=True)
class Adressen:
    """One element an address; `bewoner` is the household, −1 where nobody lives."""

    straat: Getallen
    postcode: Getallen  # position in `Straten.postcodes`
    huisnummer: Getallen
    huisletter: Codes
    toevoeging: Codes
    bewoner: Getallen
    van_huishouden: Getallen  # the other way round: address of each household

    def __len__(self) -> int:
        return len(self.straat)


def generate_streets(buurt: Buurt, seed: int) -> Straten:
    aantal = max(4, buurt.inwoners // INWONERS_PER_STRAAT)
    stroom = stream(seed, buurt.volgnummer, "straten")
    return Straten(
        namen=tuple(street_names(buurt.volgnummer, aantal)),
        postcodes=tuple(_postcode(buurt, nummer) for nummer in range(2 * aantal)),
        flats=stroom.random(aantal) < AANDEEL_FLATS,
        bouwjaar=draw(stroom, (0.12, 0.30, 0.30, 0.18, 0.10), aantal),
    )


def _postcode(buurt: Buurt, nummer: int) -> str:
    eerste, tweede = divmod(nummer, len(LETTERS))
    return f"{9999 - buurt.volgnummer}{LETTERS[eerste]}{LETTERS[tweede]}"


def generate_addresses(buurt: Buurt, straten: Straten, huishoudens: int, seed: int) -> Adressen:
    stroom = stream(seed, buurt.volgnummer, "adressen")
    aantal = huishoudens + max(1, round(huishoudens * LEEGSTAND))
    straat = np.arange(aantal) * len(straten) // aantal
    plaats = np.arange(aantal) - np.searchsorted(straat, straat)
    helft = plaats * 2 // np.bincount(straat)[straat]
    van_huishouden = stroom.permutation(aantal)[:huishoudens].astype(np.int64)
    bewoner = np.full(aantal, -1)
    bewoner[van_huishouden] = np.arange(huishoudens)
    nummer, letter, toevoeging = _numbers(straten, straat, plaats)
    return Adressen(straat, straat * 2 + helft, nummer, letter, toevoeging, bewoner, van_huishouden)


def _numbers(straten: Straten, straat: Getallen, plaats: Getallen) -> tuple[Getallen, Codes, Codes]:
    """Flats share a number and differ by letter (even streets) or addition (odd ones)."""
    flat = straten.flats[straat]
    deel = np.where(flat, plaats % PER_NUMMER + 1, 0)
    nummer = np.where(flat, plaats // PER_NUMMER, plaats) + 1
    letters = np.where(straat % 2 == 0, deel, 0).astype(np.uint8)
    toevoegingen = np.where(straat % 2 == 1, deel, 0).astype(np.uint8)
    return nummer.astype(np.int64), letters, toevoegingen
