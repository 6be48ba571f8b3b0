"""The same on paper. The same text gives the same bytes."""

import io
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, SimpleDocTemplate, Spacer

from bronnen.kern.verantwoording import (
    ALGORITME,
    BETROKKENEN,
    MAATREGELEN,
    ONTVANGERS,
    Bronverwerking,
    Verwerking,
)
from privacy.kern.pdfstructuur import Element, paragraph, structured_canvas

_STIJL = getSampleStyleSheet()
_TEKST = ParagraphStyle("tekst", parent=_STIJL["BodyText"], fontSize=10, leading=14)
TITEL = "Verwerkingsregister, bijlage bij de DPIA en algoritmeregister"


def make_pdf(verwerkingen: Iterable[Verwerking]) -> bytes:
    uit = io.BytesIO()
    document = SimpleDocTemplate(
        uit, pagesize=A4, leftMargin=25 * mm, rightMargin=25 * mm, topMargin=22 * mm,
        bottomMargin=22 * mm, title=TITEL, author="Buurtmonitor", lang="nl-NL",
        displayDocTitle=True, invariant=1,
    )  # fmt: skip
    wortel = Element("Document")
    delen = list(_parts(wortel, tuple(verwerkingen)))
    document.build(delen, canvasmaker=structured_canvas(wortel))
    return uit.getvalue()


def _parts(wortel: Element, verwerkingen: tuple[Verwerking, ...]) -> Iterator[Flowable]:
    yield paragraph(wortel, "H1", TITEL, _STIJL["Title"])
    for verwerking in verwerkingen:
        yield from _processing(wortel, verwerking)
    if not verwerkingen:
        yield paragraph(wortel, "P", "Er is nog geen onderzoek goedgekeurd.", _TEKST)
    yield PageBreak()
    yield paragraph(wortel, "H2", "Voor het algoritmeregister", _STIJL["Heading1"])
    yield from (_line(wortel, kop, tekst) for kop, tekst in ALGORITME)


def _processing(wortel: Element, verwerking: Verwerking) -> Iterator[Flowable]:
    yield paragraph(wortel, "H2", escape(verwerking.naam), _STIJL["Heading1"])
    for kop, tekst in (
        ("Stand", verwerking.stand), ("Vraag", verwerking.vraag), ("Doel", verwerking.doel),
        ("Grondslag", verwerking.grondslag), ("Van wie", BETROKKENEN),
        ("Periode", verwerking.periode), ("Gebruik tot en met", verwerking.tot),
        ("Bewaartermijn", verwerking.bewaartermijn), ("Wie het ziet", ONTVANGERS),
        ("Maatregelen", MAATREGELEN),
    ):  # fmt: skip
        yield _line(wortel, kop, tekst)
    yield paragraph(wortel, "H3", "Bronnen en gegevens", _STIJL["Heading2"])
    for bron in verwerking.bronnen:
        yield from _source(wortel, bron)
    yield paragraph(wortel, "H3", "Bijlage bij de DPIA", _STIJL["Heading2"])
    yield from (_line(wortel, vraag, antwoord) for vraag, antwoord in verwerking.afspraken)
    yield _line(wortel, "Drempels", verwerking.drempels)
    yield _line(wortel, "Voorwaarden van de privacy-officer", verwerking.voorwaarden or "geen")
    yield _line(wortel, "Documenten", "; ".join(verwerking.documenten) or "geen")


def _source(wortel: Element, bron: Bronverwerking) -> Iterator[Flowable]:
    yield paragraph(
        wortel, "P", f"<b>{escape(bron.bron)}</b>, van {escape(bron.leverancier)}", _TEKST
    )
    yield paragraph(wortel, "P", escape(bron.waarom), _TEKST)
    yield _line(wortel, "Gegevens", ", ".join(bron.elementen))
    if bron.bijzonder:
        yield _line(wortel, "Extra zorg", ", ".join(bron.bijzonder))
    yield _line(wortel, "Akkoorden", str(bron.akkoorden))
    if bron.document:
        yield _line(wortel, "Document", bron.document)
    yield Spacer(1, 2 * mm)


def _line(wortel: Element, kop: str, tekst: str) -> Flowable:
    return paragraph(wortel, "P", f"<b>{escape(kop)}:</b> {escape(tekst)}", _TEKST)
