"""The release ledger and its certificates: what the database itself refuses, and what counts."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from functools import partial
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from analyses import actions, queries, uitvoering
from analyses.models import (
    Analyse,
    BijBotsing,
    Certificaat,
    Registerpost,
    Resultaat,
)
from analyses.vrijgaveregister import Ingehaald, Verouderd, enter_draft
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.uitvoeren import perform
from privacy.besluiten import Uitkomst
from privacy.kern.certificaat import Botsing, Keuze, Keuzesoort
from privacy.kern.openbaar import Openbaarcijfer
from privacy.kern.registerketen import BEGIN
from privacy.kern.uitspraken import Bijdrage, Register
from privacy.models import Onderzoek
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.gemeente import (
    INWONERS,
    ask,
    certified,
    drafted,
    light_linked,
    line,
    linked,
    public_figures,
    put_in_state,
    question,
    real_candidate,
    real_result,
    released,
    supply,
)
from tests.materiaal import REDEN, Huis, events, in_parallel, job_of, work
from tests.privacy.mensen import make_study, open_gate


@pytest.fixture
def concept(gemeente: Huis) -> Resultaat:
    return drafted(gemeente, "geslacht")


def another_study(huis: Huis) -> Huis:
    """The same people with another onderzoek of the same residents."""
    ander = open_gate(make_study(huis["analist"]))
    assert ander.peildatum == huis.onderzoek.peildatum
    return replace(huis, onderzoek=ander)


# --- the database refuses a release ---------------------------------------------------------------
def sql(tekst: str, *waarden: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(tekst, list(waarden))


def post(resultaat: Resultaat, **anders: Any) -> Registerpost:
    return line(resultaat.onderzoek, **{"sha256": resultaat.sha256} | anders)


def other_certificate(resultaat: Resultaat, **anders: Any) -> Certificaat:
    velden: dict[str, Any] = {
        "sha256": resultaat.sha256, "drempelset_versie": resultaat.drempelset_versie,
        "registerkop": BEGIN, "geslaagd": True, "methode": "x", "beschermd": 1, "versmald": 0,
        "eerdere": 0, "bewijs": "{}",
    }  # fmt: skip
    return Certificaat.objects.create(**velden | anders)


def nothing(resultaat: Resultaat) -> dict[str, Any]:
    return {}


def no_certificate(resultaat: Resultaat) -> dict[str, Any]:
    return {"certificaat": None, "conceptpost": None, "vrijgavepost": post(resultaat)}


def of_another_result(resultaat: Resultaat) -> dict[str, Any]:
    return {
        "certificaat": other_certificate(resultaat, sha256="f" * 64),
        "vrijgavepost": post(resultaat),
    }


def not_passed(resultaat: Resultaat) -> dict[str, Any]:
    return {
        "certificaat": other_certificate(resultaat, geslaagd=False, versmald=1),
        "vrijgavepost": post(resultaat),
    }


def other_thresholds(resultaat: Resultaat) -> dict[str, Any]:
    return {
        "certificaat": other_certificate(resultaat, drempelset_versie=2),
        "vrijgavepost": post(resultaat),
    }


def other_head(resultaat: Resultaat) -> dict[str, Any]:
    """Passed, and of this result, but its line stands elsewhere in the ledger."""
    return {
        "certificaat": other_certificate(resultaat, registerkop="e" * 64),
        "vrijgavepost": post(resultaat),
    }


def no_release_line(resultaat: Resultaat) -> dict[str, Any]:
    """The line of the draft in place of that of the release."""
    return {"vrijgavepost": resultaat.conceptpost}


def line_of_another(resultaat: Resultaat) -> dict[str, Any]:
    return {"vrijgavepost": post(resultaat, sha256="f" * 64)}


def after_another_release(resultaat: Resultaat) -> dict[str, Any]:
    """Another onderzoek released between its certificate and its release."""
    ander = make_study(resultaat.auteur)
    post(resultaat, onderzoek=ander, sha256="f" * 64)
    return {"vrijgavepost": post(resultaat)}


def after_public_figures(resultaat: Resultaat) -> dict[str, Any]:
    post(resultaat, soort="openbaar", onderzoek=None, sha256="f" * 64)
    return {"vrijgavepost": post(resultaat)}


WEGEN = [
    nothing, no_certificate, of_another_result, not_passed, other_thresholds, other_head,
    no_release_line, line_of_another, after_another_release, after_public_figures,
]  # fmt: skip
ROLLEN = ["app", "eigenaar"]


def as_role(rol: str) -> None:
    if rol == "app":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(settings.APP_ROL)}")


@pytest.mark.parametrize("rol", ROLLEN)
@pytest.mark.parametrize("weg", WEGEN, ids=[weg.__name__ for weg in WEGEN])
def test_the_database_refuses_a_release_to_orm_and_sql(
    concept: Resultaat, weg: Callable[[Resultaat], dict[str, Any]], rol: str
):
    as_role(rol)
    velden = {"status": "vrijgegeven"} | weg(concept)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resultaat.objects.filter(pk=concept.pk).update(**velden)
    kolommen = {Resultaat._meta.get_field(naam).column: waarde for naam, waarde in velden.items()}
    zetten = ", ".join(f"{kolom} = %s" for kolom in kolommen)
    waarden = [getattr(waarde, "pk", waarde) for waarde in kolommen.values()]
    with pytest.raises(IntegrityError):
        sql(f"UPDATE analyses_resultaat SET {zetten} WHERE id = %s", *waarden, concept.pk)
    concept.refresh_from_db()
    assert concept.status == "concept"


@pytest.mark.parametrize("rol", ROLLEN)
def test_with_all_of_it_the_database_lets_it_through(concept: Resultaat, rol: str):
    """Else the refusals above would say little."""
    as_role(rol)
    Resultaat.objects.filter(pk=concept.pk).update(status="vrijgegeven", vrijgavepost=post(concept))
    concept.refresh_from_db()
    assert concept.status == "vrijgegeven"


@pytest.mark.parametrize("rol", ROLLEN)
def test_the_database_refuses_a_new_row_that_is_released(concept: Resultaat, rol: str):
    as_role(rol)
    analyse = Analyse.objects.get(pk=concept.analyse_id)
    analyse.pk = None
    analyse.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resultaat.objects.create(
            analyse=analyse, onderzoek=concept.onderzoek, inhoud=concept.inhoud,
            sha256=concept.sha256, inhoud_kijkers=concept.inhoud_kijkers,
            sha256_kijkers=concept.sha256_kijkers, bevinding="x", audit_geslaagd=True,
            drempelset_versie=1, auteur=concept.auteur, status="vrijgegeven",
        )  # fmt: skip


# --- content and chain stay as they are -----------------------------------------------------------
@pytest.mark.parametrize("rol", ROLLEN)
@pytest.mark.parametrize(
    "velden",
    [{"inhoud": "{}"}, {"inhoud_kijkers": "{}"}, {"sha256": "f" * 64}, {"bevinding": "Anders."},
     {"drempelset_versie": 2}, {"audit_geslaagd": False}, {"certificaat": None}],
    ids=lambda velden: next(iter(velden)),
)  # fmt: skip
def test_a_result_with_a_certificate_is_not_changed(
    concept: Resultaat, velden: dict[str, Any], rol: str
):
    as_role(rol)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resultaat.objects.filter(pk=concept.pk).update(**velden)


def test_stored_content_is_what_its_hash_says(concept: Resultaat):
    """Also before there is a certificate."""
    Resultaat.objects.filter(pk=concept.pk).delete()
    concept.certificaat, concept.conceptpost, concept.inhoud = None, None, "{}"
    with pytest.raises(IntegrityError, match="hash"), transaction.atomic():
        concept.save(force_insert=True)


@pytest.mark.parametrize("model", [Registerpost, Certificaat])
@pytest.mark.parametrize("rol", ROLLEN)
def test_lines_and_certificates_are_added_only(concept: Resultaat, model: Any, rol: str):
    as_role(rol)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(sha256="f" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all().delete()


@pytest.mark.parametrize("rol", ROLLEN)
@pytest.mark.parametrize(
    "anders",
    [{"vorige": BEGIN}, {"volgnummer": 7}, {"kop": "a" * 64}],
    ids=["a fork", "a gap", "another head"],
)
def test_a_line_follows_on_the_last_or_is_refused(
    concept: Resultaat, anders: dict[str, Any], rol: str
):
    as_role(rol)
    with pytest.raises(IntegrityError):
        post(concept, **anders)


def test_the_chain_holds_and_a_change_shows(gemeente: Huis):
    released(gemeente, drafted(gemeente, "geslacht"))
    drafted(gemeente, "leeftijd")
    assert queries.broken_line() is None
    sql("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE analyses_registerpost DISABLE TRIGGER USER")
    Registerpost.objects.filter(volgnummer=2).update(bijdrage="{}")
    assert queries.broken_line() == 2


def check(*woorden: str) -> str:
    uit = StringIO()
    call_command("vrijgaveregister", "check", *woorden, stdout=uit)
    return uit.getvalue()


def test_the_command_proves_the_chain_and_shows_its_head(gemeente: Huis):
    eerder = drafted(gemeente, "leeftijd").conceptpost
    released(gemeente, drafted(gemeente, "geslacht"))
    assert eerder is not None
    assert queries.ledger_head() in check("--kop", eerder.kop)


def test_the_command_stops_at_what_does_not_hold(gemeente: Huis):
    released(gemeente, drafted(gemeente, "geslacht"))
    with pytest.raises(CommandError, match="bewaarde kop"):
        check("--kop", "a" * 64)
    sql("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE analyses_registerpost DISABLE TRIGGER USER")
    Registerpost.objects.filter(volgnummer=1).update(bijdrage="{}")
    with pytest.raises(CommandError, match="Regel 1"):
        check()


# --- what counts ----------------------------------------------------------------------------------
def hashes(register: Register) -> list[str]:
    return [bijdrage.sha256 for bijdrage in register.bijdragen]


def test_a_draft_counts_for_its_own_onderzoek_and_a_release_for_all(gemeente: Huis):
    ander = another_study(gemeente)
    een, twee = drafted(gemeente, "geslacht"), drafted(gemeente, "leeftijd")
    assert hashes(queries.register_for(gemeente.onderzoek)) == [een.sha256, twee.sha256]
    assert hashes(queries.register_for(ander.onderzoek)) == []
    released(gemeente, twee)
    assert hashes(queries.register_for(ander.onderzoek)) == [twee.sha256]
    assert hashes(queries.register_for(gemeente.onderzoek)) == [een.sha256, twee.sha256]


def test_another_peildatum_does_not_count(gemeente: Huis):
    released(gemeente, drafted(gemeente, "geslacht"))
    Onderzoek.objects.filter(pk=gemeente.onderzoek.pk).update(peildatum=date(2017, 12, 31))
    gemeente.onderzoek.refresh_from_db()
    assert hashes(queries.register_for(gemeente.onderzoek)) == []


def test_withdrawing_takes_nothing_out(gemeente: Huis):
    resultaat = released(gemeente, drafted(gemeente, "geslacht"))
    actions.withdraw_release(resultaat=resultaat, reden=REDEN, by=gemeente["officer"])
    ander = another_study(gemeente)
    assert hashes(queries.register_for(ander.onderzoek)) == [resultaat.sha256]


def test_a_draft_that_was_never_published_does_not_count(gemeente: Huis):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    assert work(analyse).status == "mislukt"
    assert hashes(queries.register_for(gemeente.onderzoek)) == []


def test_certificate_and_evidence_are_read_back(concept: Resultaat):
    kandidaat = real_candidate("geslacht")
    assert queries.certificate_of(concept) == kandidaat.certificaat
    assert queries.evidence_of(concept) == kandidaat.bewijs


def test_public_figures_of_the_residents_are_registered_once(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch
):
    supply(gemeente, "context")
    bestand = linked(gemeente)
    klopt, klopt_niet = Openbaarcijfer((), INWONERS, INWONERS), Openbaarcijfer((), 7 * INWONERS, 5)
    monkeypatch.setattr(uitvoering, "public_figures", lambda *_: (klopt, klopt_niet))
    monkeypatch.setattr(
        uitvoering, "_run", lambda _, __, gezien, ___: real_candidate("geslacht", gezien)
    )
    for _ in range(2):
        assert work(ask(gemeente, bestand, question("geslacht"))).status == "klaar"
    [regel] = Registerpost.objects.filter(soort="openbaar")
    assert len(Bijdrage.uit_json(regel.bijdrage).uitspraken) == 1
    assert regel.volgnummer == 1


# --- overtaken ------------------------------------------------------------------------------------
def test_a_certificate_of_an_earlier_head_is_refused_when_more_counts_now(gemeente: Huis):
    gezien = queries.register_for(gemeente.onderzoek)
    drafted(gemeente, "leeftijd")
    with pytest.raises(Ingehaald), transaction.atomic():
        enter_draft(
            kandidaat=real_candidate("geslacht", gezien), gezien=gezien,
            onderzoek=gemeente.onderzoek, zonder="", by=gemeente["analist"],
        )  # fmt: skip


def test_it_is_carried_to_the_new_head_when_nothing_more_counts(gemeente: Huis):
    """A draft of another onderzoek was seen by others than those who see this one."""
    gezien = queries.register_for(gemeente.onderzoek)
    kandidaat = real_candidate("geslacht", gezien)
    drafted(another_study(gemeente), "leeftijd")
    with transaction.atomic():
        regel = enter_draft(
            kandidaat=kandidaat, gezien=gezien, onderzoek=gemeente.onderzoek, zonder="",
            by=gemeente["analist"],
        )  # fmt: skip
    assert regel.vorige != gezien.kop
    assert regel.certificaat is not None
    assert regel.certificaat.registerkop == regel.vorige


def test_a_certificate_that_did_not_pass_is_refused(gemeente: Huis):
    gezien = queries.register_for(gemeente.onderzoek)
    gezakt = certified(real_candidate("geslacht"), gezien, versmald=1)
    with pytest.raises(Geweigerd), transaction.atomic():
        enter_draft(
            kandidaat=gezakt, gezien=gezien, onderzoek=gemeente.onderzoek, zonder="",
            by=gemeente["analist"],
        )  # fmt: skip


def test_a_job_that_is_overtaken_audits_again(gemeente: Huis, monkeypatch: pytest.MonkeyPatch):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    koppen: list[str] = []

    def run(_: Any, __: Any, gezien: Register, *___: Any) -> Any:
        koppen.append(gezien.kop)
        if len(koppen) == 1:
            drafted(gemeente, "leeftijd")
        return real_candidate("geslacht", gezien)

    monkeypatch.setattr(uitvoering, "_run", run)
    assert work(analyse).status == "klaar"
    assert len(set(koppen)) == 2
    analyse.refresh_from_db()
    assert analyse.resultaat.certificaat.registerkop == koppen[1]


def test_a_job_that_is_overtaken_time_and_again_ends_in_a_sentence(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch
):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))

    def run(_: Any, __: Any, gezien: Register, *___: Any) -> Any:
        public_figures(analyse.onderzoek)
        return real_candidate("geslacht", gezien)

    monkeypatch.setattr(uitvoering, "_run", run)
    taak = work(analyse)
    assert (taak.status, taak.fout) == ("mislukt", uitvoering.TE_DRUK)
    assert not Resultaat.objects.exists()


# --- a conflict, and the author's choice ----------------------------------------------------------
BOTSING = Botsing(
    (
        Keuze(Keuzesoort.meer_weglaten, 4), Keuze(Keuzesoort.grover, None),
        Keuze(Keuzesoort.wachten, 0),
    ),
    ("f" * 64,),
)  # fmt: skip


def conflicting(gekozen: list[Keuzesoort | None], lukt_met: Keuzesoort | None) -> Any:
    """A run that tells too much unless this way out is chosen."""

    def run(_: Any, __: Any, gezien: Register, keuze: Keuzesoort | None) -> Any:
        gekozen.append(keuze)
        if keuze is None or keuze is not lukt_met:
            raise BOTSING
        return real_candidate("geslacht", gezien)

    return run


@pytest.fixture
def botst(gemeente: Huis, monkeypatch: pytest.MonkeyPatch) -> Analyse:
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    monkeypatch.setattr(uitvoering, "_run", conflicting([], Keuzesoort.meer_weglaten))
    assert work(analyse).status == "klaar"
    analyse.refresh_from_db()
    return analyse


def test_what_tells_too_much_waits_for_its_author(botst: Analyse):
    assert botst.status == "botst"
    assert queries.choices_of(botst) == BOTSING.keuzes
    assert botst.botsing["met"] == list(BOTSING.met)
    assert not Resultaat.objects.exists()
    assert not Registerpost.objects.exists()
    assert events(botst, "botsing_gevonden") == ["gelukt"]


def test_the_author_chooses_a_way_out(gemeente: Huis, botst: Analyse):
    actions.choose_way_out(analyse=botst, keuze=Keuzesoort.meer_weglaten, by=gemeente["analist"])
    assert work(botst).status == "klaar"
    botst.refresh_from_db()
    assert (botst.status, botst.keuze) == ("klaar", "meer_weglaten")
    assert events(botst, "botsing_keuze") == ["gelukt"]


def test_waiting_keeps_it_as_it_is(gemeente: Huis, botst: Analyse):
    actions.choose_way_out(analyse=botst, keuze=Keuzesoort.wachten, by=gemeente["analist"])
    botst.refresh_from_db()
    assert (botst.status, botst.keuze) == ("botst", "wachten")
    assert job_of(botst).status == "klaar"


@pytest.mark.parametrize("wie", ["officer", "beleid"])
def test_only_an_analist_chooses(gemeente: Huis, botst: Analyse, wie: str):
    with pytest.raises(Geweigerd):
        actions.choose_way_out(analyse=botst, keuze=Keuzesoort.meer_weglaten, by=gemeente[wie])


@pytest.mark.parametrize("keuze", [Keuzesoort.grover, Keuzesoort.eerder_patroon])
def test_a_choice_that_is_no_way_out_is_refused(gemeente: Huis, botst: Analyse, keuze: Keuzesoort):
    with pytest.raises(Geweigerd, match="helpt hier niet"):
        actions.choose_way_out(analyse=botst, keuze=keuze, by=gemeente["analist"])


def test_a_choice_can_be_made_beforehand(gemeente: Huis, monkeypatch: pytest.MonkeyPatch):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    Analyse.objects.filter(pk=analyse.pk).update(bij_botsing=BijBotsing.meer_weglaten)
    gekozen: list[Keuzesoort | None] = []
    monkeypatch.setattr(uitvoering, "_run", conflicting(gekozen, Keuzesoort.meer_weglaten))
    work(analyse)
    analyse.refresh_from_db()
    assert gekozen == [Keuzesoort.meer_weglaten]
    assert analyse.status == "klaar"


def test_a_choice_that_does_not_help_after_all_is_a_conflict_again(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch
):
    analyse = ask(gemeente, light_linked(gemeente), question("geslacht"))
    Analyse.objects.filter(pk=analyse.pk).update(bij_botsing=BijBotsing.meer_weglaten)
    monkeypatch.setattr(uitvoering, "_run", conflicting([], None))
    work(analyse)
    analyse.refresh_from_db()
    assert analyse.status == "botst"


# --- outdated by what others released -------------------------------------------------------------
@pytest.fixture
def ingehaald(gemeente: Huis) -> Resultaat:
    """Offered, and then another onderzoek releases about the same residents."""
    resultaat = drafted(gemeente, "geslacht")
    actions.request_release(resultaat=resultaat, by=gemeente["analist"])
    ander = another_study(gemeente)
    put_in_state(ander, drafted(ander, "leeftijd"), "vrijgegeven")
    resultaat.refresh_from_db()
    return resultaat


def decide(huis: Huis, resultaat: Resultaat, wie: str = "officer") -> Resultaat:
    resultaat.refresh_from_db()
    return actions.decide_release(
        resultaat=resultaat, uitkomst=Uitkomst.akkoord, reden=REDEN,
        gezien=actions.release_version(resultaat), by=huis[wie],
    )  # fmt: skip


def recheck(resultaat: Resultaat) -> Taak:
    taak = Taak.objects.get(soort="hercontrole", onderwerp_id=str(resultaat.pk), status="wacht")
    perform(taak.pk, heartbeat=False)
    taak.refresh_from_db()
    return taak


def test_an_outdated_certificate_is_refused_and_made_again(
    gemeente: Huis, ingehaald: Resultaat, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Verouderd):
        decide(gemeente, ingehaald)
    assert not is_decided(ingehaald)
    oud = ingehaald.certificaat_id
    monkeypatch.setattr(
        uitvoering, "_run", lambda _, __, gezien, ___: real_candidate("geslacht", gezien)
    )
    assert recheck(ingehaald).status == "klaar"
    ingehaald.refresh_from_db()
    assert (ingehaald.status, ingehaald.certificaat_id == oud) == ("ter_vrijgave", False)
    assert decide(gemeente, ingehaald).status == "vrijgegeven"
    assert queries.broken_line() is None


def test_an_officer_who_saw_the_evidence_of_before_decides_nothing(
    gemeente: Huis, ingehaald: Resultaat, monkeypatch: pytest.MonkeyPatch
):
    gezien = actions.release_version(ingehaald)
    renewed(gemeente, ingehaald, monkeypatch)
    with pytest.raises(Gewijzigd, match="bewijs is vernieuwd"):
        actions.decide_release(
            resultaat=ingehaald, uitkomst=Uitkomst.akkoord, reden=REDEN, gezien=gezien,
            by=gemeente["officer"],
        )  # fmt: skip
    assert not is_decided(ingehaald)


def test_a_vote_on_the_evidence_of_before_no_longer_counts(
    gemeente: Huis, ingehaald: Resultaat, monkeypatch: pytest.MonkeyPatch
):
    put_in_state(gemeente, ingehaald, "wacht_op_tweede")
    renewed(gemeente, ingehaald, monkeypatch)
    assert ingehaald.status == "ter_vrijgave"
    assert events(ingehaald, "certificaat_geslaagd") == ["gelukt"]


def renewed(huis: Huis, resultaat: Resultaat, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.plan_recheck(resultaat=resultaat, by=huis["officer"])
    monkeypatch.setattr(
        uitvoering, "_run", lambda _, __, gezien, ___: real_candidate("geslacht", gezien)
    )
    recheck(resultaat)
    resultaat.refresh_from_db()


def is_decided(resultaat: Resultaat) -> bool:
    return queries.decisions_on(resultaat).exists()


@pytest.mark.parametrize("wat", ["botst", "anders"])
def test_what_tells_too_much_beside_the_new_release_is_never_released(
    gemeente: Huis, ingehaald: Resultaat, monkeypatch: pytest.MonkeyPatch, wat: str
):
    """Or when other cells would have to be hidden: then it is another result."""

    def run(_: Any, __: Any, gezien: Register, ___: Any) -> Any:
        if wat == "botst":
            raise BOTSING
        return real_candidate("leeftijd", gezien)

    with pytest.raises(Verouderd):
        decide(gemeente, ingehaald)
    monkeypatch.setattr(uitvoering, "_run", run)
    recheck(ingehaald)
    ingehaald.refresh_from_db()
    assert ingehaald.status == "botst"
    with pytest.raises(Geweigerd):
        decide(gemeente, ingehaald)
    assert events(ingehaald, "certificaat_niet_geslaagd") == ["gelukt"]


def test_the_page_says_that_it_is_checked_again(gemeente: Huis, ingehaald: Resultaat):
    with pytest.raises(Verouderd, match="opnieuw gecontroleerd"):
        decide(gemeente, ingehaald)
    assert queries.recheck_of(ingehaald) is not None
    assert events(ingehaald, "hercontrole_gevraagd") == ["gelukt"]


def test_a_recheck_that_fails_leaves_it_as_it_was(
    gemeente: Huis, ingehaald: Resultaat, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Verouderd):
        decide(gemeente, ingehaald)
    oud = ingehaald.certificaat_id
    assert recheck(ingehaald).status == "mislukt"  # its linked file can't be read
    ingehaald.refresh_from_db()
    assert (ingehaald.status, ingehaald.certificaat_id) == ("ter_vrijgave", oud)


# --- at the same moment ---------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_at_once_one_is_audited_again(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch
):
    hek = threading.Barrier(2)
    koppen: list[str] = []
    vragen = {str(ask(gemeente, light_linked(gemeente), question(k)).pk): k
              for k in ("geslacht", "leeftijd")}  # fmt: skip
    for kenmerk in vragen.values():
        real_result(kenmerk)

    def run(analyse: Analyse, _: Any, gezien: Register, *__: Any) -> Any:
        koppen.append(gezien.kop)
        if gezien.kop == BEGIN:
            hek.wait(timeout=20)
        return real_candidate(vragen[str(analyse.pk)], gezien)

    monkeypatch.setattr(uitvoering, "_run", run)
    # As when a connection broke and let go of the turn.
    monkeypatch.setattr(uitvoering, "_in_turn", lambda *_: nullcontext())
    taken = [Taak.objects.get(onderwerp_id=nummer).pk for nummer in vragen]
    in_parallel(*(partial(perform, pk, heartbeat=False) for pk in taken))
    assert {taak.status for taak in Taak.objects.filter(pk__in=taken)} == {"klaar"}
    assert koppen.count(BEGIN) == 2
    assert len(koppen) == 3
    assert the_ledger_is_whole()


@pytest.mark.django_db(transaction=True)
def test_two_drafts_take_turns_and_none_is_audited_twice(
    gemeente: Huis, monkeypatch: pytest.MonkeyPatch
):
    vragen = [ask(gemeente, light_linked(gemeente), question("geslacht")) for _ in range(3)]
    real_result("geslacht")
    koppen: list[str] = []

    def run(_: Any, __: Any, gezien: Register, *___: Any) -> Any:
        koppen.append(gezien.kop)
        time.sleep(0.2)
        return real_candidate("geslacht", gezien)

    monkeypatch.setattr(uitvoering, "_run", run)
    taken = [Taak.objects.get(onderwerp_id=str(analyse.pk)).pk for analyse in vragen]
    in_parallel(*(partial(perform, pk, heartbeat=False) for pk in taken))
    assert {taak.status for taak in Taak.objects.filter(pk__in=taken)} == {"klaar"}
    assert len(koppen) == len(set(koppen)) == 3


@pytest.mark.django_db(transaction=True)
def test_a_release_and_a_draft_at_once_both_stand_in_the_ledger(gemeente: Huis):
    aangeboden = actions.request_release(
        resultaat=drafted(gemeente, "geslacht"), by=gemeente["analist"]
    )
    analyse = ask(gemeente, light_linked(gemeente), question("leeftijd"))
    actions.begin_analysis(analyse_id=str(analyse.pk), by=gemeente["analist"])
    gezien = queries.register_for(gemeente.onderzoek)
    publiceer = partial(
        actions.publish_draft, analyse_id=str(analyse.pk), gezien=gezien, by=gemeente["analist"],
        kandidaat=real_candidate("leeftijd", gezien),
    )  # fmt: skip
    uitkomsten = in_parallel(publiceer, partial(decide, gemeente, aangeboden))
    assert not [u for u in uitkomsten if isinstance(u, Exception)]
    assert Registerpost.objects.count() == 3
    assert the_ledger_is_whole()


@pytest.mark.django_db(transaction=True)
def test_of_two_onderzoeken_that_release_at_once_one_is_checked_again(gemeente: Huis):
    ander = another_study(gemeente)
    klaar = [
        actions.request_release(resultaat=drafted(h, k), by=gemeente["analist"])
        for h, k in ((gemeente, "geslacht"), (ander, "leeftijd"))
    ]
    wie = ("officer", "tweede")
    uitkomsten = in_parallel(
        *(partial(decide, gemeente, r, naam) for r, naam in zip(klaar, wie, strict=True))
    )
    assert sum(isinstance(u, Verouderd) for u in uitkomsten) == 1
    assert Resultaat.objects.filter(status="vrijgegeven").count() == 1
    assert Taak.objects.filter(soort="hercontrole").count() == 1
    assert the_ledger_is_whole()


def the_ledger_is_whole() -> bool:
    vrij = Resultaat.objects.exclude(vrijgegeven_op=None)
    posten = Registerpost.objects.filter(soort="vrijgave").values_list("sha256", flat=True)
    return queries.broken_line() is None and sorted(posten) == sorted(
        vrij.values_list("sha256", flat=True)
    )
