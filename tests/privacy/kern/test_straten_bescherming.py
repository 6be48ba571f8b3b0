"""Spread over streets: bins of policy, never a street that can be pinned down."""

import numpy as np
import pytest

from privacy.kern.beschermen import Straatspreiding, protect_spread
from privacy.kern.drempels import Drempelset
from privacy.kern.straten import STRAATGRENZEN
from privacy.kern.veilig import VeiligeTabel

DREMPELS = Drempelset()


def spread(aandelen: list[int], basis: int = 100) -> tuple[VeiligeTabel, VeiligeTabel]:
    groottes = np.full(len(aandelen), basis)
    aantal = np.array(aandelen) * basis // 100
    verwacht = (1.0,) * (len(STRAATGRENZEN) - 1)
    straten = Straatspreiding("Buurt 1", groottes, aantal, verwacht, 12.345, 9, 0.2)
    return protect_spread([straten], DREMPELS, naam="spreiding", titel="Spreiding")


def bins(tabel: VeiligeTabel) -> dict[object, object]:
    return dict(zip(tabel.kolom("klasse"), tabel.kolom("straten"), strict=True))


def test_streets_are_counted_in_bins_of_policy() -> None:
    gevonden = bins(spread([2, 2, 3, 7, 8, 9, 9, 12, 12, 13])[0])
    assert list(gevonden.values())[:3] == [3, 4, 3]


def test_the_edge_of_a_bin_belongs_to_the_next() -> None:
    gevonden = bins(spread([4, 4, 4, 5, 5, 5, 10, 10, 10, 12])[0])
    assert list(gevonden.values())[:3] == [3, 3, 4]


@pytest.mark.parametrize(("hoog", "samen"), [(1, True), (2, True), (3, False)])
def test_one_or_two_streets_are_no_bin_of_their_own(hoog: int, samen: bool) -> None:
    klassen = bins(spread([2, 2, 3, 7, 8, 9] + [40] * hoog)[0])
    assert ("30% of meer" not in klassen) == samen


def test_streets_that_are_all_alike_are_told_in_wider_bins() -> None:
    """Between 5 and 10 % of 100 persons would pin each street down to five of them."""
    gebruikt = [klasse for klasse, straten in bins(spread([6] * 9)[0]).items() if straten]
    assert gebruikt == ["0 tot 10%"]


def test_streets_under_the_base_are_counted_apart() -> None:
    toets = spread([2, 2, 3, 7, 8, 9], basis=49)[1]
    assert not toets.rijen[0].getoond


def test_an_area_without_large_streets_is_hidden() -> None:
    assert {rij.getoond for rij in spread([10] * 5, basis=30)[0].rijen} == {False}


def test_the_test_statistic_is_rounded() -> None:
    toets = spread([2, 2, 3, 7, 8, 9, 9, 12, 12, 13])[1]
    assert (toets.kolom("toets"), toets.kolom("p")) == ((12.0,), ("≥ .05",))
