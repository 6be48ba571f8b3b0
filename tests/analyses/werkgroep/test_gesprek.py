"""What is said beside a chart: who may, once and not twice, and nothing typed is lost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from analyses import actions as analyse_actions
from analyses.werkgroep import queries
from analyses.werkgroep.actions import besluiten, bijeenkomsten, gesprek
from analyses.werkgroep.models import Bijeenkomst, Duiding, Klad, Voorstelstatus
from privacy.uitzonderingen import Geweigerd
from tests.analyses.werkgroep.materiaal import focus, held, item, meeting, proposed, said, shown, to
from tests.materiaal import REDEN, Huis, events, in_parallel


def live(huis: Huis, wie: str, punt: object, versie: object = "0") -> object:
    pad = f"/bijeenkomsten/{punt.bijeenkomst_id}/live/"  # type: ignore[attr-defined]
    return huis.bij(wie).get(pad, {"versie": str(versie), "punt": str(punt.pk)})  # type: ignore[attr-defined]


def test_what_one_writes_another_sees_at_the_next_look(gemeente: Huis):
    punt = held(gemeente)
    voor = live(gemeente, "lid", punt).json()
    assert live(gemeente, "lid", punt, voor["versie"]).status_code == 204
    gepost = {"nummer": str(uuid4()), "soort": "twijfel", "tekst": "Komt dit door de leeftijd?"}
    pad = f"/agendapunten/{punt.pk}/duiding/"
    antwoord = gemeente.bij("werkgroep").post(pad, gepost, HTTP_X_LIVE="1")
    na = live(gemeente, "lid", punt, voor["versie"])
    assert (antwoord.status_code, na.status_code) == (201, 200)
    assert "Komt dit door de leeftijd?" in na.json()["delen"]["duiding"]


def test_what_is_sent_again_is_there_once(gemeente: Huis):
    punt, nummer = held(gemeente), uuid4()
    for _ in range(2):
        gepost = {"nummer": str(nummer), "soort": "eens", "tekst": "Dit klopt."}
        antwoord = gemeente.bij("lid").post(
            f"/agendapunten/{punt.pk}/duiding/", gepost, HTTP_X_LIVE="1"
        )
        assert antwoord.status_code == 201
    assert Duiding.objects.count() == 1
    assert events(Duiding.objects.get(), "duiding_gegeven") == ["gelukt"]


def test_the_number_of_another_changes_nothing(gemeente: Huis):
    punt = held(gemeente)
    eerste = said(gemeente, punt)
    with pytest.raises(Geweigerd):
        gesprek.give_reading(
            punt=punt, nummer=eerste.pk, soort="eens", tekst="x", ouder=None, by=gemeente["lid"]
        )


def test_an_analist_answers_and_the_answer_is_marked(gemeente: Huis):
    punt = held(gemeente)
    vraag = said(gemeente, punt)
    with pytest.raises(Geweigerd, match="beantwoordt u"):
        said(gemeente, punt, "analist")
    assert f"/agendapunten/{punt.pk}/" in gemeente.bij("analist").get("/").content.decode()
    antwoord = said(gemeente, punt, "analist", "De leeftijd is gelijk gehouden.", "", vraag)
    assert antwoord.soort == "antwoord"
    tekst = gemeente.bij("beleid").get(f"/agendapunten/{punt.pk}/").content.decode()
    assert "antwoord van de analist" in tekst
    assert f"/agendapunten/{punt.pk}/" not in gemeente.bij("analist").get("/").content.decode()


@pytest.mark.parametrize("wie", ["beleid", "officer", "beheer"])
def test_who_only_reads_writes_nothing(gemeente: Huis, wie: str):
    punt = held(gemeente)
    with pytest.raises(Geweigerd):
        said(gemeente, punt, wie)


def test_a_member_who_was_not_invited_reads_only(gemeente: Huis):
    bijeenkomst = meeting(gemeente, deelnemers=())
    punt = item(gemeente, bijeenkomst)
    with pytest.raises(Geweigerd, match="lijst van deelnemers"):
        said(gemeente, punt, "derde")
    assert gemeente.bij("derde").get(f"/agendapunten/{punt.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("tekst", "melding"),
    [("  ", "Schrijf eerst"), ("x" * 2001, "te lang"), ("Dat is 999993653.", "nummers")],
)
def test_what_is_empty_too_long_or_names_a_person_is_refused(
    gemeente: Huis, tekst: str, melding: str
):
    punt = held(gemeente)
    gepost = {"soort": "eens", "tekst": tekst}
    antwoord = gemeente.bij("lid").post(
        f"/agendapunten/{punt.pk}/duiding/", gepost, HTTP_X_LIVE="1"
    )
    assert (antwoord.status_code, Duiding.objects.count()) == (400, 0)
    assert melding in antwoord.json()["melding"]


def test_a_refused_text_comes_back_in_the_field(gemeente: Huis):
    punt = held(gemeente)
    antwoord = gemeente.bij("lid").post(
        f"/agendapunten/{punt.pk}/duiding/", {"soort": "onzin", "tekst": "Mijn hele verhaal"}
    )
    assert antwoord.status_code == 400
    assert "Mijn hele verhaal</textarea>" in antwoord.content.decode()


def test_a_thread_is_open_until_its_author_or_the_chair_settles_it(gemeente: Huis):
    punt = held(gemeente)
    duiding = said(gemeente, punt, "derde")
    with pytest.raises(Geweigerd):
        gesprek.resolve_thread(duiding=said(gemeente, punt, "lid"), by=gemeente["derde"])
    gesprek.resolve_thread(duiding=duiding, by=gemeente["werkgroep"])
    duiding.refresh_from_db()
    assert duiding.afgehandeld_door == gemeente["werkgroep"]
    with pytest.raises(Geweigerd, match="al afgehandeld"):
        gesprek.resolve_thread(duiding=duiding, by=gemeente["derde"])


# --- drafts ---------------------------------------------------------------------------------------
def test_a_draft_is_kept_for_its_author_alone_until_it_is_sent(gemeente: Huis):
    punt = held(gemeente)
    pad = f"/agendapunten/{punt.pk}/"
    antwoord = gemeente.bij("lid").post(f"{pad}klad/", {"veld": "duiding", "tekst": "Half"})
    assert antwoord.status_code == 204
    assert "Half</textarea>" in gemeente.bij("lid").get(pad).content.decode()
    assert "Half" not in gemeente.bij("werkgroep").get(pad).content.decode()
    said(gemeente, punt, "lid")
    assert Klad.objects.count() == 0


def test_a_draft_of_another_field_is_refused(gemeente: Huis):
    punt = held(gemeente)
    pad = f"/agendapunten/{punt.pk}/klad/"
    assert gemeente.bij("lid").post(pad, {"veld": "anders", "tekst": "x"}).status_code == 400


# --- two editors ----------------------------------------------------------------------------------
def test_two_editors_see_both_texts_and_nothing_is_overwritten(gemeente: Huis):
    punt = held(gemeente)
    pad = f"/agendapunten/{punt.pk}/conclusie/"
    een = gemeente.bij("werkgroep").post(pad, {"tekst": "Eerste tekst", "gezien": "0"})
    twee = gemeente.bij("lid").post(pad, {"tekst": "Tweede tekst", "gezien": "0"})
    assert (een.status_code, twee.status_code) == (302, 409)
    bladzijde = twee.content.decode()
    assert "Eerste tekst</textarea>" in bladzijde
    assert "Tweede tekst</textarea>" in bladzijde
    punt.refresh_from_db()
    assert (punt.conclusie, punt.conclusie_versie) == ("Eerste tekst", 1)
    samen = gemeente.bij("lid").post(pad, {"tekst": "Beide teksten", "gezien": "1"})
    punt.refresh_from_db()
    assert (samen.status_code, punt.conclusie) == (302, "Beide teksten")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_told(gemeente: Huis):
    punt = held(gemeente)
    wie = [gemeente["werkgroep"], gemeente["lid"]]

    def write(nummer: int) -> object:
        return gesprek.write_conclusion(
            punt=punt, tekst=f"tekst {nummer}", gezien=0, by=wie[nummer]
        )

    uitkomsten = in_parallel(lambda: write(0), lambda: write(1))
    botsingen = [u for u in uitkomsten if isinstance(u, gesprek.Botsing)]
    punt.refresh_from_db()
    assert (len(botsingen), punt.conclusie_versie) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_ten_who_speak_at_once_are_all_heard(gemeente: Huis):
    punt = held(gemeente)
    voor = Bijeenkomst.objects.get().versie
    uitkomsten = in_parallel(*(lambda: said(gemeente, punt, "lid") for _ in range(10)))
    assert all(isinstance(u, Duiding) for u in uitkomsten)
    assert Bijeenkomst.objects.get().versie == voor + 10


# --- states ---------------------------------------------------------------------------------------
def test_a_withdrawn_chart_stays_as_a_stub_with_date_and_reason(gemeente: Huis):
    punt = held(gemeente)
    said(gemeente, punt, tekst="Wij zagen dit ook.")
    analyse_actions.withdraw_release(resultaat=punt.resultaat, reden=REDEN, by=gemeente["officer"])
    for pad in (f"/agendapunten/{punt.pk}/", f"/bijeenkomsten/{punt.bijeenkomst_id}/scherm/"):
        tekst = gemeente.bij("lid").get(pad).content.decode()
        assert "Deze grafiek is ingetrokken" in tekst
        assert REDEN in tekst
        assert "data-figuur" not in tekst
    assert (
        "Wij zagen dit ook."
        in gemeente.bij("lid").get(f"/agendapunten/{punt.pk}/").content.decode()
    )


def test_a_draft_result_cannot_be_put_on_the_agenda(gemeente: Huis):
    from tests.gemeente import drafted

    bijeenkomst, concept = meeting(gemeente), drafted(gemeente, "geslacht")
    with pytest.raises(Geweigerd, match="vrijgegeven"):
        item(gemeente, bijeenkomst, concept)
    gepost = {"resultaat": str(concept.pk), "besluitvraag": "Wat nu?"}
    pad = f"/bijeenkomsten/{bijeenkomst.pk}/agenda/"
    assert gemeente.bij("werkgroep").post(pad, gepost).status_code == 400


def test_after_closing_nobody_speaks_but_the_clerk_still_writes(gemeente: Huis):
    punt = held(gemeente)
    to(gemeente, punt.bijeenkomst, "gesloten")
    with pytest.raises(Geweigerd, match="kan nu niet"):
        said(gemeente, punt)
    gesprek.write_conclusion(punt=punt, tekst="Zo zagen wij het.", gezien=0, by=gemeente["lid"])
    to(gemeente, punt.bijeenkomst, "vastgesteld")
    with pytest.raises(Geweigerd, match="kan nu niet"):
        gesprek.write_conclusion(punt=punt, tekst="Anders.", gezien=1, by=gemeente["lid"])


def test_the_chair_moves_and_who_asks_hears_where(gemeente: Huis):
    bijeenkomst = meeting(gemeente)
    resultaat = shown(gemeente)
    een, twee = item(gemeente, bijeenkomst, resultaat), item(gemeente, bijeenkomst)
    to(gemeente, bijeenkomst, "open")
    assert live(gemeente, "lid", een).json()["huidig"]["id"] == str(een.pk)
    with pytest.raises(Geweigerd, match="voorzitter"):
        bijeenkomsten.choose_item(punt=twee, by=gemeente["derde"])
    antwoord = gemeente.bij("werkgroep").post(f"/agendapunten/{twee.pk}/huidig/", HTTP_X_LIVE="1")
    assert antwoord.status_code == 204
    assert live(gemeente, "lid", een).json()["huidig"]["id"] == str(twee.pk)


def test_an_item_of_another_meeting_gives_no_parts(gemeente: Huis):
    een = item(gemeente, meeting(gemeente))
    ander = item(gemeente, meeting(gemeente))
    ander.bijeenkomst_id = een.bijeenkomst_id
    assert "delen" not in live(gemeente, "lid", ander).json()


def test_the_agenda_keeps_its_order_however_much_was_said(gemeente: Huis):
    bijeenkomst = meeting(gemeente)
    punten = [item(gemeente, bijeenkomst) for _ in range(4)]
    for punt in (punten[0], punten[0], punten[2]):
        said(gemeente, punt)
    bijeenkomsten.shift_item(punt=punten[3], omhoog=True, by=gemeente["werkgroep"])
    volgorde = [punt.pk for punt in queries.agenda_of(bijeenkomst)]
    assert volgorde == [punten[0].pk, punten[1].pk, punten[3].pk, punten[2].pk]
    aantallen = [punt.openstaand for punt in queries.agenda_of(bijeenkomst)]
    assert aantallen == [2, 0, 0, 1]


def test_what_was_agreed_before_stands_on_the_page_of_the_next_meeting(gemeente: Huis):
    punt = held(gemeente)
    besluiten.write_outcome(
        voorstel=proposed(gemeente, punt), naar=Voorstelstatus.aangenomen, uitkomst="In mei.",
        eigenaar=gemeente["lid"], gereed_op=None, by=gemeente["werkgroep"],
    )  # fmt: skip
    focus(gemeente, punt)
    volgende = meeting(gemeente, naam="Vervolg")
    pagina = gemeente.bij("lid").get(f"/bijeenkomsten/{volgende.pk}/").content.decode()
    assert "In mei." in pagina
    assert "Wat loopt er al?" in pagina
