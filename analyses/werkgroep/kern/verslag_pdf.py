"""The minutes as PDF, with a structure that screen readers follow."""

import io
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from matplotlib import get_data_path
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import SimpleDocTemplate, Spacer, Table

from analyses.werkgroep.kern.prent import Prenten, scaled
from analyses.werkgroep.kern.verslagstuk import (
    VOETTEKST,
    Puntstuk,
    Regel,
    Verslagstuk,
    column_shares,
    on_paper,
    proposal_lines,
    source_line,
    thread_lines,
)
from privacy.kern.pdfstructuur import Alinea, Element, Prentvak, structured_canvas
from privacy.kern.presentatie import Tabelweergave, present
from privacy.kern.veilig import VeiligResultaat

BREED = 17 * cm
PRENT = (14.5 * cm, 22 * cm)  # room for a picture: two go on a page
GEWOON, VET = "Verslag", "Verslag-Vet"
LETTERS = {GEWOON: "DejaVuSans.ttf", VET: "DejaVuSans-Bold.ttf"}
ACCENT = colors.HexColor("#12436D")
STIJLEN = {
    "H1": ParagraphStyle("H1", fontName=VET, fontSize=20, leading=25, spaceAfter=10),
    "H2": ParagraphStyle(
        "H2", fontName=VET, fontSize=14, leading=18, spaceBefore=16, spaceAfter=6, keepWithNext=1
    ),
    "H3": ParagraphStyle(
        "H3", fontName=VET, fontSize=11, leading=15, spaceBefore=8, spaceAfter=3, keepWithNext=1
    ),
    "P": ParagraphStyle("P", fontName=GEWOON, fontSize=10, leading=14, spaceAfter=4),
    "LI": ParagraphStyle(
        "LI", fontName=GEWOON, fontSize=10, leading=14, spaceAfter=3, leftIndent=12
    ),
    "TH": ParagraphStyle("TH", fontName=VET, fontSize=8, leading=10),
    "TD": ParagraphStyle("TD", fontName=GEWOON, fontSize=8, leading=10),
    "Caption": ParagraphStyle("Caption", fontName=VET, fontSize=9, leading=12, spaceBefore=8),
}
RASTER = [
    ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#8C9298")),
    ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#E8F0F7")),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]


class Vellen:
    """The pieces of the document in reading order, each beside its element of the structure."""

    def __init__(self) -> None:
        self.wortel = Element("Document")
        self.stukken: list[Any] = []

    def text(self, soort: str, tekst: str, vet: str = "") -> None:
        self.stukken.append(_paragraph(self.wortel.add(soort), soort, tekst, vet))

    def lines(self, kop: str, regels: Iterable[Regel]) -> None:
        regels = tuple(regels)
        if not regels:
            return
        self.text("H3", kop)
        lijst: Element | None = None
        for regel in regels:
            if not regel.lijst:
                lijst = None
                self.text("P", regel.tekst)
                continue
            lijst = lijst or self.wortel.add("L")
            lid = lijst.add("LI").add("LBody")
            self.stukken.append(_paragraph(lid, "LI", f"• {regel.tekst}"))

    def picture(self, png: bytes, breed: float, hoog: float, alt: str) -> None:
        vak = Prentvak(io.BytesIO(png), width=breed, height=hoog)
        vak.hAlign, vak.element = "LEFT", self.wortel.add("Figure", alt)
        self.stukken += [vak, Spacer(1, 6)]

    def table(self, weergave: Tabelweergave) -> None:
        self.text("Caption", weergave.titel)
        boom = self.wortel.add("Table")
        rijen = [[kop.tekst for kop in weergave.koppen]]
        rijen += [[cel.tekst for cel in rij] for rij in weergave.rijen]
        cellen = [_row(boom.add("TR"), "TD" if plek else "TH", r) for plek, r in enumerate(rijen)]
        breedtes = [BREED * deel for deel in column_shares(weergave)]
        self.stukken += [
            Table(cellen, colWidths=breedtes, repeatRows=1, style=RASTER),
            Spacer(1, 8),
        ]


def write_pdf(stuk: Verslagstuk, prenten: Prenten) -> bytes:
    _register_fonts()
    vellen = Vellen()
    vellen.text("H1", f"Verslag: {stuk.titel}")
    for woord, waarde in stuk.gegevens:
        vellen.text("P", waarde, vet=f"{woord}: ")
    for punt in stuk.punten:
        _item(vellen, punt, prenten)
    return _saved(vellen, stuk.titel)


def _saved(vellen: Vellen, titel: str) -> bytes:
    uit = io.BytesIO()
    doc = SimpleDocTemplate(
        uit, pagesize=A4, leftMargin=2 * cm, rightMargin=2 * cm, topMargin=2 * cm,
        bottomMargin=2.2 * cm, title=f"Verslag: {titel}", author="Buurtmonitor", lang="nl-NL",
        displayDocTitle=True,
    )  # fmt: skip
    doc.build(
        vellen.stukken, onFirstPage=_foot, onLaterPages=_foot,
        canvasmaker=structured_canvas(vellen.wortel),
    )  # fmt: skip
    return uit.getvalue()


def _item(vellen: Vellen, punt: Puntstuk, prenten: Prenten) -> None:
    vellen.text("H2", f"{punt.nummer}. {punt.naam}")
    vellen.text("P", punt.besluitvraag, vet="Wat willen we hierover besluiten? ")
    if punt.ingetrokken:
        vellen.text("P", punt.ingetrokken)
    if punt.resultaat:
        if punt.resultaat.bevinding != punt.naam:
            vellen.text("H3", punt.resultaat.bevinding)
        _chart(vellen, punt.resultaat, punt.versie, prenten)
    vellen.lines("Duiding", thread_lines(punt))
    for voorstel in punt.voorstellen:
        vellen.lines(f"Voorstel: {voorstel.tekst}", proposal_lines(voorstel))
    vellen.lines("Conclusie", (Regel(punt.conclusie),) if punt.conclusie else ())
    vellen.lines("Speerpunten", (Regel(naam, lijst=True) for naam in punt.speerpunten))


def _chart(vellen: Vellen, inhoud: VeiligResultaat, versie: str, prenten: Prenten) -> None:
    vellen.text("P", inhoud.ondertitel)
    for figuur in inhoud.figuren:
        vellen.picture(prenten.png(figuur), *scaled(figuur, *PRENT), inhoud.alt)
    vellen.text("P", inhoud.zin)
    tabellen, breed = on_paper(present(inhoud, met_redenen=False).tabellen)
    for weergave in tabellen:
        vellen.table(weergave)
    if breed:
        vellen.text("P", breed)
    vellen.text("P", source_line(inhoud, versie))


def _row(rij: Element, soort: str, teksten: list[str]) -> list[Alinea]:
    return [_paragraph(rij.add(soort), soort, tekst) for tekst in teksten]


def _paragraph(element: Element, soort: str, tekst: str, vet: str = "") -> Alinea:
    veilig = escape(tekst, quote=False).replace("\n", "<br/>")
    begin = f'<font name="{VET}">{escape(vet, quote=False)}</font>' if vet else ""
    alinea = Alinea(f"{begin}{veilig}", STIJLEN[soort])
    alinea.element = element
    return alinea


def _foot(vel: Any, doc: Any) -> None:
    """Below each page, and no part of what is read."""
    vel.begin_marked(None)
    vel.saveState()
    vel.setFont(GEWOON, 7)
    vel.setFillColor(colors.HexColor("#595959"))
    vel.drawString(2 * cm, 1.2 * cm, VOETTEKST)
    vel.drawRightString(A4[0] - 2 * cm, 1.2 * cm, str(doc.page))
    vel.restoreState()
    vel.end_marked()


def _register_fonts() -> None:
    """From matplotlib, so that every sign of the charts is there; embedded in the document."""
    folder = Path(get_data_path()) / "fonts" / "ttf"
    for naam, bestand in LETTERS.items():
        if naam not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(naam, str(folder / bestand)))
