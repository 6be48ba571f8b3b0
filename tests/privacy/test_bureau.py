"""The officer's desk: one page from which every decision is reached."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from privacy import poort
from privacy.bureau import desk_for
from privacy.dossier import Document
from privacy.models import Account, Onderzoek
from privacy.navigatie import OP_EEN_REGEL
from tests.privacy.mensen import make_study, open_gate


def test_what_waits_leads_to_the_decision(bij_officer: Client, analist: Account):
    onderzoek = make_study(analist)
    Onderzoek.objects.update(status="ingediend", ingediend_door=analist)
    pagina = bij_officer.get("/bureau/").content.decode()
    assert f'href="{reverse("dossier", args=[onderzoek.pk])}"' in pagina
    assert "Wacht op u: 1." in pagina


def test_what_ends_and_what_is_missing_stand_on_it(officer: Account, analist: Account):
    onderzoek = open_gate(make_study(analist))
    gisteren = poort.today() - timedelta(days=1)
    Document.objects.filter(soort="dpia").update(geldig_van=gisteren, geldig_tot=gisteren)
    bureau = desk_for(officer)
    assert [regel.einde.voorbij for regel in bureau.verloopt] == [True]
    assert [a.tekst for a in bureau.afwijkingen if onderzoek.naam in a.tekst]


def test_a_logbook_that_was_never_sealed_is_out_of_line(officer: Account):
    assert "nog niet verzegeld" in desk_for(officer).afwijkingen[0].tekst


def test_what_was_refused_stands_on_it(bij_officer: Client, bij_analist: Client):
    bij_analist.get("/logboek/")
    pagina = bij_officer.get("/bureau/").content.decode()
    assert "toegang geweigerd, door Collega analist<" in pagina


def test_what_was_refused_many_times_is_one_line(
    officer: Account, bij_officer: Client, bij_analist: Client
):
    for pad in ("/logboek/", "/accounts/", "/logboek/"):
        bij_analist.get(pad)
    assert [regel.keer for regel in desk_for(officer).geweigerd] == [3]
    assert "door Collega analist (3 keer)<" in bij_officer.get("/bureau/").content.decode()


def test_the_menu_of_who_has_much_keeps_the_rest_under_more(
    bij_officer: Client, bij_beheerder: Client
):
    menu = bij_officer.get("/werkplekken/").context
    assert {"Drempels", "Werkplekken", "Verantwoording"} <= {k.titel for k in menu["menu_meer"]}
    assert menu["menu_hier"] == "Werkplekken"
    assert len(menu["menu"]) - len(menu["menu_meer"]) <= OP_EEN_REGEL
    assert bij_beheerder.get("/").context["menu_meer"] == []


def test_after_a_decision_an_officer_goes_back_to_the_desk(
    bij_officer: Client, bij_beheerder: Client
):
    velden = {"rol": "analist", "netwerken": "10.0.0.0/8", "reden": "Alleen op het werk."}
    pad = '<a class="utrecht-link utrecht-link--html-a" href="/bureau/">Terug naar het bureau</a>'
    assert pad in bij_officer.post("/werkplekken/", velden, follow=True).content.decode()
    velden["rol"] = "werkgroeplid"
    assert pad not in bij_beheerder.post("/werkplekken/", velden, follow=True).content.decode()
