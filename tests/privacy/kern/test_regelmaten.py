"""Measures of rules from rounded counts: published cases, and nothing that the table has not."""

import math

import pytest

from privacy.kern.beschermen import Regel, Regelset, Zeef, protect_rules, rule_measures, sieve
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import VeiligeTabel

DREMPELS = Drempelset()


def measures(
    n: int, y: int, personen: int, uitkomsten: int, p: float | None = 0.004
) -> VeiligeTabel:
    regel = Regel((("a", "ja"), ("b", "nee")), "groep", n, y, p, "Daarom.")
    regelset = Regelset("regels", "Regels", (regel,), personen, uitkomsten)
    return rule_measures(regelset, protect_rules(regelset, DREMPELS), DREMPELS)


def figures(tabel: VeiligeTabel, *codes: str) -> tuple[object, ...]:
    return tuple(tabel.kolom(code)[0] for code in codes)


def test_measures_of_a_table_known_by_hand() -> None:
    """1,000 persons, 200 with; in the group 100 of 250: share .4 against .2."""
    tabel = measures(250, 100, 1000, 200)
    assert figures(tabel, "support", "wracc", "conviction") == (10.0, 50.0, 1.33)
    odds = 100 * 650 / (150 * 100)
    straal = 1.959963984540054 * math.sqrt(1 / 100 + 1 / 150 + 1 / 100 + 1 / 650)
    assert figures(tabel, "odds_ratio", "odds_van", "odds_tot") == (
        round(odds, 1), round(odds * math.exp(-straal), 1), round(odds * math.exp(straal), 1),
    )  # fmt: skip
    zhang = 0.05 / max(0.1 * 0.75, 0.25 * 0.1)
    assert figures(tabel, "zhang") == (round(zhang, 2),)


@pytest.mark.parametrize(("n", "y"), [(248, 99), (250, 100), (252, 102)])
def test_counts_with_the_same_rounding_have_the_same_measures(n: int, y: int) -> None:
    een, ander = measures(n, y, 1001, 201), measures(250, 100, 1000, 200)
    assert [rij.waarden for rij in een.rijen] == [rij.waarden for rij in ander.rijen]


@pytest.mark.parametrize(
    ("p", "tekst"), [(0.0001, "< .001"), (0.02, "< .05"), (0.4, "≥ .05"), (None, "niet getoetst")]
)
def test_p_is_one_of_four_classes(p: float | None, tekst: str) -> None:
    assert figures(measures(250, 100, 1000, 200, p), "p") == (tekst,)


def test_reason_and_condition_stand_beside() -> None:
    tabel = measures(250, 100, 1000, 200)
    assert figures(tabel, "reden", "voorwaarde") == ("Daarom.", "a=ja; b=nee")


def test_a_hidden_rule_has_no_measures() -> None:
    """Under the thresholds it is not in the table of rules, and so it is not here."""
    assert measures(250, 100, 1000, 200).rijen
    assert not measures(60, 9, 1000, 200).rijen


def test_the_sieve_tells_two_digits() -> None:
    stappen = (Zeef("bekeken", 2347), Zeef("zeker", 86), Zeef("niets", 0))
    assert sieve("zeef", stappen, DREMPELS).kolom("over") == (2300, 86, 0)
