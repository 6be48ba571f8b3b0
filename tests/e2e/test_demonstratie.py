"""What `make demo` promises: its findings hold, and no identifier is left anywhere."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.e2e
SLEUTELS = {
    "deliveries", "match", "base_rate", "headline_groups", "regression", "rules", "figures",
    "suppressed",
}  # fmt: skip


@pytest.fixture
def bevindingen(demo: Any) -> dict[str, Any]:
    return demo.uitkomst["bevindingen"]


def test_everything_went_well_and_no_identifier_was_found(demo: Any) -> None:
    assert demo.uitkomst["fouten"] == []


def test_the_findings_have_the_documented_keys(bevindingen: dict[str, Any]) -> None:
    assert set(bevindingen) == SLEUTELS


def test_every_delivery_says_what_was_read_and_refused(bevindingen: dict[str, Any]) -> None:
    leveringen = bevindingen["deliveries"]
    assert len(leveringen) == 10
    assert all(levering["accepted"] and levering["rows_read"] > 0 for levering in leveringen)
    for levering in leveringen:
        som = levering["rows_accepted"] + levering["rows_refused"]
        assert som <= levering["rows_read"]


def test_one_in_ten_residents_is_a_suspect(bevindingen: dict[str, Any]) -> None:
    (gemiddeld,) = bevindingen["base_rate"]
    assert gemiddeld["van"] <= 10 <= gemiddeld["tot"]


def test_the_two_headline_groups_are_found_inside_their_intervals(
    bevindingen: dict[str, Any],
) -> None:
    alleen, achterstand = sorted(bevindingen["headline_groups"], key=lambda rij: -rij["groep"])
    assert alleen["van"] <= 30 <= alleen["tot"]
    assert achterstand["van"] <= 34 <= achterstand["tot"]


def test_hidden_rows_say_why(bevindingen: dict[str, Any]) -> None:
    assert bevindingen["suppressed"]
    assert all(rij["reason"] for rij in bevindingen["suppressed"])
