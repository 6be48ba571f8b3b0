"""Other ways to the same release, page, file and filters: none may tell what the API does not."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.inbreker.bladzijde import NIET_GETOOND, Paginatabel
from benchmarks.inbreker.getallen import Bekend, read_texts

GEVAARLIJK = ("=", "+", "-", "@", "\t", "\r", ";")  # a spreadsheet could run it


class AnderCijfer(AssertionError):
    """A channel tells something that the release itself does not."""


def read_file(tekst: str, inhoud: Mapping[str, Any], bekend: Bekend) -> list[Paginatabel]:
    """The tables of a downloaded file; what else it holds must be known."""
    tabellen: list[Paginatabel] = []
    losse: list[str] = []
    titels = {tabel["titel"] for tabel in inhoud["tabellen"]}
    for velden in csv.reader(io.StringIO(tekst.lstrip("\ufeff")), delimiter=";"):
        rij = [_free(veld) for veld in velden]
        if len(rij) == 1 and rij[0] in titels:
            tabellen.append(Paginatabel(rij[0]))
        elif rij and rij[-1] == "getoond" and tabellen:
            tabellen[-1].koppen = rij[:-1]
        elif rij and rij[-1] in ("ja", "nee") and tabellen and tabellen[-1].koppen:
            tabellen[-1].rijen.append(_row(rij, inhoud["tabellen"][len(tabellen) - 1]))
        else:
            losse += rij
    read_texts(losse, bekend)
    return tabellen


def _row(rij: list[str], tabel: Mapping[str, Any]) -> list[str]:
    """As a page would write it."""
    if rij[-1] == "ja":
        return rij[:-1]
    labels = [kop["maat"] == "label" for kop in tabel["koppen"]]
    return [
        veld if label or veld else NIET_GETOOND
        for veld, label in zip(rij[:-1], labels, strict=True)
    ]


def _free(veld: str) -> str:
    """Without the apostrophe before what a spreadsheet could run."""
    return veld[1:] if veld.startswith("'") and veld[1:].startswith(GEVAARLIJK) else veld


def same_rows(inhoud: Mapping[str, Any], ander: Mapping[str, Any]) -> None:
    """AnderCijfer when a page or a file shows another cell than the API."""
    if _rows(inhoud) != _rows(ander):
        raise AnderCijfer("a page or a file shows another cell than the API")


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
        (tabel["naam"], repr([_plain(w) for w in rij["waarden"]]), str(rij["getoond"]))
        for tabel in inhoud["tabellen"]
        for rij in tabel["rijen"]
    )


def _plain(waarde: Any) -> Any:
    """12 and 12.0 are the same figure."""
    return float(waarde) if isinstance(waarde, int) and not isinstance(waarde, bool) else waarde
