"""The intruder reads labels and words as they are meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyses.kern.specificatie import SOORTEN
from analyses.kern.woorden import rule_words
from benchmarks.inbreker.kennis import (
    KLASSEN,
    Drempels,
    Kaart,
    group,
    inside,
    meet,
    members,
)
from benchmarks.inbreker.lezen import Rij, read_release, told
from benchmarks.inbreker.lezen import _level as pair_of_classes
from benchmarks.inbreker.zinnen import rule_group
from tests.aanval.proefbevolking import JA, KAART

ITEMS = [
    (code, klasse) for code, klassen in KLASSEN.items() for klasse in klassen if code != "verdachte"
]


@given(st.lists(st.sampled_from(ITEMS), min_size=1, max_size=4, unique_by=lambda item: item[0]))
def test_a_rule_in_words_is_read_back(items: list[tuple[str, str]]):
    woorden = rule_words([f"{code}={klasse}" for code, klasse in items])
    assert rule_group(woorden) == {c: (KLASSEN[c].index(k),) for c, k in items}


def test_ages_taken_together_are_read_back():
    assert rule_group("mannen van 18 tot 50 jaar") == {"geslacht": (0,), "leeftijd": (2, 3, 4)}


def test_words_that_nobody_knows_are_not_guessed():
    with pytest.raises(ValueError, match="nobody knows"):
        rule_group("inwoners met een hond")


def test_levels_taken_together_are_told_apart():
    klassen = KLASSEN["huurachterstand"]
    samen = f"{klassen[4]} of {klassen[5]}"
    assert members("huurachterstand", samen) == {4, 5}
    assert members("gezinsgrootte", "4 personen of 5 of meer personen") == {3, 4}


def test_a_pair_of_classes_is_read_back():
    assert pair_of_classes("Geslacht en leeftijd", "man, 12 tot en met 17 of 65 en ouder") == {
        "geslacht": {0},
        "leeftijd": {1, 6},
    }
    assert pair_of_classes("Leeftijd", "65 en ouder") == {"leeftijd": {6}}
    with pytest.raises(ValueError, match="nobody knows"):
        pair_of_classes("Geslacht en hond", "man, ja")


@pytest.mark.parametrize(
    ("label", "eerdere", "buurten"),
    [
        ("Buurt 2", [], {1}),
        ("Overige buurten", ["Buurt 1"], {1, 2}),
        ("De twee buurten samen", ["Buurt 3", "Buurt 1", "Buurt 2"], {0, 2}),
        ("Hele gemeente", ["Buurt 1"], {0, 1, 2}),
    ],
)
def test_an_area_is_known_by_its_label(label: str, eerdere: list[str], buurten: set[int]):
    assert KAART.area(label, eerdere) == buurten


def test_a_group_is_inside_another_when_its_conditions_say_so():
    jong, man = (group({d: w}, KAART) for d, w in (("leeftijd", {2, 3}), ("geslacht", {0})))
    assert inside(meet(jong, man), man)
    assert not inside(man, meet(jong, man))


@pytest.mark.parametrize(("aantal", "grenzen"), [(10, (10, 12)), (25, (23, 27)), (0, (0, 0))])
def test_a_rounded_figure_tells_its_range(aantal: int, grenzen: tuple[int, int]):
    rij = Rij(group({"buurt": {0}}, KAART), JA, 100, aantal, "proef")
    basis, telling = told(rij, Drempels())
    assert (basis.onder, basis.boven) == (98, 102)
    assert (telling.onder, telling.boven) == grenzen


def test_the_rules_themselves_tell_something():
    """Of 50 at least ten have no outcome: no more than 42 of 52 can have it."""
    rij = Rij(group({"buurt": {0}}, KAART), JA, 50, 45, "proef")
    assert list(told(rij, Drempels()))[1].boven == 42


def test_who_counts_is_one_of_the_map():
    with pytest.raises(ValueError, match="nobody knows"):
        Kaart(("Buurt 1",)).area("Buurt 9", [])


def test_every_kind_of_analysis_is_attacked_or_named():
    from benchmarks.inbreker.huis import NIET_GEVRAAGD, questions

    gevraagd = {vraag.soort for vraag in questions(klein=False)}
    assert gevraagd.isdisjoint(NIET_GEVRAAGD)
    assert gevraagd | set(NIET_GEVRAAGD) == set(SOORTEN)


def test_a_table_that_nobody_reads_is_not_passed_over():
    tabel = {"naam": "iets_nieuws", "koppen": [], "rijen": []}
    inhoud = {"soort": "regressie", "basis": "alle inwoners", "n": 100, "tabellen": [tabel]}
    with pytest.raises(ValueError, match="a table that nobody reads"):
        read_release(inhoud, KAART.alle, KAART, Drempels(), "proef")
