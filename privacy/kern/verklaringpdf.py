"""The verklaring van vernietiging on paper. The same text gives the same bytes."""

import io
from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer

from privacy.kern.pdfstructuur import Element, paragraph, structured_canvas
from privacy.kern.verklaring import Verklaringstekst, Vernietigd

_STIJL = getSampleStyleSheet()
_TEKST = ParagraphStyle("tekst", parent=_STIJL["BodyText"], fontSize=10, leading=14)
_CODE = ParagraphStyle("code", parent=_TEKST, fontName="Courier", fontSize=7.5, leading=10)
MAANDEN = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip


def make_pdf(verklaring: Verklaringstekst) -> bytes:
    uit = io.BytesIO()
    document = SimpleDocTemplate(
        uit,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        topMargin=22 * mm,
        bottomMargin=22 * mm,
        title=f"Verklaring van vernietiging {verklaring.nummer}",
        author="Buurtmonitor",
        lang="nl-NL",
        displayDocTitle=True,
        invariant=1,
    )
    wortel = Element("Document")
    document.build(list(_parts(wortel, verklaring)), canvasmaker=structured_canvas(wortel))
    return uit.getvalue()


def _parts(wortel: Element, verklaring: Verklaringstekst) -> Iterator[Flowable]:
    titel = f"Verklaring van vernietiging {escape(verklaring.nummer)}"
    yield paragraph(wortel, "H1", titel, _STIJL["Title"])
    for kop, tekst in _facts(verklaring):
        yield paragraph(wortel, "P", f"<b>{kop}:</b> {escape(tekst)}", _TEKST)
    yield Spacer(1, 4 * mm)
    yield paragraph(wortel, "H2", "Wat is vernietigd", _STIJL["Heading2"])
    for vernietigd in verklaring.objecten:
        yield from _object(wortel, vernietigd)
    yield paragraph(wortel, "H2", "Hoe", _STIJL["Heading2"])
    yield paragraph(wortel, "P", escape(verklaring.werkwijze), _TEKST)
    yield paragraph(wortel, "H2", "Wie akkoord gaven", _STIJL["Heading2"])
    for akkoord in verklaring.akkoorden:
        yield paragraph(
            wortel, "P", escape(f"{akkoord.naam}, {akkoord.rol}, {moment(akkoord.op)}"), _TEKST
        )
    yield Spacer(1, 4 * mm)
    yield paragraph(
        wortel,
        "P",
        "Wat is vrijgegeven over groepen en buurten blijft: het gaat niet over personen.",
        _TEKST,
    )
    yield paragraph(wortel, "P", f"SHA-256 van deze verklaring (JSON): {verklaring.sha256}", _CODE)


def _facts(verklaring: Verklaringstekst) -> Iterator[tuple[str, str]]:
    yield "Onderzoek", verklaring.onderzoek
    if verklaring.organisatie:
        yield "Geleverd door", verklaring.organisatie
    yield "Afgegeven", moment(verklaring.op)
    yield "Aanleiding", verklaring.aanleiding
    yield "Reden", verklaring.reden


def _object(wortel: Element, vernietigd: Vernietigd) -> Iterator[Flowable]:
    yield paragraph(wortel, "H3", f"<b>{escape(vernietigd.titel)}</b>", _TEKST)
    yield paragraph(
        wortel,
        "P",
        escape(f"Bewaartermijn: {vernietigd.grond}. Vernietigd {moment(vernietigd.op)}."),
        _TEKST,
    )
    for som in vernietigd.hashes:
        yield paragraph(wortel, "P", f"SHA-256 van het versleutelde bestand: {escape(som)}", _CODE)
    for sleutel in vernietigd.sleutels:
        yield paragraph(wortel, "P", f"sleutel: {escape(sleutel)}", _CODE)
    yield Spacer(1, 2 * mm)


def moment(iso: str) -> str:
    """3 mei 2026, 14:05 (UTC)."""
    op = datetime.fromisoformat(iso)
    return f"op {op.day} {MAANDEN[op.month - 1]} {op.year}, {op:%H:%M} (UTC)"
