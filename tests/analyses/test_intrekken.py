"""Withdrawing an approval: what it does is shown first, it works at once, and nothing slips by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analyses import actions as analyse_actions
from analyses.models import Resultaat
from bronnen.actions import bronakkoord, koppeling
from bronnen.actions import levering as lever_actions
from bronnen.models import Akkoordstatus, Bronakkoord, Levering, Leveringstatus
from privacy import actions, sessies
from privacy.models import Besluit, Herkomstaanvraag, Logregel, Uitkomst
from privacy.uitzonderingen import Geweigerd
from tests.gemeente import (
    ask,
    drafted,
    light_linked,
    published,
    question,
    real_result,
    released,
)
from tests.materiaal import REDEN, Huis, accepted, approve_source, approved, request_source


def source(huis: Huis) -> None:
    akkoord = Bronakkoord.objects.get(bron="brp")
    bronakkoord.withdraw_source(akkoord=akkoord, reden=REDEN, by=huis["officer"])


def delivery(huis: Huis) -> None:
    levering = Levering.objects.get(bron="brp")
    lever_actions.withdraw_approval(levering=levering, reden=REDEN, by=huis["officer"])


def study(huis: Huis) -> None:
    actions.withdraw_study(onderzoek=huis.onderzoek, reden=REDEN, by=huis["officer"])


ALLE = [source, delivery, study]
Intrekken = Callable[[Huis], None]


@pytest.mark.parametrize("intrekken", ALLE)
def test_a_linking_that_runs_does_not_publish(huis: Huis, intrekken: Intrekken):
    approve_source(huis, "brp")
    bestand = koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=[approved(huis)], by=huis["analist"]
    )
    koppeling.begin_linking(koppelbestand_id=str(bestand.pk), by=huis["analist"])
    intrekken(huis)
    with pytest.raises(Geweigerd, match="niet"):
        koppeling.finish_linking(
            koppelbestand_id=str(bestand.pk), match=real_result("geslacht"), by=huis["analist"]
        )


@pytest.mark.parametrize("intrekken", ALLE)
def test_an_analysis_that_runs_does_not_publish(gemeente: Huis, intrekken: Intrekken):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    analyse_actions.begin_analysis(analyse_id=str(analyse.pk), by=gemeente["analist"])
    intrekken(gemeente)
    with pytest.raises(Geweigerd, match="niet"):
        published(gemeente, analyse, "geslacht")
    assert not Resultaat.objects.exists()


@pytest.mark.parametrize("intrekken", ALLE)
def test_a_draft_is_not_released_any_more_and_what_was_released_stays(
    gemeente: Huis, intrekken: Intrekken
):
    concept = drafted(gemeente, "geslacht")
    vrij = released(gemeente, drafted(gemeente, "leeftijd"))
    intrekken(gemeente)
    with pytest.raises(Geweigerd, match="niet"):
        analyse_actions.request_release(resultaat=concept, by=gemeente["analist"])
    vrij.refresh_from_db()
    assert vrij.status == "vrijgegeven"


def test_a_source_can_be_asked_for_again(huis: Huis):
    approve_source(huis, "brp")
    source(huis)
    assert request_source(huis, "brp").status == Akkoordstatus.aangevraagd


def test_a_withdrawn_delivery_can_be_taken_back_by_its_supplier(huis: Huis):
    approve_source(huis, "brp")
    levering = approved(huis)
    delivery(huis)
    lever_actions.withdraw(levering=levering, by=huis["leverancier"])
    levering.refresh_from_db()
    assert levering.status == Leveringstatus.ingetrokken


def test_herkomst_goes_off_and_can_be_asked_for_again(huis: Huis):
    aanvraag = granted(huis)
    actions.withdraw_herkomst(aanvraag=aanvraag, reden=REDEN, by=huis["officer"])
    huis.onderzoek.refresh_from_db()
    assert not huis.onderzoek.herkomst_bij_verdachten
    assert ask_origin(huis).status == "aangevraagd"


def ask_origin(huis: Huis) -> Herkomstaanvraag:
    return actions.request_herkomst(
        onderzoek=huis.onderzoek, toelichting="Nodig om te vergelijken.", by=huis["analist"]
    )


def granted(huis: Huis) -> Herkomstaanvraag:
    from privacy.actions.herkomst import request_version

    aanvraag = ask_origin(huis)
    for wie in ("officer", "tweede"):
        actions.decide_herkomst(
            aanvraag=aanvraag, uitkomst=Uitkomst.akkoord, reden=REDEN,
            gezien=request_version(aanvraag), by=huis[wie],
        )  # fmt: skip
    return aanvraag


# --- the pages ------------------------------------------------------------------------------------
def pages(huis: Huis) -> dict[str, str]:
    akkoord = approve_source(huis, "brp")
    levering = approved(huis)
    return {
        "bron_ingetrokken": f"/bronakkoorden/{akkoord.pk}/intrekken/",
        "levering_akkoord_ingetrokken": f"/leveringen/{levering.pk}/akkoord/intrekken/",
        "herkomst_ingetrokken": f"/herkomst/{granted(huis).pk}/intrekken/",
        "onderzoek_ingetrokken": f"/onderzoeken/{huis.onderzoek.pk}/intrekken/",
    }


@pytest.mark.parametrize(
    "actie",
    ["bron_ingetrokken", "levering_akkoord_ingetrokken", "herkomst_ingetrokken",
     "onderzoek_ingetrokken"],
)  # fmt: skip
def test_an_officer_withdraws_on_the_page_with_a_reason(huis: Huis, actie: str):
    adres = pages(huis)[actie]
    assert "Wat er gebeurt" in huis.bij("officer").get(adres).content.decode()
    assert huis.bij("officer").post(adres, {"reden": "kort"}).status_code == 409
    assert huis.bij("officer").post(adres, {"reden": REDEN}).status_code == 302
    gelukt = Logregel.objects.filter(actie=actie).order_by("id").values_list("resultaat", flat=True)
    assert list(gelukt) == ["geweigerd", "gelukt"]
    assert Besluit.objects.filter(uitkomst=Uitkomst.ingetrokken).get().reden == REDEN
    assert huis.bij("officer").post(adres, {"reden": REDEN}).status_code == 409


def test_what_stops_and_what_stays_is_counted_on_the_page(gemeente: Huis):
    released(gemeente, drafted(gemeente, "leeftijd"))
    drafted(gemeente, "geslacht")
    akkoord = Bronakkoord.objects.get(bron="brp")
    tekst = gemeente.bij("officer").get(f"/bronakkoorden/{akkoord.pk}/intrekken/").content.decode()
    assert "Concepten die niet meer kunnen worden vrijgegeven: 1." in tekst
    assert "Resultaten die al zijn vrijgegeven: 1." in tekst


# --- who it is, once more -------------------------------------------------------------------------
def forget_confirmation(huis: Huis, wie: str) -> None:
    sessie = huis.bij(wie).session
    sessie.pop(sessies.BEVESTIGD)
    sessie.save()


def test_without_a_fresh_confirmation_nothing_is_decided_or_withdrawn(huis: Huis):
    approve_source(huis, "brp")
    levering = accepted(huis)
    forget_confirmation(huis, "officer")
    besluit = {
        "uitkomst": "akkoord", "reden": REDEN, "gezien": lever_actions.delivery_version(levering),
    }  # fmt: skip
    bij = huis.bij("officer")
    assert bij.post(f"/leveringen/{levering.pk}/besluit/", besluit).status_code == 400
    akkoord = Bronakkoord.objects.get()
    adres = f"/bronakkoorden/{akkoord.pk}/intrekken/"
    assert "Uw wachtwoord, of een code uit uw app" in bij.get(adres).content.decode()
    bij.post(adres, {"reden": REDEN})
    akkoord.refresh_from_db()
    levering.refresh_from_db()
    assert (akkoord.status, levering.status) == ("goedgekeurd", "wacht_op_akkoord")


def test_the_page_names_what_a_colleague_did_meanwhile(huis: Huis):
    akkoord = request_source(huis, "verdachten")
    gezien = bronakkoord.request_version(akkoord)
    bronakkoord.decide_source(
        akkoord=akkoord, uitkomst=Uitkomst.akkoord, elementen=akkoord.gevraagd, reden=REDEN,
        gezien=gezien, by=huis["tweede"],
    )  # fmt: skip
    antwoord = huis.bij("officer").post(
        f"/bronakkoorden/{akkoord.pk}/",
        {
            "uitkomst": "akkoord", "elementen": akkoord.gevraagd, "reden": "Mijn eigen woorden.",
            "gezien": gezien, "bekeken_op": "2016-01-01T09:00:00+01:00",
        },
    )  # fmt: skip
    tekst = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "bron besluit, door Collega tweede" in tekst
    assert "Mijn eigen woorden." in tekst
