"""Benefits, special assistance and debt help: rows as they are delivered.

What a resident's class is follows from the rows, by the rules of BRONNEN.md, in `kenmerkcodes`.
"""

from dataclasses import dataclass

import numpy as np

from bronnen.demodata.kern.gemeente import Profiel
from bronnen.demodata.kern.personen import GEZIN, INSTELLING, PAAR, Bewoners, Huishoudens, Personen
from bronnen.demodata.kern.tijd import (
    GEEN_DATUM,
    Tijdvak,
    birthday,
    days,
    first_of_month,
    month_number,
)
from bronnen.demodata.kern.toeval import (
    Getallen,
    Kansen,
    Masker,
    Stroom,
    draw,
    draw_in_classes,
    draw_rows,
    join_rows,
    whole,
)

AANVRAGER, PARTNER = 0, 1
PW, IOAW, IOAZ, BBZ = range(4)
# Share of households on benefit in a buurt under pressure, in the order of HUISHOUDTYPEN.
BIJSTAND_PER_SOORT = (0.30, 0.10, 0.10, 0.36, 0.12, 0.0)
# Months since the start: lowest, highest, weight. The shorter classes weigh more than in reality,
# so that each has suspects enough to say something about.
DUUR = ((0, 3, 0.20), (4, 12, 0.21), (13, 24, 0.19), (25, 60, 0.20), (61, 180, 0.20))
PENSIOENLEEFTIJD = 65
BEEINDIGD = 0.03  # share of adults with a benefit that ended before the peildatum
TOEKOMSTIG_EINDE = 0.03


@dataclass(frozen=True)
class Bijstandsrijen:
    persoon: Getallen
    rol: Getallen
    regeling: Getallen
    begin: Getallen
    einde: Getallen  # GEEN_DATUM: still running


@dataclass(frozen=True)
class Besluitrijen:
    """Bijzondere bijstand."""

    persoon: Getallen
    datum: Getallen
    besluit: Getallen
    kostensoort: Getallen
    bedragklasse: Getallen


@dataclass(frozen=True)
class Schuldhulprijen:
    persoon: Getallen
    aanmelding: Getallen
    einde: Getallen  # GEEN_DATUM: not ended
    fase: Getallen


def households_on_benefit(stroom: Stroom, bewoners: Bewoners, profiel: Profiel) -> Masker:
    kans = np.array(BIJSTAND_PER_SOORT)[bewoners.huishoudens.soort] * profiel.bijstand
    mag: Masker = bewoners.hoofdjaren < PENSIOENLEEFTIJD
    krijgt: Masker = mag & (stroom.random(len(kans)) < kans)
    return krijgt


def benefit_rows(
    stroom: Stroom, bewoners: Bewoners, krijgt: Masker, tijdvak: Tijdvak
) -> Bijstandsrijen:
    """The running benefits, and after them those that have ended."""
    lopend = _running(stroom, bewoners, krijgt, tijdvak)
    oud = _ended(stroom, bewoners, krijgt, tijdvak)
    return join_rows(Bijstandsrijen, (lopend, oud))


def _running(
    stroom: Stroom, bewoners: Bewoners, krijgt: Masker, tijdvak: Tijdvak
) -> Bijstandsrijen:
    """The head of the household, and a partner under pension age with the same begin and end."""
    personen = bewoners.personen
    hoofd = bewoners.huishoudens.eerste[krijgt]
    begin = _begin_dates(stroom, personen.geboren[hoofd], tijdvak)
    einde = _late_ends(stroom, len(begin), days(tijdvak.peildatum))
    regeling = _schemes(stroom, personen.jaren[hoofd])
    met_partner = _has_partner(bewoners, hoofd, begin)
    return Bijstandsrijen(
        persoon=np.concatenate((hoofd, hoofd[met_partner] + 1)),
        rol=np.repeat([AANVRAGER, PARTNER], [len(hoofd), int(met_partner.sum())]),
        regeling=np.concatenate((regeling, regeling[met_partner])),
        begin=np.concatenate((begin, begin[met_partner])),
        einde=np.concatenate((einde, einde[met_partner])),
    )


def _has_partner(bewoners: Bewoners, hoofd: Getallen, begin: Getallen) -> Masker:
    personen = bewoners.personen
    soort = bewoners.huishoudens.soort[personen.huishouden[hoofd]]
    paar: Masker = np.isin(soort, (PAAR, GEZIN))
    tweede = hoofd + paar
    volwassen: Masker = birthday(personen.geboren[tweede], 18) <= begin
    jong: Masker = personen.jaren[tweede] < PENSIOENLEEFTIJD
    return paar & volwassen & jong


