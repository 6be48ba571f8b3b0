"""Charts and duiding as slides: one chart a slide, then what was said and decided."""

import io
from typing import Any

from pptx import Presentation
from pptx.util import Cm, Pt

from analyses.werkgroep.kern.prent import Prenten, scaled
from analyses.werkgroep.kern.verslagstuk import (
    VOETTEKST,
    Puntstuk,
    Verslagstuk,
    proposal_lines,
    source_line,
    thread_lines,
)

BREED, HOOG = 33.867, 19.05  # cm: 16 by 9
KOP_HOOG, MARGE = 3.0, 1.2
TEKST_BREED = 8.4  # beside a chart
PER_DIA = 6  # lines of text
LANGSTE = 320  # characters of a line; the whole text stands in the minutes
TITELDIA, TEKSTDIA, LEGE_TITEL = 0, 1, 5  # layouts of the default template


def write_pptx(stuk: Verslagstuk, prenten: Prenten) -> bytes:
    dek = Presentation()
    dek.slide_width, dek.slide_height = Cm(BREED), Cm(HOOG)
    dek.core_properties.title = stuk.titel
    dek.core_properties.author = "Buurtmonitor"
    dek.core_properties.language = "nl-NL"
    begin = dek.slides.add_slide(dek.slide_layouts[TITELDIA])
    begin.shapes.title.text = stuk.titel
    begin.placeholders[1].text = f"{stuk.wanneer}\n{VOETTEKST}"
    _spread(begin)
    for punt in stuk.punten:
        _item(dek, punt, prenten)
    uit = io.BytesIO()
    dek.save(uit)
    return uit.getvalue()


def _item(dek: Any, punt: Puntstuk, prenten: Prenten) -> None:
    if punt.resultaat is None:
        zinnen = [punt.besluitvraag, *([punt.ingetrokken] if punt.ingetrokken else [])]
        _text_slides(dek, f"{punt.nummer}. {punt.naam}", zinnen)
    else:
        for plek, figuur in enumerate(punt.resultaat.figuren, 1):
            deel = f" ({plek} van {len(punt.resultaat.figuren)})"
            titel = punt.resultaat.bevinding + (deel if len(punt.resultaat.figuren) > 1 else "")
            _chart_slide(dek, titel, figuur, punt, prenten)
    gezegd = [regel.tekst for regel in thread_lines(punt)]
    if gezegd:
        _text_slides(dek, f"Duiding: {punt.naam}", gezegd)
    besloten = [
        zin
        for voorstel in punt.voorstellen
        for zin in (f"Voorstel: {voorstel.tekst}", *(r.tekst for r in proposal_lines(voorstel)))
    ]
    besloten += [f"Conclusie: {punt.conclusie}"] if punt.conclusie else []
    if besloten:
        _text_slides(dek, f"Besluiten: {punt.naam}", besloten)


def _chart_slide(dek: Any, titel: str, figuur: Any, punt: Puntstuk, prenten: Prenten) -> None:
    inhoud = punt.resultaat
    assert inhoud is not None  # noqa: S101  # the caller looked
    dia = _titled(dek, LEGE_TITEL, titel)
    breed, hoog = scaled(figuur, BREED - TEKST_BREED - 3 * MARGE, HOOG - KOP_HOOG - 1.4)
    beeld = dia.shapes.add_picture(
        io.BytesIO(prenten.png(figuur)), Cm(MARGE), Cm(KOP_HOOG + 0.6), Cm(breed), Cm(hoog)
    )
    beeld._element.nvPicPr.cNvPr.set("descr", inhoud.alt)
    beeld.name = "Grafiek"
    vak = dia.shapes.add_textbox(
        Cm(BREED - TEKST_BREED - MARGE), Cm(KOP_HOOG + 0.6), Cm(TEKST_BREED), Cm(12)
    )
    vak.text_frame.word_wrap = True
    vak.text_frame.text = inhoud.zin
    bron = vak.text_frame.add_paragraph()
    bron.text = f"{inhoud.ondertitel}. {source_line(inhoud, punt.versie)}"
    for alinea, grootte in zip(vak.text_frame.paragraphs, (16, 12), strict=True):
        alinea.font.size = Pt(grootte)


def _text_slides(dek: Any, titel: str, zinnen: list[str]) -> None:
    """As many slides as it takes; a bullet each."""
    for begin in range(0, len(zinnen), PER_DIA):
        vervolg = " (vervolg)" if begin else ""
        dia = _titled(dek, TEKSTDIA, f"{titel[:110]}{vervolg}")
        vak = dia.placeholders[1]
        vak.left, vak.top = Cm(MARGE), Cm(KOP_HOOG + 0.8)
        vak.width, vak.height = Cm(BREED - 2 * MARGE), Cm(HOOG - KOP_HOOG - 1.6)
        deel = [_short(zin) for zin in zinnen[begin : begin + PER_DIA]]
        vak.text_frame.text = "\n".join(deel)
        for alinea in vak.text_frame.paragraphs:
            alinea.font.size = Pt(18)


def _short(zin: str) -> str:
    plat = " ".join(zin.split())
    return plat if len(plat) <= LANGSTE else f"{plat[: LANGSTE - 1]}…"


def _titled(dek: Any, indeling: int, titel: str) -> Any:
    dia = dek.slides.add_slide(dek.slide_layouts[indeling])
    kop = dia.shapes.title
    kop.left, kop.top, kop.width, kop.height = (
        Cm(MARGE),
        Cm(0.5),
        Cm(BREED - 2 * MARGE),
        Cm(KOP_HOOG),
    )
    kop.text_frame.word_wrap = True
    kop.text_frame.text = titel
    kop.text_frame.paragraphs[0].font.size = Pt(28 if len(titel) < 90 else 22)
    return dia


def _spread(dia: Any) -> None:
    """The template is 4 by 3: over the whole width."""
    for vorm in dia.placeholders:
        vorm.left, vorm.width = Cm(MARGE), Cm(BREED - 2 * MARGE)
        vorm.top = Cm(5 if vorm == dia.shapes.title else 10)
        vorm.height = Cm(4)
