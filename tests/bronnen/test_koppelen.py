"""Linking: only what is approved now, whole or not at all, and shown protected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.db.models.functions import Now

from bronnen import opslag, uitvoering
from bronnen.actions import koppeling
from bronnen.actions import levering as lever_actions
from bronnen.inhoud import key_of, read_report
from bronnen.kern.koppelbestand import residents_of
from bronnen.models import Koppelbestand, Levering, Leveringstatus
from bronnen.queries import match_of
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.uitvoeren import perform
from privacy import actions as privacy_actions
from privacy.kern.onderdrukking import NietTeBeschermen
from privacy.kluis import SleutelVernietigd, open_key
from privacy.models import Account, Sleutel
from privacy.opdracht import RECHT_VERVALLEN
from privacy.rollen import Rol
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import PERSONEN, linked, supply, supply_all
from tests.materiaal import (
    Huis,
    accepted,
    approve_source,
    approved,
    events,
    in_parallel,
    job_of,
    request_source,
    stored_files,
    work,
)
from tests.privacy.mensen import make_study


def start(huis: Huis, *leveringen: Levering) -> Koppelbestand:
    return koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=leveringen, by=huis["analist"]
    )


def linked_files_stored() -> list[str]:
    return [pad.name for pad in stored_files() if pad.parent.name == "koppelbestanden"]


# --- the whole way --------------------------------------------------------------------------------
def test_approved_deliveries_become_one_row_a_resident(gemeente: Huis):
    bestand = start(gemeente, *supply_all(gemeente))
    assert work(bestand).status == "klaar"
    bestand.refresh_from_db()
    verslag = read_report(bestand)
    lees = residents_of(opslag.linked_path(bestand.pk), key_of(bestand.sleutel))
    assert bestand.status == "klaar"
    assert lees(["buurt"]).height == verslag.bewoners > 3_000


def test_the_linked_file_holds_codes_only(gemeente: Huis):
    bestand = linked(gemeente)
    lees = residents_of(opslag.linked_path(bestand.pk), key_of(bestand.sleutel))
    getallen = {pl.UInt8, pl.UInt16, pl.UInt32, pl.List(pl.UInt16)}
    assert {soort for soort in lees(None).dtypes if soort not in getallen} == set()


def test_only_the_linked_file_and_its_report_are_left(gemeente: Huis):
    bestand = linked(gemeente)
    assert sorted(linked_files_stored()) == [f"{bestand.pk}.bewoners", f"{bestand.pk}.verslag"]


def test_neither_file_is_in_clear(gemeente: Huis):
    bestand = linked(gemeente)
    assert b"tellingen" not in opslag.report_path(bestand.pk).read_bytes()
    assert b"geslacht" not in opslag.linked_path(bestand.pk).read_bytes()


def test_the_match_rates_are_protected(gemeente: Huis):
    """Whole percents and rounded counts of rows; none of the exact counts of the report."""
    match = match_of(linked(gemeente))
    assert match is not None
    assert match.audit_geslaagd
    [tabel] = match.tabellen
    aantallen = [waarde for waarde in tabel.kolom("groep") if waarde is not None]
    assert aantallen
    assert all(waarde % 5 == 0 for waarde in aantallen)
    assert all(waarde == int(waarde) for waarde in tabel.kolom("aandeel") if waarde is not None)


def test_analist_and_officer_read_the_match_on_the_page(gemeente: Huis):
    bestand = linked(gemeente)
    for wie in ("analist", "officer"):
        tekst = gemeente.bij(wie).get(f"/koppelbestanden/{bestand.pk}/").content.decode()
        assert "Gekoppelde rijen per bron en buurt" in tekst
        assert "Verdachten van incidenten" in tekst


def test_linking_is_logged_from_question_to_end(gemeente: Huis):
    bestand = start(gemeente, supply(gemeente, "brp"))
    work(bestand)
    acties = ("koppeling_gevraagd", "koppeling_gestart", "koppeling_klaar")
    assert [events(bestand, actie) for actie in acties] == [["gelukt"]] * 3


def test_the_page_links_the_newest_approved_delivery_of_each_source(gemeente: Huis):
    leveringen = supply_all(gemeente, ("brp", "context", "verdachten"))
    adres = f"/onderzoeken/{gemeente.onderzoek.pk}/koppelen/"
    tekst = gemeente.bij("analist").get(adres).content.decode()
    assert leveringen[0].nummer in tekst
    gemeente.bij("analist").post(adres)
    bestand = Koppelbestand.objects.get()
    assert {x.bron for x in bestand.leveringen.all()} == {"brp", "verdachten"}  # persons only


def test_linking_again_gives_the_same_residents_and_the_same_match(gemeente: Huis):
    eerste = linked(gemeente)
    tweede = start(gemeente, *eerste.leveringen.all())
    assert work(tweede).status == "klaar"
    tweede.refresh_from_db()
    tabellen = [
        residents_of(opslag.linked_path(b.pk), key_of(b.sleutel))(None) for b in (eerste, tweede)
    ]
    assert tabellen[0].equals(tabellen[1])
    assert eerste.match_sha256 == tweede.match_sha256
    assert eerste.sleutel != tweede.sleutel


def test_too_few_residents_is_a_sentence(gemeente: Huis, monkeypatch: pytest.MonkeyPatch):
    bestand = start(gemeente, supply(gemeente, "brp"))
    monkeypatch.setattr(uitvoering, "protected_match", _raise(NietTeBeschermen("x")))
    taak = work(bestand)
    assert (taak.status, taak.fout) == ("mislukt", uitvoering.TE_WEINIG)
    assert linked_files_stored() == []


# --- nothing unapproved ---------------------------------------------------------------------------
@pytest.fixture
def brp(huis: Huis) -> Huis:
    approve_source(huis, "brp")
    return huis


ONGEKEURD = [status for status in Leveringstatus if status != "goedgekeurd"]


@pytest.mark.parametrize("status", ONGEKEURD)
def test_an_action_links_only_what_is_approved(brp: Huis, status: str):
    levering = approved(brp)
    Levering.objects.filter(pk=levering.pk).update(status=status)
    with pytest.raises(Geweigerd, match="niet \\(meer\\) goedgekeurd"):
        start(brp, levering)
    assert not Koppelbestand.objects.exists()


@pytest.mark.parametrize("status", ONGEKEURD)
def test_a_job_links_only_what_is_still_approved(brp: Huis, status: str):
    """Forced past the action: the state changes while the job waits."""
    levering = approved(brp)
    bestand = start(brp, levering)
    Levering.objects.filter(pk=levering.pk).update(status=status)
    taak = work(bestand)
    bestand.refresh_from_db()
    assert (bestand.status, taak.status) == ("mislukt", "mislukt")
    assert "niet (meer) goedgekeurd" in taak.fout
    assert linked_files_stored() == []


def test_a_page_links_only_what_is_approved(brp: Huis):
    accepted(brp)
    adres = f"/onderzoeken/{brp.onderzoek.pk}/koppelen/"
    antwoord = brp.bij("analist").post(adres, follow=True)
    assert "nog geen goedgekeurde levering van de BRP" in antwoord.content.decode()
    assert not Koppelbestand.objects.exists()


def test_a_page_can_not_be_told_which_deliveries_to_link(brp: Huis):
    levering = accepted(brp)
    adres = f"/onderzoeken/{brp.onderzoek.pk}/koppelen/"
    brp.bij("analist").post(adres, {"leveringen": [str(levering.pk)], "levering": levering.pk})
    assert not Koppelbestand.objects.exists()


@pytest.mark.parametrize("methode", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("pad", ["koppelen", "koppelbestanden", "onderzoeken", "bronnen"])
def test_the_api_has_no_way_to_link(brp: Huis, methode: str, pad: str):
    vraag = getattr(brp.bij("analist"), methode)
    antwoord = vraag(f"/api/v1/{pad}/", "{}", "application/json", **brp.kop("analist"))
    assert antwoord.status_code in (403, 404, 405)
    assert not Koppelbestand.objects.exists()


def test_a_forged_job_links_nothing(brp: Huis):
    """A row in the queue without a linked file behind it."""
    levering = accepted(brp)
    taak = taken.plan(soort="koppelen", onderwerp_id=levering.pk, by_id=brp["analist"].pk)
    perform(taak.pk, heartbeat=False)
    taak.refresh_from_db()
    assert taak.status == "mislukt"
    assert linked_files_stored() == []


def test_a_forged_row_with_an_unapproved_delivery_is_not_linked(brp: Huis):
    bestand = Koppelbestand.objects.create(
        onderzoek=brp.onderzoek, gekoppeld_door=brp["analist"], specificatie={}
    )
    bestand.leveringen.set([accepted(brp)])
    taken.plan(soort="koppelen", onderwerp_id=bestand.pk, by_id=brp["analist"].pk)
    assert "niet (meer) goedgekeurd" in work(bestand).fout


def test_without_the_brp_nothing_is_linked(huis: Huis):
    approve_source(huis, "woningmarktmonitor")
    with pytest.raises(Geweigerd, match="BRP"):
        start(huis, approved(huis, "woningmarktmonitor"))


def test_of_each_source_one_delivery_is_linked(brp: Huis):
    eerste = approved(brp)
    tweede = accepted(brp, inhoud=b"bsn\n2\n")
    Levering.objects.filter(pk=tweede.pk).update(status="goedgekeurd")
    with pytest.raises(Geweigerd, match="één levering"):
        start(brp, eerste, tweede)


def test_a_delivery_of_another_onderzoek_is_not_linked(brp: Huis):
    levering = approved(brp)
    ander = make_study(brp["analist"], naam="Een ander onderzoek")
    with pytest.raises(Geweigerd, match="ander onderzoek"):
        koppeling.start_linking(onderzoek=ander, leveringen=[levering], by=brp["analist"])


@pytest.mark.parametrize("wie", ["officer", "leverancier", "beleid", "werkgroep", "beheer"])
def test_only_an_analist_links(brp: Huis, wie: str):
    with pytest.raises(Geweigerd):
        koppeling.start_linking(onderzoek=brp.onderzoek, leveringen=[approved(brp)], by=brp[wie])


def test_a_source_that_is_asked_for_anew_is_not_linked(brp: Huis):
    levering = approved(brp)
    request_source(brp, "brp")
    with pytest.raises(Geweigerd, match="bronnen is niet"):
        start(brp, levering)


def test_an_element_that_is_no_longer_approved_is_not_linked(brp: Huis):
    """Delivered while herkomst was approved; then the officer leaves it out."""
    levering = approved(brp)
    approve_source(brp, "brp", [naam for naam in levering.elementen if naam != "herkomst"])
    with pytest.raises(Geweigerd, match="niet meer zijn goedgekeurd"):
        start(brp, levering)


def test_a_delivery_with_fewer_elements_than_are_approved_is_linked(brp: Huis):
    levering = approved(brp)
    levering.elementen = [naam for naam in levering.elementen if naam != "herkomst"]
    levering.save()
    assert start(brp, levering).status == "wacht"


# --- between asking and publishing ----------------------------------------------------------------
@pytest.mark.parametrize("wanneer", ["ervoor", "tijdens"])
@pytest.mark.parametrize("wat", ["bron", "element"])
def test_an_approval_that_is_taken_back_stops_the_linking(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch, wanneer: str, wat: str
):
    levering = supply(gemeente, "brp")
    bestand = start(gemeente, levering)
    over = [naam for naam in levering.elementen if naam != "herkomst"]

    def take_back() -> None:
        request_source(gemeente, "brp") if wat == "bron" else approve_source(gemeente, "brp", over)

    _at(monkeypatch, wanneer, take_back)
    taak = work(bestand)
    bestand.refresh_from_db()
    assert (bestand.status, taak.status) == ("mislukt", "mislukt")
    assert "goedgekeurd" in taak.fout
    nothing_linked(bestand)


def _at(monkeypatch: pytest.MonkeyPatch, wanneer: str, doe: Callable[[], None]) -> None:
    """Before the job begins, or after it has linked and before it publishes."""
    if wanneer == "ervoor":
        doe()
        return
    echt = uitvoering.protected_match

    def meanwhile(*delen: Any, **velden: Any) -> Any:
        doe()
        return echt(*delen, **velden)

    monkeypatch.setattr(uitvoering, "protected_match", meanwhile)


def nothing_linked(bestand: Koppelbestand) -> None:
    assert linked_files_stored() == []
    assert bestand.match == ""
    if bestand.sleutel is not None:
        with pytest.raises(SleutelVernietigd):
            open_key(bestand.sleutel)


@pytest.mark.parametrize("wanneer", ["ervoor", "tijdens"])
@pytest.mark.parametrize("hoe", ["blokkeer", "rol"])
def test_a_right_that_is_taken_away_stops_the_linking(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch, wanneer: str, hoe: str
):
    bestand = start(gemeente, supply(gemeente, "brp"))
    _at(monkeypatch, wanneer, lambda: take_right(gemeente["analist"], hoe))
    taak = work(bestand)
    bestand.refresh_from_db()
    assert (bestand.status, taak.status, taak.fout) == ("mislukt", "mislukt", RECHT_VERVALLEN)
    nothing_linked(bestand)


def take_right(account: Account, hoe: str) -> None:
    if hoe == "blokkeer":
        privacy_actions.block_account(account=account, by=None)
    else:
        privacy_actions.change_role(
            account=account, rol=Rol.beleidsmedewerker, organisatie=None, by=None
        )


# --- stopping and failing -------------------------------------------------------------------------
def test_a_linking_that_waits_can_be_stopped(brp: Huis):
    bestand = start(brp, approved(brp))
    brp.bij("analist").post(f"/koppelbestanden/{bestand.pk}/stoppen/")
    bestand.refresh_from_db()
    assert (bestand.status, job_of(bestand).status) == ("geannuleerd", "geannuleerd")
    assert events(bestand, "koppeling_gestopt") == ["gelukt"]


@pytest.mark.parametrize("stap", ["bezig", "beschermen"])
def test_a_linking_that_runs_can_be_stopped(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch, stap: str
):
    bestand = start(gemeente, supply(gemeente, "brp"))
    naam = "link" if stap == "bezig" else "protected_match"
    echt = getattr(uitvoering, naam)

    def stopped(*delen: Any, **velden: Any) -> Any:
        gemeente.bij("analist").post(f"/koppelbestanden/{bestand.pk}/stoppen/")
        return echt(*delen, **velden)

    monkeypatch.setattr(uitvoering, naam, stopped)
    taak = work(bestand)
    bestand.refresh_from_db()
    assert (bestand.status, taak.status) == ("geannuleerd", "geannuleerd")
    nothing_linked(bestand)


def _raise(fout: Exception) -> Callable[..., Any]:
    def raising(*_: Any, **__: Any) -> Any:
        raise fout

    return raising


@pytest.mark.parametrize("naam", ["link", "protected_match", "_protect"])
def test_a_linking_that_fails_leaves_nothing(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch, naam: str
):
    bestand = start(gemeente, supply(gemeente, "brp"))
    monkeypatch.setattr(uitvoering, naam, _raise(ZeroDivisionError("999993653")))
    taak = work(bestand)
    bestand.refresh_from_db()
    assert (bestand.status, taak.status) == ("mislukt", "mislukt")
    assert "Meld code" in taak.fout
    assert "999993653" not in taak.fout
    assert events(bestand, "koppeling_gestopt") == ["mislukt"]
    nothing_linked(bestand)


def test_a_delivery_that_can_not_be_read_fails_the_linking(brp: Huis):
    bestand = start(brp, approved(brp))
    taak = work(bestand)
    assert taak.status == "mislukt"
    assert linked_files_stored() == []


def test_a_worker_that_died_is_followed_by_one_linked_file(gemeente: Huis):
    bestand = start(gemeente, supply(gemeente, "brp"))
    taak = job_of(bestand)
    taken.claim(taak_id=taak.pk)
    eerste = koppeling.begin_linking(koppelbestand_id=str(bestand.pk), by=None).sleutel
    opslag.attempt_path(opslag.linked_path(bestand.pk), 1).write_bytes(b"half")
    Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
    assert taken.take_back(taak_id=taak.pk)
    assert work(bestand).status == "klaar"
    assert sorted(linked_files_stored()) == [f"{bestand.pk}.bewoners", f"{bestand.pk}.verslag"]
    with pytest.raises(SleutelVernietigd):
        open_key(Sleutel.objects.get(pk=eerste.pk))


def test_an_overtaken_worker_spoils_nothing(gemeente: Huis, monkeypatch: pytest.MonkeyPatch):
    """The first loses its lease while it links; the second links and publishes; then the first
    wakes."""
    bestand = start(gemeente, supply(gemeente, "brp"))
    taak, echt = job_of(bestand), uitvoering.link
    keren: list[int] = []

    def overtaken(**velden: Any) -> Any:
        keren.append(1)
        if len(keren) == 1:
            Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
            taken.take_back(taak_id=taak.pk)
            perform(taak.pk, heartbeat=False)
        return echt(**velden)

    monkeypatch.setattr(uitvoering, "link", overtaken)
    perform(taak.pk, heartbeat=False)
    bestand.refresh_from_db()
    assert (bestand.status, job_of(bestand).status) == ("klaar", "klaar")
    assert read_report(bestand).bewoners > 3_000
    assert sorted(linked_files_stored()) == [f"{bestand.pk}.bewoners", f"{bestand.pk}.verslag"]


# --- withdrawing afterwards -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("status", "mag"),
    [("wacht", False), ("bezig", False), ("klaar", False), ("mislukt", True),
     ("geannuleerd", True), ("vernietigd", True)],
)  # fmt: skip
def test_a_delivery_is_withdrawn_until_it_is_linked(brp: Huis, status: str, mag: bool):
    levering = approved(brp)
    bestand = start(brp, levering)
    Koppelbestand.objects.filter(pk=bestand.pk).update(status=status)
    tekst = brp.bij("leverancier").get(f"/leveringen/{levering.pk}/").content.decode()
    assert ("Deze levering intrekken" in tekst) is mag
    brp.bij("leverancier").post(f"/leveringen/{levering.pk}/intrekken/")
    levering.refresh_from_db()
    assert (levering.status == "ingetrokken") is mag


def test_a_supplier_withdraws_only_what_is_of_its_own_organisation(brp: Huis):
    levering = approved(brp)
    with pytest.raises(Geweigerd, match="niet van uw organisatie"):
        lever_actions.withdraw(levering=levering, by=brp["politie"])


def test_all_sources_about_persons_are_in_the_municipality(gemeente: Huis):
    assert len(PERSONEN) == 8


@pytest.mark.django_db(transaction=True)
def test_two_linkings_at_once_both_end_well(gemeente: Huis):
    levering = supply(gemeente, "brp")
    bestanden = [start(gemeente, levering) for _ in range(2)]
    taken_ = in_parallel(*((lambda b=b: work(b)) for b in bestanden))
    assert [taak.status for taak in taken_] == ["klaar", "klaar"]
