"""The limited child: what a bad file, a kill or a full disk does, and what stays on disk."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from bronnen import leverschemas
from bronnen.kern import deurproces
from bronnen.kern.deurkind import _kind_of, _place_of
from bronnen.kern.deurproces import (
    MB,
    ONLEESBAAR,
    TE_GROOT,
    TE_LANG,
    DeurMislukt,
    Deuropdracht,
    Kindgrenzen,
    run_child,
)
from bronnen.kern.leverschema import Leververslag
from privacy.kern.versleuteling import Lezer, Schrijver, as_binary, new_key
from tests.bronnen.kern.deurmateriaal import BEWONER, as_csv, residents
from tests.bronnen.kern.toetsmateriaal import offer

SPAWN = deurproces._spawn
BLAD = b"""<?xml version="1.0"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
<row r="1"><c r="A1" t="inlineStr"><is><t>bsn</t></is></c></row>
<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"""
BOEK = b"""<?xml version="1.0"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>"""
RELATIES = b"""<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="worksheets/sheet1.xml" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>"""
SOORTEN = b"""<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""


def sparse_bomb() -> bytes:
    """Two cells, the first and the very last: a dense sheet of them asks for 549 GB."""
    uit = io.BytesIO()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("[Content_Types].xml", SOORTEN)
        zip_.writestr("xl/workbook.xml", BOEK)
        zip_.writestr("xl/_rels/workbook.xml.rels", RELATIES)
        zip_.writestr("xl/worksheets/sheet1.xml", BLAD)
    return uit.getvalue()


def job(map_: Path, inhoud: bytes, achtervoegsel: str = "csv", **anders: Any) -> Deuropdracht:
    """A landing with this content, and what the door has to do with it."""
    landing, sleutel = map_ / "landing", new_key()
    with landing.open("wb") as bestand, Schrijver(bestand, sleutel) as schrijver:
        schrijver.write(inhoud)
    opdracht = Deuropdracht(
        landing=landing,
        landing_sleutel=sleutel,
        doel=map_ / "levering",
        datasleutel=new_key(),
        datasleutel_id=bytes(16),
        projectsleutel=new_key(),
        bron="brp",
        goedgekeurd=frozenset(leverschemas.schema("brp").elementen),
        aanbieding=offer(bron="brp"),
        achtervoegsel=achtervoegsel,
    )
    return replace(opdracht, **anders)


def run(opdracht: Deuropdracht, **anders: Any) -> Leververslag:
    return run_child(opdracht, **{"voortgang": lambda percent, stap: None, **anders})


def files(map_: Path) -> set[str]:
    return {pad.name for pad in map_.iterdir()}


