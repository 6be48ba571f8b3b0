"""Destruction: two persons, keys first, and nothing that opens afterwards."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from analyses.models import Analyse, Resultaat
from bronnen import opslag
from bronnen.actions import koppeling
from bronnen.models import Koppelbestand, Levering
from privacy import herinneringen, klok, kluis, vernietigbaar, vernietiging, vernietigingsregister
from privacy.actions import vernietiging as actions
from privacy.kern.verklaring import Verklaringstekst
from privacy.modellen_vernietiging import (
    Klokanker,
    Opschorting,
    Verklaring,
    Vernietigingslijst,
    Vernietigingsregel,
)
from privacy.models import Account, Besluit, Logregel, Sleutel, Uitkomst
from privacy.tasks import sweep
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.gemeente import ask, drafted, light_linked, question, real_result, released
from tests.materiaal import (
    REDEN,
    Huis,
    approve_source,
    approved,
    events,
    job_of,
    stored_files,
    work,
)
from tests.papier import pdf_elements
from tests.privacy.mensen import WACHTWOORD


def agree(lijst: Vernietigingslijst, *mensen: Account, **anders: Any) -> Vernietigingslijst:
    for mens in mensen:
        actions.decide_list(
            lijst=lijst,
            uitkomst=anders.get("uitkomst", Uitkomst.akkoord),
            reden=REDEN,
            gezien=anders.get("gezien", actions.list_version(lijst)),
            by=mens,
        )
    lijst.refresh_from_db()
    return lijst


def listed(huis: Huis, *objecten: tuple[str, Any]) -> Vernietigingslijst:
    return actions.make_list(
        onderzoek=huis.onderzoek,
        objecten=[(soort, str(rij.pk)) for soort, rij in objecten],
        reden="Het onderzoek is afgerond.",
        by=huis["officer"],
    )


def destroyed(huis: Huis, *objecten: tuple[str, Any]) -> Vernietigingslijst:
    lijst = agree(listed(huis, *objecten), huis["tweede"])
    work(lijst)
    lijst.refresh_from_db()
    assert lijst.status == "vernietigd", job_of(lijst).fout
    return lijst


@pytest.fixture
def bestand(gemeente: Huis) -> Koppelbestand:
    return with_files(light_linked(gemeente))


def with_files(bestand: Koppelbestand) -> Koppelbestand:
    """With a key and a small file for each delivery and for itself: what must go."""
    for levering in bestand.leveringen.all():
        _store(levering, opslag.delivery_path(levering.pk), "levering")
    _store(bestand, opslag.linked_path(bestand.pk), "koppelbestand")
    return bestand


def _store(rij: Any, pad: Path, doel: str) -> None:
    rij.sleutel, _ = kluis.make_key(doel=doel)
    rij.save()
    pad.write_bytes(b"cijfertekst")


def let_time_pass(bestand: Koppelbestand) -> None:
    """The deliveries were linked more than three months ago."""
    bestand.leveringen.update(bewaren_tot=Now() - timedelta(seconds=1))


# --- what goes ------------------------------------------------------------------------------------
def test_after_destruction_no_key_file_or_file_is_left(gemeente: Huis, bestand: Koppelbestand):
    sleutels = [s.pk for s in Sleutel.objects.exclude(doel="tweede_factor")]
    destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    assert not [s for s in sleutels if kluis.has_file(s)]
    assert stored_files() == []
    assert list(vernietigbaar.everything()) == []


def test_what_was_made_of_a_delivery_goes_with_it(gemeente: Huis, bestand: Koppelbestand):
    concept = drafted(gemeente, "geslacht")
    levering = concept.analyse.koppelbestand.leveringen.first()
    destroyed(gemeente, ("levering", levering))
    assert Koppelbestand.objects.get(pk=concept.analyse.koppelbestand_id).status == "vernietigd"
    assert not Resultaat.objects.filter(pk=concept.pk).exists()
    assert Analyse.objects.get(pk=concept.analyse_id).status == "vernietigd"


def test_what_was_released_stays(gemeente: Huis):
    vrij = released(gemeente, drafted(gemeente, "geslacht"))
    destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    vrij.refresh_from_db()
    assert vrij.status == "vrijgegeven"
    antwoord = gemeente.bij("beleid").get(f"/resultaten/{vrij.pk}/")
    assert antwoord.status_code == 200


def test_the_row_of_a_delivery_keeps_no_row_numbers_or_names(gemeente: Huis):
    approve_source(gemeente, "brp")
    levering = approved(gemeente)
    destroyed(gemeente, ("levering", levering))
    levering.refresh_from_db()
    assert (levering.status, levering.verslag, levering.bestandsnaam) == ("vernietigd", None, "")
    assert levering.aanbieding["contact"] == ""


# --- two persons ----------------------------------------------------------------------------------
def test_who_made_the_list_does_not_agree_with_it(gemeente: Huis, bestand: Koppelbestand):
    lijst = listed(gemeente, ("koppelbestand", bestand))
    with pytest.raises(Geweigerd, match="van uzelf"):
        agree(lijst, gemeente["officer"])
    assert not Besluit.objects.filter(onderwerp="vernietiging").exists()


def test_a_list_of_the_sweep_needs_two_different_persons(gemeente: Huis, bestand: Koppelbestand):
    let_time_pass(bestand)
    assert sweep() == 1
    lijst = Vernietigingslijst.objects.get()
    assert agree(lijst, gemeente["officer"]).status == "wacht_op_tweede"
    with pytest.raises(Geweigerd, match="al besloten"):
        agree(lijst, gemeente["officer"])
    assert agree(lijst, gemeente["tweede"]).status == "bezig"


@pytest.mark.parametrize("wie", ["analist", "beheer", "leverancier", "beleid", "werkgroep"])
def test_no_other_role_makes_or_agrees(gemeente: Huis, bestand: Koppelbestand, wie: str):
    lijst = listed(gemeente, ("koppelbestand", bestand))
    with pytest.raises(Geweigerd):
        agree(lijst, gemeente[wie])
    with pytest.raises(Geweigerd):
        actions.make_list(
            onderzoek=gemeente.onderzoek, objecten=[("levering", "1")], reden=REDEN,
            by=gemeente[wie],
        )  # fmt: skip


def test_a_list_that_was_refused_destroys_nothing(gemeente: Huis, bestand: Koppelbestand):
    lijst = listed(gemeente, ("koppelbestand", bestand))
    agree(lijst, gemeente["tweede"], uitkomst=Uitkomst.geweigerd)
    assert lijst.status == "geweigerd"
    assert opslag.linked_files(bestand.pk)
    assert listed(gemeente, ("koppelbestand", bestand)).posten.count() == 1  # may be asked again


def test_agreeing_with_another_list_than_was_seen_is_refused(
    gemeente: Huis, bestand: Koppelbestand
):
    with pytest.raises(Gewijzigd):
        agree(listed(gemeente, ("koppelbestand", bestand)), gemeente["tweede"], gezien="0" * 64)


def test_an_object_stands_on_one_open_list(gemeente: Huis, bestand: Koppelbestand):
    listed(gemeente, ("koppelbestand", bestand))
    with pytest.raises(Geweigerd, match="al op een lijst"):
        listed(gemeente, ("koppelbestand", bestand))


# --- terms ----------------------------------------------------------------------------------------
def test_a_delivery_is_kept_three_months_after_it_was_first_linked(
    gemeente: Huis, bestand: Koppelbestand
):
    gekoppeld = koppeling.start_linking(
        onderzoek=gemeente.onderzoek, leveringen=list(bestand.leveringen.all()),
        by=gemeente["analist"],
    )  # fmt: skip
    koppeling.begin_linking(koppelbestand_id=str(gekoppeld.pk), by=None)
    koppeling.finish_linking(
        koppelbestand_id=str(gekoppeld.pk), match=real_result("geslacht"), by=None
    )
    for levering in bestand.leveringen.all():
        assert levering.bewaren_tot is not None
        over = levering.bewaren_tot - klok.moment()
        assert timedelta(days=92, minutes=-5) < over < timedelta(days=92, minutes=5)


def test_a_delivery_past_its_term_is_not_linked_again(gemeente: Huis, bestand: Koppelbestand):
    let_time_pass(bestand)
    with pytest.raises(Geweigerd, match="bewaartermijn"):
        koppeling.start_linking(
            onderzoek=gemeente.onderzoek, leveringen=list(bestand.leveringen.all()),
            by=gemeente["analist"],
        )  # fmt: skip


def test_the_linked_file_outlives_its_deliveries(gemeente: Huis, bestand: Koppelbestand):
    let_time_pass(bestand)
    sweep()
    lijst = agree(Vernietigingslijst.objects.get(), gemeente["officer"], gemeente["tweede"])
    work(lijst)
    assert {x.status for x in bestand.leveringen.all()} == {"vernietigd"}
    assert ask(gemeente, bestand, question("geslacht")).status == "wacht"


def test_after_its_last_day_nothing_of_an_onderzoek_may_be_used(
    gemeente: Huis, bestand: Koppelbestand
):
    gisteren = (klok.moment() - timedelta(days=1)).date()
    type(gemeente.onderzoek).objects.update(loopt_tot=gisteren)
    with pytest.raises(Geweigerd, match="gold tot en met"):
        ask(gemeente, bestand, question("geslacht"))
    with pytest.raises(Geweigerd, match="gold tot en met"):
        koppeling.start_linking(
            onderzoek=gemeente.onderzoek, leveringen=list(bestand.leveringen.all()),
            by=gemeente["analist"],
        )  # fmt: skip
    assert sweep() == 1
    assert Vernietigingslijst.objects.get().posten.filter(soort="onderzoek").count() == 1


def test_the_sweep_run_twice_makes_one_list(gemeente: Huis, bestand: Koppelbestand):
    let_time_pass(bestand)
    assert [sweep(), sweep()] == [1, 0]


def test_one_sweep_lists_a_limited_number(
    gemeente: Huis, bestand: Koppelbestand, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(actions, "MEESTE_PER_KEER", 1)
    let_time_pass(bestand)
    sweep()
    assert Vernietigingslijst.objects.get().posten.count() == 1


# --- the clock ------------------------------------------------------------------------------------
@pytest.mark.parametrize("sprong", [timedelta(days=-365), timedelta(days=-8), timedelta(days=1)])
def test_a_clock_that_jumped_makes_no_list_until_a_person_looked(
    gemeente: Huis, bestand: Koppelbestand, sprong: timedelta
):
    let_time_pass(bestand)
    Klokanker.objects.create(op=klok.standing().nu + sprong)
    assert sweep() == 0
    assert not Vernietigingslijst.objects.exists()
    assert Logregel.objects.filter(actie="klok_onzeker").exists()
    actions.confirm_clock(by=gemeente["officer"])
    assert sweep() == 1


def test_a_clock_set_back_opens_nothing_that_had_expired(gemeente: Huis, bestand: Koppelbestand):
    bestand.leveringen.update(bewaren_tot=Now() + timedelta(days=2))
    Klokanker.objects.create(op=klok.standing().nu + timedelta(days=3))
    with pytest.raises(Geweigerd, match="bewaartermijn"):
        koppeling.check_approved(list(bestand.leveringen.all()), None)


def test_an_agreed_list_waits_for_a_clock_that_can_be_trusted(
    gemeente: Huis, bestand: Koppelbestand
):
    lijst = agree(listed(gemeente, ("koppelbestand", bestand)), gemeente["tweede"])
    Klokanker.objects.create(op=klok.standing().nu - timedelta(days=400))
    assert "klok" in work(lijst).fout
    assert opslag.linked_files(bestand.pk)


@pytest.mark.parametrize(
    ("verschil", "vertrouwd"),
    [
        (timedelta(0), True),
        (klok.GROOTSTE_SPRONG, True),
        (klok.GROOTSTE_SPRONG + timedelta(seconds=1), False),
        (-klok.TERUG, True),
        (-klok.TERUG - timedelta(seconds=1), False),
    ],
)
def test_how_far_the_clock_may_have_moved(verschil: timedelta, vertrouwd: bool):
    from datetime import UTC, datetime

    anker = datetime(2026, 3, 29, tzinfo=UTC)
    assert klok.Klokstand(anker + verschil, anker).vertrouwd is vertrouwd


# --- holds ----------------------------------------------------------------------------------------
def test_a_hold_set_while_it_waits_keeps_it(gemeente: Huis, bestand: Koppelbestand):
    lijst = agree(listed(gemeente, ("koppelbestand", bestand)), gemeente["tweede"])
    actions.hold(
        soort="koppelbestand", object_id=str(bestand.pk), reden="Er loopt een bezwaar.",
        by=gemeente["officer"],
    )  # fmt: skip
    work(lijst)
    assert [post.stap for post in lijst.posten.all()] == ["aangehouden"]
    assert events(bestand, "vernietiging_aangehouden") == ["gelukt"]
    assert opslag.linked_files(bestand.pk)
    assert not Verklaring.objects.exists()


def test_a_hold_on_the_onderzoek_holds_all_of_it(gemeente: Huis, bestand: Koppelbestand):
    opschorting = actions.hold(
        soort="onderzoek", object_id=str(gemeente.onderzoek.pk), reden="De FG doet onderzoek.",
        by=gemeente["officer"],
    )  # fmt: skip
    let_time_pass(bestand)
    assert sweep() == 0
    with pytest.raises(Geweigerd, match="opschorting"):
        listed(gemeente, ("koppelbestand", bestand))
    actions.lift_hold(opschorting=opschorting, reden="Het is klaar.", by=gemeente["tweede"])
    assert sweep() == 1


def test_a_hold_comes_too_late_once_it_has_begun(gemeente: Huis, bestand: Koppelbestand):
    lijst = agree(listed(gemeente, ("koppelbestand", bestand)), gemeente["tweede"])
    actions.begin_post(post_id=lijst.posten.get().pk, by=None)
    with pytest.raises(Geweigerd, match="al begonnen"):
        actions.hold(
            soort="koppelbestand", object_id=str(bestand.pk), reden=REDEN, by=gemeente["officer"]
        )


# --- running analyses -----------------------------------------------------------------------------
def test_a_job_that_runs_on_it_is_stopped_and_publishes_nothing(
    gemeente: Huis, bestand: Koppelbestand, monkeypatch: pytest.MonkeyPatch
):
    """The worker that holds it computes on, and finds that it may no longer write."""
    from buurtmonitor.taken import actions as taken
    from buurtmonitor.taken.uitzonderingen import Achterhaald
    from buurtmonitor.taken.werk import Werk

    monkeypatch.setattr(vernietiging, "STOPTIJD", 0.0)
    analyse = ask(gemeente, bestand, question("geslacht"))
    taak = taken.claim(taak_id=job_of(analyse).pk)
    assert taak is not None
    destroyed(gemeente, ("koppelbestand", bestand))
    with pytest.raises(Achterhaald), Werk(taak).publiceren():
        pass
    analyse.refresh_from_db()
    assert analyse.status == "geannuleerd"


def test_nothing_new_is_published_once_destruction_has_begun(
    gemeente: Huis, bestand: Koppelbestand
):
    lijst = agree(listed(gemeente, ("koppelbestand", bestand)), gemeente["tweede"])
    actions.begin_post(post_id=lijst.posten.get().pk, by=None)
    with pytest.raises(Geweigerd, match="worden vernietigd"):
        ask(gemeente, bestand, question("geslacht"))


# --- crashes --------------------------------------------------------------------------------------
STAPPEN = [
    (vernietigingsregister, "save_file"), (vernietiging, "stop_jobs"), (vernietiging, "erase_keys"),
    (vernietiging, "erase_files"), (vernietiging, "erase_rows"), (vernietiging, "check_gone"),
    (actions, "finish_post"), (actions, "finish_list"),
]  # fmt: skip


@pytest.mark.parametrize(("waar", "stap"), STAPPEN, ids=[stap for _, stap in STAPPEN])
@pytest.mark.parametrize("na", [False, True], ids=["voor", "na"])
def test_after_a_stop_at_any_step_it_goes_on(
    gemeente: Huis,
    bestand: Koppelbestand,
    monkeypatch: pytest.MonkeyPatch,
    waar: Any,
    stap: str,
    na: bool,
):
    class Stop(BaseException):
        """Not one that the worker catches: it is as if the process ended here."""

    echt, keren = getattr(waar, stap), []

    def stop(*args: Any, **kwargs: Any) -> Any:
        keren.append(1)
        if len(keren) == 2 or (stap in ("finish_list",) and len(keren) == 1):
            if na:
                echt(*args, **kwargs)
            raise Stop
        return echt(*args, **kwargs)

    lijst = agree(listed(gemeente, ("onderzoek", gemeente.onderzoek)), gemeente["tweede"])
    with monkeypatch.context() as even:
        even.setattr(waar, stap, stop)
        with pytest.raises(Stop):
            work(lijst)
    taak = job_of(lijst)
    type(taak).objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
    from buurtmonitor.taken import actions as taken

    taken.take_back(taak_id=taak.pk)
    work(lijst)
    lijst.refresh_from_db()
    assert lijst.status == "vernietigd"
    assert stored_files() == []
    assert set(lijst.posten.values_list("stap", flat=True)) == {"gewist"}
    assert Vernietigingsregel.objects.count() == lijst.posten.count()


@pytest.mark.parametrize("stap", ["", "stop_jobs", "erase_keys", "check_gone"])
def test_a_destruction_that_was_agreed_cannot_be_stopped_half_way(
    gemeente: Huis, bestand: Koppelbestand, monkeypatch: pytest.MonkeyPatch, stap: str
):
    """Not before it begins and not at a step: it goes on to its verklaring."""
    from buurtmonitor.taken import actions as taken

    lijst = agree(listed(gemeente, ("koppelbestand", bestand)), gemeente["tweede"])
    gevraagd: list[bool] = []

    def ask_to_stop(*args: Any, **kwargs: Any) -> Any:
        gevraagd.append(taken.request_cancel(taak_id=job_of(lijst).pk))
        return echt(*args, **kwargs) if stap else None

    if stap:
        echt = getattr(vernietiging, stap)
        monkeypatch.setattr(vernietiging, stap, ask_to_stop)
    else:
        ask_to_stop()
    assert work(lijst).status == "klaar"
    lijst.refresh_from_db()
    assert (lijst.status, set(gevraagd)) == ("vernietigd", {False})
    assert Verklaring.objects.filter(lijst=lijst).exists()


def test_doing_it_twice_changes_nothing(gemeente: Huis, bestand: Koppelbestand):
    lijst = destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    voor = Vernietigingsregel.objects.count(), Verklaring.objects.count()
    vernietiging.destroy_list(lijst, by=None)
    assert voor == (Vernietigingsregel.objects.count(), Verklaring.objects.count())


# --- verklaring and ledger ------------------------------------------------------------------------
def test_each_supplier_gets_a_verklaring_of_its_own_deliveries(
    gemeente: Huis, bestand: Koppelbestand
):
    destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    per = {v.organisatie_id: Verklaringstekst.from_json(v.inhoud) for v in Verklaring.objects.all()}
    eigen = per[gemeente.organisaties["leverancier"].pk]
    assert all(o.soort == "levering" and o.hashes for o in eigen.objecten)
    assert [akkoord.naam for akkoord in eigen.akkoorden] == ["Collega officer", "Collega tweede"]
    assert {o.soort for o in per[None].objecten} == {"koppelbestand", "onderzoek"}


def test_a_verklaring_is_a_numbered_pdf_and_json_with_its_sum(
    gemeente: Huis, bestand: Koppelbestand
):
    destroyed(gemeente, ("koppelbestand", bestand))
    verklaring = Verklaring.objects.get()
    tekst = Verklaringstekst.from_json(verklaring.inhoud)
    assert verklaring.nummer.endswith("-0001")
    assert (tekst.sha256, tekst.als_json()) == (verklaring.sha256, verklaring.inhoud)
    assert pdf_elements(bytes(verklaring.pdf))[0] == {"Document", "H1", "H2", "H3", "P"}
    assert json.loads(verklaring.inhoud)["objecten"][0]["hashes"]


@pytest.mark.parametrize("tabel", ["privacy_vernietigingsregel", "privacy_verklaring"])
@pytest.mark.usefixtures("als_app_rol")
@pytest.mark.parametrize("daad", ["DELETE FROM {}", "UPDATE {} SET op = now()", "TRUNCATE {}"])
def test_ledger_and_verklaring_are_never_changed(tabel: str, daad: str):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(daad.format(tabel))


def test_what_an_older_vault_and_store_bring_back_goes_again(
    gemeente: Huis, bestand: Koppelbestand, plek: Path
):
    """As if yesterday's vault and store were put back under today's database."""
    kopie = {pad: pad.read_bytes() for pad in plek.rglob("*") if pad.is_file()}
    destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    register = vernietigingsregister.register_file()
    for pad, inhoud in kopie.items():
        pad.write_bytes(inhoud)
    register.unlink()
    assert vernietiging.replay(by=None) > 0
    assert stored_files() == []
    assert len(vernietigingsregister.read_file()) == Vernietigingsregel.objects.count()
    assert events(bestand, "vernietiging_herhaald") == ["gelukt"]
    assert vernietiging.replay(by=None) == 0


def test_at_the_start_what_came_back_is_destroyed(
    gemeente: Huis, bestand: Koppelbestand, plek: Path
):
    sleutel = bestand.sleutel
    assert sleutel is not None
    pad = plek / "kluis" / f"{sleutel.pk}.sleutel"
    inhoud = pad.read_bytes()
    destroyed(gemeente, ("koppelbestand", bestand))
    pad.write_bytes(inhoud)
    assert vernietiging.check_at_start() == []
    assert not pad.exists()


def test_a_register_that_was_changed_refuses_the_start(gemeente: Huis, bestand: Koppelbestand):
    destroyed(gemeente, ("koppelbestand", bestand))
    register = vernietigingsregister.register_file()
    register.write_text(register.read_text().replace("koppelbestand", "iets anders"))
    assert "vernietigingsregister" in vernietiging.check_at_start()[0].msg


def test_levering_states_hold_for_the_supplier(gemeente: Huis, bestand: Koppelbestand):
    destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    assert set(Levering.objects.values_list("status", flat=True)) == {"vernietigd"}


# --- on the pages ---------------------------------------------------------------------------------
def test_two_officers_do_it_on_the_pages_and_the_supplier_reads_why(
    gemeente: Huis, bestand: Koppelbestand
):
    pad = f"/onderzoeken/{gemeente.onderzoek.pk}/vernietigen/"
    velden = {
        "objecten": [f"onderzoek:{gemeente.onderzoek.pk}"],
        "reden": "Het onderzoek is afgerond.",
        "bevestiging": WACHTWOORD,
    }
    antwoord = gemeente.bij("officer").post(pad, velden, follow=True)
    assert "Een collega moet besluiten" in antwoord.content.decode()
    lijst = Vernietigingslijst.objects.get()
    besluit = {
        "uitkomst": "akkoord", "reden": REDEN, "gezien": actions.list_version(lijst),
        "bevestiging": WACHTWOORD,
    }  # fmt: skip
    gemeente.bij("tweede").post(f"/vernietigingslijsten/{lijst.pk}/besluit/", besluit)
    work(lijst)
    pagina = gemeente.bij("tweede").get(f"/vernietigingslijsten/{lijst.pk}/").content.decode()
    assert "Verklaringen van vernietiging" in pagina
    van_leverancier = gemeente.bij("leverancier").get("/verklaringen/").content.decode()
    assert van_leverancier.count("verklaring.pdf") == 1
    assert gemeente.bij("politie").get("/verklaringen/").content.decode().count(".pdf") == 0


def test_a_wrong_password_destroys_nothing(gemeente: Huis, bestand: Koppelbestand):
    client = gemeente.bij("officer")
    sessie = client.session
    sessie.pop("bevestigd", None)
    sessie.save()
    velden = {"objecten": [f"koppelbestand:{bestand.pk}"], "reden": REDEN, "bevestiging": "anders"}
    client.post(f"/onderzoeken/{gemeente.onderzoek.pk}/vernietigen/", velden)
    assert not Vernietigingslijst.objects.exists()


def test_a_hold_is_set_and_lifted_on_the_pages(gemeente: Huis, bestand: Koppelbestand):
    client = gemeente.bij("officer")
    wat = {"wat": f"koppelbestand:{bestand.pk}", "reden": REDEN, "bevestiging": WACHTWOORD}
    client.post("/bewaren/opschorten/", wat)
    assert "moet bewaard blijven" in client.get("/bewaren/").content.decode()
    opschorting = Opschorting.objects.get()
    velden = {"reden": REDEN, "bevestiging": WACHTWOORD}
    client.post(f"/opschortingen/{opschorting.pk}/opheffen/", velden)
    assert "moet bewaard blijven" not in client.get("/bewaren/").content.decode()


def test_a_jump_of_the_clock_is_shown_and_confirmed(gemeente: Huis, bestand: Koppelbestand):
    Klokanker.objects.create(op=klok.standing().nu - timedelta(days=400))
    client = gemeente.bij("officer")
    assert "De klok bevestigen" in client.get("/bewaren/").content.decode()
    client.post("/bewaren/klok/", {"bevestiging": WACHTWOORD})
    assert "De klok bevestigen" not in client.get("/bewaren/").content.decode()


def test_reminders_go_to_who_has_something_to_do(gemeente: Huis, bestand: Koppelbestand):
    for wie in ("officer", "leverancier", "beleid"):
        Account.objects.filter(pk=gemeente[wie].pk).update(email=f"{wie}@example.nl")
    bestand.leveringen.update(bewaren_tot=Now() + timedelta(days=7, minutes=5))
    assert {h.aan for h in herinneringen.reminders()} == {
        "officer@example.nl", "leverancier@example.nl",
    }  # fmt: skip
    assert herinneringen.send_all() == len(mail.outbox) == 2
    assert "over 7 dagen" in mail.outbox[0].body
