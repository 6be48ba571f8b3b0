"""The evidence page: the officer reads it and decides there; nobody else sees an interval."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from analyses import actions
from analyses.models import Certificaat, Postsoort, Registerpost, Resultaat
from analyses.queries import line_parts, register_for
from buurtmonitor.taken.models import Taak
from privacy.kern.certificaat import Bewijscel, Kandidaat, Verwant
from privacy.kern.registerketen import head
from privacy.kern.uitspraken import Spanne
from privacy.kern.veilig import VeiligResultaat
from privacy.sessies import BEVESTIGD
from tests.gemeente import ask, drafted, light_linked, question, real_candidate, released
from tests.materiaal import REDEN, Huis, events
from tests.privacy.mensen import WACHTWOORD, make_study

# An interval that no figure of the results has by itself.
INTERVAL = "tussen 4.321 en 4.356 personen"
SPANNE = Spanne(4321, 4356)


@pytest.fixture
def ander(gemeente: Huis) -> Resultaat:
    return released(gemeente, drafted(gemeente, "geslacht"))


@pytest.fixture
def aangeboden(gemeente: Huis, ander: Resultaat) -> Resultaat:
    """A candidate whose evidence holds a known interval, beside an earlier result."""
    analyse = ask(gemeente, light_linked(gemeente), question("leeftijd"))
    Taak.objects.filter(onderwerp_id=str(analyse.pk)).delete()
    actions.begin_analysis(analyse_id=str(analyse.pk), by=gemeente["analist"])
    gezien = register_for(analyse.onderzoek)
    kandidaat = with_interval(real_candidate("leeftijd", gezien), ander)
    concept = actions.publish_draft(
        analyse_id=str(analyse.pk), kandidaat=kandidaat, gezien=gezien, by=gemeente["analist"]
    )
    return actions.request_release(resultaat=concept, by=gemeente["analist"])


def with_interval(kandidaat: Kandidaat, ander: Resultaat) -> Kandidaat:
    bewijs = kandidaat.bewijs
    cellen = tuple(hidden(kandidaat.resultaat))
    verwant = (Verwant(ander.sha256, "naam", 17), Verwant("f" * 64, "Cijfers van het CBS", 3))
    return replace(kandidaat, bewijs=replace(bewijs, verborgen=cellen, verwant=verwant))


def hidden(resultaat: VeiligResultaat) -> Any:
    for tabel in resultaat.tabellen:
        labels = sum(kop.maat.value == "label" for kop in tabel.koppen)
        for rij in tabel.rijen:
            if rij.reden:
                klassen = tuple(str(waarde) for waarde in rij.waarden[:labels])
                yield Bewijscel(tabel.naam, klassen, rij.reden, SPANNE, None, 10)


def page(huis: Huis, resultaat: Resultaat, wie: str = "officer") -> str:
    return text(huis.bij(wie).get(f"/concepten/{resultaat.pk}/bewijs/"))


def text(antwoord: HttpResponse) -> str:
    return re.sub(r"\s+", " ", antwoord.content.decode())


def decision(resultaat: Resultaat, **anders: Any) -> dict[str, Any]:
    velden = {"uitkomst": "akkoord", "reden": REDEN, "gezien": actions.release_version(resultaat)}
    return velden | anders


# --- what it shows --------------------------------------------------------------------------------
def test_the_page_shows_each_hidden_cell_with_its_interval(gemeente: Huis, aangeboden: Resultaat):
    tekst = page(gemeente, aangeboden)
    weg = VeiligResultaat.uit_json(aangeboden.inhoud, aangeboden.sha256).verborgen
    assert tekst.count(INTERVAL) == weg > 0
    assert "Een buitenstaander weet" in tekst
    assert "niet nagerekend" not in tekst


def test_the_page_shows_risk_loss_and_certificate(gemeente: Huis, aangeboden: Resultaat):
    tekst = page(gemeente, aangeboden)
    assert "Kan worden vrijgegeven" in tekst
    assert "Niemand kan uit deze cijfers" in tekst
    assert "andere peildatum dan 31 december 2016" in tekst
    assert "onder de drempels" in tekst
    certificaat = Certificaat.objects.get(pk=aangeboden.certificaat_id)
    for deel in (certificaat.methode, certificaat.registerkop[:12], aangeboden.sha256[:12]):
        assert deel in tekst
    assert f"regel {aangeboden.conceptpost_id}," in tekst


def test_the_page_shows_earlier_results_beside_this_one(
    gemeente: Huis, aangeboden: Resultaat, ander: Resultaat
):
    tekst = page(gemeente, aangeboden)
    assert f"/concepten/{ander.pk}/bewijs/" in tekst
    assert f"{ander.analyse.naam}: 17 groepen hetzelfde" in tekst
    assert "Cijfers van het CBS: 3 groepen hetzelfde" in tekst
    naast = tekst.partition('class="bm-naast"')[2].partition("</details>")[0]
    assert "Dit resultaat" in naast
    assert naast.count("<table") >= 2


def test_reading_the_evidence_is_logged(gemeente: Huis, aangeboden: Resultaat):
    page(gemeente, aangeboden)
    assert events(aangeboden, "resultaat_bekeken") == ["gelukt"]


def test_the_officer_comes_from_the_draft_to_the_evidence(gemeente: Huis, aangeboden: Resultaat):
    antwoord = gemeente.bij("officer").get(f"/concepten/{aangeboden.pk}/")
    assert antwoord.url == f"/concepten/{aangeboden.pk}/bewijs/"


def test_a_result_without_a_certificate_must_be_run_again(gemeente: Huis):
    """As it was made before there was a ledger."""
    concept = drafted(gemeente)
    oud = Resultaat.objects.get(pk=concept.pk)
    Resultaat.objects.filter(pk=concept.pk).delete()
    oud.pk, oud.certificaat, oud.conceptpost, oud.status = uuid4(), None, None, "ter_vrijgave"
    oud.save(force_insert=True)
    tekst = page(gemeente, oud)
    assert "Kan niet worden vrijgegeven" in tekst
    assert "Er is geen certificaat bij dit resultaat." in tekst
    assert 'value="akkoord"' not in tekst
    assert 'value="teruggestuurd"' in tekst


# --- for the officer alone ------------------------------------------------------------------------
@pytest.mark.parametrize("wie", ["analist", "beleid", "werkgroep", "leverancier", "beheer"])
def test_nobody_else_opens_the_evidence(gemeente: Huis, aangeboden: Resultaat, wie: str):
    antwoord = gemeente.bij(wie).get(f"/concepten/{aangeboden.pk}/bewijs/")
    assert antwoord.status_code == 403
    assert INTERVAL not in text(antwoord)


ADRESSEN = [
    "/concepten/{}/", "/concepten/{}/figuur/", "/resultaten/", "/resultaten/{}/",
    "/resultaten/{}/figuur/", "/resultaten/{}/tabel.csv", "/api/v1/resultaten/",
    "/api/v1/resultaten/{}/",
]  # fmt: skip


@pytest.mark.parametrize("wie", ["analist", "beleid", "werkgroep"])
def test_no_other_address_tells_an_interval(gemeente: Huis, aangeboden: Resultaat, wie: str):
    gemeente.bij("officer").post(f"/concepten/{aangeboden.pk}/besluit/", decision(aangeboden))
    for adres in ADRESSEN:
        kop = gemeente.kop(wie) if adres.startswith("/api") else {}
        antwoord = gemeente.bij(wie).get(adres.format(aangeboden.pk), **kop)
        tekst = text(antwoord)
        assert antwoord.status_code in (200, 403), adres
        assert not [g for g in ("4.321", "4321", "4.356", "4356") if g in tekst], adres


def test_what_is_stored_of_a_result_holds_no_interval(aangeboden: Resultaat):
    for tekst in (aangeboden.inhoud, aangeboden.inhoud_kijkers):
        assert str(SPANNE.van) not in tekst
    assert str(SPANNE.van) in Certificaat.objects.get(pk=aangeboden.certificaat_id).bewijs


# --- deciding -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("uitkomst", "stand"),
    [("akkoord", "vrijgegeven"), ("teruggestuurd", "teruggestuurd"), ("geweigerd", "geweigerd")],
)
def test_the_officer_decides_on_the_page(
    gemeente: Huis, aangeboden: Resultaat, uitkomst: str, stand: str
):
    adres = f"/concepten/{aangeboden.pk}/besluit/"
    antwoord = gemeente.bij("officer").post(adres, decision(aangeboden, uitkomst=uitkomst))
    aangeboden.refresh_from_db()
    assert (antwoord.url, aangeboden.status) == (f"/concepten/{aangeboden.pk}/bewijs/", stand)
    tekst = page(gemeente, aangeboden)
    assert REDEN in tekst
    assert 'name="uitkomst"' not in tekst


def logged_in_long_ago(huis: Huis) -> Client:
    client = huis.bij("officer")
    sessie = client.session
    del sessie[BEVESTIGD]
    sessie.save()
    return client


def test_an_old_login_is_confirmed_before_the_decision(gemeente: Huis, aangeboden: Resultaat):
    client = logged_in_long_ago(gemeente)
    adres = f"/concepten/{aangeboden.pk}/besluit/"
    antwoord = client.post(adres, decision(aangeboden))
    assert antwoord.status_code == 400
    assert "Uw wachtwoord, of een code uit uw app" in text(antwoord)
    assert REDEN in text(antwoord)
    client.post(adres, decision(aangeboden, bevestiging=WACHTWOORD))
    aangeboden.refresh_from_db()
    assert aangeboden.status == "vrijgegeven"


def test_too_many_wrong_passwords_end_the_session(gemeente: Huis, aangeboden: Resultaat):
    client = logged_in_long_ago(gemeente)
    adres = f"/concepten/{aangeboden.pk}/besluit/"
    antwoorden = [client.post(adres, decision(aangeboden, bevestiging="fout")) for _ in range(5)]
    assert [antwoord.status_code for antwoord in antwoorden] == [400] * 4 + [302]
    aangeboden.refresh_from_db()
    assert aangeboden.status == "ter_vrijgave"


def test_after_a_change_the_text_is_kept_and_the_new_version_is_on_the_form(
    gemeente: Huis, aangeboden: Resultaat
):
    adres = f"/concepten/{aangeboden.pk}/besluit/"
    antwoord = gemeente.bij("officer").post(adres, decision(aangeboden, gezien="0" * 64))
    tekst = text(antwoord)
    assert antwoord.status_code == 409
    assert REDEN in tekst
    assert f'name="gezien" value="{actions.release_version(aangeboden)}"' in tekst


# --- out of date ----------------------------------------------------------------------------------
@pytest.fixture
def verouderd(gemeente: Huis, aangeboden: Resultaat) -> Resultaat:
    """Another onderzoek released on the same day since: a line of the ledger."""
    vorige = Registerpost.objects.order_by("volgnummer").last()
    assert vorige is not None
    post = Registerpost(
        volgnummer=vorige.volgnummer + 1,
        soort=Postsoort.vrijgave,
        onderzoek=make_study(gemeente["analist"], naam="Een ander onderzoek"),
        peildatum=aangeboden.onderzoek.peildatum,
        sha256="e" * 64,
        bijdrage=vorige.bijdrage,
        vorige=vorige.kop,
        op=timezone.now(),
    )
    post.kop = head(post.vorige, line_parts(post))
    post.save(force_insert=True)
    return aangeboden


def test_an_outdated_certificate_gets_a_button(gemeente: Huis, verouderd: Resultaat):
    tekst = page(gemeente, verouderd)
    assert "Kan nu niet worden vrijgegeven" in tekst
    assert "Opnieuw controleren" in tekst
    assert 'value="akkoord"' not in tekst


def test_the_button_plans_the_check_once(gemeente: Huis, verouderd: Resultaat):
    adres = f"/concepten/{verouderd.pk}/hercontrole/"
    antwoorden = [gemeente.bij("officer").post(adres).status_code for _ in range(2)]
    assert antwoorden == [302, 409]
    assert Taak.objects.filter(soort="hercontrole", onderwerp_id=str(verouderd.pk)).count() == 1
    tekst = page(gemeente, verouderd)
    assert "wordt opnieuw gecontroleerd" in tekst
    assert "Opnieuw controleren" not in tekst


@pytest.mark.parametrize(
    ("status", "kop"),
    [
        ("botst", "Naast een resultaat dat eerder is vrijgegeven, zegt dit te veel"),
        ("geweigerd", "Dit resultaat is geweigerd"),
        ("ingetrokken", "Dit resultaat is ingetrokken"),
    ],
)
def test_what_is_settled_says_what_it_became(
    gemeente: Huis, verouderd: Resultaat, status: str, kop: str
):
    Resultaat.objects.filter(pk=verouderd.pk).update(status=status)
    tekst = page(gemeente, verouderd)
    assert kop in tekst
    assert "Opnieuw controleren" not in tekst
    assert 'name="uitkomst"' not in tekst


def test_what_is_current_is_not_checked_again(gemeente: Huis, aangeboden: Resultaat):
    antwoord = gemeente.bij("officer").post(f"/concepten/{aangeboden.pk}/hercontrole/")
    assert antwoord.status_code == 409
    assert not Taak.objects.filter(soort="hercontrole").exists()


def test_an_outdated_candidate_is_refused_with_a_sentence(gemeente: Huis, verouderd: Resultaat):
    adres = f"/concepten/{verouderd.pk}/besluit/"
    antwoord = gemeente.bij("officer").post(adres, decision(verouderd))
    assert antwoord.status_code == 409
    assert "Intussen is er iets anders vrijgegeven" in text(antwoord)
    verouderd.refresh_from_db()
    assert verouderd.status == "ter_vrijgave"


@pytest.mark.parametrize("uitkomst", ["teruggestuurd", "geweigerd"])
def test_an_outdated_candidate_can_be_returned_and_refused(
    gemeente: Huis, verouderd: Resultaat, uitkomst: str
):
    adres = f"/concepten/{verouderd.pk}/besluit/"
    gemeente.bij("officer").post(adres, decision(verouderd, uitkomst=uitkomst))
    verouderd.refresh_from_db()
    assert verouderd.status == uitkomst
