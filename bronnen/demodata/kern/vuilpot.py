"""Spoiled rows, in proportion to the good ones: a delivery stays below the share of refusals (1 %)
at which the door sends it back."""

from collections import Counter
from dataclasses import dataclass

import polars as pl

from bronnen.demodata.kern.bevolking import Bevolking
from bronnen.demodata.kern.buitenstaanders import Nummers, addresses_elsewhere, outsiders
from bronnen.demodata.kern.leveringsvorm import Rij, Vuilsoort
from bronnen.demodata.kern.tabel import bsns
from bronnen.demodata.kern.toeval import stream

AANDEEL = 0.006
NUMMERKOLOMMEN = ("huishoudnummer", "contractnummer", "registratienummer")


@dataclass(frozen=True)
class Vuil:
    """`geweigerd`: place in `frame` and kind of every row that the door should refuse."""

    frame: pl.DataFrame
    geweigerd: tuple[tuple[int, Vuilsoort], ...]
    verlies: Counter[str]


class Vuilpot:
    """Takes the kinds of a source in turn."""

    def __init__(self, soorten: tuple[Vuilsoort, ...]) -> None:
        self._soorten = soorten
        self._goed = 0
        self._vuil = 0

    def take(self, goed: pl.DataFrame, bevolking: Bevolking, nummers: Nummers, bron: str) -> Vuil:
        self._goed += len(goed)
        aantal = int(AANDEEL * self._goed) - self._vuil
        soorten = [self._soorten[(self._vuil + i) % len(self._soorten)] for i in range(aantal)]
        self._vuil += aantal
        return _spoiled(goed, _as_outsiders(goed, aantal, bevolking, nummers, bron), soorten)


def _as_outsiders(
    goed: pl.DataFrame, aantal: int, bevolking: Bevolking, nummers: Nummers, bron: str
) -> list[Rij]:
    """Copies of good rows in which everything that points at somebody is an outsider's."""
    if aantal == 0 or not len(goed):
        return []
    stroom = stream(bevolking.seed, bevolking.buurt.volgnummer, f"vuil {bron}")
    keuze = goed[stroom.integers(0, len(goed), aantal)]
    wie = outsiders(stroom, nummers.take(aantal), bevolking.tijdvak.peildatum)
    uniek = wie.nummers + 900_000_000
    anders = {
        "bsn": bsns(wie.nummers, bevolking),
        "geslachtsnaam": wie.naam,
        **addresses_elsewhere(stroom, aantal),
        **{naam: pl.Series(uniek).cast(pl.String) for naam in NUMMERKOLOMMEN},
    }
    aanwezig = {naam: kolom for naam, kolom in anders.items() if naam in goed.columns}
    return keuze.with_columns(**aanwezig).to_dicts()


def _spoiled(goed: pl.DataFrame, rijen: list[Rij], soorten: list[Vuilsoort]) -> Vuil:
    alle: list[Rij] = []
    geweigerd: list[tuple[int, Vuilsoort]] = []
    verlies: Counter[str] = Counter()
    for rij, soort in zip(rijen, soorten, strict=False):
        nieuw = soort.spoil(rij)
        alle.extend(nieuw)
        geweigerd.append((len(alle) - 1, soort))
        if soort.verlies:
            verlies[soort.verlies] += len(nieuw) - 1
    return Vuil(pl.DataFrame(alle, schema=goed.schema, orient="row"), tuple(geweigerd), verlies)
