"""The same on paper. The same text gives the same bytes."""

import io
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer

from bronnen.kern.verantwoording import (
    ALGORITME,
    BETROKKENEN,
    MAATREGELEN,
    ONTVANGERS,
    Bronverwerking,
    Verwerking,
)

_STIJL = getSampleStyleSheet()
_TEKST = ParagraphStyle("tekst", parent=_STIJL["BodyText"], fontSize=10, leading=14)
TITEL = "Verwerkingsregister, bijlage bij de DPIA en algoritmeregister"


def make_pdf(verwerkingen: Iterable[Verwerking]) -> bytes:
    uit = io.BytesIO()
    document = SimpleDocTemplate(
        uit, pagesize=A4, leftMargin=25 * mm, rightMargin=25 * mm, topMargin=22 * mm,
        bottomMargin=22 * mm, title=TITEL, author="Buurtmonitor", lang="nl", invariant=1,
    )  # fmt: skip
    document.build(list(_parts(tuple(verwerkingen))))
    return uit.getvalue()


def _parts(verwerkingen: tuple[Verwerking, ...]) -> Iterator[Flowable]:
    yield Paragraph(TITEL, _STIJL["Title"])
    for verwerking in verwerkingen:
        yield from _processing(verwerking)
    if not verwerkingen:
        yield Paragraph("Er is nog geen onderzoek goedgekeurd.", _TEKST)
    yield PageBreak()
    yield Paragraph("Voor het algoritmeregister", _STIJL["Heading1"])
    yield from (_line(kop, tekst) for kop, tekst in ALGORITME)


def _processing(verwerking: Verwerking) -> Iterator[Flowable]:
    yield Paragraph(escape(verwerking.naam), _STIJL["Heading1"])
    for kop, tekst in (
        ("Stand", verwerking.stand), ("Vraag", verwerking.vraag), ("Doel", verwerking.doel),
        ("Grondslag", verwerking.grondslag), ("Van wie", BETROKKENEN),
        ("Periode", verwerking.periode), ("Gebruik tot en met", verwerking.tot),
        ("Bewaartermijn", verwerking.bewaartermijn), ("Wie het ziet", ONTVANGERS),
        ("Maatregelen", MAATREGELEN),
    ):  # fmt: skip
        yield _line(kop, tekst)
    yield Paragraph("Bronnen en gegevens", _STIJL["Heading2"])
    for bron in verwerking.bronnen:
        yield from _source(bron)
    yield Paragraph("Bijlage bij de DPIA", _STIJL["Heading2"])
    yield from (_line(vraag, antwoord) for vraag, antwoord in verwerking.afspraken)
    yield _line("Drempels", verwerking.drempels)
    yield _line("Voorwaarden van de privacy-officer", verwerking.voorwaarden or "geen")
    yield _line("Documenten", "; ".join(verwerking.documenten) or "geen")


def _source(bron: Bronverwerking) -> Iterator[Flowable]:
    yield Paragraph(f"<b>{escape(bron.bron)}</b>, van {escape(bron.leverancier)}", _TEKST)
    yield Paragraph(escape(bron.waarom), _TEKST)
    yield _line("Gegevens", ", ".join(bron.elementen))
    if bron.bijzonder:
        yield _line("Extra zorg", ", ".join(bron.bijzonder))
    yield _line("Akkoorden", str(bron.akkoorden))
    if bron.document:
        yield _line("Document", bron.document)
    yield Spacer(1, 2 * mm)


def _line(kop: str, tekst: str) -> Flowable:
    return Paragraph(f"<b>{escape(kop)}:</b> {escape(tekst)}", _TEKST)
