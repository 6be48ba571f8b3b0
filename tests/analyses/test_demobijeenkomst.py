"""The demonstration has a meeting ready."""

from __future__ import annotations

from analyses.demonstratie.bijeenkomst import prepare_meeting
from analyses.werkgroep.models import Duiding, Plan, Project, Speerpunt
from tests.gemeente import drafted, released
from tests.materiaal import Huis


def test_a_meeting_is_ready_with_charts_and_something_said(gemeente: Huis):
    resultaat = released(gemeente, drafted(gemeente, "huurachterstand"))
    bijeenkomst = prepare_meeting(gemeente.onderzoek, [resultaat], gemeente["werkgroep"])
    assert bijeenkomst is not None
    assert bijeenkomst.punten.get().resultaat == resultaat
    assert [model.objects.count() for model in (Duiding, Speerpunt, Project, Plan)] == [1, 1, 1, 1]


def test_without_released_results_there_is_no_meeting(gemeente: Huis):
    concept = drafted(gemeente, "huurachterstand")
    assert prepare_meeting(gemeente.onderzoek, [concept], gemeente["werkgroep"]) is None
