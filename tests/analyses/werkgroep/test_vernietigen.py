"""The werkgroep's rows and minutes: encrypted, kept five years after the end, then destroyed."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.db.models.functions import Now

from analyses.werkgroep import opslag
from analyses.werkgroep.actions import besluiten, gesprek, projecten, speerpunten, verslagen
from analyses.werkgroep.models import Bijeenkomst, Meting, Verslag, Verslagsoort
from privacy import klok, kluis, vernietigbaar, vernietiging
from privacy.actions import vernietiging as actions
from privacy.actions.opruimen import clean_rows
from privacy.databaserechten import rights_for
from privacy.kern.bewaartermijn import years_later
from privacy.modellen_vernietiging import Verklaring, Vernietigingslijst
from privacy.models import Logregel, Onderzoek, Sleutel
from privacy.tasks import sweep
from privacy.uitzonderingen import Geweigerd
from tests.analyses.test_vernietiging import agree, destroyed, listed
from tests.analyses.werkgroep.materiaal import focus, item, meeting, project, proposed, said, to
from tests.materiaal import REDEN, Huis, events, stored_files, work

NAAM = "Collega lid"  # of the clerk: stands in the minutes and in the rows
HELDER = b"%PDF-1.7 Aanwezig: " + NAAM.encode()
MODELLEN = list(apps.get_app_config("werkgroep").get_models())


@pytest.fixture
def werkgroep(gemeente: Huis) -> Bijeenkomst:
    """A meeting with one row of each kind, a document, and agreements."""
    bijeenkomst, by = meeting(gemeente), gemeente["werkgroep"]
    punt = item(gemeente, bijeenkomst)
    to(gemeente, bijeenkomst, "open")
    punt.refresh_from_db()
    said(gemeente, punt)
    stem = {"voorstel": proposed(gemeente, punt), "keuze": "eens", "reden": ""}
    besluiten.vote(**stem, by=gemeente["lid"])
    gesprek.keep_draft(punt=punt, veld="duiding", tekst="Nog niet af", by=gemeente["lid"])
    speerpunten.measure_focus(
        speerpunt=focus(gemeente, punt), oordeel="beter", toelichting="Minder.", resultaat=None,
        by=by,
    )  # fmt: skip
    project(gemeente)
    plan = projecten.create_plan(onderzoek=gemeente.onderzoek, naam="Plan", vraag="Wat?", by=by)
    scenario = projecten.add_scenario(plan=plan, naam="Opknappen", omschrijving="Gevels.", by=by)
    projecten.add_argument(scenario=scenario, soort="voor", tekst="Mooier.", by=by)
    document(gemeente, bijeenkomst)
    assert {m.__name__ for m in MODELLEN} == rows_left()
    return bijeenkomst


def document(huis: Huis, bijeenkomst: Bijeenkomst) -> Verslag:
    """As a job would have left it, with other words in it."""
    stuk = verslagen.write_document(
        bijeenkomst=bijeenkomst, soort=Verslagsoort.pdf, inhoud=HELDER, by=huis["lid"],
        sha256=hashlib.sha256(HELDER).hexdigest(),
    )  # fmt: skip
    verslagen.publish_minutes(
        bijeenkomst_id=str(bijeenkomst.pk), versie=1, documenten=[stuk], by=huis["lid"]
    )
    return Verslag.objects.get(pk=stuk.nummer)


def ended(huis: Huis, verschil: timedelta) -> None:
    """The last day of the onderzoek was five years ago, and `verschil` later."""
    laatste = years_later(klok.moment().date(), -5) + verschil
    Onderzoek.objects.filter(pk=huis.onderzoek.pk).update(loopt_tot=laatste)


def rows_left() -> set[str]:
    return {model.__name__ for model in MODELLEN if model.objects.exists()}


# --- at rest -------------------------------------------------------------------------------------
def test_no_document_lies_on_disk_in_clear(gemeente: Huis, werkgroep: Bijeenkomst, plek: Path):
    verslag = Verslag.objects.get()
    helder = opslag.read(verslag)
    [bestand] = opslag.documents_of(werkgroep.pk)
    assert helder == HELDER
    assert not [p for p in plek.rglob("*") if p.is_file() and NAAM.encode() in p.read_bytes()]
    assert bestand.stat().st_mode & 0o077 == 0


def test_without_its_key_a_document_is_not_given(gemeente: Huis, werkgroep: Bijeenkomst):
    verslag = Verslag.objects.get()
    assert verslag.sleutel is not None
    kluis.destroy_key(verslag.sleutel, by=None)
    assert gemeente.bij("lid").get(f"/verslagen/{verslag.pk}/").status_code == 404


def test_what_a_job_that_died_left_goes_after_a_day(gemeente: Huis, werkgroep: Bijeenkomst):
    los = verslagen.write_document(
        bijeenkomst=werkgroep, soort=Verslagsoort.pdf, inhoud=b"half", sha256="0" * 64,
        by=gemeente["lid"],
    )  # fmt: skip
    clean_rows(by=None)
    pad = opslag.document_path(werkgroep.pk, los.nummer)
    assert pad.exists()
    assert kluis.has_file(los.sleutel.pk)
    gisteren = time.time() - timedelta(days=1, seconds=1).total_seconds()
    os.utime(pad, (gisteren, gisteren))
    Sleutel.objects.filter(pk=los.sleutel.pk).update(aangemaakt_op=Now() - timedelta(days=2))
    clean_rows(by=None)
    assert not pad.exists()
    assert not kluis.has_file(los.sleutel.pk)
    assert opslag.read(Verslag.objects.get())
    assert Logregel.objects.get(actie="verslagen_opgeruimd").bijzonderheden == {"aantal": 2}


def test_a_document_from_before_encryption_is_taken_away(gemeente: Huis, werkgroep: Bijeenkomst):
    verslag = Verslag.objects.get()
    Verslag.objects.filter(pk=verslag.pk).update(sleutel=None)
    pad = opslag.document_path(werkgroep.pk, verslag.pk)
    os.utime(pad, (0, 0))
    clean_rows(by=None)
    assert not pad.exists()
    assert not Verslag.objects.filter(pk=verslag.pk).exists()


# --- five years ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("verschil", "soorten"), [
    (timedelta(days=1), set()), (timedelta(days=-1), {"bijeenkomst", "afspraken"}),
])  # fmt: skip
def test_five_years_after_the_end_they_come_on_a_list(
    gemeente: Huis, werkgroep: Bijeenkomst, verschil: timedelta, soorten: set[str]
):
    ended(gemeente, verschil)
    sweep()
    op_lijst = {post.soort for lijst in Vernietigingslijst.objects.all()
                for post in lijst.posten.all()}  # fmt: skip
    assert op_lijst & {"bijeenkomst", "afspraken"} == soorten


def test_two_persons_agree_and_no_name_key_or_file_is_left(gemeente: Huis, werkgroep: Bijeenkomst):
    ended(gemeente, timedelta(days=-1))
    sweep()
    sleutels = [s.pk for s in Sleutel.objects.filter(doel="verslag")]
    assert sleutels
    lijst = agree(Vernietigingslijst.objects.get(), gemeente["officer"], gemeente["tweede"])
    work(lijst)
    lijst.refresh_from_db()
    assert lijst.status == "vernietigd"
    assert rows_left() == set()
    assert stored_files() == []
    assert not any(kluis.has_file(nummer) for nummer in sleutels)
    assert events(werkgroep, "bijeenkomst_vernietigd") == ["gelukt"]
    assert events(gemeente.onderzoek, "afspraken_vernietigd") == ["gelukt"]
    tekst = Verklaring.objects.get(organisatie=None).inhoud
    assert NAAM not in tekst
    assert "bijeenkomst van de werkgroep" in tekst


def test_they_outlive_the_data_of_their_onderzoek(gemeente: Huis, werkgroep: Bijeenkomst):
    destroyed(gemeente, ("onderzoek", gemeente.onderzoek))
    assert Bijeenkomst.objects.filter(pk=werkgroep.pk).exists()
    assert opslag.read(Verslag.objects.get())
    assert {b.soort for b in vernietigbaar.everything()} == {"bijeenkomst", "afspraken"}


def test_an_officer_may_ask_for_it_earlier(gemeente: Huis, werkgroep: Bijeenkomst):
    destroyed(gemeente, ("bijeenkomst", werkgroep))
    assert not Bijeenkomst.objects.exists()
    assert Meting.objects.exists()
    assert stored_files() == []


def test_a_hold_keeps_the_minutes(gemeente: Huis, werkgroep: Bijeenkomst):
    actions.hold(
        soort="bijeenkomst", object_id=str(werkgroep.pk), reden=REDEN, by=gemeente["officer"]
    )
    ended(gemeente, timedelta(days=-1))
    sweep()
    assert {p.soort for p in Vernietigingslijst.objects.get().posten.all()} & {
        "bijeenkomst"
    } == set()


def test_no_minutes_are_made_once_destruction_has_begun(gemeente: Huis, werkgroep: Bijeenkomst):
    lijst = agree(listed(gemeente, ("bijeenkomst", werkgroep)), gemeente["tweede"])
    actions.begin_post(post_id=lijst.posten.get().pk, by=None)
    with pytest.raises(Geweigerd, match="worden vernietigd"):
        verslagen.request_minutes(bijeenkomst=werkgroep, by=gemeente["lid"])


def test_what_a_restore_brings_back_goes_again(gemeente: Huis, werkgroep: Bijeenkomst, plek: Path):
    kopie = {pad: pad.read_bytes() for pad in plek.rglob("*") if pad.is_file()}
    destroyed(gemeente, ("bijeenkomst", werkgroep))
    register = {p: p.read_bytes() for p in plek.rglob("*.register")}
    for pad, inhoud in (kopie | register).items():
        pad.write_bytes(inhoud)
    assert vernietiging.replay(by=None) > 0
    assert stored_files() == []


def test_a_measurement_is_never_changed_and_goes_with_the_rest(
    gemeente: Huis, werkgroep: Bijeenkomst
):
    """For the owner as for the app."""
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Meting.objects.update(toelichting="anders")
    assert rights_for("werkgroep_meting") == ("SELECT", "INSERT", "DELETE")
