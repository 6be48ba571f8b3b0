"""Public figures about the same residents, such as those of Statistics Netherlands, for the ledger.

A reader of ours has read those too. A figure that does not agree with the residents (another day,
another definition) tells him nothing certain, and is left out.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from privacy.kern.atomen import Bestand, population
from privacy.kern.tabeluitspraken import rounded
from privacy.kern.uitspraken import Bijdrage, Groep, Soort, Spanne, Uitspraak


@dataclass(frozen=True)
class Openbaarcijfer:
    """So many residents in `groep`, rounded to a multiple of `stap`."""

    groep: Groep
    waarde: int
    stap: int

    @property
    def spanne(self) -> Spanne:
        return Spanne(*rounded(self.waarde, self.stap))


@dataclass(frozen=True)
class Openbaarheid:
    """What goes into the ledger, and how many figures were left out because they do not agree."""

    bijdrage: Bijdrage
    weggelaten: int


def public_contribution(
    naam: str, cijfers: Sequence[Openbaarcijfer], bestand: Bestand
) -> Openbaarheid:
    """The figures that agree with the residents within their rounding, as statements."""
    bruikbaar = [cijfer for cijfer in cijfers if bestand.has(cijfer.groep)]
    bevolking = population(bestand, [cijfer.groep for cijfer in bruikbaar])
    klopt = [c for c in bruikbaar if c.spanne.van <= bevolking.count(c.groep) <= c.spanne.tot]
    uitspraken = tuple(Uitspraak(Soort.openbaar, c.groep, (), c.spanne, None) for c in klopt)
    inhoud = Bijdrage("", naam, uitspraken)
    sha256 = hashlib.sha256(inhoud.als_json().encode()).hexdigest()
    return Openbaarheid(Bijdrage(sha256, naam, uitspraken), len(cijfers) - len(klopt))
