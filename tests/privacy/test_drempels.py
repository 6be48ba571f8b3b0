"""Thresholds: versions that are never changed, within bounds, set by an officer who confirmed."""

from dataclasses import replace

import pytest
from django.test import Client

from privacy import actions
from privacy.actions.drempels import GRENZEN, proposal_version
from privacy.drempelvoorstel import Drempelvoorstel
from privacy.kern.drempels import STRENGER, Drempelset
from privacy.models import Account, Onderzoek, Uitkomst, VastgesteldeDrempelset
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.privacy.mensen import WACHTWOORD, log_in, make_study

REDEN = "Op verzoek van de ombudsman."


def _form(**anders: object) -> dict[str, object]:
    waarden = {naam: str(w).replace(".", ",") for naam, w in Drempelset().als_dict().items()}
    return {**waarden, "nul_gevoelig": "on", "reden": REDEN, **anders}


def test_the_projects_thresholds_hold_from_the_first_migration(db: None):
    eerste = VastgesteldeDrempelset.objects.get()
    assert (eerste.drempels.min_aantal, eerste.drempels.min_basis) == (10, 50)
    assert eerste.drempels == Drempelset()


def test_an_officer_sets_the_next_version(officer: Account):
    nieuw = actions.set_thresholds(waarden={"min_aantal": 15}, reden=REDEN, by=officer)
    assert (nieuw.versie, nieuw.drempels.min_aantal) == (2, 15)
    assert VastgesteldeDrempelset.objects.get(versie=1).drempels == Drempelset()


def test_every_onderzoek_uses_the_new_version(officer: Account, analist: Account):
    make_study(analist)
    actions.set_thresholds(waarden={"min_aantal": 15}, reden=REDEN, by=officer)
    assert Onderzoek.objects.get().drempelset.versie == 2


@pytest.mark.parametrize("naam", GRENZEN)
@pytest.mark.parametrize("kant", [0, 1])
def test_a_value_outside_its_bounds_is_refused(officer: Account, naam: str, kant: int):
    grens = GRENZEN[naam][kant]
    waarde = grens - 0.001 if kant == 0 else grens + 0.001
    with pytest.raises(Geweigerd):
        actions.set_thresholds(waarden={naam: waarde}, reden=REDEN, by=officer)


@pytest.mark.parametrize(
    ("waarden", "melding"),
    [
        ({"min_basis": 20, "min_complement": 11}, "kleinste groep"),
        ({"afronding": 11}, "afronding"),
        ({"dominantie_een": 0.5, "dominantie_twee": 0.5}, "twee samen"),
        ({}, "gelden al"),
        ({"onbekend": 3}, "toegestaan"),
    ],
)
def test_values_that_contradict_each_other_are_refused(
    officer: Account, waarden: dict[str, float], melding: str
):
    with pytest.raises(Geweigerd, match=melding):
        actions.set_thresholds(waarden=waarden, reden=REDEN, by=officer)


@pytest.mark.parametrize("reden", ["", "kort"])
def test_a_change_needs_a_reason(officer: Account, reden: str):
    with pytest.raises(Geweigerd, match="waarom"):
        actions.set_thresholds(waarden={"min_aantal": 15}, reden=reden, by=officer)


@pytest.mark.parametrize("veld", STRENGER)
@pytest.mark.parametrize("kant", [-1, 1])
def test_only_what_shows_no_more_is_stricter(veld: str, kant: int):
    oud = Drempelset()
    stap = (
        -1
        if veld == "nul_gevoelig"
        else kant * (1 if isinstance(getattr(oud, veld), int) else 0.01)
    )
    nieuw = replace(oud, **{veld: getattr(oud, veld) + stap})
    strenger = (stap > 0) == (STRENGER[veld] > 0)
    assert nieuw.shows_no_more_than(oud) == strenger


def test_every_field_has_a_direction():
    assert set(STRENGER) == set(Drempelset().als_dict()) - {"versie"}


def proposed(officer: Account) -> Drempelvoorstel:
    voorstel = actions.set_thresholds(
        waarden={"min_aantal": 9, "min_basis": 60}, reden=REDEN, by=officer
    )
    assert isinstance(voorstel, Drempelvoorstel)
    return voorstel


