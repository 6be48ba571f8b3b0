"""What is past its term goes on schedule, nothing a day earlier; the logbook keeps its proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction

from analyses.models import Aanvraag
from buurtmonitor.taken.models import Taak
from privacy import bewaartermijnen, klok, opruimen, vernietigbaar, verzegelen
from privacy.actions.opruimen import clean_rows
from privacy.actions.tokens import create_token
from privacy.apparaat import Apparaat
from privacy.dossier import Document, Documentsoort
from privacy.kern.bewaartermijn import ZONDER_PERSONEN, Bewaartermijn, Wijze, years_later
from privacy.kern.zegelketen import Breuk, Kop
from privacy.logboek import Actie, log
from privacy.models import (
    Apitoken,
    Herkomstaanvraag,
    Logboekkop,
    Logregel,
    Onderzoek,
    Zegel,
)
from privacy.tasks import sweep
from privacy.verzonden import Verzonden
from tests.materiaal import Huis

SLEUTEL = bytes(range(32))
DAG = timedelta(days=1)


# --- every model -------------------------------------------------------------------------------
def of_kind(wijze: Wijze) -> set[str]:
    alle = bewaartermijnen.all_terms()
    return {label for label, termijn in alle.items() if termijn and termijn.wijze is wijze}


def test_what_goes_by_itself_has_somebody_who_takes_it_away(db: None):
    """Landings go every five minutes (`bronnen.tasks`); the row of an attempt takes its end along;
    the logbook is cut by the database; of an account the row stays, without the person."""
    elders = {"bronnen.Landing", "axes.AccessAttemptExpiration", "privacy.Logregel"}
    elders |= set(opruimen.work()) & {"privacy.Account"}
    assert of_kind(Wijze.vanzelf) - elders == set(opruimen.past_their_term()) - {
        "privacy.Onderzoek_deelnemers"
    }
    taken = {regel["task"] for regel in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"bronnen.tasks.ruim_landingen_op", "privacy.tasks.bewaartermijnen"} <= taken


def test_what_goes_by_agreement_can_come_on_a_list(gemeente: Huis):
    """Its rows belong to a kind of object that can be destroyed."""
    hoort_bij = {
        "bronnen.Levering": "levering", "bronnen.Koppelbestand": "koppelbestand",
        **{f"werkgroep.{naam}": "bijeenkomst" for naam in (
            "Bijeenkomst", "Deelnemer", "Agendapunt", "Duiding", "Voorstel", "Stem", "Verslag")},
        **{f"werkgroep.{naam}": "afspraken" for naam in (
            "Speerpunt", "Meting", "Project", "Plan", "Scenario", "Argument")},
    }  # fmt: skip
    assert of_kind(Wijze.lijst) == set(hoort_bij)
    assert set(hoort_bij.values()) | {"onderzoek"} == set(vernietigbaar.kinds())


def test_what_is_about_persons_can_not_stay_for_ever():
    with pytest.raises(ValueError, match="wijze"):
        Bewaartermijn("Namen.", True, "5 jaar")


def test_every_table_is_one_of_ours_or_ties_two_together(db: None):
    """No table of the database escapes the list of terms."""
    bekend = set(bewaartermijnen.all_terms())
    assert {m._meta.label for m in apps.get_models()} == bekend
    tussen = [m for m in apps.get_models(include_auto_created=True) if m._meta.auto_created]
    assert all(m._meta.auto_created._meta.label in bekend for m in tussen)  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        tabellen = set(connection.introspection.table_names(cursor))
    van_modellen = {m._meta.db_table for m in apps.get_models(include_auto_created=True)}
    assert tabellen - van_modellen == {"django_migrations"}


@pytest.mark.parametrize(
    ("dag", "jaren", "later"),
    [
        (date(2016, 12, 31), 5, date(2021, 12, 31)),
        (date(2024, 2, 29), 5, date(2029, 2, 28)),
        (date(2024, 2, 29), -4, date(2020, 2, 29)),
    ],
)
def test_years_later_is_the_same_day(dag: date, jaren: int, later: date):
    assert years_later(dag, jaren) == later


# --- rows, a day before and a day after ----------------------------------------------------------
def _session(huis: Huis, op: datetime) -> type[Any]:
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=op)
    return Session


def _attempt(huis: Huis, op: datetime, model: Any) -> type[Any]:
    velden = {"failures_since_start": 1} if model is AccessAttempt else {}
    rij = model.objects.create(username="hash", ip_address="192.0.2.1", **velden)
    model.objects.filter(pk=rij.pk).update(attempt_time=op)
    return model  # type: ignore[no-any-return]


def _token(huis: Huis, op: datetime) -> type[Any]:
    create_token(naam="p", geldig=DAG, by=huis["analist"])
    Apitoken.objects.update(aangemaakt_op=op - DAG, verloopt_op=op)
    return Apitoken


def _device(huis: Huis, op: datetime) -> type[Any]:
    Apparaat.objects.create(
        naam="Laptop", code="c", code_geldig_tot=op, uitgegeven_door=huis["beheer"]
    )
    return Apparaat


def _sent(huis: Huis, op: datetime) -> type[Any]:
    Verzonden.objects.create(aan="iemand@example.nl", wat="w", op=op)
    return Verzonden


def _job(huis: Huis, op: datetime) -> type[Any]:
    rij = Taak.objects.create(soort="deur", onderwerp_id="1", status="klaar")
    Taak.objects.filter(pk=rij.pk).update(aangemaakt_op=op)
    return Taak


def _ended(model: Any) -> Callable[[Huis, datetime], type[Any]]:
    """Of an onderzoek whose last day was then."""

    def make(huis: Huis, op: datetime) -> type[Any]:
        if model is Herkomstaanvraag:
            Herkomstaanvraag.objects.create(
                onderzoek=huis.onderzoek, toelichting="x", aangevraagd_door=huis["analist"]
            )
        if model is Aanvraag:
            Aanvraag.objects.create(
                onderzoek=huis.onderzoek, vraag="Hoe oud?", gevraagd_door=huis["beleid"]
            )
        Onderzoek.objects.update(loopt_tot=op.date())
        assert model.objects.exists()
        return model  # type: ignore[no-any-return]

    return make


OPRUIMEN: dict[str, tuple[Callable[..., type[Any]], Callable[[datetime], datetime]]] = {
    "sessions.Session": (_session, lambda nu: nu),
    **{
        f"axes.{m.__name__}": (lambda h, op, m=m: _attempt(h, op, m), lambda nu: nu - 30 * DAG)
        for m in (AccessAttempt, AccessFailureLog, AccessLog)
    },
    "privacy.Apitoken": (_token, lambda nu: nu - 365 * DAG),
    "privacy.Apparaat": (_device, lambda nu: nu - 365 * DAG),
    "privacy.Verzonden": (_sent, lambda nu: nu - 365 * DAG),
    "taken.Taak": (_job, lambda nu: years_later(nu, -5)),
    **{
        label: (_ended(model), lambda nu: years_later(nu, -5))
        for label, model in {
            "privacy.Document": Document, "privacy.Herkomstaanvraag": Herkomstaanvraag,
            "privacy.Onderzoek_deelnemers": Onderzoek.deelnemers.through,
            "analyses.Aanvraag": Aanvraag,
        }.items()
    },
}  # fmt: skip


def test_each_kind_of_row_is_tried_below(db: None):
    assert set(OPRUIMEN) == set(opruimen.past_their_term())


@pytest.mark.parametrize("label", OPRUIMEN)
def test_a_row_goes_after_its_term_and_not_before(gemeente: Huis, label: str):
    maak, grens = OPRUIMEN[label]
    Document.objects.exclude(soort=Documentsoort.dpia).delete()
    op = grens(klok.moment())
    with transaction.atomic():
        model = maak(gemeente, op + DAG)
        aantal = model.objects.count()
        clean_rows(by=None)
        assert model.objects.count() == aantal
        transaction.set_rollback(True)
    model = maak(gemeente, op - DAG)
    clean_rows(by=None)
    assert not model.objects.exists()
    regel = Logregel.objects.get(actie="rijen_opgeruimd")
    assert regel.bijzonderheden[label] >= 1


def test_nothing_to_clean_is_no_line(gemeente: Huis):
    assert clean_rows(by=None) == {}
    assert not Logregel.objects.filter(actie="rijen_opgeruimd").exists()


# --- the logbook ---------------------------------------------------------------------------------
OUD = years_later(datetime.fromisoformat("2026-01-01T12:00:00+00:00"), -10)


def old_rows(aantal: int, op: datetime, *, ondertekend: bool = True) -> None:
    """Sealed, with the head that the sealer kept then."""
    for _ in range(aantal):
        Logregel.objects.create(actie="aanmelden", resultaat="gelukt", op=op)
    verzegelen.seal_rows(SLEUTEL)
    laatste = Zegel.objects.order_by("-nummer").first()
    assert laatste is not None
    kop = Kop.sign(SLEUTEL if ondertekend else bytes(32), laatste.nummer, laatste.zegel, op)
    Logboekkop.objects.create(
        nummer=kop.nummer, zegel=kop.zegel, handtekening=kop.handtekening, op=op, klopt=True
    )


def test_rows_of_more_than_five_years_ago_go_and_the_chain_still_holds(db: None):
    old_rows(3, OUD)
    log(actie=Actie.aanmelden, door=None)
    verzegelen.seal_rows(SLEUTEL)
    assert clean_rows(by=None) == {"privacy.Logregel": 3}
    assert set(Logregel.objects.values_list("actie", flat=True)) == {"aanmelden", "rijen_opgeruimd"}
    verzegelen.seal_rows(SLEUTEL)
    bevinding = verzegelen.walk(SLEUTEL)
    assert (bevinding.klopt, bevinding.nummer) == (True, 5)
    assert clean_rows(by=None) == {}


@pytest.mark.parametrize(("dagen", "over"), [(-1, 0), (1, 2)])
def test_rows_stay_until_five_years_are_over(db: None, dagen: int, over: int):
    old_rows(2, years_later(klok.moment(), -5) + timedelta(days=dagen))
    clean_rows(by=None)
    assert Logregel.objects.filter(actie="aanmelden").count() == over


def test_a_row_that_no_head_covers_stays(db: None):
    """What was put in with an old date, or is not sealed: only the sealer can let it go."""
    old_rows(1, OUD)
    Logregel.objects.create(actie="afmelden", resultaat="gelukt", op=OUD)
    clean_rows(by=None)
    assert Logregel.objects.filter(actie="afmelden").exists()


def test_a_row_gone_before_its_time_is_found(db: None):
    old_rows(2, OUD)
    log(actie=Actie.afmelden, door=None)
    verzegelen.seal_rows(SLEUTEL)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_logregel DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM privacy_logregel WHERE actie = 'afmelden'")
    bevinding = verzegelen.walk(SLEUTEL)
    assert (bevinding.plek, bevinding.breuk) == (3, Breuk.verwijderd)


def test_a_head_of_another_key_lets_nothing_be_missing(db: None):
    """Whoever owns the tables makes a head of long ago; without the key it proves nothing."""
    old_rows(2, OUD, ondertekend=False)
    assert clean_rows(by=None) == {"privacy.Logregel": 2}
    bevinding = verzegelen.walk(SLEUTEL)
    assert (bevinding.plek, bevinding.breuk) == (1, Breuk.verwijderd)


def test_the_app_cuts_the_logbook_by_that_function_alone(db: None, request: Any):
    old_rows(2, OUD)
    request.getfixturevalue("als_app_rol")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Logregel.objects.all().delete()
    assert clean_rows(by=None) == {"privacy.Logregel": 2}


def test_a_clock_that_jumped_takes_no_rows(gemeente: Huis):
    from privacy.modellen_vernietiging import Klokanker

    old_rows(2, OUD)
    Klokanker.objects.create(op=klok.standing().nu - timedelta(days=400))
    sweep()
    assert Logregel.objects.filter(actie="aanmelden", op=OUD).count() == 2


def test_a_term_of_no_persons_needs_no_way(db: None):
    assert ZONDER_PERSONEN.wijze is Wijze.blijft
