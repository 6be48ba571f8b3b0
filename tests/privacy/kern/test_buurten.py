"""Buurten beside each other: nothing is sharper than its row, and what is hidden stays hidden."""

import numpy as np
import pytest

from privacy.kern.beschermen import (
    Buurtcijfer,
    Buurtligging,
    NietTeBeschermen,
    Verschildeel,
    protect_area_effects,
    protect_area_spread,
    protect_difference,
    protect_shares,
)
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Reden, VeiligeTabel

DREMPELS = Drempelset()
NAMEN = ("A", "B", "C", "D")


def cells(aantal: tuple[int, ...], basis: tuple[int, ...] = (500,) * 4) -> VeiligeTabel:
    tabel = Celtabel(
        "verdachten", "Verdachten", (Dimensie("gebied", "Buurt", NAMEN),),
        np.array(basis), np.array(aantal),
    )  # fmt: skip
    return protect_shares(tabel, DREMPELS)


def effects(aantal: tuple[int, ...], cijfer: Buurtcijfer) -> VeiligeTabel:
    cijfers = dict.fromkeys(NAMEN, cijfer)
    return protect_area_effects(cells(aantal), cijfers, DREMPELS, naam="x", titel="X")


def test_two_counts_that_round_alike_give_the_same_row() -> None:
    rijen = {effects((a, 50, 60, 70), Buurtcijfer(41.0, 0.2, 0.1)).rijen[0] for a in range(38, 43)}
    assert len(rijen) == 1


@pytest.mark.parametrize(("verwacht", "getoond"), [(7.4, False), (7.6, True), (12.0, True)])
def test_a_ratio_needs_enough_that_is_expected(verwacht: float, getoond: bool) -> None:
    rij = effects((40, 50, 60, 70), Buurtcijfer(verwacht)).rijen[0]
    assert rij.getoond is getoond


@pytest.mark.parametrize(("aantal", "reden"), [(9, Reden.aantal), (0, Reden.aantal)])
def test_a_hidden_row_hides_all_its_figures(aantal: int, reden: Reden) -> None:
    rij = effects((aantal, 50, 60, 70), Buurtcijfer(40.0, 0.2, 0.1)).rijen[0]
    assert rij.waarden == ("A", *[None] * 8)
    assert rij.reden is reden


@pytest.mark.parametrize(("straal", "effect"), [(0.099, 1.26), (0.101, 1.22)])
def test_an_effect_has_two_decimals_only_where_it_is_sure(straal: float, effect: float) -> None:
    rij = effects((40, 50, 60, 70), Buurtcijfer(40.0, 0.232, straal)).rijen[0]
    assert rij.waarden[6] == effect


def test_buurten_that_do_not_differ_have_no_effect_of_their_own() -> None:
    """And no empty columns for it."""
    tabel = effects((40, 50, 60, 70), Buurtcijfer(40.0))
    assert tabel.rijen[0].getoond
    assert [kop.code for kop in tabel.koppen][-1] == "tot"
    assert {len(rij.waarden) for rij in tabel.rijen} == {6}


def difference(tabel: VeiligeTabel) -> VeiligeTabel:
    return protect_difference(
        tabel, dict.fromkeys(NAMEN, 500), ("In beeld", ["A", "B"]), ("Referentie", ["C"]),
        [Verschildeel("Samen", 2.04, 1.0, 3.0)], DREMPELS, naam="x", titel="X",
    )  # fmt: skip


def test_a_difference_comes_from_rounded_counts_in_tenths() -> None:
    waarden = [rij.waarden[1] for rij in difference(cells((101, 99, 49, 60))).rijen]
    assert waarden == [20.0, 10.0, 10.0, 2.0, 8.0]


def test_a_difference_with_a_hidden_buurt_cannot_be_shown() -> None:
    with pytest.raises(NietTeBeschermen):
        difference(cells((101, 9, 49, 60)))


def test_a_place_in_the_funnel_is_hidden_with_its_row() -> None:
    ligging = dict.fromkeys(NAMEN, Buurtligging(0.1, "binnen de lijnen", "", ""))
    tabel, _, _ = protect_area_spread(
        cells((9, 50, 60, 70)), ligging, [], [], DREMPELS, naam="x", titel="X"
    )
    assert tabel.rijen[0].waarden == ("A", *[None] * 7)
    assert tabel.rijen[1].waarden[:4] == ("B", 500, 50, 10)
