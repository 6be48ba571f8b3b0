"""bijzondere_bijstand.csv: UTF-8 with a byte order mark, semicolons, ISO dates."""

import numpy as np
import polars as pl

from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers
from bronnen.demodata.kern.leveringsvorm import (
    Bronbestand,
    Rijen,
    Vorm,
    changed,
    other_digit,
    value,
)
from bronnen.demodata.kern.tabel import ISO, bsns, dates, pick
from bronnen.demodata.kern.toeval import join_rows, stream
from bronnen.demodata.kern.uitkeringen import Besluitrijen
from bronnen.kern import meldingen

VORM = Vorm(
    bron="bijzondere_bijstand",
    kolommen=("bsn", "datum_besluit", "besluit", "kostensoort", "bedragklasse"),
    codering="utf-8-sig",
)
BESLUITEN = ("toegekend", "gedeeltelijk", "afgewezen", "ingetrokken", "buiten behandeling")
KOSTENSOORTEN = (
    "woninginrichting", "verhuiskosten", "bewindvoering", "rechtsbijstand", "reiskosten",
    "kinderopvang", "legeskosten identiteitsbewijs",
)  # fmt: skip
BEDRAGKLASSEN = ("tot € 250", "€ 250 tot € 500", "€ 500 tot € 1.000", "€ 1.000 en meer")
VERTROKKEN = 0.03


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    """Rows of residents, and a few of who has moved away."""
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "bijzondere_bijstand")
    eigen = bevolking.geld.bijzonder
    weg = stroom.random(len(eigen.persoon)) < VERTROKKEN
    velden = {naam: getattr(eigen, naam)[weg] for naam in Besluitrijen.__dataclass_fields__}
    alles = join_rows(Besluitrijen, (eigen, Besluitrijen(**velden)))
    vertrokken = nummers.take(int(weg.sum()))
    nummer = np.concatenate((bevolking.bsn_nummers[eigen.persoon], vertrokken))
    frame = pl.DataFrame(
        {
            "bsn": bsns(nummer, bevolking),
            "datum_besluit": dates(alles.datum, ISO),
            "besluit": pick(BESLUITEN, alles.besluit),
            "kostensoort": pick(KOSTENSOORTEN, alles.kostensoort),
            "bedragklasse": pick(BEDRAGKLASSEN, alles.bedragklasse),
        }
    )
    return Rijen(frame, {"bsn_onbekend": len(vertrokken)})


VUIL = (
    value(meldingen.NIET_TOEGESTAAN, "kostensoort", "tandarts"),
    changed(meldingen.BSN_ELFPROEF, "bsn", other_digit),
    value(meldingen.NIET_TOEGESTAAN, "kostensoort", "Bril en contactlenzen"),
    value(meldingen.DATUM, "datum_besluit", "2016-11-31"),
    value(meldingen.CODE_ONBEKEND, "besluit", "akkoord"),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
