"""Checks a delivery batch by batch against its leverschema: which rows stand, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bronnen.kern import meldingen
from bronnen.kern.bevindingen import Verzamelaar
from bronnen.kern.cellen import Cellen, Leeswijze, read_cells
from bronnen.kern.datums import as_number
from bronnen.kern.eenmalig import Bitmap, Eenmalig
from bronnen.kern.leverschema import Aanbieding, Leverschema, Rijregel
from bronnen.kern.rijregels import TOETSEN, Rijen
from bronnen.kern.teksten import Masker

BESTAND = "bestand"


@dataclass(frozen=True)
class Getoetst:
    """A batch after its checks: the cells of every column, and which rows stand."""

    cellen: Mapping[str, Cellen]
    staat: Masker


class Toetser:
    """The checks of one delivery; remembers what must be unique over the whole file.

    `weigering` is filled once a rule refuses the file as a whole.
    """

    def __init__(
        self, schema: Leverschema, aanbieding: Aanbieding, kolommen: Sequence[str]
    ) -> None:
        self.verzamelaar = Verzamelaar()
        self.weigering: str | None = None
        self._kolommen = {k.naam: k for k in schema.kolommen if k.naam in kolommen}
        self._wijze = Leeswijze(aanbieding.nul_aanvullen, zoals_geleverd=not schema.personen)
        self._peildatum = as_number(aanbieding.peildatum)
        self._regels = [r for r in schema.regels if self._is_testable(r)]
        self._overgeslagen = [r for r in schema.regels if not self._is_testable(r)]
        self._eerder = {regel.code: Bitmap() for regel in self._regels}
        uniek = self._kolommen.get(schema.uniek or "")
        self._eenmalig = (uniek.naam, Eenmalig(uniek)) if uniek else None
        self._refuse_untestable()

    @property
    def opmerkingen(self) -> tuple[str, ...]:
        """Which rules could not be tested, since a column was not read."""
        return tuple(
            f"De regel {regel.code} is niet getoetst: wij hebben niet alle kolommen gelezen."
            for regel in self._overgeslagen
        )

    def check(self, batch: pa.RecordBatch, rijnummers: NDArray[np.int64]) -> Getoetst:
        cellen = {
            naam: read_cells(kolom, batch.column(naam), self._wijze)
            for naam, kolom in self._kolommen.items()
        }
        staat = np.ones(batch.num_rows, dtype=np.bool_)
        for naam, gelezen in cellen.items():
            staat &= self._check_cells(naam, gelezen, rijnummers)
        for regel in self._regels:
            staat &= self._check_rule(regel, cellen, staat, rijnummers)
        staat &= self._check_unique(cellen, staat, rijnummers)
        self._note_padded(cellen, staat, rijnummers)
        return Getoetst(cellen, staat)

    def _is_testable(self, regel: Rijregel) -> bool:
        return all(naam in self._kolommen for naam in regel.kolommen)

    def _refuse_untestable(self) -> None:
        """A rule that guards the whole file may not be left out."""
        for regel in self._overgeslagen:
            if regel.weigert == BESTAND:
                self.weigering = (
                    f"De controle {regel.code} kan niet zonder de kolom {regel.kolommen[0]}. "
                    "Vraag de privacy-officer om die kolom goed te keuren."
                )

    def _check_cells(self, naam: str, cellen: Cellen, rijnummers: NDArray[np.int64]) -> Masker:
        if not cellen.fouten:
            return np.ones(len(rijnummers), dtype=np.bool_)
        per_rij = cellen.per_rij(cellen.fout)
        for nummer, fout in enumerate(cellen.fouten, start=1):
            geraakt = rijnummers[per_rij == nummer]
            self.verzamelaar.add(fout.regel, naam, geraakt, melding=fout.melding)
        return np.asarray(per_rij == 0)

    def _check_rule(
        self,
        regel: Rijregel,
        cellen: Mapping[str, Cellen],
        staat: Masker,
        rijnummers: NDArray[np.int64],
    ) -> Masker:
        rijen = Rijen(self._kolommen, cellen, self._peildatum, staat, self._eerder[regel.code])
        geraakt = TOETSEN[regel.toets](rijen, regel)
        self.verzamelaar.add(
            regel.code, ", ".join(regel.kolommen), rijnummers[geraakt], melding=regel.melding
        )
        if regel.weigert == BESTAND and geraakt.any():
            self.weigering = regel.melding
        return ~geraakt

    def _check_unique(
        self, cellen: Mapping[str, Cellen], staat: Masker, rijnummers: NDArray[np.int64]
    ) -> Masker:
        """Among rows that stand: of two good ones the first does."""
        eerste = np.ones(len(rijnummers), dtype=np.bool_)
        if self._eenmalig is not None:
            naam, eenmalig = self._eenmalig
            kandidaat = staat & cellen[naam].geldig
            eerste[kandidaat] = ~eenmalig.add(cellen[naam], kandidaat)
            self.verzamelaar.add(meldingen.DUBBEL, naam, rijnummers[~eerste])
        return eerste

    def _note_padded(
        self, cellen: Mapping[str, Cellen], staat: Masker, rijnummers: NDArray[np.int64]
    ) -> None:
        for naam, kolom in cellen.items():
            if kolom.aangevuld is not None and kolom.aangevuld.any():
                geraakt = rijnummers[kolom.aangevuld & staat]
                self.verzamelaar.add(meldingen.BSN_AANGEVULD, naam, geraakt, weigert=False)
