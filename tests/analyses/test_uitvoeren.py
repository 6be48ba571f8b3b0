"""Running analyses: each kind to a protected draft, the same again, and nothing without leave."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from analyses import actions, uitvoering
from analyses.kern.misdrijven import TE_WEINIG
from analyses.kern.specificatie import (
    Misdrijfspecificatie,
    Regelspecificatie,
    Regressiespecificatie,
    Samenhangspecificatie,
    Specificatie,
    Verdachtenspecificatie,
    to_dict,
)
from analyses.kern.uitkomst import Afwijking, GeenResultaat
from analyses.models import Analyse, Resultaat
from analyses.queries import full_content
from bronnen.models import Koppelbestand, Koppelstatus, Levering
from buurtmonitor.taken.models import Taak
from privacy import actions as privacy_actions
from privacy.kern.auditproces import AuditGestopt
from privacy.kern.invoerfouten import TeVeelCellen
from privacy.kern.sneden import NietTeBeschermen
from privacy.kern.stelsel import OplosserGestopt
from privacy.kern.uitspraken import Register
from privacy.models import Onderzoek
from privacy.opdracht import RECHT_VERVALLEN
from privacy.uitzonderingen import Geweigerd
from tests.bronnen.test_koppelen import take_right
from tests.gemeente import (
    ask,
    light_linked,
    linked,
    published,
    question,
    questions,
    real_candidate,
    real_result,
    supply,
)
from tests.materiaal import Huis, approve_source, events, job_of, request_source, work
from tests.privacy.mensen import make_study

VRAGEN = questions()


@pytest.fixture
def bestand(gemeente: Huis) -> Koppelbestand:
    """The linked file with its real residents."""
    return linked(gemeente)


@pytest.fixture
def licht(gemeente: Huis) -> Koppelbestand:
    """A linked file for what never reads it."""
    return light_linked(gemeente)


# --- each kind ------------------------------------------------------------------------------------
def test_every_analysis_of_the_project_becomes_a_protected_draft(
    gemeente: Huis, bestand: Koppelbestand
):
    """Each by itself, with an empty ledger; the demonstration shows them beside each other."""
    for naam, vraag in VRAGEN.items():
        with transaction.atomic():
            analyse = ask(gemeente, bestand, vraag)
            taak = work(analyse)
            analyse.refresh_from_db()
            te_weinig = isinstance(vraag, Misdrijfspecificatie)  # few of each kind live here
            stand = ("mislukt", "mislukt", TE_WEINIG) if te_weinig else ("klaar", "klaar", "")
            assert (naam, analyse.status, taak.status, taak.fout) == (naam, *stand)
            if not te_weinig:
                assert_protected_draft(analyse, vraag)
            transaction.set_rollback(True)


def assert_protected_draft(analyse: Analyse, vraag: Specificatie) -> None:
    rij = analyse.resultaat
    inhoud = full_content(rij)
    assert (rij.status, rij.audit_geslaagd, inhoud.audit_geslaagd) == ("concept", True, True)
    assert inhoud.tabellen
    assert all(tabel.audit is not None for tabel in inhoud.tabellen)
    assert inhoud.specificatie == json.loads(json.dumps(to_dict(vraag)))
    assert rij.drempelset_versie == inhoud.drempels["versie"] == 1


@pytest.mark.parametrize("naam", [*list(VRAGEN)[:4:3], list(VRAGEN)[-1]])
def test_a_second_run_gives_the_same_result(gemeente: Huis, bestand: Koppelbestand, naam: str):
    eerste = ask(gemeente, bestand, VRAGEN[naam])
    work(eerste)
    gemeente.bij("analist").post(f"/analyses/{eerste.pk}/opnieuw/")
    tweede = Analyse.objects.exclude(pk=eerste.pk).get()
    work(tweede)
    assert eerste.resultaat.sha256 == tweede.resultaat.sha256
    assert eerste.resultaat.pk != tweede.resultaat.pk


def test_public_figures_need_no_linked_file(gemeente: Huis):
    vraag = Samenhangspecificatie("overlast jongeren", "onveiligheidsgevoelens", 2016)
    analyse = ask(gemeente, None, vraag, supply(gemeente, "context"))
    assert work(analyse).status == "klaar"
    assert analyse.resultaat.status == "concept"


@pytest.mark.parametrize(
    ("velden", "bevinding"),
    [
        (
            {"soort": "trend", "indicator_x": "onveiligheidsgevoelens", "breuken": "2014"},
            "onveiligheidsgevoelens",
        ),
        ({"soort": "leefklimaat"}, "Bewoners van Buurt 1 noemen"),
        ({"soort": "gelijkenis", "jaar": 2016}, "lijkt in openbare cijfers het meest op"),
    ],
)
def test_other_questions_on_public_figures_are_asked_on_the_page(
    gemeente: Huis, velden: dict[str, Any], bevinding: str
):
    supply(gemeente, "context")
    assert new(gemeente, **velden).status_code == 302
    analyse = Analyse.objects.get()
    assert work(analyse).status == "klaar"
    assert bevinding in analyse.resultaat.bevinding


def test_an_analysis_is_logged_from_question_to_end(gemeente: Huis, bestand: Koppelbestand):
    analyse = ask(gemeente, bestand, question("geslacht"))
    work(analyse)
    acties = ("analyse_gevraagd", "analyse_gestart", "analyse_klaar")
    assert [events(analyse, actie) for actie in acties] == [["gelukt"]] * 3


# --- by page --------------------------------------------------------------------------------------
def new(huis: Huis, **velden: Any) -> Any:
    adres = f"/onderzoeken/{huis.onderzoek.pk}/analyses/nieuw/"
    return huis.bij("analist").post(adres, {"overige": "samen"} | velden)


@pytest.mark.parametrize(
    "velden",
    [
        {"soort": "kenmerk", "kenmerk": "geslacht"},
        {"soort": "regressie", "factoren": ["geslacht", "leeftijd"]},
        *({"soort": soort} for soort in ("betaalgedrag", "huurachterstand", "verdachten")),
        *({"soort": soort} for soort in ("overlap", "spreiding", "regels")),
        *({"soort": soort} for soort in ("buurtdeel", "buurtspreiding")),
    ],
    ids=lambda velden: velden["soort"],
)
def test_an_analist_starts_each_kind_on_the_page(
    gemeente: Huis, licht: Koppelbestand, velden: dict[str, Any]
):
    antwoord = new(gemeente, **velden)
    analyse = Analyse.objects.get()
    assert antwoord.url == f"/analyses/{analyse.pk}/"
    assert (analyse.soort, analyse.status) == (velden["soort"], "wacht")
    assert gemeente.bij("analist").get(antwoord.url).status_code == 200


@pytest.mark.parametrize(
    "velden",
    [
        {},
        {"soort": "bestaat-niet"},
        {"soort": "kenmerk"},
        {"soort": "kenmerk", "kenmerk": "verdachte"},
        {"soort": "kenmerk", "kenmerk": "herkomst"},
        {"soort": "regressie", "factoren": ["herkomst"]},
        {"soort": "samenhang", "indicator_x": "a", "indicator_y": "b", "jaar": 2016},
        {"soort": "trend", "indicator_x": "a", "breuken": "14"},
        {"soort": "trend"},
        {"soort": "gelijkenis"},
    ],
    ids=str,
)
def test_a_question_that_can_not_be_is_refused_on_the_page(
    gemeente: Huis, licht: Koppelbestand, velden: dict[str, Any]
):
    antwoord = new(gemeente, **velden)
    assert antwoord.status_code == 400
    assert not Analyse.objects.exists()


def test_without_a_linked_file_there_is_nothing_to_analyse(gemeente: Huis):
    assert new(gemeente, soort="verdachten").status_code == 400
    assert not Analyse.objects.exists()


def test_the_whole_set_starts_in_one_go(gemeente: Huis, licht: Koppelbestand):
    gemeente.bij("analist").post(f"/onderzoeken/{gemeente.onderzoek.pk}/analyses/standaardset/")
    assert list(Analyse.objects.values_list("naam", flat=True)) == list(VRAGEN)
    assert Taak.objects.filter(soort="analyse").count() == len(VRAGEN)


def test_the_list_shows_progress_and_then_the_finding(gemeente: Huis, bestand: Koppelbestand):
    analyse = ask(gemeente, bestand, question("geslacht"))
    adres = f"/onderzoeken/{gemeente.onderzoek.pk}/analyses/"
    assert "0 van 1 analyses klaar" in gemeente.bij("analist").get(adres).content.decode()
    work(analyse)
    tekst = gemeente.bij("officer").get(f"{adres}stand/").content.decode()
    assert analyse.resultaat.bevinding in tekst


def test_the_page_of_a_finished_analysis_leads_to_its_draft(gemeente: Huis, bestand: Koppelbestand):
    analyse = ask(gemeente, bestand, question("geslacht"))
    work(analyse)
    antwoord = gemeente.bij("analist").get(f"/analyses/{analyse.pk}/")
    assert antwoord.url == f"/concepten/{analyse.resultaat.pk}/"


# --- leave ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("wie", ["officer", "leverancier", "beleid", "werkgroep", "beheer"])
def test_only_an_analist_starts_an_analysis(gemeente: Huis, licht: Koppelbestand, wie: str):
    with pytest.raises(Geweigerd):
        actions.start_analyses(
            onderzoek=gemeente.onderzoek,
            koppelbestand=licht,
            specificatielijst=[("x", to_dict(question("geslacht")))],
            by=gemeente[wie],
        )


def test_what_can_leave_nothing_out_is_computed_first(gemeente: Huis, licht: Koppelbestand):
    """Shown in the order that was asked; of one kind as well, in that order."""
    keuze = question("geslacht").gebieden
    vragen = [
        question("geslacht"), Regelspecificatie(keuze), question("leeftijd"),
        Verdachtenspecificatie(keuze), Regressiespecificatie(keuze),
    ]  # fmt: skip
    analyses = actions.start_analyses(
        onderzoek=gemeente.onderzoek,
        koppelbestand=licht,
        specificatielijst=[(str(plek), to_dict(vraag)) for plek, vraag in enumerate(vragen)],
        by=gemeente["analist"],
    )
    naam = {str(analyse.pk): analyse.naam for analyse in analyses}
    beurten = Taak.objects.filter(soort="analyse").order_by("aangemaakt_op")
    assert [naam[taak.onderwerp_id] for taak in beurten] == ["3", "4", "1", "0", "2"]
    assert [analyse.naam for analyse in analyses] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("status", [s for s in Koppelstatus if s != "klaar"])
def test_only_a_linked_file_that_is_ready_is_analysed(
    gemeente: Huis, licht: Koppelbestand, status: str
):
    Koppelbestand.objects.filter(pk=licht.pk).update(status=status)
    with pytest.raises(Geweigerd, match="niet \\(meer\\) klaar"):
        ask(gemeente, licht, question("geslacht"))


def test_a_linked_file_of_another_onderzoek_is_not_analysed(gemeente: Huis, licht: Koppelbestand):
    gemeente.onderzoek = make_study(gemeente["analist"], naam="Een ander onderzoek")
    with pytest.raises(Geweigerd, match="ander onderzoek"):
        ask(gemeente, licht, question("geslacht"))


def test_an_analysis_is_of_a_linked_file_or_of_context(gemeente: Huis):
    with pytest.raises(Geweigerd, match="Kies een koppelbestand"):
        ask(gemeente, None, question("geslacht"))


def test_only_context_is_analysed_as_context(gemeente: Huis):
    vraag = Samenhangspecificatie("a", "b", 2016)
    with pytest.raises(Geweigerd, match="contextcijfers"):
        ask(gemeente, None, vraag, supply(gemeente, "brp"))


def test_context_that_was_not_approved_is_not_analysed(gemeente: Huis):
    levering = supply(gemeente, "context")
    Levering.objects.filter(pk=levering.pk).update(status="wacht_op_akkoord")
    with pytest.raises(Geweigerd, match="niet \\(meer\\) goedgekeurd"):
        ask(gemeente, None, Samenhangspecificatie("a", "b", 2016), levering)


def test_herkomst_beside_suspects_is_off_until_it_is_approved(gemeente: Huis, licht: Koppelbestand):
    with pytest.raises(Geweigerd, match="niet toegestaan"):
        ask(gemeente, licht, question("herkomst"))
    assert not Analyse.objects.exists()


def _withdraw_leave(huis: Huis) -> None:
    Onderzoek.objects.filter(pk=huis.onderzoek.pk).update(herkomst_bij_verdachten=False)


def _ask_source(huis: Huis) -> None:
    request_source(huis, "brp")


def _drop_element(huis: Huis) -> None:
    elementen = Levering.objects.filter(bron="brp").latest("ontvangen_op").elementen
    approve_source(huis, "brp", [naam for naam in elementen if naam != "herkomst"])


def _destroy(huis: Huis) -> None:
    Koppelbestand.objects.update(status="vernietigd")


def _thresholds(huis: Huis) -> None:
    privacy_actions.set_thresholds(
        waarden={"min_aantal": 15}, reden="Strenger voor deze proef.", by=huis["officer"]
    )


def _delivery(huis: Huis) -> None:
    Levering.objects.filter(bron="brp").update(status="ingetrokken")


WEG = {
    "source asked anew": (_ask_source, "bronnen is niet (meer) goedgekeurd"),
    "element dropped": (_drop_element, "niet meer zijn goedgekeurd"),
    "delivery withdrawn": (_delivery, "leveringen is niet (meer) goedgekeurd"),
    "linked file destroyed": (_destroy, "niet (meer) klaar"),
    "herkomst no longer": (_withdraw_leave, "niet toegestaan"),
    "thresholds changed": (_thresholds, "drempels zijn intussen veranderd"),
}


# With other thresholds an analysis that has not begun simply uses those.
MOMENTEN = {(n, w) for n in WEG for w in ("ervoor", "tijdens")} - {("thresholds changed", "ervoor")}


@pytest.mark.parametrize(("naam", "wanneer"), sorted(MOMENTEN))
def test_leave_that_is_taken_back_stops_the_analysis(
    gemeente: Huis, licht: Koppelbestand, monkeypatch: pytest.MonkeyPatch, naam: str, wanneer: str
):
    neem, woorden = WEG[naam]
    Onderzoek.objects.filter(pk=gemeente.onderzoek.pk).update(herkomst_bij_verdachten=True)
    gemeente.onderzoek.refresh_from_db()
    analyse = ask(gemeente, licht, question("herkomst"))
    real_result("geslacht")  # made before anything is taken back

    def run(analyse: Analyse, werk: Any, gezien: Register, *_: Any) -> Any:
        if wanneer == "tijdens":
            neem(gemeente)
        return real_candidate("geslacht", gezien)

    if wanneer == "ervoor":
        neem(gemeente)
    monkeypatch.setattr(uitvoering, "_run", run)
    taak = work(analyse)
    analyse.refresh_from_db()
    assert (analyse.status, taak.status) == ("mislukt", "mislukt")
    assert woorden in taak.fout
    assert not Resultaat.objects.exists()


@pytest.mark.parametrize("wanneer", ["ervoor", "tijdens"])
@pytest.mark.parametrize("hoe", ["blokkeer", "rol"])
def test_a_right_that_is_taken_away_stops_the_analysis(
    gemeente: Huis, licht: Koppelbestand, monkeypatch: pytest.MonkeyPatch, wanneer: str, hoe: str
):
    analyse = ask(gemeente, licht, question("geslacht"))

    def run(analyse: Analyse, werk: Any, gezien: Register, *_: Any) -> Any:
        if wanneer == "tijdens":
            take_right(gemeente["analist"], hoe)
        return real_candidate("geslacht", gezien)

    monkeypatch.setattr(uitvoering, "_run", run)
    if wanneer == "ervoor":
        take_right(gemeente["analist"], hoe)
    taak = work(analyse)
    analyse.refresh_from_db()
    assert (analyse.status, taak.status, taak.fout) == ("mislukt", "mislukt", RECHT_VERVALLEN)
    assert not Resultaat.objects.exists()


# --- stopping and failing -------------------------------------------------------------------------
def test_an_analysis_that_waits_can_be_stopped(gemeente: Huis, licht: Koppelbestand):
    analyse = ask(gemeente, licht, question("geslacht"))
    gemeente.bij("analist").post(f"/analyses/{analyse.pk}/stoppen/")
    analyse.refresh_from_db()
    assert (analyse.status, job_of(analyse).status) == ("geannuleerd", "geannuleerd")
    assert events(analyse, "analyse_gestopt") == ["gelukt"]


def test_an_analysis_that_runs_can_be_stopped(
    gemeente: Huis, licht: Koppelbestand, monkeypatch: pytest.MonkeyPatch
):
    analyse = ask(gemeente, licht, question("geslacht"))

    def run(analyse: Analyse, werk: Any, gezien: Register, *_: Any) -> Any:
        gemeente.bij("analist").post(f"/analyses/{analyse.pk}/stoppen/")
        return real_candidate("geslacht", gezien)

    monkeypatch.setattr(uitvoering, "_run", run)
    taak = work(analyse)
    analyse.refresh_from_db()
    assert (analyse.status, taak.status) == ("geannuleerd", "geannuleerd")
    assert not Resultaat.objects.exists()


def test_a_stopped_analysis_can_be_run_again(gemeente: Huis, bestand: Koppelbestand):
    analyse = ask(gemeente, bestand, question("geslacht"))
    gemeente.bij("analist").post(f"/analyses/{analyse.pk}/stoppen/")
    gemeente.bij("analist").post(f"/analyses/{analyse.pk}/opnieuw/")
    nieuw = Analyse.objects.exclude(pk=analyse.pk).get()
    assert work(nieuw).status == "klaar"


@pytest.mark.parametrize(
    ("fout", "woorden"),
    [
        (GeenResultaat("Er zijn te weinig verdachten."), "te weinig verdachten"),
        (Afwijking("statsmodels"), "narekening met statsmodels"),
        (NietTeBeschermen("999993653"), "Kies grotere groepen"),
        (AuditGestopt("999993653"), "controle op herleidbaarheid is niet afgekomen"),
        (OplosserGestopt("999993653"), "controle op herleidbaarheid is niet afgekomen"),
        (TeVeelCellen("999993653"), "Kies minder kenmerken of grovere klassen"),
        (ZeroDivisionError("999993653"), "Meld code"),
    ],
    ids=[
        "nothing to show",
        "re-check differs",
        "no pattern",
        "no audit",
        "no solver",
        "too many cells",
        "mistake",
    ],
)
def test_an_analysis_that_fails_says_so_and_leaves_nothing(
    gemeente: Huis, licht: Koppelbestand, monkeypatch: pytest.MonkeyPatch, fout: Exception,
    woorden: str,
):  # fmt: skip
    analyse = ask(gemeente, licht, question("geslacht"))

    def run(*_: Any) -> Any:
        raise fout

    monkeypatch.setattr(uitvoering, "_run", run)
    taak = work(analyse)
    analyse.refresh_from_db()
    assert (analyse.status, taak.status) == ("mislukt", "mislukt")
    assert woorden in taak.fout
    assert "999993653" not in taak.fout
    assert not Resultaat.objects.exists()
    tekst = gemeente.bij("analist").get(f"/analyses/{analyse.pk}/").content.decode()
    assert woorden in tekst


def test_a_linked_file_that_can_not_be_read_fails_the_analysis(
    gemeente: Huis, licht: Koppelbestand
):
    analyse = ask(gemeente, licht, question("geslacht"))
    assert work(analyse).status == "mislukt"
    assert not Resultaat.objects.exists()


def test_a_job_that_is_done_twice_has_one_result(gemeente: Huis, bestand: Koppelbestand):
    analyse = ask(gemeente, bestand, question("geslacht"))
    work(analyse)
    with pytest.raises(Geweigerd):
        actions.begin_analysis(analyse_id=str(analyse.pk), by=None)
    with pytest.raises(Geweigerd):
        published(gemeente, analyse, "geslacht")
    assert Resultaat.objects.count() == 1


def test_the_database_refuses_an_analysis_of_nothing(gemeente: Huis):
    with pytest.raises(IntegrityError, match="analyse_heeft_gegevens"), transaction.atomic():
        Analyse.objects.create(
            onderzoek=gemeente.onderzoek, soort="x", naam="x", specificatie={},
            gemaakt_door=gemeente["analist"],
        )  # fmt: skip
