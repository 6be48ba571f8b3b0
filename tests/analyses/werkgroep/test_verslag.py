"""The minutes: asked for, made in a job, and readable by the libraries and by people."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from analyses import actions as analyse_actions
from analyses.queries import viewers_content
from analyses.werkgroep import opslag
from analyses.werkgroep.actions import besluiten, gesprek, verslagen
from analyses.werkgroep.actions.verslagen import Geschreven
from analyses.werkgroep.kern.prent import draw_png, size
from analyses.werkgroep.kern.verslagstuk import column_shares, on_paper
from analyses.werkgroep.models import Bijeenkomst, Verslag, Voorstelstatus
from analyses.werkgroep.verslaggegevens import minutes_of
from buurtmonitor.taken import actions as taken
from privacy import kluis
from privacy.kern.presentatie import Cel, Tabelweergave
from privacy.models import Sleutel
from privacy.uitzonderingen import Geweigerd
from tests.analyses.werkgroep.materiaal import focus, held, item, proposed, said, to
from tests.gemeente import questions, real_result
from tests.materiaal import REDEN, Huis, events, job_of, stored_files, work
from tests.papier import pdf_elements


@pytest.fixture
def besproken(gemeente: Huis) -> Bijeenkomst:
    """A meeting in which something was said, answered, decided and concluded."""
    punt = held(gemeente)
    vraag = said(gemeente, punt, "lid", "Komt dit door de leeftijd?")
    said(gemeente, punt, "analist", "Nee, die is gelijk gehouden.", "", vraag)
    voorstel = proposed(gemeente, punt)
    besluiten.vote(voorstel=voorstel, keuze="eens", reden="", by=gemeente["werkgroep"])
    besluiten.vote(voorstel=voorstel, keuze="niet_eens", reden="Te duur.", by=gemeente["derde"])
    besluiten.write_outcome(
        voorstel=voorstel, naar=Voorstelstatus.aangenomen,
        uitkomst="We beginnen in mei.", eigenaar=gemeente["lid"], gereed_op=None,
        by=gemeente["werkgroep"],
    )  # fmt: skip
    gesprek.write_conclusion(punt=punt, tekst="Mannen vaker.", gezien=0, by=gemeente["lid"])
    focus(gemeente, punt)
    return to(gemeente, punt.bijeenkomst, "gesloten")


def test_minutes_ask_the_database_as_often_for_three_items_as_for_one(gemeente: Huis):
    punten = [held(gemeente)]
    bijeenkomst = punten[0].bijeenkomst
    tel = []
    for _ in range(3):
        said(gemeente, punten[-1], "lid", "Waarom?")
        proposed(gemeente, punten[-1])
        focus(gemeente, punten[-1])
        with CaptureQueriesContext(connection) as vragen:
            stuk = minutes_of(Bijeenkomst.objects.get(pk=bijeenkomst.pk))
        assert all(len(p.draden) == len(p.voorstellen) == len(p.speerpunten) for p in stuk.punten)
        tel.append((len(stuk.punten), len(vragen)))
        punten.append(item(gemeente, bijeenkomst))
    assert [aantal for aantal, _ in tel] == [1, 2, 3]
    assert len({vragen for _, vragen in tel}) == 1


def made(huis: Huis, bijeenkomst: Bijeenkomst) -> dict[str, bytes]:
    verslagen.request_minutes(bijeenkomst=bijeenkomst, by=huis["lid"])
    assert work(bijeenkomst).status == "klaar"
    return {verslag.soort: opslag.read(verslag) for verslag in bijeenkomst.verslagen.all()}


def test_minutes_that_are_stopped_half_way_leave_the_ones_of_before(
    gemeente: Huis, besproken: Bijeenkomst, monkeypatch: pytest.MonkeyPatch
):
    eerder = made(gemeente, besproken)
    sleutels, bestanden = live_keys(), stored_files()
    schrijf = verslagen.write_document

    def stopped(**velden: Any) -> Geschreven:
        taken.request_cancel(taak_id=job_of(besproken).pk)
        return schrijf(**velden)

    monkeypatch.setattr(verslagen, "write_document", stopped)
    verslagen.request_minutes(bijeenkomst=besproken, by=gemeente["lid"])
    assert work(besproken).status == "geannuleerd"
    assert (live_keys(), stored_files()) == (sleutels, bestanden)
    assert len(eerder) == besproken.verslagen.count() == 3


def live_keys() -> set[UUID]:
    return set(Sleutel.objects.filter(vernietigd_op=None).values_list("pk", flat=True))


GEZEGD = (
    "Komt dit door de leeftijd?", "Nee, die is gelijk gehouden.", "Begin met schuldhulp.",
    "We beginnen in mei.", "Te duur.", "Mannen vaker.", "Overleg leefklimaat",
)  # fmt: skip


def test_all_three_documents_open_and_hold_what_was_said(gemeente: Huis, besproken: Bijeenkomst):
    stukken = made(gemeente, besproken)
    teksten = {
        "pdf": " ".join(b.extract_text() for b in PdfReader(io.BytesIO(stukken["pdf"])).pages),
        "docx": " ".join(a.text for a in Document(io.BytesIO(stukken["docx"])).paragraphs),
        "pptx": " ".join(
            vorm.text_frame.text
            for dia in Presentation(io.BytesIO(stukken["pptx"])).slides
            for vorm in dia.shapes
            if vorm.has_text_frame
        ),
    }  # fmt: skip
    plat = {soort: " ".join(tekst.split()) for soort, tekst in teksten.items()}
    assert [(s, zin) for s, tekst in plat.items() for zin in GEZEGD if zin not in tekst] == []
    assert events(besproken, "verslag_gemaakt") == ["gelukt"]
    _structured(stukken, real_result_alt(besproken))
    _replaced(gemeente, besproken)


def real_result_alt(bijeenkomst: Bijeenkomst) -> str:
    resultaat = bijeenkomst.punten.get().resultaat
    assert resultaat is not None
    return viewers_content(resultaat).alt


def _structured(stukken: dict[str, bytes], alt: str) -> None:
    """Real headings, tables as tables, words with each picture."""
    vel = Document(io.BytesIO(stukken["docx"]))
    assert {"Title", "Heading 1", "Heading 2"} <= {a.style.name for a in vel.paragraphs}
    assert vel.tables
    assert [beeld._inline.docPr.get("descr") for beeld in vel.inline_shapes]
    assert {beeld._inline.docPr.get("descr") for beeld in vel.inline_shapes} == {alt}
    beelden = [
        vorm._element.nvPicPr.cNvPr.get("descr")
        for dia in Presentation(io.BytesIO(stukken["pptx"])).slides
        for vorm in dia.shapes
        if vorm.name == "Grafiek"
    ]
    assert beelden
    assert set(beelden) == {alt}
    soorten, alts = pdf_elements(stukken["pdf"])
    assert {"H1", "H2", "H3", "P", "Table", "TR", "TH", "TD", "Figure", "L", "LI"} <= soorten
    assert alts == {alt}


def _replaced(huis: Huis, bijeenkomst: Bijeenkomst) -> None:
    """Made again: the old documents go, rows and files."""
    oud = list(Verslag.objects.all())
    made(huis, bijeenkomst)
    assert len(opslag.documents_of(bijeenkomst.pk)) == Verslag.objects.count() == 3
    assert not any(kluis.has_file(v.sleutel_id) for v in oud if v.sleutel_id)


def test_a_document_is_given_as_it_was_made_or_not_at_all(gemeente: Huis, besproken: Bijeenkomst):
    made(gemeente, besproken)
    verslag = besproken.verslagen.get(soort="pdf")
    pad = f"/verslagen/{verslag.pk}/"
    antwoord = gemeente.bij("beleid").get(pad)
    assert (antwoord.status_code, antwoord["Content-Type"]) == (200, "application/pdf")
    assert events(verslag, "verslag_gedownload") == ["gelukt"]
    opslag.document_path(besproken.pk, verslag.pk).write_bytes(b"anders")
    assert gemeente.bij("beleid").get(pad).status_code == 404


def test_a_withdrawn_chart_is_a_sentence_in_the_minutes(gemeente: Huis, besproken: Bijeenkomst):
    resultaat = besproken.punten.get().resultaat
    assert resultaat is not None
    analyse_actions.withdraw_release(resultaat=resultaat, reden=REDEN, by=gemeente["officer"])
    vel = Document(io.BytesIO(made(gemeente, besproken)["docx"]))
    tekst = " ".join(alinea.text for alinea in vel.paragraphs)
    assert "Deze grafiek is ingetrokken" in tekst
    assert (len(vel.inline_shapes), len(vel.tables)) == (0, 0)


def test_only_who_took_part_asks_for_the_minutes(gemeente: Huis, besproken: Bijeenkomst):
    for wie in ("beleid", "analist"):
        with pytest.raises(Geweigerd):
            verslagen.request_minutes(bijeenkomst=besproken, by=gemeente[wie])


SOORTEN = [n for n in questions() if any(w in n for w in ("eslacht", "Regels", "Maximale"))]


@pytest.mark.parametrize("naam", SOORTEN)
def test_every_kind_of_figure_becomes_a_picture_that_is_not_blank(naam: str):
    inhoud = real_result(questions()[naam])
    for figuur in inhoud.figuren[:3]:
        beeld = Image.open(io.BytesIO(draw_png(figuur)))
        breed, hoog = size(figuur)
        assert (beeld.width, beeld.height) == (2 * breed, 2 * hoog)
        assert len(beeld.convert("L").getcolors() or []) > 8


def test_making_the_minutes_can_be_stopped_and_leaves_those_of_before(
    gemeente: Huis, besproken: Bijeenkomst
):
    adres = f"/bijeenkomsten/{besproken.pk}/verslag/"
    gemeente.bij("lid").post(adres)
    assert "Stoppen" in gemeente.bij("lid").get(adres).content.decode()
    gemeente.bij("lid").post(f"{adres}stoppen/")
    assert "Gestopt op uw verzoek" in gemeente.bij("lid").get(adres).content.decode()
    assert events(besproken, "verslag_gestopt")


def test_who_leads_hears_that_the_minutes_are_ready(gemeente: Huis, besproken: Bijeenkomst):
    made(gemeente, besproken)
    assert "Het verslag is klaar" in gemeente.bij("lid").get("/").content.decode()
    assert "Het verslag is klaar" not in gemeente.bij("derde").get("/").content.decode()


def a_table(*koppen: str, rij: tuple[str, ...]) -> Tabelweergave:
    regels = [tuple(Cel(tekst, False) for tekst in teksten) for teksten in (koppen, rij)]
    return Tabelweergave("Proef", regels[0], (regels[1],), 0)


def test_a_table_that_is_too_wide_for_paper_is_named_instead():
    smal = a_table("Regel", "Aandeel", rij=("Mannen", "10%"))
    breed = a_table(*"abcdefghijk", rij=tuple("abcdefghijk"))
    past, zin = on_paper([smal, breed])
    assert past == [smal]
    assert zin.endswith("op het scherm: Proef.")
    assert on_paper([smal]) == ([smal], "")


def test_a_column_of_words_is_wider_than_one_of_numbers_and_no_word_is_cramped():
    delen = column_shares(a_table("Regel", "Van", rij=("inwoners met huurachterstand", "10%")))
    assert sum(delen) == pytest.approx(1)
    assert delen[0] > 2 * delen[1]
