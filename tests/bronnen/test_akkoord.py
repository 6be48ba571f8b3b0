"""Approving: element by element, by another than who asked, twice where it must be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse

from bronnen import leverschemas
from bronnen.actions import bronakkoord
from bronnen.actions import levering as actions
from bronnen.models import Akkoordstatus, Bronakkoord, Levering, Leveringstatus
from privacy import actions as privacy_actions
from privacy import besluiten
from privacy.dossier import Document
from privacy.models import Besluit, Logregel, Uitkomst
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.materiaal import (
    REDEN,
    Huis,
    accepted,
    approve_delivery,
    approve_source,
    decide_delivery,
    decide_source,
    events,
    request_source,
)

TWEE = [code for code, s in leverschemas.all_schemas().items() if s.tweede_akkoord]
EEN = [code for code, s in leverschemas.all_schemas().items() if not s.tweede_akkoord]
POLITIE_EN_SCHULD = {
    "verdachten", "huurachterstanden", "schuldhulpverlening", "gemeentelijke_belastingen",
}  # fmt: skip


def test_police_and_debt_data_need_two_officers():
    assert set(TWEE) == POLITIE_EN_SCHULD


# --- asking ---------------------------------------------------------------------------------------
def test_an_analist_asks_for_elements_on_the_page(huis: Huis):
    adres = f"/onderzoeken/{huis.onderzoek.pk}/bronnen/brp/"
    antwoord = huis.bij("analist").post(
        adres, {"elementen": ["geslacht", "bsn"], "toelichting": "Nodig."}
    )
    akkoord = Bronakkoord.objects.get()
    assert antwoord.url == f"/bronakkoorden/{akkoord.pk}/"
    assert (akkoord.gevraagd, akkoord.goedgekeurd) == (["bsn", "geslacht"], [])
    assert events(akkoord, "bron_aangevraagd") == ["gelukt"]


@pytest.mark.parametrize(
    "velden",
    [
        {"toelichting": "Nodig."},
        {"elementen": ["bsn"]},
        {"elementen": ["bsn"], "toelichting": "  "},
        {"elementen": ["bsn", "inkomen"], "toelichting": "Nodig."},
    ],
    ids=["nothing", "no reason", "blank reason", "not of the source"],
)
def test_a_request_that_is_not_right_is_refused_and_shown_again(huis: Huis, velden: dict[str, Any]):
    adres = f"/onderzoeken/{huis.onderzoek.pk}/bronnen/brp/"
    antwoord = huis.bij("analist").post(adres, velden)
    assert antwoord.status_code == 400
    assert not Bronakkoord.objects.exists()


def test_a_source_that_does_not_exist_can_not_be_asked_for(huis: Huis):
    adres = f"/onderzoeken/{huis.onderzoek.pk}/bronnen/uwv/"
    assert huis.bij("analist").get(adres).status_code == 404


def test_a_source_is_asked_for_once_until_it_is_decided(huis: Huis):
    request_source(huis, "brp")
    with pytest.raises(Geweigerd, match="nu niet"):
        request_source(huis, "brp")


def test_asking_anew_takes_the_approval_away(huis: Huis):
    approve_source(huis, "brp")
    akkoord = request_source(huis, "brp", ["bsn"])
    assert (akkoord.status, akkoord.goedgekeurd) == ("aangevraagd", [])
    assert akkoord.gevraagd == ["bsn"]


def test_votes_on_an_earlier_request_do_not_count(huis: Huis):
    akkoord = request_source(huis, "verdachten")
    decide_source(akkoord, huis["officer"])
    decide_source(akkoord, huis["tweede"], uitkomst=Uitkomst.teruggestuurd)
    request_source(huis, "verdachten")
    decide_source(akkoord, huis["tweede"])
    akkoord.refresh_from_db()
    assert akkoord.status == "wacht_op_tweede"


# --- deciding on a source -------------------------------------------------------------------------
def post_source(huis: Huis, akkoord: Bronakkoord, wie: str, **anders: Any) -> HttpResponse:
    akkoord.refresh_from_db()
    velden = {
        "uitkomst": "akkoord",
        "elementen": ["bsn", "geslacht"],
        "reden": REDEN,
        "gezien": bronakkoord.request_version(akkoord),
    }
    return huis.bij(wie).post(f"/bronakkoorden/{akkoord.pk}/", velden | anders)


def test_an_officer_approves_some_of_the_elements(huis: Huis):
    akkoord = request_source(huis, "brp")
    post_source(huis, akkoord, "officer")
    akkoord.refresh_from_db()
    assert (akkoord.status, akkoord.goedgekeurd) == ("goedgekeurd", ["bsn", "geslacht"])
    assert events(akkoord, "bron_besluit") == ["gelukt"]


def test_nobody_approves_more_than_was_asked(huis: Huis):
    akkoord = request_source(huis, "brp", ["bsn", "geslacht"])
    post_source(huis, akkoord, "officer", elementen=["bsn", "herkomst"])
    akkoord.refresh_from_db()
    assert akkoord.goedgekeurd == ["bsn"]


def test_an_approval_without_elements_is_refused(huis: Huis):
    akkoord = request_source(huis, "brp")
    antwoord = post_source(huis, akkoord, "officer", elementen=[])
    assert antwoord.status_code == 409
    assert not Besluit.objects.exists()


@pytest.mark.parametrize("uitkomst", ["teruggestuurd", "geweigerd"])
def test_what_is_not_approved_has_no_elements(huis: Huis, uitkomst: str):
    akkoord = request_source(huis, "brp")
    post_source(huis, akkoord, "officer", uitkomst=uitkomst)
    akkoord.refresh_from_db()
    assert (akkoord.status, akkoord.goedgekeurd) == (uitkomst, [])


@pytest.mark.parametrize("uitkomst", ["", "goedgekeurd", "AKKOORD"])
def test_without_a_choice_nothing_is_decided_and_the_text_is_kept(huis: Huis, uitkomst: str):
    akkoord = request_source(huis, "brp")
    antwoord = post_source(huis, akkoord, "officer", uitkomst=uitkomst, reden="Al getypt, bewaar.")
    assert antwoord.status_code == 400
    assert "Al getypt, bewaar." in antwoord.content.decode()
    assert not Besluit.objects.exists()


@pytest.mark.parametrize("reden", ["", "   ", "te kort"])
def test_a_decision_needs_a_reason(huis: Huis, reden: str):
    akkoord = request_source(huis, "brp")
    assert post_source(huis, akkoord, "officer", reden=reden).status_code in (400, 409)
    assert not Besluit.objects.exists()


def test_a_request_that_changed_meanwhile_is_not_decided_and_the_text_is_kept(huis: Huis):
    akkoord = request_source(huis, "brp")
    gezien = bronakkoord.request_version(akkoord)
    decide_source(akkoord, huis["tweede"], uitkomst=Uitkomst.teruggestuurd)
    request_source(huis, "brp", ["bsn"])
    antwoord = post_source(huis, akkoord, "officer", gezien=gezien, reden="Al getypt, bewaar.")
    assert antwoord.status_code == 409
    assert "Al getypt, bewaar." in antwoord.content.decode()
    assert "veranderd terwijl u keek" in antwoord.content.decode()
    akkoord.refresh_from_db()
    assert akkoord.status == "aangevraagd"


def test_a_decided_request_is_not_decided_again(huis: Huis):
    akkoord = approve_source(huis, "brp")
    assert post_source(huis, akkoord, "tweede").status_code == 409
    assert Besluit.objects.count() == 1


def test_a_refusal_on_the_page_is_logged_once(huis: Huis):
    akkoord = request_source(huis, "brp")
    post_source(huis, akkoord, "officer", reden="te kort")
    rijen = Logregel.objects.filter(resultaat="geweigerd", object_id=str(akkoord.pk))
    assert rijen.count() == 1


@pytest.mark.parametrize("bron", TWEE)
def test_a_second_officer_confirms_the_elements_of_the_first(huis: Huis, bron: str):
    akkoord = request_source(huis, bron)
    eerste, *_ = akkoord.gevraagd
    decide_source(akkoord, huis["officer"], elementen=[eerste])
    akkoord.refresh_from_db()
    assert (akkoord.status, akkoord.goedgekeurd) == ("wacht_op_tweede", [eerste])
    decide_source(akkoord, huis["tweede"], elementen=akkoord.gevraagd)
    akkoord.refresh_from_db()
    assert (akkoord.status, akkoord.goedgekeurd) == ("goedgekeurd", [eerste])


@pytest.mark.parametrize("bron", EEN)
def test_one_officer_is_enough_for_the_rest(huis: Huis, bron: str):
    assert decide_source(request_source(huis, bron), huis["officer"]).status == "goedgekeurd"


@pytest.mark.parametrize("uitkomst", [u for u in Uitkomst if u != Uitkomst.ingetrokken])
def test_the_first_officer_can_not_be_the_second(huis: Huis, uitkomst: Uitkomst):
    akkoord = request_source(huis, "verdachten")
    decide_source(akkoord, huis["officer"])
    with pytest.raises(Geweigerd, match="al besloten"):
        decide_source(akkoord, huis["officer"], uitkomst=uitkomst)


@pytest.mark.parametrize("uitkomst", ["teruggestuurd", "geweigerd"])
def test_a_second_officer_can_say_no(huis: Huis, uitkomst: str):
    akkoord = request_source(huis, "verdachten")
    decide_source(akkoord, huis["officer"])
    decide_source(akkoord, huis["tweede"], uitkomst=Uitkomst(uitkomst))
    akkoord.refresh_from_db()
    assert (akkoord.status, akkoord.goedgekeurd) == (uitkomst, [])


def test_the_first_officer_sees_that_another_is_needed(huis: Huis):
    akkoord = request_source(huis, "verdachten")
    decide_source(akkoord, huis["officer"])
    eerste = huis.bij("officer").get(f"/bronakkoorden/{akkoord.pk}/").content.decode()
    tweede = huis.bij("tweede").get(f"/bronakkoorden/{akkoord.pk}/").content.decode()
    assert besluiten.AL_BESLOTEN in eerste
    assert 'name="uitkomst"' not in eerste
    assert 'name="uitkomst"' in tweede


# --- four eyes ------------------------------------------------------------------------------------
@pytest.mark.parametrize("wie", ["analist", "leverancier", "beleid", "werkgroep", "beheer"])
def test_who_is_no_officer_decides_on_nothing(huis: Huis, wie: str):
    akkoord = request_source(huis, "brp")
    assert post_source(huis, akkoord, wie).status_code == 403
    with pytest.raises(Geweigerd):
        decide_source(akkoord, huis[wie])
    assert not Besluit.objects.exists()


def become_officer(huis: Huis, wie: str) -> None:
    """The browser of before is logged out by the change of role."""
    privacy_actions.change_role(
        account=huis[wie], rol=Rol.privacy_officer, organisatie=None, by=None
    )
    huis.leave(wie)


def test_an_analist_who_became_officer_does_not_decide_on_his_own_request(huis: Huis):
    akkoord = request_source(huis, "brp")
    become_officer(huis, "analist")
    antwoord = post_source(huis, akkoord, "analist")
    assert antwoord.status_code == 409
    assert besluiten.EIGEN_AANVRAAG in antwoord.content.decode()
    assert not Besluit.objects.exists()


def test_the_page_of_ones_own_request_has_the_reason_in_place_of_the_form(huis: Huis):
    akkoord = request_source(huis, "brp")
    become_officer(huis, "analist")
    tekst = huis.bij("analist").get(f"/bronakkoorden/{akkoord.pk}/").content.decode()
    assert besluiten.EIGEN_AANVRAAG in tekst
    assert 'name="uitkomst"' not in tekst


def test_a_supplier_who_became_officer_does_not_decide_on_his_own_delivery(huis: Huis):
    approve_source(huis, "brp")
    levering = accepted(huis)
    become_officer(huis, "leverancier")
    antwoord = post_delivery(huis, levering, "leverancier")
    assert antwoord.status_code == 409
    tekst = huis.bij("leverancier").get(f"/leveringen/{levering.pk}/").content.decode()
    assert besluiten.EIGEN_AANVRAAG in tekst
    assert 'name="uitkomst"' not in tekst
    assert not Besluit.objects.filter(onderwerp="levering").exists()


def test_an_officer_who_lost_the_role_decides_on_nothing(huis: Huis):
    akkoord = request_source(huis, "brp")
    officer, _ = huis["officer"], huis["tweede"]  # the last one keeps the role
    privacy_actions.change_role(
        account=officer, rol=Rol.beleidsmedewerker, organisatie=None, by=None
    )
    officer.rol = Rol.privacy_officer.value  # as a request that began before would still have it
    with pytest.raises(Geweigerd):
        decide_source(akkoord, officer)


# --- deciding on a delivery -----------------------------------------------------------------------
@pytest.fixture
def levering(huis: Huis) -> Levering:
    approve_source(huis, "brp")
    return accepted(huis)


def post_delivery(huis: Huis, levering: Levering, wie: str, **anders: Any) -> HttpResponse:
    velden = {
        "uitkomst": "akkoord",
        "reden": REDEN,
        "gezien": actions.delivery_version(levering),
    }
    return huis.bij(wie).post(f"/leveringen/{levering.pk}/besluit/", velden | anders)


def test_an_officer_approves_a_delivery(huis: Huis, levering: Levering):
    antwoord = post_delivery(huis, levering, "officer")
    levering.refresh_from_db()
    assert (antwoord.status_code, levering.status) == (302, "goedgekeurd")
    assert events(levering, "levering_besluit") == ["gelukt"]


@pytest.mark.parametrize("uitkomst", ["teruggestuurd", "geweigerd"])
def test_an_officer_says_no_to_a_delivery(huis: Huis, levering: Levering, uitkomst: str):
    post_delivery(huis, levering, "officer", uitkomst=uitkomst)
    levering.refresh_from_db()
    assert levering.status == uitkomst


def test_the_supplier_reads_the_reason(huis: Huis, levering: Levering):
    post_delivery(huis, levering, "officer", uitkomst="teruggestuurd", reden="De maand ontbreekt.")
    tekst = huis.bij("leverancier").get(f"/leveringen/{levering.pk}/").content.decode()
    assert "De maand ontbreekt." in tekst


@pytest.mark.parametrize("wie", ["analist", "leverancier", "politie", "beleid", "beheer"])
def test_nobody_else_decides_on_a_delivery(huis: Huis, levering: Levering, wie: str):
    assert post_delivery(huis, levering, wie).status_code == 403
    with pytest.raises(Geweigerd):
        decide_delivery(levering, huis[wie])
    levering.refresh_from_db()
    assert levering.status == "wacht_op_akkoord"


def test_a_delivery_that_changed_meanwhile_is_not_decided_and_the_text_is_kept(
    huis: Huis, levering: Levering
):
    antwoord = post_delivery(huis, levering, "officer", gezien="0" * 64, reden="Bewaar dit toch.")
    assert antwoord.status_code == 409
    assert "Bewaar dit toch." in antwoord.content.decode()
    levering.refresh_from_db()
    assert levering.status == "wacht_op_akkoord"


def test_the_version_of_a_delivery_is_of_its_report_and_its_data(huis: Huis, levering: Levering):
    eerst = actions.delivery_version(levering)
    levering.cijfertekst_sha256 = "1" * 64
    tweede = actions.delivery_version(levering)
    levering.verslag = {**levering.verslag, "rijen_aanvaard": 9}
    assert len({eerst, tweede, actions.delivery_version(levering)}) == 3


def test_a_decided_delivery_is_not_decided_again(huis: Huis, levering: Levering):
    approve_delivery(huis, levering)
    assert post_delivery(huis, levering, "tweede", uitkomst="geweigerd").status_code == 409
    levering.refresh_from_db()
    assert levering.status == "goedgekeurd"


@pytest.mark.parametrize(
    "status", [s for s in Leveringstatus if s not in ("wacht_op_akkoord", "wacht_op_tweede")]
)
def test_only_what_waits_for_a_decision_is_decided(huis: Huis, levering: Levering, status: str):
    Levering.objects.filter(pk=levering.pk).update(status=status)
    with pytest.raises(Geweigerd):
        decide_delivery(levering, huis["officer"])
    assert not Besluit.objects.filter(onderwerp="levering").exists()


def test_police_data_wait_for_a_second_officer(huis: Huis):
    approve_source(huis, "verdachten")
    levering = accepted(huis, "verdachten", "politie")
    post_delivery(huis, levering, "officer")
    levering.refresh_from_db()
    assert levering.status == "wacht_op_tweede"
    assert post_delivery(huis, levering, "officer").status_code == 409
    post_delivery(huis, levering, "tweede")
    levering.refresh_from_db()
    assert levering.status == "goedgekeurd"


def test_gewijzigd_is_a_refusal_too():
    assert issubclass(Gewijzigd, Geweigerd)


# --- what waits -----------------------------------------------------------------------------------
def start(huis: Huis, wie: str) -> str:
    return huis.bij(wie).get("/").content.decode()


def test_what_waits_stands_on_the_officers_desk(huis: Huis, levering: Levering):
    request_source(huis, "verdachten")
    tekst = start(huis, "officer")
    assert "Bron beoordelen: Verdachten" in tekst
    assert f"({levering.nummer})" in tekst


def test_what_was_decided_is_off_the_desk(huis: Huis, levering: Levering):
    approve_delivery(huis, levering)
    assert levering.nummer not in start(huis, "officer")


def test_after_the_first_approval_it_waits_for_the_other_officer(huis: Huis):
    akkoord = request_source(huis, "verdachten")
    decide_source(akkoord, huis["officer"])
    assert "Bron beoordelen: Verdachten" in start(huis, "tweede")
    assert "Bron beoordelen: Verdachten" not in start(huis, "officer")


def test_a_supplier_sees_what_it_may_deliver(huis: Huis):
    approve_source(huis, "brp")
    assert "Leveren: Basisregistratie" in start(huis, "leverancier")
    assert "Leveren: Basisregistratie" not in start(huis, "politie")


@pytest.mark.django_db(transaction=True)
def test_a_supplier_reads_why_its_source_is_closed(huis: Huis):
    """In no transaction of the test, as it runs: the gate is held while it is asked."""
    approve_source(huis, "brp")
    pagina = huis.bij("leverancier").get("/leveringen/nieuw/").content.decode()
    assert 'name="keuze"' in pagina
    Document.objects.filter(soort="dpia").update(
        geldig_van=date(2020, 1, 1), geldig_tot=date(2020, 12, 31)
    )
    pagina = huis.bij("leverancier").get("/leveringen/nieuw/").content.decode()
    assert "Basisregistratie Personen is nu dicht." in pagina
    assert "gold tot en met 31 december 2020" in pagina
    assert 'name="keuze"' not in pagina


def test_what_stands_need_not_be_delivered_again(huis: Huis, levering: Levering):
    assert "Leveren: Basisregistratie" not in start(huis, "leverancier")


@pytest.mark.parametrize("uitkomst", ["teruggestuurd", "geweigerd"])
def test_what_was_sent_back_must_be_delivered_again(huis: Huis, levering: Levering, uitkomst: str):
    decide_delivery(levering, huis["officer"], uitkomst=Uitkomst(uitkomst))
    assert "Leveren: Basisregistratie" in start(huis, "leverancier")


def test_every_state_of_a_request_has_its_colour_and_words(huis: Huis):
    akkoord = request_source(huis, "brp")
    for status in Akkoordstatus:
        Bronakkoord.objects.filter(pk=akkoord.pk).update(status=status)
        tekst = huis.bij("analist").get(f"/bronakkoorden/{akkoord.pk}/").content.decode()
        assert status.label in tekst
