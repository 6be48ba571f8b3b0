"""huurachterstanden.xlsx (or CSV when large): no BSN, postcode with a space, typed cells.

A contract with arrears has a row for each month that it has any, a contract without has one row.
"""

import numpy as np
import polars as pl

from bronnen.demodata.kern.achterstanden import rent_by_month
from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers, outsiders
from bronnen.demodata.kern.leveringsvorm import Bronbestand, Rijen, Vorm, value
from bronnen.demodata.kern.namen import ACHTERNAMEN, particle_last
from bronnen.demodata.kern.tabel import (
    STREEPJES,
    address_columns,
    amounts,
    codes_with_number,
    dates,
    pick,
    surnames,
)
from bronnen.demodata.kern.toeval import Getallen, Masker, Stroom, draw, stream
from bronnen.kern import meldingen

VORM = Vorm(
    bron="huurachterstanden",
    kolommen=(
        "contractnummer", "geslachtsnaam", "geboortedatum", "postcode", "huisnummer", "huisletter",
        "toevoeging", "peilmaand", "huurachterstand_maanden", "achterstandklasse",
        "betalingsregelingstatus", "contractstatus",
    ),
    getallen=("huisnummer", "huurachterstand_maanden"),
    datums=("geboortedatum",),
)  # fmt: skip
NAMEN_ACHTERAAN = tuple(map(particle_last, ACHTERNAMEN))
ACHTERSTANDKLASSEN = ("geen", "tot 1", "1-2", "meer dan 2 tot 6", "meer dan 6")
BETALINGSREGELINGEN = (None, "AAN", "ACT", "BEE", "BEV")  # VERA referentiedata
CONTRACTSTATUSSEN = ("LOP", "OPG", "BEE")
CONTRACTEN_PER_BUURT = 20_000
OUDE_HUURDERS = 0.03  # contracts of former tenants, per contract that runs
OP_ANDERE_NAAM = 0.01  # contracts without arrears in the name of who has left
MAAND_ERVOOR = 0.05  # contracts with higher arrears in the month before the period


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "huurachterstanden")
    contract, maand, waarde = _months(stroom, bevolking)
    lopend = _contract_rows(stroom, bevolking, contract, maand, waarde)
    weg = _left(stroom, bevolking)[contract]
    lopend = _in_other_name(stroom, bevolking, lopend, weg)
    oud = _former_tenants(stroom, bevolking)
    verlies = {"vertrokken_huurder": len(oud), "contract_op_andere_naam": int(weg.sum())}
    return Rijen(pl.concat([lopend, oud]).select(VORM.kolommen), verlies)


def _months(stroom: Stroom, bevolking: Bevolking) -> tuple[Getallen, Getallen, Getallen]:
    """Contract, month and hundredths of months of each row."""
    contracten, maanden = bevolking.geld.contracten, np.array(bevolking.tijdvak.maanden)
    verloop = rent_by_month(contracten, len(maanden))
    contract, plaats = np.nonzero(verloop)
    zonder = np.flatnonzero(contracten.hoogste == 0)
    eerder = np.flatnonzero(stroom.random(len(contracten.hoogste)) < MAAND_ERVOOR)
    toen = contracten.hoogste[eerder] + stroom.integers(10, 300, len(eerder))
    ervoor = np.full(len(eerder), bevolking.tijdvak.maand_ervoor)
    return (
        np.concatenate((contract, zonder, eerder)),
        np.concatenate((maanden[plaats], np.full(len(zonder), maanden[-1]), ervoor)),
        np.concatenate((verloop[contract, plaats], np.zeros(len(zonder), dtype=np.int64), toen)),
    )


def _contract_rows(
    stroom: Stroom, bevolking: Bevolking, contract: Getallen, maand: Getallen, waarde: Getallen
) -> pl.DataFrame:
    contracten, personen = bevolking.geld.contracten, bevolking.personen
    houder = contracten.houder[contract]
    adres = bevolking.adressen.van_huishouden[contracten.huishouden[contract]]
    frame = pl.DataFrame(
        {
            "contractnummer": _contract_numbers(bevolking, contract),
            "geslachtsnaam": surnames(bevolking, houder, NAMEN_ACHTERAAN),
            "geboortedatum": dates(personen.geboren[houder], STREEPJES),
            **address_columns(bevolking, adres, spatie=True),
        }
    )
    lopend = draw(stroom, (0.98, 0.02), len(contract))
    return _with_arrears(stroom, frame, maand, waarde, lopend)


