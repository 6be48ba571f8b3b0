"""From draft to dashboard: not by the author, not without audit, and viewers get the safe half."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpResponse

from analyses import actions
from analyses.models import Resultaat, Resultaatstatus
from analyses.queries import full_content, viewers_content
from analyses.werkgroep.models import Speerpunt
from privacy import actions as privacy_actions
from privacy import besluiten, sessies
from privacy.kern.selectie import choices
from privacy.kern.veilig import NEUTRALE_TEKST, REDENTEKST, OnveiligResultaat
from privacy.models import Besluit, Logregel, Onderzoek
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd
from tests.analyses.werkgroep.materiaal import one_of_each
from tests.gemeente import drafted, put_in_state, unguard_results
from tests.materiaal import REDEN, Huis, events, in_parallel

KIJKERS = ("beleid", "werkgroep")


@pytest.fixture
def concept(gemeente: Huis) -> Resultaat:
    return drafted(gemeente)


@pytest.fixture
def aangeboden(gemeente: Huis, concept: Resultaat) -> Resultaat:
    return actions.request_release(resultaat=concept, by=gemeente["analist"])


@pytest.fixture
def vrij(gemeente: Huis, aangeboden: Resultaat) -> Resultaat:
    return release(gemeente, aangeboden)


def release(huis: Huis, resultaat: Resultaat, wie: str = "officer") -> Resultaat:
    resultaat.refresh_from_db()
    return actions.decide_release(
        resultaat=resultaat,
        uitkomst=besluiten.Uitkomst.akkoord,
        reden=REDEN,
        gezien=actions.release_version(resultaat),
        by=huis[wie],
    )


def post_decision(huis: Huis, resultaat: Resultaat, wie: str, **anders: Any) -> HttpResponse:
    resultaat.refresh_from_db()
    velden = {
        "uitkomst": "akkoord",
        "reden": REDEN,
        "gezien": actions.release_version(resultaat),
    }
    return huis.bij(wie).post(f"/concepten/{resultaat.pk}/besluit/", velden | anders)


def text(antwoord: HttpResponse) -> str:
    return str(antwoord.content.decode())


def status_of(resultaat: Resultaat) -> str:
    resultaat.refresh_from_db()
    return str(resultaat.status)


# --- drafts ---------------------------------------------------------------------------------------
ADRESSEN = ("/resultaten/{}/", "/resultaten/{}/figuur/", "/resultaten/{}/tabel.csv")


@pytest.mark.parametrize("adres", ADRESSEN)
@pytest.mark.parametrize("wie", KIJKERS)
def test_a_viewer_does_not_find_a_draft(gemeente: Huis, concept: Resultaat, wie: str, adres: str):
    assert gemeente.bij(wie).get(adres.format(concept.pk)).status_code == 404
    assert events(concept, "toegang_geweigerd") == ["geweigerd"]


@pytest.mark.parametrize("wie", KIJKERS)
def test_a_viewer_may_not_open_the_page_of_drafts(gemeente: Huis, concept: Resultaat, wie: str):
    assert gemeente.bij(wie).get(f"/concepten/{concept.pk}/").status_code == 403
    assert gemeente.bij(wie).get(f"/concepten/{concept.pk}/figuur/").status_code == 403


@pytest.mark.parametrize("wie", KIJKERS)
def test_a_program_of_a_viewer_does_not_find_a_draft(gemeente: Huis, concept: Resultaat, wie: str):
    antwoord = gemeente.bij(wie).get(f"/api/v1/resultaten/{concept.pk}/", **gemeente.kop(wie))
    assert antwoord.status_code == 404
    assert gemeente.bij(wie).get("/api/v1/resultaten/", **gemeente.kop(wie)).json()["count"] == 0


def test_a_draft_that_does_not_exist_looks_the_same(gemeente: Huis, concept: Resultaat):
    bestaat = gemeente.bij("beleid").get(f"/resultaten/{concept.pk}/")
    bestaat_niet = gemeente.bij("beleid").get(f"/resultaten/{uuid4()}/")
    assert without_token(bestaat) == without_token(bestaat_niet)


def without_token(antwoord: HttpResponse) -> str:
    return re.sub(r'"[A-Za-z0-9]{64}"', "", text(antwoord))


@pytest.mark.parametrize("wie", ["analist", "officer"])
def test_analist_and_officer_see_the_draft_with_its_reasons(
    gemeente: Huis, concept: Resultaat, wie: str
):
    tekst = text(gemeente.bij(wie).get(f"/concepten/{concept.pk}/", follow=True))
    redenen = {r.reden for t in full_content(concept).tabellen for r in t.rijen if r.reden}
    assert redenen
    assert all(REDENTEKST[reden] in tekst for reden in redenen)
    assert "Controle" in tekst
    assert events(concept, "resultaat_bekeken") == ["gelukt"]


# --- offering -------------------------------------------------------------------------------------
def test_the_author_offers_a_draft(gemeente: Huis, concept: Resultaat):
    gemeente.bij("analist").post(f"/concepten/{concept.pk}/aanbieden/")
    assert status_of(concept) == "ter_vrijgave"
    assert events(concept, "vrijgave_gevraagd") == ["gelukt"]


def test_all_drafts_of_ones_own_are_offered_in_one_go(gemeente: Huis):
    concepten = [drafted(gemeente, kenmerk) for kenmerk in ("leeftijd", "geslacht")]
    gemeente.bij("analist").post(f"/onderzoeken/{gemeente.onderzoek.pk}/vrijgave/")
    assert [status_of(concept) for concept in concepten] == ["ter_vrijgave"] * 2


def test_a_draft_of_another_analist_is_not_ones_own_to_offer(gemeente: Huis, concept: Resultaat):
    privacy_actions.change_role(
        account=gemeente["beleid"], rol=Rol.analist, organisatie=None, by=None
    )
    ander = gemeente.bij("beleid")
    ander.post(f"/concepten/{concept.pk}/aanbieden/")
    ander.post(f"/onderzoeken/{gemeente.onderzoek.pk}/vrijgave/")
    assert "Aanbieden aan de privacy-officer" not in text(ander.get(f"/concepten/{concept.pk}/"))
    assert status_of(concept) == "concept"


def test_what_is_offered_stands_on_the_officers_desk(gemeente: Huis, aangeboden: Resultaat):
    assert "Beoordelen: Leeftijd en verdachten" in text(gemeente.bij("officer").get("/"))


@pytest.mark.parametrize(
    "status", [s for s in Resultaatstatus if s not in ("concept", "teruggestuurd")]
)
def test_only_a_draft_is_offered(gemeente: Huis, concept: Resultaat, status: str):
    put_in_state(gemeente, concept, status)
    with pytest.raises(Geweigerd):
        actions.request_release(resultaat=concept, by=gemeente["analist"])


# --- deciding -------------------------------------------------------------------------------------
def test_an_officer_releases(gemeente: Huis, aangeboden: Resultaat):
    antwoord = post_decision(gemeente, aangeboden, "officer")
    assert (antwoord.status_code, status_of(aangeboden)) == (302, "vrijgegeven")
    assert aangeboden.vrijgegeven_op is not None
    assert events(aangeboden, "vrijgave_besluit") == ["gelukt"]


@pytest.mark.parametrize("wie", ["analist", "leverancier", "beleid", "werkgroep", "beheer"])
def test_nobody_but_an_officer_releases(gemeente: Huis, aangeboden: Resultaat, wie: str):
    assert post_decision(gemeente, aangeboden, wie).status_code == 403
    with pytest.raises(Geweigerd):
        release(gemeente, aangeboden, wie)
    assert status_of(aangeboden) == "ter_vrijgave"


def test_an_author_who_became_officer_does_not_release_his_own(
    gemeente: Huis, aangeboden: Resultaat
):
    privacy_actions.change_role(
        account=gemeente["analist"], rol=Rol.privacy_officer, organisatie=None, by=None
    )
    gemeente.leave("analist")
    antwoord = post_decision(gemeente, aangeboden, "analist")
    assert antwoord.status_code == 409
    assert besluiten.EIGEN_AANVRAAG in text(antwoord)
    pagina = text(gemeente.bij("analist").get(f"/concepten/{aangeboden.pk}/bewijs/"))
    assert besluiten.EIGEN_AANVRAAG in pagina
    assert 'name="uitkomst"' not in pagina
    assert status_of(aangeboden) == "ter_vrijgave"


@pytest.mark.parametrize("uitkomst", ["teruggestuurd", "geweigerd"])
def test_an_officer_says_no(gemeente: Huis, aangeboden: Resultaat, uitkomst: str):
    post_decision(gemeente, aangeboden, "officer", uitkomst=uitkomst)
    assert status_of(aangeboden) == uitkomst
    assert gemeente.bij("beleid").get(f"/resultaten/{aangeboden.pk}/").status_code == 404


def test_what_was_sent_back_is_offered_and_judged_anew(gemeente: Huis, aangeboden: Resultaat):
    post_decision(gemeente, aangeboden, "officer", uitkomst="teruggestuurd")
    actions.request_release(resultaat=aangeboden, by=gemeente["analist"])
    post_decision(gemeente, aangeboden, "officer")
    assert status_of(aangeboden) == "vrijgegeven"


def test_a_decision_on_an_earlier_round_decides_nothing(gemeente: Huis, aangeboden: Resultaat):
    gezien = actions.release_version(aangeboden)
    post_decision(gemeente, aangeboden, "officer", uitkomst="teruggestuurd")
    actions.request_release(resultaat=aangeboden, by=gemeente["analist"])
    antwoord = post_decision(
        gemeente, aangeboden, "tweede", gezien=gezien, reden="Bewaar de tekst."
    )
    assert antwoord.status_code == 409
    assert "Bewaar de tekst." in text(antwoord)
    assert status_of(aangeboden) == "ter_vrijgave"


@pytest.mark.parametrize("uitkomst", ["", "vrijgegeven", "ja"])
def test_without_a_choice_nothing_is_decided(gemeente: Huis, aangeboden: Resultaat, uitkomst: str):
    antwoord = post_decision(
        gemeente, aangeboden, "officer", uitkomst=uitkomst, reden="Bewaar mij."
    )
    assert antwoord.status_code == 400
    assert "Bewaar mij." in text(antwoord)
    assert status_of(aangeboden) == "ter_vrijgave"


@pytest.mark.parametrize(("reden", "status"), [("", 400), ("kort", 409)])
def test_a_release_needs_a_reason(gemeente: Huis, aangeboden: Resultaat, reden: str, status: int):
    assert post_decision(gemeente, aangeboden, "officer", reden=reden).status_code == status
    assert not Besluit.objects.filter(onderwerp="vrijgave").exists()


@pytest.mark.parametrize(
    "status", [s for s in Resultaatstatus if s not in ("ter_vrijgave", "wacht_op_tweede")]
)
def test_only_what_was_offered_is_decided(gemeente: Huis, concept: Resultaat, status: str):
    put_in_state(gemeente, concept, status)
    assert post_decision(gemeente, concept, "officer").status_code == 409
    assert status_of(concept) == status
    assert not Besluit.objects.filter(onderwerp="vrijgave").exists()


def test_herkomst_beside_suspects_is_released_by_two(gemeente: Huis, aangeboden: Resultaat):
    aangeboden.analyse.specificatie["kenmerk"] = "herkomst"
    aangeboden.analyse.save()
    Onderzoek.objects.update(herkomst_bij_verdachten=True)
    post_decision(gemeente, aangeboden, "officer")
    assert status_of(aangeboden) == "wacht_op_tweede"
    assert gemeente.bij("beleid").get(f"/resultaten/{aangeboden.pk}/").status_code == 404
    assert post_decision(gemeente, aangeboden, "officer").status_code == 409
    with pytest.raises(Geweigerd):  # offered once more, the first vote would be lost
        actions.request_release(resultaat=aangeboden, by=gemeente["analist"])
    post_decision(gemeente, aangeboden, "tweede")
    assert status_of(aangeboden) == "vrijgegeven"


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_releases(gemeente: Huis):
    resultaat = actions.request_release(resultaat=drafted(gemeente), by=gemeente["analist"])
    gezien = actions.release_version(resultaat)
    beslis = [
        partial(
            actions.decide_release, resultaat=resultaat, uitkomst=uitkomst, reden=REDEN,
            gezien=gezien, by=gemeente[naam],
        )
        for naam, uitkomst in (
            ("officer", besluiten.Uitkomst.akkoord),
            ("tweede", besluiten.Uitkomst.geweigerd),
        )
    ]  # fmt: skip
    uitkomsten = in_parallel(*beslis)
    assert sum(isinstance(u, Geweigerd) for u in uitkomsten) == 1
    assert Besluit.objects.filter(onderwerp="vrijgave").count() == 1
    assert status_of(resultaat) in ("vrijgegeven", "geweigerd")


# --- without audit --------------------------------------------------------------------------------
@pytest.fixture
def gezakt(concept: Resultaat) -> Resultaat:
    """As if the audit had not passed: without certificate."""
    Resultaat.objects.filter(pk=concept.pk).delete()
    concept.audit_geslaagd, concept.certificaat, concept.conceptpost = False, None, None
    concept.save(force_insert=True)
    return concept


def test_what_failed_its_audit_is_not_offered(gemeente: Huis, gezakt: Resultaat):
    with pytest.raises(Geweigerd, match="herleidbaarheid"):
        actions.request_release(resultaat=gezakt, by=gemeente["analist"])


def test_what_failed_its_audit_is_not_released_by_anyone(gemeente: Huis, gezakt: Resultaat):
    Resultaat.objects.filter(pk=gezakt.pk).update(status="ter_vrijgave")
    antwoord = post_decision(gemeente, gezakt, "officer")
    assert antwoord.status_code == 409
    assert "herleidbaarheid" in text(antwoord)
    assert status_of(gezakt) == "ter_vrijgave"


GRENS = "resultaat_vrij_alleen"


def test_the_database_refuses_it_to_the_orm(gezakt: Resultaat):
    with pytest.raises(IntegrityError, match=GRENS), transaction.atomic():
        Resultaat.objects.filter(pk=gezakt.pk).update(status="vrijgegeven")


def test_the_database_refuses_it_to_sql(gezakt: Resultaat):
    vraag = "UPDATE analyses_resultaat SET status = 'vrijgegeven' WHERE id = %s"
    with (
        pytest.raises(IntegrityError, match=GRENS),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(vraag, [str(gezakt.pk)])


def test_a_released_result_can_not_lose_its_audit(vrij: Resultaat):
    with pytest.raises(IntegrityError, match=GRENS), transaction.atomic():
        Resultaat.objects.filter(pk=vrij.pk).update(audit_geslaagd=False)


def test_the_page_of_what_failed_has_no_button(gemeente: Huis, gezakt: Resultaat):
    tekst = text(gemeente.bij("analist").get(f"/concepten/{gezakt.pk}/"))
    assert "Kan niet worden vrijgegeven" in tekst
    assert "Aanbieden aan de privacy-officer" not in tekst


@pytest.mark.usefixtures("als_app_rol")
def test_a_decision_is_not_rewritten_by_the_application(vrij: Resultaat):
    with pytest.raises(DatabaseError), transaction.atomic():
        Besluit.objects.filter(onderwerp="vrijgave").update(reden="Anders.")


# --- dashboards -----------------------------------------------------------------------------------
@pytest.mark.parametrize("wie", [*KIJKERS, "analist", "officer"])
def test_a_released_result_is_on_the_dashboard(gemeente: Huis, vrij: Resultaat, wie: str):
    assert vrij.bevinding in text(gemeente.bij(wie).get("/resultaten/"))
    tekst = text(gemeente.bij(wie).get(f"/resultaten/{vrij.pk}/"))
    assert vrij.bevinding in tekst
    assert "niet getoond" in tekst


@pytest.mark.parametrize("adres", ["/resultaten/{}/", *ADRESSEN[1:], "/api/v1/resultaten/{}/"])
def test_viewers_get_no_reasons_and_no_audit(gemeente: Huis, vrij: Resultaat, adres: str):
    antwoord = gemeente.bij("beleid").get(adres.format(vrij.pk), **gemeente.kop("beleid"))
    tekst = text(antwoord)
    assert antwoord.status_code == 200
    assert not [zin for zin in REDENTEKST.values() if zin in tekst and zin != NEUTRALE_TEKST]
    assert not [woord for woord in ('"reden": "', "audit", "primair", "controle") if woord in tekst]


def test_what_is_stored_for_viewers_has_no_reasons_and_no_audit(vrij: Resultaat):
    inhoud = viewers_content(vrij)
    assert all(tabel.audit is None for tabel in inhoud.tabellen)
    assert all(rij.reden is None for tabel in inhoud.tabellen for rij in tabel.rijen)
    assert inhoud.verborgen == full_content(vrij).verborgen > 0


def test_the_neighbours_of_a_result_are_in_the_order_of_the_story(gemeente: Huis):
    eerste, tweede = (
        release(
            gemeente,
            actions.request_release(resultaat=drafted(gemeente, k), by=gemeente["analist"]),
        )
        for k in ("leeftijd", "geslacht")
    )
    assert f"Volgende: {tweede.bevinding}" in text(
        gemeente.bij("beleid").get(f"/resultaten/{eerste.pk}/")
    )
    assert f"Vorige: {eerste.bevinding}" in text(
        gemeente.bij("beleid").get(f"/resultaten/{tweede.pk}/")
    )


def test_looking_and_downloading_are_logged(gemeente: Huis, vrij: Resultaat):
    gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/")
    gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/tabel.csv")
    gemeente.bij("beleid").get(f"/api/v1/resultaten/{vrij.pk}/", **gemeente.kop("beleid"))
    assert events(vrij, "resultaat_bekeken") == ["gelukt"] * 2
    assert events(vrij, "resultaat_gedownload") == ["gelukt"]


def test_a_stored_result_that_was_changed_is_not_shown(gemeente: Huis, vrij: Resultaat):
    unguard_results()
    Resultaat.objects.filter(pk=vrij.pk).update(
        inhoud_kijkers=vrij.inhoud_kijkers.replace("Puntgrafiek", "Taartgrafiek")
    )
    vrij.refresh_from_db()
    with pytest.raises(OnveiligResultaat):
        viewers_content(vrij)
    client = gemeente.bij("beleid")
    client.raise_request_exception = False
    assert client.get(f"/resultaten/{vrij.pk}/").status_code == 500


def test_a_changed_text_is_not_shown_either_where_it_was_read_before(
    gemeente: Huis, vrij: Resultaat
):
    assert viewers_content(vrij) is viewers_content(Resultaat.objects.get(pk=vrij.pk))
    unguard_results()
    Resultaat.objects.filter(pk=vrij.pk).update(inhoud_kijkers=f"{vrij.inhoud_kijkers} ")
    with pytest.raises(OnveiligResultaat):
        viewers_content(Resultaat.objects.get(pk=vrij.pk))


def test_what_a_process_keeps_read_is_for_no_other_role_and_for_nobody_after_withdrawing(
    gemeente: Huis, vrij: Resultaat
):
    adressen = [adres.format(vrij.pk) for adres in (*ADRESSEN, "/verhaal/", "/resultaten/")]
    voor = [text(gemeente.bij("beleid").get(adres)) for adres in adressen]
    assert any(vrij.bevinding in tekst for tekst in voor)
    for adres in adressen:
        assert gemeente.bij("leverancier").get(adres).status_code == 403
    actions.withdraw_release(resultaat=vrij, reden="De bron klopte niet.", by=gemeente["officer"])
    for adres in adressen:
        assert vrij.bevinding not in text(gemeente.bij("beleid").get(adres))


def test_what_a_process_keeps_read_is_not_cut_by_a_choice(gemeente: Huis, vrij: Resultaat):
    inhoud = viewers_content(vrij)
    (lijst, *_) = choices(inhoud)
    adres = f"/resultaten/{vrij.pk}/figuur/"
    keuze = gemeente.bij("beleid").get(adres, {"kies": f"{lijst.code}.0"})
    assert keuze.status_code == 200
    assert keuze.json() != list(inhoud.figuren)
    assert gemeente.bij("beleid").get(adres).json() == json.loads(vrij.inhoud_kijkers)["figuren"]
    assert inhoud.als_json() == vrij.inhoud_kijkers


# --- figures --------------------------------------------------------------------------------------
def test_the_figure_is_the_one_that_was_stored(gemeente: Huis, vrij: Resultaat):
    antwoord = gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/figuur/")
    assert antwoord.json() == json.loads(vrij.inhoud_kijkers)["figuren"]
    assert (antwoord["ETag"], antwoord["Cache-Control"]) == (
        f'"{vrij.sha256_kijkers}"', "private, no-cache",
    )  # fmt: skip


def test_a_figure_that_did_not_change_is_not_sent_again(gemeente: Huis, vrij: Resultaat):
    adres = f"/resultaten/{vrij.pk}/figuur/"
    etag = gemeente.bij("beleid").get(adres)["ETag"]
    antwoord = gemeente.bij("beleid").get(adres, HTTP_IF_NONE_MATCH=etag)
    assert (antwoord.status_code, antwoord.content) == (304, b"")
    assert (antwoord["ETag"], antwoord["Cache-Control"]) == (etag, "private, no-cache")


def test_another_figure_is_sent(gemeente: Huis, vrij: Resultaat):
    adres = f"/resultaten/{vrij.pk}/figuur/"
    antwoord = gemeente.bij("beleid").get(adres, HTTP_IF_NONE_MATCH='"0"')
    assert antwoord.status_code == 200


def test_a_figure_is_asked_for_again_after_the_login_ended(gemeente: Huis, vrij: Resultaat):
    """The browser may keep it, but asks each time; then it is told to log in."""
    adres = f"/resultaten/{vrij.pk}/figuur/"
    etag = gemeente.bij("beleid").get(adres)["ETag"]
    gemeente.bij("beleid").post("/afmelden/")
    antwoord = gemeente.bij("beleid").get(adres, HTTP_IF_NONE_MATCH=etag)
    assert antwoord.status_code == 302


# --- the table as a file --------------------------------------------------------------------------
def table(huis: Huis, resultaat: Resultaat) -> list[list[str]]:
    antwoord = huis.bij("beleid").get(f"/resultaten/{resultaat.pk}/tabel.csv")
    assert antwoord["Content-Disposition"].startswith("attachment; filename=")
    inhoud = antwoord.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(inhoud), delimiter=";"))


def test_the_table_says_of_each_row_whether_it_is_shown(gemeente: Huis, vrij: Resultaat):
    rijen = [rij for rij in table(gemeente, vrij) if rij and rij[-1] in ("ja", "nee")]
    inhoud = viewers_content(vrij)
    assert len(rijen) == sum(len(tabel.rijen) for tabel in inhoud.tabellen)
    assert sum(rij[-1] == "nee" for rij in rijen) == inhoud.verborgen


GEVAARLIJK = ["=1+1", "+1", "-1", "@SOM(A1)", "\tx", "\rx", ";=1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("naam", GEVAARLIJK)
def test_no_cell_of_the_table_is_read_as_a_formula(gemeente: Huis, vrij: Resultaat, naam: str):
    """Names of buurten come from a file: here one that a spreadsheet would calculate."""
    gegevens = json.loads(vrij.inhoud_kijkers)
    for tabel in gegevens["tabellen"]:
        tabel["titel"] = naam
        tabel["koppen"][0]["label"] = naam
        for rij in tabel["rijen"]:
            rij["waarden"][0] = naam
    gegevens["bronnen"] = [naam]
    put_content(vrij, gegevens)
    cellen = [cel for rij in table(gemeente, vrij) for cel in rij]
    assert f"'{naam}" in cellen
    assert not [cel for cel in cellen if cel.startswith(("=", "+", "@", "\t", "\r", ";"))]
    assert naam not in cellen


def put_content(resultaat: Resultaat, gegevens: dict[str, Any]) -> None:
    """Stored with its right hash, as if it had been made so."""
    unguard_results()
    inhoud = json.dumps(gegevens, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Resultaat.objects.filter(pk=resultaat.pk).update(
        inhoud_kijkers=inhoud, sha256_kijkers=hashlib.sha256(inhoud.encode()).hexdigest()
    )
    resultaat.refresh_from_db()


@pytest.mark.parametrize("veld", ["bevinding", "ondertitel", "zin", "alt", "basis"])
def test_words_of_a_result_are_text_on_the_page(gemeente: Huis, vrij: Resultaat, veld: str):
    gegevens = json.loads(vrij.inhoud_kijkers)
    gegevens[veld] = '<script>alert(1)</script>"onload="x'
    put_content(vrij, gegevens)
    tekst = text(gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/"))
    assert "<script>alert" not in tekst
    assert '"onload="x' not in tekst


# --- withdrawing ----------------------------------------------------------------------------------
def test_a_withdrawn_result_says_so(gemeente: Huis, vrij: Resultaat):
    gemeente.bij("officer").post(
        f"/concepten/{vrij.pk}/intrekken/", {"reden": "De bron klopte niet."}
    )
    antwoord = gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/")
    assert (antwoord.status_code, status_of(vrij)) == (410, "ingetrokken")
    assert "Gebruik dit resultaat niet meer" in text(antwoord)
    assert vrij.bevinding not in text(antwoord)
    assert events(vrij, "resultaat_ingetrokken") == ["gelukt"]


@pytest.mark.parametrize("adres", [*ADRESSEN[1:], "/api/v1/resultaten/{}/"])
def test_nothing_of_a_withdrawn_result_is_given_out(gemeente: Huis, vrij: Resultaat, adres: str):
    actions.withdraw_release(resultaat=vrij, reden="De bron klopte niet.", by=gemeente["officer"])
    antwoord = gemeente.bij("beleid").get(adres.format(vrij.pk), **gemeente.kop("beleid"))
    assert antwoord.status_code in (404, 410)
    assert vrij.bevinding not in text(gemeente.bij("beleid").get("/resultaten/"))


def test_a_kept_figure_is_not_confirmed_after_withdrawing(gemeente: Huis, vrij: Resultaat):
    adres = f"/resultaten/{vrij.pk}/figuur/"
    etag = gemeente.bij("beleid").get(adres)["ETag"]
    actions.withdraw_release(resultaat=vrij, reden="De bron klopte niet.", by=gemeente["officer"])
    antwoord = gemeente.bij("beleid").get(adres, HTTP_IF_NONE_MATCH=etag)
    assert antwoord.status_code == 404


@pytest.mark.parametrize("reden", ["", "  "])
def test_withdrawing_needs_a_reason(gemeente: Huis, vrij: Resultaat, reden: str):
    adres = f"/concepten/{vrij.pk}/intrekken/"
    assert gemeente.bij("officer").post(adres, {"reden": reden}).status_code != 302
    assert status_of(vrij) == "vrijgegeven"


def test_withdrawing_asks_who_it_is(gemeente: Huis, vrij: Resultaat):
    client = gemeente.bij("tweede")
    sessie = client.session
    sessie.pop(sessies.BEVESTIGD)
    sessie.save()
    antwoord = client.post(f"/concepten/{vrij.pk}/intrekken/", {"reden": REDEN})
    assert "Uw wachtwoord, of een code" in text(antwoord)
    assert status_of(vrij) == "vrijgegeven"


def test_what_uses_a_result_is_told_before_it_is_withdrawn(gemeente: Huis, vrij: Resultaat):
    objecten = one_of_each(gemeente, vrij)
    Speerpunt.objects.filter(pk=objecten["speerpunt_id"]).update(resultaat=vrij)
    gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/tabel.csv")
    pagina = text(gemeente.bij("officer").get(f"/concepten/{vrij.pk}/intrekken/"))
    assert "Op de agenda staat dit punt dan zonder grafiek" in pagina
    assert "Deze speerpunten verliezen hun cijfer" in pagina
    assert "Al gedownload: 1 keer" in pagina
    assert status_of(vrij) == "vrijgegeven"


@pytest.mark.parametrize("wie", ["analist", "beleid", "leverancier", "beheer"])
def test_only_an_officer_withdraws(gemeente: Huis, vrij: Resultaat, wie: str):
    antwoord = gemeente.bij(wie).post(f"/concepten/{vrij.pk}/intrekken/", {"reden": REDEN})
    assert (antwoord.status_code, status_of(vrij)) == (403, "vrijgegeven")


def test_a_withdrawn_result_is_not_released_again(gemeente: Huis, vrij: Resultaat):
    actions.withdraw_release(resultaat=vrij, reden="De bron klopte niet.", by=gemeente["officer"])
    with pytest.raises(Geweigerd):
        actions.request_release(resultaat=vrij, by=gemeente["analist"])
    with pytest.raises(Geweigerd):
        release(gemeente, vrij, "tweede")


def test_a_draft_is_not_withdrawn(gemeente: Huis, concept: Resultaat):
    adres = f"/concepten/{concept.pk}/intrekken/"
    assert gemeente.bij("officer").post(adres, {"reden": REDEN}).status_code == 409
    assert status_of(concept) == "concept"


def test_thresholds_that_change_later_leave_a_released_result_as_it_is(
    gemeente: Huis, vrij: Resultaat
):
    privacy_actions.set_thresholds(
        waarden={"min_aantal": 15}, reden="Strenger vanaf nu.", by=gemeente["officer"]
    )
    eerst = vrij.sha256
    vrij.refresh_from_db()
    assert (vrij.sha256, vrij.drempelset_versie, vrij.status) == (eerst, 1, "vrijgegeven")


def test_a_draft_of_earlier_thresholds_is_not_released(gemeente: Huis, aangeboden: Resultaat):
    privacy_actions.set_thresholds(
        waarden={"min_aantal": 15}, reden="Strenger vanaf nu.", by=gemeente["officer"]
    )
    antwoord = post_decision(gemeente, aangeboden, "tweede")
    assert antwoord.status_code == 409
    assert "drempels" in text(antwoord)
    assert status_of(aangeboden) == "ter_vrijgave"


def test_every_decision_is_in_the_logbook_with_the_hash_of_what_was_seen(
    gemeente: Huis, aangeboden: Resultaat
):
    gezien = actions.release_version(aangeboden)
    release(gemeente, aangeboden)
    rij = Logregel.objects.get(actie="vrijgave_besluit")
    assert rij.bijzonderheden == {"uitkomst": "akkoord", "versie": gezien}
