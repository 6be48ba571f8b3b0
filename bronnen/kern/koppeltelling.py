"""Counting what linking found, per source and buurt. Raw counts: see `koppelverslag`."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bronnen.kern.bewoners import Spil
from bronnen.kern.buurtnummers import BUURT_ONBEKEND, buurt_code
from bronnen.kern.koppelsleutels import (
    ADRES,
    GEEN_RIJ,
    NIET_GEKOPPELD,
    NIET_IN_BESTAND,
    WIJZEN,
    Vondst,
)
from bronnen.kern.koppelverslag import (
    BUITEN_GEBIED,
    ONBEKEND,
    UITVALREDENEN,
    Brontelling,
    Uitval,
)


@dataclass(frozen=True)
class Buurtindex:
    """The buurten of the linked file, sorted; besides them 'outside' and 'unknown'.

    `per_rij` and `per_adres`: the place of the buurt of each row of the BRP and of each address.
    """

    nummers: NDArray[np.int32]
    per_rij: NDArray[np.int32]
    per_adres: NDArray[np.int32]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(buurt_code(int(nummer)) for nummer in self.nummers)

    @property
    def namen(self) -> tuple[str, ...]:
        """The names of what `place` returns."""
        return (*self.codes, BUITEN_GEBIED, ONBEKEND)

    def place(self, buurt: NDArray[np.int32]) -> NDArray[np.int32]:
        return _placed(self.nummers, buurt)


def _placed(nummers: NDArray[np.int32], buurt: NDArray[np.int32]) -> NDArray[np.int32]:
    buiten, onbekend = len(nummers), len(nummers) + 1
    index = np.searchsorted(nummers, buurt).astype(np.int32)
    ernaast = np.append(nummers, -1)[index] != buurt  # no buurt is below 0
    index[ernaast] = np.where(buurt[ernaast] == BUURT_ONBEKEND, onbekend, buiten)
    return index


def index_buurten(spil: Spil, genoemd: Iterable[int]) -> Buurtindex:
    """The buurten in which linked residents live, and those that were asked for."""
    bewoond = np.unique(spil.buurt[spil.rij])
    nummers = np.union1d(bewoond, np.fromiter(genoemd, dtype=np.int32)).astype(np.int32)
    return Buurtindex(nummers, _placed(nummers, spil.buurt), _placed(nummers, spil.adresbuurt))


def count_rows(
    bron: str, vondst: Vondst, adresnr: NDArray[np.uint32], spil: Spil, buurten: Buurtindex
) -> tuple[Brontelling, ...]:
    """In the buurt of the resident, else in that of the address in the row."""
    gevonden = vondst.rij != GEEN_RIJ
    index = buurten.per_adres[adresnr]
    index[gevonden] = buurten.per_rij[vondst.rij[gevonden]]
    wijze = vondst.wijze.copy()
    wijze[gevonden] = np.where(
        spil.plaats[vondst.rij[gevonden]] == GEEN_RIJ, NIET_IN_BESTAND, wijze[gevonden]
    )
    return _tally(bron, buurten, index, wijze)


def count_homes(bron: str, spil: Spil, buurten: Buurtindex) -> tuple[Brontelling, ...]:
    """The addresses of the woningmarktmonitor: where a linked resident lives, where another one
    of the BRP does, and where nobody does."""
    adresnr = spil.woningen.adresnr
    bewoond = np.zeros((2, len(spil.adresbuurt)), dtype=np.bool_)
    bewoond[0, spil.sleutels.adresnr] = True
    bewoond[1, spil.adresnr] = True
    bewoond[:, 0] = False
    wijze = np.where(
        bewoond[1, adresnr],
        ADRES,
        np.where(bewoond[0, adresnr], NIET_IN_BESTAND, NIET_GEKOPPELD),
    )
    eigen = spil.woningen.buurtcode
    index = np.where(eigen == BUURT_ONBEKEND, buurten.per_adres[adresnr], buurten.place(eigen))
    return _tally(bron, buurten, index, wijze)


def count_left_out(spil: Spil, buurten: Buurtindex) -> tuple[Uitval, ...]:
    redenen = ("", *UITVALREDENEN)
    tabel = _crosstab(buurten, buurten.per_rij, spil.reden, len(redenen))
    return tuple(
        Uitval(redenen[r], naam, int(tabel[b, r]))
        for b, naam in enumerate(buurten.namen)
        for r in range(1, len(redenen))
        if tabel[b, r]
    )


def count_residents(
    spil: Spil, buurten: Buurtindex, welke: NDArray[np.bool_] | None = None
) -> tuple[int, ...]:
    """Linked residents in each buurt; with `welke` only some of them."""
    rij = spil.rij if welke is None else spil.rij[welke]
    return tuple(np.bincount(buurten.per_rij[rij], minlength=len(buurten.nummers)).tolist())


def _tally(
    bron: str, buurten: Buurtindex, index: NDArray[np.int32], wijze: NDArray[np.integer]
) -> tuple[Brontelling, ...]:
    tabel = _crosstab(buurten, index, wijze, len(WIJZEN))
    return tuple(
        Brontelling(bron, naam, sum(aantallen), **dict(zip(WIJZEN, aantallen, strict=True)))
        for naam, aantallen in zip(buurten.namen, tabel.tolist(), strict=True)
        if any(aantallen)
    )


def _crosstab(
    buurten: Buurtindex, index: NDArray[np.int32], soort: NDArray[np.integer], soorten: int
) -> NDArray[np.int64]:
    aantal = len(buurten.namen)
    plat = np.bincount(index * soorten + soort, minlength=aantal * soorten)
    return plat.reshape(aantal, soorten)
