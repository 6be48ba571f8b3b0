"""A linked file as `bronnen` makes it, invented here: the coefficients of the demonstration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from analyses.kern.onderzoek import Onderzoekgegevens
from analyses.kern.specificatie import Gebiedskeuze
from bronnen.kern.koppelverslag import Koppelspecificatie, Koppelverslag
from privacy.kern.drempels import Drempelset

GROND = -2.55
EFFECTEN = {
    "geslacht": (0.93, 0.0),
    "leeftijd": (-30.0, 0.19, 0.56, 0.34, 0.0, -0.45, -1.12),
    "gezinsgrootte": (0.0, -0.22, -0.41, -0.56, -0.71),
    "huurachterstand": (0.0, 0.0, 0.32, 0.59, 1.01, 1.39),
    "bijstand": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0),
}
BUURTCODES = tuple(f"BU9999{nummer:04d}" for nummer in range(1, 13))
INWONERS = (3000,) * 3 + (1000,) * 9


@dataclass(frozen=True)
class Koppeling:
    """What `run` gets: the resident rows and what the link report says of the areas."""

    bewoners: pl.DataFrame
    verslag: Koppelverslag

    def lees(self, kolommen: list[str]) -> pl.DataFrame:
        return self.bewoners.select(kolommen)


def make_link(seed: int = 1, inwoners: tuple[int, ...] = INWONERS) -> Koppeling:
    kans = np.random.default_rng(seed)
    buurt = np.repeat(np.arange(12, dtype=np.uint16), inwoners)
    kolommen = _persons(kans, len(buurt))
    kolommen |= _finance(kans, kolommen)
    kolommen["buurt"] = buurt
    kolommen["straat"] = (buurt * 20 + kans.integers(1, 21, len(buurt))).astype(np.uint32)
    kolommen |= _suspects(kans, kolommen)
    frame = pl.DataFrame(kolommen)
    return Koppeling(frame, _report(frame))


def _report(frame: pl.DataFrame) -> Koppelverslag:
    dag = date(2016, 12, 31)
    return Koppelverslag(
        specificatie=Koppelspecificatie(dag, date(2016, 1, 1), dag, BUURTCODES[:3]),
        brp_rijen=frame.height,
        bewoners=frame.height,
        buurtcodes=BUURTCODES,
        bewoners_per_buurt=INWONERS,
        zonder_woning=(0,) * 12,
        wijken=("WK999900",),
        pleegbuurten=(*BUURTCODES, "BU99999999"),
        straten=240,
        huishoudens=frame.height // 2,
        kolommen=tuple(frame.columns),
        uitval=(),
        tellingen=(),
        terzijde=(),
        ontbrekende_kenmerken=(),
    )


def _persons(kans: np.random.Generator, n: int) -> dict[str, Any]:
    grenzen = np.array([0, 12, 18, 25, 35, 50, 65, 95])
    leeftijd = kans.choice(7, n, p=[0.12, 0.07, 0.13, 0.18, 0.20, 0.17, 0.13]).astype(np.uint8)
    jaren = kans.integers(grenzen[leeftijd], grenzen[leeftijd + 1]).astype(np.uint8)
    grootte = kans.choice(5, n, p=[0.28, 0.28, 0.18, 0.17, 0.09])
    grootte = np.where((leeftijd < 2) & (grootte == 0), 2, grootte).astype(np.uint8)
    return {
        "geslacht": kans.integers(0, 2, n).astype(np.uint8),
        "leeftijd": leeftijd,
        "jaren": jaren,
        "gezinsgrootte": grootte,
        "huishoudtype": np.where(grootte == 0, 1, kans.integers(2, 6, n)).astype(np.uint8),
        "herkomst": kans.choice(4, n, p=[0.02, 0.7, 0.1, 0.18]).astype(np.uint8),
        "huishouden": np.arange(n, dtype=np.uint32) // 2,
    }


def _finance(kans: np.random.Generator, personen: dict[str, Any]) -> dict[str, Any]:
    n = len(personen["jaren"])
    volwassen = personen["jaren"] >= 18
    huurder = kans.random(n) < 0.55
    klasse = kans.choice([1, 2, 3, 4, 5], n, p=[0.78, 0.07, 0.06, 0.06, 0.03])
    aanslag = volwassen & (kans.random(n) < 0.8)
    gedrag = kans.choice([1, 2, 3, 4, 5], n, p=[0.72, 0.1, 0.1, 0.05, 0.03])
    achter = kans.choice(5, n, p=[0.94, 0.03, 0.015, 0.01, 0.005])
    bijstand = kans.choice(6, n, p=[0.86, 0.02, 0.03, 0.03, 0.03, 0.03])
    huur = np.where(volwassen & huurder, klasse, 0).astype(np.uint8)
    belasting = np.where(aanslag, achter, 0).astype(np.uint8)
    return {
        "eigendom": np.where(huurder, 2, 1).astype(np.uint8),
        "huurachterstand": huur,
        "betaalgedrag": np.where(aanslag, gedrag, 0).astype(np.uint8),
        "belastingachterstand": belasting,
        "kwijtschelding": (aanslag & (kans.random(n) < 0.15)).astype(np.uint8),
        "achterstand_2m": ((huur >= 4) | (belasting >= 2)).astype(np.uint8),
        "bijstand": np.where(volwassen, bijstand, 0).astype(np.uint8),
        "bijzondere_bijstand": (volwassen & (kans.random(n) < 0.06)).astype(np.uint8),
        "schuldhulp": (volwassen & (kans.random(n) < 0.04)).astype(np.uint8),
    }


def _suspects(kans: np.random.Generator, kolommen: dict[str, Any]) -> dict[str, Any]:
    eta = np.full(len(kolommen["buurt"]), GROND)
    for kenmerk, effect in EFFECTEN.items():
        eta += np.array(effect)[kolommen[kenmerk]]
    eta -= np.where(kolommen["buurt"] > 2, 0.5, 0.0)
    verdachte = kans.random(len(eta)) < 1 / (1 + np.exp(-eta))
    groepen = np.where(verdachte, 1 << kans.integers(0, 7, len(eta)), 0).astype(np.uint8)
    plaatsen = [
        _places(kans, int(buurt)) if ja else []
        for buurt, ja in zip(kolommen["buurt"], verdachte, strict=True)
    ]
    return {
        "verdachte": verdachte.astype(np.uint8),
        "misdrijfgroepen": groepen,
        "pleegbuurten": pl.Series(plaatsen, dtype=pl.List(pl.UInt16)),
    }


def _places(kans: np.random.Generator, buurt: int) -> list[int]:
    """Own buurt mostly; sometimes a second one; position 12 lies outside the municipality."""
    eerste = buurt if kans.random() < 0.6 else int(kans.integers(0, 13))
    tweede = [int(kans.integers(0, 13))] if kans.random() < 0.2 else []
    return sorted({eerste, *tweede})


@pytest.fixture(scope="session")
def koppeling() -> Koppeling:
    return make_link()


@pytest.fixture(scope="session")
def maak_koppeling() -> Callable[..., Koppeling]:
    return make_link


@pytest.fixture(scope="session")
def bewoners(koppeling: Koppeling) -> pl.DataFrame:
    return koppeling.bewoners


@pytest.fixture(scope="session")
def gebieden() -> Gebiedskeuze:
    return Gebiedskeuze(onder_druk=BUURTCODES[:2], referentie=BUURTCODES[2:3])


@pytest.fixture(scope="session")
def drempels() -> Drempelset:
    return Drempelset()


@pytest.fixture(scope="session")
def onderzoek() -> Onderzoekgegevens:
    namen = {code: f"Buurt {nummer}" for nummer, code in enumerate(BUURTCODES, start=1)}
    return Onderzoekgegevens(
        naam="Wijk- en buurtmonitor",
        peildatum="2016-12-31",
        periode_van="2016-01-01",
        periode_tot="2016-12-31",
        buurtnamen=namen,
    )
