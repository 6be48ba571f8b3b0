"""Metrics as mlxtend's; only rules that say more; the project's own groups always there."""

from dataclasses import replace

import numpy as np
import pandas as pd
import polars as pl
import pytest
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy import stats

from analyses.kern import narekening, regels
from analyses.kern.itemsets import Item, frequent_itemsets
from analyses.kern.patronen import Patronen, count_patterns
from analyses.kern.regels import Regel
from analyses.kern.specificatie import (
    KERNGROEPEN,
    REGELKENMERKEN,
    Gebiedskeuze,
    Regelspecificatie,
)
from analyses.kern.uitkomst import Afwijking, GeenResultaat


@pytest.fixture(scope="module")
def patronen(bewoners: pl.DataFrame) -> Patronen:
    return count_patterns(bewoners.filter(pl.col("buurt") < 3), REGELKENMERKEN)


@pytest.fixture(scope="module")
def vraag(gebieden: Gebiedskeuze) -> Regelspecificatie:
    return Regelspecificatie(gebieden)


@pytest.fixture(scope="module")
def gevonden(patronen: Patronen, vraag: Regelspecificatie) -> tuple[Regel, ...]:
    return regels.mine(patronen, vraag)


def test_the_projects_groups_come_first(gevonden: tuple[Regel, ...]) -> None:
    assert [set(r.items) for r in gevonden[:2]] == [set(g) for g in KERNGROEPEN.values()]
    assert all(r.vast for r in gevonden[:2])


def test_the_projects_groups_are_counted_right(
    gevonden: tuple[Regel, ...], bewoners: pl.DataFrame
) -> None:
    hier = bewoners.filter(
        (pl.col("buurt") < 3)
        & (pl.col("jaren").is_between(18, 49))
        & (pl.col("geslacht") == 0)
        & (pl.col("gezinsgrootte") == 0)
    )
    assert (gevonden[0].n, gevonden[0].y) == (hier.height, hier["verdachte"].sum())


def test_the_base_is_all_residents(gevonden: tuple[Regel, ...], patronen: Patronen) -> None:
    assert {r.totaal for r in gevonden} == {patronen.personen}


def test_rules_are_as_many_as_asked(patronen: Patronen, vraag: Regelspecificatie) -> None:
    assert len(regels.mine(patronen, replace(vraag, aantal=3))) == 3


def test_kept_rules_beat_each_of_their_shorter_ones(
    gevonden: tuple[Regel, ...], patronen: Patronen, vraag: Regelspecificatie
) -> None:
    plek = {item.label: item for item in regels.items_of(patronen.kenmerken)}
    for regel in gevonden[2:]:
        for weg in range(len(regel.items)):
            korter = regel.items[:weg] + regel.items[weg + 1 :]
            hier = np.ones(len(patronen.n), dtype=bool)
            for label in korter:
                hier &= np.isin(patronen.codes[:, plek[label].kolom], plek[label].codes)
            aandeel = patronen.y[hier].sum() / patronen.n[hier].sum()
            assert regel.confidence - aandeel >= vraag.min_verbetering


def test_kept_rules_are_clearly_above_the_base_rate(gevonden: tuple[Regel, ...]) -> None:
    assert all(regel.lift_interval[0] > 1 for regel in gevonden[2:])


def test_no_two_rules_are_about_almost_the_same_people(
    gevonden: tuple[Regel, ...], patronen: Patronen
) -> None:
    plek = {item.label: item for item in regels.items_of(patronen.kenmerken)}
    paren = [(a, b) for a in gevonden for b in gevonden if a is not b and not (a.vast and b.vast)]
    assert all(regels.overlap(a, b, patronen, plek) <= 0.6 for a, b in paren)


def test_metrics_equal_mlxtend_on_residents(
    gevonden: tuple[Regel, ...], patronen: Patronen
) -> None:
    """The whole of mlxtend, from rows of residents, for the rules that were found."""
    plek = {item.label: item for item in regels.items_of(patronen.kenmerken)}
    labels = sorted({label for regel in gevonden for label in regel.items})
    kolommen = {
        label: np.isin(patronen.codes[:, plek[label].kolom], plek[label].codes) for label in labels
    }
    ja = pd.DataFrame(kolommen).loc[np.repeat(np.arange(len(patronen.n)), patronen.y)]
    nee = pd.DataFrame(kolommen).loc[np.repeat(np.arange(len(patronen.n)), patronen.n - patronen.y)]
    frame = pd.concat([ja.assign(verdachte=True), nee.assign(verdachte=False)], ignore_index=True)
    sets = fpgrowth(frame, min_support=0.003, use_colnames=True, max_len=4)
    peer = association_rules(sets, num_itemsets=len(frame), metric="support", min_threshold=0)
    peer = peer[peer["consequents"] == frozenset({"verdachte"})].set_index("antecedents")
    for regel in gevonden:
        anders = peer.loc[[frozenset(regel.items)]].iloc[0]
        for maat in narekening.MATEN:
            assert getattr(regel, maat) == pytest.approx(anders[maat], abs=1e-10)


