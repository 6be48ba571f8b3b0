"""The intruder is strong: he breaks what can be broken, each time by other means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.inbreker import rekenen
from benchmarks.inbreker.kennis import Drempels, Groep, group, meet
from benchmarks.inbreker.lezen import Bewering, Rij
from benchmarks.inbreker.model import Rekenaar, Tegenspraak, build
from benchmarks.inbreker.rekenen import Uitslag, attack
from benchmarks.inbreker.waarheid import Doel, must_stay_open, protected_cells, small_differences
from tests.aanval.proefbevolking import EXACT, JA, KAART, SCHULD, population, row

BEVOLKING = population()
ALLE_BUURTEN = ({0}, {1}, {2}, {0, 1, 2})
NEE, WEL = [0], [1]


def hit(rijen: list[Rij], drempels: Drempels = EXACT) -> Uitslag:
    return attack("proef", rijen, [], BEVOLKING, KAART, drempels, Drempels())


def counselling_table(*verborgen: tuple[tuple[int, ...], frozenset[int]], stap: int = 1):
    return [
        row(
            BEVOLKING,
            {"schuldhulp": klasse, "buurt": buurt},
            getoond=(tuple(klasse), frozenset(buurt)) not in verborgen,
            stap=stap,
        )
        for klasse in (NEE, WEL, [0, 1])
        for buurt in ALLE_BUURTEN
    ]


def test_the_population_has_one_cell_to_hide():
    tellingen = [(BEVOLKING.count(r.basis), BEVOLKING.count(r.doel)) for r in counselling_table()]
    open_ = [must_stay_open(n, y, False, Drempels()) for n, y in tellingen]
    assert [plek for plek, moet in enumerate(open_) if moet] == [len(ALLE_BUURTEN)]


def test_one_hidden_cell_follows_from_the_total():
    """Subtraction."""
    uitslag = hit(counselling_table(((1,), frozenset({0}))))
    gevonden = [v for v in uitslag.vondsten if v.doel.groep == _cell(0)]
    assert [(v.onder, v.boven) for v in gevonden] == [(BEVOLKING.count(_cell(0)),) * 2]


def _exact(uitslag: Uitslag) -> list[Groep]:
    return [v.doel.groep for v in uitslag.vondsten if v.doel.soort == "cel" and v.exact]


def _cell(buurt: int):
    return meet(meet(group({"buurt": {buurt}}, KAART), SCHULD), JA)


def test_what_one_table_hides_another_gives_away():
    """Four hidden cells hold, until somebody shows two of the buurten together."""
    dicht = counselling_table(*((tuple(k), frozenset({b})) for k in (NEE, WEL) for b in (0, 1)))
    assert _exact(hit(dicht)) == []
    samen = row(BEVOLKING, {"schuldhulp": NEE, "buurt": {1, 2}})
    assert _exact(hit([*dicht, samen])) == [_cell(0)]


def test_a_difference_of_two_shown_groups_is_found():
    """Two figures that each pass the thresholds: all, and all but those of one buurt."""
    allen = row(BEVOLKING, {"schuldhulp": WEL})
    ouder = row(BEVOLKING, {"schuldhulp": WEL, "buurt": {1, 2}})
    gevonden = [v for v in hit([allen, ouder]).vondsten if v.doel.soort == "verschil"]
    assert [(v.onder, v.boven) for v in gevonden] == [(BEVOLKING.count(_cell(0)),) * 2]


def test_inclusion_and_exclusion_give_a_group_that_no_rule_names():
    """All, A, B, and A with B are told: who is neither is not, and follows."""
    man, jong = {"geslacht": [0]}, {"leeftijd": [2]}
    regels = [row(BEVOLKING, wie) for wie in ({}, man, jong, man | jong)]
    doel = meet(group({"geslacht": {1}, "leeftijd": {0, 1, 3, 4, 5, 6}}, KAART), JA)
    feiten = [b for rij in regels for b in rekenen.told(rij, EXACT)]
    model = build(feiten, [doel], KAART)
    waar = BEVOLKING.count(doel)
    assert Rekenaar(model).bounds(model.form(doel)) == (waar, waar)


def test_public_sizes_narrow_what_small_groups_hold():
    """Nobody can have more suspects in a group than there are people in it."""
    klein = group({"buurt": {0}, "leeftijd": {2}, "geslacht": {0}}, KAART)
    feiten = [Bewering(klein, 4, 4)]
    doel = meet(klein, JA)
    model = build(feiten, [doel], KAART)
    assert Rekenaar(model).bounds(model.form(doel)) == (0, 4)


def test_whole_persons_tell_more_than_fractions():
    """x and y at least 1/2 more than half of 3, in whole persons: 2, not 1.5."""
    a, b = (group({"buurt": {b}}, KAART) for b in (0, 1))
    feiten = [
        Bewering(a, 1.5, 2.5),
        Bewering(b, 0, 5),
        Bewering(group({"buurt": {0, 1}}, KAART), 4, 4),
    ]
    model = build(feiten, [a], KAART)
    rekenaar = Rekenaar(model)
    assert rekenaar.bounds(model.form(b)) == pytest.approx((1.5, 2.5))
    assert rekenen.whole(rekenaar, model, model.form(b), 1, 3) == (2, 2)


def test_claims_that_no_population_fits_are_noticed():
    a = group({"buurt": {0}}, KAART)
    feiten = [Bewering(a, 5, 5), Bewering(group({"buurt": {0, 1}}, KAART), 3, 3)]
    model = build(feiten, [a], KAART)
    with pytest.raises(Tegenspraak):
        Rekenaar(model).bounds(model.form(a))


def test_what_the_documentation_rules_out_is_no_suspect():
    kind = meet(group({"leeftijd": {0}}, KAART), JA)
    model = build([Bewering(group({"leeftijd": {0}}, KAART), 20, 20)], [kind], KAART)
    assert Rekenaar(model).bounds(model.form(kind)) == (0, 0)


def test_what_everybody_knows_is_no_secret():
    """Between all ages and 12 and over are children: no suspects, as the documentation says."""
    allen, ouder = (row(BEVOLKING, {"leeftijd": range(van, 7)}) for van in (0, 1))
    vanaf_18 = row(BEVOLKING, {"leeftijd": range(2, 7)})
    doel = Doel("verschil", allen.doel, ouder.doel, 0, 10, "proef")
    anders = Doel("verschil", ouder.doel, vanaf_18.doel, 0, 10, "proef")
    feiten = [b for rij in (allen, ouder, vanaf_18) for b in rekenen.told(rij, EXACT)]
    assert [v.doel for v in rekenen._find([doel, anders], feiten, KAART)] == [anders]


def test_rounding_alone_leaves_cells_narrow():
    verborgen = ((1,), frozenset({0}))
    assert hit(counselling_table(verborgen, stap=5), Drempels()).versmald == 1


def test_a_table_that_hides_everything_small_with_a_partner_holds():
    """Two cells hidden in every row and column of the small ones, nothing else told."""
    klein = [row(BEVOLKING, {"schuldhulp": WEL, "buurt": b}, getoond=False) for b in ALLE_BUURTEN]
    nee = [row(BEVOLKING, {"schuldhulp": NEE, "buurt": b}, getoond=False) for b in ALLE_BUURTEN]
    allen = [row(BEVOLKING, {"buurt": b}, stap=5) for b in ALLE_BUURTEN]
    assert hit([*klein, *nee, *allen], Drempels()).versmald == 0


@pytest.mark.parametrize(
    ("n", "y", "open_"),
    [
        (49, 20, True), (50, 9, True), (50, 10, False), (50, 40, False), (50, 41, True),
        (100, 90, False), (101, 91, True), (300, 275, True), (300, 0, True), (0, 0, False),
    ],
)  # fmt: skip
def test_which_figures_are_about_too_few(n: int, y: int, open_: bool):
    assert must_stay_open(n, y, False, Drempels()) is open_


def test_a_zero_and_a_large_share_of_what_is_nobodys_secret_may_be_shown():
    assert not must_stay_open(300, 0, True, Drempels())
    assert not must_stay_open(300, 285, True, Drempels())


def test_the_same_cell_of_two_tables_is_protected_once():
    rijen = counselling_table()
    assert len(protected_cells([*rijen, *rijen], BEVOLKING, Drempels())) == len(
        protected_cells(rijen, BEVOLKING, Drempels())
    )


def test_what_lies_between_two_shown_groups_is_protected_as_well():
    allen = row(BEVOLKING, {"schuldhulp": NEE})
    bijna = row(BEVOLKING, {"schuldhulp": NEE, "geslacht": [0]})
    tussen = small_differences([allen, bijna], BEVOLKING, Drempels(), [])
    n = BEVOLKING.count(allen.basis) - BEVOLKING.count(bijna.basis)
    y = BEVOLKING.count(allen.doel) - BEVOLKING.count(bijna.doel)
    assert [d.waarde for d in tussen] == ([y] if must_stay_open(n, y, False, Drempels()) else [])


def test_bounds_agree_with_every_table_there_is():
    """A slow second reader: all tables of four cells with the shown sums."""
    mogelijk = [
        (a, b, c, d)
        for a in range(8) for b in range(8) for c in range(8) for d in range(8)
        if a + b == 7 and c + d == 5 and 5 <= a + c <= 6 and a <= 4
    ]  # fmt: skip
    cel = [group({"buurt": {b}, "geslacht": {g}}, KAART) for b in (0, 1) for g in (0, 1)]
    feiten = [
        Bewering(group({"buurt": {0}}, KAART), 7, 7),
        Bewering(group({"buurt": {1}}, KAART), 5, 5),
        Bewering(group({"buurt": {2}}, KAART), 0, 0),
        Bewering(group({"geslacht": {0}}, KAART), 5, 6),
        Bewering(cel[0], 0, 4),
    ]
    model = build(feiten, cel, KAART)
    rekenaar = Rekenaar(model)
    for plek, groep in enumerate(cel):
        waarden = [tabel[plek] for tabel in mogelijk]
        assert rekenaar.bounds(model.form(groep)) == pytest.approx((min(waarden), max(waarden)))


def test_a_target_knows_its_own_width():
    vondst = rekenen.Vondst(Doel("cel", JA, None, 3, 10, "proef"), 0, 9)
    assert vondst.versmald
    assert not rekenen.Vondst(vondst.doel, 0, 10).versmald
    assert not np.isnan(vondst.boven)


def test_what_was_hidden_beside_counts_as_well_unless_a_row_shows_it():
    rijen = counselling_table(((1,), frozenset({0})), ((0,), frozenset({1})))
    assert [d.soort for d in protected_cells(rijen, BEVOLKING, Drempels())] == [
        "bijcel", "bijgrootte", "cel", "bijgrootte",
    ]  # fmt: skip
    dubbel = [*rijen, row(BEVOLKING, {"schuldhulp": NEE, "buurt": {1}})]
    assert [d.soort for d in protected_cells(dubbel, BEVOLKING, Drempels())] == [
        "cel", "bijgrootte",
    ]  # fmt: skip


def test_who_knows_his_own_record_is_one_person_further():
    """Two groups with ten of the outcome together: open over ten for us, over nine for one of
    them."""
    wie = BEVOLKING.mask(meet(SCHULD, JA))
    gekozen = np.flatnonzero(wie)[:10]
    kolommen = {code: kolom[gekozen] for code, kolom in BEVOLKING.kolommen.items()}
    tien = replace(BEVOLKING, kolommen=kolommen, pleeg=[frozenset()] * 10)
    doel = meet(group({"geslacht": {0}}, KAART), JA)
    aantal = tien.count(doel)
    geheim = Doel("cel", doel, None, aantal, 10, "proef", (frozenset(), None))
    (vondst,) = rekenen._find([geheim], [Bewering(JA, 10, 10)], KAART, tien)
    assert (vondst.onder, vondst.boven, vondst.te_nauw) == (0, 10, False)
    assert vondst.betrokkene is not None
    assert vondst.betrokkene.boven - vondst.betrokkene.onder == 9
