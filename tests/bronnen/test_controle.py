"""The door's job: what a good and a bad file become, and what a crash half-way leaves."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now

from bronnen import opslag
from bronnen.actions import levering as actions
from bronnen.inhoud import open_delivery
from bronnen.kern import deurproces
from bronnen.models import Landing, Levering
from bronnen.tasks import clean_landings
from buurtmonitor.celery import app
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from buurtmonitor.taken.uitvoeren import perform
from privacy import actions as privacy_actions
from privacy.kluis import SleutelVernietigd, open_key
from privacy.models import Logregel
from privacy.opdracht import RECHT_VERVALLEN
from privacy.rollen import Rol
from tests.bronnen.kern.deurmateriaal import BEWONER, as_csv, as_xlsx, residents, sha256
from tests.bronnen.kern.leesmateriaal import assert_sentence
from tests.bronnen.kern.test_deurkind import sparse_bomb
from tests.bronnen.kern.test_lezen_xlsx import changed, workbook
from tests.materiaal import (
    Huis,
    accepted,
    approve_source,
    decide_source,
    deliver,
    events,
    job_of,
    request_source,
    stored_files,
    through_the_door,
    work,
)

KANARIES = ("111222333", "Vriesendorp", "31-12-1990", "1990-12-31", "5211AB", "5211 AB")
KANARIE = {**BEWONER, "geslachtsnaam": "Vriesendorp"}


@pytest.fixture
def brp(huis: Huis) -> Huis:
    approve_source(huis, "brp")
    return huis


def gone(sleutel: Any) -> bool:
    try:
        open_key(sleutel)
    except SleutelVernietigd:
        return True
    return False


# --- a good file ----------------------------------------------------------------------------------
def test_a_good_file_waits_for_the_privacy_officer(brp: Huis):
    levering = through_the_door(brp, as_csv(residents(3)))
    assert (levering.status, job_of(levering).status) == ("wacht_op_akkoord", "klaar")
    assert levering.verslag["rijen_aanvaard"] == 3


def test_of_a_good_file_only_codes_are_left(brp: Huis):
    levering = through_the_door(brp, as_csv(residents(3)))
    assert stored_files() == [opslag.delivery_path(levering.pk)]
    assert levering.landing.vernietigd_op is not None
    assert gone(levering.landing.sleutel)


def test_the_hash_of_what_is_stored_is_kept(brp: Huis):
    levering = through_the_door(brp, as_csv(residents(3)))
    assert sha256(opslag.delivery_path(levering.pk).read_bytes()) == levering.cijfertekst_sha256


def test_the_logbook_tells_how_a_delivery_was_checked(brp: Huis):
    levering = through_the_door(brp, as_csv(residents(3)))
    assert events(levering, "controle_gestart") == ["gelukt"]
    assert events(levering, "levering_gecontroleerd") == ["gelukt"]
    assert events(levering.landing, "landing_vernietigd") == ["gelukt"]


def test_an_xlsx_goes_through_the_same_door(brp: Huis):
    levering = through_the_door(brp, as_xlsx(residents(3)), bestandsnaam="brp.xlsx")
    assert (levering.status, levering.verslag["bestandssoort"]) == ("wacht_op_akkoord", "xlsx")


def test_the_page_shows_rows_columns_and_rules(brp: Huis):
    levering = through_the_door(brp, as_csv([*residents(150), {**KANARIE, "bsn": "111222334"}]))
    tekst = brp.bij("leverancier").get(f"/leveringen/{levering.pk}/").content.decode()
    assert "Het BSN klopt niet: er zit een tikfout in." in tekst
    assert "111222334" not in tekst


def columns(levering: Levering) -> list[str]:
    with open_delivery(levering) as bestand, pa.ipc.open_stream(bestand) as stroom:
        return list(stroom.schema.names)


def test_an_element_that_was_not_asked_for_is_not_read(huis: Huis):
    zonder = [naam for naam in BEWONER if naam not in ("herkomst", "huishoudtype")]
    approve_source(huis, "brp", zonder)
    levering = through_the_door(huis, as_csv(residents(3)))
    assert not {"herkomst", "huishoudtype"} & set(columns(levering))
    assert set(levering.verslag["niet_goedgekeurd"]) == {"herkomst", "huishoudtype"}


def test_an_element_that_the_officer_left_out_is_not_read(huis: Huis):
    akkoord = request_source(huis, "brp")
    decide_source(akkoord, huis["officer"], elementen=[n for n in BEWONER if n != "herkomst"])
    levering = through_the_door(huis, as_csv(residents(3)))
    assert "herkomst" not in columns(levering)
    assert {"geslacht", "leeftijd", "persoon", "adres"} <= set(columns(levering))


def test_without_the_bsn_there_is_no_key_of_it(huis: Huis):
    approve_source(huis, "brp", [naam for naam in BEWONER if naam != "bsn"])
    levering = through_the_door(huis, as_csv(residents(3)))
    assert "persoon" not in columns(levering)


def test_what_is_kept_of_a_resident_are_codes(brp: Huis):
    levering = through_the_door(brp, as_csv([KANARIE, *residents(3)]))
    with open_delivery(levering) as bestand:
        inhoud = bestand.read()
    assert not [naam for naam in KANARIES if naam.encode() in inhoud]


# --- bad files ------------------------------------------------------------------------------------
GOED = as_csv(residents(3))


def formula_book() -> bytes:
    boek = openpyxl.load_workbook(io.BytesIO(as_xlsx(residents(1))))
    boek.worksheets[0]["A2"] = "=1+1"
    uit = io.BytesIO()
    boek.save(uit)
    return uit.getvalue()


def bomb() -> bytes:
    """A sheet that is a thousand times as large as its zip."""
    return changed(workbook(list(BEWONER)), {"xl/worksheets/sheet1.xml": b" " * (300 << 20)})


def wrong_bsns() -> bytes:
    return as_csv([{**rij, "bsn": "111222334"} for rij in residents(3)])


@dataclass(frozen=True)
class Slecht:
    inhoud: Callable[[], bytes]
    woorden: str
    naam: str = "brp.csv"
    aanbieding: tuple[tuple[str, Any], ...] = ()


SLECHT = {
    "spaces only": Slecht(lambda: b"   \n", "leeg"),
    "header only": Slecht(lambda: GOED.split(b"\n")[0] + b"\n", "geen rijen"),
    "cut off": Slecht(lambda: GOED[:-40], "", aanbieding=(("sha256", sha256(GOED)),)),
    "a program": Slecht(lambda: b"MZ\x90\x00\x03" + bytes(90), "programma"),
    "a pdf": Slecht(lambda: b"%PDF-1.7\n" + GOED, "PDF"),
    "a web page": Slecht(lambda: b"<html><body>bsn;naam</body></html>", "webpagina"),
    "an old xls": Slecht(lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office"),
    "an exe by name": Slecht(lambda: GOED, "soort bestand", naam="brp.exe"),
    "xlsx by name": Slecht(lambda: GOED, "past niet", naam="brp.xlsx"),
    "no header": Slecht(lambda: GOED.split(b"\n", 1)[1], "kolomnamen"),
    "column missing": Slecht(
        lambda: as_csv(residents(3), [n for n in BEWONER if n != "geslacht"]), "geslacht ontbreekt"
    ),
    "double header": Slecht(lambda: GOED.replace(b"straat", b"bsn", 1), "meer dan één keer"),
    "mixed encodings": Slecht(
        lambda: as_csv(residents(3, straat="Märkt")) + as_csv(residents(1)).replace(
            b"Markt", b"M\xe4rkt"
        ).split(b"\n", 1)[1], "",
    ),
    "nul bytes": Slecht(lambda: GOED.replace(b"Markt", b"Ma\x00kt"), ""),
    "open quote": Slecht(lambda: GOED.replace(b"Markt", b'"Markt', 1), "aanhalingsteken"),
    "more rows than declared": Slecht(
        lambda: GOED, "2 rijen op", aanbieding=(("aantal_rijen", 2),)
    ),
    "fewer rows than declared": Slecht(
        lambda: GOED, "4 rijen op", aanbieding=(("aantal_rijen", 4),)
    ),
    "wrong sha": Slecht(lambda: GOED, "SHA-256", aanbieding=(("sha256", "0" * 64),)),
    "too many bad rows": Slecht(wrong_bsns, "te veel rijen"),
    "zip bomb": Slecht(bomb, "", naam="brp.xlsx"),
    "sparse bomb": Slecht(sparse_bomb, "", naam="brp.xlsx"),
    "macros": Slecht(
        lambda: changed(as_xlsx(residents(1)), {"xl/vbaProject.bin": b"x"}), "macro", "brp.xlsx"
    ),
    "macros by name": Slecht(lambda: as_xlsx(residents(1)), "macro", "brp.xlsm"),
    "formulas": Slecht(formula_book, "formule", "brp.xlsx"),
    "no such sheet": Slecht(
        lambda: as_xlsx(residents(1)), "blad", "brp.xlsx", (("blad", "Elders"),)
    ),
    "not a workbook": Slecht(lambda: _zip({"readme.txt": b"x"}), "", "brp.xlsx"),
}  # fmt: skip


def _zip(delen: dict[str, bytes]) -> bytes:
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w") as zip_:
        for naam, inhoud in delen.items():
            zip_.writestr(naam, inhoud)
    return uit.getvalue()


@pytest.mark.parametrize("slecht", SLECHT.values(), ids=SLECHT)
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_of_it_stays(brp: Huis, slecht: Slecht):
    levering = through_the_door(
        brp, slecht.inhoud(), bestandsnaam=slecht.naam, **dict(slecht.aanbieding)
    )
    assert (levering.status, job_of(levering).status) == ("afgekeurd", "klaar")
    assert_sentence(levering.verslag["weigering"])
    assert slecht.woorden in levering.verslag["weigering"]
    assert not stored_files()
    assert gone(levering.sleutel)
    assert gone(levering.landing.sleutel)
    assert events(levering, "levering_gecontroleerd") == ["geweigerd"]
    assert events(levering.landing, "landing_vernietigd") == ["gelukt"]


def test_the_supplier_reads_why_a_file_was_refused(brp: Huis):
    levering = through_the_door(brp, wrong_bsns())
    tekst = brp.bij("leverancier").get(f"/leveringen/{levering.pk}/").content.decode()
    assert "Er zijn te veel rijen met een fout: 3 van de 3." in tekst


def test_after_a_refusal_the_supplier_is_asked_to_deliver_again(brp: Huis):
    through_the_door(brp, wrong_bsns())
    assert "Leveren: Basisregistratie" in brp.bij("leverancier").get("/").content.decode()


def test_another_role_than_suspect_refuses_the_whole_file(huis: Huis):
    approve_source(huis, "verdachten")
    kop = b"rol;bsn;geslachtsnaam;geboortedatum;postcode;huisnummer;huisletter;toevoeging;"
    kop += b"pleegdatum;mk_code;pleeglocatie_buurtcode\n"
    rij = b"GETUIGE;111222333;Vries;31-12-1990;5211AB;1;;;01-02-2016;1.1.1;BU07961234\n"
    levering = through_the_door(huis, kop + rij, "verdachten", "politie", bestandsnaam="v.csv")
    assert levering.status == "afgekeurd"
    assert "andere rol dan VERDACHTE" in levering.verslag["weigering"]


def test_the_report_is_a_file_of_rules_without_values(brp: Huis):
    levering = through_the_door(brp, as_csv([*residents(150), {**KANARIE, "bsn": "111222334"}]))
    antwoord = brp.bij("leverancier").get(f"/leveringen/{levering.pk}/verslag/")
    assert antwoord["Content-Disposition"].startswith("attachment")
    assert antwoord.json()["rijen_geweigerd"] == 1
    assert not [naam for naam in (*KANARIES, "111222334") if naam in antwoord.content.decode()]
    assert events(levering, "leververslag_gedownload") == ["gelukt"]


# --- nowhere in clear -----------------------------------------------------------------------------
def database_text() -> str:
    """Every row of every table as text."""
    delen = []
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{tabel}" t')
            delen += [rij[0] for rij in cursor.fetchall()]
    return "\n".join(delen)


def disk_bytes(mappen: list[Path]) -> bytes:
    paden = (pad for map_ in mappen for pad in map_.rglob("*") if pad.is_file())
    return b"\n".join(pad.read_bytes() for pad in paden)


@pytest.mark.parametrize(
    "inhoud",
    [
        as_csv([KANARIE, *residents(3)]),
        as_csv([{**KANARIE, "bsn": "111222334", "geslacht": "Vriesendorp"}]),
        as_csv([KANARIE]).split(b"\n", 1)[1],
        as_csv([KANARIE])[:-30],
    ],
    ids=["good", "bad cells", "no header", "cut off"],
)
def test_no_identifier_is_found_anywhere_after_the_door(
    brp: Huis, plek: Path, tmp_path_factory: pytest.TempPathFactory, inhoud: bytes,
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str],
):  # fmt: skip
    tijdelijk = tmp_path_factory.mktemp("tijdelijk")
    monkeypatch.setenv("TMPDIR", str(tijdelijk))
    tmp = Path("/tmp")  # where the child would write, for it is not told of another place
    eerder = set(tmp.iterdir())
    levering = deliver(brp, inhoud)
    onderweg = disk_bytes([plek, tijdelijk])
    work(levering)
    nieuw = b"".join(p.read_bytes() for p in set(tmp.iterdir()) - eerder if p.is_file())
    plaatsen = {
        "disk": (onderweg + nieuw + disk_bytes([plek, tijdelijk])).decode("latin-1"),
        "database": database_text(),
        "log": "".join(capfd.readouterr()),
    }
    gevonden = [(plaats, k) for plaats, t in plaatsen.items() for k in KANARIES if k in t]
    assert gevonden == []


# --- half-way -------------------------------------------------------------------------------------
def test_a_worker_that_died_is_followed_by_one_result(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    taak = job_of(levering)
    taken.claim(taak_id=taak.pk)
    actions.start_check(levering_id=str(levering.pk), by=None)
    opslag.delivery_path(levering.pk).write_bytes(b"half")
    Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
    assert taken.take_back(taak_id=taak.pk)
    work(levering)
    levering.refresh_from_db()
    assert levering.status == "wacht_op_akkoord"
    assert stored_files() == [opslag.delivery_path(levering.pk)]
    assert "persoon" in columns(levering)


def test_the_key_of_an_attempt_that_died_is_destroyed(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    eerste = actions.start_check(levering_id=str(levering.pk), by=None).sleutel
    tweede = actions.start_check(levering_id=str(levering.pk), by=None).sleutel
    assert gone(eerste)
    assert not gone(tweede)


def test_an_overtaken_worker_changes_nothing(brp: Huis, monkeypatch: pytest.MonkeyPatch):
    """While the first is at work its lease ends, and another does the job."""
    levering = deliver(brp, as_csv(residents(3)))
    taak = job_of(levering)
    echt = deurproces._outcome
    ingehaald: list[str] = []

    def overtaken(*delen: Any) -> Any:
        verslag = echt(*delen)
        if not ingehaald:
            ingehaald.append("ja")
            Taak.objects.filter(pk=taak.pk).update(lease_tot=Now() - timedelta(seconds=1))
            taken.take_back(taak_id=taak.pk)
            perform(taak.pk, heartbeat=False)
        return verslag

    monkeypatch.setattr(deurproces, "_outcome", overtaken)
    perform(taak.pk, heartbeat=False)
    levering.refresh_from_db()
    assert (levering.status, job_of(levering).status) == ("wacht_op_akkoord", "klaar")
    assert sha256(opslag.delivery_path(levering.pk).read_bytes()) == levering.cijfertekst_sha256
    assert "persoon" in columns(levering)
    assert events(levering, "levering_gecontroleerd") == ["gelukt"]


def test_a_child_that_is_killed_refuses_the_file_and_the_worker_lives(
    brp: Huis, monkeypatch: pytest.MonkeyPatch
):
    echt = deurproces._spawn

    def killed() -> subprocess.Popen[bytes]:
        kind = echt()
        os.kill(kind.pid, signal.SIGKILL)
        return kind

    monkeypatch.setattr(deurproces, "_spawn", killed)
    levering = through_the_door(brp, as_csv(residents(3)))
    assert levering.status == "afgekeurd"
    assert not stored_files()


@pytest.mark.parametrize(
    ("schade", "woorden"),
    [
        (lambda inhoud: inhoud[:-1], "beschadigd"),
        (lambda inhoud: inhoud[:-20] + b"x" * 20, "beschadigd"),
        (lambda inhoud: b"", "beschadigd"),
    ],
    ids=["cut off", "changed", "emptied"],
)
def test_a_damaged_landing_fails_the_delivery_with_a_sentence(
    brp: Huis, schade: Callable[[bytes], bytes], woorden: str
):
    levering = deliver(brp, as_csv(residents(3)))
    pad = opslag.landing_path(levering.landing.pk)
    pad.write_bytes(schade(pad.read_bytes()))
    taak = work(levering)
    levering.refresh_from_db()
    assert (levering.status, taak.status) == ("mislukt", "mislukt")
    assert woorden in taak.fout
    assert not stored_files()


def test_a_full_disk_behind_the_door_fails_with_a_sentence(
    brp: Huis, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        "bronnen.uitvoering.Deuropdracht", _with_limit(deurproces.Deuropdracht, bestandsomvang=100)
    )
    levering = deliver(brp, as_csv(residents(300)))
    taak = work(levering)
    levering.refresh_from_db()
    assert (levering.status, taak.status) == ("mislukt", "mislukt")
    assert "geen ruimte" in taak.fout
    assert not stored_files()


def _with_limit(soort: Any, **grenzen: int) -> Callable[..., Any]:
    return lambda **velden: soort(**velden, grenzen=deurproces.Kindgrenzen(**grenzen))


def test_a_failed_delivery_may_be_delivered_again(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    opslag.landing_path(levering.landing.pk).unlink()
    work(levering)
    nieuw = through_the_door(brp, as_csv(residents(3)))
    assert (nieuw.pk != levering.pk, nieuw.status) == (True, "wacht_op_akkoord")


# --- taken back while it runs ---------------------------------------------------------------------
def test_a_delivery_that_waits_for_the_door_can_be_withdrawn(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    brp.bij("leverancier").post(f"/leveringen/{levering.pk}/intrekken/")
    levering.refresh_from_db()
    assert (levering.status, job_of(levering).status) == ("ingetrokken", "geannuleerd")
    assert not stored_files()
    assert gone(levering.landing.sleutel)


def test_withdrawing_is_logged_as_that_and_as_nothing_else(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    actions.withdraw(levering=levering, by=brp["leverancier"])
    assert events(levering, "levering_ingetrokken") == ["gelukt"]
    assert events(levering, "levering_gecontroleerd") == []


@pytest.mark.parametrize("plaats", ["_outcome", "_publish"])
def test_a_delivery_withdrawn_while_the_door_is_at_work_stays_withdrawn(
    brp: Huis, monkeypatch: pytest.MonkeyPatch, plaats: str
):
    levering = deliver(brp, as_csv(residents(3)))
    echt = getattr(deurproces, plaats)

    def withdrawn(*delen: Any) -> Any:
        uitkomst = echt(*delen)
        actions.withdraw(levering=levering, by=brp["leverancier"])
        return uitkomst

    monkeypatch.setattr(deurproces, plaats, withdrawn)
    taak = work(levering)
    levering.refresh_from_db()
    assert (levering.status, taak.status) == ("ingetrokken", "geannuleerd")
    assert levering.verslag is None
    assert not stored_files()
    assert gone(levering.sleutel)


def test_a_withdrawn_file_may_be_delivered_again(brp: Huis):
    levering = through_the_door(brp, as_csv(residents(3)))
    actions.withdraw(levering=levering, by=brp["leverancier"])
    assert through_the_door(brp, as_csv(residents(3))).status == "wacht_op_akkoord"


def test_withdrawing_an_accepted_delivery_destroys_its_data(brp: Huis):
    levering = through_the_door(brp, as_csv(residents(3)))
    brp.bij("leverancier").post(f"/leveringen/{levering.pk}/intrekken/")
    levering.refresh_from_db()
    assert levering.status == "ingetrokken"
    assert gone(levering.sleutel)
    assert not stored_files()


# --- approvals and rights at the door -------------------------------------------------------------
def test_a_source_that_lost_its_approval_is_not_read(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    request_source(brp, "brp")
    taak = work(levering)
    levering.refresh_from_db()
    assert (levering.status, taak.status) == ("mislukt", "mislukt")
    assert "akkoord op deze bron" in taak.fout
    assert not stored_files()


def test_an_element_that_lost_its_approval_meanwhile_is_not_kept(
    brp: Huis, monkeypatch: pytest.MonkeyPatch
):
    levering = deliver(brp, as_csv(residents(3)))
    echt = deurproces._outcome

    def changed_meanwhile(*delen: Any) -> Any:
        approve_source(brp, "brp", [naam for naam in BEWONER if naam != "herkomst"])
        return echt(*delen)

    monkeypatch.setattr(deurproces, "_outcome", changed_meanwhile)
    taak = work(levering)
    assert (taak.status, "akkoord op deze bron" in taak.fout) == ("mislukt", True)
    assert not stored_files()


@pytest.mark.parametrize("ontneem", ["blokkeer", "rol"])
@pytest.mark.parametrize("wanneer", ["ervoor", "tijdens"])
def test_a_supplier_who_may_no_longer_deliver_has_delivered_nothing(
    brp: Huis, monkeypatch: pytest.MonkeyPatch, ontneem: str, wanneer: str
):
    levering = deliver(brp, as_csv(residents(3)))
    if wanneer == "ervoor":
        _take_right(brp, ontneem)
    else:
        echt = deurproces._outcome
        monkeypatch.setattr(
            deurproces, "_outcome", lambda *delen: (echt(*delen), _take_right(brp, ontneem))[0]
        )
    taak = work(levering)
    levering.refresh_from_db()
    assert (taak.status, taak.fout) == ("mislukt", RECHT_VERVALLEN)
    assert levering.status == "mislukt"
    assert not stored_files()


def _take_right(huis: Huis, hoe: str) -> None:
    if hoe == "blokkeer":
        privacy_actions.block_account(account=huis["leverancier"], by=None)
    else:
        privacy_actions.change_role(
            account=huis["leverancier"], rol=Rol.beleidsmedewerker, organisatie=None, by=None
        )


def test_a_refused_right_is_logged(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    _take_right(brp, "blokkeer")
    work(levering)
    rij = Logregel.objects.filter(actie="toegang_geweigerd").latest("id")
    assert (rij.object_soort, rij.object_id) == ("deur", str(levering.pk))


# --- 24 hours -------------------------------------------------------------------------------------
def age(landing: Landing, **duur: float) -> None:
    Landing.objects.filter(pk=landing.pk).update(aangemaakt_op=Now() - timedelta(**duur))


def test_a_landing_goes_after_24_hours_and_not_before(brp: Huis):
    oud, jong = deliver(brp, as_csv(residents(3))), deliver(brp, as_csv(residents(4)))
    age(oud.landing, hours=24, minutes=1)
    age(jong.landing, hours=23, minutes=59)
    assert clean_landings() == 1
    assert stored_files() == [opslag.landing_path(jong.landing.pk)]
    assert events(oud.landing, "landing_vernietigd") == ["gelukt"]


def test_the_delivery_of_a_landing_that_went_has_failed(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    age(levering.landing, hours=25)
    clean_landings()
    levering.refresh_from_db()
    assert (levering.status, job_of(levering).status) == ("mislukt", "geannuleerd")


def test_what_a_dead_upload_left_goes_too(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    opslag.upload_path(levering.landing.pk).write_bytes(b"half")
    age(levering.landing, hours=25)
    clean_landings()
    assert not stored_files()


def test_a_delivery_that_was_accepted_is_not_touched_by_cleaning(brp: Huis):
    levering = accepted(brp)
    age(levering.landing, hours=25)
    assert clean_landings() == 0
    levering.refresh_from_db()
    assert levering.status == "wacht_op_akkoord"


def test_cleaning_twice_is_cleaning_once(brp: Huis):
    levering = deliver(brp, as_csv(residents(3)))
    age(levering.landing, hours=25)
    assert [clean_landings(), clean_landings()] == [1, 0]
    assert events(levering.landing, "landing_vernietigd") == ["gelukt"]


def test_one_landing_that_can_not_be_cleaned_does_not_keep_the_others(
    brp: Huis, monkeypatch: pytest.MonkeyPatch
):
    leveringen = [deliver(brp, as_csv(residents(n))) for n in (3, 4)]
    for levering in leveringen:
        age(levering.landing, hours=25)
    echt = actions.expire_landing

    def stubborn(*, landing: Landing, by: None) -> None:
        if landing.pk == leveringen[0].landing.pk:
            raise OSError(30, "Read-only file system")
        echt(landing=landing, by=by)

    monkeypatch.setattr(actions, "expire_landing", stubborn)
    assert clean_landings() == 1


def test_cleaning_is_on_the_schedule_of_beat():
    gepland = {regel["task"] for regel in settings.CELERY_BEAT_SCHEDULE.values()}
    app.loader.import_default_modules()
    assert "bronnen.tasks.ruim_landingen_op" in gepland
    assert gepland <= set(app.tasks)
