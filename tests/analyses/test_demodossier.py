"""The demonstration fills in a whole dossier: its sources are open by themselves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from analyses.demonstratie import stappen
from analyses.demonstratie.mensen import make_people
from bronnen import leverschemas
from bronnen.actions.levering import check_gate
from privacy import poort


def test_the_demonstration_opens_the_gate_for_every_source(plek: Path):
    mensen = make_people()
    opdracht = stappen.Opdracht(
        "http://127.0.0.1", plek, date(2016, 12, 31), ("BU07960001",), ("BU07960002",)
    )
    onderzoek = stappen.make_study(opdracht, [], mensen)
    stappen.fill_in_dossier(onderzoek, mensen)
    bronnen = list(leverschemas.all_schemas())
    stappen.approve_sources(onderzoek, bronnen, mensen)
    with transaction.atomic():
        assert check_gate(onderzoek.pk, bronnen, mensen["analist"]) == onderzoek
    assert poort.missing(onderzoek) == []
