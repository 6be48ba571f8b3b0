"""gemeentelijke_belastingen.csv: UTF-8, semicolons, amounts as 1.234,56."""

import numpy as np
import polars as pl

from bronnen.demodata.kern.achterstanden import Belastingrijen
from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers
from bronnen.demodata.kern.leveringsvorm import (
    Bronbestand,
    Rij,
    Rijen,
    Vorm,
    Vuilsoort,
    changed,
    lost_zero,
    other_digit,
    value,
)
from bronnen.demodata.kern.tabel import amounts, bsns, numbers, pick
from bronnen.demodata.kern.toeval import join_rows, stream
from bronnen.kern import meldingen

VORM = Vorm(
    bron="gemeentelijke_belastingen",
    kolommen=(
        "bsn", "belastingjaar", "heffing", "bedrag_opgelegd", "bedrag_openstaand",
        "maanden_achterstand", "status", "kwijtschelding",
    ),
)  # fmt: skip
HEFFINGEN = ("afvalstoffenheffing", "onroerendezaakbelasting", "hondenbelasting")
STATUSSEN = (
    "open", "betaald", "betalingsregeling", "aanmaning", "dwangbevel", "beslag", "oninbaar",
    "kwijtgescholden",
)  # fmt: skip
KWIJTSCHELDINGEN = ("geen", "automatisch", "volledig", "gedeeltelijk", "afgewezen")
VERTROKKEN = 0.02


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    """Rows of residents, and a few of who has moved away."""
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "gemeentelijke_belastingen")
    eigen = bevolking.geld.belastingen
    weg = stroom.random(len(eigen.persoon)) < VERTROKKEN
    velden = {naam: getattr(eigen, naam)[weg] for naam in Belastingrijen.__dataclass_fields__}
    alles = join_rows(Belastingrijen, (eigen, Belastingrijen(**velden)))
    vertrokken = nummers.take(int(weg.sum()))
    nummer = np.concatenate((bevolking.bsn_nummers[eigen.persoon], vertrokken))
    frame = pl.DataFrame(
        {
            "bsn": bsns(nummer, bevolking),
            "belastingjaar": numbers(alles.jaar),
            "heffing": pick(HEFFINGEN, alles.heffing),
            "bedrag_opgelegd": amounts(alles.opgelegd),
            "bedrag_openstaand": amounts(alles.openstaand),
            "maanden_achterstand": numbers(alles.maanden),
            "status": pick(STATUSSEN, alles.status),
            "kwijtschelding": pick(KWIJTSCHELDINGEN, alles.kwijtschelding),
        }
    )
    return Rijen(frame, {"bsn_onbekend": len(vertrokken)})


def _too_much_open(rij: Rij) -> tuple[Rij, ...]:
    return (
        {**rij, "bedrag_opgelegd": "250,00", "bedrag_openstaand": "12.500,00", "status": "open"},
    )


VUIL = (
    changed(meldingen.BSN_ELFPROEF, "bsn", other_digit),
    Vuilsoort(
        "openstaand_hoogstens_opgelegd", "bedrag_opgelegd, bedrag_openstaand", _too_much_open
    ),
    value(meldingen.LEEG, "bsn", None),
    value(meldingen.GETAL, "bedrag_opgelegd", "250.5"),
    changed(meldingen.BSN_ACHT_CIJFERS, "bsn", lost_zero),
    value(meldingen.CODE_ONBEKEND, "status", "weg"),
    value(meldingen.BEREIK, "maanden_achterstand", "999"),
    value(meldingen.JAAR, "belastingjaar", "16"),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
