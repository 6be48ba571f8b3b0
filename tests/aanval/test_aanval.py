"""The attack on a small house, from the door to the last interval."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.aanval import Vangst, attack_all
from benchmarks.inbreker.kennis import Drempels
from benchmarks.inbreker.lezen import Rij
from benchmarks.inbreker.rekenen import attack
from benchmarks.inbreker.waarheid import must_stay_open


@pytest.mark.timeout(400)
def test_nothing_that_is_hidden_can_be_computed_from_many_releases(plek: Path):
    """And the same intruder breaks the same tables with thresholds alone, or with a figure more."""
    from benchmarks.inbreker import huis as huizen

    (vrij, kaal, gerond), feiten, vangst = attack_all(klein=True)
    assert feiten["releases"] >= len(huizen.questions(klein=True)) - 2
    assert vrij.beschermd > 50
    assert [vondst for vondst in vrij.vondsten if vondst.versmald] == []
    assert kaal.exact > 10
    assert gerond.versmald > 10
    assert planted(vangst).versmald > 0


def planted(vangst):
    """What was hidden to protect others is shown after all, as rounded as the rest."""
    regels = Drempels()
    rijen = [rij if rij.getoond else _shown(vangst, rij) for rij in vangst.rijen]
    return attack("planted", rijen, vangst.totalen, vangst.bevolking, vangst.kaart, regels)


def _shown(vangst: Vangst, rij: Rij) -> Rij:
    n, y = (vangst.bevolking.count(groep) for groep in (rij.basis, rij.doel))
    if must_stay_open(n, y, rij.gewoon, Drempels()):
        return rij
    return replace(rij, groep=(n + 2) // 5 * 5, aantal=(y + 2) // 5 * 5)
