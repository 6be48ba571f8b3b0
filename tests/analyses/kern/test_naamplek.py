"""Names beside dots: over no other name and no dot, on a narrow and a wide screen."""

from itertools import combinations

import numpy as np
import pytest

from analyses.kern import naamplek as n

VLAK = n.Naamvlak(5_000, 20, 340)


def boxes(punten: list[n.Punt], namen: list[str], kanten: list[str], breedte: float) -> list:
    return [
        n._box(naam, n.Plek(punt, kant), breedte, VLAK)
        for punt, naam, kant in zip(punten, namen, kanten, strict=True)
        if kant
    ]


@pytest.mark.parametrize("breedte", [210, 300, 420, 600, 900])
@pytest.mark.parametrize("seed", range(5))
def test_names_lie_over_no_name_and_no_dot_on_any_screen(breedte: float, seed: int) -> None:
    kans = np.random.default_rng(seed)
    punten = [(float(x), float(y)) for x, y in kans.uniform((500, 4), (4_900, 16), (12, 2))]
    punten += [(3_000.0, 10.0), (3_000.0, 10.2), (3_010.0, 9.9)]
    namen = [f"Buurt {k}" for k in range(len(punten))]
    kanten = n.place_names(punten, namen, [False] * len(punten), VLAK)
    dozen = boxes(punten, namen, kanten, breedte)
    stippen = [n._dot(VLAK.place(punt, breedte)) for punt in punten]
    assert len(dozen) >= 5
    assert not any(n.overlap(a, b) for a, b in combinations(dozen, 2))
    assert not any(n.overlap(a, b) for a in dozen for b in stippen)


def test_a_name_without_room_is_left_to_the_table() -> None:
    lang = "Een buurt met een heel erg lange naam die nergens past"
    assert n.place_names([(2_500.0, 10.0)], [lang], [False], VLAK) == [""]


def test_a_name_at_the_right_edge_stands_to_the_left() -> None:
    assert n.place_names([(4_900.0, 10.0)], ["Noord"], [False], VLAK) == ["middle left"]


def test_the_name_of_a_line_moves_to_the_left_where_a_dot_is_in_the_way() -> None:
    lijn = ((4_900.0, 12.0), (4_000.0, 12.5), (3_000.0, 13.0))
    [vrij] = n.place_texts([n.Wens("95%", lijn, (n.EINDE,))], [], VLAK)
    [bezet] = n.place_texts([n.Wens("95%", lijn, (n.EINDE,))], [(4_800.0, 12.6)], VLAK)
    assert (vrij, bezet) == (n.Plek(lijn[0], n.EINDE), n.Plek(lijn[1], n.EINDE))
