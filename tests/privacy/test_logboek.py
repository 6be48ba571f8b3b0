"""The logbook: rows are added and read, never changed; and hold nothing of residents."""

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from privacy import databaserechten, logboek
from privacy.logboek import Actie, log, log_refusal, origin, refusals_logged
from privacy.models import Account, Logregel
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


# By hand: what can never be changed, and what can be taken away when its term is over.
VOOR_ALTIJD = {
    "analyses_certificaat", "analyses_registerpost", "privacy_besluit", "privacy_klokanker",
    "privacy_logboekkop", "privacy_logregel", "privacy_vastgesteldedrempelset",
    "privacy_verklaring", "privacy_vernietigingsregel", "privacy_zegel",
}  # fmt: skip
NOOIT_GEWIJZIGD = {"werkgroep_meting"}
ZEGELS = {"privacy_zegel", "privacy_logboekkop"}


def test_models_that_are_append_only_say_so():
    assert databaserechten.append_only_tables() == VOOR_ALTIJD
    assert databaserechten.never_changed_tables() == NOOIT_GEWIJZIGD
    assert databaserechten.sealed_tables() == ZEGELS


def _rights(rol: str, tabel: str) -> set[str]:
    """As the database itself says, whatever way they were given."""
    vraag = "SELECT has_table_privilege(%s, %s, %s)"
    with connection.cursor() as cursor:
        return {
            recht for recht in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
            if cursor.execute(vraag, [rol, tabel, recht]) or cursor.fetchone()[0]
        }  # fmt: skip


@pytest.mark.parametrize("tabel", sorted(VOOR_ALTIJD | NOOIT_GEWIJZIGD))
def test_the_app_and_the_sealer_have_no_right_too_many(db: None, settings: Settings, tabel: str):
    weg = {"DELETE"} if tabel in NOOIT_GEWIJZIGD else set()
    eigen = set() if tabel in ZEGELS else {"INSERT"}
    assert _rights(settings.APP_ROL, tabel) == eigen | weg
    assert _rights(settings.ZEGEL_ROL, tabel) == ({"INSERT"} if tabel in ZEGELS else set())


@pytest.mark.parametrize("tabel", sorted(VOOR_ALTIJD | NOOIT_GEWIJZIGD))
def test_a_trigger_refuses_the_owner_in_each_of_these_tables(db: None, tabel: str):
    """Before each row, on UPDATE and (but for what may go) on DELETE, and it is on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgtype, tgenabled FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = %s::regclass AND p.proname = 'weiger_wijziging'",
            [tabel],
        )
        assert cursor.fetchall() == [(19 if tabel in NOOIT_GEWIJZIGD else 27, "O")]


@pytest.mark.parametrize("geleden", ["0 days", "1 year", "4 years 11 months"])
def test_the_owner_takes_no_row_of_the_logbook_away_before_five_years(db: None, geleden: str):
    rij = log(actie=Actie.aanmelden, door=None)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_logregel DISABLE TRIGGER USER")
        cursor.execute("UPDATE privacy_logregel SET op = now() - %s::interval", [geleden])
        cursor.execute("ALTER TABLE privacy_logregel ENABLE TRIGGER USER")
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        Logregel.objects.filter(pk=rij.pk).delete()


def test_only_the_app_may_call_what_cuts_the_logbook(db: None, settings: Settings):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolname FROM pg_roles r WHERE NOT r.rolsuper AND r.rolname LIKE %s"
            " AND has_function_privilege(r.oid, 'ruim_logboek_op()', 'EXECUTE')"
            " AND r.oid <> (SELECT proowner FROM pg_proc WHERE proname = 'ruim_logboek_op')",
            ["buurtmonitor%"],
        )
        assert cursor.fetchall() == [(settings.APP_ROL,)]


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
