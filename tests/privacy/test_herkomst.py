"""Herkomst beside verdachten stays off until two officers agree, in writing."""

import pytest
from django.test import Client
from django.urls import reverse

from privacy import actions
from privacy.actions.herkomst import HERKOMST, request_version
from privacy.models import Account, Herkomstaanvraag, Herkomststatus, Onderzoek, Uitkomst
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.privacy.mensen import log_in, make_study

WAAROM = "Om te zien of het verschil verdwijnt bij gelijke leeftijd."
REDEN = "De uitleg is voldoende."


@pytest.fixture
def aanvraag(analist: Account) -> Herkomstaanvraag:
    return actions.request_herkomst(onderzoek=make_study(analist), toelichting=WAAROM, by=analist)


def _decide(aanvraag: Herkomstaanvraag, by: Account, uitkomst: Uitkomst = Uitkomst.akkoord) -> None:
    actions.decide_herkomst(
        aanvraag=aanvraag, uitkomst=uitkomst, reden=REDEN, gezien=request_version(aanvraag), by=by
    )


def test_one_officer_is_not_enough(aanvraag: Herkomstaanvraag, officer: Account):
    _decide(aanvraag, officer)
    assert aanvraag.status == Herkomststatus.wacht_op_tweede
    assert not Onderzoek.objects.get().herkomst_bij_verdachten


def test_two_officers_switch_it_on(
    aanvraag: Herkomstaanvraag, officer: Account, tweede_officer: Account
):
    _decide(aanvraag, officer)
    _decide(aanvraag, tweede_officer)
    assert aanvraag.status == Herkomststatus.akkoord
    assert Onderzoek.objects.get().herkomst_bij_verdachten


@pytest.mark.parametrize("uitkomst", [Uitkomst.geweigerd, Uitkomst.teruggestuurd])
def test_one_refusal_keeps_it_off(
    aanvraag: Herkomstaanvraag, officer: Account, tweede_officer: Account, uitkomst: Uitkomst
):
    _decide(aanvraag, officer)
    _decide(aanvraag, tweede_officer, uitkomst)
    assert aanvraag.status == uitkomst.value
    assert not Onderzoek.objects.get().herkomst_bij_verdachten


def test_after_a_refusal_one_may_ask_again(
    aanvraag: Herkomstaanvraag, analist: Account, officer: Account
):
    _decide(aanvraag, officer, Uitkomst.geweigerd)
    opnieuw = actions.request_herkomst(
        onderzoek=aanvraag.onderzoek, toelichting=WAAROM + " Nu beter.", by=analist
    )
    assert opnieuw.status == Herkomststatus.aangevraagd


def test_there_is_one_request_at_a_time(aanvraag: Herkomstaanvraag, analist: Account):
    with pytest.raises(Geweigerd, match="loopt al"):
        actions.request_herkomst(onderzoek=aanvraag.onderzoek, toelichting=WAAROM, by=analist)


def test_a_request_needs_an_explanation(analist: Account):
    with pytest.raises(Geweigerd, match="Leg in een paar zinnen"):
        actions.request_herkomst(onderzoek=make_study(analist), toelichting="nodig", by=analist)


def test_an_officer_does_not_ask(officer: Account, analist: Account):
    with pytest.raises(Geweigerd):
        actions.request_herkomst(onderzoek=make_study(analist), toelichting=WAAROM, by=officer)


def test_a_changed_purpose_needs_another_look(
    aanvraag: Herkomstaanvraag, analist: Account, officer: Account
):
    gezien = request_version(aanvraag)
    actions.update_onderzoek(onderzoek=aanvraag.onderzoek, by=analist, doel="Iets heel anders")
    with pytest.raises(Gewijzigd):
        actions.decide_herkomst(
            aanvraag=aanvraag, uitkomst=Uitkomst.akkoord, reden=REDEN, gezien=gezien, by=officer
        )


def test_every_state_has_a_way_out_or_is_an_end():
    einde = {Herkomststatus.ingetrokken, Herkomststatus.teruggestuurd, Herkomststatus.geweigerd}
    assert {s for s in Herkomststatus if not HERKOMST.from_status(s)} == einde


def test_analist_asks_and_officers_decide_on_the_page(
    bij_analist: Client, analist: Account, officer: Account
):
    onderzoek = make_study(analist)
    pad = reverse("herkomst", args=[onderzoek.pk])
    assert bij_analist.post(pad, {"toelichting": WAAROM}).url == pad
    aanvraag, bij_officer = Herkomstaanvraag.objects.get(), log_in(officer)
    assert "Herkomst bij verdachten beoordelen" in bij_officer.get("/").content.decode()
    besluit = {"uitkomst": "akkoord", "reden": REDEN, "gezien": request_version(aanvraag)}
    bij_officer.post(reverse("herkomst_besluit", args=[aanvraag.pk]), besluit)
    assert "van iemand anders" in bij_officer.get(pad).content.decode()


def test_a_decision_on_an_old_page_decides_nothing_and_keeps_the_text(
    aanvraag: Herkomstaanvraag, officer: Account
):
    besluit = {"uitkomst": "akkoord", "reden": REDEN, "gezien": "x"}
    antwoord = log_in(officer).post(reverse("herkomst_besluit", args=[aanvraag.pk]), besluit)
    assert antwoord.status_code == 409
    assert REDEN in antwoord.content.decode()


def test_a_decision_asks_to_confirm(aanvraag: Herkomstaanvraag, officer: Account):
    client = log_in(officer, bevestigd=False)
    besluit = {"uitkomst": "akkoord", "reden": REDEN, "gezien": request_version(aanvraag)}
    client.post(reverse("herkomst_besluit", args=[aanvraag.pk]), besluit)
    aanvraag.refresh_from_db()
    assert aanvraag.status == Herkomststatus.aangevraagd
