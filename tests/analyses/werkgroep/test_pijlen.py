"""Every arrow of the states of the werkgroep can be gone, and is logged as its table says."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from analyses.werkgroep import policies
from analyses.werkgroep.actions import besluiten, projecten, speerpunten
from analyses.werkgroep.models import Projectstatus, Speerpuntstatus, Voorstelstatus
from privacy.policies import Overgang, Overgangen
from privacy.rollen import RECHTEN
from tests.analyses.werkgroep.materiaal import focus, held, item, meeting, project, proposed, to
from tests.materiaal import Huis, events

TABELLEN: dict[str, Overgangen[Any]] = {
    "bijeenkomst": policies.BIJEENKOMST,
    "voorstel": policies.VOORSTEL,
    "speerpunt": policies.SPEERPUNT,
    "project": policies.PROJECT,
}
BEGIN = {"concept", "open", "voorgesteld", "loopt"}
PIJLEN = {
    f"{naam}: {o.van.value} -> {o.naar.value}": (naam, o)
    for naam, tabel in TABELLEN.items()
    for o in tabel.alle
}
# The deeds that lead to a state of a meeting.
WEG = {"concept": (), "open": ("open",), "gesloten": ("open", "gesloten")}


def go_meeting(huis: Huis, o: Overgang[Any]) -> Model:
    bijeenkomst = meeting(huis)
    item(huis, bijeenkomst)
    return to(huis, bijeenkomst, *WEG[o.van], o.naar)


def go_proposal(huis: Huis, o: Overgang[Any]) -> Model:
    return besluiten.write_outcome(
        voorstel=proposed(huis, held(huis)), naar=Voorstelstatus(o.naar), uitkomst="Zo doen we.",
        eigenaar=None, gereed_op=None, by=huis["werkgroep"],
    )  # fmt: skip


def go_focus(huis: Huis, o: Overgang[Any]) -> Model:
    speerpunt = focus(huis, None)
    stappen = {"voorgesteld": (), "loopt": ("loopt",)}.get(o.van, ("loopt", o.van.value))
    for stap in (*stappen, o.naar):
        speerpunten.move_focus(speerpunt=speerpunt, naar=Speerpuntstatus(stap), by=huis["lid"])
    return speerpunt


def go_project(huis: Huis, o: Overgang[Any]) -> Model:
    rij = project(huis)
    for stap in (() if o.van == "loopt" else (o.van,)) + (o.naar,):
        projecten.move_project(project=rij, naar=Projectstatus(stap), by=huis["lid"])
    return rij


GAAN = {
    "bijeenkomst": go_meeting, "voorstel": go_proposal, "speerpunt": go_focus,
    "project": go_project,
}  # fmt: skip


@pytest.mark.parametrize("pijl", PIJLEN)
def test_every_arrow_can_be_gone_and_is_logged_as_the_table_says(gemeente: Huis, pijl: str):
    naam, overgang = PIJLEN[pijl]
    rij = GAAN[naam](gemeente, overgang)
    rij.refresh_from_db()
    assert rij.status == overgang.naar  # type: ignore[attr-defined]  # each of these has one
    assert events(rij, overgang.actie.value)


@pytest.mark.parametrize("naam", TABELLEN)
def test_every_state_is_reached_and_has_an_owner(naam: str):
    tabel = TABELLEN[naam]
    bereikt = {o.naar.value for o in tabel.alle} | BEGIN
    assert {stand.value for stand in tabel.soort} <= bereikt
    assert {o.recht for o in tabel.alle} <= set().union(*RECHTEN.values())


def test_every_model_with_a_state_has_a_table():
    modellen = apps.get_app_config("werkgroep").get_models()
    met_stand = {m._meta.model_name for m in modellen if hasattr(m, "status")}
    assert met_stand == set(TABELLEN)
