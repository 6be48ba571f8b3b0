"""The minutes as a Word document: real headings, tables as tables, words with each picture."""

import io
from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as Vel
from docx.shared import Cm, Pt

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
from privacy.kern.presentatie import Tabelweergave, present
from privacy.kern.veilig import VeiligResultaat

A4 = (21.0, 29.7)  # cm; the package begins with American paper
MARGE, BREED = 2.2, 16.5
PRENT = (14.0, 20.0)  # room for a picture: two go on a page
EERST = datetime(2000, 1, 1)  # noqa: DTZ001  # the packages would put their own moment in


def write_docx(stuk: Verslagstuk, prenten: Prenten) -> bytes:
    vel = Document()
    _properties(vel, stuk)
    _paper(vel)
    vel.add_heading(f"Verslag: {stuk.titel}", level=0)
    _facts(vel, stuk)
    for punt in stuk.punten:
        _item(vel, punt, prenten)
    vel.sections[0].footer.paragraphs[0].text = VOETTEKST
    uit = io.BytesIO()
    vel.save(uit)
    return uit.getvalue()


def _properties(vel: Vel, stuk: Verslagstuk) -> None:
    vel.core_properties.title = f"Verslag: {stuk.titel}"
    vel.core_properties.author = "Buurtmonitor"
    vel.core_properties.language = "nl-NL"
    vel.core_properties.comments = ""
    vel.core_properties.created = vel.core_properties.modified = EERST
    stijl = vel.styles["Normal"].element
    taal = stijl.get_or_add_rPr().makeelement(_w("lang"), {_w("val"): "nl-NL"})
    stijl.get_or_add_rPr().append(taal)


def _paper(vel: Vel) -> None:
    blad, gewoon = vel.sections[0], vel.styles["Normal"]
    blad.page_width, blad.page_height = Cm(A4[0]), Cm(A4[1])
    blad.left_margin = blad.right_margin = blad.top_margin = blad.bottom_margin = Cm(MARGE)
    letter: Any = gewoon
    letter.font.name, letter.font.size = "Arial", Pt(10)
    letter.paragraph_format.space_after = Pt(4)


def _w(naam: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{naam}"


def _facts(vel: Vel, stuk: Verslagstuk) -> None:
    for woord, waarde in stuk.gegevens:
        alinea = vel.add_paragraph()
        alinea.add_run(f"{woord}: ").bold = True
        alinea.add_run(waarde)


def _item(vel: Vel, punt: Puntstuk, prenten: Prenten) -> None:
    vel.add_heading(f"{punt.nummer}. {punt.naam}", level=1)
    alinea = vel.add_paragraph()
    alinea.add_run("Wat willen we hierover besluiten? ").bold = True
    alinea.add_run(punt.besluitvraag)
    if punt.ingetrokken:
        vel.add_paragraph(punt.ingetrokken)
    if punt.resultaat:
        if punt.resultaat.bevinding != punt.naam:
            vel.add_heading(punt.resultaat.bevinding, level=2)
        _chart(vel, punt.resultaat, punt.versie, prenten)
    _lines(vel, "Duiding", thread_lines(punt))
    for voorstel in punt.voorstellen:
        _lines(vel, f"Voorstel: {voorstel.tekst}", proposal_lines(voorstel))
    _lines(vel, "Conclusie", (Regel(punt.conclusie),) if punt.conclusie else ())
    _lines(vel, "Speerpunten", tuple(Regel(naam, lijst=True) for naam in punt.speerpunten))


def _lines(vel: Vel, kop: str, regels: tuple[Regel, ...]) -> None:
    if regels:
        vel.add_heading(kop, level=2)
    for regel in regels:
        vel.add_paragraph(regel.tekst, style="List Bullet" if regel.lijst else None)


def _chart(vel: Vel, inhoud: VeiligResultaat, versie: str, prenten: Prenten) -> None:
    vel.add_paragraph(inhoud.ondertitel)
    for figuur in inhoud.figuren:
        breed, hoog = scaled(figuur, *PRENT)
        beeld = vel.add_picture(io.BytesIO(prenten.png(figuur)), Cm(breed), Cm(hoog))
        _describe(beeld, inhoud.alt)
    vel.add_paragraph(inhoud.zin)
    tabellen, te_breed = on_paper(present(inhoud, met_redenen=False).tabellen)
    for weergave in tabellen:
        _table(vel, weergave)
    slot = [source_line(inhoud, versie)]
    for regel in [te_breed, *slot] if te_breed else slot:
        vel.add_paragraph(regel).paragraph_format.space_before = Pt(6)


def _describe(beeld: Any, alt: str) -> None:
    """Word reads `descr` aloud."""
    eigenschappen = beeld._inline.docPr
    eigenschappen.set("descr", alt)
    eigenschappen.set("title", "Grafiek")


def _table(vel: Vel, weergave: Tabelweergave) -> None:
    vel.add_paragraph(weergave.titel, style="Caption")
    raster = vel.add_table(rows=1, cols=len(weergave.koppen), style="Table Grid")
    for cel, kop in zip(raster.rows[0].cells, weergave.koppen, strict=True):
        cel.paragraphs[0].add_run(kop.tekst).bold = True
    eigenschappen = raster.rows[0]._tr.get_or_add_trPr()
    eigenschappen.append(eigenschappen.makeelement(_w("tblHeader"), {_w("val"): "true"}))
    for rij in weergave.rijen:
        for cel, waarde in zip(raster.add_row().cells, rij, strict=True):
            cel.text = waarde.tekst
    _narrow(raster, column_shares(weergave))


def _narrow(raster: Any, delen: list[float]) -> None:
    """Small type, and room for words; the grid of columns too, which LibreOffice goes by."""
    raster.autofit = False
    for kolom, deel in zip(raster.columns, delen, strict=True):
        kolom.width = Cm(BREED * deel)
    for rij in raster.rows:
        for cel, deel in zip(rij.cells, delen, strict=True):
            cel.width = Cm(BREED * deel)
            cel.paragraphs[0].paragraph_format.space_after = Pt(1)
            for stuk in cel.paragraphs[0].runs:
                stuk.font.size = Pt(8)
