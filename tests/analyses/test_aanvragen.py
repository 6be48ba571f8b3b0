"""Asking for a table: who may, what becomes of it, and that nothing of it skips the release."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from analyses import aanvragen
from analyses.kern.specificatie import Kenmerkspecificatie
from analyses.models import Aanvraag, Analyse
from privacy.models import Logregel
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import ONDER_DRUK, REFERENTIE, drafted, light_linked, released
from tests.materiaal import REDEN, Huis

VRAAG = "Hoe is dit voor mensen met bijstand?"


def ask_table(huis: Huis, wie: str = "beleid", **anders: object) -> Aanvraag:
    velden = {"vraag": VRAAG, "kenmerk": "bijstand", "buurten": [ONDER_DRUK[0]]} | anders
    return aanvragen.request_table(onderzoek=huis.onderzoek, by=huis[wie], **velden)  # type: ignore[arg-type]


def events(aanvraag: Aanvraag) -> list[str]:
    rijen = Logregel.objects.filter(object_soort="aanvraag", object_id=str(aanvraag.pk))
    return list(rijen.order_by("id").values_list("actie", flat=True))


@pytest.fixture
def gevraagd(gemeente: Huis) -> tuple[Huis, Aanvraag]:
    return gemeente, ask_table(gemeente)


# --- the way of a request -------------------------------------------------------------------------
def test_from_the_dashboard_to_the_answer(gemeente: Huis):
    vrij = released(gemeente, drafted(gemeente, "geslacht"))
    lezer, analist = gemeente.bij("beleid"), gemeente.bij("analist")
    nieuw = f"/onderzoeken/{gemeente.onderzoek.pk}/aanvragen/nieuw/"
    assert nieuw in lezer.get(f"/resultaten/{vrij.pk}/").content.decode()
    antwoord = lezer.post(nieuw, {"vraag": VRAAG, "kenmerk": "geslacht", "buurten": []})
    aanvraag = Aanvraag.objects.get()
    pad = f"/aanvragen/{aanvraag.pk}/"
    assert antwoord.url == pad
    assert pad in analist.get("/").content.decode()
    begonnen = analist.post(f"{pad}starten/")
    aanvraag.refresh_from_db()
    assert (begonnen.status_code, aanvraag.status) == (302, "in_behandeling")
    assert "De analist is ermee bezig" in lezer.get(pad).content.decode()
    analist.post(f"{pad}antwoord/", {"uitkomst": "beantwoord", "resultaat": str(vrij.pk)})
    assert f"/resultaten/{vrij.pk}/" in lezer.get(pad).content.decode()
    assert events(aanvraag) == ["aanvraag_gedaan", "aanvraag_opgepakt", "aanvraag_afgehandeld"]


def test_what_is_started_is_an_analysis_like_any_other(gevraagd: tuple[Huis, Aanvraag]):
    huis, aanvraag = gevraagd
    analyse = aanvragen.start_requested(
        aanvraag=aanvraag, koppelbestand=light_linked(huis), by=huis["analist"]
    )
    assert (analyse.status, analyse.gemaakt_door) == ("wacht", huis["analist"])
    assert analyse.specificatie["gebieden"]["onder_druk"] == [ONDER_DRUK[0]]
    assert analyse.specificatie["gebieden"]["referentie"] == []


def test_only_reference_buurten_are_the_buurten_of_the_analysis(gemeente: Huis):
    vraag = aanvragen.requested_specification(ask_table(gemeente, buurten=REFERENTIE))
    assert isinstance(vraag, Kenmerkspecificatie)
    assert (vraag.gebieden.onder_druk, vraag.gebieden.referentie) == (tuple(REFERENTIE), ())


def test_a_question_about_something_else_is_started_by_the_analist_from_the_form(gemeente: Huis):
    bestand = light_linked(gemeente)
    aanvraag = ask_table(gemeente, kenmerk="")
    with pytest.raises(Geweigerd, match="Kies zelf een analyse"):
        aanvragen.start_requested(aanvraag=aanvraag, koppelbestand=bestand, by=gemeente["analist"])
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/analyses/nieuw/?aanvraag={aanvraag.pk}"
    analist = gemeente.bij("analist")
    assert VRAAG in analist.get(pad).content.decode()
    velden = {"soort": "verdachten", "overige": "apart", "bij_botsing": "meer_weglaten"}
    assert analist.post(pad, velden).status_code == 302
    aanvraag.refresh_from_db()
    assert (aanvraag.status, aanvraag.analyse) == ("in_behandeling", Analyse.objects.get())
    assert Analyse.objects.get().bij_botsing == "meer_weglaten"


def test_a_refusal_needs_a_reason_and_the_asker_reads_it(gevraagd: tuple[Huis, Aanvraag]):
    huis, aanvraag = gevraagd
    pad = f"/aanvragen/{aanvraag.pk}/"
    leeg = huis.bij("analist").post(f"{pad}antwoord/", {"uitkomst": "afgewezen", "antwoord": " "})
    assert leeg.status_code == 400
    huis.bij("analist").post(f"{pad}antwoord/", {"uitkomst": "afgewezen", "antwoord": REDEN})
    assert REDEN in huis.bij("beleid").get(pad).content.decode()
    with pytest.raises(Geweigerd):
        aanvragen.refuse_request(aanvraag=aanvraag, reden=REDEN, by=huis["analist"])


# --- what it may not do ---------------------------------------------------------------------------
def test_a_draft_is_no_answer(gevraagd: tuple[Huis, Aanvraag]):
    huis, aanvraag = gevraagd
    concept = drafted(huis, "geslacht")
    with pytest.raises(Geweigerd, match="dat is vrijgegeven"):
        aanvragen.answer_request(
            aanvraag=aanvraag, resultaat=concept, antwoord="", by=huis["analist"]
        )
    gepost = {"uitkomst": "beantwoord", "resultaat": str(concept.pk)}
    pad = f"/aanvragen/{aanvraag.pk}/antwoord/"
    assert huis.bij("analist").post(pad, gepost).status_code == 400


def test_nobody_reads_the_request_of_another_reader(gevraagd: tuple[Huis, Aanvraag]):
    huis, aanvraag = gevraagd
    lid = huis.bij("werkgroep")
    assert lid.get(f"/aanvragen/{aanvraag.pk}/").status_code == 404
    assert VRAAG not in lid.get("/aanvragen/").content.decode()
    assert VRAAG not in lid.get("/").content.decode()


def test_of_an_onderzoek_without_results_nothing_can_be_asked(gemeente: Huis):
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/aanvragen/nieuw/"
    assert gemeente.bij("beleid").get(pad).status_code == 404


@pytest.mark.parametrize("veld", [{"buurten": ["BU99999999"]}, {"kenmerk": "herkomst"}])
def test_what_is_not_in_the_lists_is_refused(gemeente: Huis, veld: dict[str, object]):
    released(gemeente, drafted(gemeente, "geslacht"))
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/aanvragen/nieuw/"
    antwoord = gemeente.bij("beleid").post(pad, {"vraag": VRAAG} | veld)
    assert (antwoord.status_code, Aanvraag.objects.count()) == (400, 0)
    assert b"BU99999999" not in antwoord.content


def test_a_number_of_a_person_is_refused_and_not_repeated_in_the_logbook(gemeente: Huis):
    released(gemeente, drafted(gemeente, "geslacht"))
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/aanvragen/nieuw/"
    antwoord = gemeente.bij("beleid").post(pad, {"vraag": "Hoe zit het met 999993653?"})
    assert (antwoord.status_code, Aanvraag.objects.count()) == (400, 0)


def test_a_reader_has_at_most_twenty_requests_open(gemeente: Huis):
    Aanvraag.objects.bulk_create(
        Aanvraag(onderzoek=gemeente.onderzoek, vraag="x", gevraagd_door=gemeente["beleid"])
        for _ in range(20)
    )
    with pytest.raises(Geweigerd, match="20 aanvragen"):
        ask_table(gemeente)
    assert ask_table(gemeente, "werkgroep").status == "open"


@pytest.mark.parametrize("wie", ["analist", "officer", "leverancier", "beheer"])
def test_only_a_reader_asks(gemeente: Huis, wie: str):
    with pytest.raises(Geweigerd):
        ask_table(gemeente, wie)


@pytest.mark.parametrize("status", ["beantwoord", "afgewezen"])
def test_the_database_knows_no_answer_without_result_or_reason(
    gevraagd: tuple[Huis, Aanvraag], status: str
):
    with pytest.raises(IntegrityError), transaction.atomic():
        Aanvraag.objects.filter(pk=gevraagd[1].pk).update(status=status)
