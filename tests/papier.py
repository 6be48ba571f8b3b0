"""What a program that reads a PDF aloud finds in it."""

from __future__ import annotations

import io

from pypdf import PdfReader


def pdf_elements(inhoud: bytes) -> tuple[set[str], set[str]]:
    """The kinds of elements of the structure, and the words with pictures."""
    soorten, alts = set[str](), set[str]()

    def walk(element: object) -> None:
        knoop = element.get_object()  # type: ignore[attr-defined]
        if not isinstance(knoop, dict) or "/S" not in knoop:
            return
        soorten.add(str(knoop["/S"])[1:])
        if "/Alt" in knoop:
            alts.add(str(knoop["/Alt"]))
        for deel in knoop["/K"]:
            if not isinstance(deel, int):
                walk(deel)

    wortel = PdfReader(io.BytesIO(inhoud)).trailer["/Root"]
    assert (wortel["/Lang"], bool(wortel["/MarkInfo"]["/Marked"])) == ("nl-NL", True)
    walk(wortel["/StructTreeRoot"]["/K"])
    return soorten, alts
