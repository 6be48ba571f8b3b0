"""How the constants of `model.EFFECTEN` were found; run again after a change in the composition.

Three findings have to hold in the linked file, over the three studied buurten, and three constants
are moved until they do: the intercept (10 % of all residents), the effect of being a man (30 % of
the men of 18–49 who live alone) and a factor on the four effects of rent arrears (34 % of those of
18–49 with arrears above two months, rent or tax). The other constants stay as BRONNEN.md gives
them. The expectation is taken over many generated municipalities, less the suspects that linking
loses.

    from bronnen.demodata.kern.calibratie import calibrate
    print(calibrate())
"""

from dataclasses import replace
from datetime import date

import numpy as np

from bronnen.demodata.kern.bevolking import VERLOREN, generate_buurt, suspect_chance
from bronnen.demodata.kern.gemeente import plan_gemeente
from bronnen.demodata.kern.kenmerkcodes import arrears_18_49, men_alone_18_49
from bronnen.demodata.kern.model import BEGIN, DOELEN, FACTOREN, Effecten
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import Codes, Kansen

EERSTE_ZAAD = 10_000  # far from the seeds that tests and demonstration use


def calibrate(
    gemeenten: int = 100, rondes: int = 8, peildatum: date = date(2016, 12, 31)
) -> Effecten:
    """Constants in three decimals, by Newton's method with a numerical slope."""
    kenmerken = _population(gemeenten, peildatum)
    stand = np.array([BEGIN.intercept, BEGIN.geslacht[0], 1.0])
    for _ in range(rondes):
        afwijking = shares(kenmerken, effects(*stand)) - DOELEN
        stand = stand - np.linalg.solve(_slope(kenmerken, stand), afwijking)
    return effects(*stand)


def effects(intercept: float, man: float, huur: float) -> Effecten:
    return replace(
        BEGIN,
        intercept=round(float(intercept), 3),
        geslacht=(round(float(man), 3), 0.0),
        huurachterstand=tuple(round(float(huur * b), 3) for b in BEGIN.huurachterstand),
    )


def shares(kenmerken: dict[str, Codes], effecten: Effecten) -> Kansen:
    """Expected share of suspects: all residents, men alone of 18–49, those of 18–49 in arrears."""
    kans = suspect_chance(kenmerken, effecten) * (1 - VERLOREN)
    groepen = (slice(None), men_alone_18_49(kenmerken), arrears_18_49(kenmerken))
    return np.array([kans[groep].mean() for groep in groepen])


def _population(gemeenten: int, peildatum: date) -> dict[str, Codes]:
    """The kenmerken of the studied buurten of many municipalities, one under the other."""
    gemeente, tijdvak = plan_gemeente(18_000), Tijdvak.year_before(peildatum)
    nodig = {*(factor.code for factor in FACTOREN), "huishoudtype", "achterstand_2m"}
    delen = [
        generate_buurt(gemeente, buurt, EERSTE_ZAAD + nummer, tijdvak).kenmerken
        for nummer in range(gemeenten)
        for buurt in gemeente.onderzocht
    ]
    return {naam: np.concatenate([deel[naam] for deel in delen]) for naam in nodig}


def _slope(kenmerken: dict[str, Codes], stand: Kansen) -> Kansen:
    stap = 0.02
    kolommen = []
    for plaats in range(len(stand)):
        hoger, lager = stand.copy(), stand.copy()
        hoger[plaats] += stap
        lager[plaats] -= stap
        verschil = shares(kenmerken, effects(*hoger)) - shares(kenmerken, effects(*lager))
        kolommen.append(verschil / (2 * stap))
    return np.column_stack(kolommen)
