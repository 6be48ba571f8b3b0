"""Households and the persons in them, for one buurt, exactly as many as the buurt has residents.

A household of one person is always of type *eenpersoons*; the residents of an institution share
one household number, as they do in the BRP. Nobody shares a birth date with somebody at the same
address, so that surname, birth date and address together point at one person.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from bronnen.demodata.kern.gemeente import Buurt
from bronnen.demodata.kern.namen import ACHTERNAMEN
from bronnen.demodata.kern.tijd import birth_dates, birthday_limits, first_of_month, month_of
from bronnen.demodata.kern.toeval import (
    Codes,
    Getallen,
    Klassen,
    Masker,
    Stroom,
    draw,
    draw_bounds,
    stream,
    whole,
)

HUISHOUDTYPEN = (
    "eenpersoons", "paar zonder kinderen", "paar met kinderen", "eenouder", "overig",
    "institutioneel",
)  # fmt: skip
ALLEEN, PAAR, GEZIN, EENOUDER, OVERIG, INSTELLING = range(6)
MAN, VROUW = 0, 1
VOLLEDIG, DAG_ONBEKEND, MAAND_ONBEKEND = 0, 1, 2

KINDEREN_GEZIN = (0.0, 0.36, 0.40, 0.16, 0.06, 0.02)
KINDEREN_EENOUDER = (0.0, 0.52, 0.33, 0.12, 0.03)
OVERIGE_BEWONERS = (0.0, 0.0, 0.52, 0.28, 0.12, 0.08)
INSTELLING_VANAF = 800  # residents; a smaller buurt has no institution
INSTELLING_BEWONERS = 0.006

# Lower age, upper age and weight; the highest ages are drawn by `_ages`.
LEEFTIJD_ALLEEN = ((18, 24, 0.15), (25, 34, 0.25), (35, 49, 0.18), (50, 64, 0.17), (65, 96, 0.25))
LEEFTIJD_PAAR = ((20, 24, 0.04), (25, 34, 0.16), (35, 49, 0.11), (50, 64, 0.28), (65, 92, 0.41))
LEEFTIJD_OUDER = ((22, 24, 0.02), (25, 34, 0.27), (35, 49, 0.52), (50, 64, 0.19))
LEEFTIJD_OVERIG = ((18, 24, 0.26), (25, 34, 0.22), (35, 49, 0.19), (50, 64, 0.18), (65, 88, 0.15))
LEEFTIJD_INSTELLING = ((65, 79, 0.25), (80, 99, 0.75))
AANDEEL_MAN_ALLEEN = ((50, 0.63), (65, 0.52), (200, 0.34))  # below this age: share of men
ONVOLLEDIG = (
    0.005  # share of residents (heads of households apart) whose birth date is known in part
)

DUBBELE_NAAM = 0.06  # share of adults; the police find a few of them by name and birth date alone


@dataclass(frozen=True)
class Huishoudens:
    """`eerste` is the position of the first person, who is an adult."""

    soort: Codes
    eerste: Getallen
    grootte: Getallen

    def __len__(self) -> int:
        return len(self.soort)


@dataclass(frozen=True)
class Personen:
    """One element a resident, those of a household together and its adults first."""

    huishouden: Getallen
    plaats: Getallen
    geslacht: Codes
    jaren: Getallen
    geboren: Getallen  # a partly known birth date stands as BRONNEN.md counts it (1 July, the 15th)
    datumvorm: Codes
    achternaam: Getallen
    dubbele_naam: Masker  # has a second surname that nobody else has

    def __len__(self) -> int:
        return len(self.huishouden)


@dataclass(frozen=True)
class Bewoners:
    """The households of a buurt and the persons in them."""

    huishoudens: Huishoudens
    personen: Personen

    @property
    def hoofdjaren(self) -> Getallen:
        """Age of the first adult of each household."""
        return self.personen.jaren[self.huishoudens.eerste]


def generate_residents(buurt: Buurt, seed: int, peildatum: date) -> Bewoners:
    huishoudens = generate_households(buurt, seed)
    return Bewoners(huishoudens, generate_persons(huishoudens, buurt, seed, peildatum))


def generate_households(buurt: Buurt, seed: int) -> Huishoudens:
    stroom = stream(seed, buurt.volgnummer, "huishoudens")
    soort, grootte = _households(stroom, buurt)
    eerste = np.concatenate(([0], np.cumsum(grootte)[:-1]))
    return Huishoudens(soort.astype(np.uint8), eerste, grootte)


def _households(stroom: Stroom, buurt: Buurt) -> tuple[Getallen, Getallen]:
    """Households until the buurt is full; the last places go to persons who live alone."""
    instelling = (
        round(INSTELLING_BEWONERS * buurt.inwoners) if buurt.inwoners >= INSTELLING_VANAF else 0
    )
    ruimte = buurt.inwoners - instelling
    soort = draw(stroom, buurt.profiel.huishoudtypen, ruimte)
    grootte = _sizes(stroom, soort)
    past = np.cumsum(grootte) <= ruimte
    soort, grootte = soort[past], grootte[past]
    alleen = ruimte - int(grootte.sum())
    soort = np.concatenate((soort, np.full(alleen, ALLEEN), [INSTELLING][: instelling > 0]))
    grootte = np.concatenate((grootte, np.ones(alleen), [instelling][: instelling > 0]))
    return soort.astype(np.int64), grootte.astype(np.int64)


def _sizes(stroom: Stroom, soort: Getallen) -> Getallen:
    n = len(soort)
    keuzes: list[Getallen] = [
        np.ones(n, dtype=np.int64),
        np.full(n, 2, dtype=np.int64),
        2 + draw(stroom, KINDEREN_GEZIN, n),
        1 + draw(stroom, KINDEREN_EENOUDER, n),
        draw(stroom, OVERIGE_BEWONERS, n),
    ]
    return np.choose(soort, keuzes).astype(np.int64)


def generate_persons(
    huishoudens: Huishoudens, buurt: Buurt, seed: int, peildatum: date
) -> Personen:
    huishouden = np.repeat(np.arange(len(huishoudens)), huishoudens.grootte)
    plaats = np.arange(len(huishouden)) - huishoudens.eerste[huishouden]
    soort = huishoudens.soort[huishouden]
    stroom = stream(seed, buurt.volgnummer, "personen")
    kind = is_child(soort, plaats)
    jaren = _all_ages(stroom, soort, plaats, kind, huishoudens.eerste[huishouden])
    geslacht = _sexes(stroom, soort, plaats, jaren)
    datumvorm = _date_forms(stroom, plaats)
    geboren = _birth_dates(stroom, jaren, datumvorm, huishouden, peildatum)
    namen = _surnames(stroom, plaats, kind, huishoudens.eerste[huishouden])
    dubbel: Masker = (stroom.random(len(plaats)) < DUBBELE_NAAM) & ~kind
    return Personen(huishouden, plaats, geslacht, jaren, geboren, datumvorm, namen, dubbel)


def is_child(soort: Codes, plaats: Getallen) -> Masker:
    gezin: Masker = (soort == GEZIN) & (plaats >= 2)
    eenouder: Masker = (soort == EENOUDER) & (plaats >= 1)
    return gezin | eenouder


def _all_ages(
    stroom: Stroom, soort: Codes, plaats: Getallen, kind: Masker, eerste: Getallen
) -> Getallen:
    tabellen = (
        LEEFTIJD_ALLEEN, LEEFTIJD_PAAR, LEEFTIJD_OUDER, LEEFTIJD_OUDER, LEEFTIJD_OVERIG,
        LEEFTIJD_INSTELLING,
    )  # fmt: skip
    jaren = np.choose(soort, [_ages(stroom, tabel, len(soort)) for tabel in tabellen])
    partner: Masker = np.isin(soort, (PAAR, GEZIN)) & (plaats == 1)
    verschil = np.round(stroom.normal(-1, 3.2, len(soort))).astype(np.int64)
    jaren = np.where(partner, np.clip(jaren[eerste] + verschil, 18, 95), jaren)
    return np.where(kind, _child_ages(stroom, jaren[eerste]), jaren)


def _ages(stroom: Stroom, tabel: Klassen, n: int) -> Getallen:
    """Even within a class, except from 65, where the higher ages are rarer."""
    laag, hoog = draw_bounds(stroom, tabel, n)
    lot = stroom.random(n)
    lot = np.where(laag >= 65, lot**1.6, lot)
    return np.asarray(laag + lot * (hoog - laag + 1), dtype=np.int64)


def _child_ages(stroom: Stroom, ouder: Getallen) -> Getallen:
    """A parent is at least 18 years older; children leave home at 25."""
    hoogste = np.clip(ouder - 18, 0, 24)
    laagste = np.clip(ouder - 46, 0, hoogste)
    return whole(stroom, laagste, hoogste)


def _sexes(stroom: Stroom, soort: Codes, plaats: Getallen, jaren: Getallen) -> Codes:
    """A lone parent is a woman as a rule; partners are of the other sex but for 3 %."""
    grenzen = [jaren < grens for grens, _ in AANDEEL_MAN_ALLEEN]
    alleen = np.select(grenzen, [aandeel for _, aandeel in AANDEEL_MAN_ALLEEN])
    eenouder: Masker = (soort == EENOUDER) & (plaats == 0)
    kans = np.where(soort == ALLEEN, alleen, np.where(eenouder, 0.17, 0.5))
    kans = np.where(soort == INSTELLING, 0.3, kans)
    geslacht = np.where(stroom.random(len(soort)) < kans, MAN, VROUW)
    partner: Masker = np.isin(soort, (PAAR, GEZIN)) & (plaats == 1)
    anders: Masker = partner & (stroom.random(len(soort)) < 0.97)
    geslacht = np.where(anders, 1 - np.roll(geslacht, 1), geslacht)
    return geslacht.astype(np.uint8)


def _date_forms(stroom: Stroom, plaats: Getallen) -> Codes:
    """Heads of households have a full date: the corporation knows them by it."""
    lot = np.where(plaats == 0, 1.0, stroom.random(len(plaats)))
    vorm = np.where(lot < ONVOLLEDIG / 2, MAAND_ONBEKEND, VOLLEDIG)
    vorm = np.where((lot >= ONVOLLEDIG / 2) & (lot < ONVOLLEDIG), DAG_ONBEKEND, vorm)
    return vorm.astype(np.uint8)


def _birth_dates(
    stroom: Stroom, jaren: Getallen, vorm: Codes, huishouden: Getallen, peildatum: date
) -> Getallen:
    geboren = _as_counted(birth_dates(stroom, jaren, peildatum), jaren, vorm, peildatum)
    for _ in range(50):
        dubbel = _same_at_address(geboren, huishouden) & (vorm == VOLLEDIG)
        if not dubbel.any():
            break
        geboren[dubbel] = birth_dates(stroom, jaren[dubbel], peildatum)
    return geboren


def _same_at_address(geboren: Getallen, huishouden: Getallen) -> Masker:
    """All persons but one of those who share a birth date and a household."""
    sleutel = huishouden * 100_000 + geboren + 50_000
    _, eerste = np.unique(sleutel, return_index=True)
    dubbel: Masker = np.ones(len(geboren), dtype=np.bool_)
    dubbel[eerste] = False
    return dubbel


def _as_counted(geboren: Getallen, jaren: Getallen, vorm: Codes, peildatum: date) -> Getallen:
    """The date by which a partly known one counts, in such a year that the age stays the same."""
    grens = birthday_limits(peildatum)
    midden = first_of_month((peildatum.year - jaren) * 12 + 6)
    te_laat: Masker = midden > grens[jaren]
    midden = np.where(te_laat, _year_earlier(midden), midden)
    maand = month_of(geboren)
    maand = maand - (first_of_month(maand) + 14 > grens[jaren])
    maand = maand + (first_of_month(maand) + 14 <= grens[jaren + 1])
    vijftiende = first_of_month(maand) + 14
    return np.select([vorm == MAAND_ONBEKEND, vorm == DAG_ONBEKEND], [midden, vijftiende], geboren)


def _year_earlier(eerste_juli: Getallen) -> Getallen:
    return first_of_month(month_of(eerste_juli) - 12)


def _surnames(stroom: Stroom, plaats: Getallen, kind: Masker, eerste: Getallen) -> Getallen:
    """Drawn with frequent names first; children have the name of the first adult."""
    gewichten = 1 / (np.arange(len(ACHTERNAMEN)) + 12.0)
    namen = draw(stroom, gewichten.tolist(), len(plaats))
    return np.where(kind, namen[eerste], namen)
