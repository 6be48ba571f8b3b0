"""The gate: no data before an onderzoek is approved, none past an end date, none unnamed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from privacy import actions, poort
from privacy.actions.dossier import document_version, ended_studies, study_version
from privacy.dossier import (
    AFSPRAKEN,
    Aggregatieniveau,
    Document,
    Documentsoort,
    Documentstatus,
    Onderzoekstatus,
)
from privacy.models import Account, Besluit, Logregel, Onderzoek, Uitkomst
from privacy.standen import BRUIKBAAR, DOCUMENT, ONDERZOEK
from privacy.tasks import sweep
from privacy.uitzonderingen import Geweigerd, Gewijzigd
from tests.materiaal import in_parallel
from tests.privacy.mensen import log_in, make_study, open_gate

REDEN = "De afspraken zijn compleet."
TEKSTEN = {veld: "Zoals afgesproken." for veld, _, _ in AFSPRAKEN}
S = Onderzoekstatus


def check_study(pk: UUID) -> Onderzoek:
    """As who asks the gate does: what it holds is held until the end of a transaction."""
    with transaction.atomic():
        return poort.check_study(pk)


def arranged(analist: Account, **anders: Any) -> Onderzoek:
    """A concept of which everything is filled in."""
    onderzoek = make_study(analist)
    velden: dict[str, Any] = {
        "afspraken": TEKSTEN,
        "aggregatieniveau": Aggregatieniveau.buurt,
        "loopt_tot": poort.today() + timedelta(days=100),
        "deelnemers": [analist],
    }
    actions.set_arrangements(onderzoek=onderzoek, **velden | anders, by=analist)
    return onderzoek


def document(onderzoek: Onderzoek, by: Account, soort: str = "dpia", **anders: Any) -> Document:
    velden: dict[str, Any] = {
        "kenmerk": "D-1",
        "geldig_van": poort.today(),
        "geldig_tot": poort.today() + timedelta(days=50),
    }
    return actions.add_document(
        onderzoek=onderzoek, soort=Documentsoort(soort), **velden | anders, by=by
    )


def reviewed(analist: Account, officer: Account) -> Onderzoek:
    onderzoek = arranged(analist)
    document(onderzoek, analist)
    actions.submit_study(onderzoek=onderzoek, by=analist)
    actions.review_study(onderzoek=onderzoek, by=officer)
    onderzoek.refresh_from_db()
    return onderzoek


def decide(onderzoek: Onderzoek, by: Account, uitkomst: Uitkomst = Uitkomst.akkoord) -> None:
    actions.decide_study(
        onderzoek=onderzoek, uitkomst=uitkomst, reden=REDEN, voorwaarden="Alleen groepen.",
        gezien=study_version(onderzoek), by=by,
    )  # fmt: skip


# --- what is missing ------------------------------------------------------------------------------
def test_what_is_missing_is_named(analist: Account):
    teksten = " ".join(gebrek.tekst for gebrek in poort.missing(make_study(analist)))
    assert all(vraag in teksten for _, vraag, _ in AFSPRAKEN)
    assert "einddatum" in teksten
    assert "DPIA" in teksten


def test_it_stands_on_the_page(bij_analist: Client, analist: Account):
    pagina = bij_analist.get(reverse("dossier", args=[make_study(analist).pk])).content.decode()
    assert "Nog niet beantwoord: Op welke apparaten wordt gewerkt?" in pagina


def test_what_is_incomplete_is_not_submitted(analist: Account):
    onderzoek = make_study(analist)
    with pytest.raises(Geweigerd, match="Op welke apparaten"):
        actions.submit_study(onderzoek=onderzoek, by=analist)
    onderzoek.refresh_from_db()
    assert onderzoek.status == S.concept


def test_without_a_dpia_nothing_is_submitted(analist: Account):
    with pytest.raises(Geweigerd, match="DPIA"):
        actions.submit_study(onderzoek=arranged(analist), by=analist)


@pytest.mark.parametrize("dagen", [-1, 0, 5 * 366 + 1])
def test_an_end_that_can_not_be_is_refused(analist: Account, dagen: int):
    with pytest.raises(Geweigerd, match="einddatum"):
        arranged(analist, loopt_tot=poort.today() + timedelta(days=dagen))


def test_a_use_longer_than_the_ground_allows_is_logged(analist: Account):
    with pytest.raises(Geweigerd):
        arranged(analist, loopt_tot=poort.today() + timedelta(days=5 * 366 + 1))
    rij = Logregel.objects.filter(resultaat="geweigerd").get()
    assert rij.actie == "onderzoek_gewijzigd"
    assert "niet meer dan 5 jaar" in rij.bijzonderheden["reden"]


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_decides_on_an_onderzoek(
    analist: Account, officer: Account, tweede_officer: Account
):
    onderzoek = reviewed(analist, officer)
    uitkomsten = in_parallel(
        lambda: decide(Onderzoek.objects.get(), officer),
        lambda: decide(Onderzoek.objects.get(), tweede_officer, Uitkomst.geweigerd),
    )
    assert sum(isinstance(uitkomst, Geweigerd) for uitkomst in uitkomsten) == 1
    assert Besluit.objects.filter(onderwerp_id=str(onderzoek.pk)).count() == 1
    assert Logregel.objects.filter(actie="onderzoek_besluit", resultaat="geweigerd").count() == 1


@pytest.mark.parametrize("anders", [{"min_aantal": 9}, {"min_basis": 49}, {"min_basis": 10_001}])
def test_a_level_that_shows_more_than_the_thresholds_is_refused(
    analist: Account, anders: dict[str, int]
):
    with pytest.raises(Geweigerd, match="drempels die gelden"):
        arranged(analist, **anders)


def test_a_stricter_level_is_part_of_what_is_decided_on(analist: Account):
    onderzoek = arranged(analist)
    eerst = study_version(onderzoek)
    Onderzoek.objects.update(min_basis=100)
    onderzoek.refresh_from_db()
    assert study_version(onderzoek) != eerst


@pytest.mark.parametrize(
    "anders",
    [
        {"kenmerk": "  "},
        {"geldig_tot": date(2020, 1, 1), "geldig_van": date(2019, 1, 1)},
        {"geldig_van": date(2090, 1, 2), "geldig_tot": date(2090, 1, 1)},
    ],
)
def test_a_document_that_says_nothing_is_refused(analist: Account, anders: dict[str, Any]):
    with pytest.raises(Geweigerd):
        document(make_study(analist), analist, **anders)
    assert not Document.objects.exists()


def test_a_document_without_a_date_is_refused_on_the_page(bij_analist: Client, analist: Account):
    adres = reverse("document_nieuw", args=[make_study(analist).pk])
    antwoord = bij_analist.post(adres, {"soort": "dpia", "kenmerk": "D-1"})
    assert "Vul dit in." in antwoord.content.decode()
    assert not Document.objects.exists()
    rij = Logregel.objects.get(actie="document_voorgelegd")
    assert rij.resultaat == "geweigerd"
    assert rij.bijzonderheden == {"velden": ["geldig_tot", "geldig_van"]}


def test_an_onderzoek_past_its_end_is_marked_so_on_schedule_and_can_be_offered_again(
    analist: Account, officer: Account
):
    onderzoek = reviewed(analist, officer)
    decide(onderzoek, officer)
    end(onderzoek)
    sweep()
    onderzoek.refresh_from_db()
    assert onderzoek.status == S.verlopen
    extended(onderzoek, analist)
    onderzoek.refresh_from_db()
    assert onderzoek.status == S.ingediend


# --- states ---------------------------------------------------------------------------------------
def go(analist: Account, officer: Account, van: S) -> Onderzoek:
    """An onderzoek that came in this state by the deeds that lead there."""
    if van == S.concept:
        onderzoek = arranged(analist)
        document(onderzoek, analist)
        return onderzoek
    onderzoek = reviewed(analist, officer)
    if van in (S.aanvulling_gevraagd, S.geweigerd):
        terug = van == S.aanvulling_gevraagd
        decide(onderzoek, officer, Uitkomst.teruggestuurd if terug else Uitkomst.geweigerd)
    elif van == S.ingediend:
        Onderzoek.objects.filter(pk=onderzoek.pk).update(status=van)
    elif van != S.in_beoordeling:
        decide(onderzoek, officer)
        if van != S.goedgekeurd:
            actions.mark_in_use(onderzoek=onderzoek, by=None)
    if van == S.ingetrokken:
        actions.withdraw_study(onderzoek=onderzoek, reden=REDEN, by=officer)
    if van == S.verlopen:
        end(onderzoek)
        actions.expire_study(onderzoek=onderzoek, by=None)
    onderzoek.refresh_from_db()
    return onderzoek


def end(onderzoek: Onderzoek) -> None:
    gisteren = poort.today() - timedelta(days=1)
    Onderzoek.objects.filter(pk=onderzoek.pk).update(loopt_tot=gisteren)


def extended(onderzoek: Onderzoek, by: Account) -> None:
    """As the author does before offering it again after its end."""
    actions.set_arrangements(
        onderzoek=onderzoek, afspraken=TEKSTEN, aggregatieniveau=Aggregatieniveau.buurt,
        loopt_tot=poort.today() + timedelta(days=9), deelnemers=[by], by=by,
    )  # fmt: skip
    actions.submit_study(onderzoek=onderzoek, by=by)


def ended(onderzoek: Onderzoek) -> None:
    end(onderzoek)
    assert onderzoek in ended_studies()
    actions.expire_study(onderzoek=onderzoek, by=None)


PIJLEN = {f"{o.van} -> {o.naar}": o for o in ONDERZOEK.alle}


@pytest.mark.parametrize("pijl", PIJLEN)
def test_every_arrow_of_an_onderzoek_can_be_gone_and_is_logged(
    pijl: str, analist: Account, officer: Account
):
    overgang = PIJLEN[pijl]
    onderzoek = go(analist, officer, overgang.van)
    stappen: dict[S, Callable[[], object]] = {
        S.ingediend: lambda: extended(onderzoek, analist),
        S.in_beoordeling: lambda: actions.review_study(onderzoek=onderzoek, by=officer),
        S.goedgekeurd: lambda: decide(onderzoek, officer),
        S.aanvulling_gevraagd: lambda: decide(onderzoek, officer, Uitkomst.teruggestuurd),
        S.geweigerd: lambda: decide(onderzoek, officer, Uitkomst.geweigerd),
        S.in_gebruik: lambda: actions.mark_in_use(onderzoek=onderzoek, by=None),
        S.ingetrokken: lambda: actions.withdraw_study(onderzoek=onderzoek, reden=REDEN, by=officer),
        S.verlopen: lambda: ended(onderzoek),
        S.vernietigd: lambda: actions.mark_destroyed(onderzoek=onderzoek, by=None),
    }
    stappen[overgang.naar]()
    onderzoek.refresh_from_db()
    assert onderzoek.status == overgang.naar
    assert Logregel.objects.filter(
        object_id=str(onderzoek.pk), actie=overgang.actie.value, resultaat="gelukt"
    ).exists()


def test_every_state_is_reached_or_is_the_first():
    assert {o.naar for o in ONDERZOEK.alle} | {S.concept} == set(S)
    assert {o.naar for o in DOCUMENT.alle} | {Documentstatus.voorgelegd} == set(Documentstatus)


def test_what_was_submitted_can_not_be_changed_any_more(analist: Account, officer: Account):
    onderzoek = reviewed(analist, officer)
    with pytest.raises(Geweigerd, match="bij de privacy-officer"):
        actions.update_onderzoek(onderzoek=onderzoek, doel="Iets anders.", by=analist)
    with pytest.raises(Geweigerd, match="staan vast"):
        extended(onderzoek, analist)


def test_a_document_that_came_meanwhile_makes_the_decision_old(analist: Account, officer: Account):
    onderzoek = reviewed(analist, officer)
    gezien = study_version(onderzoek)
    document(onderzoek, analist, "convenant")
    with pytest.raises(Gewijzigd):
        actions.decide_study(
            onderzoek=onderzoek, uitkomst=Uitkomst.akkoord, reden=REDEN, gezien=gezien, by=officer
        )
    assert not Besluit.objects.exists()


def test_the_page_says_what_changed_and_keeps_the_words(
    analist: Account, officer: Account, bij_officer: Client
):
    onderzoek = reviewed(analist, officer)
    velden = {
        "uitkomst": "akkoord", "reden": "Een lange eigen reden.", "gezien": "0" * 64,
        "bekeken_op": "2016-01-01T10:00:00+01:00",
    }  # fmt: skip
    antwoord = bij_officer.post(reverse("onderzoek_besluit", args=[onderzoek.pk]), velden)
    pagina = antwoord.content.decode()
    assert antwoord.status_code == 409
    assert "Een lange eigen reden." in pagina
    assert "onderzoek ingediend, door Collega analist" in pagina


def test_an_approval_confirms_the_documents_that_came_with_it(analist: Account, officer: Account):
    onderzoek = reviewed(analist, officer)
    decide(onderzoek, officer)
    assert onderzoek.documenten.get().status == Documentstatus.bevestigd
    assert onderzoek.voorwaarden == "Alleen groepen."


# --- the gate -------------------------------------------------------------------------------------
@pytest.mark.parametrize("status", [s for s in S if s not in BRUIKBAAR])
def test_the_gate_is_closed_in_every_other_state(analist: Account, status: S):
    onderzoek = open_gate(make_study(analist))
    Onderzoek.objects.filter(pk=onderzoek.pk).update(status=status)
    with pytest.raises(Geweigerd, match="niet \\(of niet meer\\) goedgekeurd"):
        check_study(onderzoek.pk)


@pytest.mark.parametrize(("dagen", "open_"), [(-1, False), (0, True), (1, True)])
def test_the_gate_closes_by_itself_past_the_last_day(analist: Account, dagen: int, open_: bool):
    onderzoek = open_gate(make_study(analist))
    Onderzoek.objects.update(loopt_tot=poort.today() + timedelta(days=dagen))
    if open_:
        assert check_study(onderzoek.pk) == onderzoek
    else:
        with pytest.raises(Geweigerd, match="gold tot en met"):
            check_study(onderzoek.pk)


@pytest.mark.parametrize(("dagen", "open_"), [(-1, False), (0, True), (1, True)])
@pytest.mark.parametrize("soort", ["convenant", "toestemming_om"])
def test_a_source_closes_by_itself_past_the_end_of_its_document(
    analist: Account, soort: str, dagen: int, open_: bool
):
    onderzoek = open_gate(make_study(analist))
    tot = poort.today() + timedelta(days=dagen)
    Document.objects.filter(soort=soort).update(geldig_van=tot - timedelta(days=10), geldig_tot=tot)
    if open_:
        poort.check_documents(onderzoek.pk, {soort})
    else:
        with pytest.raises(Geweigerd, match="gold tot en met"):
            poort.check_documents(onderzoek.pk, {soort})


@pytest.mark.parametrize("status", [s for s in Documentstatus if s != Documentstatus.bevestigd])
def test_only_a_confirmed_document_counts(analist: Account, status: Documentstatus):
    onderzoek = open_gate(make_study(analist))
    Document.objects.update(status=status)
    with pytest.raises(Geweigerd, match="nog geen bevestigd document"):
        check_study(onderzoek.pk)


def test_a_document_counts_from_its_first_day_on(analist: Account):
    onderzoek = open_gate(make_study(analist))
    Document.objects.update(geldig_van=poort.today() + timedelta(days=1))
    with pytest.raises(Geweigerd, match="pas vanaf"):
        check_study(onderzoek.pk)


def test_who_does_not_work_on_it_is_not_let_in(analist: Account, officer: Account):
    onderzoek = open_gate(make_study(analist))
    onderzoek.deelnemers.clear()
    with pytest.raises(Geweigerd, match="niet op de lijst"):
        poort.check_person(onderzoek, set(), analist)


def test_a_document_that_names_persons_lets_in_only_them(analist: Account, officer: Account):
    onderzoek = open_gate(make_study(analist))
    onderzoek.deelnemers.add(officer)
    Document.objects.get(soort="toestemming_om").personen.add(analist)
    poort.check_person(onderzoek, {"toestemming_om"}, analist)
    with pytest.raises(Geweigerd, match="noemt wie"):
        poort.check_person(onderzoek, {"toestemming_om"}, officer)
    poort.check_person(onderzoek, {"convenant"}, officer)


@pytest.mark.parametrize(("dagen", "gemeld"), [(31, False), (30, True), (7, True), (-1, True)])
def test_an_end_is_announced_thirty_days_before(analist: Account, dagen: int, gemeld: bool):
    onderzoek = open_gate(make_study(analist))
    tot = poort.today() + timedelta(days=dagen)
    Document.objects.filter(soort="convenant").update(
        geldig_van=tot - timedelta(days=9), geldig_tot=tot
    )
    assert [e.wat for e in poort.endings(onderzoek)] == (["convenant"] if gemeld else [])


def test_what_was_renewed_is_not_announced(analist: Account, officer: Account):
    onderzoek = open_gate(make_study(analist))
    Document.objects.filter(soort="convenant").update(geldig_tot=poort.today())
    nieuw = document(
        onderzoek, analist, "convenant", geldig_tot=poort.today() + timedelta(days=365)
    )
    assert [e.wat for e in poort.endings(onderzoek)] == ["convenant"]
    actions.decide_document(
        document=nieuw, uitkomst=Uitkomst.akkoord, reden=REDEN, gezien=document_version(nieuw),
        by=officer,
    )  # fmt: skip
    assert poort.endings(onderzoek) == []


# --- pages ----------------------------------------------------------------------------------------
def test_the_whole_way_can_be_gone_on_the_pages(analist: Account, officer: Account):
    onderzoek, bij_analist = make_study(analist), log_in(analist)
    naar = {n: reverse(n, args=[onderzoek.pk]) for n in (
        "afspraken", "document_nieuw", "indienen", "beoordelen", "onderzoek_besluit", "dossier"
    )}  # fmt: skip
    over_een_maand = (poort.today() + timedelta(days=30)).isoformat()
    bij_analist.post(naar["afspraken"], {
        **TEKSTEN, "aggregatieniveau": "buurt", "loopt_tot": over_een_maand,
        "deelnemers": [str(analist.pk)],
    })  # fmt: skip
    bij_analist.post(naar["document_nieuw"], {
        "soort": "dpia", "kenmerk": "D-1", "geldig_van": poort.today().isoformat(),
        "geldig_tot": over_een_maand,
    })  # fmt: skip
    bij_analist.post(naar["indienen"])
    bij_officer = log_in(officer)
    assert f"Onderzoek beoordelen: {onderzoek.naam}" in bij_officer.get("/").content.decode()
    bij_officer.post(naar["beoordelen"])
    onderzoek.refresh_from_db()
    bij_officer.post(naar["onderzoek_besluit"], {
        "uitkomst": "akkoord", "reden": REDEN, "gezien": study_version(onderzoek),
        "voorwaarden": "Alleen groepen.",
    })  # fmt: skip
    onderzoek.refresh_from_db()
    assert onderzoek.status == S.goedgekeurd
    assert "Alleen groepen." in bij_analist.get(naar["dossier"]).content.decode()


def test_the_officer_sees_what_a_withdrawal_does_and_then_does_it(
    analist: Account, officer: Account, bij_officer: Client
):
    onderzoek = open_gate(make_study(analist))
    adres = reverse("onderzoek_intrekken", args=[onderzoek.pk])
    assert "Er is nog niets dat hiervan afhangt." in bij_officer.get(adres).content.decode()
    bij_officer.post(adres, {"reden": "Het convenant klopt niet meer."})
    onderzoek.refresh_from_db()
    assert onderzoek.status == S.ingetrokken
    assert Besluit.objects.get().uitkomst == Uitkomst.ingetrokken


def test_a_document_is_confirmed_and_lapses_on_its_page(
    analist: Account, officer: Account, bij_officer: Client
):
    onderzoek = open_gate(make_study(analist))
    stuk = document(onderzoek, analist, "convenant")
    adres = reverse("document", args=[stuk.pk])
    bij_officer.post(
        adres, {"uitkomst": "akkoord", "reden": REDEN, "gezien": document_version(stuk)}
    )
    stuk.refresh_from_db()
    assert stuk.status == Documentstatus.bevestigd
    bij_officer.post(reverse("document_intrekken", args=[stuk.pk]), {"reden": REDEN})
    stuk.refresh_from_db()
    assert stuk.status == Documentstatus.vervallen


def test_a_withdrawal_needs_a_reason(analist: Account, officer: Account):
    onderzoek = open_gate(make_study(analist))
    with pytest.raises(Geweigerd, match="waarom"):
        actions.withdraw_study(onderzoek=onderzoek, reden="  ", by=officer)
    onderzoek.refresh_from_db()
    assert onderzoek.status == S.goedgekeurd
