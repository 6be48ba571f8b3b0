"""The studied buurten of a seed as one table of persons, straight from the generator."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import numpy.typing as npt

from bronnen.demodata.kern.bevolking import Bevolking, generate_buurt
from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.model import EFFECTEN, FACTOREN
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import Codes, Kansen, Masker
from bronnen.kern.kenmerken import LEEFTIJD, Kenmerk

PEILDATUM = date(2016, 12, 31)
Niveau = tuple[str, int]  # kenmerk, class


@dataclass(frozen=True)
class Onderzoek:
    kenmerken: dict[str, Codes]
    kans: Kansen
    verdachte: Masker  # in the linked file
    buurt: npt.NDArray[np.int64]

    @property
    def twaalf_en_ouder(self) -> Masker:
        return self.kenmerken["leeftijd"] > 0


def population(seed: int, inwoners: int = 18_000, peildatum: date = PEILDATUM) -> list[Bevolking]:
    gemeente, tijdvak = plan_gemeente(inwoners), Tijdvak.year_before(peildatum)
    return [generate_buurt(gemeente, buurt, seed, tijdvak) for buurt in gemeente.onderzocht]


@cache
def study(seed: int) -> Onderzoek:
    delen = population(seed)
    return Onderzoek(
        {c: np.concatenate([d.kenmerken[c] for d in delen]) for c in delen[0].kenmerken},
        np.concatenate([deel.kans for deel in delen]),
        np.concatenate([deel.verdachte for deel in delen]),
        np.repeat([deel.buurt.volgnummer for deel in delen], [len(d.kans) for d in delen]),
    )


def levels(factor: Kenmerk) -> list[Niveau]:
    """The classes that have a coefficient of their own."""
    zonder = {factor.referentie} | ({0} if factor is LEEFTIJD else set())
    return [(factor.code, i) for i in range(len(factor.klassen)) if i not in zonder]


ALLE_NIVEAUS = [niveau for factor in FACTOREN for niveau in levels(factor)]


def true_effects() -> Kansen:
    return np.array(
        [
            EFFECTEN.intercept,
            *(EFFECTEN.van(f)[i] for f in FACTOREN for _, i in levels(f)),
        ]
    )


def design(onderzoek: Onderzoek, niveaus: list[Niveau]) -> Kansen:
    """(residents of 12 and over, 1 + levels) zeros and ones."""
    wie = onderzoek.twaalf_en_ouder
    kolommen = [onderzoek.kenmerken[code][wie] == klasse for code, klasse in niveaus]
    return np.column_stack([np.ones(wie.sum()), *kolommen]).astype(float)
