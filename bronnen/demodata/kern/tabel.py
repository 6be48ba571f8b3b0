"""From whole numbers to the text of a delivery, a column at a time."""

from collections.abc import Sequence
from functools import cache, lru_cache, reduce
from operator import add

import numpy as np
import polars as pl

from bronnen.demodata.kern.adressen import HUISLETTERS, TOEVOEGINGEN
from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.bsn import number_to_bsn
from bronnen.demodata.kern.namen import ACHTERNAMEN, LETTERGREPEN
from bronnen.demodata.kern.tijd import GEEN_DATUM
from bronnen.demodata.kern.toeval import Codes, Getallen

# Days since 1970 of 1 January 1850 and 1 January 2200.
EERSTE, LAATSTE = -43_829, 84_006
ISO, AANEEN, STREEPJES = "%Y-%m-%d", "%Y%m%d", "%d-%m-%Y"


def pick(woorden: Sequence[str | None], plaatsen: Getallen | Codes) -> pl.Series:
    """The word at each place; empty text becomes an empty cell."""
    return _words(tuple(woorden))[plaatsen.astype(np.int64)]


@lru_cache(maxsize=256)
def _words(woorden: tuple[str | None, ...]) -> pl.Series:
    return pl.Series([woord or None for woord in woorden], dtype=pl.String)


def dates(dagen: Getallen, vorm: str) -> pl.Series:
    """Days since 1970 as text; `GEEN_DATUM` as an empty cell."""
    plaatsen = np.where(dagen == GEEN_DATUM, LAATSTE - EERSTE, dagen - EERSTE)
    return _days_as_text(vorm)[plaatsen]


@cache
def _days_as_text(vorm: str) -> pl.Series:
    """Every day that can occur, once, and an empty cell after the last."""
    dagen = pl.Series(np.arange(EERSTE, LAATSTE, dtype=np.int32)).cast(pl.Date)
    return dagen.dt.strftime(vorm).append(pl.Series([None], dtype=pl.String)).rechunk()


def bsns(nummers: Getallen, bevolking: Bevolking) -> pl.Series:
    return pl.Series(number_to_bsn(nummers, bevolking.gemeente.nummers)).cast(pl.String)


def surnames(
    bevolking: Bevolking, persoon: Getallen, namen: Sequence[str] = ACHTERNAMEN
) -> pl.Series:
    """The surname of each person, spelled as in `namen`; some have a second one behind it."""
    personen = bevolking.personen
    dubbel = np.flatnonzero(personen.dubbele_naam[persoon])
    enkel = pick(namen, personen.achternaam[persoon])
    if not len(dubbel):
        return enkel
    tweede = _second_surnames(bevolking, persoon[dubbel])
    return enkel.scatter(dubbel, enkel[dubbel] + "-" + tweede)


def _second_surnames(bevolking: Bevolking, persoon: Getallen) -> pl.Series:
    """One for each number, so that no two persons share it."""
    nummers = bevolking.bsn_nummers[persoon]
    basis = len(LETTERGREPEN)
    aantal = next(k for k in range(2, 7) if basis**k >= bevolking.gemeente.inwoners)
    delen = [pick(LETTERGREPEN, nummers // basis**plaats % basis) for plaats in range(aantal)]
    return reduce(add, delen).str.to_titlecase()


def amounts(centen: Getallen) -> pl.Series:
    """`1.234,56`; below a million euros."""
    euro = centen // 100
    frame = pl.DataFrame({"duizend": euro // 1000, "rest": euro % 1000, "cent": centen % 100})
    staart = pl.format("{},{}", _padded("rest", 3), _padded("cent", 2))
    kort = pl.format("{},{}", pl.col("rest").cast(pl.String), _padded("cent", 2))
    lang = pl.format("{}.{}", pl.col("duizend").cast(pl.String), staart)
    return frame.select(pl.when(pl.col("duizend") > 0).then(lang).otherwise(kort)).to_series()


def _padded(kolom: str, breedte: int) -> pl.Expr:
    return pl.col(kolom).cast(pl.String).str.zfill(breedte)


def numbers(getallen: Getallen) -> pl.Series:
    return pl.Series(getallen).cast(pl.String)


def codes_with_number(voorvoegsel: str, getallen: Getallen, breedte: int) -> pl.Series:
    tekst = pl.Series("n", getallen).cast(pl.String).str.zfill(breedte).to_frame()
    return tekst.select(pl.format(voorvoegsel + "{}", pl.col("n"))).to_series()


def address_columns(
    bevolking: Bevolking, adres: Getallen, *, spatie: bool = False
) -> dict[str, pl.Series]:
    """postcode, huisnummer, huisletter and toevoeging of each address."""
    adressen, postcodes = bevolking.adressen, bevolking.straten.postcodes
    if spatie:
        postcodes = tuple(f"{code[:4]} {code[4:]}" for code in postcodes)
    return {
        "postcode": pick(postcodes, adressen.postcode[adres]),
        "huisnummer": numbers(adressen.huisnummer[adres]),
        "huisletter": pick(HUISLETTERS, adressen.huisletter[adres]),
        "toevoeging": pick(TOEVOEGINGEN, adressen.toevoeging[adres]),
    }
