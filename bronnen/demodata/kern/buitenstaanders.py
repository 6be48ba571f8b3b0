"""Persons beside the residents: moved away, from elsewhere, or made up for a row that is refused.

Their BSNs, surnames and addresses belong to no resident, so they can't disturb what is planted.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from bronnen.demodata.kern.gemeente import Buurt
from bronnen.demodata.kern.namen import ACHTERNAMEN_ELDERS
from bronnen.demodata.kern.tabel import numbers, pick
from bronnen.demodata.kern.tijd import birth_dates
from bronnen.demodata.kern.toeval import Codes, Getallen, Stroom, draw, whole

LETTERS = ("AA", "BK", "CD", "EH", "KL", "NP", "RT", "XZ")


class Nummers:
    """Hands out the numbers for BSNs that a buurt has for outsiders, each once while they last."""

    def __init__(self, buurt: Buurt) -> None:
        self._buurt = buurt
        self._volgende = 0
        self._weggelaten: Getallen = np.zeros(0, dtype=np.int64)

    def take_left_out(self, aantal: int) -> Getallen:
        """For persons whom the BRP has and linking leaves out; `again` gives them once more."""
        self._weggelaten = self.take(aantal)
        return self._weggelaten

    def again(self, aantal: int) -> Getallen:
        """At most so many of them."""
        return self._weggelaten[:aantal]

    def take(self, aantal: int) -> Getallen:
        plaatsen = (self._volgende + np.arange(aantal)) % self._buurt.aantal_extra
        self._volgende += aantal
        return self._buurt.eerste_extra + plaatsen


@dataclass(frozen=True)
class Buitenstaanders:
    nummers: Getallen
    naam: pl.Series
    geboren: Getallen
    geslacht: Codes


def outsiders(stroom: Stroom, nummers: Getallen, peildatum: date) -> Buitenstaanders:
    """Adults of 20 to 79."""
    n = len(nummers)
    jaren = whole(stroom, np.full(n, 20), np.full(n, 79))
    naam = pick(ACHTERNAMEN_ELDERS, draw(stroom, np.ones(len(ACHTERNAMEN_ELDERS)).tolist(), n))
    geslacht = (stroom.random(n) < 0.4).astype(np.uint8)
    return Buitenstaanders(nummers, naam, birth_dates(stroom, jaren, peildatum), geslacht)


def addresses_elsewhere(stroom: Stroom, n: int) -> dict[str, pl.Series]:
    """In postcodes from 1000 to 3999, where the municipality has none."""
    cijfers = whole(stroom, np.full(n, 1000), np.full(n, 3999))
    letters = pick(LETTERS, draw(stroom, np.ones(len(LETTERS)).tolist(), n))
    leeg = pl.Series([None] * n, dtype=pl.String)
    return {
        "postcode": numbers(cijfers) + letters,
        "huisnummer": numbers(whole(stroom, np.full(n, 1), np.full(n, 240))),
        "huisletter": leeg,
        "toevoeging": leeg,
    }
