"""Rent arrears and municipal taxes: rows as they are delivered."""

from dataclasses import dataclass

import numpy as np

from bronnen.demodata.kern.gemeente import Profiel
from bronnen.demodata.kern.personen import ALLEEN, INSTELLING, MAN, Bewoners, Huishoudens
from bronnen.demodata.kern.tijd import Tijdvak
from bronnen.demodata.kern.toeval import (
    Getallen,
    Kansen,
    Masker,
    Stroom,
    chance,
    draw,
    draw_in_classes,
    draw_rows,
    join_rows,
    whole,
)

# Ownership, in the order of the woningmarktmonitor's codes.
KOOP, CORPORATIE, PARTICULIER, ONBEKEND = range(4)

# Rent arrears above zero, in hundredths of months: lowest, highest, weight.
HUURKLASSEN = ((5, 99, 0.34), (100, 200, 0.29), (201, 600, 0.21), (601, 1400, 0.16))
# Tax arrears above zero, in whole months.
BELASTINGMAANDEN = ((1, 2, 0.38), (3, 6, 0.32), (7, 12, 0.20), (13, 18, 0.10))

OPEN, BETAALD, REGELING, AANMANING, DWANGBEVEL, BESLAG, ONINBAAR, KWIJTGESCHOLDEN = range(8)
GEEN, AUTOMATISCH, VOLLEDIG, GEDEELTELIJK, AFGEWEZEN = range(5)
# Status by arrears class (none, then BELASTINGMAANDEN), in the order of the codes above.
STATUS_KANSEN = np.array(
    [
        (0.06, 0.92, 0.02, 0, 0, 0, 0, 0),
        (0.30, 0, 0.20, 0.50, 0, 0, 0, 0),
        (0.02, 0, 0.28, 0.30, 0.40, 0, 0, 0),
        (0, 0, 0.15, 0, 0.50, 0.30, 0.05, 0),
        (0, 0, 0, 0, 0.25, 0.45, 0.30, 0),
    ]
)
AFVALSTOFFEN, ONROERENDE_ZAAK, HONDEN = range(3)


@dataclass(frozen=True)
class Woonsituatie:
    """By household: whether it lives on benefit, and who owns its dwelling."""

    bewoners: Bewoners
    krijgt: Masker
    eigendom: Getallen


@dataclass(frozen=True)
class Contracten:
    """One element a contract that runs on the peildatum; `hoogste` in hundredths of months."""

    huishouden: Getallen
    houder: Getallen
    hoogste: Getallen
    piek: Getallen  # place in `Tijdvak.maanden`
    stap: Getallen  # hundredths by which the arrears differ a month


@dataclass(frozen=True)
class Belastingrijen:
    persoon: Getallen
    jaar: Getallen
    heffing: Getallen
    opgelegd: Getallen  # cents
    openstaand: Getallen  # cents
    maanden: Getallen
    status: Getallen
    kwijtschelding: Getallen


def ownership(
    stroom: Stroom, huishoudens: Huishoudens, krijgt: Masker, profiel: Profiel
) -> Getallen:
    """Who lives on benefit rents from the corporation more often."""
    n = len(huishoudens)
    corporatie = np.clip(profiel.corporatie + 0.22 * krijgt, 0, 0.95)
    particulier = np.clip(np.full(n, profiel.particulier), 0, 1 - corporatie)
    koop = np.clip(1 - corporatie - particulier, 0.005, 1)
    eigendom = draw_rows(stroom, np.column_stack((koop, corporatie, particulier, np.full(n, 0.01))))
    return np.where(huishoudens.soort == INSTELLING, PARTICULIER, eigendom)


def contracts(
    stroom: Stroom, woning: Woonsituatie, profiel: Profiel, tijdvak: Tijdvak
) -> Contracten:
    huishouden = np.flatnonzero(woning.eigendom == CORPORATIE)
    kans = _rent_arrears_chance(woning, profiel)[huishouden]
    n = len(huishouden)
    hoogste = draw_in_classes(stroom, HUURKLASSEN, n) * (stroom.random(n) < kans)
    return Contracten(
        huishouden=huishouden,
        houder=woning.bewoners.huishoudens.eerste[huishouden],
        hoogste=hoogste,
        piek=draw(stroom, np.ones(max(1, len(tijdvak.maanden))).tolist(), n),
        stap=30 + draw(stroom, np.ones(71).tolist(), n),
    )


def _rent_arrears_chance(woning: Woonsituatie, profiel: Profiel) -> Kansen:
    jaren = woning.bewoners.hoofdjaren
    log_odds = np.select([jaren < 35, jaren < 50, jaren < 65], [0.5, 0.3, -0.3], -1.1)
    log_odds = log_odds + profiel.huurachterstand + 0.5 * woning.krijgt
    return chance(log_odds + 0.5 * (woning.bewoners.huishoudens.soort == ALLEEN))


def rent_by_month(contracten: Contracten, maanden: int) -> Getallen:
    """(contracts, months) hundredths: highest in the month of the peak, less on both sides."""
    afstand = np.abs(np.arange(maanden)[None, :] - contracten.piek[:, None])
    waarde = contracten.hoogste[:, None] - afstand * contracten.stap[:, None]
    return np.asarray(np.clip(waarde, 0, None), dtype=np.int64)


