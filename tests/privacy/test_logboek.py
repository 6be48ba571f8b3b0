"""The logbook: rows are added and read, never changed; and hold nothing of residents."""

import pytest
from django.db import DatabaseError, connection, transaction

from privacy import logboek
from privacy.logboek import Actie, log, log_refusal, origin, refusals_logged
from privacy.models import Account, Besluit, Logregel, VastgesteldeDrempelset
from privacy.uitzonderingen import Geweigerd

TABELLEN = ("privacy_logregel", "privacy_besluit", "privacy_vastgesteldedrempelset")


@pytest.mark.parametrize("tabel", TABELLEN)
@pytest.mark.parametrize(
    "opdracht",
    ["UPDATE {} SET {kolom} = {kolom}", "DELETE FROM {}", "TRUNCATE {} CASCADE", "DROP TABLE {}"],
)
def test_the_apps_role_cannot_change_what_is_append_only(
    als_app_rol: None, tabel: str, opdracht: str
):
    kolom = "versie" if tabel.endswith("set") else "id"
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        _execute(opdracht.format(tabel, kolom=kolom))


def _execute(opdracht: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(opdracht)


def test_the_apps_role_adds_and_reads(als_app_rol: None):
    log(actie=Actie.aanmelden, door=None)
    assert Logregel.objects.count() == 1


@pytest.mark.parametrize("doe", ["update", "delete"])
def test_the_owner_is_refused_by_a_trigger(db: None, doe: str):
    log(actie=Actie.aanmelden, door=None)
    rijen = Logregel.objects.all()
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        rijen.update(actie="anders") if doe == "update" else rijen.delete()


def test_the_app_role_makes_no_table(als_app_rol: None):
    with pytest.raises(DatabaseError, match="permission denied"):
        _execute("CREATE TABLE van_mij (x int)")


def test_models_that_are_append_only_say_so():
    assert all(m.alleen_toevoegen for m in (Logregel, Besluit, VastgesteldeDrempelset))


def test_a_row_says_who_what_when_where_and_how_it_ended(analist: Account):
    with origin("192.0.2.1"):
        rij = log(
            actie=Actie.onderzoek_opgesteld, door=analist, object_soort="onderzoek", object_id=7
        )
    rij.refresh_from_db()
    assert (rij.actor_id, rij.actor_naam, rij.actor_rol) == (
        str(analist.pk), "Collega analist", "analist",
    )  # fmt: skip
    assert (rij.actie, rij.object_soort, rij.object_id) == ("onderzoek_opgesteld", "onderzoek", "7")
    assert (rij.resultaat, rij.oorsprong) == ("gelukt", "192.0.2.1")
    assert rij.op.tzinfo is not None


@pytest.mark.parametrize(
    ("tekst", "bewaard"),
    [
        ("gewoon", "gewoon"),
        ("twee\r\nregels", "twee\\u000d\\u000aregels"),
        ("\x1b[31mrood", "\\u001b[31mrood"),
        ("nul\x00byte", "nul\\u0000byte"),
        ("om\u202egekeerd", "om\\u202egekeerd"),
        ("regel\u2028einde", "regel\\u2028einde"),
        ("bsn 999990019 erin", "bsn (weggelaten) erin"),
        ("999990019", "(weggelaten)"),
        ("nummer 123456789", "nummer 123456789"),
        ("hash a999990019f", "hash a999990019f"),
    ],
)
def test_a_text_is_one_line_without_bsn(db: None, tekst: str, bewaard: str):
    rij = log(actie=Actie.aanmelden, door=None, bijzonderheden={"tekst": tekst}, object_id=tekst)
    assert rij.bijzonderheden["tekst"] == bewaard
    assert rij.object_id == bewaard


def test_long_texts_are_cut(db: None):
    rij = log(actie=Actie.aanmelden, door=None, bijzonderheden={"tekst": "x" * 5000})
    assert len(rij.bijzonderheden["tekst"]) == 500


def test_only_numbers_and_texts_are_kept(db: None):
    with pytest.raises(TypeError):
        log(actie=Actie.aanmelden, door=None, bijzonderheden={"rij": object()})


def test_an_unknown_result_is_refused_by_the_database(db: None):
    with pytest.raises(DatabaseError), transaction.atomic():
        log(actie=Actie.aanmelden, door=None, resultaat="misschien")


def test_a_deed_that_is_rolled_back_leaves_no_row(db: None):
    with transaction.atomic():
        log(actie=Actie.aanmelden, door=None)
        transaction.set_rollback(True)
    assert not Logregel.objects.exists()


def test_a_refusal_is_logged_although_its_deed_is_rolled_back(analist: Account):
    with (
        pytest.raises(Geweigerd),
        origin("192.0.2.1"),
        transaction.atomic(),
        refusals_logged(Actie.vrijgave_besluit, door=analist, object_id="x"),
    ):
        raise Geweigerd("Een collega moet besluiten.")
    rij = Logregel.objects.get(actie="vrijgave_besluit")
    assert (rij.resultaat, rij.oorsprong) == ("geweigerd", "192.0.2.1")


def test_a_refusal_without_a_request_is_logged_at_once(db: None):
    log_refusal("Nee.", actie=Actie.drempels_gesteld, door=None, object_soort="", object_id="")
    assert Logregel.objects.get().bijzonderheden == {"reden": "Nee."}


def test_rows_outlive_what_they_describe():
    assert not [veld for veld in Logregel._meta.get_fields() if veld.is_relation]


def test_every_event_is_logged_under_its_own_name():
    assert all(actie.name == actie.value for actie in Actie)


def test_failures_are_counted_per_address(db: None):
    with origin("192.0.2.1"):
        log(actie=Actie.aanmelden_mislukt, door=None, resultaat="mislukt")
        assert logboek.failures_from_here(Actie.aanmelden_mislukt) == 1
    with origin("192.0.2.2"):
        assert logboek.failures_from_here(Actie.aanmelden_mislukt) == 0
