"""Association rules: thresholds, and no small group to compute from several rules together."""

from itertools import combinations

import numpy as np
import pytest

from privacy.kern.beschermen import NietTeBeschermen, Regel, Regelset, protect_rules
from privacy.kern.drempels import Drempelset
from privacy.kern.regelaudit import Regelcijfer, audit_rules
from privacy.kern.regelkanalen import Atomen, Indeling, Item
from privacy.kern.veilig import VeiligeTabel

DREMPELS = Drempelset()
A, B, C, D = (("a", "ja"), ("b", "ja"), ("c", "ja"), ("d", "ja"))
JONG, JONGST = ("leeftijd", "18 tot en met 49"), ("leeftijd", "18 tot en met 24")
CODES = {JONG: (2, 3, 4), JONGST: (2,)}
PERSONEN, UITKOMSTEN = 9000, 900


def rules(*regels: tuple[tuple[Item, ...], int, int]) -> VeiligeTabel:
    return protect_rules(
        Regelset(
            "regels",
            "Regels",
            tuple(Regel(items, str(nummer), n, y) for nummer, (items, n, y) in enumerate(regels)),
            PERSONEN,
            UITKOMSTEN,
            CODES,
            {"leeftijd": 7, "a": 2, "b": 2, "c": 2, "d": 2},
        ),
        DREMPELS,
    )


def kept(tabel: VeiligeTabel) -> list[str]:
    return sorted(str(rij.waarden[0]) for rij in tabel.rijen)


@pytest.mark.parametrize(
    ("basis", "aantal", "blijft"),
    [
        (100, 9, False),
        (100, 10, True),
        (100, 11, True),
        (49, 20, False),
        (50, 20, True),
        (51, 20, True),
        (95, 86, False),
        (100, 90, True),
        (100, 91, False),
        (8951, 880, False),
        (8950, 880, True),
        (4000, 891, False),
        (4000, 890, True),
    ],
)
def test_a_rule_is_kept_from_its_thresholds(basis: int, aantal: int, blijft: bool) -> None:
    assert kept(rules(((A,), basis, aantal))) == (["0"] if blijft else [])


@pytest.mark.parametrize("verschil", [0, 1, 5, 9])
def test_the_least_interesting_of_two_nested_rules_goes(verschil: int) -> None:
    tabel = rules(((A, B), 400, 100), ((A,), 400 + verschil, 100))
    assert kept(tabel) == ["0"]


def test_nested_rules_that_differ_by_many_stay() -> None:
    assert kept(rules(((A, B), 400, 100), ((A,), 900, 200))) == ["0", "1"]


def test_few_with_the_outcome_between_two_rules_is_a_channel_too() -> None:
    assert kept(rules(((A, B), 400, 100), ((A,), 900, 104))) == ["0"]


def test_rounding_hides_few_without_the_outcome_between_two_rules() -> None:
    """3 = 200 - 197 comes from four rounded counts: somewhere from 0 to 13."""
    assert kept(rules(((A, B), 400, 100), ((A,), 600, 297))) == ["0", "1"]


def test_a_narrower_class_lies_within_a_wider_one() -> None:
    assert kept(rules(((JONGST, A), 300, 90), ((JONG, A), 305, 92))) == ["0"]


def test_four_rules_give_away_who_has_neither() -> None:
    """a without b and c: 1000 - 800 - 700 + 502 = 2 persons, from counts that each are large."""
    tabel = rules(((A,), 1000, 300), ((A, B), 800, 200), ((A, C), 700, 180), ((A, B, C), 502, 82))
    assert kept(tabel) == ["0", "1", "2"]


def test_the_order_tells_no_more_than_the_figures() -> None:
    """Two rules that are printed alike stand by their words, whichever has more."""
    rijen = [((A,), 400, 101), ((B,), 400, 99)]
    een, ander = rules(*rijen), rules(*reversed(rijen))
    assert [rij.waarden[1:] for rij in een.rijen] == [een.rijen[0].waarden[1:]] * 2
    assert een.kolom("regel") == ander.kolom("regel") == ("0", "1")


def test_the_order_is_that_of_what_is_shown() -> None:
    tabel = rules(((A,), 400, 100), ((B,), 400, 140), ((C,), 400, 120))
    assert tabel.kolom("regel") == ("1", "2", "0")
    assert tabel.kolom("lift_van") == tuple(sorted(tabel.kolom("lift_van"), reverse=True))


def test_figures_of_a_rule_come_from_rounded_counts() -> None:
    rij = rules(((A,), 402, 134)).rijen[0]
    assert rij.waarden == ("0", 400, 135, 34, 29, 39, 10, 3.4, 2.9, 3.9)


def test_an_outcome_under_the_threshold_gives_no_rules() -> None:
    with pytest.raises(NietTeBeschermen):
        protect_rules(Regelset("r", "R", (), 9000, 9), DREMPELS)


def test_no_rules_give_an_empty_table() -> None:
    assert rules().rijen == ()


def test_the_audit_refuses_rules_that_differ_by_few() -> None:
    audit = audit_rules(
        [Regelcijfer(frozenset([A]), 405, 100), Regelcijfer(frozenset([A, B]), 400, 100)],
        Regelcijfer(frozenset(), PERSONEN, UITKOMSTEN),
        Indeling({}, {}),
        DREMPELS,
        aangeboden=2,
        onder_drempel=0,
    )
    assert not audit.geslaagd


def test_classes_of_one_kenmerk_make_parts_that_exclude_each_other() -> None:
    assert Atomen([JONG, JONGST, A], Indeling(CODES, {"leeftijd": 7, "a": 2})).aantal == 3 * 2


@pytest.mark.parametrize("zaad", range(40))
def test_no_small_group_follows_from_mined_rules(zaad: int) -> None:
    """All rules over six items of a random population, shown together after protection."""
    toeval = np.random.default_rng(zaad)
    mensen = population(toeval)
    regels = mined(mensen, toeval)
    tabel = protect_rules(regels, DREMPELS)
    getoond = {r.items: r for r in regels.regels if r.tekst in kept(tabel)}
    for groot, klein in combinations(getoond, 2):
        if set(groot) < set(klein):
            verschil = getoond[groot].basis - getoond[klein].basis
            assert not 0 < verschil < DREMPELS.min_verschil


def population(toeval: np.random.Generator) -> np.ndarray:
    """Persons × (six items, outcome)."""
    kans = toeval.uniform(0.05, 0.6, 6)
    mensen = toeval.random((4000, 7)) < np.append(kans, 0.1)
    mensen[:, 1] |= mensen[:, 0] & (toeval.random(4000) < 0.97)
    mensen[:, 6] |= mensen[:, 2] & (toeval.random(4000) < 0.2)
    return mensen


def mined(mensen: np.ndarray, toeval: np.random.Generator) -> Regelset:
    regels = []
    for lengte in (1, 2, 3):
        for keuze in combinations(range(6), lengte):
            wie = mensen[:, list(keuze)].all(axis=1)
            items = tuple((f"k{i}", "ja") for i in keuze)
            regels.append(Regel(items, str(keuze), int(wie.sum()), int((wie & mensen[:, 6]).sum())))
    volgorde = toeval.permutation(len(regels))[:20]
    return Regelset(
        "r", "R", tuple(regels[i] for i in volgorde), len(mensen), int(mensen[:, 6].sum())
    )
