"""bijstandsuitkeringen.csv: UTF-8, semicolons, dates as dd-mm-jjjj, with the column `oorzaak`."""

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
    lost_zero,
    other_digit,
    value,
)
from bronnen.demodata.kern.tabel import STREEPJES, bsns, dates, pick
from bronnen.demodata.kern.tijd import GEEN_DATUM, days
from bronnen.demodata.kern.toeval import Getallen, Stroom, draw, join_rows, stream
from bronnen.demodata.kern.uitkeringen import AANVRAGER, PW, Bijstandsrijen
from bronnen.kern import meldingen

VORM = Vorm(
    bron="bijstandsuitkeringen",
    kolommen=("bsn", "rol", "regeling", "datum_begin", "datum_einde", "leefvorm", "oorzaak"),
)
ROLLEN = ("aanvrager", "partner")
REGELINGEN = ("PW", "IOAW", "IOAZ", "Bbz")
LEEFVORMEN = ("alleenstaande", "gehuwden", "gehuwden", "alleenstaande ouder", "alleenstaande", None)
OORZAKEN = ("2", "4", "11", "13", "14", "33", "34", "39", "41", "43", None)

MINDERJARIG_PER = 2_000  # residents for each child with a benefit in its name
VERTROKKEN = 0.03  # share of rows of who has moved away
LATER = 0.01  # share of who begins after the peildatum


def rows(bevolking: Bevolking, nummers: Nummers) -> Rijen:
    """Rows of residents, of children (too young), of who begins later, of who is not linked."""
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, "bijstandsuitkeringen")
    bijstand = bevolking.geld.bijstand
    kinderen, later = _children(stroom, bevolking), _not_yet(stroom, bevolking)
    vertrokken = _moved_away(stroom, bevolking)
    alles = join_rows(Bijstandsrijen, (bijstand, kinderen, later, vertrokken))
    bsn_nummers = bevolking.bsn_nummers[alles.persoon]
    buiten = nummers.again(len(vertrokken.persoon) // 2)
    weg = len(vertrokken.persoon) - len(buiten)
    niet_hier = np.concatenate((buiten, nummers.take(weg)))
    bsn_nummers[len(bsn_nummers) - len(niet_hier) :] = niet_hier
    frame = _frame(stroom, bevolking, alles, bsn_nummers)
    verlies = {
        "bsn_onbekend": weg,
        "weggelaten_inwoner": len(buiten),
        "jonger_dan_18": len(kinderen.persoon),
    }
    return Rijen(frame, verlies)


def _frame(
    stroom: Stroom, bevolking: Bevolking, rijen: Bijstandsrijen, bsn_nummers: Getallen
) -> pl.DataFrame:
    n = len(rijen.persoon)
    soort = bevolking.bewoners.huishoudens.soort[bevolking.personen.huishouden[rijen.persoon]]
    kolommen = {
        "bsn": bsns(bsn_nummers, bevolking),
        "rol": pick(ROLLEN, rijen.rol),
        "regeling": pick(REGELINGEN, rijen.regeling),
        "datum_begin": dates(rijen.begin, STREEPJES),
        "datum_einde": dates(rijen.einde, STREEPJES),
        "leefvorm": pick(LEEFVORMEN, soort),
        "oorzaak": pick(OORZAKEN, draw(stroom, np.ones(len(OORZAKEN)).tolist(), n)),
    }
    return pl.DataFrame(kolommen)


def _children(stroom: Stroom, bevolking: Bevolking) -> Bijstandsrijen:
    """Linking has to leave these aside: the benefit began well before the eighteenth birthday."""
    kinderen = np.flatnonzero((bevolking.personen.jaren >= 4) & (bevolking.personen.jaren <= 15))
    aantal = min(len(kinderen), int(stroom.poisson(len(bevolking.personen) / MINDERJARIG_PER)))
    persoon = np.sort(stroom.choice(kinderen, aantal, replace=False))
    return _recent(stroom, bevolking, persoon, -400, -30)


def _not_yet(stroom: Stroom, bevolking: Bevolking) -> Bijstandsrijen:
    vrij = (bevolking.kenmerken["bijstand"] == 0) & (bevolking.personen.jaren >= 25)
    keuze = np.flatnonzero(vrij & (bevolking.personen.jaren < 60))
    aantal = round(LATER * len(bevolking.geld.bijstand.persoon))
    persoon = np.sort(stroom.choice(keuze, min(aantal, len(keuze)), replace=False))
    return _recent(stroom, bevolking, persoon, 2, 40)


def _moved_away(stroom: Stroom, bevolking: Bevolking) -> Bijstandsrijen:
    aantal = int(stroom.poisson(VERTROKKEN * len(bevolking.geld.bijstand.persoon)))
    return _recent(stroom, bevolking, np.zeros(aantal, dtype=np.int64), -1500, -10)


def _recent(
    stroom: Stroom, bevolking: Bevolking, persoon: Getallen, laag: int, hoog: int
) -> Bijstandsrijen:
    """Running PW periods that began between so many days after the peildatum."""
    n = len(persoon)
    begin = days(bevolking.tijdvak.peildatum) + stroom.integers(laag, hoog, n, endpoint=True)
    vast = np.zeros(n, dtype=np.int64)
    return Bijstandsrijen(persoon, vast + AANVRAGER, vast + PW, begin, vast + GEEN_DATUM)


def _ends_first(rij: Rij) -> tuple[Rij, ...]:
    return ({**rij, "datum_begin": "01-09-2015", "datum_einde": "01-03-2015"},)


def _runs_twice(rij: Rij) -> tuple[Rij, ...]:
    loopt = {**rij, "regeling": "PW", "datum_einde": None, "datum_begin": "01-02-2014"}
    return loopt, {**loopt, "datum_begin": "01-05-2015"}


VUIL = (
    value(meldingen.NIET_TOEGESTAAN, "oorzaak", "25"),
    Vuilsoort("einde_na_begin", "datum_begin, datum_einde", _ends_first),
    changed(meldingen.BSN_ELFPROEF, "bsn", other_digit),
    Vuilsoort("een_lopende_pw", "bsn, regeling, datum_einde", _runs_twice, verlies="bsn_onbekend"),
    value(meldingen.DATUM, "datum_begin", "31-02-2015"),
    value(meldingen.CODE_ONBEKEND, "regeling", "WWB"),
    changed(meldingen.BSN_ACHT_CIJFERS, "bsn", lost_zero),
    value(meldingen.JAAR_TWEE_CIJFERS, "datum_begin", "01-02-15"),
    value(meldingen.LEEG, "datum_begin", None),
)
BESTAND = Bronbestand(VORM, rows, VUIL)
