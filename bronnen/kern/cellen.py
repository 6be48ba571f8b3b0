"""The cells of one column: from text to typed values, every distinct text read once.

Nothing is inferred from the data: how a text is read follows from the column's `Soort`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bronnen.kern import meldingen
from bronnen.kern.bsn import parse_bsns
from bronnen.kern.datums import parse_dates
from bronnen.kern.leverschema import Kolom, Soort
from bronnen.kern.teksten import (
    Masker,
    Plaatsen,
    as_strings,
    contains_any,
    distinct,
    is_one_of,
    matches,
)

ONTBREKEND = ("", ".", "-99999999", "onbekend")
INT32 = 2**31 - 1

GETAL = r"-?(?:\d{1,13}|\d{1,3}(?:\.\d{3}){1,4})"
GEHEEL = GETAL
HONDERDSTEN = rf"{GETAL}(?:,\d{{1,2}}0*)?"
DECIMAAL = rf"{GETAL}(?:,\d{{1,15}})?"
MAAND = r"[12]\d{3}-(?:0[1-9]|1[0-2])"
JAAR = r"[12]\d{3}"
POSTCODE = r"[1-9][0-9]{3} ?[A-Z]{2}"
HUISNUMMER = r"0{0,4}[1-9]\d{0,4}"
BUURTCODE = r"BU\d{8}"
GEBIEDSCODE = r"BU\d{8}|WK\d{6}|GM\d{4}"

Getallen = NDArray[np.int64] | NDArray[np.float64]
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True)
class Fout:
    regel: str
    melding: str


@dataclass(frozen=True)
class Leeswijze:
    """What the offer and the source as a whole say about reading cells."""

    nul_aanvullen: bool = False
    zoals_geleverd: bool = False  # published figures: decimals are kept as they are


@dataclass(frozen=True)
class Cellen:
    """What was read of one column of a batch.

    `teksten`, `waarde`, `leeg` and `fout` have one entry for each text; `plaats` gives for every
    row its position among them (None: row i is text i). `fout` is 0 for a good cell, else a
    position in `fouten`, counted from 1. `waarde` means something in good, filled cells only:
    bsn, house number, year and whole number as such, date JJJJMMDD (0: unknown), month
    year * 12 + month - 1, amount and decimal float64, code its number, buurtcode its digits.
    """

    teksten: pa.StringArray
    plaats: Plaatsen | None
    waarde: Getallen
    leeg: Masker
    fout: NDArray[np.uint8]
    fouten: tuple[Fout, ...]
    aangevuld: Masker | None = None

    def per_rij(self, reeks: NDArray[T]) -> NDArray[T]:
        return reeks if self.plaats is None else reeks.take(self.plaats)

    @property
    def geldig(self) -> Masker:
        """Per row: filled and good."""
        return self.per_rij(~self.leeg & (self.fout == 0))


class _Lezing:
    """The cells of a column while they are being read; the first error of a cell stands."""

    def __init__(self, kolom: Kolom, teksten: pa.StringArray) -> None:
        self.kolom, self.teksten = kolom, teksten
        self.leeg = is_one_of(teksten, ONTBREKEND)
        self.fout = np.zeros(len(teksten), dtype=np.uint8)
        self.fouten: list[Fout] = []
        self.aangevuld: Masker | None = None

    def refuse(self, masker: Masker, regel: str, melding: str | None = None) -> None:
        """Filled cells in the mask break this rule."""
        self._mark(masker & ~self.leeg, Fout(regel, melding or meldingen.MELDINGEN[regel]))

    def refuse_empty(self) -> None:
        self._mark(self.leeg, Fout(meldingen.LEEG, meldingen.MELDINGEN[meldingen.LEEG]))

    def check_form(self, patroon: str, regel: str) -> pa.StringArray:
        """The texts that fit the pattern, others empty."""
        past = matches(self.teksten, patroon)
        self.refuse(~past, regel)
        return pc.if_else(pa.array(past & ~self.leeg), self.teksten, "")

    def check_range(self, waarde: Getallen) -> None:
        laagste, hoogste = self.kolom.minimum, self.kolom.maximum
        buiten = np.zeros(len(waarde), dtype=np.bool_)
        if laagste is not None:
            buiten |= waarde < laagste
        if hoogste is not None:
            buiten |= waarde > hoogste
        self.refuse(buiten, meldingen.BEREIK)

    def _mark(self, masker: Masker, fout: Fout) -> None:
        raak = masker & (self.fout == 0)
        if raak.any():
            self.fouten.append(fout)
            self.fout[raak] = len(self.fouten)


def read_cells(kolom: Kolom, tekst: pa.Array, wijze: Leeswijze) -> Cellen:
    """Reads one column of a batch; BSNs row by row, since those hardly ever return."""
    if kolom.soort is Soort.bsn:
        teksten, plaats = pc.utf8_trim_whitespace(as_strings(tekst)), None
    else:
        teksten, plaats = distinct(tekst)
    lezing = _Lezing(kolom, teksten)
    waarde = LEZERS[kolom.soort](lezing, wijze)
    if not kolom.leeg_toegestaan:
        lezing.refuse_empty()
    return Cellen(
        teksten, plaats, waarde, lezing.leeg, lezing.fout, tuple(lezing.fouten), lezing.aangevuld
    )


def _read_bsn(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    bsns = parse_bsns(lezing.teksten)
    lezing.refuse(bsns.vorm_fout, meldingen.BSN_VORM)
    if not wijze.nul_aanvullen:
        lezing.refuse(bsns.acht_cijfers, meldingen.BSN_ACHT_CIJFERS)
    lezing.refuse(bsns.nullen, meldingen.BSN_NULLEN)
    lezing.refuse(bsns.elfproef_fout, meldingen.BSN_ELFPROEF)
    lezing.aangevuld = bsns.acht_cijfers & (lezing.fout == 0)
    return bsns.nummer


def _read_birth_date(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    datums = parse_dates(lezing.teksten)
    lezing.refuse(datums.twee_cijfers, meldingen.JAAR_TWEE_CIJFERS)
    lezing.refuse(datums.onjuist, meldingen.DATUM)
    return datums.jjjjmmdd


def _read_date(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    datums = parse_dates(lezing.teksten)
    lezing.refuse(datums.onvolledig, meldingen.DATUM_ONVOLLEDIG)
    return _read_birth_date(lezing, wijze)


def _read_month(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    goed = lezing.check_form(MAAND, meldingen.MAAND)
    cijfers = _as_int(pc.replace_substring(goed, "-", ""))
    return np.asarray(cijfers // 100 * 12 + cijfers % 100 - 1, dtype=np.int64)


def _read_year(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    jaar = _as_int(lezing.check_form(JAAR, meldingen.JAAR))
    lezing.check_range(jaar)
    return jaar


def _read_house_number(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    return _as_int(lezing.check_form(HUISNUMMER, meldingen.HUISNUMMER))


def _read_whole(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    goed = lezing.check_form(GEHEEL, meldingen.GEHEEL_GETAL)
    getal = _as_int(pc.replace_substring(goed, ".", ""))
    lezing.check_range(getal)
    if not wijze.zoals_geleverd:
        lezing.refuse(np.abs(getal) > INT32, meldingen.BEREIK)
    return getal


def _read_decimal(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    patroon = DECIMAAL if wijze.zoals_geleverd else HONDERDSTEN
    goed = lezing.check_form(patroon, meldingen.GETAL)
    punt = pc.replace_substring(pc.replace_substring(goed, ".", ""), ",", ".")
    getal = _filled(punt).cast(pa.float64()).to_numpy()
    lezing.check_range(getal)
    return np.asarray(getal, dtype=np.float64)


def _read_code(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    """A code that is declared is no missing value, also if it reads `onbekend`."""
    kolom, teksten = lezing.kolom, lezing.teksten
    plaats = pc.index_in(teksten, value_set=pa.array(list(kolom.codes), pa.string()))
    nummer = np.asarray(pc.fill_null(plaats, -1).to_numpy(), dtype=np.int64) + 1
    lezing.leeg &= nummer == 0
    for code, melding in kolom.geweigerd.items():
        lezing.refuse(is_one_of(teksten, [code]), meldingen.NIET_TOEGESTAAN, melding)
    lezing.refuse(nummer == 0, meldingen.CODE_ONBEKEND)
    return nummer


def _read_postcode(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    lezing.check_form(POSTCODE, meldingen.POSTCODE)
    return _nothing(lezing)


def _read_buurtcode(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    goed = lezing.check_form(BUURTCODE, meldingen.BUURTCODE)
    return _as_int(pc.replace_substring(goed, "BU", ""))


def _read_area_code(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    lezing.check_form(GEBIEDSCODE, meldingen.GEBIEDSCODE)
    return _nothing(lezing)


def _read_text(lezing: _Lezing, wijze: Leeswijze) -> Getallen:
    for melding in dict.fromkeys(lezing.kolom.geweigerd.values()):
        woorden = [w for w, m in lezing.kolom.geweigerd.items() if m == melding]
        lezing.refuse(contains_any(lezing.teksten, woorden), meldingen.NIET_TOEGESTAAN, melding)
    return _nothing(lezing)


def _nothing(lezing: _Lezing) -> Getallen:
    """Text has no number."""
    return np.zeros(len(lezing.teksten), dtype=np.int64)


def _as_int(teksten: pa.StringArray) -> NDArray[np.int64]:
    return np.asarray(_filled(teksten).cast(pa.int64()).to_numpy(), dtype=np.int64)


def _filled(teksten: pa.StringArray) -> pa.StringArray:
    return pc.if_else(pc.equal(teksten, ""), "0", teksten)


LEZERS: Mapping[Soort, Callable[[_Lezing, Leeswijze], Getallen]] = MappingProxyType(
    {
        Soort.bsn: _read_bsn,
        Soort.naam: _read_text,
        Soort.geboortedatum: _read_birth_date,
        Soort.datum: _read_date,
        Soort.maand: _read_month,
        Soort.jaar: _read_year,
        Soort.geheel: _read_whole,
        Soort.bedrag: _read_decimal,
        Soort.decimaal: _read_decimal,
        Soort.code: _read_code,
        Soort.postcode: _read_postcode,
        Soort.huisnummer: _read_house_number,
        Soort.tekst: _read_text,
        Soort.buurtcode: _read_buurtcode,
        Soort.gebiedscode: _read_area_code,
        Soort.sleutel: _read_text,
    }
)
