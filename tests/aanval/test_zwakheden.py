"""What each part of the protection is for: without it the intruder gets what was hidden.

Tables of the real protection over the same made-up residents, each time with one thing planted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np

from benchmarks.inbreker.kennis import Drempels, group
from benchmarks.inbreker.lezen import Rij
from benchmarks.inbreker.rekenen import Uitslag, attack
from privacy.kern.beschermen import protect_shares
from privacy.kern.celtabel import Celtabel, Dimensie
from privacy.kern.drempels import Drempelset
from privacy.kern.veilig import Reden, VeiligeTabel
from tests.aanval.proefbevolking import JA, KAART, population

BEVOLKING = population(zaad=4)
KLASSEN = (("nee", (0,)), ("ja", (1,)), ("alle", (0, 1)))
Gebieden = tuple[tuple[str, tuple[int, ...]], ...]
LOS: Gebieden = (("1", (0,)), ("2", (1,)), ("3", (2,)), ("samen", (0, 1, 2)))
SAMEN: Gebieden = (("1 en 2", (0, 1)), ("3", (2,)), ("samen", (0, 1, 2)))


@cache
def protected(gebieden: Gebieden) -> VeiligeTabel:
    """Debt counselling by area, as the house releases it."""
    bladen = [gebied for gebied in gebieden if gebied[0] != "samen"]
    basis, aantal = (
        np.array(
            [[_count(klasse, buurten, met) for _, buurten in bladen] for _, klasse in KLASSEN[:2]]
        )
        for met in (False, True)
    )
    dims = (
        Dimensie("schuldhulp", "Schuldhulp", ("nee", "ja"), (("alle", (0, 1)),)),
        Dimensie(
            "gebied", "Gebied", tuple(naam for naam, _ in bladen),
            (("samen", tuple(range(len(bladen)))),),
        ),
    )  # fmt: skip
    return protect_shares(Celtabel("proef", "Proef", dims, basis, aantal, True), Drempelset())


def _count(klasse: Sequence[int], buurten: Sequence[int], met: bool) -> int:
    groep = group({"schuldhulp": klasse, "buurt": buurten}, KAART)
    return int((BEVOLKING.mask(groep) & (BEVOLKING.mask(JA) | (not met))).sum())


def rows(gebieden: Gebieden, *, beside: bool = True, stap: int = 5) -> list[Rij]:
    """As printed; without what was hidden `beside`, or rounded to another `stap`."""
    plekken = list(product(KLASSEN, gebieden))
    uit = []
    for (klasse, buurt), rij in zip(plekken, protected(gebieden).rijen, strict=True):
        groep = group({"schuldhulp": klasse[1], "buurt": buurt[1]}, KAART)
        kaal = Rij(groep, JA, None, None, "proef")
        open_ = rij.getoond or (not beside and rij.reden is Reden.beschermt)
        n, y = BEVOLKING.count(kaal.basis), BEVOLKING.count(kaal.doel)
        cijfers = [(x + stap // 2) // stap * stap for x in (n, y)]
        uit.append(replace(kaal, groep=cijfers[0], aantal=cijfers[1]) if open_ else kaal)
    return uit


def narrowed(rijen: list[Rij], drempels: Drempels | None = None) -> int:
    return hit(rijen, drempels).versmald


def hit(rijen: list[Rij], drempels: Drempels | None = None) -> Uitslag:
    drempels = drempels or Drempels()
    return attack("proef", rijen, [], BEVOLKING, KAART, drempels, Drempels())


def test_the_table_as_it_is_released_holds():
    uitslag = hit(rows(LOS))
    assert (uitslag.beschermd > 3, uitslag.versmald) == (True, 0)


def test_without_what_is_hidden_beside_it_the_small_cell_is_found():
    assert narrowed(rows(LOS, beside=False)) > 0


def test_without_rounding_and_what_is_hidden_beside_it_is_found_to_the_person():
    exact = Drempels(stap=1, complementregel=False)
    assert hit(rows(LOS, beside=False, stap=1), exact).exact > 0


def test_two_tables_that_each_hold_do_not_hold_together_without_a_ledger():
    """Buurten apart, and two of them together."""
    assert narrowed(rows(SAMEN)) == 0
    assert narrowed([*rows(LOS), *rows(SAMEN)]) > 0


def test_a_count_under_the_threshold_that_is_shown_is_found():
    klein = next(r for r in rows(LOS) if not r.getoond and BEVOLKING.count(r.doel) < 10)
    n, y = BEVOLKING.count(klein.basis), BEVOLKING.count(klein.doel)
    los = Drempels(stap=1, aantal=0, basis=0, complementregel=False)
    getoond = [replace(klein, groep=n, aantal=y)]
    assert attack("proef", getoond, [], BEVOLKING, KAART, los, Drempels()).exact == 1
