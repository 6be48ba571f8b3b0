"""The name under which a result shows a buurt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from analyses.buurtprofiel import label_of

CODES = ["BU1", "BU2", "BU3"]


def shown(*namen: str) -> Any:
    tabel = SimpleNamespace(koppen=[SimpleNamespace(code="gebied")], kolom=lambda _: namen)
    return SimpleNamespace(specificatie={"gebieden": {"onder_druk": CODES}}, tabellen=[tabel])


@pytest.mark.parametrize(
    ("namen", "label"),
    [
        (("Buurt 1", "Buurt 2", "Buurt 3", "Hele gemeente"), "Buurt 3"),
        (("De drie buurten samen",), ""),
        (("De drie buurten samen", "Hele gemeente"), ""),
    ],
)
def test_where_buurten_are_shown_together_alone_none_has_a_name(namen: tuple[str], label: str):
    assert label_of(shown(*namen), "BU3", "Derde buurt") == label
