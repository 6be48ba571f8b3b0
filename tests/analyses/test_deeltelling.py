"""Counting in parts, in this process and by two real workers: each once, and the same result."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import polars as pl
import pytest
from django.conf import settings as ingesteld
from django.db import connection
from pytest_django import Settings

from analyses.kern.specificatie import (
    Gebiedskeuze,
    Regelspecificatie,
    Regressiespecificatie,
    Specificatie,
    Verdachtenspecificatie,
)
from analyses.models import Analyse
from bronnen import opslag
from bronnen.inhoud import key_of
from bronnen.kern import koppelbestand as kern
from bronnen.models import Koppelbestand
from buurtmonitor import processen
from buurtmonitor.omgeving import secret
from buurtmonitor.taken import actions as taken
from buurtmonitor.taken.models import Taak
from tests.gemeente import ONDER_DRUK, REFERENTIE, ask, linked
from tests.materiaal import Huis, job_of, work

WORTEL = Path(processen.__file__).resolve().parents[1]
KEUZE = Gebiedskeuze(tuple(ONDER_DRUK), tuple(REFERENTIE))
REGELS, REGRESSIE = Regelspecificatie(KEUZE), Regressiespecificatie(KEUZE)
IN_DELEN = (REGELS, REGRESSIE, Verdachtenspecificatie(KEUZE))
BLOK, DEEL = 200, 500  # residents


@pytest.fixture
def bestand(gemeente: Huis, monkeypatch: pytest.MonkeyPatch) -> Koppelbestand:
    """The linked file, in blocks small enough to share: some households lie across a border."""
    bestand = linked(gemeente)
    pad, sleutel = opslag.linked_path(bestand.pk), key_of(bestand.sleutel)
    bewoners = kern.residents_of(pad, sleutel)(None)
    monkeypatch.setattr(kern, "RIJEN_PER_BLOK", BLOK)
    assert bestand.sleutel is not None
    with pad.open("wb") as doel:
        peildatum = gemeente.onderzoek.peildatum
        kern.write_linked(bewoners, doel, sleutel, bestand.sleutel.pk.bytes, peildatum)
    return bestand


def left_behind(bestand: Koppelbestand) -> list[str]:
    vast = {opslag.linked_path(bestand.pk), opslag.report_path(bestand.pk)}
    return [pad.name for pad in opslag.linked_files(bestand.pk) if pad not in vast]


def done_at_once(huis: Huis, bestand: Koppelbestand, vraag: Specificatie) -> str:
    analyse = ask(huis, bestand, vraag)
    assert work(analyse).fout == ""
    assert not Taak.objects.filter(soort="deeltelling").exists()
    return str(analyse.resultaat.sha256)


def test_one_worker_that_counts_in_parts_finds_the_same(
    gemeente: Huis, bestand: Koppelbestand, settings: Settings
) -> None:
    heel = [done_at_once(gemeente, bestand, vraag) for vraag in IN_DELEN]
    settings.TELDEEL = DEEL
    for vraag, sha256 in zip(IN_DELEN, heel, strict=True):
        ervoor = Taak.objects.filter(soort="deeltelling", status="klaar").count()
        analyse = ask(gemeente, bestand, vraag)
        assert work(analyse).fout == ""
        assert analyse.resultaat.sha256 == sha256
        assert Taak.objects.filter(soort="deeltelling", status="klaar").count() > ervoor + 4
    assert left_behind(bestand) == []


def test_an_empty_code_is_one_sentence_in_parts_too(
    gemeente: Huis, bestand: Koppelbestand, settings: Settings
) -> None:
    pad, sleutel = opslag.linked_path(bestand.pk), key_of(bestand.sleutel)
    een = pl.int_range(pl.len()) == 700
    leeg = kern.residents_of(pad, sleutel)(None).with_columns(
        geslacht=pl.when(~een).then("geslacht")
    )
    assert bestand.sleutel is not None
    with pad.open("wb") as doel:
        peildatum = gemeente.onderzoek.peildatum
        kern.write_linked(leeg, doel, sleutel, bestand.sleutel.pk.bytes, peildatum)
    settings.TELDEEL = DEEL
    taak = work(ask(gemeente, bestand, REGELS))
    assert taak.fout == "De koppeling heeft lege codes. Koppel de leveringen opnieuw."
    assert left_behind(bestand) == []


def test_a_stop_while_the_parts_are_counted_leaves_nothing(
    gemeente: Huis, bestand: Koppelbestand, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TELDEEL = DEEL
    analyse = ask(gemeente, bestand, REGELS)
    schrijf, stop = opslag.move, job_of(analyse)

    def move(van: Path, naar: Path) -> None:
        schrijf(van, naar)
        taken.request_cancel(taak_id=stop.pk)

    monkeypatch.setattr(opslag, "move", move)
    assert work(analyse).status == "geannuleerd"
    assert left_behind(bestand) == []
    delen = set(Taak.objects.filter(soort="deeltelling").values_list("status", flat=True))
    assert delen == {"klaar", "geannuleerd"}


# --- real workers ---------------------------------------------------------------------------------
def environment(**anders: str) -> dict[str, str]:
    """As another machine would have it: the same database, queue, store and vault."""
    url = urlsplit(secret("DATABASE_URL"))
    proefbase = url._replace(path=f"/{connection.settings_dict['NAME']}")
    nieuw = {
        "DATABASE_URL": urlunsplit(proefbase),
        "BUURTMONITOR_DATABASEROL": "app",
        "BUURTMONITOR_DATA": str(ingesteld.DATA),
        "BUURTMONITOR_KLUIS": str(ingesteld.KLUIS),
        "BUURTMONITOR_HOOFDSLEUTEL": base64.b64encode(ingesteld.HOOFDSLEUTEL).decode(),
        "BUURTMONITOR_WERKERS": "1",
        **anders,
    }
    ook = {f"{naam}_FILE" for naam in nieuw}
    return {naam: w for naam, w in os.environ.items() if naam not in ook} | nieuw


@contextmanager
def worker(naam: str, **anders: str) -> Iterator[None]:
    opdracht = [sys.executable, *processen.WORKER.opdracht[1:], "--hostname", f"{naam}@proef"]
    proces = subprocess.Popen(
        opdracht, cwd=WORTEL, env=environment(**anders) | processen.WORKER.omgeving
    )
    try:
        yield
    finally:
        proces.terminate()
        proces.wait(30)


def wait_for(analyse: Analyse) -> Taak:
    einde = time.monotonic() + 60
    while (taak := job_of(analyse)).status in ("wacht", "bezig") and time.monotonic() < einde:
        time.sleep(0.1)
    return taak


@pytest.mark.django_db(transaction=True)
def test_two_real_workers_share_a_count_and_find_the_same(
    gemeente: Huis, bestand: Koppelbestand
) -> None:
    """A regression: households lie across the borders of the parts."""
    heel = done_at_once(gemeente, bestand, REGRESSIE)
    with ExitStack() as stapel:
        for naam in ("een", "twee"):
            stapel.enter_context(worker(naam, BUURTMONITOR_TELDEEL=str(BLOK)))
        analyse = ask(gemeente, bestand, REGRESSIE)
        taak = wait_for(analyse)
    assert (taak.status, taak.fout) == ("klaar", "")
    assert analyse.resultaat.sha256 == heel
    delen = Taak.objects.filter(soort="deeltelling")
    assert {(deel.status, deel.poging) for deel in delen} == {("klaar", 1)}
    assert len({deel.werker for deel in delen}) == 2
    assert left_behind(bestand) == []