@pytest.fixture
def kind_pid(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The process ids of the children that are started; none of them outlives the test."""
    pids: list[int] = []

    def remember() -> "subprocess.Popen[bytes]":
        proces = SPAWN()
        pids.append(proces.pid)
        return proces

    monkeypatch.setattr(deurproces, "_spawn", remember)
    yield pids
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_delivery_comes_out_encrypted(tmp_path: Path, kind_pid: list[int]) -> None:
    opdracht = job(tmp_path, as_csv(residents(5)))
    verslag = run(opdracht)
    with opdracht.doel.open("rb") as bron:
        lezer = as_binary(Lezer(bron, opdracht.datasleutel))
        assert pa.ipc.open_stream(lezer).read_all().num_rows == 5
    assert verslag.aanvaard
    assert files(tmp_path) == {"landing", "levering"}
    assert opdracht.doel.stat().st_mode & 0o777 == 0o600
    assert len(kind_pid) == 1


def test_no_value_of_the_file_is_on_disk_afterwards(tmp_path: Path) -> None:
    rijen = residents(200, geslachtsnaam="Kanariepiet", straat="Geheimestraat")
    run(job(tmp_path, as_csv(rijen)))
    op_schijf = b"".join(pad.read_bytes() for pad in tmp_path.iterdir())
    waarden = [rijen[0]["bsn"], "Kanariepiet", "KANARIEPIET", "Geheimestraat", "5211", "31-12-1990"]
    assert [w for w in waarden if w.encode() in op_schijf] == []


def test_a_refused_file_leaves_its_landing_alone(tmp_path: Path) -> None:
    verslag = run(job(tmp_path, b"geen;levering\n1;2\n"))
    assert "kolomnamen" in (verslag.weigering or "")
    assert files(tmp_path) == {"landing"}


@pytest.mark.parametrize(
    ("inhoud", "achtervoegsel", "woord"),
    [
        (b"%PDF-1.7 ", "csv", "PDF"),
        (b"", "csv", "leeg"),
        (b"bsn;x\n", "xlsx", "naam van het bestand"),
        (b"bsn;x\n", "exe", "soort bestand"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    tmp_path: Path, inhoud: bytes, achtervoegsel: str, woord: str
) -> None:
    verslag = run(job(tmp_path, inhoud, achtervoegsel))
    assert (verslag.aanvaard, verslag.bestandssoort) == (False, "onbekend")
    assert woord in (verslag.weigering or "")


def test_a_sparse_bomb_is_refused_and_we_live_on(tmp_path: Path, kind_pid: list[int]) -> None:
    verslag = run(job(tmp_path, sparse_bomb(), "xlsx"))
    assert not verslag.aanvaard
    assert files(tmp_path) == {"landing"}
    assert run(job(tmp_path, as_csv([BEWONER]))).aanvaard


def test_a_parser_that_aborts_takes_the_child_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind_pid: list[int]
) -> None:
    """As calamine does with the bomb, should it ever reach it: the child calls abort()."""
    stand_in(monkeypatch, tmp_path, "import os; os.abort()")
    verslag = run(job(tmp_path, b"x"))
    assert (verslag.aanvaard, verslag.weigering) == (False, ONLEESBAAR)
    assert (verslag.bron, verslag.schema_versie) == ("brp", leverschemas.schema("brp").versie)


def test_the_bomb_itself_aborts_the_child_that_reads_it(tmp_path: Path) -> None:
    """Without the look beforehand: RLIMIT_AS makes the parser fail before it fills the machine."""
    bom = tmp_path / "bom.xlsx"
    bom.write_bytes(sparse_bomb())
    lees = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (4 << 30,) * 2);"
        "from python_calamine import CalamineWorkbook as W;"
        "W.from_path(sys.argv[1]).get_sheet_by_index(0)"
    )
    klaar = subprocess.run([sys.executable, "-c", lees, str(bom)], stderr=subprocess.DEVNULL)
    assert klaar.returncode != 0


def stand_in(monkeypatch: pytest.MonkeyPatch, map_: Path, code: str) -> None:
    """Another program in the place of the child."""
    module = map_ / "invalkind.py"
    module.write_text(code)
    monkeypatch.setattr(deurproces, "_MODULE", "invalkind")
    monkeypatch.setattr(deurproces, "_WORTEL", map_)


def test_a_child_that_is_killed_refuses_the_file(tmp_path: Path, kind_pid: list[int]) -> None:
    def kill(percent: float, stap: str) -> None:
        os.kill(kind_pid[0], signal.SIGKILL)

    verslag = run(job(tmp_path, as_csv(residents(5))), voortgang=kill)
    assert verslag.weigering == ONLEESBAAR
    assert files(tmp_path) == {"landing"}


def test_a_child_above_its_memory_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind_pid: list[int]
) -> None:
    stand_in(monkeypatch, tmp_path, "import time; x = b'x' * (200 << 20); time.sleep(60)")
    assert run(job(tmp_path, b"x"), rss_grens=100 * MB).weigering == TE_GROOT


def test_a_child_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind_pid: list[int]
) -> None:
    stand_in(monkeypatch, tmp_path, "import time; time.sleep(60)")
    begin = time.monotonic()
    assert run(job(tmp_path, b"x"), wandklok=0.5).weigering == TE_LANG
    assert time.monotonic() - begin < 10


def test_a_child_that_stops_talking_and_does_not_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind_pid: list[int]
) -> None:
    monkeypatch.setattr(deurproces, "_UITLOOP", 0.3)
    stand_in(monkeypatch, tmp_path, "import os, time; os.close(1); time.sleep(60)")
    assert run(job(tmp_path, b"x")).weigering == TE_LANG


def test_a_cancel_kills_the_child_and_goes_on_up(tmp_path: Path, kind_pid: list[int]) -> None:
    class Geannuleerd(Exception):
        pass

    def cancel(percent: float, stap: str) -> None:
        raise Geannuleerd

    with pytest.raises(Geannuleerd):
        run(job(tmp_path, as_csv(residents(5))), voortgang=cancel)
    assert files(tmp_path) == {"landing"}


def test_who_is_overtaken_does_not_publish(tmp_path: Path) -> None:
    class Achterhaald(Exception):
        pass

    def overtaken(percent: float, stap: str) -> None:
        if percent == 100:
            raise Achterhaald

    with pytest.raises(Achterhaald):
        run(job(tmp_path, as_csv([BEWONER])), voortgang=overtaken)
    assert files(tmp_path) == {"landing"}


def test_what_a_dead_attempt_left_is_removed(tmp_path: Path) -> None:
    opdracht = job(tmp_path, as_csv([BEWONER]))
    replace(opdracht, merk="dood").voorlopig.write_bytes(b"half")
    run(opdracht)
    assert files(tmp_path) == {"landing", "levering"}


def test_progress_is_told_as_a_percentage_and_a_step(tmp_path: Path) -> None:
    gezegd: list[tuple[float, str]] = []
    run(job(tmp_path, as_csv([BEWONER])), voortgang=lambda *stand: gezegd.append(stand))
    assert all(0 <= percent <= 100 and stap for percent, stap in gezegd)
    assert gezegd


def test_a_landing_that_was_changed_is_our_failure_and_not_the_suppliers(tmp_path: Path) -> None:
    opdracht = job(tmp_path, as_csv(residents(50)))
    inhoud = bytearray(opdracht.landing.read_bytes())
    inhoud[-40] ^= 1
    opdracht.landing.write_bytes(inhoud)
    with pytest.raises(DeurMislukt) as fout:
        run(opdracht)
    assert fout.value.code == "landing"
    assert files(tmp_path) == {"landing"}


@pytest.mark.parametrize("weg", ["landing", "map"])
def test_a_missing_file_or_folder_is_our_failure(tmp_path: Path, weg: str) -> None:
    opdracht = job(tmp_path, as_csv([BEWONER]))
    if weg == "landing":
        opdracht.landing.unlink()
    else:
        opdracht = replace(opdracht, doel=tmp_path / "nergens" / "levering")
    with pytest.raises(DeurMislukt, match="schijf"):
        run(opdracht)


def test_an_output_above_its_limit_is_our_failure(tmp_path: Path) -> None:
    opdracht = job(tmp_path, as_csv(residents(50)), grenzen=Kindgrenzen(bestandsomvang=100))
    with pytest.raises(DeurMislukt, match="schijf"):
        run(opdracht)
    assert files(tmp_path) == {"landing"}


def test_a_child_without_enough_address_space_refuses_the_file(tmp_path: Path) -> None:
    opdracht = job(tmp_path, as_csv(residents(50)), grenzen=Kindgrenzen(adresruimte=200 * MB))
    assert run(opdracht).weigering == ONLEESBAAR


def test_a_mistake_of_ours_is_told_by_its_place_without_its_message(tmp_path: Path) -> None:
    opdracht = replace(job(tmp_path, as_csv([BEWONER])), projectsleutel=b"KANARIE")
    with pytest.raises(DeurMislukt) as fout:
        run(opdracht)
    assert str(fout.value).startswith("intern ValueError pseudoniem.py:")
    assert "KANARIE" not in str(fout.value)


def test_the_place_of_an_error_holds_nothing_of_its_message() -> None:
    with pytest.raises(ValueError, match="KANARIE") as gevangen:
        int("KANARIE")
    assert _kind_of(gevangen.value) == "intern"
    assert _place_of(gevangen.value).startswith("ValueError test_deurkind.py:")


def test_keys_travel_neither_as_arguments_nor_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opdracht = job(tmp_path, as_csv([BEWONER]))
    gezien: list[bytes] = []

    def look() -> "subprocess.Popen[bytes]":
        proces = SPAWN()
        for naam in ("cmdline", "environ"):
            gezien.append(Path(f"/proc/{proces.pid}/{naam}").read_bytes())
        return proces

    monkeypatch.setattr(deurproces, "_spawn", look)
    monkeypatch.setenv("DJANGO_SECRET_KEY", "kanarie")
    run(opdracht)
    sleutels = {deel for deel in opdracht.als_json().split(b'"') if len(deel) == 44}
    assert len(sleutels) == 3
    assert [woord for woord in (*sleutels, b"kanarie") if woord in b"".join(gezien)] == []


def test_a_job_survives_its_line() -> None:
    opdracht = job_in_memory()
    assert Deuropdracht.uit_json(opdracht.als_json()) == opdracht
    assert opdracht.als_json().count(b"\n") == 1


def test_a_job_does_not_show_its_keys() -> None:
    opdracht = job_in_memory()
    assert str(opdracht.landing_sleutel) not in repr(opdracht)
    assert str(opdracht.projectsleutel) not in repr(opdracht)


def job_in_memory() -> Deuropdracht:
    return Deuropdracht(
        landing=Path("/landing"),
        landing_sleutel=new_key(),
        doel=Path("/doel"),
        datasleutel=new_key(),
        datasleutel_id=os.urandom(16),
        projectsleutel=new_key(),
        bron="brp",
        goedgekeurd=frozenset({"bsn", "geslacht"}),
        aanbieding=offer(aantal_rijen=3, sha256="0" * 64, contact="é"),
    )


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    """A worker that is killed leaves no child that reads on."""
    opdracht = job(tmp_path, as_csv(residents(3000)))
    pijp = tmp_path / "pijp"
    os.mkfifo(pijp)  # the child waits at its landing
    code = (
        "import sys; from bronnen.kern import deurproces as d;"
        "o = d.Deuropdracht.uit_json(sys.stdin.buffer.readline()); s = d._spawn;"
        "d._spawn = lambda: (lambda p: (print(p.pid, flush=True), p)[1])(s());"
        "d.run_child(o, voortgang=lambda *_: None)"
    )
    ouder = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert ouder.stdin is not None
    assert ouder.stdout is not None
    with ouder:
        ouder.stdin.write(replace(opdracht, landing=pijp).als_json())
        ouder.stdin.close()
        pid = int(ouder.stdout.readline())
        wait_until(lambda: b"deurkind" in Path(f"/proc/{pid}/cmdline").read_bytes())
        wait_until(lambda: "State:\tS" in Path(f"/proc/{pid}/status").read_text())
        ouder.kill()
        wait_until(lambda: not Path(f"/proc/{pid}").exists())


def wait_until(klopt: Any, seconden: float = 20) -> None:
    einde = time.monotonic() + seconden
    while not klopt():
        assert time.monotonic() < einde
        time.sleep(0.05)


def test_two_children_at_once_do_not_mix(tmp_path: Path) -> None:
    verslagen: dict[int, Leververslag] = {}
    mappen = [tmp_path / str(i) for i in (1, 2)]
    for map_ in mappen:
        map_.mkdir()

    def work(aantal: int, map_: Path) -> None:
        verslagen[aantal] = run(job(map_, as_csv(residents(aantal))))

    draden = [threading.Thread(target=work, args=(i, m)) for i, m in enumerate(mappen, start=1)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert {aantal: v.rijen_aanvaard for aantal, v in verslagen.items()} == {1: 1, 2: 2}