@pytest.mark.parametrize(
    ("regel", "lift", "leverage", "conviction", "zhang"),
    [
        (Regel(("onion",), 3, 3, 5, 4, False, ""), 1.25, 0.12, float("inf"), 0.5),
        (Regel(("eggs",), 4, 3, 5, 3, False, ""), 1.25, 0.12, 1.6, 1.0),
        (Regel(("eggs",), 4, 4, 5, 5, False, ""), 1.0, 0.0, float("inf"), 0.0),
    ],
)
def test_metrics_of_the_five_baskets(
    regel: Regel, lift: float, leverage: float, conviction: float, zhang: float
) -> None:
    """STATISTIEK case 11: Onion→Eggs, Eggs→Onion, Eggs→Kidney."""
    gekregen = (regel.lift, regel.leverage, regel.conviction, regel.zhangs_metric)
    assert gekregen == pytest.approx((lift, leverage, conviction, zhang))


def test_metrics_of_the_titanic_extract() -> None:
    """STATISTIEK case 12: leverage is weighted relative accuracy."""
    regel = Regel(("sex=female",), 56, 40, 156, 54, False, "")
    assert round(regel.leverage, 6) == 0.132150
    assert round(regel.lift, 6) == 2.063492
    assert (round(regel.conviction, 6), round(regel.zhangs_metric, 3)) == (2.288462, 0.804)
    assert round(regel.odds_ratio, 6) == 15.357143


def test_the_odds_of_the_lady_tasting_tea() -> None:
    """STATISTIEK case 13 (Fisher 1935): three of four cups with milk first, one of the others."""
    assert Regel(("melk eerst",), 4, 3, 8, 4, False, "").odds_ratio == 9


def test_the_lift_interval_covers_in_simulation() -> None:
    kans = np.random.default_rng(3)
    n, totaal, binnen, buiten = 400, 4000, 0.3, 0.08
    waar = binnen / ((n * binnen + (totaal - n) * buiten) / totaal)
    raak = 0
    for _ in range(2000):
        y = kans.binomial(n, binnen)
        regel = Regel(("a",), n, y, totaal, y + kans.binomial(totaal - n, buiten), False, "")
        laag, hoog = regel.lift_interval
        raak += laag <= waar <= hoog
    assert stats.binomtest(raak, 2000, 0.95).pvalue > 0.001


def test_improvement_is_against_the_best_of_all_shorter_ones() -> None:
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.uint8)
    n, y = np.array([100, 100, 100, 100]), np.array([40, 10, 30, 0])
    items = [Item(0, (0,), "a"), Item(1, (0,), "b")]
    sets = frequent_itemsets(codes, n, y, items, max_lengte=2)
    verschil = dict(zip(sets.sets(), regels.improvements(sets, items, 0.2), strict=True))
    assert verschil == pytest.approx({(0,): 0.05, (1,): 0.15, (0, 1): 0.05})


def test_a_class_is_measured_against_the_group_it_lies_in() -> None:
    codes = np.array([[0], [1], [2]], dtype=np.uint8)
    n, y = np.array([100, 100, 100]), np.array([41, 39, 10])
    items = [Item(0, (0,), "jong"), Item(0, (0, 1), "onder de vijftig")]
    sets = frequent_itemsets(codes, n, y, items, max_lengte=1)
    verschil = dict(zip(sets.sets(), regels.improvements(sets, items, 0.3), strict=True))
    assert verschil[(0,)] == pytest.approx(0.01)


def test_what_says_nothing_of_people_is_no_item() -> None:
    labels = {item.label for item in regels.items_of(REGELKENMERKEN)}
    assert "huurachterstand=niet van toepassing" not in labels
    assert not any(label.endswith(("=nee", "=geen", "=onbekend", "=betaald")) for label in labels)
    assert "leeftijd=18 tot en met 49" in labels


def test_without_suspects_there_are_no_rules(patronen: Patronen, vraag: Regelspecificatie) -> None:
    with pytest.raises(GeenResultaat, match="geen verdachten"):
        regels.mine(replace(patronen, y=0 * patronen.y), vraag)


