"""What the project found has to be found again in the persons the generator makes."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import chi2

from bronnen.demodata.kern.calibratie import EERSTE_ZAAD, calibrate, effects, shares
from bronnen.demodata.kern.kenmerkcodes import arrears_18_49, men_alone_18_49
from bronnen.demodata.kern.model import DOELEN, EFFECTEN, FACTOREN
from bronnen.demodata.kern.schrijven import STANDAARD_SEED
from bronnen.demodata.kern.toeval import Kansen
from tests.bronnen.demodata.onderzoek import (
    ALLE_NIVEAUS,
    Onderzoek,
    design,
    levels,
    population,
    study,
    true_effects,
)

ZADEN = range(100, 120)
Z = 1.959964


def groups(onderzoek: Onderzoek) -> list[tuple[int, int]]:
    """Suspects and residents: all, men alone of 18–49, those of 18–49 in arrears."""
    maskers = (
        np.ones(len(onderzoek.kans), dtype=bool),
        men_alone_18_49(onderzoek.kenmerken),
        arrears_18_49(onderzoek.kenmerken),
    )
    return [(int(onderzoek.verdachte[m].sum()), int(m.sum())) for m in maskers]


def wilson(ja: int, n: int) -> tuple[float, float]:
    p, deler = ja / n, 1 + Z**2 / n
    breedte = Z / deler * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    midden = (p + Z**2 / (2 * n)) / deler
    return midden - breedte, midden + breedte


def fit(onderzoek: Onderzoek, zonder: str | None = None) -> sm.Logit:
    niveaus = [niveau for niveau in ALLE_NIVEAUS if niveau[0] != zonder]
    uitkomst = onderzoek.verdachte[onderzoek.twaalf_en_ouder].astype(float)
    return sm.Logit(uitkomst, design(onderzoek, niveaus)).fit(disp=0)


@pytest.fixture(scope="module")
def standaard() -> Onderzoek:
    return study(STANDAARD_SEED)


@pytest.mark.parametrize("nummer", range(3), ids=["inwoners", "mannen alleen", "achterstand"])
def test_over_twenty_seeds_a_group_has_the_planted_share(nummer: int) -> None:
    ja, n = np.sum([groups(study(zaad))[nummer] for zaad in ZADEN], axis=0)
    doel = DOELEN[nummer]
    assert abs(ja / n - doel) < 3 * np.sqrt(doel * (1 - doel) / n)


def test_in_most_seeds_all_three_shares_lie_within_their_own_interval() -> None:
    """Three intervals of 95 % hold together in about 86 % of runs."""
    raak = [
        all(
            laag <= doel <= hoog
            for (ja, n), doel in zip(groups(study(zaad)), DOELEN, strict=True)
            for laag, hoog in [wilson(ja, n)]
        )
        for zaad in ZADEN
    ]
    assert sum(raak) >= 13


@pytest.mark.parametrize("nummer", range(3), ids=["inwoners", "mannen alleen", "achterstand"])
def test_the_default_seed_has_the_planted_share_within_its_interval(
    standaard: Onderzoek, nummer: int
) -> None:
    laag, hoog = wilson(*groups(standaard)[nummer])
    assert laag <= DOELEN[nummer] <= hoog


def test_the_groups_are_about_as_large_as_in_the_project(standaard: Onderzoek) -> None:
    (_, allen), (_, alleen), (_, achter) = groups(standaard)
    assert allen == 9_000
    assert alleen / allen == pytest.approx(0.07, abs=0.01)
    assert achter / allen == pytest.approx(0.04, abs=0.01)


@pytest.mark.parametrize("zaad", [STANDAARD_SEED, *ZADEN])
def test_every_level_expects_at_least_twenty_suspects(zaad: int) -> None:
    onderzoek = study(zaad)
    for factor in FACTOREN:
        codes = onderzoek.kenmerken[factor.code]
        for klasse in range(factor.code == "leeftijd", len(factor.klassen)):
            assert onderzoek.kans[codes == klasse].sum() >= 20


def test_the_average_buurt_has_the_lowest_share_of_suspects(standaard: Onderzoek) -> None:
    een, twee, drie = (standaard.verdachte[standaard.buurt == i].mean() for i in range(3))
    assert drie < min(een, twee)


def test_the_regression_finds_every_sign_and_order(standaard: Onderzoek) -> None:
    gevonden = dict(zip(["", *ALLE_NIVEAUS], fit(standaard).params, strict=True))

    def effect(code: str) -> Kansen:
        return np.array([gevonden[niveau] for niveau in ALLE_NIVEAUS if niveau[0] == code])

    assert effect("geslacht")[0] > 0.5
    assert effect("leeftijd")[1] > 0 > effect("leeftijd")[-2] > effect("leeftijd")[-1]
    assert (np.diff(effect("gezinsgrootte"), prepend=0) < 0).all()
    assert (np.diff(effect("huurachterstand")[1:], prepend=0) > 0).all()
    assert (np.diff(effect("bijstand"), prepend=0) > 0).all()


@pytest.mark.parametrize("zaad", [STANDAARD_SEED, *ZADEN])
def test_all_five_factors_are_found_with_man_and_age_among_the_first_three(zaad: int) -> None:
    vol = fit(study(zaad))
    toetsen = {
        factor.code: 2 * (vol.llf - fit(study(zaad), factor.code).llf) for factor in FACTOREN
    }
    kansen = [chi2.sf(toetsen[factor.code], len(levels(factor))) for factor in FACTOREN]
    assert max(kansen) < 0.05
    assert {"geslacht", "leeftijd"} < set(sorted(toetsen, key=toetsen.__getitem__)[-3:])


def test_the_intervals_of_twenty_seeds_cover_the_truth() -> None:
    waar = true_effects()
    raak = []
    for zaad in ZADEN:
        laag, hoog = fit(study(zaad)).conf_int().T
        raak.append((laag <= waar) & (waar <= hoog))
    assert np.mean(raak) >= 0.92


def test_suspects_are_spread_evenly_over_the_streets() -> None:
    """Pearson's X² of equal shares, given everyone's own chance, over streets of twenty seeds."""
    som, straten = 0.0, 0
    for zaad in ZADEN:
        for deel in population(zaad):
            straat = deel.adressen.straat[deel.adres_van_persoon]
            verwacht = np.bincount(straat, deel.kans)
            spreiding = np.bincount(straat, deel.kans * (1 - deel.kans))
            som += float(((np.bincount(straat, deel.verdacht) - verwacht) ** 2 / spreiding).sum())
            straten += len(verwacht)
    assert som / straten == pytest.approx(1, abs=5 * np.sqrt(2 / straten))


def test_at_most_one_percent_of_the_suspects_is_lost_whoever_they_are() -> None:
    delen = [deel for zaad in range(100, 160) for deel in population(zaad)]
    verdacht = np.concatenate([deel.verdacht for deel in delen])
    verloren = np.concatenate([deel.verloren for deel in delen])[verdacht]
    assert 0.002 < verloren.mean() < 0.01
    man = np.concatenate([deel.kenmerken["geslacht"] == 0 for deel in delen])[verdacht]
    verschil = verloren[man].mean() - verloren[~man].mean()
    assert abs(verschil) < 4 * np.sqrt(verloren.mean() * (1 / man.sum() + 1 / (~man).sum()))


def test_the_constants_are_those_that_the_calibration_gives() -> None:
    opnieuw = calibrate(gemeenten=40)
    assert opnieuw.intercept == pytest.approx(EFFECTEN.intercept, abs=0.05)
    assert opnieuw.geslacht[0] == pytest.approx(EFFECTEN.geslacht[0], abs=0.08)
    assert opnieuw.huurachterstand == pytest.approx(EFFECTEN.huurachterstand, abs=0.1)


def test_the_expected_shares_move_with_each_of_the_three_constants() -> None:
    onderzoek = study(EERSTE_ZAAD)
    gewoon = shares(onderzoek.kenmerken, effects(-2.5, 0.9, 1.1))
    assert (shares(onderzoek.kenmerken, effects(-2.4, 0.9, 1.1)) > gewoon).all()
    assert shares(onderzoek.kenmerken, effects(-2.5, 1.0, 1.1))[1] > gewoon[1]
    assert shares(onderzoek.kenmerken, effects(-2.5, 0.9, 1.2))[2] > gewoon[2]