def tax_rows(
    stroom: Stroom, woning: Woonsituatie, contracten: Contracten, profiel: Profiel, jaar: int
) -> Belastingrijen:
    """Assessments go to the head of each household."""
    huishoudens = woning.bewoners.huishoudens
    huishouden = np.flatnonzero(huishoudens.soort != INSTELLING)
    kwijt = _remission(stroom, woning.krijgt[huishouden])
    log_odds = _tax_arrears_log_odds(woning, contracten, profiel)[huishouden]
    maanden = _tax_months(stroom, log_odds, kwijt)
    hoofd = huishoudens.eerste[huishouden]
    jaren = np.full(len(hoofd), jaar)
    afval = _assessed(stroom, hoofd, jaren, AFVALSTOFFEN, maanden, kwijt)
    extra = _other_rows(stroom, hoofd, woning.eigendom[huishouden], maanden, jaren)
    return join_rows(Belastingrijen, (afval, *extra))


def _tax_arrears_log_odds(woning: Woonsituatie, contracten: Contracten, profiel: Profiel) -> Kansen:
    """Mostly who owes rent as well; else men under fifty who live alone somewhat more often."""
    huishoudens, personen = woning.bewoners.huishoudens, woning.bewoners.personen
    huur = np.zeros(len(huishoudens), dtype=np.int64)
    huur[contracten.huishouden] = contracten.hoogste
    jong = woning.bewoners.hoofdjaren < 50
    man = personen.geslacht[huishoudens.eerste] == MAN
    alleen = (huishoudens.soort == ALLEEN) & man & jong
    log_odds = 2.6 * (huur > 200) + 1.3 * ((huur > 0) & (huur <= 200)) + 0.9 * alleen - 0.4 * ~jong
    return np.asarray(profiel.belastingachterstand + log_odds, dtype=np.float64)


def _remission(stroom: Stroom, krijgt: Masker) -> Getallen:
    n = len(krijgt)
    met = np.tile((0.26, 0.44, 0.22, 0.05, 0.03), (n, 1))
    zonder = np.tile((0.955, 0.0, 0.015, 0.015, 0.015), (n, 1))
    return draw_rows(stroom, np.where(krijgt[:, None], met, zonder))


def _tax_months(stroom: Stroom, log_odds: Kansen, kwijt: Getallen) -> Getallen:
    n = len(kwijt)
    open_staand = (stroom.random(n) < chance(log_odds)) & ~np.isin(kwijt, (AUTOMATISCH, VOLLEDIG))
    maanden = draw_in_classes(stroom, BELASTINGMAANDEN, n)
    return np.where(open_staand, maanden, 0)


def _assessed(
    stroom: Stroom,
    persoon: Getallen,
    jaar: Getallen,
    heffing: int,
    maanden: Getallen,
    kwijt: Getallen,
) -> Belastingrijen:
    """Amounts that fit the status: paid is paid, and nothing open is above what was imposed."""
    n = len(persoon)
    laag, hoog = ((18_000, 42_000), (15_000, 140_000), (6_500, 13_000))[heffing]
    opgelegd = whole(stroom, np.full(n, laag), np.full(n, hoog))
    klasse = np.searchsorted((0, 2, 6, 12), maanden, side="left")
    status = draw_rows(stroom, STATUS_KANSEN[klasse])
    status = np.where(np.isin(kwijt, (AUTOMATISCH, VOLLEDIG)), KWIJTGESCHOLDEN, status)
    niets_open = np.isin(status, (BETAALD, KWIJTGESCHOLDEN))
    deel = 0.15 + 0.85 * stroom.random(n)
    openstaand = np.where(niets_open, 0, np.maximum(100, opgelegd * deel).astype(np.int64))
    codes = np.full(n, heffing)
    return Belastingrijen(persoon, jaar, codes, opgelegd, openstaand, maanden, status, kwijt)


def _other_rows(
    stroom: Stroom, hoofd: Getallen, eigendom: Getallen, maanden: Getallen, jaar: Getallen
) -> tuple[Belastingrijen, ...]:
    """Property tax of owners, dog tax of some; the year before, of half of those who owe now."""
    nul = np.zeros(len(hoofd), dtype=np.int64)
    koop = eigendom == KOOP
    hond = stroom.random(len(hoofd)) < 0.08
    vorig = (maanden > 0) & (stroom.random(len(hoofd)) < 0.5)
    toen = np.minimum(maanden + 2, 18) * (stroom.random(len(hoofd)) < 0.5)
    return (
        _assessed(stroom, hoofd[koop], jaar[koop], ONROERENDE_ZAAK, nul[koop], nul[koop]),
        _assessed(stroom, hoofd[hond], jaar[hond], HONDEN, nul[hond], nul[hond]),
        _assessed(stroom, hoofd[vorig], jaar[vorig] - 1, AFVALSTOFFEN, toen[vorig], nul[vorig]),
    )
