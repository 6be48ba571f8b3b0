"""The attack on a small house, from the door to the last interval."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.aanval import attack_all


@pytest.mark.timeout(400)
def test_nothing_that_is_hidden_can_be_computed_from_many_releases(plek: Path):
    """And the same intruder breaks the same tables with thresholds, or thresholds and rounding.

    Every number on every page, in every figure and in every file was looked up: one that stands
    nowhere in the tables would have stopped him.
    """
    from benchmarks.inbreker import huis as huizen

    (vrij, kaal, gerond), feiten, _ = attack_all(klein=True)
    assert feiten["released"] >= len(huizen.questions(klein=True)) - 2
    assert feiten["numbers_outside_tables"] > 20 * feiten["pages"]
    assert vrij.beschermd > 50
    assert [vondst for vondst in vrij.vondsten if vondst.versmald] == []
    assert kaal.exact > 10
    assert gerond.versmald > 10
