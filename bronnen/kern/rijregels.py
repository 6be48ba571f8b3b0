"""Rules over several columns of a row; a `Rijregel` names one of these by its function's name.

Each returns, for every row, whether it breaks the rule. Cells that are empty or were refused
themselves break no rule here: one fault, one finding.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bronnen.kern.cellen import Cellen
from bronnen.kern.datums import ages
from bronnen.kern.eenmalig import Bitmap
from bronnen.kern.leverschema import Kolom, Rijregel
from bronnen.kern.teksten import Masker, is_one_of

JONGSTE_VERDACHTE = 12  # below twelve nobody can be prosecuted (Sr 77a, Sv 487)
OUDSTE = 120
# What may be added to an assessment while it is collected: reminder, writ and seizure. Our own
# allowance, wider than the tariffs of the Kostenwet invordering rijksbelastingen for a household.
KOSTEN_VAST = 250.0  # euro
KOSTEN_AANDEEL = 0.10  # of the amount imposed
_AFRONDING = 1e-6  # of binary fractions, far below a cent


@dataclass(frozen=True)
class Rijen:
    """The rows of a batch as a rule sees them."""

    kolommen: Mapping[str, Kolom]
    cellen: Mapping[str, Cellen]
    peildatum: int  # JJJJMMDD
    staat: Masker  # rows that nothing has refused so far
    eerder: Bitmap  # numbers that this rule met in earlier batches

    def waarde(self, kolom: str) -> NDArray[np.float64]:
        cellen = self.cellen[kolom]
        return np.asarray(cellen.per_rij(cellen.waarde), dtype=np.float64)

    def nummer(self, kolom: str) -> NDArray[np.int64]:
        cellen = self.cellen[kolom]
        return np.asarray(cellen.per_rij(cellen.waarde), dtype=np.int64)

    def geldig(self, *kolommen: str) -> Masker:
        alle = [self.cellen[naam].geldig for naam in kolommen]
        return np.asarray(np.logical_and.reduce(alle), dtype=np.bool_)

    def leeg(self, kolom: str) -> Masker:
        return self.cellen[kolom].per_rij(self.cellen[kolom].leeg)


Toets = Callable[[Rijen, Rijregel], Masker]


def einde_na_begin(rijen: Rijen, regel: Rijregel) -> Masker:
    """Begin and einde; an end on the day of the beginning is fine."""
    begin, einde = regel.kolommen
    return np.asarray(rijen.geldig(begin, einde) & (rijen.nummer(einde) < rijen.nummer(begin)))


def openstaand_hoogstens_opgelegd(rijen: Rijen, regel: Rijregel) -> Masker:
    opgelegd, openstaand = regel.kolommen
    hoogste = rijen.waarde(opgelegd) * (1 + KOSTEN_AANDEEL) + KOSTEN_VAST + _AFRONDING
    return rijen.geldig(opgelegd, openstaand) & (rijen.waarde(openstaand) > hoogste)


def geen_organisatie(rijen: Rijen, regel: Rijregel) -> Masker:
    """An organisation has no BSN: its row comes without one."""
    (bsn,) = regel.kolommen
    return rijen.leeg(bsn)


def twaalf_of_ouder(rijen: Rijen, regel: Rijregel) -> Masker:
    """Birth date and the date of the incident; an unknown birth date passes."""
    geboren, pleegdatum = regel.kolommen
    leeftijd = ages(rijen.nummer(geboren), rijen.nummer(pleegdatum))
    bekend = rijen.geldig(geboren, pleegdatum) & (rijen.nummer(geboren) != 0)
    return np.asarray(bekend & (leeftijd < JONGSTE_VERDACHTE))


def leeftijd_0_120(rijen: Rijen, regel: Rijregel) -> Masker:
    (geboren,) = regel.kolommen
    leeftijd = ages(rijen.nummer(geboren), rijen.peildatum)
    bekend = rijen.geldig(geboren) & (rijen.nummer(geboren) != 0)
    return np.asarray(bekend & ((leeftijd < 0) | (leeftijd > OUDSTE)))


def alleen_verdachte(rijen: Rijen, regel: Rijregel) -> Masker:
    """Any other role, whether it is a code we know or not."""
    (rol,) = regel.kolommen
    cellen = rijen.cellen[rol]
    return cellen.per_rij(~cellen.leeg & ~is_one_of(cellen.teksten, ["VERDACHTE"]))


def een_lopende_pw(rijen: Rijen, regel: Rijregel) -> Masker:
    """BSN, regeling and einde: a second PW period without an end for the same person."""
    bsn, regeling, einde = regel.kolommen
    pw = list(rijen.kolommen[regeling].codes).index("PW") + 1
    lopend = rijen.staat & rijen.geldig(bsn, regeling)
    lopend &= rijen.leeg(einde) & (rijen.nummer(regeling) == pw)
    tweede = np.zeros(len(lopend), dtype=np.bool_)
    tweede[lopend] = rijen.eerder.add(rijen.nummer(bsn)[lopend])
    return tweede


TOETSEN: Mapping[str, Toets] = MappingProxyType(
    {
        toets.__name__: toets
        for toets in (
            einde_na_begin,
            openstaand_hoogstens_opgelegd,
            geen_organisatie,
            twaalf_of_ouder,
            leeftijd_0_120,
            alleen_verdachte,
            een_lopende_pw,
        )
    }
)