def _with_arrears(
    stroom: Stroom, frame: pl.DataFrame, maand: Getallen, waarde: Getallen, status: Getallen
) -> pl.DataFrame:
    n = len(frame)
    klasse = np.searchsorted((0, 99, 200, 600), waarde, side="left")
    regeling = draw(stroom, (0.6, 0.08, 0.2, 0.07, 0.05), n) * (waarde > 0)
    return frame.with_columns(
        peilmaand=_month_text(maand),
        huurachterstand_maanden=amounts(waarde),
        achterstandklasse=pick(ACHTERSTANDKLASSEN, klasse),
        betalingsregelingstatus=pick(BETALINGSREGELINGEN, regeling),
        contractstatus=pick(CONTRACTSTATUSSEN, status),
    )


def _month_text(maand: Getallen) -> pl.Series:
    frame = pl.DataFrame({"jaar": maand // 12, "maand": maand % 12 + 1})
    nummer = pl.col("maand").cast(pl.String).str.zfill(2)
    return frame.select(pl.format("{}-{}", "jaar", nummer)).to_series()


def _left(stroom: Stroom, bevolking: Bevolking) -> Masker:
    """Contracts that still stand in the name of a partner who left: only without arrears."""
    hoogste = bevolking.geld.contracten.hoogste
    weg: Masker = (hoogste == 0) & (stroom.random(len(hoogste)) < OP_ANDERE_NAAM)
    return weg


def _in_other_name(
    stroom: Stroom, bevolking: Bevolking, frame: pl.DataFrame, weg: Masker
) -> pl.DataFrame:
    nummers = np.zeros(len(frame), dtype=np.int64)
    ander = outsiders(stroom, nummers, bevolking.tijdvak.peildatum).naam
    samen = frame.with_columns(ander=ander, weg=pl.Series(weg))
    naam = pl.when("weg").then("ander").otherwise("geslachtsnaam")
    return samen.with_columns(geslachtsnaam=naam).drop("ander", "weg")


def _former_tenants(stroom: Stroom, bevolking: Bevolking) -> pl.DataFrame:
    """Debts of who has left, at addresses where others live now: they don't fall on those."""
    contracten = bevolking.geld.contracten
    n = int(stroom.poisson(OUDE_HUURDERS * len(contracten.houder)))
    wie = outsiders(stroom, np.zeros(n, dtype=np.int64), bevolking.tijdvak.peildatum)
    plaats = stroom.integers(0, max(1, len(contracten.houder)), n)
    adres = bevolking.adressen.van_huishouden[contracten.huishouden[plaats]]
    frame = pl.DataFrame(
        {
            "contractnummer": _contract_numbers(
                bevolking, CONTRACTEN_PER_BUURT // 2 + np.arange(n)
            ),
            "geslachtsnaam": wie.naam,
            "geboortedatum": dates(wie.geboren, STREEPJES),
            **address_columns(bevolking, adres, spatie=True),
        }
    )
    maand = stroom.choice(np.array(bevolking.tijdvak.maanden), n)
    return _with_arrears(stroom, frame, maand, stroom.integers(20, 900, n), np.full(n, 2))


def _contract_numbers(bevolking: Bevolking, contract: Getallen) -> pl.Series:
    eerste = (bevolking.buurt.volgnummer + 1) * CONTRACTEN_PER_BUURT
    return codes_with_number("HC", eerste + contract, 9)


VUIL = (
    value(meldingen.GETAL, "huurachterstand_maanden", "twee"),
    value(meldingen.POSTCODE, "postcode", "99 AB"),
    value(meldingen.MAAND, "peilmaand", "2016-13"),
    value(meldingen.DATUM, "geboortedatum", "31-02-1980"),
    value(meldingen.BEREIK, "huurachterstand_maanden", "999,00"),
    value(meldingen.LEEG, "contractnummer", None),
    value(meldingen.CODE_ONBEKEND, "contractstatus", "XXX"),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
