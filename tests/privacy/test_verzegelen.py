"""The sealer chains what was logged; whoever touches it afterwards is found by `logboek check`."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pytest_django import Settings

from privacy import verzegelen
from privacy.kern.zegelketen import Breuk, Kop
from privacy.logboek import Actie, log
from privacy.management.commands.logboek import Zegelaar
from privacy.models import Logboekkop, Logregel, Zegel

SLEUTEL = bytes(range(32))
ROL = "buurtmonitor_zegelaar"


@pytest.fixture
def verzegeld(db: None) -> None:
    for _ in range(6):
        log(actie=Actie.aanmelden, door=None, bijzonderheden={"a": [1, 2.5, "é"]})
    assert verzegelen.seal_rows(SLEUTEL) == 6


@contextmanager
def as_role(rol: str) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(rol)}")
        yield


@contextmanager
def as_owner_without_triggers(tabel: str) -> Iterator[None]:
    """What the owner of the tables can do who sets the guard aside."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {tabel} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {tabel} ENABLE TRIGGER USER")


def test_what_was_logged_is_sealed_once(verzegeld: None):
    assert verzegelen.seal_rows(SLEUTEL) == 0
    assert verzegelen.walk(SLEUTEL).klopt
    assert list(Zegel.objects.values_list("nummer", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_row_that_commits_late_is_sealed_too(verzegeld: None):
    eerste = Logregel.objects.order_by("id").first()
    assert eerste is not None
    Logregel.objects.create(id=eerste.id - 1, actie="aanmelden", resultaat="gelukt")
    assert verzegelen.seal_rows(SLEUTEL) == 1
    assert verzegelen.walk(SLEUTEL).nummer == 7


def test_the_sealers_role_can_do_its_work_and_nothing_else(verzegeld: None):
    log(actie=Actie.afmelden, door=None)
    with as_role(ROL):
        assert verzegelen.seal_rows(SLEUTEL) == 1
        verzegelen.keep_head(SLEUTEL, verzegelen.walk(SLEUTEL))
    for opdracht in (
        "SELECT 1 FROM privacy_account",
        "INSERT INTO privacy_logregel (actie, resultaat) VALUES ('x', 'gelukt')",
        "UPDATE privacy_zegel SET zegel = ''",
        "DELETE FROM privacy_zegel",
    ):
        with pytest.raises(DatabaseError, match="permission denied"), as_role(ROL):
            connection.cursor().execute(opdracht)


@pytest.mark.parametrize(
    "opdracht",
    [
        "INSERT INTO privacy_zegel (nummer, regel, zegel) VALUES (7, 7, 'x')",
        "UPDATE privacy_zegel SET zegel = ''",
        "DELETE FROM privacy_zegel",
        "INSERT INTO privacy_logboekkop (nummer, zegel, handtekening, op, klopt)"
        " VALUES (7, 'x', 'x', now(), true)",
        "UPDATE privacy_logboekkop SET klopt = true",
        "TRUNCATE privacy_zegel",
    ],
)
def test_the_apps_role_writes_no_seal(als_app_rol: None, opdracht: str):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(opdracht)


@pytest.mark.parametrize("tabel", ["privacy_zegel", "privacy_logboekkop"])
def test_the_owner_is_refused_by_a_trigger(verzegeld: None, tabel: str):
    verzegelen.keep_head(SLEUTEL, verzegelen.walk(SLEUTEL))
    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {tabel}")


def ids() -> list[int]:
    return list(Logregel.objects.order_by("id").values_list("id", flat=True))


INGREPEN = {
    "edit": (
        "privacy_logregel", "UPDATE privacy_logregel SET actie = 'niets' WHERE id = %(derde)s",
        (3, Breuk.gewijzigd),
    ),
    "delete": (
        "privacy_logregel", "DELETE FROM privacy_logregel WHERE id = %(derde)s",
        (3, Breuk.verwijderd),
    ),
    "reorder": (
        "privacy_zegel",
        "UPDATE privacy_zegel SET regel = CASE nummer WHEN 3 THEN -%(vierde)s ELSE regel END",
        (3, Breuk.verwijderd),
    ),
    "delete with its seal": (
        "privacy_zegel", "DELETE FROM privacy_zegel WHERE nummer = 3", (3, Breuk.ontbreekt),
    ),
    "a seal of one's own": (
        "privacy_zegel", "UPDATE privacy_zegel SET zegel = repeat('a', 64) WHERE nummer = 5",
        (5, Breuk.gewijzigd),
    ),
    "insert into the chain": (
        "privacy_zegel",
        "INSERT INTO privacy_zegel (nummer, regel, zegel) VALUES (7, %(derde)s + 1000, 'x')",
        (7, Breuk.verwijderd),
    ),
}  # fmt: skip


@pytest.mark.parametrize("ingreep", INGREPEN)
def test_whoever_owns_the_tables_is_found_out(verzegeld: None, ingreep: str):
    tabel, opdracht, verwacht = INGREPEN[ingreep]
    derde, vierde = ids()[2:4]
    with as_owner_without_triggers(tabel), connection.cursor() as cursor:
        cursor.execute(opdracht, {"derde": derde, "vierde": vierde})
    bevinding = verzegelen.walk(SLEUTEL)
    assert (bevinding.plek, bevinding.breuk) == verwacht


def test_a_row_put_in_with_an_old_date_is_found(verzegeld: None):
    rij = Logregel.objects.create(actie="aanmelden", resultaat="gelukt")
    with as_owner_without_triggers("privacy_logregel"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE privacy_logregel SET op = now() - interval '1 hour' WHERE id = %s", [rij.pk]
        )
    assert verzegelen.walk(SLEUTEL).breuk is Breuk.onverzegeld


def test_a_tail_that_was_cut_off_is_found_by_the_printed_head(
    verzegeld: None, tmp_path: Path, settings: Settings
):
    settings.LOGBOEKSLEUTEL = SLEUTEL
    uit = StringIO()
    call_command("logboek", "kop", stdout=uit)
    papier = tmp_path / "kop.txt"
    papier.write_text(uit.getvalue(), encoding="utf-8")
    laatste = ids()[-1]
    with (
        as_owner_without_triggers("privacy_zegel"),
        as_owner_without_triggers("privacy_logregel"),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM privacy_zegel WHERE nummer = 6")
        cursor.execute("DELETE FROM privacy_logregel WHERE id = %s", [laatste])
    call_command("logboek", "check", stdout=StringIO())
    with pytest.raises(CommandError, match="Regel 6 en verder zijn afgeknipt"):
        call_command("logboek", "check", "--kop", str(papier))


def test_the_command_says_that_it_holds(verzegeld: None, settings: Settings):
    settings.LOGBOEKSLEUTEL = SLEUTEL
    uit = StringIO()
    call_command("logboek", "check", stdout=uit)
    assert uit.getvalue() == "Het logboek klopt: 6 regels, geen breuk.\n"


ANDERMANS = Kop.sign(bytes(32), 1, "a" * 64, datetime(2026, 1, 1, tzinfo=UTC)).als_tekst()


@pytest.mark.parametrize("tekst", ["niets", "regel: 1\nzegel: a", ANDERMANS])
def test_a_head_that_cannot_be_read_is_named(
    verzegeld: None, tmp_path: Path, settings: Settings, tekst: str
):
    settings.LOGBOEKSLEUTEL = SLEUTEL
    papier = tmp_path / "kop.txt"
    papier.write_text(tekst, encoding="utf-8")
    with pytest.raises(CommandError, match="De bewaarde kop is niet te lezen"):
        call_command("logboek", "check", "--kop", str(papier))


def test_without_its_key_nothing_is_sealed(db: None, settings: Settings):
    settings.LOGBOEKSLEUTEL = None
    with pytest.raises(CommandError, match="BUURTMONITOR_LOGBOEKSLEUTEL ontbreekt"):
        call_command("logboek", "verzegel")


def test_the_sealer_keeps_a_signed_head_with_what_it_found(verzegeld: None):
    zegelaar = Zegelaar(SLEUTEL)
    zegelaar.beurt = True
    zegelaar.look()
    kop = Logboekkop.objects.get()
    assert (kop.nummer, kop.klopt) == (6, True)
    assert Kop(kop.nummer, kop.zegel, kop.op, kop.handtekening).is_signed_with(SLEUTEL)


def test_the_officer_reads_that_it_holds_and_keeps_the_head(verzegeld: None, bij_officer: Client):
    assert "nog niet verzegeld" in bij_officer.get("/logboek/").content.decode()
    assert bij_officer.get("/logboek/kop.txt").status_code == 302
    verzegelen.keep_head(SLEUTEL, verzegelen.walk(SLEUTEL))
    assert "6 regels, niets veranderd" in bij_officer.get("/logboek/").content.decode()
    kop = Kop.from_text(bij_officer.get("/logboek/kop.txt").content.decode())
    assert kop.is_signed_with(SLEUTEL)
    assert verzegelen.walk(SLEUTEL, kop).klopt


def test_the_officer_reads_that_it_does_not_hold(verzegeld: None, bij_officer: Client):
    fout = verzegelen.Bevinding(2, "a" * 64, 3, Breuk.gewijzigd)
    verzegelen.keep_head(SLEUTEL, fout)
    assert "Het logboek klopt niet meer" in bij_officer.get("/logboek/").content.decode()


def test_the_chosen_rows_can_be_kept_as_csv(db: None, bij_officer: Client):
    log(actie=Actie.aanmelden, door=None, object_id="=1+1")
    log(actie=Actie.afmelden, door=None)
    antwoord = bij_officer.get("/logboek/regels.csv?actie=aanmelden&resultaat=gelukt")
    rijen = list(csv.DictReader(StringIO(antwoord.content.decode("utf-8-sig")), delimiter=";"))
    assert {rij["actie"] for rij in rijen} == {"aanmelden"}
    assert "'=1+1" in {rij["object_id"] for rij in rijen}
