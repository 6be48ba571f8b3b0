"""A PDF with structure, so that a screen reader knows headings, lists, tables and pictures.

reportlab writes pages, not structure: here each piece of text or picture is marked on its page
with a number, and at the end the tree of elements that the marks belong to is written
(ISO 32000-1, 14.7 and 14.8).
"""

from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Image, Paragraph

BOOM = "Structuur"


class Element:
    """A node of the structure; `merken` are the places where its own content was drawn."""

    def __init__(self, soort: str, alt: str = "") -> None:
        self.soort = soort
        self.alt = alt
        self.delen: list[Element] = []
        self.merken: list[tuple[int, int]] = []  # page, number on that page

    def add(self, soort: str, alt: str = "") -> "Element":
        deel = Element(soort, alt)
        self.delen.append(deel)
        return deel


class Alinea(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that knows its element, also when it is split over two pages."""

    element: Element | None = None

    def split(self, breed: float, hoog: float) -> list[Any]:
        stukken = super().split(breed, hoog)
        for stuk in stukken:
            stuk.element = self.element
        return list(stukken)

    def draw(self) -> None:
        self.canv.begin_marked(self.element)
        super().draw()
        self.canv.end_marked()


def paragraph(wortel: Element, soort: str, opmaak: str, stijl: ParagraphStyle) -> Alinea:
    """A piece of text under the root: `H1`, `H2`, `P` and so on. `opmaak`: reportlab's markup."""
    alinea = Alinea(opmaak, stijl)
    alinea.element = wortel.add(soort)
    return alinea


class Prentvak(Image):  # type: ignore[misc]  # reportlab has no types
    element: Element | None = None

    def draw(self) -> None:
        self.canv.begin_marked(self.element)
        super().draw()
        self.canv.end_marked()


def structured_canvas(wortel: Element) -> type[Canvas]:
    """A canvas that writes `wortel` and all below it when the document is saved."""

    class Structuurvel(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.per_blad: dict[int, list[Element]] = {}
            voegtoe = self._doc.addPage

            def add_page(blad: Any) -> None:
                _number_page(blad, self.getPageNumber() - 1)
                voegtoe(blad)

            self._doc.addPage = add_page

        def begin_marked(self, element: Element | None) -> None:
            if element is None:
                self._code.append("/Artifact BMC")
                return
            blad = self.getPageNumber() - 1
            eigen = self.per_blad.setdefault(blad, [])
            element.merken.append((blad, len(eigen)))
            self._code.append(f"/{element.soort} <</MCID {len(eigen)}>> BDC")
            eigen.append(element)

        def end_marked(self) -> None:
            self._code.append("EMC")

        def save(self) -> None:
            if self._code:
                self.showPage()
            _write_tree(self._doc, wortel, self.per_blad)
            super().save()

    return Structuurvel


def _number_page(blad: Any, nummer: int) -> None:
    blad.__NoDefault__ = [*blad.__NoDefault__, "StructParents", "Tabs"]
    blad.StructParents, blad.Tabs = nummer, pdfdoc.PDFName("S")


def _write_tree(doc: Any, wortel: Element, per_blad: dict[int, list[Element]]) -> None:
    namen: dict[int, str] = {}
    _name(wortel, namen)
    eltern: list[Any] = []
    for blad, elementen in sorted(per_blad.items()):
        eltern += [blad, pdfdoc.PDFArray([_reference(namen[id(e)]) for e in elementen])]
    boom = pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("StructTreeRoot"),
            "K": _reference(namen[id(wortel)]),
            "ParentTree": pdfdoc.PDFDictionary({"Nums": pdfdoc.PDFArray(eltern)}),
        }
    )
    doc.Reference(boom, BOOM)
    _write_element(doc, wortel, namen, BOOM)
    doc._catalog.StructTreeRoot = _reference(BOOM)
    doc._catalog.MarkInfo = pdfdoc.PDFDictionary({"Marked": pdfdoc.PDFtrue})


def _name(element: Element, namen: dict[int, str]) -> None:
    namen[id(element)] = f"Element{len(namen)}"
    for deel in element.delen:
        _name(deel, namen)


def _write_element(doc: Any, element: Element, namen: dict[int, str], boven: str) -> None:
    eigen = namen[id(element)]
    kinderen: list[Any] = [_mark(blad, nummer) for blad, nummer in element.merken]
    kinderen += [_reference(namen[id(deel)]) for deel in element.delen]
    gegevens: dict[str, Any] = {
        "Type": pdfdoc.PDFName("StructElem"),
        "S": pdfdoc.PDFName(element.soort),
        "P": _reference(boven),
        "K": pdfdoc.PDFArray(kinderen),
    }
    if element.alt:
        gegevens["Alt"] = pdfdoc.PDFString(element.alt)
    if element.soort == "TH":
        gegevens["A"] = pdfdoc.PDFDictionary(
            {"O": pdfdoc.PDFName("Table"), "Scope": pdfdoc.PDFName("Column")}
        )
    doc.Reference(pdfdoc.PDFDictionary(gegevens), eigen)
    for deel in element.delen:
        _write_element(doc, deel, namen, eigen)


def _mark(blad: int, nummer: int) -> Any:
    return pdfdoc.PDFDictionary(
        {
            "Type": pdfdoc.PDFName("MCR"),
            "Pg": _reference(f"Page{blad + 1}"),
            "MCID": nummer,
        }
    )


def _reference(naam: str) -> Any:
    return pdfdoc.PDFObjectReference(naam)
