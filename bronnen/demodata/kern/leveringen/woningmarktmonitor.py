"""woningmarktmonitor.csv: UTF-8, commas; several ways to say that something is missing."""

import numpy as np
import polars as pl

from bronnen.demodata.kern.achterstanden import CORPORATIE, KOOP, ONBEKEND, PARTICULIER
from bronnen.demodata.kern.adressen import BOUWJAARKLASSEN
from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers
from bronnen.demodata.kern.leveringsvorm import Bronbestand, Rijen, Vorm, value
from bronnen.demodata.kern.tabel import address_columns, pick
from bronnen.demodata.kern.toeval import Getallen, Stroom, draw, stream
from bronnen.kern import meldingen

VORM = Vorm(
    bron="woningmarktmonitor",
    kolommen=(
        "postcode", "huisnummer", "huisletter", "toevoeging", "eigendom", "woningtype",
        "bouwjaarklasse", "woz_klasse", "huurprijsklasse", "buurtcode",
    ),
    scheiding=",",
    extra_kolommen=("energielabel",),
)  # fmt: skip
EIGENDOM = ("koop", "huur corporatie", "huur particulier", "onbekend")
WONINGTYPEN = ("eengezins", "meergezins")
WOZ_KLASSEN = (
    "tot 150.000",
    "150.000 tot 250.000",
    "250.000 tot 400.000",
    "400.000 en meer",
    "-99999999",
)
HUURPRIJSKLASSEN = ("GOE", "BET", "DUU", "BOV", ".")
ENERGIELABELS = ("A", "B", "C", "D", "E", "F", "G")


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "woningmarktmonitor")
    adressen, straten = bevolking.adressen, bevolking.straten
    n = len(adressen)
    eigendom = _ownership(stroom, bevolking)
    kolommen = {
        **address_columns(bevolking, np.arange(n)),
        "eigendom": pick(EIGENDOM, eigendom),
        "woningtype": pick(WONINGTYPEN, straten.flats[adressen.straat].astype(np.int64)),
        "bouwjaarklasse": pick(BOUWJAARKLASSEN, straten.bouwjaar[adressen.straat]),
        "woz_klasse": pick(WOZ_KLASSEN, draw(stroom, (0.2, 0.4, 0.29, 0.1, 0.01), n)),
        "huurprijsklasse": pick(HUURPRIJSKLASSEN, _rent_classes(stroom, eigendom)),
        "buurtcode": pl.Series([bevolking.buurt.code] * n),
        "energielabel": pick(ENERGIELABELS, draw(stroom, np.ones(7).tolist(), n)),
    }
    return Rijen(pl.DataFrame(kolommen), {"leegstaand": int((adressen.bewoner < 0).sum())})


def _ownership(stroom: Stroom, bevolking: Bevolking) -> Getallen:
    """Of its household; an empty dwelling is of anyone."""
    bewoner = bevolking.adressen.bewoner
    leeg = draw(stroom, (0.4, 0.4, 0.15, 0.05), len(bewoner))
    return np.where(bewoner < 0, leeg, bevolking.geld.eigendom[bewoner])


def _rent_classes(stroom: Stroom, eigendom: Getallen) -> Getallen:
    corporatie = draw(stroom, (0.35, 0.5, 0.13, 0.02), len(eigendom))
    particulier = draw(stroom, (0.05, 0.25, 0.3, 0.4), len(eigendom))
    keuze = [eigendom == CORPORATIE, eigendom == PARTICULIER, np.isin(eigendom, (KOOP, ONBEKEND))]
    return np.select(keuze, [corporatie, particulier, np.full(len(eigendom), 4)])


VUIL = (
    value(meldingen.POSTCODE, "postcode", "12345"),
    value(meldingen.CODE_ONBEKEND, "eigendom", "huurkoop"),
    value(meldingen.HUISNUMMER, "huisnummer", "naast 12"),
    value(meldingen.BUURTCODE, "buurtcode", "WK999901"),
    value(meldingen.LEEG, "postcode", None),
    value(meldingen.CODE_ONBEKEND, "woningtype", "woonboot"),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
