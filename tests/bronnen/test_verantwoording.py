"""The verwerkingsregister says what is registered, all of it, and nothing else."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from django.core.management import call_command

from bronnen.actions import bronakkoord
from bronnen.kern.verantwoording import KOLOMMEN, Verwerking, register_csv
from bronnen.verantwoording import processings
from privacy.models import Onderzoek
from tests.materiaal import REDEN, Huis, approve_source
from tests.papier import pdf_elements


def test_a_source_stands_in_it_with_its_approved_elements_alone(huis: Huis):
    approve_source(huis, "brp", ["bsn", "geslacht"])
    [verwerking] = processings()
    assert [bron.elementen for bron in verwerking.bronnen] == [("bsn", "geslacht")]
    assert verwerking.doel == huis.onderzoek.doel


def test_a_withdrawn_source_leaves_and_a_concept_is_not_in_it(huis: Huis):
    akkoord = approve_source(huis, "brp")
    bronakkoord.withdraw_source(akkoord=akkoord, reden=REDEN, by=huis["officer"])
    assert processings()[0].bronnen == ()
    Onderzoek.objects.update(status="concept")
    assert processings() == []


def test_police_data_are_marked_with_what_they_need(huis: Huis):
    approve_source(huis, "verdachten")
    [bron] = processings()[0].bronnen
    assert "strafrechtelijk" in bron.bijzonder
    assert (bron.akkoorden, bron.document) == (2, "toestemming van het Openbaar Ministerie")


def test_the_files_hold_the_same_and_are_logged(huis: Huis):
    approve_source(huis, "brp")
    bij = huis.bij("beleid")
    tekst = bij.get("/verantwoording/verwerkingsregister.csv").content.decode("utf-8-sig")
    rijen = list(csv.reader(io.StringIO(tekst), delimiter=";"))
    assert tuple(rijen[0]) == KOLOMMEN
    assert rijen[1][0] == huis.onderzoek.naam


def test_the_paper_is_written_the_same_each_time(huis: Huis, tmp_path: Path):
    approve_source(huis, "brp")
    een, ander = tmp_path / "een.pdf", tmp_path / "ander.pdf"
    for pad in (een, ander):
        call_command("verwerkingsregister", str(pad), stdout=io.StringIO())
    assert een.read_bytes() == ander.read_bytes()
    assert pdf_elements(een.read_bytes())[0] == {"Document", "H1", "H2", "H3", "P"}


def test_a_cell_is_never_a_formula():
    velden = dict.fromkeys(Verwerking.__dataclass_fields__, "=1+1")
    from bronnen.kern.verantwoording import Bronverwerking

    bron = Bronverwerking("=1", "@x", "-", ("+a",), (), 1, "")
    verwerking = Verwerking(**velden | {"afspraken": (), "documenten": (), "bronnen": (bron,)})  # type: ignore[arg-type]
    rij = list(csv.reader(io.StringIO(register_csv([verwerking])), delimiter=";"))[1]
    assert not [cel for cel in rij if cel[:1] in "=+-@" and cel]


def test_everybody_can_read_the_answer_to_a_resident(huis: Huis):
    approve_source(huis, "brp")
    for wie in ("leverancier", "officer", "analist", "beleid", "werkgroep", "beheer"):
        pagina = huis.bij(wie).get("/verantwoording/").content.decode()
        assert "Besluiten over personen" in pagina
