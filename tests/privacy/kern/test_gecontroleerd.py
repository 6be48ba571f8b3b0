"""Controlled rounding: neighbouring multiples that add up, as near as can be."""

from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.kern.afronding import round_counts
from privacy.kern.celtabel import Dimensie
from privacy.kern.dominantie import sums_of
from privacy.kern.gecontroleerd import (
    Gecontroleerd,
    leaf_rows,
    narrowest_controlled,
    round_controlled,
)
from privacy.kern.hierarchie import hierarchy_dimension
from privacy.kern.invoerfouten import NegatieveWaarde, VerkeerdeVorm


def with_total(nummer: int, klassen: int) -> Dimensie:
    namen = tuple(f"klasse {i}" for i in range(klassen))
    return Dimensie(f"as{nummer}", f"As {nummer}", namen, (("alle", tuple(range(klassen))),))


def dims(vorm: tuple[int, ...]) -> tuple[Dimensie, ...]:
    return tuple(with_total(nummer, klassen) for nummer, klassen in enumerate(vorm))


def cells_of(tellingen: np.ndarray, assen: tuple[Dimensie, ...]) -> np.ndarray:
    return np.asarray(sums_of(assen) @ tellingen.ravel())


@settings(max_examples=25, deadline=None)
@given(zaad=st.integers(0, 10**6), rijen=st.integers(1, 6), kolommen=st.integers(1, 6))
def test_a_table_of_two_dimensions_goes_to_neighbours_that_add_up(
    zaad: int, rijen: int, kolommen: int
) -> None:
    toeval, assen = np.random.default_rng(zaad), dims((rijen, kolommen))
    tellingen = toeval.poisson(toeval.uniform(0, 40), (rijen, kolommen))
    gevonden = round_controlled(tellingen, assen)
    echt = cells_of(tellingen, assen)
    bladen = gevonden.waarden[leaf_rows(assen)]
    assert gevonden.stappen == 1
    assert (sums_of(assen) @ bladen == gevonden.waarden).all()
    assert (gevonden.waarden % 5 == 0).all()
    assert (np.abs(gevonden.waarden - echt) < 5).all()


def slowly(tellingen: np.ndarray, assen: tuple[Dimensie, ...], basis: int) -> int | None:
    """The least distance, by trying every table of neighbours."""
    sommen, echt = sums_of(assen).toarray(), cells_of(tellingen, assen)
    keuzes = [{n // basis * basis, -(-n // basis) * basis} for n in tellingen.ravel().tolist()]
    beste: int | None = None
    for bladen in product(*keuzes):
        ver = np.abs(sommen @ np.array(bladen) - echt)
        if (ver < basis).all() and (beste is None or ver.sum() < beste):
            beste = int(ver.sum())
    return beste


@pytest.mark.parametrize("vorm", [(3, 3), (2, 4), (2, 2, 2)])
@pytest.mark.parametrize("zaad", range(4))
def test_no_table_of_neighbours_is_nearer(vorm: tuple[int, ...], zaad: int) -> None:
    tellingen, assen = np.random.default_rng(zaad).integers(0, 30, vorm), dims(vorm)
    gevonden = round_controlled(tellingen, assen)
    assert gevonden.afstand == slowly(tellingen, assen, 5)


def parity() -> np.ndarray:
    """Ones at the four corners of a cube that share no edge: Causey, Cox and Ernst (1985)."""
    kubus = np.zeros((2, 2, 2), dtype=np.int64)
    for plek in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)):
        kubus[plek] = 1
    return kubus


def test_a_cube_without_a_rounding_to_neighbours_says_how_far_it_went() -> None:
    assert slowly(parity(), dims((2, 2, 2)), 2) is None
    gevonden = round_controlled(parity(), dims((2, 2, 2)), 2)
    assert (gevonden.stappen, gevonden.waarden[-1] % 2) == (2, 0)


def test_districts_and_the_municipality_add_up_as_well() -> None:
    gebied = hierarchy_dimension(
        "gebied",
        "Gebied",
        ("a", "b", "c", "d"),
        {"a": "Oost", "b": "Oost", "c": "West", "d": "West", "Oost": "Stad", "West": "Stad"}
        | {"Stad": None},
    )
    tellingen = np.array([[12, 13], [8, 21], [33, 2], [7, 9]])
    gevonden = round_controlled(tellingen, (gebied, with_total(1, 2)))
    tabel = gevonden.waarden.reshape(7, 3)
    assert (tabel[4] + tabel[5]).tolist() == tabel[6].tolist()
    assert (tabel[:, 0] + tabel[:, 1]).tolist() == tabel[:, 2].tolist()


def given_away(tabellen: dict[tuple[int, ...], list[np.ndarray]]) -> float:
    """The share of leaves that all tables with the same rounded figures have in common."""
    vast = sum(
        len(mogelijk) * int((np.ptp(np.array(mogelijk), axis=0) == 0).sum())
        for mogelijk in tabellen.values()
    )
    return vast / sum(4 * len(mogelijk) for mogelijk in tabellen.values())


def test_who_knows_the_method_computes_no_leaf_where_ordinary_rounding_gives_a_third_away() -> None:
    assen, gecontroleerd, gewoon = dims((2, 2)), defaultdict(list), defaultdict(list)
    for bladen in product(range(4), repeat=4):
        tellingen = np.array(bladen)
        waarden = round_controlled(tellingen.reshape(2, 2), assen, 3).waarden
        gecontroleerd[tuple(waarden.tolist())].append(tellingen)
        gewoon[tuple(round_counts(cells_of(tellingen, assen), 3).tolist())].append(tellingen)
    assert given_away(gecontroleerd) == 0
    assert given_away(gewoon) > 1 / 3


def test_multiples_stay_what_they_are() -> None:
    tellingen = np.array([[10, 15], [0, 55]])
    assert round_controlled(tellingen, dims((2, 2))).afstand == 0


def test_the_same_counts_give_the_same_table() -> None:
    tellingen = np.random.default_rng(1).poisson(20, (5, 6))
    een, twee = (round_controlled(tellingen, dims((5, 6))).waarden for _ in range(2))
    assert een.tolist() == twee.tolist()


def test_all_figures_together_leave_at_least_what_ordinary_rounding_leaves_of_one() -> None:
    tellingen, assen = np.random.default_rng(3).poisson(25, (4, 5)), dims((4, 5))
    assert narrowest_controlled(tellingen, assen, round_controlled(tellingen, assen)) >= 4


def test_a_table_that_does_not_add_up_is_no_controlled_rounding() -> None:
    tellingen, assen = np.array([[12, 13], [8, 21]]), dims((2, 2))
    goed = round_controlled(tellingen, assen)
    fout = goed.waarden.copy()
    fout[-1] += 5
    with pytest.raises(ValueError, match="no controlled rounding"):
        narrowest_controlled(tellingen, assen, Gecontroleerd(fout, 5, 1, 0, True))


def test_counts_that_cannot_be_are_refused() -> None:
    with pytest.raises(NegatieveWaarde):
        round_controlled(np.array([[1, -1]]), dims((1, 2)))
    with pytest.raises(VerkeerdeVorm):
        round_controlled(np.array([[1, 1]]), dims((2, 2)))
    with pytest.raises(ValueError, match="base"):
        round_controlled(np.array([[1, 1]]), dims((1, 2)), 1)
