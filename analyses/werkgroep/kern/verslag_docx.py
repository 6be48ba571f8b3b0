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
    proposal_lines,
    source_line,
    thread_lines,
)
from privacy.kern.presentatie import present
from privacy.kern.veilig import VeiligeTabel, VeiligResultaat

BREED, HOOG = 15.5, 20.0  # cm on the page
EERST = datetime(2000, 1, 1)  # noqa: DTZ001  # the packages would put their own moment in


def write_docx(stuk: Verslagstuk, prenten: Prenten) -> bytes:
    vel = Document()
    _properties(vel, stuk)
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
    vel.add_heading(inhoud.bevinding, level=2)
    vel.add_paragraph(inhoud.ondertitel)
    for figuur in inhoud.figuren:
        breed, hoog = scaled(figuur, BREED, HOOG)
        beeld = vel.add_picture(io.BytesIO(prenten.png(figuur)), Cm(breed), Cm(hoog))
        _describe(beeld, inhoud.alt)
    vel.add_paragraph(inhoud.zin)
    for tabel, weergave in zip(
        inhoud.tabellen, present(inhoud, met_redenen=False).tabellen, strict=True
    ):
        _table(vel, tabel, weergave)
    vel.add_paragraph(source_line(inhoud, versie))


def _describe(beeld: Any, alt: str) -> None:
    """Word reads `descr` aloud."""
    eigenschappen = beeld._inline.docPr
    eigenschappen.set("descr", alt)
    eigenschappen.set("title", "Grafiek")


def _table(vel: Vel, tabel: VeiligeTabel, weergave: Any) -> None:
    vel.add_paragraph(tabel.titel, style="Caption")
    raster = vel.add_table(rows=1, cols=len(weergave.koppen), style="Table Grid")
    for cel, kop in zip(raster.rows[0].cells, weergave.koppen, strict=True):
        cel.paragraphs[0].add_run(kop.tekst).bold = True
    eigenschappen = raster.rows[0]._tr.get_or_add_trPr()
    eigenschappen.append(eigenschappen.makeelement(_w("tblHeader"), {_w("val"): "true"}))
    for rij in weergave.rijen:
        for cel, waarde in zip(raster.add_row().cells, rij, strict=True):
            cel.text = waarde.tekst
    _narrow(raster, [1 if kop.getal else 2 for kop in weergave.koppen])


def _narrow(raster: Any, gewichten: list[int]) -> None:
    """Small type, and room for words."""
    for rij in raster.rows:
        for cel, gewicht in zip(rij.cells, gewichten, strict=True):
            cel.width = Cm(BREED * gewicht / sum(gewichten))
            for stuk in cel.paragraphs[0].runs:
                stuk.font.size = Pt(8)
