"""No page and no API reads persons: what they select from are stored, released results."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pytest

from bronnen import inhoud, opslag
from tests.gemeente import drafted, released
from tests.materiaal import Huis


@pytest.fixture
def dicht(gemeente: Huis, monkeypatch: pytest.MonkeyPatch) -> tuple[Huis, Any]:
    """A released result, in a house where opening any delivery or linked file is an error."""
    vrij = released(gemeente, drafted(gemeente))
    winkel = str(opslag.data_folder())

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a page asked for the key of persons")

    echt = builtins.open

    def watched(pad: Any, *rest: Any, **anders: Any) -> Any:
        if isinstance(pad, str | Path) and str(pad).startswith(winkel):
            refuse()
        return echt(pad, *rest, **anders)

    monkeypatch.setattr(inhoud, "key_of", refuse)
    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(io, "open", watched)
    return gemeente, vrij


@pytest.mark.parametrize("wie", ["beleid", "werkgroep", "analist", "officer"])
def test_no_role_reaches_a_linked_file_through_a_dashboard(dicht: tuple[Huis, Any], wie: str):
    huis, vrij = dicht
    pad = f"/resultaten/{vrij.pk}/"
    zoek = "?kies=gebied.0&kies=leeftijd.1"
    adressen = [pad, f"{pad}{zoek}", f"{pad}figuur/{zoek}", f"{pad}tabel.csv{zoek}"]
    assert [huis.bij(wie).get(adres).status_code for adres in adressen] == [200] * 4
    api = f"/api/v1{pad}{zoek}"
    assert huis.bij(wie).get(api, **huis.kop(wie)).status_code == 200
