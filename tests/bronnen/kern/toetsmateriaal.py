"""What the tests of checking share: one column or a few rows through the checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from bronnen.kern.cellen import Leeswijze, read_cells
from bronnen.kern.leverschema import Aanbieding, Bevinding, Kolom, Leverschema, Soort
from bronnen.kern.toetsing import Toetser

PEILDATUM = date(2016, 12, 31)
EERSTE_RIJ = 2  # the header is row 1


def offer(**anders: Any) -> Aanbieding:
    velden = {
        "bron": "proef",
        "peildatum": PEILDATUM,
        "periode_begin": date(2016, 1, 1),
        "periode_einde": PEILDATUM,
    }
    return Aanbieding(**{**velden, **anders})


def column(soort: Soort, naam: str = "kolom", **anders: Any) -> Kolom:
    return Kolom(naam, soort, "Om te proeven.", **anders)


def schema(*kolommen: Kolom, **anders: Any) -> Leverschema:
    return Leverschema("proef", "Proef", "1", "gemeente", "Een proef.", kolommen, **anders)


@dataclass(frozen=True)
class Cel:
    """One cell after reading: its value, or the rule that refuses it."""

    waarde: float | None
    regel: str | None
    melding: str | None = None
    aangevuld: bool = False


def read_cell(kolom: Kolom, tekst: str, **wijze: bool) -> Cel:
    cellen = read_cells(kolom, pa.array([tekst]), Leeswijze(**wijze))
    fout = int(cellen.fout[0])
    if fout:
        return Cel(None, cellen.fouten[fout - 1].regel, cellen.fouten[fout - 1].melding)
    aangevuld = bool(cellen.aangevuld is not None and cellen.aangevuld[0])
    return Cel(None if cellen.leeg[0] else cellen.waarde[0].item(), None, aangevuld=aangevuld)


def as_batch(kolommen: Sequence[str], rijen: Sequence[Mapping[str, str]]) -> pa.RecordBatch:
    arrays = [pa.array([rij.get(naam, "") for rij in rijen], pa.string()) for naam in kolommen]
    return pa.RecordBatch.from_arrays(arrays, names=list(kolommen))


@dataclass(frozen=True)
class Uitkomst:
    staat: list[bool]
    bevindingen: tuple[Bevinding, ...]
    weigering: str | None
    opmerkingen: tuple[str, ...]

    @property
    def regels(self) -> dict[str, tuple[int, ...]]:
        return {b.regel: b.rijnummers for b in self.bevindingen}


def check_rows(
    bron: Leverschema,
    rijen: Sequence[Mapping[str, str]],
    *,
    kolommen: Sequence[str] | None = None,
    per_batch: int = 1000,
    **anders: Any,
) -> Uitkomst:
    """Checks the rows as a delivery of one or more batches."""
    gelezen = bron.elementen if kolommen is None else kolommen
    toetser = Toetser(bron, offer(**anders), gelezen)
    staat: list[bool] = []
    for begin in range(0, len(rijen), per_batch):
        deel = rijen[begin : begin + per_batch]
        nummers = np.arange(begin, begin + len(deel), dtype=np.int64) + EERSTE_RIJ
        staat += toetser.check(as_batch(gelezen, deel), nummers).staat.tolist()
    return Uitkomst(
        staat, toetser.verzamelaar.bevindingen(), toetser.weigering, toetser.opmerkingen
    )
