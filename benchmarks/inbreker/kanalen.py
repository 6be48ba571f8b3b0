"""Other ways to the same release, CSV and filters: none may tell what the API does not."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any


class AnderCijfer(AssertionError):
    """A channel tells something that the release itself does not."""


def csv_values(tekst: str) -> list[list[str]]:
    """The rows of figures of a downloaded file, in order."""
    rijen = csv.reader(io.StringIO(tekst.lstrip("\ufeff")), delimiter=";")
    return [rij for rij in rijen if rij and rij[-1] in ("ja", "nee")]


def same_in_csv(inhoud: Mapping[str, Any], tekst: str) -> None:
    """AnderCijfer when a row of the file differs from that of the API."""
    rijen = [rij for tabel in inhoud["tabellen"] for rij in tabel["rijen"]]
    gevonden = csv_values(tekst)
    if len(rijen) != len(gevonden):
        raise AnderCijfer("the CSV has other rows than the API")
    for rij, velden in zip(rijen, gevonden, strict=True):
        if [*map(_written, rij["waarden"]), "ja" if rij["getoond"] else "nee"] != velden:
            raise AnderCijfer("the CSV shows another cell than the API")


def filters(antwoord: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Each class of each column by itself, and each table."""
    for lijst in antwoord["keuzelijsten"]:
        for plek in range(len(lijst["klassen"])):
            yield {"kies": f"{lijst['code']}.{plek}"}
    for plek in range(len(antwoord["inhoud"]["tabellen"])):
        yield {"tabel": str(plek)}


def only_less(geheel: Mapping[str, Any], deel: Mapping[str, Any]) -> None:
    """AnderCijfer when a filter gives a row, or a number of persons, that was not there."""
    if _rows(deel) - _rows(geheel) or deel["n"] != geheel["n"]:
        raise AnderCijfer("a filter tells something that the release does not")


def _rows(inhoud: Mapping[str, Any]) -> Counter[tuple[str, ...]]:
    return Counter(
        (tabel["naam"], repr(rij["waarden"]), str(rij["getoond"]))
        for tabel in inhoud["tabellen"]
        for rij in tabel["rijen"]
    )


def _written(waarde: Any) -> str:
    """As the file writes it; a text that a spreadsheet could run has an apostrophe before it."""
    if waarde is None:
        return ""
    if isinstance(waarde, str):
        return f"'{waarde}" if waarde.startswith(("=", "+", "-", "@", "\t", "\r", ";")) else waarde
    return f"{waarde:g}".replace(".", ",")
