"""context.csv: seven themes of a survey, for each buurt, wijk and the municipality, in five years.

Percentages of respondents, drawn from a made-up share per buurt; buurten under pressure are worse
off, and Buurt 1 improves a little. No persons.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from bronnen.demodata.kern.bestanden import CsvUitvoer, Geschreven
from bronnen.demodata.kern.gemeente import GEMEENTECODE, Buurt, Gemeente
from bronnen.demodata.kern.leveringsvorm import Vorm
from bronnen.demodata.kern.toeval import Getallen, Kansen, stream

VORM = Vorm(
    bron="context",
    kolommen=("gebied", "jaar", "indicator", "waarde", "ondergrens", "bovengrens", "n"),
)
# Share in an ordinary buurt, in percent.
THEMAS = (
    ("bevolkingssamenstelling", 14.0),
    ("sociale cohesie", 20.0),
    ("overlast jongeren", 11.0),
    ("overlast omwonenden", 9.0),
    ("intimidatie", 5.0),
    ("bedreiging", 4.0),
    ("onveiligheidsgevoelens", 17.0),
)
JAREN = 5
RESPONS = 0.06  # respondents per resident, at least MINSTENS a buurt
MINSTENS = 60
VERBETERING = 1.2  # percentage points a year in the first buurt
Z = 1.959964


def write_context(map_: Path, gemeente: Gemeente, seed: int, jaar: int) -> Geschreven:
    """`jaar` is the last of the five years."""
    uitvoer = CsvUitvoer(map_, VORM, VORM.kolommen)
    totaal = np.zeros((2, JAREN, len(THEMAS)), dtype=np.int64)
    for wijkcode, buurten in _by_wijk(gemeente):
        wijk = np.zeros_like(totaal)
        for buurt in buurten:
            antwoorden = _answers(buurt, seed)
            wijk += antwoorden
            uitvoer.append(_rows(buurt.code, jaar, antwoorden))
        uitvoer.append(_rows(wijkcode, jaar, wijk))
        totaal += wijk
    uitvoer.append(_rows(GEMEENTECODE, jaar, totaal))
    return uitvoer.close()


def _by_wijk(gemeente: Gemeente) -> Iterator[tuple[str, list[Buurt]]]:
    for wijkcode in dict.fromkeys(buurt.wijkcode for buurt in gemeente.buurten):
        yield wijkcode, [buurt for buurt in gemeente.buurten if buurt.wijkcode == wijkcode]


def _answers(buurt: Buurt, seed: int) -> Getallen:
    """(2, years, themes): respondents, and those who say so."""
    stroom = stream(seed, buurt.volgnummer, "context")
    n = np.full((JAREN, len(THEMAS)), max(MINSTENS, round(RESPONS * buurt.inwoners)))
    n = n - stroom.integers(0, n // 10 + 1)
    gewoon = np.array([aandeel for _, aandeel in THEMAS])
    eigen = stroom.normal(0, 1.0, len(THEMAS))
    verloop = (VERBETERING if buurt.volgnummer == 0 else 0.1) * np.arange(JAREN)[:, None]
    procent = gewoon * (1 + buurt.profiel.beleving / 14) + eigen - verloop
    return np.stack((n, stroom.binomial(n, np.clip(procent, 1, 99) / 100)))


def _rows(gebied: str, laatste_jaar: int, antwoorden: Getallen) -> pl.DataFrame:
    n, ja = (deel.ravel() for deel in antwoorden)
    laag, hoog = _wilson(ja, n)
    jaren = np.repeat(np.arange(laatste_jaar - JAREN + 1, laatste_jaar + 1), len(THEMAS))
    frame = {
        "gebied": [gebied] * len(n),
        "jaar": jaren.astype(str),
        "indicator": [naam for naam, _ in THEMAS] * JAREN,
        "waarde": _comma(ja / n),
        "ondergrens": _comma(laag),
        "bovengrens": _comma(hoog),
        "n": n.astype(str),
    }
    return pl.DataFrame(frame)


def _wilson(ja: Getallen, n: Getallen) -> tuple[Kansen, Kansen]:
    p, deler = ja / n, 1 + Z**2 / n
    midden = (p + Z**2 / (2 * n)) / deler
    breedte = Z / deler * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return midden - breedte, midden + breedte


def _comma(aandeel: Kansen) -> list[str]:
    return [f"{100 * deel:.1f}".replace(".", ",") for deel in aandeel]
