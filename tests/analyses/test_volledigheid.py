"""What must hold for every action, state and arrow of bronnen and analyses, also of later ones."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import pytest
from django.db.models import Model
from django.db.models.functions import Now

from analyses import aanvragen, vernietigbaar
from analyses import actions as analyse_actions
from analyses import policies as analyse_policies
from analyses.models import (
    Aanvraag,
    Aanvraagstatus,
    Analyse,
    Analysestatus,
    Resultaat,
    Resultaatstatus,
)
from analyses.queries import register_for
from analyses.werkgroep.actions import (
    besluiten,
    bijeenkomsten,
    gesprek,
    projecten,
    speerpunten,
    verslagen,
)
from analyses.werkgroep.actions import vernietiging as werkgroep_wis_actions
from bronnen import policies
from bronnen.actions import besluitvorming, bronakkoord, koppeling
from bronnen.actions import levering as lever_actions
from bronnen.actions import vernietiging as wis_actions
from bronnen.models import (
    Akkoordstatus,
    Bronakkoord,
    Koppelbestand,
    Koppelstatus,
    Levering,
    Leveringstatus,
)
from buurtmonitor.taken import register
from buurtmonitor.taken.models import Taak
from privacy.actions import opruimen
from privacy.actions import vernietiging as vernietig_actions
from privacy.kern.certificaat import Botsing, Keuze, Keuzesoort
from privacy.logboek import Actie
from privacy.modellen_vernietiging import Lijststatus, Vernietigingslijst
from privacy.models import Onderzoek, Uitkomst
from privacy.policies import Overgang, Overgangen
from privacy.rollen import RECHTEN, Recht
from tests.gemeente import (
    ask,
    drafted,
    light_linked,
    published,
    question,
    real_candidate,
    real_result,
    released,
)
from tests.materiaal import (
    REDEN,
    Huis,
    accepted,
    approve_source,
    approved,
    decide_delivery,
    decide_source,
    deliver,
    events,
    report,
    request_source,
)

MODULES = (
    bronakkoord, lever_actions, koppeling, besluitvorming, analyse_actions, aanvragen, besluiten,
    bijeenkomsten, gesprek, projecten, speerpunten, verslagen,
    vernietig_actions, wis_actions, werkgroep_wis_actions, opruimen,
)  # fmt: skip
# Functions of these modules that write nothing: checks, hashes, and plain data.
LEZEN = {
    "after_decision", "content_hash", "source_version", "request_version", "delivery_version",
    "release_version", "offer_as_dict", "approved_elements", "elements_behind_the_gate",
    "old_landings", "check_linkable",
    "check_approved", "check_usable", "check_allowed", "check_releasable", "link_specification",
    "read_specification", "requested_specification", "check_thresholds", "check_gate",
    "check_in_term", "list_version", "agreements_needed",
    "check_still_allowed", "check_areas", "check_domain",
}  # fmt: skip
# Called by `taken` when a job was written off, with the job.
HAKEN = {"job_ended", "recheck_ended"}


def functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    return {
        naam: functie
        for naam, functie in inspect.getmembers(module, inspect.isfunction)
        if not naam.startswith("_") and functie.__module__ == module.__name__
    }


ACTIES = {
    f"{module.__name__}.{naam}": functie
    for module in MODULES
    for naam, functie in functions(module).items()
    if naam not in LEZEN | HAKEN
}


@pytest.mark.parametrize("actie", ACTIES.values(), ids=ACTIES)
def test_every_action_takes_names_alone_and_who_did_it(actie: Callable[..., Any]):
    velden = inspect.signature(actie).parameters
    assert {veld.kind for veld in velden.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert "by" in velden


def test_what_only_reads_still_exists():
    namen = {naam for module in MODULES for naam in functions(module)}
    assert namen >= LEZEN | HAKEN


def test_what_only_reads_writes_nothing():
    schrijft = (".save(", ".create(", ".update(", ".delete(", "log(")
    fout = [
        naam
        for module in MODULES
        for naam, functie in functions(module).items()
        if naam in LEZEN and any(woord in inspect.getsource(functie) for woord in schrijft)
    ]
    assert fout == []


TAKEN = ["deur", "koppelen", "analyse", "hercontrole", "vernietiging", "verslag"]


@pytest.mark.parametrize("soort", TAKEN)
def test_every_kind_of_job_can_be_found_and_says_when_it_ends(soort: str):
    assert callable(register.resolve(register.find(soort).uitvoering))
    assert register.hook(soort) is not None


@pytest.mark.django_db
@pytest.mark.parametrize("soort", TAKEN)
def test_the_end_of_a_job_about_nothing_is_no_error(soort: str):
    """The row was destroyed meanwhile: the job must still be able to end."""
    haak = register.hook(soort)
    assert haak is not None
    haak(Taak(soort=soort, onderwerp_id="00000000-0000-0000-0000-000000000001", status="mislukt"))


# --- states ---------------------------------------------------------------------------------------
TABELLEN: dict[str, Overgangen[Any]] = {
    "bronakkoord": policies.BRONAKKOORD,
    "levering": policies.LEVERING,
    "koppelbestand": policies.KOPPELBESTAND,
    "analyse": analyse_policies.ANALYSE,
    "resultaat": analyse_policies.RESULTAAT,
    "aanvraag": analyse_policies.AANVRAAG,
    "vernietigingslijst": vernietig_actions.VERNIETIGING,
}
BEGIN = {
    Akkoordstatus.aangevraagd, Leveringstatus.ontvangen, Koppelstatus.wacht, Analysestatus.wacht,
    Resultaatstatus.concept, Aanvraagstatus.open, Lijststatus.wacht_op_akkoord,
}  # fmt: skip
PIJLEN = {
    f"{naam}: {o.van.value} -> {o.naar.value}": (naam, o)
    for naam, tabel in TABELLEN.items()
    for o in tabel.alle
}


@pytest.mark.parametrize("naam", TABELLEN)
def test_every_state_is_reached_by_an_arrow_or_is_the_first(naam: str):
    tabel = TABELLEN[naam]
    bereikt = {o.naar for o in tabel.alle} | BEGIN
    assert set(tabel.soort) <= bereikt


@pytest.mark.parametrize("naam", TABELLEN)
def test_every_state_has_an_owner(naam: str):
    """A right that some role has, or the system in a job."""
    rechten = {o.recht for o in TABELLEN[naam].alle}
    verdeeld: set[Recht] = set().union(*RECHTEN.values())
    assert {recht for recht in rechten if recht is not None} <= verdeeld


def test_a_decision_is_never_of_who_asked():
    vragen = {Recht.levering_doen, Recht.bron_aanvragen, Recht.analyse_uitvoeren}
    for naam in ("goedgekeurd", "vrijgegeven", "geweigerd", "wacht_op_tweede"):
        for tabel in TABELLEN.values():
            rechten = {o.recht for o in tabel.alle if o.naar.value == naam}
            assert not rechten & vragen


# --- arrows ---------------------------------------------------------------------------------------
UITKOMST = {
    "wacht_op_tweede": Uitkomst.akkoord,
    "goedgekeurd": Uitkomst.akkoord,
    "vrijgegeven": Uitkomst.akkoord,
    "teruggestuurd": Uitkomst.teruggestuurd,
    "geweigerd": Uitkomst.geweigerd,
}


def go_source(huis: Huis, o: Overgang[Any]) -> Model:
    if "ingetrokken" in (o.van, o.naar):
        akkoord = approve_source(huis, "brp")
        bronakkoord.withdraw_source(akkoord=akkoord, reden=REDEN, by=huis["officer"])
        return request_source(huis, "brp") if o.van == "ingetrokken" else akkoord
    twee = "wacht_op_tweede" in (o.van, o.naar)
    akkoord = request_source(huis, "verdachten" if twee else "brp")
    if o.van == "wacht_op_tweede":
        decide_source(akkoord, huis["officer"])
    elif o.van != "aangevraagd":
        decide_source(akkoord, huis["officer"], uitkomst=UITKOMST[o.van])
    if o.naar == "aangevraagd":
        return request_source(huis, "brp")
    return decide_source(akkoord, huis["tweede"], uitkomst=UITKOMST[o.naar])


def delivery_in(huis: Huis, status: str, *, twee: bool) -> Levering:
    """A delivery that came in this state by the deeds that lead there."""
    bron = "schuldhulpverlening" if twee else "brp"
    approve_source(huis, bron)
    if status in ("ontvangen", "in_controle"):
        levering = deliver(huis, b"x\n", bron)
        if status == "in_controle":
            lever_actions.start_check(levering_id=str(levering.pk), by=None)
        return levering
    levering = accepted(huis, bron)
    if status == "akkoord_ingetrokken":
        decide_delivery(levering, huis["officer"])
        withdraw_approval(huis, levering)
    elif status != "wacht_op_akkoord":
        decide_delivery(levering, huis["officer"], uitkomst=UITKOMST[status])
    return levering


def withdraw_approval(huis: Huis, levering: Levering) -> None:
    lever_actions.withdraw_approval(levering=levering, reden=REDEN, by=huis["officer"])


def go_delivery(huis: Huis, o: Overgang[Any]) -> Model:
    levering = delivery_in(huis, o.van, twee="wacht_op_tweede" in (o.van, o.naar))
    nummer = str(levering.pk)
    doen: dict[str, Callable[[], object]] = {
        "in_controle": partial(lever_actions.start_check, levering_id=nummer, by=None),
        "mislukt": partial(lever_actions.fail_check, levering_id=nummer, by=None),
        "akkoord_ingetrokken": partial(withdraw_approval, huis, levering),
        "ingetrokken": partial(lever_actions.withdraw, levering=levering, by=huis["leverancier"]),
        "vernietigd": partial(wis_actions.erase_delivery, levering_id=nummer, by=None),
    }
    if o.naar in ("wacht_op_akkoord", "afgekeurd"):
        verslag = report(levering.bron, aanvaard=o.naar == "wacht_op_akkoord")
        lever_actions.record_report(
            levering_id=nummer, verslag=verslag, cijfertekst_sha256="0" * 64, by=None
        )
    elif o.naar in doen:
        doen[o.naar]()
    else:
        decide_delivery(levering, huis["tweede"], uitkomst=UITKOMST[o.naar])
    return levering


def go_linked(huis: Huis, o: Overgang[Any]) -> Model:
    approve_source(huis, "brp")
    bestand = koppeling.start_linking(
        onderzoek=huis.onderzoek, leveringen=[approved(huis)], by=huis["analist"]
    )
    nummer = str(bestand.pk)
    if o.van in ("bezig", "klaar"):
        koppeling.begin_linking(koppelbestand_id=nummer, by=None)
    if o.naar == "bezig":
        koppeling.begin_linking(koppelbestand_id=nummer, by=None)
    elif "klaar" in (o.van, o.naar):
        koppeling.finish_linking(koppelbestand_id=nummer, match=real_result("geslacht"), by=None)
    else:
        koppeling.stop_linking(koppelbestand_id=nummer, status=o.naar, by=None)
    if o.naar == "vernietigd":
        wis_actions.erase_linked(koppelbestand_id=nummer, by=None)
    return bestand


CONFLICT = Botsing((Keuze(Keuzesoort.meer_weglaten, 3), Keuze(Keuzesoort.wachten, None)), ())


def go_analysis(huis: Huis, o: Overgang[Any]) -> Model:
    analyse = ask(huis, light_linked(huis), question("geslacht"))
    nummer = str(analyse.pk)
    if o.van != "wacht":
        analyse_actions.begin_analysis(analyse_id=nummer, by=None)
    if "botst" in (o.van, o.naar):
        analyse_actions.record_conflict(analyse_id=nummer, botsing=CONFLICT, by=huis["analist"])
    if o.naar == "vernietigd":
        if o.van == "klaar":
            published(huis, analyse, "geslacht")
        vernietigbaar.erase_drafts(object_id=str(analyse.koppelbestand_id), by=None)
    elif o.van == "botst":
        keuze = Keuzesoort.wachten if o.naar == "botst" else Keuzesoort.meer_weglaten
        analyse_actions.choose_way_out(analyse=analyse, keuze=keuze, by=huis["analist"])
    elif o.naar == "bezig":
        analyse_actions.begin_analysis(analyse_id=nummer, by=None)
    elif o.naar == "klaar":
        published(huis, analyse, "geslacht")
    elif o.naar not in ("botst", "vernietigd"):
        analyse_actions.stop_analysis(analyse_id=nummer, status=o.naar, by=None)
    return analyse


def go_result(huis: Huis, o: Overgang[Any]) -> Model:
    resultaat = drafted(huis, "geslacht")
    if "wacht_op_tweede" in (o.van, o.naar):
        resultaat.analyse.specificatie["kenmerk"] = "herkomst"
        resultaat.analyse.save()
        Onderzoek.objects.update(herkomst_bij_verdachten=True)
    stappen = {
        "concept": (),
        "ter_vrijgave": ("aanbieden",),
        "teruggestuurd": ("aanbieden", "teruggestuurd"),
        "wacht_op_tweede": ("aanbieden", "wacht_op_tweede"),
        "vrijgegeven": ("aanbieden", "vrijgegeven"),
    }[o.van]
    for stap in stappen:
        _result_step(huis, resultaat, stap, "officer")
    if o.actie is Actie.certificaat_geslaagd:
        return _certified_again(huis, resultaat)
    _result_step(huis, resultaat, o.naar, "tweede")
    return resultaat


def _certified_again(huis: Huis, resultaat: Resultaat) -> Resultaat:
    gezien = register_for(huis.onderzoek, resultaat.sha256)
    return analyse_actions.renew_certificate(
        resultaat_id=str(resultaat.pk),
        kandidaat=real_candidate("geslacht", gezien),
        gezien=gezien,
        by=huis["officer"],
    )


def _result_step(huis: Huis, resultaat: Resultaat, stap: str, wie: str) -> None:
    resultaat.refresh_from_db()
    if stap == "botst":
        analyse_actions.refuse_certificate(resultaat_id=str(resultaat.pk), by=huis[wie])
    elif stap in ("aanbieden", "ter_vrijgave"):
        analyse_actions.request_release(resultaat=resultaat, by=huis["analist"])
    elif stap == "ingetrokken":
        analyse_actions.withdraw_release(resultaat=resultaat, reden=REDEN, by=huis[wie])
    else:
        analyse_actions.decide_release(
            resultaat=resultaat, uitkomst=UITKOMST[stap], reden=REDEN,
            gezien=analyse_actions.release_version(resultaat), by=huis[wie],
        )  # fmt: skip


def go_request(huis: Huis, o: Overgang[Any]) -> Model:
    analist = huis["analist"]
    resultaat = released(huis, drafted(huis, "geslacht"))
    aanvraag = aanvragen.request_table(
        onderzoek=huis.onderzoek, vraag="Hoe is dit?", kenmerk="", buurten=[], by=huis["beleid"]
    )
    for stap in (o.van, o.naar):
        if stap == "in_behandeling":
            aanvragen.take_up(aanvraag=aanvraag, analyse=resultaat.analyse, by=analist)
        elif stap == "beantwoord":
            aanvragen.answer_request(
                aanvraag=aanvraag, resultaat=resultaat, antwoord="", by=analist
            )
        elif stap == "afgewezen":
            aanvragen.refuse_request(aanvraag=aanvraag, reden=REDEN, by=analist)
    return aanvraag


def go_list(huis: Huis, o: Overgang[Any]) -> Model:
    """One that the sweep made waits for two; one that an officer made for one more."""
    approve_source(huis, "brp")
    levering = approved(huis)
    twee = "wacht_op_tweede" in (o.van, o.naar)
    if twee:
        Levering.objects.update(bewaren_tot=Now())
        [lijst] = vernietig_actions.sweep(by=None)
    else:
        lijst = vernietig_actions.make_list(
            onderzoek=huis.onderzoek, objecten=[("levering", str(levering.pk))], reden=REDEN,
            by=huis["officer"],
        )  # fmt: skip
    uitkomsten = {"wacht_op_tweede": "akkoord", "bezig": "akkoord", "geweigerd": "geweigerd"}
    stappen = [s for s in (o.van, o.naar) if s in uitkomsten]
    for wie, stap in zip(["officer", "tweede"] if twee else ["tweede"], stappen, strict=False):
        vernietig_actions.decide_list(
            lijst=lijst, uitkomst=Uitkomst(uitkomsten[stap]), reden=REDEN,
            gezien=vernietig_actions.list_version(lijst), by=huis[wie],
        )  # fmt: skip
    if o.naar == "vernietigd":
        vernietig_actions.finish_list(lijst=lijst, by=None)
    return lijst


GAAN = {
    "vernietigingslijst": go_list,
    "bronakkoord": go_source,
    "levering": go_delivery,
    "koppelbestand": go_linked,
    "analyse": go_analysis,
    "resultaat": go_result,
    "aanvraag": go_request,
}


@pytest.mark.parametrize("pijl", PIJLEN)
def test_every_arrow_can_be_gone_and_is_logged_as_the_table_says(gemeente: Huis, pijl: str):
    naam, overgang = PIJLEN[pijl]
    rij = GAAN[naam](gemeente, overgang)
    rij.refresh_from_db()
    assert rij.status == overgang.naar  # type: ignore[attr-defined]
    assert events(rij, overgang.actie.value)


def test_every_model_with_a_state_has_a_table():
    tabellen = {tabel.soort for tabel in TABELLEN.values()}
    soorten = {
        Bronakkoord, Levering, Koppelbestand, Analyse, Resultaat, Aanvraag, Vernietigingslijst,
    }  # fmt: skip
    for model in soorten:
        keuzes = {waarde for waarde, _ in model._meta.get_field("status").choices or []}
        assert any(keuzes == set(soort.values) for soort in tabellen)