def test_a_fixed_rule_on_a_kenmerk_that_is_not_linked_is_left_out(
    bewoners: pl.DataFrame, vraag: Regelspecificatie
) -> None:
    minder = count_patterns(bewoners, ("geslacht", "leeftijd", "gezinsgrootte"))
    assert sum(regel.vast for regel in regels.mine(minder, vraag)) == 1


def test_the_recheck_by_mlxtend_agrees(gevonden: tuple[Regel, ...], patronen: Patronen) -> None:
    assert narekening.recheck_mlxtend(gevonden, patronen) <= 1e-12


def test_the_recheck_by_mlxtend_blocks_a_wrong_count(
    gevonden: tuple[Regel, ...], patronen: Patronen
) -> None:
    fout = replace(gevonden[0], y=gevonden[0].y + 1)
    with pytest.raises(Afwijking, match="mlxtend"):
        narekening.recheck_mlxtend((fout,), patronen)


def test_every_rule_kept_is_no_chance_and_says_why(gevonden: tuple[Regel, ...]) -> None:
    assert all(regel.p is not None and regel.p < regels.ALFA for regel in gevonden[2:])
    assert {regel.reden for regel in gevonden[:2]} == {"Deze groep noemt het onderzoek zelf."}
    assert all("2 procentpunten hoger dan" in regel.reden for regel in gevonden[2:])


def test_p_is_corrected_for_every_combination_that_was_looked_at(
    patronen: Patronen, vraag: Regelspecificatie
) -> None:
    vondst = regels.search(patronen, vraag)
    regel = vondst.regels[2]
    tabel = [[regel.y, regel.n - regel.y], [regel.totaal_y - regel.y, 0]]
    tabel[1][1] = regel.totaal - regel.n - tabel[1][0]
    assert regel.p is not None
    assert regel.p >= stats.fisher_exact(tabel).pvalue
    assert vondst.bekeken > vondst.verbeterd >= vondst.zeker >= len(vondst.regels) - 2
    assert vondst.bekeken > 100


def test_of_noise_no_rule_is_left(bewoners: pl.DataFrame, vraag: Regelspecificatie) -> None:
    """Of ten towns in which being a suspect has nothing to do with anything."""
    klein = bewoners.filter(pl.col("buurt") < 3)
    aantal = 0
    for zaad in range(10):
        kans = np.random.default_rng(zaad).random(klein.height) < 0.1
        ruis = klein.with_columns(verdachte=pl.Series(kans).cast(pl.UInt8))
        gevonden = regels.mine(count_patterns(ruis, REGELKENMERKEN), replace(vraag, vast=()))
        aantal += bool(gevonden)
    assert aantal <= 2


def test_a_hidden_rule_is_left_out_and_no_other_comes_for_it(
    patronen: Patronen, vraag: Regelspecificatie, gevonden: tuple[Regel, ...]
) -> None:
    weg = gevonden[3].items
    over = regels.mine(patronen, replace(vraag, weg=(weg,)))
    assert [r.items for r in over] == [r.items for r in gevonden if r.items != weg]


def test_a_pinned_rule_is_there_and_says_so(
    patronen: Patronen, vraag: Regelspecificatie, gevonden: tuple[Regel, ...]
) -> None:
    vast = replace(vraag, vast=(gevonden[5].items,))
    eerste = regels.mine(patronen, vast)[0]
    assert (eerste.items, eerste.reden) == (gevonden[5].items, "De analist zette deze regel vast.")


def test_odds_ratio_is_against_everybody_outside() -> None:
    regel = Regel(("a",), 250, 100, 1000, 200, False, "")
    assert regel.odds_ratio == pytest.approx(100 * 650 / (150 * 100))
    assert regel.wracc == regel.leverage == pytest.approx(0.05)


def test_a_refinement_by_chance_is_not_kept(vraag: Regelspecificatie) -> None:
    """Men alone .30; of men alone with children's luck .35, which is no clear difference."""
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.uint8)
    patronen = Patronen(
        ("geslacht", "schuldhulp"), codes, np.array([900, 100, 9000, 1000]),
        np.array([266, 35, 540, 60]),
    )  # fmt: skip
    gevonden = regels.mine(patronen, replace(vraag, vast=(), min_support=0.001))
    assert [regel.items for regel in gevonden] == [("geslacht=man",)]


def test_a_refinement_that_is_no_chance_is_kept(vraag: Regelspecificatie) -> None:
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.uint8)
    patronen = Patronen(
        ("geslacht", "schuldhulp"), codes, np.array([900, 100, 9000, 1000]),
        np.array([266, 60, 540, 60]),
    )  # fmt: skip
    gevonden = regels.mine(patronen, replace(vraag, vast=(), min_support=0.001))
    assert ("geslacht=man", "schuldhulp=ja") in [regel.items for regel in gevonden]