def decide(voorstel: Drempelvoorstel, by: Account, uitkomst: Uitkomst = Uitkomst.akkoord) -> None:
    actions.decide_thresholds(
        voorstel=voorstel, uitkomst=uitkomst, reden=REDEN, gezien=proposal_version(voorstel), by=by
    )


def test_laxer_thresholds_wait_for_a_second_officer(officer: Account, tweede_officer: Account):
    voorstel = proposed(officer)
    assert VastgesteldeDrempelset.objects.count() == 1
    with pytest.raises(Geweigerd, match="van uzelf"):
        decide(voorstel, officer)
    decide(voorstel, tweede_officer)
    assert VastgesteldeDrempelset.objects.get(versie=2).drempels.min_aantal == 9


def test_a_refused_proposal_changes_nothing(officer: Account, tweede_officer: Account):
    decide(proposed(officer), tweede_officer, Uitkomst.geweigerd)
    assert VastgesteldeDrempelset.objects.count() == 1
    assert proposed(officer).status == "voorgesteld"


def test_one_proposal_at_a_time(officer: Account):
    proposed(officer)
    with pytest.raises(Geweigerd, match="wacht al"):
        actions.set_thresholds(waarden={"min_aantal": 8}, reden=REDEN, by=officer)


def test_a_proposal_beside_other_thresholds_than_it_saw_is_not_followed(
    officer: Account, tweede_officer: Account
):
    voorstel = proposed(officer)
    actions.set_thresholds(waarden={"min_aantal": 20}, reden=REDEN, by=tweede_officer)
    with pytest.raises(Gewijzigd, match="andere drempels"):
        decide(voorstel, tweede_officer)
    assert VastgesteldeDrempelset.objects.count() == 2


def test_the_second_officer_decides_on_the_page(officer: Account, tweede_officer: Account):
    voorstel = proposed(officer)
    bij = log_in(tweede_officer)
    pagina = bij.get("/drempels/").content.decode()
    assert "nu 10, straks <strong>9</strong>" in pagina
    assert "Nieuwe drempels beoordelen" in bij.get("/bureau/").content.decode()
    bij.post(
        f"/drempels/voorstel/{voorstel.pk}/besluit/",
        {"uitkomst": "akkoord", "reden": REDEN, "gezien": proposal_version(voorstel)},
    )
    assert VastgesteldeDrempelset.objects.count() == 2


def test_an_analist_does_not_set_thresholds(analist: Account):
    with pytest.raises(Geweigerd):
        actions.set_thresholds(waarden={"min_aantal": 15}, reden=REDEN, by=analist)


def test_the_page_sets_a_new_version(bij_officer: Client):
    antwoord = bij_officer.post("/drempels/nieuw/", _form(min_aantal="15"))
    assert antwoord.url == "/drempels/"
    assert VastgesteldeDrempelset.objects.get(versie=2).reden == REDEN


def test_the_page_reads_a_decimal_comma(bij_officer: Client):
    bij_officer.post("/drempels/nieuw/", _form(max_aandeel="0,85"))
    assert VastgesteldeDrempelset.objects.get(versie=2).drempels.max_aandeel == 0.85


def test_without_a_recent_confirmation_nothing_is_set(officer: Account):
    client = log_in(officer, bevestigd=False)
    antwoord = client.post("/drempels/nieuw/", _form(min_aantal="15"))
    assert "bevestiging" in antwoord.context["formulier"].errors
    assert REDEN in antwoord.content.decode()
    assert VastgesteldeDrempelset.objects.count() == 1


def test_a_confirmation_on_the_form_itself_is_enough(officer: Account):
    client = log_in(officer, bevestigd=False)
    antwoord = client.post("/drempels/nieuw/", _form(min_aantal="15", bevestiging=WACHTWOORD))
    assert antwoord.url == "/drempels/"


def test_the_history_shows_who_and_why(bij_officer: Client, officer: Account):
    actions.set_thresholds(waarden={"min_aantal": 15}, reden=REDEN, by=officer)
    pagina = bij_officer.get("/drempels/").content.decode()
    assert REDEN in pagina
    assert "Collega privacy_officer" in pagina
