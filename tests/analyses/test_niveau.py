"""The level that was agreed for an onderzoek binds its tables: the stricter one counts."""

from __future__ import annotations

from typing import Any

import pytest

from analyses import actions
from analyses.kern.specificatie import (
    Bereik,
    Gebiedskeuze,
    Regressiespecificatie,
    Specificatie,
    Trendspecificatie,
    shows_buurten,
    standaardset,
    widened,
)
from analyses.policies import at_level
from analyses.queries import full_content
from bronnen.models import Koppelbestand
from privacy.kern.drempels import Drempelset
from privacy.models import Onderzoek
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import ask, drafted, light_linked, linked, question
from tests.materiaal import Huis, work

GEBIEDEN = Gebiedskeuze(("BU07960001", "BU07960002"), ("BU07960003",))
HEEL = Regressiespecificatie(GEBIEDEN, bereik=Bereik.gemeente)


def agree(huis: Huis, **velden: Any) -> None:
    Onderzoek.objects.update(**velden)
    huis.onderzoek.refresh_from_db()


# --- so many persons ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("aantal", "basis", "wordt"),
    [
        (None, None, (10, 50)), (9, 49, (10, 50)), (10, 50, (10, 50)), (11, None, (11, 50)),
        (None, 51, (10, 51)), (40, 50, (40, 50)), (41, 50, (41, 51)), (200, None, (200, 210)),
    ],
)  # fmt: skip
def test_the_stricter_of_both_counts(aantal: int | None, basis: int | None, wordt: tuple[int, int]):
    drempels = Drempelset().at_least(aantal, basis)
    assert (drempels.min_aantal, drempels.min_basis) == wordt
    assert drempels.shows_no_more_than(Drempelset())


def test_nothing_under_the_level_of_the_onderzoek_is_shown(gemeente: Huis):
    bestand = linked(gemeente)
    agree(gemeente, min_aantal=60, min_basis=400)
    analyse = ask(gemeente, bestand, question("geslacht"))
    assert work(analyse).status == "klaar"
    inhoud = full_content(analyse.resultaat)
    aantallen = [waarde for waarde in inhoud.tabellen[0].kolom("aantal") if waarde is not None]
    assert (inhoud.drempels["min_aantal"], inhoud.drempels["min_basis"]) == (60, 400)
    assert aantallen
    assert min(aantallen) >= 60


def test_a_draft_of_before_the_stricter_level_is_not_offered(gemeente: Huis):
    concept = drafted(gemeente)
    agree(gemeente, min_aantal=11)
    with pytest.raises(Geweigerd, match="strenger"):
        actions.request_release(resultaat=concept, by=gemeente["analist"])


# --- so large an area -----------------------------------------------------------------------------
@pytest.fixture
def bestand(gemeente: Huis) -> Koppelbestand:
    return light_linked(gemeente)


@pytest.mark.parametrize("niveau", ["wijk", "gemeente"])
def test_coarser_than_a_buurt_no_buurten_are_shown(
    gemeente: Huis, bestand: Koppelbestand, niveau: str
):
    agree(gemeente, aggregatieniveau=niveau)
    with pytest.raises(Geweigerd, match="losse of gekozen buurten"):
        ask(gemeente, bestand, question("leeftijd"))
    with pytest.raises(Geweigerd, match="losse of gekozen buurten"):
        ask(gemeente, bestand, Regressiespecificatie(GEBIEDEN))
    assert ask(gemeente, bestand, HEEL).status == "wacht"


def test_what_was_asked_before_is_refused_when_it_begins(gemeente: Huis, bestand: Koppelbestand):
    analyse = ask(gemeente, bestand, question("leeftijd"))
    agree(gemeente, aggregatieniveau="wijk")
    with pytest.raises(Geweigerd, match="losse of gekozen buurten"):
        actions.begin_analysis(analyse_id=str(analyse.pk), by=gemeente["analist"])


def test_a_draft_of_before_is_not_offered(gemeente: Huis):
    concept = drafted(gemeente)
    agree(gemeente, aggregatieniveau="gemeente")
    with pytest.raises(Geweigerd, match="losse of gekozen buurten"):
        actions.request_release(resultaat=concept, by=gemeente["analist"])


def test_the_standard_set_keeps_what_can_be_asked(gemeente: Huis):
    agree(gemeente, aggregatieniveau="wijk")
    over = at_level(gemeente.onderzoek, standaardset(GEBIEDEN.onder_druk, GEBIEDEN.referentie))
    assert {vraag.soort for vraag in over} == {"spreiding", "regressie", "misdrijf", "regels"}
    assert not any(shows_buurten(vraag) for vraag in over)


@pytest.mark.parametrize("vraag", [HEEL, Trendspecificatie("leefbaarheid", GEBIEDEN)])
def test_public_figures_and_the_municipality_are_left_alone(vraag: Specificatie):
    assert widened(vraag) == vraag


def test_the_form_asks_at_the_level(gemeente: Huis, bestand: Koppelbestand):
    agree(gemeente, aggregatieniveau="gemeente")
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/analyses/nieuw/"
    velden = {"overige": "samen", "bij_botsing": "vragen"}
    geweigerd = gemeente.bij("analist").post(
        pad, velden | {"soort": "kenmerk", "kenmerk": "leeftijd"}
    )
    assert "losse of gekozen buurten" in geweigerd.content.decode()
    gevraagd = gemeente.bij("analist").post(
        pad, velden | {"soort": "regressie", "factoren": ["geslacht", "leeftijd"]}
    )
    assert gevraagd.status_code == 302
    assert gemeente.onderzoek.analyses.get().specificatie["bereik"] == "gemeente"
