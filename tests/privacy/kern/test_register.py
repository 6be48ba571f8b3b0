"""The ledger: what several results tell together, and that a proof of openness holds."""

from dataclasses import replace
from itertools import combinations_with_replacement, product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.kern.drempels import Drempelset
from privacy.kern.modeluitspraken import Telling, regression_part
from privacy.kern.primair import broken_rules
from privacy.kern.uitspraken import Groep, Soort, Spanne, Uitspraak, group
from tests.privacy.kern.registermateriaal import (
    CODES,
    DREMPELS,
    VERDACHT,
    aged,
    among,
    benefit,
    judged,
    living,
    residents,
    shares,
)

# buurt, age, benefit, suspect, persons: in buurt 0 four suspects of 60 have a benefit.
GEMEENTE = residents(
    [
        (0, 30, 0, 0, 700), (0, 30, 0, 1, 96), (0, 30, 1, 0, 56), (0, 30, 1, 1, 4),
        (1, 30, 0, 0, 800), (1, 30, 0, 1, 80), (1, 30, 1, 0, 100), (1, 30, 1, 1, 40),
        (0, 64, 0, 0, 90), (0, 64, 0, 1, 20), (0, 65, 0, 0, 5),
    ]
)  # fmt: skip


def shown(frame: pl.DataFrame, *voorwaarden, stap: int = 5) -> Uitspraak:
    """What a shown share tells of this group."""
    groep = group(voorwaarden)
    hier = among(frame, groep)
    n, y = ((v + stap // 2) // stap * stap for v in (hier.height, hier["verdachte"].sum()))
    half = stap // 2
    return Uitspraak(
        Soort.cel, groep, VERDACHT, Spanne(n - half, n + half), Spanne(y - half, y + half)
    )


def hidden(*voorwaarden) -> Uitspraak:
    return Uitspraak(Soort.cel, group(voorwaarden), VERDACHT, None, None, geheim=True)


def test_two_results_that_each_pass_and_together_give_a_small_group_are_refused() -> None:
    eerst = shown(GEMEENTE, living(0), aged(18, 60))
    daarna = shown(GEMEENTE, living(0), aged(18, 60), benefit(0))
    assert judged(GEMEENTE, [[eerst]]).versmald == 0
    assert judged(GEMEENTE, [[daarna]]).versmald == 0
    assert judged(GEMEENTE, [[daarna]], [[eerst]]).versmald == 1


@pytest.mark.parametrize("getoond", [True, False])
def test_a_table_beside_a_regression_that_tells_its_hidden_cell_is_refused(getoond: bool) -> None:
    """Of all with a benefit 44 are suspects, by the score equations; 40 of them in buurt 1."""
    tellingen = [
        Telling("x", group((benefit(k),)), n, y, getoond)
        for k, n, y in ((0, 1791, 196), (1, 200, 44))
    ]
    model = regression_part("model", VERDACHT, Telling("alle", (), 1991, 240), tellingen, DREMPELS)
    tabel = [shown(GEMEENTE, living(1), benefit(1)), hidden(living(0), benefit(1))]
    assert judged(GEMEENTE, [tabel]).versmald == 0
    wijd = [replace(u, aantal=u.aantal and Spanne(30, 60)) for u in model.uitspraken[1:]]
    assert judged(GEMEENTE, [tabel], [wijd]).versmald == 0
    assert judged(GEMEENTE, [tabel], [model.uitspraken]).versmald > 0


def test_the_order_of_two_results_makes_no_difference() -> None:
    eerst = shown(GEMEENTE, living(0), aged(18, 60), benefit(0))
    daarna = shown(GEMEENTE, living(0), aged(18, 60))
    assert judged(GEMEENTE, [[daarna]], [[eerst]]).versmald == 1


@pytest.mark.parametrize(("tot", "dichtbij"), [(64, 0), (65, 1)])
def test_groups_that_differ_by_a_year_of_age_are_too_near(tot: int, dichtbij: int) -> None:
    eerst = shown(GEMEENTE, living(0), aged(18, 64))
    oordeel = judged(GEMEENTE, [[shown(GEMEENTE, living(0), aged(18, tot))]], [[eerst]])
    assert len(oordeel.dichtbij) == dichtbij


def test_what_a_draft_showed_counts_even_when_nothing_came_of_it() -> None:
    concept = shown(GEMEENTE, living(0), aged(18, 60))
    kandidaat = shown(GEMEENTE, living(0), aged(18, 60), benefit(0))
    assert judged(GEMEENTE, [[kandidaat]], [[concept], []]).versmald


def test_the_parts_of_one_result_are_laid_beside_each_other() -> None:
    een, ander = (shown(GEMEENTE, living(0), aged(18, 60), *b) for b in ((), (benefit(0),)))
    assert judged(GEMEENTE, [[een], [ander]]).versmald == 1


def test_a_hidden_cell_stays_hidden() -> None:
    eerst = [hidden(living(0), aged(18, 60), benefit(1)), shown(GEMEENTE, living(0), aged(18, 60))]
    assert judged(GEMEENTE, [eerst]).versmald == 0
    kandidaat = shown(GEMEENTE, living(0), aged(18, 60), benefit(0))
    assert judged(GEMEENTE, [[kandidaat]], [eerst]).zoeker.narrow()


@pytest.mark.parametrize(("n", "vereist"), [(9, 10), (10, 0), (49, 0)])
def test_the_size_of_a_hidden_group_is_a_secret_under_the_threshold_alone(
    n: int, vereist: int
) -> None:
    frame = residents([(0, 30, 0, 0, 700), (0, 30, 1, 0, n - 1), (0, 30, 1, 1, 1)])
    oordeel = judged(frame, [[hidden(living(0), benefit(1))]])
    assert [g.vereist for g in oordeel.zoeker.geheimen if not g.uitkomst] == [vereist]


def test_a_whole_table_passes_alone_and_again() -> None:
    _, deel = shares(
        GEMEENTE, {"bijstand": [benefit(0), benefit(1)], "gebied": [living(0), living(1)]}
    )
    assert judged(GEMEENTE, [deel.uitspraken]).versmald == 0
    assert judged(GEMEENTE, [deel.uitspraken], [deel.uitspraken]).versmald == 0


def test_a_delivery_with_one_row_changed_is_refused() -> None:
    """102 suspects are shown as 100; with one more it would be 105."""
    voor = residents([(0, 30, 0, 0, 700), (0, 30, 0, 1, 102)])
    na = residents([(0, 30, 0, 0, 699), (0, 30, 0, 1, 103)])
    eerst, daarna = (shown(frame, living(0)) for frame in (voor, na))
    assert judged(na, [[daarna]], [[eerst]]).dichtbij
    assert not judged(voor, [[eerst]], [[eerst]]).dichtbij


def test_a_delivery_with_many_rows_changed_is_another_count() -> None:
    voor = residents([(0, 30, 0, 0, 700), (0, 30, 0, 1, 102)])
    na = residents([(0, 30, 0, 0, 660), (0, 30, 0, 1, 142)])
    eerst, daarna = (shown(frame, living(0)) for frame in (voor, na))
    assert judged(na, [[daarna]], [[eerst]]).versmald == 0


def test_a_statement_on_a_kenmerk_that_is_not_linked_is_left_out() -> None:
    zonder = GEMEENTE.drop("bijstand")
    eerst = shown(GEMEENTE, living(0), benefit(0))
    oordeel = judged(zonder, [[shown(zonder, living(0))]], [[eerst]])
    assert oordeel.versmald == 0
    assert len(oordeel.regels) == 1


# --- against a slow second implementation: every municipality of two buurten, one by one

KLEIN = Drempelset(
    min_aantal=3, min_basis=4, min_complement=1, min_verschil=2, max_aandeel=1.0, afronding=1
)
GROEPEN = [
    group([living(*buurten), *bijstand])
    for buurten, bijstand in product([(0,), (1,), (0, 1)], [(), (benefit(0),), (benefit(1),)])
]
CELLEN = list(product((0, 1), (0, 1), (0, 1)))  # buurt, benefit, suspect


def told(frame: pl.DataFrame, groep: Groep, speling: int) -> Uitspraak:
    """Shown within a range, or hidden when it breaks a rule."""
    hier = among(frame, groep)
    n, y = hier.height, int(hier["verdachte"].sum())
    niet = np.zeros(1, dtype=np.bool_)
    regels = broken_rules(np.array([y]), np.array([n]), niet, niet, True, KLEIN)
    if any(gebroken[0] for _, gebroken in regels):
        return Uitspraak(Soort.cel, groep, VERDACHT, None, None, geheim=True)
    grootte, aantal = (Spanne(max(0, v - speling), v + speling) for v in (n, y))
    return Uitspraak(Soort.cel, groep, VERDACHT, grootte, aantal)


def all_municipalities(frame: pl.DataFrame) -> np.ndarray:
    """Counts over CELLEN of everything with these numbers of residents in each buurt."""
    per_buurt = []
    for buurt in (0, 1):
        n = frame.filter(pl.col("buurt") == buurt).height
        delen = [
            np.bincount(keuze, minlength=4) for keuze in combinations_with_replacement(range(4), n)
        ]
        per_buurt.append(np.array(delen).reshape(-1, 4))
    links, rechts = per_buurt
    return np.hstack([np.repeat(links, len(rechts), axis=0), np.tile(rechts, (len(links), 1))])


def in_group(groep: Groep, verdacht: bool) -> np.ndarray:
    """Which of CELLEN a group holds."""
    eisen = {v.kenmerk: set(v.waarden) for v in groep}
    return np.array(
        [
            CODES[buurt] in eisen["buurt"]
            and bijstand in eisen.get("bijstand", {0, 1})
            and (not verdacht or ja == 1)
            for buurt, bijstand, ja in CELLEN
        ]
    )


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_what_is_proved_open_is_open_and_the_rest_is_not(data: st.DataObject) -> None:
    tellingen = data.draw(st.lists(st.integers(0, 4), min_size=8, max_size=8))
    rijen = [(b, 30, k, v, n) for (b, k, v), n in zip(CELLEN, tellingen, strict=True)]
    frame = residents([*rijen, (0, 30, 0, 0, 1), (1, 30, 1, 1, 1)])
    keuze = st.lists(st.sampled_from(GROEPEN), min_size=1, max_size=4, unique=True)
    eerder = [told(frame, g, data.draw(st.integers(0, 1))) for g in data.draw(keuze)]
    nu = [told(frame, g, data.draw(st.integers(0, 1))) for g in data.draw(keuze)]
    zoeker = judged(frame, [nu], [eerder], KLEIN).zoeker
    mogelijk = all_municipalities(frame)
    past = np.ones(len(mogelijk), dtype=np.bool_)
    for u in (*eerder, *nu):
        for spanne, verdacht in ((u.grootte, False), (u.aantal, True)):
            if spanne is not None:
                som = mogelijk[:, in_group(u.groep, verdacht)].sum(axis=1)
                past &= (som >= spanne.van) & (som <= spanne.tot)
    for plek, geheim in enumerate(zoeker.geheimen):
        leden = in_group(geheim.groep, bool(geheim.uitkomst))
        if geheim.zonder is not None:
            leden = leden & ~in_group(geheim.zonder, True)
        breedte = int(np.ptp(mogelijk[past][:, leden].sum(axis=1)))
        bewezen = int(zoeker.hoog[plek] - zoeker.laag[plek])
        assert bewezen <= breedte
        assert (bewezen >= geheim.vereist) == (breedte >= geheim.vereist)
