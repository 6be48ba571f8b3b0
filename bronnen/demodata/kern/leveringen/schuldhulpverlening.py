"""schuldhulpverlening.csv: UTF-8, tabs, every cell in quotes, dates as dd-mm-jjjj."""

import numpy as np
import polars as pl

from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers
from bronnen.demodata.kern.leveringsvorm import (
    Bronbestand,
    Rij,
    Rijen,
    Vorm,
    Vuilsoort,
    changed,
    other_digit,
    value,
)
from bronnen.demodata.kern.tabel import STREEPJES, bsns, dates, pick
from bronnen.demodata.kern.tijd import GEEN_DATUM
from bronnen.demodata.kern.toeval import Getallen, Stroom, draw, join_rows, stream
from bronnen.demodata.kern.uitkeringen import Schuldhulprijen
from bronnen.kern import meldingen

VORM = Vorm(
    bron="schuldhulpverlening",
    kolommen=("bsn", "datum_aanmelding", "datum_einde", "fase", "resultaat"),
    scheiding="\t",
    altijd_aanhalen=True,
    extra_kolommen=("telefoonnummer",),
)
FASEN = ("aanmelding", "intake", "stabilisatie", "schuldregeling", "nazorg", "wsnp")
RESULTATEN = (None, "geslaagd", "tussentijds beëindigd", "geen medewerking schuldeisers")
VERTROKKEN = 0.03


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    """Rows of residents, and a few of who has moved away."""
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "schuldhulpverlening")
    eigen = bevolking.geld.schuldhulp
    weg = stroom.random(len(eigen.persoon)) < VERTROKKEN
    velden = {naam: getattr(eigen, naam)[weg] for naam in Schuldhulprijen.__dataclass_fields__}
    alles = join_rows(Schuldhulprijen, (eigen, Schuldhulprijen(**velden)))
    vertrokken = nummers.take(int(weg.sum()))
    nummer = np.concatenate((bevolking.bsn_nummers[eigen.persoon], vertrokken))
    telefoon = pl.Series(stroom.integers(10_000_000, 99_999_999, len(nummer)))
    frame = pl.DataFrame(
        {
            "bsn": bsns(nummer, bevolking),
            "datum_aanmelding": dates(alles.aanmelding, STREEPJES),
            "datum_einde": dates(alles.einde, STREEPJES),
            "fase": pick(FASEN, alles.fase),
            "resultaat": pick(RESULTATEN, _results(stroom, alles.einde)),
            "telefoonnummer": "06" + telefoon.cast(pl.String),
        }
    )
    return Rijen(frame, {"bsn_onbekend": len(vertrokken)})


def _results(stroom: Stroom, einde: Getallen) -> Getallen:
    klaar = 1 + draw(stroom, (0.5, 0.3, 0.2), len(einde))
    return np.where(einde == GEEN_DATUM, 0, klaar)


def _ends_first(rij: Rij) -> tuple[Rij, ...]:
    return ({**rij, "datum_aanmelding": "01-06-2016", "datum_einde": "01-02-2016"},)


VUIL = (
    changed(meldingen.BSN_ELFPROEF, "bsn", other_digit),
    Vuilsoort("einde_na_begin", "datum_aanmelding, datum_einde", _ends_first),
    value(meldingen.DATUM, "datum_aanmelding", "31-04-2016"),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