def _begin_dates(stroom: Stroom, geboren: Getallen, tijdvak: Tijdvak) -> Getallen:
    """Months back by class, on a day up to the 28th; never before the eighteenth birthday."""
    n = len(geboren)
    maanden = draw_in_classes(stroom, DUUR, n)
    dag = whole(stroom, np.ones(n, dtype=np.int64), np.full(n, min(tijdvak.peildatum.day, 28)))
    begin = first_of_month(month_number(tijdvak.peildatum) - maanden) + dag - 1
    return np.asarray(np.maximum(begin, birthday(geboren, 18)), dtype=np.int64)


def _late_ends(stroom: Stroom, n: int, peildag: int) -> Getallen:
    """A few end after the peildatum: those still run on it."""
    later = peildag + 5 + (stroom.random(n) * 40).astype(np.int64)
    return np.where(stroom.random(n) < TOEKOMSTIG_EINDE, later, GEEN_DATUM)


def _schemes(stroom: Stroom, jaren: Getallen) -> Getallen:
    oud = draw(stroom, (0.82, 0.13, 0.03, 0.02), len(jaren))
    jong = draw(stroom, (0.97, 0.0, 0.0, 0.03), len(jaren))
    return np.where(jaren >= 50, oud, jong)


def _ended(stroom: Stroom, bewoners: Bewoners, krijgt: Masker, tijdvak: Tijdvak) -> Bijstandsrijen:
    """Benefits of the past: they say nothing about the peildatum."""
    personen = bewoners.personen
    vrij = ~krijgt[personen.huishouden] & (personen.jaren >= 21)
    persoon = np.flatnonzero(vrij & (stroom.random(len(personen)) < BEEINDIGD))
    n = len(persoon)
    einde = days(tijdvak.peildatum) - 1 - (stroom.random(n) * 700).astype(np.int64)
    begin = einde - 30 - (stroom.random(n) * 900).astype(np.int64)
    begin = np.maximum(begin, birthday(personen.geboren[persoon], 18))
    geldig = begin <= einde
    nul = np.zeros(int(geldig.sum()), dtype=np.int64)
    return Bijstandsrijen(persoon[geldig], nul, nul + PW, begin[geldig], einde[geldig])


def special_assistance_rows(
    stroom: Stroom,
    huishoudens: Huishoudens,
    krijgt: Masker,
    corporatie: Masker,
    tijdvak: Tijdvak,
) -> Besluitrijen:
    """Decisions of the last twenty months for heads of households; some fall before the period."""
    kans = np.select([krijgt, corporatie], [0.38, 0.05], 0.006)
    kans = np.where(huishoudens.soort == INSTELLING, 0.0, kans)
    aantal = (stroom.random(len(huishoudens)) < kans) * (
        1 + draw(stroom, (0.7, 0.2, 0.1), len(kans))
    )
    persoon = np.repeat(huishoudens.eerste, aantal)
    n = len(persoon)
    return Besluitrijen(
        persoon=persoon,
        datum=days(tijdvak.peildatum) - (stroom.random(n) * 600).astype(np.int64),
        besluit=draw(stroom, (0.68, 0.09, 0.16, 0.03, 0.04), n),
        kostensoort=draw(stroom, (1, 1, 1, 1, 1, 1, 1), n),
        bedragklasse=draw(stroom, (0.35, 0.35, 0.2, 0.1), n),
    )


def debt_help_rows(
    stroom: Stroom, personen: Personen, kans: Kansen, tijdvak: Tijdvak
) -> Schuldhulprijen:
    """Registrations of the last 40 months; what ended before the period says nothing about it."""
    volwassen = personen.jaren >= 18
    persoon = np.flatnonzero(volwassen & (stroom.random(len(personen)) < kans))
    n = len(persoon)
    peildag = days(tijdvak.peildatum)
    aanmelding = peildag - (stroom.random(n) ** 1.4 * 1200).astype(np.int64)
    duur = 60 + (stroom.random(n) * 900).astype(np.int64)
    einde = np.where(aanmelding + duur <= peildag, aanmelding + duur, GEEN_DATUM)
    return Schuldhulprijen(persoon, aanmelding, einde, _phases(stroom, einde))


def _phases(stroom: Stroom, einde: Getallen) -> Getallen:
    n = len(einde)
    loopt = np.tile((0.12, 0.18, 0.25, 0.3, 0.05, 0.1), (n, 1))
    klaar = np.tile((0.2, 0.2, 0.05, 0.0, 0.4, 0.15), (n, 1))
    return draw_rows(stroom, np.where((einde == GEEN_DATUM)[:, None], loopt, klaar))
