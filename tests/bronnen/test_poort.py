"""The gate on the way of the data: deliver, check, link, and before anything is published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from analyses import actions as analyse_actions
from bronnen import leverschemas
from bronnen.actions import koppeling
from bronnen.actions import levering as lever_actions
from bronnen.documenten import needed_documents
from bronnen.kern.leverschema import Vlag
from bronnen.models import Koppelstatus, Leveringstatus
from privacy import actions, gevolgen, poort
from privacy.dossier import Document, Documentsoort, Onderzoekstatus
from privacy.models import Onderzoek
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import ask, light_linked, question, real_result
from tests.materiaal import (
    REDEN,
    Huis,
    accepted,
    announce,
    approve_source,
    approved,
    deliver,
    report,
    request_source,
)


def end_study(huis: Huis) -> None:
    gisteren = poort.today() - timedelta(days=1)
    Onderzoek.objects.filter(pk=huis.onderzoek.pk).update(loopt_tot=gisteren)


def end_dpia(huis: Huis) -> None:
    gisteren = poort.today() - timedelta(days=1)
    Document.objects.filter(soort="dpia").update(geldig_van=gisteren, geldig_tot=gisteren)


def withdraw_study(huis: Huis) -> None:
    actions.withdraw_study(onderzoek=huis.onderzoek, reden=REDEN, by=huis["officer"])


DICHT = [end_study, end_dpia, withdraw_study]


@pytest.mark.parametrize("sluit", DICHT)
def test_nothing_is_delivered_past_a_closed_gate(huis: Huis, sluit: Callable[[Huis], None]):
    approve_source(huis, "brp")
    sluit(huis)
    with pytest.raises(Geweigerd):
        announce(huis)


@pytest.mark.parametrize("sluit", DICHT)
def test_what_was_on_its_way_is_refused_at_the_door(huis: Huis, sluit: Callable[[Huis], None]):
    approve_source(huis, "brp")
    levering = deliver(huis, b"x\n")
    lever_actions.start_check(levering_id=str(levering.pk), by=None)
    sluit(huis)
    with pytest.raises(Geweigerd):
        lever_actions.record_report(
            levering_id=str(levering.pk), verslag=report("brp"), cijfertekst_sha256="0" * 64,
            by=None,
        )  # fmt: skip
    levering.refresh_from_db()
    assert levering.status == Leveringstatus.in_controle


@pytest.mark.parametrize("sluit", DICHT)
def test_a_linked_file_that_is_being_made_is_not_published(
    huis: Huis, sluit: Callable[[Huis], None]
):
    approve_source(huis, "brp")
    bestand = koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=[approved(huis)], by=huis["analist"]
    )
    koppeling.begin_linking(koppelbestand_id=str(bestand.pk), by=huis["analist"])
    sluit(huis)
    with pytest.raises(Geweigerd):
        koppeling.finish_linking(
            koppelbestand_id=str(bestand.pk), match=real_result("geslacht"), by=huis["analist"]
        )
    bestand.refresh_from_db()
    assert bestand.status == Koppelstatus.bezig


@pytest.mark.parametrize("sluit", DICHT)
def test_no_analysis_starts_or_publishes(gemeente: Huis, sluit: Callable[[Huis], None]):
    bestand = light_linked(gemeente)
    analyse = ask(gemeente, bestand, question("geslacht"))
    sluit(gemeente)
    with pytest.raises(Geweigerd):
        ask(gemeente, bestand, question("leeftijd"))
    with pytest.raises(Geweigerd):
        analyse_actions.begin_analysis(analyse_id=str(analyse.pk), by=gemeente["analist"])


def test_the_first_delivery_puts_the_onderzoek_in_use(huis: Huis):
    approve_source(huis, "brp")
    accepted(huis)
    huis.onderzoek.refresh_from_db()
    assert huis.onderzoek.status == Onderzoekstatus.in_gebruik


def test_an_expired_convenant_closes_the_source_that_needs_it_and_no_other(gemeente: Huis):
    approve_source(gemeente, "huurachterstanden")
    approve_source(gemeente, "brp")
    gisteren = poort.today() - timedelta(days=1)
    Document.objects.filter(soort="convenant").update(geldig_van=gisteren, geldig_tot=gisteren)
    with pytest.raises(Geweigerd, match="convenant, gold tot en met"):
        announce(gemeente, "huurachterstanden")
    assert announce(gemeente, "brp").bron == "brp"


def test_who_is_not_named_by_the_om_links_no_police_data(huis: Huis):
    approve_source(huis, "brp")
    approve_source(huis, "verdachten")
    leveringen = [approved(huis), approved(huis, "verdachten", "politie")]
    Document.objects.get(soort="toestemming_om").personen.add(huis["officer"])
    with pytest.raises(Geweigerd, match="noemt wie"):
        koppeling.start_linking(onderzoek=huis.onderzoek, leveringen=leveringen, by=huis["analist"])
    alleen_brp = koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=leveringen[:1], by=huis["analist"]
    )
    assert alleen_brp.status == Koppelstatus.wacht


def test_who_was_taken_off_the_list_publishes_nothing(huis: Huis):
    approve_source(huis, "brp")
    bestand = koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=[approved(huis)], by=huis["analist"]
    )
    huis.onderzoek.deelnemers.clear()
    with pytest.raises(Geweigerd, match="niet op de lijst"):
        koppeling.begin_linking(koppelbestand_id=str(bestand.pk), by=huis["analist"])


def test_what_is_asked_says_which_documents_are_needed(huis: Huis):
    for bron in ("brp", "verdachten", "huurachterstanden"):
        request_source(huis, bron)
    gevraagd = {vereiste.soort for vereiste in needed_documents(huis.onderzoek)}
    assert gevraagd == {Documentsoort.toestemming_om, Documentsoort.convenant}


@pytest.mark.parametrize("bron", leverschemas.all_schemas(()))
def test_police_and_debt_data_need_two_officers_and_police_data_leave_of_the_om(bron: str):
    schema = leverschemas.schema(bron)
    vlaggen = {vlag for kolom in schema.kolommen for vlag in kolom.vlaggen}
    if Vlag.strafrechtelijk in vlaggen:
        assert schema.document == Documentsoort.toestemming_om
    if Vlag.strafrechtelijk in vlaggen or "achterstand" in bron or "schuld" in bron:
        assert schema.tweede_akkoord
    assert schema.document in {"", *Documentsoort.values}


def test_what_a_withdrawal_does_is_counted(gemeente: Huis):
    bestand = light_linked(gemeente)
    ask(gemeente, bestand, question("geslacht"))
    zinnen = [g.tekst for g in gevolgen.of(gevolgen.Bereik(gemeente.onderzoek.pk))]
    assert "Koppelbestanden die niet meer mogen worden gebruikt: 1." in zinnen
    assert "Analyses die nu lopen of wachten: 1." in zinnen
